"""Platforms that a buyer demands by name, and products that the text favours without demanding them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from winnable.reading.fact import Fact, fact_at, listed
from winnable.reading.stances import is_open, is_preferred
from winnable.reading.systems import Plan

# Lists of names that nobody favours by naming them: languages, databases, formats of files.
NO_BRANDS: Final = frozenset({"technology", "documents", "identity", "data_and_search", "cased", "procurement"})


def read_prescribed(plans: Sequence[Plan]) -> Fact | None:
    """Platforms that what is bought must be made with, or that must stay; the note says which."""
    return listed(_once(_prescribed(plans)))


def read_competitors(plans: Sequence[Plan]) -> Fact | None:
    """Products that are named as the measure ("or equivalent") or the preference; the note says which.

    What is prescribed without a way out is no competitor among others: see `read_prescribed`.
    """
    return listed(_once(_favoured(plans)))


def _prescribed(plans: Iterable[Plan]) -> Iterator[Fact]:
    for plan in plans:
        setting = plan.setting
        if plan.stance == "prescribed" and not is_open(setting) and not is_preferred(setting):
            keeps = setting.leads("keep_next") or setting.follows("keep_before")
            sure = keeps or setting.leads("chosen_next") or setting.has("demand")
            yield _fact(plan, "to be kept" if keeps else "to be built on", 0.85 if sure else 0.65)


def _favoured(plans: Iterable[Plan]) -> Iterator[Fact]:
    for plan in plans:
        setting = plan.setting
        if plan.found.label.group in NO_BRANDS or setting.has("tendering", "experience", "denied"):
            continue
        if is_open(setting):
            yield _fact(plan, "or equivalent", 0.8)
        elif is_preferred(setting):
            yield _fact(plan, "preferred", 0.7)


def _fact(plan: Plan, note: str, confidence: float) -> Fact:
    found = plan.found
    return fact_at(plan.setting.line, found.start, found.end, found.label.key, confidence, note=note)


def _once(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """One fact for each name, the surest; in the order of the text."""
    best: dict[str, Fact] = {}
    for fact in facts:
        if fact.value not in best or fact.confidence > best[fact.value].confidence:
            best[fact.value] = fact
    return tuple(best.values())
