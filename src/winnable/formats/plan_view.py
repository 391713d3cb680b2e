"""A portfolio plan as plain data with every text resolved: its JSON form, and what terminal and page are rendered from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

import winnable
from winnable.core.profile import DecisionKey
from winnable.formats.capacity import CapacityFile
from winnable.portfolio.choice import Choice, OpenOpportunity, Risk
from winnable.portfolio.planning import Plan
from winnable.portfolio.price import Difference, Price
from winnable.portfolio.programme import Column
from winnable.portfolio.urgent import Displacement

VERSION = 1
Plain = dict[str, Any]
Ended = Literal["proven", "time", "searched", "interrupted"]  # searched: every way was tried before time was up
ORDER: tuple[DecisionKey, ...] = ("pursue", "pursue_with_partner", "investigate", "walk_away")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Everything that was worked out for a portfolio. `plan` is with what is urgent where that pays, `worst` the mean of its
    worst outcomes, where they were sampled."""

    opportunities: Sequence[OpenOpportunity]
    capacity: CapacityFile
    plan: Plan
    prices: Sequence[Price]
    ended: Ended
    risk: Risk
    worst: float | None = None
    displacement: Displacement | None = None


def plan_view(outcome: Outcome) -> Plain:
    """The plan as plain data, ready for JSON, terminal and HTML."""
    names = {o.key: o.name for o in outcome.opportunities}
    plan, periods = outcome.plan, period_names(outcome.capacity)
    left = _left_out(outcome.displacement)
    rows = [_row(o, plan.columns.get(o.key), outcome.capacity.periods, periods, left.get(o.key)) for o in outcome.opportunities]
    return {
        "schema_version": VERSION,
        "winnable_version": winnable.__version__,
        "currency": outcome.capacity.currency,
        "periods": periods,
        "plan": {
            "expected_value": plan.expected_value,
            "value": plan.value,
            "at_most": plan.bound,
            "gap": plan.gap,
            "ended": outcome.ended,
            "risk": {"tail": outcome.risk.tail, "weight": outcome.risk.weight},
            "worst": outcome.worst,
            "counts": {key: sum(row["decision"] == key for row in rows) for key in ORDER},
        },
        "decisions": sorted(rows, key=lambda row: (ORDER.index(row["decision"]), -row["expected_value"], row["key"])),
        "capacity": [_price(price, names, periods) for price in outcome.prices],
        "urgent": _urgent(outcome.displacement, names, periods),
    }


def period_names(capacity: CapacityFile) -> list[str]:
    """What each period is called: the day on which it begins, or its number."""
    if capacity.begins is None:
        return [str(number + 1) for number in range(capacity.periods)]
    first = date.fromisoformat(capacity.begins)
    return [(first + timedelta(weeks=capacity.weeks_in_period * n)).isoformat() for n in range(capacity.periods)]


def _left_out(displacement: Displacement | None) -> Mapping[str, str]:
    """Why what is urgent does not stand in the plan: never because it was weighed like all others."""
    if displacement is None or displacement.pays:
        return {}
    together = "with the others that are urgent it " if len(displacement.keys) > 1 else ""
    why = "cannot be done with these weeks in its time" if displacement.plan is None else "displaces more than it brings"
    return dict.fromkeys(displacement.keys, f"urgent, but {together}{why}")


def _row(
    opportunity: OpenOpportunity, column: Column | None, horizon: int, periods: Sequence[str], left_out: str | None
) -> Plain:
    row: Plain = {"key": opportunity.key, "name": opportunity.name, "team": opportunity.team}
    if column is None:
        why = left_out or _why_not(opportunity, horizon)
        best = max(opportunity.choices, key=lambda choice: choice.expected_value, default=None)
        forgone = {"expected_value": best.expected_value, "weeks": _weeks(best)} if best else None
        return row | {"decision": "walk_away", "expected_value": 0.0, "why": why, "forgone": forgone}
    choice = column.choice
    return row | {
        "decision": choice.decision,
        "expected_value": choice.expected_value,
        "why": "",
        "start": periods[column.start],
        "until": periods[column.start + choice.lasts - 1],
        "chance": choice.chance,
        "weeks": dict(choice.weeks),
        "value_per_week": choice.expected_value / _weeks(choice) if _weeks(choice) else None,
    }


def _weeks(choice: Choice) -> float:
    return sum(choice.weeks.values())


def _why_not(opportunity: OpenOpportunity, horizon: int) -> str:
    paying = [choice for choice in opportunity.choices if choice.expected_value > 0]
    if not paying:
        return "costs more than it brings"
    room = min(opportunity.last, horizon - 1) - max(opportunity.first, 0) + 1
    if all(choice.lasts > room for choice in paying):
        return "no time left for its work"
    return "the weeks are worth more elsewhere"


def _price(price: Price, names: Mapping[str, str], periods: Sequence[str]) -> Plain:
    return {
        "team": price.slot.team,
        "skill": price.slot.skill,
        "period": periods[price.slot.period],
        "weeks": price.weeks,
        "used": price.used,
        "adds": price.adds,
        "at_most": price.at_most,
        "proven": price.proven,
    } | _difference(price.difference, names, periods)


def _difference(difference: Difference, names: Mapping[str, str], periods: Sequence[str]) -> Plain:
    return {
        "added": [_step(column, names, periods) for column in _dearest(difference.added)],
        "dropped": [_step(column, names, periods) for column in _dearest(difference.dropped)],
        "changed": [_step(new, names, periods) | {"instead_of": old.choice.decision} for old, new in difference.changed],
        "moved": [_step(new, names, periods) | {"from": periods[old.start]} for old, new in difference.moved],
    }


def _dearest(columns: Iterable[Column]) -> list[Column]:
    return sorted(columns, key=lambda column: -column.choice.expected_value)


def _step(column: Column, names: Mapping[str, str], periods: Sequence[str]) -> Plain:
    return {
        "key": column.key,
        "name": names.get(column.key, column.key),
        "decision": column.choice.decision,
        "start": periods[column.start],
        "expected_value": column.choice.expected_value,
    }


def _urgent(displacement: Displacement | None, names: Mapping[str, str], periods: Sequence[str]) -> Plain | None:
    if displacement is None:
        return None
    possible = displacement.plan is not None
    return {
        "keys": list(displacement.keys),
        "names": [names.get(key, key) for key in displacement.keys],
        "possible": possible,
        "pursued": displacement.pays,
        "adds": displacement.adds if possible else None,
    } | _difference(displacement.difference, names, periods)
