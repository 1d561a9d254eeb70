"""Filters: what each lets through, what each counts, the line that sums them up, and the address that keeps them."""

from __future__ import annotations

import random
from types import ModuleType
from xml.etree import ElementTree

import networkx as nx
import pytest

from kg.views import network

pytestmark = pytest.mark.browser

ROOT = "https://example.org/"
SHOWN = "graphPage.model.nodes.filter((n) => graphPage.drawing.view().shown[n.id]).map((n) => n.label)"


def said(presence: str, source: str, origin: str = "asserted") -> dict[str, str]:
    return {"presence": presence, "assessor": "A. Reader", "source": source, "origin": origin}


def judged() -> nx.MultiDiGraph:
    """Two papers and two flaws: the sources disagree about Abel, a program alone speaks of Brandt."""
    graph = nx.MultiDiGraph(title="Two sources")
    for name, year in (("Abel", 2001), ("Brandt", 2010)):
        graph.add_node(ROOT + name, kind="paper", label=name, year=year, weight=1)
    graph.add_node(f"{ROOT}essay", kind="citing", label="Essay", year=2015, weight=1)
    graph.add_node(f"{ROOT}pain", kind="outcome", label="pain", weight=1)
    for name in ("spin", "dropout"):
        graph.add_node(ROOT + name, kind="flaw", label=name, group="Reporting", weight=1)
    findings = {
        ("Abel", "spin"): [said("present", "Review"), said("absent", "Letter")],
        ("Abel", "dropout"): [said("likely-present", "Letter")],
        ("Brandt", "spin"): [said("present", "Review", "derived"), said("unclear", "Letter")],
    }
    strength = ["present", "likely-present", "unclear", "likely-absent", "absent"]
    for (paper, flaw), given in findings.items():
        strongest = min((f["presence"] for f in given), key=strength.index)
        origin = next(f["origin"] for f in given if f["presence"] == strongest)
        graph.add_edge(
            ROOT + paper, ROOT + flaw, kind="finding", label=strongest, origin=origin, presence=strongest, findings=given
        )
    graph.add_edge(
        f"{ROOT}essay",
        f"{ROOT}Abel",
        kind="cites",
        label="cites",
        origin="asserted",
        said=[{"intent": None, "source": "list.csv"}],
    )
    graph.add_edge(f"{ROOT}Brandt", f"{ROOT}pain", kind="reports", label="reports", origin="derived")
    graph.nodes[f"{ROOT}pain"]["estimates"] = [{"text": "MD 1.0", "timepoint": "", "source": "Letter", "origin": "derived"}]
    return graph


def drawn(page) -> dict[str, str | None]:
    """Each link drawn, as "from to", with the judgement it stands for."""
    links: list[tuple[str, str | None]] = page.ask(
        """() => {
          const { model, drawing } = graphPage;
          const view = drawing.view();
          return model.edges.filter((e) => view.drawn[e.id])
            .map((e) => [`${model.nodes[e.from].label} ${model.nodes[e.to].label}`, view.groups[e.id]]);
        }"""
    )
    return dict(links)


def test_a_source_alone_shows_what_it_says_and_nothing_stronger(opened) -> None:
    page = opened(network.page(judged()))
    assert page.page.locator("#source option").all_inner_texts() == ["Any", "Letter (4)", "Review (2)", "list.csv (1)"]
    everything = {
        "Abel spin": "present",
        "Abel dropout": "likely",
        "Brandt spin": "present",
        "Essay Abel": None,
        "Brandt pain": None,
    }
    assert drawn(page) == everything
    page.page.select_option("#source", "Review")
    assert drawn(page) == {"Abel spin": "present", "Brandt spin": "present"}
    assert set(page.ask(SHOWN)) == {"Abel", "Brandt", "spin"}
    page.page.select_option("#source", "Letter")
    for label in ("Unclear", "Absent or likely absent"):
        page.page.check(f"#presences .tick:has(span:text-is('{label}')) input")
    assert drawn(page) == {"Abel spin": "absent", "Abel dropout": "likely", "Brandt spin": "unclear", "Brandt pain": None}
    assert page.text("#in-force li >> nth=0") == "2 filters:"
    page.page.click("#in-force button:has-text('Said by Letter')")
    assert page.page.input_value("#source") == ""
    assert drawn(page) == everything
    assert page.ask("document.activeElement.closest('#in-force') !== null"), "the focus stays in the line"


def test_what_a_program_derived_can_be_left_out_link_by_link(opened) -> None:
    page = opened(network.page(judged()))
    page.page.uncheck("#origins .tick:has-text('Derived') input")
    page.page.check("#presences .tick:has(span:text-is('Unclear')) input")
    assert drawn(page) == {"Abel spin": "present", "Abel dropout": "likely", "Brandt spin": "unclear", "Essay Abel": None}
    page.page.check("#origins .tick:has-text('Derived') input")
    page.page.uncheck("#origins .tick:has-text('Asserted') input")
    assert drawn(page) == {"Brandt spin": "present", "Brandt pain": None}
    dashes = page.ask(
        """() => {
          const { model, drawing } = graphPage;
          return model.edges.filter((e) => drawing.view().drawn[e.id]).map((e) => drawing.lookOfEdge(e.id).dashes);
        }"""
    )
    assert dashes == [[5, 4], [5, 4]]
    assert "Derived by a program only" in page.text("#in-force")


def test_papers_with_one_flaw_and_what_hangs_on_them(opened) -> None:
    page = opened(network.page(judged()))
    options = page.page.locator("#flaw option")
    assert options.all_inner_texts() == ["Any", "dropout (1)", "spin (2)"]
    page.page.select_option("#flaw", label="dropout (1)")
    assert set(page.ask(SHOWN)) == {"Abel", "Essay", "dropout", "spin"}
    assert page.text("#in-force li >> nth=1").startswith("Papers with: dropout")
    page.page.select_option("#source", "Review")
    assert page.page.locator("#flaw option").all_inner_texts() == ["Any", "dropout (0)", "spin (2)"]
    page.page.click("#in-force button:has-text('Clear all')")
    assert len(page.ask(SHOWN)) == 6
    page.page.click("#list button:has-text('spin')")
    page.page.click("[data-act='flaw']")
    assert page.page.input_value("#flaw") == page.ask("String(graphPage.state().node)")
    page.page.click("[data-act='flaw']")
    assert page.page.input_value("#flaw") == ""


def test_years_are_counted_and_summed_up(opened) -> None:
    page = opened(network.page(judged()))
    page.page.fill("#from", "2010")
    assert page.text("#years-note") == "2 of 3 papers and articles are of these years."
    assert set(page.ask(SHOWN)) == {"Brandt", "Essay", "pain", "spin", "dropout"}
    page.page.fill("#to", "2012")
    assert "Published from 2010 to 2012" in page.text("#in-force")
    page.page.click("#in-force button:has-text('Published')")
    assert page.page.input_value("#from") == ""
    assert len(page.ask(SHOWN)) == 6


def test_every_filter_shows_how_much_it_lets_through(opened, large_page: str) -> None:
    page = opened(large_page)
    for holder, many in (("#kinds", 4), ("#presences", 4), ("#origins", 2)):
        amounts = page.page.locator(f"{holder} .tick .amount").all_inner_texts()
        assert len(amounts) == many
        assert all(text.replace(",", "").isdigit() for text in amounts)
    for chooser in ("#flaw", "#domain", "#source"):
        options = page.page.locator(f"{chooser} option").all_inner_texts()[1:]
        assert options
        assert all(option.endswith(")") and option.rsplit("(", 1)[1][:-1].replace(",", "").isdigit() for option in options)


def test_a_saved_picture_says_which_filters_were_in_force(opened, tmp_path) -> None:
    page = opened(network.page(judged()))
    page.page.select_option("#source", "Letter")
    page.page.fill("#from", "2005")
    with page.page.expect_download() as caught:
        page.page.click("#save-svg")
    caught.value.save_as(tmp_path / "graph.svg")
    root = ElementTree.fromstring((tmp_path / "graph.svg").read_text("utf-8"))  # noqa: S314 - our own file
    text = " ".join("".join(e.itertext()) for e in root.iter("{http://www.w3.org/2000/svg}text"))
    for part in (
        "Two sources",
        "Judgements drawn: present, likely present.",
        "Filters: Said by Letter; Published from 2005 on.",
        "of 5 links.",
    ):
        assert part in text


STATES = """(all) => {
  const { model, pure } = graphPage;
  const plain = (value) => value instanceof Set ? [...value].sort() : value;
  return all.map((given) => {
    const state = { ...pure.initialState(model), ...given };
    for (const key of ['hidden', 'presences', 'origins', 'expanded']) state[key] = new Set(state[key]);
    state.kept = state.kept && new Set(state.kept);
    const hash = pure.toHash(model, state);
    const again = pure.fromHash(model, hash);
    const differs = Object.keys(state).filter((key) => JSON.stringify(plain(state[key])) !== JSON.stringify(plain(again[key])));
    return [hash, differs, pure.toHash(model, again) === hash];
  });
}"""


@pytest.mark.parametrize("start", [None, "flaws"])
def test_any_state_survives_the_way_through_the_address(opened, graphs: ModuleType, start: str | None) -> None:
    graph = nx.relabel_nodes(graphs.small(), {name: f"{name}?a=1&b=x,y%2C#z" for name in list(graphs.small())[:7]})
    if start:
        graph.graph["aggregated"] = {"left_out": {"paper": 3}, "rule": "Few.", "start": start, "start_note": "Flaws."}
    page = opened(network.page(graph))
    model = page.ask(
        """() => {
          const { nodes, domains, sources } = graphPage.model;
          return { flaws: nodes.filter((n) => n.kind === 'flaw').map((n) => n.id), domains, sources: [...sources.keys()] };
        }"""
    )
    draw = random.Random(11)  # noqa: S311 - invented data

    def some(values: list, most: int = 4) -> list:
        return draw.sample(values, draw.randint(0, min(most, len(values))))

    states = []
    for _ in range(300):
        kept = draw.choice([None, some([*range(30)], 6), [*model["flaws"]], [*model["flaws"], *some([*range(30)])]])
        one, other = draw.sample(range(30), 2)
        tasks = [None, {"kind": "path", "from": one, "to": other}, {"kind": "path", "from": one, "to": None}]
        states.append(
            {
                "node": draw.choice([None, *range(30)]),
                "q": draw.choice(["", "a & b=c, 50% #1", "spin"]),
                "hidden": some(["flaw", "paper", "citing", "outcome"]),
                "presences": some(["present", "likely", "unclear", "absent"]),
                "origins": some(["asserted", "derived"]),
                "domain": draw.choice(["", *model["domains"]]),
                "flaw": draw.choice([None, *model["flaws"]]),
                "source": draw.choice(["", *model["sources"]]),
                "from": draw.choice([None, 1999]),
                "to": draw.choice([None, 2010]),
                "linked": draw.random() < 0.5,
                "together": draw.random() < 0.5,
                "kept": None if kept is None else sorted(set(kept)),
                "expanded": [] if kept is None else some([*range(30)]),
                "task": draw.choice([*tasks, {"kind": "downstream", "from": one, "to": None}]),
            }
        )
    for (hash_, differs, stable), state in zip(page.ask(STATES, states), states, strict=True):
        assert differs == [], (hash_, state)
        assert stable


@pytest.mark.parametrize(
    "hash_",
    [
        "#hide=outcome&judged=present%2Clikely%2Cunclear&by=asserted&domain=Missing%20data&from=2001&to=2015&linked=1&q=dropout",
        "#path=nobody,nowhere&rests-on=none&only=what&open=ever&flaw=x&source=y",
        "#%E0%A4%A=1&=&&path=&only=&q=%",
    ],
)
def test_old_and_broken_addresses_open_a_page_that_works(opened, small_page: str, hash_: str) -> None:
    page = opened(small_page, hash_=hash_)
    if "linked" in hash_:
        state = page.ask("""() => {
              const { hidden, origins, domain, from, to, linked, q } = graphPage.state();
              return [[...hidden], [...origins], domain, from, to, linked, q];
            }""")
        assert state == [["outcome"], ["asserted"], "Missing data", 2001, 2015, True, "dropout"]
        assert page.ask("[...graphPage.state().presences]") == ["present", "likely", "unclear"]
    assert page.page.is_visible("#count")
    page.page.click("#kinds input >> nth=0")
