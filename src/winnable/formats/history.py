"""Histories from exports: a table, and what its columns mean, become deals with outcomes and with what was known when."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from winnable.core.columns import ColumnMap, DayOrder, OutcomeColumn, Value, text_of
from winnable.core.errors import InputError, Problem
from winnable.formats.column_values import dates_of, numbers_of
from winnable.formats.crm_words import load_crm_words
from winnable.formats.shapes import did_you_mean, listed
from winnable.formats.tables import Table, read_table
from winnable.learning.history import History, Outcome, StageChange
from winnable.learning.proposal import plain_name, role_columns

__all__ = ["Table", "history_of", "read_table", "stage_changes"]
_OUTCOMES: Final[tuple[Outcome, ...]] = ("won", "lost", "no_decision", "walked_away")
_NAMED: Final = 5  # rows that a message names; the rest are counted
_SHORT: Final = 40
_DIGITS: Final = 15  # of a number; more are not kept exactly, and no amount has them


def history_of(table: Table, column_map: ColumnMap, changes: Mapping[str, tuple[StageChange, ...]] | None = None) -> History:
    """The deals of a table. InputError with every column that is missing and every cell that cannot be what its column is."""
    table = replace(table, columns=_chosen(table.columns, column_map))
    reader = _Reader(table, column_map)
    outcomes = reader.outcomes(column_map.outcome)
    history = History(
        name=table.file,
        keys=reader.keys(),
        outcomes=outcomes,
        created=reader.dates("created"),
        closed=reader.dates("closed"),
        accounts=reader.texts("account"),
        teams=reader.texts("team"),
        owners=reader.texts("owner"),
        stages=reader.texts("stage"),
        amounts=reader.numbers("amount"),
        columns=table.columns,
        order=reader.order(),
        changes=changes or {},
    )
    if reader.problems:
        raise InputError(tuple(reader.problems))
    return history


def _chosen(columns: Mapping[str, tuple[Value, ...]], column_map: ColumnMap) -> dict[str, tuple[Value, ...]]:
    """The columns with blanks for cells in which nobody chose anything (`--None--`), but for those that the mapping names."""
    placeholders = load_crm_words().placeholders
    kept = {}
    for name, cells in columns.items():
        use = column_map.columns.get(name)
        named = {answer.casefold() for answer in use.answers} if use is not None else set()
        silent = {cell for cell in set(cells) if isinstance(cell, str) and cell.casefold() in placeholders - named}
        is_outcome = column_map.outcome is not None and column_map.outcome.column == name
        kept[name] = tuple([None if cell in silent else cell for cell in cells]) if silent and not is_outcome else cells
    return kept


def stage_changes(table: Table, dates: DayOrder | None = None) -> Mapping[str, tuple[StageChange, ...]]:
    """The lines of a stage history (Salesforce: OpportunityHistory) by deal, oldest first."""
    words = load_crm_words()
    roles = role_columns(tuple(table.columns), words.stage_history)
    wanted = {"deal": "of the deal's id", "at": "of the date of the change", "stage": "of the stage"}
    if missing := [what for role, what in wanted.items() if role not in roles]:
        raise InputError(
            (
                Problem(
                    file=table.file,
                    path="",
                    message=f"This is no stage history: there is no column {listed(missing)}.",
                    suggestion="Export OpportunityHistory with OpportunityId, CreatedDate and StageName.",
                ),
            )
        )
    reader = _Reader(table, ColumnMap(created=roles["at"], stage=roles["stage"], dates=dates))
    days, stages = reader.dates("created"), reader.texts("stage")
    if reader.problems:
        raise InputError(tuple(reader.problems))
    others = {name: cells for name, cells in table.columns.items() if name not in (roles["deal"], roles["at"], roles["stage"])}
    found: dict[str, list[StageChange]] = {}
    for i, cell in enumerate(table.columns[roles["deal"]]):
        if (day := days[i]) is not None and cell is not None:
            known = {name: cells[i] for name, cells in others.items()}
            found.setdefault(text_of(cell), []).append(StageChange(at=day, stage=stages[i], fields=known))
    return {key: tuple(sorted(lines, key=lambda line: line.at)) for key, lines in found.items()}


def read_changes(path: Path, dates: DayOrder | None = None) -> Mapping[str, tuple[StageChange, ...]]:
    """The stage history in a file; see `stage_changes`."""
    return stage_changes(read_table(path), dates)


def column_problems(column_map: ColumnMap, columns: Sequence[str], file: str) -> Iterator[tuple[tuple[str, ...], Problem]]:
    """Columns that a mapping names and a table has not, with their places in the mapping."""
    for steps, name in named_columns(column_map):
        if name not in columns:
            near = next((column for column in columns if _counted_name(column) == _counted_name(name)), None)
            hint = (
                f"Write `{near}`, as it stands there."
                if near
                else did_you_mean(name, columns, f"Its columns: {listed(columns)}.")
            )
            message = f"{file} has no column `{name}`."
            yield steps, Problem(file=file, path=".".join(steps), message=message, suggestion=hint)


def _counted_name(name: str) -> str:
    """A name in which all words for a running number are one: `Lead No` is `Lead Number`."""
    counted = load_crm_words().counted
    return "".join("number" if word in counted else word for word in map(plain_name, re.split(r"[\W_]+", name)))


def named_columns(column_map: ColumnMap) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every column that a mapping names, with its place."""
    if column_map.outcome is not None:
        yield ("outcome", "column"), column_map.outcome.column
    for field in fields(ColumnMap):
        value = getattr(column_map, field.name)
        if isinstance(value, str) and field.name != "dates":
            yield (field.name,), value
    for name, use in column_map.columns.items():
        yield ("columns", name), name
        if use.parent is not None:
            yield ("columns", name, "parent"), use.parent
    yield from ((("left_out", name), name) for name in column_map.left_out)


class _Reader:
    """Reads the columns of a table by their roles, and gathers what is wrong with them."""

    def __init__(self, table: Table, column_map: ColumnMap) -> None:
        self.table = table
        self.map = column_map
        self.problems = [problem for _, problem in column_problems(column_map, tuple(table.columns), table.file)]

    def cells(self, role: str) -> tuple[Value, ...] | None:
        """The column that plays a role; None where the mapping names none, or one that is not there."""
        name = getattr(self.map, role)
        return self.table.columns.get(name) if name is not None else None

    def keys(self) -> tuple[str, ...]:
        """The ids; without them, or where one is blank, the number of the row."""
        cells = self.cells("id")
        rows = self.table.rows
        if cells is None:
            return tuple(f"row {row}" for row in rows)
        return tuple(text_of(cell) or f"row {row}" for cell, row in zip(cells, rows, strict=True))

    def texts(self, role: str) -> tuple[str, ...]:
        """A role's cells as text; "" for blank."""
        return tuple(text_of(cell) for cell in self.cells(role) or (None,) * len(self.table))

    def outcomes(self, column: OutcomeColumn | None) -> tuple[Outcome | None, ...]:
        """What became of each deal; None for one that is open."""
        cells = self.table.columns.get(column.column) if column is not None else None
        if column is None or cells is None:
            return (None,) * len(self.table)
        by_word = {" ".join(word.casefold().split()): kind for kind in _OUTCOMES for word in getattr(column, kind)}
        by_cell = {cell: by_word.get(" ".join(text_of(cell).casefold().split())) for cell in set(cells)}
        found = tuple([by_cell[cell] for cell in cells])
        if not any(found):
            seen = listed((text_of(cell) for cell in by_cell if cell is not None), 8)
            self._wrong("outcome", column.column, "has none of the values that say won or lost", f"Its values: {seen}.")
        return found

    def dates(self, role: str) -> tuple[date | None, ...]:
        """A role's cells as dates."""
        cells = self.cells(role)
        if cells is None:
            return (None,) * len(self.table)
        cells = _spoken(cells)
        dates = dates_of(cells, self.map.dates)
        if dates.unclear is not None:
            what = f"leaves open which number is the day: `{dates.unclear}` and all its other dates can be read both ways"
            self._wrong(role, getattr(self.map, role), what, "Write `dates: day_first` or `dates: month_first` into the mapping.")
        elif dates.wrong:
            self._wrong_cells(role, cells, dates.wrong, "no date", "Write dates as 2025-04-03, or correct these cells.")
        return tuple([None if cell is None else dates.by_cell.get(cell) for cell in cells])

    def numbers(self, role: str) -> tuple[float | None, ...]:
        """A role's cells as numbers."""
        cells = self.cells(role)
        if cells is None:
            return (None,) * len(self.table)
        numbers = numbers_of(_spoken(cells), money=role == "amount")
        wrong = tuple(cell for cell in set(numbers) if isinstance(cell, str) and not _is_number(cell))
        if wrong:
            self._wrong_cells(role, numbers, wrong, "no number", "Write numbers without words, or correct these cells.")
        elif large := tuple(cell for cell in set(numbers) if isinstance(cell, str) and sum(map(str.isdigit, cell)) > _DIGITS):
            self._wrong_cells(role, numbers, large, "a number that is too large", "Correct these cells.")
        elif any(isinstance(cell, str) for cell in numbers):
            remedy = "Write all numbers of the column alike, such as 1234.50."
            self._wrong(role, getattr(self.map, role), "mixes two ways of writing numbers", remedy)
        return tuple(cell if isinstance(cell, float) else None for cell in numbers)

    def order(self) -> tuple[float | None, ...]:
        """The numbers that sort the deals; none where the mapping names no such column."""
        return self.numbers("order") if self.map.order is not None else ()

    def _wrong_cells(self, role: str, cells: Sequence[Value], wrong: Sequence[Value], what: str, remedy: str) -> None:
        bad = set(wrong)
        at = [(self.table.rows[i], text_of(cell)) for i, cell in enumerate(cells) if cell in bad]
        rows = listed((f"row {row} (`{text[:_SHORT]}`)" for row, text in at), _NAMED)
        self._wrong(role, getattr(self.map, role), f"holds {what} in {rows}", remedy)

    def _wrong(self, role: str, column: str, what: str, remedy: str) -> None:
        message = f"The column `{column}` ({role}) {what}."
        self.problems.append(Problem(file=self.table.file, path=column, message=message, suggestion=remedy))


def _spoken(cells: tuple[Value, ...]) -> tuple[Value, ...]:
    """The cells of a column of dates or numbers, without words for blank."""
    blank = load_crm_words().blank
    silent = {cell for cell in set(cells) if isinstance(cell, str) and cell.casefold() in blank}
    return tuple([None if cell in silent else cell for cell in cells]) if silent else cells


def _is_number(text: str) -> bool:
    numbers: tuple[Any, ...] = numbers_of((text,), money=True)
    return isinstance(numbers[0], float)
