"""`kg check`."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from kg.cli.context import Context, format_option, pass_context, terminal_width

if TYPE_CHECKING:
    from kg.store import Store
    from kg.tables import Table

_ALERTS = {
    "violation": "Cannot all be true",
    "warning": "Likely flaws",
    "note": "Good to know",
}


def _names(_ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    from kg.rules.catalogue import catalogue

    return [rule.name for rule in catalogue() if rule.name.startswith(incomplete)]


@click.command()
@click.option("--rule", "rules", multiple=True, metavar="RULE", help="Only this rule (may be repeated).", shell_complete=_names)
@click.option("--paper", "ref", metavar="REF", help="Only findings on this paper (key, DOI, PubMed number, name).")
@click.option("--severity", type=click.Choice(["violation", "warning", "note"]), help="Only findings this grave or graver.")
@click.option("--set", "given", multiple=True, metavar="NAME=VALUE", help="Another value for a parameter, for this run only.")
@click.option("--explain", "wanted", metavar="ID", help="One finding with its rule, inputs and arithmetic.")
@click.option("--shapes", is_flag=True, help="Hold the graph against the SHACL shapes instead (needs pyshacl; takes seconds).")
@click.option("--list", "listing", is_flag=True, help="List the rules with their parameters.")
@format_option
@pass_context
def check(
    context: Context,
    rules: tuple[str, ...],
    ref: str | None,
    severity: str | None,
    given: tuple[str, ...],
    wanted: str | None,
    shapes: bool,
    listing: bool,
    form: str,
) -> int:
    """What rules derive from what sources state: candidates, which nobody asserted. Exit code 1 if there are any."""
    from kg.errors import UsageError

    if given and (listing or wanted or shapes):
        raise UsageError("--set goes with a run of the rules only.", hint="kg check --rule RULE --set NAME=VALUE")
    if listing:
        _list(context, form)
        return 0
    with context.open() as store:
        if wanted:
            from kg.rules.explain import explain

            _explain(explain(store, wanted), form)
            return 0
        if shapes:
            from kg.checks import shapes as against_shapes

            found = against_shapes(store)
            if found.rows or form != "text":
                context.show(found, form)
            else:
                context.say("The graph conforms to the shapes.")
            return 1 if found.rows else 0
        table = _findings(store, rules, ref, severity, dict(_pair(text) for text in given))
    if form == "text":
        click.echo("\n".join(_lines(table, min(terminal_width() or 110, 110))))
    else:
        context.show(table, form)
    return 1 if table.rows else 0


def _findings(store: Store, rules: tuple[str, ...], ref: str | None, severity: str | None, given: dict[str, str]) -> Table:
    from kg.dossier import resolve
    from kg.rdf import mint
    from kg.rules.catalogue import ALERTS
    from kg.rules.findings import findings
    from kg.rules.report import table

    found = findings(store, rules, given)
    if ref is not None:
        paper = mint.paper(resolve(store, ref)).value
        found = [one for one in found if one.paper == paper]
    if severity is not None:
        found = [one for one in found if ALERTS.index(one.alert) <= [str(alert) for alert in ALERTS].index(severity)]
    return table(store, found)


def _pair(text: str) -> tuple[str, str]:
    from kg.errors import UsageError

    name, equals, value = text.partition("=")
    if not equals or not name:
        raise UsageError(f"--set needs NAME=VALUE, not {text!r}.", hint="kg check --list shows the parameters.")
    return name, value


def _list(context: Context, form: str) -> None:
    from kg.rules.catalogue import catalogue, parameters
    from kg.tables import Table

    known = parameters()
    rows = [
        (one.name, " or ".join(one.alerts), ", ".join(f"{name}={known[name].default}" for name in one.parameters), one.title)
        for one in catalogue()
    ]
    context.show(Table.of(("rule", "severity", "parameters", "title"), rows), form)


def _lines(table: Table, width: int) -> Iterator[str]:
    """The findings under their rules, the graver first, each as a sentence to quote."""
    from kg.rules.catalogue import rule
    from kg.tables import counted, visible

    rows = list(table.dicts())
    for severity, title in _ALERTS.items():
        by = ""
        chosen = [row for row in rows if row["severity"] == severity]
        if chosen:
            yield f"{title} ({counted(len(chosen), severity)})"
            yield ""
        for row in chosen:
            if row["rule"] != by:
                by = str(row["rule"])
                yield f"  {rule(by).title} [{by}]"
            read = ", read from prose by a program" if row["origin"] == "extracted" else ""
            yield from textwrap.wrap(visible(str(row["message"])), width, initial_indent="    ", subsequent_indent="      ")
            yield from textwrap.wrap(
                f"({row['id']}; {row['source']}{read})", width, initial_indent="      ", subsequent_indent="      "
            )
        if chosen:
            yield ""
    if not rows:
        yield "No rule has anything to say."
        return
    papers = len({row["paper"] for row in rows})
    yield (
        f"{counted(len(rows), 'candidate')} in {counted(papers, 'paper')}, derived by rules; nobody asserted them.\n"
        "Look before you quote: kg check --explain ID shows inputs and arithmetic."
    )


def _explain(found: dict[str, Any], form: str) -> None:
    if form != "text":
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    from kg.tables import visible

    width = min(terminal_width() or 110, 110)
    shown = []
    for line in _explained(found):
        indent = " " * (len(line) - len(line.lstrip()))
        shown += textwrap.wrap(visible(line), width, subsequent_indent=f"{indent}  ", break_long_words=False) or [""]
    click.echo("\n".join(shown))


def _explained(found: dict[str, Any]) -> Iterator[str]:
    rule = found["rule"]
    yield found["message"]
    yield f"A candidate ({found['alert']}), derived by a rule; nobody asserted it."
    yield ""
    yield f"Rule: {rule['title']} [{rule['name']}, version {rule['version']}]"
    yield f"  {rule['about']}"
    yield f"  But: {rule['caution']}"
    for parameter in found["parameters"]:
        yield f"  {parameter['name']} = {parameter['value']}: {parameter['about']} ({parameter['source']})"
    yield ""
    yield "Inputs"
    for thing in found["inputs"]:
        yield f"  {thing['kind'] or 'thing'} <{thing['iri']}>"
        stated: dict[tuple[str, str], set[str]] = {}  # what several sources state alike is one line
        for fact in thing["facts"]:
            stated.setdefault((fact["property"], fact["value"]), set()).update([fact["source"]] if fact["source"] else [])
        for (name, value), files in stated.items():
            yield f"    {name}: {value}" + (f"  [{', '.join(sorted(files))}]" if files else "")
    yield ""
    yield "Arithmetic"
    for step in found["arithmetic"]:
        yield f"  {step}"
    yield ""
    for source in sorted(found["sources"], key=lambda source: str(source["file"])):
        how = " as a program read its prose" if source["origin"] == "extracted" else ""
        yield f"From {source['file']}{how}."
