"""What a bidder must be or have to be let in: turnover, years, references, registrations, a local office."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from winnable.reading.fact import Fact, fact_at, listed
from winnable.reading.lexicon import Lexicon, TermWords
from winnable.reading.money import Amount, amounts_of, currency_of
from winnable.reading.phrases import Found
from winnable.reading.stances import Setting, setting_of
from winnable.reading.text import Line, fold

NUMBER = 45  # characters around a threshold in which its number stands
YEARS = 18  # characters between a number and the word for years: "5 (five) or more years"
BETWEEN = 4  # words between a number and what it counts
AMOUNT = 160  # characters between a turnover and its amount
_DIGITS = re.compile(r"(?<![\d.,/(-])(\d{1,4})(?![\d/]|[.,]\d|\s?%|\)\s?\w)")
_WRITTEN = re.compile(r"\d[\d.,' ]{2,}\d?(?:\s?[A-Z]\w+){0,2}")
_STOP = re.compile(r"[.;:,|]")
_COLON = re.compile(r"\s?[:(=]\s?\w{1,10}")
COUNTED: Final = frozenset({"references#", "experience#"})
_LEAST: Final = {"experience": (1, 40), "references": (1, 20), "employees": (2, 5000)}


def read_eligibility(lines: Sequence[Line], lexicon: Lexicon, country: str | None) -> Fact | None:
    """Conditions for taking part, each once: "turnover: 69,300 EUR", "experience: 5 years", "references: 3", "local office"."""
    words = lexicon.terms
    touched = [line for line in lines if words.eligibility.found.find(line.folded)]
    best: dict[str, Fact] = {}
    for line in touched:
        for name, fact in _conditions(line, lexicon, country):
            known = best.get(name)
            if known is None or fact.confidence > known.confidence:
                best[name] = fact
    return listed(tuple(best.values()))


def _conditions(line: Line, lexicon: Lexicon, country: str | None) -> Iterator[tuple[str, Fact]]:
    words = lexicon.terms
    for found in words.eligibility.found.find(line.folded):
        setting = setting_of(line, found.start, found.end, words)
        sure = _sureness(found.label, setting, words)
        if not sure or found.label == "ignored":
            continue
        name = found.label.rstrip("#")
        value = name if name == found.label else _threshold(name, found, setting, lexicon, country)
        if value:
            yield name, fact_at(line, found.start, found.end, value, sure)


def _sureness(label: str, setting: Setting, words: TermWords) -> float:
    """How sure it is that a bidder is asked for this; 0 where somebody's staff is, or where nothing is demanded."""
    line = setting.line
    if setting.has("denied") or line.text[setting.last - 1 : setting.last] == "?":
        return 0.0
    cues = {cue.label for cue in words.eligibility.cues.every(line.folded[setting.first : setting.last])}
    heading = {cue.label for cue in words.eligibility.cues.every(fold(line.passage.section[-120:]))}
    if "staff" in cues or "staff" in heading or "veto" in cues:
        return 0.0
    demanded = setting.has("demand") or "least" in cues
    if "sections" in heading or ("sections" in cues and line.passage.kind == "row"):
        return 0.8 if demanded or line.passage.kind != "text" else 0.6
    if "bidder" in cues and demanded:
        return 0.7
    return 0.65 if "least" in cues and label in COUNTED else 0.0  # "provide three references" needs no subject


def _threshold(name: str, found: Found[str], setting: Setting, lexicon: Lexicon, country: str | None) -> str:
    """The condition with its number; empty where no number stands near."""
    if name == "turnover":
        return _turnover(found, setting, lexicon, country)
    number = _number(name, found, setting, lexicon.terms)
    unit = "" if name != "experience" else " year" if number == 1 else " years"
    return f"{name}: {number}{unit}" if number else ""


def _turnover(found: Found[str], setting: Setting, lexicon: Lexicon, country: str | None) -> str:
    """The turnover with its currency; as the text writes it where no currency is known."""
    amounts = amounts_of((setting.line,), lexicon.money).get(setting.line.index, ())
    near = [amount for amount in amounts if _distance(amount, found) <= AMOUNT]
    if near:
        amount = min(near, key=lambda one: _distance(one, found))
        return f"turnover: {amount.number:,.0f} {currency_of(amount.currency, country)}"
    written = _WRITTEN.search(setting.line.text, found.end, min(setting.last, found.end + NUMBER))
    return f"turnover: {written[0]}" if written else ""


def _distance(amount: Amount, found: Found[str]) -> int:
    return max(amount.start - found.end, found.start - amount.end)


def _number(name: str, found: Found[str], setting: Setting, words: TermWords) -> int:
    """The number that belongs to a threshold, in digits or in words, within its bounds; 0 without one.

    Years stand before a word for years ("five years of experience"); the others right before what they count, or behind a colon.
    """
    folded = setting.line.folded
    first, last = max(setting.first, found.start - NUMBER), min(setting.last, found.end + NUMBER)
    cues = words.eligibility.cues.find(folded, first, last)
    numbers = [(m.start(1), m.end(1), int(m[1])) for m in _DIGITS.finditer(folded, first, last)]
    numbers += [(cue.start, cue.end, int(cue.label[1:])) for cue in cues if cue.label[1:].isdigit()]
    years = [cue.start for cue in cues if cue.label == "years"]
    past = [cue.end for cue in cues if cue.label == "past"]
    low, high = _LEAST[name]
    for start, end, value in sorted(numbers):
        if any(0 <= start - at <= 1 for at in past):
            continue
        in_years = any(0 <= at - end <= YEARS for at in years)
        counts = in_years if name == "experience" else not in_years and _counts(folded, end, found)
        if counts and low <= value <= high:
            return value
    return 0


def _counts(folded: str, end: int, found: Found[str]) -> bool:
    """Whether a number that ends at `end` counts what was found: a few words before it, or right behind its colon."""
    if end <= found.start:
        gap = folded[end : found.start]
        return len(gap.split()) <= BETWEEN and not _STOP.search(gap)
    return _COLON.fullmatch(folded, found.end, end) is not None
