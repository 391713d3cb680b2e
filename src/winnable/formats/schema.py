"""JSON Schemas for editors, one per kind of file, made from the very classes that files are held against."""

import json
from collections.abc import Mapping
from pathlib import Path
from types import GenericAlias
from typing import Any, Final

from pydantic import TypeAdapter

from winnable.core.seller import Seller
from winnable.formats.drafts import FOLDERS, HEADS, SECTIONS, SHARED, SINGLE

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
KINDS: Final = ("profile", *FOLDERS, *SINGLE, "seller")


def schemas() -> dict[str, dict[str, Any]]:
    """Kind of file -> its schema."""
    made = {section: _section_schema(section) for section in (*FOLDERS, *SINGLE)}
    return {"profile": _profile_schema(), **made, "seller": _framed("seller", _plain(Seller))}


def write_schemas(folder: Path) -> tuple[Path, ...]:
    """Write every schema as `<kind>.json`; returns what was written."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for kind, schema in schemas().items():
        path = folder / f"{kind}.json"
        path.write_text(text_of(schema), encoding="utf-8")
        written.append(path)
    return tuple(written)


def text_of(schema: Mapping[str, Any]) -> str:
    """A schema as it stands in a file."""
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


def _plain(kind: Any) -> dict[str, Any]:
    made: dict[str, Any] = TypeAdapter(kind).json_schema()
    return made


def _list_of(kind: type) -> Any:
    return GenericAlias(tuple, (kind, ...))


def _framed(kind: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    files = f"{kind}/*.yaml" if kind in FOLDERS else f"{kind}.yaml"
    return {"$schema": DIALECT, **schema, "title": f"Winnable: {files}"}


def _profile_schema() -> dict[str, Any]:
    parts = {**HEADS, **{section: _list_of(kind) for section, kind in SECTIONS.items()}}
    properties, definitions = _collected(parts)
    return _framed(
        "profile",
        {
            "type": "object",
            "additionalProperties": False,
            "required": list(HEADS),
            "properties": properties,
            "$defs": definitions,
        },
    )


def _section_schema(section: str) -> dict[str, Any]:
    properties, definitions = _collected({section: _list_of(SECTIONS[section])})
    shared = SHARED.get(section)
    if shared is not None:
        properties = {shared: {"type": "string", "description": f"The {shared} of every item in this file."}, **properties}
        item = definitions[SECTIONS[section].__name__]
        item["required"] = [name for name in item["required"] if name != shared]
    return _framed(
        section,
        {"type": "object", "additionalProperties": False, "required": [section], "properties": properties, "$defs": definitions},
    )


def _collected(parts: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Schemas of several keys, and the definitions that they share."""
    properties: dict[str, Any] = {}
    definitions: dict[str, Any] = {}
    for name, kind in parts.items():
        schema = _plain(kind)
        definitions |= schema.pop("$defs", {})
        if schema.get("type") == "object":
            definitions[kind.__name__] = schema
            schema = {"$ref": f"#/$defs/{kind.__name__}"}
        properties[name] = schema
    return properties, dict(sorted(definitions.items()))
