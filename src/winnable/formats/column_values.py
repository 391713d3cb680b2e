"""Numbers and dates of a column, decided by the whole column: one cell cannot tell 1.234 from 1,234, nor March from April."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Final

from winnable.core.columns import DayOrder, Value
from winnable.formats.lexicons import month_numbers
from winnable.reading.text import fold

_PLAIN: Final = re.compile(r"[+-]?(?:\d{1,15}(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,2})?")
_CODE: Final = re.compile(r"[+-]?0\d+")  # 0012 is a code: as a number it would lose its zeros
_MARKED: Final = re.compile(r"[+-]?\d{1,3}(?:([.,' \u00a0\u202f])\d{3})+(?:[.,]\d+)?|[+-]?\d+(?:[.,]\d+)?")
_AFFIX: Final = r"(?:[A-Z]{3}|[A-Z]{0,2}[$€£¥₹%]|kr\.?|zł)"
_BARE: Final = re.compile(rf"\(?\s*{_AFFIX}?\s*([+-]?[\d.,' \u00a0\u202f]*\d)\s*{_AFFIX}?\s*\)?", re.ASCII)
_CURRENCY: Final = re.compile(r"[A-Z]{3}|[$€£¥₹]|kr|zł")
_THREE: Final = re.compile(r"[+-]?[1-9]\d{0,2}([.,])\d{3}")


def numbers_of(cells: Sequence[Value], money: bool = False, blank: Collection[str] = ()) -> tuple[Value, ...]:
    """The cells as numbers where every filled one is a number, else as they are (a number among texts as text).

    `money` never has three decimals, so that 1.234 is there what it cannot be elsewhere: 1234. `blank` are words, in lower case,
    that say nothing: among numbers they are blank cells.
    """
    distinct = set(cells)
    texts = {cell for cell in distinct if isinstance(cell, str)}
    if not texts:
        return tuple(cells)
    silent = {text for text in texts if text.casefold() in blank}
    counted = any(isinstance(cell, float) for cell in distinct)
    parse = _reader_of(texts - silent, money) if counted or texts != silent else None
    if parse is not None:
        numbers: dict[Value, Value] = {text: None if text in silent else parse(text) for text in texts}
        return tuple([numbers.get(cell, cell) for cell in cells])
    shown = {cell: f"{cell:.15g}" for cell in distinct if isinstance(cell, float)}
    return tuple([shown.get(cell, cell) if isinstance(cell, float) else cell for cell in cells]) if shown else tuple(cells)


def _reader_of(texts: Iterable[str], money: bool) -> Callable[[str], float] | None:
    """How to read all of these texts as numbers; None where one is none, or where it cannot be told which."""
    plain = True
    for text in texts:
        if not _PLAIN.fullmatch(text):
            plain = False
            break
        if _CODE.fullmatch(text):
            return None
    if plain and not _could_be_thousands(texts, "."):
        return float
    return _marked_reader(texts, money)


def _could_be_thousands(texts: Iterable[str], mark: str) -> bool:
    """Whether every text with the mark has exactly three digits behind it, and none without it is 1,000 or more."""
    found = False
    for text in texts:
        match = _THREE.fullmatch(text)
        if match and match[1] == mark:
            found = True
        elif mark in text or len(text.lstrip("+-")) > 3:
            return False
    return found


def _marked_reader(texts: Iterable[str], money: bool) -> Callable[[str], float] | None:
    """A reader for numbers with currency, thousands marks or a decimal comma."""
    bare: set[str] = set()
    for text in texts:
        match = _BARE.fullmatch(text)
        if match is None or not _MARKED.fullmatch(match[1]) or _CODE.fullmatch(match[1]):
            return None
        bare.add(match[1])
        money = money or bool(_CURRENCY.search(text))
    decimal = _decimal_mark(bare, money)
    if decimal is None:
        return None

    def read(text: str) -> float:
        match = _BARE.fullmatch(text)
        assert match is not None
        digits = re.sub(rf"[^\d+{re.escape(decimal)}-]", "", match[1]).replace(decimal, ".")
        return -float(digits) if text.startswith("(") else float(digits)

    return read


def _decimal_mark(texts: Iterable[str], money: bool) -> str | None:
    """The mark before decimals: , or . by what stands last, or repeats, in any of the numbers; None where none can tell."""
    told: set[str] = set()
    open_marks: set[str] = set()
    for text in texts:
        marks = [mark for mark in text if mark in ".,"]
        if len(set(marks)) == 2:
            told.add(marks[-1])
        elif len(marks) > 1:
            told.add("." if marks[0] == "," else ",")
        elif marks and _THREE.fullmatch(text):
            open_marks.add(marks[0])
        elif marks:
            told.add(marks[0])
    if len(told) == 1:
        return told.pop()
    if told or len(open_marks) > 1 or (open_marks and not money):
        return None
    return "," if open_marks == {"."} else "."


_NUMERIC: Final = re.compile(r"(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})(?:[T ,].*)?", re.ASCII)
_COMPACT: Final = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)", re.ASCII)
_DAY_NAMED: Final = re.compile(r"(?:\w+,?\s+)?(\d{1,2})(?:st|nd|rd|th|\.)?[ -]+([^\W\d]+)\.?,?[ -]+(\d{4}|\d\d)(?:[T ,].*)?")
_NAME_FIRST: Final = re.compile(r"(?:[^\W\d]+,\s+)?([^\W\d]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?:[T ,].*)?")
_EXCEL_ZERO: Final = date(1899, 12, 30)
_EPOCH: Final = date(1970, 1, 1)
_MANY: Final = 10  # different days from which on their spread tells day from year
Order = str  # which of three numbers is year, month, day: "ymd", "dmy", "mdy"


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates of a column by cell; `wrong` are cells that are none, `unclear` one whose day and month cannot be told."""

    by_cell: Mapping[Value, date]
    wrong: tuple[Value, ...] = ()
    unclear: str | None = None


def dates_of(cells: Iterable[Value], day_order: DayOrder | None = None) -> Dates:
    """Dates of the distinct cells of a column. Day and month are told by the whole column, or by `day_order`."""
    found: dict[Value, date] = {}
    wrong: list[Value] = []
    triples: dict[str, tuple[str, str, str, str]] = {}
    for cell in {cell for cell in cells if cell is not None}:
        text = cell if isinstance(cell, str) else ""
        if (match := _NUMERIC.fullmatch(text)) is not None:
            triples[text] = (match[1], match[3], match[4], match[2])
        elif (known := _plain_date(cell)) is not None:
            found[cell] = known
        else:
            wrong.append(cell)
    order, unclear = _order_of(triples, day_order)
    for text, triple in triples.items():
        day = _dated(triple, order)
        if day is None:
            wrong.append(text)
        else:
            found[text] = day
    return Dates(found, tuple(wrong), unclear)


def _dated(triple: tuple[str, str, str, str], order: Order) -> date | None:
    first, second, third, mark = triple
    if len(first) == 4:
        order = "ymd"
    elif mark == "." and len(third) == 4:
        order = "dmy"
    parts = dict(zip(order, (first, second, third), strict=True))
    year = int(parts["y"])
    if len(parts["y"]) == 2:
        year += 2000 if year < 70 else 1900
    return _date(year, int(parts["m"]), int(parts["d"]))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 1900 <= year <= 2200 else None
    except ValueError:
        return None


def _order_of(triples: Mapping[str, tuple[str, str, str, str]], day_order: DayOrder | None) -> tuple[Order, str | None]:
    """The order that fits all cells that leave it open, and one of these cells where more than one does."""
    open_cells = {text: t for text, t in triples.items() if len(t[0]) <= 2 and not (t[3] == "." and len(t[2]) == 4)}
    if not open_cells:
        return "dmy", None
    two_digit = any(len(t[2]) <= 2 for t in open_cells.values())
    wanted = {"day_first": ["dmy"], "month_first": ["mdy"], None: ["dmy", "mdy", *(["ymd"] if two_digit else [])]}[day_order]
    misfits = {order: sum(_dated(t, order) is None for t in open_cells.values()) for order in wanted}
    fitting = [order for order in wanted if misfits[order] == 0]
    if not fitting:
        return min(wanted, key=misfits.__getitem__), None
    if len(fitting) > 1:
        same = all(len({_dated(t, order) for order in fitting}) == 1 for t in open_cells.values())
        spread = _by_spread(fitting, open_cells.values())
        if not same and spread is None:
            return fitting[0], next(t for t in sorted(open_cells) if len({_dated(open_cells[t], o) for o in fitting}) > 1)
        return spread or fitting[0], None
    return fitting[0], None


def _by_spread(orders: Sequence[Order], triples: Iterable[tuple[str, str, str, str]]) -> Order | None:
    """Among orders that differ in which end is the year: the one whose days are many and whose years are few."""
    if "mdy" in orders:
        return None
    firsts, lasts = len({t[0] for t in triples}), len({t[2] for t in triples})
    counts = {"dmy": (firsts, lasts), "ymd": (lasts, firsts)}
    told = [order for order in orders if counts[order][0] >= max(_MANY, 2 * counts[order][1] + 1)]
    return told[0] if len(told) == 1 else None


def _plain_date(cell: Value) -> date | None:
    """A date that no other reading is possible of."""
    if isinstance(cell, float):
        return _counted(cell)
    text = cell or ""
    if match := _COMPACT.fullmatch(text):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    for form, name, day in ((_DAY_NAMED, 2, 1), (_NAME_FIRST, 1, 2)):
        match = form.fullmatch(text)
        month = _months().get(fold(match[name])) if match else None
        if match and month:
            year = int(match[3])
            return _date(year + 2000 if len(match[3]) == 2 else year, month, int(match[day]))
    return None


def _counted(number: float) -> date | None:
    """Days as spreadsheets count them, 20250304, or the seconds and milliseconds of Unix."""
    if 20_000 <= number <= 80_000:
        return _EXCEL_ZERO + timedelta(days=int(number))
    if 19_000_101 <= number <= 22_001_231 and number == int(number):
        return _date(int(number) // 10_000, int(number) // 100 % 100, int(number) % 100)
    if 5e8 <= number <= 5e9:
        return _EPOCH + timedelta(seconds=number)
    return _EPOCH + timedelta(milliseconds=number) if 5e11 <= number <= 5e12 else None


@cache
def _months() -> Mapping[str, int]:
    return month_numbers()
