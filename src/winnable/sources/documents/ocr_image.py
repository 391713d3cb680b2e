"""Pictures of pages as dots: set straight, and what is drawn on them beside letters: borders of tables, the width of strokes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median

import numpy as np
from numpy.typing import NDArray

from winnable.sources.documents import limits
from winnable.sources.documents.ocr_lines import Line
from winnable.sources.documents.pdf_frame import Frame
from winnable.sources.documents.pdf_rules import Rules, rules_of
from winnable.sources.documents.pdf_shapes import Shape

Dots = NDArray[np.uint8]
# Dots darker than this are ink.
_INK = 150
# How far a page may be turned to be set straight, and in what steps: heights per width.
_STEEPEST, _STEP = 0.045, 0.0015
# How much clearer lines must become for it to be worth while.
_CLEARER = 1.02
# Every so many dots are looked at to find out.
_COARSE = 4
# Inches of the shortest border across and down the page; letters have shorter strokes. Borders are thinner than the last.
_ACROSS, _DOWN, _THICKEST = 0.4, 0.22, 0.05
# How much of a border may be missing.
_WHOLE = 0.93
# How many times wider than usual the strokes of bold letters are.
_BOLD = 1.25


@dataclass(frozen=True, slots=True)
class Image:
    """A page in grey, one byte for each dot, rows from the top, `dpi` dots to the inch."""

    dots: Dots
    dpi: float

    @property
    def width(self) -> float:
        """In points."""
        return int(self.dots.shape[1]) * 72 / self.dpi

    @property
    def height(self) -> float:
        """In points."""
        return int(self.dots.shape[0]) * 72 / self.dpi

    @classmethod
    def of(cls, data: bytes, width: int, height: int, stride: int, dpi: float) -> "Image":
        """From rows of `stride` bytes, of which the first `width` are dots."""
        return cls(np.frombuffer(data, np.uint8)[: height * stride].reshape(height, stride)[:, :width], dpi)

    def turned(self, quarters: int) -> "Image":
        """Turned to the left by quarters of a full turn."""
        return Image(np.rot90(self.dots, quarters), self.dpi)

    def is_blank(self, paper: int) -> bool:
        """Whether no dot is darker than paper."""
        return self.dots.size == 0 or int(self.dots.min()) > paper

    def bytes(self) -> bytes:
        return np.ascontiguousarray(self.dots).tobytes()


def straightened(image: Image) -> Image:
    """The page with its lines of text level, where it was laid on the glass slightly turned."""
    rows, columns = np.nonzero(image.dots[::_COARSE, ::_COARSE] < _INK)
    if rows.size == 0:
        return image
    slopes = [step * _STEP for step in range(-round(_STEEPEST / _STEP), round(_STEEPEST / _STEP) + 1)]
    best = max(slopes, key=lambda slope: _sharpness(rows, columns, slope))
    if best == 0 or _sharpness(rows, columns, best) < _CLEARER * _sharpness(rows, columns, 0.0):
        return image
    level = _sheared(image.dots, -best)
    return Image(_sheared(level.T, best).T, image.dpi)


def _sharpness(rows: NDArray[np.int64], columns: NDArray[np.int64], slope: float) -> float:
    """How clearly lines and gaps follow each other when these dots are read along this slope."""
    heights = rows - np.rint(columns * slope).astype(np.int64)
    return float(np.square(np.diff(np.bincount(heights - heights.min()))).sum())


def _sheared(dots: Dots, slope: float) -> Dots:
    """Each column moved down by its distance from the left times the slope; what comes in from outside is paper."""
    height, width = dots.shape
    shifts = np.rint(np.arange(width) * slope).astype(np.int64)
    moved = np.full_like(dots, 255)
    for shift in np.unique(shifts):
        columns = shifts == shift
        if shift >= 0:
            moved[shift:, columns] = dots[: height - shift, columns]
        else:
            moved[:shift, columns] = dots[-shift:, columns]
    return moved


def rules_in(image: Image) -> Rules:
    """The borders of tables on a page, in points; none where there are very many: a drawing, not a table."""
    ink = image.dots < _INK
    points = 72 / image.dpi
    frame = Frame(0.0, 0.0, image.width, image.height, 0)
    shapes: list[Shape] = []
    for top, bottom, left, right in _bars(ink, round(_ACROSS * image.dpi), _THICKEST * image.dpi):
        shapes.append(Shape((left * points, top * points, right * points, bottom * points), True, False))
    for left, right, top, bottom in _bars(ink.T, round(_DOWN * image.dpi), _THICKEST * image.dpi):
        shapes.append(Shape((left * points, top * points, right * points, bottom * points), True, False))
    return rules_of([_thin(shape) for shape in shapes], frame) if len(shapes) <= limits.PAGE_RULES else Rules()


def _thin(shape: Shape) -> Shape:
    """A bar as the line along its middle."""
    left, top, right, bottom = shape.box
    if right - left > bottom - top:
        middle = (top + bottom) / 2
        return Shape((left, middle, right, middle), True, False)
    middle = (left + right) / 2
    return Shape((middle, top, middle, bottom), True, False)


def _bars(ink: NDArray[np.bool_], shortest: int, thickest: float) -> Iterator[tuple[int, int, int, int]]:
    """Bars of ink along the rows: first and last row, start and end. Rows that lie on each other are one bar, if it is thin."""
    if ink.shape[1] <= shortest:
        return
    sums = np.cumsum(np.pad(ink, ((0, 0), (1, 0))), axis=1, dtype=np.int32)
    starts = sums[:, shortest:] - sums[:, :-shortest] >= _WHOLE * shortest
    open_bars: list[list[int]] = []
    for row in np.flatnonzero(starts.any(axis=1)):
        edges = np.flatnonzero(np.diff(np.pad(starts[row].astype(np.int8), 1)))
        for start, end in zip(edges[::2].tolist(), (edges[1::2] + shortest - 1).tolist(), strict=True):
            bar = next((b for b in open_bars if b[1] >= row - 2 and b[2] < end and start < b[3]), None)
            if bar is None:
                open_bars.append([int(row), int(row), start, end])
            else:
                bar[1:] = [int(row), min(bar[2], start), max(bar[3], end)]
        done = [bar for bar in open_bars if bar[1] < row - 2]
        open_bars = [bar for bar in open_bars if bar[1] >= row - 2]
        yield from _thin_bars(done, thickest)
    yield from _thin_bars(open_bars, thickest)


def _thin_bars(bars: list[list[int]], thickest: float) -> Iterator[tuple[int, int, int, int]]:
    for first, last, start, end in bars:
        if last - first <= thickest:
            yield first, last, start, end


def bold_lines(image: Image, lines: list[Line]) -> Callable[[Line], bool]:
    """Tells of a line whether its strokes are wider than those of most letters on the page."""
    ink = image.dots < _INK
    widths = {line: _stroke(ink, line) for line in lines}
    usual = median(widths[line] for line in lines for _ in line.text)
    return lambda line: widths[line] > _BOLD * usual


def _stroke(ink: NDArray[np.bool_], line: Line) -> float:
    """The width of strokes in dots: twice the area of the letters by the length of their edges."""
    box = ink[max(round(line.bottom - line.height), 0) : round(line.bottom) + 2, max(line.left - 1, 0) : line.right + 1]
    edges = int(np.count_nonzero(box[:, 1:] != box[:, :-1])) + int(np.count_nonzero(box[1:] != box[:-1]))
    return 2 * int(np.count_nonzero(box)) / max(edges, 1)
