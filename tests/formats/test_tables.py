"""Tables as people export them: whatever marks, encodings and titles they come with, nothing is read as what it is not."""

import sys
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from winnable.core.errors import SourceError
from winnable.formats.column_values import dates_of, numbers_of
from winnable.formats.tables import read_table


def table(folder: Path, text: str, encoding: str = "utf-8", name: str = "deals.csv"):
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return read_table(path)


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
def test_every_delimiter_and_encoding_reads_alike(tmp_path, mark, encoding):
    rows = [["Name", "City", "Value"], ["Müller & Söhne", "Köln", "12"], ["Öl", "", "7.5"]]
    read = table(tmp_path, "\r\n".join(mark.join(row) for row in rows) + "\r\n", encoding)
    assert read.columns == {"Name": ("Müller & Söhne", "Öl"), "City": ("Köln", None), "Value": (12.0, 7.5)}


def test_a_delimiter_inside_texts_does_not_win(tmp_path):
    read = table(tmp_path, 'a;b\n"x, y, z";1\n"p, q, r";2\n')
    assert read.columns == {"a": ("x, y, z", "p, q, r"), "b": (1.0, 2.0)}


def test_the_line_by_which_excel_names_its_mark_is_no_heading(tmp_path):
    assert list(table(tmp_path, "sep=;\na;b\n1;2\n").columns) == ["a", "b"]


def test_codes_with_zeros_and_mixed_columns_stay_text(tmp_path):
    read = table(tmp_path, "zip,size,note\n01067,3,7\n80331,4,x\n")
    assert read.columns == {"zip": ("01067", "80331"), "size": (3.0, 4.0), "note": ("7", "x")}


def test_titles_above_and_lines_below_a_report_are_not_read(tmp_path):
    text = "Pipeline report\n\nId,Name,Stage\n1,a,Won\n2,b,Lost\n\nCopyright 2025\nConfidential\n"
    read = table(tmp_path, text)
    assert read.columns["Name"] == ("a", "b")
    assert any("heading was found in row 3" in note for note in read.notes)
    assert any("below the table" in note for note in read.notes)


def test_columns_of_one_name_are_told_apart(tmp_path):
    read = table(tmp_path, "Name,Name,\na,b,c\n")
    assert read.columns == {"Name": ("a",), "Name (2)": ("b",), "Column 3": ("c",)}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n1,2\n1,2,3\n", "row 3 has 3 cells, but the heading has 2"),
        ('a,b,c\n1,2,3\n4,"5,6\n7,8,9\n10,11,12\n', "a quote opened in row 3 is never closed"),
        ("a,b\n", "no rows"),
        ("", "is empty"),
        ("a,b\n1,\x002\n", "binary"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_row_and_a_remedy(tmp_path, text, said):
    with pytest.raises(SourceError) as error:
        table(tmp_path, text)
    assert said in str(error.value)
    assert str(error.value).startswith("deals.csv: ")
    assert error.value.remedy


def test_a_workbook_reads_as_the_same_table_would(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Id", "Created", "Amount", "Won"])
    book.active.append(["A1", datetime(2025, 4, 3), 1200.5, True])
    book.active.append(["A2", datetime(2025, 4, 4, 10, 30), 7, None])
    book.create_sheet("Notes").append(["only a note"])
    book.save(tmp_path / "deals.xlsx")
    read = read_table(tmp_path / "deals.xlsx")
    assert read.columns == {
        "Id": ("A1", "A2"),
        "Created": ("2025-04-03", "2025-04-04 10:30:00"),
        "Amount": (1200.5, 7.0),
        "Won": ("true", None),
    }
    assert any("Notes" in note for note in read.notes)
    assert list(read_table(tmp_path / "deals.xlsx", sheet="Sheet").columns) == list(read.columns)


def test_a_workbook_with_a_cell_far_outside_is_refused(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Id", "Amount"])
    book.active.cell(row=1_000_000, column=16_000, value="x")
    book.save(tmp_path / "deals.xlsx")
    with pytest.raises(SourceError, match="spans"):
        read_table(tmp_path / "deals.xlsx")


@pytest.mark.parametrize("name", ["deals.xlsx", "deals.xls", "deals.ods", "deals.parquet"])
def test_a_file_that_is_not_what_its_name_says_is_an_error_of_ours(tmp_path, name):
    (tmp_path / name).write_bytes(b"PK\x03\x04 nothing of the kind")
    with pytest.raises(SourceError):
        read_table(tmp_path / name)


def test_parquet_keeps_its_types(tmp_path):
    duckdb = pytest.importorskip("duckdb")
    path = tmp_path / "deals.parquet"
    rows = "SELECT * FROM (VALUES ('A1', DATE '2025-04-03', 12.5, true), ('A2', NULL, 3, false)) AS t(id, created, amount, won)"
    duckdb.sql(f"COPY ({rows}) TO '{path}' (FORMAT parquet)")
    read = read_table(path)
    assert read.columns == {"id": ("A1", "A2"), "created": ("2025-04-03", None), "amount": (12.5, 3.0), "won": ("true", "false")}


def test_parquet_without_its_library_names_the_extra(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "duckdb", None)
    (tmp_path / "deals.parquet").write_bytes(b"PAR1")
    with pytest.raises(SourceError, match=r"winnable\[tables\]"):
        read_table(tmp_path / "deals.parquet")


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        (("1,234.50", "12"), (1234.5, 12.0)),
        (("1.234,50", "12"), (1234.5, 12.0)),
        (("EUR 1.200", "EUR 950"), (1200.0, 950.0)),
        (("$12,500", "$1,000,000"), (12500.0, 1e6)),
        (("1 200", "30"), (1200.0, 30.0)),
        (("2,5", "3"), (2.5, 3.0)),
        (("($120.00)", "$3.00"), (-120.0, 3.0)),
        (("1234.567", "1.5"), (1234.567, 1.5)),
    ],
)
def test_numbers_are_read_by_the_whole_column(cells, numbers):
    assert numbers_of(cells) == numbers


def test_words_for_nothing_are_blank_among_numbers_and_stay_among_texts(tmp_path):
    read = table(tmp_path, "size,budget\n12,Yes\nN/A,Unknown\n30,No\n")
    assert read.columns == {"size": (12.0, None, 30.0), "budget": ("Yes", "Unknown", "No")}


def test_a_number_that_could_be_two_stays_text_unless_it_is_money():
    assert numbers_of(("1.234", "950")) == ("1.234", "950")
    assert numbers_of(("1.234", "950"), money=True) == (1234.0, 950.0)
    assert numbers_of(("1,234.5", "1.234,5")) == ("1,234.5", "1.234,5")


@given(st.lists(st.floats(-1e9, 1e9).map(lambda x: round(x, 2)), min_size=1))
def test_numbers_written_plainly_come_back(values):
    texts = tuple(f"{value:.2f}" for value in values)
    assert numbers_of(texts) == tuple(float(text) for text in texts)


DAY = date(2025, 4, 3)


@pytest.mark.parametrize(
    "text",
    [
        "2025-04-03", "2025-04-03T10:11:12.000+0000", "2025-04-03 10:11", "2025/4/3", "20250403", "3.4.2025", "03.04.2025 10:11",
        "3 Apr 2025", "3-Apr-25", "Apr 3, 2025", "April 3rd, 2025", "Thursday, April 3, 2025", "3. April 2025", "3 avril 2025",
    ],
)  # fmt: skip
def test_a_date_that_can_be_read_in_one_way_is(text):
    assert dates_of((text,)).by_cell == {text: DAY}


def test_counted_days_are_dates_too():
    assert dates_of((45750.0, 1743638400000.0)).by_cell == {45750.0: DAY, 1743638400000.0: DAY}


def test_the_whole_column_tells_day_from_month():
    assert dates_of(("03/04/2025", "25/12/2025")).by_cell["03/04/2025"] == DAY
    assert dates_of(("04/03/2025", "12/25/2025")).by_cell["04/03/2025"] == DAY
    assert dates_of(("03/04/2025", "04/04/2025")).unclear == "03/04/2025"
    assert dates_of(("03/04/2025",), "day_first").by_cell["03/04/2025"] == DAY
    assert dates_of(("04/03/2025",), "month_first").by_cell["04/03/2025"] == DAY
    assert dates_of(("04/04/2025",)).unclear is None


def test_a_column_that_mixes_both_orders_is_not_read():
    assert dates_of(("25/12/2025", "12/25/2025", "03/04/2025")).wrong != ()


def test_years_of_two_digits_are_told_by_how_seldom_they_change():
    column = tuple(f"{day:02d}-10-16" for day in range(1, 29))
    assert dates_of(column).by_cell["20-10-16"] == date(2016, 10, 20)
    assert dates_of(("10-11-12", "11-10-12")).unclear is not None


@given(
    st.lists(st.dates(date(1990, 1, 1), date(2060, 12, 31)), min_size=1), st.sampled_from(["%d/%m/%Y", "%m/%d/%Y", "%Y-%m-%d"])
)
def test_a_date_is_read_as_it_was_written_or_not_at_all(days, form):
    column = {day.strftime(form): day for day in days}
    read = dates_of(column)
    assert read.unclear is not None or read.by_cell == column
