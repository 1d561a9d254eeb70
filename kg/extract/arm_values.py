"""Values that an arm can have, as printed: "35/132 (26.5%)", "1712 (SD 511)", "-1.7 ± 0.1%", "60 [50-80] minutes".

Each is read from its first number to the right: counts, a share, a spread, a unit. Which arm it belongs to, and whether
anything is compared at all, is decided elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kg.extract.masks import NUMBER, SIGNED, SIGNED_AFTER
from kg.extract.spans import Span
from kg.extract.words import word_set

__all__ = ["ArmValue", "arm_values"]

_STOP = (
    r"(?!(?:vs?|versus|and|or|in|for|with|of|to|among|than|from|at|on|after|the|compared|by|per|as|but|while|whereas|was|were|had|p|P|"
    r"both|n|N|SD|SE|CI|lower|higher|greater|more|less|fewer|longer|shorter|respectively|is|are|during|within|between|that|who|"
    r"administered|receiving|received|treated|given|taking|groups?|arms?|treatments?|against|over|under|using|did|did|versus)\b)"
)
_UNIT = (
    rf"(?:\s?%(?:/\w{{1,8}})?|\sper\s?cent\b|\sper\s[\d,]{{1,8}}(?:\s{_STOP}[a-z][\w-]{{0,14}}){{0,2}}"
    rf"|[\s-]?(?:{_STOP}[a-zµμ°]|(?=(?:IU|U|L|W|N|Hz|J|kJ|QALYs?|Nm|MET)(?:\b|/))[A-Z])[\w²³/.^-]{{0,15}}"
    rf"(?:\sHg|\sper\s[\w,]{{1,8}}(?:\s{_STOP}[A-Za-z][\w-]{{0,14}}){{0,2}})?)"
)
_WHO = (
    r"(?:\s(?:of\s)?(?:patients|participants|subjects|women|men|children|infants|people|individuals|adults|cases|eyes|events|"
    r"users))?"
)
_PERSONS = r"\s(?:patients|participants|subjects|women|men|children|infants|people|individuals|adults|eyes)\b"
_NO_LEVEL = r"(?!\s?(?:C\.?I|[Cc]onf|[Cc]red))"
_SEPARATOR = r"\s?(?:to|and|through|-|,|;|:|/)\s?(?:Q3\s?=\s?)?"
_LABEL = (
    r"(?P<label>95\s?%\s?(?:C\.?I\.?|[Cc]onfidence\s[Ii]ntervals?(?:\s[(\[]CI[)\]])?)|CI|SDs?|S\.D\.|SEM?s?|S\.E\.(?:M\.)?"
    r"|standard\s(?:deviation|error)s?|IQR|interquartile\srange|"
    r"[Rr]anges?|Q1|[Mm]ean|[Mm]edian)[\s:=,]{0,3}"
)
_OPEN_END = r"not\s(?:estimable|estimated|reached|evaluable|available)|N[ERA]\b|infinity|∞"

_TAIL = re.compile(
    rf"""(?:
        \s?/\s?(?P<total>{NUMBER})(?![\d/]){_WHO}(?:\s?[(\[;,]\s?(?P<share>{NUMBER})\s?%{_NO_LEVEL})?
      | {_WHO}\s?[(\[]\s?(?P<share2>{NUMBER})\s?%{_NO_LEVEL}(?:\s?[)\]]\s?(?:out\s)?of\s(?:the\s)?(?P<total2>{NUMBER}))?
      | \s(?:out\s)?of\s(?:the\s)?(?P<total3>{NUMBER}){_WHO}(?:\s[a-z]{{1,14}})?\s?[(\[;,]\s?(?P<share3>{NUMBER})\s?%{_NO_LEVEL}
      | \s(?:out\sof\s(?:the\s)?(?P<total5>{NUMBER})|of\s(?:the\s)?(?P<total6>{NUMBER}){_PERSONS})
      | \s?%\s?[(\[,;]\s?(?:[nN]\s?=\s?)?(?P<events>\d[\d,]*+)
        (?:(?:\s?/\s?|\s(?:out\s)?of\s)(?P<total4>\d[\d,]*+)|(?=\s?[)\]])|(?=\s(?:patients|participants|events)))
    )"""
    r"(?P<close>\s?[)\]])?",
    re.VERBOSE,
)
_ASIDE = re.compile(r"[;,][^()\[\]=<>]{1,60}[)\]]")  # "(90%; incidence rate, 2.1 per year)"
_SPREAD = re.compile(
    rf"""(?:{_UNIT}|\s[A-Z][A-Za-z0-9/]{{0,9}}(?=\s?[(\[]))?\s?(?:
        (?:±|\+/-|\+-)\s?(?P<deviation>{NUMBER})
      | [(\[]\s?±\s?(?P<deviation2>{NUMBER})\s?%?\s?[)\]]
      | (?P<bracket>[(\[;,])\s?(?:{_LABEL})?(?P<low>{SIGNED}){_UNIT}?
        (?:{_SEPARATOR}(?:(?P<high>{SIGNED_AFTER})|(?P<open>{_OPEN_END})){_UNIT}?)?\s?(?P<end>[)\]]|(?=[;,]))
    )""",
    re.VERBOSE,
)
_UNIT_AFTER = re.compile(rf"{_UNIT}(?=\s?[,;)\]]|\s(?:vs?|versus|and|compared|in|for|with)\b)")
_PLAIN = re.compile(rf"{_UNIT}?")
_FROM_TO = re.compile(rf"{_UNIT}?\sto\s(?P<later>{SIGNED_AFTER})")
_RANGE = re.compile(rf"\s?%?\s?(?:to|-|through)\s?(?:[-+]?\s?)?{NUMBER}")
_NOT_VALUE_AFTER = re.compile(
    r"\s?%?\s?-?\s?(?:C\.?r?I\b|confidence|credible)|(?:st|nd|rd|th)\b|-(?:fold|point\s(?:scale|Likert)|item|arm)\b|:\s?\d|"
    r"\s?(?:mg|mcg|[μµ]g|IU|Gy)(?:/(?:d|day|kg|m2|kg/d(?:ay)?|kg/day)\b)?(?![/\w])(?!\s?[±(\[]\s?\d|\s(?:vs?|versus)\b)|"
    r"\s(?:years?|yrs?|months?)\s(?:old|of\sage)|-?\s?x\s?\d|\s(?:and|or)\s\d+(?:\.\d+)?\s?(?:mg|mcg|[μµ]g|IU)\b|"
    r"\s?(?:times\s(?:daily|weekly|a\s|per\s))|-(?:week|month|day|year|h(?:our)?\b|min)|[eE]\d"
)
_COUNTED = word_set(
    "week weeks wk month months day days year years visit stage grade phase type study group groups trial table figure hour "
    "question model level aged age arm cohort per each every dose doses minutes part cycle cycles times step case "
    "january february march april may june july august september october november december to no number"
)
_STATISTIC = word_set(
    "f t z chi2 x2 χ2 χ² df r r2 rs beta β b d g n q u h es ηp2 η2 se sd w icc d' kappa rho ρ k alpha α power aor or rr hr irr"
)
_SIZE = re.compile(r"[nN]\s?=\s?$")
_GIVEN = re.compile(
    r"\b(?:receiv\w+|given|administer\w+|taking|dos(?:e|es|ing)(?:\sof)?|at\sleast|at\smost|up\sto|over|under|above|below|margin\sof|"
    r"every|threshold\sof|cut-?off\sof|more\sthan|less\sthan|fewer\sthan|greater\sthan)\s(?:the\s|a\s)?$"
)
_EFFECT = re.compile(
    r"\b(?:differences?|ratios?|coefficients?|correlations?|(?:vaccine|protective|overall)\s(?:efficacy|effectiveness)|[OHR]R|SRR|SMD|MD)"
    r"\s?(?:of|was|were|is|[:=,(])?\s?$"
)
_OUT_OF = re.compile(r"\bout\sof$")
_RANGING = re.compile(r"\brang\w+\s(?:from\s)?$|\bvar\w+\sfrom\s$")
_FROM = re.compile(r"\bfrom\s(?:a\s)?(?:(?:mean|median|baseline)\s)?(?:of\s)?$")
_WITH_N = re.compile(r"\s?[,;]?\s?[(\[]?\s?[nN]\s?=\s?(?P<n>\d[\d,]*)(?!\.?\d)(?:\s?[)\]])?(?!\s?[(\[]\s?\d)")
_CROWDED = re.compile(r"[A-Z/]|\s\d")  # "4LB", "72/9.6", "2 1 2 3": names and broken tables
_AFTER_NUMBER = re.compile(r"(?:^|[\s(\[])[\d.]{1,8}\s$")
_YEAR = re.compile(r"(?:19|20)\d\d")
_LABELS = {
    "sd": "sd", "s.d.": "sd", "standard deviation": "sd", "se": "se", "sem": "se", "s.e.": "se", "s.e.m.": "se",
    "standard error": "se", "iqr": "iqr", "interquartile range": "iqr", "q1": "iqr", "range": "range", "ci": "ci",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ArmValue:
    """One printed value, spans of its sentence. `start:end` holds all of it; `value` is a share where one is printed.

    `spread` is its kind (None where the print does not say) and one or two spans; `baseline` is what it started from.
    `percent` is True where a percent sign follows, `counted` where counts of people or events stand with it.
    """

    start: int
    end: int
    value: Span
    percent: bool
    spread: tuple[str | None, Span, Span | None] | None = None
    n: Span | None = None
    events: Span | None = None
    total: Span | None = None
    baseline: Span | None = None

    @property
    def counted(self) -> bool:
        return self.events is not None


def arm_values(text: str, numbers: Sequence[Span], taken: Sequence[Span]) -> tuple[ArmValue, ...]:
    """The values printed in a sentence, in order; numbers within `taken` (times, effects, p values) are none."""
    return tuple(_read(text, numbers, taken))


def _read(text: str, numbers: Sequence[Span], taken: Sequence[Span]) -> Iterator[ArmValue]:
    done = 0
    for index, (start, end) in enumerate(numbers):
        if start < done or any(a <= start < b for a, b in taken):
            continue
        sized = _SIZE.search(text, max(0, start - 5), start)
        counts = None if sized and text[end : end + 1] not in " ([/" else _counts(text, start, end)
        if counts is not None and not _GIVEN.search(text, max(0, start - 20), start):
            counts = _with_n(text, counts)
            done = counts.end
            yield counts
            continue
        if text[start - 2 : start] == "- " and text[: start - 2].rstrip().endswith(("(", "[", ",", ";", ":", "=", " and")):
            start -= 2
        if sized or _RANGING.search(text, max(0, start - 16), start) or not _is_value(text, start, end):
            if _RANGE.match(text, end) and not sized:
                done = numbers[index + 1][1] if index + 1 < len(numbers) else end
            continue
        found = _moved(text, start, end) or _spread_out(text, start, end)
        if found is None:
            if _RANGE.match(text, end):
                done = numbers[index + 1][1] if index + 1 < len(numbers) else end
                continue
            plain = _PLAIN.match(text, end)
            found = ArmValue(start, plain.end() if plain else end, (start, end), text[end : end + 2].strip()[:1] == "%")
        found = _with_n(text, found)
        done = found.end
        yield found


def _with_n(text: str, found: ArmValue) -> ArmValue:
    """The same value with the size of its arm where that is printed right after it: "68.0; n = 237"."""
    match = _WITH_N.match(text, found.end)
    return replace(found, end=match.end(), n=match.span("n")) if match else found


def _is_value(text: str, start: int, end: int) -> bool:
    """Whether what stands around a number leaves it a value: no threshold, statistic, dose, age, date or index."""
    if _NOT_VALUE_AFTER.match(text, end) or _GIVEN.search(text, max(0, start - 20), start):
        return False
    if _CROWDED.match(text, end) or _AFTER_NUMBER.search(text, max(0, start - 12), start):
        return False
    left = text[max(0, start - 24) : start].rstrip()
    if not left:
        return True
    if _EFFECT.search(text, max(0, start - 40), start) or _OUT_OF.search(left):
        return False
    if left[-1] in "<>≤≥/" or left.endswith((">=", "<=")):
        return False
    if left[-1] == "=":
        name = left[:-1].rstrip()
        name = name[max(name.rfind(c) for c in " ([,;") + 1 :].lower()
        return (
            name.rstrip(")") not in _STATISTIC
            and not name.startswith(("phet", "pint", "ptrend", "i2"))
            and not re.fullmatch(r"f[\d,]*", name)
        )
    word = left[max(left.rfind(c) for c in " ([") + 1 :].lower()
    if word in _COUNTED and not (word == "to" and "." in text[start:end]):
        return False
    return not (_YEAR.fullmatch(text, start, end) and word in {"in", "since", "between", "from", "until", "to", "and"})


def _integer(text: str, span: Span | None) -> bool:
    return span is not None and text[slice(*span)].replace(",", "").isdigit()


def _counts(text: str, start: int, end: int) -> ArmValue | None:
    """Counts with their share, or a share with its counts: "35/132 (26.5%)", "26.5% (35/132)", "41 patients (7.9%)"."""
    match = _TAIL.match(text, end)
    if match is None:
        return None
    if match["events"]:
        total = match.span("total4") if match["total4"] else None
        return ArmValue(start, match.end(), (start, end), True, None, None, match.span("events"), total)
    if not _integer(text, (start, end)):
        return None
    total = next((match.span(name) for name in ("total", "total2", "total3", "total5", "total6") if match[name]), None)
    share = next((match.span(name) for name in ("share", "share2", "share3") if match[name]), None)
    if total is not None and (not _integer(text, total) or _amount(text, total) < _amount(text, (start, end))):
        return None
    if share is None and total is None:
        return None
    stop, spread = match.end(), None
    if share and not match["close"] and (inner := _SPREAD.match(text, share[1])) and inner["low"] and inner["high"]:
        spread, stop = _limits(text, inner), inner.end()
    elif share and not match["close"] and (aside := _ASIDE.match(text, stop)):
        stop = aside.end()
    return ArmValue(start, stop, share or (start, end), share is not None, spread, None, (start, end), total)


def _amount(text: str, span: Span) -> int:
    return int(text[slice(*span)].replace(",", ""))


def _moved(text: str, start: int, end: int) -> ArmValue | None:
    """ "from 32.1 to 13.0": the later value, with what it started from."""
    if not _FROM.search(text, max(0, start - 26), start) or not (match := _FROM_TO.match(text, end)):
        return None
    low, high = match.span("later")
    later = _spread_out(text, low, high)
    if later is not None:
        return ArmValue(start, later.end, later.value, later.percent, later.spread, baseline=(start, end))
    plain = _PLAIN.match(text, high)
    percent = text[high : high + 2].strip()[:1] == "%"
    return ArmValue(start, plain.end() if plain else high, (low, high), percent, baseline=(start, end))


def _spread_out(text: str, start: int, end: int) -> ArmValue | None:
    """A value with a spread: "4.2 ± 1.1", "1712 (511)", "60 [50-80] minutes", "51% (95% CI 37%-65%)"."""
    match = _SPREAD.match(text, end)
    if match is None:
        return None
    percent = text[end : end + 2].strip()[:1] == "%"
    deviation = next((match.span(name) for name in ("deviation", "deviation2") if match[name]), None)
    if deviation is not None:
        stop, spread = match.end(), ("±", deviation, None)
        plain = _PLAIN.match(text, stop) if text[stop - 1].isdigit() else None
        stop = plain.end() if plain else stop
        return ArmValue(start, stop, (start, end), percent or "%" in text[deviation[1] : stop], spread)
    bracketed = match["bracket"] in "(["
    if bracketed != (match["end"] in ")]" and match["end"] != "") or (not bracketed and not match["label"]):
        return None
    label = match["label"]
    if label and label.lower() in {"mean", "median"}:
        return None
    if not label and not match["high"] and not match["open"] and not _alone(text, match):
        return None
    stop = match.end()
    if match["end"] and (unit := _UNIT_AFTER.match(text, stop)):
        stop, percent = unit.end(), percent or "%" in unit[0]
    return ArmValue(start, stop, (start, end), percent, _limits(text, match))


def _alone(text: str, match: re.Match[str]) -> bool:
    """Whether a lone number in brackets is a spread: no share, no unit of its own, as in "1712 (511) calories"."""
    low, high = match.span("low")
    return text[high : match.end()].strip(" ") in {")", "]"} and text[low] != "-"


def _limits(text: str, match: re.Match[str]) -> tuple[str | None, Span, Span | None]:
    label = (match["label"] or "").lower().rstrip(" :=,")
    kind = _LABELS.get(label) or _LABELS.get(label.rstrip("s")) or ("ci" if "ci" in label.replace(".", "") and label else None)
    return kind, match.span("low"), match.span("high") if match["high"] else None
