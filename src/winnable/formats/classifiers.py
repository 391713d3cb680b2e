"""Loads what tells requirements and their topics apart: words as data, numbers as arrays."""

from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml

from winnable.formats.lexicons import load_lexicon
from winnable.reading.topics import TopicWords, topic_words

_LOADER: Final[Any] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # all text: `no` and `on` stay words


@cache
def load_topic_words() -> TopicWords:
    """The package's topics and their words, compiled once."""
    text = (files("winnable") / "lexicons" / "topics.yaml").read_text(encoding="utf-8")
    data = yaml.load(text, Loader=_LOADER)  # noqa: S506 - builds nothing but text, lists and mappings
    return topic_words(data, load_lexicon().languages.function_words)
