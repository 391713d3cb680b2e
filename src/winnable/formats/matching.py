"""Loads what matching needs: the lexicon of concepts, the learned numbers, and a matcher for a profile."""

from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml
from pydantic import TypeAdapter

from winnable.core.profile import Profile
from winnable.formats.catalogues import catalogue_vectors, sentence_vectors
from winnable.formats.lexicons import load_lexicon
from winnable.formats.models import load_encoder
from winnable.reading.match_words import MatchWords, match_words
from winnable.reading.matching import Matcher, MatchNumbers, Vectors, entries_of

_LOADER: Final[Any] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # all text: `no` and `on` stay words
LANGUAGES: Final = frozenset({"en", "de", "fr", "es", "it", "nl"})


@cache
def load_match_words() -> MatchWords:
    """The package's concepts, compiled once."""
    text = (files("winnable") / "lexicons" / "concepts.yaml").read_text(encoding="utf-8")
    data = yaml.load(text, Loader=_LOADER)  # noqa: S506 - builds nothing but text, lists and mappings
    spoken = load_lexicon().languages.function_words
    small = frozenset(word for word, languages in spoken.items() if LANGUAGES & {language for language, _ in languages})
    return match_words(data, small)


@cache
def load_match_numbers() -> MatchNumbers:
    """The weights that were learned from labelled requirements."""
    data = (files("winnable") / "models" / "matching.json").read_bytes()
    return TypeAdapter(MatchNumbers).validate_json(data)


def load_matcher(profile: Profile) -> Matcher:
    """A matcher for the capabilities of a profile; the encoder is loaded when the first text needs a vector."""
    vectors = Vectors(embed=lambda texts: load_encoder().embed(texts))
    entries, words = entries_of(profile), load_match_words()
    numbers = load_match_numbers()
    return Matcher(entries, words, numbers, vectors, lambda: catalogue_vectors(entries), lambda: sentence_vectors(words.beside))
