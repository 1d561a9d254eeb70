"""Pooled effects of a store: a published example from files to rows, worlds counted by hand, another library on real rows."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

import kg
from kg.errors import NotFound, UsageError
from kg.stats.composite import composite
from kg.stats.pooling import pool
from kg.store import Store, open_store
from kg.synthesis import Choice, Pooling, pooling
from kg.synthesis.worded import lines

CONTRACT = ("outcome", "k", "estimate", "low", "high", "pred_low", "pred_high", "tau2", "i2", "excluded")
METAPSY = Path(__file__).parents[3] / "shared" / "data" / "metapsy" / "depression.csv"

# Colditz GA et al. JAMA 1994;271:698-702: with tuberculosis and without, vaccinated; with and without, not vaccinated.
BCG = (
    (4, 119, 11, 128), (6, 300, 29, 274), (3, 228, 11, 209), (62, 13536, 248, 12619), (33, 5036, 47, 5761),
    (180, 1361, 372, 1079), (8, 2537, 10, 619), (505, 87886, 499, 87892), (29, 7470, 45, 7232), (17, 1699, 65, 1600),
    (186, 50448, 141, 27197), (5, 2493, 3, 2338), (27, 16886, 29, 17825),
)  # fmt: skip

Row = dict[str, Any]


def rows(found: Pooling) -> list[Row]:
    return [*found.table.dicts()]


def by_hand(*studies: tuple[float, float]) -> Any:
    return pool([effect for effect, _ in studies], [error for _, error in studies])


# ---- the trials of BCG vaccine, from files to the printed row


@pytest.fixture
def bcg(trial: Callable[..., Path]) -> list[Path]:
    """Half of the files state the standard error, half a 95% interval; half of them the comparison the other way round."""
    paths = []
    for place, (a, b, c, d) in enumerate(BCG, 1):
        effect = math.log(a / (a + b)) - math.log(c / (c + d))
        error = math.sqrt(1 / a - 1 / (a + b) + 1 / c - 1 / (c + d))
        if place % 2:
            said: Row = {"value": f"{math.exp(effect):.12f}", "se": f"{error:.12f}"}
        else:
            limits = [-effect - 1.959963984540054 * error, -effect + 1.959963984540054 * error]
            said = {"value": f"{math.exp(-effect):.12f}", "ci": [f"{math.exp(limit):.12f}" for limit in limits], "level": 95}
            said["arms"] = ["old", "new"]
        outcome = {"id": "tb", "label": "tuberculosis", "instrument": None}
        paths.append(trial(f"trial-{place}", [{"measure": "RR", **said}], outcome=outcome))
    return paths


def test_bcg_as_published(bcg: list[Path], command: Callable[..., Any], tmp_path: Path) -> None:
    """Viechtbauer W. J Stat Softw 2010;36(3): tau2 0.3132, mean -0.7145, I2 92.22%; interval of Hartung and Knapp by PyMARE."""
    store = tmp_path / "store"
    assert command("ingest", *bcg, store=store).code == 0
    run = command("pool", "--outcome", "tuberculosis", "--sign", "score", "--format", "json", store=store)
    assert run.code == 0
    (row,) = json.loads(run.out)
    assert set(CONTRACT) <= set(row)
    assert (row["k"], row["measure"], row["scale"], row["excluded"]) == (13, "RR", "log RR", 0)
    assert [round(row[name], 4) for name in ("tau2", "estimate", "i2")] == [0.3132, -0.7145, 0.9222]
    assert [row["low"], row["high"]] == pytest.approx([-1.10844372, -0.32062097], abs=1e-7)
    assert [round(row[name], 3) for name in ("pred_low", "pred_high")] == [-2.009, 0.580]
    assert [round(row[name], 4) for name in ("ratio", "ratio_low", "ratio_high")] == [0.4894, 0.3301, 0.7257]
    assert row["egger_p"] is not None

    (turned,) = json.loads(command("pool", "--outcome", "tuberculosis", "--format", "json", store=store).out)
    assert turned["estimate"] == pytest.approx(-row["estimate"])
    assert [turned["low"], turned["high"]] == pytest.approx([-row["high"], -row["low"]])

    people = command("pool", "--outcome", "tuberculosis", store=store)
    assert "2.04 (1.38 to 3.03)" in people.out
    assert "Above 0 (ratios: above 1) the experimental arm does better" in people.out


def test_bcg_without_each_trial(bcg: list[Path], stored: Callable[..., Store]) -> None:
    found = pooling(stored(*bcg), Choice(outcome="tuberculosis", sign="score"))
    one, *others = found.leave_one_out.dicts()
    assert (one["left_out_study"], len(others)) == (None, 13)
    studies = [*found.studies.dicts()]
    assert sum(study["weight"] for study in studies) == pytest.approx(1)
    for row in others:
        rest = [(s["effect"], s["standard_error"]) for s in studies if s["paper"] != row["left_out_study"]]
        assert (row["k"], row["estimate"]) == (12, pytest.approx(by_hand(*rest).estimate))


# ---- one paper, one study


def test_a_paper_counts_once_as_the_composite_of_its_estimates(trial: Any, stored: Any, smd: Any) -> None:
    several = [smd("-0.6", "0.2", weeks=6), smd("-0.2", "0.3", weeks=26)]
    store = stored(trial("a-1", several), trial("b-2", [smd("-0.1", "0.1")]))
    whole = composite([0.6, 0.2], [0.2, 0.3], 0.5)
    expected = by_hand((whole.effect, whole.standard_error), (0.1, 0.1))
    (row,) = rows(pooling(store))
    assert (row["outcome"], row["k"], row["papers"], row["estimates"]) == ("pain intensity", 2, 2, 3)
    assert (row["estimate"], row["low"]) == pytest.approx((expected.estimate, expected.interval.low))
    assert row["pred_low"] is None  # two studies

    cautious = composite([0.6, 0.2], [0.2, 0.3], 1)
    (row,) = rows(pooling(store, rho=1))
    assert row["estimate"] == pytest.approx(by_hand((cautious.effect, cautious.standard_error), (0.1, 0.1)).estimate)
    (row,) = rows(pooling(store, every=True))
    assert (row["k"], row["papers"]) == (3, 2)
    assert row["estimate"] == pytest.approx(by_hand((0.6, 0.2), (0.2, 0.3), (0.1, 0.1)).estimate)
    (row,) = rows(pooling(store, Choice(time="latest")))
    assert row["estimate"] == pytest.approx(by_hand((0.2, 0.3), (0.1, 0.1)).estimate)


def test_scales_never_mix(trial: Any, stored: Any, smd: Any) -> None:
    """Outcomes of one construct together as SMDs, means a unit each, ratios a measure each; asked for by one word."""
    means = {"measure": "MD", "value": "-1", "ci": ["-2", "0"]}
    ratio = {"measure": "OR", "value": "0.5", "ci": ["0.25", "1"]}
    store = stored(
        trial("a-1", [smd("-0.5")]), trial("b-2", [smd("-0.5")], outcome={"instrument": "vas-pain"}),
        trial("c-3", [means]), trial("d-4", [means]), trial("e-5", [means], outcome={"instrument": "vas-pain"}),
        trial("f-6", [ratio]), trial("g-7", [ratio]), trial("h-8", [{**ratio, "measure": "RR"}]),
    )  # fmt: skip
    found = pooling(store)
    assert {(row["outcome"], row["scale"], row["k"]) for row in rows(found)} == {
        ("pain intensity", "SMD", 2), ("Numeric Rating Scale for pain", "MD (nrs-pain)", 2), ("pain", "log OR", 2),
    }  # fmt: skip
    assert {(outcome, str(scale)) for outcome, scale in found.single} == {
        ("Visual Analogue Scale for pain", "MD (vas-pain)"), ("pain", "log RR"),
    }  # fmt: skip
    assert {(row["outcome"], row["scale"]) for row in rows(pooling(store, Choice(outcome="pain")))} == {
        ("pain", "SMD"), ("pain", "MD (nrs-pain)"), ("pain", "log OR"),
    }  # fmt: skip
    (row,) = rows(pooling(store, Choice(outcome="all", measure="OR")))
    assert row["ratio"] == pytest.approx(2)


def test_scores_of_both_directions_have_no_raw_mean(trial: Any, stored: Any, smd: Any) -> None:
    store = stored(trial("a-1", [smd("-0.5")]), trial("b-2", [smd("0.5")], outcome={"better": "higher"}))
    assert rows(pooling(store))[0]["estimate"] == pytest.approx(0.5)
    with pytest.raises(UsageError, match="lower score is better on some"):
        pooling(store, Choice(sign="score"))


# ---- without flawed papers


def test_without_flawed_papers(trial: Any, stored: Any, smd: Any) -> None:
    """Present and likely present go; unclear, absent and never judged stay, and the latter two are counted apart."""
    spin, blind = "spin", "unblinded-participants"
    store = stored(
        trial("a-1", [smd("-0.9")], flaws={spin: "present", blind: "absent"}),
        trial("b-2", [smd("-0.7")], flaws={spin: "likely-present", blind: "present"}),
        trial("c-3", [smd("-0.5")], flaws={spin: "absent", blind: "present"}),
        trial("d-4", [smd("-0.3")], flaws={spin: "unclear", blind: "absent"}),
        trial("e-5", [smd("-0.1")]),
    )  # fmt: skip
    whole, no_spin, blinded, neither = rows(pooling(store, exclude=[spin, blind, spin]))
    assert [row["without"] for row in (whole, no_spin, blinded, neither)] == [None, spin, blind, f"{spin}, {blind}"]
    assert [row["k"] for row in (whole, no_spin, blinded, neither)] == [5, 3, 3, 2]
    assert [row["excluded"] for row in (whole, no_spin, blinded, neither)] == [0, 2, 2, 3]
    assert [row["never_judged"] for row in (whole, no_spin, blinded, neither)] == [None, 2, 1, 2]
    assert no_spin["estimate"] == pytest.approx(by_hand((0.5, 0.2), (0.3, 0.2), (0.1, 0.2)).estimate)
    # A domain stands for all that is under it: unblinded participants are a flaw of blinding.
    domain = rows(pooling(store, exclude=["blinding-and-expectation"]))[1]
    assert (domain["k"], domain["estimate"]) == (3, pytest.approx(blinded["estimate"]))


def test_a_flaw_of_one_outcome_is_none_of_another(write: Any, stored: Any, smd: Any) -> None:
    arms = [{"id": "new", "label": "new", "role": "experimental"}, {"id": "old", "label": "old"}]

    def file(key: str, target: str) -> Path:
        def outcome(name: str, value: str) -> Row:
            estimate = smd(value, arms=["new", "old"])
            return {"id": name, "label": name, "instrument": "nrs-pain", "better": "lower", "estimates": [estimate]}

        finding = {"flaw": "unblinded-assessors", "presence": "present", "target": target}
        judged = [{"assessor": {"name": "Ann", "kind": "person"}, "source": {"kind": "other"}, "findings": [finding]}]
        outcomes = [outcome("pain", "-0.8"), outcome("ache", "-0.2")]
        return write(key, study={"arms": arms}, outcomes=outcomes, appraisals=judged)

    store = stored(file("a-1", "outcome:pain"), file("b-2", "study"), file("c-3", "citation:x"))
    whole, without = rows(pooling(store, exclude=["unblinded-assessors"]))
    assert (whole["k"], whole["estimates"]) == (3, 6)
    assert (without["k"], without["estimates"], without["excluded"], without["never_judged"]) == (2, 3, 1, 2)


def test_nothing_may_be_left(trial: Any, stored: Any, smd: Any) -> None:
    store = stored(*(trial(key, [smd("-1")], flaws={"spin": "present"}) for key in ("a-1", "b-2")))
    _, without = rows(pooling(store, exclude=["spin"]))
    assert (without["k"], without["excluded"], without["estimate"], without["low"]) == (0, 2, None, None)


# ---- groups


def test_risk_of_bias_high_against_low(trial: Any, stored: Any, smd: Any) -> None:
    """The difference of the groups' means, with the root of the sum of their normal variances."""
    values = {"low": ("-0.2", "-0.3", "-0.1"), "some": ("-0.5",), "high": ("-0.9", "-0.6")}
    named = [(f"{risk}-{place}", value, risk) for risk, several in values.items() for place, value in enumerate(several)]
    papers = [trial(key, [smd(value)], overall=risk) for key, value, risk in named]
    store = stored(*papers, trial("unjudged-1", [smd("-2")]))
    whole, *groups = rows(pooling(store, by="overall"))
    assert (whole["group"], whole["k"]) == (None, 7)
    assert [(row["group"], row["k"], row["against"]) for row in groups] == [
        ("low", 3, None), ("some", 1, "low"), ("high", 2, "low"), ("not judged", 1, "low"),
    ]  # fmt: skip
    low, some, high, other = (by_hand(*((-float(v), 0.2) for v in several)) for several in (*values.values(), ("-2",)))
    assert groups[2]["difference"] == pytest.approx(high.estimate - low.estimate)
    half = stats.norm.ppf(0.975) * math.hypot(high.wald_standard_error, low.wald_standard_error)
    assert groups[2]["difference_high"] == pytest.approx(high.estimate - low.estimate + half)
    means = np.array([one.estimate for one in (low, some, high, other)])
    weights = np.array([one.wald_standard_error for one in (low, some, high, other)]) ** -2
    q = float((weights * (means - np.average(means, weights=weights)) ** 2).sum())
    assert {row["between_df"] for row in groups} == {3}
    assert groups[0]["between_q"] == pytest.approx(q)
    assert groups[0]["between_p"] == pytest.approx(stats.chi2.sf(q, 3))


def test_assessors_who_differ_are_a_group_and_one_of_the_outcome_goes_first(write: Any, stored: Any, smd: Any) -> None:
    def file(key: str, *said: tuple[str, str, str]) -> Path:
        judged = [
            {
                "assessor": {"name": who, "kind": "person"},
                "source": {"kind": "other"},
                "overall": [{"risk": risk, "target": target}],
            }
            for who, risk, target in said
        ]
        arms = [{"id": "new", "label": "new", "role": "experimental"}, {"id": "old", "label": "old"}]
        outcome = {"id": "pain", "label": "pain", "better": "lower", "estimates": [smd("-1", arms=["new", "old"])]}
        return write(key, study={"arms": arms}, outcomes=[outcome, {"id": "other", "label": "other"}], appraisals=judged)

    store = stored(
        file("a-1", ("Ann", "low", "study"), ("Bob", "high", "study")),
        file("b-2", ("Ann", "low", "study"), ("Bob", "low", "study")),
        file("c-3", ("Ann", "low", "study"), ("Bob", "high", "outcome:pain")), file("d-4", ("Ann", "low", "outcome:other")),
    )  # fmt: skip
    found = pooling(store, by="overall")
    groups = {one.group: [study.paper for study in one.studies] for one in found.pools if one.group}
    assert groups == {"low": ["b-2"], "high": ["c-3"], "assessors differ": ["a-1"], "not judged": ["d-4"]}


def test_by_comparator_with_papers_in_several_groups(trial: Any, stored: Any, smd: Any) -> None:
    arms = [
        {"id": "new", "label": "new", "role": "experimental"}, {"id": "sham", "label": "sham", "role": "sham"},
        {"id": "old", "label": "leaflet"},
    ]  # fmt: skip
    both = [smd("-0.4", arms=["new", "sham"]), smd("0.6", arms=["old", "new"])]
    store = stored(trial("a-1", both, arms=arms), trial("b-2", [smd("-0.5", arms=["new", "sham"])], arms=arms))
    found = pooling(store, by="comparator")
    assert [(row["group"], row["k"]) for row in rows(found)] == [(None, 2), ("sham", 2), ("leaflet", 1)]
    assert found.shared == 1


# ---- what cannot be pooled


def test_retracted_papers_are_left_out_and_counted(trial: Any, stored: Any, smd: Any, register: Callable[..., Path]) -> None:
    papers = [trial(f"p-{i}", [smd(f"-0.{i}")], paper={"doi": f"10.5555/p{i}"}) for i in (1, 2, 3)]
    store = stored(*papers, register(("Retraction", {"doi": "10.5555/p3"})))
    found = pooling(store)
    assert (rows(found)[0]["k"], [one.reason for one in found.selection.left_out]) == (2, ["retracted"])
    assert rows(pooling(store, Choice(retracted=True)))[0]["k"] == 3


def test_nothing_to_pool_says_what_was_found(trial: Any, stored: Any, smd: Any) -> None:
    store = stored(trial("a-1", [smd("-1")]), trial("b-2", [{"measure": "SMD", "value": "-1"}, {"measure": "SMD"}]))
    with pytest.raises(NotFound, match=r"of 3 estimates found, 1 can be used \(1 paper\)") as error:
        pooling(store, Choice(outcome="pain"))
    assert "1: neither an interval nor a standard error is stated (add ci:" in error.value.message
    with pytest.raises(NotFound, match=r"no estimates for .knees."):
        pooling(store, Choice(outcome="knees"))
    with pytest.raises(UsageError, match="grouped by 'colour'"):
        pooling(store, by="colour")
    with pytest.raises(NotFound, match="no flaw 'spni'"):
        pooling(store, exclude=["spni"])
    with pytest.raises(UsageError, match=r"1\.5 is no correlation"):
        pooling(store, rho=1.5)


# ---- another library on real rows


@pytest.fixture(scope="module")
def metapsy() -> Any:
    if not METAPSY.is_file():
        pytest.skip("the Metapsy table ../shared/data/metapsy/depression.csv is not here")
    with open_store() as store:
        kg.ingest(store, [METAPSY])
        yield store


@pytest.fixture(scope="module")
def table() -> list[dict[str, str]]:
    """The rows as another reader has them: effects in favour of the therapy, and how many of four items are met."""
    if not METAPSY.is_file():
        pytest.skip("the Metapsy table ../shared/data/metapsy/depression.csv is not here")
    with METAPSY.open(encoding="latin-1", newline="") as file:
        return [*csv.DictReader(file, delimiter=";")]


def _pymare(table: list[dict[str, str]]) -> Row:
    """REML and the interval by t as PyMARE has it (0.0.13: adjusted by Hartung and Knapp), tau2."""
    pymare = pytest.importorskip("pymare")
    effects, errors = (np.array([float(row[name].replace(",", ".")) for row in table]) for name in (".g", ".g_se"))
    data = pymare.Dataset(effects, errors**2)
    found = pymare.estimators.VarianceBasedLikelihoodEstimator(method="REML").fit_dataset(data).summary()
    fixed = found.get_fe_stats()
    limits = fixed["ci_l"].item(), fixed["ci_u"].item()
    return {"estimate": fixed["est"].item(), "low": limits[0], "high": limits[1], "tau2": np.asarray(found.tau2).item()}


def test_all_rows_of_metapsy_as_pymare_pools_them(metapsy: Store, table: list[dict[str, str]]) -> None:
    (row,) = rows(pooling(metapsy, Choice(outcome="all"), every=True))
    assert (row["k"], row["papers"], len(table)) == (900, 480, 900)
    expected = _pymare(table)
    assert {name: row[name] for name in expected} == pytest.approx(expected, abs=5e-4)
    assert [round(row[name], 4) for name in ("estimate", "low", "high", "i2")] == [0.7501, 0.7037, 0.7965, 0.8755]


def test_risk_of_bias_in_metapsy_as_pymare_pools_it(metapsy: Store, table: list[dict[str, str]]) -> None:
    _, *groups = rows(pooling(metapsy, Choice(outcome="all"), every=True, by="overall"))
    codes = {"low": ("4",), "some": ("3",), "high": ("0", "1", "2")}
    found = {row["group"]: row for row in groups}
    means = {}
    for name, code in codes.items():
        own = [row for row in table if row["rob"] in code]
        means[name] = _pymare(own)
        assert found[name]["k"] == len(own)
        assert found[name]["estimate"] == pytest.approx(means[name]["estimate"], abs=5e-4)
    assert found["high"]["against"] == "low"
    assert found["high"]["difference"] == pytest.approx(means["high"]["estimate"] - means["low"]["estimate"], abs=1e-3)


def test_statsmodels_pools_the_studies_of_metapsy_alike(metapsy: Store) -> None:
    """With tau2 given, the mean and its normal standard error follow; the papers are those of `studies`."""
    found = pooling(metapsy, Choice(outcome="all"))
    (whole,) = found.pools
    effects, errors = (np.array([getattr(one, name) for one in whole.studies]) for name in ("effect", "standard_error"))
    assert whole.mean is not None
    weights = 1 / (errors**2 + whole.mean.tau2)
    meta = pytest.importorskip("statsmodels.stats.meta_analysis")
    paule = meta.combine_effects(effects, errors**2, method_re="iterated", use_t=True)
    assert whole.mean.estimate == pytest.approx(np.average(effects, weights=weights))
    assert whole.mean.estimate == pytest.approx(float(paule.mean_effect_re), abs=0.02)
    assert whole.mean.common == pytest.approx(float(paule.mean_effect_fe))
    assert whole.mean.q == pytest.approx(float(paule.q))


def test_what_is_said_below_the_table(trial: Any, stored: Any, smd: Any) -> None:
    """Each outcome and scale has its own counts of what a flaw takes away."""
    ratio = {"measure": "OR", "value": "0.5", "ci": ["0.25", "1"]}
    store = stored(
        trial("a-1", [smd("-0.5")], flaws={"spin": "present"}), trial("b-2", [smd("-0.4")]),
        trial("c-3", [ratio], flaws={"spin": "present"}), trial("d-4", [ratio], flaws={"spin": "likely-present"}),
    )  # fmt: skip
    said = [*lines(pooling(store, exclude=["spin"]), "benefit", None)]
    assert "- pain, OR, spin: 2 excluded; none is left." in said
    assert "- pain intensity, SMD, spin: 1 excluded; 1 of the 1 kept were never judged present or absent for it." in said
    assert said[0] == "Above 0 (ratios: above 1) the experimental arm does better, whatever the direction of the score."
    assert not any(line.startswith(("Left out", "Of ")) for line in said)
