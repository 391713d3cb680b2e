"""The order in which a person reads the boxes on a slide."""

from collections.abc import Sequence
from typing import TypeVar

# Left, top, right, bottom.
Box = tuple[int, int, int, int]
Thing = TypeVar("Thing")
_DEEPEST = 20


def in_reading_order(placed: Sequence[tuple[Box | None, Thing]]) -> list[Thing]:
    """From top to bottom, where boxes stand beside each other column by column; those of unknown place last, as they come."""
    known = [(box, thing) for box, thing in placed if box is not None]
    return [thing for _, thing in _ordered(known, 0)] + [thing for box, thing in placed if box is None]


def _ordered(placed: list[tuple[Box, Thing]], depth: int) -> list[tuple[Box, Thing]]:
    """Cut where a straight line passes between all boxes: first into bands, then into columns, and so on inside each."""
    if len(placed) < 2 or depth > _DEEPEST:
        return placed
    for first, last in ((1, 3), (0, 2)):
        parts = _cut(placed, first, last)
        if len(parts) > 1:
            return [entry for part in parts for entry in _ordered(part, depth + 1)]
    return sorted(placed, key=lambda entry: (entry[0][1], entry[0][0]))


def _cut(placed: list[tuple[Box, Thing]], first: int, last: int) -> list[list[tuple[Box, Thing]]]:
    """Groups of boxes that do not overlap along one axis, in its order; an overlap of a tenth of a box counts as none."""
    parts: list[list[tuple[Box, Thing]]] = []
    end = 0.0
    for box, thing in sorted(placed, key=lambda entry: (entry[0][first], entry[0][last])):
        slack = 0.1 * (box[last] - box[first])
        if not parts or box[first] + slack >= end:
            parts.append([])
            end = box[last]
        parts[-1].append((box, thing))
        end = max(end, box[last])
    return parts
