"""The day until which offers are accepted, among all the days that a document names."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from winnable.reading.fact import Fact, fact_at
from winnable.reading.lexicon import DateWords
from winnable.reading.phrases import Found
from winnable.reading.text import Line, is_label, sentence_at

Order = Literal["day", "month"]
MONTH_FIRST = frozenset({"US", "PH", "PR", "GU", "FM", "PW"})  # countries that write 12/31/2020
_YEAR = r"(?:19|20)\d\d"
_DAY_MONTH = re.compile(
    rf"(?<![\w.])(\d{{1,2}})(?:st|nd|rd|th|er|re|[ºª°.])?[\s,-]*(?:of |de |d'|den )?\s*([a-z]{{3,10}})\.?,?[\s,-]*(?:de |del |of )?\s*({_YEAR})?(?!\d)"
)
_MONTH_DAY = re.compile(rf"(?<![a-z])([a-z]{{3,10}})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?(?![\d/:])(?:,?\s*({_YEAR})(?!\d))?")
_NUMBERS = re.compile(r"(?<![\w./-])(\d{1,2})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?!\d)(?![./-]\d)")
_YEAR_FIRST = re.compile(rf"(?<![\w./-])({_YEAR})([-/.])(\d{{1,2}})\2(\d{{1,2}})(?!\d)(?![./-]\d)")
_IDEOGRAPHS = re.compile(rf"({_YEAR})\s*年\s*(\d{{1,2}})\s*月\s*(\d{{1,2}})\s*日")
_CLOCK = (
    r"(?:(?:12(?::00)?\s*)?(?P<noon>noon|midday|midi|mezzogiorno|mediodia)\b"
    r"|(?P<hour>\d{1,2})\s?[:.h]\s?(?P<minute>\d\d)(?::\d\d)?\s*(?P<half>[ap]\s?\.?\s?m\b)?"
    r"|(?P<hour2>\d{1,2})\s*(?P<half2>[ap]\s?\.?\s?m\b)|(?P<four>[012]\d[0-5]\d)\s*(?:hrs?|hours|h)\b"
    r"|(?P<hour3>\d{1,2})\s*(?:uhr|uur|horas|heures|h|点)(?:\s*(?P<minute3>\d\d)(?:\s*分)?)?(?!\w))"
)
_TIME_AFTER = re.compile(r"[\s,;:(|-]*(?:t|at|by|before|until|till|no later than|um|bis|a las|las|a|om|voor|alle ore|ore|h)?[\s:,]*" + _CLOCK)
_TIME = re.compile(r"(?<![\d.:/-])" + _CLOCK)
_RANGE = re.compile(r"[\s,.;:()a-z\d]{0,14}?\b(?:to|until|till|bis|au|al|hasta|tot|through|thru|and|ate)\b[\s\w,]{0,12}|\s*-\s*")
_BLANK = re.compile(
    r"_{3,}|\.{6,}|…{2,}|\[[^\]]*\]|<[^>]{2,30}>|\bx{2,4}[/.-]x{2,4}|\(month\)|\(date\)|\bdd[/.-]mm|\bmm[/.-]dd|\btb[dca]\b|\bto be (?:announced|advised|confirmed|determined|decided)\b|--/--"
)
_ANCHORS = ("deadline", "due", "closing", "clos", "limite", "frist", "plazo", "uiterst", "sluiting", "termine", "scadenza", "截止", "submi", "remise", "last date")
_AMENDS = re.compile(r"amend|addend|corrig|rectif|nachtrag|berichtigung|errat|avenant")
LIKELY = 1.5


@dataclass(frozen=True, slots=True)
class Mention:
    """A day named in a line. `swapped` is the other reading of two small numbers; `year` 0 where none is written."""

    line: Line
    start: int
    end: int
    year: int
    month: int
    day: int
    swapped: bool = False
    time: str = ""

    @property
    def iso(self) -> str:
        day = f"{self.year:04}-{self.month:02}-{self.day:02}"
        return f"{day}T{self.time}" if self.time else day


@dataclass(frozen=True, slots=True)
class Candidate:
    """A mention that may be the deadline, with the strength of what stands around it."""

    mention: Mention
    score: float
    moved: bool = False
    superseded: bool = False


def mentions_of(line: Line, words: DateWords) -> list[Mention]:
    """All days that a line names, in order; two small numbers are read as day and month until the order is known."""
    text = line.folded
    if not any(char.isdigit() for char in text):
        return []
    found: list[Mention] = []
    taken: list[tuple[int, int]] = []
    for mention in _written(line, text, words):
        if _exists(mention) and not any(mention.start < end and mention.end > start for start, end in taken):
            found.append(mention)
            taken.append((mention.start, mention.end))
    return sorted((_with_time(mention) for mention in found), key=lambda mention: mention.start)


def _written(line: Line, text: str, words: DateWords) -> Iterator[Mention]:
    """Every way of writing a day, the most certain first."""
    for pattern in (_IDEOGRAPHS, _YEAR_FIRST):
        for m in pattern.finditer(text):
            yield Mention(line, m.start(), m.end(), int(m[1]), int(m[m.lastindex - 1] if m.lastindex else 0), int(m[m.lastindex or 0]))
    for m in _NUMBERS.finditer(text):
        yield from _numbered(line, m)
    for m in _DAY_MONTH.finditer(text):
        if m[2] in words.months:
            yield Mention(line, m.start(), m.end(1) if not m[2] else m.start(2) + len(m[0][m.start(2) - m.start() :].rstrip(" ,-")),
                          int(m[3] or 0), words.months[m[2]], int(m[1]))
    for m in _MONTH_DAY.finditer(text):
        if m[1] in words.months:
            yield Mention(line, m.start(), m.end(), int(m[3] or 0), words.months[m[1]], int(m[2]))


def _numbered(line: Line, m: re.Match[str]) -> Iterator[Mention]:
    first, second, year = int(m[1]), int(m[3]), int(m[4])
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
        return replace(mention, time=time)
    start = max(0, mention.start - 52)
    for before in reversed(list(_TIME.finditer(text, start, mention.start))):
        gap = text[before.end() : mention.start]
        if len(gap) <= 36 and not re.search(r"\d|[;|]|\. [a-z]", gap) and (time := _clock(before)):
            return replace(mention, time=time)
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


def order_of(mentions: Sequence[Mention], country: str | None, language: str | None) -> tuple[Order, float]:
    """Which number comes first in this document's dates, and how sure that is: its own dates, the country, the language."""
    votes: Counter[Order] = Counter()
    for mention in mentions:
        written = mention.line.folded[mention.start : mention.end]
        m = _NUMBERS.fullmatch(written)
        if m and not mention.swapped and int(m[1]) != int(m[3]):
            votes["day" if int(m[1]) > 12 else "month"] += 3
        elif not m and written[0].isalpha():
            votes["month"] += 1
        elif not m and written[0].isdigit() and not written[:4].isdigit():
            votes["day"] += 1
    (first, count), (_, rest) = (*votes.most_common(2), ("day", 0), ("day", 0))[:2]
    if count >= 3 and count >= 3 * rest:
        return first, 0.9
    if country:
        return ("month" if country in MONTH_FIRST else "day"), 0.85
    if language and language != "en":
        return "day", 0.85
    if count > rest:
        return first, 0.6
    return "day", 0.3


def _settled(mention: Mention, order: Order, words: DateWords) -> Mention:
    """The mention with its two small numbers in the right order; a weekday beside the date outranks everything."""
    if not mention.swapped:
        return mention
    other = replace(mention, month=mention.day, day=mention.month)
    named = [words.weekdays[word] for word in re.findall(r"[a-z]+", mention.line.folded[max(0, mention.start - 14) : mention.start])
             if word in words.weekdays]
    if named:
        fits = [m for m in (mention, other) if date(m.year, m.month, m.day).weekday() == named[-1]]
        if len(fits) == 1:
            return replace(fits[0], swapped=False)
    return other if order == "month" else mention


def read_deadline(lines: Sequence[Line], words: DateWords, country: str | None, language: str | None) -> Fact | None:
    """The last moment for handing in an offer, as ISO date or date and time; a fact without a value where the document says
    that it stands elsewhere or leaves it blank; None where it does not speak of one."""
    by_line = {line.index: found for line in lines if (found := mentions_of(line, words))}
    mentions = [mention for found in by_line.values() for mention in found]
    order, sureness = order_of(mentions, country, language)
    candidates = list(_candidates(lines, by_line, words))
    likely = [candidate for candidate in candidates if candidate.score >= LIKELY]
    year = _usual_year(mentions)
    settled = [replace(c, mention=_settled(_dated(c.mention, year), order, words)) for c in likely if c.mention.year or year]
    if not settled:
        return _unstated(lines, words)
    return _chosen(settled, sureness)


def _usual_year(mentions: Sequence[Mention]) -> int:
    """The year of most full dates, for dates that are written without one; 0 where the document names no year."""
    years = Counter(mention.year for mention in mentions if mention.year)
    return years.most_common(1)[0][0] if years else 0


def _dated(mention: Mention, year: int) -> Mention:
    return mention if mention.year else replace(mention, year=year)


def _candidates(lines: Sequence[Line], by_line: dict[int, list[Mention]], words: DateWords) -> Iterator[Candidate]:
    position = {line.index: i for i, line in enumerate(lines)}
    for index, mentions in by_line.items():
        previous: Candidate | None = None
        for i, mention in enumerate(mentions):
            last_end = mentions[i - 1].end if i else 0
            following = mentions[i + 1].start if i + 1 < len(mentions) else len(mention.line.folded)
            gap = mention.line.folded[last_end : mention.start]
            if previous is not None and len(gap) < 40 and _RANGE.fullmatch(gap):
                candidate = replace(previous, mention=mention)
                previous = replace(previous, score=0.0, superseded=previous.moved)
            else:
                if previous is not None:
                    yield previous
                    previous = None
                candidate = _weighed(mention, last_end, following, lines, position[index], by_line, words)
            if previous is not None:
                yield previous
            previous = candidate
        if previous is not None:
            yield previous


def _weighed(
    mention: Mention, last_end: int, following: int, lines: Sequence[Line], at: int, by_line: dict[int, list[Mention]], words: DateWords,
) -> Candidate:
    """How strongly the words before, after, above or over a date say that it is the deadline."""
    text = mention.line.folded
    first, last = (0, len(text)) if mention.line.passage.kind == "row" else sentence_at(text, mention.start, mention.end)
    before = words.cues.find(text, max(first, last_end, mention.start - 220), mention.start)
    after = words.cues.find(text, mention.end, min(last, following, mention.end + 110))
    moved = any(cue.label == "moved" for cue in (*before, *after)) or _amends(mention.line)
    score = _score(before, text)
    if score is None:
        late = _score(after, text)
        score = None if late is None else late - 0.3
    if score is None:
        lead_in = _lead_in(lines, at, by_line) if not text[:mention.start].strip(" -:|") or mention.start < 40 else ""
        above = [*words.cues.find(lead_in), *before] if lead_in else []
        moved = moved or any(cue.label == "moved" for cue in above)
        score = _score(above, lead_in)
    if score is None:
        heading = _score([*words.cues.find(_header_of(lines, at, mention)), *before], "")
        score = 0.0 if heading is None else heading - 0.4
    if "~~" in text[max(0, mention.start - 60) : mention.start] and "~~" in text[mention.end : mention.end + 60]:
        return Candidate(mention, score - 2, superseded=True)
    return Candidate(mention, score - (0 if mention.year else 0.9), moved=moved and score >= LIKELY)


def _score(cues: Sequence[Found[str]], text: str) -> float | None:
    """Strength of the cues that lead up to a date; None when they do not say what the date is for."""
    telling = [cue for cue in cues if cue.label not in {"limit", "moved", "elsewhere"}]
    if not telling:
        return None
    last_question = max((i for i, cue in enumerate(telling) if cue.label == "questions"), default=-1)
    if last_question >= 0 and not _new_clause(telling, last_question, text):
        return -4.0
    telling = telling[last_question + 1 :]
    last = telling[-1]
    limited = any(cue.label == "limit" and cue.start >= telling[0].start for cue in cues)
    if last.label == "other":
        return -3.0
    handed_in = any(cue.label == "handed_in" for cue in telling)
    if any(cue.label == "deadline" for cue in telling):
        return 3.5 if handed_in else 3.0
    return 2.5 if limited else None


def _new_clause(telling: Sequence[Found[str]], question: int, text: str) -> bool:
    """Whether a new clause about offers begins after the words about something else."""
    later = telling[question + 1 :]
    return bool(later) and bool(re.search(r"[;.|]", text[telling[question].end : later[0].start])) if text else False


def _amends(line: Line) -> bool:
    return bool(_AMENDS.search(line.passage.section.lower()) or _AMENDS.search(line.passage.file.lower()))


def _lead_in(lines: Sequence[Line], at: int, by_line: dict[int, list[Mention]]) -> str:
    """The short lines above a date that stands at the start of its own: a label broken over several lines."""
    parts: list[str] = []
    for line in reversed(lines[max(0, at - 4) : at]):
        text = line.folded
        if line.index in by_line or line.passage.kind == "row" or not (is_label(text) or (not parts and len(text) < 400 and text[-1:] not in ".!?")):
            break
        parts.append(text[-160:])
        if text.rstrip().endswith(":") or len(text) > 60:
            break
    return " ".join(reversed(parts))


def _header_of(lines: Sequence[Line], at: int, mention: Mention) -> str:
    """The heading of the date's table column, or of its section."""
    line = mention.line
    if line.passage.kind == "row":
        column = line.folded.count(" | ", 0, mention.start)
        top = at
        while top > 0 and lines[top - 1].passage.kind == "row" and lines[top - 1].passage.file == line.passage.file:
            top -= 1
        cells = lines[top].folded.split(" | ")
        if top != at and column < len(cells) and cells[column]:
            return cells[column]
    return line.passage.section.lower()[-120:]


def _chosen(candidates: Sequence[Candidate], sureness: float) -> Fact:
    """The best day; days that it replaced or that compete with it stand among its others."""
    best_of: dict[str, Candidate] = {}
    votes: Counter[str] = Counter()
    for candidate in candidates:
        day = candidate.mention.iso[:10]
        votes[day] += 1
        known = best_of.get(day)
        if known is None or (candidate.moved, candidate.score, bool(candidate.mention.time)) > (known.moved, known.score, bool(known.mention.time)):
            best_of[day] = candidate
    def rank(day: str) -> tuple[bool, float, int]:
        c = best_of[day]
        return c.moved and not c.superseded, (0 if c.moved else c.score + min(1.0, 0.3 * (votes[day] - 1))), c.mention.line.index if c.moved else -c.mention.line.index
    days = sorted(best_of, key=rank, reverse=True)
    rest = tuple(_fact(best_of[day], sureness, votes[day], False, best_of[days[0]].moved) for day in days[1:5])
    return _fact(best_of[days[0]], sureness, votes[days[0]], len(days) > 1 and not best_of[days[0]].moved, False, rest)


def _fact(candidate: Candidate, sureness: float, votes: int, contested: bool, superseded: bool, others: tuple[Fact, ...] = ()) -> Fact:
    mention = candidate.mention
    confidence = 0.62 + 0.09 * min(candidate.score, 3.5) + 0.03 * min(votes - 1, 2) - (0.12 if contested else 0)
    notes = []
    if mention.swapped:
        confidence *= sureness
        if sureness < 0.7:
            swapped = replace(mention, month=mention.day, day=mention.month)
            notes.append(f"day and month may be swapped: {swapped.iso[:10]}")
    if superseded:
        confidence *= 0.3
        notes.append("superseded")
    note = "; ".join(notes)
    return fact_at(mention.line, mention.start, mention.end, mention.iso, min(confidence, 0.98), note=note, others=others)


def _unstated(lines: Sequence[Line], words: DateWords) -> Fact | None:
    """A fact without a value where the document speaks of the deadline but leaves it blank or refers to another place."""
    for line in lines:
        if not any(anchor in line.folded for anchor in _ANCHORS):
            continue
        cues = words.cues.find(line.folded)
        deadline = next((cue for cue in cues if cue.label == "deadline"), None)
        if deadline is None or any(cue.label == "questions" for cue in cues):
            continue
        blank = _BLANK.search(line.folded, deadline.end, deadline.end + 60)
        if blank:
            return fact_at(line, deadline.start, blank.end(), None, 0.6, note="left blank in the document")
        place = next((cue for cue in cues if cue.label == "elsewhere" and -20 < cue.start - deadline.end < 120), None)
        if place and any(cue.label == "handed_in" for cue in cues):
            return fact_at(line, deadline.start, place.end, None, 0.6, note="stated in another place, not in this document")
    return None
