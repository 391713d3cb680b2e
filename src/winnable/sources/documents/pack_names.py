"""Names of documents in a pack: what archives and messages call them, such that it can be shown and tells them apart."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath

from winnable.sources.documents import limits

# The names of what holds a document and its own, from the outside in.
Parts = tuple[str, ...]

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ud800-\udfff\ufeff]")


def parts_of(name: str) -> Parts:
    """The folders and the name of a member; what points out of the archive is left away."""
    parts = tuple(part for part in re.split(r"[\\/]+", name) if part.strip(" .") and not re.fullmatch(r"[A-Za-z]:", part))
    return parts or ("unnamed",)


def shown(name: str) -> str:
    """A name that can be shown anywhere: no control characters, not endless, its ending kept."""
    return _UNPRINTABLE.sub("", name).strip()[-limits.NAME_CHARACTERS :] or "unnamed"


def unique_names(paths: Sequence[Parts]) -> list[str]:
    """For each path the shortest ending that no other has; a number where whole paths are the same."""
    lengths = [1] * len(paths)
    while True:
        names = ["/".join(path[-length:]) for path, length in zip(paths, lengths, strict=True)]
        counts = Counter(name.casefold() for name in names)
        longer = [
            length + 1 if counts[name.casefold()] > 1 and length < len(path) else length
            for name, path, length in zip(names, paths, lengths, strict=True)
        ]
        if longer == lengths:
            return list(_numbered(names))
        lengths = longer


def _numbered(names: Iterable[str]) -> Iterator[str]:
    taken: set[str] = set()
    for name in names:
        path, number, unique = PurePosixPath(name), 1, name
        while unique.casefold() in taken:
            number += 1
            unique = f"{name.removesuffix(path.suffix)} ({number}){path.suffix}"
        taken.add(unique.casefold())
        yield unique
