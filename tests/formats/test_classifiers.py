"""The files behind the classifier and the topics: complete in every language, free of words, and said to be damaged when so."""

from pathlib import Path

import numpy as np
import pytest

from winnable.core.errors import SourceError
from winnable.formats import classifiers
from winnable.formats.classifiers import MODEL, load_classifier, load_cues, load_topic_words

LANGUAGES = {"en", "fr", "de", "es", "it", "nl"}


def test_every_language_has_cues() -> None:
    assert set(load_cues().phrases) == LANGUAGES


def test_every_topic_of_a_bid_manager_is_there() -> None:
    asked = "function security integration accessibility hosting performance data usability support training legal delivery"
    assert set(load_topic_words().topics) == set(asked.split())


def test_the_numbers_hold_no_words() -> None:
    with np.load(MODEL, allow_pickle=False) as packed:
        assert all(packed[name].dtype.kind in "if" for name in packed.files)


def test_every_node_leads_to_a_node() -> None:
    classifier = load_classifier()
    for trees in (classifier.plain.trees, classifier.placed.trees):
        for ways in (trees.left, trees.right, trees.roots):
            assert ways.min() >= 0
            assert ways.max() < len(trees.value)


@pytest.mark.parametrize("content", [b"", b"not numbers", None])
def test_a_damaged_or_missing_file_is_said_to_be_so(
    content: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "requirement.npz"
    if content is not None:
        broken.write_bytes(content)
    monkeypatch.setattr(classifiers, "MODEL", broken)
    load_classifier.cache_clear()
    with pytest.raises(SourceError, match="install winnable again"):
        load_classifier()
    load_classifier.cache_clear()
