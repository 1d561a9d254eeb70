"""Boxes in a bounded field: spread evenly, then moved apart. Near linear in their number; the same boxes, the same places.

A box is a centre and half its width and height. The field reaches from -bound to bound. Only boxes in neighbouring cells of
a grid are compared, so the pairs examined grow with the boxes and not with their square.
"""

from __future__ import annotations

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
    stray = chance.uniform(-LOOSE, LOOSE, wish.shape)
    shape, room = half.mean(axis=0), half.prod(axis=1)
    open_ = [(np.arange(len(at)), -bound, bound)]
    while open_:
        members, low, high = open_.pop()
        if len(members) == 1:
            spare = np.maximum((high - low) / 2 - half[members[0]], 0.0)
            at[members[0]] = (low + high) / 2 + stray[members[0]] * spare
            continue
        axis = int(np.argmax((high - low) / shape))
        members = members[np.argsort(wish[members, axis], kind="stable")]
        grown = np.cumsum(room[members])
        about = grown[-1] * (0.5 + chance.uniform(-UNEVEN, UNEVEN))
        cut = min(int(np.argmin(np.abs(grown - about))) + 1, len(members) - 1)
        border = low[axis] + (high - low)[axis] * grown[cut - 1] / grown[-1]
        first, second = high.copy(), low.copy()
        first[axis] = second[axis] = border
        open_ += [(members[:cut], low, first), (members[cut:], second, high)]
    return at


def gather(half: Array, host: Places) -> tuple[Array, Array]:
    """Boxes that stand together: each that has another for `host` in rows over that.

    Given are the centre of each box, counted from the middle of its company, and half the width and height of each company,
    in the order of the hosts.
    """
    at = np.zeros_like(half)
    guests: dict[int, list[int]] = {place: [] for place in np.flatnonzero(host == np.arange(len(host))).tolist()}
    for guest in np.flatnonzero(host != np.arange(len(host))).tolist():
        guests[int(host[guest])].append(guest)
    whole = half[list(guests)]
    for turn, (place, members) in enumerate(guests.items()):
        if not members:
            continue
        most = max(half[place, 0], ROW * float(np.sqrt(half[[place, *members]].prod(axis=1).sum())))
        top = -half[place, 1]
        while members:
            row = members[: max(1, int(np.searchsorted(np.cumsum(half[members, 0]), most, "right")))]
            members = members[len(row) :]
            wide, high = half[row, 0], half[row, 1].max()
            at[row] = np.stack([2 * np.cumsum(wide) - wide - wide.sum(), np.full(len(row), top - high)], axis=1)
            whole[turn, 0] = max(whole[turn, 0], wide.sum())
            top -= 2 * high
        company = [place, *guests[place]]
        at[company, 1] -= (half[place, 1] + top) / 2
        whole[turn, 1] = (half[place, 1] - top) / 2
    return at, whole


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
    one, other = near(at, half)
    hit = (half[one] + half[other] - np.abs(at[one] - at[other])).min(axis=1) > SLACK
    return one[hit], other[hit]


def separate(at: Array, half: Array, bound: Array) -> Array:
    """The boxes moved apart until none overlaps another; they stay in the field where it has room for them."""
    limit, size = np.maximum(bound - half, 0.0), half.prod(axis=1)
    chance = np.random.default_rng(SEED)
    turn = np.arange(len(at)) * GOLDEN
    tilt = np.stack([np.cos(turn), np.sin(turn)], axis=1)  # boxes at one point need a direction to part in
    at = np.clip(at + 0.01 * tilt, -limit, limit)
    for _ in range(ROUNDS):
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
