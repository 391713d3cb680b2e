"""What the words around an amount of money say that it is: the budget of this purchase, a part of it, or other money."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from winnable.reading.columns import Tops, head_over
from winnable.reading.lexicon import MoneyWords
from winnable.reading.money import Amount
from winnable.reading.phrases import Found
from winnable.reading.text import Line, cell_at, is_label, sentence_at

Cues = Sequence[Found[str]]
HUGE = 1e9  # so much is what an organisation has, not what it buys for
BIG = 5e6  # from here on a budget named beside residents or employees is the organisation's
SMALL_MONEY = frozenset(
    {"INR", "JPY", "KRW", "IDR", "VND", "COP", "CLP", "NGN", "HUF", "XOF", "XAF", "UGX", "TZS", "RWF", "PKR", "LBP", "IQD"}
)
_SMALL_FACTOR = 50  # how much more of it the same purchase costs
_THRESHOLD = re.compile(
    r"\s*(?:or|and|oder|ou|o|y|et|of)\s+(?:more|less|greater|above|over|below|under|mehr|plus|mas|meer|piu|hoger)\b|\s*(?:each|apiece)\b"
)
_TRAIL = 110  # characters behind an amount that say what it is for
_FAR = 190  # characters behind it that say for which years
_WIDE = 260  # characters before or behind it in which its owner is described
_ASKED = 600  # characters behind it in which its question ends
_CLOSE = 14  # characters between "at least" and its amount
_QUESTION = re.compile(
    r"(?:(?:vendor|bidder|supplier|offeror) )?(?:q|question|frage|bieterfrage|pregunta|consulta|vraag|domanda|quesito)"
    r"\s?\d*\s?[.:)]"
)
_ANSWER = re.compile(r"\?|\b(?:a|answer|response|reponse|antwort|respuesta|antwoord|risposta)\s?\d*\s?[.:)]")
_PERIODS = frozenset({"base", "base_year", "option", "yearly"})
_SEPARATOR = re.compile(r"\s*(?:[,;|.]|and\b|et\b|und\b|y\b|e\b|en\b)")  # behind an amount: what follows belongs to the next
_TELLING = frozenset({"budget", "other"})


@dataclass(frozen=True, slots=True)
class Sum:
    """An amount that may be the budget: how strongly the text says so, and the labels of what it is."""

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
        return bool(self.labels & {"part", "base", "base_year", "option"}) and not self.whole

    @property
    def net(self) -> bool:
        return "net" in self.labels

    @property
    def gross(self) -> bool:
        return "gross" in self.labels and not self.net

    @property
    def at_least(self) -> bool:
        return "lower" in self.labels and "upper" not in self.labels and self.amount.lower is None


def sums_in(lines: Sequence[Line], tops: Tops, at: int, amounts: Sequence[Amount], words: MoneyWords) -> Iterator[Sum]:
    """All amounts of one line, weighed; each is bounded by its neighbours."""
    for i, amount in enumerate(amounts):
        start = amounts[i - 1].end if i else 0
        end = amounts[i + 1].start if i + 1 < len(amounts) else len(amount.line.folded)
        head = head_over(lines, tops, at, amount.start)
        yield _weighed(lines, at, head, amount, start, end, words)


def _weighed(lines: Sequence[Line], at: int, head: str, amount: Amount, start: int, end: int, words: MoneyWords) -> Sum:
    """How the words around an amount, in its sentence, row, label or section, speak of it; `start` and `end` bound what
    belongs to it rather than to the amounts beside it."""
    text = amount.line.folded
    row = amount.line.passage.kind == "row"
    first, last = (0, len(text)) if row else sentence_at(amount.line.text, amount.start, amount.end)
    before = words.cues.find(text, max(first, amount.start - _WIDE), amount.start)
    behind = words.cues.find(text, amount.end, min(last, end, amount.end + _FAR))
    after = [cue for cue in behind if cue.start - amount.end < _TRAIL]
    own = [cue for cue in before if cue.start >= start]
    score = -3.0 if _THRESHOLD.match(text, amount.end) else _score(before, own, after, amount)
    if score is None:
        lead_in = _lead_in(lines, at, head, first)
        above = words.cues.find(lead_in)
        score = _under(above, lead_in)
        own = [*above, *own]
    if (
        score is not None
        and score > 0
        and _is_theirs(amount, [*before, *words.cues.find(text, amount.end, min(last, amount.end + _WIDE))])
    ):
        score = -3.0
    asked = _is_asked(amount)
    return Sum(amount, (score or 0.0) - (2.2 if asked else 0.0), _labels(before, own, behind, amount), asked)


def _labels(before: Cues, own: Cues, after: Cues, amount: Amount) -> frozenset[str]:
    """What kind of sum it is; of "at least" and "up to" the one that stands next to it."""
    limits = [cue.label for cue in own if cue.label == "upper" or (cue.label == "lower" and amount.start - cue.end <= _CLOSE)][
        -1:
    ]
    if any(cue.label == "excluded" for cue in (*before, *after)) and any(cue.label == "lower" for cue in own[-1:]):
        limits = ["upper"]
    end = sentence_at(amount.line.text, amount.start, amount.end)[1]
    behind = [cue for cue in after if cue.start < end]
    periods = [cue for cue in behind if cue.label in _PERIODS]
    ends_here = _SEPARATOR.match(amount.line.folded, amount.end) is not None
    if periods and not ends_here:
        own = [cue for cue in own if cue.label not in _PERIODS]
    elif periods and any(cue.label in _PERIODS for cue in own):
        behind = [cue for cue in behind if cue.label not in _PERIODS]
    said = [cue.label for cue in (*own, *behind) if cue.label not in {"upper", "lower"}]
    return frozenset({*said, *limits})


def _score(before: Cues, own: Cues, after: Cues, amount: Amount) -> float | None:
    """Strength of the words in the same sentence or row; None when they do not say what the amount is for."""
    if _is_ceiling_of_offers(before, own, after):
        return 2.4
    text = amount.line.folded
    earlier = [cue for cue in before if cue.label in _TELLING]
    more = max((cue.end for cue in own if cue.label == "additional"), default=0)
    telling = [cue for cue in own if cue.label in _TELLING and cue.start >= more]
    if telling:
        return _told(telling, after, amount)
    first = [cue for cue in earlier if cue not in own]
    if more and first and first[-1].label == "budget":
        return 1.8
    held = next((cue.start for cue in after if cue.label == "including"), len(amount.line.folded))
    late = [cue for cue in after if cue.label in _TELLING and cue.start < held]
    if late:
        return 2.0 if late[0].label == "budget" else -3.0
    if earlier:
        return 1.8 if earlier[-1].label == "budget" else -3.0
    labelled = any(cue.label == "label" for cue in own)
    return 2.6 if labelled and text[: amount.start].strip(" :|-").count(" ") <= 5 else None


def _is_ceiling_of_offers(before: Cues, own: Cues, after: Cues) -> bool:
    """ "Proposals above this sum will be rejected"."""
    over = own and own[-1].label == "lower"
    offers = any(cue.label == "offers" for cue in before)
    return bool(over and offers and any(cue.label == "excluded" for cue in (*before, *after)))


def _told(telling: Cues, after: Cues, amount: Amount) -> float:
    if telling[-1].label == "other":
        return -3.0
    if any(cue.label == "other" for cue in telling) and not _fresh(telling, amount.line.folded):
        return -1.0
    held = next((cue.start for cue in after if cue.label == "including"), len(amount.line.folded))
    spoiled = any(cue.label == "other" and cue.start - amount.end <= 25 and cue.start < held for cue in after)
    return 1.2 if spoiled else 3.0


def _under(above: Cues, lead_in: str) -> float | None:
    """Strength of the words over an amount that stands alone: a label, a question, the head of a column, a heading."""
    telling = [cue for cue in above if cue.label in _TELLING]
    if telling:
        return 2.4 if telling[-1].label == "budget" and (telling[0].label == "budget" or _fresh(telling, lead_in)) else -3.0
    return None


def _is_theirs(amount: Amount, cues: Cues) -> bool:
    """Whether so much money is the organisation's own, because of its size or of the people named beside it."""
    factor = _SMALL_FACTOR if amount.currency in SMALL_MONEY else 1
    beside = any(cue.label == "organisation" for cue in cues)
    return amount.number >= HUGE * factor or (beside and amount.number >= BIG * factor)


def _fresh(telling: Cues, text: str) -> bool:
    """Whether the words about the budget begin a new clause after those about something else."""
    last_other = max(cue.end for cue in telling if cue.label == "other")
    first_budget = min((cue.start for cue in telling if cue.label == "budget" and cue.start >= last_other), default=last_other)
    return bool(re.search(r"[;|]|\.\s", text[last_other:first_budget]))


def _lead_in(lines: Sequence[Line], at: int, head: str, first: int) -> str:
    """What stands before the sentence of an amount, or over it."""
    line = lines[at]
    if line.passage.kind == "row":
        return head
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
    mark = line.folded.find("?", amount.end, min(end, amount.end + _ASKED))
    if mark >= 0:
        return not _QUESTION.search(line.folded, amount.end, mark)
    start = max(start, amount.start - _ASKED)
    before = line.folded[start : amount.start].lstrip()
    return bool(_QUESTION.match(before)) and not _ANSWER.search(before, 12)
