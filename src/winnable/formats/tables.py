"""A table as it was exported: columns by name, cells as text, and numbers where a whole column holds numbers."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from winnable.core.columns import Value
from winnable.core.errors import SourceError
from winnable.formats.column_values import numbers_of
from winnable.formats.crm_words import load_crm_words
from winnable.formats.shapes import listed
from winnable.formats.table_rows import MOST_BYTES, OnProgress, Rows, csv_rows, is_swallowed, parquet_rows, workbook_rows

MOST_COLUMNS: Final = 1_000
_KINDS: Final = {
    ".csv": "text",
    ".tsv": "text",
    ".txt": "text",
    ".xlsx": "workbook",
    ".xlsm": "workbook",
    ".xls": "workbook",
    ".ods": "workbook",
    ".parquet": "parquet",
    ".pq": "parquet",
}
_LOOKED_AT: Final = 30  # rows among which the heading stands: reports put titles above it
_BLOCK: Final = 4_000  # rows that are turned into columns at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Columns by their names in the file, all of one length; `rows` are the numbers of their rows in the file.

    Blank cells are None. `notes` say what was not read as it stands.
    """

    file: str
    columns: Mapping[str, tuple[Value, ...]]
    rows: Sequence[int]
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.rows)


def _silent(_done: int, _of: int) -> None:
    """Nobody looks on."""


def read_table(path: Path, on_progress: OnProgress = _silent, *, sheet: str | None = None) -> Table:
    """A CSV (also with ; tab or |), XLSX, XLS, ODS or Parquet file. SourceError with file, row and remedy where it cannot be
    read."""
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise SourceError(path.name, f"is larger than {MOST_BYTES // 2**20:,} MB", "leave out columns, or split it by year")
        rows, note = _rows(path, on_progress, sheet)
        builder = _Builder(path.name)
        for number, cells in enumerate(rows, 1):
            builder.add(number, cells)
        return builder.table(note)
    except OSError as error:
        raise SourceError(path.name, f"cannot be read: {error.strerror or error}", "check the name and the folder") from error


def is_workbook(path: Path) -> bool:
    """Whether a file is a spreadsheet, by its name."""
    return _KINDS.get(path.suffix.lower()) == "workbook"


def _rows(path: Path, on_progress: OnProgress, sheet: str | None) -> tuple[Rows, str]:
    kind = _KINDS.get(path.suffix.lower())
    if kind == "workbook":
        return workbook_rows(path, on_progress, sheet)
    if kind == "parquet":
        return parquet_rows(path, on_progress), ""
    if kind == "text":
        return csv_rows(path, on_progress), ""
    raise SourceError(path.name, f"`{path.suffix}` is no table that can be read", f"export it as one of {listed(_KINDS)}")


class _Builder:
    """Finds the heading, then turns rows into columns block by block: texts that repeat are kept once."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.notes: list[str] = []
        self.numbers: list[int] = []
        self._head: list[tuple[int, list[Value]]] = []  # rows before the heading is known
        self._names: list[str] = []
        self._block: list[list[Value]] = []
        self._columns: list[list[Value]] = []
        self._seen: list[dict[Value, Value]] = []
        self._short: list[int] = []
        self._blank_before = False

    def add(self, number: int, cells: list[Value]) -> None:
        """One row of the file."""
        if not self._names:
            self._head.append((number, cells))
            if len(self._head) >= _LOOKED_AT:
                self._settle()
        else:
            self._take(number, cells)

    def table(self, note: str) -> Table:
        """What was read; SourceError where there is no row."""
        if not self._names:
            self._settle()
        self._flush()
        self._drop_footer()
        if not self.numbers:
            raise SourceError(self.file, "has a heading and no rows, or nothing at all", "export the table with its rows")
        if self._short:
            rows = listed(map(str, self._short), 5)
            self.notes.append(f"rows with fewer cells than the heading were filled up with blanks: {rows}")
        blank = load_crm_words().blank
        columns = {name: numbers_of(cells, blank=blank) for name, cells in zip(self._names, self._columns, strict=True)}
        kept = {name: cells for name, cells in columns.items() if not _is_nothing(name, cells)}
        return Table(file=self.file, columns=kept, rows=self.numbers, notes=(*([note] if note else []), *self.notes))

    def _settle(self) -> None:
        """Choose the heading: the first row with at least half as many cells as the fullest of the first rows."""
        filled = [sum(_is_filled(cell) for cell in cells) for _, cells in self._head]
        at = next((i for i, count in enumerate(filled) if count and count * 2 > max(filled)), None)
        if at is None:
            raise SourceError(self.file, "is empty", "export the table with its heading and its rows")
        number, cells = self._head[at]
        if any(filled[:at]):
            self.notes.append(f"the heading was found in row {number}; the rows above it were not read")
        self._names = self._named(cells, number)
        self._columns = [[] for _ in self._names]
        self._seen = [{} for _ in self._names]
        rest, self._head = self._head[at + 1 :], []
        for number, cells in rest:
            self._take(number, cells)

    def _named(self, cells: list[Value], number: int) -> list[str]:
        width = max((i for i, cell in enumerate(cells, 1) if _is_filled(cell)), default=0)
        if width > MOST_COLUMNS:
            raise SourceError(self.file, f"has {width:,} columns in row {number}", f"leave out all but {MOST_COLUMNS:,}")
        width = max(width, min(len(cells), MOST_COLUMNS))  # a column without a name may still hold cells
        wanted = [str(cell).strip() if _is_filled(cell) else "" for cell in cells[:width]]
        names: list[str] = []
        twice: Counter[str] = Counter()
        for i, name in enumerate(wanted, 1):
            name = " ".join(name.split()) or f"Column {i}"
            twice[name] += 1
            names.append(name if name not in names else f"{name} ({twice[name]})")
        if repeated := [name for name, count in twice.items() if count > 1]:
            self.notes.append(f"columns of the same name were numbered: {listed(repeated, 5)}")
        return names

    def _take(self, number: int, cells: list[Value]) -> None:
        width = len(self._names)
        if len(cells) > width:
            if any(map(_is_filled, cells[width:])):
                what = f"row {number} has {len(cells)} cells, but the heading has {width}"
                raise SourceError(
                    self.file, what, "put texts that hold the mark between cells into quotes, and name every column"
                )
            cells = cells[:width]
        if not any(map(_is_filled, cells)):
            self._blank_before = True
            return
        if len(cells) < width:
            if is_swallowed(cells, width):
                raise SourceError(self.file, f"a quote opened in row {number} is never closed", "close it and save the file anew")
            self._short.append(number)
            cells = cells + [None] * (width - len(cells))
        self.numbers.append(number)
        self._block.append(cells)
        if len(self._block) >= _BLOCK:
            self._flush()

    def _flush(self) -> None:
        for column, seen, cells in zip(self._columns, self._seen, zip(*self._block, strict=True), strict=False):
            if len(seen) > _BLOCK * 4:
                seen.clear()  # hardly anything repeats: remembering costs more than it saves
            column.extend([seen[cell] if cell in seen else seen.setdefault(cell, _clean(cell)) for cell in cells])
        self._block = []

    def _drop_footer(self) -> None:
        """Lines that a report writes below its table: one cell each, after a blank row."""
        if len(self._names) < 3 or not self._blank_before:
            return
        dropped = []
        while self.numbers and self._short and self._short[-1] == self.numbers[-1] and self._is_lone():
            dropped.append(self.numbers.pop())
            self._short.pop()
            for column in self._columns:
                column.pop()
        if dropped:
            self.notes.append(f"lines below the table were not read: rows {dropped[-1]} to {dropped[0]}")

    def _is_lone(self) -> bool:
        return all(column[-1] is None for column in self._columns[1:])


def _is_filled(cell: Value) -> bool:
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip()))


def _clean(cell: Value) -> Value:
    """Text without blanks around it; None for blank."""
    return (cell.strip() or None) if isinstance(cell, str) else cell


def _is_nothing(name: str, cells: Sequence[Value]) -> bool:
    """Whether a column has neither a name nor a value."""
    return name.startswith("Column ") and all(cell is None for cell in cells)
