"""Vectors: those of the published model, whatever a text's companions; and the arithmetic beside a plain double-precision one."""

import json
import math
from pathlib import Path

import numpy as np
import pytest

from winnable.formats.models import load_encoder
from winnable.reading.encoder import HEADS, SIZE, Dense, Embedding, Encoder, Layer, Norm, Weights, gelu_doubled
from winnable.reading.wordpiece import WordPiece

# Vectors of the published float32 weights, computed with torch 2.13.0, rounded to five digits.
REFERENCE = json.loads(Path(__file__).with_name("reference_vectors.json").read_text(encoding="utf-8"))
WORDS = 30
CHANCE = np.random.default_rng(7)


def test_vectors_are_those_of_the_published_model():
    vectors = load_encoder("numpy").embed(list(REFERENCE))
    reference = np.array(list(REFERENCE.values()))
    assert (vectors * reference).sum(axis=1).min() > 0.999
    assert np.abs(vectors @ vectors.T - reference @ reference.T).max() < 0.02


def test_one_demand_in_two_languages_is_nearer_than_two_demands_in_one():
    french, english = (next(text for text in REFERENCE if text.startswith(start)) for start in ("Le portail", "Single sign-on"))
    at = {text: row for row, text in enumerate(REFERENCE)}
    products = (vectors := load_encoder("numpy").embed(list(REFERENCE))) @ vectors.T
    others = [row for text, row in at.items() if text not in (french, english)]
    assert products[at[french], at[english]] > products[at[english], others].max() + 0.3


def _numbers(*shape):
    return CHANCE.normal(size=shape).astype(np.float32) / math.sqrt(shape[0])


def _norm():
    return Norm(factor=1 + _numbers(SIZE), offset=_numbers(SIZE))


def _layer():
    widths = {"attend": (SIZE, 3 * SIZE), "attended": (SIZE, SIZE), "widen": (SIZE, 4 * SIZE), "narrow": (4 * SIZE, SIZE)}
    dense = {name: Dense(weights=_numbers(*shape), bias=_numbers(shape[1])) for name, shape in widths.items()}
    return Layer(**dense, attended_norm=_norm(), narrow_norm=_norm())


@pytest.fixture(scope="module")
def weights():
    embedding = Embedding(
        words=CHANCE.integers(-127, 128, (WORDS, SIZE), np.int8),
        words_scale=np.full(WORDS, 0.02, np.float32),
        positions=_numbers(40, SIZE),
        norm=_norm(),
    )
    return Weights(embedding=embedding, layers=(_layer(), _layer()))


def _plain(weights, pieces):
    """One text at a time, in double precision, with the exact error function."""
    first = weights.embedding
    states = _normed(first.norm, first.words[pieces] * first.words_scale[pieces, None] + first.positions[: len(pieces)])
    for layer in weights.layers:
        asked = (states @ layer.attend.weights + layer.attend.bias).reshape(len(pieces), 3, HEADS, -1)
        mixed = np.empty((len(pieces), HEADS, SIZE // HEADS))
        for head in range(HEADS):
            shares = np.exp(asked[:, 0, head] @ asked[:, 1, head].T)
            mixed[:, head] = shares / shares.sum(axis=1, keepdims=True) @ asked[:, 2, head]
        attended = mixed.reshape(len(pieces), -1) @ layer.attended.weights + layer.attended.bias
        states = _normed(layer.attended_norm, states + attended)
        wide = states @ layer.widen.weights + layer.widen.bias
        bent = wide * (1 + np.vectorize(math.erf)(wide / math.sqrt(2)))
        states = _normed(layer.narrow_norm, states + bent @ layer.narrow.weights + layer.narrow.bias)
    mean = states.mean(axis=0)
    return mean / np.linalg.norm(mean)


def _normed(norm, states):
    centred = states - states.mean(axis=1, keepdims=True)
    return centred / np.sqrt((centred**2).mean(axis=1, keepdims=True) + 1e-12) * norm.factor + norm.offset


def test_many_texts_at_once_are_what_each_is_alone_in_double_precision(weights):
    lists = [list(CHANCE.integers(0, WORDS, length)) for length in (2, 9, 9, 40, 3, 17, 40)]
    wordpiece = WordPiece(ids={"[CLS]": 0, "[SEP]": 1, "[UNK]": 2} | {f"w{n}": n for n in range(3, WORDS)})
    texts = [" ".join(f"w{max(3, piece)}" for piece in pieces) for pieces in lists]
    vectors = Encoder(wordpiece=wordpiece, pool=weights.pool, most=40).embed(texts)
    plain = np.array([_plain(weights, wordpiece.encode(text, 40)) for text in texts])
    assert np.abs(vectors - plain).max() < 1e-4


def test_the_same_text_twice_has_the_same_vector_and_is_computed_once():
    computed = []
    wordpiece = WordPiece(ids={"[CLS]": 0, "[SEP]": 1, "[UNK]": 2, "a": 3, "b": 4})

    def pool(pieces):
        computed.extend(pieces)
        return np.array([[len(each), each[1], *[0] * (SIZE - 2)] for each in pieces], np.float32)

    one, other, again = Encoder(wordpiece=wordpiece, pool=pool).embed(["a a", "b", "a a"])
    assert sorted(computed) == [[0, 3, 3, 1], [0, 4, 1]]
    assert np.array_equal(one, again)
    assert np.allclose(one[:2], [0.8, 0.6])
    assert np.allclose(other[:2], [0.6, 0.8])


def test_gelu_is_close_to_the_exact_one_everywhere():
    numbers = np.concatenate([np.linspace(-12, 12, 20_001), [-1e4, -300, 300, 1e4]]).astype(np.float32)
    exact = [number * (1 + math.erf(number / math.sqrt(2))) for number in numbers.tolist()]
    assert np.abs(gelu_doubled(numbers) - exact).max() < 6e-5
