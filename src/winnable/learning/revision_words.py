"""The sentences of a revision."""

from collections.abc import Sequence

import numpy as np

from winnable.core.profile import Answer, Criterion, Curve
from winnable.learning.bends import turning
from winnable.learning.changes import LEARNED
from winnable.learning.support import Support

BLANK = "still blank in the CRM record"
OTHER = "other_values"  # the answer of a learned criterion for values that are none of its own
_SIZES = ((1e9, "bn"), (1e6, "M"), (1e3, "k"))


def measured(number: float, unit: str) -> str:
    """A number of a curve as people say it: 90 M EUR."""
    for size, letter in _SIZES:
        if abs(number) >= 10 * size or (abs(number) >= size and number % (size / 10) == 0):
            return f"{number / size:.3g} {letter} {unit}"
    return f"{number:,.3g} {unit}" if abs(number) < 1000 else f"{number:,.0f} {unit}"


def signed(weight: float) -> str:
    """A weight with its sign."""
    return f"{weight:+.2f}".replace("-", "\N{MINUS SIGN}")


def share_of(won: int, deals: int) -> str:
    """A share of deals won, in percent; none where there are no deals."""
    return f"{won / deals:.0%}" if deals else "none"


def number_sentence(what: str, support: Support, base: float) -> str:
    """What became of one number, and what it rests on."""
    if support.before is None:
        start = f"{what}: {signed(support.after)}"
    else:
        start = f"{what}: {signed(support.before)} becomes {signed(support.after)}"
    if not support.deals:
        return f"{start}; no deal had it: it follows from how far the profile is confirmed."
    odds = f"{support.won:,} of {support.deals:,} deals won ({share_of(support.won, support.deals)}, against {base:.0%} of all)"
    between = f"between {signed(support.low)} and {signed(support.high)} with 90 %"
    if support.taken_back_by is None or (support.before is not None and abs(support.after - support.before) < 0.02):
        return f"{start}; {odds}; {between}; {support.from_data:.0%} of this is data."
    back = (
        f"{support.taken_back_by:,} more {'deal' if support.taken_back_by == 1 else 'deals'} ending the other way would undo it"
    )
    return f"{start}; {odds}; {between}; {support.from_data:.0%} of this is data; {back}."


def place_words(criterion: Criterion, place: str) -> str:
    """An answer, a point of a curve, or what it means that nobody knows."""
    if not place:
        return BLANK
    if criterion.curve is not None:
        return f"at {measured(float(place), criterion.curve.unit)}"
    answer = criterion.answer(place)
    return value_words(answer) if criterion.theme == LEARNED.key else answer.text


def value_words(answer: Answer) -> str:
    """An answer of a learned criterion by the value that the column has, in quotes."""
    return answer.text if answer.key == OTHER else f'"{answer.text}"'


def headline(before: Criterion, after: Criterion, supports: Sequence[Support], base: float) -> str:
    """The one sentence on a criterion: where its curve turns, or the answer that moved most, of those that surely did."""
    sure = [s for s in supports if s.is_sure and s.deals] or supports
    moved = max(sure, key=lambda s: abs(s.after - (s.before or 0.0)) * s.deals**0.5)
    stated = before.theme != LEARNED.key  # a learned column has no threshold that anybody stated
    if before.curve is not None and after.curve is not None and moved.place and stated:
        told = _turn_sentence(before.curve, after.curve, supports)
        if told:
            return told
    return f"{before.question} {_capital(number_sentence(place_words(before, moved.place), moved, base))}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _turn_sentence(before: Curve, after: Curve, supports: Sequence[Support]) -> str:
    """Your 150 M threshold: your wins begin at 90 M. Only where history is sure that it does not lie where it lay."""
    old, new = turning(before.points), turning(after.points)
    if old is None or new is None:
        return ""
    at, found = measured(_round(old[0]), before.unit), measured(_round(new[0]), after.unit)
    if old[1] != new[1]:
        way = "above" if old[1] else "below"
        return f"Your {at} threshold: in your history it is the other way round, wins fall off {way} {found}."
    placed = [s for s in supports if s.place]
    numbers = [float(s.place) for s in placed]
    low, high = np.interp(old[0], numbers, [s.low for s in placed]), np.interp(old[0], numbers, [s.high for s in placed])
    if at == found or low <= 0 <= high:
        return f"Your {at} threshold holds; how much it weighs changes."
    way = "begin at" if new[1] else "end at"
    return f"Your {at} threshold: your wins {way} {found}."


def _round(number: float) -> float:
    return float(f"{number:.2g}")


def verdict_sentence(question: str, says: str, deals: int, slope: float) -> str:
    """How a criterion stands before history."""
    start = f"{question} {deals:,} deals answer it."
    if says == "contradicted":
        return f"{start} History says the opposite of the profile."
    if says == "unsupported":
        return f"{start} History does not support what the profile says of it."
    if says == "undecided":
        return f"{start} That is not enough to tell whether the profile is right."
    if slope > 1.1:
        return f"{start} History confirms it: it weighs {slope:.1f} times what the profile says."
    return f"{start} History confirms {max(slope, 0):.0%} of what the profile says."
