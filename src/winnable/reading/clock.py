"""Times of day as documents write them beside a day, and where the time zone of one is printed."""

import re
from typing import NamedTuple

_CLOCK = (
    r"(?:(?:12(?:[:.]00)?\s*)?(?P<noon>noon|midday|midi|mezzogiorno|mediodia)\b"
    r"|(?P<hour>\d{1,2})\s?[:.h]\s?(?P<minute>\d\d)(?::\d\d)?\s*(?P<half>[ap]\s?\.?\s?m\b\.?)?"
    r"|(?P<hour2>\d{1,2})\s*(?P<half2>[ap]\s?\.?\s?m\b\.?)"
    r"|(?P<four>[012]\d[0-5]\d)\s*(?:hrs?|hours|h|uhr|uur|(?=[\s(]*(?:[ecmpa][ds]?t|cest|cet|gmt|bst|ist|utc|local|eastern|central)\b))\b"
    r"|(?:\bore|\bkl\.?|\bklokken|\balle)\s?(?P<hour4>\d{1,2})(?:[:.](?P<minute4>\d\d)(?!\d))?(?![\d/-])"
    r"|(?P<hour3>\d{1,2})\s*(?:uhr|uur|horas|heures|hrs?|hours|h|u|点|时)(?:\s*(?P<minute3>\d\d)(?:\s*分)?)?(?!\w))"
)
_DAY_NAME = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|satur|sun)(?:day)?\b[\s,]*)?"
_BETWEEN = (
    rf"[\s,;:(|@/-]*{_DAY_NAME}(?:(?:t|at|by|before|until|till|up ?to|no later than|not later than|(?:[a-z]{{4,10}} )?time"
    r"|closing at|avant|um|bis|hasta las|a las|hora local|hora|las|heure limite|heure|a|om|voor|alle ore|entro le ore|alle"
    r"|uhrzeit|ortszeit|h)[\s:,/|-]*){0,2}[\s:,|-]*(?:the )?"
)
_AFTER = re.compile(_BETWEEN + _CLOCK)
_ANY = re.compile(r"(?<![\d.:/-])" + _CLOCK)
_GAP = re.compile(r"\d|[;|]|[a-z]{2}\. [a-z]")  # what separates a time from the day that follows it
_WINTER = re.compile(r"[\s,(]*(?:(?:uhr|uur|hrs?|hours|h)\b[\s,(]*)?(est|cst|mst|pst|cet|gmt)\b")
_NAMED = re.compile(
    r"[^a-z]*(?:(?:[a-z]+\s){0,2}(?:time|heure|hora|ora|ore|tijd|tijdstip|uur|zeit|uhrzeit|ortszeit|stunde)\b|\d)"
)
LABEL = 48  # characters of a line that only names a time
REACH = 48  # characters after a day in which its time begins and ends
BACK = 56  # characters before it


class Time(NamedTuple):
    """A time of day as hh:mm, with the offsets of its writing."""

    written: str
    start: int
    end: int


def time_beside(text: str, start: int, end: int) -> Time | None:
    """The time of day right behind the day that a folded text names from `start` to `end`, or before it."""
    after = _AFTER.match(text, end, end + REACH)
    if after and (written := _clock(after)):
        return Time(written, end, after.end())
    for before in reversed(list(_ANY.finditer(text, max(0, start - BACK), start))):
        gap = text[before.end() : start]
        if len(gap) <= 40 and not _GAP.search(gap) and (written := _clock(before)):
            return Time(written, before.start(), before.end())
    return None


def time_alone(folded: str) -> Time | None:
    """The time of a short line that names nothing else: "Local time: 12:00"."""
    found = _ANY.search(folded) if len(folded) <= LABEL else None
    if found is None or re.search(r"\d", folded[: found.start()] + folded[found.end() :]) or not _NAMED.match(folded):
        return None
    written = _clock(found)
    return Time(written, found.start(), found.end()) if written else None


def winter_zone(text: str, end: int, month: int) -> str:
    """The abbreviation of a winter time zone printed behind a time (up to `end`) in summer; "" where there is none."""
    m = _WINTER.match(text, end)
    return m[1].upper() if m and 4 <= month <= 9 else ""


def _clock(m: re.Match[str]) -> str:
    if m["noon"]:
        return "12:00"
    if m["four"]:
        hour, minute = int(m["four"][:2]), int(m["four"][2:])
    else:
        hour, minute = (
            int(m["hour"] or m["hour2"] or m["hour3"] or m["hour4"]),
            int(m["minute"] or m["minute3"] or m["minute4"] or 0),
        )
    half = (m["half"] or m["half2"] or "")[:1]
    if half == "p" and hour < 12:
        hour += 12
    elif half == "a" and hour == 12:
        hour = 0
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else ""
