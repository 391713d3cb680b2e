"""Signs that the winner of a tender is chosen already, each with the words that give it away."""

from collections.abc import Iterator, Sequence
from datetime import date

from winnable.reading.days import mentions_of
from winnable.reading.fact import Fact, Facts, fact_at, listed
from winnable.reading.lexicon import Lexicon, TermWords
from winnable.reading.stances import PLATFORMS, is_open, is_preferred
from winnable.reading.systems import Plan
from winnable.reading.text import Line, sentence_at

SHORT = 10  # days to answer that only those who knew before can use
KNOWN = 45  # characters between words for experience and the product that must be known
TOP = 80  # lines in which a tender says when it was published
NEAR = 40  # characters between "published" and the day


def read_wired(lines: Sequence[Line], plans: Sequence[Plan], facts: Facts, lexicon: Lexicon) -> Fact | None:
    """The signs, each once: no questions, no competition, no equivalent accepted, incumbent continues, experience with this
    buyer, experience with one product, demonstration of one product, short notice."""
    best: dict[str, Fact] = {}
    for fact in (*_said(lines, lexicon.terms), *_by_product(plans, lexicon.terms), *_short_notice(lines, facts, lexicon)):
        if fact.value not in best or fact.confidence > best[fact.value].confidence:
            best[fact.value] = fact
    return listed(tuple(best.values()))


def _said(lines: Sequence[Line], words: TermWords) -> Iterator[Fact]:
    """Signs that the text says outright."""
    for line in lines:
        for found in words.wired.found.find(line.folded):
            first, last = sentence_at(line.text, found.start, found.end)
            around = words.wired.cues.find(line.folded, max(first, found.start - 80), min(last, found.end + 80))
            if not any(cue.label == "unless" for cue in around) and not line.text[:last].endswith("?"):
                yield fact_at(line, found.start, found.end, found.label, 0.75)


def _by_product(plans: Sequence[Plan], words: TermWords) -> Iterator[Fact]:
    """References and demonstrations that only the seller of one product can give."""
    for plan in plans:
        setting = plan.setting
        if plan.found.label.group not in PLATFORMS or is_open(setting) or is_preferred(setting):
            continue
        if setting.has("denied", "asks", "allowed", "tendering") or setting.among("examples"):
            continue
        if setting.has("demand") and _is_known(plan):
            yield _of(plan, "experience with one product", 0.65)
        around = words.wired.cues.find(setting.line.folded, setting.first, setting.last)
        if any(cue.label == "demonstration" for cue in around) and setting.has("demand"):
            yield _of(plan, "demonstration of one product", 0.65)


def _is_known(plan: Plan) -> bool:
    """Whether words for experience stand next to the product."""
    start, end = plan.setting.start, plan.setting.end
    return any(cue.label == "experience" and max(start - cue.end, cue.start - end) <= KNOWN for cue in plan.setting.contexts)


def _of(plan: Plan, sign: str, confidence: float) -> Fact:
    return fact_at(plan.setting.line, plan.found.start, plan.found.end, sign, confidence, note=plan.found.label.key)


def _short_notice(lines: Sequence[Line], facts: Facts, lexicon: Lexicon) -> Iterator[Fact]:
    """Few days between a day of publication that reads only one way and the deadline."""
    due = _day(facts.deadline.value) if facts.deadline is not None else None
    if due is None:
        return
    for line in lines[:TOP]:
        cues = lexicon.terms.wired.cues.find(line.folded)
        told = [cue for cue in cues if cue.label == "published"]
        if not told or any(cue.label == "planned" for cue in cues):
            continue
        mention = next((m for m in mentions_of(line, lexicon.dates) if 0 <= m.start - told[0].end <= NEAR), None)
        published = _day(mention.iso) if mention is not None and mention.year and not mention.swapped else None
        if mention is not None and published is not None and 0 <= (due - published).days < SHORT:
            note = f"{(due - published).days} days from {published} to {due}"
            yield fact_at(line, mention.start, mention.end, "short notice", 0.7, note=note)


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
