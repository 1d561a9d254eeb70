"""`kg paper`."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from typing import Any

import click

from kg.cli.context import Context, pass_context, terminal_width

_PRESENCE = ("present", "likely-present", "unclear", "likely-absent", "absent")
_STATES = ("stated", "hedged", "quoted", "hypothetical", "negated")


@click.command()
@click.argument("ref")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@pass_context
def paper(context: Context, ref: str, form: str) -> None:
    """One paper whole. REF is its key, its DOI, PubMed or PMC number or the address of one of these, its IRI, or
    its name as papers print it ("van Dillen 2021").
    """
    from kg.dossier import dossier

    with context.open() as store:
        found = dossier(store, ref)
    if form == "json":
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    from kg.tables import visible

    width = min(terminal_width() or 110, 110)
    shown = []
    for line in _lines(found):
        indent = " " * (len(line) - len(line.lstrip()))
        wrapped = textwrap.wrap(visible(line), width, subsequent_indent=f"{indent}  ", break_long_words=False) or [""]
        shown += wrapped
    click.echo("\n".join(shown))  # in one piece: a reader such as head may leave early


def _lines(p: dict[str, Any]) -> Iterator[str]:
    yield from (notice["text"] for notice in p["notices"] if notice["in_force"])
    if p["title"]:
        yield f"{p['name']}: {p['title']}"
    else:
        yield p["name"] + (f" (its source is headed \u201c{p['headline']}\u201d)" if p["headline"] else "")
    published = [p["journal"], str(p["year"]) if p["year"] else None, f"doi:{p['doi']}" if p["doi"] else None]
    published += [f"PMID {p['pmid']}" if p["pmid"] else None, p["pmcid"], p["url"]]
    yield "; ".join(x for x in published if x)
    yield f"key {p['key']}; read from {', '.join(s['source'] for s in p['sources'])}"
    others = [notice["text"] for notice in p["notices"] if not notice["in_force"]]
    if others:
        yield ""
        yield "Editorial notices"
        yield from (f"  {text}" for text in others)
    if p["study"]:
        yield ""
        yield from _study(p["study"])
    if any(outcome["estimates"] for outcome in p["outcomes"]):
        yield ""
        yield "Estimates"
        yield from _estimates(p["outcomes"])
    if p["findings"]:
        yield ""
        yield "Findings"
        yield from _findings(p["findings"])
    if p["overall"]:
        yield ""
        yield "Judged as a whole"
        yield from _overall(p["overall"])
    if p["mentions"]:
        yield ""
        yield "Named in the text, by program, not judged"
        yield from _mentions(p["mentions"])
    if p["derived"]:
        yield ""
        yield "Derived by rules (candidates; nobody asserted them)"
        yield from _derived(p["derived"])
    if p["derived"] is None:
        yield ""
        yield "What rules derive is not up to date here: kg check derives it, kg ingest keeps it."
    if p["cited_by"] or p["cited_by_papers"]:
        yield ""
        yield "Cited by"
        for c in p["cited_by"]:
            about = ", ".join(str(x) for x in (c["publisher"], c["year"], c["intent"]) if x)
            yield f"  {c['title']}" + (f" ({about})" if about else "")
        for key in p["cited_by_papers"]:
            stated = p["why_cited"].get(key)
            yield f"  {key}" + (f" ({', '.join(stated)})" if stated else "")
    if p["references"]:
        yield f"Entries of its reference list in the graph: {p['references']}"
    for note in p["notes"]:
        yield ""
        yield f"Notes: {note}"


def _study(s: dict[str, Any]) -> Iterator[str]:
    facts = [s["design"], s["condition"], f"registered {s['registration']}" if s["registration"] else None]
    facts += [f"{s[n]} {n}" for n in ("screened", "randomized", "analysed") if s[n] is not None]
    facts += [f"funding {s['funding']}" if s["funding"] else None]
    yield "Study: " + "; ".join(str(f) for f in facts if f)
    if s["blinding"]:
        yield "Blinded: " + ", ".join(f"{who} {answer}" for who, answer in s["blinding"].items())
    for arm in s["arms"]:
        n = f", n = {arm['n']}" if arm["n"] is not None else ""
        yield f"  {arm['id']}: {arm['label']}" + (f" ({arm['role']}{n})" if arm["role"] else n)


def _estimates(outcomes: list[dict[str, Any]]) -> Iterator[str]:
    for outcome in outcomes:
        if not outcome["estimates"]:
            continue
        better = f"; {outcome['better']} is better" if outcome["better"] else ""
        scale = outcome["instrument"] or outcome["scale"]
        how = "read from prose by a program" if outcome["origin"] == "extracted" else "entered"
        yield f"  {outcome['label']}" + (f" [{scale}]" if scale else "") + f" ({how}, {outcome['source']}{better})"
        for e in outcome["estimates"]:
            yield f"    {_effect(e)}"


def _effect(e: dict[str, Any]) -> str:
    value = _short(e["value"]) if e.get("value") else "no value printed"
    text = f"{e.get('timepoint') or 'time not stated'}: {e.get('measure') or 'effect'} {value}"
    if e.get("ci"):
        level = f"{e['level']:g}% CI" if e.get("level") else "CI"
        text += f" [{e['ci'][0]}, {e['ci'][1]}] {level}"
    if e.get("se"):
        text += f", standard error {_short(e['se'])}"
    if e.get("p"):
        text += f", p {e['p']}" if e["p"][0] in "<>=" else f", p = {e['p']}"
    if e.get("adjusted"):
        text += ", adjusted"
    if e.get("arms"):
        text += f" ({e['arms'][0]} {'over' if e.get('measure') in ('OR', 'RR', 'HR', 'IRR') else 'minus'} {e['arms'][1]})"
    return text


def _short(number: str) -> str:
    """A computed number of many digits to four that tell something; what papers print has fewer, and stays as it is."""
    return number if sum(map(str.isdigit, number)) <= 6 else f"{float(number):.4g}"


def _findings(findings: list[dict[str, Any]]) -> Iterator[str]:
    for presence in _PRESENCE:
        chosen = [f for f in findings if f["presence"] == presence]
        if not chosen:
            continue
        yield f"  {presence.replace('-', ' ')} ({len(chosen)})"
        for f in sorted(chosen, key=lambda f: (f["flaw"], f["assessor"])):
            facets = [f"severity {f['severity']}" if f["severity"] else None, f["target"] if f["target"] != "report" else None]
            facets += ["acknowledged by the paper" if f["acknowledged"] else None]
            told = ", ".join(x for x in facets if x)
            yield f"    {f['flaw']}" + (f" ({told})" if told else "") + (f": {f['why']}" if f["why"] else "")
            if f["passage"]:
                yield f"      \u201c{f['passage']['exact']}\u201d"
            software = " (software)" if f["assessor_kind"] == "software" else ""
            yield f"      {f['assessor']}{software}{_where(f['where'])}"


def _overall(judged: list[dict[str, Any]]) -> Iterator[str]:
    for one in judged:
        target = f" ({one['target']})" if one["target"] != "report" else ""
        printed = f", printed as {one['printed']}" if one["printed"] else ""
        software = " (software)" if one["assessor_kind"] == "software" else ""
        yield f"  {one['risk']} risk of bias{target}{printed}: {one['assessor']}{software}, {one['source']}"


def _mentions(mentions: list[dict[str, Any]]) -> Iterator[str]:
    """Each sentence once under each state, with all flaws that it names so."""
    for state in _STATES:
        sentences: dict[tuple[str, int], list[dict[str, Any]]] = {}
        for m in mentions:
            if m["state"] == state:
                sentences.setdefault((m["source"], m["passage"]["start"]), []).append(m)
        if sentences:
            yield f"  {state} ({sum(map(len, sentences.values()))})"
        for (source, _), named in sentences.items():
            yield f"    {'; '.join(dict.fromkeys(m['label'] for m in named))}"
            yield f"      \u201c{named[0]['passage']['exact']}\u201d"
            yield f"      {source} \u2014 {named[0]['section']}"


def _derived(found: list[dict[str, Any]]) -> Iterator[str]:
    for severity in ("violation", "warning", "note"):
        chosen = [one for one in found if one["severity"] == severity]
        if chosen:
            yield f"  {severity} ({len(chosen)})"
            yield from (f"    {one['message']} [{one['rule']}, {one['id']}]" for one in chosen)


def _where(where: dict[str, Any] | None) -> str:
    if not where:
        return ""
    parts = [where["section"], f"paragraph {where['paragraph']}" if where["paragraph"] is not None else None]
    return " \u2014 " + ", ".join(p for p in parts if p)
