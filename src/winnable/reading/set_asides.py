"""For whom a tender is set aside, and whom it prefers."""

import re
from collections.abc import Iterable, Iterator, Sequence

from winnable.reading.fact import Fact, fact_at, listed
from winnable.reading.lexicon import TermWords
from winnable.reading.phrases import Found
from winnable.reading.text import Line, sentence_at

NEAR = 110  # characters around a group in which words say that only it, or rather it, is wanted
_CLAUSE = re.compile(r"\b52\.2\d\d-\d")
_NO = re.compile(r"\s*(?:no|none|n/a|na|not applicable|no procede|non|nein|entfallt|keine?|nee|neen|sans objet|nessuno?)\.?\s*")
MENU = 4  # groups named in one breath are a form's list of choices


def read_set_asides(lines: Sequence[Line], words: TermWords) -> Fact | None:
    """Groups of bidders, each once; the note says whether the tender is for them "only" or whether they have a "preference"."""
    facts = [fact for line in lines if words.set_asides.found.find(line.folded) for fact in _groups(lines, line, words)]
    clauses = {fact.value for fact in facts if _CLAUSE.search(fact.quote)}
    best: dict[str, Fact] = {}
    for fact in facts:
        listed_only = len(clauses) > 1 and _CLAUSE.search(fact.quote)  # a list of clauses of which some apply
        known = best.get(fact.value)
        if not listed_only and (known is None or fact.confidence > known.confidence):
            best[fact.value] = fact
    return listed(tuple(sorted(best.values(), key=lambda fact: fact.note != "only")))


def _groups(lines: Sequence[Line], line: Line, words: TermWords) -> Iterator[Fact]:
    found = words.set_asides.found.find(line.folded)
    if _is_answered_no(lines, line):
        return
    for group in found:
        first, last = sentence_at(line.text, group.start, group.end)
        beside = {other.label for other in found if first <= other.start < last}
        first, last = max(first, group.start - NEAR), min(last, group.end + NEAR)
        cues = words.set_asides.cues.find(line.folded, first, last)
        labels = {cue.label for cue in cues}
        if "none" in labels or "form" in labels or len(beside) >= MENU or line.text[last - 1 : last] == "?":
            continue
        heading = line.passage.kind == "heading"
        only = _only(line, group, cues)
        if only or "prefer" in labels or (heading and group.label != "small business"):
            confidence = 0.85 if only else 0.7 if "prefer" in labels else 0.5
            yield fact_at(line, group.start, group.end, group.label, confidence, note="only" if only else "preference")


def _only(line: Line, group: Found[str], cues: Iterable[Found[str]]) -> bool:
    """Whether the words for exclusion belong to the group: a preference between the two takes them away."""
    wanted = [cue for cue in cues if cue.label in {"only", "prefer"}]
    if not wanted:
        return False
    nearest = min(wanted, key=lambda cue: (max(cue.start - group.end, group.start - cue.end), cue.label == "prefer"))
    return nearest.label == "only" and "goal" not in line.folded[group.start : group.end + NEAR]


def _is_answered_no(lines: Sequence[Line], line: Line) -> bool:
    """Whether the next line, or the next cell, answers a form's heading with no."""
    if line.passage.kind == "row":
        return _NO.fullmatch(line.folded.rsplit("|", 1)[-1]) is not None
    after = lines[line.index + 1].folded if line.index + 1 < len(lines) else ""
    return line.text.rstrip().endswith(":") and _NO.fullmatch(after) is not None
