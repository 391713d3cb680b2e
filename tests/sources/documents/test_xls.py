"""The older binary workbooks."""

import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.sources.documents.damage import assert_read_or_refused, damaged
from tests.sources.documents.outlook import ole
from tests.sources.documents.workbooks import cell, cells, record, workbook

from winnable.core.errors import SourceError
from winnable.sources.documents import read_document

Write = Callable[..., Path]
FEW = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
DIMENSIONS, TEXTS, LOCKED = 0x200, 0xFC, 0x2F
ROWS = [["ID", "Requirement", "Points"], ["R1", "Single sign-on", 40], ["R2", "Audit trail", 2.5]]


def test_a_row_is_a_passage_and_its_sheet_the_section(text_file: Write) -> None:
    document = read_document(text_file(workbook(cells(ROWS)), "prices.xls"))
    assert [(passage.section, passage.text) for passage in document.passages] == [
        ("Prices", "Prices"),
        ("Prices", "ID | Requirement | Points"),
        ("Prices", "R1 | Single sign-on | 40"),
        ("Prices", "R2 | Audit trail | 2.5"),
    ]
    assert (document.kind, document.notes[0].label) == ("xls", "Prices")


def test_a_cell_far_outside_is_refused_not_unrolled(text_file: Write) -> None:
    with pytest.raises(SourceError, match="65,536 rows and 256 columns"):
        read_document(text_file(workbook(cells(ROWS) + cell(0xFFFF, 0xFF, "far")), "a.xls"))


def test_a_size_that_is_only_announced_takes_no_memory(text_file: Write) -> None:
    announced = record(DIMENSIONS, struct.pack("<IIHHH", 0, 0xFFFFFFF, 0, 0xFFFF, 0))
    assert len(read_document(text_file(workbook(announced + cells(ROWS)), "a.xls")).passages) == 4


def test_more_texts_than_there_is_room_for_are_damage(text_file: Write) -> None:
    with pytest.raises(SourceError, match="damaged"):
        read_document(text_file(workbook(cells(ROWS), record(TEXTS, struct.pack("<II", 1, 0x40000000))), "a.xls"))


def test_a_password_is_named_as_the_obstacle(text_file: Write) -> None:
    with pytest.raises(SourceError, match="protected by a password"):
        read_document(text_file(workbook(cells(ROWS), record(LOCKED, b"\0" * 6)), "a.xls"))


def test_a_stream_that_runs_in_circles_is_damage(text_file: Write) -> None:
    data = bytearray(workbook(cells(ROWS)))
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
    data = damaged(workbook(cells(ROWS)), seed, changes=30)
    assert_read_or_refused(tmp_path / "damaged.xls", data)
