"""What one more week is worth, and what an urgent opportunity displaces."""

import pytest
from hypothesis import given, settings
from tests.portfolio.plans import best_by_trying, capacity, opportunity, portfolios

from winnable.portfolio.choice import Capacity
from winnable.portfolio.planning import plan
from winnable.portfolio.price import difference, prices
from winnable.portfolio.programme import blocks_of
from winnable.portfolio.urgent import displaced_by

FAIR = settings(deadline=None, max_examples=25)


def with_a_week(weeks, slot):
    given = list(weeks.weeks[slot.team, slot.skill])
    given[slot.period] += 1
    return Capacity(periods=weeks.periods, weeks={**weeks.weeks, (slot.team, slot.skill): tuple(given)})


@FAIR
@given(portfolios())
def test_the_price_of_a_week_is_the_difference_of_two_best_plans(portfolio):
    opportunities, weeks = portfolio
    blocks = blocks_of(opportunities, weeks)
    for price in prices(plan(blocks, gap=0), most=1000):
        wider = blocks_of(opportunities, with_a_week(weeks, price.slot))
        assert price.proven
        assert price.adds == pytest.approx(best_by_trying(wider) - best_by_trying(blocks), abs=1e-5)
        assert price.adds <= price.at_most + 1e-6


def test_a_week_that_nothing_needs_is_worth_nothing():
    [price] = prices(plan(blocks_of([opportunity()], capacity(5))))
    assert price.adds == 0
    assert price.difference.added == ()


def test_the_price_names_what_the_week_would_add_and_what_would_go():
    small, large = opportunity("small", weeks={"bid": 2.0}), opportunity("large", gain=300.0, weeks={"bid": 3.0})
    [price] = prices(plan(blocks_of([small, large], capacity(2))))
    assert price.adds == pytest.approx(140 - 40)
    assert [column.key for column in price.difference.added] == ["large"]
    assert [column.key for column in price.difference.dropped] == ["small"]


def test_what_is_not_measured_still_has_an_upper_bound():
    opportunities = [opportunity("a"), opportunity("b", chance=0.4)]
    [bound] = prices(plan(blocks_of(opportunities, capacity(3))), most=0)
    [measured] = prices(plan(blocks_of(opportunities, capacity(3))))
    assert bound.adds is None
    assert bound.at_most >= measured.adds > 0


def test_an_urgent_opportunity_displaces_what_brings_least():
    waiting = [opportunity("rich", chance=0.9), opportunity("poor", chance=0.3)]
    urgent = opportunity("urgent", chance=0.6)
    before = plan(blocks_of(waiting, capacity(4)))
    found = displaced_by(["urgent"], [*waiting, urgent], capacity(4), before)
    assert [column.key for column in found.difference.dropped] == ["poor"]
    assert found.adds == pytest.approx((0.6 - 0.3) * 100)


def test_an_urgent_opportunity_that_displaces_more_than_it_brings_says_what_would_be_lost():
    waiting = [opportunity("rich", chance=0.9)]
    found = displaced_by(
        ["urgent"], [*waiting, opportunity("urgent", chance=0.05)], capacity(2), plan(blocks_of(waiting, capacity(2)))
    )
    assert found.adds == pytest.approx(-5 - 80)


@pytest.mark.parametrize("urgent", [opportunity("urgent", weeks={"bid": 9.0}), opportunity("urgent", first=5, last=6)])
def test_an_urgent_opportunity_that_cannot_be_done_is_said_to_be_impossible(urgent):
    waiting = [opportunity("rich")]
    before = plan(blocks_of(waiting, capacity(4)))
    assert displaced_by(["urgent"], [*waiting, urgent], capacity(4), before).plan is None


@FAIR
@given(portfolios())
def test_what_differs_between_two_plans_is_listed_once(portfolio):
    opportunities, weeks = portfolio
    before, after = plan(blocks_of(opportunities, weeks), gap=0), plan(blocks_of(opportunities[1:], weeks), gap=0)
    found = difference(before, after)
    assert {c.key for c in found.added} == after.columns.keys() - before.columns.keys()
    assert {c.key for c in found.dropped} == before.columns.keys() - after.columns.keys()
    assert all(old.key == new.key for old, new in (*found.changed, *found.moved))
