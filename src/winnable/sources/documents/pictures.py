"""Pictures of pages (PNG, JPEG, TIFF): read by text recognition where it is installed; a frame is a page."""

import warnings
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from io import BytesIO
from math import sqrt
from typing import TYPE_CHECKING, Any

from winnable.core.errors import SourceError
from winnable.sources.documents import limits
from winnable.sources.documents.blocks import Block, Reading
from winnable.sources.documents.ocr import REMEDY, Recogniser
from winnable.sources.documents.pages import BY_OCR, SCANNED, UNREAD, PageNote
from winnable.sources.documents.pdf_headings import Outline, body_of
from winnable.sources.documents.pdf_hyphens import with_hyphens
from winnable.sources.documents.pdf_layout import blocks_of
from winnable.sources.documents.pdf_lines import Page

if TYPE_CHECKING:
    from winnable.sources.documents.ocr_image import Image

# Inches of the longer side of the sheet that a picture is taken to show.
_SHEET = 11.7
_AGAIN = "get the picture again, or save it as PDF"


def read_picture(data: bytes, file: str, recogniser: Recogniser | None) -> Reading:
    """The text in a picture; SourceError without text recognition, for a damaged picture, or where no text is found."""
    if recogniser is None or not find_spec("PIL"):
        raise SourceError(file, "is a picture", REMEDY)
    images = list(_images(data, file))
    found = {
        number: page
        for number, image in enumerate(images, 1)
        if recogniser.pages_left > 0 and (page := recogniser.page(image, number)) is not None
    }
    if not found:
        raise SourceError(file, "is a picture in which no text is found", "check that it is the right file")
    return Reading(
        blocks=_blocks(with_hyphens(list(found.values()))),
        pages=len(images),
        warnings=("read by text recognition (OCR), which makes mistakes",),
        notes=tuple(
            PageNote(number=number, flags=(SCANNED, BY_OCR if number in found else UNREAD))
            for number in range(1, len(images) + 1)
        ),
    )


def _blocks(pages: list[Page]) -> Iterator[Block]:
    outline = Outline(body_of(pages))
    for page in pages:
        yield from blocks_of(page, outline)


def _images(data: bytes, file: str) -> "Iterator[Image]":
    """The frames of a picture in grey."""
    pil = import_module("PIL.Image")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture = pil.open(BytesIO(data), formats=("PNG", "JPEG", "TIFF"))
            for frame in range(min(getattr(picture, "n_frames", 1), limits.OCR_PAGES)):
                picture.seek(frame)
                if picture.width * picture.height > limits.PICTURE_DOTS:
                    raise SourceError(file, "is a picture of more dots than can be read", "save it smaller")
                yield _image(picture)
    except (OSError, ValueError, SyntaxError, LookupError, TypeError, AttributeError, ArithmeticError, MemoryError) as error:
        raise SourceError(file, "is a damaged picture", _AGAIN) from error
    except pil.DecompressionBombError as error:
        raise SourceError(file, "is a picture of more dots than can be read", "save it smaller") from error


def _image(picture: Any) -> "Image":
    """One frame, at about the size at which pages are drawn."""
    from winnable.sources.documents.ocr_image import Image

    grey = picture.convert("L")
    longer = limits.OCR_DPI * _SHEET
    scale = min(max(longer / max(grey.size), 0.2), 2.0, sqrt(limits.OCR_DOTS / (grey.width * grey.height)))
    if not 0.8 < scale < 1.25:
        grey = grey.resize((max(round(grey.width * scale), 1), max(round(grey.height * scale), 1)))
    return Image.of(grey.tobytes(), grey.width, grey.height, grey.width, max(grey.size) / _SHEET)
