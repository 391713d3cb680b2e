"""The facts about the terms of a tender: what is named, prescribed, demanded of the bidder, weighed, and favoured."""

from collections.abc import Sequence
from dataclasses import replace

from winnable.reading.fact import Facts
from winnable.reading.lexicon import Lexicon
from winnable.reading.prescribed import read_competitors, read_prescribed
from winnable.reading.standards import read_standards
from winnable.reading.systems import Named, plans_of, read_systems
from winnable.reading.text import Line


def with_terms(facts: Facts, lines: Sequence[Line], named: Sequence[Named], lexicon: Lexicon) -> Facts:
    """The facts with those on the terms of the tender filled in."""
    terms = lexicon.terms
    plans = plans_of(named, lexicon.systems, terms)
    return replace(
        facts,
        standards=read_standards(named, lexicon.standards, terms),
        prescribed=read_prescribed(plans),
        competitors=read_competitors(plans),
        named_systems=read_systems(lines, plans, lexicon.systems, terms),
    )
