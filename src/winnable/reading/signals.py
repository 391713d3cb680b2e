"""Signals of a profile looked for in a text; what matches becomes evidence with its verbatim quote."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from winnable.core.evidence import Evidence, Place, Source
from winnable.core.profile import Criterion, Profile, Signal
from winnable.reading.mentions import MentionWords, polarity, sentence_of, standing_of
from winnable.reading.pattern import Holders, Pattern, pattern_of
from winnable.reading.phrases import Phrasebook, Words, words_of
from winnable.reading.text import Line, fold, quote_span

LONGEST_NUMBER = 24  # digits and marks of a number that anybody counts
MOST_HEARD = 300  # matches of one signal that are looked at: a text that repeats itself says no more
MOST = 4  # quotes kept for each answer: a seller reads the best, not all
LEAST_STANDING = {"anywhere": 0.0, "purpose": 0.6, "title": 1.0}
_NUMBER = re.compile(r"\d[\d.,' ]*")
_SCALES = (("million", 1e6), ("mio", 1e6), ("m", 1e6), ("thousand", 1e3), ("k", 1e3))


@dataclass(frozen=True, slots=True)
class Text:
    """All passages of an opportunity as one folded text with its words, and the way back to each passage."""

    lines: Sequence[Line]
    joined: str
    words: Words
    starts: list[int]
    standing: list[float]

    def locate(self, start: int, end: int) -> tuple[int, int, int] | None:
        """(line index, start, end) within the line; None when the span crosses lines."""
        index = bisect_right(self.starts, start) - 1
        offset = self.starts[index]
        if end - offset > len(self.lines[index].folded):
            return None
        return index, start - offset, end - offset


def text_of(lines: Sequence[Line], words: MentionWords, title: str = "") -> Text:
    """Join folded passages, one per line; `title` is the title as it was read, wherever it stands."""
    starts, at = [], 0
    for line in lines:
        starts.append(at)
        at += len(line.folded) + 1
    joined = "\n".join(line.folded for line in lines)
    standing = standing_of(lines, words)
    if title:
        index = next((i for i, line in enumerate(lines) if title in line.text), None)
        if index is not None:
            standing[index] = 1.0
    return Text(lines=lines, joined=joined, words=words_of(joined), starts=starts, standing=standing)


@dataclass(frozen=True, slots=True)
class _Wanted:
    criterion: Criterion
    signal: Signal


@dataclass(frozen=True, slots=True)
class SignalBook:
    """The signals of one profile made ready to match; build once, use for many texts."""

    phrases: Phrasebook[_Wanted]
    patterns: tuple[tuple[Pattern, _Wanted], ...]


def book_of(profile: Profile) -> SignalBook:
    """Compile the signals of a profile."""
    entries: list[tuple[str, _Wanted]] = []
    patterns = []
    for criterion in profile.criteria:
        for signal in criterion.signals:
            wanted = _Wanted(criterion, signal)
            entries.extend((phrase, wanted) for phrases in signal.phrases.values() for phrase in phrases)
            if signal.pattern is not None:
                patterns.append((pattern_of(signal.pattern), wanted))
    return SignalBook(phrases=Phrasebook(entries), patterns=tuple(patterns))


def read_signals(text: Text, book: SignalBook, words: MentionWords, source: Source) -> tuple[Evidence, ...]:
    """Evidence for every criterion whose signals are found and mean what they say."""
    best: dict[tuple[str, str], list[tuple[float, Evidence]]] = {}
    heard: Counter[int] = Counter()
    for wanted, start, end, number in _hits(text, book):
        heard[id(wanted)] += 1
        if heard[id(wanted)] > MOST_HEARD:
            continue
        place = text.locate(start, end)
        if place is not None:
            evidence = _evidence(text, wanted, *place, number, words, source)
            if evidence is not None:
                key = (evidence.criterion, evidence.answer or "")
                best.setdefault(key, []).append((evidence.confidence * text.standing[place[0]], evidence))
    kept: list[Evidence] = []
    for found in best.values():
        kept.extend(_best(found))
    return tuple(kept)


def _best(found: list[tuple[float, Evidence]]) -> list[Evidence]:
    """The best few, one for each quote."""
    chosen: dict[str, Evidence] = {}
    for _, evidence in sorted(found, key=lambda pair: -pair[0]):
        chosen.setdefault(evidence.quote, evidence)
        if len(chosen) == MOST:
            break
    return list(chosen.values())


def _hits(text: Text, book: SignalBook) -> Iterator[tuple[_Wanted, int, int, float | None]]:
    for found in book.phrases.every_among(text.words):
        yield found.label, found.start, found.end, None
    holders = Holders(text.lines)
    for pattern, wanted in book.patterns:
        for index in holders.of(pattern.needs):
            for match in pattern.compiled().finditer(text.lines[index].folded):
                number = number_of(match.group("n")) if "n" in match.groupdict() else None
                if wanted.criterion.curve is None or number is not None:
                    start = text.starts[index]
                    yield wanted, start + match.start(), start + match.end(), number


def _evidence(
    text: Text, wanted: _Wanted, index: int, start: int, end: int, number: float | None, words: MentionWords, source: Source
) -> Evidence | None:
    signal, line = wanted.signal, text.lines[index]
    if text.standing[index] < LEAST_STANDING[signal.where]:
        return None
    first, last = sentence_of(line, start, end)
    if signal.unless and any(holds(line.folded[first:last], phrase) for phrase in signal.unless):
        return None
    if signal.along and not any(holds(line.folded, phrase) for phrase in signal.along):
        return None
    meant = polarity(line, start, end, words)
    answer = signal.answer if meant == "needed" else signal.negated if meant == "negated" else None
    if meant != "needed" and answer is None:
        return None
    left, right = quote_span(line.text, start, end)
    passage = line.passage
    return Evidence(
        criterion=wanted.criterion.key,
        source=source,
        confidence=_heard(signal.confidence, text.standing[index]),
        answer=answer,
        number=number if wanted.criterion.curve is not None else None,
        quote=line.text[left:right],
        place=Place(file=passage.file, page=passage.page, section=passage.section, start=left, end=right),
    )


def _heard(confidence: float, standing: float) -> float:
    """A signal in the body says less than one where the need is described, and next to nothing among terms and forms."""
    factor = 1.0 if standing >= 0.6 else 0.85 if standing >= 0.2 else 0.4
    return round(confidence * factor, 3)


def holds(folded: str, phrase: str) -> bool:
    """Whether a folded text holds a phrase as whole words (`*` at its end: any ending)."""
    phrase = fold(phrase)
    open_ended, bare = phrase.endswith("*"), phrase.rstrip("*")
    at = folded.find(bare)
    while at >= 0:
        after = at + len(bare)
        starts = at == 0 or not folded[at - 1].isalnum()
        if starts and (open_ended or after == len(folded) or not folded[after].isalnum()):
            return True
        at = folded.find(bare, at + 1)
    return False


def number_of(text: str) -> float | None:
    """The number written in a match: "1,200", "24 000", "1.5 million", "300m"; None when there is none."""
    match = _NUMBER.search(text)
    if match is None:
        return None
    if len(match.group()) > LONGEST_NUMBER:
        return None
    digits = match.group().rstrip(" .,'").replace(" ", "").replace("'", "")
    parts = re.split(r"[.,]", digits)
    if len(parts) > 1 and not all(len(part) == 3 for part in parts[1:]):
        digits = "".join(parts[:-1]) + "." + parts[-1]
    else:
        digits = "".join(parts)
    rest = text[match.end() :].strip()
    return float(digits) * next((factor for name, factor in _SCALES if rest.startswith(name)), 1.0)
