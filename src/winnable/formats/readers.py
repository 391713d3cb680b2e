"""A reader for one profile: its signals and the package's lexicons, compiled together."""

from importlib.resources import files
from typing import Any, Final, cast

import yaml

from winnable.core.capability import Strength
from winnable.core.profile import Profile
from winnable.formats.lexicons import load_lexicon
from winnable.reading.mentions import MentionWords
from winnable.reading.phrases import Phrasebook
from winnable.reading.reading import Reader, reader_of

_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load_reader(profile: Profile) -> Reader:
    """Compile everything that reading needs; takes some hundred milliseconds, so build one and use it for many texts."""
    return reader_of(profile, load_lexicon(), _mentions(), _modals())


def _mentions() -> MentionWords:
    data = _lexicon("mentions")
    return MentionWords(**{name: Phrasebook([(p, name) for phrases in data[name].values() for p in phrases]) for name in data})


def _modals() -> Phrasebook[Strength]:
    data = _lexicon("modals")
    return Phrasebook([(p, cast("Strength", name)) for name in data for phrases in data[name].values() for p in phrases])


def _lexicon(name: str) -> dict[str, dict[str, list[str]]]:
    text = (files("winnable") / "lexicons" / f"{name}.yaml").read_text(encoding="utf-8")
    data: dict[str, dict[str, list[str]]] = yaml.load(text, Loader=_LOADER)  # noqa: S506 - the C twin of SafeLoader
    return data
