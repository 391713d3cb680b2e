"""What every deal of a history answers to every criterion, as arrays; and what the profile alone would say of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from winnable.core.assessment import options_of, spread_of
from winnable.core.columns import ColumnMap, Use, Value, text_of
from winnable.core.profile import Criterion, Profile
from winnable.learning.history import History

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
UNKNOWN: Final = -1
FEW_VALUES: Final = 400  # a category with more values than this is a name, not a criterion


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Series:
    """One criterion over all deals.

    `labels` are answers (or the values of a column that has no criterion), `codes` say which one deal i gave (UNKNOWN: none).
    A curve or a number has `numbers` instead (NaN: unknown). `weights` is what the profile makes of each deal's answer,
    in doublings after the theme's discount, 0 where it is unknown or not in the profile. `applies` is how surely the
    criterion counts (0-1). `monotone`: +1 or -1 where the profile lets weights only rise or fall.
    """

    key: str
    column: str
    theme: str
    kind: Literal["answers", "curve", "category", "number"]
    labels: tuple[str, ...]
    codes: Codes
    numbers: Floats | None
    weights: Floats
    applies: Floats
    knots: tuple[float, ...] = ()
    monotone: int = 0

    @property
    def in_profile(self) -> bool:
        """Whether the profile has a criterion for it."""
        return self.kind in ("answers", "curve")

    @property
    def known(self) -> NDArray[np.bool_]:
        """Which deals have an answer."""
        return self.codes != UNKNOWN if self.numbers is None else ~np.isnan(self.numbers)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Answers:
    """All series of a history; `score` is the profile's known part without its prior, in doublings, shape (deals,).

    `doubt` is the variance of what the profile leaves unsettled for each deal, in doublings squared: it pulls chances
    towards 1/2 in every assessment, so learning has to see it too.
    """

    series: tuple[Series, ...]
    score: Floats
    doubt: Floats
    teams: Codes
    team_names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.score)

    def theme_score(self, theme: str) -> Floats:
        """The part of the score that one theme brings."""
        parts = [s.weights * s.applies for s in self.series if s.theme == theme and s.in_profile]
        return np.sum(parts, axis=0) if parts else np.zeros(len(self))


def answers_of(history: History, columns: ColumnMap, profile: Profile | None) -> Answers:
    """Answers of all deals by the map. Columns of one criterion follow each other: the first that says something counts."""
    size = len(history)
    criteria = {c.key: c for c in profile.criteria} if profile else {}
    discounts = {t.key: t.discount for t in profile.themes} if profile else {}
    found: dict[str, Series] = {}
    for name, use in columns.columns.items():
        cells = history.columns[name]
        if use.criterion is not None:
            criterion = criteria[use.criterion]
            one = _of_criterion(name, use, cells, criterion, discounts[criterion.theme])
            found[one.key] = _joined(found[one.key], one) if one.key in found else one
        elif use.learn == "number":
            found[name] = _of_numbers(name, use, cells)
        elif use.learn == "category":
            found[name] = _of_values(name, cells)
            if use.parent and use.parent not in columns.columns:
                found[use.parent] = _of_values(use.parent, history.columns[use.parent])
    series = tuple(_conditioned(s, criteria.get(s.key), found, profile) for s in found.values())
    score = np.sum([s.weights * s.applies for s in series if s.in_profile], axis=0) if series else np.zeros(size)
    score = np.broadcast_to(score, (size,)) + _together(profile, found, discounts, size)
    teams = tuple(sorted({t for t in history.teams if t}))
    place = {t: i for i, t in enumerate(teams)}
    codes = np.array([place.get(t, UNKNOWN) for t in history.teams], dtype=np.int64)
    doubt = _doubt(profile, series, discounts, size)
    return Answers(series=series, score=score, doubt=doubt, teams=codes, team_names=teams)


def _doubt(profile: Profile | None, series: tuple[Series, ...], discounts: Mapping[str, float], size: int) -> Floats:
    known = {s.key: s.known * s.applies + (1 - s.applies) for s in series if s.in_profile}
    total = np.zeros(size)
    for criterion in profile.criteria if profile else ():
        _, variance = spread_of(options_of(criterion))
        total += variance * discounts[criterion.theme] ** 2 * (1 - known.get(criterion.key, np.zeros(size)))
    return total


def _of_criterion(name: str, use: Use, cells: Sequence[Value], criterion: Criterion, discount: float) -> Series:
    size = len(cells)
    everywhere = np.ones(size)
    if criterion.curve is not None:
        numbers = _numbers(cells) * use.factor
        points = criterion.curve.points
        weights = np.interp(numbers, [x for x, _ in points], [w for _, w in points]) * discount
        return Series(
            key=criterion.key,
            column=name,
            theme=criterion.theme,
            kind="curve",
            labels=(),
            codes=np.full(size, UNKNOWN),
            numbers=numbers,
            weights=np.nan_to_num(weights),
            applies=everywhere,
            knots=tuple(x for x, _ in points),
            monotone=_direction(criterion),
        )
    keys = tuple(a.key for a in criterion.answers)
    codes = _coded(use, cells, keys)
    table = np.array([a.weight for a in criterion.answers] + [0.0]) * discount
    return Series(
        key=criterion.key,
        column=name,
        theme=criterion.theme,
        kind="answers",
        labels=keys,
        codes=codes,
        numbers=None,
        weights=table[codes],
        applies=everywhere,
        monotone=_direction(criterion),
    )


def _coded(use: Use, cells: Sequence[Value], keys: tuple[str, ...]) -> Codes:
    place = {key: i for i, key in enumerate(keys)}
    if use.bands:
        numbers = _numbers(cells) * use.factor
        bands = np.searchsorted([least for least, _ in use.bands], numbers, side="right") - 1
        answers = np.array([place[answer] for _, answer in use.bands] + [UNKNOWN])
        return np.where(np.isnan(numbers) | (bands < 0), UNKNOWN, answers[bands])
    names = {folded(value): place[answer] for value, answer in use.answers.items()}
    rest = place[use.otherwise] if use.otherwise else UNKNOWN
    seen: dict[Value, int] = {None: UNKNOWN}
    codes = np.empty(len(cells), dtype=np.int64)
    for i, cell in enumerate(cells):
        if cell not in seen:
            seen[cell] = names.get(folded(cell), rest)
        codes[i] = seen[cell]
    return codes


def folded(cell: Value) -> str:
    """A cell as text, without regard to case or outer spaces; whole numbers without a fraction."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(cell)
    return (cell or "").strip().casefold()


def _numbers(cells: Sequence[Value]) -> Floats:
    return np.array([_number(cell) for cell in cells], dtype=np.float64)


def _number(cell: Value) -> float:
    if cell is None or isinstance(cell, float | int):
        return np.nan if cell is None else float(cell)
    try:
        return float(cell)
    except ValueError:
        return np.nan


def _of_numbers(name: str, use: Use, cells: Sequence[Value]) -> Series:
    size = len(cells)
    return Series(
        key=name,
        column=name,
        theme="",
        kind="number",
        labels=(),
        codes=np.full(size, UNKNOWN),
        numbers=_numbers(cells) * use.factor,
        weights=np.zeros(size),
        applies=np.ones(size),
    )


def _of_values(name: str, cells: Sequence[Value]) -> Series:
    values = [text_of(cell).strip() for cell in cells]
    labels = tuple(sorted({v for v in values if v}))
    if len(labels) > FEW_VALUES:
        common = sorted(labels, key=lambda v: -values.count(v)) if len(values) < FEW_VALUES else _commonest(values)
        labels = tuple(sorted(common[:FEW_VALUES]))
    place = {v: i for i, v in enumerate(labels)}
    codes = np.array([place.get(v, UNKNOWN) for v in values], dtype=np.int64)
    zeros = np.zeros(len(cells))
    return Series(
        key=name,
        column=name,
        theme="",
        kind="category",
        labels=labels,
        codes=codes,
        numbers=None,
        weights=zeros,
        applies=np.ones(len(cells)),
    )


def _commonest(values: Sequence[str]) -> list[str]:
    names, counts = np.unique([v for v in values if v], return_counts=True)
    return [str(name) for name in names[np.argsort(-counts, kind="stable")]]


def _joined(first: Series, second: Series) -> Series:
    """Two columns of one criterion: the second counts where the first says nothing."""
    known = first.known
    return Series(
        key=first.key,
        column=first.column,
        theme=first.theme,
        kind=first.kind,
        labels=first.labels,
        codes=np.where(known, first.codes, second.codes),
        numbers=None if first.numbers is None or second.numbers is None else np.where(known, first.numbers, second.numbers),
        weights=np.where(known, first.weights, second.weights),
        applies=first.applies,
        knots=first.knots,
        monotone=first.monotone,
    )


def _direction(criterion: Criterion) -> int:
    """+1 or -1 where the profile says that weights only rise or fall, in the order in which they stand."""
    if not criterion.monotone:
        return 0
    weights = [w for _, w in criterion.curve.points] if criterion.curve else [a.weight for a in criterion.answers]
    return 1 if weights[-1] >= weights[0] else -1


def _conditioned(series: Series, criterion: Criterion | None, found: Mapping[str, Series], profile: Profile | None) -> Series:
    """The series where it is meant to count, its numbers held against a moved bar."""
    if criterion is None or profile is None or not (criterion.applies_when or criterion.scaled_by):
        return series
    applies = np.ones(len(series.codes))
    for key, wanted in criterion.applies_when.items():
        applies = applies * _chance(key, wanted, found, profile)
    weights, numbers = series.weights, series.numbers
    if criterion.scaled_by is not None and criterion.curve is not None and numbers is not None:
        discount = next(t.discount for t in profile.themes if t.key == criterion.theme)
        numbers = numbers / _factors(criterion.scaled_by.criterion, criterion.scaled_by.factors, found, len(numbers))
        points = criterion.curve.points
        weights = np.nan_to_num(np.interp(numbers, [x for x, _ in points], [w for _, w in points]) * discount)
    return Series(
        key=series.key,
        column=series.column,
        theme=series.theme,
        kind=series.kind,
        labels=series.labels,
        codes=series.codes,
        numbers=numbers,
        weights=weights,
        applies=applies,
        knots=series.knots,
        monotone=series.monotone,
    )


def _chance(key: str, wanted: tuple[str, ...], found: Mapping[str, Series], profile: Profile) -> Floats | float:
    """How likely one of the wanted answers is: 0 or 1 where known, by the shares where not."""
    criterion = next(c for c in profile.criteria if c.key == key)
    likely = sum(a.share for a in criterion.answers if a.key in wanted)
    if key not in found:
        return likely
    hits = np.array([float(label in wanted) for label in found[key].labels] + [likely])
    return hits[found[key].codes]


def _factors(key: str, factors: Mapping[str, float], found: Mapping[str, Series], size: int) -> Floats:
    if key not in found:
        return np.ones(size)
    table: Floats = np.array([factors.get(label, 1.0) for label in found[key].labels] + [1.0])
    return table[found[key].codes]


def _together(profile: Profile | None, found: Mapping[str, Series], discounts: Mapping[str, float], size: int) -> Floats:
    """What answers mean together: the first row that holds counts, once all its criteria are known."""
    total = np.zeros(size)
    for together in profile.together if profile else ():
        keys = {key for row in together.rows for key in row.when}
        if not keys <= set(found):
            continue
        open_ = np.logical_and.reduce([found[key].known for key in keys])
        for row in together.rows:
            holds = open_.copy()
            for key, wanted in row.when.items():
                labels = np.array([label in wanted for label in found[key].labels] + [False])
                holds &= labels[found[key].codes]
            total[holds] += row.weight * discounts[together.theme]
            open_ &= ~holds
    return total
