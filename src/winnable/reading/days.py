"""Days and times of day as documents write them, in any of the usual orders and languages."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from winnable.reading.lexicon import DateWords
from winnable.reading.text import Line

Order = Literal["day", "month"]
MONTH_FIRST = frozenset({"US", "PH", "PR", "GU", "FM", "PW"})  # countries that write 12/31/2020
_YEAR = r"(?:19|20)\d\d"
_DAY_MONTH = re.compile(
    r"(?<![\w.])(?P<day>\d{1,2})(?:st|nd|rd|th|er|re|[ºª°.])?[\s,-]*(?:of |de |d'|den )?\s*(?P<month>[a-z]{3,10})"
    rf"(?:\.?,?[\s,-]*(?:de |del |of )?\s*(?P<year>{_YEAR}))?(?!\d)"
)
_MONTH_DAY = re.compile(
    r"(?<![a-z])(?P<month>[a-z]{3,10})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?(?![\d/:])"
    rf"(?:,?\s*(?P<year>{_YEAR})(?!\d))?"
)
_NUMBERS = re.compile(r"(?<![\w./-])(\d{1,2})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?!\d)(?![./-]\d)")
_YEAR_FIRST = re.compile(rf"(?<![\w./-])(?P<year>{_YEAR})([-/.])(?P<month>\d{{1,2}})\2(?P<day>\d{{1,2}})(?!\d)(?![./-]\d)")
_IDEOGRAPHS = re.compile(rf"(?P<year>{_YEAR})\s*年\s*(?P<month>\d{{1,2}})\s*月\s*(?P<day>\d{{1,2}})\s*日")
_DIGIT = re.compile(r"\d")
_CLOCK = (
    r"(?:(?:12(?::00)?\s*)?(?P<noon>noon|midday|midi|mezzogiorno|mediodia)\b"
    r"|(?P<hour>\d{1,2})\s?[:.h]\s?(?P<minute>\d\d)(?::\d\d)?\s*(?P<half>[ap]\s?\.?\s?m\b\.?)?"
    r"|(?P<hour2>\d{1,2})\s*(?P<half2>[ap]\s?\.?\s?m\b\.?)|(?P<four>[012]\d[0-5]\d)\s*(?:hrs?|hours|h)\b"
    r"|(?P<hour3>\d{1,2})\s*(?:uhr|uur|horas|heures|h|点)(?:\s*(?P<minute3>\d\d)(?:\s*分)?)?(?!\w))"
)
_BETWEEN = (
    r"[\s,;:(|@-]*(?:t|at|by|before|until|till|up ?to|no later than|local time|time|um|bis|a las|hora local|hora|las"
    r"|heure limite|heure|a|om|voor|alle ore|entro le ore|ore|uhrzeit|h)?[\s:,]*"
)
_TIME_AFTER = re.compile(_BETWEEN + _CLOCK)
_TIME = re.compile(r"(?<![\d.:/-])" + _CLOCK)
_GAP = re.compile(r"\d|[;|]|[a-z]{2}\. [a-z]")  # what separates a time from the day that follows it
_NUMBER_SIGN = re.compile(r"\b(?:no|nr|ref|n°|num)\b\.?:?\s*$|#\s*$")
_WINTER = re.compile(r"[\s,(]*(est|cst|mst|pst|cet|gmt)\b")


@dataclass(frozen=True, slots=True)
class Mention:
    """A day named in a line; `year` is 0 where none is written, `swapped` says that day and month may change places.

    `zone` is a winter time zone printed beside a day in summer, which the document likely does not mean.
    """

    line: Line
    start: int
    end: int
    year: int
    month: int
    day: int
    swapped: bool = False
    time: str = ""
    zone: str = ""

    @property
    def iso(self) -> str:
        day = f"{self.year:04}-{self.month:02}-{self.day:02}"
        return f"{day}T{self.time}" if self.time else day

    @property
    def written(self) -> str:
        return self.line.folded[self.start : self.end]


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
    for pattern in (_DAY_MONTH, _MONTH_DAY):
        for m in pattern.finditer(text):
            if m["month"] in words.months:
                yield Mention(line, m.start(), m.end(), int(m["year"] or 0), words.months[m["month"]], int(m["day"]))


def _numbered(line: Line, m: re.Match[str]) -> Iterator[Mention]:
    first, second, year = int(m[1]), int(m[3]), int(m[4])
    if _NUMBER_SIGN.search(line.folded, max(0, m.start() - 8), m.start()):
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
    text = mention.line.folded
    after = _TIME_AFTER.match(text, mention.end, mention.end + 48)
    if after and (time := _clock(after)):
        return replace(mention, time=time, zone=_odd_zone(mention, after.end()))
    for before in reversed(list(_TIME.finditer(text, max(0, mention.start - 52), mention.start))):
        gap = text[before.end() : mention.start]
        if len(gap) <= 36 and not _GAP.search(gap) and (time := _clock(before)):
            return replace(mention, time=time, zone=_odd_zone(mention, before.end()))
    return mention


def _clock(m: re.Match[str]) -> str:
    if m["noon"]:
        return "12:00"
    if m["four"]:
        hour, minute = int(m["four"][:2]), int(m["four"][2:])
    else:
        hour, minute = int(m["hour"] or m["hour2"] or m["hour3"]), int(m["minute"] or m["minute3"] or 0)
    half = (m["half"] or m["half2"] or "")[:1]
    if half == "p" and hour < 12:
        hour += 12
    elif half == "a" and hour == 12:
        hour = 0
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else ""


def _odd_zone(mention: Mention, end: int) -> str:
    m = _WINTER.match(mention.line.folded, end)
    return m[1].upper() if m and 4 <= mention.month <= 9 else ""


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
    other = replace(mention, month=mention.day, day=mention.month)
    beside = mention.line.folded[max(0, mention.start - 14) : mention.start]
    named = [words.weekdays[word] for word in re.findall(r"[a-z]+", beside) if word in words.weekdays]
    if named:
        fits = [m for m in (mention, other) if date(m.year, m.month, m.day).weekday() == named[-1]]
        if len(fits) == 1:
            return replace(fits[0], swapped=False)
    return other if order == "month" else mention


def usual_year(mentions: Sequence[Mention]) -> int:
    """The year of most full dates; 0 where the document names no year."""
    years = Counter(mention.year for mention in mentions if mention.year)
    return years.most_common(1)[0][0] if years else 0
