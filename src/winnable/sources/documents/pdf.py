"""PDF: opens the file, reads its pages one by one, and says what could not be read."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pypdfium2 as pdfium

from winnable.core.errors import SourceError
from winnable.sources.documents import limits
from winnable.sources.documents.blocks import Block, Reading
from winnable.sources.documents.pdf_damage import is_damaged
from winnable.sources.documents.pdf_furniture import without_furniture
from winnable.sources.documents.pdf_headings import Outline, body_of
from winnable.sources.documents.pdf_hyphens import with_hyphens
from winnable.sources.documents.pdf_layout import blocks_of
from winnable.sources.documents.pdf_lines import Page, page_from

_OCR = "run text recognition (OCR) on it, for example with OCRmyPDF, and read the result"
_UNLOCK = "open it, save or print it without the password and read that copy"
_AGAIN = "get the file again, or open it in a viewer and save it anew"


# Letters on a page that a picture covers, below which the picture is taken for a scan and the letters for a stamp on it.
_STAMP = 60
_SHOWN_RANGES = 20


@dataclass(slots=True)
class _Pages:
    """What was read of each page, and the numbers of those that hold no text, hold hardly any on a picture, or are damaged."""

    read: list[Page] = field(default_factory=list)
    silent: list[int] = field(default_factory=list)
    scanned: list[int] = field(default_factory=list)
    damaged: list[int] = field(default_factory=list)
    letters: int = 0

    def add(self, page: Page) -> None:
        self.letters += page.letters
        if not page.segments:
            self.silent.append(page.number)
            return
        self.read.append(page)
        if page.pictured and page.letters < _STAMP:
            self.scanned.append(page.number)


def read_pdf(data: bytes, file: str, on_progress: Callable[[int, int], None] | None = None) -> Reading:
    """Pages, layout and warnings of a PDF; SourceError for one that is locked, damaged, or holds no text."""
    document = _opened(data, file)
    try:
        count = len(document)
        pages = _pages(document, min(count, limits.PAGES), on_progress)
    finally:
        document.close()
    if len(pages.read) <= len(pages.scanned):
        raise _nothing_read(pages, file)
    warnings = tuple(_warnings(pages, count, data))
    return Reading(blocks=_blocks(with_hyphens(without_furniture(pages.read))), pages=count, warnings=warnings)


def page_texts(data: bytes) -> Iterator[tuple[int, str]]:
    """Page number and text as the file holds it, without layout; pages that cannot be read are left out."""
    document = pdfium.PdfDocument(data)
    try:
        for index in range(min(len(document), limits.PAGES)):
            try:
                text = document[index].get_textpage().get_text_range()
            except (pdfium.PdfiumError, ValueError):
                continue
            yield index + 1, text
    finally:
        document.close()


def _opened(data: bytes, file: str) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise SourceError(file, "is protected by a password", _UNLOCK) from error
        raise SourceError(file, "is a damaged or incomplete PDF", _AGAIN) from error


def _pages(document: pdfium.PdfDocument, count: int, on_progress: Callable[[int, int], None] | None) -> _Pages:
    pages = _Pages()
    for index in range(count):
        if pages.letters > limits.CHARACTERS:
            break
        try:
            page = page_from(document, index)
        except (pdfium.PdfiumError, ValueError) as error:
            logging.getLogger(__name__).debug("page %d: %s", index + 1, error)
            pages.damaged.append(index + 1)
        else:
            pages.add(page)
        if on_progress:
            on_progress(index + 1, count)
    return pages


def _nothing_read(pages: _Pages, file: str) -> SourceError:
    silent = len(pages.silent) + len(pages.scanned)
    if silent:
        return SourceError(file, f"holds no text on its {silent} page{'' if silent == 1 else 's'} (scanned?)", _OCR)
    return SourceError(file, "is a damaged PDF: no page of it can be read", _AGAIN)


def _warnings(pages: _Pages, count: int, data: bytes) -> Iterator[str]:
    if b"%%EOF" not in data[-2048:]:
        yield "the file seems to be incomplete: its end is missing; what could be found in it was read"
    if count > limits.PAGES:
        yield f"the document has {count:,} pages: the first {limits.PAGES:,} are read"
    if pages.silent:
        yield f"{numbered(pages.silent)} hold{_s(pages.silent)} no text (scanned or empty?): not read"
    if pages.scanned:
        yield f"{numbered(pages.scanned)} hold{_s(pages.scanned)} hardly any text beside a picture (a scan?): not read"
    if is_damaged(segment.text for page in pages.read for segment in page.segments):
        yield "the text layer is damaged (letters stand apart from their words): words will be missed; text recognition may help"
    if pages.damaged:
        yield f"{numbered(pages.damaged)} cannot be read: damaged"


def _s(pages: list[int]) -> str:
    return "s" if len(pages) == 1 else ""


def numbered(pages: list[int]) -> str:
    """As in "page 3" and "pages 3-7, 9"."""
    ranges: list[list[int]] = []
    for page in pages:
        if ranges and page == ranges[-1][1] + 1:
            ranges[-1][1] = page
        else:
            ranges.append([page, page])
    shown = ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in ranges[:_SHOWN_RANGES])
    shown += f" and {len(ranges) - _SHOWN_RANGES} more" if len(ranges) > _SHOWN_RANGES else ""
    return f"{'page' if len(pages) == 1 else 'pages'} {shown}"


def _blocks(pages: list[Page]) -> Iterator[Block]:
    body = body_of(pages)
    outline = Outline(body)
    for page in pages:
        yield from blocks_of(page, outline)
