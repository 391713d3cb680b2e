"""The facts about the terms of a tender: what is named, prescribed, demanded of the bidder, weighed, and favoured."""

from collections.abc import Sequence
from dataclasses import replace

from winnable.reading.contacts import read_contacts
from winnable.reading.eligibility import read_eligibility
from winnable.reading.evaluation import read_evaluation
from winnable.reading.fact import Facts
from winnable.reading.languages import read_language_needs
from winnable.reading.lexicon import Lexicon
from winnable.reading.licences import read_licence_limits
from winnable.reading.prescribed import read_competitors, read_prescribed
from winnable.reading.residency import read_residency
from winnable.reading.set_asides import read_set_asides
from winnable.reading.standards import read_standards
from winnable.reading.systems import Named, plans_of, read_systems
from winnable.reading.text import Line
from winnable.reading.wired import read_wired


def with_terms(facts: Facts, lines: Sequence[Line], named: Sequence[Named], lexicon: Lexicon) -> Facts:
    """The facts with those on the terms of the tender filled in."""
    words = lexicon.terms
    plans = plans_of(named, lexicon.systems, words)
    country = str(facts.country.value) if facts.country is not None else None
    spoken: tuple[str, ...] = facts.languages.value if facts.languages is not None else ()
    return replace(
        facts,
        standards=read_standards(named, lexicon.standards, words),
        named_systems=read_systems(lines, plans, lexicon.systems, words),
        prescribed=read_prescribed(plans),
        competitors=read_competitors(plans),
        licence_limits=read_licence_limits(lines, words),
        set_asides=read_set_asides(lines, words),
        eligibility=read_eligibility(lines, lexicon, country),
        evaluation=read_evaluation(lines, words),
        contacts=read_contacts(lines, words),
        residency=read_residency(lines, lexicon.places, words, spoken),
        language_needs=read_language_needs(lines, lexicon.languages),
        wired=read_wired(lines, plans, facts, lexicon),
    )
