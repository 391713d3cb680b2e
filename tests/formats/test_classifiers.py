"""The files behind the classifier and the topics: complete in every language, free of words, and said to be damaged when so."""

from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from winnable.core.errors import SourceError
from winnable.formats import classifiers
from winnable.formats.classifiers import MODEL, load_classifier, load_cues, load_topic_words

WORDS = files("winnable") / "lexicons"
LANGUAGES = {"en", "fr", "de", "es", "it", "nl"}


def words_of(name: str) -> Any:
    return yaml.safe_load((WORDS / f"{name}.yaml").read_text(encoding="utf-8"))


def test_every_language_has_cues() -> None:
    assert set(load_cues().phrases) == LANGUAGES


def test_every_topic_of_a_bid_manager_is_there() -> None:
    asked = "function security integration accessibility hosting performance data usability support training legal delivery"
    assert set(load_topic_words().topics) == set(asked.split())


def test_every_group_of_a_weighed_topic_speaks_every_language() -> None:
    assert all(set(languages) == LANGUAGES for groups in words_of("topic_cues").values() for languages in groups.values())


def test_a_line_weighs_what_the_words_can_find() -> None:
    words, groups = load_topic_words(), words_of("topic_cues")
    assert set(words.lines) == set(groups) <= set(words.topics)
    for topic, line in words.lines.items():
        names = {name.removesuffix(" in heading").removesuffix(" twice") for name in line.weights}
        others = {f"{of}: {name}" for of, listed in groups.items() for name in listed} | {f"{of}: listed" for of in words.topics}
        told = {"length", "listed", "confirmed", "1 groups", "2 groups", "3 groups"}
        assert names <= set(groups[topic]) | others | told


@pytest.mark.parametrize("content", [b"", b"{}x", b'{"security": {"base": 1}}', b'["security"]', None])
def test_damaged_or_missing_weights_of_topics_are_said_to_be_so(
    content: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "topics.json"
    if content is not None:
        broken.write_bytes(content)
    monkeypatch.setattr(classifiers, "TOPIC_LINES", broken)
    load_topic_words.cache_clear()
    with pytest.raises(SourceError, match="install winnable again"):
        load_topic_words()
    load_topic_words.cache_clear()


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
