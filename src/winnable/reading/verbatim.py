"""A quote is found again at its place, or it is shortened until it is, or dropped."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from winnable.core.evidence import Evidence, Place
from winnable.core.opportunity import Demand
from winnable.reading.fact import Fact, Facts

Raw = Mapping[tuple[str, int | None], str]  # file and page -> `squash` of the text that the file itself holds there
SHORTEST = 12  # letters and digits; less could stand anywhere
_PIECES = re.compile(r" \| |(?<=[.!?;:])\s+|\n")
_NOT_WORDS = re.compile(r"[\W_]+")
Quoted = TypeVar("Quoted", Evidence, Demand, Fact)


def squash(text: str) -> str:
    """Letters and digits only, case folded: what is left when layout, marks and hyphenation are taken away."""
    return _NOT_WORDS.sub("", text.casefold())


def stands(text: str, place: Place, raw: Raw) -> bool:
    """Whether the file holds this text at its page; true where the file's own text is not at hand."""
    held = raw.get((place.file, place.page))
    return held is None or squash(text) in held


def verified(quoted: Quoted, raw: Raw) -> Quoted | None:
    """The same with a quote that the file holds at its page; None where not even a piece of it does.

    Cells of a table row or the two sides of a link may stand elsewhere in the file than side by side.
    """
    place = quoted.place
    held = raw.get((place.file, place.page)) if place is not None else None
    if place is None or (held is not None and squash(quoted.quote) in held):
        return quoted
    if held is None:
        return None
    for start, end in _pieces(quoted.quote):
        piece = squash(quoted.quote[start:end])
        if len(piece) >= SHORTEST and piece in held:
            return _shortened(quoted, place, start, end)
    return None


def verified_facts(facts: Facts, raw: Raw) -> Facts:
    """All facts with verified quotes; a fact whose quote is not found again is not stated."""
    check: Callable[[Fact | None], Fact | None] = lambda fact: None if fact is None else _with_others(fact, raw)  # noqa: E731
    return Facts(**{name: check(getattr(facts, name)) for name in Facts.__dataclass_fields__})


def _with_others(fact: Fact, raw: Raw) -> Fact | None:
    others = tuple(found for other in fact.others if (found := verified(other, raw)) is not None)
    return verified(replace(fact, others=others), raw)


def _pieces(quote: str) -> Iterator[tuple[int, int]]:
    """Cells and sentences, the longest first; then what is left when words are taken off either end."""
    bounds = [0, *(at for match in _PIECES.finditer(quote) for at in match.span()), len(quote)]
    spans = [(bounds[i], bounds[i + 1]) for i in range(0, len(bounds), 2)]
    yield from sorted(spans, key=lambda span: span[0] - span[1])
    words = [match.span() for match in re.finditer(r"\S+", quote)]
    for length in range(len(words) - 1, 2, -1):
        for first in range(len(words) - length + 1):
            yield words[first][0], words[first + length - 1][1]


def _shortened(quoted: Quoted, place: Place, start: int, end: int) -> Quoted:
    moved = replace(place, start=place.start + start, end=place.start + end)
    return replace(quoted, quote=quoted.quote[start:end], place=moved)
