"""Loads what tells requirements and their topics apart: words and weights as data, numbers as arrays."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import numpy as np
import yaml
from numpy.typing import NDArray

import winnable
from winnable.core.errors import SourceError
from winnable.formats.lexicons import load_lexicon
from winnable.reading.classifier import Classifier, CueWords, Trees, Weighing
from winnable.reading.phrases import Phrasebook
from winnable.reading.topics import TopicLine, TopicWords, only, topic_words

MODEL: Final = Path(winnable.__file__).parent / "models" / "requirement.npz"
TOPIC_LINES: Final = Path(winnable.__file__).parent / "models" / "topics.json"
_LOADER: Final[Any] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # all text: `no` and `on` stay words


@cache
def load_topic_words() -> TopicWords:
    """The package's topics, their words and what was learned of them, compiled once; SourceError where that is missing."""
    return topic_words(_words("topics"), _words("topic_cues"), _topic_lines(), load_lexicon().languages.function_words)


def _topic_lines() -> dict[str, TopicLine]:
    try:
        data: dict[str, Any] = json.loads(TOPIC_LINES.read_bytes())
        return {topic: TopicLine(base=line["base"], weights=line["weights"]) for topic, line in data.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise SourceError(
            TOPIC_LINES.name, "the weights of the topics are missing or damaged", "install winnable again"
        ) from error


@cache
def load_cues() -> CueWords:
    """The words that the classifier weighs, compiled once for each language."""
    data = _words("cues")
    languages = sorted({language for listed in data.values() for language in listed})
    return CueWords(
        labels=tuple(data),
        phrases={
            language: Phrasebook((phrase, label) for label, listed in data.items() for phrase in listed[language])
            for language in languages
        },
        spoken=only(load_lexicon().languages.function_words, languages),
    )


@cache
def load_classifier() -> Classifier:
    """The package's classifier, ready to use; SourceError where its numbers are missing or damaged."""
    try:
        with np.load(MODEL, allow_pickle=False) as packed:
            arrays = {name: packed[name] for name in packed.files}
        return classifier_of(arrays)
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise SourceError(MODEL.name, "the numbers of the classifier are missing or damaged", "install winnable again") from error


def classifier_of(arrays: Mapping[str, NDArray[Any]]) -> Classifier:
    """A classifier of the arrays of its file: `plain_*` and `placed_*`, and the `axes`."""
    return Classifier(
        cues=load_cues(),
        plain=_weighing(arrays, "plain"),
        placed=_weighing(arrays, "placed"),
        axes=arrays["axes"].astype(np.float64),
    )


def _weighing(arrays: Mapping[str, NDArray[Any]], name: str) -> Weighing:
    line = arrays[f"{name}_line"].astype(np.float64)
    return Weighing(trees=_trees(arrays, name), line=line, base=float(arrays[f"{name}_line_base"]))


def _trees(arrays: Mapping[str, NDArray[Any]], name: str) -> Trees:
    whole = {part: arrays[f"{name}_{part}"].astype(np.int32) for part in ("roots", "feature", "left", "right")}
    return Trees(
        roots=whole["roots"],
        feature=whole["feature"],
        left=whole["left"],
        right=whole["right"],
        threshold=arrays[f"{name}_threshold"].astype(np.float64),
        value=arrays[f"{name}_value"].astype(np.float64),
        base=float(arrays[f"{name}_base"]),
        depth=int(arrays[f"{name}_depth"]),
    )


def _words(name: str) -> dict[str, Any]:
    text = (files("winnable") / "lexicons" / f"{name}.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.load(text, Loader=_LOADER)  # noqa: S506 - builds nothing but text, lists and mappings
    return data
