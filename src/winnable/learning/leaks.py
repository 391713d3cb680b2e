"""Columns that know the outcome: found by what they hold, before anything is learned from them.

A column alarms only where its fault is proven: every share and every separation is first lowered, or raised, to what it
must truly be with `SURE` for all columns together. A handful of deals
therefore never alarms. A single value that gives itself away in a column of mostly honest ones is held to a line of its own: see
`_pure_value`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Final, Literal

import numpy as np

from winnable.core.columns import ColumnMap, Value, text_of
from winnable.learning.history import History, StageChange
from winnable.learning.proposal import plain_name
from winnable.learning.separation import BINS, FOLDS, Bools, Ints, bounds, separation

LeakKind = Literal[
    "separates",
    "filled_by_outcome",
    "filled_at_close",
    "changes_at_close",
    "filled_late",
    "roundness",
    "pure_value",
    "known_late",
]

PLAUSIBLE: Final = 0.80  # area under the curve that a single answer known in time hardly reaches: see the decision
MANY_TIMES: Final = 4.0  # how much oftener a column is filled after than before, or for won than for lost
_FILLED: Final = 0.2  # share of deals that must be filled for the fill itself to tell anything
_ROUNDER: Final = 0.25  # how much oftener lost amounts are round than won ones, or the reverse
_AT_CLOSE: Final = 0.2  # share of closed deals in which a field changes with the last line of the stage history
_LATE: Final = 0.5  # share of closed deals in which a field is first filled in the last tenth of the deal's life
_TENTH: Final = 0.9
_GRAINS: Final = (
    (1.0, "a whole number"),
    (10.0, "a multiple of 10"),
    (100.0, "a multiple of 100"),
    (1_000.0, "a multiple of 1,000"),
)
_PURE_FROM: Final = 25  # deals with one value from which on it is odd that none of them ended otherwise
_CHANCE: Final = 1e-6  # that all of them ended alike, had they ended like the others
_KNOCK_OUT: Final = 0.9  # share lost that a value known in time may well have: what rules a deal out is often known early
_WAYS: Final = 20  # shares of one column that are held against each other; half of all doubt is left to them


@dataclass(frozen=True, slots=True, kw_only=True)
class Leak:
    """A column that knows the outcome, and how that shows. `surely` is the least that `found` must truly be; `plausible` what it
    may be without alarm. `expected` says that the mapping leaves the column out already."""

    column: str
    kind: LeakKind
    reason: str
    found: float
    surely: float
    plausible: float
    expected: bool = False


def leaks_in(
    history: History,
    column_map: ColumnMap,
    columns: Iterable[str] = (),
    *,
    blank: Iterable[str] = (),
    late: Mapping[str, str] | None = None,
) -> tuple[Leak, ...]:
    """Columns that know the outcome, each with its reasons, the surest first.

    `columns` are those to look at; without them all that are not the outcome, the stage, a key or a date of the deal itself.
    `blank` are words for an empty cell; `late` are plain names that are known only late, with the reason.
    """
    names = tuple(name for name in columns if name in history.columns) or _open_columns(history, column_map)
    if not names:
        return ()
    alarm = _Alarm(history, column_map, names, frozenset(blank))
    found = [leak for name in names for leak in alarm.leaks(name)]
    found += _by_name(names, late or {}, {leak.column for leak in found})
    marked = [_marked(leak, column_map) for leak in found]
    return tuple(sorted(marked, key=lambda leak: (leak.expected, leak.kind == "known_late", -leak.surely, leak.column)))


def _open_columns(history: History, column_map: ColumnMap) -> tuple[str, ...]:
    m = column_map
    known = {m.id, m.name, m.created, m.closed, m.stage, m.order, m.outcome.column if m.outcome else None}
    return tuple(name for name in history.columns if name not in known)


def _marked(leak: Leak, column_map: ColumnMap) -> Leak:
    return replace(leak, expected=leak.column in column_map.left_out)


def _by_name(names: Iterable[str], late: Mapping[str, str], said: set[str]) -> Iterator[Leak]:
    """Columns whose very name says that they are known late, where nothing else gave them away."""
    for name in names:
        why = late.get(plain_name(name))
        if why is not None and name not in said:
            yield Leak(column=name, kind="known_late", reason=f"by its name: {why}", found=0.0, surely=0.0, plausible=0.0)


class _Alarm:
    """What every column of one history is held against."""

    def __init__(self, history: History, column_map: ColumnMap, names: Sequence[str], blank: frozenset[str]) -> None:
        self.history = history
        self.amount = column_map.amount
        self.account = column_map.account  # one that always buys is a good customer, no leak
        self.blank = blank
        self.tests = 2 * len(names) * _WAYS
        self.separations = 2 * len(names)
        self.columns = len(names)
        self.closed = np.array(history.is_closed, dtype=bool)
        self.won = np.array([outcome == "won" for outcome in history.outcomes], dtype=bool)
        self.rows = _alike_rows(history)
        self.folds = _folds_of(history, self.rows)
        self.lines = {i: history.changes[key] for i, key in enumerate(history.keys) if self.closed[i] and key in history.changes}

    def leaks(self, name: str) -> Iterator[Leak]:
        """Every way in which a column gives the outcome away."""
        cells = self.history.columns[name]
        filled = self._filled(cells)
        told = False
        for leak in (
            self._filled_by_outcome(name, filled),
            self._filled_at_close(name, filled),
            self._rounded(name, cells),
            self._changes_at_close(name),
            self._filled_late(name),
            self._separates(name, cells, filled),
        ):
            if leak is not None:
                told = True
                yield leak
        if not told and name != self.account and (pure := self._pure_value(name, cells, filled)) is not None:
            yield pure

    def _filled(self, cells: Sequence[Value]) -> Bools:
        said = {cell: cell is not None and text_of(cell).casefold() not in self.blank for cell in set(cells)}
        return np.array([said[cell] for cell in cells], dtype=bool)

    def _bounds(self, marks: Bools) -> tuple[float, float, float]:
        """A share: as found, and what it surely is at least and at most."""
        share = float(marks.mean()) if len(marks) else 0.0
        return share, *bounds(share, len(marks), self.tests)

    def _separates(self, name: str, cells: Sequence[Value], filled: Bools) -> Leak | None:
        at = np.flatnonzero(self.closed)
        found = separation([cells[i] for i in at.tolist()], filled[at], self.won[at], self.folds[at])
        least, _ = bounds(found.area, min(self._independent(self.won), self._independent(~self.won)), self.separations)
        if least <= PLAUSIBLE:
            return None
        reason = (
            f"alone it tells won from lost with an area of {found.area:.2f} (surely above {least:.2f}; more than "
            f"{PLAUSIBLE:.2f} is hardly known in time), log loss {found.log_loss:.2f} against {found.base_log_loss:.2f}"
        )
        return _leak(name, "separates", reason, found.area, least, PLAUSIBLE)

    def _pure_value(self, name: str, cells: Sequence[Value], filled: Bools) -> Leak | None:
        """A single value, or the blank, whose deals all ended alike, far beyond chance. What is known in time hardly ever is that
        pure: the best lead source still loses deals. A value of lost deals only may be a knock-out, so that takes more deals."""
        values = [text_of(cell) if known else "" for cell, known in zip(cells, filled.tolist(), strict=True)]
        deals: defaultdict[str, set[tuple[int, bool]]] = defaultdict(set)  # deals that are alike throughout count once
        for i in np.flatnonzero(self.closed).tolist():
            deals[values[i]].add((int(self.rows[i]), bool(self.won[i])))
        wins = {value: sum(is_won for _, is_won in ended) for value, ended in deals.items()}
        all_deals, all_wins = sum(map(len, deals.values())), sum(wins.values())
        found = []
        for value, ended in deals.items():
            count, rest = len(ended), all_deals - len(ended)
            if count < _PURE_FROM or not rest or 0 < wins[value] < count:
                continue
            is_won = wins[value] == count
            others = (all_wins - wins[value] + 0.5) / (rest + 1)
            usual = others if is_won else 1 - others
            tests = 2 * len(deals) * self.columns
            least, _ = bounds(1.0, count, tests)
            if usual**count * tests <= _CHANCE and (is_won or least > _KNOCK_OUT):
                found.append((count, value, is_won, usual, least))
        return _pure(name, *max(found)) if found else None

    def _independent(self, side: Bools) -> int:
        """Closed deals of one outcome that are not alike in every column: a copy proves nothing."""
        return len(np.unique(self.rows[self.closed & side]))

    def _filled_by_outcome(self, name: str, filled: Bools) -> Leak | None:
        """Filled for won and hardly ever for lost, or the reverse."""
        sides = {"won": filled[self.closed & self.won], "not won": filled[self.closed & ~self.won]}
        for one, other in (("won", "not won"), ("not won", "won")):
            share, least, _ = self._bounds(sides[one])
            rest, _, most = self._bounds(sides[other])
            if least >= _FILLED and least >= MANY_TIMES * most:
                reason = f"filled in {share:.0%} of the deals that were {one} and in {rest:.0%} of those that were {other}"
                return _leak(name, "filled_by_outcome", reason, share, least, MANY_TIMES * most)
        return None

    def _filled_at_close(self, name: str, filled: Bools) -> Leak | None:
        """Filled for closed deals and hardly ever for open ones."""
        share, least, _ = self._bounds(filled[self.closed])
        rest, _, most = self._bounds(filled[~self.closed])
        if not (~self.closed).any() or least < _FILLED or least < MANY_TIMES * most:
            return None
        reason = f"filled in {share:.0%} of the closed deals and in {rest:.0%} of the open ones"
        return _leak(name, "filled_at_close", reason, share, least, MANY_TIMES * most)

    def _rounded(self, name: str, cells: Sequence[Value]) -> Leak | None:
        """Amounts whose last digits tell the outcome: exact where it was signed, round or 0 where it was a guess."""
        if not _is_money(cells, name == self.amount):
            return None
        values = np.array([cell if isinstance(cell, float) else np.nan for cell in cells], dtype=np.float64)
        known = ~np.isnan(values) & self.closed
        kinds = [(values == 0, "0")] + [((values % grain == 0) & (values != 0), words) for grain, words in _GRAINS]
        for marks, words in kinds:
            sides = {"won": marks[known & self.won], "not won": marks[known & ~self.won]}
            for one, other in (("not won", "won"), ("won", "not won")):
                share, least, _ = self._bounds(sides[one])
                rest, _, most = self._bounds(sides[other])
                if len(sides[other]) and least - most >= _ROUNDER:
                    reason = f"{words} in {share:.0%} of the deals that were {one} and in {rest:.0%} of those that were {other}"
                    return _leak(name, "roundness", reason, share - rest, least - most, _ROUNDER)
        return None

    def _changes_at_close(self, name: str) -> Leak | None:
        """A field that changes with the last line of the stage history far oftener than with the lines before."""
        steps = {
            i: [one != other for one, other in pairwise(values)]
            for i, lines in self.lines.items()
            if len(values := [_field(line, name) for line in lines]) > 1 and any(value is not None for value in values)
        }
        rest, _, most = self._bounds(np.array([step for found in steps.values() for step in found[:-1]], dtype=bool))
        usual = min(2 * most, 0.9) if any(len(found) > 1 for found in steps.values()) else 0.0
        for side, words in ((True, "won"), (False, "not won")):
            share, least, _ = self._bounds(np.array([found[-1] for i, found in steps.items() if self.won[i] == side], dtype=bool))
            if least >= max(_AT_CLOSE, usual):
                reason = f"changes at the close of {share:.0%} of the deals that were {words}, at {rest:.0%} of all earlier steps"
                return _leak(name, "changes_at_close", reason, share, least, max(_AT_CLOSE, usual))
        return None

    def _filled_late(self, name: str) -> Leak | None:
        """A field that is blank through most of a deal's life and filled in its last tenth."""
        late = []
        for i, lines in self.lines.items():
            if _field(lines[0], name) is not None:
                late.append(False)
                continue
            first = next((line.at for line in lines if _field(line, name) is not None), None)
            start = self.history.created[i] or lines[0].at
            end = self.history.closed[i] or lines[-1].at
            if first is not None and end > start:
                late.append(_share_of_life(start, first, end) >= _TENTH)
        share, least, _ = self._bounds(np.array(late, dtype=bool))
        if least < _LATE:
            return None
        return _leak(
            name, "filled_late", f"first filled in the last tenth of the life of {share:.0%} of the deals", share, least, _LATE
        )


def _leak(column: str, kind: LeakKind, reason: str, found: float, surely: float, plausible: float) -> Leak:
    return Leak(column=column, kind=kind, reason=reason, found=found, surely=surely, plausible=plausible)


def _pure(column: str, count: int, value: str, is_won: bool, usual: float, least: float) -> Leak:
    ended, said = "won" if is_won else "not won", f"`{value}`" if value else "blank"
    reason = f"all {count:,} closed deals in which it is {said} were {ended}, of the others {usual:.0%}"
    return _leak(column, "pure_value", reason, 1.0, least, usual)


def _field(line: StageChange, name: str) -> Value:
    """A field of the stage history by its name in the table: the two files may write it differently."""
    if name in line.fields:
        return line.fields[name]
    wanted = plain_name(name)
    return next((value for other, value in line.fields.items() if plain_name(other) == wanted), None)


def _share_of_life(start: date, at: date, end: date) -> float:
    return (at - start).days / (end - start).days


def _alike_rows(history: History) -> Ints:
    """The same number for deals that are alike in every column but their keys."""
    cells = [
        cells for cells in history.columns.values() if any(text_of(c) != key for c, key in zip(cells, history.keys, strict=True))
    ]
    numbers: dict[tuple[Value, ...], int] = {}
    rows = zip(*cells, strict=True) if cells else [()] * len(history)
    return np.array([numbers.setdefault(row, len(numbers)) for row in rows], dtype=np.int64)


def _folds_of(history: History, rows: Ints) -> Ints:
    """A fold for each deal; deals of one account, or alike in every column, share theirs, so that none explains itself."""
    groups: dict[object, int] = {}
    keys = (account.casefold() or row for account, row in zip(history.accounts, rows.tolist(), strict=True))
    return np.array([groups.setdefault(key, len(groups)) % FOLDS for key in keys], dtype=np.int64)


def _is_money(cells: Sequence[Value], named: bool) -> bool:
    """Whether a column holds amounts: it is mapped as one, or holds many different and mostly large numbers."""
    numbers = [cell for cell in cells if isinstance(cell, float)]
    if not numbers or any(isinstance(cell, str) for cell in set(cells)):
        return False
    large = sum(abs(number) >= 1_000 for number in numbers if number)
    return named or (len(set(numbers)) > BINS and large * 2 > sum(number != 0 for number in numbers) > 0)
