"""The words by which requirements and capabilities meet: concepts in six languages, pieces of words, damaged texts mended."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from winnable.reading.phrases import Phrasebook
from winnable.reading.text import fold

_WORD: Final = re.compile(r"\w+")
_BROKEN_AFTER: Final = frozenset("aeiouc")  # letters that carry accents: damaged texts break behind them
_LEAST_MENDED: Final = 4  # letters; shorter words come about by chance
_MOST_PIECES: Final = 5
_WEAK: Final = "?"  # ends a phrase that speaks of other things as well
_WEAK_WORTH: Final = 0.3
_PLURAL: Final = re.compile(r"(?<=[^\W\d_]{3}[^\W\d_s])[sx]\b(?!\*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchWords:
    """What requests speak of. `concepts` are labelled with their position in `glosses`, which say each in short English, and
    with how much the phrase tells; `apart` with the thing beside the offering that they speak of; `beside` are whole sentences
    that no capability answers; `idle` words say nothing, and `whole` are those that damaged texts are mended to."""

    concepts: Phrasebook[tuple[int, float]]
    glosses: tuple[str, ...]
    apart: Phrasebook[str]
    beside: tuple[str, ...]
    idle: frozenset[str]
    whole: frozenset[str]
    small: frozenset[str]


def match_words(data: Mapping[str, Any], small: frozenset[str]) -> MatchWords:
    """Compile the lexicon of concepts; `small` are folded function words of all languages."""
    concepts: Mapping[str, Mapping[str, Sequence[str]]] = data["concepts"]
    phrases = [(phrase, at) for at, listed in enumerate(concepts.values()) for phrase in _of_all_languages(listed)]
    common = frozenset(fold(word) for word in _of_all_languages(data["common"]))
    said = (word for phrase, _ in phrases for word in _WORD.findall(fold(phrase)))
    told = ((p.removesuffix(_WEAK), at, _WEAK_WORTH if p.endswith(_WEAK) else 1.0) for p, at in phrases)
    return MatchWords(
        concepts=Phrasebook((rooted(fold(phrase)), (at, worth)) for phrase, at, worth in told),
        glosses=tuple(listed["en"][0].rstrip("*?") for listed in concepts.values()),
        apart=Phrasebook((rooted(fold(p)), key) for key, listed in data["apart"].items() for p in _of_all_languages(listed)),
        beside=tuple(data["beside"]),
        idle=common | small,
        whole=frozenset(word for word in (*said, *common) if len(word) >= _LEAST_MENDED and not word.isdigit()) - small,
        small=small,
    )


def _of_all_languages(listed: Mapping[str, Sequence[str]]) -> Iterator[str]:
    return (phrase for phrases in listed.values() for phrase in phrases)


def rooted(folded: str) -> str:
    """A folded text or phrase whose longer words have lost the mark of the plural that most of the languages share."""
    return _PLURAL.sub("", folded)


def concepts_in(root: str, words: MatchWords) -> dict[int, float]:
    """The concepts of a rooted text, with the characters that speak of each."""
    found: dict[int, float] = {}
    for start, end, (concept, worth) in words.concepts.every(root):
        found[concept] = found.get(concept, 0.0) + worth * (end - start)
    return found


def pieces_of(folded: str, words: MatchWords) -> Iterator[str]:
    """Three letters at a time of each word that says something: so that endings and compounds meet."""
    for word in _WORD.findall(folded):
        if len(word) > 1 and word not in words.idle:
            yield from _pieces(word)


@lru_cache(maxsize=20_000)
def _pieces(word: str) -> tuple[str, ...]:
    framed = f" {word} "
    return tuple(framed[i : i + 3] for i in range(len(framed) - 2))


def mended(text: str, words: MatchWords) -> str:
    """The text with words put together again that a damaged file has broken behind their accents ("e ve nement")."""
    folded = fold(text)
    spans = [found.span() for found in _WORD.finditer(folded)]
    parts: list[str] = []
    done = at = 0
    while at < len(spans):
        count = _broken(folded, spans, at, words)
        if count:
            parts.append(text[done : spans[at][0]])
            parts.extend(text[start:end] for start, end in spans[at : at + count])
            done = spans[at + count - 1][1]
        at += count or 1
    return "".join(parts) + text[done:] if parts else text


def _broken(folded: str, spans: Sequence[tuple[int, int]], at: int, words: MatchWords) -> int:
    """How many spans from `at` on make one word; 0 where none is broken."""
    last = at
    while last + 1 < min(len(spans), at + _MOST_PIECES) and _may_break(folded, spans[last][1], spans[last + 1][0]):
        last += 1
    for end in range(last, at, -1):
        pieces = [folded[start:stop] for start, stop in spans[at : end + 1]]
        joined = "".join(pieces)
        if (joined in words.whole or joined.removesuffix("s") in words.whole) and not all(
            p in words.whole or p in words.small for p in pieces
        ):
            return end - at + 1
    return 0


def _may_break(folded: str, end: int, start: int) -> bool:
    return start == end + 1 and folded[end] == " " and folded[end - 1] in _BROKEN_AFTER
