"""How many people will use what is bought."""

import re
from collections.abc import Iterator, Sequence

from winnable.reading.fact import Fact, fact_at
from winnable.reading.lexicon import AudienceWords
from winnable.reading.money import number_of
from winnable.reading.text import Line, sentence_at

_COUNT = re.compile(
    r"(?<![\w.,$€£₹/-])(\d{1,3}(?:[., \u00a0\u202f']\d{3})+|\d{2,8})(?![\d.,]*\d)\s*(\+)?\s?(k|thousand|million|millions|mio|millones|miljoen|milioni|tausend)?(?![\d%])(?=[\s)|+]|-)"
)
_SCALE = {"k": 1e3, "thousand": 1e3, "tausend": 1e3}
_NEAR = 42  # characters between a number and the people it counts


def read_user_count(lines: Sequence[Line], words: AudienceWords) -> Fact | None:
    """Users as stated; where none are, the employees, students or customers whom the text names as those to be served."""
    found = sorted(_counts(lines, words), key=lambda fact: -fact.confidence)
    if not found:
        return None
    best = found[0]
    others = tuple(fact for fact in found[1:] if fact.value != best.value)[:4]
    return Fact(value=best.value, confidence=best.confidence, quote=best.quote, place=best.place, note=best.note, others=others)


def _counts(lines: Sequence[Line], words: AudienceWords) -> Iterator[Fact]:
    for line in lines:
        text = line.folded
        for m in _COUNT.finditer(text):
            number = number_of(m[1])
            if number is None or (1900 <= number <= 2100 and not m[3] and len(m[1]) == 4):
                continue
            fact = _counted(line, m, int(number * _SCALE.get(m[3] or "", 1e6 if m[3] else 1)), words)
            if fact is not None:
                yield fact


def _counted(line: Line, m: re.Match[str], number: int, words: AudienceWords) -> Fact | None:
    if number < 20:
        return None
    text = line.folded
    row = line.passage.kind == "row"
    first, last = (0, len(text)) if row else sentence_at(text, m.start(), m.end())
    after = words.cues.find(text, m.end(), min(last, m.end() + _NEAR))
    around = words.cues.find(text, max(first, m.start() - 90), min(last, m.end() + 70))
    if any(cue.label == "not_users" for cue in around):
        return None
    direct = next((cue for cue in after if not re.search(r"\d", text[m.end() : cue.start])), None)
    label = direct.label if direct else None
    end = direct.end if direct else m.end()
    if label is None and (row or text[max(first, m.start() - 3) : m.start()].strip() in {":", "("}):
        before = words.cues.find(text, max(first, m.start() - 60), m.start())
        label = before[-1].label if before else None
        end = m.end()
    if label is None:
        return None
    return fact_at(line, m.start(), end, number, 0.8 if label == "users" else 0.6, note="" if label == "users" else "people to be served")
