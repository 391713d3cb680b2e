"""What the buyer says this purchase may cost, among all the money that a document names."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from winnable.reading.columns import tops_of
from winnable.reading.fact import Fact, fact_at
from winnable.reading.lexicon import MoneyWords
from winnable.reading.money import Amounts, currency_of
from winnable.reading.numerals import NUMERAL, numeral
from winnable.reading.sums import Sum, sums_in
from winnable.reading.text import Line, cell_at, sentence_at
from winnable.reading.unstated import reference_in

Kind = Literal["total", "yearly", "ceiling", "range", "estimate"]
LEAST = 1000.0  # smaller sums are prices and fees
LIKELY = 1.5
UNDISCLOSED = "not disclosed"
NEIGHBOURS = 6  # lines around a base amount in which those of its options stand
_EACH = re.compile(
    r"\b(?:each|every|per|chacune?|chaque|je|jede[rn]?|cada|elke?|ogni|ciascun[ao]?)\b"
    rf"(?:\s(?:of|the|der|des|de|di|van|la|las|los|una|uno)\b){{0,2}}(?:\s(?P<count>{NUMERAL})\b)?"
)
_KIND_REACH = 60  # characters behind an amount that may say which kind it is


@dataclass(frozen=True, slots=True)
class StatedBudget:
    """The least and the most that the buyer states, with the currency and the kind: total, yearly, ceiling, range, estimate."""

    least: Fact | None = None
    most: Fact | None = None
    currency: Fact | None = None
    kind: Fact | None = None


def read_budget(lines: Sequence[Line], amounts: Amounts, words: MoneyWords, country: str | None) -> StatedBudget:
    """The budget as the buyer states it: totals before years and parts, without VAT before with it, answers before questions.

    A base period stays what is printed; with its options added up it stands first among the others.
    """
    tops = tops_of(lines)
    likely = [
        candidate
        for at, line in enumerate(lines)
        if line.index in amounts
        for candidate in sums_in(lines, tops, at, amounts[line.index], words)
        if candidate.score >= LIKELY and candidate.amount.number >= LEAST
    ]
    if not likely:
        return StatedBudget(most=_unstated(lines, words))
    ranked = sorted(likely, key=_rank, reverse=True)
    best = ranked[0]
    amount = best.amount
    code = currency_of(amount.currency, country)
    sure = 0.95 if code == amount.currency else 0.85 if country else 0.7
    currency = fact_at(amount.line, amount.start, amount.end, code, sure, exact=True) if code.isalpha() else None
    added = _with_options(best, likely)
    others = (*((added,) if added is not None else ()), *_others(ranked))
    note = f"{added.value:,} with its options" if added is not None else ""
    most = None if best.at_least else _fact(best, amount.number, others[:5], note)
    kind = _kind(best, words)
    lower = amount.number if best.at_least else amount.lower or (_minimum_beside(best, likely) if kind == "ceiling" else None)
    kind = "range" if lower is not None and not best.at_least else kind
    said = fact_at(amount.line, amount.start, amount.end, kind, 0.8)
    return StatedBudget(None if lower is None else _fact(best, lower), most, currency, said)


def _rank(candidate: Sum) -> tuple[float, float, int]:
    kind = (
        0.8 * max(candidate.whole, 0.7 * ("top" in candidate.labels))
        - 0.9 * candidate.yearly
        - 0.7 * candidate.part
        - 0.5 * candidate.gross
        + 0.2 * candidate.net
    )
    base = 0.3 * ("base" in candidate.labels and "option" not in candidate.labels)
    return candidate.score + kind + base - 0.5 * candidate.at_least, candidate.amount.number, -candidate.amount.line.index


def _kind(best: Sum, words: MoneyWords) -> Kind:
    """The kind that the words right around an amount name."""
    amount = best.amount
    first, last = sentence_at(amount.line.text, amount.start, amount.end)
    first = min(first, cell_at(amount.line, amount.start)[0]) if amount.line.passage.kind == "row" else first
    said = {cue.label for cue in words.kinds.find(amount.line.folded, first, min(last, amount.end + _KIND_REACH))}
    if not best.whole and best.labels & {"yearly", "base_year"}:
        return "yearly"
    if "upper" in best.labels or "ceiling" in said:
        return "ceiling"
    return "estimate" if "estimate" in said else "total"


def _with_options(best: Sum, likely: Sequence[Sum]) -> Fact | None:
    """A base amount and its options added up; None where there are none, or where it is not said how many."""
    if best.whole or not best.labels & {"base", "base_year"}:
        return None
    at = best.amount.line.index
    total, last = best.amount.number, best
    options = [s for s in likely if "option" in s.labels and "base" not in s.labels and s.amount.currency == best.amount.currency]
    near = [s for s in options if abs(s.amount.line.index - at) <= NEIGHBOURS and _follows(s, best)]
    for option in near:
        count = _count(option)
        if count is None:
            return None
        total, last = total + count * option.amount.number, option
    if not near or (any(s.amount.line.index != at for s in near) and len({s.amount.number for s in near}) > 12):
        return None
    fact = _fact(last, total)
    return replace(fact, note="base and options added up", confidence=0.6)


def _follows(option: Sum, base: Sum) -> bool:
    return (option.amount.line.index, option.amount.start) > (base.amount.line.index, base.amount.start)


def _count(option: Sum) -> int | None:
    """How many options one amount is for: "for each of two option years" is two, "for each option year" is not said."""
    text = option.amount.line.folded
    behind = text[option.amount.end : option.amount.end + 110]
    each = _EACH.search(behind)
    if each is None or re.search(r"\d", behind[: each.start()]):
        return 1
    return numeral(each["count"]) if each["count"] else None


def _minimum_beside(best: Sum, likely: Sequence[Sum]) -> float | None:
    """The least sum that stands in the same line as the most."""
    amount = best.amount
    return next(
        (s.amount.number for s in likely if s.at_least and s.amount.line is amount.line and s.amount.number < amount.number), None
    )


def _others(ranked: Sequence[Sum]) -> Iterator[Fact]:
    seen = {ranked[0].amount.number}
    for candidate in ranked[1:]:
        if candidate.amount.number not in seen and len(seen) < 5:
            seen.add(candidate.amount.number)
            yield _fact(candidate, candidate.amount.number)


def _fact(candidate: Sum, number: float, others: tuple[Fact, ...] = (), note: str = "") -> Fact:
    kinds = (
        (candidate.yearly, "per year"),
        (candidate.part, "a part: base period, option, phase or running costs"),
        (candidate.gross, "including VAT"),
        (candidate.net, "without VAT"),
        (candidate.asked, "from a question"),
    )
    amount = candidate.amount
    value = int(number) if number == int(number) else round(number, 2)
    confidence = min(0.95, 0.6 + 0.1 * candidate.score - 0.1 * (candidate.part or candidate.yearly))
    notes = [*(text for holds, text in kinds if holds), *([note] if note else [])]
    return fact_at(amount.line, amount.start, amount.end, value, confidence, note="; ".join(notes), others=others)


def _unstated(lines: Sequence[Line], words: MoneyWords) -> Fact | None:
    """A fact without a value where the document keeps its budget to itself or says that it stands elsewhere."""
    for line in lines:
        cues = words.cues.find(line.folded)
        for cue in (cue for cue in cues if cue.label == "budget"):
            span = sentence_at(line.text, cue.start, cue.end) if line.passage.kind != "row" else (0, len(line.folded))
            kept = next((c for c in cues if c.label == "undisclosed" and span[0] <= c.start < span[1]), None)
            if kept is not None:
                return fact_at(line, min(cue.start, kept.start), max(cue.end, kept.end), None, 0.6, note=UNDISCLOSED)
            found = (
                reference_in(line, cue.start, cue.end, span, words.references)
                if cue.end - cue.start > len("budget") - 1
                else None
            )
            if found is not None:
                return fact_at(line, found.start, found.end, None, 0.6, note=found.note)
    return None
