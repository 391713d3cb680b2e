"""Finds the best plan, and says how far from the best it may be.

Each block goes through several ways, the blocks with most money in doubt first, until all of it together is proven to the gap
that is asked for or time is up: the columns that the relaxation likes, at the root of the tree only, which lowers the bound;
one or two choices exchanged for others; the few columns that the relaxation likes best; what stands around a stretch of periods
chosen anew, the rest kept; all columns that could still be part of a better plan. What a reduced cost rules out is ruled out
for sure, so that the bound holds although most columns are never looked at.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import inf

import numpy as np

from winnable.portfolio.exchange import exchanged
from winnable.portfolio.greedy import as_early_as_possible, by_value_per_week, fill
from winnable.portfolio.highs import Patience, Relaxation, Watch, relax, search
from winnable.portfolio.programme import Block, Column, Indexes

CLOSE = 2e-4  # of the bound: a column that costs more than this is rarely chosen, when the capacity is tight
NEARER = 1e-3
NEAR = 2e-3
SAME = 1e-6  # money; less is no difference
STRETCH = 4  # periods chosen anew together
FEW = 1500  # columns that are searched whole at once
AT_ONCE = 2  # blocks side by side; the same on every machine, so that the plan is


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """How far the search has come in one block. `chosen` is None while nothing that fits is known."""

    block: Block
    relaxation: Relaxation | None
    chosen: Indexes | None
    bound: float

    @property
    def value(self) -> float:
        """What the best choice so far is worth."""
        return self.block.worth(self.chosen) if self.chosen is not None else -inf

    @property
    def doubt(self) -> float:
        """Money by which the best plan may be better."""
        least = max(SAME, 1e-9 * abs(self.bound))
        return self.bound - self.value if self.bound - self.value > least else 0.0


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Plan:
    """The best plan that was found: the columns chosen, what they are worth together, and what no plan can exceed."""

    standings: tuple[Standing, ...]
    columns: Mapping[str, Column] = field(default_factory=dict)

    @property
    def value(self) -> float:
        """What the plan is worth in the measure that it was chosen by."""
        return sum(standing.value for standing in self.standings)

    @property
    def bound(self) -> float:
        """What no plan can exceed."""
        return sum(standing.bound for standing in self.standings)

    @property
    def expected_value(self) -> float:
        """What the plan brings on average."""
        return sum(column.choice.expected_value for column in self.columns.values())

    @property
    def gap(self) -> float:
        """Share of the bound that the best plan may be better."""
        doubt = sum(standing.doubt for standing in self.standings)
        return doubt / abs(self.bound) if doubt else 0.0

    @property
    def possible(self) -> bool:
        """Whether anything that meets every condition was found."""
        return all(standing.chosen is not None for standing in self.standings)


Step = Callable[[Standing], Standing]
Each = Callable[[Step, Sequence[Standing]], Iterable[Standing]]  # as `map`; the shell may do several at once


def plan(
    blocks: Sequence[Block], watch: Watch | None = None, *, gap: float = 1e-4, kept: Collection[Standing] = (), each: Each = map
) -> Plan:
    """The best plan for these blocks, proven to `gap` (a share of its value) or the best when the watch ran out.

    `kept` are standings of blocks that stay as they are. `each` does a step for up to AT_ONCE blocks.
    """
    watch = watch or Patience()
    standings = [*kept, *(_opened(block) for block in blocks)]
    _tell(standings, watch)
    for way, part in WAYS:
        doubtful = _doubtful(standings, gap)
        spare = watch.left() * (1 - part)
        for begin in range(0, len(doubtful), AT_ONCE):
            if _proven(standings, gap) or watch.left() <= 0:
                break
            turns = -(-(len(doubtful) - begin) // AT_ONCE)
            seconds = max(watch.left() - spare, 0.0) / turns if spare < inf else inf
            places = doubtful[begin : begin + AT_ONCE]
            stepped = each(_step(way, watch, seconds, gap), [standings[n] for n in places])
            for place, standing in zip(places, stepped, strict=True):
                standings[place] = standing
            _tell(standings, watch)
    return _read(standings)


def _doubtful(standings: Sequence[Standing], gap: float) -> list[int]:
    """Where the time goes: blocks that are not within the gap, most money in doubt first. The gap of the whole is the mean of
    theirs, so that the others may stay as they are."""
    found = [n for n, s in enumerate(standings) if s.doubt > gap * abs(s.bound)]
    return sorted(found, key=lambda n: -standings[n].doubt)


def _step(way: "Way", watch: Watch, seconds: float, gap: float) -> Step:
    return lambda standing: way(standing, watch, seconds, gap)


def improved(standing: Standing, watch: Watch, gap: float = 0.0) -> Standing:
    """One block on its own, as far as the watch allows."""
    return plan((), watch, gap=gap, kept=(standing,)).standings[0]


def opened(block: Block, start: Indexes | None = None) -> Standing:
    """A block at the beginning: what the relaxation says, and `start` or the first plan that fits."""
    standing = _opened(block)
    if start is None or not block.fits(start) or (standing.chosen is not None and standing.value > block.worth(start)):
        return standing
    return replace(standing, chosen=start)


def _opened(block: Block) -> Standing:
    relaxation = relax(block) if block.columns else None
    chosen = by_value_per_week(block)
    if relaxation is not None:
        liked = np.argsort(-relaxation.reduced, kind="stable")
        other = fill(block, liked)
        chosen = max(chosen, other, key=lambda columns: (_meets(block, columns), block.worth(columns)))
    known = chosen if _meets(block, chosen) else None
    bound = relaxation.bound if relaxation is not None else (-inf if block.forced else 0.0)
    return Standing(block, relaxation, known, bound)


def _meets(block: Block, chosen: Indexes) -> bool:
    return block.forced <= set(block.owners[chosen].tolist())


def _proven(standings: Sequence[Standing], gap: float) -> bool:
    doubt, bound = sum(s.doubt for s in standings), sum(s.bound for s in standings)
    return doubt <= gap * abs(bound)


def _tell(standings: Sequence[Standing], watch: Watch) -> None:
    watch.tell(sum(s.value for s in standings), sum(s.bound for s in standings))


Way = Callable[[Standing, Watch, float, float], Standing]


def _nearer(standing: Standing, watch: Watch, seconds: float, gap: float) -> Standing:
    return _at_the_root(standing, NEARER, None, watch, seconds, gap)


def _near(standing: Standing, watch: Watch, seconds: float, gap: float) -> Standing:
    return _at_the_root(standing, NEAR, standing.chosen, watch, seconds, gap)


def _at_the_root(standing: Standing, share: float, start: Indexes | None, watch: Watch, seconds: float, gap: float) -> Standing:
    """Cuts and what rounding comes to; not where sampled outcomes count, whose many rows make each cut dear."""
    if standing.block.risk.weight or (len(standing.block.columns) <= FEW and seconds == inf):
        return standing
    return _among(standing, share * abs(standing.bound), start, watch, seconds, gap / 2, briefly=True)


def _close(standing: Standing, watch: Watch, seconds: float, gap: float) -> Standing:
    if len(standing.block.columns) <= FEW and seconds == inf:
        return standing
    return _among(standing, CLOSE * abs(standing.bound), standing.chosen, watch, seconds, max(gap, 1e-3))


def _whole(standing: Standing, watch: Watch, seconds: float, gap: float) -> Standing:
    return _among(standing, _at_stake(standing), standing.chosen, watch, seconds, gap)


def _at_stake(standing: Standing) -> float:
    """What a column may cost and still be part of a better plan. Reduced costs count from the bound of the relaxation: from a
    bound that cuts have lowered since they would rule out too much for a proof, which is worth it only where columns are many.
    """
    if standing.relaxation is not None and len(standing.block.columns) <= FEW:
        return max(standing.relaxation.bound - standing.value, SAME)
    return max(standing.doubt, SAME)


def _among(
    standing: Standing, least: float, start: Indexes | None, watch: Watch, seconds: float, gap: float, *, briefly: bool = False
) -> Standing:
    """Search the columns that the relaxation does not rule out, given that a plan may cost `least` against its bound.

    To begin at `start` bars what is worse, which at first only keeps the search from finding its way.
    """
    block, relaxation = standing.block, standing.relaxation
    if relaxation is None:
        return standing
    open_ = relaxation.reduced >= -least - SAME
    if standing.chosen is not None:
        open_[standing.chosen] = True
    nothing = np.array([], dtype=np.int64)
    found = search(block, np.flatnonzero(open_), nothing, start, watch, seconds, gap, briefly=briefly)
    ruled_out = relaxation.bound - least if not open_.all() else -inf
    best = _better(standing, found.chosen)
    return replace(best, bound=min(standing.bound, max(found.bound, ruled_out, best.value)))


def _exchanges(standing: Standing, watch: Watch, seconds: float, _gap: float) -> Standing:
    """One or two choices for others; only where worths add up, and where trying is quick."""
    block, relaxation, chosen = standing.block, standing.relaxation, standing.chosen
    if relaxation is None or chosen is None or block.risk.weight or len(block.columns) <= FEW:
        return standing
    near = relaxation.reduced >= -NEAR * abs(standing.bound)
    dear = block.use @ relaxation.prices
    per_price = block.values / (dear + 1e-9 * abs(standing.bound) + 1e-9)
    end = watch.left() - seconds if seconds < inf else 0.0
    return _better(standing, exchanged(block, chosen, near, (relaxation.reduced, per_price), lambda: watch.left() > end))


def _stretches(standing: Standing, watch: Watch, seconds: float, _gap: float) -> Standing:
    return _anew(standing, STRETCH, watch, seconds)


def _longer_stretches(standing: Standing, watch: Watch, seconds: float, _gap: float) -> Standing:
    return _anew(standing, 2 * STRETCH, watch, seconds)


def _anew(standing: Standing, stretch: int, watch: Watch, seconds: float) -> Standing:
    """Choose anew around one stretch of periods after another; what lies outside stays."""
    block, relaxation = standing.block, standing.relaxation
    last = max((slot.period for slot in block.slots), default=0) + 1
    if relaxation is None or standing.chosen is None or last <= stretch:
        return standing
    near = relaxation.reduced >= -NEAR * abs(standing.bound)
    begins = range(0, last - stretch + stretch // 2, stretch // 2)
    end = watch.left() - seconds if seconds < inf else 0.0
    for done, begin in enumerate(begins):
        if watch.left() <= end or not standing.doubt:
            break
        part = (watch.left() - end) / (len(begins) - done)
        standing = around(standing, begin, begin + stretch, near, watch, part)
    return standing


def around(
    standing: Standing, begin: int, end: int, near: "np.ndarray[tuple[int], np.dtype[np.bool_]]", watch: Watch, seconds: float
) -> Standing:
    """Choose anew what works in the periods from `begin` to before `end`, among the columns that are `near`."""
    block, chosen = standing.block, standing.chosen
    assert chosen is not None
    inside = np.array([begin - c.choice.lasts < c.start < end for c in (block.columns[n] for n in chosen)], dtype=bool)
    fixed, freed = chosen[~inside], chosen[inside]
    left = block.weeks - block.use[fixed].sum(axis=0)
    fitting = (block.use <= left + 1e-9).all(axis=1) & ~np.isin(block.owners, block.owners[fixed]) & near
    fitting[freed] = True
    if not fitting.any():
        return standing
    return _better(standing, search(block, np.flatnonzero(fitting), fixed, freed, watch, seconds, 1e-4).chosen)


# Each way with the part of the remaining time that all blocks together may spend on it.
WAYS = (
    (_nearer, 0.7),
    (_exchanges, 0.3),
    (_near, 0.8),
    (_exchanges, 0.3),
    (_close, 0.5),
    (_exchanges, 0.3),
    (_stretches, 0.5),
    (_exchanges, 0.3),
    (_stretches, 0.5),
    (_longer_stretches, 0.7),
    (_whole, 1.0),
)


def _better(standing: Standing, chosen: Indexes | None) -> Standing:
    if chosen is None or not _meets(standing.block, chosen) or standing.block.worth(chosen) <= standing.value:
        return standing
    return replace(standing, chosen=chosen)


def _read(standings: Sequence[Standing]) -> Plan:
    settled = [s if s.chosen is None else replace(s, chosen=as_early_as_possible(s.block, s.chosen)) for s in standings]
    columns = {s.block.columns[n].key: s.block.columns[n] for s in settled if s.chosen is not None for n in s.chosen}
    return Plan(standings=tuple(settled), columns=columns)
