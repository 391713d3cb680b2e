"""Running headers, footers and page numbers: what stands at the same height on most pages, at their top or bottom."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from winnable.sources.documents.pdf_lines import Page, Segment
from winnable.sources.documents.pdf_rules import Cell

# Headers and footers stand in the outermost parts of a page.
_MARGIN = 0.16
# Where the same words stand at the same height on this share of the pages (or on three in a row), they belong to the paper.
_SHARE = 0.6
_DIGITS = re.compile(r"\d+")
_PAGE = r"(?:p\s?a\s?g\s?e|p[a\u00e1]gina|seite|blz|pag|pg|p)\.?"
_PAGE_NUMBER = re.compile(
    rf"[-\u2013\u2014|\s.\[(]*(?:{_PAGE}\s*)?#\s*(?:(?:of|de|sur|van|von|di|to|/|\||-)\s*(?:#|{_PAGE}))?[-\u2013\u2014|\s.\])]*",
    re.IGNORECASE,
)
_Key = tuple[str, int]


def without_furniture(pages: list[Page]) -> list[Page]:
    """The pages without what repeats in their margins. Words that repeat are kept once, where they first stand: a header may be
    the only place that names the tender; page numbers go entirely."""
    repeated = _repeated(pages)
    seen: set[str] = set()
    for page in pages:
        outer = (*_outermost(page, repeated, from_top=True), *_outermost(page, repeated, from_top=False))
        # A page of few lines has the same ones at its top and at its bottom: each is asked about once.
        once = {id(segment): segment for segment in outer}
        dropped = {key for key, segment in once.items() if not _is_first(segment, page, repeated, seen)}
        page.segments = [segment for segment in page.segments if id(segment) not in dropped]
    return pages


def _outermost(page: Page, repeated: set[_Key], *, from_top: bool) -> Iterator[Segment]:
    """What repeats, from the edge of the page inwards, up to the first line that does not: never a line within a text, no
    part of a table's row whose other cells differ, and no head of a table."""
    for line in _lines_inwards(page, from_top=from_top):
        repeating = [segment for segment in line if not repeated.isdisjoint(_keys(segment, page))]
        ruled = {cell for segment in line if (cell := page.cell_of(segment))}
        if not repeating or (ruled and (len(repeating) < len(line) or _is_head(ruled, page, repeated))):
            return
        yield from repeating


def _is_head(ruled: set[Cell], page: Page, repeated: set[_Key]) -> bool:
    """Whether cells with repeated words stand in a row of the table that fills the page: one whose columns other rows share."""
    rows: dict[int, set[tuple[int, int]]] = defaultdict(set)
    body: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for segment in page.segments:
        if cell := page.cell_of(segment):
            rows[cell[1]].add((cell[0], cell[2]))
            if repeated.isdisjoint(_keys(segment, page)):
                body[cell[1]].add((cell[0], cell[2]))
    columns = {column for row in body.values() if len(row) > 1 for column in row}
    return any(len(rows[cell[1]] & columns) > 1 for cell in ruled)


def _lines_inwards(page: Page, *, from_top: bool) -> Iterator[list[Segment]]:
    """The lines within the margin, the outermost first."""
    line: list[Segment] = []
    for segment in sorted(page.segments, key=lambda segment: segment.top if from_top else -segment.bottom):
        if not _in_margin(segment, page):
            break
        if line and not segment.beside(line[-1]):
            yield line
            line = []
        line.append(segment)
    if line:
        yield line


def _is_first(segment: Segment, page: Page, repeated: set[_Key], seen: set[str]) -> bool:
    words = _DIGITS.sub("#", _words(segment))
    counts_pages = (_words(segment), _height(segment, page)) not in repeated
    if (counts_pages and _PAGE_NUMBER.fullmatch(words)) or words in seen:
        return False
    seen.add(words)
    return True


def _repeated(pages: list[Page]) -> set[_Key]:
    counts = Counter(key for page in pages for key in _margin_keys(page))
    enough = max(2, min(_SHARE * len(pages), 8))
    return {key for key, count in counts.items() if count + counts[(key[0], key[1] + 1)] + counts[(key[0], key[1] - 1)] >= enough}


def _margin_keys(page: Page) -> set[_Key]:
    return {key for segment in page.segments if _in_margin(segment, page) for key in _keys(segment, page)}


def _in_margin(segment: Segment, page: Page) -> bool:
    return segment.bottom < _MARGIN * page.height or segment.top > (1 - _MARGIN) * page.height


def _keys(segment: Segment, page: Page) -> set[_Key]:
    """The words, as they are and with the first or last number as its distance from the page's own (so that page numbers
    repeat and other numbers do not), each with the height in steps of 4 points, from the bottom in the lower half."""
    words = _words(segment)
    numbers = list(_DIGITS.finditer(words))
    ends = [numbers[0], numbers[-1]] if numbers else []
    counted = [f"{words[: end.start()]}#{int(end[0][:9]) - page.number:+d}{words[end.end() :]}" for end in ends]
    return {(text, _height(segment, page)) for text in (words, *counted)}


def _height(segment: Segment, page: Page) -> int:
    return round((segment.top if segment.top < page.height / 2 else segment.top - page.height) / 4)


def _words(segment: Segment) -> str:
    return " ".join(segment.text.lower().split())
