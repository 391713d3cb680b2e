"""The embedded model: near in meaning is near in numbers, whichever of the two computes it and whatever else is embedded."""

import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from winnable.core.errors import SourceError
from winnable.formats import models
from winnable.formats.models import load_encoder
from winnable.formats.vector_kind import VARIABLE, kind_of_vectors

TEXTS = (
    "The solution shall support single sign-on with SAML 2.0.",
    "Users sign in once through the company's identity provider.",
    "Editors publish news articles without technical help.",
    "The contractor shall be paid within 30 days of the invoice.",
    "",
    "Fähre, naïve café, 統合ポータル, αβγ",
    "word " * 600,
)
KINDS = ("numpy", "fast")


@pytest.mark.parametrize("kind", KINDS)
def test_near_in_meaning_is_near_in_numbers(kind):
    sso, once, news, paid = load_encoder(kind).embed(TEXTS[:4])
    assert sso @ once > 0.35
    assert sso @ once > 2 * max(sso @ news, sso @ paid, news @ paid)


@pytest.mark.parametrize("kind", KINDS)
def test_every_text_has_a_vector_of_length_one(kind):
    vectors = load_encoder(kind).embed(TEXTS)
    assert vectors.shape == (len(TEXTS), 384)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert load_encoder(kind).embed([]).shape == (0, 384)


def test_both_ways_agree():
    slow, fast = (load_encoder(kind).embed(TEXTS) for kind in KINDS)
    same = (slow * fast).sum(axis=1)
    assert same.min() > 0.97
    assert same[:4].min() > 0.99  # sentences; nothing at all and one word for ever are further apart
    assert np.abs(slow[:4] @ slow[:4].T - fast[:4] @ fast[:4].T).max() < 0.03


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=10, deadline=None)
@given(order=st.permutations(range(len(TEXTS))), count=st.integers(1, len(TEXTS)))
def test_a_vector_does_not_depend_on_its_company(kind, order, count):
    encoder = load_encoder(kind)
    together = encoder.embed([TEXTS[i] for i in order[:count]])
    alone = np.vstack([encoder.embed([TEXTS[i]]) for i in order[:count]])
    assert np.abs(together - alone).max() < 1e-5


def test_a_missing_model_is_an_error_with_a_remedy(monkeypatch, tmp_path):
    monkeypatch.setattr(models, "MODEL", tmp_path / "minilm.npz")
    monkeypatch.setattr(models, "_loaded", models._loaded.__wrapped__)
    with pytest.raises(SourceError, match="install winnable again"):
        load_encoder("numpy")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no archive at all"])
def test_a_damaged_model_is_an_error_with_a_remedy(content, monkeypatch, tmp_path):
    (tmp_path / "minilm.npz").write_bytes(content)
    monkeypatch.setattr(models, "MODEL", tmp_path / "minilm.npz")
    monkeypatch.setattr(models, "_loaded", models._loaded.__wrapped__)
    with pytest.raises(SourceError, match="install winnable again"):
        load_encoder("numpy")


def test_fast_without_its_extra_is_an_error_with_a_remedy(monkeypatch):
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    monkeypatch.setattr(models, "_loaded", models._loaded.__wrapped__)
    with pytest.raises(SourceError, match=r"winnable\[fast\]"):
        load_encoder("fast")


@pytest.mark.parametrize(("asked", "kind"), [("numpy", "numpy"), ("fast", "fast"), ("", "fast")])
def test_the_environment_chooses(asked, kind, monkeypatch):
    monkeypatch.setenv(VARIABLE, asked)
    assert kind_of_vectors() == kind
