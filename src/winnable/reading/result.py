"""What reading the documents of one opportunity gives; light to import, because it is also kept and read back."""

from dataclasses import dataclass

from winnable.core.capability import Coverage, Match
from winnable.core.evidence import Evidence
from winnable.core.opportunity import Budget, Demand
from winnable.reading.fact import Facts
from winnable.reading.pack import Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the documents of one opportunity say. `parts` tells what each document is; `ledger` is all that they ask
    for, `coverage` what the obligations in it say of the offering."""

    parts: tuple[Part, ...]
    facts: Facts
    ledger: tuple[Match, ...]
    evidence: tuple[Evidence, ...]
    demands: tuple[Demand, ...]
    coverage: Coverage | None
    budget: Budget | None
