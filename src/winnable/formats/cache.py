"""What was read of a pack is kept by content: the same documents under the same profile are not read twice.

Entries hold words of documents that may be confidential: they lie in the user's own cache folder, readable by nobody else, and
`winnable cache --clear` removes them. They are JSON and are checked when read: a damaged or foreign entry is as good as none.
"""

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from platformdirs import user_cache_path
from pydantic import TypeAdapter, ValidationError

import winnable
from winnable.reading.fact import Fact, Facts
from winnable.reading.result import Reading

FOLDER_VARIABLE: Final = "WINNABLE_CACHE"  # a folder of one's own; "off" keeps nothing
MOST_BYTES: Final = 500 * 1024 * 1024
_ENDING: Final = ".json"
_PACKAGE: Final = Path(winnable.__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What one run read: the reading, and the pack as it is described to people (documents, unread, notes)."""

    reading: Reading
    pack: Mapping[str, Any]


def cache_folder() -> Path | None:
    """Where readings are kept; None where the user wants none kept."""
    named = os.environ.get(FOLDER_VARIABLE, "")
    if named.casefold() == "off":
        return None
    return Path(named) if named else user_cache_path("winnable", appauthor=False)


def key_of(files: Iterable[tuple[str, bytes]], parts: Iterable[str]) -> str:
    """The name of an entry: the documents by name and content, what they were read with (`parts`), and this program's own code
    and data, so that no reading outlives what made it."""
    digest = sha256()
    for name, data in files:
        digest.update(f"{len(name)}:{name}:{len(data)}:".encode("utf-8", "replace"))
        digest.update(sha256(data).digest())
    for part in (*parts, winnable.__version__, _program()):
        digest.update(f"{len(part)}:{part}".encode())
    return digest.hexdigest()


@cache
def _program() -> str:
    """Changes whenever a file of the program changes: sizes and times of change, which is quick to tell."""
    paths = (p for p in _PACKAGE.rglob("*") if p.suffix in {".py", ".yaml", ".npz", ".json"})
    stats = sorted((p.relative_to(_PACKAGE).as_posix(), p.stat()) for p in paths)
    return sha256(repr([(name, s.st_size, s.st_mtime_ns) for name, s in stats]).encode()).hexdigest()


def kept(key: str) -> Kept | None:
    """The entry of a key; None where there is none, or none that can be trusted."""
    folder = cache_folder()
    if folder is None:
        return None
    path = folder / f"{key}{_ENDING}"
    try:
        found = _adapter().validate_json(path.read_bytes())
        os.utime(path)
    except (OSError, ValidationError, ValueError):
        return None
    reading = replace(found.reading, facts=_with_tuples(found.reading.facts))
    return Kept(reading=reading, pack=found.pack)


def keep(key: str, entry: Kept) -> None:
    """Keep an entry for the next run; where that is not possible, the next run just reads again."""
    folder = cache_folder()
    if folder is None:
        return
    beside = folder / f".{key}.{os.getpid()}.tmp"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
            opened.write(_adapter().dump_json(entry))
        beside.replace(folder / f"{key}{_ENDING}")
        _make_room(folder)
    except OSError:
        with suppress(OSError):
            beside.unlink()


def clear() -> int:
    """Remove every entry; how many there were."""
    count = 0
    for path in _entries(cache_folder()):
        with suppress(OSError):
            path.unlink()
            count += 1
    return count


def size() -> tuple[int, int]:
    """How many entries are kept, and their bytes."""
    sizes = [path.stat().st_size for path in _entries(cache_folder())]
    return len(sizes), sum(sizes)


def _entries(folder: Path | None) -> list[Path]:
    """Only what is named as entries are: the folder may be shared with files of others."""
    found = folder.glob(f"*{_ENDING}") if folder is not None and folder.is_dir() else ()
    return [path for path in found if len(path.stem) == 64 and path.is_file()]


def _make_room(folder: Path) -> None:
    """The entries that were not used for longest go first."""
    stats = sorted(((p.stat().st_mtime, p.stat().st_size, p) for p in _entries(folder)), reverse=True)
    total = 0
    for _, bytes_, path in stats:
        total += bytes_
        if total > MOST_BYTES:
            path.unlink()


@cache
def _adapter() -> TypeAdapter[Kept]:
    return TypeAdapter(Kept)


def _with_tuples(facts: Facts) -> Facts:
    """Values of facts are plain data: a list in JSON was a tuple before."""
    return Facts(**{f.name: _fact(getattr(facts, f.name)) for f in fields(Facts)})


def _fact(fact: Fact | None) -> Fact | None:
    if fact is None:
        return None
    others = tuple(other for other in map(_fact, fact.others) if other is not None)
    return replace(fact, value=_frozen(fact.value), others=others)


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
