"""Whether a sentence asks for something, by its words, its shape and how the rest of its document speaks.

The document is used as a whole and without any order: where every requirement says "shall", a sentence without it is none;
where none does, plain statements are. Small decision trees and one straight line have half a say each (decision record 14).
"""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from winnable.reading.phrases import Phrasebook
from winnable.reading.text import fold
from winnable.reading.topics import Spoken, language_of

Floats = NDArray[np.float64]
DEFAULT_LANGUAGE: Final = "en"
SHAPES: Final = 18  # features that need no words
LEADING: Final = 12  # characters within which a cue opens a sentence
_WORD = re.compile(r"[^\W\d_][\w'-]*")
_NUMBER = re.compile(r"\d")
_NUMBERED = re.compile(r"[\[(]?\d|[A-Z]{1,6}[-_ .]?\d")
_GLOSSARY = re.compile(r"[^.:]{1,45}:\s|[^.]{1,40}\s[-–—]\s")
_ACRONYM = re.compile(r"[A-Z0-9/]{2,8}\b")
_LINK = re.compile(r"https?:|www\.|@|copyright|confidential|©", re.IGNORECASE)


@dataclass(frozen=True, slots=True, eq=False)
class Trees:
    """Decision trees as one list of nodes. At a node the row goes to `left` where its feature is at most the threshold, else to
    `right`; a leaf leads to itself. The value of the leaf counts; `base` is added once."""

    roots: NDArray[np.int32]
    feature: NDArray[np.int32]
    threshold: Floats
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    value: Floats
    base: float
    depth: int

    def sums(self, rows: Floats) -> Floats:
        """The sum of all trees for each row of features, as log odds."""
        at = np.repeat(self.roots[None, :], len(rows), axis=0)
        each = np.arange(len(rows))[:, None]
        for _ in range(self.depth):
            goes_left = rows[each, self.feature[at]] <= self.threshold[at]
            at = np.where(goes_left, self.left[at], self.right[at])
        total: Floats = self.value[at].sum(axis=1) + self.base
        return total


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Weighing:
    """Trees over all features of a sentence and its document, and a straight line over its own features (and its vector)."""

    trees: Trees
    line: Floats
    base: float

    def chances(self, rows: Floats, own: Floats) -> Floats:
        """Their mean in log odds, as chances."""
        sums = (self.trees.sums(rows) + own @ self.line + self.base) / 2
        chances: Floats = 1 / (1 + np.exp(-np.clip(sums, -30, 30)))
        return chances


@dataclass(frozen=True, slots=True, kw_only=True)
class CueWords:
    """The labels of the cues in the order of their features, their phrases by language, and the small words that tell one."""

    labels: tuple[str, ...]
    phrases: Mapping[str, Phrasebook[str]]
    spoken: Spoken


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Classifier:
    """Cues with what weighs them: `plain` by words and shapes alone, `placed` with vectors, too, of which its trees see `axes`
    (axes, 384) of what sets a sentence apart from the mean of its document."""

    cues: CueWords
    plain: Weighing
    placed: Weighing
    axes: Floats

    def chances(self, texts: Sequence[str], vectors: NDArray[np.float32] | None = None) -> Floats:
        """The chance (0 to 1) of each sentence of one document that it is a requirement.

        Give all sentences of the document at once: their order does not matter, but what they have in common does.
        `vectors` (texts, 384) of length one make it surer.
        """
        if not texts:
            return np.zeros(0)
        words = features_of(texts, self.cues)
        own = words[:, : own_width(self.cues)]
        if vectors is None:
            return self.plain.chances(words, own)
        return self.placed.chances(np.hstack([words, apart(vectors) @ self.axes.T]), np.hstack([own, vectors]))


def own_width(cues: CueWords) -> int:
    """How many of the features of a sentence are its own, before those of its document."""
    return 2 * len(cues.labels) + SHAPES


def apart(vectors: NDArray[np.float32]) -> Floats:
    """What sets each vector apart from the mean of its document."""
    found: Floats = np.asarray(vectors, np.float64) - vectors.mean(axis=0, dtype=np.float64)
    return found


def features_of(texts: Sequence[str], cues: CueWords) -> Floats:
    """One row a text: its cues anywhere, those that open it, its shape; then the same of the document's mean and what sets
    the text apart from it."""
    folded = [fold(text) for text in texts]
    languages = [language_of(text, cues.spoken) for text in folded]
    main = Counter(language for language in languages if language).most_common(1)
    default = main[0][0] if main else DEFAULT_LANGUAGE
    own = np.array(
        [
            _cues_of(words, cues.phrases[language or default], cues.labels) + _shape_of(text)
            for text, words, language in zip(texts, folded, languages, strict=True)
        ]
    )
    said = len(cues.labels)
    mean = own[:, :said].mean(axis=0)
    return np.hstack([own, np.tile(mean, (len(own), 1)), own[:, :said] - mean])


def _cues_of(folded: str, phrases: Phrasebook[str], labels: Sequence[str]) -> list[float]:
    found = phrases.every(folded)
    anywhere = {label for _, _, label in found}
    opening = {label for start, _, label in found if start < LEADING}
    return [float(label in anywhere) for label in labels] + [float(label in opening) for label in labels]


def _shape_of(text: str) -> list[float]:
    """SHAPES numbers that need no lexicon."""
    text = text.strip()
    words = _WORD.findall(text)
    count = max(1, len(words))
    head = words[:6]
    return [
        math.log1p(len(text)),
        math.log1p(len(words)),
        sum(word[0].isupper() for word in words) / count,
        sum(word.isupper() and len(word) > 1 for word in words) / count,
        sum(len(word) <= 3 for word in words) / count,
        float(any(len(word) > 3 and word.endswith("s") and not word.endswith("ss") for word in head[1:])),
        float(text.endswith(".")),
        float(text.endswith((":", "："))),
        float(text.endswith((";", ","))),
        float(text.endswith("?")),
        float(text[-1:] not in tuple(".:;,!?")),
        float(text[:1].islower()),
        float(". " in text),
        float(text.count(",")),
        float("(" in text),
        float(_NUMBER.search(text) is not None) + float(_NUMBERED.match(text) is not None),
        float(_GLOSSARY.match(text) is not None) + float(_ACRONYM.match(text) is not None),
        float(_LINK.search(text) is not None),
    ]
