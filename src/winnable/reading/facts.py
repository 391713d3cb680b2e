"""Reads the facts of an opportunity out of its documents, and what they demand of the seller."""

from collections.abc import Sequence
from typing import Any

from winnable.core.evidence import Passage
from winnable.core.opportunity import Demand
from winnable.reading.dates import read_deadline
from winnable.reading.fact import Fact, Facts
from winnable.reading.hosting import read_hosting
from winnable.reading.languages import language_demands, read_languages
from winnable.reading.lexicon import Lexicon
from winnable.reading.money import read_budget
from winnable.reading.parties import read_buyer, read_title
from winnable.reading.places import place_demands, read_country
from winnable.reading.standards import certificate_demands, read_standards
from winnable.reading.systems import names_of, read_systems
from winnable.reading.text import lines_of
from winnable.reading.users import read_user_count

__all__ = ["Fact", "Facts", "read_demands", "read_facts"]


def read_facts(passages: Sequence[Passage], lexicon: Lexicon) -> Facts:
    """What the passages of one opportunity state; `industry`, `solution_types` and `audience` are left to other readers."""
    lines = lines_of(passages)
    named = names_of(lines, lexicon)
    languages = read_languages(lines, lexicon.languages)
    spoken: tuple[str, ...] = _value(languages) or ()
    buyer = read_buyer(lines, lexicon.audience)
    budget = read_budget(lines, lexicon.money, None)
    country = read_country(lines, named, lexicon.places, spoken, _value(budget.currency), buyer)
    if budget.currency is not None and country is not None:
        budget = read_budget(lines, lexicon.money, country.value)
    return Facts(
        title=read_title(lines, lexicon.audience), buyer=buyer, country=country, languages=languages,
        deadline=read_deadline(lines, lexicon.dates, _value(country), spoken[0] if spoken else None),
        budget_min=budget.least, budget_max=budget.most, currency=budget.currency,
        user_count=read_user_count(lines, lexicon.audience), hosting=read_hosting(lines, lexicon.audience),
        standards=read_standards(named, lexicon.standards), named_systems=read_systems(named, lexicon.systems),
    )


def read_demands(passages: Sequence[Passage], lexicon: Lexicon) -> tuple[Demand, ...]:
    """What the passages demand of the seller: languages, places of data and people, certificates."""
    lines = lines_of(passages)
    languages = read_languages(lines, lexicon.languages)
    return (
        *language_demands(lines, lexicon.languages),
        *place_demands(lines, lexicon.places, _value(languages) or ()),
        *certificate_demands(names_of(lines, lexicon), lexicon.standards),
    )


def _value(fact: Fact | None) -> Any:
    return fact.value if fact is not None else None
