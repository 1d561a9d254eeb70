"""Exclusive intersections against sets counted one by one."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kg.figures.intersections import intersections

Judged = list[list[bool | None]]  # a row for each flaw, a cell for each paper: present, absent, not judged


@st.composite
def judged(draw: st.DrawFn) -> Judged:
    flaws, papers = draw(st.integers(1, 8)), draw(st.integers(0, 30))
    return [draw(st.lists(st.sampled_from((True, False, None)), min_size=papers, max_size=papers)) for _ in range(flaws)]


@given(judged())
def test_they_are_those_of_plain_sets(cells: Judged) -> None:
    number = len(cells[0])
    expected: dict[frozenset[int], list[int]] = defaultdict(list)
    for paper in range(number):
        expected[frozenset(flaw for flaw, row in enumerate(cells) if row[paper] is True)].append(paper)
    shape = (len(cells), number)
    present = np.array([[cell is True for cell in row] for row in cells], np.bool_).reshape(shape)
    looked = np.array([[cell is not None for cell in row] for row in cells], np.bool_).reshape(shape)

    found = intersections(present, looked)
    assert {frozenset(one.flaws): one.papers.tolist() for one in found} == expected
    for one in found:
        assert one.complete == sum(all(row[paper] is not None for row in cells) for paper in one.papers.tolist())
    sizes = [(-len(one.papers), len(one.flaws), one.flaws) for one in found]
    assert sizes == sorted(sizes)


def test_as_many_flaws_as_bits() -> None:
    present = np.eye(62, dtype=np.bool_)
    found = intersections(present, np.ones_like(present))
    assert [one.flaws for one in found] == [(i,) for i in range(62)]
    assert all(one.complete == 1 for one in found)
