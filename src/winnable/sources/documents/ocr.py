"""Text recognition (OCR) with tesseract, where the extra `ocr` and language data are installed. Nothing is fetched or written."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from winnable.sources.documents import limits
from winnable.sources.documents.ocr_data import Held, chosen, language_data
from winnable.sources.documents.ocr_lines import Line, confidence_of, lines_in, quarters_of, segments_of
from winnable.sources.documents.pages import languages_of
from winnable.sources.documents.pdf_lines import Page
from winnable.sources.documents.pdf_rules import Rules

if TYPE_CHECKING:
    from winnable.sources.documents.ocr_image import Image

REMEDY = "install text recognition (pip install 'winnable[ocr]'), or run it on the file (OCR, for example with OCRmyPDF)"

# Confidence in percent below which a page of words is no text.
_TEXT = 62
# Below this a page may be in another language than the pages before it, or stand on its head.
_DOUBT = 80
_MOST_MET = 3
_HALF_TURN = 2


@contextmanager
def recognition(wanted: bool = True) -> "Iterator[Recogniser | None]":
    """Text recognition for one pack; None where it is not wanted, or it or its language data is not installed."""
    data = language_data() if wanted else {}
    recogniser = Recogniser(data) if data else None
    try:
        yield recogniser
    finally:
        if recogniser is not None:
            recogniser.close()


@dataclass(frozen=True, slots=True)
class _Sight:
    """What was recognised in an image, and how sure that is in percent."""

    image: "Image"
    rules: Rules
    lines: list[Line]
    sure: float


@dataclass(slots=True)
class Recogniser:
    """Recognises the text of pages, up to a number of them; keeps in mind the languages that it has met."""

    data: Held
    pages_left: int = field(default_factory=lambda: limits.OCR_PAGES)
    met: tuple[str, ...] = ()
    _engine: Any = None
    _loaded: tuple[Path, str] | None = None

    def page(self, image: "Image", number: int, languages: Sequence[str] = ()) -> Page | None:
        """The page as it is laid out: lines in reading order, borders of tables; None where there is no text to be sure of.
        `languages` (ISO 639-1) are those that the text is thought to be in, else those met before, else all six are tried."""
        from winnable.sources.documents.ocr_image import bold_lines

        self.pages_left -= 1
        sight = self._upright(image, languages or self.met)
        if sight.sure < _DOUBT and (languages or self.met):
            sight = max(sight, self._upright(image, ()), key=lambda one: one.sure)
        if sight.sure < _TEXT:
            return None
        found = languages_of([" ".join(line.text for line in sight.lines)])
        self.met = tuple(dict.fromkeys((*found, *self.met)))[:_MOST_MET]
        segments = segments_of(sight.lines, sight.image.dpi, bold_lines(sight.image, sight.lines))
        return Page(number, sight.image.width, sight.image.height, segments, sight.rules, pictured=True)

    def _upright(self, image: "Image", languages: Sequence[str]) -> _Sight:
        """What is seen when the page is turned such that its letters stand upright."""
        sight = self._seen(image, languages)
        if 0 < sight.sure < _DOUBT:
            # Letters on their heads are taken for others; those on their sides are noticed.
            sight = max(sight, self._seen(image.turned(_HALF_TURN), languages), key=lambda one: one.sure)
        quarters = quarters_of(sight.lines)
        return self._seen(sight.image.turned(quarters), languages) if quarters else sight

    def _seen(self, image: "Image", languages: Sequence[str]) -> _Sight:
        from winnable.sources.documents.ocr_image import rules_in, straightened

        engine = self._load(languages)
        if engine is None or not image.dots.size:
            return _Sight(image, Rules(), [], 0.0)
        image = straightened(image)
        rules = rules_in(image)
        height, width = image.dots.shape
        engine.SetImageBytes(image.bytes(), width, height, 1, width)
        engine.SetSourceResolution(round(image.dpi))
        engine.Recognize(limits.OCR_PAGE_SECONDS * 1000)
        points = 72 / image.dpi
        lines = lines_in(engine.GetIterator(), lambda left, right, y: rules.divides(left * points, right * points, y * points))
        engine.Clear()
        return _Sight(image, rules, lines, confidence_of(lines))

    def _load(self, languages: Sequence[str]) -> Any:
        """The engine for these languages, or for those of the six that there is data for; None without data for any."""
        choice = chosen(self.data, languages)
        if choice is not None and self._loaded != choice:
            self.close()
            self._engine = _engine(*choice)
            self._loaded = choice
        return self._engine if choice is not None else None

    def close(self) -> None:
        """Gives the engine's memory back."""
        if self._engine is not None:
            self._engine.End()
        self._engine = self._loaded = None


def _engine(folder: Path, names: str) -> Any:
    """Tesseract with these languages; None where their data is damaged."""
    tesserocr = import_module("tesserocr")
    modes = {"psm": tesserocr.PSM.AUTO, "oem": tesserocr.OEM.LSTM_ONLY}
    try:
        engine = tesserocr.PyTessBaseAPI(path=f"{folder}{os.sep}", lang=names, **modes)
    except RuntimeError:
        return None
    engine.SetVariable("debug_file", os.devnull)  # it would write to the terminal
    return engine
