"""Exchanges: one or two choices give way to others that bring more together. Quick, and blind to anything larger."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from winnable.portfolio.programme import Block, Indexes, Numbers


def exchanged(
    block: Block, chosen: Indexes, near: NDArray[np.bool_], orders: Sequence[Numbers], go_on: Callable[[], bool]
) -> Indexes:
    """The same choice after every exchange with `near` columns that pays; what comes in is tried in each of `orders`."""
    current = [int(n) for n in chosen]
    while go_on() and (better := _one(block, current, near, orders, go_on)) is not None:
        current = better
    return np.array(sorted(current), dtype=np.int64)


def _one(
    block: Block, chosen: list[int], near: NDArray[np.bool_], orders: Sequence[Numbers], go_on: Callable[[], bool]
) -> list[int] | None:
    """The first exchange that pays; None when there is none, or no time."""
    total = block.use[chosen].sum(axis=0)
    for out in _ways_out(block, chosen):
        if not go_on():
            return None
        gone = [chosen[place] for place in out]
        kept = [n for place, n in enumerate(chosen) if place not in out]
        left = block.weeks - total + block.use[gone].sum(axis=0)
        fitting = np.flatnonzero(near & ~np.isin(block.owners, block.owners[kept]) & (block.use <= left + 1e-9).all(axis=1))
        for order in orders:
            coming = _filled(block, fitting[np.argsort(-order[fitting], kind="stable")], left)
            if block.values[coming].sum() > block.values[gone].sum() + 1e-6:
                return [*kept, *coming]
    return None


def _ways_out(block: Block, chosen: list[int]) -> Iterator[tuple[int, ...]]:
    """Each choice alone, then two that work in a common slot; what must be chosen stays."""
    free = [place for place, n in enumerate(chosen) if int(block.owners[n]) not in block.forced]
    yield from ((place,) for place in free)
    works = (block.use[chosen] > 0).astype(np.float64)
    meet = works @ works.T > 0
    yield from ((a, b) for a in free for b in free if b < a and meet[a, b])


def _filled(block: Block, order: Indexes, left: Numbers) -> list[int]:
    coming: list[int] = []
    taken: set[int] = set()
    for n in order:
        owner = int(block.owners[n])
        if owner not in taken and (block.use[n] <= left + 1e-9).all():
            coming.append(int(n))
            taken.add(owner)
            left = left - block.use[n]
    return coming
