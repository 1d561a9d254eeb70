"""Numbers of trial registries, and whether a number is this study's own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.study.claim import Claim
from kg.extract.study.passage import Passage

__all__ = ["registrations"]

_SEP = r"[\s:#./-]{0,3}"
# Registry to the pattern of its numbers, on the text as printed; group 1 holds what follows the registry's letters.
_FORMS = {
    "ClinicalTrials.gov": rf"NCT{_SEP}(\d{{8}})(?!\d)",
    "ISRCTN": rf"ISRCTN(?:\s(?:registry|register|number|no))?{_SEP}(?:ISRCTN{_SEP})?(\d{{8}})(?!\d)",
    "ANZCTR": rf"ACTRN{_SEP}(\d{{13,15}})(?!\d)",
    "EudraCT": r"(?:EudraCT|EU[\s-]?CTR?)\b[^\d\n.;]{0,25}(\d{4}-\d{6}-\d{2})(?!\d)",
    "DRKS": rf"DRKS(?:-ID)?{_SEP}(?:DRKS)?(\d{{8}})(?!\d)",
    "ChiCTR": r"ChiCTR((?:-[A-Z]{2,4})?-?\d{8,10})(?!\d)",
    "NTR": rf"NTR{_SEP}(\d{{2,5}})(?!\d)",
    "Netherlands Trial Register": r"\bNL(\d{4,5})(?!\d|\.\d)",
    "UMIN-CTR": rf"UMIN(?:-?\s?CTR)?{_SEP}(?:UMIN)?(\d{{9}})(?!\d)",
    "CTRI": r"CTRI[\s:/-]{0,2}(\d{4}/\d{2,3}/\d{5,6})(?!\d)",
    "IRCT": rf"IRCT(?:\s?ID)?{_SEP}(?:IRCT)?(\d{{8,18}}N\d{{1,3}}|\d{{11,14}})(?!\d)",
    "PACTR": rf"PACTR{_SEP}(\d{{15,16}})(?!\d)",
    "jRCT": r"jRCT(s?\d{9,11})(?!\d)",
    "JapicCTI": rf"JapicCTI{_SEP}(\d{{5,6}})(?!\d)",
    "CRIS": rf"KCT{_SEP}(\d{{7}})(?!\d)",
    "ReBEC": r"RBR[\s-]{1,2}([0-9a-z]{6,10})(?![0-9A-Za-z])",
    "TCTR": rf"TCTR{_SEP}(\d{{11}})(?!\d)",
    "SLCTR": r"SLCTR[\s/]{0,2}(\d{4}/\d{3})(?!\d)",
    "RPCEC": rf"RPCEC{_SEP}(\d{{8}})(?!\d)",
    "LBCTR": r"LBCTR[\s/-]{0,2}(\d{10})(?!\d)",
    "HKUCTR": r"HKUCTR-(\d{2,5})(?!\d)",
    "PROSPERO": rf"CRD{_SEP}(4\d{{10,11}})(?!\d)",
    "OSF": r"10\.17605/OSF\.IO/([0-9A-Za-z]{5})(?![0-9A-Za-z])",
}
_LETTERS = {
    "ClinicalTrials.gov": "NCT", "ANZCTR": "ACTRN", "UMIN-CTR": "UMIN", "CTRI": "CTRI/", "EudraCT": "", "CRIS": "KCT",
    "ReBEC": "RBR-", "SLCTR": "SLCTR/", "HKUCTR": "HKUCTR-", "PROSPERO": "CRD", "JapicCTI": "JapicCTI-",
    "Netherlands Trial Register": "NL", "OSF": "10.17605/OSF.IO/",
}  # fmt: skip
_NUMBERS = {registry: re.compile(rf"(?<![A-Za-z0-9]){form}", re.ASCII | re.IGNORECASE) for registry, form in _FORMS.items()}
# What a sentence must hold, in lower case, for the pattern to be worth trying.
_CUE = {
    "ClinicalTrials.gov": "nct", "ISRCTN": "isrctn", "ANZCTR": "actrn", "EudraCT": "eu", "DRKS": "drks", "ChiCTR": "chictr",
    "NTR": "ntr", "Netherlands Trial Register": "nl", "UMIN-CTR": "umin", "CTRI": "ctri", "IRCT": "irct", "PACTR": "pactr",
    "jRCT": "jrct", "JapicCTI": "japiccti", "CRIS": "kct", "ReBEC": "rbr", "TCTR": "tctr", "SLCTR": "slctr", "RPCEC": "rpcec",
    "LBCTR": "lbctr", "HKUCTR": "hkuctr", "PROSPERO": "crd", "OSF": "osf.io",
}  # fmt: skip
_SHORT = frozenset({"NTR", "Netherlands Trial Register", "PROSPERO"})  # shapes that other things have too
_REGISTRY_NAMED = re.compile(r"regist|identifier|clinical\s?trials?\b|trial\s?(?:no|number|id)|prospero|\bnl\w*\strial", re.ASCII)
_REGISTERED = re.compile(r"regist|identifier|clinicaltrials\.gov|trial\s?(?:no\b|number|id\b)", re.ASCII)
_OF_ANOTHER = re.compile(
    r"\b(?:ongoing|another|other|previous|earlier|larger|sister|companion|parent|main|recent|subsequent"
    r"|separate|future|planned)\s(?:[\w-]+\s){0,4}?"
    r"(?:trials?|stud(?:y|ies)|rcts?|project)\b|\bet\sal\b|\bsecondary\sanalysis\sof\b|\bin\s(?:the\s)?[A-Z]{3,}\strial\b",
    re.ASCII,
)


def registrations(passage: Passage) -> Iterator[Claim]:
    """The registry numbers of a sentence; "A" where it says or its heading says that they are this study's."""
    lower = passage.lower
    for registry, pattern in _NUMBERS.items():
        if _CUE[registry] not in lower:
            continue
        for match in pattern.finditer(passage.plain):
            if registry in _SHORT and not _is_registered(passage, match):
                continue
            yield Claim(
                "registration",
                _LETTERS.get(registry, registry) + _number(registry, match[1]),
                match.span(),
                _grade(passage),
                "registry-number/1",
                registry,
            )


def _is_registered(passage: Passage, match: re.Match[str]) -> bool:
    """Whether something of an unspecific shape is a registry's number: in capitals, alone or beside words about registries."""
    alone = len(match[0]) == len(passage.plain)
    named = _REGISTRY_NAMED.search(passage.lower) is not None or passage.section == "registration"
    return match[0][:2].isupper() and (named or alone)


def _number(registry: str, printed: str) -> str:
    if registry in ("ReBEC", "OSF"):
        return printed
    return printed.upper() if registry != "jRCT" else printed.lower()


def _grade(passage: Passage) -> str:
    lower = passage.lower
    if _OF_ANOTHER.search(lower) and not passage.is_title:
        return "C"
    if passage.is_title or passage.section in ("registration", "objective"):
        return "A"
    if passage.retells and not (passage.own and _REGISTERED.search(lower)):
        return "A" if _REGISTERED.search(lower) and passage.section == "conclusion" and not passage.other else "C"
    return "A" if _REGISTERED.search(lower) or len(lower) < 60 else "B"
