"""A matrix that comes back may be any file: what would cost too much to read is refused, with what to do."""

import io
import json
import zipfile
from pathlib import Path

import openpyxl
import pytest

from winnable.core.errors import InputError
from winnable.formats.matrix import COLUMNS
from winnable.formats.matrix_edits import read_edits
from winnable.formats.matrix_limits import MOST_ROWS, checked_workbook
from winnable.formats.profiles import load_profile

SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'


def _workbook(*far: str) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(COLUMNS)
    sheet.append(["", "", "", "Our own requirement"])
    for place in far:
        sheet[place] = "x"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _with_sheet(data: bytes, sheet: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, sheet if name == "xl/worksheets/sheet1.xml" else source.read(name))
    return out.getvalue()


def _refusal(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read_edits(path, load_profile("liferay"))
    assert all(problem.suggestion for problem in caught.value.problems)
    return str(caught.value)


@pytest.mark.parametrize("place", ["XFD20000", "A1048576", "XFD1048576"])
def test_a_cell_far_outside_the_table_is_refused_instead_of_filling_the_memory(place, tmp_path):
    path = tmp_path / "m.xlsx"
    path.write_bytes(_workbook(place))
    assert "more than a matrix" in _refusal(path)


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1048576">' + "<c><v>1</v></c>" * 200 + "</row>",
        "<row><c><v>1</v></c></row>" * 20_000 + "<row>" + "<c/>" * 200 + "</row>",
        '<row r="99999999999999999999"><c r="A1"><v>1</v></c><c r="B1"/></row>',
        '<x:row r="900000"><x:c r="ZZ900000"/></x:row>',
    ],
)
def test_cells_count_where_they_stand_whether_or_not_they_say_so(rows):
    assert checked_workbook(_with_sheet(_workbook(), SHEET.format(rows))) is None


def test_a_workbook_that_unpacks_to_far_more_is_refused():
    bomb = SHEET.format("<row>" + " " * 90_000_000 + "</row>")
    assert checked_workbook(_with_sheet(_workbook(), bomb)) is None


def test_a_few_cells_beside_the_table_do_no_harm(tmp_path):
    path = tmp_path / "m.xlsx"
    path.write_bytes(_workbook("AZ30", "B400"))
    assert [edit.text for edit in read_edits(path, load_profile("liferay"))] == ["Our own requirement"]


@pytest.mark.parametrize("ending", ["csv", "json"])
def test_more_rows_than_a_tender_has_are_refused(ending, tmp_path):
    path = tmp_path / f"m.{ending}"
    names = "ID,Requirement\n"
    path.write_text(
        names + ",a\n" * (MOST_ROWS + 1) if ending == "csv" else json.dumps([dict.fromkeys(COLUMNS)] * (MOST_ROWS + 1))
    )
    assert "rows" in _refusal(path)
