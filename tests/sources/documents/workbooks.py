"""Workbooks in the older binary format (XLS), record by record."""

import struct

from tests.sources.documents.outlook import ole

_BOF, _EOF, _SHEET, _LABEL, _NUMBER = 0x0809, 0x0A, 0x85, 0x204, 0x203


def record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def cell(row: int, column: int, value: str | float) -> bytes:
    place = struct.pack("<HHH", row, column, 0)
    if isinstance(value, str):
        return record(_LABEL, place + struct.pack("<HB", len(value), 0) + value.encode("latin-1"))
    return record(_NUMBER, place + struct.pack("<d", value))


def workbook(cells: bytes, before: bytes = b"") -> bytes:
    """A workbook of one sheet."""
    begin = lambda kind: record(_BOF, struct.pack("<HHHHII", 0x600, kind, 0, 0, 0, 0))  # noqa: E731
    head = begin(5) + before
    entry = lambda start: record(_SHEET, struct.pack("<IBBBB", start, 0, 0, 6, 0) + b"Prices")  # noqa: E731
    start = len(head) + len(entry(0)) + len(record(_EOF))
    return ole({"Workbook": (head + entry(start) + record(_EOF) + begin(0x10) + cells + record(_EOF)).ljust(5_000, b"\0")})


def cells(rows: list[list[str | float]]) -> bytes:
    return b"".join(cell(r, c, value) for r, row in enumerate(rows) for c, value in enumerate(row))
