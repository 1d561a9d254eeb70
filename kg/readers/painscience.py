"""PainScience.com bibliography pages, as saved text or HTML: one page about one paper.

A page gives a headline (the site's own, often), the site's articles that cite the paper, the author's
commentary, the issues he lists, the paper's abstract; each may be missing. Nothing here matches issues to flaws.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg.errors import InputError, Problem
from kg.readers import page_text
from kg.readers.document import Document, sha256
from kg.readers.page_sections import (
    BULLET,
    Head,
    Name,
    Section,
    counted,
    head_of,
    issues,
    loose_at,
    name_at,
    past_tooltip,
    prose_at,
    sections,
)
from kg.readers.page_text import Line, Link, Page, Span, line_end, lines, looks_like_html, open_page, slug, trimmed, web_address
from kg.records import Appraisal, Assessor, Bundle, Citation, Paper, Passage, Prose, Publication, Record, Source
from kg.taxonomy import Taxonomy

__all__ = ["NAME", "SUFFIXES", "VERSION", "read", "sniff"]

NAME = "painscience"
VERSION = 1
SUFFIXES = (".html", ".htm", ".txt")

SITE = "https://www.painscience.com/"
AUTHOR = Assessor(name="Paul Ingraham", kind="person", url=SITE)

_SITE_WORDS = re.compile(rb"pain ?sci|original abstract", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://(?:www\.)?painscience\.com/(?:biblio/([^/?#]+)\.html|bibliography\.php\?([^&#=]+))")
_URL_KEY = re.compile(r"([a-z-]+)(\d\d)([a-z])")
_NO_PAGE = re.compile(r"\s*(?:[{\[]\s*[\"{\[\]}\d]|#{1,6}\s|---|%YAML|```|[a-z_]+:(?:\s|$)|\w+(?:[,;\t]\w+)+[ \t]*(?:\r?\n|$))")
# What speaks for a page of the bibliography: 2 for a phrase that only the site uses, 1 for what others use too.
_SIGNS = {"commentary": 2, "issues": 2, "cites": 2, "footer": 2, "about": 2, "crumb": 2, "record": 2}
_SIGNS |= {"tags": 1, "stars": 1, "related": 1, "alone": 1}
_NUMBER = re.compile(r"(?<!\d)(\d{1,8})[.)](?!\d)[ \t\xa0]*")
_SEPARATORS = ("; ", " • ", "•", " | ", " · ")
LONGEST = 2_000_000  # characters of a passage
LONGEST_LIST = 200_000


def sniff(document: Document) -> bool:
    """Whether the document is one of the site's pages about a single paper, by the site's own phrases."""
    if document.size > page_text.MAX_BYTES:
        return False
    html = looks_like_html(document.data)
    if html and not _SITE_WORDS.search(document.data):
        return False
    try:
        page = open_page(document)
    except InputError:
        return False
    address = web_address(page.address, SITE) if page.address else None
    if (address and not f".{address.split('/')[2]}".endswith(".painscience.com")) or (not html and _NO_PAGE.match(page.text)):
        return False
    parts = sections(page.text)
    return _signs(page, parts, head_of(page, parts[0])) >= 2


def read(document: Document, taxonomy: Taxonomy | None = None) -> Iterator[Bundle]:
    """The one bundle of a page; raises InputError where nothing marks it as a page of the bibliography."""
    page = open_page(document)
    parts = sections(page.text)
    head = head_of(page, parts[0])
    if not _signs(page, parts, head):
        missed = "no citing pages, commentary or notes, no original abstract, no citation line, no tags, no footer"
        problem = Problem("", f"this is no PainScience bibliography page: {missed}")
        raise InputError(document.name, [problem], hint="The reader takes a page about one paper, saved as text or HTML.")
    yield _bundle(document, page, parts, head)


def _signs(page: Page, parts: Sequence[Section], head: Head) -> int:
    signs = sum(_SIGNS.get(kind, 0) for kind in {part.kind for part in parts} | head.kinds)
    for part in parts:
        if part.kind == "abstract":
            signs += 2 if past_tooltip(page.text, part.body, part.end) > part.body + 3 else 1
    if head.cited >= 0:
        repeated = head.headline and slug(head.paper.get("title", "")) == slug(page.text[slice(*head.headline)])
        signs += 2 if repeated and "header" in head.kinds else 1
    if address := _ADDRESS.match(page.address or ""):
        signs += 2 if address.group(1) else 1
    return signs


def _bundle(document: Document, page: Page, parts: Sequence[Section], head: Head) -> Bundle:
    text = page.text
    problems = [(at, "the page says it was updated and gives no date") for at in head.undated]
    address = web_address(page.address, SITE) if page.address else None
    title = " ".join(text[slice(*head.headline)].split())[:1_000] if head.headline else None
    names, cited, listed = list(head.names), list[Citation](), list[Span]()
    prose: dict[str, Span] = {"abstract": head.abstract} if head.abstract else {}
    loose = head.prose
    for part in parts[1:]:
        name = name_at(text, part.body) if part.kind in ("cites", "commentary") else None
        names += [name] if name else []
        body = name.end if name else part.body
        if part.kind == "cites":
            announced = counted(text[part.start : part.body])
            spans = _titles(text, body, part.end, announced, page.links)
            cited += [_cited(page, span) for span in spans]
            loose = loose or loose_at(text, max(spans[-1][1] if spans else body, line_end(text, body, part.end)), part.end)
            if announced is not None and announced != len(spans):
                problems.append((part.start, f"the page announces {announced} citing pages and lists {len(spans)}"))
        elif part.kind == "issues":
            listed += (found := issues(text, past_tooltip(text, body, part.end), part.end))
            if not found:
                problems.append((part.start, "the list of common issues is empty"))
        elif part.kind in ("commentary", "abstract"):
            span = prose_at(text, past_tooltip(text, body, part.end), part.end)
            if span[0] == span[1]:
                problems.append((part.start, f"there is no text after the label of the {part.kind}"))
            elif prose.setdefault(part.kind, span) != span:
                problems.append((part.start, f"this is a second {part.kind}; the first is kept"))
    if loose and "commentary" not in prose:
        prose["commentary"] = prose_at(text, *loose)
    if not (prose or cited or listed):
        problems.append((0, "nothing but a headline is left of the page: it may be cut off"))
    commentary = _passage(text, prose["commentary"]) if "commentary" in prose else None
    published = Publication(kind="web-page", title=title, url=address)
    appraisal = Appraisal(assessor=AUTHOR, source=published, lists="applicable", commentary=commentary)
    paper = _paper(head, names, address, title or document.sha256[:12], problems)
    found_prose = [Prose(section="abstract", passage=_passage(text, prose["abstract"]))] if "abstract" in prose else []
    return Bundle(
        source=Source(
            name=document.name, format=NAME, sha256=document.sha256, text_sha256=sha256(text.encode()), title=title, url=address
        ),
        record=Record(paper=paper, appraisals=(appraisal,) if commentary or listed else (), cited_by=tuple(cited)),
        listed=tuple(_passage(text, span) for span in listed),
        prose=(*found_prose, *([Prose(section="commentary", passage=commentary)] if commentary else [])),
        problems=tuple(Problem(f"line {text.count(chr(10), 0, at) + 1}", message) for at, message in sorted(problems)),
    )


def _paper(head: Head, names: Sequence[Name], address: str | None, title: str, problems: list[tuple[int, str]]) -> Paper:
    """Who wrote it and when: by the page's sentences, else its breadcrumb, citation line, address or headline."""
    said = [*names, *head.crumbs]
    if head.authors:
        surname, _, initials = head.authors[0].rpartition(" ")
        who = surname if surname and initials.isupper() and len(initials) <= 5 else initials
        said.append(Name(who, int(head.paper["year"]) if "year" in head.paper else None, "", head.cited, head.cited))
    known = {key: value for key, value in head.paper.items() if key != "year"} | {"authors": head.authors}
    link = _ADDRESS.match(address or "")
    if not said:
        words = slug((link.group(1) or link.group(2)) if link else title) or slug(title) or "page"
        return Paper.model_validate(known | {"key": words if len(words) <= 60 else words[:61].rpartition("-")[0] or words[:60]})
    name = next((name for name in said if name.year), said[0])
    for other in said:
        if other.year and other.year != name.year:
            problems.append((other.where, f"the year is {other.year} here and {name.year} elsewhere; {name.year} is kept"))
        if not {*slug(other.who).split("-")} & {*slug(name.who).split("-")}:
            problems.append((other.where, f"the paper is {other.who!r} here and {name.who!r} elsewhere; {name.who!r} is kept"))
    short = _URL_KEY.fullmatch(link.group(2) or "") if link else None
    same = short and short.group(2) == f"{(name.year or 0) % 100:02}" and short.group(1) in slug(name.who)
    letter = name.letter or (short.group(3) if short and same else "")
    key = slug(f"{name.who[:60]} {name.year or ''}{letter}") or "page"
    label = f"{name.who} {name.year}{name.letter}" if name.year else name.who
    return Paper.model_validate(known | {"key": key[:110].strip("-"), "label": label, "year": name.year})


def _passage(text: str, span: Span) -> Passage:
    start, end = span[0], min(span[1], span[0] + LONGEST)
    return Passage(exact=text[start:end], start=start, end=end)


def _cited(page: Page, span: Span) -> Citation:
    links = (web_address(link.href, SITE) for link in page.links if link.start < span[1] and link.end > span[0])
    url = next((url for url in links if url), None)
    title = " ".join(page.text[slice(*span)].split())[:1_000]
    return Citation(title=title, publisher="PainScience.com", url=url, passage=_passage(page.text, span))


def _titles(text: str, start: int, end: int, announced: int | None, links: Sequence[Link]) -> list[Span]:
    """The citing pages' titles after an announcement.

    Numbers split the list, in sequence and as far as announced, so that digits in a title do no harm;
    where the page links its titles and the text splits otherwise, the links are right.
    """
    end = min(end, start + LONGEST_LIST)
    written = _written(text, start, end, announced)
    reach = written[-1][1] if written else start
    within = (link for link in links if start <= link.start < link.end <= reach)
    linked = [(link.start, link.end) for link in within if _begins_item(text, start, link)]
    inside = all(w[0] <= x[0] and x[1] <= w[1] for w, x in zip(written, linked, strict=False))
    return linked if len(linked) > len(written) or (len(linked) == len(written) and not inside) else written


def _begins_item(text: str, start: int, link: Link) -> bool:
    before = text[max(start, link.start - 20) : link.start].rstrip(" \t\xa0")
    return before[-1:] in ("", "\n", ":") or re.search(r"(?:\d[.)]|\n[-–•*·])\Z", before) is not None


def _written(text: str, start: int, end: int, announced: int | None) -> list[Span]:
    found = list(lines(text, start, end))
    if not found or announced == 0:
        return []
    inline = "\n" not in text[start : found[0].start]
    reach = found[0].end
    chain: list[Span] = []
    wrapped = 0
    for index, line in enumerate(found):
        adjacent = index and text.count("\n", reach, line.start) == 1
        if index and not _NUMBER.match(text, line.start):
            wrapped += 1
            if not adjacent or not chain or wrapped > 20 or len(chain) == announced or f"{len(chain) + 1}. " not in line.text:
                break
        reach = line.end
        if index + 1 == len(found) or not _NUMBER.match(text, found[index + 1].start):
            chain = _numbered(text, found[0].start, reach, announced)
    if chain and (len(chain) > 1 or _NUMBER.match(text, found[0].start)):
        return chain
    if inline:
        return _separated(text, found[0], announced)
    if BULLET.match(text, found[0].start):
        return issues(text, found[0].start, end)
    bare: list[Span] = []
    for line in found[: announced or 1]:
        if line.end - line.start > 200 or (bare and text.count("\n", bare[-1][1], line.start) > 1):
            break
        bare.append((line.start, line.end))
    return bare


def _separated(text: str, line: Line, announced: int | None) -> list[Span]:
    for separator in _SEPARATORS if announced and announced > 1 else ():
        if line.text.strip(separator).count(separator) == announced - 1:  # type: ignore[operator]
            found, at = [], line.start
            for piece in line.text.split(separator):
                found.append(trimmed(text, at, at + len(piece)))
                at += len(piece) + len(separator)
            return [span for span in found if span[0] < span[1]]
    return [(line.start, line.end)]


def _numbered(text: str, start: int, end: int, announced: int | None) -> list[Span]:
    """The cheapest way to read the numbers 1, 2, 3, ... in a stretch: each a place further on than the one before."""
    marks = [(m.group(1), m.start(1), m.end()) for m in _NUMBER.finditer(text, start, end)]
    places: dict[str, list[tuple[int, int, int]]] = {}
    for digits, at, after in marks:
        for cut in range(len(digits)):
            if digits[cut] != "0" and len(digits) - cut <= 3:
                places.setdefault(digits[cut:], []).append((at + cut, after, _doubt(text, start, at, after) + (6 if cut else 0)))
    steps: list[list[tuple[int, int, int, int]]] = []  # per number: cost, place, end of the mark, index of the mark before
    while announced is None or len(steps) < announced + len(places):
        number = len(steps) + 1
        past = announced is not None and number > announced
        step: list[tuple[int, int, int, int]] = []
        best, taken = -1, 0
        before = steps[-1] if steps else []
        for at, after, doubt in places.get(str(number), ()):
            while taken < len(before) and before[taken][2] < at:
                best = taken if best < 0 or before[taken][0] < before[best][0] else best
                taken += 1
            if past and not _begins_line(text, at):
                continue
            if before and best >= 0:
                step.append((before[best][0] + doubt, at, after, best))
            elif not steps and (at == start or doubt < 3):
                step.append((doubt if at == start else doubt + 5, at, after, -1))
        if not step:
            break
        steps.append(step)
    return _traced(text, steps, end)


def _traced(text: str, steps: list[list[tuple[int, int, int, int]]], end: int) -> list[Span]:
    chain: list[Span] = []
    index = min(range(len(steps[-1])), key=lambda i: steps[-1][i][0]) if steps else -1
    for step in reversed(steps):
        _, at, after, before = step[index]
        span = trimmed(text, after, end if chain else line_end(text, after, end))
        if span[0] < span[1]:
            chain.append(span)
        end, index = at, before
    return chain[::-1]


def _doubt(text: str, start: int, at: int, after: int) -> int:
    """How unlike the mark of a list item a number looks."""
    follows = text[after : after + 1]
    place = 0 if at == start or _begins_line(text, at) else 1 if text[at - 1].isspace() else 2
    place += 4 if re.match(r"\d\.", text[max(at - 2, 0) : at]) else 0  # "2.0", "1.2."
    return place + (2 if follows.islower() or not follows.strip() else 0)


def _begins_line(text: str, at: int) -> bool:
    return text[:at].rstrip(" \t")[-1:] in ("", "\n") if at < 20 else text[at - 20 : at].rstrip(" \t")[-1:] == "\n"
