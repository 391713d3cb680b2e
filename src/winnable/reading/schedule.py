"""The dates of a procurement that a document states: for offers, for questions, and for the award or the start."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from winnable.reading.dates import Calendar, calendar_of, deadline_of, on_calendar
from winnable.reading.days import Mention
from winnable.reading.fact import Fact, fact_at
from winnable.reading.lexicon import DateWords, ZoneWords
from winnable.reading.occasions import Days, Occasion, Words, days_of, occasions_of
from winnable.reading.text import Line
from winnable.reading.zones import read_time_zone

LIKELY = 1.5
_PLANNED = re.compile(
    r"\b(?:expected|anticipated|planned|estimated|tentative\w*|will be|shall be|intends?|scheduled|target|on or (?:about|around)|prevu\w*"
    r"|envisage\w*|voraussichtlich\w*|geplant\w*|vorgesehen|soll|previst\w*|estimad\w*|verwacht\w*|gepland\w*|beoogd\w*|voorzien)\b"
)
_SINCE = re.compile(r"\b(?:was|were|had been|has been|have been|fut|wurde\w*|fue|fueron|e stat[oa]|werd\w*)\b")


@dataclass(frozen=True, slots=True)
class Schedule:
    """What the document states of each date; see `Facts`."""

    deadline: Fact | None = None
    questions_due: Fact | None = None
    award_due: Fact | None = None
    time_zone: Fact | None = None


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A day with the strength of what says that it is for questions, or for the award."""

    mention: Mention
    score: float
    note: str = ""
    moved: bool = False


def read_schedule(
    lines: Sequence[Line], words: DateWords, zones: ZoneWords, country: Fact | None, language: str | None
) -> Schedule:
    """The dates that a document states; where no award is dated, the start of the contract stands for it, and the note says so."""
    days = days_of(lines, words)
    calendar = calendar_of(days, str(country.value) if country is not None else None, language)
    deadline, mention = deadline_of(days, calendar)
    occasions = [occasion for at in days.named for occasion in occasions_of(days, at)]
    return Schedule(
        deadline,
        _best(_questions(occasions), calendar, days, deadline),
        _best(_awards(occasions), calendar, days, deadline),
        read_time_zone(lines, mention, days.mentions, zones, country),
    )


def _questions(occasions: Sequence[Occasion]) -> Iterator[_Candidate]:
    for occasion in occasions:
        score = max((_question(words) for words in occasion.readings if words.cues), default=0.0)
        yield _Candidate(occasion.mention, score, moved=occasion.moved)


def _question(words: Words) -> float:
    """How strongly cues say that questions must be in by the day: they are named last, with a limit or as a label."""
    telling = [cue for cue in words.cues if cue.label != "limit"]
    asked = max((i for i, cue in enumerate(telling) if cue.label == "questions"), default=-1)
    if asked < 0:
        return 0.0
    behind = [cue.label for cue in telling[asked + 1 :]]
    clause = {cue.label for cue in telling[max(0, asked - 2) : asked + 1]}
    if "answers" in {*clause, *behind} or {"besides", "award", "start", "other", "deadline", "handed_in"} & set(behind):
        return 0.0
    if any(cue.label in {"due", "deadline"} for cue in telling) and words.labelled:
        return 3.2
    if words.limited or any(cue.label == "limit" for cue in words.cues) or "due" in {*clause, *behind}:
        return 3.0
    return 2.2 if words.labelled else 0.0


def _awards(occasions: Sequence[Occasion]) -> Iterator[_Candidate]:
    for occasion in occasions:
        readings = [words for words in occasion.readings if words.cues]
        award, start = (max((_happens(words, label) for words in readings), default=0.0) for label in ("award", "start"))
        if award >= LIKELY:
            yield _Candidate(occasion.mention, award, moved=occasion.moved)
        elif start >= LIKELY:
            yield _Candidate(occasion.mention, start - 1.0, note="start of the contract", moved=occasion.moved)


def _happens(words: Words, label: str) -> float:
    """How strongly cues say that the award (or the start) is on the day: named nearest to it, as a label or as a plan."""
    last = words.cues[-1] if words.cues else None
    if last is None or last.label not in {label, "limit"} or _SINCE.search(words.text):
        return 0.0
    telling = [cue.label for cue in words.cues if cue.label != "limit"]
    if not telling or telling[-1] != label or {"deadline", "due", "questions", "answers"} & set(telling[-3:]):
        return 0.0
    return 3.0 if words.labelled else 2.6 if _PLANNED.search(words.text) else 0.0


def _best(candidates: Iterator[_Candidate], calendar: Calendar, days: Days, deadline: Fact | None) -> Fact | None:
    """The strongest day, never that of the offers themselves; the others stand behind it."""
    taken = {fact.value for fact in (deadline,) if fact is not None}
    placed = [
        replace(candidate, mention=on_calendar(candidate.mention, calendar, days.words))
        for candidate in candidates
        if candidate.score >= LIKELY and (candidate.mention.year or calendar.year)
    ]
    placed.sort(key=lambda c: (-(c.score + 0.3 * bool(c.mention.time) + c.moved), c.mention.line.index))
    facts: dict[str, Fact] = {}
    for candidate in placed:
        if candidate.mention.iso not in taken:
            facts.setdefault(candidate.mention.iso[:10], _fact(candidate, calendar))
    first, *others = facts.values() or (None,)
    return None if first is None else replace(first, others=tuple(fact for fact in others if fact is not None)[:4])


def _fact(candidate: _Candidate, calendar: Calendar) -> Fact:
    mention = candidate.mention
    sureness = calendar.sureness if mention.swapped else 1.0
    return fact_at(
        mention.line,
        mention.start,
        mention.end,
        mention.iso,
        min(0.95, 0.55 + 0.1 * candidate.score) * sureness,
        note=candidate.note,
    )
