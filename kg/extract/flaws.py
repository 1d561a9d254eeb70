"""Flaws named in the list of issues of a page, matched to the categories of a lexicon.

The lexicon is an argument (phrase to flaw id): where phrases come from is not known here. Listed issues are
labels, not prose: a label that is listed is asserted, so negation plays no part.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from kg.printed import plain

__all__ = ["Lexicon"]

_DASH = re.compile(r"\s+-+\s+|--+|\s-(?=\w)|:\s")
_OPENING = re.compile(r"^[\s\-*>#\d.)]*")
_SPACE = re.compile(r"\s+")
_EDGE = r"(?<![\w-]){}(?![\w-])"


class Lexicon:
    """Phrases of flaws, and which flaw each one means."""

    __slots__ = ("_flaws", "_phrases")

    def __init__(self, phrases: Mapping[str, str]) -> None:
        """`phrases` maps a phrase to a flaw id; case, dashes, quotes and spaces do not matter."""
        self._flaws = {_bare(phrase): flaw for phrase, flaw in phrases.items() if _bare(phrase)}
        self._phrases = sorted(self._flaws, key=lambda phrase: (-len(phrase), phrase))

    def __len__(self) -> int:
        return len(self._flaws)

    def match_label(self, text: str) -> str | None:
        """The flaw id whose phrase best matches a listed issue, or None.

        The longest phrase that starts the line wins; then the longest that stands in the label, which ends at the
        first dash; then the longest anywhere in the line.
        """
        line = _bare(text)
        label = _DASH.split(_line(text), maxsplit=1)[0].strip()
        for phrase in self._phrases:
            if line.startswith(phrase) and _stands(phrase, line):
                return self._flaws[phrase]
        for place in (_bare(label), line):
            for phrase in self._phrases:
                if phrase in place and _stands(phrase, place):
                    return self._flaws[phrase]
        return None


def _line(text: str) -> str:
    return _SPACE.sub(" ", _OPENING.sub("", plain(text))).strip().casefold()


def _bare(text: str) -> str:
    return _DASH.sub(" - ", _line(text)).strip(" .;,")


def _stands(phrase: str, place: str) -> bool:
    """Whether `phrase` stands in `place` as whole words."""
    return re.search(_EDGE.format(re.escape(phrase)), place) is not None
