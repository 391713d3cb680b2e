"""From the segments of a page to paragraphs, headings, list items and table rows, in the file's own order of reading."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from winnable.sources.documents.blocks import Block, row_blocks
from winnable.sources.documents.marks import bullet_length, is_contents_line, is_dotted, is_enumerated, is_mark
from winnable.sources.documents.pdf_headings import Look, Outline
from winnable.sources.documents.pdf_lines import BROKEN, Page, Segment
from winnable.sources.documents.pdf_rules import Cell

_ENDED = re.compile(r"[.:;?!\u3002]\W*$")
_USUAL_PITCH = 1.15


@dataclass(slots=True)
class _Paragraph:
    """Lines that belong together, from top to bottom."""

    lines: list[Segment] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)

    @property
    def look(self) -> Look:
        first = self.lines[0]
        return Look(self.text, first.size, all(line.bold for line in self.lines), len(self.lines))


_Line = list[Segment]


def blocks_of(page: Page, outline: Outline) -> Iterator[Block]:
    """The blocks of one page in the file's order."""
    outline.turn_page()
    for row in _ruled_rows(page):
        if isinstance(row, _Row):
            yield from (_on_page(block, page) for block in row.blocks())
        else:
            yield from (_on_page(block, page) for block in _flowing(row, outline))


def _on_page(block: Block, page: Page) -> Block:
    return Block(text=block.text, kind=block.kind, page=page.number, level=block.level)


@dataclass(slots=True)
class _Row:
    """A row of a table with borders: its cells, their segments, and the places of these in the file's order."""

    cells: dict[Cell, list[Segment]] = field(default_factory=dict)
    places: list[int] = field(default_factory=list)

    def blocks(self) -> Iterator[Block]:
        """In the file's order where the row stands in one piece there, else from left to right."""
        in_one_piece = self.places[-1] - self.places[0] + 1 == len(self.places)
        cells = self.cells if in_one_piece else sorted(self.cells)
        filled = [_cell_blocks(self.cells[cell]) for cell in cells]
        yield from row_blocks([cell for cell in filled if cell])


def _cell_blocks(segments: list[Segment]) -> list[Block]:
    lines = [_merged(line) for line in _lines(segments)]
    return [_plain(paragraph.text) for paragraph in _paragraphs(lines)]


def _ruled_rows(page: Page) -> "Iterator[_Row | list[Segment]]":
    """Runs of free segments, and rows of tables with borders where their first segments stand."""
    cells = [_cell_of(segment, page) for segment in page.segments]
    rows = _rows_of(page.segments, cells)
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


def _cell_of(segment: Segment, page: Page) -> Cell | None:
    if not page.rules:
        return None
    return page.rules.cell_at((segment.left + segment.right) / 2, (segment.top + segment.bottom) / 2)


def _rows_of(segments: list[Segment], cells: list[Cell | None]) -> dict[int, _Row]:
    """The rows with at least two cells, by the height of their upper border."""
    rows: dict[int, _Row] = defaultdict(_Row)
    for place, (segment, cell) in enumerate(zip(segments, cells, strict=True)):
        if cell is not None:
            rows[cell[1]].cells.setdefault(cell, []).append(segment)
            rows[cell[1]].places.append(place)
    return {top: row for top, row in rows.items() if len(row.cells) > 1 and _are_beside(sorted(row.cells)) and not _hugs(row)}


def _hugs(row: _Row) -> bool:
    """Whether a box of the row touches its words on both sides: words marked by a background, not a cell."""
    return any(
        abs(min(segment.left for segment in segments) - cell[0]) < 1.5
        and abs(max(segment.right for segment in segments) - cell[2]) < 1.5
        for cell, segments in row.cells.items()
    )


def _are_beside(cells: list[Cell]) -> bool:
    return all(before[2] <= after[0] + 3 for before, after in pairwise(cells))


def _flowing(segments: list[Segment], outline: Outline) -> Iterator[Block]:
    """Headings, paragraphs, items and rows of tables without borders."""
    run: list[Segment] = []
    for line in _lines(segments):
        if len(line) > 1 and not _reads_as_one(line):
            yield from _texts(run, outline)
            run = []
            yield Block(text=" | ".join(segment.text for segment in line), kind="row")
        else:
            run.append(_merged(line))
    yield from _texts(run, outline)


def _texts(lines: list[Segment], outline: Outline) -> Iterator[Block]:
    for paragraph in _paragraphs(lines):
        level = outline.level_of(paragraph.look)
        yield Block(text=paragraph.text, kind="heading", level=level) if level else _plain(paragraph.text)


def _plain(text: str) -> Block:
    bullet = bullet_length(text)
    return Block(text=text[bullet:], kind="item" if bullet or is_enumerated(text) else "text")


def _lines(segments: Iterable[Segment]) -> Iterator[_Line]:
    """Segments that follow each other on one line, from left to right."""
    line: _Line = []
    for segment in segments:
        if line and not (segment.beside(line[-1]) and segment.left >= line[-1].right - segment.size):
            yield line
            line = []
        line.append(segment)
    if line:
        yield line


def _reads_as_one(line: _Line) -> bool:
    """Whether the gaps in a line mean nothing: behind a mark or number, in a table of contents, or narrow ones."""
    if is_mark(line[0].text):
        return len(line) == 2 or _reads_as_one(line[1:])
    if is_contents_line(" ".join(segment.text for segment in line)):
        return True
    return all(after.left - before.right < before.size for before, after in pairwise(line))


def _merged(line: _Line) -> Segment:
    """One segment out of those of a line; what touches is written together."""
    if len(line) == 1:
        return line[0]
    text = line[0].text
    for before, after in pairwise(line):
        text += ("" if after.left - before.right < 0.1 * before.size else " ") + after.text
    main = max(line, key=lambda segment: len(segment.text))
    right = max(segment.right for segment in line)
    return Segment(text, line[0].left, main.top, right, main.bottom, main.size, all(segment.bold for segment in line))


def _paragraphs(lines: list[Segment]) -> Iterator[_Paragraph]:
    pitch = _pitch(lines)
    paragraph = _Paragraph()
    for index, line in enumerate(lines):
        if paragraph.lines and not _continues(paragraph, line, pitch, _right_edge(lines, index)):
            yield paragraph
            paragraph = _Paragraph()
        paragraph.lines.append(line)
    if paragraph.lines:
        yield paragraph


def _pitch(lines: list[Segment]) -> float:
    """The usual step from one line to the next, in line heights."""
    steps = [(after.bottom - before.bottom) / before.size for before, after in pairwise(lines)]
    usual = [step for step in steps if 0.7 < step < 2.5]
    return median(usual) if len(usual) > 4 else _USUAL_PITCH


def _right_edge(lines: list[Segment], index: int) -> float:
    """Where the lines around this one end at the latest, among those that begin near its left side."""
    here = lines[index]
    near = lines[max(0, index - 6) : index + 6]
    return max(line.right for line in near if abs(line.left - here.left) < 3 * here.size)


def _continues(paragraph: _Paragraph, line: Segment, pitch: float, right_edge: float) -> bool:
    last = paragraph.lines[-1]
    if last.text.endswith(BROKEN):
        return True
    step = (line.bottom - last.bottom) / max(last.size, line.size)
    if not 0.4 < step < _most(paragraph, pitch) or min(line.right, last.right) <= max(line.left, last.left):
        return False
    if not 0.85 < line.size / last.size < 1.18 or _begins(paragraph, line):
        return False
    flows = not _ENDED.search(last.text) and line.text[:1].islower()
    if last.bold != line.bold and not flows and (_is_short(last, right_edge) or (len(paragraph.lines) == 1 and last.bold)):
        return False
    return not _ended_early(last, line, right_edge) or (last.bold and line.bold and not _ENDED.search(last.text))


def _most(paragraph: _Paragraph, pitch: float) -> float:
    """The largest step that stays in the paragraph: by its own lines where it has some, else by the page's."""
    steps = [(after.bottom - before.bottom) / before.size for before, after in pairwise(paragraph.lines)]
    return 0.3 + (steps[-1] if steps else max(pitch, 1.0))


def _begins(paragraph: _Paragraph, line: Segment) -> bool:
    """Whether a line begins something new by its mark: a bullet always, a number where the line before allows it."""
    if bullet_length(line.text):
        return True
    if not (is_enumerated(line.text) or is_dotted(line.text)):
        return False
    first = paragraph.lines[0]
    hangs = line.left > first.left + 0.8 * line.size
    return bool(_ENDED.search(paragraph.lines[-1].text)) or ((is_enumerated(first.text) or is_dotted(first.text)) and not hangs)


def _is_short(line: Segment, right_edge: float) -> bool:
    return right_edge - line.right > 4 * line.size


def _ended_early(last: Segment, line: Segment, right_edge: float) -> bool:
    """Whether the next line's first word would have fitted behind the last: then the writer ended the line on purpose."""
    first_word = line.text.split(" ", 1)[0]
    width = (line.right - line.left) / max(len(line.text), 1) * (len(first_word) + 1)
    if last.right + width >= max(right_edge, line.right) - 0.5 * line.size:
        return False
    return bool(_ENDED.search(last.text)) or line.text[:1].isupper() or line.text[:1].isdigit()
