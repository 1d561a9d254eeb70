"""The seed's three effects, the trials of BCG vaccine, and papers made up so that they are right: true values, then rounded."""

from __future__ import annotations

import math
from typing import NamedTuple

import pytest
from hypothesis import strategies as st

from kg.printed import PValue, p_value
from kg.stats.effect import Effect

SEED = (("-7.9", ("-11.0", "-4.7")), ("-5.6", ("-9.1", "-2.1")), ("-5.7", ("-9.1", "-2.2")))


@pytest.fixture(scope="session")
def seed() -> tuple[Effect, ...]:
    """van Dillen 2021: disability, motor skill training minus exercise, after treatment and 6 and 12 months later."""
    return tuple(Effect.printed("MD", value, ci, 95, ("mst", "sfe")) for value, ci in SEED)


# Colditz GA et al. JAMA 1994;271:698-702: with tuberculosis and without, vaccinated; with and without, not vaccinated.
BCG = (
    (4, 119, 11, 128), (6, 300, 29, 274), (3, 228, 11, 209), (62, 13536, 248, 12619), (33, 5036, 47, 5761),
    (180, 1361, 372, 1079), (8, 2537, 10, 619), (505, 87886, 499, 87892), (29, 7470, 45, 7232), (17, 1699, 65, 1600),
    (186, 50448, 141, 27197), (5, 2493, 3, 2338), (27, 16886, 29, 17825),
)  # fmt: skip


@pytest.fixture(scope="session")
def bcg() -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Log risk ratios of tuberculosis after BCG vaccination in 13 trials and their standard errors, from the counts."""
    effects = tuple(math.log(a / (a + b)) - math.log(c / (c + d)) for a, b, c, d in BCG)
    return effects, tuple(math.sqrt(1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)) for a, b, c, d in BCG)


class Paper(NamedTuple):
    """What a paper prints of a comparison: all of it true, rounded."""

    effect: Effect
    p: PValue


@pytest.fixture(scope="session")
def papers() -> st.SearchStrategy[Paper]:
    """Papers that contradict themselves nowhere: normal intervals, p values of the same test, any number of decimals."""

    @st.composite
    def paper(draw: st.DrawFn) -> Paper:
        measure = draw(st.sampled_from(["MD", "SMD", "RD", "OR", "HR"]))
        ratio = measure in ("OR", "HR")
        value = draw(st.floats(-3, 3) if ratio else st.floats(-80, 80))
        error = draw(st.floats(0.01, 1.5) if ratio else st.floats(0.01, 40))
        level, z = draw(st.sampled_from([(90, 1.6448536269514722), (95, 1.959963984540054), (99, 2.5758293035489004)]))
        places = draw(st.integers(1 if ratio else 0, 4))
        numbers = [value, value - z * error, value + z * error]
        texts = [f"{math.exp(number) if ratio else number:.{places}f}" for number in numbers]
        p = math.erfc(abs(value / error) / math.sqrt(2))
        said = [f"={p:.2f}", f"={p:.3f}", f"={p:.5f}"]
        said += [f"<{border}" for border in ("0.05", "0.01", "0.001", "0.0001") if p < float(border)]
        said += [f">{border}" for border in ("0.05", "0.1") if p > float(border)]
        printed = p_value(draw(st.sampled_from(said)))
        assert printed is not None
        ci = texts[1:] if draw(st.booleans()) else texts[:0:-1]
        return Paper(Effect.printed(measure, texts[0], ci, level, ("a", "b")), printed)

    return paper()
