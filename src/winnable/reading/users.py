"""How many people will use what is bought."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from winnable.reading.fact import Fact, fact_at
from winnable.reading.lexicon import AudienceWords
from winnable.reading.money import number_of
from winnable.reading.phrases import Phrasebook
from winnable.reading.text import Line, sentence_at

_SCALES = r"k|thousand|million|millions|mio|millones|miljoen|milioni|tausend"
_COUNT = re.compile(
    r"(?<![\w.,$€£₹/-])(?P<number>\d{1,3}(?:[., \u00a0\u202f']\d{3})+"
    rf"|\d{{1,3}}[.,]\d{{1,2}}(?=\s(?:{_SCALES})\b)|\d{{2,8}}|\d(?=\s(?:{_SCALES})\b))"
    rf"(?![\d.,]*\d)\s*\+?\s?(?P<scale>{_SCALES})?(?![\d%])(?=[\s)|+-]|[,.]?$|[,.]\s)"
)
_SCALE = {"k": 1e3, "thousand": 1e3, "tausend": 1e3}
_NEAR = 42  # characters between a number and the people whom it counts
_BEFORE = 30  # characters before a number in which "employs" may stand
LEAST = 20  # fewer are a team
LEAST_PEOPLE = 50
MOST_PEOPLE = 1_000_000  # from here on it is a market or a population
_OTHER_UNIT = re.compile(
    r"[\s)+-]*(?:of the|for|in|days?|minutes?|hours?|hrs|months?|years?|weeks?|characters?|points?|pages?|percent|per"
    r"|tage|jours|dias|dagen|giorni|jahre?|ans|anos|jaar|euros?|eur|usd|dollars?|gb|mb|tb|ghz|mbps)\b"
)


def read_user_count(lines: Sequence[Line], words: AudienceWords, headcount: Phrasebook[str]) -> Fact | None:
    """Users as stated; where none are, the employees, students or customers whom the text names as those to be served."""
    for_staff = any(cue.label == "for_staff" for line in lines for cue in headcount.find(line.folded))
    found = sorted(_counts(lines, words, headcount, for_staff), key=lambda fact: -fact.confidence)
    if not found:
        return None
    best = found[0]
    return replace(best, others=tuple(fact for fact in found[1:] if fact.value != best.value)[:4])


def _counts(lines: Sequence[Line], words: AudienceWords, headcount: Phrasebook[str], for_staff: bool) -> Iterator[Fact]:
    for line in lines:
        for m in _COUNT.finditer(line.folded):
            number = number_of(m["number"])
            if number is None or (1900 <= number <= 2100 and len(m["number"]) == 4 and not m["scale"]):
                continue
            number *= _SCALE.get(m["scale"], 1e6) if m["scale"] else 1
            if number >= LEAST and (fact := _counted(line, m, int(number), words)):
                if fact.note and not for_staff and _is_headcount(line, m, headcount):
                    continue
                yield fact


def _is_headcount(line: Line, m: re.Match[str], headcount: Phrasebook[str]) -> bool:
    """Whether a number counts who works for the organisation in general: "employs 900 people", "with 900 employees"."""
    first, last = sentence_at(line.text, m.start(), m.end()) if line.passage.kind != "row" else (0, len(line.folded))
    first, last = max(first, m.start() - 200), min(last, m.end() + 200)
    said = headcount.find(line.folded, first, last)
    behind = headcount.find(line.folded, m.end(), min(last, m.end() + _NEAR))
    employs = any(cue.label == "employs" and m.start() - _BEFORE <= cue.start < m.end() + _NEAR for cue in said)
    return employs and any(cue.label == "staff" for cue in behind) and not any(cue.label == "uses" for cue in said)


def _counted(line: Line, m: re.Match[str], number: int, words: AudienceWords) -> Fact | None:
    text = line.folded
    row = line.passage.kind == "row"
    first, last = (0, len(text)) if row else sentence_at(line.text, m.start(), m.end())
    around = words.cues.find(text, max(first, m.start() - 90), min(last, m.end() + 70))
    if any(cue.label == "not_users" for cue in around):
        return None
    after = words.cues.find(text, m.end(), min(last, m.end() + _NEAR))
    direct = next((cue for cue in after if not re.search(r"[\d.;:]", text[m.end() : cue.start])), None)
    if _OTHER_UNIT.match(text, m.end()):
        return None
    if direct is not None and direct.label == "people" and not LEAST_PEOPLE <= number < MOST_PEOPLE:
        return None
    if direct is not None:
        gap = len(text[m.end() : direct.start].split())
        return _fact(line, m.start(), direct.end, number, direct.label, 0.1 * max(0, gap - 1))
    if row or text[: m.start()].rstrip().endswith((":", "(")):
        before = words.cues.find(text, max(first, m.start() - 60), m.start())
        if before and not row and m.start() - before[-1].end > 3:
            return None
        return _fact(line, m.start(), m.end(), number, before[-1].label, 0.1) if before else None
    return None


def _fact(line: Line, start: int, end: int, number: int, label: str, doubt: float) -> Fact:
    """Confidence: users outweigh people, many outweigh few (a team of 30 is rarely the audience)."""
    confidence = (0.85 if label == "users" else 0.65) - doubt - (0.25 if number < 100 else 0.0)
    confidence += min(0.05, 0.005 * len(str(number)))
    return fact_at(line, start, end, number, max(0.2, confidence), note="" if label == "users" else "people to be served")
