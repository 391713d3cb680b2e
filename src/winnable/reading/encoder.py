"""Sentences as vectors whose products say how near their meanings are: all-MiniLM-L6-v2 in NumPy alone."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

import numpy as np
from numpy.typing import NDArray

from winnable.reading.wordpiece import MOST_PIECES, WordPiece

SIZE: Final = 384  # numbers in a vector
HEADS: Final = 12
_EPSILON: Final = 1e-12  # of the normalisations, as trained
_BATCH: Final = 512  # pieces that go through the layers together: more no longer helps and takes memory
_SLICE: Final = 128  # pieces whose widened states still lie in the processor's cache
# erf(x / sqrt 2) as tanh(x (a + b x^2 + c x^4)), |x| cut at 6: GELU is within 2.6e-5 of the exact one everywhere
_GELU: Final = (0.797507884, 0.0370056465, -0.000351516866)

Floats = NDArray[np.float32]
Pooling = Callable[[Sequence[Sequence[int]]], Floats]


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoder:
    """Turns texts into vectors. `pool` gives the mean of the last states of each list of pieces, in float32 (n, SIZE)."""

    wordpiece: WordPiece
    pool: Pooling
    most: int = MOST_PIECES

    def embed(self, texts: Sequence[str]) -> Floats:
        """One row of length 1 for each text, (n, SIZE); a text's row does not depend on its companions (to 1e-5)."""
        encoded = {text: self.wordpiece.encode(text, self.most) for text in texts}
        lengths = sorted(encoded, key=lambda text: len(encoded[text]))
        vectors = np.empty((len(encoded), SIZE), np.float32)
        rows = {text: row for row, text in enumerate(lengths)}
        for start, end in batches([len(encoded[text]) for text in lengths]):
            vectors[start:end] = self.pool([encoded[text] for text in lengths[start:end]])
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors[[rows[text] for text in texts]]


def batches(lengths: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Spans that hold about _BATCH pieces each."""
    start = held = 0
    for at, length in enumerate(lengths):
        if held and held + length > _BATCH:
            yield start, at
            start, held = at, 0
        held += length
    if held:
        yield start, len(lengths)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dense:
    """A linear layer: states @ weights + bias."""

    weights: Floats
    bias: Floats

    def __call__(self, states: Floats) -> Floats:
        product: Floats = states @ self.weights
        product += self.bias
        return product


@dataclass(frozen=True, slots=True, kw_only=True)
class Norm:
    """A layer normalisation."""

    factor: Floats
    offset: Floats

    def __call__(self, states: Floats) -> Floats:
        """Normalises in place."""
        states -= states.mean(axis=1, keepdims=True)
        variance = np.einsum("ij,ij->i", states, states)[:, None] / np.float32(SIZE)
        states *= 1 / np.sqrt(variance + np.float32(_EPSILON))
        states *= self.factor
        states += self.offset
        return states


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One transformer layer. `attend` gives queries (already divided by the root of a head's size), keys and values side by
    side; `narrow` is halved, which `gelu_doubled` leaves to it."""

    attend: Dense
    attended: Dense
    attended_norm: Norm
    widen: Dense
    narrow: Dense
    narrow_norm: Norm


@dataclass(frozen=True, slots=True, kw_only=True)
class Embedding:
    """First states of pieces. Rows of `words` stay int8 and are scaled when a piece is looked up: 12 MB instead of 47."""

    words: NDArray[np.int8]
    words_scale: Floats
    positions: Floats
    norm: Norm

    def __call__(self, pieces: Sequence[Sequence[int]]) -> Floats:
        """The states of all lists of pieces below each other, (pieces of all, SIZE)."""
        ids = np.concatenate([np.asarray(each) for each in pieces])
        places = np.concatenate([np.arange(len(each)) for each in pieces])
        states = self.words[ids].astype(np.float32)
        states *= self.words_scale[ids][:, None]
        states += self.positions[places]
        return self.norm(states)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """The model's numbers."""

    embedding: Embedding
    layers: tuple[Layer, ...]

    def pool(self, pieces: Sequence[Sequence[int]]) -> Floats:
        """The mean of the last states of each list of pieces; lists of the same length should follow each other."""
        groups = [(length, len(list(group))) for length, group in groupby(map(len, pieces))]
        states = self.embedding(pieces)
        for layer in self.layers:
            states = _through(layer, states, groups)
        return np.concatenate([part.mean(axis=1) for part in _grouped(states, groups)])


def _grouped(states: Floats, groups: Sequence[tuple[int, int]]) -> Iterator[Floats]:
    """Views of the states: (texts, pieces, numbers) for each group of texts of one length."""
    start = 0
    for length, count in groups:
        end = start + length * count
        yield states[start:end].reshape(count, length, -1)
        start = end


def _through(layer: Layer, states: Floats, groups: Sequence[tuple[int, int]]) -> Floats:
    asked = layer.attend(states)
    mixed = np.empty_like(states)
    for part, out in zip(_grouped(asked, groups), _grouped(mixed, groups), strict=True):
        _mix(part, out)
    attended = layer.attended(mixed)
    attended += states
    layer.attended_norm(attended)
    for start in range(0, len(attended), _SLICE):
        part = attended[start : start + _SLICE]
        part += layer.narrow(gelu_doubled(layer.widen(part)))
        layer.narrow_norm(part)
    return attended


def _mix(asked: Floats, out: Floats) -> None:
    """Attention among the pieces of each text; `asked` is (texts, pieces, 3 x SIZE), `out` (texts, pieces, SIZE)."""
    count, length, _ = asked.shape
    queries, keys, values = asked.reshape(count, length, 3, HEADS, -1).transpose(2, 0, 3, 1, 4)
    shares: Floats = queries @ keys.swapaxes(-1, -2)
    shares -= shares.max(axis=-1, keepdims=True)
    np.exp(shares, out=shares)
    shares /= shares.sum(axis=-1, keepdims=True)
    out.reshape(count, length, HEADS, -1).transpose(0, 2, 1, 3)[...] = shares @ values


def gelu_doubled(states: Floats) -> Floats:
    """Twice the GELU of each number; the caller's next weights are halved."""
    first, second, third = map(np.float32, _GELU)
    curve = np.square(states)
    np.minimum(curve, np.float32(36), out=curve)
    slope = curve * third
    slope += second
    slope *= curve
    slope += first
    slope *= states
    np.tanh(slope, out=slope)
    slope += np.float32(1)
    slope *= states
    return slope
