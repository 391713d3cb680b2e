"""Which capability answers which requirement: words, concepts and vectors weighed together into calibrated chances.

Each capability competes with all others and with "none of them" (a conditional logit with few weights, learned; see
docs/decisions/0013-matching.md). Words come first; a text is turned into a vector only where they leave doubt.
"""

from collections.abc import Callable, Iterable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final

import numpy as np
from numpy.typing import NDArray

from winnable.core.capability import Candidate, Standing
from winnable.reading.match_catalogue import Entry, catalogue_key, catalogue_of, entries_of, vector_texts
from winnable.reading.match_features import (
    NONE_FEATURES,
    NONE_VECTOR_FEATURES,
    VECTOR_FEATURES,
    WORD_FEATURES,
    Reading,
    beside_features,
    glossed,
    none_features,
    read_text,
    vector_features,
    word_features,
)
from winnable.reading.match_words import MatchWords

__all__ = [
    "NONE_FEATURES",
    "NONE_VECTOR_FEATURES",
    "VECTOR_FEATURES",
    "WORD_FEATURES",
    "Entry",
    "MatchNumbers",
    "Matcher",
    "Ranking",
    "Stage",
    "Vectors",
    "asked_of",
    "catalogue_key",
    "entries_of",
    "log_odds",
    "text_key",
    "vectors_of_catalogue",
]

Floats = NDArray[np.float32]
Embed = Callable[[Sequence[str]], Floats]
MOST_LISTED: Final = 5  # candidates of a ranking
_LEAST: Final = np.float32(1e-6)  # what is left for all others where one entry holds nearly everything


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Learned weights. `pair` go with the features of a pair, `asked` with how often its capability is asked for, `none` with
    the features of "no capability"; `right` (start, slope, slope) turn the log odds of a candidate and those of all together into
    the chance that the candidate is right, `answered` (start, slope) those of all together into the chance that any is."""

    pair: tuple[float, ...]
    asked: float
    none: tuple[float, ...]
    right: tuple[float, float, float]
    answered: tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchNumbers:
    """`words` judge by words alone, `both` with vectors. A best candidate of chance `placed` or more is placed; where the
    chance that any answers is `unrelated` or less, none does. Words alone decide at `surely_placed` and `surely_unrelated`.
    `asked` says by key how often a capability was asked for in labelled requests."""

    words: Stage
    both: Stage
    placed: float
    unrelated: float
    surely_placed: float
    surely_unrelated: float
    asked: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Candidates for one text, best first, with the chance (0 to 1) that each is right, and the chance that any
    capability answers."""

    candidates: tuple[Candidate, ...]
    answered: float
    standing: Standing


@dataclass(slots=True, kw_only=True)
class Vectors:
    """Vectors by the key of their text: those of `known` are taken from there, others computed once and added to it."""

    embed: Embed
    known: MutableMapping[str, Floats] = field(default_factory=dict)

    def of(self, texts: Sequence[str]) -> Floats:
        """One row for each text, (texts, SIZE)."""
        keys = [text_key(text) for text in texts]
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in self.known}
        if missing:
            self.known.update(zip(missing, self.embed(list(missing.values())), strict=True))
        return np.stack([self.known[key] for key in keys])


def text_key(text: str) -> str:
    """The key under which the vector of a text is kept."""
    return blake2b(text.encode(), digest_size=12).hexdigest()


def vectors_of_catalogue(entries: Iterable[Entry], embed: Embed) -> Floats:
    """What a matcher holds texts against, some hundredths of a second an entry: worth keeping under `catalogue_key`."""
    return embed(vector_texts(tuple(entries)))


class Matcher:
    """Matches texts with the entries of one catalogue. Without `vectors` it judges by words alone."""

    def __init__(
        self,
        entries: Iterable[Entry],
        words: MatchWords,
        numbers: MatchNumbers,
        vectors: Vectors | None = None,
        catalogue_vectors: Callable[[], Floats] | None = None,
        beside_vectors: Callable[[], Floats] | None = None,
    ) -> None:
        """`catalogue_vectors` gives the rows of `vectors_of_catalogue` from a cache, `beside_vectors` those of `words.beside`;
        both are asked when first needed."""
        self._catalogue = catalogue_of(entries, words)
        self._words = words
        self._numbers = numbers
        self._vectors = vectors
        self._ask = catalogue_vectors
        self._ask_beside = beside_vectors
        self._held: tuple[Floats, Floats] | None = None
        self._asked = asked_of([entry.key for entry in self._catalogue.entries], numbers.asked)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The entries in their order."""
        return self._catalogue.entries

    def match(self, texts: Sequence[str]) -> list[Ranking]:
        """One ranking for each text; equal texts are worked out once."""
        distinct = list(dict.fromkeys(texts))
        if not distinct or not self.entries:
            return [Ranking(candidates=(), answered=0.0, standing="unrelated") for _ in texts]
        readings = [read_text(text, self._words) for text in distinct]
        by_words = word_features(readings, self._catalogue, self._words)
        none = none_features(readings, self._words)
        judged = _judge(by_words, none, self._asked, self._numbers.words)
        rankings = [self._ranking(judged, row) for row in range(len(distinct))]
        if self._vectors is not None:
            doubtful = [row for row, ranking in enumerate(rankings) if not self._sure(ranking)]
            self._with_vectors(rankings, doubtful, readings, by_words, none)
        found = dict(zip(distinct, rankings, strict=True))
        return [found[text] for text in texts]

    def features(self, texts: Sequence[str]) -> tuple[Floats, Floats]:
        """All that is weighed: of pairs (texts, entries, WORD_FEATURES + VECTOR_FEATURES) and of none (texts, NONE_FEATURES +
        NONE_VECTOR_FEATURES); without vectors only what words tell."""
        readings = [read_text(text, self._words) for text in texts]
        by_words, none = word_features(readings, self._catalogue, self._words), none_features(readings, self._words)
        return (by_words, none) if self._vectors is None else self._with_cosines(readings, by_words, none)

    def _with_vectors(
        self, rankings: list[Ranking], rows: Sequence[int], readings: Sequence[Reading], by_words: Floats, none: Floats
    ) -> None:
        if not rows:
            return
        pairs, against = self._with_cosines([readings[row] for row in rows], by_words[rows], none[rows])
        judged = _judge(pairs, against, self._asked, self._numbers.both)
        for at, row in enumerate(rows):
            rankings[row] = self._ranking(judged, at)

    def _with_cosines(self, readings: Sequence[Reading], by_words: Floats, none: Floats) -> tuple[Floats, Floats]:
        assert self._vectors is not None
        if self._held is None:
            embed = self._vectors.embed
            catalogue = self._ask() if self._ask else vectors_of_catalogue(self.entries, embed)
            self._held = catalogue, self._ask_beside() if self._ask_beside else embed(self._words.beside)
        catalogue, beside = self._held
        vectors = self._vectors.of([glossed(reading, self._catalogue, self._words) for reading in readings])
        pairs = np.concatenate((by_words, vector_features(vectors, catalogue, self.entries)), axis=2)
        return pairs, np.concatenate((none, beside_features(vectors, beside)), axis=1)

    def _sure(self, ranking: Ranking) -> bool:
        best = ranking.candidates[0].score
        return best >= self._numbers.surely_placed or ranking.answered <= self._numbers.surely_unrelated

    def _ranking(self, judged: "_Judged", row: int) -> Ranking:
        best = np.argsort(-judged.right[row], kind="stable")[:MOST_LISTED]
        candidates = tuple(
            Candidate(capability=self.entries[at].key, score=round(float(judged.right[row, at]), 4)) for at in best
        )
        answered = float(judged.answered[row])
        standing: Standing = "needs_review"
        if candidates[0].score >= self._numbers.placed:
            standing = "placed"
        elif answered <= self._numbers.unrelated:
            standing = "unrelated"
        return Ranking(candidates=candidates, answered=round(answered, 4), standing=standing)


@dataclass(frozen=True, slots=True)
class _Judged:
    """Chances (texts, entries) that a capability is right, and (texts) that any answers."""

    right: Floats
    answered: Floats


def asked_of(keys: Sequence[str], asked: Mapping[str, float]) -> Floats:
    """How much oftener than others each capability is asked for, in logarithms around 0; 0 for all where nothing is known."""
    logs = np.log1p(np.array([asked.get(key, 0.0) for key in keys], np.float32))
    return logs - (logs.mean() if len(logs) else np.float32(0))


def _judge(pairs: Floats, none: Floats, asked: Floats, stage: Stage) -> _Judged:
    scores = pairs @ np.array(stage.pair, np.float32) + np.float32(stage.asked) * asked
    against = none @ np.array(stage.none, np.float32)
    each, together = log_odds(scores, against)
    (base, slope, shared), (start, rise) = stage.right, stage.answered
    return _Judged(_sigmoid(base + slope * each + shared * together[:, None]), _sigmoid(start + rise * together))


def log_odds(scores: Floats, against: Floats) -> tuple[Floats, Floats]:
    """Log odds of each entry (texts, entries) against all others and "none", and of all entries together against "none"."""
    highest = np.maximum(scores.max(axis=1), against)
    each = np.exp(scores - highest[:, None])
    total = each.sum(axis=1)
    rest = (total + np.exp(against - highest))[:, None] - each
    single = (scores - highest[:, None]) - np.log(np.maximum(rest, _LEAST))
    return single.astype(np.float32), (np.log(total) + highest - against).astype(np.float32)


def _sigmoid(values: Floats) -> Floats:
    chances: Floats = np.reciprocal(1 + np.exp(-np.clip(values, -30, 30)))
    return chances
