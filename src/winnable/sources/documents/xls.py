"""The older binary workbooks (XLS): their one stream of records is taken out of its container and checked, because the library
that reads it trusts both."""

import struct
from collections.abc import Iterator

from winnable.core.errors import SourceError
from winnable.sources.documents import limits
from winnable.sources.documents.ole import opened

_STREAMS = ("Workbook", "Book")
_DAMAGED = "is a damaged workbook, or of a kind that cannot be read"
_AGAIN = "open it in Excel and save it as XLSX, or save it as PDF"
_SECTOR, _SHORTEST = 512, 4096
_FREE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_PER_SECTOR = _SECTOR // 4
_IN_HEADER = 109
# Records by their kinds in [MS-XLS]: where a sheet begins, how much it spans, the texts of all cells, a password.
_BEGIN, _DIMENSIONS, _TEXTS, _LOCKED = 0x0809, 0x0200, 0x00FC, 0x002F
_BEGINNINGS = (0x0809, 0x0409, 0x0209, 0x0009)
# Records that hold one cell or a run of them; each begins with its row and its first column.
_CELLS = frozenset({0x0006, 0x00BD, 0x00BE, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E})
_COLUMNS = 256
_RUNS = frozenset({0x00BD, 0x00BE})


def clean_workbook(data: bytes, file: str) -> bytes:
    """A workbook of the same records in a container of our own; SourceError for a damaged one, or one whose sheets span more than
    they may."""
    name, records = _records(data, file)
    _forget_promises(records, file)
    spans = list(_spans(records, file))
    if sum(rows * columns for rows, columns in spans) > limits.SHEET_CELLS:
        rows, columns = max(spans, key=lambda span: span[0] * span[1])
        what = f"has sheets that span too much, one of them {rows:,} rows and {columns:,} columns"
        raise SourceError(file, what, "delete the cells far outside the tables and save it as XLSX")
    return _container(name, bytes(records))


def _forget_promises(records: bytearray, file: str) -> None:
    """Sizes that the records only announce: memory would be taken for them before anything is read."""
    for kind, at, length in _each(records):
        if kind == _LOCKED:
            raise SourceError(file, "is protected by a password", "save it without the password and read that copy")
        if kind == _DIMENSIONS:
            records[at : at + length] = bytes(length)
        elif kind == _TEXTS and length >= 8 and struct.unpack_from("<I", records, at + 4)[0] > len(records):
            raise SourceError(file, _DAMAGED, _AGAIN)


def _each(records: bytearray) -> Iterator[tuple[int, int, int]]:
    """Kind, place and length of each record."""
    at = 0
    while at + 4 <= len(records):
        kind, length = struct.unpack_from("<HH", records, at)
        if at + 4 + length <= len(records):
            yield kind, at + 4, length
        at += 4 + length


def _records(data: bytes, file: str) -> tuple[str, bytearray]:
    with opened(data, file, _DAMAGED, _AGAIN) as ole:
        name = next((name for name in _STREAMS if ole.has(name)), "")
        records = bytearray(ole.read((name,)) if name else b"")
    if len(records) < 8 or struct.unpack_from("<H", records)[0] not in _BEGINNINGS:
        raise SourceError(file, _DAMAGED, _AGAIN)
    return name, records


def _spans(records: bytearray, file: str) -> Iterator[tuple[int, int]]:
    """Rows and columns between the first and the last cell of each sheet."""
    low, high = [0xFFFF, 0xFFFF], [-1, -1]
    for kind, at, length in _each(records):
        if kind == _BEGIN and high[0] >= 0:
            yield high[0] - low[0] + 1, high[1] - low[1] + 1
            low, high = [0xFFFF, 0xFFFF], [-1, -1]
        elif kind in _CELLS and length >= 6:
            row, column = struct.unpack_from("<HH", records, at)
            last = struct.unpack_from("<H", records, at + length - 2)[0] if kind in _RUNS else column
            low = [min(low[0], row), min(low[1], column)]
            high = [max(high[0], row), max(high[1], last, column)]
            if high[1] >= _COLUMNS:
                raise SourceError(file, _DAMAGED, _AGAIN)
    if high[0] >= 0:
        yield high[0] - low[0] + 1, high[1] - low[1] + 1


def _container(name: str, records: bytes) -> bytes:
    """An OLE file with one stream: the header, the stream, the directory, and the table that links their sectors."""
    body = records.ljust(max(_SHORTEST, -(-len(records) // _SECTOR) * _SECTOR), b"\0")
    count = len(body) // _SECTOR
    tables = 1
    while tables * _PER_SECTOR < count + 1 + tables:
        tables += 1
    links = [*range(1, count), _END, _END, *[_TABLE] * tables]
    links += [_FREE] * (tables * _PER_SECTOR - len(links))
    places = list(range(count + 1, count + 1 + tables))
    further, more = _further(places[_IN_HEADER:], count + 1 + tables)
    head = struct.pack(
        "<8s16sHHHHH6sIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, b"", 0, tables, count, 0, _SHORTEST, _END, 0,
        count + 1 + tables if more else _END, more,
    )  # fmt: skip
    shown = places[:_IN_HEADER]
    head += struct.pack(f"<{_IN_HEADER}I", *shown, *[_FREE] * (_IN_HEADER - len(shown)))
    directory = _entry("Root Entry", 5, 1, _END, 0) + _entry(name, 2, _FREE, 0, len(body)) + bytes(2 * 128)
    return head + body + directory + struct.pack(f"<{len(links)}I", *links) + further


def _further(places: list[int], first: int) -> tuple[bytes, int]:
    """The sectors that name the tables beyond those that the header has room for."""
    room = _PER_SECTOR - 1
    parts = [places[start : start + room] for start in range(0, len(places), room)]
    sectors = b""
    for number, part in enumerate(parts, 1):
        following = first + number if number < len(parts) else _END
        sectors += struct.pack(f"<{_PER_SECTOR}I", *part, *[_FREE] * (room - len(part)), following)
    return sectors, len(parts)


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le")
    head = struct.pack("<64sHBBIII16sIQQ", text, len(text) + 2, kind, 1, _FREE, _FREE, child, b"", 0, 0, 0)
    return head + struct.pack("<IQ", start, size)
