"""The older container of Office (OLE), opened with care: what its directory says of sizes is checked before it is believed."""

import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO

import olefile

from winnable.core.errors import SourceError

_UNREADABLE = (OSError, ValueError, LookupError, TypeError, AttributeError, struct.error, RecursionError, OverflowError)


class Ole:
    """An open OLE file; its streams by their paths."""

    def __init__(self, data: bytes) -> None:
        self._size = len(data)
        self._file = olefile.OleFileIO(BytesIO(data))

    def paths(self) -> list[tuple[str, ...]]:
        """All storages and streams."""
        return [tuple(path) for path in self._file.listdir(streams=True, storages=True)]

    def has(self, *path: str) -> bool:
        return bool(self._file.exists(list(path)))

    def read(self, path: Sequence[str]) -> bytes:
        """A whole stream; ValueError where it claims to be larger than the file."""
        if self._file.get_size(list(path)) > self._size:
            raise ValueError(path)
        return bytes(self._file.openstream(list(path)).read())

    def close(self) -> None:
        self._file.close()


@contextmanager
def opened(data: bytes, file: str, what: str, remedy: str) -> Iterator[Ole]:
    """The OLE file in these bytes; whatever goes wrong with it becomes a SourceError that says `what` it is."""
    try:
        ole = Ole(data)
        try:
            yield ole
        finally:
            ole.close()
    except _UNREADABLE as error:
        raise SourceError(file, what, remedy) from error
