"""Tables of requirements and of criteria: which column holds what, with a header row or without."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from winnable.core.capability import Strength
from winnable.reading.ledger_context import is_number
from winnable.reading.ledger_words import Column, LedgerWords
from winnable.reading.text import fold

SEPARATOR: Final = " | "
_HEAD_WORDS = 7  # words of the longest head of a column
_FEWEST_WORDS = 4  # words of a cell that may say something
_ORDER: Final[tuple[Column, ...]] = ("weight", "response", "form", "priority", "criterion", "requirement", "number")
_SAYS = re.compile(r"[^\W_]|[✓✔]")
_WORD = re.compile(r"[^\W\d_]{2,}")
_NUMBER = r"(?P<number>\d{1,4}(?:[.,]\d{1,2})?)"
_POINT_WORDS = r"(?:points?|pts|marks?|punkten?|puntos|punti|punten)"
_COUNTS = re.compile(r"(?<![(\d–-])\b\d")  # a figure in a cell: no head, except in brackets as in "Score (0-5)"
_BARE_WEIGHT = re.compile(rf"\s*{_NUMBER}\s*(?P<sign>%?)\s*{_POINT_WORDS}?\.?\s*", re.I)
_PERCENT = re.compile(rf"{_NUMBER}\s*(?:%|per\s?cent|pour\s?cent|prozent|por\s?cien\w*|procent)", re.I)
_POINTS = re.compile(rf"{_NUMBER}\s*{_POINT_WORDS}\b", re.I)


class Cell(NamedTuple):
    """A cell of a row and its place in the passage's text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The columns of a table in their order; `strength` where a head itself says it ("Mandatory requirement")."""

    columns: tuple[Column | None, ...]
    strength: Strength | None = None
    percent: bool = False

    @property
    def is_form(self) -> bool:
        """Whether the table is a list of prices, a timetable or questions of vendors rather than of requirements."""
        return "form" in self.columns and not {"requirement", "criterion"} & set(self.columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What a row asks: the cell that says it (None where no cell does), its number, strength and weight; `certain` where the
    header says that the cell asks, `is_criterion` where it says by what bids are measured."""

    cell: Cell | None
    number: str = ""
    strength: Strength | None = None
    weight: float | None = None
    certain: bool = False
    is_criterion: bool = False


def cells_of(text: str) -> list[Cell]:
    """The cells of a row with their places, white space trimmed."""
    cells, at = [], 0
    text = f"{text} " if text.endswith("|") else text  # the separator of an empty last cell, trimmed
    for part in text.split(SEPARATOR):
        left = at + len(part) - len(part.lstrip())
        said = part.strip() if _SAYS.search(part) else ""  # a dash or a line to write on stands for an empty cell
        cells.append(Cell(said, left, left + len(said)))
        at += len(part) + len(SEPARATOR)
    return cells


def header_of(text: str, words: LedgerWords, *, again: bool = False) -> Header | None:
    """The columns that a row names, None where it is no header row. `again`: below another one each cell must be a head."""
    cells = cells_of(text)
    labels = [_head(cell.text, words) for cell in cells]
    named = sum(label is not None for label in labels)
    short = all(len(cell.text.split()) <= _HEAD_WORDS for cell in cells)
    counts = any(_COUNTS.search(cell.text) for cell in cells if cell.text)
    if not short or counts or named < 2 or named * (1 if again else 2) < len(cells):
        return None
    priority = next((cell.text for cell, label in zip(cells, labels, strict=True) if label == "requirement"), "")
    strength = words.priorities.get(fold(priority).split(" ")[0].strip(" :*"))
    percent = any("%" in cell.text for cell, label in zip(cells, labels, strict=True) if label == "weight")
    return Header(columns=tuple(labels), strength=strength if len(priority.split()) > 1 else None, percent=percent)


def _head(text: str, words: LedgerWords) -> Column | None:
    folded = fold(text).strip(" :*")
    if not folded:
        return None
    if folded in ("#", "%", "n°", "nº"):
        return "weight" if folded == "%" else "number"
    found = {hit.label for hit in words.columns.find(folded) if hit.start <= 12 or len(folded.split()) <= 3}
    return next((label for label in _ORDER if label in found), None)


def read_row(cells: Sequence[Cell], header: Header | None, words: LedgerWords, *, scored: bool = False) -> Row:
    """Which cell of a row asks, and what the others say of it. `scored`: the table stands where bids are measured."""
    if header is not None and len(header.columns) == len(cells):
        return _by_header(cells, header, words)
    row = _by_contents(cells, header, words)
    if row.cell is None and scored and row.weight is not None:
        named = max(
            (cell for cell in cells if _WORD.search(cell.text)), key=lambda cell: len(_WORD.findall(cell.text)), default=None
        )
        return replace(row, cell=named, certain=True, is_criterion=True)
    return row


def _by_header(cells: Sequence[Cell], header: Header, words: LedgerWords) -> Row:
    of: dict[Column, list[Cell]] = {}
    for cell, label in zip(cells, header.columns, strict=True):
        if label is not None and cell.text:
            of.setdefault(label, []).append(cell)
    asking = [*of.get("requirement", []), *of.get("criterion", [])]
    asked = max(asking, key=lambda one: len(one.text), default=None)
    priority = next((words.priorities.get(_value(one)) for one in of.get("priority", [])), None)
    return Row(
        cell=asked if asked is not None and _WORD.search(asked.text) else None,
        number=next((one.text.strip(" .)") for one in of.get("number", []) if len(one.text) <= 20), ""),
        strength=priority or header.strength,
        weight=next((w for one in of.get("weight", []) if (w := _weight(one.text, header)) is not None), None),
        certain=True,
        is_criterion="requirement" not in header.columns,
    )


def _by_contents(cells: Sequence[Cell], header: Header | None, words: LedgerWords) -> Row:
    """Without a header that fits: the number is what looks like one, and the longest cell asks."""
    number = next((cell for cell in cells[:2] if is_number(cell.text)), None)
    rest = [cell for cell in cells if cell is not number]
    values = {one: words.priorities[_value(one)] for one in rest if _value(one) in words.priorities}
    long_values = [value for one, value in values.items() if len(_value(one)) > 2 or header is not None]
    weight = next((w for one in rest[1:] if (w := _weight(one.text, header)) is not None), None)
    telling = [one for one in rest if one not in values and len(_WORD.findall(one.text)) >= _FEWEST_WORDS]
    whole = number is not None and len(telling) == 1
    certain = header is not None and bool({"requirement", "criterion"} & set(header.columns))
    return Row(
        cell=max(telling, key=lambda one: len(one.text)) if telling and (whole or certain) else None,
        number=number.text.strip(" .()") if number else "",
        strength=long_values[0] if long_values and "priority" in (header.columns if header else ("priority",)) else None,
        weight=weight,
        certain=certain,
        is_criterion=certain and header is not None and "requirement" not in header.columns,
    )


def _value(cell: Cell) -> str:
    return fold(cell.text).strip(" .:*()")


def _weight(text: str, header: Header | None) -> float | None:
    """A weight that stands alone in its cell: a share for per cent, else points."""
    found = _BARE_WEIGHT.fullmatch(text)
    if not found or (header is None and found["number"] == text.strip()):
        return None
    number = float(found["number"].replace(",", "."))
    return number / 100 if found["sign"] or (header is not None and header.percent) else number


def weight_in(text: str) -> float | None:
    """The one weight that a sentence states: a share for per cent, else points above one; None for none or several."""
    shares = {float(found["number"].replace(",", ".")) / 100 for found in _PERCENT.finditer(text)}
    points = {float(found["number"].replace(",", ".")) for found in _POINTS.finditer(text)}
    if len(shares) == 1:
        return min(shares)
    return min(points) if len(points) == 1 and min(points) > 1 and not shares else None


def states_weight(text: str) -> bool:
    """Whether a sentence gives shares in per cent or points, one or several."""
    return _PERCENT.search(text) is not None or _POINTS.search(text) is not None
