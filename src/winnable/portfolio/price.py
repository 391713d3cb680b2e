"""What one more week of a skill would add, and which pursuit: the difference of two plans, one of them with that week."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import inf

import numpy as np

from winnable.portfolio.choice import Slot
from winnable.portfolio.highs import Patience, Watch
from winnable.portfolio.planning import NEAR, SAME, STRETCH, Plan, Standing, around, improved, opened
from winnable.portfolio.programme import Column

WEEK = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What another plan does otherwise: opportunities taken up, given up, and decided in another way."""

    added: tuple[Column, ...] = ()
    dropped: tuple[Column, ...] = ()
    changed: tuple[tuple[Column, Column], ...] = ()
    moved: tuple[tuple[Column, Column], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What one more week in a slot is worth. `adds` is the difference of two plans, None where the second was not sought;
    `at_most` holds for any plan with that week. `proven`: neither plan can be better, so that the difference is exact."""

    slot: Slot
    used: float
    weeks: float
    at_most: float
    adds: float | None = None
    proven: bool = False
    difference: Difference = Difference()


def difference(before: Plan | dict[str, Column], after: Plan | dict[str, Column]) -> Difference:
    """What `after` does otherwise than `before`."""
    old, new = (dict(p.columns) if isinstance(p, Plan) else p for p in (before, after))
    both = [(old[key], new[key]) for key in old if key in new]
    return Difference(
        added=tuple(new[key] for key in new if key not in old),
        dropped=tuple(old[key] for key in old if key not in new),
        changed=tuple((a, b) for a, b in both if a.choice.decision != b.choice.decision),
        moved=tuple((a, b) for a, b in both if a.choice.decision == b.choice.decision and a.start != b.start),
    )


def prices(plan: Plan, watch: Watch | None = None, *, most: int = 40, gap: float = 1e-6) -> tuple[Price, ...]:
    """The price of a week in every slot, dearest by the relaxation first; the first `most` are measured while time lasts."""
    watch = watch or Patience()
    bare = sorted(_bare(plan), key=lambda found: (-found[2], -(found[1].used / max(found[1].weeks, 1e-9)), str(found[1].slot)))
    result = []
    for number, (standing, price, _) in enumerate(bare):
        wanted = number < most and watch.left() > 0
        result.append(
            _measured(standing, price, watch, watch.left() / max(min(most, len(bare)) - number, 1), gap) if wanted else price
        )
    return tuple(sorted(result, key=lambda price: (-(price.adds or 0.0), -price.at_most)))


def _bare(plan: Plan) -> Iterator[tuple[Standing, Price, float]]:
    for standing in plan.standings:
        if standing.chosen is None or standing.relaxation is None:
            continue
        used = standing.block.use[standing.chosen].sum(axis=0)
        for n, slot in enumerate(standing.block.slots):
            dual = float(standing.relaxation.prices[n])
            at_most = standing.relaxation.bound + dual * WEEK - standing.value
            yield standing, Price(slot=slot, used=float(used[n]), weeks=float(standing.block.weeks[n]), at_most=at_most), dual


def _measured(standing: Standing, price: Price, watch: Watch, seconds: float, gap: float) -> Price:
    """The same with the week added: planned as a whole where the plan is proven, else around that period."""
    at = standing.block.slots.index(price.slot)
    weeks = standing.block.weeks.copy()
    weeks[at] += WEEK
    wider = opened(replace(standing.block, weeks=weeks), standing.chosen)
    sure = standing.doubt <= gap * abs(standing.bound)
    if not sure or seconds < inf:
        begin = max(price.slot.period - STRETCH // 2 + 1, 0)
        near = wider.relaxation.reduced >= -NEAR * abs(wider.bound) if wider.relaxation else np.array([])
        wider = around(wider, begin, begin + STRETCH, near, watch, seconds / 3)
    if sure:
        wider = improved(wider, _Slice(watch, seconds), gap)
    gain = wider.value - standing.value
    gain = gain if gain > max(SAME, 1e-9 * abs(standing.value)) else 0.0
    return replace(
        price,
        adds=gain,
        at_most=max(min(price.at_most, wider.bound - standing.value), gain),
        proven=sure and wider.doubt <= gap * abs(wider.bound),
        difference=difference(_taken(standing), _taken(wider)) if gain else Difference(),
    )


def _taken(standing: Standing) -> dict[str, Column]:
    chosen = standing.chosen if standing.chosen is not None else ()
    return {standing.block.columns[n].key: standing.block.columns[n] for n in chosen}


class _Slice:
    """Part of a watch's time; what happens in it is not told."""

    def __init__(self, watch: Watch, seconds: float) -> None:
        self._watch = watch
        self._end = watch.left() - seconds if seconds < inf else 0.0

    def left(self) -> float:
        return self._watch.left() - self._end

    def tell(self, value: float, bound: float) -> None:
        pass
