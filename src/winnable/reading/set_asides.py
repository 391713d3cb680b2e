"""For whom a tender is set aside, and whom it prefers."""

import re
from collections.abc import Iterable, Iterator, Sequence

from winnable.reading.fact import Fact, fact_at, listed
from winnable.reading.lexicon import TermWords
from winnable.reading.phrases import Found
from winnable.reading.text import Line, sentence_at

AROUND = 250  # characters around a group that are looked at
NEAR = 70  # characters between a group and the words that want only it, or rather it
CLOSE = 45  # characters between "to encourage" and whom
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
        first, last = max(first, group.start - AROUND), min(last, group.end + AROUND)
        beside = {other.label for other in found if first <= other.start < last}
        cues = words.set_asides.cues.find(line.folded, first, last)
        if {"none", "form"} & {cue.label for cue in cues} or len(beside) >= MENU or line.text[last - 1 : last] == "?":
            continue
        note = _note(line, group, cues)
        if note:
            yield fact_at(line, group.start, group.end, group.label, 0.85 if note == "only" else 0.7, note=note)


def _note(line: Line, group: Found[str], cues: Iterable[Found[str]]) -> str:
    """Whether only the group is wanted, or whether it is preferred: what stands nearest to it decides; "" where neither is."""
    near: list[tuple[int, bool]] = []
    for cue in cues:
        distance = max(cue.start - group.end, group.start - cue.end, 0)
        reach = {"only": NEAR, "prefer": NEAR, "before": CLOSE if cue.end <= group.start else -1}.get(cue.label, -1)
        if distance <= reach:
            near.append((distance, cue.label == "only"))
    if not near:
        return ""
    goal = "goal" in line.folded[group.start : group.end + NEAR]
    return "only" if min(near, key=lambda one: (one[0], one[1]))[1] and not goal else "preference"


def _is_answered_no(lines: Sequence[Line], line: Line) -> bool:
    """Whether the next line, or the next cell, answers a form's heading with no."""
    if line.passage.kind == "row":
        return _NO.fullmatch(line.folded.rsplit("|", 1)[-1]) is not None
    after = lines[line.index + 1].folded if line.index + 1 < len(lines) else ""
    return line.text.rstrip().endswith(":") and _NO.fullmatch(after) is not None
