"""The parts of a PainScience bibliography page: where each begins and ends, and what its title block says.

    head         headline, strapline, breadcrumb, citation line, tags, and prose that has no label
    cites        "Three pages on PainSci cite Name 2020:" and the titles after it
    commentary   "PainSci commentary (or notes, or summary) on Name 2020:"
    issues       "Common issues and characteristics ...:"
    abstract     "original abstract"
    related      a list of other papers
    footer       "This page is part of ...": it and what follows says nothing about this paper

Parts come in any order. Every pattern is anchored to a line or a fixed word and repeats nothing that repeats.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from kg.readers.page_text import Line, Page, Span, line_end, lines, trimmed

__all__ = [
    "BULLET", "Head", "Name", "Section", "counted", "head_of", "issues", "loose_at", "name_at", "past_tooltip", "prose_at",
    "sections",
]  # fmt: skip

_SITE = r"Pain[ ]?Sci(?:ence)?(?:\.com)?"
_YEAR = r"(?:1[5-9]|20|21)\d\d"
_LABELS = re.compile(
    rf"""^[ \t]{{0,8}}(?:
      (?P<cites>(?:\d{{1,4}}|[A-Za-z]{{1,12}}(?:[ -][A-Za-z]{{1,12}}){{0,4}})[ ](?:page|article|post|item)s?[ ](?:on|at)[ ]
                (?:{_SITE}[ ])?cites?[ ](?=\S))
    | (?P<commentary>{_SITE}[ ](?:commentary|comments?|notes?|summary)[ ](?:on|of|about)[ ](?=\S))
    | (?P<issues>Common[ ]issues[ ]and[ ]characteristics(?:[ ]relevant[ ]to[ ]th\w{{2,3}}[ ]\w{{1,12}})?)
    | (?P<abstract>original[ ]abstract(?=[ \t]*(?:\r?$|[†‡*?:]|[A-Z]))
                |Original[ ]abstract(?=[ \t]*(?:\r?$|[†‡:]|\*?Abstracts[ ]here)))
    | (?P<related>[Rr]elated[ ]content[ \t]*:?[ \t]*\r?$)
    )""".replace("[ ]", "[ \xa0]"),
    re.MULTILINE | re.VERBOSE,
)
_FOOTER = re.compile(rf"This page is part of the (?:{_SITE} )?bibliography", re.IGNORECASE)

# The lines of the title block by kind; what is none of these is the headline, then prose.
_HEAD = re.compile(
    rf"""(?P<about>.{{0,300}}?This[ ]page[ ]is[ ]about[ ]a[ ]single[ ]\w+(?:[ ]\w+)?[ ]in[ ]the[ ](?:[\w.]+[ ])?bibliography,?[ ])
    | (?P<crumb>(?:{_SITE}\s*[»›→>/|]\s*)?bibliography\s*[»›→>/|]\s*(?=\S))
    | (?P<alone>(?=[^:]{{1,60}}[ ]et[ ]al\.?[ ]{_YEAR}[a-z]?(?:\W+updated)?\W*$))
    | (?P<record>The[ ]Pain[ ]&[ ]Therapy[ ]Bibliography,[ ]Record[ ]ID\b)
    | (?P<header>(?:{_SITE}\s*[»›→>/|]\s*)?bibliography(?:[ ]\*.*)?$)
    | (?P<strapline>.{{0,120}}(?:aches,[ ]pains|painful[ ]problems)|Pain[ ]?Sci(?:ence)?\.?(?:com)?\W*$)
    | (?P<tags>Tags?(?:[ ]\(\d+\))?:)
    | (?P<stars>[★☆])
    | (?P<dates>(?:added|published|(?:last[ ])?updated)\b.{{0,100}}$
               |(?:Added|Published|Updated)\W*(?:\w{{3,9}}\.?[ ])?(?:\d.{{0,40}})?$)
    | (?P<image>(?:Photo|Photograph|Picture|Image|Illustration|Drawing|Diagram|Cartoon|Graph|Screenshot)s?[ ](?:of|showing)\b)
    """,
    re.VERBOSE,
)
_UNDATED = re.compile(r"\b[Uu]pdated\W*$")
_NAME = re.compile(rf"([^\n\r:?★☆]{{1,90}}?)[ \xa0]\(?({_YEAR})([a-z])?(?![a-z0-9])\)?(?:[ \xa0]as a source)?[ \t]*:?")
_NAME_ONLY = re.compile(r"([^\n\r:?★☆]{1,90}?)(?:[ \xa0]as a source)?[ \t]*:")
_PARTICLE = re.compile(r"(?:van|von|de|der|den|da|di|du|del|della|dos|la|le|el|al|ten|ter|zu|af|bin)")
_TOOLTIP = re.compile(
    r"\s*(?:[?†‡](?=\S)|[?†‡][ \t]*(?=[\r\n]|\Z)"
    r"|\*?[ \t]*Abstracts here may|This page is one of thousands|Scientific papers have many)"
)
_TOOLTIP_END = re.compile(
    r"(?:wherever possible|as often as possible|let me know|minor corrections|the review itself|lesser journals)\.[”\"]?"
)
_SIGNED = re.compile(r"[~—–-]\s{0,3}Paul(?: Ingraham)?\.?\Z")
_STARS = re.compile(r"[ \t:]*[★☆]{1,10}")
BULLET = re.compile(r"[ \t]*(?:[-–—•*·▪◦‣][ \t\xa0]+|[•▪◦‣·])")
_AUTHOR = re.compile(r"[^\W\d_][\w'’. -]{0,60} [A-ZÀ-ÖØ-Þ-]{1,5}(?: (?:Jr|Sr|2nd|3rd|II|III))?")
_DATE = re.compile(rf"[.?!][”\"]? ({_YEAR})(?=[ ;.:,]|$)")
_TITLE = re.compile(r"(.*[.?!][”\"]?) (\S.*)")
_PUBMED = re.compile(r"\b(?:PubMed|PMID)\W{0,3}([1-9][0-9]{0,8})\b")
_DOI = re.compile(r"\b10\.[0-9]{4,9}/[^\s<>\"{}|\\^`]{0,279}[^\s<>\"{}|\\^`.,;:)\]]")
_FIELD = re.compile(r"(item type|authors?|title|journal|year|pubmed|doi|abstract)[ \t]*(?::[ \t]*(.*))?", re.IGNORECASE)
_CAPITALS = re.compile(r"[A-Z][A-Z &,/]{3,40}:")  # "OBJECTIVES:" begins an abstract whose label is lost
_UNITS = "no one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
_WORDS = {word: n for n, word in enumerate([*_UNITS.split(), "seventeen", "eighteen", "nineteen"])} | {"zero": 0, "a": 1}
_WORDS["dozen"] = 12
_WORDS |= {f"{tens}ty": 10 * n for n, tens in enumerate("twen thir for fif six seven eigh nine".split(), start=2)}  # noqa: SIM905
_BLOCK = 60  # lines; a title block is never longer


@dataclass(frozen=True, slots=True)
class Name:
    """How the page names the paper in a sentence: "van Dillen 2021", taken apart."""

    who: str
    year: int | None
    letter: str
    where: int
    end: int


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page: its kind, where its label starts, where that ends, where the part ends."""

    kind: str
    start: int
    body: int
    end: int


@dataclass
class Head:
    """What stands above the first label. `paper` holds what the citation line or the labelled fields say."""

    headline: Span | None = None
    paper: dict[str, str] = field(default_factory=dict)
    authors: tuple[str, ...] = ()
    cited: int = -1  # where the citation line or the fields stand
    names: list[Name] = field(default_factory=list)
    crumbs: list[Name] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)
    prose: Span | None = None
    abstract: Span | None = None
    undated: list[int] = field(default_factory=list)


def sections(text: str) -> list[Section]:
    """The labelled parts in the order of the page, after a "head" that may be empty."""
    footer = _FOOTER.search(text)
    stop = footer.start() if footer else len(text)
    found = [
        (m.lastgroup or "", m.start(), m.end())
        for m in _LABELS.finditer(text, 0, stop)
        if m.lastgroup not in ("cites", "commentary") or name_at(text, m.end())
    ]
    ends = [start for _, start, _ in found[1:]] + [stop]
    parts = [Section("head", 0, 0, found[0][1] if found else stop)]
    parts += [Section(kind, start, body, end) for (kind, start, body), end in zip(found, ends, strict=False)]
    if footer:
        parts.append(Section("footer", stop, footer.end(), len(text)))
    return parts


def name_at(text: str, start: int) -> Name | None:
    """The name that stands at a place, up to its year or its colon; None for "this study" and the like."""
    match = _NAME.match(text, start) or _NAME_ONLY.match(text, start)
    first = match.group(1).strip().partition(" ")[0] if match else ""
    if match is None or not first or (first.islower() and not _PARTICLE.fullmatch(first)):
        return None
    who = " ".join(match.group(1).split())
    year, letter = (int(match.group(2)), match.group(3) or "") if match.re is _NAME else (None, "")
    return Name(re.sub(r"[, ]+et al\.?$", "", who), year, letter, start, match.end())


def past_tooltip(text: str, start: int, end: int) -> int:
    """Where the words after a label begin, behind stars and the explanations that are glued to labels."""
    stop = start
    while start < end:
        if stars := _STARS.match(text, start, end):
            start = stars.end()
        elif opener := _TOOLTIP.match(text, start, end):
            stop = stop if stop > opener.end() else line_end(text, opener.end(), end)  # once a line, which may hold many signs
            closer = _TOOLTIP_END.search(text, opener.end(), stop)
            start = closer.end() if closer else stop
        elif text[start] in " \t:":
            start += 1
        else:
            break
    return start


def counted(text: str) -> int | None:
    """How many a number word or digits at the start of a text say, or None ("several")."""
    if match := re.match(r"\s*(\d{1,4})\b", text):
        return int(match.group(1))
    total = 0
    words = re.split(r"[ \xa0-]+", text.strip().lower())
    for index, word in enumerate(words):
        if word in ("page", "pages", "article", "articles", "post", "posts", "item", "items"):
            return total if index else None
        if word == "hundred":
            total = max(total, 1) * 100
        elif word == "dozen" and total:
            total *= 12
        elif word in _WORDS:
            total += _WORDS[word]
        elif word != "and":
            return None
    return None


def issues(text: str, start: int, end: int) -> list[Span]:
    """The lines of a list, without their bullets; a line with no bullet after one with a bullet ends it."""
    found: list[Span] = []
    dashed = False
    for line in lines(text, start, end):
        bullet = BULLET.match(text, line.start, line.end)
        if dashed and not bullet:
            break
        dashed = bullet is not None
        span = trimmed(text, bullet.end() if bullet else line.start, line.end)
        if span[0] < span[1]:
            found.append(span)
    return found


def prose_at(text: str, start: int, end: int) -> Span:
    """A stretch of running text without the author's sign-off."""
    start, end = trimmed(text, start, end)
    signed = _SIGNED.search(text, max(start, end - 40), end)
    return trimmed(text, start, signed.start()) if signed else (start, end)


def loose_at(text: str, start: int, end: int) -> Span | None:
    """Prose without a label behind the citing pages, if it reads like prose."""
    found = list(lines(text, start, end))
    reads = any(len(line.text) > 60 and line.text[-1] in '.!?…”"' for line in found)
    return (found[0].start, found[-1].end) if reads else None


def head_of(page: Page, part: Section) -> Head:
    """The headline, the citation line, the names and the unlabelled prose above the first label."""
    text, head = page.text, Head()
    plain: list[Line] = []
    fields: list[Line] = []
    anchor = 0  # index in `plain` behind the last line of the title block
    for number, line in enumerate(lines(text, part.start, part.end)):
        match = _HEAD.match(line.text)
        if number == _BLOCK:  # the rest is prose
            plain.append(Line(line.start, trimmed(text, line.start, part.end)[1], "…"))
            break
        if fields or line.text.lower().startswith("item type"):
            fields.append(line)
        elif match:
            _note(head, text, line, match)
            anchor = len(plain) if match.lastgroup in ("crumb", "alone") else anchor
        elif head.cited < 0 and (citation := _citation(line.text)):
            head.paper, head.authors, head.cited, anchor = *citation, line.start, len(plain)
        else:
            plain.append(line)
    if fields:
        _fields(head, text, fields, part.end)
    first = max(anchor, min(len(plain), 1))
    if page.headline and not _HEAD.match(text[slice(*page.headline)]):
        head.headline = page.headline
        first = max(anchor, sum(line.start <= head.headline[0] for line in plain))
    elif plain:
        head.headline = (plain[first - 1].start, plain[first - 1].end)
    prose = plain[first:]
    if any(len(line.text) > 60 or line.text[-1] in '.!?…”"' for line in prose):
        head.prose = (prose[0].start, prose[-1].end)
    return head


def _note(head: Head, text: str, line: Line, match: re.Match[str]) -> None:
    kind = match.lastgroup or ""
    head.kinds.add(kind)
    name = name_at(text, line.start + match.end()) if kind in ("about", "crumb", "alone") else None
    if name:
        (head.names if kind == "about" else head.crumbs).append(name)
    if _UNDATED.search(line.text):
        head.undated.append(line.start)


def _citation(line: str) -> tuple[dict[str, str], tuple[str, ...]] | None:
    """What a line in Vancouver form says of the paper, and its authors; None for any other line."""
    listed, _, rest = line.partition(". ") if len(line) <= 3_000 else ("", "", "")
    authors = tuple(name.strip() for name in listed.split(", ") if name.strip().lower() not in ("", "et al"))
    date = _DATE.search(rest)
    if not authors or not _AUTHOR.fullmatch(authors[0]) or date is None:
        return None
    said = rest[: date.start() + 1].removesuffix(".")
    split = _TITLE.fullmatch(said)
    title, journal = split.groups() if split else (said, "")
    return _known(title.removesuffix("."), journal, date.group(1), rest[date.start() :]), authors


def _known(title: str, journal: str, year: str, rest: str) -> dict[str, str]:
    pubmed, doi = _PUBMED.search(rest), _DOI.search(rest)
    found = {"title": title.strip(), "journal": journal.strip(), "year": year, "pmid": pubmed.group(1) if pubmed else ""}
    return {key: value for key, value in (found | {"doi": doi.group().lower() if doi else ""}).items() if value}


def _fields(head: Head, text: str, block: Sequence[Line], end: int) -> None:
    """The oldest layout names its fields: "journal: Name", or "journal" and the name on the next line."""
    values: dict[str, str] = {}
    for line, after in zip(block, [*block[1:], Line(block[-1].end, block[-1].end, "")], strict=True):
        match = _FIELD.fullmatch(line.text)
        key, value = (match.group(1).lower().removesuffix("s"), match.group(2) or "") if match else ("", "")
        if key == "abstract" or _CAPITALS.match(line.text):
            start = line.start if not match else line.end - len(value) if value else after.start
            head.abstract = trimmed(text, start, end) if text[start:end].strip() else None
            break
        if match:
            values.setdefault(key, value or ("" if _FIELD.fullmatch(after.text) else after.text))
    head.kinds.add("record")
    head.cited = block[0].start if head.cited < 0 else head.cited
    head.authors = head.authors or tuple(
        a.strip() for a in re.split(r",? and |, ", values.get("author", "")[:5_000]) if a.strip()
    )
    year = re.match(_YEAR, values.get("year", ""))
    said = f"PubMed {values.get('pubmed', '')} {values.get('doi', '')}"
    head.paper = _known(values.get("title", ""), values.get("journal", ""), year.group() if year else "", said) | head.paper
