"""Text recognition (OCR) with tesseract, where the extra `ocr` and language data are installed. Nothing is fetched or written."""

import os
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

from winnable.sources.documents import limits
from winnable.sources.documents.marks import is_mark
from winnable.sources.documents.pages import languages_of
from winnable.sources.documents.pdf_lines import BROKEN, Segment

REMEDY = "install text recognition (pip install 'winnable[ocr]'), or run it on the file (OCR, for example with OCRmyPDF)"

# ISO 639-1 -> tesseract's names of the languages that are tried where nothing tells which one a page is in.
_TRIED = {"en": "eng", "fr": "fra", "de": "deu", "es": "spa", "it": "ita", "nl": "nld"}
_NAMES = _TRIED | {
    "ar": "ara", "ca": "cat", "cs": "ces", "da": "dan", "el": "ell", "fi": "fin", "gl": "glg", "he": "heb", "hi": "hin",
    "hr": "hrv", "hu": "hun", "ja": "jpn", "ko": "kor", "no": "nor", "pl": "pol", "pt": "por", "ro": "ron", "ru": "rus",
    "sv": "swe", "tr": "tur", "zh": "chi_sim",
}  # fmt: skip
_FOLDERS = (
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tesseract-ocr/4.00/tessdata",
    "/usr/share/tessdata",
    "/usr/share/tesseract/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
    "C:/Program Files/Tesseract-OCR/tessdata",
)
_ENDING = ".traineddata"
# Confidence in percent below which a word is noise, and a page of words is no text.
_WORD, _PAGE = 30, 55
# Below this a page may be in another language than the pages before it.
_DOUBT = 80
# A gap of this many line heights separates columns or cells.
_WIDE_GAP = 1.4
# Lines less than this much larger than most are taken to be as large: what is measured depends on their letters.
_LARGER = 1.3
# What bullets are taken for; a letter only in front of a capital, because some languages have words of one letter.
_BULLET = re.compile(r"^(?:[\u00ab\u00bb\u00a9\u00ae\u00a2\u00b0\u00a5\u00a7*+=~>](?: (?=\w)|$)|[eo] (?=[^\W\d_a-z]))")


@dataclass(frozen=True, slots=True)
class Image:
    """Dots in grey, row by row, one byte each; `stride` bytes from row to row, `dpi` to the inch."""

    dots: bytes
    width: int
    height: int
    stride: int
    dpi: float


@dataclass(frozen=True, slots=True)
class _Line:
    """Words on one line that stand close to each other, in dots."""

    text: str
    left: int
    right: int
    bottom: float
    height: float
    confidence: float

    def overlaps(self, other: "_Line") -> bool:
        """Whether both stand at the same height."""
        shared = min(self.bottom, other.bottom) - max(self.bottom - self.height, other.bottom - other.height)
        return shared > 0.5 * min(self.height, other.height)


@cache
def _folders() -> tuple[Path, ...]:
    """Where language data may lie: where the user says, beside Python's packages, and where systems put it."""
    told = os.environ.get("TESSDATA_PREFIX", "")
    own = [Path(told), Path(told) / "tessdata"] if told else []
    return tuple(folder for folder in (*own, Path(sys.prefix) / "share" / "tessdata", *map(Path, _FOLDERS)) if folder.is_dir())


def _data() -> dict[Path, frozenset[str]]:
    """The languages by folder, the folder with most of those that are tried first."""
    held = {folder: frozenset(path.name.removesuffix(_ENDING) for path in folder.glob(f"*{_ENDING}")) for folder in _folders()}
    best = sorted(held, key=lambda folder: -len(held[folder].intersection(_TRIED.values())))
    return {folder: held[folder] for folder in best if held[folder] - {"osd", "equ"}}


def recogniser() -> "Recogniser | None":
    """Text recognition for one pack; None where it, or its language data, is not installed."""
    data = _data() if find_spec("tesserocr") else {}
    return Recogniser(data) if data else None


@dataclass(slots=True)
class Recogniser:
    """Recognises text in images, up to a number of pages; keeps in mind the languages that it has met."""

    data: dict[Path, frozenset[str]]
    pages_left: int = field(default_factory=lambda: limits.OCR_PAGES)
    met: tuple[str, ...] = ()
    _engine: Any = None
    _loaded: tuple[Path, str] | None = None

    def segments(self, image: Image, languages: Sequence[str] = ()) -> list[Segment]:
        """The lines of text in reading order, their places in points; none where there is no text to be sure of. `languages`
        are those that the text is thought to be in (ISO 639-1), else those met before, else all six are tried."""
        self.pages_left -= 1
        lines, sure = self._lines(image, languages or self.met)
        if sure < _DOUBT and (languages or self.met):
            again, more = self._lines(image, ())
            lines, sure = (again, more) if more > sure else (lines, sure)
        if sure < _PAGE:
            return []
        found = languages_of([" ".join(line.text for line in lines)])
        self.met = tuple(dict.fromkeys((*found, *self.met)))[:3]
        return _segments(lines, image.dpi)

    def _lines(self, image: Image, languages: Sequence[str]) -> tuple[list[_Line], float]:
        """The lines with their mean confidence by letters."""
        loaded = self._load(languages)
        if loaded is None:
            return [], 0.0
        loaded.SetImageBytes(image.dots, image.width, image.height, 1, image.stride)
        loaded.SetSourceResolution(round(image.dpi))
        loaded.Recognize(limits.OCR_PAGE_SECONDS * 1000)
        lines = _ordered(list(_lines_in(loaded.GetIterator())))
        loaded.Clear()
        letters = sum(len(line.text) for line in lines)
        return lines, sum(len(line.text) * line.confidence for line in lines) / max(letters, 1)

    def _load(self, languages: Sequence[str]) -> Any:
        """The engine for these languages, or for those of the six that there is data for; None without data for any."""
        wanted = [_NAMES[language] for language in languages if language in _NAMES]
        if languages and not wanted:
            return None
        folder, held = max(self.data.items(), key=lambda entry: len(entry[1].intersection(wanted or _TRIED.values())))
        names = "+".join(name for name in wanted or _TRIED.values() if name in held)
        if not names:
            return None
        if self._loaded != (folder, names):
            self.close()
            tesserocr = import_module("tesserocr")
            self._engine = tesserocr.PyTessBaseAPI(
                path=f"{folder}{os.sep}", lang=names, psm=tesserocr.PSM.AUTO, oem=tesserocr.OEM.LSTM_ONLY
            )
            self._loaded = (folder, names)
        return self._engine

    def close(self) -> None:
        """Gives the engine's memory back."""
        if self._engine is not None:
            self._engine.End()
            self._engine = self._loaded = None


@dataclass(frozen=True, slots=True)
class _Word:
    """A word and where it stands; without text where there is something, but nothing to be sure of."""

    text: str
    left: int
    right: int
    confidence: float


def _lines_in(iterator: Any) -> Iterator[_Line]:
    """The recognised lines in tesseract's reading order, cut at wide gaps; words that are noise left out."""
    if iterator is None:
        return
    levels = import_module("tesserocr").RIL
    words: list[_Word] = []
    while True:
        text = _text(iterator, levels.WORD).strip()
        if text and (box := iterator.BoundingBox(levels.WORD)):
            confidence = float(iterator.Confidence(levels.WORD))
            words.append(_Word(text if confidence >= _WORD else "", box[0], box[2], confidence))
        if iterator.IsAtFinalElement(levels.TEXTLINE, levels.WORD):
            if any(word.text for word in words):
                yield from _cut(words, _bottom(iterator, levels.TEXTLINE), float(iterator.RowAttributes()["row_height"]))
            words = []
        if not iterator.Next(levels.WORD):
            return


def _text(iterator: Any, level: Any) -> str:
    try:
        return str(iterator.GetUTF8Text(level))
    except RuntimeError:  # no text at this place, such as a drawn line
        return ""


def _bottom(iterator: Any, level: Any) -> float:
    """The height at which the letters of a line end, those below the base line as well."""
    base = iterator.Baseline(level)
    below = abs(float(iterator.RowAttributes()["descenders"]))
    return (base[0][1] + base[1][1]) / 2 + below if base else float(iterator.BoundingBox(level)[3])


def _cut(words: Sequence[_Word], bottom: float, height: float) -> Iterator[_Line]:
    run: list[_Word] = []
    for word in words:
        if run and word.left - run[-1].right > _WIDE_GAP * height:
            yield from _line(run, bottom, height)
            run = []
        run.append(word)
    yield from _line(run, bottom, height)


def _line(words: Sequence[_Word], bottom: float, height: float) -> Iterator[_Line]:
    words = [word for word in words if word.text]
    if letters := sum(len(word.text) for word in words):
        sure = sum(len(word.text) * word.confidence for word in words) / letters
        text = _with_bullet(" ".join(word.text for word in words))
        yield _Line(text, words[0].left, words[-1].right, bottom, height, sure)


def _with_bullet(text: str) -> str:
    """A bullet is hardly ever recognised as one: it comes out as the sign that looks most like it."""
    return _BULLET.sub("\u2022 ", text, count=1)


def _ordered(lines: Sequence[_Line]) -> list[_Line]:
    """Numbers and bullets that were taken for a column of their own in front of the lines that they belong to."""
    marks = [line for line in lines if is_mark(line.text)]
    texts = [line for line in lines if not is_mark(line.text)]
    before: dict[int, list[_Line]] = {}
    for mark in marks:
        beside = [i for i, line in enumerate(texts) if line.left >= mark.right and mark.overlaps(line)]
        owner = min(beside, key=lambda i: texts[i].left, default=None)
        before.setdefault(len(texts) if owner is None else owner, []).append(mark)
    return [line for i in range(len(texts) + 1) for line in (*before.get(i, ()), *texts[i : i + 1])]


def _segments(lines: Sequence[_Line], dpi: float) -> list[Segment]:
    usual = median(line.height for line in lines for _ in line.text)
    points = 72 / dpi
    segments = []
    for line in lines:
        height = line.height if line.height > _LARGER * usual else usual
        top, bottom = line.bottom - height, line.bottom
        segments.append(
            Segment(
                _broken(line.text), line.left * points, top * points, line.right * points, bottom * points, height * points, False
            )
        )
    return segments


def _broken(text: str) -> str:
    """A word that ends with a hyphen at the end of its line is marked as PDF marks it."""
    return text[:-1] + BROKEN if len(text) > 2 and text[-1] in "-\u00ad" and text[-2].isalpha() else text
