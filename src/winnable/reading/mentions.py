"""Need or mere mention: where a text says what is bought, what it negates, and where it only speaks of how to bid."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from winnable.core.evidence import Passage
from winnable.reading.phrases import Phrasebook
from winnable.reading.text import Line, fold, sentences

Polarity = Literal["needed", "negated", "tendering"]
TITLE_LINES = 4  # how far down a document its title may stand
SHORT = 4000  # a text below this many characters says little else than what is bought
OPENING = 1500  # characters from the start in which a longer document usually says it
_LETTER = re.compile(r"[^\W\d_]{2}")
_CLAUSE = ",;:(|"
_REACH = 45  # characters that a negation before a phrase may stand away from it
_TRAIL = 70  # characters after it in which it may be denied


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionWords:
    """The cues of `lexicons/mentions.yaml`, all languages joined."""

    before: Phrasebook[str]
    after: Phrasebook[str]
    unnegated: Phrasebook[str]
    tendering: Phrasebook[str]
    purpose: Phrasebook[str]
    digital: Phrasebook[str]
    headings: Phrasebook[str]
    asides: Phrasebook[str]


def standing_of(lines: Sequence[Line], words: MentionWords) -> list[float]:
    """How much each passage speaks of what is bought: 1 in a title, 0.8 where it says so outright, 0.6 near the start or under
    such a heading, 0.25 elsewhere, 0.05 in terms, forms and lists of contents."""
    weights: list[float] = []
    read: dict[str, int] = {}
    sizes: dict[str, int] = {}
    seen: dict[str, int] = {}
    for line in lines:
        sizes[line.passage.file] = sizes.get(line.passage.file, 0) + len(line.folded)
    for line in lines:
        file = line.passage.file
        weights.append(_standing(line, words, seen.get(file, 0), read.get(file, 0), sizes[file]))
        seen[file] = seen.get(file, 0) + 1
        read[file] = read.get(file, 0) + len(line.folded)
    return weights


def _standing(line: Line, words: MentionWords, index: int, before: int, size: int) -> float:
    passage = line.passage
    if index == 0 or (index < TITLE_LINES and passage.kind == "heading" and len(line.folded) < 200):
        return 1.0
    if _is_aside(passage, words):
        return 0.05
    if words.purpose.find(line.folded, 0, min(len(line.folded), 400)):
        return 0.8 if before < 0.35 * size or _heads(passage, words) or size < SHORT else 0.4
    if size < SHORT or before < OPENING or _heads(passage, words):
        return 0.6
    return 0.25


def _heads(passage: Passage, words: MentionWords) -> bool:
    return _mentions_heading(words.headings, passage.section.rsplit(" > ", 1)[-1])


def _is_aside(passage: Passage, words: MentionWords) -> bool:
    return any(_mentions_heading(words.asides, heading) for heading in passage.section.split(" > ")[-2:])


def _mentions_heading(book: Phrasebook[str], heading: str) -> bool:
    """Whether a heading begins with one of the phrases, its number aside."""
    folded = fold(heading[:90])
    return any(not _LETTER.search(folded, 0, found.start) for found in book.find(folded))


def polarity(line: Line, start: int, end: int, words: MentionWords) -> Polarity:
    """Whether the phrase from `start` to `end` is needed, negated, or only part of how to bid."""
    first, last = sentence_of(line, start, end)
    if words.tendering.find(line.folded, first, last):
        return "tendering"
    left = max(first, start - _REACH)
    for mark in _CLAUSE:
        left = max(left, line.folded.rfind(mark, first, start) + 1)
    exempt = [(f.start, f.end) for f in words.unnegated.find(line.folded, left, last)]
    for found in words.before.find(line.folded, left, start):
        if not any(a <= found.start and found.end <= b for a, b in exempt):
            return "negated"
    right = min(last, end + _TRAIL)
    return "negated" if words.after.find(line.folded, end, right) else "needed"


def sentence_of(line: Line, start: int, end: int) -> tuple[int, int]:
    """The span of the sentence that holds a phrase of a passage."""
    for first, last in _sentences(line.text):
        if first <= start < last:
            return first, max(last, end)
    return start, end


_sentences = lru_cache(maxsize=256)(sentences)  # one passage is asked about once for each phrase in it
