"""What a cell of a table says: a number, or an answer by its code. The same rules stand in `statement` as SQL.

A table is read as two kinds of columns: numbers (doubles) and text; what is neither is read as its text. NaN, infinities and
blank cells are unknown. Case is folded letter by letter (so that every engine can), and only the blanks in `BLANKS` are cut off.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Final, Literal

from winnable.core.columns import Use, Value
from winnable.core.profile import Criterion

ColumnKind = Literal["number", "text"]
BLANKS: Final = " \t\r\n\u00a0"
NUMBER: Final = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?"
_NUMBER: Final = re.compile(NUMBER)
UNKNOWN: Final = 0  # code of no answer; the first answer of a criterion has code 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How one column answers one criterion. Codes count the criterion's answers from 1.

    `texts` and `numbers` are cells that mean an answer, `otherwise` the code of every other filled cell. A cell that `counts` is
    multiplied by `factor`: it is a number on a curve, or answers by `bands`, (at least this much, code), rising.
    """

    column: str
    kind: ColumnKind
    factor: float = 1.0
    texts: tuple[tuple[str, int], ...] = ()
    numbers: tuple[tuple[float, int], ...] = ()
    otherwise: int = UNKNOWN
    bands: tuple[tuple[float, int], ...] = ()
    counts: bool = False

    def number(self, cell: Value) -> float | None:
        """The number that a cell holds, times the factor; None where it holds none."""
        number = number_in(cell)
        scaled = None if number is None else number * self.factor
        return scaled if scaled is not None and isfinite(scaled) else None

    def code(self, cell: Value) -> int:
        """The code of the answer that a cell means; UNKNOWN where it means none."""
        if self.counts:
            number = self.number(cell)
            reached = [] if number is None else [code for least, code in self.bands if number >= least]
            return reached[-1] if reached else UNKNOWN
        if self.kind == "number":
            number = number_in(cell)
            return UNKNOWN if number is None else dict(self.numbers).get(number, self.otherwise)
        text = fold(str(cell)) if cell is not None else ""
        return dict(self.texts).get(text, self.otherwise) if text else UNKNOWN


def fold(text: str) -> str:
    """Text without outer blanks, in lower case, each letter for itself."""
    return "".join("i" if letter == "İ" else letter.lower() for letter in text.strip(BLANKS))


def number_in(cell: Value) -> float | None:
    """A finite number, or a text that is one written plainly."""
    if isinstance(cell, str):
        text = cell.strip(BLANKS)
        cell = float(text) if _NUMBER.fullmatch(text) else None
    return cell if cell is not None and isfinite(cell) else None


def reading_of(column: str, kind: ColumnKind, use: Use, criterion: Criterion) -> Reading:
    """How a column answers a criterion, by what a person confirmed."""
    codes = {answer.key: code for code, answer in enumerate(criterion.answers, 1)}
    if criterion.curve is not None or use.bands:
        bands = tuple((least, codes[answer]) for least, answer in use.bands)
        return Reading(column=column, kind=kind, factor=use.factor, bands=bands, counts=True)
    said = {fold(value): codes[answer] for value, answer in use.answers.items() if _can_stand(value)}
    otherwise = codes[use.otherwise] if use.otherwise else UNKNOWN
    if kind == "number":
        return Reading(column=column, kind=kind, numbers=_as_numbers(said), otherwise=otherwise)
    return Reading(column=column, kind=kind, texts=tuple(said.items()), otherwise=otherwise)


def _as_numbers(said: Mapping[str, int]) -> tuple[tuple[float, int], ...]:
    numbers = {number: code for text, code in said.items() if (number := number_in(text)) is not None}
    return tuple(numbers.items())


def _can_stand(value: str) -> bool:
    """Whether a cell can hold this text: blank ones say nothing, and halves of letters stand in no file."""
    return bool(fold(value)) and not any(0xD800 <= ord(letter) <= 0xDFFF for letter in value)
