"""What the words around a day say that it is for: in its sentence or row, in the label above it, at the head of its column."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from winnable.reading.columns import Tops, head_over, is_lone_row, tops_of
from winnable.reading.days import Mention, mentions_of
from winnable.reading.lexicon import DateWords
from winnable.reading.phrases import Found
from winnable.reading.text import Line, cell_at, is_label, sentence_at

Cues = Sequence[Found[str]]
_REACH = 220  # characters before a day that may speak of it
_TRAIL = 120  # characters behind it
_ADJACENT = 14  # characters between "until" and its day
_CUT = re.compile(r"[ap]\.?\s?m\.\s*$")  # a sentence never ends between a time and its day
_BARE = re.compile(r"[a-z]{2}")
_LABEL_END = re.compile(r"[:|>]\s*\S{0,10}\s*$|[-.]\s*$")
_LABEL_AFTER = re.compile(
    r"[^a-z|]{0,28}(?:\b(?:noon|hrs?|hours|uhr|uur|h|p\.?m\.?|a\.?m\.?|[ecmp][sd]?t|gmt|cest|cet)\b[^a-z]{0,6})*\s*[:|-]"
)
_AMENDS = re.compile(r"amend|addend|corrig|rectif|nachtrag|berichtigung|errat|avenant")
_STRUCK = "~~"
_STRUCK_WITHIN = 60


@dataclass(frozen=True, slots=True)
class Words:
    """Cues around a day with the text that they stand in; `labelled` where they are a label or a row rather than a sentence."""

    cues: Cues
    text: str
    labelled: bool
    limited: bool = False


@dataclass(frozen=True, slots=True)
class Occasion:
    """A day and all that speaks of it, the nearest first. `moved` and `struck` say that the text changes or crosses it out,
    `earlier` that it was so before a change, `asked` that it stands in a question. `head` are the cues over its column."""

    mention: Mention
    before: Words
    after: Words
    above: Sequence[Words]
    moved: bool
    earlier: bool
    struck: bool
    asked: bool
    head: Cues

    @property
    def readings(self) -> Iterator[Words]:
        yield self.before
        yield self.after
        yield from self.above


@dataclass(frozen=True, slots=True)
class Days:
    """The lines, where their tables begin, and the days that they name."""

    lines: Sequence[Line]
    tops: Tops
    named: Mapping[int, Sequence[Mention]]
    words: DateWords

    @property
    def mentions(self) -> list[Mention]:
        return [mention for found in self.named.values() for mention in found]


def days_of(lines: Sequence[Line], words: DateWords) -> Days:
    """The days that lines name, by the index of their line in the sequence."""
    return Days(lines, tops_of(lines), {at: found for at, line in enumerate(lines) if (found := mentions_of(line, words))}, words)


def occasions_of(days: Days) -> list[list[Occasion]]:
    """The occasions of all days, one list a line."""
    return [_in_line(days, at) for at in days.named]


def _in_line(days: Days, at: int) -> list[Occasion]:
    """The occasions of all days in one line; each is bounded by its neighbours."""
    mentions = days.named[at]
    ends = [*(mention.start for mention in mentions[1:]), len(days.lines[at].folded)]
    starts = [0, *(max(mention.end, mention.time_end) for mention in mentions[:-1])]
    return [_occasion(days, at, *each) for each in zip(mentions, starts, ends, strict=True)]


def _occasion(days: Days, at: int, mention: Mention, start: int, end: int) -> Occasion:
    """What belongs to one day; `start` and `end` bound it against the days beside it."""
    line, find = mention.line, days.words.cues.find
    text, row = line.folded, line.passage.kind == "row"
    first, last = span_of(line, mention)
    from_, to = max(first, start, mention.start - _REACH), min(last, end, max(mention.end, mention.time_end) + _TRAIL)
    before = find(text, from_, mention.start)
    clause = text.find(";", mention.end, last)
    after = find(text, mention.end, to if clause < 0 else min(clause, to))
    adjacent = any(cue.label == "limit" and mention.start - cue.end <= _ADJACENT for cue in before)
    leading = not _BARE.search(text, first, mention.start) and _LABEL_AFTER.match(text, mention.end) is not None
    column = head_over(days.lines, days.tops, at, mention.start)
    above = _above(days, at, mention, before, column)
    if row and start > 0 and not before:
        named = days.named[at][0].start
        above.insert(0, Words(find(text, 0, named), text, labelled=True))
    changes = _changes(days.words, text[from_:to], above[0].text, column)
    gap = text[max(0, mention.start - _STRUCK_WITHIN) : mention.start], text[mention.end : mention.end + _STRUCK_WITHIN]
    return Occasion(
        mention,
        Words(before, text, row or _LABEL_END.search(text[from_ : mention.start]) is not None),
        Words(after, text, row or leading, limited=adjacent),
        above,
        moved=bool(_AMENDS.search(line.passage.section.lower()) or _AMENDS.search(line.passage.file.lower()))
        or "moved" in changes,
        earlier="earlier" in changes and "moved" not in changes,
        struck=_STRUCK in gap[0] and _STRUCK in gap[1],
        head=find(column),
        asked="?"
        in text[mention.end : min(cell_at(line, mention.start)[1], sentence_at(line.text, mention.start, mention.end)[1])],
    )


def _changes(words: DateWords, *texts: str) -> set[str]:
    return {cue.label for text in texts for cue in words.changes.find(text)}


def span_of(line: Line, mention: Mention) -> tuple[int, int]:
    """The sentence of a day, or its whole row; "5:00 P.M. ON FRIDAY" is no end of a sentence."""
    if line.passage.kind == "row":
        return 0, len(line.folded)
    first, last = sentence_at(line.text, mention.start, mention.end)
    while first > 0 and _CUT.search(line.folded, max(0, first - 8), first):
        first = min(first - 1, sentence_at(line.text, first - 2, first - 1)[0])
    return first, last


def _above(days: Days, at: int, mention: Mention, before: Cues, column: str) -> list[Words]:
    """Cues in the lines that lead up to a day, in the head of its column, and in the heading of its section."""
    find = days.words.cues.find
    line = mention.line
    lead_in = lead_in_of(days, at) if len(line.folded[: mention.start].strip(" -:|(")) <= 12 else ""
    head = column or line.passage.section.rsplit(" > ", 1)[-1].lower()[-120:]
    made: list[Words] = []
    for text in (lead_in, head):
        cues = find(text)
        own = cues and not (text == column and not before and _is_listed(days, at, mention, cues))
        made.append(Words([*cues, *before] if own else [], text, labelled=True))
    return made


def _is_listed(days: Days, at: int, mention: Mention, head: Cues) -> bool:
    """Whether a row of many names its own matter and only "due date" stands over its day: a list of tasks, not of one offer."""
    named = _BARE.search(mention.line.folded.split(" | ", 1)[0]) is not None and " | " in mention.line.folded[: mention.start]
    return named and not is_lone_row(days.lines, days.tops, at) and all(cue.label in {"due", "limit"} for cue in head)


def lead_in_of(days: Days, at: int) -> str:
    """The short lines above a day that stands at the start of its own: a label broken over several lines."""
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
