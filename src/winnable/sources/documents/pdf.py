"""PDF: opens the file, reads its pages one by one, and says what could not be read."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pypdfium2 as pdfium

from winnable.core.errors import SourceError
from winnable.sources.documents import limits
from winnable.sources.documents.blocks import Block, Reading
from winnable.sources.documents.ocr import REMEDY, Recogniser
from winnable.sources.documents.ocr_pages import blank_pages, damaged_pages, mute_pages, recognised_pages, stamped_pages
from winnable.sources.documents.pages import BY_OCR, DAMAGED, EMPTY, HARDLY, SCANNED, UNREAD, PageNote, numbered
from winnable.sources.documents.pdf_furniture import without_furniture
from winnable.sources.documents.pdf_headings import Outline, body_of
from winnable.sources.documents.pdf_hyphens import with_hyphens
from winnable.sources.documents.pdf_layout import blocks_of
from winnable.sources.documents.pdf_lines import Page, page_from

_UNLOCK = "open it, save or print it without the password and read that copy"
_AGAIN = "get the file again, or open it in a viewer and save it anew"


# Letters on a page that a picture covers, below which the picture is taken for a scan and the letters for a stamp on it.
_STAMP = 60


@dataclass(slots=True)
class _Pages:
    """What was read of each page, and the numbers of those that hold no text, hold nothing at all, hold hardly any text on a
    picture, hold damaged text, could not be opened, or were recognised."""

    read: list[Page] = field(default_factory=list)
    silent: list[int] = field(default_factory=list)
    blank: list[int] = field(default_factory=list)
    scanned: list[int] = field(default_factory=list)
    torn: list[int] = field(default_factory=list)
    damaged: list[int] = field(default_factory=list)
    recognised: dict[int, Page] = field(default_factory=dict)
    left_out: list[int] = field(default_factory=list)
    labels: dict[int, str] = field(default_factory=dict)
    raw: dict[int, str] = field(default_factory=dict)
    letters: int = 0

    def add(self, page: Page) -> None:
        self.letters += page.letters
        self.raw[page.number] = page.raw
        if not page.segments:
            self.silent.append(page.number)
            return
        self.read.append(page)
        if page.pictured and page.letters < _STAMP:
            self.scanned.append(page.number)

    def recognise(self, document: pdfium.PdfDocument, recogniser: Recogniser, report: Callable[[int, int], None] | None) -> None:
        """Puts what recognition finds in the place of pages without text, or with text that is not to be trusted."""
        numbers = sorted({*self.silent, *mute_pages(self.read), *self.scanned, *stamped_pages(self.read)})
        steps = iter(range(1, len(numbers) + 1))
        tick = (lambda: report(next(steps), len(numbers))) if report else (lambda: None)
        self.left_out = numbers[max(recogniser.pages_left, 0) :]
        self.recognised = recognised_pages(document, numbers, recogniser, self.read, tick)
        self.read = [page for page in self.read if page.number not in self.recognised]
        self.read = sorted((*self.read, *self.recognised.values()), key=lambda page: page.number)
        for left in (self.silent, self.scanned):
            left[:] = [number for number in left if number not in self.recognised]

    def texts(self) -> dict[int, str]:
        """By page, the text as the file holds it, and behind it what was recognised there."""
        found = {number: "".join(segment.text for segment in page.segments) for number, page in self.recognised.items()}
        return {number: text + found.get(number, "") for number, text in self.raw.items()}

    def notes(self) -> Iterator[PageNote]:
        """A note for each page that has a label of its own, or that was not read as plainly as most."""
        flags: dict[int, tuple[str, ...]] = dict.fromkeys(self.recognised, (SCANNED, BY_OCR))
        flags |= {number: (DAMAGED, BY_OCR) if number in self.recognised else (DAMAGED,) for number in self.torn}
        flags |= dict.fromkeys(self.blank, (EMPTY,)) | dict.fromkeys(self.silent, (SCANNED, UNREAD))
        flags |= dict.fromkeys(self.scanned, (SCANNED, HARDLY, UNREAD)) | dict.fromkeys(self.damaged, (UNREAD,))
        for number in sorted({*flags, *self.labels}):
            yield PageNote(number=number, label=self.labels.get(number, ""), flags=flags.get(number, ()))


def read_pdf(
    data: bytes, file: str, on_progress: Callable[[int, int], None] | None = None, recogniser: Recogniser | None = None
) -> Reading:
    """Pages, layout and warnings of a PDF; SourceError for one that is locked, damaged, or holds no text. With a `recogniser`,
    pages that are pictures are read as well."""
    document = _opened(data, file)
    try:
        count = len(document)
        pages = _pages(document, min(count, limits.PAGES), on_progress)
        if recogniser is not None:
            pages.recognise(document, recogniser, on_progress)
    finally:
        document.close()
    if len(pages.read) <= len(pages.scanned):
        raise _nothing_read(pages, file, recogniser is not None)
    return Reading(
        blocks=_blocks(with_hyphens(without_furniture(pages.read))),
        pages=count,
        warnings=tuple(_warnings(pages, count, data, recogniser is not None)),
        notes=tuple(pages.notes()),
        raw=pages.texts(),
    )


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
        if (label := _label(document, index)) != str(index + 1):
            pages.labels[index + 1] = label
    pages.blank = blank_pages(document, pages.silent)
    pages.silent = [number for number in pages.silent if number not in pages.blank]
    pages.torn = damaged_pages(pages.read)
    return pages


def _label(document: pdfium.PdfDocument, index: int) -> str:
    """What the file itself calls a page, such as "iv"; its number where it says nothing."""
    try:
        return document.get_page_label(index).strip()[: limits.LABEL_CHARACTERS] or str(index + 1)
    except (pdfium.PdfiumError, ValueError):
        return str(index + 1)


def _nothing_read(pages: _Pages, file: str, tried: bool) -> SourceError:
    silent = len(pages.silent) + len(pages.blank) + len(pages.scanned)
    if silent:
        what = f"holds no text on its {silent} page{'' if silent == 1 else 's'}"
        if tried:
            return SourceError(file, f"{what}, and text recognition (OCR) finds none", "check that it is the right file")
        return SourceError(file, f"{what} (scanned?)", REMEDY)
    return SourceError(file, "is a damaged PDF: no page of it can be read", _AGAIN)


def _warnings(pages: _Pages, count: int, data: bytes, tried: bool) -> Iterator[str]:
    if b"%%EOF" not in data[-2048:]:
        yield "the file seems to be incomplete: its end is missing; what could be found in it was read"
    if count > limits.PAGES:
        yield f"the document has {count:,} pages: the first {limits.PAGES:,} are read"
    remedy = "text recognition (OCR) found none" if tried else REMEDY
    if left := [number for number in pages.left_out if number in pages.silent or number in pages.scanned]:
        yield f"{numbered(left)}: scanned and not read; text is recognised on {limits.OCR_PAGES} pages at once (a second each)"
    if silent := [number for number in pages.silent if number not in pages.left_out]:
        yield f"{numbered(silent)} hold{_s(silent)} no text (scanned?): not read; {remedy}"
    if scanned := [number for number in pages.scanned if number not in pages.left_out]:
        yield f"{numbered(scanned)} hold{_s(scanned)} hardly any text beside a picture (a scan?): not read; {remedy}"
    if pages.recognised:
        yield f"{numbered(list(pages.recognised))}: read by text recognition (OCR), which makes mistakes"
    if torn := [number for number in pages.torn if number not in pages.recognised]:
        yield (
            f"the text layer is damaged on {numbered(torn)} (letters stand apart from their words, or are others than they look):"
            " words will be missed; text recognition may help"
        )
    if pages.damaged:
        yield f"{numbered(pages.damaged)} cannot be read: damaged"


def _s(pages: list[int]) -> str:
    return "s" if len(pages) == 1 else ""


def _blocks(pages: list[Page]) -> Iterator[Block]:
    body = body_of(pages)
    outline = Outline(body)
    for page in pages:
        yield from blocks_of(page, outline)
