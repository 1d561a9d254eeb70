"""Names of authors in the way PubMed prints them, "van Dillen LR", from what exports print, such as "van Dillen, Linda R."."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kg.readers.markup import plain

__all__ = ["from_bibtex", "listed", "named", "parted"]

_INITIALS_LAST = re.compile(r"(.+?)[\s,]+((?:[^\W\d_]\.[\s-]*)+)")
_SHORT = re.compile(r"[^\d,;]{1,60}\s[A-Z][A-Z-]{0,3}")
_WORDS = re.compile(r"[\s.\u2010\u2011-]+")
_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv|2nd|3rd)\.?", re.IGNORECASE)
_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
_COMMA = re.compile(",")
_BLANKS = re.compile(r"[\s~]+")
_OTHERS = frozenset({"others", "et al", "et al.", "anonymous", "[anonymous]", "anon", "no authorship indicated"})
_QUOTED = re.compile(r"""'([^']*)'|"([^"]*)\"""")
_PARTICLES = frozenset({
    "van", "von", "der", "den", "de", "da", "do", "dos", "das", "di", "del", "della", "la", "le",
    "ter", "ten", "zu", "zur", "af", "av", "al", "el", "bin", "ibn",
})  # fmt: skip
_INITIALS_AT_MOST = 3  # capitals in a row are initials ("PSJ"), more are a name in capitals ("JOHN")


def named(printed: Iterable[str]) -> list[str]:
    """The authors in their order; an entry that stands for others or for nobody is left out."""
    return [name for text in printed if (name := _name(plain(text)))]


def listed(cell: str) -> list[str]:
    """The authors of a cell: parted by semicolons, by "and", or by commas where each part is a name with initials."""
    text = cell.strip()
    if text.startswith("[") and text.endswith("]"):
        return named(one or other for one, other in _QUOTED.findall(text))
    if ";" in text:
        return named(text.split(";"))
    if re.search(r"\sand\s", text):
        return named(re.split(r",?\s+and\s+", text))
    parts = [_unstopped(part.strip()) for part in text.split(",") if part.strip()]
    return named(parts) if all(map(_whole, parts)) else named([text])


def _unstopped(part: str) -> str:
    """Without the stop that ends PubMed's lists: "Thimble JB."."""
    return part.rstrip(".") if _SHORT.fullmatch(part.rstrip(".")) else part


def _whole(part: str) -> bool:
    """Whether this is a family name with initials, and not a family name alone, behind which a comma parts the given ones."""
    return _SHORT.fullmatch(part) is not None or _INITIALS_LAST.fullmatch(part) is not None


def _name(text: str) -> str:
    if text.casefold().strip(" ,") in _OTHERS:
        return ""
    family, comma, given = text.partition(",")
    if comma:
        return parted(family, given)
    found = _INITIALS_LAST.fullmatch(text)
    return parted(found[1], found[2]) if found else text


def parted(family: str, given: str) -> str:
    """A family name with the initials of the given ones. A suffix ("Jr.") is left out; particles behind the given names
    ("Silva, Ana da") belong before the family name.
    """
    family, given = " ".join(family.split()), " ".join(given.replace(",", " ").split())
    short = given.replace(".", "").replace(" ", "")
    if family and len(short) <= _INITIALS_AT_MOST and short.isalpha() and short.isupper() and not _SUFFIX.fullmatch(short):
        return f"{family} {short}"  # what most exports print
    words = [word for word in _WORDS.split(given) if word and not _SUFFIX.fullmatch(word)]
    particles: list[str] = []
    while len(words) > 1 and words[-1] in _PARTICLES:
        particles.insert(0, words.pop())
    family = " ".join([*particles, family])
    if not words or not family:
        return family or given
    if not any(word[0].isupper() or word[0].islower() for word in words):
        return f"{family} {given}"  # a script without capitals, in which names have no initials
    initials = [_initials(word) for word in words if not word[0].islower()] or [words[0][0].upper()]
    return f"{family} {''.join(initials)}"


def _initials(word: str) -> str:
    return word if word.isupper() and len(word) <= _INITIALS_AT_MOST and word.isalpha() else word[0]


# ---- BibTeX


def from_bibtex(field: str) -> Iterator[tuple[str, str]]:
    """Family and given names of each author as BibTeX parts them, still with their braces and macros.

    "Last, First", "Last, Jr, First" or "First von Last"; what stands whole in braces is one name. Joined by "and".
    """
    for text in _outside(field, _AND):
        name = text.strip()
        parts = [part.strip() for part in _outside(name, _COMMA)]
        if len(parts) > 1:
            yield parts[0], parts[-1]
            continue
        words = [word for word in _outside(name, _BLANKS) if word]
        particles = [i for i, word in enumerate(words[:-1]) if word[0].islower()]
        at = particles[0] if particles else len(words) - 1
        if words:
            yield " ".join(words[at:]), " ".join(words[:at])


def _outside(text: str, separator: re.Pattern[str]) -> Iterator[str]:
    """The parts between separators that stand outside all braces."""
    if "{" not in text and "\\" not in text:
        yield from separator.split(text)
        return
    depth, start, place = 0, 0, 0
    while place < len(text):
        letter = text[place]
        if letter == "\\":
            place += 2
            continue
        depth += (letter == "{") - (letter == "}")
        found = separator.match(text, place) if depth <= 0 and (letter == "," or letter == "~" or letter.isspace()) else None
        if found:
            yield text[start:place]
            start = place = found.end()
        else:
            place += 1
    yield text[start:]
