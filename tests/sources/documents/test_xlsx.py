import datetime
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
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


def _rows(path: Path) -> list[tuple[str, str, str]]:
    return [(passage.kind, passage.section, passage.text) for passage in read_document(path).passages[1:]]


def test_empty_cells_under_a_header_keep_the_others_in_their_columns(workbook: Callable[..., Path]) -> None:
    def fill(book: Workbook) -> None:
        for row in (
            ["Annex 3: requirements"],
            ["ID", "Requirement", "Must", "Your answer"],
            ["R1", "Single sign-on", "M", None],
            ["R2", "Audit trail", None, "please fill in"],
            [None, "Only the text of a requirement"],
        ):
            book.active.append(row)

    assert [text for _, _, text in _rows(workbook(fill))] == [
        "Annex 3: requirements",
        "ID | Requirement | Must | Your answer",
        "R1 | Single sign-on | M | -",
        "R2 | Audit trail | - | please fill in",
        "Only the text of a requirement",
    ]


def test_a_title_between_the_rows_opens_a_section_with_the_header_again(workbook: Callable[..., Path]) -> None:
    def fill(book: Workbook) -> None:
        sheet = book.active
        sheet.title = "Demands"
        for row in (
            ["ID", "Requirement", "Must"],
            ["Security"],
            ["R1", "Single sign-on", "M"],
            ["ID", "Requirement", "Must"],
            ["R2", "Audit trail", "S"],
            ["Hosting"],
            ["R3", "In the country", "M"],
        ):
            sheet.append(row)
        sheet.merge_cells("A2:C2")

    head = "ID | Requirement | Must"
    assert _rows(workbook(fill)) == [
        ("row", "Demands", head),
        ("heading", "Demands > Security", "Security"),
        ("row", "Demands > Security", head),
        ("row", "Demands > Security", "R1 | Single sign-on | M"),
        ("row", "Demands > Security", "R2 | Audit trail | S"),
        ("heading", "Demands > Hosting", "Hosting"),
        ("row", "Demands > Hosting", head),
        ("row", "Demands > Hosting", "R3 | In the country | M"),
    ]


def test_rows_to_be_filled_in_are_no_titles(workbook: Callable[..., Path]) -> None:
    def fill(book: Workbook) -> None:
        for row in (["Role", "Days", "Rate"], ["Architect"], ["Developer"], ["Tester"], ["Total", 0, 0]):
            book.active.append(row)

    assert {kind for kind, _, _ in _rows(workbook(fill))} == {"row"}


def test_a_cell_merged_over_rows_stands_in_each_of_them(workbook: Callable[..., Path]) -> None:
    def fill(book: Workbook) -> None:
        sheet = book.active
        for row in ([], [None, "Topic", "ID", "Requirement"], [None, "Security", "R1", "Sign-on"], [None, None, "R2", "Audit"]):
            sheet.append(row)
        sheet["A1"] = None
        sheet.merge_cells("B3:B4")

    assert [text for _, _, text in _rows(workbook(fill))][1:] == ["Security | R1 | Sign-on", "Security | R2 | Audit"]


def test_each_sheet_has_a_note_with_its_name_languages_and_whether_it_is_hidden(workbook: Callable[..., Path]) -> None:
    def fill(book: Workbook) -> None:
        book.active.title = "Eisen"
        book.active.append(["De leverancier moet het portaal in het land hosten en de gegevens beveiligen."])
        book.create_sheet("Demands").append(["The supplier must host the portal and all of its data in the country."])
        book.create_sheet("Lists").sheet_state = "hidden"

    assert [(note.number, note.label, note.languages, note.flags) for note in read_document(workbook(fill)).notes] == [
        (1, "Eisen", ("nl",), ()),
        (2, "Demands", ("en",), ()),
        (3, "Lists", (), ("hidden sheet", "unread")),
    ]


def test_comments_on_cells_are_counted(workbook: Callable[..., Path]) -> None:
    def fill(book: Workbook) -> None:
        book.active["A1"] = "Single sign-on"
        book.active["A1"].comment = Comment("Ask the buyer.", "A")

    assert read_document(workbook(fill)).warnings == ("comments on cells of 1 sheet are not read",)


def test_a_cell_that_the_library_cannot_take_is_damage_and_no_panic(workbook: Callable[..., Path]) -> None:
    def fill(book: Workbook) -> None:
        book.active["A1"] = 1e300
        book.active["A1"].number_format = "[h]:mm:ss"

    with pytest.raises(SourceError, match="damaged workbook"):
        read_document(workbook(fill))
