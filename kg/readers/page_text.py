"""A saved web page as plain text: what it says, line by line, and where its links and its headline stand in that text.

HTML goes through lxml's event interface, so nesting of any depth costs neither stack nor tree. The rendering
is fixed: one line per block, list items numbered or dashed, white space folded, scripts and menus left out.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from lxml import etree

from kg.errors import InputError, Problem
from kg.readers.document import Document

__all__ = ["Line", "Link", "Page", "Span", "line_end", "lines", "looks_like_html", "open_page", "slug", "trimmed", "web_address"]

Span = tuple[int, int]

MAX_BYTES = 64 * 2**20  # the largest page seen has 300 KB
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details", "dialog", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html",
    "legend", "li", "main", "menu", "ol", "p", "pre", "search", "section", "summary", "table", "tbody", "tfoot", "thead",
    "tr", "ul"
})  # fmt: skip
_UNREAD = frozenset({
    "audio", "button", "canvas", "iframe", "math", "nav", "noscript", "object", "script", "select", "style", "svg",
    "template", "textarea", "video"
})  # fmt: skip
_VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"
})  # fmt: skip
_TAG = re.compile(
    r"<(?:!doctype\s+html|/?(?:html|head|body|title|meta|link|div|main|article|section|header|h1|p)[\s>])", re.IGNORECASE
)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s{0,9}=\s{0,9}[\"']?([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
# Encodings that keep ASCII as it is, so that the declaration itself can be read; by Python's own names.
_CHARSETS = re.compile(r"cp125\d|iso8859-\d+|koi8-[ru]|mac-\w+|gbk|gb2312|gb18030|big5|cp932|shift_jis|euc_\w+|utf-8")
_LINE = re.compile(r"[^\r\n]+")
_FOLD = re.compile(r"[ \t\r\n\f]+")
_NUMBERED = re.compile(r"\s*\d{1,4}[.)]")
_DASHED = re.compile(r"\s*[-–•*·▪◦‣]\s")
_PIECES = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i", "'": "", "’": ""}
)
_ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`]+")


@dataclass(frozen=True, slots=True)
class Line:
    """One line that holds more than white space."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the page: where its words stand in the text, and what it points at, as written."""

    start: int
    end: int
    href: str


@dataclass(frozen=True, slots=True)
class Page:
    """The text of a page. `headline` is the span of its first h1; `address` what the page says its own address is."""

    text: str
    links: tuple[Link, ...] = ()
    headline: Span | None = None
    address: str | None = None
    html: bool = False


def lines(text: str, start: int, end: int) -> Iterator[Line]:
    """The lines of a stretch that hold more than white space, without the white space around them."""
    for match in _LINE.finditer(text, start, end):
        span = trimmed(text, *match.span())
        if span[0] < span[1]:
            yield Line(*span, text[span[0] : span[1]])


def trimmed(text: str, start: int, end: int) -> Span:
    """The stretch without white space at either end."""
    piece = text[start:end].rstrip()
    return start + len(piece) - len(piece.lstrip()), start + len(piece)


def line_end(text: str, start: int, end: int) -> int:
    """Where the line that holds `start` ends, at most at `end`."""
    stop = text.find("\n", start, end)
    return end if stop < 0 else stop


def open_page(document: Document) -> Page:
    """The page's text: as it stands for plain text, rendered for HTML. Raises InputError where the bytes are no text."""
    if len(document.data) > MAX_BYTES:
        raise InputError(document.name, [Problem("", f"{len(document.data) / 2**20:.0f} MB are too much for one page")])
    if not looks_like_html(document.data):
        return Page(document.text)
    return _render(_decoded(document))


def looks_like_html(data: bytes) -> bool:
    """Whether the document starts as HTML does; a page of text that mentions a tag further down does not."""
    start = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith(b"<") and _TAG.search(start.decode("latin-1")) is not None


def web_address(href: str, base: str) -> str | None:
    """The http(s) address a link leads to, or None: scripts, mail and malformed addresses lead nowhere."""
    try:
        full = urljoin(base, href.strip())
    except ValueError:
        return None
    return full if len(full) <= 2_000 and _ADDRESS.fullmatch(full) else None


def slug(text: str) -> str:
    """Lower-case ASCII letters and digits joined by hyphens: "Jørgensen 2020" gives jorgensen-2020."""
    folded = unicodedata.normalize("NFKD", text.lower().translate(_PIECES))
    return re.sub(r"[^a-z0-9]+", "-", "".join(c for c in folded if not unicodedata.combining(c))).strip("-")


def _decoded(document: Document) -> str:
    try:
        return document.text
    except InputError:
        declared = _CHARSET.search(document.data[:4096])
        if declared is None:
            raise
    name = declared.group(1).decode("ascii")
    try:
        codec = codecs.lookup(name).name
    except LookupError:
        codec = ""
    if not _CHARSETS.fullmatch(codec):
        raise InputError(document.name, [Problem("", f"the page declares the unknown charset {name!r} and is not UTF-8")])
    try:
        # Browsers read what calls itself Latin-1 as Windows-1252; pages rely on it for their quotation marks.
        return document.data.decode("cp1252" if codec == "iso8859-1" else codec)
    except UnicodeDecodeError as error:
        what = f"byte 0x{document.data[error.start]:02x} at offset {error.start} is not {name}, the charset the page declares"
        raise InputError(document.name, [Problem("", what)], hint="Save the page as UTF-8 and try again.") from None


def _render(text: str) -> Page:
    data = text.replace("\x00", "").encode("utf-8", "replace")
    parser = etree.HTMLParser(target=_Renderer(), encoding="utf-8", huge_tree=True, no_network=True)
    try:
        page = etree.fromstring(data, parser) if data.strip() else Page("", html=True)
    except (etree.LxmlError, ValueError, AssertionError):  # nothing the parser could make a page of
        page = Page("", html=True)
    return page if isinstance(page, Page) else Page("", html=True)


class _Renderer:
    """Receives lxml's parser events and lays the text down; each instance renders one page."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._words: list[str] = []  # said since the last tag
        self._length = 0
        self._fresh = True  # nothing on this line yet
        self._gap = False  # white space owed before the next word
        self._mark = ""  # number or dash of the list item that has not begun
        self._unread = 0  # depth inside elements that are not read
        self._lists: list[int | None] = []  # open lists: the number of the next item, None where items are dashed
        self._open: list[tuple[int, str]] = []  # open links
        self._links: list[Link] = []
        self._h1: int | None = None
        self._headline: Span | None = None
        self._address: str | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element opens."""
        self._flush()
        if self._unread or tag in _UNREAD or tag in ("head", "title") or ("hidden" in attributes and tag not in _VOID):
            self._unread += tag not in _VOID
        if tag in ("link", "meta"):
            self._note_address(tag, attributes)
        if self._unread:
            return
        if tag in _BLOCKS:
            self._break()
        if tag in ("ol", "ul", "menu"):
            self._lists.append(_whole(attributes.get("start"), 1) if tag == "ol" else None)
        elif tag == "li":
            self._begin_item(attributes)
        elif tag == "a" and attributes.get("href"):
            self._open.append((-1, attributes["href"]))
        elif tag == "h1" and self._headline is None:
            self._h1 = -1
        elif tag in ("td", "th"):
            self._gap = True

    def end(self, tag: str) -> None:
        """An element closes."""
        self._flush()
        if self._unread:
            self._unread -= tag not in _VOID
            return
        if tag in ("ol", "ul", "menu") and self._lists:
            self._lists.pop()
        elif tag == "a" and self._open:
            start, href = self._open.pop()
            if 0 <= start < self._length:
                self._links.append(Link(start, self._length, href))
        elif tag == "li":
            self._mark = ""
        elif tag == "h1":
            if self._h1 is not None and 0 <= self._h1 < self._length:
                self._headline = (self._h1, self._length)
            self._h1 = None
        if tag in _BLOCKS and tag != "br":
            self._break()

    def data(self, data: str) -> None:
        """Words, in as many pieces as the parser likes."""
        if not self._unread:
            self._words.append(data)

    def _flush(self) -> None:
        words = _FOLD.sub(" ", "".join(self._words))
        self._words.clear()
        if words.startswith(" "):
            self._gap = True
        bare = words.strip(" ")
        if not bare.strip():  # nothing, or only spaces of another kind
            self._gap = self._gap or bool(bare)
            return
        if self._mark and not (_NUMBERED if self._mark[0].isdigit() else _DASHED).match(bare):
            self._put(self._mark)
        elif self._gap and not self._fresh:
            self._put(" ")
        self._mark = ""
        if self._h1 == -1:
            self._h1 = self._length
        self._open = [(self._length if start < 0 else start, href) for start, href in self._open[-8:]]
        self._put(bare)
        self._fresh = False
        self._gap = words.endswith(" ")

    def comment(self, text: str) -> None:
        """Not read."""

    def pi(self, target: str, data: str | None = None) -> None:
        """Not read."""

    def close(self) -> Page:
        """The page, once the parser has seen all of it."""
        self._flush()
        return Page("".join(self._pieces), tuple(self._links), self._headline, self._address, html=True)

    def _put(self, text: str) -> None:
        self._pieces.append(text)
        self._length += len(text)

    def _break(self) -> None:
        if not self._fresh:
            self._put("\n")
        self._fresh, self._gap = True, False

    def _begin_item(self, attributes: dict[str, str]) -> None:
        number = self._lists[-1] if self._lists else None
        if number is None:
            self._mark = "- "
        else:
            number = _whole(attributes.get("value"), number)
            self._mark = f"{number}. "
            self._lists[-1] = number + 1

    def _note_address(self, tag: str, attributes: dict[str, str]) -> None:
        canonical = tag == "link" and "canonical" in attributes.get("rel", "").lower().split()
        graph = tag == "meta" and attributes.get("property", attributes.get("name", "")).lower() == "og:url"
        href = attributes.get("href" if canonical else "content", "")
        if href and (canonical or (graph and self._address is None)):
            self._address = href


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch(r"[0-9]{1,4}", text) else default
