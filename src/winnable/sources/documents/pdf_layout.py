"""From the segments of a page to paragraphs, headings, list items and table rows."""

from collections.abc import Iterator
from itertools import islice, zip_longest

from winnable.sources.documents import limits
from winnable.sources.documents.blocks import Block, has_words, row_blocks
from winnable.sources.documents.marks import bullet_length, is_dotted, is_enumerated
from winnable.sources.documents.pdf_headings import Outline
from winnable.sources.documents.pdf_lines import Page, Segment
from winnable.sources.documents.pdf_paragraphs import Line, lines_of, merged, paragraphs_of, reads_as_one
from winnable.sources.documents.pdf_tables import Row, column_lengths, columns_of, ruled_rows

# Letters of a paragraph that is more than another line of a list.
_PROSE = 80


def blocks_of(page: Page, outline: Outline) -> Iterator[Block]:
    """The blocks of one page in the file's order."""
    outline.turn_page()
    for part in ruled_rows(page):
        for block in _row(part, outline) if isinstance(part, Row) else _flowing(part, outline):
            yield Block(text=block.text, kind=block.kind, page=page.number, level=block.level)


def _row(row: Row, outline: Outline) -> Iterator[Block]:
    if len(row.cells) == 1:
        yield from _alone(next(iter(row.cells.values())), outline)
        return
    filled = [[_plain(paragraph.text) for paragraph in paragraphs_of(map(merged, lines_of(cell)))] for cell in row.in_order()]
    yield from row_blocks([cell for cell in filled if cell])


def _alone(segments: list[Segment], outline: Outline) -> Iterator[Block]:
    """The one cell of a row that holds something, as one text unless it is long or a list."""
    if sum(len(segment.text) for segment in segments) > limits.ROW_CHARACTERS // 3:
        yield from _flowing(segments, outline)
        return
    lines = list(map(merged, lines_of(segments)))
    texts = [_plain(paragraph.text) for paragraph in paragraphs_of(lines)]
    if len(texts) == 1 or any(text.kind == "item" for text in texts[1:]):
        yield from _texts(lines, outline)
    else:
        yield Block(text=" ".join(text.text for text in texts), kind=texts[0].kind)


def _flowing(segments: list[Segment], outline: Outline) -> Iterator[Block]:
    """Headings, paragraphs, items, columns, and rows of tables without borders."""
    lines = list(lines_of(segments))
    rest = iter(lines)
    run: list[Segment] = []
    for length in column_lengths(lines):
        part = list(islice(rest, length))
        if length == 1 and (len(part[0]) == 1 or reads_as_one(part[0])):
            run.append(merged(part[0]))
            continue
        yield from _texts(run, outline)
        run = []
        yield from _beside(part, outline)
    yield from _texts(run, outline)


def _beside(lines: list[Line], outline: Outline) -> Iterator[Block]:
    """A row of a table, or columns one after the other."""
    if len(lines) == 1:
        yield Block(text=" | ".join(segment.text for segment in lines[0] if has_words(segment.text)), kind="row")
        return
    for column in columns_of(lines):
        yield from _texts(column, outline)


def _texts(lines: list[Segment], outline: Outline) -> Iterator[Block]:
    paragraphs = list(paragraphs_of(lines))
    for paragraph, following in zip_longest(paragraphs, paragraphs[1:]):
        level = outline.level_of(paragraph.look, opens_prose=following is not None and _is_prose(following.text))
        yield Block(text=paragraph.text, kind="heading", level=level) if level else _plain(paragraph.text)


def _is_prose(text: str) -> bool:
    return len(text) >= _PROSE and not bullet_length(text) and not is_enumerated(text) and not is_dotted(text)


def _plain(text: str) -> Block:
    bullet = bullet_length(text)
    return Block(text=text[bullet:], kind="item" if bullet or is_enumerated(text) else "text")
