"""Standards, laws and certificates that a document names, and which of them a vendor must hold."""

import re
from collections.abc import Iterable

from winnable.core.evidence import Source
from winnable.core.opportunity import Demand
from winnable.reading.fact import Fact, fact_at, listed
from winnable.reading.lexicon import Name, StandardWords
from winnable.reading.phrases import Found
from winnable.reading.systems import Named
from winnable.reading.text import Line, sentence_at

_TAIL = re.compile(
    r"(?:[\s-]*(?:version|versión|versione|v)\.?\s*|\s|-|:)?(\d(?:\.\d{1,2}){0,2}(?:-\d)?(?!\d|\.\d|\s?%)|20\d\d)(?=\W|$)"
)
_LEVEL = re.compile(
    r"[\s,(-]*(?i:(?:conformance|compliance)?\s*(?:level|niveau|nivel|livello|stufe|konformitätsstufe)\s*)?"
    r"[\s\"“«']*(?<![A-Za-z])(A{1,3})(?![A-Za-z])"
)
_NOT_NEEDED = re.compile(r"\b(?:not|no|without|nicht|kein\w*|pas|non|niet|geen|sin)\b")


def read_standards(named: Iterable[Named], words: StandardWords) -> Fact | None:
    """Standards as the text writes them, each once, the most specific writing first found; the note says when it is demanded."""
    best: dict[str, Fact] = {}
    for line, found in _meant(named, words):
        fact = _fact(line, found, words)
        known = best.get(found.label.key)
        if known is None or (_specific(fact) > _specific(known)):
            best[found.label.key] = fact
    return listed(tuple(best.values()))


def _meant(named: Iterable[Named], words: StandardWords) -> Iterable[Named]:
    for line, found in named:
        if found.label.kind != "standard":
            continue
        written = line.text[found.start : found.end]
        capital = written[0].isupper() or written.startswith("eI")
        if written == found.label.written or (capital and found.label.key not in words.cased):
            yield line, found


def _specific(fact: Fact) -> int:
    return sum(char.isdigit() for char in fact.value)


def _fact(line: Line, found: Found[Name], words: StandardWords) -> Fact:
    text, end = line.text, found.end
    tail = _TAIL.match(text, end)
    if tail:
        end = tail.end()
    if found.label.key == "wcag":
        level = _LEVEL.match(text, end)
        written = "WCAG" + (f" {tail[1]}" if tail else "") + (f" {level[1]}" if level else "")
        end = level.end() if level else end
    else:
        written = " ".join(text[found.start : end].split())
        if len(written.split()) >= 4 and not written.startswith(found.label.short):  # a long form of a known short one
            written = found.label.short + (f" {tail[1]}" if tail else "")
    note = _polarity(line, found, words)
    return fact_at(line, found.start, end, written, 0.9 if note == "must" else 0.8, note=note)


def _polarity(line: Line, found: Found[Name], words: StandardWords) -> str:
    """Whether the sentence demands the standard ("must"), wishes for it ("wish"), or only mentions it ("")."""
    first, last = sentence_at(line.text, found.start, found.end)
    cues = words.cues.find(line.folded, max(first, found.start - 200), min(last, found.end + 120))
    labels = {cue.label for cue in (*cues, *words.cues.find(line.passage.section.rsplit(" > ", 1)[-1].lower()))}
    if _NOT_NEEDED.search(line.folded, max(first, found.start - 30), found.start):
        return ""
    return "wish" if "wish" in labels and "demand" not in labels else "must" if "demand" in labels else ""


def certificate_demands(named: Iterable[Named], words: StandardWords) -> tuple[Demand, ...]:
    """Certificates that the vendor is asked to hold, each once, the strongest wording first."""
    best: dict[str, Demand] = {}
    for line, found in _meant(named, words):
        if found.label.key not in words.certificates:
            continue
        demand = _demand(line, found, words)
        known = best.get(found.label.key)
        if demand and (known is None or (demand.strength == "must") > (known.strength == "must")):
            best[found.label.key] = demand
    return tuple(best.values())


def _demand(line: Line, found: Found[Name], words: StandardWords) -> Demand | None:
    first, last = sentence_at(line.text, found.start, found.end)
    cues = words.cues.find(line.folded, max(first, found.start - 160), min(last, found.end + 110))
    labels = {cue.label for cue in cues}
    strength = _polarity(line, found, words)
    if not strength or "held" not in labels:
        return None
    fact = _fact(line, found, words)
    return Demand(
        kind="certificate",
        value=found.label.key,
        strength="must" if strength == "must" else "wish",
        source=Source(kind="document", name=line.passage.file),
        confidence=0.85 if strength == "must" else 0.7,
        quote=fact.quote,
        place=fact.place,
    )
