"""Patterns that run only on passages which hold the words that they cannot do without: there are more than a hundred of them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

from winnable.reading.phrases import words_of
from winnable.reading.text import Line

Need = frozenset[str]  # pieces of words, of which a match holds at least one
_LEAST: Final = 3  # letters of a piece; shorter ones are in every passage
_REPEATS: Final = frozenset({"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"})
_parser: Final[Any] = import_module("re._parser")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern, and what every match of it holds: a piece of each need, the longest pieces first."""

    expression: str
    needs: tuple[Need, ...]

    def compiled(self) -> re.Pattern[str]:
        """The pattern ready to run; `re` remembers it. Most are never run."""
        return re.compile(self.expression)


def pattern_of(expression: str) -> Pattern:
    """A pattern for folded texts."""
    tree = _parser.parse(expression)
    told = [] if tree.state.flags & re.IGNORECASE else [need for need in _needs(tree) if _shortest(need) >= _LEAST]
    return Pattern(expression, tuple(sorted(told, key=_shortest, reverse=True)))


def _needs(items: Iterable[tuple[Any, Any]]) -> list[Need]:
    """What a match of a sequence holds, as its parse tree tells it; what is not understood asks for nothing."""
    needs: list[Need] = []
    run = ""
    for operation, argument in items:
        name = str(operation)
        if name == "LITERAL" and (chr(argument).isalnum() or argument == ord("_")):
            run += chr(argument)
            continue
        needs += [frozenset([run])] if run else []
        run = ""
        if name in ("SUBPATTERN", "ATOMIC_GROUP"):
            needs += _needs(argument[-1] if name == "SUBPATTERN" else argument)
        elif name in _REPEATS and argument[0]:
            needs += _needs(argument[2])
        elif name == "BRANCH" and all(ways := [_needs(branch) for branch in argument[1]]):
            needs.append(frozenset().union(*(max(way, key=_shortest) for way in ways)))
    return [*needs, frozenset([run])] if run else needs


def _shortest(need: Need) -> int:
    return min(map(len, need))


class Holders:
    """Which passages hold which pieces of words."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._count = len(lines)
        self._lines: dict[str, list[int]] = defaultdict(list)
        for at, line in enumerate(lines):
            for word in words_of(line.folded).distinct:
                self._lines[word].append(at)
        self._words = "\n".join(["", *self._lines, ""])
        self._known: dict[str, set[int]] = {}

    def of(self, needs: Sequence[Need]) -> Sequence[int]:
        """The positions of the passages that hold a piece of each need, in order."""
        left: set[int] | None = None
        for need in needs:
            held = set().union(*map(self._holding, need))
            left = held if left is None else left & held
            if not left:
                return ()
        return range(self._count) if left is None else sorted(left)

    def _holding(self, piece: str) -> set[int]:
        known = self._known.get(piece)
        if known is None:
            known = self._known[piece] = {at for word in self._words_with(piece) for at in self._lines[word]}
        return known

    def _words_with(self, piece: str) -> Iterator[str]:
        at = self._words.find(piece)
        while at >= 0:
            end = self._words.index("\n", at)
            yield self._words[self._words.rindex("\n", 0, at) + 1 : end]
            at = self._words.find(piece, end)
