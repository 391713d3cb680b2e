"""A reader for one profile: its signals and the package's lexicons, compiled together."""

import re
from functools import cache
from importlib.resources import files
from typing import Any, Final, cast

import yaml

from winnable.core.capability import RequirementKind, Strength
from winnable.core.profile import Profile
from winnable.formats.classifiers import load_classifier, load_topic_words
from winnable.formats.lexicons import load_lexicon
from winnable.formats.matching import load_matcher
from winnable.reading.ledger_words import Column, Cue, Grammar, LedgerWords, Modal, Role, SectionKind
from winnable.reading.mentions import MentionWords
from winnable.reading.pack import Role as PackRole
from winnable.reading.phrases import Phrasebook
from winnable.reading.reading import Reader, reader_of
from winnable.reading.text import fold

_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WORDS: Final[Any] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # all text: `no` and `y` stay words
LEDGER_LANGUAGES: Final = ("en", "de", "fr", "es", "it", "nl")


def load_reader(profile: Profile) -> Reader:
    """Compile everything that reading needs; takes some hundred milliseconds, so build one and use it for many texts."""
    matcher = load_matcher(profile)
    return reader_of(
        profile, load_lexicon(), _mentions(), load_ledger_words(), load_classifier(), load_topic_words(), matcher, _roles()
    )


@cache
def load_ledger_words() -> LedgerWords:
    """The words of the requirement ledger, compiled once for each language that it reads."""
    data, strengths = _words("requirements"), _words("modals")
    return LedgerWords(
        grammars={language: _grammar(language, data, strengths) for language in LEDGER_LANGUAGES},
        spoken=_spoken(),
        sections=Phrasebook[SectionKind](_labelled(data["sections"])),
        columns=Phrasebook[Column](_labelled(data["columns"])),
        priorities={fold(word): cast("Strength", label) for label, listed in data["priorities"].items() for word in listed},
        asides=Phrasebook((phrase, "aside") for phrases in data["asides"].values() for phrase in phrases),
        numbered=frozenset(map(fold, data["numbered"])),
    )


def _spoken() -> dict[str, tuple[tuple[str, float], ...]]:
    """The small words of the languages that the ledger reads; a word that several of them have speaks for each in part."""
    spoken: dict[str, tuple[tuple[str, float], ...]] = {}
    for word, voices in load_lexicon().languages.function_words.items():
        languages = [language for language, _ in voices if language in LEDGER_LANGUAGES]
        spoken[word] = tuple((language, 1 / len(languages)) for language in languages)
    return spoken


def _grammar(language: str, data: dict[str, Any], strengths: dict[str, Any]) -> Grammar:
    """One language's part of the words."""
    others = {label: data[label] for label in ("will", "can", "never", "story", "demand", "wish", "right", "option", "none")}
    forms = [(label, listed[language]) for label, listed in data["forms"].items() if language in listed]
    return Grammar(
        modals=Phrasebook[Modal](_labelled({**strengths, **others}, language)),
        forms=tuple((re.compile(pattern), cast("Modal", label)) for label, pattern in forms),
        presents=Phrasebook((phrase, "present") for phrase in data["presents"][language]),
        commands=Phrasebook[RequirementKind](_labelled(data["commands"], language)),
        roles=Phrasebook[Role](_labelled(data["roles"], language)),
        cues=Phrasebook([*_cues(data, language, strong=False), *_cues(data, language, strong=True)]),
        states=Phrasebook[RequirementKind](_labelled(data["states"], language)),
        **{name: frozenset(map(fold, data[name][language])) for name in ("prepositions", "conditions", "pronouns", "relatives")},
        turns=language in ("de", "nl", "es"),
    )


def _cues(data: dict[str, Any], language: str, *, strong: bool) -> list[tuple[str, Cue]]:
    listed = _labelled(data["strong" if strong else "cues"], language)
    return [(phrase, Cue(kind, strong)) for phrase, kind in listed]


def _labelled(data: dict[str, Any], language: str | None = None) -> list[tuple[str, Any]]:
    """(phrase, label) of one language, or of all."""
    return [
        (phrase, label)
        for label, languages in data.items()
        for code, phrases in languages.items()
        if language in (None, code)
        for phrase in phrases
    ]


def _words(name: str) -> dict[str, Any]:
    text = (files("winnable") / "lexicons" / f"{name}.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.load(text, Loader=_WORDS)  # noqa: S506 - builds nothing but text, lists and mappings
    return data


def _mentions() -> MentionWords:
    data = _lexicon("mentions")
    return MentionWords(**{name: Phrasebook([(p, name) for phrases in data[name].values() for p in phrases]) for name in data})


def _roles() -> Phrasebook[PackRole]:
    data = _lexicon("roles")
    return Phrasebook([(p, cast("PackRole", name)) for name in data for phrases in data[name].values() for p in phrases])


def _lexicon(name: str) -> dict[str, dict[str, list[str]]]:
    text = (files("winnable") / "lexicons" / f"{name}.yaml").read_text(encoding="utf-8")
    data: dict[str, dict[str, list[str]]] = yaml.load(text, Loader=_LOADER)  # noqa: S506 - the C twin of SafeLoader
    return data
