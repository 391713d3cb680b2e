"""Where a document speaks of the deadline without stating it: blank, without its month, in another document or system."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from winnable.reading.fact import Fact, fact_at
from winnable.reading.lexicon import DateWords
from winnable.reading.phrases import Found, Phrasebook
from winnable.reading.text import Line, sentence_at

BLANK = "left blank in the document"
NO_MONTH = "the month is missing"
IN_DOCUMENT = "in another document"
IN_SYSTEM = "in the e-procurement system"
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
    "indien",
)
_BLANK = re.compile(
    r"_{3,}|\.{6,}|…{2,}|\[[^\]]*\]|<[^>]{2,30}>|\bx{2,4}[/.-]x{2,4}|\(month\)|\(date\)|\bdd[/.-]mm|\bmm[/.-]dd|\bjj[/.-]mm|\btt\.mm|--/--"
    r"|\btb[dca]\b|\bto be (?:announced|advised|confirmed|determined|decided)\b|\binsert (?:the )?date\b"
    r"|\ba (?:definir|preciser)\b|\ben attente\b|\bwird noch bekannt\w*|\bpor determinar\b"
    r"|\bnog (?:te bepalen|nader)\b|\bda definir\w*"
)
_NO_MONTH = re.compile(r"\b(?P<weekday>[a-z]{5,10})[\s,]+(?:the )?\d{1,2}(?:st|nd|rd|th)?,?\s+20\d\d\b")
_REFERENCE = 110  # characters between the deadline and the words that say where it stands
_AROUND = 240  # characters around it that speak of it
_PLACE = 70  # characters from those words to the place


class Reference(NamedTuple):
    """What refers the reader to another place, with its offsets; `note` says which kind of place."""

    start: int
    end: int
    note: str


def read_unstated(lines: Sequence[Line], words: DateWords) -> Fact | None:
    """A fact without a value that says how the document leaves the deadline open; None where it does not speak of one."""
    open_: list[Fact] = []
    for line in lines:
        if any(anchor in line.folded for anchor in _ANCHORS) and (fact := _left_open(line, words)):
            open_.append(fact)
    return max(open_, key=lambda fact: fact.confidence, default=None)


def _left_open(line: Line, words: DateWords) -> Fact | None:
    for cue in words.cues.find(line.folded):
        if cue.label not in {"deadline", "due"}:
            continue
        span = sentence_at(line.text, cue.start, cue.end) if line.passage.kind != "row" else (0, len(line.folded))
        span = max(span[0], cue.start - _AROUND), min(span[1], cue.end + _AROUND)
        near = {other.label for other in words.cues.find(line.folded, *span)}
        if not near & {"questions", "besides", "holds"} and (fact := _open(line, cue, near, span, words)):
            return fact
    return None


def _open(line: Line, deadline: Found[str], near: set[str], span: tuple[int, int], words: DateWords) -> Fact | None:
    """How one mention of the deadline is left open, if it is."""
    text = line.folded
    named = (
        bool(near & {"handed_in", "called"}) or deadline.label == "deadline" or " " in text[deadline.start : deadline.end].strip()
    )
    blank = _BLANK.search(text, deadline.end, deadline.end + 60)
    if blank:
        return fact_at(line, deadline.start, blank.end(), None, 0.6, note=BLANK)
    month = _NO_MONTH.search(text, deadline.end, deadline.end + 60)
    if month and month["weekday"] in words.weekdays:
        return fact_at(line, deadline.start, month.end(), None, 0.65, note=NO_MONTH)
    found = reference_in(line, deadline.start, deadline.end, span, words.references) if named else None
    return fact_at(line, found.start, found.end, None, 0.62, note=found.note) if found is not None else None


def reference_in(line: Line, start: int, end: int, span: tuple[int, int], references: Phrasebook[str]) -> Reference | None:
    """Where a sentence or row (`span`) says that what it names from `start` to `end` stands."""
    found = references.find(line.folded, *span)
    for refers in (cue for cue in found if cue.label == "refers" and abs(cue.start - end) < _REFERENCE):
        behind = (cue for cue in found if cue.start >= refers.start and cue.start - refers.end < _PLACE)
        place = next((cue for cue in behind if cue.label != "refers"), None)
        if place is not None:
            note = IN_DOCUMENT if place.label == "in_document" else IN_SYSTEM
            return Reference(min(start, refers.start), max(end, place.end), note)
    return None
