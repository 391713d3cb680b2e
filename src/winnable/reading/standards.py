"""Standards, laws and certificates that a document names, and which of them a vendor must hold."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from winnable.core.evidence import Source
from winnable.core.opportunity import Demand
from winnable.reading.fact import Fact, fact_at, listed
from winnable.reading.lexicon import Name, StandardWords, TermWords
from winnable.reading.phrases import Found
from winnable.reading.stances import Setting, setting_of
from winnable.reading.systems import Named
from winnable.reading.text import Line, fold, sentence_at

_TAIL = re.compile(
    r"(?:[\s-]*(?:version|versión|versione|v)\.?\s*|\s|-|:)?(\d(?:\.\d{1,2}){0,2}(?:-\d)?(?!\d|\.\d|\s?%)|20\d\d)(?=\W|$)"
)
_LEVEL = re.compile(
    r"[\s,(-]*(?i:(?:conformance|compliance)?\s*(?:level|niveau|nivel|livello|stufe|konformitätsstufe)\s*)?"
    r"[\s\"“«']*(?<![A-Za-z])(A{1,3})(?![A-Za-z])"
)
NOTES: Final = ("must hold", "must comply", "wish", "mention")  # the strongest first
SHORT = 60  # characters of a sentence that says little more than the name
HELD = 60  # characters around a certificate in which words say that somebody holds it
HEADED = 12  # characters that may stand before the word that makes a heading a glossary
CITED = 5  # words between "article" and the law that it belongs to
_NOT_NEEDED = re.compile(r"\b(?:not|no|without|nicht|kein\w*|pas|non|niet|geen|sin)\b")


def read_standards(named: Iterable[Named], words: StandardWords, terms: TermWords) -> Fact | None:
    """Standards as the text writes them, each once: first what must be held, then what must be complied with, then wishes.

    In `others` the note of each is "must hold", "must comply", "wish" or "mention"; what is only mentioned (a definition, a
    question, a law cited as a source) is not part of the value.
    """
    told: dict[str, Fact] = {}
    written: dict[str, Fact] = {}
    for line, found in _meant(named, words):
        key = found.label.key
        note, example = _meaning(line, found, words, terms)
        fact = replace(_fact(line, found, words), note=note)
        known = told.get(key)
        if known is None or (NOTES.index(note), -_specific(fact)) < (NOTES.index(known.note), -_specific(known)):
            told[key] = fact
        if note != "mention" and not example and (key not in written or _specific(fact) > _specific(written[key])):
            written[key] = fact
    facts = sorted((replace(fact, value=written.get(key, fact).value) for key, fact in told.items()), key=_rank)
    return listed(tuple(f for f in facts if f.note != "mention"), tuple(f for f in facts if f.note == "mention"))


def _rank(fact: Fact) -> int:
    return NOTES.index(fact.note)


def _meaning(line: Line, found: Found[Name], words: StandardWords, terms: TermWords) -> tuple[str, bool]:
    """The note of one mention, and whether it stands there as an example of others."""
    setting = setting_of(line, found.start, found.end, terms)
    strength = _polarity(line, found, words)
    text = line.folded[setting.first : setting.last]
    meets = bool(words.comply.find(text))
    heading = fold(line.passage.section.rsplit(" > ", 1)[-1])
    if _is_denied(line, found, setting) or _heads(heading, "glossary", terms) or setting.cited("cites", CITED):
        return "mention", False
    if (_is_asked(setting) or text.endswith("?")) and not (meets and setting.has("demand")):
        return "mention", False
    example = setting.among("examples")
    if strength == "wish":
        return "wish", example
    if strength == "must" or meets or _is_listed(line, setting):
        held = found.label.key in words.certificates and strength == "must" and _is_held(line, found, words)
        return "must hold" if held else "must comply", example
    return "mention", example


def _is_asked(setting: Setting) -> bool:
    """Whether the bidder shall only tell of it, or know it; what follows a semicolon is another matter."""
    behind = setting.line.folded.find(";", setting.end, setting.last)
    end = setting.last if behind < 0 else behind
    return any(cue.label in {"asks", "experience"} and cue.start < end for cue in setting.contexts)


def _heads(heading: str, label: str, terms: TermWords) -> bool:
    return any(cue.label == label and cue.start <= HEADED for cue in terms.contexts.find(heading))


def _is_denied(line: Line, found: Found[Name], setting: Setting) -> bool:
    return setting.has("denied") or _NOT_NEEDED.search(line.folded, max(0, found.start - 30), found.start) is not None


def _is_held(line: Line, found: Found[Name], words: StandardWords) -> bool:
    """Whether the words for holding a certificate stand near: "ISO 27001 certified"."""
    first, last = sentence_at(line.text, found.start, found.end)
    cues = words.cues.find(line.folded, max(first, found.start - HELD), min(last, found.end + HELD))
    return any(cue.label == "held" for cue in cues)


def _is_listed(line: Line, setting: Setting) -> bool:
    """Whether a standard stands in a list, a table or a heading, or in a line without a verb's full stop, as demands do."""
    if setting.has("today"):
        return False
    whole = setting.last - setting.first
    return line.passage.kind != "text" or whole <= SHORT or not line.text.rstrip().endswith((".", ";", "?"))


def _meant(named: Iterable[Named], words: StandardWords) -> Iterable[Named]:
    for line, found in named:
        if found.label.kind != "standard" or not found.label.key:
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
