"""Starts a profile: a small, complete and valid one, to be turned into one's own."""

from pathlib import Path
from typing import Final

from winnable.core.errors import InputError, Problem
from winnable.formats.checks.keys import snake_case
from winnable.formats.profiles import SHIPPED
from winnable.formats.schema import write_schemas
from winnable.formats.yaml_files import parse_yaml

TEMPLATE: Final = SHIPPED / "profiles" / "_template"


def new_profile(folder: Path) -> tuple[Path, ...]:
    """Write a profile into an absent or empty folder; returns what was written. InputError rather than overwrite."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        what = "is not empty" if folder.is_dir() else "is a file"
        suggestion = "Name a folder that does not exist yet."
        raise InputError((Problem(file=folder.as_posix(), path="", message=f"The folder {what}.", suggestion=suggestion),))
    name = folder.resolve().name
    title = name.replace("_", " ").replace("-", " ").strip().capitalize() or "A profile"
    words = {"template_key": _key(name), "template_name": f'"{title}"'}
    written = [_write(source, folder, words if source.suffix == ".yaml" else {"template_name": title}) for source in _sources()]
    return (*written, *write_schemas(folder / ".schema"))


def _sources() -> list[Path]:
    return sorted(path for path in TEMPLATE.rglob("*") if path.suffix in (".yaml", ".md"))


def _key(name: str) -> str:
    key = snake_case(name)
    key = key if key[0].isalpha() else f"profile_{key}"
    return f'"{key}"' if parse_yaml(key, "").problems else key


def _write(source: Path, folder: Path, words: dict[str, str]) -> Path:
    text = source.read_text(encoding="utf-8")
    for word, replacement in words.items():
        text = text.replace(word, replacement)
    target = folder / source.relative_to(TEMPLATE)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")
    return target
