"""Running headers, footers and page numbers: what stands at the same height on most pages, at their top or bottom."""

import re
from collections import Counter
from collections.abc import Iterable

from winnable.sources.documents.pdf_lines import Page, Segment

# Headers and footers stand in the outermost parts of a page.
_MARGIN = 0.16
# Where the same words stand at the same height on this share of the pages (or on three in a row), they belong to the paper.
_SHARE = 0.5
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"[-\u2013\u2014|\s.]*(?:(?:page|pagina|p[a\u00e1]gina|seite|blz|p|pag|pg)\.?\s*)?"
    r"#\s*(?:(?:of|de|sur|van|von|di|to|/|\||-)\s*#)?[-\u2013\u2014|\s.]*(?: [+-]\d+)?",
    re.IGNORECASE,
)
_Key = tuple[str, int]


def without_furniture(pages: list[Page]) -> list[Page]:
    """The pages without what repeats in their margins. Words that repeat are kept once, where they first stand: a header may be
    the only place that names the tender; page numbers go entirely."""
    repeated = _repeated(pages)
    seen: set[str] = set()
    for page in pages:
        page.segments = [segment for segment in page.segments if not _is_furniture(segment, page, repeated, seen)]
    return pages


def _is_furniture(segment: Segment, page: Page, repeated: set[_Key], seen: set[str]) -> bool:
    if not _in_margin(segment, page):
        return False
    key = _key(segment, page)
    if key not in repeated:
        return False
    if _PAGE_NUMBER.fullmatch(key[0]) or key[0] in seen:
        return True
    seen.add(key[0])
    return False


def _repeated(pages: list[Page]) -> set[_Key]:
    counts = Counter(key for page in pages for key in _margin_keys(page))
    enough = max(2, min(_SHARE * len(pages), 8))
    return {key for key, count in counts.items() if count + counts[(key[0], key[1] + 1)] + counts[(key[0], key[1] - 1)] >= enough}


def _margin_keys(page: Page) -> Iterable[_Key]:
    return {_key(segment, page) for segment in page.segments if _in_margin(segment, page)}


def _in_margin(segment: Segment, page: Page) -> bool:
    return segment.bottom < _MARGIN * page.height or segment.top > (1 - _MARGIN) * page.height


def _key(segment: Segment, page: Page) -> _Key:
    """Words with digits made alike, and the height in steps of 4 points (from the bottom in the lower half). A lone number counts
    by its distance from the page's own, so that only page numbers repeat."""
    words = _DIGITS.sub("#", " ".join(segment.text.lower().split()))
    if sum(map(str.isalpha, words)) < 3 and (number := _DIGITS.search(segment.text)):
        words += f" {int(number[0][:9]) - page.number:+d}"
    height = segment.top if segment.top < page.height / 2 else segment.top - page.height
    return words, round(height / 4)
