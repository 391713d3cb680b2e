"""A seller whose truth is known: deals drawn by the core's own formula from a true profile, and what is believed instead."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from tests.core.worlds import criterion, profile

from winnable.core.assessment import assess
from winnable.core.columns import ColumnMap, Use
from winnable.core.finding import Finding, settled
from winnable.core.profile import Criterion, Curve, Profile
from winnable.learning.answers import Floats, answers_of
from winnable.learning.changes import Revision, revised
from winnable.learning.history import History
from winnable.learning.learned import Learned, Stated, Task, learn
from winnable.learning.revision import revise
from winnable.learning.tasks import task_of

Cells = Mapping[str, tuple[str | float | None, ...]]
REVENUE = Curve(
    unit="EUR", points=((0, -1.1), (150e6, 0), (300e6, 0.9)), shares=((20e6, 0.2), (100e6, 0.25), (200e6, 0.3), (400e6, 0.25))
)
TRUE = profile(
    criterion("portal", ("yes_portal", 0.8, 0.5), ("none", -0.8, 0.5)),
    criterion("complexity", ("high", 0.5, 0.4), ("middle", 0.1, 0.3), ("low", -0.77, 0.3)),
    criterion("price", ("accepts", 0.3, 0.5), ("refuses", -0.3, 0.5)),
    criterion("access", ("direct", 1.2, 0.5), ("through_others", -1.2, 0.5), theme="buyers"),
    criterion("sponsor", ("named", 0.9, 0.4), ("unnamed", -0.6, 0.6), theme="buyers"),
    criterion("revenue", answers=(), curve=REVENUE, given=True),
)


def reweighed(believed: Profile, by: float) -> Profile:
    """A profile with all its weights multiplied."""
    return replace(believed, criteria=tuple(_times(c, by) for c in believed.criteria))


def _times(one: Criterion, by: float) -> Criterion:
    answers = tuple(replace(a, weight=a.weight * by) for a in one.answers)
    curve = one.curve and replace(one.curve, points=tuple((x, w * by) for x, w in one.curve.points))
    return replace(one, answers=answers, curve=curve)


def changed(believed: Profile, key: str, **more: object) -> Profile:
    """A profile with one criterion changed; `weights` are new ones in the order of its answers."""
    weights = more.pop("weights", None)
    one = next(c for c in believed.criteria if c.key == key)
    if weights is not None:
        more["answers"] = tuple(replace(a, weight=w) for a, w in zip(one.answers, weights, strict=True))
    return replace(believed, criteria=tuple(replace(c, **more) if c.key == key else c for c in believed.criteria))


def drawn(true: Profile, size: int, seed: int = 0, unknown: float = 0.15) -> Cells:
    """What deals of this seller answer: by the shares of the true profile, some of it still unknown."""
    rng = np.random.default_rng(seed)
    cells: dict[str, tuple[str | float | None, ...]] = {}
    for one in true.criteria:
        if one.curve is not None:
            picked = rng.choice([x for x, _ in one.curve.shares], size, p=[s for _, s in one.curve.shares])
            found: list[str | float | None] = [float(f"{x:.3g}") for x in picked * rng.uniform(0.6, 1.4, size)]
        else:
            found = [str(k) for k in rng.choice([a.key for a in one.answers], size, p=[a.share for a in one.answers])]
        gone = rng.random(size) < unknown
        cells[one.key] = tuple(None if out else cell for cell, out in zip(found, gone, strict=True))
    return cells


def chances_by(believed: Profile, cells: Cells) -> Floats:
    """The chance of every deal as the core assesses it."""
    columns = [cells.get(c.key) for c in believed.criteria]
    size = len(next(iter(cells.values())))
    out = []
    for i in range(size):
        findings = {}
        for one, column in zip(believed.criteria, columns, strict=True):
            cell = None if column is None else column[i]
            unknown = Finding(criterion=one.key, state="unknown", blank=column is not None)
            findings[one.key] = unknown if cell is None else settled(one.key, cell)
        out.append(assess(believed, findings).probability)
    return np.array(out)


@dataclass(frozen=True)
class Sold:
    """Deals with their outcomes, and what was learned from them."""

    cells: Cells
    history: History
    columns: ColumnMap
    task: Task
    learned: Learned
    revision: Revision
    believed: Profile

    @property
    def after(self) -> Profile:
        """With every change, those that history is not sure of too."""
        return revised(self.believed, self.revision, [c.key for c in self.revision.changes])

    @property
    def written(self) -> Profile:
        """With what is written unless one asks for more."""
        return revised(self.believed, self.revision)

    def support(self, key: str, place: str):
        change = self.revision.change(key)
        assert change is not None, f"no change of {key}"
        return next(s for s in change.supports if s.place == place)


def history_from(cells: Cells, won: Floats, columns: ColumnMap) -> History:
    size = len(won)
    blank = ("",) * size
    return History(
        name="deals.csv",
        keys=tuple(map(str, range(size))),
        outcomes=tuple("won" if w else "lost" for w in won),
        created=(None,) * size,
        closed=(None,) * size,
        accounts=blank,
        teams=blank,
        owners=blank,
        stages=blank,
        amounts=(None,) * size,
        columns={name: cells[name] for name in columns.columns},
    )


def map_of(believed: Profile, cells: Cells) -> ColumnMap:
    """Each criterion by a column of its name; columns without a criterion are learned."""
    uses = {}
    for name, column in cells.items():
        one = next((c for c in believed.criteria if c.key == name), None)
        if one is None:
            uses[name] = Use(learn="category" if any(isinstance(cell, str) for cell in column) else "number")
        else:
            uses[name] = Use(criterion=name, answers={a.key: a.key for a in one.answers})
    return ColumnMap(columns=uses)


def sold(believed: Profile, cells: Cells, chances: Floats, seed: int = 0) -> Sold:
    """Outcomes drawn by the chances, learned from, and turned into a revision of what is believed."""
    won = (np.random.default_rng(seed + 1000).random(len(chances)) < chances).astype(float)
    return sold_as(believed, cells, won)


def sold_as(believed: Profile, cells: Cells, won: Floats) -> Sold:
    """The same with given outcomes."""
    columns = map_of(believed, cells)
    history = history_from(cells, won, columns)
    task = task_of(history, answers_of(history, columns, believed))
    stated = Stated(chance=believed.prior.chance)
    learned = learn(task, stated)
    revision = revise(learned, task, believed, stated, history.name)
    return Sold(cells, history, columns, task, learned, revision, believed)
