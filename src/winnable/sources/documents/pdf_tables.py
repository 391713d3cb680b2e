"""Rows of tables with borders, and columns of text."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from winnable.sources.documents.pdf_lines import Page, Segment
from winnable.sources.documents.pdf_paragraphs import Line, reads_as_one
from winnable.sources.documents.pdf_rules import Cell, Rules

# Lines that columns have in common at least, and the share of lines that begin in the middle of a sentence: prose, not cells.
_COLUMN_LINES = 4
_PROSE_SHARE = 0.4
# Points within which the borders of neighbouring cells meet.
_BESIDE = 3.0


@dataclass(slots=True)
class Row:
    """A row of a table with borders: the cells that hold something, their segments, and the places of these in the file's
    order."""

    cells: dict[Cell, list[Segment]] = field(default_factory=dict)
    places: list[int] = field(default_factory=list)

    def in_order(self) -> list[list[Segment]]:
        """The cells' segments: in the file's order where the row stands in one piece there, else from left to right."""
        in_one_piece = self.places[-1] - self.places[0] + 1 == len(self.places)
        cells = self.cells if in_one_piece else sorted(self.cells)
        return [self.cells[cell] for cell in cells]


def ruled_rows(page: Page) -> "Iterator[Row | list[Segment]]":
    """Runs of free segments, and rows of tables with borders where their first segments stand."""
    cells = [page.cell_of(segment) for segment in page.segments]
    rows = _rows_of(page, cells)
    edges = {edge for row in rows.values() for cell in row.cells for edge in (cell[0], cell[2])}
    run: list[Segment] = []
    around: Cell | None = None
    done: set[int] = set()
    for segment, cell in zip(page.segments, cells, strict=True):
        if cell is None or cell[1] not in rows:
            if cell != around and cell is not None and {cell[0], cell[2]} <= edges:
                yield run
                run = []
            run.append(segment)
            around = cell
        elif cell[1] not in done:
            done.add(cell[1])
            yield run
            run = []
            yield rows[cell[1]]
    yield run


def _rows_of(page: Page, cells: list[Cell | None]) -> dict[int, Row]:
    """The rows with at least two cells, empty ones among them, by the height of their upper border."""
    rows: dict[int, Row] = defaultdict(Row)
    for place, (segment, cell) in enumerate(zip(page.segments, cells, strict=True)):
        if cell is not None:
            rows[cell[1]].cells.setdefault(cell, []).append(segment)
            rows[cell[1]].places.append(place)
    return {top: row for top, row in rows.items() if _is_row(row, page.rules)}


def _is_row(row: Row, rules: Rules) -> bool:
    cells = sorted(row.cells)
    if _hugs(row):
        return False
    return _are_beside(cells) if len(cells) > 1 else _has_empty_neighbour(cells[0], row.cells[cells[0]], rules)


def _has_empty_neighbour(cell: Cell, segments: list[Segment], rules: Rules) -> bool:
    """Whether the text keeps within its cell, and another cell of its height stands beside it."""
    left, top, right, bottom = cell
    if any(segment.left < left - _BESIDE or segment.right > right + _BESIDE for segment in segments):
        return False
    others = (rules.cell_at(x, (top + bottom) / 2) for x in (left - _BESIDE, right + _BESIDE))
    return any(other and abs(other[1] - top) < _BESIDE and abs(other[3] - bottom) < _BESIDE for other in others)


def _hugs(row: Row) -> bool:
    """Whether each box of the row touches its one line on both sides: words marked by a background, no cells."""
    return all(
        len(segments) == 1 and abs(segments[0].left - cell[0]) < 1.5 and abs(segments[0].right - cell[2]) < 1.5
        for cell, segments in row.cells.items()
    )


def _are_beside(cells: list[Cell]) -> bool:
    return all(before[2] <= after[0] + _BESIDE for before, after in pairwise(cells))


def column_lengths(lines: list[Line]) -> Iterator[int]:
    """Cuts lines into runs: how many lines each has; more than one where columns of prose stand side by side."""
    start = 0
    while start < len(lines):
        end = _end_of_run(lines, start)
        run = lines[start:end]
        if len(run) >= _COLUMN_LINES and all(map(_is_prose, columns_of(run))):
            yield len(run)
        else:
            yield from [1] * len(run)
        start = end


def _end_of_run(lines: list[Line], start: int) -> int:
    first, end = lines[start], start + 1
    if len(first) < 2 or reads_as_one(first):
        return end
    while end < len(lines) and _fits(lines[end], lines[end - 1], first):
        end += 1
    return end


def _fits(line: Line, before: Line, first: Line) -> bool:
    """Whether a line follows at the usual step and begins its segments where the first line does."""
    close = 0 < line[0].bottom - before[0].bottom < 1.8 * before[0].size
    return close and all(any(abs(segment.left - column.left) < segment.size for column in first) for segment in line)


def columns_of(run: list[Line]) -> list[list[Segment]]:
    """The segments of each column, from top to bottom."""
    columns: list[list[Segment]] = [[] for _ in run[0]]
    for line in run:
        for segment in line:
            nearest = min(range(len(columns)), key=lambda index: abs(run[0][index].left - segment.left))
            columns[nearest].append(segment)
    return columns


def _is_prose(column: list[Segment]) -> bool:
    flowing = sum(1 for segment in column[1:] if segment.text[:1].islower())
    return len(column) >= _COLUMN_LINES and flowing >= _PROSE_SHARE * (len(column) - 1)
