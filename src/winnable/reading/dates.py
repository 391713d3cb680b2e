"""The moment until which offers are accepted, among all the days that a document names."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from winnable.reading.days import Mention, mentions_of, order_of, settled, usual_year
from winnable.reading.fact import Fact, fact_at
from winnable.reading.lexicon import DateWords
from winnable.reading.phrases import Found
from winnable.reading.text import Line, column_head, is_label, sentence_at

LIKELY = 1.5  # the least score of a day that may be the deadline
_RANGE = re.compile(r"[\s,.;:()a-z\d]{0,14}?\b(?:to|until|till|bis|au|al|hasta|tot|through|thru|and|ate)\b[\s\w,]{0,12}|\s*-\s*")
_BLANK = re.compile(
    r"_{3,}|\.{6,}|…{2,}|\[[^\]]*\]|<[^>]{2,30}>|\bx{2,4}[/.-]x{2,4}|\(month\)|\(date\)|\bdd[/.-]mm|\bmm[/.-]dd|--/--"
    r"|\btb[dca]\b|\bto be (?:announced|advised|confirmed|determined|decided)\b"
)
_ANCHORS = (
    "deadline",
    "due",
    "clos",
    "limite",
    "frist",
    "termin",
    "plazo",
    "uiterst",
    "sluiting",
    "scadenza",
    "截止",
    "submi",
    "remise",
    "last date",
    "prazo",
)
_AMENDS = re.compile(r"amend|addend|corrig|rectif|nachtrag|berichtigung|errat|avenant")
STRUCK_OUT = 2.0  # what crossing out takes from a day
_STRUCK = "~~"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A mention that may be the deadline, with the strength of what stands around it."""

    mention: Mention
    score: float
    moved: bool = False
    superseded: bool = False


@dataclass(frozen=True, slots=True)
class _Days:
    """The lines and the days that they name."""

    lines: Sequence[Line]
    named: Mapping[int, Sequence[Mention]]
    words: DateWords


def read_deadline(lines: Sequence[Line], words: DateWords, country: str | None, language: str | None) -> Fact | None:
    """The last moment for handing in an offer, as ISO date or date and time; a fact without a value where the document says
    that it stands elsewhere or leaves it blank; None where it does not speak of one."""
    named = {at: found for at, line in enumerate(lines) if (found := mentions_of(line, words))}
    mentions = [mention for found in named.values() for mention in found]
    order, sureness = order_of(mentions, country, language)
    year = usual_year(mentions)
    likely = [
        replace(candidate, mention=settled(_dated(candidate.mention, year), order, words))
        for candidate in _candidates(_Days(lines, named, words), year)
        if candidate.score >= LIKELY and (candidate.mention.year or year)
    ]
    return _chosen(likely, sureness) if likely else _unstated(lines, words)


def _dated(mention: Mention, year: int) -> Mention:
    return mention if mention.year else replace(mention, year=year)


def _candidates(days: _Days, year: int) -> Iterator[Candidate]:
    for at, mentions in days.named.items():
        weighed: list[Candidate] = []
        for i, mention in enumerate(mentions):
            start = mentions[i - 1].end if i else 0
            gap = mention.line.folded[start : mention.start]
            begin = weighed[-1] if weighed else None
            if begin is not None and len(gap) < 40 and _RANGE.fullmatch(gap):
                weighed[-1] = replace(begin, score=0.0)
                weighed.append(replace(begin, mention=mention))
            elif begin is not None and begin.superseded and not re.search(r"\w", gap):
                weighed.append(Candidate(mention, begin.score + STRUCK_OUT, moved=True))
            else:
                end = mentions[i + 1].start if i + 1 < len(mentions) else len(mention.line.folded)
                weighed.append(_weighed(days, at, mention, start, end))
        yield from (_timely(candidate, year) for candidate in weighed)


def _timely(candidate: Candidate, year: int) -> Candidate:
    """A day without a year, or in a year that the document hardly speaks of, is less likely meant."""
    if not candidate.mention.year:
        return replace(candidate, score=candidate.score - 0.9)
    return replace(candidate, score=candidate.score - 1.2) if abs(candidate.mention.year - year) > 1 else candidate


def _weighed(days: _Days, at: int, mention: Mention, start: int, end: int) -> Candidate:
    """How strongly the words before, after, above or over a date say that it is the deadline; `start` and `end` bound what
    belongs to it rather than to the dates beside it."""
    text = mention.line.folded
    row = mention.line.passage.kind == "row"
    first, last = (0, len(text)) if row else sentence_at(mention.line.text, mention.start, mention.end)
    find = days.words.cues.find
    before = find(text, max(first, start, mention.start - 220), mention.start)
    clause = text.find(";", mention.end, last)
    after = find(text, mention.end, min(last if clause < 0 else clause, end, mention.end + 110))
    above = _above(days, at, mention)
    score = next((score for score in _scores(before, after, above, text) if score is not None), 0.0)
    moved = _amends(mention.line) or any(cue.label == "moved" for cue in (*before, *after, *above[0][0]))
    if _STRUCK in text[max(0, mention.start - 60) : mention.start] and _STRUCK in text[mention.end : mention.end + 60]:
        return Candidate(mention, score - STRUCK_OUT, superseded=True)
    return Candidate(mention, score, moved=moved and score >= LIKELY)


_Cues = Sequence[Found[str]]


def _scores(before: _Cues, after: _Cues, above: Sequence[tuple[_Cues, str]], text: str) -> Iterator[float | None]:
    yield _score(before, text)
    late = _score(after, text)
    yield None if late is None else late - 0.3
    for i, (cues, lead_in) in enumerate(above):
        high = _score([*cues, *before], lead_in) if cues else None
        yield None if high is None else high - 0.4 * i


def _above(days: _Days, at: int, mention: Mention) -> list[tuple[_Cues, str]]:
    """Cues in the lines that lead up to a date, in the head of its column, and in the heading of its section."""
    find = days.words.cues.find
    lead_in = _lead_in(days, at) if len(mention.line.folded[: mention.start].strip(" -:|(")) <= 12 else ""
    head = column_head(days.lines, at, mention.start) or mention.line.passage.section.rsplit(" > ", 1)[-1].lower()[-120:]
    return [(find(lead_in), lead_in), (find(head), "")]


def _score(cues: _Cues, text: str) -> float | None:
    """Strength of the cues that lead up to a date; None when they do not say what the date is for."""
    telling = [cue for cue in cues if cue.label not in {"limit", "moved", "elsewhere"}]
    if not telling:
        return None
    last_question = max((i for i, cue in enumerate(telling) if cue.label == "questions"), default=-1)
    if last_question >= 0 and not _new_clause(telling, last_question, text):
        return -4.0
    telling = telling[last_question + 1 :]
    if telling[-1].label == "other":
        return -3.0
    limited = any(cue.label == "limit" and cue.start >= telling[0].start for cue in cues)
    labels = {cue.label for cue in telling}
    if "deadline" in labels:
        return 3.5 if "handed_in" in labels else 3.0
    if not limited:
        return -2.0 if "other" in labels else None
    return 2.5 if "handed_in" in labels else 1.2


def _new_clause(telling: _Cues, question: int, text: str) -> bool:
    """Whether a new clause about offers begins after the words about something else."""
    later = telling[question + 1 :]
    return bool(text and later and re.search(r"[;.|]", text[telling[question].end : later[0].start]))


def _amends(line: Line) -> bool:
    return bool(_AMENDS.search(line.passage.section.lower()) or _AMENDS.search(line.passage.file.lower()))


def _lead_in(days: _Days, at: int) -> str:
    """The short lines above a date that stands at the start of its own: a label broken over several lines."""
    parts: list[str] = []
    for i in range(at - 1, max(-1, at - 5), -1):
        line = days.lines[i]
        text = line.folded.rstrip()
        unfinished = not parts and len(text) < 400 and text[-1:] not in ".!?"
        if i in days.named or line.passage.kind == "row" or not (is_label(text) or unfinished):
            break
        parts.append(text[-160:])
        if text.endswith(":") or len(text) > 60:
            break
    return " ".join(reversed(parts))


def _chosen(candidates: Sequence[Candidate], sureness: float) -> Fact:
    """The best day; days that it replaced or that compete with it stand among its others."""
    best: dict[str, Candidate] = {}
    votes: Counter[str] = Counter()
    for candidate in candidates:
        day = candidate.mention.iso[:10]
        votes[day] += 1
        if day not in best or _strength(candidate) > _strength(best[day]):
            best[day] = candidate
    days = sorted(best, key=lambda day: _rank(best[day], votes[day]), reverse=True)
    winner = best[days[0]]
    others = tuple(_fact(best[day], sureness, votes[day], superseded=winner.moved) for day in days[1:5])
    rival = len(days) > 1 and not winner.moved and best[days[1]].score >= winner.score - 0.5
    return _fact(winner, sureness, votes[days[0]], contested=rival, others=others)


def _strength(candidate: Candidate) -> tuple[bool, float, bool]:
    return candidate.moved, candidate.score + (0.6 if candidate.mention.time else 0), bool(candidate.mention.time)


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
    notes = [f"printed as {mention.zone} in summer"] if mention.zone else []
    if mention.swapped:
        confidence *= sureness
        if sureness < 0.7:
            notes.append(f"day and month may be swapped: {replace(mention, month=mention.day, day=mention.month).iso[:10]}")
    if superseded:
        confidence *= 0.3
        notes.append("superseded")
    return fact_at(
        mention.line, mention.start, mention.end, mention.iso, min(confidence, 0.98), note="; ".join(notes), others=others
    )


def _unstated(lines: Sequence[Line], words: DateWords) -> Fact | None:
    """A fact without a value where the document speaks of the deadline but leaves it blank or refers to another place."""
    for line in lines:
        if any(anchor in line.folded for anchor in _ANCHORS) and (fact := _left_open(line, words)):
            return fact
    return None


def _left_open(line: Line, words: DateWords) -> Fact | None:
    cues = words.cues.find(line.folded)
    deadline = next((cue for cue in cues if cue.label == "deadline"), None)
    if deadline is None or any(cue.label == "questions" for cue in cues):
        return None
    blank = _BLANK.search(line.folded, deadline.end, deadline.end + 60)
    if blank:
        return fact_at(line, deadline.start, blank.end(), None, 0.6, note="left blank in the document")
    place = next((cue for cue in cues if cue.label == "elsewhere" and -20 < cue.start - deadline.end < 120), None)
    named = any(cue.label == "handed_in" or (cue.label == "deadline" and " " in line.folded[cue.start : cue.end]) for cue in cues)
    if place and named:
        return fact_at(line, deadline.start, place.end, None, 0.6, note="stated in another place, not in this document")
    return None
