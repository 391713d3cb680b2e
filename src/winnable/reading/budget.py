"""What the buyer says this purchase may cost, among all the money that a document names."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from winnable.reading.fact import Fact, fact_at
from winnable.reading.lexicon import MoneyWords
from winnable.reading.money import Amount, Amounts, currency_of
from winnable.reading.phrases import Found
from winnable.reading.text import Line, cell_at, column_head, is_label, sentence_at

LEAST = 1000.0  # smaller sums are prices and fees
LIKELY = 1.5
_THRESHOLD = re.compile(
    r"\s*(?:or|and|oder|ou|o|y|et|of)\s+(?:more|less|greater|above|over|below|under|mehr|plus|mas|meer|piu|hoger)\b|\s*(?:each|apiece)\b"
)
_CLOSE = 14  # characters between "at least" and its amount
_QUESTION = re.compile(r"(?:q|question|frage|pregunta|vraag|domanda)\s?\d*\s?[.:)]")
_Cues = Sequence[Found[str]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An amount that may be the budget: how strongly the text says so, and what kind of sum it is."""

    amount: Amount
    score: float
    labels: frozenset[str]
    asked: bool = False

    @property
    def whole(self) -> bool:
        return "whole" in self.labels

    @property
    def yearly(self) -> bool:
        return "yearly" in self.labels and not self.whole

    @property
    def part(self) -> bool:
        return "part" in self.labels and not self.whole

    @property
    def net(self) -> bool:
        return "net" in self.labels

    @property
    def gross(self) -> bool:
        return "gross" in self.labels and not self.net

    @property
    def at_least(self) -> bool:
        return "lower" in self.labels and "upper" not in self.labels and self.amount.lower is None


@dataclass(frozen=True, slots=True)
class StatedBudget:
    """The least and the most that the buyer states, with the currency."""

    least: Fact | None = None
    most: Fact | None = None
    currency: Fact | None = None


def read_budget(lines: Sequence[Line], amounts: Amounts, words: MoneyWords, country: str | None) -> StatedBudget:
    """The budget as the buyer states it: totals before years and parts, without VAT before with it, answers before questions."""
    candidates = [
        candidate
        for at, line in enumerate(lines)
        if line.index in amounts
        for candidate in _candidates(lines, at, amounts[line.index], words)
        if candidate.score >= LIKELY and candidate.amount.number >= LEAST
    ]
    if not candidates:
        return StatedBudget()
    ranked = sorted(candidates, key=_rank, reverse=True)
    best = ranked[0]
    code = currency_of(best.amount.currency, country)
    sure = 0.95 if code == best.amount.currency else 0.85 if country else 0.7
    currency = fact_at(best.amount.line, best.amount.start, best.amount.end, code, sure, exact=True) if code.isalpha() else None
    most = None if best.at_least else _fact(best, best.amount.number, tuple(_others(ranked)))
    lower = best.amount.number if best.at_least else best.amount.lower
    return StatedBudget(None if lower is None else _fact(best, lower), most, currency)


def _candidates(lines: Sequence[Line], at: int, amounts: Sequence[Amount], words: MoneyWords) -> Iterator[Candidate]:
    for i, amount in enumerate(amounts):
        start = amounts[i - 1].end if i else 0
        end = amounts[i + 1].start if i + 1 < len(amounts) else len(amount.line.folded)
        yield _weighed(lines, at, amount, start, end, words)


def _weighed(lines: Sequence[Line], at: int, amount: Amount, start: int, end: int, words: MoneyWords) -> Candidate:
    """How the words around an amount, in its sentence, row, label or section, speak of it; `start` and `end` bound what
    belongs to it rather than to the amounts beside it."""
    text = amount.line.folded
    row = amount.line.passage.kind == "row"
    first, last = (0, len(text)) if row else sentence_at(amount.line.text, amount.start, amount.end)
    before = words.cues.find(text, max(first, amount.start - 260), amount.start)
    after = words.cues.find(text, amount.end, min(last, end, amount.end + 90))
    own = [cue for cue in before if cue.start >= start]
    score = -3.0 if _THRESHOLD.match(text, amount.end) else _score(before, own, after, amount)
    if score is None:
        lead_in = _lead_in(lines, at, amount, first)
        above = words.cues.find(lead_in)
        score = _under(above, lead_in)
        own = [*above, *own]
    asked = _is_asked(amount)
    limits = [cue.label for cue in own if cue.label == "upper" or (cue.label == "lower" and amount.start - cue.end <= _CLOSE)][
        -1:
    ]
    labels = frozenset({*(cue.label for cue in (*own, *after) if cue.label not in {"upper", "lower"}), *limits})
    return Candidate(amount, (score or 0.0) - (2.2 if asked else 0.0), labels, asked)


def _score(before: _Cues, own: _Cues, after: _Cues, amount: Amount) -> float | None:
    """Strength of the words in the same sentence or row; None when they do not say what the amount is for."""
    text = amount.line.folded
    telling = [cue for cue in own if cue.label in {"budget", "other"}]
    if telling:
        return _told(telling, after, amount)
    late = [cue for cue in after if cue.label in {"budget", "other"}]
    if late:
        return 2.0 if late[0].label == "budget" else -3.0
    earlier = [cue for cue in before if cue.label in {"budget", "other"}]
    if earlier:
        return 1.8 if earlier[-1].label == "budget" else -3.0
    labelled = any(cue.label == "label" for cue in own)
    return 2.6 if labelled and text[: amount.start].strip(" :|-").count(" ") <= 5 else None


def _told(telling: _Cues, after: _Cues, amount: Amount) -> float:
    if telling[-1].label == "other":
        return -3.0
    if any(cue.label == "other" for cue in telling) and not _fresh(telling, amount.line.folded):
        return -1.0
    spoiled = any(cue.label == "other" and cue.start - amount.end <= 25 for cue in after)
    return 1.2 if spoiled else 3.0


def _under(above: _Cues, lead_in: str) -> float | None:
    """Strength of the words over an amount that stands alone: a label, a question, the head of a column, a heading."""
    telling = [cue for cue in above if cue.label in {"budget", "other"}]
    if telling:
        return 2.4 if telling[-1].label == "budget" and (telling[0].label == "budget" or _fresh(telling, lead_in)) else -3.0
    return None


def _fresh(telling: _Cues, text: str) -> bool:
    """Whether the words about the budget begin a new clause after those about something else."""
    last_other = max(cue.end for cue in telling if cue.label == "other")
    first_budget = min((cue.start for cue in telling if cue.label == "budget" and cue.start >= last_other), default=last_other)
    return bool(re.search(r"[;.|:(]", text[last_other:first_budget]))


def _lead_in(lines: Sequence[Line], at: int, amount: Amount, first: int) -> str:
    """What stands before the sentence of an amount, or over it."""
    line = lines[at]
    if line.passage.kind == "row":
        return column_head(lines, at, amount.start)
    if first > 0:
        return line.folded[max(0, first - 160) : first]
    above = lines[at - 1].folded.rstrip() if at else ""
    if above and lines[at - 1].passage.kind != "row" and (is_label(above) or above.endswith("?")):
        return above[-200:]
    return line.passage.section.rsplit(" > ", 1)[-1].lower()[-120:]


def _is_asked(amount: Amount) -> bool:
    """Whether the amount stands in a question, which is a vendor's and not the buyer's word."""
    line = amount.line
    start, end = cell_at(line, amount.start)
    return "?" in line.folded[amount.end : end] or bool(_QUESTION.match(line.folded[start : amount.start].lstrip()))


def _rank(candidate: Candidate) -> tuple[float, float, int]:
    kind = 0.8 * candidate.whole - 0.9 * candidate.yearly - 0.7 * candidate.part - 0.5 * candidate.gross + 0.2 * candidate.net
    return candidate.score + kind - 0.5 * candidate.at_least, candidate.amount.number, -candidate.amount.line.index


def _others(ranked: Sequence[Candidate]) -> Iterator[Fact]:
    seen = {ranked[0].amount.number}
    for candidate in ranked[1:]:
        if candidate.amount.number not in seen and len(seen) < 5:
            seen.add(candidate.amount.number)
            yield _fact(candidate, candidate.amount.number)


def _fact(candidate: Candidate, number: float, others: tuple[Fact, ...] = ()) -> Fact:
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
    note = "; ".join(text for holds, text in kinds if holds)
    return fact_at(amount.line, amount.start, amount.end, value, confidence, note=note, others=others)
