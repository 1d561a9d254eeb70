"""What exports print, word by word: names, identifiers, dates, types, markup, LaTeX, and the grammar of BibTeX."""

from __future__ import annotations

import logging
import unicodedata
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.readers import authors, identifiers, work_types
from kg.readers.bibtex_entry import Fault, written
from kg.readers.latex import text_of
from kg.readers.markup import plain, printable

# ---- names


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("van Dillen, Linda R.", "van Dillen LR"),
        ("van Dillen, L R", "van Dillen LR"),
        ("van Dillen, LR", "van Dillen LR"),
        ("van Dillen LR", "van Dillen LR"),
        ("van Dillen L.R.", "van Dillen LR"),
        ("Shannon,Claude E.", "Shannon CE"),
        ("García-Muff, J.-P.", "García-Muff JP"),
        ("García, José María", "García JM"),
        ("Thimble, Jean-Luc", "Thimble JL"),
        ("Adler D.G.", "Adler DG"),
        ("O'Callaghan, Frances", "O'Callaghan F"),
        ("Silva, Ana da", "da Silva A"),
        ("Berg, Jan van der", "van der Berg J"),
        ("Smith, John, Jr.", "Smith J"),
        ("Smith, John A., III", "Smith JA"),
        ("SMITH, JOHN", "SMITH J"),
        ("smith, john", "smith J"),
        ("Økland, Øyvind", "Økland Ø"),
        ("王, 小明", "王 小明"),
        ("World Health Organization", "World Health Organization"),
        ("World Health Organization,", "World Health Organization"),
        ("<i>Wool</i>, A", "Wool A"),
        ("M&uuml;ller, H", "Müller H"),
    ],
)
def test_names(printed: str, name: str) -> None:
    assert authors.named([printed]) == [name]


def test_who_is_nobody_is_left_out() -> None:
    assert authors.named(["", " ", "et al.", "Anonymous", "others", "Wool, A"]) == ["Wool A"]


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("van der Wool AB, Thimble J.", ["van der Wool AB", "Thimble J"]),
        ("Wool A., Thimble J.-P., Muff L.R.", ["Wool A", "Thimble JP", "Muff LR"]),
        ("Wool, Anna; Thimble, Jo", ["Wool A", "Thimble J"]),
        ("Wool, Anna and Thimble, Jo", ["Wool A", "Thimble J"]),
        ("Wool, Anna", ["Wool A"]),
        ("['Wool, Anna', \"O'Muff, Lee\"]", ["Wool A", "O'Muff L"]),
        ("World Health Organization", ["World Health Organization"]),
        ("", []),
    ],
)
def test_lists_of_names(cell: str, names: list[str]) -> None:
    assert authors.listed(cell) == names


@pytest.mark.parametrize(
    "field",
    [
        "Wool, Anna and Thimble, Jo",
        "Anna B. Wool and Jo van der Thimble and {World Thumb and Toe Organization}",
        "von Wool, Jr, Anna and Jo Thimble",
        "{\\'E}mile Zola and Jos{\\'e} Garc{\\'\\i}a",
        "A~Wool and  B\nThimble",
        "Single",
    ],
)
def test_bibtexparser_parts_names_the_same(field: str) -> None:
    names = pytest.importorskip("bibtexparser.middlewares.names")
    theirs = [names.parse_single_name_into_parts(one, strict=False) for one in names.split_multiple_persons_names(field)]
    wanted = [(" ".join([*one.von, *one.last]), " ".join(one.first)) for one in theirs]
    assert list(authors.from_bibtex(field)) == wanted


@given(st.text(max_size=60))
@settings(deadline=None)
def test_any_text_is_a_list_of_names(text: str) -> None:
    for name in [*authors.listed(text), *authors.named([text])]:
        assert name == printable(name)
    assert all(isinstance(part, str) for pair in authors.from_bibtex(text) for part in pair)


# ---- identifiers, dates, addresses


@pytest.mark.parametrize(
    ("printed", "doi"),
    [
        ("10.5555/a.b", "10.5555/a.b"),
        ("doi:10.5555/a.b", "10.5555/a.b"),
        ("DOI: 10.5555/A.b", "10.5555/A.b"),
        ("https://doi.org/10.5555/a.b", "10.5555/a.b"),
        ("http://dx.doi.org/10.5555/a%28b%29", "10.5555/a(b)"),
        ("https://doi.org/10.5555/a%ff", "10.5555/a%ff"),
        ("10.5555/a.b [doi]", "10.5555/a.b"),
        ("10.5555/a.b.", "10.5555/a.b"),
        ("10.1002/(SICI)1097(199601)77:1&lt;1::AID-C1&gt;3.0.CO;2-A", "10.1002/(SICI)1097(199601)77:1<1::AID-C1>3.0.CO;2-A"),
        ("10.1", "10.1"),
    ],
)
def test_dois(printed: str, doi: str) -> None:
    assert identifiers.doi(printed) == doi


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("https://doi.org/10.5555/a", "10.5555/a"),
        ("10.5555/a", "10.5555/a"),
        ("see https://doi.org/10.5555/a", None),
        ("https://example.org/?doi=10.5555/a", None),
        ("Review", None),
    ],
)
def test_a_note_is_a_doi_or_is_none(text: str, doi: str | None) -> None:
    assert identifiers.doi_in(text) == doi


@pytest.mark.parametrize(
    ("printed", "pmid"),
    [
        ("30000001", "30000001"),
        ("PMID: 30000001", "30000001"),
        ("30000001.0", "30000001"),
        ("MEDLINE:30000001", "30000001"),
        ("https://pubmed.ncbi.nlm.nih.gov/30000001/", "30000001"),
        ("030000001", "30000001"),
        ("WOS:000001", "WOS:000001"),
    ],
)
def test_pubmed_numbers(printed: str, pmid: str) -> None:
    assert identifiers.pmid(printed) == pmid


@pytest.mark.parametrize(
    ("note", "found"),
    [
        ("PMID: 30000001\nPMCID: PMC7000001", ("30000001", "PMC7000001")),
        ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC7000001/", (None, "PMC7000001")),
        ("cited by PMID: 30000001", (None, None)),
        ("PMID: 3000000100", (None, None)),
        ("", (None, None)),
    ],
)
def test_numbers_in_notes(note: str, found: tuple[str | None, str | None]) -> None:
    assert identifiers.pmid_in(note) == found


@pytest.mark.parametrize(("printed", "pmcid"), [("PMC7000001", "PMC7000001"), ("PMCID: PMC7000001.2", "PMC7000001"), ("x", "x")])
def test_pmc_numbers(printed: str, pmcid: str) -> None:
    assert identifiers.pmcid(printed) == pmcid


@pytest.mark.parametrize(
    ("printed", "year"),
    [
        ("2019/10//undefined", 2019),
        ("2014//", 2014),
        ("SEP 2018", 2018),
        ("1998 Dec-1999 Jan", 1998),
        ("20191118", 2019),
        ("2008.0", 2008),
        ("1992b", 1992),
        ("10 15", None),
        ("20191399", None),
        ("12345", None),
        ("in press", None),
    ],
)
def test_years(printed: str, year: int | None) -> None:
    assert identifiers.year(printed) == year


@pytest.mark.parametrize(
    ("printed", "address"),
    [
        ("https://example.org/a; https://example.org/b", "https://example.org/a"),
        ("https://example.org/a;https://example.org/b", "https://example.org/a"),
        ("https://example.org/a;b=1", "https://example.org/a;b=1"),
        ("<Go to ISI>://WOS:0001", None),
        ("www.example.org", "www.example.org"),
        ("", None),
    ],
)
def test_addresses(printed: str, address: str | None) -> None:
    assert identifiers.address(printed) == address


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("ClinicalTrials.gov/NCT01234567", "NCT01234567"),
        ("ISRCTN/ISRCTN12345678", "ISRCTN12345678"),
        ("ANZCTR/ACTRN12613001320741", "ACTRN12613001320741"),
        ("GENBANK/AB123456", None),
        ("figshare/10.6084/m9.figshare.123", None),
    ],
)
def test_registrations(printed: str, number: str | None) -> None:
    assert identifiers.registration(printed) == number


# ---- kinds of work


@pytest.mark.parametrize(
    ("printed", "kind", "design"),
    [
        (["JOUR"], "journal-article", None),
        (["JOUR", "Review"], "review", None),
        (["Journal Article", "Randomized Controlled Trial"], "journal-article", "randomized-trial"),
        (["Meta-Analysis", "Systematic Review"], "review", "meta-analysis"),
        (["Randomized Controlled Trial", "Systematic Review"], "review", None),
        (["Clinical Trial Protocol", "Randomized Controlled Trial"], "journal-article", "protocol"),
        (["Article; Proceedings Paper"], "journal-article", None),
        (["Practice Guideline", "Review"], "guideline", None),
        (["THES"], None, None),
        ([], None, None),
    ],
)
def test_kinds_of_work(printed: list[str], kind: str | None, design: str | None) -> None:
    found = work_types.words(printed)
    assert (work_types.kind(found), work_types.design(found)) == (kind, design)


# ---- markup


@pytest.mark.parametrize(
    ("marked", "text"),
    [
        ("H<sub>2</sub>O &amp; <i>E. coli</i>", "H2O & E. coli"),
        ("10<sup>-5</sup>, m<sup>2</sup>", "10^-5, m2"),
        ("p <0.05 and >3", "p <0.05 and >3"),
        ("a<b and b>c", "a<b and b>c"),
        ("<p>One.</p><p>Two.</p>", "One. Two."),
        ("<jats:p>One <jats:italic>two</jats:italic></jats:p>", "One two"),
        ("AT&T; &nosuch; &#233; &#x1F600;", "AT&T; &nosuch; é \U0001f600"),
        ("&lt;i&gt;", "<i>"),
        ("a\u0000b\u2028c\td", "a b c d"),
    ],
)
def test_markup(marked: str, text: str) -> None:
    assert plain(marked) == text


@given(st.text(alphabet="<>/&;#a1pib \t\u0000\u2028-", max_size=80))
@settings(deadline=None)
def test_plain_text_stays_and_prints(text: str) -> None:
    found = plain(text)
    assert "  " not in found
    assert all(unicodedata.category(letter) not in ("Cc", "Zl", "Zp") for letter in found)
    if "<" not in text and "&" not in text:
        assert found == printable(text)


# ---- LaTeX


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        ("50% of R&D in #1 at $300 versus $400, 5\\% and \\$7", "50% of R&D in #1 at $300 versus $400, 5% and $7"),
        ("$300, and I$^2$=40\\%", "$300, and I2=40%"),
        ("$p<0.05$, CO$_2$, 10$^{-3}$, 10$^3$, $x^{2}$, 37$^{\\circ}$C", "p<0.05, CO2, 10^-3, 10^3, x2, 37°C"),
        ("$\\alpha$ $\\pm$ $\\frac{1}{2}$ $\\geq$ \\textgreater{} 6 \\textless 5", "α ± 1/2 ≥ > 6 <5"),
        ("\\emph{in vitro} {\\em so} \\textsuperscript{a} 10\\textsuperscript{-3}", "in vitro so a 10^-3"),
        ("{A} {DNA} \\{x\\} a\\_b ``q'' 1--2 --- a~b", "A DNA {x} a_b “q” 1–2 \u2014 a b"),
        ("\\href{https://example.org/a_b}{a page}", "a page"),
        ("no LaTeX at all", "no LaTeX at all"),
    ],
)
def test_latex(latex: str, text: str) -> None:
    assert text_of(latex) == (text, [])


def test_latex_that_is_not_known_stays_and_is_named() -> None:
    assert text_of("\\input{/etc/passwd} and \\foo") == ("\\input /etc/passwd and \\foo ", ["\\input", "\\foo"])


_SPELT = [
    f"{accent}{form}"
    for accent in ("\\'", "\\`", '\\"', "\\^", "\\~", "\\=", "\\.", "\\u", "\\v", "\\H", "\\c", "\\k", "\\r", "\\d")
    for form in ("{a}", "{e}", "{o}", "{u}", "{C}", "{S}", "{z}", "{\\i}")
] + ["{\\ss}", "{\\o}", "{\\L}", "{\\ae}", "{\\OE}", "{\\aa}", "{\\i}", "\\'e", '{\\"u}', "\\c c", "{\\'\\i}", "{\\'{\\i}}"]


@given(st.lists(st.sampled_from(_SPELT), min_size=1, max_size=6))
@settings(deadline=None, max_examples=150)
def test_pylatexenc_reads_accents_the_same(spelt: list[str]) -> None:
    latex2text = pytest.importorskip("pylatexenc.latex2text")
    latex = " and ".join(spelt)
    second = unicodedata.normalize("NFC", latex2text.LatexNodes2Text(strict_latex_spaces=True).latex_to_text(latex))
    assert text_of(latex)[0].replace("ı", "i") == second.replace("ı", "i")


@given(st.text(alphabet="\\{}$^_%&~-'`\"aceuvHi 0123\n", max_size=60))
@settings(deadline=None, max_examples=300)
def test_any_latex_is_read_and_digits_are_never_lost(latex: str) -> None:
    text, _ = text_of(latex)
    assert [c for c in text if c.isdigit()] == [c for c in latex if c.isdigit()]


def test_the_time_for_latex_grows_with_its_length(grows: Any) -> None:
    def read(times: int) -> None:
        for hostile in ("{", "\\", "$a=$", "\\frac{", "\\'", "$a", "\\c{ ", "\\href{"):
            text_of(hostile * times)

    assert grows(lambda: read(1_000), lambda: read(4_000), 7) < 7


# ---- BibTeX


_KEYS = st.from_regex(r"[a-z][a-z0-9:_-]{0,8}", fullmatch=True)
_TEXTS = st.text(alphabet="abc 019,=#@\"\\'()\n", max_size=20).map(lambda t: t.replace("\\", "\\x").replace("@", "@ "))


@st.composite
def _values(draw: st.DrawFn) -> str:
    text = draw(_TEXTS)
    inner = draw(_TEXTS)
    if draw(st.booleans()):
        return "{" + text + "{" + inner + "}}"
    return '"' + text.replace('"', "") + "{" + inner.replace('"', "") + '}"'


@given(_KEYS, st.dictionaries(st.from_regex(r"x[a-z]{1,5}", fullmatch=True), _values(), min_size=1, max_size=4))
@settings(deadline=None, max_examples=80)
def test_bibtexparser_parts_an_entry_the_same(key: str, fields: dict[str, str]) -> None:
    bibtexparser = pytest.importorskip("bibtexparser")
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)
    text = f"@article{{{key},\n" + ",\n".join(f"  {name} = {value}" for name, value in fields.items()) + "\n}\n"
    library = bibtexparser.parse_string(text, parse_stack=[])
    if library.failed_blocks or len(library.entries) != 1:
        return  # it takes more signs for the beginning of an entry than BibTeX does
    (entry,) = library.entries
    mine = written(text)
    assert (mine.kind, mine.key) == (entry.entry_type, entry.key)
    assert mine.fields == {field.key: field.value.strip()[1:-1] for field in entry.fields}


@given(st.text(alphabet='@article{},="#\\ ab1\n', max_size=60))
@settings(deadline=None, max_examples=300)
def test_any_text_is_an_entry_or_has_a_fault(text: str) -> None:
    try:
        found = written(text)
    except Fault as fault:
        assert fault.problem.where  # noqa: PT017 - any other error fails the test
    else:
        assert found.kind


def test_macros_are_put_in_where_they_are_used() -> None:
    found = written('@string{a = "A"}@string{b = a # " and " # {B}}@misc{k, title = b # ", " # 1, month = jan, journal = c}')
    assert found.fields == {"title": "A and B, 1", "month": "jan", "journal": "c"}
    assert [str(problem) for problem in found.oddities] == [
        "journal: the macro c is not defined in the file; it stands by its name"
    ]


def test_a_registration_number_that_goes_on_is_not_cut() -> None:
    """ACTRN012607000357459, which has a digit too many, was read as ACTRN01260700035745."""
    assert identifiers.registration("ANZCTR/ACTRN12607000357459") == "ACTRN12607000357459"
    assert identifiers.registration("ANZCTR/ACTRN012607000357459") is None
    assert identifiers.registration("NCT012345678") is None
