"""Reads the facts of an opportunity out of its documents, and what they demand of the seller."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from winnable.core.evidence import Passage
from winnable.core.opportunity import Demand
from winnable.reading.budget import read_budget
from winnable.reading.contract import read_contract_months
from winnable.reading.fact import Fact, Facts
from winnable.reading.hosting import read_hosting
from winnable.reading.languages import language_demands, read_languages
from winnable.reading.lexicon import Lexicon
from winnable.reading.money import amounts_of, usual_currency
from winnable.reading.parties import read_buyer, read_title
from winnable.reading.places import place_demands, read_country
from winnable.reading.schedule import read_schedule
from winnable.reading.standards import certificate_demands
from winnable.reading.systems import Named, names_of
from winnable.reading.terms import with_terms
from winnable.reading.text import Line, lines_of
from winnable.reading.users import read_user_count

__all__ = ["Fact", "Facts", "read_changing", "read_facts"]


def read_facts(passages: Sequence[Passage], lexicon: Lexicon) -> tuple[Facts, tuple[Demand, ...]]:
    """What the passages of one opportunity state, and what they demand of the seller: languages, places, certificates.

    `industry`, `solution_types` and `audience` are left to other readers.
    """
    lines = lines_of(passages)
    named = names_of(lines, lexicon)
    languages = read_languages(lines, lexicon.languages)
    spoken: tuple[str, ...] = _value(languages) or ()
    facts = with_terms(_facts(lines, named, languages, spoken, lexicon), lines, named, lexicon)
    demands = (
        *language_demands(lines, lexicon.languages),
        *place_demands(lines, lexicon.places, lexicon.standards, spoken),
        *certificate_demands(named, lexicon.standards),
    )
    return facts, demands


def read_changing(passages: Sequence[Passage], lexicon: Lexicon) -> Facts:
    """Of the facts only those that a later document may change (dates, money, terms in months, users), and their country."""
    lines = lines_of(passages)
    languages = read_languages(lines, lexicon.languages)
    return _changing(lines, names_of(lines, lexicon), _value(languages) or (), lexicon)


def _facts(
    lines: Sequence[Line], named: Sequence[Named], languages: Fact | None, spoken: tuple[str, ...], lexicon: Lexicon
) -> Facts:
    buyer = read_buyer(lines, lexicon.audience)
    return replace(
        _changing(lines, named, spoken, lexicon),
        title=read_title(lines, lexicon.audience, buyer),
        buyer=buyer,
        languages=languages,
        hosting=read_hosting(lines, lexicon.audience),
    )


def _changing(lines: Sequence[Line], named: Sequence[Named], spoken: tuple[str, ...], lexicon: Lexicon) -> Facts:
    amounts = amounts_of(lines, lexicon.money)
    country = read_country(lines, named, lexicon.places, spoken, usual_currency(amounts))
    schedule = read_schedule(lines, lexicon.dates, lexicon.zones, country, spoken[0] if spoken else None)
    budget = read_budget(lines, amounts, lexicon.money, _value(country))
    return Facts(
        country=country,
        deadline=schedule.deadline,
        questions_due=schedule.questions_due,
        award_due=schedule.award_due,
        time_zone=schedule.time_zone,
        budget_min=budget.least,
        budget_max=budget.most,
        currency=budget.currency,
        budget_kind=budget.kind,
        contract_months=read_contract_months(lines, lexicon.contract, lexicon.dates),
        user_count=read_user_count(lines, lexicon.audience, lexicon.headcount),
    )


def _value(fact: Fact | None) -> Any:
    return fact.value if fact is not None else None
