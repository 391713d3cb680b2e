import datetime
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from winnable.core.errors import SourceError
from winnable.sources.documents import limits, read_document


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., Path]:
    def write(fill: Callable[[Workbook], object], name: str = "prices.xlsx") -> Path:
        book = openpyxl.Workbook()
        fill(book)
        book.save(tmp_path / name)
        return tmp_path / name

    return write


def _fill(book: Workbook) -> None:
    sheet = book.active
    sheet.title = "Requirements"
    sheet.append(["No.", "Requirement", "Weight", "Due", "Binding"])
    sheet.append([1, "Single sign-on", 2.5, datetime.date(2031, 5, 3), True])
    sheet.append([])
    sheet.append([None, "Audit trail"])
    book.create_sheet("Prices").append(["Year one", 120000])


def test_a_row_is_a_passage_and_its_sheet_the_section(workbook: Callable[..., Path]) -> None:
    document = read_document(workbook(_fill))
    assert [(passage.kind, passage.section, passage.text) for passage in document.passages] == [
        ("heading", "Requirements", "Requirements"),
        ("row", "Requirements", "No. | Requirement | Weight | Due | Binding"),
        ("row", "Requirements", "1 | Single sign-on | 2.5 | 2031-05-03 | TRUE"),
        ("row", "Requirements", "Audit trail"),
        ("heading", "Prices", "Prices"),
        ("row", "Prices", "Year one | 120000"),
    ]
    assert (document.kind, document.pages) == ("xlsx", None)


def test_hidden_sheets_are_named_and_not_read(workbook: Callable[..., Path]) -> None:
    def fill(book: Workbook) -> None:
        _fill(book)
        book["Prices"].sheet_state = "hidden"

    document = read_document(workbook(fill))
    assert document.warnings == ("hidden sheets are not read: Prices",)
    assert "Prices" not in {passage.section for passage in document.passages}


def test_a_sheet_with_one_cell_in_its_last_corner_is_refused_not_unrolled(workbook: Callable[..., Path]) -> None:
    def fill(book: Workbook) -> None:
        book.active["A1"] = "here"
        book.active["XFD1048576"] = "and there"

    with pytest.raises(SourceError, match="spans 1,048,576 rows and 16,384 columns"):
        read_document(workbook(fill))


def test_a_workbook_larger_than_the_limit_is_refused(workbook: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PART_BYTES", 2_000)
    with pytest.raises(SourceError, match=r"more .* than can be read at once"):
        read_document(workbook(lambda book: [book.active.append(["word"] * 20) for _ in range(500)]))


def test_an_empty_workbook_says_so(workbook: Callable[..., Path]) -> None:
    document = read_document(workbook(lambda book: None))
    assert [passage.kind for passage in document.passages] == ["heading"]


@pytest.mark.parametrize(
    ("rows", "span"),
    [
        ('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', "16,384 columns"),
        (f'<row r="1048576">{"<c><v>1</v></c>" * 9_000}</row>', "9,000 columns"),
        (f'<x:row r="1048576" xmlns:x="urn:x">{"<x:c><v>1</v></x:c>" * 9_000}</x:row>', "9,000 columns"),
    ],
)
def test_every_way_to_reach_a_far_cell_is_counted(workbook: Callable[..., Path], rows: str, span: str) -> None:
    path = workbook(_fill)
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    parts["xl/worksheets/sheet1.xml"] = re.sub(r"<sheetData>.*</sheetData>", f"<sheetData>{rows}</sheetData>", sheet).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in parts.items():
            target.writestr(name, data)
    with pytest.raises(SourceError, match=span):
        read_document(path)
