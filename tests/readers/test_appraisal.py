"""Appraisal files: what is refused, with every problem and its line; what is recorded as printed; and what is never executed.

`appraisal/<case>/given.yaml` is read and `problems.txt` says whether it is read or refused, and every problem in order.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kg.errors import InputError
from kg.readers import appraisal, find, places
from kg.readers.document import Document
from kg.records import Paper, Record, Reference
from kg.taxonomy import Taxonomy

CASES = sorted(path for path in Path(__file__).with_name("appraisal").iterdir() if path.is_dir())
TAXONOMY = Taxonomy(
    flaws={"no-control-group": "No control group", "low-power": "Low power"},
    instruments={"odi": "Oswestry Disability Index", "bdi-ii": "Beck Depression Inventory II"},
)


def _document(data: bytes | str) -> Document:
    return Document("given.yaml", "", data.encode() if isinstance(data, str) else data)


def _record(text: str) -> Record:
    (bundle,) = appraisal.read(_document(text), TAXONOMY)
    return bundle.record


def _refused(text: str | bytes) -> list[str]:
    with pytest.raises(InputError) as error:
        list(appraisal.read(_document(text), TAXONOMY))
    return [str(problem) for problem in error.value.problems]


# ---- cases


def test_there_are_cases() -> None:
    assert len(CASES) >= 24


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case(case: Path) -> None:
    document = _document((case / "given.yaml").read_bytes())
    verdict, *problems = (case / "problems.txt").read_text("utf-8").splitlines()
    if verdict == "refused":
        assert _refused(document.data) == problems
    else:
        (bundle,) = appraisal.read(document, TAXONOMY)
        assert [str(problem) for problem in bundle.problems] == problems


def test_a_reference_list_stands_beside_the_record() -> None:
    given = Path(__file__).with_name("appraisal") / "references" / "given.yaml"
    (bundle,) = appraisal.read(_document(given.read_bytes()), TAXONOMY)
    assert bundle.record == Record(paper=Paper(key="rossi-2019"))
    assert bundle.references == (
        Reference(key="abe-2001", intent="usesDataFrom"),
        Reference(title="Cold feet", first_author="Mora", year=1998, journal="Feet", intent="critiques"),
        Reference(doi="10.5555/feet.7"),
    )


# ---- text stays text


def test_numbers_keep_the_text_they_were_written_as() -> None:
    case = Path(__file__).with_name("appraisal") / "oddities" / "given.yaml"
    record = _record(case.read_text("utf-8"))
    first, second, third = record.outcomes[0].estimates
    assert (first.value, first.ci, first.p) == ("4.70", ("5.0", "6.1"), "1.2")
    assert (second.value, second.ci) == ("\u22121\u00b75", ("-0.5", "-2.5"))
    assert (third.value, third.p) == ("1.0", "0.05")


def test_yaml_words_are_not_taken_for_other_things() -> None:
    record = _record(
        """
format: 1
paper:
  key: 2019-06
  title: 1e3
  journal: 0x1F
  authors: [NO, yes, 08:30, 1_000, .inf]
  pmid: 33369625
study:
  country: NO
  registration: 2019-01-01
  blinding: {participants: no, assessors: yes}
appraisals:
- assessor: {name: on, kind: person}
  source: {kind: letter, date: 2020-03-01}
- assessor: {name: "null", kind: person}
  source: {kind: letter, date: 2020}
"""
    )
    assert record.paper.key == "2019-06"
    assert (record.paper.title, record.paper.journal, record.paper.pmid) == ("1e3", "0x1F", "33369625")
    assert record.paper.authors == ("NO", "yes", "08:30", "1_000", ".inf")
    assert record.study is not None
    assert record.study.country == ("NO",)
    assert record.study.registration == "2019-01-01"
    assert record.study.blinding is not None
    assert (record.study.blinding.participants, record.study.blinding.assessors) == ("no", "yes")
    assert [a.assessor.name for a in record.appraisals] == ["on", "null"]
    assert [a.source.date for a in record.appraisals] == ["2020-03-01", "2020"]


def test_nothing_and_truth_have_their_plain_words_only() -> None:
    outcomes = "".join(
        f"- {{id: o-{i}, label: x, primary: {word}}}\n" for i, word in enumerate(["true", "false", "null", "~", ""])
    )
    record = _record(f"paper: {{key: a}}\noutcomes:\n{outcomes}")
    assert [outcome.primary for outcome in record.outcomes] == [True, False, None, None, None]


def test_the_source_is_the_file() -> None:
    text = "\ufeff# a remark\r\nformat: 1\r\npaper: {key: rossi-2019}\r\n"
    document = _document(text)
    (bundle,) = appraisal.read(document, TAXONOMY)
    assert (bundle.source.format, bundle.source.sha256) == ("appraisal", document.sha256)
    assert find(document) is appraisal
    assert bundle.references == bundle.problems == ()


# ---- sniffing


@pytest.mark.parametrize(
    "start",
    ["format: 1", "paper:", "---\npaper:", "# a\n\n  \n# b\n--- # c\nformat : 1", "\ufeffformat: 1", "\r\n\t\r\nformat: 1"],
)
def test_sniff_knows_the_first_key(start: str) -> None:
    assert appraisal.sniff(_document(start))


@pytest.mark.parametrize(
    "start", ["", "papers:", "title: x\nformat: 1", "format", "{format: 1}", " format: 1", "citing_key,cited_key,pmid"]
)
def test_sniff_leaves_other_files_alone(start: str) -> None:
    assert not appraisal.sniff(_document(start))


def test_sniff_knows_a_file_whose_keys_were_sorted() -> None:
    assert appraisal.sniff(_document("appraisals: []\ncited_by: []\nformat: 1\npaper: {key: a-2001}\n"))
    assert not appraisal.sniff(_document("notes: a diary\nentries: []\n"))


@pytest.mark.parametrize(
    "data", [b"\n" * 4096, b" \n" * 3000 + b"x", b"\r\n" * 3000 + b"x", b"#\n" * 3000 + b"x", b"---" * 2000, b" " * 5000]
)
def test_sniff_takes_no_time_over_empty_lines(data: bytes) -> None:
    assert not appraisal.sniff(_document(data))  # with backtracking it would not end


# ---- what attacks do


DEEP = 3_000


@pytest.mark.parametrize("loader", ["CSafeLoader", "SafeLoader"])
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[" * DEEP + "]" * DEEP, "nested more than 30 deep"),
        ("[" * DEEP, "nested more than 30 deep"),
        ("{a: " * DEEP + "x" + "}" * DEEP, "nested more than 30 deep"),
        ("{" * DEEP + "}" * DEEP, "a key has to be a word"),
        ("{a: [" * DEEP, "nested more than 30 deep"),
        ("- " * DEEP + "x", "nested more than 30 deep"),
        ("\n".join(" " * i + "a:" for i in range(300)), "nested more than 30 deep"),
        ("? " * DEEP + "x", "a key has to be a word"),
    ],
    ids=["lists", "open-lists", "mappings", "mappings-as-keys", "both", "dashes", "indented", "questions"],
)
def test_depth_is_bounded(text: str, said: str, loader: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With libyaml and without: recursion ends at the bound, long before Python's own."""
    if loader == "SafeLoader":
        monkeypatch.delattr(places.yaml, "CSafeLoader", raising=False)
    (problem,) = _refused(text)
    assert said in problem


def test_the_greatest_depth_allowed_is_read() -> None:
    depth = places.MAX_DEPTH
    value, known = places.load("a.yaml", "[" * depth + "]" * depth)
    for _ in range(depth - 1):
        assert isinstance(value, list)
        (value,) = value
    assert value == []
    assert len(known) == depth
    with pytest.raises(InputError):
        places.load("a.yaml", "[" * (depth + 2) + "]" * (depth + 2))


def test_the_number_of_values_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "MAX_VALUES", 1_000)
    (problem,) = _refused("format: 1\npaper:\n  authors: [" + "x, " * 2_000 + "]")
    assert problem.startswith("line 3, column")
    assert "more than 1000 values" in problem


def test_size_is_bounded_before_anything_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    def parse(*_: object, **__: object) -> None:
        raise AssertionError("parsed")

    monkeypatch.setattr(places.yaml, "parse", parse)
    assert _refused(b"format: 1\n# " + b"x" * appraisal.MAX_BYTES) == ["8 MB are too much for the appraisal of one paper"]


def test_tags_build_nothing(tmp_path: Path) -> None:
    target = tmp_path / "touched"
    for tag in (
        "!!python/object/apply:os.system",
        "!!python/object/new:os.system",
        "!<tag:yaml.org,2002:python/object/apply:os.system>",
    ):
        for text in (
            f"format: 1\nnotes: {tag} ['touch {target}']",
            f"{tag} ['touch {target}']",
            f"format: 1\n? {tag} ['touch {target}']\n: x",
        ):
            assert _refused(text)
    assert not target.exists()


def test_lines_are_right_after_long_texts_and_every_problem_is_told() -> None:
    text = (
        "format: 1\npaper:\n  key: Rossi\n  title: |\n    one\n\n    two\n  year: soon\n"
        "  authors: >\n    folded\n    text\n  pmid: 'x\n    y'\n  bad: 1\n"
    )
    assert [problem.partition(":")[0] for problem in _refused(text)] == [
        "line 3, paper.key", "line 8, paper.year", "line 9, paper.authors", "line 12, paper.pmid", "line 14, paper.bad",
    ]  # fmt: skip


def test_as_many_problems_as_there_are() -> None:
    arms = "".join(f"  - {{id: a-{i}, n: many}}\n" for i in range(200))
    problems = _refused(f"paper: {{key: a}}\nstudy:\n  arms:\n{arms}")
    assert len(problems) == 400
    assert problems[-1].startswith("line 203, study.arms[199].")


# ---- anything at all


_SNIPPETS = st.sampled_from(
    ["format: 1\n", "paper:\n  key: a\n", "paper: {key: a}\n", "outcomes:\n- id: a\n  label: b\n", "study:\n  country: ", "- ",
     "  ", "[", "]", "{", "}", ": ", "? ", "&a ", "*a ", "!x ", "!!str ", "| \n", "> \n", "'", '"', "\t", "\n", "---\n", "...\n",
     "#", "%YAML 1.2\n", "%TAG ! x\n", "<<: ", "\\ud800", '"\\uD800"', '"\\0"', "\u2028", "\ufeff"]
)  # fmt: skip


def _reads_or_refuses(read: Callable[[], object]) -> None:
    try:
        read()
    except InputError as error:
        told = [problem.message for problem in error.problems]
        if not told or not all(told):
            raise AssertionError("an InputError that says nothing") from error


@given(st.lists(_SNIPPETS | st.text(max_size=5), max_size=25).map("".join))
@example('format: 1\npaper: {key: a}\nnotes: "\\uD800"\n')
@example('paper: {key: a}\nnotes: "\\0"\n')
@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
def test_no_text_raises_anything_else(text: str) -> None:
    document = _document(text.encode("utf-8", "surrogatepass"))
    assert appraisal.sniff(document) in (True, False)
    _reads_or_refuses(lambda: list(appraisal.read(document, TAXONOMY)))


@given(st.binary(max_size=60) | st.binary(max_size=30).map(b"format: 1\npaper: {key: a}\nnotes: ".__add__))
@settings(deadline=None, max_examples=300)
def test_no_bytes_raise_anything_else(data: bytes) -> None:
    document = _document(data)
    assert appraisal.sniff(document) in (True, False)
    _reads_or_refuses(lambda: list(appraisal.read(document, TAXONOMY)))


_KEYS = st.sampled_from(
    ["format", "paper", "key", "study", "arms", "id", "label", "outcomes", "estimates", "ci", "p", "value"]
) | (
    st.sampled_from(
        ["groups", "appraisals", "assessor", "source", "findings", "passage", "exact", "start", "end", "country", "range"]
    )
)
_WORDS = st.sampled_from(["rossi-2019", "MD", "present", "1.2", "<.001"])
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6) | _WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=5),
    max_leaves=15,
)


@given(_VALUES)
@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
def test_no_shape_of_data_raises_anything_else(value: object) -> None:
    text = places.yaml.safe_dump({"format": 1, "paper": {"key": "a"}, "outcomes": value, "study": value})
    _reads_or_refuses(lambda: list(appraisal.read(_document(text), TAXONOMY)))


def test_problems_of_both_kinds_come_in_one_message() -> None:
    """A misspelt flaw is named beside a wrong number, in the order of the file."""
    text = (
        "format: 1\npaper: {key: a-2001, year: soon}\nstudy: {arms: [{id: x, label: x}]}\n"
        "outcomes:\n- id: pain\n  label: pain\n  estimates:\n  - {arms: [x, control], value: much}\n"
        "appraisals:\n- assessor: {name: Jo, kind: person}\n  source: {kind: letter}\n"
        "  findings:\n  - {flaw: low-pover, presence: present, target: 'outcome:pian'}\n"
    )
    with pytest.raises(InputError) as caught:
        list(appraisal.read(_document(text), TAXONOMY))
    said = "\n".join(map(str, caught.value.problems))
    assert [line.split(",")[0] for line in said.splitlines()] == ["line 2", "line 8", "line 8", "line 13", "line 13"]
    assert "low-power" in said
    assert "Did you mean pain?" in said


@pytest.mark.parametrize(
    ("study", "estimate", "expected"),
    [
        ("{screened: 12, randomized: 120}", "{measure: MD, value: '1'}", "more randomized (120) than screened (12)"),
        ("{randomized: 20, analysed: 1180}", "{measure: MD, value: '1'}", "more analysed (1180) than randomized (20)"),
        ("{}", "{measure: OR, value: '-0.8'}", "a ratio (OR) cannot be negative: -0.8"),
        ("{}", "{measure: MD, ci: ['1', '2'], level: '0.95'}", "the level is in percent: 0.95"),
    ],
)
def test_what_cannot_be_is_pointed_out(study: str, estimate: str, expected: str) -> None:
    text = f"format: 1\npaper: {{key: a-2001}}\nstudy: {study}\noutcomes: [{{id: x, label: x, estimates: [{estimate}]}}]\n"
    [bundle] = appraisal.read(_document(text), TAXONOMY)
    assert any(expected in str(problem) for problem in bundle.problems)
