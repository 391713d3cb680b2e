"""Days and times of day as documents write them, in any of the usual orders and languages."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from winnable.reading.clock import time_beside
from winnable.reading.lexicon import DateWords
from winnable.reading.text import Line

Order = Literal["day", "month"]
MONTH_FIRST = frozenset({"US", "PH", "PR", "GU", "FM", "PW"})  # countries that write 12/31/2020
_YEAR = r"(?:19|20)\d\d"
_DAY_MONTH = re.compile(
    r"(?<![\w.])(?P<day>\d{1,2})(?:\s?st|\s?nd|\s?rd|\s?th|er|re|[ºª°.])?(?: day)?[\s,/-]*(?:of |de |d'|den )?\s*"
    r"(?P<month>[a-z]{3,10})"
    rf"(?:\.?,?[\s,/-]*(?:of the year |de |del |of |di )?\s*(?P<year>{_YEAR})|\s?[-/.']\s?(?P<short>\d\d)(?![\d:.]))?(?!\d)"
)
_MONTH_DAY = re.compile(
    r"(?<![a-z])(?P<month>[a-z]{3,10})(?:\.\s*|\s+|-)(?P<day>\d{1,2})(?:\s?st|\s?nd|\s?rd|\s?th)?(?![\d/:])"
    rf"(?:[\s,.-]*(?P<year>{_YEAR})(?!\d))?"
)
_NUMBERS = re.compile(r"(?<![\w./-])(\d{1,2})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?!\d)(?![./-]\d)")
_YEAR_FIRST = re.compile(rf"(?<![\w./-])(?P<year>{_YEAR})([-/.])(?P<month>\d{{1,2}})\2(?P<day>\d{{1,2}})(?!\d)(?![./-]\d)")
_YEAR_WORD = re.compile(rf"(?<![\w./-])(?P<year>{_YEAR})[\s,.-]+(?P<month>[a-z]{{3,10}})[\s.-]+(?P<day>\d{{1,2}})(?!\d)")
_IDEOGRAPHS = re.compile(rf"(?P<year>{_YEAR})\s*年\s*(?P<month>\d{{1,2}})\s*月\s*(?P<day>\d{{1,2}})\s*日")
_DIGIT = re.compile(r"\d")
_ANY_YEAR = re.compile(r"(?<![\d./-])20[0-5]\d(?![\d/])")
_NUMBER_SIGN = re.compile(r"\b(?:no|nr|ref|n°|num|section|clause|version|rev)\b\.?:?\s*$|#\s*$")
_WORD = re.compile(r"[a-z]+")
_MODAL = re.compile(r"may\s+(?!at\b|by\b|to\b|and\b|or\b|until\b|from\b|noon\b|before\b|in\b)[a-z]")  # "lot 2 may be"


@dataclass(frozen=True, slots=True)
class Mention:
    """A day named in a line; `year` is 0 where none is written, `swapped` says that day and month may change places.

    `time_end` is the offset behind its time of day, 0 where it has none.
    """

    line: Line
    start: int
    end: int
    year: int
    month: int
    day: int
    swapped: bool = False
    time: str = ""
    time_end: int = 0

    @property
    def iso(self) -> str:
        day = f"{self.year:04}-{self.month:02}-{self.day:02}"
        return f"{day}T{self.time}" if self.time else day

    @property
    def written(self) -> str:
        return self.line.folded[self.start : self.end]

    @property
    def other_way(self) -> "Mention":
        """The mention with day and month changed."""
        return replace(self, month=self.day, day=self.month)


def mentions_of(line: Line, words: DateWords) -> list[Mention]:
    """All days that a line names, in order; two small numbers are read as day and month until the order is known."""
    text = line.folded
    if not _DIGIT.search(text):
        return []
    found: list[Mention] = []
    taken = bytearray(len(text))
    for mention in _written(line, text, words):
        if _exists(mention) and not any(taken[mention.start : mention.end]):
            found.append(mention)
            taken[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
    return sorted((_with_time(mention) for mention in found), key=lambda mention: mention.start)


def _written(line: Line, text: str, words: DateWords) -> Iterator[Mention]:
    """Every way of writing a day, the most certain first."""
    for pattern in (_IDEOGRAPHS, _YEAR_FIRST):
        for m in pattern.finditer(text):
            yield Mention(line, m.start(), m.end(), int(m["year"]), int(m["month"]), int(m["day"]))
    for m in _NUMBERS.finditer(text):
        yield from _numbered(line, m)
    for pattern in (_YEAR_WORD, _DAY_MONTH, _MONTH_DAY):
        for m in pattern.finditer(text):
            if m["month"] in words.months and (m["year"] or not _MODAL.match(text, m.start("month"))):
                short = m.groupdict().get("short")
                year = int(m["year"] or 0) or (2000 + int(short) if short else 0)
                yield Mention(line, m.start(), m.end(), year, words.months[m["month"]], int(m["day"]))


def _numbered(line: Line, m: re.Match[str]) -> Iterator[Mention]:
    first, second, year = int(m[1]), int(m[3]), int(m[4])
    if _NUMBER_SIGN.search(line.folded, max(0, m.start() - 9), m.start()):
        return
    if len(m[4]) == 2:
        if m[2] == "." and not (len(m[1]) == 2 and len(m[3]) == 2):
            return
        year += 2000
    if not 1990 <= year <= 2060:
        return
    if second > 12 >= first:
        yield Mention(line, m.start(), m.end(), year, first, second)
    else:
        yield Mention(line, m.start(), m.end(), year, second, first, swapped=first <= 12 and first != second)


def _exists(mention: Mention) -> bool:
    try:
        date(mention.year or 2024, mention.month, mention.day)
    except ValueError:
        return False
    return True


def _with_time(mention: Mention) -> Mention:
    time = time_beside(mention.line.folded, mention.start, mention.end)
    return mention if time is None else replace(mention, time=time.written, time_end=time.end)


def order_of(mentions: Sequence[Mention], country: str | None, language: str | None) -> tuple[Order, float]:
    """Which number comes first in this document's dates, and how sure that is: its own dates, the country, the language."""
    votes: Counter[Order] = Counter(vote for mention in mentions for vote in _votes(mention))
    first: Order = "month" if votes["month"] > votes["day"] else "day"
    most, least = max(votes["day"], votes["month"]), min(votes["day"], votes["month"])
    if most >= 3 and most >= 3 * least:
        return first, 0.9
    if country:
        return ("month" if country in MONTH_FIRST else "day"), 0.85
    if language and language != "en":
        return "day", 0.85
    return (first, 0.6) if most > least else ("day", 0.3)


def _votes(mention: Mention) -> tuple[Order, ...]:
    """A day that reads only one way counts three times; one with the month as a word once."""
    written = mention.written
    m = _NUMBERS.fullmatch(written)
    if m:
        return () if mention.swapped or m[1] == m[3] else (("day" if int(m[1]) > 12 else "month"),) * 3
    if written[0].isalpha():
        return ("month",)
    return () if written[:4].isdigit() else ("day",)


def settled(mention: Mention, order: Order, words: DateWords) -> Mention:
    """The mention with its two small numbers in the right order; a weekday beside the date outranks everything."""
    if not mention.swapped:
        return mention
    other = mention.other_way
    weekday = weekday_of(mention, words)
    if weekday is not None:
        fits = [m for m in (mention, other) if date(m.year, m.month, m.day).weekday() == weekday]
        if len(fits) == 1:
            return replace(fits[0], swapped=False)
    return other if order == "month" else mention


def weekday_of(mention: Mention, words: DateWords) -> int | None:
    """The weekday written beside a day, counted from Monday as 0."""
    text = mention.line.folded
    beside = (text[max(0, mention.start - 14) : mention.start], text[mention.end : mention.end + 14])
    named = [[words.weekdays[word] for word in _WORD.findall(part) if word in words.weekdays] for part in beside]
    return named[0][-1] if named[0] else named[1][0] if named[1] else None


def usual_year(mentions: Iterable[Mention]) -> int:
    """The year of most full dates; 0 where none is named."""
    years = Counter(mention.year for mention in mentions if mention.year)
    return years.most_common(1)[0][0] if years else 0


def year_in(lines: Sequence[Line]) -> int:
    """The year that the texts name most often outside of dates; 0 where they name none."""
    years = Counter(int(found) for line in lines for found in _ANY_YEAR.findall(line.folded))
    return years.most_common(1)[0][0] if years else 0


def dated(mention: Mention, usual: int, words: DateWords) -> Mention:
    """The mention with its year: the written one, else the one near the usual in which its weekday falls right."""
    if mention.year or not usual:
        return mention
    weekday = weekday_of(mention, words)
    near = [replace(mention, year=year) for year in (usual, usual + 1, usual - 1)]
    fits = [m for m in near if _exists(m) and (weekday is None or date(m.year, m.month, m.day).weekday() == weekday)]
    chosen = fits[0] if fits else near[0]
    return chosen if _exists(chosen) else mention
