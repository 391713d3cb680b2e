"""What the columns of exports are called: the lexicon `crm_columns.yaml` as the types that learning works with."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml

from winnable.learning.proposal import CrmWords, plain_name

_LOADER: Final[Any] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # all text: `yes` and `null` stay words


@cache
def load_crm_words() -> CrmWords:
    """The lexicon of columns that comes with the package."""
    text = (files("winnable") / "lexicons" / "crm_columns.yaml").read_text(encoding="utf-8")
    data: Mapping[str, Any] = yaml.load(text, Loader=_LOADER)  # noqa: S506 - builds nothing but text, lists and mappings
    return CrmWords(
        roles=_named(data["roles"]),
        stage_history=_named(data["stage_history"]),
        outcome_names=tuple(map(plain_name, data["outcome"]["names"])),
        closed_too=data["outcome"]["closed_too"],
        values={kind: frozenset(words) for kind, words in data["values"].items()},
        counted=frozenset(data["counted"]),
        empty=frozenset(data["empty"]),
        denying=frozenset(data["denying"]),
        blank=frozenset(data["blank"]) | frozenset(data["placeholders"]),
        placeholders=frozenset(data["placeholders"]),
        endings=frozenset(data["endings"]),
        late={plain_name(name): group["why"] for group in data["late"] for name in group["names"]},
    )


def _named(roles: Mapping[str, Mapping[str, list[str]]]) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    return {role: {system: tuple(map(plain_name, names)) for system, names in by.items()} for role, by in roles.items()}
