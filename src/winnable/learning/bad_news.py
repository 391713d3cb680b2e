"""How early bad news comes: each deal judged again at every line of its stage history, by what was known that day."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import ceil
from typing import Final, Literal

from winnable.core.columns import ColumnMap, Value
from winnable.core.profile import STAGES, DecisionKey, Profile, Stage
from winnable.core.seller import Seller
from winnable.learning.history import History, Outcome, StageChange
from winnable.learning.replay import Recorded, decider, recorded_of

BANDS: Final = (7, 30, 90)  # days: a week, a month, a quarter; the last band is open
GOES_ON: Final = ("pursue", "pursue_with_partner")
Ending = Literal["turned", "never_pursued", "pursued_to_the_end"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What was known of one deal on one day."""

    deal: int
    at: date
    stage: Stage
    recorded: Recorded


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One deal's course. `days` before its close the recommendation turned away for good: from the turn, or from the first
    day where pursuing was never recommended; None where it was recommended to the end."""

    key: str
    outcome: Outcome
    ending: Ending
    days: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How days are spread: the middle one, and those that a quarter lies below and above."""

    lower: int
    median: int
    upper: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BadNews:
    """All deals of one kind of outcome: how many were warned of, and how many days before their close.

    `bands` count the turns that came at most so many days before, None for more.
    """

    deals: int
    turned: int
    never_pursued: int
    pursued_to_the_end: int
    days: Spread | None
    bands: tuple[tuple[int | None, int], ...]

    @property
    def warned(self) -> float:
        """Share of the deals for which pursuing was not recommended at the end."""
        return (self.turned + self.never_pursued) / self.deals if self.deals else 0.0


def snapshots_of(history: History, columns: ColumnMap, profile: Profile) -> tuple[Snapshot, ...]:
    """What was known at each change before the close; a field keeps its value until another is written.

    Values of the export itself are never used: they are those of the last day.
    """
    seen = tuple(_seen(history))
    names = set(columns.columns) | {use.parent for use in columns.columns.values() if use.parent}
    known = _as_history(history.name, [fields for *_, fields in seen], names)
    recorded = recorded_of(known, columns, profile)
    return tuple(
        Snapshot(deal=deal, at=change.at, stage=_stage(change.stage), recorded=said)
        for (deal, change, _), said in zip(seen, recorded, strict=True)
    )


def _seen(history: History) -> Iterator[tuple[int, StageChange, Mapping[str, Value]]]:
    """Closed deals' changes in time, before the close, with all fields as they stood."""
    for deal, key in enumerate(history.keys):
        closed = history.closed[deal]
        if closed is None or history.outcomes[deal] is None:
            continue
        fields: dict[str, Value] = {}
        for change in sorted(history.changes.get(key, ()), key=lambda c: c.at):
            if change.at < closed:
                fields = {**fields, **change.fields}
                yield deal, change, fields


def _as_history(name: str, rows: Sequence[Mapping[str, Value]], names: set[str]) -> History:
    size = len(rows)
    return History(
        name=name,
        keys=tuple(str(i) for i in range(size)),
        outcomes=(None,) * size,
        created=(None,) * size,
        closed=(None,) * size,
        accounts=("",) * size,
        teams=("",) * size,
        owners=("",) * size,
        stages=("",) * size,
        amounts=(None,) * size,
        columns={column: tuple(row.get(column) for row in rows) for column in names},
    )


def _stage(name: str) -> Stage:
    """The profile's stage of this name; a stage that it does not know is early, when most is still to be paid."""
    return next((stage for stage in STAGES if stage == name.strip().casefold()), "early")


def courses_of(history: History, columns: ColumnMap, profile: Profile, seller: Seller) -> tuple[Course, ...]:
    """The course of every closed deal that has a stage history with fields before its close."""
    decide = decider(profile, seller)
    by_deal: dict[int, list[tuple[date, DecisionKey]]] = {}
    for snapshot in snapshots_of(history, columns, profile):
        by_deal.setdefault(snapshot.deal, []).append((snapshot.at, decide(snapshot.recorded, snapshot.stage)))
    return tuple(_course(history, deal, path) for deal, path in by_deal.items())


def _course(history: History, deal: int, path: Sequence[tuple[date, DecisionKey]]) -> Course:
    closed, outcome = history.closed[deal], history.outcomes[deal]
    assert closed is not None
    assert outcome is not None
    away = len(path)
    while away and path[away - 1][1] not in GOES_ON:
        away -= 1
    ending: Ending = "pursued_to_the_end" if away == len(path) else "turned" if away else "never_pursued"
    days = None if away == len(path) else (closed - path[away][0]).days
    return Course(key=history.keys[deal], outcome=outcome, ending=ending, days=days)


def bad_news_of(courses: Sequence[Course]) -> BadNews:
    """The courses of some deals, counted. `days` are of deals whose recommendation turned."""
    endings = [course.ending for course in courses]
    days = sorted(course.days for course in courses if course.ending == "turned" and course.days is not None)
    return BadNews(
        deals=len(courses),
        turned=endings.count("turned"),
        never_pursued=endings.count("never_pursued"),
        pursued_to_the_end=endings.count("pursued_to_the_end"),
        days=_spread(days) if days else None,
        bands=_banded(days),
    )


def _banded(days: Sequence[int]) -> tuple[tuple[int | None, int], ...]:
    edges = (-1, *BANDS)
    inside = [(upper, sum(lower < day <= upper for day in days)) for lower, upper in pairwise(edges)]
    return (*inside, (None, sum(day > BANDS[-1] for day in days)))


def _spread(days: Sequence[int]) -> Spread:
    """Quantiles that are days which occurred."""
    lower, median, upper = (days[max(ceil(share * len(days)) - 1, 0)] for share in (0.25, 0.5, 0.75))
    return Spread(lower=lower, median=median, upper=upper)
