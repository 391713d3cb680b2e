"""The rows of a table in HTML, whose cells may span several columns and rows."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from winnable.sources.documents.blocks import Block
from winnable.sources.documents.tables import Cell, Row, Table

# Columns or rows that one cell may span; browsers allow far more, documents never need them.
MOST_SPANNED = 100
# Characters of a cell that stands in each of the rows it spans.
_REPEATED = 60
_AT_ONCE = 2_000


@dataclass(slots=True)
class HtmlRows:
    """The rows of the table that is open, and of the row that is open its cells by columns. `below` holds the cells that reach
    into the next rows: by column how many more rows, and what stands there."""

    table: Table = field(default_factory=Table)
    rows: list[Row] = field(default_factory=list)
    row: Row | None = None
    below: dict[int, tuple[int, Cell]] = field(default_factory=dict)
    spans: tuple[int, int, int] = (0, 1, 1)

    def open_row(self) -> None:
        self.row = []

    def open_cell(self, columns: int, rows: int) -> None:
        """Begins a cell behind those that reach down from above."""
        if self.row is not None:
            self._end_cell()
            self._fill()
            self.spans = (len(self.row), columns, rows)
            self.row.append([])

    def add(self, block: Block) -> bool:
        """Puts a block into the open cell; False where no row is open."""
        if self.row is None:
            return False
        if self.row and self.spans[0] < len(self.row):
            self.row[self.spans[0]].append(block)
        return True

    def close_row(self) -> None:
        if self.row is not None:
            self._end_cell()
            self._fill()
            self.rows.append(self.row)
            self.row = None

    def laid_out(self) -> Iterator[Block]:
        """The rows before one that lays out a page, whose contents are read as they come."""
        self.row = None
        yield from self._emptied()

    def closed(self) -> Iterator[Block]:
        """What is left of the table at its end."""
        self.close_row()
        yield from self._emptied()
        self.table, self.below = Table(), {}

    def _emptied(self) -> Iterator[Block]:
        rows, self.rows = self.rows, []
        for start in range(0, len(rows), _AT_ONCE):
            yield from self.table.blocks(rows[start : start + _AT_ONCE])

    def _end_cell(self) -> None:
        """Makes room for the columns that the open cell spans, and remembers what reaches into the next rows."""
        column, columns, rows = self.spans
        if self.row is None or column >= len(self.row):
            return
        cell = self.row[column]
        short = sum(len(block.text) for block in cell) <= _REPEATED
        self.row.extend([] for _ in range(columns - 1))
        for at in range(column, column + columns) if rows > 1 else ():
            self.below[at] = (rows - 1, cell if short and at == column else [])
        self.spans = (len(self.row), 1, 1)

    def _fill(self) -> None:
        """Puts in the cells that reach down from the rows above, as far as they come next."""
        assert self.row is not None
        while (column := len(self.row)) in self.below:
            rows, cell = self.below.pop(column)
            self.row.append(list(cell))
            if rows > 1:
                self.below[column] = (rows - 1, cell)
