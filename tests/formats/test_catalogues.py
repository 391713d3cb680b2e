"""Vectors of capabilities: shipped ones are current, others are worked out once and never believed when damaged."""

from pathlib import Path

import numpy as np
import pytest

from winnable.formats import catalogues
from winnable.formats.catalogues import catalogue_vectors, sentence_vectors, shipped_vectors
from winnable.formats.matching import load_match_words
from winnable.formats.profiles import load_profile
from winnable.reading.matching import Entry, entries_of

OWN = (Entry(key="a", name="Sign-on", description="Users sign in once."), Entry(key="b", name="Blogs", description="Posts."))


def test_the_shipped_vectors_are_those_of_the_shipped_profiles():
    """Else: .venv/bin/python -m winnable.formats.catalogues"""
    made = shipped_vectors(load_match_words().beside)
    with np.load(catalogues.SHIPPED, allow_pickle=False) as packed:
        assert set(packed.files) == set(made)
        for key, vectors in made.items():
            assert (packed[key].astype(np.float32) * vectors.astype(np.float32)).sum(axis=1).min() > 0.999


def test_a_shipped_profile_needs_no_model(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(catalogues, "load_encoder", None)
    assert catalogue_vectors(entries_of(load_profile("liferay"))).shape[1] == 384
    beside = load_match_words().beside
    assert sentence_vectors(beside).shape == (len(beside), 384)


def test_an_own_catalogue_is_worked_out_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("WINNABLE_CACHE", str(tmp_path / "cache"))
    first = catalogue_vectors(OWN)
    monkeypatch.setattr(catalogues, "load_encoder", None)
    assert np.array_equal(catalogue_vectors(OWN), first)


@pytest.mark.parametrize("damage", [b"", b"\x93NUMPY", b"PK\x03\x04", b"x" * 400])
def test_a_damaged_one_is_worked_out_anew(damage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("WINNABLE_CACHE", str(tmp_path / "cache"))
    first = catalogue_vectors(OWN)
    (kept,) = (tmp_path / "cache").glob("*.npy")
    kept.write_bytes(damage)
    assert np.array_equal(catalogue_vectors(OWN), first)
