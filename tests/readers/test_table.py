"""Tables of judgements and effects: what rows become, what is reported, what is refused; real tables against a plain count."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.errors import InputError, Problem, lines
from kg.rdf import lexicon
from kg.rdf.read import bundles as back
from kg.rdf.write import quads
from kg.readers import find, layouts, places, table
from kg.readers.document import Document, open_document
from kg.readers.table_cells import negated
from kg.readers.table_study import slug
from kg.records import Bundle, Estimate, Record
from kg.taxonomy import Taxonomy

SHARED = Path(__file__).parents[3] / "shared" / "data"
ROB2 = "Study,D1,D2,D3,D4,D5,Overall\n"
LAYOUT = """
layout: 1
name: small
title: Small
columns: [study, ac]
paper: {label: study, year: year, doi: ref, reference: ref}
study: {country: {column: land, codes: {no: "NO"}, none: [eu]}, randomized: n}
arms:
  - {column: one, codes: {a: {label: walking, role: experimental}}, detail: more, mean: m1, sd: s1, n: n1, allocated: r1}
  - {column: two, codes: {a: walking, b: {label: usual care, role: usual-care}}, mean: m2, n: n2}
outcome: {label: [scale, by], better: lower, measured_by: {column: by, codes: {self: self-report, clinic: clinician}}}
estimate: {measure: MD, value: d, se: se, ci: [low, high], level: 95, p: p, weeks: {column: weeks, none: ["0"]}}
appraisal:
  assessor: {name: {column: who}, kind: person}
  source: {kind: table, title: "In {file}"}
  instrument: rob1
  codes: {"0": present, "1": absent}
  none: [x]
  judgements:
    - {column: ac, flaw: inadequate-allocation-concealment}
    - {column: ba, flaw: unblinded-assessors, target: outcome, none: [sr]}
  overall: {column: all, codes: {"2": low, "1": some, "0": high}}
"""


@pytest.fixture(scope="module")
def taxonomy() -> Taxonomy:
    return lexicon.taxonomy()


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "mine.yaml"
    path.write_text(LAYOUT, "utf-8")
    return path


def _document(text: str | bytes, name: str = "given.csv") -> Document:
    return Document(name, "", text.encode() if isinstance(text, str) else text)


def _read(text: str | bytes, taxonomy: Taxonomy, layout: str | Path | None = None) -> list[Bundle]:
    document = _document(text)
    return list(find(document, layout=layout).read(document, taxonomy))


def _told(said: list[Bundle]) -> list[str]:
    return [str(problem) for bundle in said for problem in bundle.problems]


def _refused(text: str | bytes, taxonomy: Taxonomy, layout: str | Path | None = None) -> list[str]:
    with pytest.raises(InputError) as error:
        _read(text, taxonomy, layout)
    return list(lines(error.value))


def _judged(record: Record) -> list[tuple[str, str, str]]:
    return [(f.flaw, f.presence, f.target) for a in record.appraisals for f in a.findings]


# ---- judgements


def test_a_rob_2_table(taxonomy: Taxonomy) -> None:
    rows = "Abe 2001,Low,High,Some concerns,No information,low ,High\n"
    (bundle,) = said = _read(ROB2 + rows, taxonomy)
    assert bundle.record.paper.key == "abe-2001"
    assert bundle.record.paper.name == "Abe 2001"
    (appraisal,) = bundle.record.appraisals
    assert (appraisal.assessor.name, appraisal.assessor.kind) == ("Assessors of given.csv", "organisation")
    assert (appraisal.instrument, appraisal.lists, appraisal.source.kind) == ("rob2", "judged", "table")
    assert [(f.flaw, f.presence, f.potential) for f in appraisal.findings] == [
        ("biased-randomization-process", "absent", None),
        ("deviations-from-intended-interventions", "present", None),
        ("attrition-and-missing-data", "unclear", "some"),
        ("outcome-measurement", "unclear", None),
        ("selective-outcome-reporting", "absent", None),
    ]
    assert [(o.risk, o.printed, o.target) for o in appraisal.overall] == [("high", "High", "report")]
    assert _told(said) == ["read with the layout robvis-rob2: RoB 2, a row a study"]


def test_a_value_off_the_code_book_is_reported_and_no_judgement(taxonomy: Taxonomy) -> None:
    said = _read(ROB2 + "Abe 2001,Low,Middling,=A1,,Not applicable,Grim\nCosta 2010,NA,NA,NA,NA,NA,NA\n", taxonomy)
    assert [_judged(bundle.record) for bundle in said] == [[("biased-randomization-process", "absent", "report")], []]
    assert said[0].record.appraisals[0].overall == ()
    assert said[1].record.appraisals == ()
    codes = "(Low, Some concerns, High, No information)"
    assert _told(said)[1:] == [
        f"row 2, D2: 'Middling' is not in the code book {codes}",
        f"row 2, D3: '=A1' is not in the code book {codes}",
        "row 2, Overall: 'Grim' is not in the code book (Low, Some concerns, High)",
        "D1: 1 cell is empty: no judgement is recorded",
        "D2: 1 cell is empty: no judgement is recorded",
        "D3: 1 cell is empty: no judgement is recorded",
        "D4: 2 cells are empty: no judgement is recorded",
        "D5: 1 cell says 'Not applicable': no judgement is recorded",
        "D5: 1 cell is empty: no judgement is recorded",
        "Overall: 1 cell is empty: no judgement is recorded",
    ]


def test_many_values_off_the_code_book_are_counted(taxonomy: Taxonomy) -> None:
    said = _read(ROB2 + "".join(f"S{i} 2001,bad,Low,Low,Low,Low,Low\n" for i in range(50)), taxonomy)
    told = [line for line in _told(said) if "D1" in line]
    assert len(told) == 21
    assert told[-1] == "D1: and 30 more cells of this column"


def test_the_same_study_twice_is_one_paper_and_agreeing_rows_one_judgement(taxonomy: Taxonomy) -> None:
    row = "Abe 2001,Low,Low,Low,Low,Low,Low\n"
    (bundle,) = said = _read(ROB2 + row + row, taxonomy)
    assert len(_judged(bundle.record)) == 5
    assert len(bundle.record.appraisals[0].overall) == 1
    assert len(_told(said)) == 1


def test_contradicting_rows_are_all_kept_and_reported(taxonomy: Taxonomy) -> None:
    text = "Abe 2001,Low,Low,Low,Low,Low,Low\nAbe 2001,High,Low,Low,Low,Low,High\n"
    (bundle,) = said = _read(ROB2 + text, taxonomy)
    assert [j[1] for j in _judged(bundle.record) if j[0] == "biased-randomization-process"] == ["absent", "present"]
    assert [o.risk for o in bundle.record.appraisals[0].overall] == ["low", "high"]
    words = "rows of one study contradict each other; all judgements are kept (Low in row 2, High in row 3)"
    assert _told(said)[1:] == [f"row 2, D1: {words}", f"row 2, Overall: {words}"]


HEAD = "study,year,land,n,one,more,two,m1,s1,n1,r1,m2,n2,scale,by,d,se,low,high,p,weeks,who,ac,ba,all,ref\n"


def _row(**cells: str) -> str:
    known = {
        "study": "Abe 2001", "year": "2001", "land": "no", "n": "40", "one": "a", "two": "b", "r1": "20", "scale": "mood",
        "by": "self", "d": "1.50", "who": "Jo", "ac": "1", "ba": "0", "all": "2",
    } | cells  # fmt: skip
    return ",".join(known.get(name, "") for name in HEAD.strip().split(",")) + "\n"


def test_a_difference_between_outcomes_is_kept_for_each(taxonomy: Taxonomy, mine: Path) -> None:
    text = HEAD + _row() + _row(scale="joy", ac="0", ba="1", all="1") + _row(scale="joy", ac="0", ba="sr", all="1")
    (bundle,) = said = _read(text, taxonomy, mine)
    assert _judged(bundle.record) == [
        ("inadequate-allocation-concealment", "absent", "outcome:mood-self"),
        ("inadequate-allocation-concealment", "present", "outcome:joy-self"),
        ("unblinded-assessors", "present", "outcome:mood-self"),
        ("unblinded-assessors", "absent", "outcome:joy-self"),
    ]
    (appraisal,) = bundle.record.appraisals
    assert [(o.risk, o.target) for o in appraisal.overall] == [("low", "outcome:mood-self"), ("some", "outcome:joy-self")]
    words = "outcomes of one study are judged differently; the judgement is kept for each of them"
    assert [line for line in _told(said) if words in line] == [
        f"row 2, ac: {words} (1 in row 2, 0 in row 3, 0 in row 4)",
        f"row 2, all: {words} (2 in row 2, 1 in row 3, 1 in row 4)",
    ]
    assert "ba: 1 cell says 'sr': no judgement is recorded" in _told(said)


def test_two_assessors_are_two_appraisals(taxonomy: Taxonomy, mine: Path) -> None:
    (bundle,) = _read(HEAD + _row() + _row(who="Kim", ac="0"), taxonomy, mine)
    assert [(a.assessor.name, a.findings[0].presence) for a in bundle.record.appraisals] == [("Jo", "absent"), ("Kim", "present")]
    assert bundle.record.appraisals[0].source.title == "In given.csv"


# ---- effects


def test_what_a_row_shows(taxonomy: Taxonomy, mine: Path) -> None:
    text = HEAD + _row(
        more="in groups", m1="10.0", s1="2.50", n1="19", m2="8.5", n2="18", d="1.50", se="0.40", low="0.7", high="2.3", p="<.001",
        weeks="8", ref='"Abe. Walks. J 2001. doi:10.5555/j.2001.7."',
    )  # fmt: skip
    (bundle,) = said = _read(text, taxonomy, mine)
    record = bundle.record
    assert record.paper.model_dump(exclude_none=True, exclude_defaults=True) == {
        "key": "abe-2001", "year": 2001, "doi": "10.5555/j.2001.7", "label": "Abe 2001",
    }  # fmt: skip
    assert record.notes == "Reference: Abe. Walks. J 2001. doi:10.5555/j.2001.7."
    assert record.study is not None
    assert (record.study.country, record.study.randomized) == (("NO",), 40)
    assert [(a.id, a.label, a.role, a.n) for a in record.study.arms] == [
        ("walking-in-groups", "walking: in groups", "experimental", 20),
        ("usual-care", "usual care", "usual-care", None),
    ]
    (outcome,) = record.outcomes
    assert (outcome.label, outcome.better, outcome.measured_by) == ("mood, self", "lower", "self-report")
    assert outcome.estimates == (
        Estimate(
            measure="MD", arms=("walking-in-groups", "usual-care"), value="1.50", se="0.40", ci=("0.7", "2.3"), level=95,
            p="<.001", weeks=8,
        ),
    )  # fmt: skip
    assert [(g.arm, g.n, g.mean, g.sd, g.weeks) for g in outcome.groups] == [
        ("walking-in-groups", 19, "10.0", "2.50", 8), ("usual-care", 18, "8.5", None, 8),
    ]  # fmt: skip
    assert [line for line in _told(said) if "cell" not in line] == []


def test_second_minus_first_is_turned_with_its_limits(taxonomy: Taxonomy, mine: Path) -> None:
    mine.write_text(LAYOUT.replace("value: d,", "value: d, sign: second-minus-first,"), "utf-8")
    rows = "".join(_row(scale=f"s{i}", d=d, low="-0.2", high="1.30") for i, d in enumerate(("0.50", "-0.50", "0.0", "-0", "+2")))
    (bundle,) = _read(HEAD + rows, taxonomy, mine)
    found = [o.estimates[0] for o in bundle.record.outcomes]
    assert [(e.value, e.printed) for e in found] == [
        ("-0.50", "0.50"), ("0.50", "-0.50"), ("0.0", None), ("0", "-0"), ("-2", "+2"),
    ]  # fmt: skip
    assert {e.ci for e in found} == {("-1.30", "0.2")}
    assert {e.arms for e in found} == {("walking", "usual-care")}


def test_a_side_that_is_not_named_and_one_name_on_both_sides(taxonomy: Taxonomy, mine: Path) -> None:
    (bundle,) = said = _read(HEAD + _row(one="") + _row(two="a") + _row(two="zzz", r1="21"), taxonomy, mine)
    assert bundle.record.study is not None
    assert [(a.id, a.role, a.n) for a in bundle.record.study.arms] == [
        ("first-arm", None, 20), ("usual-care", "usual-care", None), ("walking", "experimental", None), ("walking-2", None, None),
        ("zzz", None, None),
    ]  # fmt: skip
    assert _told(said)[:3] == [
        "row 2, one: the first arm is not named",
        "row 4, r1: the arm 'walking' has 21 people here and 20 above; none is kept",
        "row 4, two: 'zzz' is not in the code book (a, b)",
    ]


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ("many", "'many' is not a number with the decimal mark '.'"),
        ("1,234", "'1,234' is not a number with the decimal mark '.'"),
        ("=1+1", "'=1+1' is not a number with the decimal mark '.'"),
        ("nan", "'nan' is not a number with the decimal mark '.'"),
        ("1_0", "'1_0' is not a number with the decimal mark '.'"),
        ("٣", "'٣' is not a number with the decimal mark '.'"),
        ("1e400", "'1e400' has more than 40 digits"),
        ("1" * 41, f"'{'1' * 41}' has more than 40 digits"),
    ],
)
def test_what_is_no_number_is_no_effect(taxonomy: Taxonomy, mine: Path, cell: str, problem: str) -> None:
    (bundle,) = said = _read(HEAD + _row(d=f'"{cell}"'), taxonomy, mine)
    assert bundle.record.outcomes[0].estimates == ()
    assert f"row 2, d: {problem}" in _told(said)


def test_facts_that_the_records_refuse_are_left_out_and_told(taxonomy: Taxonomy, mine: Path) -> None:
    text = HEAD + _row(year="MMI", land="xx", n="3.5", se="-1", weeks="-3", p="0.x", n1="1.5", m1="1", ref="10.1000/a 10.1000/b")
    (bundle,) = said = _read(text, taxonomy, mine)
    assert bundle.record.paper.year is None
    assert bundle.record.paper.doi is None
    assert bundle.record.outcomes[0].estimates[0].model_dump(exclude_none=True) == {
        "measure": "MD", "arms": ("walking", "usual-care"), "value": "1.50",
    }  # fmt: skip
    told = _told(said)
    assert "row 2, year: a whole number is needed here, not 'MMI'" in told
    assert "row 2, land: 'xx' is not in the code book (no)" in told
    assert "row 2, n: 3.5 is not a number of people" in told
    assert "row 2, se: a standard error cannot be negative: -1" in told
    assert "row 2, n1: 1.5 is not a number of people" in told
    assert "row 2, ref: 2 DOIs stand here; none is taken" in told
    assert any(line.startswith("row 2, p: '0.x' is not a p value") for line in told)
    assert any(line.startswith("row 2, weeks: ") for line in told)


def test_rows_of_a_study_that_differ_on_a_fact_keep_the_first(taxonomy: Taxonomy, mine: Path) -> None:
    (bundle,) = said = _read(HEAD + _row() + _row(year="2002", scale="joy"), taxonomy, mine)
    assert bundle.record.paper.year == 2001
    assert "row 3, year: this differs from row 2 of the same study, which is kept" in _told(said)


def test_rows_without_a_study_are_left_out_and_told(taxonomy: Taxonomy, mine: Path) -> None:
    said = _read(HEAD + _row() + _row(study="") + _row(study="???") + _row(study='"abe, 2001"'), taxonomy, mine)
    assert [bundle.record.paper.key for bundle in said] == ["abe-2001"]
    assert _told(said)[:3] == [
        "row 3, study: the row is left out: no study is named",
        "row 4, study: the row is left out: '???' names no study",
        "row 5, study: 'abe, 2001' and 'Abe 2001' have the same key, abe-2001: they are taken for one study",
    ]
    assert _refused(HEAD + _row(study=""), taxonomy, mine) == [
        "given.csv: row 2, study: the row is left out: no study is named",
        "No row names its study.",
    ]


def test_a_decimal_comma_is_found_out(taxonomy: Taxonomy, mine: Path) -> None:
    text = (HEAD + _row(d="1.5", se="0.25", m1="17.5")).replace(",", ";").replace(".", ",")
    (bundle,) = _read(text, taxonomy, mine)
    (estimate,) = bundle.record.outcomes[0].estimates
    assert (estimate.value, estimate.printed, estimate.se) == ("1.5", "1,5", "0.25")
    assert bundle.record.outcomes[0].groups[0].mean == "17.5"


def test_two_decimal_marks_are_refused(taxonomy: Taxonomy, mine: Path) -> None:
    text = (HEAD + _row(d="1.5")).replace(",", ";") + _row(d="0COMMA5").replace(",", ";").replace("COMMA", ",")
    first, second, hint = _refused(text, taxonomy, mine)
    assert first == "given.csv: row 2, d: here the decimal mark is '.'"
    assert second == "given.csv: row 3, d: here the decimal mark is ','"
    assert "decimal" in hint


@given(
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-1000, max_value=1000, places=15), st.booleans(), st.booleans()
)
@example(Decimal("-0.231455024943138"), True, True)
@settings(max_examples=60, deadline=None)
def test_numbers_keep_every_digit(value: Decimal, comma: bool, turned: bool) -> None:
    text = format(value, "f")
    layout = LAYOUT.replace("value: d,", "value: d, sign: second-minus-first,") if turned else LAYOUT
    document = _document((HEAD + _row(d=text)).replace(",", ";").replace(".", ",") if comma else HEAD + _row(d=text))
    found, lines_of = places.load("x", layout)
    reader = table.WithLayout(layouts.LayoutFile(layouts.Layout.model_validate(found), "x", "0" * 64, lines_of))
    (bundle,) = reader.read(document, lexicon.taxonomy())
    (estimate,) = bundle.record.outcomes[0].estimates
    assert estimate.value is not None
    assert Decimal(estimate.value) == (-value if turned else value)
    assert estimate.value.partition(".")[2] == text.partition(".")[2]
    assert (estimate.printed or estimate.value) == (text.replace(".", ",") if comma else text)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-10, max_value=10, places=3))
def test_turning_twice_changes_nothing_but_the_sign_of_zero(value: Decimal) -> None:
    text = format(value, "f")
    assert negated(negated(text)) == (text if value else text.removeprefix("-"))


@pytest.mark.parametrize(
    ("text", "key"),
    [("Lök, 2019", "lok-2019"), ("Müller & Strauß 2001", "muller-strauss-2001"), ("Øst 2004", "ost-2004"),
     ("O'Neill, 1999b", "o-neill-1999b"), ("李 2001", "2001"), ("???", "")],
)  # fmt: skip
def test_keys_from_labels(text: str, key: str) -> None:
    assert slug(text) == key


def test_records_come_back_from_their_statements(taxonomy: Taxonomy, mine: Path) -> None:
    text = HEAD + _row(se="0.40", m1="1.5") + _row(study="Costa 2010", all="0", ba="1")
    said = _read(text, taxonomy, mine)
    found = list(back(quad for bundle in said for quad in quads(bundle)))
    assert [bundle.record for bundle in found] == [bundle.record for bundle in said]


# ---- which layout


def test_headings_are_known_in_any_order_case_and_punctuation(taxonomy: Taxonomy) -> None:
    text = (
        "more;STUDY;allocation concealment;Random_sequence_generation;Blinding of outcome assessment;"
        "blinding of participants and personnel;Selective reporting;Incomplete outcome data\n"
        "x;Abe 2001;High;Low;Low;Low;Low;Low\n"
    )
    (bundle,) = said = _read(b"\xef\xbb\xbf" + text.encode(), taxonomy)
    assert ("inadequate-allocation-concealment", "present", "report") in _judged(bundle.record)
    assert _told(said)[1:] == [
        "row 1: the layout knows a column Other.sources.of.bias, which this table lacks",
        "row 1: the layout knows a column Overall, which this table lacks",
    ]


SEVEN = "Study,D1,D2,D3,D4,D5,D6,D7,Overall\nAbe 2001,Low,Low,Low,Low,Low,Low,{word},{word}\n"


def test_the_codes_tell_layouts_with_the_same_columns_apart(taxonomy: Taxonomy) -> None:
    for word, name in (("Serious", "robvis-robins-i"), ("Very high", "robvis-robins-e")):
        assert _told(_read(SEVEN.format(word=word), taxonomy))[0].startswith(f"read with the layout {name}:")


@pytest.mark.parametrize("word", ["Low", "No information", "nonsense"])
def test_where_they_do_not_the_layouts_are_named(taxonomy: Taxonomy, word: str) -> None:
    problem, hint = _refused(SEVEN.format(word=word), taxonomy)
    assert problem == (
        "given.csv: row 1: the columns fit 2 layouts, robvis-robins-e and robvis-robins-i, "
        "and the codes do not tell which is meant"
    )
    assert hint == "Say which with --layout, such as --layout robvis-robins-e."
    assert len(_read(SEVEN.format(word=word), taxonomy, "robvis-robins-i")) == 1


def test_a_table_that_no_layout_knows_names_its_columns(taxonomy: Taxonomy) -> None:
    problem, hint = _refused("trial,colour\nAbe,red\n", taxonomy)
    assert problem == "given.csv: row 1: no layout knows a table with the columns trial, colour"
    assert hint == "Write a layout for this table and give it with --layout; how: docs/tables.md"


def test_a_layout_that_does_not_fit_names_what_is_missing(taxonomy: Taxonomy, mine: Path) -> None:
    problem, _ = _refused("study,colour\nAbe,red\n", taxonomy, mine)
    assert problem == "given.csv: row 1: the layout small needs the columns ac; there are study, colour"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("citing_key,cited_key,pmid,doi,first_author,year,title,journal\nabe-2001,,,,Abe,,,\n", "references"),
        ("RetractionNature,OriginalPaperDOI\nRetraction,10.1000/a\n", "retractions"),
        ("Study,D1,D2,D3,D4,D5\nAbe,Low,Low,Low,Low,Low\n", "table"),
        ("format: 1\npaper: {key: abe-2001}\n", "appraisal"),
    ],
)
def test_other_formats_are_left_to_their_readers(text: str, name: str) -> None:
    assert name == find(_document(text)).NAME


@pytest.mark.parametrize("text", ["<html>, Study, D1</html>\n", "One sentence, with a comma.\n", "a;b\n1;2\n", "\n"])
def test_what_is_no_table_is_not_taken_for_one(text: str) -> None:
    assert not table.sniff(_document(text, "given.txt"))


# ---- what is refused


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        (ROB2 + "Abe,Low,Low,Low,Low,Low\n", ["row 2: there are 6 cells under 7 columns"]),
        (ROB2 + "\nAbe,Low,Low,Low,Low,Low,Low,\nB,Low\n",
         ["row 3: there are 8 cells under 7 columns", "row 4: there are 2 cells under 7 columns"]),
        (ROB2.replace("Overall", "D1") + "Abe,Low,Low,Low,Low,Low,Low\n",
         ["row 1: 2 columns are called 'D1': which one is meant cannot be told"]),
        (ROB2, ["row 2: there is no row under the header"]),
        (ROB2 + "\n,,,,,,\n", ["row 2: there is no row under the header"]),
        (ROB2 + f"Abe,{'x' * 20_001},Low,Low,Low,Low,Low\n",
         ["row 2, D1: a cell of 20,001 characters; at most 20,000 are read"]),
        (ROB2 + f"Abe,{'x' * 140_000},Low,Low,Low,Low,Low\n",
         ["row 2, line 2: from here on this is not a table: field larger than field limit (131072)"]),
        (ROB2 + 'Abe,"Low,Low,Low,Low,Low,Low\nB,Low\n',
         ["row 2, line 2: from here on this is not a table: unexpected end of data"]),
        (ROB2 + 'Abe,"Low"x,Low,Low,Low,Low,Low\n', ["row 2, line 2: from here on this is not a table: ',' expected after '\"'"]),
        (ROB2.replace("Overall", ",".join(["Overall", *(f"c{i}" for i in range(2_000))])) + "Abe\n",
         ["row 1: 2,007 columns are too many; at most 2,000 are read"]),
    ],
    ids=["short", "long", "twice", "no-rows", "blank", "long-cell", "very-long-cell", "open-quote", "quote-inside", "columns"],
)  # fmt: skip
def test_a_broken_table_is_refused_with_the_place(taxonomy: Taxonomy, text: str, problems: list[str]) -> None:
    assert _refused(text, taxonomy)[: len(problems)] == [f"given.csv: {problem}" for problem in problems]


def test_too_many_rows_are_refused(taxonomy: Taxonomy) -> None:
    row = "A,Low,Low,Low,Low,Low,Low\n"
    assert _refused(ROB2 + row * 100_000, taxonomy)[0] == "given.csv: row 100001: more than 100,000 rows are not read"


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b"Study,D1\nAbe\x00,Low\n")
    with pytest.raises(InputError, match="cannot be read"):
        open_document(path)


def test_another_encoding_is_read_and_noted(taxonomy: Taxonomy) -> None:
    (bundle,) = said = _read((ROB2 + "Müller 2001,Low,Low,Low,Low,Low,Low\n").encode("cp1252"), taxonomy)
    assert bundle.record.paper.key == "muller-2001"
    assert _told(said)[1] == "line 2: this is not UTF-8 text; the table is read as Windows-1252"


def test_row_names_without_a_heading_are_passed_over(taxonomy: Taxonomy) -> None:
    (bundle,) = _read(ROB2 + "1,Abe 2001,Low,Low,Low,Low,Low,Low\n", taxonomy)
    assert bundle.record.paper.key == "abe-2001"


@cache
def _taxonomy() -> Taxonomy:
    return lexicon.taxonomy()


def _faults_of(text: str) -> tuple[Problem, ...]:
    """Why the text is refused; nothing where it is read, which has to give a study."""
    try:
        said = _read(text, _taxonomy())
    except InputError as error:
        return error.problems or (Problem("", ""),)
    return () if said else (Problem("", "read, and no study found"),)


@given(st.text(alphabet=st.sampled_from('SD1,";\n\t|Low \u00e9='), max_size=120))
@settings(max_examples=150, deadline=None)
def test_whatever_stands_there_is_read_or_refused(text: str) -> None:
    for begin in ("", ROB2):
        assert all(
            problem.message and problem.message != "read, and no study found" for problem in _faults_of(f"{begin}{text}\n")
        )


# ---- real tables

real = pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of other people's tables is not here")


def _plain(name: str, separator: str = ",") -> list[dict[str, str]]:
    with (SHARED / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=separator))


def _real(name: str, taxonomy: Taxonomy) -> list[Bundle]:
    document = open_document(SHARED / name)
    return list(find(document).read(document, taxonomy))


def _papers(said: list[Bundle], flaw: str) -> Iterator[tuple[str, str]]:
    for bundle in said:
        yield from {(bundle.record.paper.key, f.presence) for a in bundle.record.appraisals for f in a.findings if f.flaw == flaw}


ITEMS = {
    "sg": "inadequate-randomization", "ac": "inadequate-allocation-concealment", "ba": "unblinded-assessors",
    "itt": "no-intention-to-treat",
}  # fmt: skip


@real
def test_metapsy_depression_against_a_plain_count(taxonomy: Taxonomy) -> None:
    rows = _plain("metapsy/depression.csv", ";")
    said = _real("metapsy/depression.csv", taxonomy)
    assert len(said) == len({row["study"] for row in rows}) == 480
    found = [(b, o, e) for b in said for o in b.record.outcomes for e in o.estimates]
    assert len(found) == len(rows) == 900
    for column, flaw in ITEMS.items():
        judged: dict[str, set[str]] = defaultdict(set)
        for row in rows:
            if row[column] in ("0", "1"):
                judged[row["study"]].add(row[column])
        papers: dict[str, set[str]] = defaultdict(set)
        for key, presence in _papers(said, flaw):
            papers[key].add(presence)
        assert len(papers) == len(judged), column
        assert sum("present" in p for p in papers.values()) == sum("0" in j for j in judged.values()), column
        assert sum(p == {"absent"} for p in papers.values()) == sum(j == {"1"} for j in judged.values()), column
    off = [problem for problem in said[0].problems if problem.where.endswith(", ba")]
    wrong = [f"row {number}, ba" for number, row in enumerate(rows, 2) if row["ba"] not in ("0", "1", "sr")]
    assert [problem.where for problem in off] == wrong == ["row 894, ba", "row 895, ba", "row 896, ba"]
    self_report = sum(row["ba"] == "sr" for row in rows)
    assert f"ba: {self_report} cells say 'sr': no judgement is recorded" in map(str, said[0].problems)


@real
@pytest.mark.parametrize(("name", "turned"), [("depression", True), ("panic", False)])
def test_metapsy_effects_are_exact_and_point_the_same_way(taxonomy: Taxonomy, name: str, turned: bool) -> None:
    """Every g and its error are the cell's digits, and first minus second has the sign of the means' difference."""
    rows = [row for row in _plain(f"metapsy/{name}.csv", ";") if row[".g"] != "NA"]
    said = _real(f"metapsy/{name}.csv", taxonomy)
    found = Counter(
        (b.record.paper.label, Decimal(e.value or "x"), Decimal(e.se or "x"))
        for b in said
        for o in b.record.outcomes
        for e in o.estimates
    )
    sign = -1 if turned else 1
    expected = Counter(
        (row["study"], sign * Decimal(row[".g"].replace(",", ".")), Decimal(row[".g_se"].replace(",", "."))) for row in rows
    )
    assert found == expected
    for bundle in said:
        assert all(e.ci is None for o in bundle.record.outcomes for e in o.estimates)
    means = [(row["mean_arm1"], row["mean_arm2"], row[".g"]) for row in rows if "NA" not in (row["mean_arm1"], row["mean_arm2"])]
    numbers = [tuple(Decimal(cell.replace(",", ".")) for cell in cells) for cells in means]
    agree = sum((first - second) * g * sign > 0 for first, second, g in numbers)
    differ = sum((first - second) * g * sign < 0 for first, second, g in numbers)
    assert (agree, differ) == ((813, 2) if turned else (78, 0))


@real
def test_metapsy_arms_overall_and_weeks_against_a_plain_count(taxonomy: Taxonomy) -> None:
    rows = _plain("metapsy/depression.csv", ";")
    said = _real("metapsy/depression.csv", taxonomy)
    roles = Counter()
    risks: set[tuple[str, str, str]] = set()
    weeks = Counter()
    for bundle in said:
        assert bundle.record.study is not None
        role = {arm.id: arm.role for arm in bundle.record.study.arms}
        labels = {f"outcome:{o.id}": o.scale for o in bundle.record.outcomes}
        for outcome in bundle.record.outcomes:
            for estimate in outcome.estimates:
                assert estimate.arms is not None
                roles[role[estimate.arms[0]], role[estimate.arms[1]]] += 1
                weeks[estimate.weeks] += 1
        for appraisal in bundle.record.appraisals:
            risks |= {(str(bundle.record.paper.label), labels[o.target] or "", o.risk) for o in appraisal.overall}
    comparators = Counter(row["condition_arm2"] for row in rows)
    assert roles == {
        ("experimental", "waiting-list"): comparators["wl"],
        ("experimental", "usual-care"): comparators["cau"],
        ("experimental", None): comparators["other ctr"],
    }
    low = {(row["study"], row["instrument"]) for row in rows if row["rob"] == "4"}
    assert {(study, scale) for study, scale, risk in risks if risk == "low"} == low
    assert weeks[None] == sum(row["time_weeks"] in ("NA", "0") for row in rows)
    assert 0.0 not in weeks


@real
def test_metapsy_panic_against_a_plain_count(taxonomy: Taxonomy) -> None:
    rows = _plain("metapsy/panic.csv", ";")
    said = _real("metapsy/panic.csv", taxonomy)
    assert len(said) == len({row["study"] for row in rows}) == 71
    overall = Counter(o.risk for b in said for a in b.record.appraisals for o in a.overall)
    risk = {row["study"]: {"some concerns": "some"}.get(row["rob"], row["rob"]) for row in rows}
    assert overall == Counter(risk.values())
    assert dict(Counter(p for _, p in _papers(said, "no-intention-to-treat"))) == Counter(
        {"yes": "absent", "no": "present"}[itt] for itt in {row["study"]: row["itt"] for row in rows}.values()
    )


PRESENCE = {
    "Low": "absent", "High": "present", "Serious": "present", "Critical": "present", "Very high": "present", "Unclear": "unclear",
    "No information": "unclear",
}  # fmt: skip


@real
@pytest.mark.parametrize(
    ("name", "layout", "moderate"),
    [
        ("data_rob1", "robvis-rob1", ""), ("data_rob2", "robvis-rob2", "unclear"),
        ("data_rob2_cluster", "robvis-rob2-cluster", "unclear"),
        ("data_robins_i", "robvis-robins-i", "likely-present"), ("data_robins_e", "robvis-robins-e", "unclear"),
        ("data_quadas", "robvis-quadas2", "unclear"), ("data_quips", "robvis-quips", "likely-present"),
    ],
)  # fmt: skip
def test_robvis_tables_against_a_plain_count(taxonomy: Taxonomy, name: str, layout: str, moderate: str) -> None:
    rows = _plain(f"robtables/{name}.csv")
    said = _real(f"robtables/{name}.csv", taxonomy)
    assert [b.record.paper.label for b in said] == [row["Study"] for row in rows]
    assert str(said[0].problems[0]).startswith(f"read with the layout {layout}:")
    assert all("code book" not in str(problem) for problem in said[0].problems)
    words = PRESENCE | {"Moderate": moderate, "Some concerns": moderate}
    for bundle, row in zip(said, rows, strict=True):
        cells = [cell for column, cell in row.items() if column not in ("Study", "Overall") and cell != "Not applicable"]
        (appraisal,) = bundle.record.appraisals
        assert [finding.presence for finding in appraisal.findings] == [words[cell] for cell in cells]
        assert [o.printed for o in appraisal.overall] == [row["Overall"]]


@real
def test_the_table_with_directions_against_a_plain_count(taxonomy: Taxonomy) -> None:
    rows = _plain("robtables/bias_direction.csv")
    said = _real("robtables/bias_direction.csv", taxonomy)
    domains = {"NRSI": range(1, 8), "RCT": range(1, 6)}
    expected = Counter(row[f"d{i}d"] for row in rows for i in domains.get(row["type"], ()) if row[f"d{i}j"] not in ("Low", "NA"))
    found = Counter(f.direction for b in said for a in b.record.appraisals for f in a.findings if f.presence != "absent")
    assert found["favours-comparator"] == expected["Favours comparator"]
    assert found["favours-experimental"] == expected["Favours experimental"]
    assert found["unpredictable"] == expected["Unpredictable"]
    assert min(found.values()) > 0
    assert found[None] == expected["Away from null"] + expected["Towards null"] + expected["None"]
    others = Counter(row["type"] for row in rows if row["type"] not in domains)
    told = [str(problem) for problem in said[0].problems]
    assert [f"type: {n} rows say '{kind}', of which this layout reads no judgement" for kind, n in others.items()] == told[1:]
