"""Columns of a table, and what they say of the criteria of a profile: proposed by us, confirmed by a person, kept as data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from winnable.core.profile import FORBID

Value = str | float | None  # a cell as read; None: blank
Kind = Literal["category", "number"]
DayOrder = Literal["day_first", "month_first"]


def text_of(value: Value) -> str:
    """A cell as people write it, so that it can be held against words: 1.0 as 1, blank as nothing."""
    return "" if value is None else value if isinstance(value, str) else f"{value:.15g}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeColumn:
    """Which column tells the outcome, and by which of its values; every other value is an open opportunity."""

    __pydantic_config__: ClassVar[dict[str, Any]] = FORBID
    column: str
    won: tuple[str, ...]
    lost: tuple[str, ...]
    no_decision: tuple[str, ...] = ()
    walked_away: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """What one column says: an answer of a criterion, a number on its curve, or a criterion still to be learned.

    `answers` turn values into answers, without regard to case; a value that they do not name gives `otherwise`, or stays
    unknown. `bands` are (at least this much, answer), rising. `factor` turns the column's unit into the criterion's.
    `learn` gives the column a criterion of its own, known only from history; `parent` is the column that it is a finer
    division of, towards which rare values shrink.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = FORBID
    criterion: str | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    otherwise: str | None = None
    bands: tuple[tuple[float, str], ...] = ()
    factor: float = 1.0
    learn: Kind | None = None
    parent: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMap:
    """What the columns of a table mean. `left_out` names columns on purpose not used, with the reason.

    `order` sorts deals in time where there are no dates (a running number); `chance` is the base rate that the seller
    states, where it is not the profile's. `dates` says how dates like 03/04/2025 are meant, where the columns cannot tell.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = FORBID
    outcome: OutcomeColumn | None = None
    id: str | None = None
    name: str | None = None
    account: str | None = None
    created: str | None = None
    closed: str | None = None
    amount: str | None = None
    team: str | None = None
    owner: str | None = None
    stage: str | None = None
    order: str | None = None
    chance: float | None = None
    dates: DayOrder | None = None
    columns: Mapping[str, Use] = field(default_factory=dict)
    left_out: Mapping[str, str] = field(default_factory=dict)
