"""Old and new weights of a revision as a picture: a ring where a weight stood, a dot where it comes to stand, its interval."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor
from typing import Final

from markupsafe import Markup

from winnable.core.profile import Profile
from winnable.formats.svg import at, picture, tag, texts
from winnable.learning.changes import Change, Revision
from winnable.learning.revision_words import place_words, signed
from winnable.learning.support import Support

MOST: Final = 24  # weights in the picture, those that move deals most
ROW: Final = 50
TOP: Final = 26


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One weight before and after, with words for a table."""

    label: str
    support: Support

    @property
    def old(self) -> str:
        """The weight that stood there, or that there was none."""
        return "none" if self.support.before is None else signed(self.support.before)

    @property
    def new(self) -> str:
        """The weight that was learned."""
        return signed(self.support.after)

    @property
    def range(self) -> str:
        """Where it lies with 90 %."""
        return f"{signed(self.support.low)} to {signed(self.support.high)}"


def moves_of(revision: Revision, profile: Profile) -> tuple[Move, ...]:
    """The weights that deals had something to say of, the sure ones first, then by how far they move how many deals."""
    criteria = {c.key: c for c in profile.criteria} | {c.key: c.new for c in revision.changes if c.new is not None}
    moves = [
        Move(label=_label(change, place_words(criteria[change.key], support.place)), support=support)
        for change in revision.changes
        if change.kind in ("criterion", "new")
        for support in change.supports
        if support.deals
    ]
    return tuple(sorted(moves, key=lambda m: (not m.support.is_sure, -_distance(m.support)))[:MOST])


def _distance(support: Support) -> float:
    return abs(support.after - (support.before or 0.0)) * float(support.deals**0.5)


def _label(change: Change, place: str) -> str:
    return f"{change.column or change.key}: {place}"


def moves_plot(revision: Revision, profile: Profile) -> Markup:
    """The weights on one scale, one under another."""
    moves = moves_of(revision, profile)
    ends = [x for m in moves for x in (m.support.low, m.support.high, m.support.after, m.support.before or 0.0)]
    first, last = floor(min(ends, default=0.0) - 0.1), ceil(max(ends, default=0.0) + 0.1)
    height = TOP + ROW * len(moves)
    described = "; ".join(f"{m.label}: {m.old} becomes {m.new} ({m.range})" for m in moves)
    return picture(
        "moves",
        "Old and new weights",
        f"In doublings of the odds: {described}.",
        height,
        *_lines(first, last, height),
        *(mark for i, move in enumerate(moves) for mark in _row(move, first, last, TOP + ROW * i)),
    )


def _lines(first: int, last: int, height: float) -> Iterable[Markup]:
    for level in range(first, last + 1):
        x = at((level - first) / (last - first))
        yield tag("line", x1=x, x2=x, y1=18, y2=height, class_="link" if level else "prior")
    yield tag("text", signed(first), x=0, y=13, class_="small")
    yield tag("text", signed(last), x="100%", y=13, text_anchor="end", class_="small")


def _row(move: Move, first: int, last: int, top: float) -> Iterable[Markup]:
    def x(weight: float) -> str:
        return at((weight - first) / (last - first))

    support = move.support
    yield from texts(move.label, 0, top + 14, "label")
    yield tag("line", x1=x(support.low), x2=x(support.high), y1=top + 32, y2=top + 32, class_="needle")
    yield tag("circle", cx=x(support.before or 0.0), cy=top + 32, r=6, class_="ring")
    yield tag("circle", cx=x(support.after), cy=top + 32, r=6, class_="dot")
