"""The older binary workbooks, record by record."""

import random
import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.sources.documents.outlook import ole

from winnable.core.errors import SourceError
from winnable.sources.documents import read_document

Write = Callable[..., Path]
FEW = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
BOF, EOF, SHEET, DIMENSIONS, LABEL, NUMBER, TEXTS, LOCKED = 0x0809, 0x0A, 0x85, 0x200, 0x204, 0x203, 0xFC, 0x2F
ROWS = [["ID", "Requirement", "Points"], ["R1", "Single sign-on", 40], ["R2", "Audit trail", 2.5]]


def _record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _cell(row: int, column: int, value: str | float) -> bytes:
    place = struct.pack("<HHH", row, column, 0)
    if isinstance(value, str):
        return _record(LABEL, place + struct.pack("<HB", len(value), 0) + value.encode("latin-1"))
    return _record(NUMBER, place + struct.pack("<d", value))


def _workbook(cells: bytes, before: bytes = b"") -> bytes:
    """A workbook of one sheet."""
    begin = lambda kind: _record(BOF, struct.pack("<HHHHII", 0x600, kind, 0, 0, 0, 0))  # noqa: E731
    head = begin(5) + before
    entry = lambda start: _record(SHEET, struct.pack("<IBBBB", start, 0, 0, 6, 0) + b"Prices")  # noqa: E731
    start = len(head) + len(entry(0)) + len(_record(EOF))
    return ole({"Workbook": (head + entry(start) + _record(EOF) + begin(0x10) + cells + _record(EOF)).ljust(5_000, b"\0")})


def _cells(rows: list[list[str | float]]) -> bytes:
    return b"".join(_cell(r, c, value) for r, row in enumerate(rows) for c, value in enumerate(row))


def test_a_row_is_a_passage_and_its_sheet_the_section(text_file: Write) -> None:
    document = read_document(text_file(_workbook(_cells(ROWS)), "prices.xls"))
    assert [(passage.section, passage.text) for passage in document.passages] == [
        ("Prices", "Prices"),
        ("Prices", "ID | Requirement | Points"),
        ("Prices", "R1 | Single sign-on | 40"),
        ("Prices", "R2 | Audit trail | 2.5"),
    ]
    assert (document.kind, document.notes[0].label) == ("xls", "Prices")


def test_a_cell_far_outside_is_refused_not_unrolled(text_file: Write) -> None:
    with pytest.raises(SourceError, match="65,536 rows and 256 columns"):
        read_document(text_file(_workbook(_cells(ROWS) + _cell(0xFFFF, 0xFF, "far")), "a.xls"))


def test_a_size_that_is_only_announced_takes_no_memory(text_file: Write) -> None:
    announced = _record(DIMENSIONS, struct.pack("<IIHHH", 0, 0xFFFFFFF, 0, 0xFFFF, 0))
    assert len(read_document(text_file(_workbook(announced + _cells(ROWS)), "a.xls")).passages) == 4


def test_more_texts_than_there_is_room_for_are_damage(text_file: Write) -> None:
    with pytest.raises(SourceError, match="damaged"):
        read_document(text_file(_workbook(_cells(ROWS), _record(TEXTS, struct.pack("<II", 1, 0x40000000))), "a.xls"))


def test_a_password_is_named_as_the_obstacle(text_file: Write) -> None:
    with pytest.raises(SourceError, match="protected by a password"):
        read_document(text_file(_workbook(_cells(ROWS), _record(LOCKED, b"\0" * 6)), "a.xls"))


def test_a_stream_that_runs_in_circles_is_damage(text_file: Write) -> None:
    data = bytearray(_workbook(_cells(ROWS)))
    table = struct.unpack_from("<I", data, 76)[0]
    struct.pack_into("<I", data, (table + 1) * 512, 0)  # the first sector of the stream is followed by itself
    entry = data.index("Workbook".encode("utf-16-le"))
    struct.pack_into("<I", data, entry + 120, 0x7FFFFFFF)
    with pytest.raises(SourceError, match="damaged"):
        read_document(text_file(bytes(data), "a.xls"))


def test_a_workbook_in_name_only_is_damage(text_file: Write) -> None:
    with pytest.raises(SourceError, match="damaged"):
        read_document(text_file(ole({"Workbook": b"words " * 1_000}), "a.xls"))


@FEW
@given(seed=st.integers(0, 2**32))
def test_damaged_workbooks_end_in_passages_or_a_source_error(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(_workbook(_cells(ROWS)))
    for _ in range(chance.randint(1, 30)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    path = tmp_path / "damaged.xls"
    path.write_bytes(data[: chance.randint(len(data) // 2, len(data))])
    try:
        ended = bool(read_document(path).passages)
    except SourceError as error:
        ended = bool(error.remedy)
    assert ended
