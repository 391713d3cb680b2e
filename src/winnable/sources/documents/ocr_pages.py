"""Which pages of a PDF need text recognition, and what it finds on them."""

import logging
import re
from collections.abc import Callable, Iterable, Sequence
from math import sqrt
from string import ascii_lowercase

import pypdfium2 as pdfium

from winnable.reading.text import fold
from winnable.sources.documents import limits
from winnable.sources.documents.ocr import Recogniser
from winnable.sources.documents.pages import languages_of
from winnable.sources.documents.pdf_damage import is_damaged
from winnable.sources.documents.pdf_lines import Page, Segment

# Letters of a page that a picture covers, below which it may be a scan whose few letters are stamped on it.
_FEW = 400
# Letters in other words, alone and as a share of its own letters, that recognition must find on such a page to be believed.
_NEW = 60
_MORE = 0.4
# A page is drawn this coarsely to see whether anything is on it; dots lighter than this are paper.
_GLANCE_DPI = 24
_PAPER = 235
_WORD = re.compile(r"\w+")
_FEWEST_LETTERS = 300
# Of the letters of a text in any language that is written with ours, 35 to 48 in a hundred are vowels.
_VOWEL_SHARE = 0.26
_TORN = re.compile(r"(?<= )[b-df-hj-np-tv-xz](?= )|[\ufffd\ue000-\uefff]")
_TORN_SHARE = 0.004
_SAMPLE = 200

# Rows of dots in grey, dots across and down, bytes from row to row, dots to the inch.
_Drawn = tuple[bytes, int, int, int, float]


def damaged_pages(pages: Sequence[Page]) -> list[int]:
    """Numbers of the pages whose letters are not what they look like: torn apart in a document where they often are, or of a
    font that tells wrong characters, which leaves few vowels."""
    torn = is_damaged(segment.text for page in pages for segment in page.segments)
    return [page.number for page in pages if _is_mute(page) or (torn and _is_torn(page))]


def mute_pages(pages: Sequence[Page]) -> list[int]:
    """Numbers of the pages whose font tells wrong characters, so that nothing of them can be read without recognition. Pages
    that are merely torn keep their own text: its letters are right, and a quote of it is found again in the file."""
    return [page.number for page in pages if _is_mute(page)]


def _is_torn(page: Page) -> bool:
    text = " ".join(segment.text for segment in page.segments)
    found = len(_TORN.findall(text))
    return found > 1 and found > _TORN_SHARE * len(text.split())


def _is_mute(page: Page) -> bool:
    text = fold(" ".join(segment.text for segment in page.segments))
    letters = sum(map(text.count, ascii_lowercase))
    return letters > _FEWEST_LETTERS and sum(map(text.count, "aeiou")) < _VOWEL_SHARE * letters


def stamped_pages(pages: Sequence[Page]) -> list[int]:
    """Numbers of the pages that may be scans in spite of the few letters on them."""
    return [page.number for page in pages if page.pictured and page.letters < _FEW]


def blank_pages(document: pdfium.PdfDocument, numbers: Sequence[int]) -> list[int]:
    """Those of the pages without text on which nothing is drawn either; of very many only the first are looked at."""
    return [number for number in numbers[: limits.OCR_PAGES] if _is_blank(document, number)]


def _is_blank(document: pdfium.PdfDocument, number: int) -> bool:
    image = _drawn(document, number, _GLANCE_DPI)
    return image is not None and min(image[0], default=255) > _PAPER


def recognised_pages(
    document: pdfium.PdfDocument, numbers: Iterable[int], recogniser: Recogniser, read: Sequence[Page], report: Callable[[], None]
) -> dict[int, Page]:
    """The pages on which recognition finds text, and more than the file's own where it has few letters, as far as its limit
    allows; `report` is called after each."""
    known = {page.number: page for page in read}
    doubted = set(numbers)
    languages = _languages([page for page in read if page.number not in doubted])
    found: dict[int, Page] = {}
    for number in sorted(doubted):
        page = _recognised(document, number, recogniser, languages) if recogniser.pages_left > 0 else None
        if page is not None and _is_better(page, known.get(number)):
            found[number] = page
        report()
    return found


def _languages(pages: Sequence[Page]) -> tuple[str, ...]:
    return languages_of([segment.text for page in pages[:_SAMPLE] for segment in page.segments[:_SAMPLE]])


def _is_better(page: Page, own: Page | None) -> bool:
    """Whether recognition found more than the few letters that the file itself holds of a page."""
    if own is None or own.letters >= _FEW:
        return True
    known = {word for segment in own.segments for word in _words(segment)}
    new = sum(len(word) for segment in page.segments for word in _words(segment) if word not in known)
    return new > max(_NEW, _MORE * own.letters)


def _words(segment: Segment) -> list[str]:
    return _WORD.findall(segment.text.casefold())


def _recognised(document: pdfium.PdfDocument, number: int, recogniser: Recogniser, languages: Sequence[str]) -> Page | None:
    from winnable.sources.documents.ocr_image import Image

    drawn = _drawn(document, number, limits.OCR_DPI)
    return recogniser.page(Image.of(*drawn), number, languages) if drawn else None


def _drawn(document: pdfium.PdfDocument, number: int, dpi: float) -> _Drawn | None:
    """A page in grey; None where it cannot be drawn."""
    try:
        page = document[number - 1]
        try:
            width, height = page.get_size()
            scale = min(dpi / 72, sqrt(limits.OCR_DOTS / max(width * height, 1.0)))
            bitmap = page.render(scale=scale, grayscale=True)
            drawn = (bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, scale * 72)
            bitmap.close()
        finally:
            page.close()
    except (pdfium.PdfiumError, ValueError, MemoryError, OverflowError) as error:
        logging.getLogger(__name__).debug("page %d cannot be drawn: %s", number, error)
        return None
    return drawn
