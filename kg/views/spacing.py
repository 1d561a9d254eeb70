"""Boxes in a bounded field: spread evenly, then moved apart. Near linear in their number; the same boxes, the same places.

A box is a centre and half its width and height. The field reaches from -bound to bound. Only boxes in neighbouring cells of
a grid are compared, so the pairs examined grow with the boxes and not with their square.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

__all__ = ["gather", "near", "overlaps", "separate", "spread"]

Array = NDArray[np.float64]
Places = NDArray[np.int64]

GOLDEN = np.pi * (3 - np.sqrt(5))
LOOSE = 0.75  # of the room a box has in its own rectangle, the part it may stray from the middle
UNEVEN = 0.08  # how far from half of the room the field may be cut
ROUNDS = 160
SEED = 2021
ROW = 1.2  # width of a row of boxes that stand together, measured by the root of what they all take
TURN = 0.05  # part of the pairs that part the longer way
LISTED = 8  # rounds for which a list of pairs that may touch is used
KEEP = 0.25  # how much wider the boxes of that list are, by the median box
SLACK = 0.3  # an overlap this small is none
RING = 12  # steps from the middle to the rim of the square in which a free place is sought


def spread(wish: Array, half: Array, bound: Array) -> Array:
    """Centres all over the field, in the order of `wish` from left to right and from top to bottom.

    The field is cut in two, again and again, where about half of the room they take lies on either side, until each box has a
    rectangle of its own. In it the box stands somewhat off the middle: a lattice would show lines that mean nothing.
    """
    at = np.zeros_like(wish)
    if not len(at):
        return at
    chance = np.random.default_rng(SEED)
    stray = chance.uniform(-LOOSE, LOOSE, wish.shape).tolist()
    uneven = iter(chance.uniform(-UNEVEN, UNEVEN, len(at)).tolist())
    shape, room = half.mean(axis=0).tolist(), half.prod(axis=1)
    wishes, halves, rooms = wish.tolist(), half.tolist(), room.tolist()
    open_ = [(list(range(len(at))), (-bound).tolist(), bound.tolist())]
    while open_:  # most boxes are met in small companies, where Python's own numbers are quicker than arrays
        members, low, high = open_.pop()
        if len(members) == 1:
            one = members[0]
            at[one] = [
                (low[axis] + high[axis]) / 2 + stray[one][axis] * max((high[axis] - low[axis]) / 2 - halves[one][axis], 0.0)
                for axis in (0, 1)
            ]
            continue
        axis = 0 if (high[0] - low[0]) / shape[0] >= (high[1] - low[1]) / shape[1] else 1
        members.sort(key=lambda one: wishes[one][axis])
        grown = list(accumulate(rooms[one] for one in members))
        about = grown[-1] * (0.5 + next(uneven))
        after = min(bisect_left(grown, about), len(grown) - 1)
        nearest = after - 1 if after and about - grown[after - 1] <= grown[after] - about else after
        cut = min(nearest + 1, len(members) - 1)
        border = low[axis] + (high[axis] - low[axis]) * grown[cut - 1] / grown[-1]
        first, second = high.copy(), low.copy()
        first[axis] = second[axis] = border
        open_ += [(members[:cut], low, first), (members[cut:], second, high)]
    return at


def gather(half: Array, host: Places) -> tuple[Array, Array]:
    """Boxes that stand together: each that has another for `host` in rows over that.

    Given are the centre of each box, counted from the middle of its company, and half the width and height of each company,
    in the order of the hosts.
    """
    at = [[0.0, 0.0] for _ in range(len(half))]
    guests: dict[int, list[int]] = {place: [] for place in np.flatnonzero(host == np.arange(len(host))).tolist()}
    for guest in np.flatnonzero(host != np.arange(len(host))).tolist():
        guests[int(host[guest])].append(guest)
    sizes = half.tolist()  # companies are small: Python's own numbers are quicker than arrays of three
    whole = [sizes[place] for place in guests]
    for turn, (place, members) in enumerate(guests.items()):
        if members:
            whole[turn] = _company(sizes, place, members, at)
    return np.array(at).reshape(-1, 2), np.array(whole).reshape(-1, 2)


def _company(sizes: list[list[float]], place: int, members: list[int], at: list[list[float]]) -> list[float]:
    """Half the size of a company, its `members` in rows over the one at `place`; their centres are put into `at`."""
    room = sum(sizes[one][0] * sizes[one][1] for one in (place, *members))
    most = max(sizes[place][0], ROW * room**0.5)
    width, top = sizes[place][0], -sizes[place][1]
    start = 0
    while start < len(members):
        long, end = sizes[members[start]][0], start + 1
        while end < len(members) and long + sizes[members[end]][0] <= most:
            long += sizes[members[end]][0]
            end += 1
        high = max(sizes[one][1] for one in members[start:end])
        left = -long
        for one in members[start:end]:
            at[one] = [left + sizes[one][0], top - high]
            left += 2 * sizes[one][0]
        width, top, start = max(width, long), top - 2 * high, end
    middle = (sizes[place][1] + top) / 2
    for one in (place, *members):
        at[one][1] -= middle
    return [width, (sizes[place][1] - top) / 2]


def near(at: Array, half: Array) -> tuple[Places, Places]:
    """The pairs that may touch, each once: boxes whose centres lie in the same or in neighbouring cells of a grid.

    There is a grid for every level of size, twice as wide as the one before: each box is compared with those of its own level
    and above, so that a few large boxes do not make wide cells full of small ones.
    """
    ones, others = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    level = np.ceil(np.log2(half.max(axis=1)))
    for size in np.unique(level).tolist():
        here, there = np.flatnonzero(level <= size), np.flatnonzero(level == size)
        cell = ((at[here] - at.min(axis=0)) // (half[here].max(axis=0) + half[there].max(axis=0))).astype(np.int64)
        row = int(cell[:, 0].max()) + 2  # one more than there are, so that the last cell of a row has none of the next beside it
        key = cell[:, 1] * row + cell[:, 0]
        theirs = key[level[here] == size]
        there, theirs = there[np.argsort(theirs, kind="stable")], np.sort(theirs)
        for step in (-row, 0, row):  # three cells side by side are one run of those sorted by row
            first = np.searchsorted(theirs, key + step - 1)
            runs = np.searchsorted(theirs, key + step + 1, "right") - first
            one = np.repeat(here, runs)
            other = there[np.arange(len(one)) + np.repeat(first - (np.cumsum(runs) - runs), runs)]
            once = (level[one] < size) | (one < other)
            ones.append(one[once])
            others.append(other[once])
    return np.concatenate(ones), np.concatenate(others)


def overlaps(at: Array, half: Array) -> tuple[Places, Places]:
    """The pairs that overlap by more than SLACK, each once."""
    return _touching(at, half, *near(at, half))


def _touching(at: Array, half: Array, one: Places, other: Places) -> tuple[Places, Places]:
    """Of these pairs those that overlap by more than SLACK."""
    across = half[one, 0] + half[other, 0] - np.abs(at[one, 0] - at[other, 0]) > SLACK
    one, other = one[across], other[across]
    down = half[one, 1] + half[other, 1] - np.abs(at[one, 1] - at[other, 1]) > SLACK
    return one[down], other[down]


def separate(at: Array, half: Array, bound: Array) -> Array:
    """The boxes moved apart until none overlaps another; they stay in the field where it has room for them."""
    if not len(at):
        return at
    limit, size = np.maximum(bound - half, 0.0), half.prod(axis=1)
    chance = np.random.default_rng(SEED)
    angle = np.arange(len(at)) * GOLDEN
    tilt = np.stack([np.cos(angle), np.sin(angle)], axis=1)  # boxes at one point need a direction to part in
    at = np.clip(at + 0.01 * tilt, -limit, limit)
    wide = half + KEEP * np.median(half)
    for turn in range(ROUNDS):
        if turn % LISTED == 0:  # the pairs that may come to touch in the next rounds
            listed = near(at, wide)
        one, other = _touching(at, half, *listed)
        if not len(one):
            one, other = overlaps(at, half)
        if not len(one):
            return at
        apart = at[one] - at[other]
        over = half[one] + half[other] - np.abs(apart)
        across = np.argmin(over, axis=1)  # a pair parts along its shorter overlap, and now and then, lest it jam, the other way
        across = np.where(chance.random(len(one)) < TURN, 1 - across, across)
        pick = np.arange(len(one))
        push = np.zeros_like(apart)
        push[pick, across] = (over * np.where(apart < 0, -1.0, 1.0))[pick, across]
        share = size[other] / (size[one] + size[other])  # the smaller gives way
        touched = np.sqrt(np.maximum(np.bincount(one, minlength=len(at)) + np.bincount(other, minlength=len(at)), 1))
        for axis in (0, 1):
            first = np.bincount(one, push[:, axis] * share, len(at))
            at[:, axis] += (first - np.bincount(other, push[:, axis] * (1 - share), len(at))) / touched
        at = np.clip(at, -limit, limit)
    return _settle(at, half, bound)


def _settle(at: Array, half: Array, bound: Array) -> Array:
    """The boxes from the largest to the smallest: each that overlaps a larger one is put at the nearest place still free."""
    at = at.copy()
    order = np.argsort(-half.prod(axis=1), kind="stable")
    rank = np.argsort(order)
    one, other = overlaps(at, half)
    larger: dict[int, list[int]] = {}
    for a, b in zip(one.tolist(), other.tolist(), strict=True):
        larger.setdefault(a if rank[a] > rank[b] else b, []).append(b if rank[a] > rank[b] else a)
    moved: set[int] = set()
    for turn, place in enumerate(order.tolist()):
        by = [*moved, *larger.get(place, ())]
        if by and ((half[by] + half[place] - np.abs(at[by] - at[place])).min(axis=1) > SLACK).any():
            before = order[:turn]
            at[place] = _free(at[before], half[before], at[place], half[place], bound)
            moved.add(place)
    return at


def _free(at: Array, half: Array, wish: Array, box: Array, bound: Array) -> Array:
    """A place near `wish` where the box touches none of the others; below them all where the field has none."""
    steps = np.arange(-RING, RING + 1)
    offsets = np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2)
    offsets = offsets[np.argsort((offsets**2).sum(axis=1), kind="stable")]
    limit = np.maximum(bound - box, 0.0)
    reach = 2.0 * half.max(axis=0)
    while (reach < 4 * bound).any():
        tried = wish + offsets * reach / RING
        tried = tried[(np.abs(tried) <= limit).all(axis=1)]
        by = (np.abs(at - wish) < half + box + reach).all(axis=1)
        beside, below = (np.abs(tried[:, None, axis] - at[by, axis]) >= half[by, axis] + box[axis] for axis in (0, 1))
        clear = (beside | below).all(axis=1)
        if clear.any():
            return np.asarray(tried[np.argmax(clear)])
        reach = reach * 2
    return np.array([wish[0], float((at + half)[:, 1].max()) + box[1]])
