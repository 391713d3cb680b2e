"""Opportunities with outcomes, and what was known when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from winnable.core.columns import Value

Outcome = Literal["won", "lost", "no_decision", "walked_away"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StageChange:
    """A line of the stage history: from `at` on, a deal stood at `stage`, and these fields had these values."""

    at: date
    stage: str
    fields: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Deals of one seller, by column: every sequence is as long as `keys`, and place i is deal i.

    `columns` are all columns of the export, by their names in the file, cells as read (None: blank). `outcomes` is None
    for a deal that is still open. What the export does not tell (no account, no date) is "" or None.
    """

    name: str
    keys: tuple[str, ...]
    outcomes: tuple[Outcome | None, ...]
    created: tuple[date | None, ...]
    closed: tuple[date | None, ...]
    accounts: tuple[str, ...]
    teams: tuple[str, ...]
    owners: tuple[str, ...]
    stages: tuple[str, ...]
    amounts: tuple[float | None, ...]
    columns: Mapping[str, tuple[Value, ...]]
    order: tuple[float | None, ...] = ()
    changes: Mapping[str, tuple[StageChange, ...]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def is_closed(self) -> tuple[bool, ...]:
        """Which deals have an outcome."""
        return tuple(outcome is not None for outcome in self.outcomes)
