"""Holds what a model said against the document and the profile: what is not found there verbatim is dropped."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from winnable.core.evidence import Passage, Place
from winnable.core.profile import Criterion
from winnable.reading.signals import number_of
from winnable.reading.text import fold, quote_span
from winnable.reading.verbatim import squash
from winnable.sources.language_model.limits import ANSWERS_PER_QUOTE, QUOTE_LEAST, QUOTE_MOST
from winnable.sources.language_model.plan import Piece, Window
from winnable.sources.language_model.quotes import span_of
from winnable.sources.language_model.replies import Said
from winnable.sources.language_model.shown import MASK, shown

_NUMBERS: Final = re.compile(r"\d[\d.,' \u00a0\u202f]*(?:\s?(?:million|thousand|mio|m|k)\b)?", re.IGNORECASE)
_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_SIGNS: Final = {"EUR": ("eur", "€"), "USD": ("usd", "$", "dollar"), "GBP": ("gbp", "£")}
Reason = Literal["not asked", "no such answer", "quote not in the document", "quote does not state it", "one quote for all"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """An answer whose criterion and answer exist and whose quote stands in the document."""

    criterion: str
    answer: str | None
    number: float | None
    stated: bool
    passage: Passage
    place: Place

    @property
    def quote(self) -> str:
        """The passage's own words."""
        return self.passage.text[self.place.start : self.place.end]

    @property
    def meaning(self) -> tuple[str, str | float | None]:
        """What it says: criterion and answer."""
        return self.criterion, self.answer if self.number is None else self.number


def verified_in(
    said: Sequence[Said], window: Window, questions: Mapping[str, Criterion]
) -> tuple[tuple[Verified, ...], Counter[Reason]]:
    """What of the answers stands, and why the rest was dropped."""
    kept: list[Verified] = []
    dropped: Counter[Reason] = Counter()
    for one in said:
        result = _verified(one, window, questions)
        if isinstance(result, Verified):
            kept.append(result)
        else:
            dropped[result] += 1
    uses = Counter(v.place for v in {(v.meaning, v.place): v for v in kept}.values())
    plain = tuple(v for v in kept if uses[v.place] <= ANSWERS_PER_QUOTE)
    if len(plain) < len(kept):
        dropped["one quote for all"] += len(kept) - len(plain)
    return plain, dropped


def _verified(said: Said, window: Window, questions: Mapping[str, Criterion]) -> "Verified | Reason":
    criterion = questions.get(said.criterion)
    if criterion is None:
        return "not asked"
    if not _is_answer(said, criterion):
        return "no such answer"
    found = _find(said, window)
    if found is None:
        return "quote not in the document"
    passage, start, end = found
    place = _place(passage, start, end)
    number = said.number if criterion.curve is not None else None
    if criterion.curve is not None and not _states(passage.text[place.start : place.end], number, criterion):
        return "quote does not state it"
    return Verified(
        criterion=criterion.key,
        answer=said.answer if criterion.curve is None else None,
        number=number,
        stated=said.certainty == "stated",
        passage=passage,
        place=place,
    )


def _is_answer(said: Said, criterion: Criterion) -> bool:
    if criterion.curve is None:
        return any(answer.key == said.answer for answer in criterion.answers)
    return said.number is not None and said.number >= 0


def _find(said: Said, window: Window) -> tuple[Passage, int, int] | None:
    """The quote's passage and span: in the passage that was named, else in the only other one that holds it."""
    quote = shown(said.quote)
    if len(squash(quote)) < QUOTE_LEAST or len(quote) > QUOTE_MOST or MASK in quote:
        return None
    number = said.number_of_passage
    named = window.pieces[number - 1] if number is not None and 1 <= number <= len(window.pieces) else None
    if named is not None and (found := _span(named, quote)):
        return found
    elsewhere = [found for piece in window.pieces if (found := _span(piece, quote))]
    return elsewhere[0] if len(elsewhere) == 1 else None


def _span(piece: Piece, quote: str) -> tuple[Passage, int, int] | None:
    span = span_of(quote, piece.text)
    if span is None or MASK in piece.text[slice(*span)]:
        return None
    return piece.passage, piece.start + span[0], piece.start + span[1]


def _place(passage: Passage, start: int, end: int) -> Place:
    """The quote widened to its sentence, so that a "not" beside it is read too; not where that would show a contact."""
    first, last = quote_span(passage.text, start, end)
    if MASK in shown(passage.text)[first:last] or first > start or last < end:
        first, last = start, end
    return Place(file=passage.file, page=passage.page, section=passage.section, start=first, end=last)


def _states(quote: str, number: float | None, criterion: Criterion) -> bool:
    """Whether the number stands in the quote, and beside it the currency that it is counted in."""
    unit = criterion.curve.unit if criterion.curve else ""
    folded = fold(quote)
    if _CURRENCY.fullmatch(unit) and not any(sign in folded for sign in _SIGNS.get(unit, (unit.lower(),))):
        return False
    written = (number_of(" ".join(found.split())) for found in _NUMBERS.findall(folded))
    return any(n is not None and number is not None and abs(n - number) <= 1e-6 * max(1.0, abs(number)) for n in written)
