"""Many phrases looked for at once: a walk over the words of a text with a table of first words."""

import re
from collections.abc import Iterable
from typing import Generic, NamedTuple, TypeVar

from winnable.reading.text import fold

Label = TypeVar("Label")
_WORD = re.compile(r"\w+")
_PART = re.compile(r"\w+\*?|\.\.\.")
_GAP = 5  # words that ` ... ` may stand for


class Found(NamedTuple, Generic[Label]):
    """Where a phrase stands, and what it was listed under."""

    start: int
    end: int
    label: Label


class Phrasebook(Generic[Label]):
    """Phrases with labels, matched as whole words in folded text; punctuation between words does not matter.

    `word*` matches any word that begins so, ` ... ` up to five words, and `*x*` the characters x anywhere (for scripts
    without spaces). Of phrases that begin at one word the longest counts, and its words are not read again.
    """

    __slots__ = ("_exact", "_inside", "_stems")

    def __init__(self, entries: Iterable[tuple[str, Label]]) -> None:
        self._exact: dict[str, list[tuple[tuple[str, ...], Label]]] = {}
        self._stems: dict[str, list[tuple[str, tuple[str, ...], Label]]] = {}
        self._inside: list[tuple[str, Label]] = []
        for phrase, label in entries:
            self._add(fold(phrase), label)

    def _add(self, phrase: str, label: Label) -> None:
        if phrase.startswith("*"):
            self._inside.append((phrase.strip("*"), label))
            return
        first, *rest = _PART.findall(phrase)
        if first.endswith("*"):
            self._stems.setdefault(first[:3], []).append((first[:-1], tuple(rest), label))
        else:
            self._exact.setdefault(first, []).append((tuple(rest), label))

    def find(self, folded: str, start: int = 0, end: int | None = None) -> list[Found[Label]]:
        """All phrases between two offsets of a folded text, in order of their place."""
        end = len(folded) if end is None else end
        result: list[Found[Label]] = []
        exact, stems = self._exact, self._stems
        words: list[tuple[str, int, int]] = []
        after = 0
        for i, word in enumerate(_WORD.findall(folded, start, end)):
            if i < after or not (word in exact or word[:3] in stems):
                continue
            words = words or [(found.group(), found.start(), found.end()) for found in _WORD.finditer(folded, start, end)]
            after, labels = self._longest(words, i)
            result.extend(Found(words[i][1], words[after - 1][2], label) for label in labels)
        for part, label in self._inside:
            at = folded.find(part, start, end)
            while at >= 0:
                result.append(Found(at, at + len(part), label))
                at = folded.find(part, at + 1, end)
        return sorted(result, key=lambda found: found.start) if self._inside else result

    def among(self, words: list[tuple[str, int, int]]) -> list[Found[Label]]:
        """What `find` finds, in words that `words_of` split before: for several books and one text. Not for `*x*` phrases."""
        exact, stems = self._exact, self._stems
        result: list[Found[Label]] = []
        after = 0
        for i, (word, start, _) in enumerate(words):
            if i >= after and (word in exact or word[:3] in stems):
                after, labels = self._longest(words, i)
                result.extend(Found(start, words[after - 1][2], label) for label in labels)
        return result

    def every(self, folded: str) -> list[Found[Label]]:
        """All phrases at every word of a folded text, overlapping ones too: for labels that do not exclude each other."""
        words = [(found.group(), found.start(), found.end()) for found in _WORD.finditer(folded)]
        result: list[Found[Label]] = []
        for i, (word, start, _) in enumerate(words):
            entries = [*self._exact.get(word, ())]
            entries.extend((rest, label) for stem, rest, label in self._stems.get(word[:3], ()) if word.startswith(stem))
            for rest, label in entries:
                after = _match(words, i + 1, rest)
                if after:
                    result.append(Found(start, words[after - 1][2], label))
        return result

    def _longest(self, words: list[tuple[str, int, int]], i: int) -> tuple[int, list[Label]]:
        word = words[i][0]
        best, labels = 0, list[Label]()
        entries = [*self._exact.get(word, ())]
        entries.extend((rest, label) for stem, rest, label in self._stems.get(word[:3], ()) if word.startswith(stem))
        for rest, label in entries:
            after = _match(words, i + 1, rest)
            if after > best:
                best, labels = after, [label]
            elif after and after == best:
                labels.append(label)
        return best, labels


def words_of(folded: str, start: int = 0, end: int | None = None) -> list[tuple[str, int, int]]:
    """The words between two offsets of a folded text, each with its own."""
    end = len(folded) if end is None else end
    return [(found.group(), found.start(), found.end()) for found in _WORD.finditer(folded, start, end)]


def _match(words: list[tuple[str, int, int]], i: int, parts: tuple[str, ...]) -> int:
    """The index after the words that match all parts from `i` on; 0 when they do not."""
    for k, part in enumerate(parts):
        if part == "...":
            ends = (_match(words, j, parts[k + 1 :]) for j in range(i, min(len(words), i + _GAP + 1)))
            return next((after for after in ends if after), 0)
        if i >= len(words):
            return 0
        word = words[i][0]
        if not (word.startswith(part[:-1]) if part.endswith("*") else word == part):
            return 0
        i += 1
    return i
