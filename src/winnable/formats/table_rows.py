"""The rows of a table's file, one by one: CSV, workbooks, Parquet. Cells are text, numbers or None; dates are ISO text."""

import codecs
import csv
import datetime
import io
import os
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Final

from winnable.core.columns import Value
from winnable.core.errors import SourceError

OnProgress = Callable[[int, int], None]  # done, of how much
Rows = Iterator[list[Value]]

MOST_BYTES: Final = 1024**3
# Characters of one cell: the longest text field of the usual systems. A longer one is a quote that is never closed.
MOST_CELL: Final = 131_072
# The rectangle that a sheet spans, empty cells between included: the library holds them all.
MOST_CELLS: Final = 20_000_000
MOST_XML: Final = 2 * 1024**3
DELIMITERS: Final = ",;\t|"
_CHUNK: Final = 1 << 20
_SNIFFED: Final = 200  # records that decide on the delimiter
_STEP: Final = 2_000  # rows between two words of progress
_PLACE: Final = re.compile(rb"""\br\s*=\s*["']\s*([A-Za-z]*)(\d{1,9})""")
_UNREADABLE: Final = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, OverflowError, RuntimeError)


def csv_rows(path: Path, on_progress: OnProgress) -> Rows:
    """Records of a delimited text. SourceError where a quote is never closed."""
    encoding = _encoding(path)
    delimiter, skipped = _delimiter(path, encoding)
    size = max(path.stat().st_size, 1)
    csv.field_size_limit(MOST_CELL)
    number = 0
    with path.open("rb") as raw, io.TextIOWrapper(raw, encoding=encoding, newline="") as text:
        for _ in range(skipped):
            text.readline()
        try:
            for number, cells in enumerate(csv.reader(text, delimiter=delimiter), 1):
                if number % _STEP == 0:
                    on_progress(raw.tell(), size)
                yield list(cells)
        except csv.Error as error:
            what = f"cannot be read after row {number} ({error}): a quote may be opened there and never closed"
            raise SourceError(
                path.name, what, 'close the quote, or write quotes inside a text twice (""), and save it anew'
            ) from error
        except UnicodeError as error:
            raise SourceError(path.name, f"is not text after row {number}", "save it as CSV in UTF-8") from error


def is_swallowed(cells: list[Value], width: int) -> bool:
    """Whether a record looks as if an open quote had taken the following rows into its last cell."""
    last = cells[-1] if cells else None
    if not isinstance(last, str) or len(cells) >= width or "\n" not in last:
        return False
    return max(last.count(mark) for mark in DELIMITERS) >= width - 1


def _encoding(path: Path) -> str:
    """UTF-8 or UTF-16 by their marks or their bytes, else Windows' western code page."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        head = file.read(_CHUNK)
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        if head.startswith(codecs.BOM_UTF8):
            return "utf-8-sig"
        if (zeros := head.count(0)) > len(head) // 4:
            return "utf-16-le" if head[1::2].count(0) * 2 > zeros else "utf-16-be"
        if zeros:
            raise SourceError(path.name, "is a binary file, not a table", "export it as CSV, XLSX or Parquet")
        try:
            while head:
                decoder.decode(head)
                head = file.read(_CHUNK)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8"


def _delimiter(path: Path, encoding: str) -> tuple[str, int]:
    """The mark between cells, and how many lines before the table only name it (`sep=;`)."""
    with path.open(encoding=encoding, errors="replace", newline="") as text:
        head = text.read(_CHUNK)
    if (named := re.match(r"sep=(.)\s*\n", head)) is not None:
        return named[1], 1
    return max(DELIMITERS, key=lambda mark: _fitness(head, mark)), 0


def _fitness(head: str, mark: str) -> tuple[float, int]:
    """How many cells the commonest width explains: the right mark cuts most rows into the same number of pieces."""
    csv.field_size_limit(MOST_CELL)
    widths: Counter[int] = Counter()
    try:
        widths.update(len(row) for row in islice(csv.reader(io.StringIO(head, newline=""), delimiter=mark), _SNIFFED) if row)
    except csv.Error:
        return 0.0, 0
    split = {width: count for width, count in widths.items() if width > 1}
    if not split:
        return 0.0, 0
    width = max(split, key=lambda width: (split[width], width))
    return split[width] / widths.total(), width


def workbook_rows(path: Path, on_progress: OnProgress, sheet: str | None) -> tuple[Rows, str]:
    """Rows of one sheet of an XLSX, XLS or ODS, and a word on the sheets that were not read."""
    import python_calamine

    if path.suffix.lower() in (".xlsx", ".xlsm", ".ods"):
        _check_archive(path)
    book = _guarded(path.name, python_calamine.CalamineWorkbook.from_path, os.fspath(path))
    shown = [
        entry.name
        for entry in book.sheets_metadata
        if entry.typ == python_calamine.SheetTypeEnum.WorkSheet and entry.visible == python_calamine.SheetVisibleEnum.Visible
    ]
    if sheet is not None and sheet not in shown:
        raise SourceError(path.name, f"has no sheet `{sheet}`", f"name one of: {', '.join(shown)}")
    sheets = {name: _guarded(path.name, book.get_sheet_by_name, name) for name in ([sheet] if sheet else shown)}
    filled = [name for name, found in sheets.items() if found.height]
    if not filled:
        raise SourceError(path.name, "has no sheet with a table", "export the table anew")
    chosen = max(filled, key=lambda name: sheets[name].height * sheets[name].width)
    others = [name for name in filled if name != chosen]
    note = f"only the sheet `{chosen}` was read, not {', '.join(others)}" if others else ""
    return _sheet_rows(sheets[chosen], path.name, on_progress), note


def _sheet_rows(sheet: Any, file: str, on_progress: OnProgress) -> Rows:
    rows, of = _guarded(file, sheet.iter_rows), sheet.height
    number = 0
    while (cells := _guarded(file, next, rows, None)) is not None:
        number += 1
        if number % _STEP == 0:
            on_progress(number, of)
        yield [cell_value(cell) for cell in cells]


def _guarded(file: str, call: Any, *arguments: Any) -> Any:
    """The call's result; whatever goes wrong in the library becomes a SourceError, also its panics, which are no Exceptions."""
    import python_calamine

    try:
        return call(*arguments)
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except python_calamine.PasswordError as error:
        raise SourceError(file, "is protected by a password", "save it without the password and read that copy") from error
    except BaseException as error:
        raise SourceError(file, "is a damaged workbook, or of another kind than its name says", "export it anew") from error


def _check_archive(path: Path) -> None:
    """SourceError for a workbook that is damaged, or whose sheets hold or span more than a table does."""
    total = 0
    try:
        with zipfile.ZipFile(path) as archive:
            for member in archive.infolist():
                rows = columns = 0
                with archive.open(member) as part:
                    tail = b""
                    while chunk := part.read(_CHUNK):
                        total += len(chunk)
                        _refuse_beyond(path.name, total, MOST_XML, "unpacks to more than a table holds")
                        if member.filename.startswith("xl/worksheets/"):
                            rows, columns = _extent(tail + chunk, rows, columns)
                            tail = chunk[-24:]
                _refuse_beyond(path.name, rows * columns, MOST_CELLS, f"has a sheet that spans {rows:,} x {columns:,} cells")
    except _UNREADABLE as error:
        raise SourceError(path.name, "is a damaged workbook, or of another kind than its name says", "export it anew") from error


def _extent(chunk: bytes, rows: int, columns: int) -> tuple[int, int]:
    """The last row and column named so far."""
    places = _PLACE.findall(chunk)
    letters, numbers = {name for name, _ in places}, {number for _, number in places}
    return max([rows, *map(int, numbers)]), max([columns, *map(_column, letters)])


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters[:9].upper():
        number = number * 26 + letter - 64
    return number


def _refuse_beyond(file: str, size: int, most: int, what: str) -> None:
    if size > most:
        raise SourceError(file, what, "delete the cells outside the table, or export it as CSV")


def parquet_rows(path: Path, on_progress: OnProgress) -> Rows:
    """Rows of a Parquet file, the names of its columns first. SourceError that names the extra where its library is missing."""
    try:
        import duckdb
    except ImportError as error:
        remedy = "install it with `pip install 'winnable[tables]'`, or export the table as CSV or XLSX"
        raise SourceError(path.name, "needs the optional extra `tables` to be read", remedy) from error
    if any(mark in path.name for mark in "*?["):
        raise SourceError(path.name, "has a name with *, ? or [", "give it a name without them")
    settings: dict[str, Any] = {"autoinstall_known_extensions": False, "autoload_known_extensions": False, "threads": 1}
    try:
        with duckdb.connect(":memory:", config=settings) as connection:
            found = connection.execute("SELECT * FROM read_parquet(?)", [os.fspath(path)])
            yield [str(column[0]) for column in found.description]
            number = 0
            while rows := found.fetchmany(_STEP):
                number += len(rows)
                on_progress(number, max(number, 1))
                for row in rows:
                    yield [cell_value(cell) for cell in row]
    except duckdb.Error as error:
        raise SourceError(path.name, "is a damaged Parquet file, or none", "export it anew") from error


def cell_value(cell: Any) -> Value:
    """A cell of a typed file: dates as ISO text, true and false as words, numbers as numbers."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime.datetime):
        return cell.isoformat(" ").removesuffix(" 00:00:00")
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    try:
        number = float(cell)
    except (TypeError, ValueError, OverflowError):
        return str(cell)
    return number if abs(number) < 1e300 else None
