"""Excel workbooks: a row is a passage, its sheet the section. The archive is checked and rebuilt from its XML parts first,
because the library that reads it trusts it."""

import datetime
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

import python_calamine
from python_calamine import CalamineSheet, CalamineWorkbook

from winnable.core.errors import SourceError
from winnable.sources.documents import limits
from winnable.sources.documents.archive import Archive
from winnable.sources.documents.blocks import Block, Reading
from winnable.sources.documents.pages import HIDDEN_SHEET, UNREAD, PageNote
from winnable.sources.documents.tables import text_blocks
from winnable.sources.documents.xls import clean_workbook

_MARKS = re.compile(
    rb"""(?P<row><(?:\w+:)?row\b)|(?P<cell><(?:\w+:)?c\b)|\br\s*=\s*["']\s*(?P<letters>[A-Za-z]*)(?P<number>\d+)"""
)
_COMMENTS = re.compile(r"xl/(?:comments/)?comments?\d*\.xml")
_DRAWING = re.compile(r"xl/drawings/drawing\d+\.xml")
_DRAWN_TEXT = b"<a:t>"
# Digits or letters of a row or column that are looked at: already so many lie far behind the last that there can be, and the
# library would take a longer number for the largest that it knows.
_DIGITS = 9
# Characters of a merged cell that is repeated in each of its rows, and rows of all of them.
_REPEATED = 60
_MOST_MERGED = 100_000
_DAMAGED = "is a damaged workbook, or of a kind that cannot be read"
_AGAIN = "open it in Excel and save it once more as XLSX, or save it as PDF"


def read_xlsx(data: bytes, file: str) -> Reading:
    """A row of each sheet as a passage; SourceError for an archive that expands too far."""
    archive = Archive(data, file)
    reading = _reading(_rebuilt(archive), file)
    return replace(reading, warnings=(*reading.warnings, *_left_out(archive)))


def read_xls(data: bytes, file: str) -> Reading:
    """The same for the older binary form."""
    return _reading(clean_workbook(data, file), file)


def _left_out(archive: Archive) -> Iterator[str]:
    """What a workbook may say outside its cells."""
    comments = sum(bool(_COMMENTS.fullmatch(name)) for name in archive.names())
    if comments:
        yield f"comments on cells of {comments} sheet{'' if comments == 1 else 's'} are not read"
    drawn = sum(_DRAWN_TEXT in archive.read(name) for name in archive.names() if _DRAWING.fullmatch(name))
    if drawn:
        yield f"text boxes and shapes on {drawn} sheet{'' if drawn == 1 else 's'} are not read"


def _reading(data: bytes, file: str) -> Reading:
    workbook = _guarded(file, CalamineWorkbook.from_filelike, BytesIO(data))
    sheets = [sheet for sheet in workbook.sheets_metadata if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet]
    hidden = [sheet.name for sheet in sheets if sheet.visible != python_calamine.SheetVisibleEnum.Visible]
    shown = [sheet.name for sheet in sheets if sheet.name not in hidden]
    warnings = (f"hidden sheets are not read: {', '.join(hidden)}",) if hidden else ()
    notes = tuple(
        PageNote(number=number, label=sheet.name, flags=(HIDDEN_SHEET, UNREAD) if sheet.name in hidden else ())
        for number, sheet in enumerate(sheets, 1)
    )
    return Reading(blocks=_blocks(workbook, shown, file), warnings=warnings, notes=notes)


def _blocks(workbook: CalamineWorkbook, names: list[str], file: str) -> Iterator[Block]:
    for name in names:
        yield Block(text=name, kind="heading", level=1)
        sheet = _guarded(file, workbook.get_sheet_by_name, name)
        yield from text_blocks(_filled(sheet, file), group_level=2)


def _filled(sheet: CalamineSheet, file: str) -> Iterator[list[str]]:
    """The rows as shown; a cell that is merged over several rows stands in each of them, if it is short."""
    left = sheet.start[1] if sheet.start else 0
    merged = _merged_down(sheet)
    above: dict[int, str] = {}
    # Rows are counted from the sheet's first, columns from the first that is filled.
    for number, cells in enumerate(_rows(sheet, file)):
        if cells.count("") == len(cells) and number not in merged:
            yield []
            continue
        row = ["" if cell == "" else shown(cell) for cell in cells]
        for column, rows in merged.get(number, {}).items():
            at = column - left
            if 0 <= at < len(row) and len(row[at]) <= _REPEATED:
                if rows == 0:
                    above[at] = row[at]
                elif not row[at]:
                    row[at] = above.get(at, "")
        yield row


def _rows(sheet: CalamineSheet, file: str) -> Iterator[list[Any]]:
    """The library's rows one by one: any of them may be the one that it cannot read."""
    rows = _guarded(file, sheet.iter_rows)
    while (cells := _guarded(file, next, rows, None)) is not None:
        yield cells


def _merged_down(sheet: CalamineSheet) -> dict[int, dict[int, int]]:
    """By row and column, how far below its upper end each row of a merged cell lies; the first of very many."""
    rows: dict[int, dict[int, int]] = {}
    count = 0
    for (top, left), (bottom, _) in sheet.merged_cell_ranges or ():
        count += bottom - top
        if count > _MOST_MERGED:
            break
        for row in range(top, bottom + 1) if bottom > top else ():
            rows.setdefault(row, {})[left] = row - top
    return rows


def shown(cell: Any) -> str:
    """A cell as its sheet shows it, as far as the stored value tells: 3.0 as 3, midnight as the date alone."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return f"{cell:.15g}"
    if isinstance(cell, datetime.datetime):
        return cell.isoformat(" ").removesuffix(" 00:00:00")
    return str(cell).strip()


def _guarded(file: str, call: Any, *arguments: Any) -> Any:
    """The call's result; whatever goes wrong in the library becomes a SourceError, also its panics, which are no Exceptions."""
    try:
        return call(*arguments)
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except python_calamine.PasswordError as error:
        raise SourceError(file, "is protected by a password", "save it without the password and read that copy") from error
    except BaseException as error:
        raise SourceError(file, _DAMAGED, _AGAIN) from error


def _rebuilt(archive: Archive) -> bytes:
    """A copy with the XML parts alone, as large as they truly are, once no sheet spans more than it may."""
    copy = BytesIO()
    total = cells = 0
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as target:
        for name in dict.fromkeys(archive.names()):
            if name.lower().endswith((".xml", ".rels")):
                part = archive.read(name)
                total += len(part)
                cells += _checked_cells(part, total, cells, archive.file)
                target.writestr(name, part)
    return copy.getvalue()


def _checked_cells(part: bytes, total: int, cells: int, file: str) -> int:
    """How many cells a part spans, if that is not too many beside those of the others."""
    if total > limits.PART_BYTES:
        raise SourceError(file, "holds more than can be read at once", "split it into several files")
    rows, columns = _span(part)
    if rows * columns + cells > limits.SHEET_CELLS:
        what = f"has a sheet that spans {rows:,} rows and {columns:,} columns"
        raise SourceError(file, what, "delete the cells far outside the table and save it again")
    return rows * columns


def _span(part: bytes) -> tuple[int, int]:
    """The last row and column that a sheet names, or reaches by counting where its cells name none."""
    rows = columns = counted_rows = counted_columns = 0
    for match in _MARKS.finditer(part):
        if match["row"]:
            counted_rows, counted_columns = counted_rows + 1, 0
        elif match["cell"]:
            counted_columns += 1
        else:
            rows = max(rows, int(match["number"].lstrip(b"0")[:_DIGITS] or b"0"))
            columns = max(columns, _column(match["letters"]))
        rows, columns = max(rows, counted_rows), max(columns, counted_columns)
    return rows, columns


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters[:_DIGITS].upper():
        number = number * 26 + letter - 64
    return number
