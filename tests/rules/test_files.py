"""The rule files: headers, parameters, terms, calls and what they construct; and the catalogue that reads them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from inspect import signature

import pyoxigraph as ox
import pytest

from kg import resources
from kg.arithmetic import Calls, registered
from kg.errors import NotFound, UsageError
from kg.rdf import lexicon
from kg.rdf import vocab as v
from kg.rules.catalogue import ALERTS, Rule, catalogue, parameters, rule, settings
from kg.store import open_store

RULES = list(catalogue())
FILES = {path.stem.partition("-")[2]: path for path in resources.folder("ontology", "rules").glob("*.rq")}
PARTS = ("kg:paper", "kg:target", "kg:message", "kg:arithmetic", "prov:used", "prov:wasDerivedFrom")
WITHOUT_FLAW = {"assessors-contradict"}  # it says something of the judgements and nothing of the paper
NAMESPACES = {space.prefix: space for space in vars(v).values() if isinstance(space, v.Namespace)}
each = pytest.mark.parametrize("one", RULES, ids=lambda one: one.name)


def _body(one: Rule) -> str:
    """The query without its comments; texts and IRIs are left empty."""
    bare = re.sub(r"\"(?:[^\"\\]|\\.)*\"|<[^<>\s]*>", lambda found: found[0][0] + found[0][-1], one.text)
    return re.sub(r"#.*", "", bare)


def _template(one: Rule) -> str:
    found = re.search(r"CONSTRUCT \{(.*?)\}\s*WHERE", _body(one), re.DOTALL)
    assert found
    return found[1]


def _calls(body: str) -> Iterator[tuple[str, int]]:
    """Each call of a function of ours with the number of its arguments."""
    for found in re.finditer(r"\bcalc:([\w-]+)\s*\(", body):
        depth, commas, any_argument = 1, 0, False
        for character in body[found.end() :]:
            depth += (character == "(") - (character == ")")
            if depth == 0:
                break
            commas += character == "," and depth == 1
            any_argument |= not character.isspace()
        yield found[1], commas + any_argument


# ---- headers


def test_the_files_are_numbered_and_named_apart() -> None:
    names = [path.name for path in FILES.values()]
    assert len(RULES) == len(names) == len({name[:2] for name in names})
    assert all(re.fullmatch(r"\d\d-[a-z0-9]+(?:-[a-z0-9]+)*\.rq", name) for name in names)
    assert [one.name for one in RULES] == [path.stem[3:] for path in sorted(FILES.values())]
    assert len({one.title for one in RULES}) == len(RULES)


@each
def test_a_header_is_complete(one: Rule) -> None:
    header = re.match(r"(?:#.*\n)+", one.text)
    assert header
    said = re.findall(r"^# (title|flaw|alert|version|about|caution): ", header[0], re.MULTILINE)
    assert said[0] == "title"
    assert Counter(said) == Counter(("title", "alert", "version", "about", "caution", *(("flaw",) if one.flaw else ())))
    assert one.alert in ALERTS
    assert one.version >= 1
    for text in (one.about, one.caution):
        assert len(text) > 40
        assert text.endswith(".")
        assert "  " not in text
    assert one.title[0].isupper()
    assert not one.title.endswith(".")


@each
def test_the_flaw_is_a_category_and_stated_once(one: Rule) -> None:
    stated = re.findall(r"kg:flaw \?flaw\b", _template(one))
    assert len(stated) + (one.flaw is not None) == (one.name not in WITHOUT_FLAW), "in the header or in what is constructed"
    known = lexicon.taxonomy().flaws
    assert one.flaw is None or one.flaw in known
    assert set(re.findall(r"\bflaw:([\w-]+)", _body(one))) <= set(known)


# ---- parameters


@each
def test_slots_are_parameters_and_are_used(one: Rule) -> None:
    slots = re.findall(r"VALUES \?(\w+) \{ UNDEF \}", one.text)
    assert tuple(sorted(set(slots))) == one.parameters
    assert set(slots) <= set(parameters())
    for name in slots:
        assert len(re.findall(rf"\?{name}\b", _body(one))) > slots.count(name), f"{name} is asked for and not used"


def test_every_parameter_is_used_and_explained() -> None:
    used = {name for one in RULES for name in one.parameters}
    assert used == set(parameters())
    for known in parameters().values():
        assert known.default > 0
        assert len(known.about) > 20
        assert known.about.endswith(".")
        assert known.source.endswith(".")


# ---- the queries


@each
def test_it_is_a_construct_of_findings_that_are_whole(one: Rule) -> None:
    with open_store() as store:
        bound = {name: ox.Literal("1") for name in one.parameters}
        assert isinstance(store.query(one.text, bound, Calls().functions), ox.QueryTriples)
    template = _template(one)
    assert Counter(part for part in PARTS if re.search(rf"{part} \?", template)) == Counter(PARTS)
    others = set(re.findall(r"\b[\w-]+:\w+", template)) - set(PARTS)
    assert others <= {"kg:flaw", "kg:alert"}
    assert len(re.findall(r"\[\]|(?:^|\.)\s*\?\w+ ", template.strip())) == 1, "one node for each finding"


@each
def test_terms_exist_and_prefixes_are_declared_and_used(one: Rule) -> None:
    declared = dict(re.findall(r"^PREFIX ([\w-]+): <([^>]+)>$", one.text, re.MULTILINE))
    assert list(declared) == sorted(declared)
    assert {prefix: {"graph": f"{v.BASE}graph/", **v.PREFIXES}.get(prefix) for prefix in declared} == declared
    body = re.sub(r"PREFIX [\w-]+:", "", _body(one))
    terms = set(re.findall(r"(?<![\w?])([a-z][\w-]*):([\w-]+)", body))
    assert {prefix for prefix, _ in terms} == set(declared)
    others = {"calc": set(registered()), "graph": set(lexicon.FILES), "flaw": set(lexicon.taxonomy().flaws)}
    for prefix, term in terms:
        assert term in (others.get(prefix) or NAMESPACES[prefix]), f"{prefix}:{term}"


@each
def test_functions_are_there_and_get_what_they_take(one: Rule) -> None:
    calls = list(_calls(_body(one)))
    assert calls, "a message is a sentence"
    for name, count in calls:
        found = registered()[name]
        try:
            signature(found).bind(*range(count))
        except TypeError as error:
            pytest.fail(f"calc:{name} with {count} arguments: {error}")


@each
def test_sentences_have_a_value_for_every_slot(one: Rule) -> None:
    text = re.sub(r"^#.*\n", "", one.text, flags=re.MULTILINE)
    kept: list[str] = []

    def marked(found: re.Match[str]) -> str:
        kept.append(found[0])
        return f"\x00{len(kept) - 1}\x00"

    bare = re.sub(r"\"(?:[^\"\\]|\\.)*\"", marked, text)
    for found in re.finditer(r"calc:sentence\(\x00(\d+)\x00", bare):
        count = next(n for name, n in _calls(bare[found.start() :]) if name == "sentence")
        assert kept[int(found[1])].count("{}") == count - 1, kept[int(found[1])]


def test_no_rule_reads_what_rules_derive() -> None:
    assert not any(re.search(r"kg:(?:DerivedFinding|derivedBy|status)\b|graph/rule", one.text) for one in RULES)


def test_the_reading_of_calls_counts_arguments() -> None:
    assert list(_calls('calc:a(?x, IF(?y, 1, 2), calc:b()) calc:c ("")')) == [("a", 3), ("b", 0), ("c", 1)]


# ---- the catalogue


def test_an_unknown_rule_is_told_with_the_nearest() -> None:
    assert rule("below-mcid").title == "A convincing effect smaller than a threshold of importance"
    with pytest.raises(NotFound) as error:
        rule("below-mcdi")
    assert "below-mcid" in error.value.hint
    with pytest.raises(NotFound) as error:
        rule("qqq")
    assert "kg check --list" in error.value.hint


def test_settings_are_the_defaults_and_what_is_given() -> None:
    assert settings() == {name: known.default for name, known in parameters().items()}
    assert settings({"percent_lost": "12.5"})["percent_lost"] == Decimal("12.5")
    assert settings({"percent_lost": "12.5"})["people_per_arm"] == settings()["people_per_arm"]


@pytest.mark.parametrize("value", ["", "-1", "many", "1e3", "1,5", "NaN", "1.", " 1", "9" * 10])
def test_a_value_that_is_no_number_is_told(value: str) -> None:
    with pytest.raises(UsageError) as error:
        settings({"percent_lost": value})
    assert "percent_lost" in error.value.message


def test_an_unknown_parameter_is_told_with_the_nearest() -> None:
    with pytest.raises(UsageError) as error:
        settings({"percent_lots": "1"})
    assert "percent_lost" in error.value.hint
