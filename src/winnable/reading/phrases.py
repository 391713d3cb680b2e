"""Many phrases looked for at once: a walk over the words of a text with a table of first words."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from sys import intern
from typing import Generic, NamedTuple, TypeVar

from winnable.reading.text import fold

Label = TypeVar("Label")
_WORD = re.compile(r"\w+")
_PART = re.compile(r"\w+\*?|\.\.\.")
_HEAD = 3  # letters by which stems are looked up
_GAP = 5  # words that ` ... ` may stand for
_LONGEST_KEPT = 2_000  # characters of a text whose words are kept for the next book
_MOST_KEPT = 4_096  # such texts: a few megabytes, and all passages of a hundred pages


class Found(NamedTuple, Generic[Label]):
    """Where a phrase stands, and what it was listed under."""

    start: int
    end: int
    label: Label


class Words:
    """The words between two offsets of a folded text, split once for all books that are held against it."""

    __slots__ = ("_bounds", "_folded", "_spans", "distinct", "heads", "strings")

    def __init__(self, folded: str, start: int, end: int) -> None:
        self.strings = list(map(intern, _WORD.findall(folded, start, end)))  # one string a word, however often it is said
        self.distinct = frozenset(self.strings)
        self.heads: dict[str, list[str]] = {}
        for word in self.distinct:
            self.heads.setdefault(word[:_HEAD], []).append(word)
        self._folded, self._bounds = folded, (start, end)
        self._spans: list[tuple[int, int]] | None = None

    @property
    def spans(self) -> list[tuple[int, int]]:
        """The two offsets of each word; worked out when first asked for, since most texts hold no phrase of most books."""
        if self._spans is None:
            self._spans = [found.span() for found in _WORD.finditer(self._folded, *self._bounds)]
        return self._spans


def words_of(folded: str, start: int = 0, end: int | None = None) -> Words:
    """The words between two offsets of a folded text."""
    end = len(folded) if end is None else end
    if start == 0 and end >= len(folded) <= _LONGEST_KEPT:
        return _kept(folded)
    return Words(folded, start, end)


@lru_cache(maxsize=_MOST_KEPT)
def _kept(folded: str) -> Words:
    return Words(folded, 0, len(folded))


# The second word of a phrase, where it is one and no wildcard; all words after the first; the label.
_Entry = tuple[str, tuple[str, ...], Label]


class Phrasebook(Generic[Label]):
    """Phrases with labels, matched as whole words in folded text; punctuation between words does not matter.

    `word*` matches any word that begins so, ` ... ` up to five words, and `*x*` the characters x anywhere (for scripts
    without spaces). Of phrases that begin at one word the longest counts, and its words are not read again.
    """

    __slots__ = ("_exact", "_inside", "_stems")

    def __init__(self, entries: Iterable[tuple[str, Label]]) -> None:
        self._exact: dict[str, list[_Entry[Label]]] = {}
        self._stems: dict[str, list[tuple[str, _Entry[Label]]]] = {}
        self._inside: list[tuple[str, Label]] = []
        for phrase, label in entries:
            self._add(fold(phrase), label)

    def _add(self, phrase: str, label: Label) -> None:
        if phrase.startswith("*"):
            self._inside.append((phrase.strip("*"), label))
            return
        first, *rest = _PART.findall(phrase)
        second = rest[0] if rest and rest[0][-1] not in "*." else ""
        entry = (second, tuple(rest), label)
        if first.endswith("*"):
            self._stems.setdefault(first[:_HEAD], []).append((first[:-1], entry))
        else:
            self._exact.setdefault(first, []).append(entry)

    def find(self, folded: str, start: int = 0, end: int | None = None) -> list[Found[Label]]:
        """All phrases between two offsets of a folded text, in order of their place."""
        end = len(folded) if end is None else end
        result = self.among(words_of(folded, start, end))
        for part, label in self._inside:
            at = folded.find(part, start, end)
            while at >= 0:
                result.append(Found(at, at + len(part), label))
                at = folded.find(part, at + 1, end)
        return sorted(result, key=lambda found: found.start) if self._inside else result

    def among(self, words: Words) -> list[Found[Label]]:
        """What `find` finds, in words that were split before: for several books and one text. Not for `*x*` phrases."""
        result: list[Found[Label]] = []
        after = 0
        for i, matches in self._matches(words):
            if i >= after:
                after = max(end for end, _ in matches)
                span = words.spans[i][0], words.spans[after - 1][1]
                result.extend(Found(*span, label) for end, label in matches if end == after)
        return result

    def every(self, folded: str) -> list[Found[Label]]:
        """All phrases at every word of a folded text, overlapping ones too: for labels that do not exclude each other."""
        return self.every_among(words_of(folded))

    def every_among(self, words: Words) -> list[Found[Label]]:
        """What `every` finds, in words that were split before."""
        return [
            Found(words.spans[i][0], words.spans[after - 1][1], label)
            for i, matches in self._matches(words)
            for after, label in matches
        ]

    def _matches(self, words: Words) -> Iterator[tuple[int, list[tuple[int, Label]]]]:
        """The words at which phrases begin, by position, each with the positions after those phrases and their labels."""
        begun = self._begun(words)
        if not begun:
            return
        strings = words.strings
        last = len(strings) - 1
        for i, word in enumerate(strings):
            if word in begun:
                follows = strings[i + 1] if i < last else ""
                matches = [
                    (after, label)
                    for second, rest, label in begun[word]
                    if (not second or second == follows) and (after := _match(strings, i + 1, rest))
                ]
                if matches:
                    yield i, matches

    def _begun(self, words: Words) -> dict[str, list[_Entry[Label]]]:
        """The phrases that each word of a text begins; none for most texts and books, which is told at once."""
        exact, stems = self._exact, self._stems
        begun = {word: exact[word] for word in exact.keys() & words.distinct}
        for head in stems.keys() & words.heads.keys():
            for word in words.heads[head]:
                entries = [entry for stem, entry in stems[head] if word.startswith(stem)]
                if entries:
                    begun[word] = [*begun[word], *entries] if word in begun else entries
        return begun


def _match(words: Sequence[str], i: int, parts: tuple[str, ...]) -> int:
    """The index after the words that match all parts from `i` on; 0 when they do not."""
    for k, part in enumerate(parts):
        if part == "...":
            ends = (_match(words, j, parts[k + 1 :]) for j in range(i, min(len(words), i + _GAP + 1)))
            return next((after for after in ends if after), 0)
        if i >= len(words):
            return 0
        if words[i] != part and not (part[-1] == "*" and words[i].startswith(part[:-1])):
            return 0
        i += 1
    return i
