"""From a PDF page to segments: pieces of text on one line without a wide gap, in the order in which the file holds them."""

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from sys import byteorder

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from winnable.sources.documents import limits
from winnable.sources.documents.blocks import has_words
from winnable.sources.documents.pdf_frame import Box, Frame, frame_of
from winnable.sources.documents.pdf_rules import Cell, Rules, rules_of
from winnable.sources.documents.pdf_shapes import Shape, shapes_of

# PDFium puts this where it believes that a word was broken at a line end.
BROKEN = "\ufffe"

_WORDS = re.compile(r"[^\s\ufffe]+\ufffe?|\ufffe|(?P<end>[\r\n]+)")
# A gap this many times the height of the line separates columns or cells; justified text stays below.
_WIDE_GAP = 1.4
# The side of a coloured area divides words where the gap is at least this much of the line's height; a drawn line also where
# they touch it, give or take so many points.
_BORDER_GAP = 0.33
_TOUCH = 1.0
# A picture on more than this of a page's area covers it, as a scan does.
_COVERED = 0.5
_BOLD_WEIGHT = 600
# Letters of a damaged font may be placed nowhere (not a number) or beyond any page; they are still read.
_FAR = 1e6
_NOWHERE: Box = (0.0, 0.0, 0.0, 0.0)
_BOLD_NAME = re.compile(rb"bold|black|heavy|semibd|demi", re.IGNORECASE)


@dataclass(slots=True)
class Segment:
    """A piece of one line. Coordinates in points from the top left of the page as it is shown; `size` is the line's height."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    bold: bool

    def beside(self, other: "Segment") -> bool:
        """Whether both stand on one line."""
        return min(self.bottom, other.bottom) - max(self.top, other.top) > 0.5 * min(self.size, other.size)


@dataclass(slots=True)
class Page:
    """What was read of one page: its segments in the file's order, the borders drawn on it, whether a picture covers it, and
    its text as the file holds it."""

    number: int
    width: float
    height: float
    segments: list[Segment]
    rules: Rules
    pictured: bool = False
    raw: str = ""

    @property
    def letters(self) -> int:
        return sum(len(segment.text) for segment in self.segments)

    def cell_of(self, segment: Segment) -> Cell | None:
        """The table cell around the middle of a segment."""
        if not self.rules:
            return None
        return self.rules.cell_at((segment.left + segment.right) / 2, (segment.top + segment.bottom) / 2)


def page_from(document: pdfium.PdfDocument, index: int) -> Page:
    """Reads one page and closes it again."""
    page = document[index]
    try:
        frame = frame_of(page)
        shapes = shapes_of(page, frame)
        rules = rules_of(shapes, frame)
        text_page = page.get_textpage()
        reader = _Reader(text_page, frame, rules)
        segments = list(reader.segments())
        text_page.close()
        if len(segments) * rules.count() > limits.PAGE_TESTS:
            rules = Rules()
        pictured = any(_covers(shape, frame) for shape in shapes)
        return Page(index + 1, frame.width, frame.height, segments, rules, pictured, _characters(reader.text))
    finally:
        page.close()


def _covers(shape: Shape, frame: Frame) -> bool:
    left, top, right, bottom = shape.box
    return shape.picture and (right - left) * (bottom - top) > _COVERED * frame.width * frame.height


_Word = tuple[int, int, Box, Box]
_char_box = pdfium_c.FPDFText_GetLooseCharBox


class _Reader:
    """Asks PDFium for as few character boxes as will do: the first and last of each word."""

    def __init__(self, text_page: pdfium.PdfTextPage, frame: Frame, rules: Rules) -> None:
        self._raw = text_page.raw
        self._place = frame.box
        self._upright = None if frame.rotation else (frame.left, frame.top)  # what `place` does for most pages, without a call
        self._rules = rules
        count = min(text_page.count_chars(), limits.PAGE_CHARACTERS)
        self.text = _units(text_page, count)
        self._shifted = len(self.text) != count
        self._box = pdfium_c.FS_RECTF()
        self._reference = ctypes.byref(self._box)
        self._name = ctypes.create_string_buffer(128)
        self._flags = ctypes.c_int()

    def segments(self) -> Iterator[Segment]:
        for words in self._runs():
            yield from map(self._segment, self._parted(words) if self._rules else (words,))

    def _runs(self) -> Iterator[list[_Word]]:
        """Words that follow each other on one line without a wide gap."""
        words: list[_Word] = []
        for match in _WORDS.finditer(self.text):
            if match["end"]:
                if words:
                    yield words
                    words = []
                continue
            first, last = match.start(), match.end() - 1
            box = self._box_of(first)
            word = (first, last, box, box if first == last else self._box_of(last))
            if words and not _joined(words[-1], word):
                yield words
                words = []
            words.append(word)
            if self.text[last] == BROKEN:
                yield words
                words = []
        if words:
            yield words

    def _word(self, first: int, last: int) -> _Word:
        box = self._box_of(first)
        return first, last, box, box if first == last else self._box_of(last)

    def _parted(self, words: list[_Word]) -> Iterator[list[_Word]]:
        """The words of each cell: a border of a table may stand between two words, or between two letters that touch it."""
        (left, top, _, bottom), right = words[0][2], words[-1][3][2]
        y = (top + bottom) / 2
        if not self._rules.divides(left, right, y):
            yield words
            return
        part: list[_Word] = []
        for piece in chain.from_iterable(map(self._pieces, words)):
            if part and self._is_divided(part[-1], piece):
                yield part
                part = []
            part.append(piece)
        yield part

    def _pieces(self, word: _Word) -> Iterator[_Word]:
        """A word, or what stands of it on each side of a border that passes between two of its letters."""
        first, last, (left, top, _, bottom), (_, _, right, _) = word
        y = (top + bottom) / 2
        for x in self._rules.borders(left + _TOUCH, right - _TOUCH, y):
            at = next((index for index in range(first + 1, last + 1) if abs(self._box_of(index)[0] - x) <= _TOUCH), None)
            if at is not None and _may_end(self.text[first:at], self.text[at : last + 1]):
                yield self._word(first, at - 1)
                first = at
        yield self._word(first, last)

    def _is_divided(self, word: _Word, following: _Word) -> bool:
        _, _, _, (_, top, right, bottom) = word
        left, y = following[2][0], (top + bottom) / 2
        drawn = self._rules.borders(right - _TOUCH, left + _TOUCH, y)
        return bool(drawn) or (left - right >= _BORDER_GAP * (bottom - top) and self._rules.divides(right, left, y))

    def _segment(self, words: list[_Word]) -> Segment:
        """One segment of these words."""
        first, last = words[0], words[-1]
        text = _characters(self.text[first[0] : last[1] + 1])
        top, bottom = min(first[2][1], last[3][1]), max(first[2][3], last[3][3])
        right = max(last[3][2], first[2][0])
        return Segment(text, first[2][0], top, right, bottom, _size(words), self._are_bold(words))

    def _are_bold(self, words: list[_Word]) -> bool:
        """Whether the first and the last letter are bold, a bullet in front aside."""
        first, last = words[0], words[-1]
        if len(words) > 1 and first[0] == first[1]:
            first = words[1]
        end = last[1] if self.text[last[1]].isalnum() else max(last[0], last[1] - 1)
        return self._is_bold(first[0]) and self._is_bold(end)

    def _box_of(self, index: int) -> Box:
        _char_box(self._raw, self._index(index) if self._shifted else index, self._reference)
        box = self._box
        left, bottom, right, top = box.left, box.bottom, box.right, box.top
        if not -_FAR < left + bottom + right + top < _FAR:
            return _NOWHERE
        if self._upright is None:
            return self._place(left, bottom, right, top)
        start, height = self._upright
        return left - start, height - top, right - start, height - bottom

    def _is_bold(self, index: int) -> bool:
        index = self._index(index)
        if pdfium_c.FPDFText_GetFontWeight(self._raw, index) >= _BOLD_WEIGHT:
            return True
        pdfium_c.FPDFText_GetFontInfo(self._raw, index, self._name, len(self._name), self._flags)
        return _BOLD_NAME.search(self._name.value) is not None

    def _index(self, index: int) -> int:
        return pdfium_c.FPDFText_GetCharIndexFromTextIndex(self._raw, index) if self._shifted else index


def _joined(word: _Word, following: _Word) -> bool:
    """Whether two words follow each other on one line without a wide gap."""
    _, _, _, (_, top, right, bottom) = word
    _, _, (left, following_top, _, following_bottom), _ = following
    size = max(bottom - top, 1.0)
    if not -size < left - right < _WIDE_GAP * size:
        return False
    if top == following_top and bottom == following_bottom:  # as most words are
        return True
    return min(bottom, following_bottom) - max(top, following_top) > 0.3 * min(size, following_bottom - following_top)


def _may_end(text: str, following: str) -> bool:
    """Whether a cell may end between two letters: never within a word or a number, and marks alone fill no cell."""
    before, behind = text[-1], following[0]
    within = before.isdecimal() and behind.isdecimal()
    within |= before.isalpha() and behind.isalpha() and not (before.islower() and behind.isupper())
    return not within and has_words(text) and has_words(following)


def _size(words: list[_Word]) -> float:
    """The height of most letters: bullets and inserts come in fonts of their own, and invisible letters have none."""
    if len(words) == 1:
        return max(words[0][2][3] - words[0][2][1], words[0][3][3] - words[0][3][1], 1.0)
    letters: dict[int, int] = {}
    for first, last, (_, top, _, bottom), _ in words:
        tenths = int(10 * (bottom - top) + 0.5)
        letters[tenths] = letters.get(tenths, 0) + last - first + 1
    return max(max(letters, key=letters.__getitem__) / 10, 1.0)


def _units(text_page: pdfium.PdfTextPage, count: int) -> str:
    """The page's text, one character for each of PDFium's (those beyond the basic plane stay in halves)."""
    if count <= 0:
        return ""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = max(pdfium_c.FPDFText_GetText(text_page.raw, 0, count, buffer) - 1, 0)
    text = bytes(buffer)[: 2 * written].decode("utf-16-le" if byteorder == "little" else "utf-16-be", "surrogatepass")
    return text if len(text) == written else "".join(map(chr, buffer[:written]))


def _characters(units: str) -> str:
    """Halves of characters beyond the basic plane put together; lone halves dropped."""
    if units.isascii():
        return units
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
