"""Keys: each once in its section, in snake case."""

import re
from typing import Any, Final

from winnable.formats.drafts import SECTIONS, Draft
from winnable.formats.yaml_files import Steps
from winnable.reading.text import fold

_SNAKE: Final = re.compile(r"[a-z][a-z0-9_]*")


def check_keys(draft: Draft) -> None:
    """Duplicate keys, and keys that are not snake case."""
    _check_form(draft, ("key",), draft.values.get("key"))
    for section in SECTIONS:
        _check_items(draft, (section,), draft.raw[section])
    for index, criterion in enumerate(draft.raw["criteria"]):
        answers = criterion.get("answers") if isinstance(criterion, dict) else None
        if isinstance(answers, list):
            _check_items(draft, ("criteria", index, "answers"), answers)
    _check_shared_names(draft)


def _check_items(draft: Draft, at: Steps, items: list[Any]) -> None:
    first: dict[str, Steps] = {}
    for index, item in enumerate(items):
        key = item.get("key") if isinstance(item, dict) else None
        if not isinstance(key, str):
            continue
        steps: Steps = (*at, index, "key")
        _check_form(draft, steps, key)
        if key in first:
            where = draft.where(first[key])
            draft.report(steps, f"The key `{key}` stands twice; first in {where}.", "Rename or remove one of the two.")
        first.setdefault(key, steps)


def _check_form(draft: Draft, steps: Steps, key: Any) -> None:
    if isinstance(key, str) and not _SNAKE.fullmatch(key):
        draft.report(steps, f"The key `{key}` is not in snake case.", f"Write `{snake_case(key)}`.")


def _check_shared_names(draft: Draft) -> None:
    """Criteria and `together` stand in one list of reasons, so they share their names."""
    criteria = draft.keys("criteria")
    for index, together in draft.together.items():
        if together.key in criteria:
            draft.report(
                ("together", index, "key"), f"`{together.key}` is also the key of a criterion.", "Give it a key of its own."
            )


def snake_case(text: str) -> str:
    """The nearest key in snake case."""
    return re.sub(r"[^a-z0-9]+", "_", fold(text)).strip("_") or "a_key"
