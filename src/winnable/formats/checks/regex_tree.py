"""The parse tree of a regular expression: can it run away, which letters does it want, which texts would vex it.

Sets of characters are kept as ASCII codes, with one code for all letters beyond them and one for all other signs: enough to
tell sets apart.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import combinations
from typing import Any, Final

Chars = frozenset[int]
Item = tuple[Any, Any]  # an operation and its argument, as the parser of `re` gives them

LETTER, SIGN = 128, 129  # any letter or digit, and any other character, beyond ASCII
BEYOND: Final[Chars] = frozenset({LETTER, SIGN})
ALL: Final[Chars] = frozenset(range(130))
WIDE: Final = 20  # a repetition of more than this many is as good as unbounded
HARMLESS: Final = 6  # so many ways to divide a text do no harm
MOST_TEXTS: Final = 12
LENGTH: Final = 3000  # of a hostile text: a long passage
LONGEST_SAMPLE: Final = 300
LONGEST_PATTERN: Final = 3000
MOST_GROUPS: Final = 100

_parser: Final[Any] = import_module("re._parser")


_SINGLE: Final = frozenset({"LITERAL", "NOT_LITERAL", "IN", "ANY"})


def _ascii(test: str) -> Chars:
    return frozenset(code for code in range(128) if re.fullmatch(test, chr(code)))


_DIGITS: Final = _ascii(r"\d")
_SPACES: Final = _ascii(r"\s")
_WORD: Final = _ascii(r"\w")
_CATEGORIES: Final[Mapping[str, Chars]] = {
    "CATEGORY_DIGIT": _DIGITS,
    "CATEGORY_NOT_DIGIT": ALL - _DIGITS,
    "CATEGORY_SPACE": _SPACES,
    "CATEGORY_NOT_SPACE": ALL - _SPACES,
    "CATEGORY_WORD": _WORD | {LETTER},
    "CATEGORY_NOT_WORD": ALL - _WORD - {LETTER},
}


@dataclass(frozen=True, slots=True)
class Tree:
    """A parsed pattern and the names of its groups."""

    items: tuple[Item, ...]
    groups: frozenset[str]


def tree_of(pattern: str) -> Tree:
    """Parse a pattern; re.error where it does not compile, or is too long or too deep to look at."""
    if len(pattern) > LONGEST_PATTERN or pattern.count("(") > MOST_GROUPS:
        raise re.error(f"it is longer than {LONGEST_PATTERN} characters or has more than {MOST_GROUPS} groups")
    re.compile(pattern)
    parsed = _parser.parse(pattern)
    return Tree(tuple(parsed), frozenset(parsed.state.groupdict))


def runs_away(tree: Tree) -> str | None:
    """Why a text could be divided among the repetitions of a pattern in very many ways; None when it cannot."""
    return next(_ambiguities(tree.items, frozenset(), 1), None)


def _ambiguities(items: Iterable[Item], follow: Chars, loops: int) -> Iterator[str]:
    """Walk a sequence from its end. `follow` is what an enclosing repetition may read next, `loops` how often it turns."""
    for item in reversed(tuple(items)):
        yield from _ambiguity(item, follow, loops)
        first, empty = _first(item)
        follow = first | follow if empty else first


def _ambiguity(item: Item, follow: Chars, loops: int) -> Iterator[str]:
    name, argument = str(item[0]), item[1]
    if name in ("MAX_REPEAT", "MIN_REPEAT"):
        least, most, body = argument
        most = min(int(most), 10_000)
        first, _ = _first_of(body)
        yields = min(most - int(least), WIDE) * loops
        if loops > 1 and yields > HARMLESS and first & follow and most > int(least):
            yield f"a repetition inside a repetition shares out every run of `{_shown(first & follow)}` in many ways"
        inside = first | follow if most > 1 else follow
        yield from _ambiguities(body, inside, min(loops * max(most, 1), 10_000))
    elif name == "BRANCH":
        if loops > HARMLESS:
            yield from _overlaps(argument[1], follow)
        for branch in argument[1]:
            yield from _ambiguities(branch, follow, loops)
    elif name == "SUBPATTERN":
        yield from _ambiguities(argument[-1], follow, loops)
    elif name in ("ASSERT", "ASSERT_NOT"):
        yield from _ambiguities(argument[1], frozenset(), 1)
    elif name == "GROUPREF_EXISTS":
        for branch in argument[1:]:
            yield from _ambiguities(branch or (), follow, loops)


def _overlaps(branches: Sequence[Any], follow: Chars) -> Iterator[str]:
    for one, other in combinations(branches, 2):
        shared = _starts(one, follow) & _starts(other, follow)
        if shared and not any(mine.isdisjoint(yours) for mine, yours in zip(_lead(one), _lead(other), strict=False)):
            yield f"two alternatives inside a repetition can begin with `{_shown(shared)}`"


def _starts(branch: Iterable[Item], follow: Chars) -> Chars:
    first, empty = _first_of(branch)
    return first | follow if empty else first


def _lead(branch: Iterable[Item]) -> Iterator[Chars]:
    """Character by character, what a branch surely begins with."""
    for item in branch:
        if str(item[0]) not in _SINGLE:
            return
        yield _chars(str(item[0]), item[1])


def _shown(chars: Chars) -> str:
    code = next(code for code in (*map(ord, "a0 "), *sorted(chars)) if code in chars)
    return {LETTER: "any letter", SIGN: "any sign", 32: "space"}.get(code, chr(code))


def _first_of(items: Iterable[Item]) -> tuple[Chars, bool]:
    """Characters that a sequence may begin with, and whether it may be empty."""
    first: Chars = frozenset()
    for item in items:
        chars, empty = _first(item)
        first |= chars
        if not empty:
            return first, False
    return first, True


def _first(item: Item) -> tuple[Chars, bool]:
    name, argument = str(item[0]), item[1]
    if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        chars, empty = _first_of(argument[2])
        return chars, empty or int(argument[0]) == 0
    if name == "BRANCH":
        parts = [_first_of(branch) for branch in argument[1]]
        return _joined(chars for chars, _ in parts), any(empty for _, empty in parts)
    if name == "SUBPATTERN":
        return _first_of(argument[-1])
    if name == "ATOMIC_GROUP":
        return _first_of(argument)
    if name in ("ASSERT", "ASSERT_NOT", "AT"):
        return frozenset(), True
    if name in ("GROUPREF", "GROUPREF_EXISTS"):
        return ALL, True
    return _chars(name, argument), False


def _joined(parts: Iterable[Chars]) -> Chars:
    return frozenset[int]().union(*parts)


def _code(code: int) -> int:
    return code if code < LETTER else LETTER if chr(code).isalnum() else SIGN


def _chars(name: str, argument: Any) -> Chars:
    """Characters that a single-character item matches."""
    if name == "ANY":
        return ALL - {10}
    if name == "LITERAL":
        return frozenset({_code(argument)})
    if name == "NOT_LITERAL":
        return ALL - ({argument} - BEYOND)
    if name == "IN":
        found = _joined(_chars_in(part) for part in argument)
        return (ALL - found) | BEYOND if str(argument[0][0]) == "NEGATE" else found
    return ALL


def _chars_in(part: Item) -> Chars:
    name, argument = str(part[0]), part[1]
    if name == "RANGE":
        low, high = argument
        return frozenset(range(low, min(high, LETTER - 1) + 1)) | (BEYOND if high >= LETTER else frozenset())
    if name == "CATEGORY":
        return _CATEGORIES[str(argument)]
    return frozenset({_code(argument)}) if name == "LITERAL" else frozenset()


def _bodies(item: Item) -> tuple[Iterable[Item], ...]:
    """Sequences inside an item."""
    name, argument = str(item[0]), item[1]
    if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        return (argument[2],)
    if name == "BRANCH":
        return tuple(argument[1])
    if name == "SUBPATTERN":
        return (argument[-1],)
    if name == "ATOMIC_GROUP":
        return (argument,)
    if name in ("ASSERT", "ASSERT_NOT"):
        return (argument[1],)
    return tuple(branch for branch in argument[1:] if branch) if name == "GROUPREF_EXISTS" else ()


def letters_of(tree: Tree) -> frozenset[str]:
    """Letters that the pattern wants literally."""
    return frozenset(chr(code) for code in _literals(tree.items) if chr(code).isalpha())


def _literals(items: Iterable[Item]) -> Iterator[int]:
    for item in items:
        name, argument = str(item[0]), item[1]
        if name == "LITERAL":
            yield int(argument)
        elif name == "IN" and str(argument[0][0]) != "NEGATE":
            yield from (int(part[1]) for part in argument if str(part[0]) == "LITERAL" and _alone(argument))
        for body in _bodies(item):
            yield from _literals(body)


def _alone(parts: list[Item]) -> bool:
    """Whether a set holds no other way to match: `[éE]` is a mistake, `[eé]` a harmless extra."""
    names = {str(name) for name, _ in parts}
    literals = [int(code) for name, code in parts if str(name) == "LITERAL"]
    return not names & {"RANGE", "CATEGORY"} and not any(code < LETTER and chr(code) == chr(code).lower() for code in literals)


def hostile_texts(tree: Tree) -> tuple[str, ...]:
    """Texts on which a weak pattern takes long: each wide repetition fed again and again, and then disappointed."""
    texts: list[str] = []
    for before, body in _wide(tree.items, ""):
        unit = _sample(body) or " "
        again = (before + unit) or " "
        texts += [before + unit * (LENGTH // len(unit)), again * (LENGTH // len(again))]
    return tuple(dict.fromkeys(text + "\x00" for text in texts[: 2 * MOST_TEXTS]))


def _wide(items: Iterable[Item], before: str) -> Iterator[tuple[str, Iterable[Item]]]:
    for item in items:
        if str(item[0]) in ("MAX_REPEAT", "MIN_REPEAT") and int(item[1][1]) > WIDE:
            yield before, item[1][2]
        for body in _bodies(item):
            yield from _wide(body, before)
        before = (before + _sample((item,)))[:LONGEST_SAMPLE]


def _sample(items: Iterable[Item]) -> str:
    """A short text that a sequence matches, as far as it can be told."""
    words = ""
    for item in items:
        name, argument = str(item[0]), item[1]
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            words += _sample(argument[2]) * min(max(int(argument[0]), 1), 50)
        elif name == "BRANCH":
            words += _sample(argument[1][0])
        elif name in ("SUBPATTERN", "ATOMIC_GROUP"):
            words += _sample(argument[-1] if name == "SUBPATTERN" else argument)
        elif name == "LITERAL":
            words += chr(argument)
        elif name in ("IN", "NOT_LITERAL", "ANY"):
            words += _one_of(_chars(name, argument))
        words = words[:LONGEST_SAMPLE]
    return words


def _one_of(chars: Chars) -> str:
    code = next((code for code in (*map(ord, "a0 ,-.b1"), *sorted(chars)) if code in chars), ord("a"))
    return {LETTER: "þ", SIGN: "€"}.get(code, chr(code))
