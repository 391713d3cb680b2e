"""What the buyer says this purchase may cost, among all the money that a document names."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from winnable.reading.fact import Fact, fact_at
from winnable.reading.lexicon import MoneyWords
from winnable.reading.phrases import Found
from winnable.reading.text import Line, cell_at, is_label, sentence_at

DOLLARS = {"US": "USD", "CA": "CAD", "AU": "AUD", "NZ": "NZD", "SG": "SGD", "HK": "HKD", "JM": "JMD", "TT": "TTD", "NA": "NAD", "FJ": "FJD"}
_NUMBER = (
    r"\d{1,3}(?:[ \u00a0\u202f\u2009'\u2019]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d{1,3}(?:[.,]\d{2,3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d+)?"
)
_AND = re.compile(r"\s*(?:-|to|and|bis|und|a|à|et|y|e|tot|en|ed|al|until|up to)\s*(?:(?:a|of|the)\s+)?(?:(?:maximum|max|hochstens)\s+(?:of\s+)?)?")
LEAST = 1000.0
LIKELY = 1.5


@dataclass(frozen=True, slots=True)
class Amount:
    """Money written in a line; `currency` is an ISO code, or `$` where the country decides."""

    line: Line
    start: int
    end: int
    number: float
    currency: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """An amount that may be the budget: how strongly the text says so, and what kind of sum it is."""

    amount: Amount
    score: float
    upper: Amount | None = None
    yearly: bool = False
    part: bool = False
    whole: bool = False
    net: bool = False
    gross: bool = False
    at_least: bool = False
    asked: bool = False

    @property
    def top(self) -> Amount:
        return self.upper or self.amount


def number_of(written: str) -> float | None:
    """The value of a number written in any of the usual ways: 1,040,000; 226.875,00; 5 156 400,00; 2,10,000; 1,5."""
    bare = re.sub(r"[\s'\u2019]", "", written)
    if not bare or not bare[0].isdigit():
        return None
    marks = re.findall(r"[.,]", bare)
    if not marks:
        return float(bare)
    last = max(bare.rfind("."), bare.rfind(","))
    decimals = len(bare) - last - 1
    if len(set(marks)) == 2:
        whole, fraction = bare[:last], bare[last + 1 :]
    elif decimals == 3 or len(marks) > 1:
        whole, fraction = bare, ""
    else:
        whole, fraction = bare[:last], bare[last + 1 :]
    return float(re.sub(r"[.,]", "", whole) + ("." + fraction if fraction else ""))


class MoneyGrammar:
    """Finds amounts of money: a number beside a currency, with the magnitude in between."""

    def __init__(self, words: MoneyWords) -> None:
        self._symbols = words.symbols
        self._names = {name.rstrip("*"): code for name, code in words.words.items()}
        self._codes = words.codes
        self._magnitudes = words.magnitudes
        symbols = "|".join(re.escape(symbol) for symbol in sorted(words.symbols, key=len, reverse=True))
        names = "|".join(re.escape(name) for name in sorted(self._names, key=len, reverse=True))
        magnitudes = "|".join(re.escape(name) for name in sorted(words.magnitudes, key=len, reverse=True))
        codes = "|".join(sorted(words.codes))
        currency = rf"(?:(?<![A-Za-z])(?:{symbols})(?![A-Za-z])|(?<![A-Za-z])(?:{codes})(?![A-Za-z])|\b(?i:{names})\b)"
        scale = rf"(?:\s?-?(?i:{magnitudes})(?![A-Za-z]))"
        self._amount = re.compile(
            rf"(?P<before>{currency})?\s?\.?\\?(?P<number>(?<![\d.,])(?:{_NUMBER}))(?P<end>\s?[.,]?(?:/-|[.,]--?))?(?P<scale>{scale}\.?)?"
            rf"(?P<end2>/-)?\s?(?P<after>\(?{currency})?"
        )
        self._currency = re.compile(currency)

    def amounts(self, line: Line) -> list[Amount]:
        """All amounts of money in a line, in order."""
        text = line.text
        if not any(char.isdigit() for char in line.folded) or not self._currency.search(text):
            return []
        return [amount for found in self._amount.finditer(text) if (amount := self._amount_of(line, found))]

    def _amount_of(self, line: Line, found: re.Match[str]) -> Amount | None:
        before, after = found["before"], found["after"]
        sign = before or after
        number = number_of(found["number"])
        if sign is None or number is None:
            return None
        scale = (found["scale"] or "").strip(" -.").lower()
        if scale:
            number *= self._magnitudes[scale]
        end = found.end("after") if after and (not before or self._code(after) == self._code(before)) else (
            found.end("end2") if found["end2"] else found.end("scale") if found["scale"] else found.end("end") if found["end"] else found.end("number"))
        start = found.start("before") if before else found.start("number")
        return Amount(line, start, end, number, self._code(sign))

    def _code(self, sign: str) -> str:
        bare = sign.strip("( ")
        return self._symbols.get(bare) or (bare if bare in self._codes else self._names.get(bare.lower(), bare))


@dataclass(frozen=True, slots=True)
class Budget:
    """The least and the most that the buyer states, with the currency."""

    least: Fact | None = None
    most: Fact | None = None
    currency: Fact | None = None


Amounts = Mapping[int, Sequence[Amount]]  # index of a line -> the amounts that it names


def amounts_of(lines: Sequence[Line], words: MoneyWords) -> Amounts:
    """The amounts of money of all lines that name any."""
    grammar = MoneyGrammar(words)
    return {line.index: amounts for line in lines if (amounts := grammar.amounts(line))}


def usual_currency(amounts: Amounts) -> str | None:
    """The currency that most amounts are in; `$` where the country decides; None where no money is named."""
    signs = Counter(amount.currency for found in amounts.values() for amount in found)
    return signs.most_common(1)[0][0] if signs else None


def read_budget(lines: Sequence[Line], amounts: Amounts, words: MoneyWords, country: str | None) -> Budget:
    """The budget as the buyer states it: totals before years and parts, without VAT before with it, answers before questions."""
    candidates = [
        candidate for at, line in enumerate(lines) if line.index in amounts
        for candidate in _candidates(lines, at, amounts[line.index], words) if candidate.score >= LIKELY and candidate.top.number >= LEAST
    ]
    if not candidates:
        return Budget()
    return _budget(sorted(candidates, key=_rank, reverse=True), country)


def _candidates(lines: Sequence[Line], at: int, amounts: Sequence[Amount], words: MoneyWords) -> Iterator[Candidate]:
    line = lines[at]
    skip = -1
    for i, amount in enumerate(amounts):
        if i == skip:
            continue
        upper = amounts[i + 1] if i + 1 < len(amounts) and _is_range(line, amount, amounts[i + 1]) else None
        if upper is not None:
            skip = i + 1
            amount = _scaled(amount, upper)
        last_end = amounts[i - 1].end if i else 0
        following = amounts[i + (2 if upper else 1)].start if i + (2 if upper else 1) < len(amounts) else len(line.folded)
        yield _weighed(lines, at, amount, upper, last_end, following, words)


def _is_range(line: Line, amount: Amount, upper: Amount) -> bool:
    return amount.number < upper.number * 1000 and bool(_AND.fullmatch(line.folded[amount.end : upper.start])) and amount.currency == upper.currency


def _scaled(amount: Amount, upper: Amount) -> Amount:
    """The lower end of "1-2 million" shares the magnitude of the upper."""
    if 0 < amount.number < 1000 <= upper.number and upper.number / amount.number >= 1000:
        scale = 1e6 if upper.number >= 1e6 else 1e3
        return replace(amount, number=amount.number * scale)
    return amount


def _weighed(
    lines: Sequence[Line], at: int, amount: Amount, upper: Amount | None, last_end: int, following: int, words: MoneyWords,
) -> Candidate:
    """How the words around an amount, in its sentence, row, label or section, speak of it."""
    line = lines[at]
    text = line.folded
    end = (upper or amount).end
    row = line.passage.kind == "row"
    first, last = (0, len(text)) if row else sentence_at(text, amount.start, end)
    before = words.cues.find(text, max(first, amount.start - 260), amount.start)
    after = words.cues.find(text, end, min(last, following, end + 90))
    own = [cue for cue in before if cue.start >= last_end]
    score = _score(before, own, after, text, amount)
    if score is None:
        lead_in = _lead_in(lines, at, amount, first)
        above = words.cues.find(lead_in)
        score = _score(above, above, after, lead_in, amount)
        own = [*above, *own]
    labels = {cue.label for cue in (*own, *after)}
    asked = _is_asked(line, amount)
    return Candidate(
        amount, (score or 0.0) - (2.2 if asked else 0.0), upper, yearly="yearly" in labels and "whole" not in {cue.label for cue in own},
        part="part" in labels and "whole" not in labels, whole="whole" in labels, net="net" in labels, gross="gross" in labels and "net" not in labels,
        at_least=upper is None and _last(own, {"upper", "lower"}) == "lower", asked=asked,
    )


def _score(before: Sequence[Found[str]], own: Sequence[Found[str]], after: Sequence[Found[str]], text: str, amount: Amount) -> float | None:
    """Strength of the words around an amount; None when they do not say what it is for."""
    strong = [cue for cue in own if cue.label in {"budget", "other"}]
    if strong:
        last = strong[-1]
        if last.label == "other":
            return -3.0
        if any(cue.label == "other" for cue in strong) and not _fresh(strong, text):
            return -1.0
        return 1.2 if any(cue.label == "other" for cue in after) else 3.0
    late = [cue for cue in after if cue.label in {"budget", "other"}]
    if late:
        return 2.0 if late[0].label == "budget" else -3.0
    earlier = [cue for cue in before if cue.label in {"budget", "other"}]
    if earlier:
        return 1.8 if earlier[-1].label == "budget" else -3.0
    label = [cue for cue in own if cue.label == "label"]
    if label and amount.line.folded[: amount.start].strip(" :|-").count(" ") <= 5:
        return 2.6
    return None


def _fresh(strong: Sequence[Found[str]], text: str) -> bool:
    """Whether the words about the budget begin a new clause after those about something else."""
    last_other = max(cue.end for cue in strong if cue.label == "other")
    first_budget = min((cue.start for cue in strong if cue.label == "budget" and cue.start >= last_other), default=last_other)
    return bool(re.search(r"[;.|:(]", text[last_other:first_budget]))


def _last(cues: Sequence[Found[str]], labels: set[str]) -> str | None:
    return next((cue.label for cue in reversed(cues) if cue.label in labels), None)


def _lead_in(lines: Sequence[Line], at: int, amount: Amount, first: int) -> str:
    """What stands before the sentence of an amount, or over it: the rest of its passage, a label, a question, the heading."""
    line = lines[at]
    if first > 0 and line.passage.kind != "row":
        return line.folded[max(0, first - 160) : first]
    if line.passage.kind == "row":
        top = at
        while top > 0 and lines[top - 1].passage.kind == "row" and lines[top - 1].passage.file == line.passage.file:
            top -= 1
        column = line.folded.count(" | ", 0, amount.start)
        cells = lines[top].folded.split(" | ")
        return cells[column] if top != at and column < len(cells) else ""
    if at and (is_label(lines[at - 1].folded) or lines[at - 1].folded.rstrip().endswith("?")):
        return lines[at - 1].folded[-200:]
    return line.passage.section.lower()[-120:]


def _is_asked(line: Line, amount: Amount) -> bool:
    """Whether the amount stands in a question, which is a vendor's and not the buyer's word."""
    start, end = cell_at(line, amount.start)
    return "?" in line.folded[amount.end : end] or bool(re.match(r"(?:q|question|frage|pregunta|vraag|domanda)\s?\d*\s?[.:)]", line.folded[start : amount.start].lstrip()))


def _rank(candidate: Candidate) -> tuple[float, ...]:
    kind = (0.8 if candidate.whole else 0) - (0.9 if candidate.yearly else 0) - (0.7 if candidate.part else 0) - (0.5 if candidate.gross else 0) + (0.2 if candidate.net else 0)
    return (candidate.score + kind - (0.5 if candidate.at_least else 0), candidate.top.number, -candidate.amount.line.index)


def _budget(ranked: Sequence[Candidate], country: str | None) -> Budget:
    best = ranked[0]
    code = _currency(best.top.currency, country)
    others = tuple(_fact(candidate.top, candidate) for candidate in _distinct(ranked)[:4])
    most = None if best.at_least else _fact(best.top, best, others)
    least = _fact(best.amount, best) if best.upper is not None or best.at_least else None
    sure = 0.9 if code != best.top.currency or code.isalpha() else 0.5
    currency = fact_at(best.amount.line, best.amount.start, best.top.end, code, sure, exact=True) if code.isalpha() else None
    return Budget(least, most, currency)


def _distinct(ranked: Sequence[Candidate]) -> list[Candidate]:
    seen = {ranked[0].top.number}
    return [c for c in ranked[1:] if c.top.number not in seen and not seen.add(c.top.number)]  # type: ignore[func-returns-value]


def _currency(sign: str, country: str | None) -> str:
    """ISO code of what stands beside the number; a bare dollar is the country's own, or the US dollar."""
    return DOLLARS.get(country or "US", "USD") if sign == "$" else sign


def _fact(amount: Amount, candidate: Candidate, others: tuple[Fact, ...] = ()) -> Fact:
    notes = [
        *(["per year"] if candidate.yearly else []), *(["a part of the whole: base period, option or phase"] if candidate.part else []),
        *(["including VAT"] if candidate.gross else []), *(["without VAT"] if candidate.net else []), *(["from a question"] if candidate.asked else []),
    ]
    value = int(amount.number) if amount.number == int(amount.number) else round(amount.number, 2)
    confidence = min(0.95, 0.6 + 0.1 * candidate.score - (0.1 if candidate.part or candidate.yearly else 0))
    return fact_at(amount.line, amount.start, amount.end, value, confidence, note="; ".join(notes), others=others)
