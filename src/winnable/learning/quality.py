"""What is wrong with a history before anything is learned from it: it is said, never repaired."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from statistics import median
from typing import Final, Literal

from winnable.core.columns import ColumnMap, Value, text_of
from winnable.learning.history import History, StageChange

DateFault = Literal["closed_before_created", "created_in_future", "closed_in_future", "open_for_long", "closed_without_date"]
MOST_NAMED = 20  # deals that a finding names; the rest are counted

_DAYS_APART: Final = 14  # between two entries of what is likely one deal
_DAYS_NAMELESS: Final = 2  # the same where no name tells deals apart
_AMOUNT_APART: Final = 0.01
_NAMES_ALIKE: Final = 0.9
_USUAL: Final = 0.5  # share of closed deals that pass a stage which is then expected of all
_FEWEST: Final = 10  # closed deals without which no usual length or path is spoken of


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicates:
    """Deals that stand more than once: groups of keys; `rows` counts the entries beyond the first of each group."""

    rows: int
    groups: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """Share of deals in which a column is filled; None where there are no such deals."""

    column: str
    all: float
    open: float | None
    closed: float | None
    won: float | None
    lost: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DatesFound:
    """Deals whose dates cannot be, or are stale; `keys` names the first of them."""

    fault: DateFault
    deals: int
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SkippedStage:
    """A stage that most deals pass, and how many closed deals did not; `won` is the share of these that were won all the same."""

    stage: str
    passed: int
    skipped: int
    won: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """The state of a history. `identical_inputs` are deals with the same answers throughout: (deals, groups, of these with
    different outcomes). `repeat_accounts`: (accounts with several deals, their deals)."""

    deals: int
    won: int
    lost: int
    no_decision: int
    walked_away: int
    open: int
    exact: Duplicates
    fuzzy: Duplicates
    same_key: Duplicates
    fills: tuple[Fill, ...]
    dates: tuple[DatesFound, ...]
    skipped_stages: tuple[SkippedStage, ...]
    constant: tuple[str, ...]
    identical_inputs: tuple[int, int, int]
    repeat_accounts: tuple[int, int]


def quality_of(
    history: History, column_map: ColumnMap | None = None, today: date | None = None, blank: Iterable[str] = ()
) -> Quality:
    """What is wrong with a history, as a mapping understands it.

    `today` decides what lies in the future; without it the last day that the closed deals know. `blank` are words for an empty
    cell, in lower case.
    """
    meant = column_map or ColumnMap()
    counts = Counter(history.outcomes)
    exact = _exact(history, meant)
    filled = _filled(history, frozenset(blank))
    return Quality(
        deals=len(history),
        won=counts["won"],
        lost=counts["lost"],
        no_decision=counts["no_decision"],
        walked_away=counts["walked_away"],
        open=counts[None],
        exact=_duplicates(history, exact),
        fuzzy=_duplicates(history, _fuzzy(history, exact, meant)),
        same_key=_duplicates(history, _grouped(range(len(history)), lambda i: history.keys[i])),
        fills=tuple(_fill(name, marks, history) for name, marks in filled.items()),
        dates=tuple(_dates(history, today or _last_day(history))),
        skipped_stages=tuple(_skipped(history)),
        constant=tuple(name for name, cells in history.columns.items() if _is_constant(cells, filled[name])),
        identical_inputs=_identical(history, tuple(meant.columns)),
        repeat_accounts=_repeat(history.accounts),
    )


def _grouped(places: Iterable[int], key: Callable[[int], Hashable]) -> list[list[int]]:
    """Places with the same key, where there is more than one."""
    groups: defaultdict[Hashable, list[int]] = defaultdict(list)
    for i in places:
        groups[key(i)].append(i)
    return [group for group in groups.values() if len(group) > 1]


def _duplicates(history: History, groups: Sequence[Sequence[int]]) -> Duplicates:
    largest = sorted(groups, key=lambda group: (-len(group), group[0]))[:MOST_NAMED]
    named = tuple(tuple(history.keys[i] for i in group[:MOST_NAMED]) for group in largest)
    return Duplicates(rows=sum(len(group) - 1 for group in groups), groups=named)


def _exact(history: History, meant: ColumnMap) -> list[list[int]]:
    """Deals that are alike in every column but the one of their keys. Where accounts are known, those without one are hardly
    filled in yet, and alike for that."""
    columns = [cells for cells in history.columns.values() if not _is_key(cells, history.keys)]
    rows = list(zip(*columns, strict=True)) if columns else []
    return _grouped((i for i in range(len(rows)) if meant.account is None or history.accounts[i]), lambda i: rows[i])


def _is_key(cells: Sequence[Value], keys: Sequence[str]) -> bool:
    return all(text_of(cell) == key for cell, key in zip(cells, keys, strict=True))


def _fuzzy(history: History, exact: Sequence[Sequence[int]], meant: ColumnMap) -> list[list[int]]:
    """Deals that are nearly alike: same account, near in time and amount, and names that hardly differ."""
    again = {i for group in exact for i in group[1:]}
    texts = _texts(history, meant)
    accounts = _grouped(
        (i for i in range(len(history)) if i not in again and history.accounts[i]), lambda i: _plain(history.accounts[i])
    )
    apart = _DAYS_APART if meant.name in history.columns else _DAYS_NAMELESS
    links = [pair for group in accounts for pair in _near_pairs(history, group, texts, apart)]
    return _joined(links)


def _texts(history: History, meant: ColumnMap) -> list[tuple[str, ...]]:
    """What tells two deals of one account apart: their names; without a column of names all texts that are no dates."""
    if meant.name is not None and meant.name in history.columns:
        return [(text_of(cell).casefold(),) for cell in history.columns[meant.name]]
    used = {meant.id, meant.account, meant.created, meant.closed, meant.amount, meant.order}
    columns = []
    for name, cells in history.columns.items():
        sample = [cell for cell in cells if cell is not None]
        dated = sum(isinstance(cell, str) and cell[:1].isdigit() for cell in sample)
        if name not in used and any(isinstance(cell, str) for cell in sample) and dated * 2 < len(sample):
            lowered = {cell: text_of(cell).casefold() for cell in set(cells)}
            columns.append([lowered[cell] for cell in cells])
    return list(zip(*columns, strict=True)) if columns else [()] * len(history)


def _near_pairs(
    history: History, group: Sequence[int], texts: Sequence[tuple[str, ...]], apart: int
) -> Iterator[tuple[int, int]]:
    def when(i: int) -> date:
        return history.created[i] or history.closed[i] or date.min

    ordered = sorted(group, key=lambda i: (when(i), i))
    for at, i in enumerate(ordered):
        for j in ordered[at + 1 :]:
            if (when(j) - when(i)).days > apart:
                break
            if when(i) != date.min and _same_amount(history.amounts[i], history.amounts[j]) and _alike(texts[i], texts[j]):
                yield i, j


def _same_amount(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= _AMOUNT_APART * max(abs(one), abs(other))


def _alike(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether the texts of two deals differ in one place at most, and there by a few letters only."""
    different = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    if len(different) > 1 or not one:
        return False
    if not different:
        return True
    match = SequenceMatcher(None, *different[0], autojunk=False)
    long_enough = min(map(len, different[0])) >= 5
    return (
        long_enough and match.real_quick_ratio() >= _NAMES_ALIKE and match.ratio() >= _NAMES_ALIKE and _same_digits(*different[0])
    )


def _same_digits(one: str, other: str) -> bool:
    """Whether two names number alike: `Phase 1` and `Phase 2` are two deals."""
    return [letter for letter in one if letter.isdigit()] == [letter for letter in other if letter.isdigit()]


def _joined(links: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Groups of all that hang together by links."""
    parent: dict[int, int] = {}

    def root(i: int) -> int:
        while parent.setdefault(i, i) != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, j in links:
        parent[root(j)] = root(i)
    return _grouped(sorted(parent), root)


def _filled(history: History, blank: frozenset[str]) -> Mapping[str, tuple[bool, ...]]:
    """Which cells of each column say something."""
    found = {}
    for name, cells in history.columns.items():
        said = {cell: cell is not None and text_of(cell).casefold() not in blank for cell in set(cells)}
        found[name] = tuple([said[cell] for cell in cells])
    return found


def _fill(name: str, filled: Sequence[bool], history: History) -> Fill:
    def share(wanted: Callable[[str | None], bool]) -> float | None:
        marks = [mark for mark, outcome in zip(filled, history.outcomes, strict=True) if wanted(outcome)]
        return sum(marks) / len(marks) if marks else None

    return Fill(
        column=name,
        all=sum(filled) / max(len(filled), 1),
        open=share(lambda outcome: outcome is None),
        closed=share(lambda outcome: outcome is not None),
        won=share(lambda outcome: outcome == "won"),
        lost=share(lambda outcome: outcome == "lost"),
    )


def _is_constant(cells: Sequence[Value], filled: Sequence[bool]) -> bool:
    """Whether a column says the same of every deal, or nothing of any."""
    return len(set(cells)) == 1 or not any(filled)


def _last_day(history: History) -> date:
    days = [day for day, outcome in zip(history.closed, history.outcomes, strict=True) if day is not None and outcome is not None]
    return max(days, default=date.max)


def _dates(history: History, today: date) -> Iterator[DatesFound]:
    found: defaultdict[DateFault, list[str]] = defaultdict(list)
    long = _long(history)
    dated = any(day is not None for day in history.closed)
    for key, outcome, created, closed in zip(history.keys, history.outcomes, history.created, history.closed, strict=True):
        if created is not None and created > today:
            found["created_in_future"].append(key)
        if outcome is None:
            if created is not None and long is not None and (today - created).days > long:
                found["open_for_long"].append(key)
            continue
        if closed is None and dated:
            found["closed_without_date"].append(key)
        if closed is not None and created is not None and closed < created:
            found["closed_before_created"].append(key)
        if closed is not None and closed > today:
            found["closed_in_future"].append(key)
    for fault, keys in found.items():
        yield DatesFound(fault=fault, deals=len(keys), keys=tuple(keys[:MOST_NAMED]))


def _long(history: History) -> float | None:
    """Days after which an open deal is stale: twice what nineteen of twenty closed deals took."""
    took = sorted(
        (closed - created).days
        for created, closed, outcome in zip(history.created, history.closed, history.outcomes, strict=True)
        if created is not None and closed is not None and outcome is not None and closed >= created
    )
    return 2.0 * max(took[int(0.95 * (len(took) - 1))], 1) if len(took) >= _FEWEST else None


def _skipped(history: History) -> Iterator[SkippedStage]:
    """Stages that most closed deals pass before they close, with the deals that reached a later one without them."""
    paths = {
        i: list(dict.fromkeys(change.stage for change in _before_close(history.changes[key])))
        for i, key in enumerate(history.keys)
        if history.outcomes[i] is not None and key in history.changes
    }
    if len(paths) < _FEWEST:
        return
    places: defaultdict[str, list[float]] = defaultdict(list)
    for path in paths.values():
        for at, stage in enumerate(path):
            places[stage].append(at / max(len(path) - 1, 1))
    usual = sorted((s for s, at in places.items() if len(at) >= _USUAL * len(paths)), key=lambda s: median(places[s]))
    for at, stage in enumerate(usual):
        later = set(usual[at + 1 :])
        without = [i for i, path in paths.items() if stage not in path and later & set(path)]
        if without:
            won = sum(history.outcomes[i] == "won" for i in without) / len(without)
            yield SkippedStage(stage=stage, passed=len(places[stage]), skipped=len(without), won=won)


def _before_close(changes: Sequence[StageChange]) -> Sequence[StageChange]:
    """All lines but the last, which names the outcome."""
    return changes[:-1] if len(changes) > 1 else changes


def _identical(history: History, inputs: Sequence[str]) -> tuple[int, int, int]:
    """Closed deals with the same inputs throughout: how many, in how many groups, and groups whose outcomes differ."""
    columns = [history.columns[name] for name in inputs if name in history.columns]
    if not columns:
        return 0, 0, 0
    rows = list(zip(*columns, strict=True))
    closed = [i for i, outcome in enumerate(history.outcomes) if outcome is not None]
    groups = _grouped(closed, lambda i: rows[i])
    mixed = sum(len({history.outcomes[i] == "won" for i in group}) > 1 for group in groups)
    return sum(map(len, groups)), len(groups), mixed


def _repeat(accounts: Sequence[str]) -> tuple[int, int]:
    counts = [count for account, count in Counter(_plain(a) for a in accounts).items() if account and count > 1]
    return len(counts), sum(counts)


def _plain(account: str) -> str:
    return "".join(letter for letter in account.casefold() if letter.isalnum())
