"""Texts as vectors whose cosine tells how near they are in meaning: all-MiniLM-L6-v2 (Apache-2.0) in NumPy alone.

Six layers of 384 numbers, 12 heads, mean over the pieces, length one. Texts of one length are computed together without any
padding, so that a vector does not depend on what else is embedded with it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from winnable.reading.wordpiece import WordPiece

Floats = NDArray[np.float32]
WIDTH: Final = 384
HEADS: Final = 12
LAYERS: Final = 6
TINY: Final = 1e-12  # as in the published configuration
MOST_PIECES: Final = 2_048  # of one batch: as much as the caches of a core hold well


class Embeds(Protocol):
    """Anything that turns texts into vectors of length one, shape (texts, 384)."""

    def embed(self, texts: Sequence[str]) -> Floats:
        """One row a text, in their order."""
        ...


@dataclass(frozen=True, slots=True)
class Layer:
    """Weights of one layer, each (in, out) and its bias (out); the norms are (scale, shift)."""

    attend: Floats
    attend_bias: Floats
    attended: Floats
    attended_bias: Floats
    attended_norm: Floats
    widen: Floats
    widen_bias: Floats
    narrow: Floats
    narrow_bias: Floats
    narrow_norm: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Encoder:
    """The model, ready to embed."""

    pieces: WordPiece
    words: NDArray[np.int8]
    words_scale: Floats
    positions: Floats
    norm: Floats
    layers: tuple[Layer, ...]

    def embed(self, texts: Sequence[str]) -> Floats:
        """Vectors of length one, shape (texts, 384), in the order of the texts."""
        encoded = [self.pieces.encode(text) for text in texts]
        vectors = np.empty((len(texts), WIDTH), np.float32)
        for chosen in _batches(encoded):
            ids = np.array([encoded[i] for i in chosen])
            vectors[chosen] = self._batch(ids)
        return vectors

    def _batch(self, ids: NDArray[np.int64]) -> Floats:
        """Texts of one length, ids (texts, pieces)."""
        texts, length = ids.shape
        flat = ids.ravel()
        states = self.words[flat] * self.words_scale[flat, None] + np.tile(self.positions[:length], (texts, 1))
        states = _normed(states, self.norm)
        for layer in self.layers:
            mixed = _attention(states @ layer.attend + layer.attend_bias, texts, length)
            states = _normed(mixed @ layer.attended + layer.attended_bias + states, layer.attended_norm)
            wide = states @ layer.widen
            wide += layer.widen_bias
            states = _normed(_gelu(wide) @ layer.narrow + layer.narrow_bias + states, layer.narrow_norm)
        mean = states.reshape(texts, length, WIDTH).mean(axis=1)
        unit: Floats = mean / np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), TINY)
        return unit


def encoder_of(arrays: Mapping[str, NDArray[np.generic]]) -> Encoder:
    """The model from its packed arrays: weights as (layer, out, in) in 8 bits with a scale for each output."""

    def weights(name: str, i: int) -> Floats:
        return np.ascontiguousarray((arrays[name][i] * arrays[f"{name}_scale"][i][:, None]).T, np.float32)

    words = bytes(arrays["vocabulary"].tobytes()).decode().split("\n")
    return Encoder(
        pieces=WordPiece(ids={word: i for i, word in enumerate(words) if word}),
        words=arrays["words"].view(np.int8),
        words_scale=arrays["words_scale"].astype(np.float32),
        positions=arrays["positions"].astype(np.float32),
        norm=arrays["norm"].astype(np.float32),
        layers=tuple(
            Layer(
                attend=weights("attend", i),
                attend_bias=arrays["attend_bias"][i].astype(np.float32),
                attended=weights("attended", i),
                attended_bias=arrays["attended_bias"][i].astype(np.float32),
                attended_norm=arrays["attended_norm"][i].astype(np.float32),
                widen=weights("widen", i),
                widen_bias=arrays["widen_bias"][i].astype(np.float32),
                narrow=weights("narrow", i),
                narrow_bias=arrays["narrow_bias"][i].astype(np.float32),
                narrow_norm=arrays["narrow_norm"][i].astype(np.float32),
            )
            for i in range(LAYERS)
        ),
    )


def _batches(encoded: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Indices of texts of the same number of pieces, as many at once as are quick to compute."""
    by_length: dict[int, list[int]] = {}
    for i, ids in enumerate(encoded):
        by_length.setdefault(len(ids), []).append(i)
    for length, members in by_length.items():
        step = max(MOST_PIECES // length, 1)
        yield from (members[start : start + step] for start in range(0, len(members), step))


def _attention(joined: Floats, texts: int, length: int) -> Floats:
    """Scaled dot products of all heads; `joined` holds queries, keys and values side by side."""
    size = WIDTH // HEADS
    parts = joined.reshape(texts, length, 3, HEADS, size).transpose(2, 0, 3, 1, 4)
    scores = parts[0] @ parts[1].swapaxes(-1, -2)
    scores *= np.float32(size**-0.5)
    scores -= scores.max(axis=-1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=-1, keepdims=True)
    mixed: Floats = (scores @ parts[2]).transpose(0, 2, 1, 3).reshape(texts * length, WIDTH)
    return mixed


def _normed(states: Floats, norm: Floats) -> Floats:
    states -= states.mean(axis=1, keepdims=True)
    states *= 1.0 / np.sqrt(np.einsum("ij,ij->i", states, states)[:, None] / np.float32(WIDTH) + np.float32(TINY))
    states *= norm[0]
    states += norm[1]
    return states


def _gelu(x: Floats) -> Floats:
    """x times the normal distribution at x; the error function by Abramowitz and Stegun 7.1.26, within 1.5e-7."""
    size = np.abs(x)
    size *= np.float32(2**-0.5)
    t = np.float32(1.0) / (np.float32(1.0) + np.float32(0.3275911) * size)
    series = np.full_like(t, 1.061405429)
    for factor in (-1.453152027, 1.421413741, -0.284496736, 0.254829592):
        series *= t
        series += np.float32(factor)
    series *= t
    np.multiply(size, size, out=size)
    np.negative(size, out=size)
    np.exp(size, out=size)
    series *= size  # 1 - erf(|x| / sqrt 2)
    series *= np.float32(0.5)
    # For x < 0 the normal distribution is series, else one minus it.
    series = np.where(x < 0, series, np.float32(1.0) - series)
    series *= x
    result: Floats = series
    return result
