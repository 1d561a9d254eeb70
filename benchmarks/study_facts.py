"""What is drawn from trial reports about the study, against what readers wrote down of the same reports; and how fast.

    python benchmarks/study_facts.py CORPUS_DIR JATS_DIR [--quiet]

CORPUS_DIR holds appraisal files, JATS_DIR the articles as PMCxxxx.nxml. For each kind of statement: of the values that
the reader wrote down, how many the best statement of the text gives (recall), and of the statements given for such papers,
how many agree (precision); "beside" counts statements where the reader wrote nothing. Once for title and abstract, once
for the full text (title, abstract, body, and the notes after it; no tables), with and without grade C. Then every
disagreement in the full texts. A reader may have read a table or a figure, or be wrong: look.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import yaml
from lxml import etree

from kg.extract.study.fact import StudyFact
from kg.extract.study.facts import find_study_facts

_BLOCKS = frozenset(("p", "title", "sec", "caption", "label", "abstract", "ack", "fn", "list-item", "article-title", "notes"))
_LEFT_OUT = frozenset(("table", "ref-list", "disp-formula", "tex-math", "math", "object-id", "label"))
_PARTIES = ("participants", "providers", "assessors", "analysts")
_ALIKE = re.compile(r"[^a-z0-9]+")


def prose(node: etree._Element | None) -> str:
    """The text of an element, a line for each paragraph and heading, without tables, references and formulas."""
    pieces: list[str] = []

    def walk(at: etree._Element) -> None:
        name = etree.QName(at).localname if isinstance(at.tag, str) else None
        cited = name == "xref" and at.get("ref-type") == "bibr" and at.getparent().tag == "sup"
        if name and name not in _LEFT_OUT and not cited:
            edge = "\n" if name in _BLOCKS else ""
            pieces.append(edge + " ".join((at.text or "").split("\n")))
            for child in at:
                walk(child)
            pieces.append(edge)
        pieces.append(" ".join((at.tail or "").split("\n")))

    if node is not None:
        walk(node)
    lines = (re.sub(r"[ \t]+", " ", line).strip() for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def article(path: Path) -> tuple[str, str]:
    """Title and abstract, and the full text, of a JATS article."""
    root = etree.parse(str(path)).getroot()
    head = prose(root.find(".//article-meta//article-title"))
    shorts = [prose(a) for a in root.findall(".//article-meta/abstract") if a.get("abstract-type") is None]
    abstract = "\n".join([head, *shorts])
    paid = [prose(g) for g in root.findall(".//article-meta/funding-group")]
    return abstract, "\n".join([abstract, prose(root.find("body")), *(prose(n) for n in root.findall("back/*")), *paid])


@dataclass
class Tally:
    """Counts over the papers for one kind of statement."""

    stated: int = 0
    said: int = 0
    right: int = 0
    beside: int = 0
    disagreements: list[str] = field(default_factory=list)

    def add(self, key: str, wanted: object, fact: StudyFact | None, value: object, agree: bool) -> None:
        if wanted is None:
            self.beside += fact is not None
            if fact is not None:
                self.disagreements.append(f"{key}: reader says nothing, text {value!r}\n{_shown(fact)}")
            return
        self.stated += 1
        self.said += fact is not None
        self.right += fact is not None and agree
        if fact is None:
            self.disagreements.append(f"{key}: reader {wanted!r}, text nothing")
        elif not agree:
            self.disagreements.append(f"{key}: reader {wanted!r}, text {value!r}\n{_shown(fact)}")

    def __str__(self) -> str:
        precision = f"{self.right / self.said:.2f}" if self.said else "-"
        recall = f"{self.right / self.stated:.2f}" if self.stated else "-"
        return f"P {precision:>4} ({self.right}/{self.said})  R {recall:>4} ({self.right}/{self.stated})  beside {self.beside}"


def _shown(fact: StudyFact) -> str:
    at = fact.start - fact.sentence.start
    around = fact.sentence.text[max(0, at - 70) : at + len(fact.text) + 90].replace("\n", " ")
    return f"      {fact.grade} {fact.rule}: ...{around}..."


def _bare(text: object) -> str:
    return _ALIKE.sub("", str(text).lower())


def compare(key: str, record: dict, facts: Sequence[StudyFact], tallies: dict[str, Tally]) -> None:  # type: ignore[type-arg]
    """Add one paper: the best statement of each kind against what the reader wrote."""
    study = record["study"]

    def best(kind: str, label: str | None = None) -> StudyFact | None:
        return next((f for f in facts if f.kind == kind and (label is None or f.label == label)), None)

    def put(kind: str, wanted: object, fact: StudyFact | None, value: object, agree: bool) -> None:
        tallies.setdefault(kind, Tally()).add(key, wanted, fact, value, agree)

    for kind in ("design", "registration", "screened", "randomized", "analysed"):
        fact, wanted = best(kind), study.get(kind)
        put(kind, wanted, fact, fact and fact.value, fact is not None and _bare(fact.value) == _bare(wanted))
    for who in _PARTIES:
        fact, said = best("blinding", who), (study.get("blinding") or {}).get(who)
        put(
            f"blinding of {who}",
            None if said == "unclear" else said,
            fact,
            fact and fact.value,
            fact is not None and fact.value == said,
        )
    fact, paid = best("funding"), study.get("funding")
    put("funding", None if paid == "not-reported" else paid, fact, fact and fact.value, fact is not None and fact.value == paid)
    weeks = [
        at["weeks"] for o in record["outcomes"] for at in (*(o.get("groups") or ()), *(o.get("estimates") or ()))
        if at.get("weeks") is not None
    ]  # fmt: skip
    fact, longest = best("follow-up"), max(map(float, weeks), default=None) or None
    close = fact is not None and longest is not None and abs(float(Decimal(str(fact.value))) - longest) <= max(1.0, longest / 8)
    put("follow-up", longest, fact, fact and float(fact.value), close)
    _arms(study, facts, put)
    _primary(record, best("primary-outcome"), put)


def _arms(study: dict, facts: Sequence[StudyFact], put: Callable[..., None]) -> None:  # type: ignore[type-arg]
    """The arms of the best sentence that names arms, as numbers and as roles."""
    known = [f for f in facts if f.kind == "arm"]
    group = [f for f in known if f.sentence == known[0].sentence] if known else []
    first = group[0] if group else None
    wanted = [arm for arm in study["arms"] if arm.get("randomized") is not False]
    sizes = sorted(arm["n"] for arm in wanted if arm.get("n"))
    given = sorted(f.n for f in group if f.n)
    put("arm sizes", sizes or None, first if given else None, given, given == sizes)
    asked, told = sorted(arm["role"] for arm in wanted), sorted(str(f.role) for f in group)
    whole = first if all(f.role for f in group) else None
    put("arm roles", asked if len(asked) > 1 else None, whole, told, told == asked)


def _primary(record: dict, fact: StudyFact | None, put: Callable[..., None]) -> None:  # type: ignore[type-arg]
    """The primary outcome: agreement is a word in common with a primary outcome of the reader."""
    words = {
        word for o in record["outcomes"] if o.get("primary")
        for word in re.findall(r"[a-z]{3,}", f"{o['label']} {o.get('instrument')} {o.get('scale')}".lower())
    } - {"the", "and", "none", "with", "during", "scale", "index", "after"}  # fmt: skip
    said = set(re.findall(r"[a-z]{3,}", str(fact.value).lower())) if fact else set()
    put("primary outcome", sorted(words) or None, fact, fact and fact.value, bool(words & said))


def rate(work: Callable[[str], object], texts: Sequence[str], repeats: int = 5) -> float:
    """Texts a second of process time, the best of several rounds."""
    best = float("inf")
    for _ in range(repeats):
        start = time.process_time()
        for text in texts:
            work(text)
        best = min(best, time.process_time() - start)
    return len(texts) / best


def main() -> None:
    arguments = [a for a in sys.argv[1:] if not a.startswith("--")]
    if len(arguments) != 2:
        sys.exit(__doc__)
    papers, kept = [], {}
    for path in sorted(Path(arguments[0]).glob("*.yaml")):
        record = yaml.safe_load(path.read_text(encoding="utf-8"))
        source = Path(arguments[1]) / f"{record['paper'].get('pmcid')}.nxml"
        if source.exists():
            papers.append((path.stem, record, article(source)))
    for which, name in enumerate(("abstract", "full text")):
        for grades in ("ABC", "AB"):
            tallies: dict[str, Tally] = {}
            for key, record, texts in papers:
                facts = [f for f in find_study_facts(texts[which]) if f.grade in grades]
                compare(key, record, facts, tallies)
            print(f"\n{name}, {len(papers)} papers, grades {grades}")
            for kind, tally in tallies.items():
                print(f"  {kind:24} {tally}")
            if grades == "ABC":
                kept[name] = tallies
    for name, tallies in kept.items() if "--quiet" not in sys.argv else ():
        for kind, tally in tallies.items():
            print(f"\n{kind}: disagreements, {name}")
            for line in tally.disagreements:
                print(f"  {line}")
    for which, name in enumerate(("abstracts", "full texts")):
        texts = [each[2][which] for each in papers]
        speed = rate(find_study_facts, texts, 5 if which == 0 else 2)
        size = sum(map(len, texts)) / len(texts)
        print(f"\n{name}: {speed:.0f} a second of {size:.0f} characters ({1000 / speed:.2f} ms each)")


if __name__ == "__main__":
    main()
