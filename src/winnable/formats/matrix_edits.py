"""Reads a compliance matrix back: what people changed, confirmed, wrote and added, whichever of the three formats they used."""

import csv
import json
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from io import BytesIO, StringIO
from itertools import islice
from pathlib import Path
from typing import Any, Final, cast

from python_calamine import CalamineWorkbook

from winnable.core.capability import RequirementKind, Strength, Support
from winnable.core.errors import InputError, Problem
from winnable.core.profile import Profile
from winnable.formats.matrix import COLUMNS, COMPLIANCE, FORMULA, GONE, TWINS
from winnable.formats.matrix_limits import MOST_BYTES, MOST_ROWS, checked_workbook
from winnable.formats.matrix_sheets import CHOICES, NONE_OF_OURS
from winnable.formats.shapes import did_you_mean, listed
from winnable.reading.edits import Edit
from winnable.reading.verbatim import squash

NEEDED: Final = ("ID", "Requirement")
_YES: Final = frozenset({"yes", "y", "x", "true", "1", "ja", "oui", "sí", "si", "confirmed", "✓", "✔"})
Row = Mapping[str, str]


def read_edits(path: Path, profile: Profile) -> tuple[Edit, ...]:
    """The edits in a matrix file. InputError with every cell that cannot be understood: file, sheet row, what is expected."""
    rows = _rows(path)
    by_name = {c.name.casefold(): c.key for c in profile.capabilities} | {c.key: c.key for c in profile.capabilities}
    problems: list[Problem] = []
    edits = []
    for number, row in enumerate(rows, 2):
        wrong = _wrong(row, by_name, path.name, number)
        problems += wrong
        edit = None if wrong else _edit(row, by_name)
        if edit is not None:
            edits.append(edit)
    problems += _twice(edits, path.name)
    if problems:
        raise InputError(tuple(problems))
    return tuple(edits)


def _edit(row: Row, by_name: Mapping[str, str]) -> Edit | None:
    """What a person did in one row; None where it stands as it was read."""
    text, key = row["Requirement"], row["ID"]
    if not text and not key:
        return None
    changed = {name: row[name] for name, twin in TWINS.items() if row[name] != row[twin]}
    capability = changed.get("Capability")
    edit = Edit(
        key=key or f"H-{blake2b(squash(text).encode(), digest_size=4).hexdigest()}",
        text=text,
        number=row["No."],
        strength=cast("Strength | None", changed.get("Strength") or None),
        kind=cast("RequirementKind | None", changed.get("Kind") or None),
        topics=tuple(t.strip() for t in changed["Topics"].split(",") if t.strip()) if "Topics" in changed else None,
        capability=None if capability is None else by_name.get(capability.casefold(), ""),
        support=_support(changed.get("Compliance")),
        confirmed=row["Confirmed"].casefold() in _YES,
        response=row["Response"],
        owner=row["Owner"],
        comment=row["Comment"],
        added=not key or key.startswith("H-"),
    )
    return edit if edit.added or _says_something(edit) or row["Standing"] == GONE else None


def _support(compliance: str | None) -> Support | None:
    return next((support for support, words in COMPLIANCE.items() if words == compliance), None)


def _says_something(edit: Edit) -> bool:
    said = (edit.confirmed, edit.response, edit.owner, edit.comment)
    return any(said) or any(value is not None for value in (edit.strength, edit.kind, edit.topics, edit.capability, edit.support))


def _wrong(row: Row, by_name: Mapping[str, str], file: str, number: int) -> list[Problem]:
    capability = row["Capability"].casefold()
    found = []
    for name, choices in (
        ("Strength", CHOICES["Strength"]),
        ("Kind", CHOICES["Kind"]),
        ("Compliance", tuple(COMPLIANCE.values())),
    ):
        if row[name] and row[name] not in choices:
            found.append((name, f"`{row[name]}` is not one of the choices.", f"Choose {listed(list(choices))}."))
    if capability and capability != NONE_OF_OURS and capability not in by_name:
        remedy = did_you_mean(row["Capability"], by_name, "The sheet Choices lists the capabilities of the profile.")
        found.append(("Capability", f"The profile has no capability `{row['Capability']}`.", remedy))
    if row["ID"] and not row["Requirement"]:
        found.append(("Requirement", "The row has an ID and no text.", "Put the text back, or delete the whole row."))
    return [Problem(file=file, path=f"row {number}, {name}", message=said, suggestion=remedy) for name, said, remedy in found]


def _twice(edits: Sequence[Edit], file: str) -> list[Problem]:
    seen: set[str] = set()
    found = []
    for edit in edits:
        if edit.key in seen:
            remedy = "Leave one of them; a requirement of your own needs an empty ID and words of its own."
            found.append(Problem(file=file, path=edit.key, message="Two rows carry this ID.", suggestion=remedy))
        seen.add(edit.key)
    return found


def _rows(path: Path) -> list[Row]:
    """The rows by column name, texts stripped; columns of people's own are left out, missing ones are empty."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _problem(path, "The file is too large for a matrix.", "Take the matrix that this program wrote.")
        data = path.read_bytes()
    except OSError as error:
        raise _problem(path, f"It cannot be read: {error.strerror}.", "Check the name and the folder.") from error
    readers = {".xlsx": _from_xlsx, ".csv": _from_csv, ".json": _from_json}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise _problem(
            path, f"`{path.suffix}` is no format of a matrix.", "Give the .xlsx, .csv or .json that this program wrote."
        )
    table = reader(data, path)
    missing = [name for name in NEEDED if table and name not in table[0]]
    if len(table) > MOST_ROWS:
        raise _problem(path, f"It has more than {MOST_ROWS:,} rows.", "Delete the rows that are no requirements.")
    if missing or not table:
        remedy = "Keep the first row with the names of the columns on the first sheet."
        raise _problem(path, f"This is no compliance matrix: no column {listed(missing or NEEDED)}.", remedy)
    return [{name: row.get(name, "").strip() for name in COLUMNS} for row in table]


def _from_xlsx(data: bytes, path: Path) -> list[dict[str, str]]:
    try:
        checked = checked_workbook(data)
        cells = None if checked is None else _first_sheet(checked)
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # also the library's panics, which are no Exceptions
        raise _problem(path, "The workbook is damaged or protected.", "Save it anew as .xlsx without a password.") from error
    if cells is None:
        remedy = "Delete the rows and columns outside of the table, or take the matrix that this program wrote."
        raise _problem(path, "The workbook holds more than a matrix does.", remedy)
    heads = [str(cell) for cell in cells[0]] if cells else []
    return [dict(zip(heads, map(_text, row), strict=False)) for row in cells[1:]] or [dict.fromkeys(heads, "")]


def _first_sheet(data: bytes) -> list[list[Any]]:
    """The cells of the sheet with the requirements, or of the first."""
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    named = "Requirements" if "Requirements" in book.sheet_names else book.sheet_names[0]
    cells: list[list[Any]] = book.get_sheet_by_name(named).to_python(skip_empty_area=False)
    return cells


def _text(cell: Any) -> str:
    """A cell as text: a number that a spreadsheet program made of a text loses its `.0`."""
    return f"{cell:.15g}" if isinstance(cell, float) else str(cell)


def _from_csv(data: bytes, path: Path) -> list[dict[str, str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    first = text.partition("\n")[0]
    mark = max(",;\t", key=first.count)
    csv.field_size_limit(1_000_000)
    try:
        rows = [
            {name: _without_apostrophe(cell) for name, cell in row.items() if name is not None and isinstance(cell, str)}
            for row in islice(csv.DictReader(StringIO(text, newline=""), delimiter=mark), MOST_ROWS + 1)
        ]
    except csv.Error as error:
        raise _problem(path, f"The table is damaged: {error}.", "Save it anew as CSV in UTF-8.") from error
    return rows or [dict.fromkeys(first.strip().split(mark), "")]


def _without_apostrophe(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def _from_json(data: bytes, path: Path) -> list[dict[str, str]]:
    try:
        rows = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise _problem(
            path, "This is not valid JSON.", "Take the file that this program wrote and change values only."
        ) from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise _problem(path, "This is no list of rows.", "Take the file that this program wrote and change values only.")
    return [{str(name): "" if cell is None else str(cell) for name, cell in row.items()} for row in rows[: MOST_ROWS + 1]]


def _problem(path: Path, message: str, remedy: str) -> InputError:
    return InputError((Problem(file=path.name, path="", message=message, suggestion=remedy),))
