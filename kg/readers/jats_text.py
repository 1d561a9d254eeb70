"""The text of a JATS article as it is meant to be read, with what stands where: abstract, body, limitations, and citation marks.

A heading, a paragraph, an item of a list and a row of a table are lines. First come the abstract and the body; tables, figures
and notes follow behind them, then the back matter, so that running prose is not torn apart. Raised citation numbers are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from kg.extract.own_limitations import on_limitations
from kg.readers.jats_marks import Marks
from kg.readers.xml_element import Element, children, words
from kg.records import CitationMark, Passage, Prose

__all__ = ["Rendered", "rendered"]

_SPACE = re.compile(r"[ \t\r\n]+")
_RAISED = re.compile(r"[-\u2212\u2013+]?\d")
_FLOATS = frozenset(
    {"table-wrap", "table-wrap-group", "fig", "fig-group", "fn", "fn-group", "supplementary-material", "boxed-text"}
)
_LINES = frozenset(
    {"p", "title", "list-item", "def-item", "disp-quote", "disp-formula", "tr", "label", "caption", "ref", "attrib"}
)
_SILENT = frozenset(
    {"tex-math", "graphic", "media", "object-id", "alt-text", "long-desc", "custom-meta-group", "email", "inline-graphic"}
)
_PUNCTUATION = re.compile(r"[\s,;()\[\].\u2010-\u2015-]*")
_NUMBERS = re.compile(r"[\d\s,\u2010-\u2015-]+")
_MAIN = ("", "structured", "executive-summary", "section")

_NOT_PROSE = re.compile(
    r"competing|conflict|interest|contribut|abbreviation|supplement|supporting|additional file|pre-?publication|acknowledg"
    r"|funding|endnote|reference|availability|ethic|consent",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Rendered:
    """The text, the stretches of it that are prose to read, the marks in it, and how many marks point to no entry."""

    text: str
    prose: tuple[Prose, ...]
    marks: tuple[CitationMark, ...]
    unresolved: int


def rendered(article: Element, entries: Mapping[str, int]) -> Rendered:
    """The text of an `article`; `entries` are the places in the reference list by the `id` of each `ref`."""
    return _Rendering(entries).whole(article)


@dataclass(slots=True)
class _Stretch:
    """A stretch of running text: whose words it holds, and under which section of the first order it stands."""

    section: str
    order: int
    start: int
    end: int


@dataclass(slots=True)
class _Rendering:
    entries: Mapping[str, int]
    parts: list[str] = field(default_factory=list)
    length: int = 0
    fresh: bool = True  # at the beginning of a line
    headings: list[str] = field(default_factory=list)
    floats: list[tuple[Element, list[str]]] = field(default_factory=list)
    stretches: list[_Stretch] = field(default_factory=list)
    marks: Marks = field(init=False)
    order: int = 0
    raised_numbers: bool = False  # whether citation numbers are set high by their style, without any mark-up of that

    def __post_init__(self) -> None:
        self.marks = Marks(self.entries)

    def whole(self, article: Element) -> Rendered:
        self.raised_numbers = _raised_numbers(article)
        front = article.find("front/article-meta")
        abstracts = [] if front is None else [*front.iterfind("abstract"), *front.iterfind("trans-abstract")]
        main = next((one for one in abstracts if one.tag == "abstract" and one.get("abstract-type", "") in _MAIN), None)
        if main is not None:
            self.abstract(main)
        body, back = article.find("body"), article.find("back")
        if body is not None:
            self.blocks(body, prose=True)
        for other in (one for one in abstracts if one is not main):
            self.under(words(other.find("title")) or "Abstract", other)
        for group in article.iterfind("floats-group"):
            self.floats += [(child, []) for child in group if isinstance(child.tag, str)]
        if back is not None:
            for part in back:
                if isinstance(part.tag, str) and part.tag not in ("ref-list", "glossary"):
                    self.under(words(part.find("title")) or _TITLES.get(part.tag, part.tag), part)
        self.behind()
        text = "".join(self.parts).rstrip("\n")
        return Rendered(text, tuple(self.prose(text)), tuple(self.marks.made(len(text))), self.marks.unresolved)

    # ---- sections

    def abstract(self, main: Element) -> None:
        """One line a part, "TITLE: text"."""
        self.headings = ["Abstract"]
        start = self.length
        self.abstract_part(main)
        self.line()
        self.stretch("abstract", start)
        self.headings = []

    def abstract_part(self, part: Element) -> None:
        for child in part:
            if child.tag == "sec":
                title = words(child.find("title")).rstrip(" :.")
                if title:
                    self.line()
                    self.emit(f"{title}: ")
                self.abstract_part(child)
            elif isinstance(child.tag, str) and child.tag != "title":
                self.inline(child)
                self.line()

    def under(self, heading: str, part: Element) -> None:
        self.headings = [heading]
        self.blocks(part, prose=False)
        self.headings = []

    def blocks(self, holder: Element, *, prose: bool) -> None:
        for child in holder:
            if child.tag == "sec":
                self.section(child, prose=prose)
            elif child.tag in ("title", "label") and holder.tag != "body":
                continue  # the heading has been written
            elif child.tag in _FLOATS:
                self.floats.append((child, list(self.headings)))
            elif isinstance(child.tag, str) and child.tag not in _SILENT:
                self.paragraph(child, prose=prose)

    def section(self, of: Element, *, prose: bool) -> None:
        self.order += not self.headings
        title = words(of.find("title"))
        self.headings.append(title or of.get("sec-type", "").capitalize())
        if title:
            self.emit(title)
            self.line()
        read = prose and not _NOT_PROSE.search(title) and of.get("sec-type") not in ("supplementary-material", "COI-statement")
        self.blocks(of, prose=read)
        self.headings.pop()

    def paragraph(self, of: Element, *, prose: bool) -> None:
        start = self.length
        self.inline(of)
        self.line()
        if prose and self.length > start:
            self.stretch(self.kind(start), start)

    def kind(self, start: int) -> str:
        """Whose words they are that begin there: those on the limitations of the study are a section of their own."""
        return "limitations" if on_limitations(self.headings, "".join(self.parts)[start:]) else "full-text"

    def stretch(self, section: str, start: int) -> None:
        """Add what has been written since; to the last stretch where that is of the same kind and section."""
        last = self.stretches[-1] if self.stretches else None
        if last and (last.section, last.order) == (section, self.order) and section != "abstract":
            last.end = self.length
        else:
            self.stretches.append(_Stretch(section, self.order, start, self.length))

    def prose(self, text: str) -> Iterator[Prose]:
        for one in self.stretches:
            exact = text[one.start : one.end].rstrip("\n ")
            if exact:
                passage = Passage(exact=exact, start=one.start, end=one.start + len(exact))
                yield Prose.model_validate({"section": one.section, "passage": passage})

    # ---- what stands behind the text

    def behind(self) -> None:
        """Tables, figures and notes, each under its label; those in them as well."""
        while self.floats:
            waiting, self.floats = self.floats, []
            for float_, headings in waiting:
                label = words(children(float_).get("label")) or _TITLES.get(float_.tag, "")
                self.headings = [*headings, label] if label else headings
                for child in float_:
                    if isinstance(child.tag, str) and child.tag not in _SILENT:
                        self.inline(child)
                        self.line()
        self.headings = []

    # ---- lines

    def inline(self, node: Element) -> None:
        """The words of the element and all in it."""
        self.emit(node.text or "")
        for child in node:
            if not isinstance(child.tag, str) or child.tag in _SILENT:
                pass
            elif child.tag in _FLOATS:
                self.floats.append((child, list(self.headings)))
            elif child.tag == "xref" and child.get("ref-type") == "bibr":
                bare = self.raised_numbers and _NUMBERS.fullmatch("".join(child.itertext())) is not None
                self.mark(child, raised=bare)
                after = child.getnext()
                if bare and after is not None and after.tag == "xref" and _PUNCTUATION.fullmatch(child.tail or ""):
                    self.marks.between(child.tail or "")
                    continue
            elif child.tag == "sup":
                self.raised(child)
            elif child.tag in ("td", "th"):
                self.emit("" if self.fresh else " | ")
                self.inline(child)
            elif child.tag in _LINES:
                self.line()
                self.inline(child)
                self.line()
            else:
                self.emit(" " if child.tag == "break" else "")
                self.inline(child)
            self.emit(child.tail or "")

    def raised(self, of: Element) -> None:
        cited = [child for child in of if child.tag == "xref" and child.get("ref-type") == "bibr"]
        beside = (of.text or "") + "".join(child.tail or "" for child in of)
        if cited and len(cited) == len(of) and _PUNCTUATION.fullmatch(beside):
            for child in of:
                self.mark(child, raised=True)
                self.marks.between(child.tail or "")
            return
        if self.parts and self.parts[-1][-1:].isdigit() and _RAISED.match("".join(of.itertext())):
            self.emit("^")
        self.inline(of)

    def mark(self, of: Element, *, raised: bool) -> None:
        printed = "".join(of.itertext())
        start = self.length
        if not (raised or (len(of) == 1 and of[0].tag == "sup" and not (of.text or "").strip())):
            self.emit(printed)
        self.marks.add(of.get("rid", "").split(), printed, start, self.length, " / ".join(filter(None, self.headings)))

    def emit(self, text: str) -> None:
        """Write the text, of which space of any length is one blank and none at the beginning of a line."""
        text = _SPACE.sub(" ", text)
        if text.startswith(" ") and (self.fresh or self.parts[-1].endswith(" ")):
            text = text[1:]
        if text:
            self.marks.between(text)
            self.parts.append(text)
            self.length += len(text)
            self.fresh = False

    def line(self) -> None:
        """End the line, if it holds anything."""
        if self.fresh:
            return
        bare = self.parts[-1].rstrip(" ")
        self.length += len(bare) - len(self.parts[-1]) + 1
        self.parts[-1] = bare + "\n"
        self.fresh = True
        self.marks.between("\n")


_TITLES = {
    "ack": "Acknowledgements",
    "fn": "Note",
    "fn-group": "Notes",
    "app-group": "Appendix",
    "boxed-text": "Box",
    "notes": "Notes",
}


def _raised_numbers(article: Element) -> bool:
    """Whether the article prints its citation numbers without brackets, behind the word or the stop ("pain.12 We")."""
    bare = bracketed = 0
    for mark in article.iter("xref"):
        if mark.get("ref-type") != "bibr" or not _NUMBERS.fullmatch("".join(mark.itertext())) or mark.getparent().tag == "sup":
            continue
        before = mark.getprevious()
        text = (mark.getparent().text if before is None else before.tail) or ""
        if before is not None and before.tag == "xref" and _PUNCTUATION.fullmatch(text):
            continue  # a further number at the same place
        bracketed += text.rstrip(" ").endswith(("[", "("))
        bare += text[-1:].isalpha() or text[-1:] in ".,;:)"
    return bare > bracketed
