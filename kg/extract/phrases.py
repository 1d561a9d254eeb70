"""Which phrases of a lexicon serve in running prose, and in which wordings they are looked for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from kg.extract.words import word_set
from kg.printed import PLAIN

__all__ = ["Phrase", "Undone", "folded", "for_prose", "with_gap"]


class Phrase(NamedTuple):
    """A phrase of the lexicon as given, and the flaw id it means."""

    flaw: str
    words: str


class Undone(NamedTuple):
    """What may be left undone to things: `things` finds their names, `meant` has the phrase of each, `anchors` the verbs."""

    things: re.Pattern[str]
    meant: dict[str, Phrase]
    anchors: tuple[str, ...]


class _Fold(dict[int, str]):
    """One character to one: letters in lower case, digits, and a blank for all else."""

    def __missing__(self, code: int) -> str:
        char = PLAIN.get(code, chr(code))
        lower = char.lower() if len(char.lower()) == 1 else char
        self[code] = kept = lower if lower.isalnum() else " "
        return kept


_FOLD = _Fold()


def folded(text: str) -> str:
    """The text in lower case with a blank for all that is no letter or digit: as long as the given one, "
    "character for character."""
    return text.translate(_FOLD)


_FAULT = re.compile(
    r"\b(?:"
    r"no|not|non|cannot|never|lack|without|bias(?:es)?|un(?!it|der\b|iversity|ique)\w+|"
    r"in(?:sensitiv|adequa|appropria|suffici|consist|complet|correct|flat|direct)\w+|"
    r"im(?:balanc|perfect|plausib|precis|perfect)\w+|mis\w+|over(?!all|lap)\w+|irrelevan\w+|insignificant|"
    r"under\s?power\w*|poor\w*|small\w*|tiny|few|short\w*|brief|low|lower|less|below|high|large|wide|wrong|weak|bad|"
    r"limit\w*|restrict\w*|narrow|strict|excessive|many|fail\w*|(?:derived|relied|relies|reliance)\b|solely|predictable|"
    r"highly|rigorous|stringent|suboptimal|considerable|substantial|higher|more|inaccurate|reduce[sd]?|affects?|caution|"
    r"difficult|fault\w*|flawed|ignore[sd]?|expression\sof|financial|sins|sided|makes\sit|looks\slike|degrees|fallacy|"
    r"twice|differently|dosed|straddles|crosses|outruns|truncated|worst|proponents|company|yet|awaits|little|anyway|"
    r"retrospectively|natural\s(?:recovery|improvement)|error\w*|only|loss|withdrawals|differences|difference\s(?:in|at)|"
    r"differed|crossover|contamination|confound\w*|causality|causation|collider|regression|spontaneous|prematur\w*|early|"
    r"hacking|dredging|fishing|forking|harking|torture|spin|spun|spinning|switch\w*|changed|selective\w*|cherry|picking|"
    r"surrogate|proxy|floor|ceiling|open\slabel|convenience|volunteer|self\sselect\w*|carried\sforward|locf|completer|"
    r"completers|as\streated|post\shoc\ssubgroup|fragil\w*|borderline|barely|trivial|marginal|modest|negligible|minor|"
    r"mediocre|faint|underwhelming|slightly|fade[ds]?|declined|wore|disappeared|heterogeneity|apples|garbage|gigo|junk|"
    r"file\sdrawer|asymmetr\w*|double\scounting|duplicate\spublication|salami|retracted|retraction|conflicts?\sof|"
    r"competing|industry|sponsor\w*|manufacturer|allegiance|axe|predatory|mill|fabricat\w*|falsified|fraud|manipulation|"
    r"bogus|padding|sneaky|feet\sof|quasi|straw\w*|easy|expectan\w*|expectation|placebo\s(?:effect|response)|hawthorne|"
    r"novelty|single\s(?:arm|group|centre|center|blind|institution|study|database)|pre\spost\sonly|immortal|chicken|"
    r"social\sdesirability|ad\shoc|chance|exaggerat\w*|equivalence|differential|uneven|different\sdropout|"
    r"additional\sattention|more\s(?:contact|therapist)|stopped|terminated|halted|broken|compromised|type\s(?:i|1|ii|2)|"
    r"winner|doubtful|questionable|conflicting|contradictory|preliminary|claim|damned|too|nonrandomized|nonblinded|knew|"
    r"aware|impossible|grim|statcheck|overclaiming"
    r")\b"
)
# One word is a name among others in prose; these few say a fault and nothing else.
_ALONE = word_set(
    "underpowered unreplicated miscitation harking gigo imprecise overclaiming confounding confounders confounder nonadherence "
    "nonrandomized nonblinded unrepresentative oversell oversold overinterpret overinterpreted spin"
)
# They say what may be a fault, and in prose mostly something else.
_LISTED_ONLY = frozenset(
    (
        "no control", "poor control", "inadequate control", "no protocol", "low power", "english only", "wrong test",
        "single reviewer", "single study", "significance only", "too many outcomes", "wrong population", "something to prove",
        "inconsistent results", "multiple testing", "data not available", "preliminary evidence", "slightly better",
        "not a lot more", "placebo effect", "difference in differences ignored", "true believers", "which came first",
    )
)  # fmt: skip

_ADVERBS = ("", "too ", "very ", "relatively ", "rather ", "quite ", "fairly ", "also ")
_COPULAS = ("was", "were", "is", "are", "has been", "may have been", "might have been", "could have been", "may be", "might be")
_DENIED = (
    "was not", "were not", "is not", "are not", "could not be", "cannot be", "can not be", "has not been", "have not been",
    "had not been", "may not have been",
)  # fmt: skip
_MISSING = (
    "lack of", "absence of", "without", "did not include", "did not have", "did not use", "had no", "has no", "lacked", "lacks",
    "lacking", "not include",
)  # fmt: skip
_MANNER = tuple(
    f"{word} "
    for word in (
        "directly", "necessarily", "adequately", "formally", "fully", "properly", "systematically", "routinely", "specifically",
        "sufficiently", "explicitly", "completely", "readily", "easily", "always", "objectively", "clearly",
    )
)  # fmt: skip
_TOLD_OF = word_set(
    "small high low poor short wide weak inadequate insufficient unequal uneven unbalanced imbalanced limited incomplete unclear "
    "inappropriate unsuitable modest substantial considerable large brief imprecise restricted overstated exaggerated "
    "unjustified unblinded wrong trivial"
)
_SPELT = (
    ("randomiz", "randomis"),
    ("generaliz", "generalis"),
    ("individualiz", "individualis"),
    ("center", "centre"),
    ("analyz", "analys"),
)


def for_prose(flaws: Mapping[str, str]) -> dict[str, Phrase]:
    """The wordings to look for in running prose, each with its flaw id and the phrase it stands for.

    A label of a list may be any name; in prose a phrase counts only when it says by itself that something is wrong,
    for prose names many things without blaming them ("subgroup analysis", "single study", "healthy volunteers"). The rule: it
    has two words or more, one of which tells a fault (a negation, "bias", "small", "inadequate", ...), or it is one of
    a few single words that mean nothing else; and it is none of a few phrases that mostly mean something else ("no control",
    "low power").

    Wordings made by rule: the plural and the singular of the last word; "no X" as "lack of a X", "without X", "did not
    include a X"; "X not done" as "X was not done", "X could not be done"; "small X" as "X was too small"; joined words
    for dashes ("drop-out", "dropout"); British and American spelling.
    """
    found: dict[str, Phrase] = {}
    kept = {words: Phrase(flaw, phrase) for phrase, flaw in flaws.items() if _serves(words := _words(phrase))}
    for words, meant in kept.items():
        for joined in dict.fromkeys((words, *_joined(meant.words))):
            found[joined] = meant
    for words, meant in list(found.items()):
        for reworded in _reworded(words):
            for spelt in _spellings(reworded):
                found.setdefault(spelt, meant)
    return found


def with_gap(flaws: Mapping[str, str]) -> dict[str, Undone]:
    """By what was not done, the labels "X not done" whose words may stand apart ("assessors of gait were not blinded")."""
    things: dict[str, dict[str, Phrase]] = defaultdict(dict)
    for phrase, flaw in flaws.items():
        thing, _, done = (words := _words(phrase)).partition(" not ")
        if thing and done and " " not in done and _serves(words):
            for form in (thing, *_numbers(thing)):
                for spelt in _spellings(form):
                    things[done].setdefault(spelt, Phrase(flaw, phrase))
    return {
        done: Undone(
            re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, named), key=len, reverse=True))})\b"),
            named,
            tuple(
                f"{denied} {adverb}{done}"
                for denied in ("not", "not be", "not been", "cannot be", "never", "never been")
                for adverb in ("", *_MANNER)
            ),
        )
        for done, named in things.items()
    }


def _words(phrase: str) -> str:
    return " ".join(folded(phrase).split())


def _serves(words: str) -> bool:
    if " " not in words:
        return words in _ALONE
    return words not in _LISTED_ONLY and _FAULT.search(words) is not None


def _joined(phrase: str) -> Iterator[str]:
    """ "drop-outs" is also written "dropouts", and "dropout" "drop-out"."""
    if "-" in phrase:
        yield _words(phrase.replace("-", ""))
    bare = _words(phrase)
    for one, other in (("dropout", "drop out"), ("follow up", "followup"), ("underpowered", "under powered")):
        if one in bare:
            yield bare.replace(one, other)


def _reworded(words: str) -> Iterator[str]:
    first, _, rest = ("no", "", words[8:]) if words.startswith("lack of ") else words.partition(" ")
    forms = [words, *_numbers(words)]
    yield from forms
    if first == "no" and rest:
        for form in [rest, *_numbers(rest)]:
            for missing in _MISSING:
                for article in ("", "a ", "an ", "any "):
                    yield f"{missing} {article}{form}"
            yield f"not a {form}"
            yield f"without any {form}"
    if first == "not":
        yield from (f"not {adverb}{rest}" for adverb in _MANNER)
        if rest.startswith("be "):
            yield from (f"not be {adverb}{rest[3:]}" for adverb in _MANNER)
    thing, middle, done = words.partition(" not ")
    if middle and thing and done:
        for form in [thing, *_numbers(thing)]:
            for denied in _DENIED:
                yield f"{form} {denied} {done}"
    if first in _TOLD_OF and rest and " of the " not in words:
        for form in [rest, *_numbers(rest)]:
            for copula in _COPULAS:
                for adverb in _ADVERBS:
                    yield f"{form} {copula} {adverb}{first}"


def _numbers(words: str) -> Iterator[str]:
    """The plural of a phrase that ends in a singular, or the other way round."""
    if words.endswith(("ss", "bias", "analysis", "us", "ed", "only", "ous")) or not words[-1:].isalpha():
        if words.endswith("bias"):
            yield f"{words}es"
        return
    if words.endswith("ies"):
        yield f"{words[:-3]}y"
    elif words.endswith("s"):
        yield words[:-1]
    elif words.endswith("y") and words[-2:-1] not in "aeiou":
        yield f"{words[:-1]}ies"
    else:
        yield f"{words}s"


def _spellings(words: str) -> Iterator[str]:
    yield words
    for american, british in _SPELT:
        if american in words:
            yield words.replace(american, british)
        elif british in words and british != "analys":
            yield words.replace(british, american)
