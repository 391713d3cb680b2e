"""A saved qualification for a portfolio: the options that the core worked out, with their figures."""

from dataclasses import dataclass
from math import prod

from winnable.formats.saved import Saved


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The expected value of each open decision, and the chance, money and partner behind it."""

    name: str
    currency: str
    value: float
    cost: float
    pursue: float | None
    partner: float | None
    investigate: float | None
    keeps: float = 1.0
    partner_cost: float = 0.0


def figures_of(saved: Saved) -> Figures:
    """What a portfolio takes from a saved qualification."""
    stakes, decision = saved.stakes, saved.decision
    worth = {option.decision: option.expected_value for option in decision.options if option.open}
    used = {key for option in decision.options if option.decision == "pursue_with_partner" for key in option.covers}
    covers = {cover.key: cover for cover in decision.covers if cover.key in used}.values()
    return Figures(
        name=saved.opportunity.name,
        currency=stakes.currency,
        value=stakes.value,
        cost=stakes.cost,
        pursue=worth.get("pursue"),
        partner=worth.get("pursue_with_partner"),
        investigate=worth.get("investigate"),
        keeps=prod(cover.keeps for cover in covers),
        partner_cost=stakes.cost + sum(cover.cost for cover in covers),
    )
