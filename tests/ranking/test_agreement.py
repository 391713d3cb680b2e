"""The statement and the core say the same of every row: chances to 1e-9, decisions, grades, reasons, questions."""

from functools import cache

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from tests.ranking.tables import World, worlds

from winnable.backends.duckdb import ranked, table_source
from winnable.core.assessment import ENOUGH_KNOWN
from winnable.core.qualification import Qualification, qualify
from winnable.core.question import cost_of, open_criteria
from winnable.ranking.plan import Plan, plan_of
from winnable.ranking.rows import opportunity_of

NEAR = 1e-9


@cache
def connection() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"threads": 1})


def both(world: World) -> list[tuple[dict, Qualification, Plan]]:
    source = table_source(world.cells, connection())
    plan = plan_of(world.profile, world.columns, source.columns, world.seller)
    relation = ranked(plan, source)
    rows = [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]
    read = connection().execute("SELECT * FROM winnable_table")
    names = [column[0] for column in read.description]
    found = []
    for row, cells in zip(rows, read.fetchall(), strict=True):
        opportunity = opportunity_of(plan, world.profile, dict(zip(names, cells, strict=True)))
        found.append((row, qualify(opportunity, world.profile, world.seller, questions=0), plan))
    return found


def best_value(core: Qualification) -> float | None:
    values = [o.expected_value for o in core.decision.options if o.decision in ("pursue", "pursue_with_partner") and o.open]
    return max(values) if values else None


def near_a_line(core: Qualification, world: World) -> bool:
    """Whether a difference in the last digit could change the decision."""
    options = {o.decision: o.expected_value for o in core.decision.options if o.open}
    committed = max(0.0, options.get("pursue", 0.0), options.get("pursue_with_partner", 0.0))
    scale = 1e-7 * max(core.decision.stakes.value, 1.0)
    gain = options.get("investigate", 0.0) - committed
    lines = (gain, gain - world.profile.policy.worth_asking * core.decision.stakes.cost)
    both_ways = options.get("pursue", 1e99) - options.get("pursue_with_partner", -1e99)
    return min(abs(line) for line in (*lines, both_ways, *(v for k, v in options.items() if k.startswith("pursue")))) < scale


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(worlds())
def test_every_row_is_judged_as_the_core_judges_it(world):
    for row, core, plan in both(world):
        assessment = core.assessment
        assert (row["chance"], row["low"], row["high"]) == pytest.approx(
            (assessment.probability, assessment.low, assessment.high), rel=0, abs=NEAR
        )
        assert row["coverage"] == pytest.approx(assessment.fit.known, rel=0, abs=NEAR)
        share = assessment.fit.share
        if abs(assessment.fit.known - ENOUGH_KNOWN) > NEAR and (
            share is None or all(abs(share - line) > NEAR for line in world.profile.policy.grades)
        ):
            assert row["grade"] == assessment.fit.grade
        assert (row["value"], row["cost"]) == pytest.approx((core.decision.stakes.value, core.decision.stakes.cost), rel=1e-12)
        best = best_value(core)
        assert row["worth"] == (best and pytest.approx(best, rel=NEAR, abs=NEAR * core.decision.stakes.value))
        assert near_a_line(core, world) or row["decision"] == core.decision.recommended
        assert len((row["blockers"] or "").split("; ")) * bool(row["blockers"]) == len(core.decision.blockers)
        assert_reasons(row, core, world, plan)
        assert_question(row, core, world, plan)


def assert_reasons(row: dict, core: Qualification, world: World, plan: Plan) -> None:
    """The strongest contributions, but for those that are the same in every row."""
    fixed = {term.key for term in plan.terms if term.fixed}
    weights = [c.weight for c in core.assessment.contributions if c.key not in fixed]
    for kind, sign, most in (("reason", 1, 3), ("red_flag", -1, 2)):
        expected = sorted((sign * w for w in weights if sign * w > 5.1e-7), reverse=True)[:most]
        shown = [row[f"{kind}_{i}"] for i in range(1, most + 1) if row[f"{kind}_{i}"]]
        if all(abs(sign * w - 5e-7) > 1e-8 for w in weights):
            assert [abs(float(text.rsplit("(", 1)[1][:-1])) for text in shown] == pytest.approx(expected, abs=0.00501)


def assert_question(row: dict, core: Qualification, world: World, plan: Plan) -> None:
    """The first of the core's round of questions: the most variance per cost."""
    variances = {u.key: u.variance for u in core.assessment.unsettled}
    asked = [
        (variances.get(c.key, 0.0) / (cost := cost_of(world.profile, c, plan.stage)), -cost, c.question)
        for c in open_criteria(world.profile, core.findings)
    ]
    best = max(asked, key=lambda one: one[:2], default=None)
    if best is None:
        assert row["question"] is None
    else:
        ties = {question for rate, _, question in asked if abs(rate - best[0]) <= NEAR * best[0]}
        assert row["question"] in ties
