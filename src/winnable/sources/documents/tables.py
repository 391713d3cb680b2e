"""Tables whose columns are known: rows that keep their columns apart, headers said once, groups of rows under their title."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from winnable.sources.documents import limits
from winnable.sources.documents.blocks import Block, has_words, row_blocks
from winnable.sources.documents.marks import is_title

# What stands in a row for an empty cell, so that the cells behind it stay in their columns.
EMPTY_CELL = "-"
# Columns that a table has at least for its first row to be a header which other rows are held against, and the longest head.
_COLUMNS = 3
_HEAD = 80
# Rows in front of the header that say only what the table is.
_TITLES = 15
# Cells that are held in memory at once.
_AT_ONCE = 50_000
_DIGIT = re.compile(r"\d")

# The paragraphs of one cell.
Cell = list[Block]
Row = list[Cell]


@dataclass(frozen=True, slots=True)
class _Header:
    """The columns that the header row names, and the row as it is shown."""

    columns: tuple[int, ...]
    shown: str


class Table:
    """The rows of one table, given at once or in parts. Under a header row that names three columns or more, empty cells are
    shown, the header is not repeated, and, where `group_level` is given, a title in a row of its own is a heading of that
    level, with the header once more behind it."""

    def __init__(self, group_level: int = 0) -> None:
        self._group_level = group_level
        self._header: _Header | None = None

    def blocks(self, rows: Sequence[Row]) -> Iterator[Block]:
        """The blocks of the next rows, each a list of cells by columns, empty lists for empty ones."""
        filled = [[cell and [block for block in cell if has_words(block.text)] for cell in row] for row in rows]
        start = -1
        if self._header is None or not _used(filled) <= set(self._header.columns):
            start, self._header = _header_in(filled)
        for index, row in enumerate(filled):
            cells = [cell for cell in row if cell]
            if self._header is None or index <= start or not cells:
                yield from row_blocks(cells) if cells else ()
            elif len(cells) > 1:
                yield from row_blocks(_aligned(row, self._header)) if _shown(cells) != self._header.shown else ()
            elif self._group_level and _is_group(filled, index, self._header):
                yield Block(text=_text(cells[0]), kind="heading", level=self._group_level)
                yield Block(text=self._header.shown, kind="row")
            else:
                yield from row_blocks(cells)


def text_blocks(rows: Iterable[Sequence[str]], group_level: int = 0) -> Iterator[Block]:
    """The blocks of rows whose cells are plain texts, read part by part: an empty row may end a table."""
    table = Table(group_level)
    part: list[Row] = []
    empty: Cell = []
    cells = 0
    for row in rows:
        if cells >= _AT_ONCE or not any(row):
            yield from table.blocks(part)
            part, cells = [], 0
        part.append([[Block(text=text)] if text else empty for text in row])
        cells += len(row)
    yield from table.blocks(part)


def _header_in(rows: Sequence[Row]) -> tuple[int, _Header | None]:
    """The first row with a head over each column that later rows fill; only lines of a title may stand before it."""
    for index, row in enumerate(rows[:_TITLES]):
        columns = tuple(column for column, cell in enumerate(row) if cell)
        if len(columns) < 2:
            continue
        heads = [_text(row[column]) for column in columns]
        short = all(len(head) <= _HEAD for head in heads) and not _DIGIT.search(heads[0])
        if len(columns) >= _COLUMNS and short and _used(rows[index + 1 :]) <= set(columns):
            return index, _Header(columns, " | ".join(heads))
        return -1, None
    return -1, None


def _is_group(rows: Sequence[Row], index: int, header: _Header) -> bool:
    """Whether a row of one cell is the title of those behind it, rather than one of many that are to be filled in."""
    first = header.columns[0]
    alone = [sum(map(bool, row)) == 1 for row in rows[max(index - 1, 0) : index + 2]]
    between = alone.count(True) == 1 and index + 1 < len(rows) and any(rows[index + 1])
    return between and first < len(rows[index]) and is_title(_text(rows[index][first]))


def _used(rows: Sequence[Row]) -> set[int]:
    """The columns that rows of more than one cell fill."""
    return {column for row in rows if sum(map(bool, row)) > 1 for column, cell in enumerate(row) if cell}


def _aligned(row: Row, header: _Header) -> list[Cell]:
    """The cells in the header's columns, empty ones as such; as they are where they lay out a page."""
    if any(len(cell) > limits.CELL_PARAGRAPHS for cell in row):
        return [cell for cell in row if cell]
    return [row[column] if column < len(row) and row[column] else [Block(text=EMPTY_CELL)] for column in header.columns]


def _shown(cells: Sequence[Cell]) -> str:
    return " | ".join(map(_text, cells))


def _text(cell: Cell) -> str:
    return " ".join(block.text.strip() for block in cell)
