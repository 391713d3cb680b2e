"""The capabilities of a catalogue made ready for matching: pieces of words, phrases, concepts, and texts for vectors."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final

import numpy as np
from numpy.typing import NDArray

from winnable.core.profile import Profile
from winnable.reading.match_words import MatchWords, concepts_in, pieces_of, rooted
from winnable.reading.phrases import Phrasebook
from winnable.reading.text import fold

Floats = NDArray[np.float32]
VIEWS: Final = 3  # vectors of each capability: name and description, name alone, name and English aliases
_WORD: Final = re.compile(r"\w+")
_IN_NAME, _IN_ALIAS, _IN_DESCRIPTION = 3.0, 2.0, 1.0  # how much a piece of a word tells, by where it stands
_CONCEPT_IN_NAME, _CONCEPT_IN_DESCRIPTION = 2.0, 0.7  # beside an alias' 1
_IDLE = 0.3  # what an idle word adds to the weight of a phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A capability as it is matched. `aliases` are words of requests per language; `*` stands for any ending. `examples` are
    requirements that it answers."""

    key: str
    name: str
    description: str
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Catalogue:
    """Entries and what they are found by. Columns of `whole` and `aliases` (pieces, entries) and of `concepts` (concepts,
    entries) have length 1; `phrases` are labelled with the entry's position and the phrase's weight."""

    entries: tuple[Entry, ...]
    pieces: Mapping[str, int]
    rarity: Floats
    whole: Floats
    aliases: Floats
    phrases: Phrasebook[tuple[int, float]]
    concepts: Floats
    concept_rarity: Floats


def entries_of(profile: Profile) -> tuple[Entry, ...]:
    """The capabilities of a profile, in their order."""
    return tuple(
        Entry(key=c.key, name=c.name, description=c.description, aliases=c.synonyms, examples=c.examples)
        for c in profile.capabilities
    )


def catalogue_of(entries: Iterable[Entry], words: MatchWords) -> Catalogue:
    """Work out once what all requirements are held against."""
    entries = tuple(entries)
    named, described, aliased = ([_pieces(text, words) for text in texts] for texts in _fields(entries))
    total = [_weighed(*counts) for counts in zip(named, described, aliased, strict=True)]
    spread = Counter(piece for counts in total for piece in counts)
    pieces = {piece: at for at, piece in enumerate(spread)}
    rarity = np.array([1 + math.log((1 + len(entries)) / (1 + n)) for n in spread.values()], np.float32)
    concepts, concept_rarity = _concepts(entries, words)
    return Catalogue(
        entries=entries,
        pieces=pieces,
        rarity=rarity,
        whole=pieces_matrix(total, pieces, rarity).T.copy(),
        aliases=pieces_matrix(aliased, pieces, rarity).T.copy(),
        phrases=_phrases(entries, words),
        concepts=concepts,
        concept_rarity=concept_rarity,
    )


def pieces_matrix(counts: Sequence[Mapping[str, float]], pieces: Mapping[str, int], rarity: Floats) -> Floats:
    """Rows of length 1 (texts, pieces) for counted pieces; those that no entry holds are left out."""
    matrix = np.zeros((len(counts), len(pieces)), np.float32)
    for row, counted in enumerate(counts):
        known = [(pieces[piece], count) for piece, count in counted.items() if piece in pieces]
        if known:
            at, held = zip(*known, strict=True)
            matrix[row, at] = 1 + np.log(np.array(held, np.float32))
    matrix *= rarity
    return normalised(matrix)


def normalised(matrix: Floats) -> Floats:
    """The same with rows of length 1; empty rows stay empty."""
    lengths = np.sqrt(np.einsum("ij,ij->i", matrix, matrix))[:, None]
    unit: Floats = (matrix / np.maximum(lengths, 1e-12)).astype(np.float32, copy=False)
    return unit


def vector_texts(entries: Sequence[Entry]) -> list[str]:
    """The texts whose vectors a catalogue needs: VIEWS for each entry, then the examples of all entries."""
    texts = []
    for entry in entries:
        english = ", ".join(_plain(alias) for alias in entry.aliases.get("en", ()))
        texts += [f"{entry.name}: {entry.description}", entry.name, f"{entry.name}: {english}" if english else entry.name]
    return [*texts, *(example for entry in entries for example in entry.examples)]


def catalogue_key(entries: Sequence[Entry]) -> str:
    """Names what the vectors of these entries depend on: the same texts, the same key."""
    return blake2b("\n".join(vector_texts(entries)).encode(), digest_size=16).hexdigest()


def _plain(alias: str) -> str:
    return alias.replace("*", "").replace(" ... ", " ")


def _aliases(entry: Entry) -> list[str]:
    return [alias for aliases in entry.aliases.values() for alias in aliases]


def _fields(entries: Sequence[Entry]) -> tuple[list[str], list[str], list[str]]:
    joined = [" ".join(_plain(alias) for alias in _aliases(entry)) for entry in entries]
    return [entry.name for entry in entries], [entry.description for entry in entries], joined


def _pieces(text: str, words: MatchWords) -> Counter[str]:
    return Counter(pieces_of(fold(text), words))


def _weighed(named: Mapping[str, int], described: Mapping[str, int], aliased: Mapping[str, int]) -> dict[str, float]:
    weighed: dict[str, float] = {}
    for counts, weight in ((named, _IN_NAME), (described, _IN_DESCRIPTION), (aliased, _IN_ALIAS)):
        for piece, count in counts.items():
            weighed[piece] = weighed.get(piece, 0.0) + weight * count
    return weighed


def _phrases(entries: Sequence[Entry], words: MatchWords) -> Phrasebook[tuple[int, float]]:
    """Names and aliases, each with its weight: its words by their rarity, shared among the entries that have it."""
    held = [(at, fold(phrase)) for at, entry in enumerate(entries) for phrase in (entry.name, *_aliases(entry))]
    held = [(at, phrase) for at, phrase in held if _WORD.search(phrase)]
    spread = Counter(word for at in range(len(entries)) for word in _words_at(entries[at], words))
    shared = Counter(phrase for _, phrase in held)
    most = math.log(1 + len(entries))

    def weight(phrase: str) -> float:
        said = _WORD.findall(phrase)
        rare = (math.log((1 + len(entries)) / (1 + spread[w])) / most * (_IDLE if w in words.idle else 1) for w in said)
        return sum(rare) / shared[phrase]

    return Phrasebook((rooted(phrase), (at, weight(phrase))) for at, phrase in held)


def _words_at(entry: Entry, words: MatchWords) -> set[str]:
    text = fold(" ".join((entry.name, entry.description, *map(_plain, _aliases(entry)))))
    return {word for word in _WORD.findall(text) if len(word) > 1 and word not in words.idle}


def _concepts(entries: Sequence[Entry], words: MatchWords) -> tuple[Floats, Floats]:
    """How much each entry speaks of each concept (concepts, entries), and how rare concepts are."""
    counts = np.zeros((len(entries), len(words.glosses)), np.float32)
    for at, entry in enumerate(entries):
        parts = [(entry.name, _CONCEPT_IN_NAME), (entry.description, _CONCEPT_IN_DESCRIPTION)]
        for text, weight in (*parts, *((_plain(alias), 1.0) for alias in _aliases(entry))):
            for concept in concepts_in(rooted(fold(text)), words):
                counts[at, concept] += weight
    speaking = (counts >= 1).sum(axis=0)
    rarity = np.log((1 + len(entries)) / (1 + speaking)).astype(np.float32)
    return normalised(np.log1p(counts) * rarity).T.copy(), rarity
