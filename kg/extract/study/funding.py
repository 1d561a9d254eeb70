"""Who paid for the study: public bodies, industry, both, or nobody. What authors were paid for otherwise is not funding."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.study.claim import Claim
from kg.extract.study.passage import Passage

__all__ = ["funding"]

_PAID = re.compile(
    r"\b(?:fund(?:ed|ing|s)?\b|financ(?:ed|ing)\b|financial(?:ly)?\ssupport|sponsor(?:ed|s|ship)?\b"
    r"|supported\s(?:\w+\s){0,3}?(?:by|through|from|with)\b"
    r"|\b(?:research|educational|unrestricted|project|an?|this)\sgrants?\b|\bgrants\b|\bgrant\s(?:from|no"
    r"|numbers?|awards?|n\u00b0)\b|grant\ssupport|support\s(?:from|of|was\sprovided)\b|paid\sby\b"
    r"|support\sor\sfunding)",
    re.ASCII,
)
_THE_STUDY = re.compile(
    r"\b(?:stud(?:y|ies)|trial|research|project|work|investigation|survey|article|publication|review|protocol"
    r"|authors?|paper|manuscript)\b",
    re.ASCII,
)
_NONE = re.compile(
    r"\b(?:no|without|(?:not|nor|never)\s(?:\w+\s){0,4}?any|not\sreceived?)(?:\s(?:specific|external|additional"
    r"|monetary|financial|particular|extramural|outside|commercial|direct|other|sources?\sof|support\sor"
    r"|research|form\sof|grants?\sor)){0,4}"
    r"\s(?:funding|funds|financing|financial\ssupport|grants?|sponsors?(?:hip)?|external\ssupport"
    r"|support\sor\sfunding)\b(?!\sbod|\sagenc(?!y\sin))"
    r"|\b(?:funding|grants?|support|financial\sdisclosures?|sponsors?(?:hip)?)(?:\s?(?:source|statement"
    r"|/\s?support|support|&\s?financial\sdisclosures?)){0,2}\s?[:.-]?\s(?:none|nil|not\sapplicable|n/a|no[.;]"
    r"|no$)"
    r"|\b(?:self-?\s?(?:funded|financed)|paid\sby\sthe\sauthors?|authors'\sown|funded\sby\sthe\sauthors?"
    r"|unfunded)\b|\breceived\sno\s(?:\w+\s){0,3}?(?:fund|grant|support)",
    re.ASCII,
)
_NOTHING = re.compile(r"(?:none|nil|no|not\sapplicable|n/a)(?:\s(?:declared|reported|to\s\w+))?[.\s]*$", re.ASCII)
_SAID = re.compile(
    r"\b(?:fund|financ|support|sponsor)(?:ed)?\s(?:\w+\s){0,3}?by\b|\breceived\s(?:no|funding|financial)", re.ASCII
)
_ELSEWHERE = re.compile(
    r"\b(?:has|have|had)\s(?:\w+\s){0,2}?(?:received|served|acted|accepted)\b|\bconsult(?:ant|ing|ancy)"
    r"|honorari|\bspeakers?\b|employee|\bfees\b|\bshares?\b|stock|royalt|advisory\sboard"
    r"|\bcosts?\b|burden|reimburs|grant(?:ed|s)?\s(?:approval|us\b|permission)|approval\swas"
    r"|health\s?care\ssystem|\btaxes\b|grant\smoney",
    re.ASCII,
)
_ROLE = re.compile(
    r"\b(?:had|has|have|played|play)\s(?:no|any)\s(?:role|involvement|influence|part|input)|\bno\s(?:role"
    r"|involvement|influence)|\bdid\snot\s(?:influence|have|participate|play)",
    re.ASCII,
)
_LACKED = re.compile(r"\b(?:lack|absence|shortage)\sof\s(?:\w+\s)?(?:fund|grant|financ|support)", re.ASCII)
_OF_FUNDS = re.compile(r"fund|grant|support|sponsor|financ|paid", re.ASCII)
_MONEY = re.compile(r"\bgrants?\b|fund", re.ASCII)
_THIS_STUDY = re.compile(r"\b(?:this|the|present)\s(?:\w+\s){0,2}?(?:study|trial|research|project|work)\b", re.ASCII)
_THANKS = re.compile(r"(?:we|the\sauthors?)\s(?:\w+\s){0,3}?(?:thank|acknowledge|grateful|wish)", re.ASCII)
_NO_SUPPORT_OF = re.compile(
    r"\bsupported\sby\s(?:an?\s|the\s|our\s|recent\s|these\s|previous\s|only\s|evidence|data|results|findings"
    r"|studies|other|limited|several|structured|literature|systematic)",
    re.ASCII,
)
_INDUSTRY = re.compile(
    r"\b(?:inc|ltd|llc|gmbh|ag|corp|corporation|co\.|plc|s\.a\.?|s\.p\.a\.?|spa|bv|b\.v\.|pty|kg|company"
    r"|companies|pharma\w*|laborator(?:y|ies)|biotech\w*|therapeutics|biosciences?|life\ssciences|manufacturer"
    r"|industry"
    r"|commercial\ssponsor|novartis|pfizer|merck|bayer|roche|sanofi|glaxosmithkline|gsk|astrazeneca|eli\slilly"
    r"|abbott|abbvie|amgen|boehringer|medtronic|stryker|zimmer|smith\s&\snephew|depuy"
    r"|nestl[e\u00e9]|unilever|takeda|allergan|janssen|johnson\s&\sjohnson|nutrition(?:als?)?\sinc"
    r"|medical\sdevices?|health\s?care\s?(?:ltd|\u00ae))\b|\u00ae|\bhealthcare\b(?=[^.]{0,12}\()",
)
_PUBLIC = re.compile(
    r"\b(?:universit\w*|universidade?|ministry|ministries|national|council|institutes?|institution|nih|nhs|nihr"
    r"|nhmrc|nsf|dfg|cnpq|fapesp|capes|fapemig|faperj|pcori|government(?:al)?|federal|state\b|foundation"
    r"|fundaci\w+|fund\sfor|association|society|"
    r"hospitals?|health\s(?:service|board|bureau|authority|department|insurance|research|region)|department"
    r"|agency|ag[e\u00e8]ncia|insurance|trusts?|charit\w+|commission|european\sunion|horizon\s2020|academy"
    r"|college|faculty|school|public|"
    r"science\sand\stechnology|research\s(?:deputy|center|centre|fund|council|committee|programme|program"
    r"|award)|municipality|veterans|administration|authority|centers?|league|cancer\sresearch|wellcome"
    r"|funda\u00e7\u00e3o|stiftung|forschungsgemeinschaft|stichting|zonmw|county|province|ethics|chair\sof"
    r"|arthritis\s\w+)\b",
)


def funding(passage: Passage) -> Iterator[Claim]:
    """The funding that a sentence states, as a code; the span runs from the word that says so to the end of the sentence."""
    text = passage.lower
    headed = passage.section == "funding"
    if headed and (bare := _NOTHING.match(text)):
        yield Claim("funding", "none", bare.span(), "A", "no-funding/1")
        return
    paid = _PAID.search(text)
    if (paid is None and not headed) or (passage.retells and not (passage.own and _SAID.search(text))):
        return
    if none := _NONE.search(text):
        if _OF_FUNDS.search(none[0]) and not _ROLE.search(text):
            sure = headed or _THE_STUDY.search(text) is not None or len(text) < 80
            yield Claim("funding", "none", none.span(), "A" if sure else "B", "no-funding/1")
        return
    if (
        len(text) < 25
        or (_ELSEWHERE.search(text) and not _THIS_STUDY.search(text))
        or (_ROLE.search(text) and not _SAID.search(text))
    ):
        return
    if paid is None:
        if not _THANKS.match(text) and (code := _who(text)):
            yield Claim("funding", code, (0, len(text)), "B", "under-heading/1")
    elif _is_of_study(passage, paid) and (code := _who(text[max(0, paid.start() - 120) :])):
        doubtful = passage.section in ("methods", "results", "conflicts") and _THE_STUDY.search(text) is None
        yield Claim("funding", code, (paid.start(), len(text)), "C" if doubtful else "A", "funded-by/1")


def _is_of_study(passage: Passage, paid: re.Match[str]) -> bool:
    """Whether it is the study that is paid for, and not what supports a claim, or an author's part in getting the money."""
    text = passage.lower
    if passage.section == "funding":
        return True
    of_money = _MONEY.search(text)
    if passage.section == "contributions" or (of_money is None and not passage.own and _NO_SUPPORT_OF.match(text, paid.start())):
        return False
    return passage.own or _THE_STUDY.search(text) is not None or of_money is not None


def _who(words: str) -> str | None:
    industry, public = _INDUSTRY.search(words), _PUBLIC.search(words)
    if industry and industry[0] in ("laboratory", "laboratories", "company") and public:
        industry = None
    if industry and public:
        return "mixed"
    return "industry" if industry else "public" if public else None
