"""What tesseract recognised on a page, as lines: words that are noise left out, lines cut at wide gaps and at the borders of
tables, numbers and bullets in front of what they belong to."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from statistics import median
from typing import Any

from winnable.sources.documents.marks import is_mark
from winnable.sources.documents.pdf_lines import BROKEN, Segment

# Confidence in percent below which a word is noise, and a whole line.
_WORD, _LINE = 30, 50
# A gap of this many line heights separates columns or cells.
_WIDE_GAP = 1.4
# Lines less than this much larger than most are taken to be as large: what is measured depends on their letters.
_LARGER = 1.3
# What bullets are taken for; a letter only in front of a capital, because some languages have words of one letter.
_BULLET = re.compile(r"^(?:[\u00ab\u00bb\u00a9\u00ae\u00a2\u00b0\u00a5\u00a7*+=~>](?: (?=\w)|$)|[eo] (?=[^\W\d_a-z]))")

# Whether a border stands between two places, left and right, at a height; in dots.
Divides = Callable[[float, float, float], bool]


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one line that stand close to each other, in dots. `quarters` is how the line must be turned to the left, in
    quarters of a full turn, to be upright."""

    text: str
    left: int
    right: int
    bottom: float
    height: float
    confidence: float
    quarters: int

    def overlaps(self, other: "Line") -> bool:
        """Whether both stand at the same height."""
        shared = min(self.bottom, other.bottom) - max(self.bottom - self.height, other.bottom - other.height)
        return shared > 0.5 * min(self.height, other.height)


@dataclass(frozen=True, slots=True)
class _Word:
    """A word and where it stands; without text where there is something, but nothing to be sure of."""

    text: str
    left: int
    right: int
    confidence: float


def lines_in(iterator: Any, divides: Divides) -> list[Line]:
    """The recognised lines in tesseract's reading order."""
    return _ordered(list(_lines(iterator, divides))) if iterator is not None else []


def confidence_of(lines: Sequence[Line]) -> float:
    """How sure the lines are on the whole, in percent, by letters."""
    letters = sum(len(line.text) for line in lines)
    return sum(len(line.text) * line.confidence for line in lines) / max(letters, 1)


def quarters_of(lines: Sequence[Line]) -> int:
    """How a page must be turned for most of its letters to be upright."""
    votes: Counter[int] = Counter()
    for line in lines:
        votes[line.quarters] += len(line.text)
    return votes.most_common(1)[0][0] if votes else 0


def segments_of(lines: Sequence[Line], dpi: float, is_bold: Callable[[Line], bool]) -> list[Segment]:
    """The lines as the pieces that a page is laid out from, in points."""
    usual = median(line.height for line in lines for _ in line.text)
    points = 72 / dpi
    return [_segment(line, line.height if line.height > _LARGER * usual else usual, points, is_bold(line)) for line in lines]


def _segment(line: Line, height: float, points: float, bold: bool) -> Segment:
    text = line.text
    if len(text) > 2 and text[-1] in "-\u00ad" and text[-2].isalpha():
        text = text[:-1] + BROKEN
    top, bottom = (line.bottom - height) * points, line.bottom * points
    return Segment(text, line.left * points, top, line.right * points, bottom, height * points, bold)


def _lines(iterator: Any, divides: Divides) -> Iterator[Line]:
    levels = import_module("tesserocr").RIL
    words: list[_Word] = []
    while True:
        text = _text(iterator, levels.WORD).strip()
        if text and (box := iterator.BoundingBox(levels.WORD)):
            confidence = float(iterator.Confidence(levels.WORD))
            words.append(_Word(text if confidence >= _WORD else "", box[0], box[2], confidence))
        if iterator.IsAtFinalElement(levels.TEXTLINE, levels.WORD):
            if any(word.text for word in words):
                yield from _cut(words, iterator, divides)
            words = []
        if not iterator.Next(levels.WORD):
            return


def _text(iterator: Any, level: Any) -> str:
    try:
        return str(iterator.GetUTF8Text(level))
    except RuntimeError:  # no text at this place, such as a drawn line
        return ""


def _cut(words: Sequence[_Word], iterator: Any, divides: Divides) -> Iterator[Line]:
    """The line that the iterator stands on, in pieces between wide gaps and borders."""
    height = float(iterator.RowAttributes()["row_height"])
    bottom = _bottom(iterator)
    quarters = int(iterator.Orientation()[0])
    run: list[_Word] = []
    for word in words:
        gap = word.left - run[-1].right if run else 0
        if run and (gap > _WIDE_GAP * height or divides(run[-1].right, word.left, bottom - height / 2)):
            yield from _line(run, bottom, height, quarters)
            run = []
        run.append(word)
    yield from _line(run, bottom, height, quarters)


def _bottom(iterator: Any) -> float:
    """The height at which the letters of a line end, those below the base line as well."""
    level = import_module("tesserocr").RIL.TEXTLINE
    base = iterator.Baseline(level)
    below = abs(float(iterator.RowAttributes()["descenders"]))
    return (base[0][1] + base[1][1]) / 2 + below if base else float(iterator.BoundingBox(level)[3])


def _line(words: Sequence[_Word], bottom: float, height: float, quarters: int) -> Iterator[Line]:
    words = [word for word in words if word.text]
    if letters := sum(len(word.text) for word in words):
        sure = sum(len(word.text) * word.confidence for word in words) / letters
        if sure < _LINE:
            return
        # A bullet is hardly ever recognised as one: it comes out as the sign that looks most like it.
        text = _BULLET.sub("\u2022 ", " ".join(word.text for word in words), count=1)
        yield Line(text, words[0].left, words[-1].right, bottom, height, sure, quarters)


def _ordered(lines: Sequence[Line]) -> list[Line]:
    """Numbers and bullets that were taken for a column of their own in front of the lines that they belong to."""
    marks = [line for line in lines if is_mark(line.text)]
    texts = [line for line in lines if not is_mark(line.text)]
    before: dict[int, list[Line]] = {}
    for mark in marks:
        beside = [i for i, line in enumerate(texts) if line.left >= mark.right and mark.overlaps(line)]
        owner = min(beside, key=lambda i: texts[i].left, default=None)
        before.setdefault(len(texts) if owner is None else owner, []).append(mark)
    return [line for i in range(len(texts) + 1) for line in (*before.get(i, ()), *texts[i : i + 1])]
