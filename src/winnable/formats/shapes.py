"""Holds plain data against the classes of the core, and says in plain words where it does not fit."""

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_json

from winnable.formats.yaml_files import Steps

Report = Callable[[Steps, str, str], None]  # where, what is wrong, what to do
T = TypeVar("T")
_UNION_TAGS = frozenset({"str", "float", "int"})


def shaped(kind: type[T], data: Any, report: Report) -> T | None:
    """`data` as a `kind`; None when it does not fit, after every misfit was reported.

    Strict, as JSON is: text is never read as a number, nor a number as text.
    """
    try:
        return cast("T", _adapter(cast("Any", kind)).validate_json(to_json(data), strict=True))
    except ValidationError as error:
        misfits = [_cleaned(kind, misfit) for misfit in error.errors(include_url=False)]
    for steps, message, suggestion in _described(kind, misfits):
        report(steps, message, suggestion)
    return None


def did_you_mean(word: str, known: Iterable[str], otherwise: str) -> str:
    """A suggestion that names the nearest known word, or else what is allowed."""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"Did you mean `{near[0]}`?" if near else otherwise


def listed(words: Iterable[str], most: int = 12) -> str:
    """Words for a sentence: `a, b, c`, cut where they are many."""
    all_words = list(words)
    cut = [*all_words[:most], f"and {len(all_words) - most} more"] if len(all_words) > most else all_words
    return ", ".join(cut) or "none"


@cache
def field_names(kind: type) -> tuple[str, ...]:
    """Keys that a mapping for this class may have."""
    return tuple(f.name for f in fields(kind))


@cache
def required_names(kind: type) -> tuple[str, ...]:
    """Keys that a mapping for this class must have."""
    return tuple(f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING)


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind)


def _kind_at(kind: Any, steps: Steps) -> Any:
    """The type that is expected at `steps` inside `kind`; None where there is none."""
    kind = _without_none(kind)
    for step in steps:
        arguments = get_args(kind)
        if is_dataclass(kind) and isinstance(kind, type):
            kind = _hints(kind).get(str(step))
        elif get_origin(kind) is tuple:
            repeated = arguments[-1] is Ellipsis
            kind = arguments[0] if repeated else arguments[min(int(step), len(arguments) - 1)]
        else:
            kind = arguments[-1] if arguments else None
        kind = _without_none(kind)
    return kind


def _without_none(kind: Any) -> Any:
    if get_origin(kind) in (UnionType, Union):
        rest = [part for part in get_args(kind) if part is not type(None)]
        return rest[0] if len(rest) == 1 else kind
    return kind


Misfit = tuple[str, Steps, Any, Mapping[str, Any]]  # type of the error, steps, what was found, context


def _cleaned(kind: Any, error: Any) -> Misfit:
    """One error of the validation, with steps that are really in the file."""
    steps: Steps = error["loc"]
    name = error["type"]
    if steps and steps[-1] == "[key]":
        return "bad_key", steps[:-1], steps[-2], error.get("ctx", {})
    if steps and steps[-1] in _UNION_TAGS and get_origin(_kind_at(kind, steps[:-1])) in (UnionType, Union):
        return "union", steps[:-1], error["input"], {}
    return name, steps, error["input"], error.get("ctx", {})


def _described(kind: Any, misfits: list[Misfit]) -> list[tuple[Steps, str, str]]:
    missing = {steps for name, steps, _, _ in misfits if name == "missing"}
    said: dict[Steps, tuple[Steps, str, str]] = {}
    for name, steps, found, context in misfits:
        if name == "unexpected_keyword_argument":
            described, meant = _unknown_key(kind, steps, missing)
            said[steps] = described
            if meant is not None:
                missing.discard(meant)
                said.pop(meant, None)
        elif name != "missing":
            said.setdefault(steps, (steps, *_explained(name, _kind_at(kind, steps), found, context, steps)))
    for steps in missing:
        said[steps] = _missing(kind, steps)
    return list(said.values())


def _missing(kind: Any, steps: Steps) -> tuple[Steps, str, str]:
    if isinstance(steps[-1], int):
        wanted = len(get_args(_kind_at(kind, steps[:-1])))
        return steps[:-1], f"Has {steps[-1]} values, but needs {wanted}.", f"Write {wanted} values in brackets."
    key = steps[-1]
    return steps[:-1], f"`{key}` is missing.", f"Add `{key}: {_sample(_kind_at(kind, steps))}`."


def _unknown_key(kind: Any, steps: Steps, missing: set[Steps]) -> tuple[tuple[Steps, str, str], Steps | None]:
    parent = _kind_at(kind, steps[:-1])
    key = str(steps[-1])
    names = field_names(parent)
    wanted = [str(other[-1]) for other in missing if other[:-1] == steps[:-1]]
    near = difflib.get_close_matches(key, wanted, n=1, cutoff=0.6)
    suggestion = did_you_mean(key, wanted if near else names, f"Allowed here: {listed(names, 30)}.")
    meant = (*steps[:-1], near[0]) if near else None
    return (steps, f"Unknown key `{key}`.", suggestion), meant


def _explained(name: str, kind: Any, found: Any, context: Mapping[str, Any], steps: Steps) -> tuple[str, str]:
    """Message and suggestion for a value that is not what it should be."""
    if name == "literal_error":
        return _not_one_of(found, [str(value) for value in get_args(kind)])
    if name == "bad_key":
        return _not_one_of(found, context.get("expected", "").replace("'", "").replace(" or ", ", ").split(", "))
    if name == "too_long":
        wanted = context["max_length"]
        return f"Has {context['actual_length']} values, but needs {wanted}.", f"Write {wanted} values in brackets."
    if found is None:
        return "Is empty.", f"Write a value such as `{_sample(kind)}`, or remove the key."
    wanted_text = _WANTED.get(name, "something else")
    return f"Must be {wanted_text}, but is {_told(found)}.", _repair(name, kind, found, steps)


def _not_one_of(found: Any, allowed: list[str]) -> tuple[str, str]:
    message = f"`{found}` is not one of {listed(allowed, 30)}."
    return message, did_you_mean(str(found), allowed, f"Use one of {listed(allowed, 30)}.")


_WANTED: Mapping[str, str] = {
    "string_type": "text",
    "float_type": "a number",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "dict_type": "a mapping of keys to values",
    "mapping_type": "a mapping of keys to values",
    "dataclass_type": "a mapping of keys to values",
    "union": "text or a number",
}


def _told(found: Any) -> str:
    if isinstance(found, bool):
        return "true" if found else "false"
    if isinstance(found, str):
        return f"the text '{found if len(found) < 40 else found[:37] + '...'}'"
    if isinstance(found, int | float):
        return f"the number {found}"
    return "a list" if isinstance(found, list) else "a mapping" if isinstance(found, dict) else "empty"


def _repair(name: str, kind: Any, found: Any, steps: Steps) -> str:
    if name == "string_type" and isinstance(found, int | float):
        return f'Put it into quotes: "{str(found).lower() if isinstance(found, bool) else found}".'
    if name == "float_type" and isinstance(found, str) and found.replace(".", "", 1).lstrip("+-").isdigit():
        return f"Write it without quotes: {found}."
    if name == "tuple_type" and isinstance(found, str | int | float):
        return f"Put it into brackets: [{found}]."
    if is_dataclass(kind) and isinstance(kind, type):
        return f"Write keys and values; needed here: {listed(required_names(kind))}."
    return f"Write, for example, `{steps[-1]}: {_sample(kind)}`." if steps else f"Write {_sample(kind)}."


def _sample(kind: Any) -> str:
    """What a value of this type may look like."""
    origin = get_origin(kind)
    if origin is Literal:
        return str(get_args(kind)[0])
    if origin is tuple:
        return "[...]"
    if kind is float or kind is int:
        return "0.5"
    if kind is str:
        return "text"
    return "{...}"
