"""The dates of a procurement that a document states: for offers, for questions, and for the award or the start."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from winnable.reading.dates import HAPPENS, Calendar, calendar_of, deadline_of, on_calendar
from winnable.reading.days import Mention
from winnable.reading.fact import Fact, fact_at
from winnable.reading.lexicon import DateWords, ZoneWords
from winnable.reading.occasions import Occasion, Words, days_of, occasions_of
from winnable.reading.text import Line
from winnable.reading.zones import read_time_zone

LIKELY = 1.5
_ADJACENT = 20  # characters between "awarded" and its "by"
_NEAR = 60  # characters between a plan's words and what is planned
_PLANNED = re.compile(
    r"\b(?:expected|anticipated|planned|estimated|tentative\w*|will be|shall be|intends?|scheduled|target|on or (?:about|around)"
    r"|prevu\w*|envisage\w*|voraussichtlich\w*|geplant\w*|vorgesehen|soll|previst\w*|estimad\w*|verwacht\w*|gepland\w*|beoogd\w*|voorzien)\b"
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
    """The dates that a document states; where no award is dated, the start of the contract stands for it with a note."""
    days = days_of(lines, words)
    calendar = calendar_of(days, str(country.value) if country is not None else None, language)
    named = occasions_of(days)
    deadline, mention = deadline_of(days, named, calendar)
    until = str(deadline.value)[:10] if deadline is not None and deadline.value is not None else ""
    occasions = [occasion for line in named for occasion in line]
    return Schedule(
        deadline,
        _best((c for c in _placed(_questions(occasions), calendar, words) if not until or c.mention.iso[:10] <= until), calendar),
        _best((c for c in _placed(_awards(occasions), calendar, words) if c.mention.iso[:10] >= until), calendar),
        read_time_zone(lines, mention, days.mentions, zones, country),
    )


def _questions(occasions: Sequence[Occasion]) -> Iterator[_Candidate]:
    for occasion in occasions:
        readings = _own(occasion)
        answered = any(cue.label == "answers" for words in readings for cue in words.cues)
        begins = bool(occasion.head) and occasion.head[-1].label in HAPPENS
        score = 0.0 if answered or begins else max((_question(words) for words in readings), default=0.0)
        yield _Candidate(occasion.mention, score, moved=occasion.moved)


def _own(occasion: Occasion) -> list[Words]:
    """The readings of a day without the heading of its section, which speaks of much else."""
    heads = occasion.above if occasion.mention.line.passage.kind == "row" else occasion.above[:1]
    return [words for words in (occasion.before, occasion.after, *heads) if words.cues]


def _question(words: Words) -> float:
    """How strongly cues say that questions must be in by the day: they are named last, with a limit or as a label."""
    telling = [cue for cue in words.cues if cue.label != "limit"]
    asked = max((i for i, cue in enumerate(telling) if cue.label == "questions"), default=-1)
    if asked < 0:
        return 0.0
    behind = {cue.label for cue in telling[asked + 1 :]}
    near = {*behind, *(cue.label for cue in telling[max(0, asked - 2) : asked + 1])}
    if behind & {"besides", "award", "start", "other", "deadline", "handed_in"}:
        return 0.0
    if words.labelled and near & {"due", "deadline"}:
        return 3.2
    if words.limited or near & {"due", "late"} or any(cue.label == "limit" for cue in words.cues):
        return 3.0
    return 2.2 if words.labelled else 0.0


def _awards(occasions: Sequence[Occasion]) -> Iterator[_Candidate]:
    for occasion in occasions:
        readings = _own(occasion)
        award, start = (max((_happens(words, label) for words in readings), default=0.0) for label in ("award", "start"))
        if award >= LIKELY:
            yield _Candidate(occasion.mention, award, moved=occasion.moved)
        elif start >= LIKELY:
            yield _Candidate(occasion.mention, start - 1.0, note="start of the contract", moved=occasion.moved)


def _happens(words: Words, label: str) -> float:
    """How strongly cues say that the award (or the start) is on the day: named last, as a label or in a plan."""
    telling = [cue for cue in words.cues if cue.label != "limit"]
    if not telling or telling[-1].label != label or _SINCE.search(words.text):
        return 0.0
    if {"deadline", "due", "questions", "answers"} & {cue.label for cue in telling[-3:]}:
        return 0.0
    if words.labelled:
        return 3.0
    planned = _PLANNED.search(words.text, max(0, telling[-1].start - _NEAR), telling[-1].end + _NEAR)
    return 2.6 if planned and words.cues[-1].start - telling[-1].end <= _ADJACENT else 0.0


def _placed(candidates: Iterable[_Candidate], calendar: Calendar, words: DateWords) -> Iterator[_Candidate]:
    """The likely ones, each with its year."""
    for candidate in candidates:
        if candidate.score >= LIKELY and (candidate.mention.year or calendar.year):
            unsure = 0.0 if candidate.mention.year else 0.9
            yield replace(candidate, mention=on_calendar(candidate.mention, calendar, words), score=candidate.score - unsure)


def _best(candidates: Iterable[_Candidate], calendar: Calendar) -> Fact | None:
    """The strongest day; the others stand behind it."""
    ranked = sorted(candidates, key=lambda c: (-(c.score + 0.3 * bool(c.mention.time) + c.moved), c.mention.line.index))
    facts: dict[str, Fact] = {}
    for candidate in ranked:
        facts.setdefault(candidate.mention.iso[:10], _fact(candidate, calendar))
    if not facts:
        return None
    first, *others = facts.values()
    return replace(first, others=tuple(others[:4]))


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
