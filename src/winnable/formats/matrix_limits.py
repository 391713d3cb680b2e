"""What a matrix may cost to read: a file that somebody sends back is not trusted to be the one that was sent out."""

import re
import zipfile
import zlib
from io import BytesIO
from typing import Final

MOST_BYTES: Final = 25 * 1024 * 1024
# A tender has some thousand requirements; each row becomes a mapping with all columns.
MOST_ROWS: Final = 50_000
# XML of a workbook, unpacked; a matrix takes a few kilobytes a row.
MOST_XML: Final = 80 * 1024 * 1024
# Of one sheet from its first to its last row and column, empty ones between included: the library holds them all.
MOST_CELLS: Final = 2_000_000
# Whatever zipfile raises at a damaged archive.
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, OverflowError, RuntimeError)
_ROW = re.compile(rb"<(?:\w+:)?row\b")
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_PLACE = re.compile(rb"""\br\s*=\s*["']\s*([A-Za-z]*)(\d+)""")
# Digits or letters of a row or column that are looked at: so many lie far behind the last that there can be.
_DIGITS: Final = 9


def checked_workbook(data: bytes) -> bytes | None:
    """A copy of a workbook with its XML alone, as large as it truly is; None where it holds, or spans, more than a matrix does.
    ValueError for a damaged one."""
    copy, total = BytesIO(), 0
    try:
        with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(copy, "w") as target:
            for name in dict.fromkeys(source.namelist()):
                if not name.lower().endswith((".xml", ".rels")):
                    continue
                with source.open(name) as member:
                    part = member.read(MOST_XML - total + 1)
                total += len(part)
                if total > MOST_XML or _span(part) > MOST_CELLS:
                    return None
                target.writestr(name, part)
    except _UNREADABLE as error:
        raise ValueError(str(error)) from error
    return copy.getvalue()


def _span(part: bytes) -> int:
    """The cells from the first to the last row and column that a sheet names, or reaches by counting where it names none."""
    last_row = last_column = 0
    pieces = _ROW.split(part)
    for piece in pieces[1:]:
        last_column = max(last_column, sum(1 for _ in _CELL.finditer(piece)))
        for place in _PLACE.finditer(piece):
            last_row, last_column = max(last_row, _row(place[2])), max(last_column, _column(place[1]))
    return max(last_row, len(pieces) - 1) * last_column


def _row(digits: bytes) -> int:
    return int(digits.lstrip(b"0")[:_DIGITS] or b"0")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters[:_DIGITS].upper():
        number = number * 26 + letter - 64
    return number
