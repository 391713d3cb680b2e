"""Exchanges: one or two choices give way to others that bring more together. Quick, and blind to anything larger."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from winnable.portfolio.programme import Block, Indexes, Numbers


@dataclass(frozen=True, slots=True, eq=False)
class _Some:
    """Some columns of a block, numbered anew, so that nothing else is looked at. `ranks` say when each is tried, by order."""

    columns: Indexes
    owners: Indexes
    values: Numbers
    use: Numbers
    ranks: tuple[Indexes, ...]


def exchanged(
    block: Block, chosen: Indexes, near: NDArray[np.bool_], orders: Sequence[Numbers], go_on: Callable[[], bool]
) -> Indexes:
    """The same choice after every exchange with `near` columns that pays; what comes in is tried in each of `orders`."""
    columns = np.union1d(np.flatnonzero(near), chosen)
    ranks = tuple(np.argsort(np.argsort(-order[columns], kind="stable")) for order in orders)
    some = _Some(columns, block.owners[columns], block.values[columns], block.use[columns], ranks)
    current = [int(n) for n in np.searchsorted(columns, chosen)]
    while go_on() and (better := _one(block, some, current, go_on)) is not None:
        current = better
    return np.sort(columns[current])


def _one(block: Block, some: _Some, chosen: list[int], go_on: Callable[[], bool]) -> list[int] | None:
    """The first exchange that pays; None when there is none, or no time."""
    left = block.weeks - some.use[chosen].sum(axis=0)
    lacking = np.maximum(some.use - left - 1e-9, 0.0)
    free = ~np.isin(some.owners, some.owners[chosen])
    for out in _ways_out(block, some, chosen):
        if not go_on():
            return None
        gone = list(out)
        freed = some.use[gone].sum(axis=0)
        fitting = np.flatnonzero((free | np.isin(some.owners, some.owners[gone])) & (lacking <= freed).all(axis=1))
        for rank in some.ranks:
            coming = _filled(some, fitting[np.argsort(rank[fitting])], left + freed)
            if some.values[coming].sum() > some.values[gone].sum() + 1e-6:
                return [*(n for n in chosen if n not in out), *coming]
    return None


def _ways_out(block: Block, some: _Some, chosen: list[int]) -> Iterator[tuple[int, ...]]:
    """Each choice alone, then two that work in a common slot; what must be chosen stays."""
    free = [n for n in chosen if int(some.owners[n]) not in block.forced]
    yield from ((n,) for n in free)
    works = (some.use[free] > 0).astype(np.float64)
    meet = works @ works.T > 0
    yield from ((a, b) for i, a in enumerate(free) for j, b in enumerate(free[:i]) if meet[i, j])


def _filled(some: _Some, order: Indexes, left: Numbers) -> list[int]:
    """Take what fits, in this order, one for each opportunity."""
    coming: list[int] = []
    while len(order):
        first, rest = int(order[0]), order[1:]
        coming.append(first)
        left = left - some.use[first]
        rest = rest[some.owners[rest] != some.owners[first]]
        order = rest[(some.use[rest] <= left + 1e-9).all(axis=1)]
    return coming
