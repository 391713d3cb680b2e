"""The compliance matrix: each requirement a row, in XLSX, CSV and JSON, the same columns in all three.

What was read stands a second time in columns of its own ("as read"), so that a change by a person can be told from a change of
the reading: a cell that differs from its twin is an edit. `formats.matrix_edits` reads them back.
"""

import csv
import json
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Final

from winnable.core.capability import Capability, Match, Support
from winnable.core.errors import InputError, Problem
from winnable.core.profile import Profile
from winnable.formats.matrix_sheets import NONE_OF_OURS, workbook
from winnable.formats.wording import clean
from winnable.reading.edits import Edit

STANDINGS: Final = {"placed": "placed", "needs_review": "needs review", "unrelated": "none of ours", "confirmed": "confirmed"}
COMPLIANCE: Final[Mapping[Support, str]] = {
    "native": "Yes",
    "configured": "Yes, by configuration",
    "extended": "Yes, by extension",
    "via_partner": "With a partner or another technology",
    "not_offered": "No",
}
# The columns in their order: those that are read, those that people fill in, and the twins that hold what was read.
READ: Final = (
    "ID",
    "No.",
    "Section",
    "Requirement",
    "Strength",
    "Kind",
    "Topics",
    "Capability",
    "Compliance",
    "Standing",
    "Chance",
    "Evidence",
    "Cover",
    "File",
    "Page",
    "Weight",
)
FILLED: Final = ("Confirmed", "Response", "Owner", "Comment")
TWINS: Final = {name: f"{name} as read" for name in ("Strength", "Kind", "Topics", "Capability", "Compliance")}
COLUMNS: Final = (*READ, *FILLED, *TWINS.values())
GONE: Final = "no longer in the documents"
ROOM = 32_000  # characters that a spreadsheet's cell takes
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet program takes for the beginning of a formula
Row = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """What a matrix file shows: `matches` with people's edits on them, what was `read` by key before these, and the edits
    whose requirement is no longer in the documents."""

    matches: tuple[Match, ...]
    read: Mapping[str, Match]
    gone: tuple[Edit, ...] = ()


def write_matrix(path: Path, matrix: Matrix, profile: Profile, title: str) -> None:
    """Write the matrix whole or not at all; the name's ending (.xlsx, .csv, .json) says how. InputError for another ending, or
    where it cannot be written."""
    rows = rows_of(matrix, profile)
    writers: dict[str, Callable[[], bytes]] = {
        ".xlsx": lambda: workbook(rows, title, [c.name for c in profile.capabilities]),
        ".csv": lambda: _csv(rows),
        ".json": lambda: json.dumps(rows, ensure_ascii=False, indent=1).encode(),
    }
    write = writers.get(path.suffix.lower())
    if write is None:
        raise _problem(
            path, f"A matrix cannot be written as `{path.suffix or path.name}`.", "End the name in .xlsx, .csv or .json."
        )
    data = write()
    try:
        _replace(path.resolve(), data)
    except OSError as error:
        what = error.strerror or type(error).__name__
        remedy = "Close it in other programs, or name a file in a folder that you may write to."
        raise _problem(path, f"The matrix cannot be written here: {what}.", remedy) from error


def rows_of(matrix: Matrix, profile: Profile) -> list[Row]:
    """The rows as texts, in the order of the documents; what a person wrote of requirements that are gone comes last."""
    by_key = {c.key: c for c in profile.capabilities}
    covers = {cover.key: cover.text for cover in profile.covers}
    rows = [_row(m, matrix.read.get(m.requirement.key), by_key, covers) for m in matrix.matches]
    return rows + [_gone_row(edit, by_key) for edit in matrix.gone]


def _row(match: Match, read: Match | None, by_key: Mapping[str, Capability], covers: Mapping[str, str]) -> Row:
    requirement, place = match.requirement, match.requirement.place
    capability = by_key.get(match.capability or "")
    row = _judged(match, by_key) | {
        "ID": requirement.key,
        "No.": requirement.number,
        "Section": place.section,
        "Requirement": requirement.text,
        "Standing": STANDINGS["confirmed" if match.confirmed else match.standing],
        "Chance": f"{match.confidence:.2f}",
        "Evidence": _evidence(match, by_key),
        "Cover": " ".join(covers.get(key, key) for key in capability.covers) if capability else "",
        "File": place.file,
        "Page": str(place.page or ""),
        "Weight": "" if requirement.weight is None else f"{requirement.weight:g}",
        "Confirmed": "yes" if match.confirmed else "",
        "Response": match.response,
        "Owner": match.owner,
        "Comment": match.comment,
    }
    twins = _judged(read, by_key) if read else {}
    row |= {twin: twins.get(name, "") for name, twin in TWINS.items()}
    return {name: str(clean(row[name]))[:ROOM] for name in COLUMNS}


def _judged(match: Match, by_key: Mapping[str, Capability]) -> Row:
    """The cells that a person may change."""
    capability = by_key.get(match.capability or "")
    placed = capability.name if capability else NONE_OF_OURS if match.standing == "unrelated" else ""
    return {
        "Strength": match.requirement.strength,
        "Kind": match.requirement.kind,
        "Topics": ", ".join(match.requirement.topics),
        "Capability": placed,
        "Compliance": COMPLIANCE[match.support] if match.support else "",
    }


def _evidence(match: Match, by_key: Mapping[str, Capability]) -> str:
    """What the support rests on and where it ends; for what needs review, the likeliest capabilities."""
    capability = by_key.get(match.capability or "")
    if capability:
        return f"{capability.description} {capability.limits}".strip() + f" [{capability.basis}]"
    likely = [f"{by_key[c.capability].name} {c.score:.0%}" for c in match.candidates[:3] if c.capability in by_key]
    return "Perhaps: " + "; ".join(likely) if likely and match.standing == "needs_review" else ""


def _gone_row(edit: Edit, by_key: Mapping[str, Capability]) -> Row:
    capability = by_key.get(edit.capability or "")
    row = {
        "ID": edit.key,
        "No.": edit.number,
        "Requirement": edit.text,
        "Strength": edit.strength or "",
        "Kind": edit.kind or "",
        "Topics": ", ".join(edit.topics or ()),
        "Capability": capability.name if capability else NONE_OF_OURS if edit.capability == "" else "",
        "Compliance": COMPLIANCE[edit.support] if edit.support else "",
        "Standing": GONE,
        "Confirmed": "yes" if edit.confirmed else "",
        "Response": edit.response,
        "Owner": edit.owner,
        "Comment": edit.comment,
    }
    return {name: str(clean(row.get(name, "")))[:ROOM] for name in COLUMNS}


def _csv(rows: Sequence[Row]) -> bytes:
    """Comma separated with a byte order mark, as spreadsheet programs like it; a text that they would take for a formula gets an
    apostrophe in front."""
    out = StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([f"'{text}" if text.startswith(FORMULA) else text for text in row.values()])
    return out.getvalue().encode("utf-8-sig")


def _replace(target: Path, data: bytes) -> None:
    beside = target.with_name(f".{target.name[:200]}.{os.getpid()}.tmp")
    try:
        beside.write_bytes(data)
        beside.replace(target)
    except OSError:
        with suppress(OSError):
            beside.unlink()
        raise


def _problem(path: Path, message: str, remedy: str) -> InputError:
    return InputError((Problem(file=path.as_posix(), path="", message=message, suggestion=remedy),))
