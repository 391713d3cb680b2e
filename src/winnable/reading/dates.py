"""The moment until which offers are accepted, among all the days that a document names."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from winnable.reading.clock import time_alone, winter_zone
from winnable.reading.days import Mention, dated, order_of, settled, usual_year, weekday_of, year_in
from winnable.reading.fact import Fact, fact_at
from winnable.reading.lexicon import DateWords
from winnable.reading.occasions import Cues, Days, Occasion, Words, days_of, occasions_of
from winnable.reading.text import Line
from winnable.reading.unstated import read_unstated

LIKELY = 1.5  # the least score of a day that may be the deadline
STRUCK_OUT = 2.0  # what crossing out takes from a day
ASKED = 1.0  # what standing in a question takes from it
UNSURE = 0.7  # below this the order of day and month is said to be open
TIMED = frozenset({"questions", "besides", "holds"})  # other things that have a time limit
HAPPENS = frozenset({"other", "award", "start", "answers"})  # what happens on a day without a limit
_RANGE = re.compile(r"[\s,.;:()a-z\d]{0,14}?\b(?:to|until|till|bis|au|al|hasta|tot|through|thru|and|ate)\b[\s\w,]{0,12}|\s*-\s*")
_JOINED = re.compile(r"\s*(?:&|/|,|\+|and|et|und|y|e|en)\s*(?:the |de la |la |l')?")
_COMPLEMENT = re.compile(r"\s*(?:for|of|to|pour|de|du|des|d'|fur|zur|zum|des|der|para|del|voor|van|per|di|della|dell')\b")
_GOVERNS = re.compile(r"(?:\s|date|time|and|&|/)*\b(?:of|for|de|des|der|del|della|delle|van)\s(?:the\s|la\s|las\s|les\s|de\s)?")
_BESIDE = 30  # characters between a day and the words behind it that say how long an offer holds
_OWN = re.compile(r"[a-z]{2,}")
_NUMBERING = re.compile(r"^[\s\d.|()#*•-]*(?:(?:the|la|le|el|de|die|der|das|il|lo|final|rfp|rfq|rfi|itt|tender|bid)\b\s*)*")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A mention that may be the deadline, with the strength of what stands around it."""

    mention: Mention
    score: float
    moved: bool = False
    superseded: bool = False


@dataclass(frozen=True, slots=True)
class Calendar:
    """How a document writes its dates: its usual year, which of two numbers is the day, and how sure that is."""

    year: int
    order: str
    sureness: float


def read_deadline(lines: Sequence[Line], words: DateWords, country: str | None, language: str | None) -> Fact | None:
    """The last moment for handing in an offer, as ISO date or date and time; a fact without a value where the document says
    that it stands elsewhere or leaves it blank; None where it does not speak of one."""
    days = days_of(lines, words)
    return deadline_of(days, occasions_of(days), calendar_of(days, country, language))[0]


def calendar_of(days: Days, country: str | None, language: str | None) -> Calendar:
    """The calendar of a document, from its own dates first."""
    order, sureness = order_of(days.mentions, country, language)
    return Calendar(usual_year(days.mentions) or (year_in(days.lines) if days.named else 0), order, sureness)


def on_calendar(mention: Mention, calendar: Calendar, words: DateWords) -> Mention:
    """The mention with its year and with day and month in order."""
    return settled(dated(mention, calendar.year, words), "month" if calendar.order == "month" else "day", words)


def deadline_of(days: Days, occasions: Sequence[Sequence[Occasion]], calendar: Calendar) -> tuple[Fact | None, Mention | None]:
    """The deadline among the days of a document (see `read_deadline`), and where it is named."""
    likely = [
        replace(candidate, mention=on_calendar(candidate.mention, calendar, days.words))
        for candidate in _candidates(occasions, calendar.year, days.words)
        if candidate.score >= LIKELY and (candidate.mention.year or calendar.year)
    ]
    likely = [replace(candidate, mention=_with_time_below(candidate.mention, days.lines)) for candidate in likely]
    return _chosen(likely, calendar.sureness) if likely else (read_unstated(days.lines, days.words), None)


def _with_time_below(mention: Mention, lines: Sequence[Line]) -> Mention:
    """The mention with the time that stands alone in one of the next lines: "Local time: 12:00"."""
    if mention.time:
        return mention
    at = mention.line.index
    for line in lines[at + 1 : at + 3]:
        if line.passage.file == mention.line.passage.file and (time := time_alone(line.folded)):
            return replace(mention, time=time.written)
    return mention


def _candidates(occasions: Sequence[Sequence[Occasion]], year: int, words: DateWords) -> Iterator[Candidate]:
    for line in occasions:
        weighed: list[Candidate] = []
        for occasion in line:
            mention = occasion.mention
            begin = weighed[-1] if weighed else None
            gap = mention.line.folded[begin.mention.end : mention.start] if begin else ""
            if begin is not None and len(gap) < 40 and _RANGE.fullmatch(gap):
                weighed[-1] = replace(begin, score=0.0)
                moved = begin.moved or (occasion.moved and begin.score >= LIKELY)
                weighed.append(replace(begin, mention=mention, moved=moved))
            elif begin is not None and begin.superseded and not re.search(r"\w", gap):
                weighed.append(Candidate(mention, begin.score + STRUCK_OUT, moved=True))
            else:
                weighed.append(_weighed(occasion))
        yield from (_timely(candidate, year, words) for candidate in weighed)


def _timely(candidate: Candidate, year: int, words: DateWords) -> Candidate:
    """A day without a year, or in a year that the document hardly speaks of, is less likely meant; a weekday makes up for it."""
    if not candidate.mention.year:
        named = weekday_of(candidate.mention, words) is not None
        return replace(candidate, score=candidate.score - (0.6 if named else 0.9))
    return replace(candidate, score=candidate.score - 1.2) if abs(candidate.mention.year - year) > 1 else candidate


def _weighed(occasion: Occasion) -> Candidate:
    """How strongly the words before, behind, above or over a day say that it is the deadline."""
    score = _first_strong([score for score in _scores(occasion) if score is not None])
    if occasion.struck:
        return Candidate(occasion.mention, score - STRUCK_OUT, superseded=True)
    if occasion.head and occasion.head[-1].label in HAPPENS:
        return Candidate(occasion.mention, -3.0)
    held = next((cue.start for cue in occasion.after.cues if cue.label == "holds"), None)
    if held is not None and held - max(occasion.mention.end, occasion.mention.time_end) <= _BESIDE:
        return Candidate(occasion.mention, -3.0)
    if occasion.asked:
        return Candidate(occasion.mention, 0.0 if occasion.moved else score - ASKED)
    score -= 0.8 if occasion.earlier else 0.0
    return Candidate(occasion.mention, score, moved=occasion.moved and score >= LIKELY)


def _first_strong(scores: Sequence[float]) -> float:
    """The nearest words decide; where they only hint, stronger ones further off do."""
    return max(scores) if scores and 0 < scores[0] < LIKELY else scores[0] if scores else 0.0


def _scores(occasion: Occasion) -> Iterator[float | None]:
    yield _score(occasion.before)
    late = _score(occasion.after)
    yield None if late is None else late - 0.3
    for i, words in enumerate(occasion.above):
        high = _score(words) if words.cues else None
        yield None if high is None else high - 0.4 * i


def _score(words: Words) -> float | None:
    """Strength of the cues that lead up to a day; None when they do not say what the day is for."""
    telling: Cues = [cue for cue in words.cues if cue.label != "limit"]
    if not telling:
        return 2.6 if words.labelled and _is_due_label(words) else None
    last_aside = max((i for i, cue in enumerate(telling) if cue.label in TIMED), default=-1)
    if last_aside >= 0 and not _new_clause(telling, last_aside, words.text):
        return -4.0
    telling = _without_joined(telling[last_aside + 1 :], words.text)
    if telling[-1].label in HAPPENS or _is_governed(telling, words.text):
        return -3.0
    limited = words.limited or any(cue.label == "limit" and cue.start >= telling[0].start for cue in words.cues)
    labels = {cue.label for cue in telling}
    return _strength_of(labels, limited=limited, labelled=words.labelled, bare=_is_bare(telling, words.text))


def _strength_of(labels: set[str], *, limited: bool, labelled: bool, bare: bool) -> float | None:
    handed_in, handing_in, called = "handed_in" in labels, "handing_in" in labels, "called" in labels
    doing = handing_in and (called or "bidders" in labels)
    if "deadline" in labels:
        return 3.5 if handed_in else 3.0
    if "due" in labels and (handed_in or handing_in or called or bare):
        return 3.2 if handed_in else 2.6
    if "late" in labels and (handed_in or doing):
        return 3.0
    if labelled and handing_in and (handed_in or doing):
        return 2.3
    if not limited and "due" not in labels:
        return -2.0 if labels & HAPPENS else None
    if handed_in:
        return 2.5
    return 2.3 if doing else 1.2


def _is_bare(telling: Cues, text: str) -> bool:
    """Whether a deadline stands alone ("Deadline:"), neither a particular one ("project deadline") nor for something unknown."""
    cue = next((cue for cue in telling if cue.label == "due"), None)
    if cue is None or _COMPLEMENT.match(text, cue.end):
        return False
    return _starts(cue.start, text)


def _starts(at: int, text: str) -> bool:
    """Whether a label begins at an offset, numbers and articles aside."""
    begin = max(text.rfind(mark, 0, at) for mark in (". ", "|", ":", "\n")) + 1
    return not _OWN.search(_NUMBERING.sub("", text[begin:at].lstrip()))


def _is_due_label(words: Words) -> bool:
    """ "Due: 12 June": nothing else is said before the day."""
    first, *others = words.cues or (None,)
    return first is not None and not others and words.text[first.start : first.end] == "due" and _starts(first.start, words.text)


def _is_governed(telling: Cues, text: str) -> bool:
    """Whether the last words only complete what happens: "start of submission of bids"."""
    if len(telling) < 2 or telling[-2].label not in HAPPENS:
        return False
    if len(telling) > 2 and _JOINED.fullmatch(text, telling[-3].end, telling[-2].start):
        return False
    return _GOVERNS.fullmatch(text, telling[-2].end, telling[-1].start) is not None


def _without_joined(telling: Cues, text: str) -> Cues:
    """The cues without a last one that only shares the day: "submission & opening of bids"."""
    if len(telling) < 2 or telling[-1].label not in HAPPENS or telling[-2].label in HAPPENS:
        return telling
    return telling[:-1] if _JOINED.fullmatch(text, telling[-2].end, telling[-1].start) else telling


def _new_clause(telling: Cues, aside: int, text: str) -> bool:
    """Whether a new clause about offers begins after the words about something else."""
    later = telling[aside + 1 :]
    return bool(text and later and re.search(r"[;.|]", text[telling[aside].end : later[0].start]))


def _chosen(candidates: Sequence[Candidate], sureness: float) -> tuple[Fact, Mention]:
    """The best day; days that it replaced or that compete with it stand among its others."""
    best: dict[str, Candidate] = {}
    votes: Counter[str] = Counter()
    for candidate in candidates:
        day = candidate.mention.iso[:10]
        votes[day] += 1
        known = best.get(day, candidate)
        best[day] = replace(max(known, candidate, key=_strength), score=max(known.score, candidate.score))
    days = sorted(best, key=lambda day: _rank(best[day], votes[day]), reverse=True)
    winner = best[days[0]]
    others = tuple(_fact(best[day], sureness, votes[day], superseded=winner.moved) for day in days[1:5])
    if winner.mention.swapped and sureness < UNSURE:
        swapped = replace(winner, mention=winner.mention.other_way)
        others = (_fact(swapped, sureness, votes[days[0]]), *others)
    rival = len(days) > 1 and not winner.moved and best[days[1]].score >= winner.score - 0.5
    return _fact(winner, sureness, votes[days[0]], contested=rival, others=others), winner.mention


def _strength(candidate: Candidate) -> tuple[bool, bool, float]:
    """Of two mentions of one day the one that names the time tells more."""
    return candidate.moved, bool(candidate.mention.time), candidate.score


def _rank(candidate: Candidate, votes: int) -> tuple[bool, str, float, int]:
    """A moved deadline outranks all, the latest first; else what is said strongest and most often, and earliest in the text."""
    moved = candidate.moved and not candidate.superseded
    score = candidate.score + min(1.0, 0.3 * (votes - 1))
    return moved, candidate.mention.iso if moved else "", score, -candidate.mention.line.index


def _fact(
    candidate: Candidate,
    sureness: float,
    votes: int,
    *,
    contested: bool = False,
    superseded: bool = False,
    others: tuple[Fact, ...] = (),
) -> Fact:
    mention = candidate.mention
    confidence = 0.62 + 0.09 * min(candidate.score, 3.5) + 0.03 * min(votes - 1, 2) - (0.12 if contested else 0)
    zone = winter_zone(mention.line.folded, mention.time_end, mention.month) if mention.time else ""
    notes = [f"printed as {zone} in summer"] if zone else []
    if mention.swapped:
        confidence *= sureness
        if sureness < UNSURE:
            notes.append(f"day and month may be swapped: {mention.other_way.iso[:10]}")
    if superseded:
        confidence *= 0.3
        notes.append("superseded")
    return fact_at(
        mention.line, mention.start, mention.end, mention.iso, min(confidence, 0.98), note="; ".join(notes), others=others
    )
