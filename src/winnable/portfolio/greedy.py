"""A first plan within milliseconds: the choices that bring most for their share of the weeks there are, wherever they fit."""

from collections.abc import Iterable

import numpy as np

from winnable.portfolio.programme import Block, Indexes


def by_value_per_week(block: Block) -> Indexes:
    """The best value for a week first, each begun as early as it fits."""
    weeks = np.maximum(block.use.sum(axis=1), 1e-9)
    return fill(block, np.argsort(-(block.values / weeks), kind="stable"))


def fill(block: Block, order: Iterable[int], kept: Indexes | None = None) -> Indexes:
    """Beside those that are `kept`, take columns in this order while they fit; those that must be chosen come first."""
    chosen = [] if kept is None else [int(column) for column in kept]
    taken = {int(block.owners[column]) for column in chosen}
    left = block.weeks - block.use[chosen].sum(axis=0)
    for column in sorted(order, key=lambda column: int(block.owners[column]) not in block.forced):
        owner = int(block.owners[column])
        if owner not in taken and (block.use[column] <= left + 1e-9).all():
            chosen.append(int(column))
            taken.add(owner)
            left = left - block.use[column]
    return np.array(chosen, dtype=np.int64)


def as_early_as_possible(block: Block, chosen: Indexes) -> Indexes:
    """The same choices, each begun in the earliest period in which it fits beside the others."""
    begun = {(int(block.owners[n]), id(c.choice), c.start): n for n, c in enumerate(block.columns)}
    left = block.weeks - block.use[chosen].sum(axis=0)
    result = []
    for column in sorted(map(int, chosen), key=lambda n: (block.columns[n].start, block.columns[n].key)):
        left = left + block.use[column]
        owner, choice = int(block.owners[column]), block.columns[column].choice
        starts = (begun.get((owner, id(choice), start)) for start in range(block.columns[column].start))
        earlier = next((n for n in starts if n is not None and (block.use[n] <= left + 1e-9).all()), column)
        left = left - block.use[earlier]
        result.append(earlier)
    return np.array(sorted(result), dtype=np.int64)
