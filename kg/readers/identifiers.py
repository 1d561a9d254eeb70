"""Identifiers, years and addresses as exports print them, in the way the records hold them (`kg.fields`, which judges them)."""

from __future__ import annotations

import html
import re
from urllib.parse import unquote

__all__ = ["address", "doi", "doi_in", "pmcid", "pmid", "pmid_in", "registration", "year"]

_RESOLVER = re.compile(r"https?://(?:[a-z]+\.)?doi\.org/", re.IGNORECASE)
_DRESS = re.compile(r"(?:doi|https?://doi)[:\s]+|doi(?=10\.)", re.IGNORECASE)
_DOI = re.compile(r"10\.[0-9]{4,9}/[^\s\"{}|\\^`]+")
_ONLY_DOI = re.compile(r"(?:(?:doi:?\s*)?https?://(?:[a-z]+\.)?doi\.org/|doi:?\s*)?(10\.[0-9]{4,9}/\S+)", re.IGNORECASE)
_PMID = re.compile(
    r"(?:(?:PMID|PubMed(?: ID)?|MEDLINE):?\s*|https?://(?:www\.)?(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/)?"
    r"0*([1-9][0-9]{0,8})(?:\.0)?/?",
    re.IGNORECASE,
)
_PMID_NAMED = re.compile(
    r"(?:^\s*PMID:?\s*|https?://(?:www\.)?(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/)([1-9][0-9]{0,8})(?![0-9])",
    re.IGNORECASE | re.MULTILINE,
)
_PMCID = re.compile(r"(?:PMCID:?\s*)?(?:PMC)?\s*0*([1-9][0-9]{0,8})(?:\.[0-9]+)?", re.IGNORECASE)
_PMCID_NAMED = re.compile(
    r"(?:^\s*PMCID:?\s*PMC|https?://(?:www\.)?(?:pmc\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pmc)/articles/PMC)([1-9][0-9]{0,8})"
    r"(?![0-9])",
    re.IGNORECASE | re.MULTILINE,
)
_YEAR = re.compile(r"(?<![0-9])(1[5-9][0-9]{2}|20[0-9]{2})(?![0-9])")
_DAY = re.compile(r"(1[5-9][0-9]{2}|20[0-9]{2})(?:0[0-9]|1[0-2])[0-3][0-9]")
_ADDRESSES = re.compile(r"[;,\s]+(?=https?://)")
_REGISTERS = re.compile(
    r"(?:NCT[0-9]{8}|ISRCTN ?[0-9]{8}|ACTRN ?[0-9]{14}p?|ChiCTR[A-Z0-9-]{4,20}|CTRI/[0-9]{4}/[0-9]{2,3}/[0-9]{6}|DRKS ?[0-9]{8}|"
    r"[0-9]{4}-[0-9]{6}-[0-9]{2}(?:-[0-9]{2})?|IRCT[0-9]{6,20}N[0-9]{1,3}|JPRN-[A-Za-z0-9]{4,20}|UMIN[0-9]{9}|KCT[0-9]{7}|"
    r"NTR ?[0-9]{3,5}|NL[0-9]{3,5}|PACTR[0-9]{15,16}|RBR-[0-9a-z]{6,8}|RPCEC[0-9]{8}|SLCTR/[0-9]{4}/[0-9]{3}|TCTR[0-9]{11})"
    r"(?![0-9])"  # a number that goes on is none of these
)


def doi(text: str) -> str:
    """The DOI without the address or the word that people put in front, and without what follows it; else the text as it is."""
    bare = (html.unescape(text) if "&" in text else text).strip()
    resolver = _RESOLVER.search(bare)
    if resolver:
        bare = unquote(bare[resolver.end() :], errors="strict") if _decodes(bare) else bare[resolver.end() :]
    elif dress := _DRESS.match(bare):
        bare = bare[dress.end() :]
    found = _DOI.match(bare)
    return found[0].rstrip(".,;") if found else bare


def _decodes(text: str) -> bool:
    try:
        return unquote(text, errors="strict").isprintable()
    except UnicodeDecodeError:
        return False


def doi_in(text: str) -> str | None:
    """The DOI where the text is one, or an address of one, and nothing else."""
    if "doi.org/" not in text and not text.lstrip().startswith(("10.", "doi", "DOI")):
        return None  # most notes and addresses: not worth a closer look
    return doi(text) if _ONLY_DOI.fullmatch(html.unescape(text).strip()) else None


def pmid(text: str) -> str:
    """The digits of "PMID: 33369625", "MEDLINE:33369625" or PubMed's address; else the text as it is."""
    found = _PMID.fullmatch(text.strip())
    return found[1] if found else text.strip()


def pmcid(text: str) -> str:
    """ "PMC1234567" for "PMCID: PMC1234567", "1234567" or "PMC1234567.2"; else the text as it is."""
    found = _PMCID.fullmatch(text.strip())
    return f"PMC{found[1]}" if found else text.strip()


def pmid_in(text: str) -> tuple[str | None, str | None]:
    """The PubMed and the PubMed Central number that a note names as those of the work, or that an address holds."""
    if "PM" not in text and "pm" not in text and "ncbi" not in text:
        return None, None
    one, other = _PMID_NAMED.search(text), _PMCID_NAMED.search(text)
    return (one[1] if one else None), (f"PMC{other[1]}" if other else None)


def year(text: str) -> int | None:
    """The first year from 1500 to 2099 in a date as printed: "2019/10//", "SEP 2018", "1998 Dec-1999 Jan", "20191118"."""
    found = _YEAR.search(text) or _DAY.fullmatch(text.strip())
    return int(found[1]) if found else None


def address(text: str) -> str | None:
    """The first of the addresses in the text, which a blank or a semicolon may part; None where there is none.

    What is no address of the web is returned as it is, unless it is a way back into a database ("<Go to ISI>://WOS:...").
    """
    first = _ADDRESSES.split(text.strip())[0].rstrip(";,")
    return None if not first or first.startswith("<Go to") else first


def registration(text: str) -> str | None:
    """The number in "ClinicalTrials.gov/NCT01234567" or "ISRCTN/ISRCTN12345678", where the register is one of trials."""
    found = _REGISTERS.search(text)
    return found[0].replace(" ", "") if found else None
