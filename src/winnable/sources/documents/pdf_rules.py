"""Borders of tables, and the cells that they enclose."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field

from winnable.sources.documents.pdf_frame import Frame
from winnable.sources.documents.pdf_shapes import Shape

# A shape thinner than this is a line; ends of lines that should meet may miss each other by as much.
_THIN = 3.0
_SHORTEST = 6.0
# A box that fills more than this of both sides of the page is its background; a cell higher than the second, a frame.
_WHOLE = 0.9
_FRAME = 0.6

Cell = tuple[int, int, int, int]
_Rule = tuple[float, float, float]


@dataclass(slots=True)
class _Grid:
    """Horizontal rules as (height, left, right) and vertical ones as (left, top, bottom), sorted and joined."""

    horizontal: list[_Rule] = field(default_factory=list)
    vertical: list[_Rule] = field(default_factory=list)

    def cell_at(self, x: float, y: float) -> Cell | None:
        sides = _around(self.vertical, x, y, y)
        if sides is None or sides[1] - sides[0] < _SHORTEST:  # between the two strokes of a double line
            return None
        ends = _around(self.horizontal, y, sides[0] + _THIN, sides[1] - _THIN)
        if ends is None:
            return None
        return round(sides[0]), round(ends[0]), round(sides[1]), round(ends[1])

    def crossings(self, left: float, right: float, y: float) -> Iterator[float]:
        """Where vertical rules cross a height, from left to right."""
        vertical = self.vertical
        for index in range(bisect_left(vertical, (left,)), len(vertical)):
            x, top, bottom = vertical[index]
            if x > right:
                return
            if top <= y <= bottom:
                yield x

    def divides(self, left: float, right: float, y: float, room: float) -> bool:
        return next(self.crossings(left + room, right - room, y), None) is not None


@dataclass(slots=True)
class Rules:
    """The drawn lines of a page, and the sides of its coloured areas, which count where no lines are drawn."""

    height: float = 0.0
    lines: _Grid = field(default_factory=_Grid)
    areas: _Grid = field(default_factory=_Grid)

    def __bool__(self) -> bool:
        return bool(self.lines.vertical or self.areas.vertical)

    def count(self) -> int:
        return sum(len(grid.horizontal) + len(grid.vertical) for grid in (self.lines, self.areas))

    def cell_at(self, x: float, y: float) -> Cell | None:
        """Left, top, right, bottom of the innermost cell around a point, in whole points; None outside of tables."""
        cell = self.lines.cell_at(x, y)
        if cell is None or cell[3] - cell[1] > _FRAME * self.height:
            return self.areas.cell_at(x, y) or cell
        return cell

    def borders(self, left: float, right: float, y: float) -> list[float]:
        """Where drawn lines between two cells cross a height."""
        crossed = self.lines.crossings(left, right, y)
        return [x for x in crossed if self.lines.cell_at(x - _THIN, y) and self.lines.cell_at(x + _THIN, y)]

    def divides(self, left: float, right: float, y: float) -> bool:
        """Whether a line stands between two words; an area's side only with room around it: marked words touch theirs."""
        return self.lines.divides(left, right, y, 0.0) or self.areas.divides(left, right, y, 1.0)


def _around(rules: list[_Rule], position: float, start: float, end: float) -> tuple[float, float] | None:
    """The nearest rules before and behind a position that reach over the span."""
    index = bisect_left(rules, (position,))
    before = next((rule[0] for rule in reversed(rules[:index]) if rule[1] <= start + _THIN and rule[2] >= end - _THIN), None)
    behind = next((rule[0] for rule in rules[index:] if rule[1] <= start + _THIN and rule[2] >= end - _THIN), None)
    return None if before is None or behind is None else (before, behind)


def rules_of(shapes: list[Shape], frame: Frame) -> Rules:
    """The straight lines, and the sides of boxes and coloured areas."""
    rules = Rules(frame.height)
    for shape in shapes:
        left, top, right, bottom = shape.box
        if right - left > _WHOLE * frame.width and bottom - top > _WHOLE * frame.height:
            continue
        if bottom - top < _THIN:
            rules.lines.horizontal.append(((top + bottom) / 2, left, right))
        elif right - left < _THIN:
            rules.lines.vertical.append(((left + right) / 2, top, bottom))
        else:
            grid = rules.lines if shape.outlined else rules.areas
            grid.horizontal += [(top, left, right), (bottom, left, right)]
            grid.vertical += [(left, top, bottom), (right, top, bottom)]
    for grid in (rules.lines, rules.areas):
        grid.horizontal, grid.vertical = _merged(grid.horizontal), _merged(grid.vertical)
    return rules


def _merged(rules: list[_Rule]) -> list[_Rule]:
    """Pieces of one line put together: borders are often drawn cell by cell."""
    merged: list[list[float]] = []
    for position, start, end in sorted((round(position), start, end) for position, start, end in rules):
        last = merged[-1] if merged else None
        if last and last[0] == position and start <= last[2] + _THIN:
            last[2] = max(last[2], end)
        else:
            merged.append([position, start, end])
    return [(position, start, end) for position, start, end in merged if end - start >= _SHORTEST]
