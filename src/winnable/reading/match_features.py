"""What speaks for each pair of a requirement and a capability, and for a requirement that no capability answers."""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from winnable.reading.match_catalogue import VIEWS, Catalogue, Entry, normalised, pieces_matrix
from winnable.reading.match_words import MatchWords, concepts_in, mended, pieces_of, rooted
from winnable.reading.text import fold

Floats = NDArray[np.float32]
WORD_FEATURES: Final = ("pieces", "alias_pieces", "phrases", "concepts")
VECTOR_FEATURES: Final = ("described", "named", "aliased", "exampled")
NONE_FEATURES: Final = ("always", "apart", "concepts", "apart_share", "length")
NONE_VECTOR_FEATURES: Final = ("beside",)
GLOSSES: Final = 4  # concepts that are said in English behind a text before it becomes a vector
_STRONGEST: Final = 3  # phrases of one capability that add up
_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A requirement's text made ready: mended, folded, rooted, with the characters that speak of each concept."""

    text: str
    folded: str
    root: str
    concepts: Mapping[int, float]


def read_text(text: str, words: MatchWords) -> Reading:
    """One text, made ready once."""
    whole = mended(text, words)
    folded = fold(whole)
    root = rooted(folded)
    return Reading(text=whole, folded=folded, root=root, concepts=concepts_in(root, words))


def glossed(reading: Reading, catalogue: Catalogue, words: MatchWords) -> str:
    """The text with its main concepts in English behind it: the encoder knows little of other languages and of jargon."""
    rarity = catalogue.concept_rarity
    most = sorted(reading.concepts, key=lambda concept: -reading.concepts[concept] * rarity[concept])[:GLOSSES]
    return f"{reading.text} ({', '.join(words.glosses[concept] for concept in most)})" if most else reading.text


def word_features(readings: Sequence[Reading], catalogue: Catalogue, words: MatchWords) -> Floats:
    """What words alone tell, (texts, entries, WORD_FEATURES)."""
    counts = [Counter(pieces_of(reading.folded, words)) for reading in readings]
    pieces = pieces_matrix(counts, catalogue.pieces, catalogue.rarity)
    return np.stack(
        (
            pieces @ catalogue.whole,
            pieces @ catalogue.aliases,
            _phrase_weights(readings, catalogue),
            _concept_rows(readings, catalogue) @ catalogue.concepts,
        ),
        axis=2,
    )


def vector_features(vectors: Floats, catalogue_vectors: Floats, entries: Sequence[Entry]) -> Floats:
    """Cosines of requirements (texts, SIZE) with the views of the entries and with the nearest example of each, from the rows
    of `vector_texts`: (texts, entries, VECTOR_FEATURES). The nearest view stands in for examples where there are none."""
    products: Floats = vectors @ catalogue_vectors.T
    views = products[:, : VIEWS * len(entries)].reshape(len(vectors), len(entries), VIEWS)
    nearest = views.max(axis=2)
    start = VIEWS * len(entries)
    for at, entry in enumerate(entries):
        if entry.examples:
            nearest[:, at] = products[:, start : start + len(entry.examples)].max(axis=1)
            start += len(entry.examples)
    return np.concatenate((views, nearest[:, :, None]), axis=2)


def beside_features(vectors: Floats, beside_vectors: Floats) -> Floats:
    """Cosine of requirements with the nearest sentence that no capability answers, (texts, NONE_VECTOR_FEATURES)."""
    nearest: Floats = (vectors @ beside_vectors.T).max(axis=1, initial=0.0)
    return nearest[:, None]


def none_features(readings: Sequence[Reading], words: MatchWords) -> Floats:
    """What tells a sentence that no capability answers, (texts, NONE_FEATURES)."""
    return np.array([_none_row(reading, words) for reading in readings], np.float32).reshape(-1, len(NONE_FEATURES))


def _none_row(reading: Reading, words: MatchWords) -> tuple[float, ...]:
    apart = len(words.apart.every(reading.root))
    concepts = len(reading.concepts)
    return (
        1.0,
        math.log1p(apart),
        math.log1p(concepts),
        apart / (apart + concepts + 1),
        math.log(max(len(_WORD.findall(reading.folded)), 1)),
    )


def _phrase_weights(readings: Sequence[Reading], catalogue: Catalogue) -> Floats:
    weights = np.zeros((len(readings), len(catalogue.entries)), np.float32)
    for row, reading in enumerate(readings):
        found: dict[int, set[tuple[str, float]]] = {}
        for start, end, (entry, weight) in catalogue.phrases.every(reading.root):
            found.setdefault(entry, set()).add((reading.root[start:end], weight))
        for entry, hits in found.items():
            weights[row, entry] = sum(sorted((weight for _, weight in hits), reverse=True)[:_STRONGEST])
    return np.log1p(weights)


def _concept_rows(readings: Sequence[Reading], catalogue: Catalogue) -> Floats:
    rows = np.zeros((len(readings), len(catalogue.concept_rarity)), np.float32)
    for row, reading in enumerate(readings):
        for concept, held in reading.concepts.items():
            rows[row, concept] = math.sqrt(held)
    return normalised(rows * catalogue.concept_rarity)
