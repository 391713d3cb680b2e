"""Damage as it happens to files: bytes changed anywhere, the end cut off."""

import random
from pathlib import Path

from winnable.core.errors import SourceError
from winnable.sources.documents import read_document


def damaged(data: bytes, seed: int, *, changes: int, untouched: int = 0) -> bytes:
    """The data with up to so many bytes changed behind those that stay untouched, and at most half of it cut off."""
    chance = random.Random(seed)
    spoilt = bytearray(data)
    for _ in range(chance.randint(1, changes)):
        spoilt[chance.randrange(untouched, len(spoilt))] = chance.randrange(256)
    return bytes(spoilt[: chance.randint(len(spoilt) // 2, len(spoilt))])


def assert_read_or_refused(path: Path, data: bytes) -> None:
    """The file gives passages or an error with a remedy, never another error."""
    path.write_bytes(data)
    try:
        ended = bool(read_document(path).passages)
    except SourceError as error:
        ended = bool(error.remedy)
    assert ended
