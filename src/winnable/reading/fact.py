"""What a document states about an opportunity, each with the verbatim quote that states it."""

from dataclasses import dataclass
from typing import Any

from winnable.core.evidence import Place
from winnable.reading.text import Line, quote_span


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that a document states.

    `value` is plain data (a string, a number, or a tuple of strings); None where the document speaks of the matter without
    stating it, and `note` says how. `quote` is the passage's text from `place.start` to `place.end`. `others` are the other
    readings, best first; for a fact that is a list, the single things with a quote each.
    """

    value: Any
    confidence: float
    quote: str
    place: Place
    note: str = ""
    others: tuple["Fact", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that is read of an opportunity; None is what is not stated. Dates are ISO, codes ISO 639-1, 3166-1 and 4217.

    `deadline` is for the submission, `questions_due` and `award_due` are the other two dates; `time_zone` is an IANA name or a
    UTC offset. `budget_kind` is total, yearly, ceiling, range, estimate. `prescribed` are platforms that the buyer demands by
    name, `competitors` rivals that the text favours, `wired` the signs that the winner is chosen already. `evaluation` are
    criteria with their weights, `language_needs` pairs of a use and a language ("interface: fr").
    """

    title: Fact | None = None
    buyer: Fact | None = None
    country: Fact | None = None
    industry: Fact | None = None
    languages: Fact | None = None
    deadline: Fact | None = None
    budget_min: Fact | None = None
    budget_max: Fact | None = None
    currency: Fact | None = None
    user_count: Fact | None = None
    hosting: Fact | None = None
    standards: Fact | None = None
    named_systems: Fact | None = None
    solution_types: Fact | None = None
    audience: Fact | None = None
    questions_due: Fact | None = None
    award_due: Fact | None = None
    time_zone: Fact | None = None
    budget_kind: Fact | None = None
    contract_months: Fact | None = None
    language_needs: Fact | None = None
    residency: Fact | None = None
    prescribed: Fact | None = None
    competitors: Fact | None = None
    licence_limits: Fact | None = None
    set_asides: Fact | None = None
    eligibility: Fact | None = None
    evaluation: Fact | None = None
    contacts: Fact | None = None
    wired: Fact | None = None


def fact_at(
    line: Line,
    start: int,
    end: int,
    value: Any,
    confidence: float,
    *,
    note: str = "",
    others: tuple[Fact, ...] = (),
    exact: bool = False,
) -> Fact:
    """A fact with its quote: the sentence around `start` to `end`, or just that span where `exact`."""
    first, last = (start, end) if exact else quote_span(line.text, start, end)
    passage = line.passage
    place = Place(file=passage.file, page=passage.page, section=passage.section, start=first, end=last)
    return Fact(value=value, confidence=round(confidence, 3), quote=line.text[first:last], place=place, note=note, others=others)


def listed(facts: tuple[Fact, ...], asides: tuple[Fact, ...] = ()) -> Fact | None:
    """Single findings as one fact whose value is the tuple of theirs; None when there is none. `asides` are found as well, and
    are not part of the value."""
    if not facts:
        return None
    first = facts[0]
    return Fact(
        value=tuple(fact.value for fact in facts),
        confidence=round(sum(fact.confidence for fact in facts) / len(facts), 3),
        quote=first.quote,
        place=first.place,
        others=(*facts, *asides),
    )
