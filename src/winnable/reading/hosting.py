"""Where what is bought shall run."""

from collections import defaultdict
from collections.abc import Sequence

from winnable.reading.fact import Fact, fact_at
from winnable.reading.lexicon import AudienceWords
from winnable.reading.phrases import Found
from winnable.reading.text import Line, sentence_at

SPECIFIC = {"saas": 1.3, "paas": 1.3, "self-hosted": 1.1, "cloud": 1.0}


def read_hosting(lines: Sequence[Line], words: AudienceWords) -> Fact | None:
    """One of saas, paas, cloud and self-hosted; None where the text does not say or asks for several alike."""
    votes: dict[str, float] = defaultdict(float)
    first: dict[str, tuple[float, Line, Found[str]]] = {}
    for line in lines:
        for cue in words.hosting.find(line.folded):
            if cue.label == "against":
                continue
            weight = _weight(line, cue, words)
            votes[cue.label] += weight
            if cue.label not in first or weight > first[cue.label][0]:
                first[cue.label] = (weight, line, cue)
    if not votes:
        return None
    ranked = sorted(votes, key=lambda kind: -votes[kind] * SPECIFIC[kind])
    best = ranked[0]
    weight, line, cue = first[best]
    rival = votes[ranked[1]] * SPECIFIC[ranked[1]] if len(ranked) > 1 else 0.0
    if weight < 0.8 or ("self-hosted" in ranked[:2] and len(ranked) > 1 and rival > 0.6 * votes[best] * SPECIFIC[best]):
        return None
    return fact_at(line, cue.start, cue.end, best, min(0.9, 0.5 + 0.1 * votes[best]))


def _weight(line: Line, cue: Found[str], words: AudienceWords) -> float:
    text = line.folded
    start, end = sentence_at(line.text, cue.start, cue.end)
    around = words.hosting.find(text, max(start, cue.start - 80), min(end, cue.end + 60))
    sides = {other.label == "self-hosted" for other in words.hosting.find(text, start, end) if other.label != "against"}
    weight = 0.3 if len(sides) > 1 or any(other.label == "against" for other in around) else 1.0
    return weight + (0.8 if line.passage.kind in {"heading", "row"} and len(text) < 90 else 0.0)
