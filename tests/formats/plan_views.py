"""Views of portfolio plans for the tests of pages."""

from typing import Any

from winnable.formats.capacity import CapacityFile
from winnable.formats.plan_view import Outcome, plan_view
from winnable.portfolio.choice import Choice, OpenOpportunity, Risk
from winnable.portfolio.planning import plan
from winnable.portfolio.price import prices
from winnable.portfolio.programme import blocks_of
from winnable.portfolio.urgent import displaced_by

DECISIONS = ("pursue", "pursue_with_partner", "investigate")


def plan_of(
    opportunities: int = 8, name: str = "Portal", team: str = "portals", begins: str | None = "2027-01-04"
) -> dict[str, Any]:
    """A small plan in which there is not time for everything."""
    given = CapacityFile(periods=12, begins=begins, teams={team: {"presales": (3.0,), "bid": (2.0,)}})
    made = [_opportunity(n, name, team) for n in range(opportunities)]
    best = plan(blocks_of(made, given.capacity))
    new = [*made, _opportunity(99, name, team)]
    displacement = displaced_by(["o99"], new, given.capacity, best)
    best = displacement.plan if displacement.plan is not None and displacement.pays else best
    return plan_view(
        Outcome(
            opportunities=new,
            capacity=given,
            plan=best,
            prices=prices(best),
            ended="proven",
            risk=Risk(),
            displacement=displacement,
        )
    )


def hostile_plan(text: str) -> dict[str, Any]:
    """A plan in which every name is this text."""
    return plan_of(name=text, team=text)


def _opportunity(number: int, name: str, team: str) -> OpenOpportunity:
    choice = Choice(
        decision=DECISIONS[number % 3],
        chance=0.4,
        gain=100_000.0 + 1000 * number,
        cost=5000.0,
        weeks={"presales": 2.0, "bid": 1.0},
        lasts=1 + number % 2,
    )
    return OpenOpportunity(key=f"o{number}", name=f"{name} {number}", team=team, first=0, last=1, choices=(choice,))
