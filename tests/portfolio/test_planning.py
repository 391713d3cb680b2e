"""The plan: the best there is, within the weeks there are, and the best so far when it is stopped."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.portfolio.plans import best_by_trying, capacity, luck, opportunity, portfolios, weeks_used

from winnable.portfolio.choice import Capacity, Choice, OpenOpportunity, Risk
from winnable.portfolio.planning import plan
from winnable.portfolio.programme import blocks_of, mean_of_worst, payoff

FAIR = settings(deadline=None, max_examples=60)


@FAIR
@given(portfolios())
def test_no_plan_is_better_than_the_one_found(portfolio):
    blocks = blocks_of(*portfolio)
    found = plan(blocks, gap=0)
    assert found.value == pytest.approx(best_by_trying(blocks), abs=1e-5)
    assert found.gap == 0


class Waiting:
    """Somebody who gives a little time, which never runs out."""

    def left(self):
        return 10.0

    def tell(self, value, bound):
        pass


@FAIR
@given(portfolios())
def test_a_small_plan_is_proven_although_time_is_limited(portfolio):
    blocks = blocks_of(*portfolio)
    found = plan(blocks, Waiting(), gap=0)
    assert found.value == pytest.approx(best_by_trying(blocks), abs=1e-5)
    assert found.gap == 0


def test_one_team_with_six_opportunities_is_proven_although_cuts_lowered_the_bound():
    rng = np.random.default_rng(1)
    given = [
        OpenOpportunity(
            key=str(n),
            name=str(n),
            team="t",
            first=0,
            last=int(rng.integers(0, 6)),
            choices=tuple(
                Choice(
                    decision=decision,
                    chance=rng.uniform(0.1, 0.6),
                    gain=rng.uniform(5e4, 5e5),
                    cost=rng.uniform(5e3, 3e4),
                    weeks={"a": rng.uniform(0.5, 4), "b": rng.uniform(0.5, 3)},
                )
                for decision in ("pursue", "pursue_with_partner", "investigate")
            ),
        )
        for n in range(6)
    ]
    scarce = Capacity(periods=2, weeks={("t", "a"): (3.0, 3.0), ("t", "b"): (3.0, 3.0)})
    assert plan(blocks_of(given, scarce), Waiting(), gap=1e-6).gap <= 1e-6


@FAIR
@given(portfolios(), st.sampled_from([0.25, 0.3, 1.0]), st.sampled_from([0.2, 0.5, 1.0]))
def test_no_plan_is_better_when_the_worst_outcomes_count(portfolio, tail, weight):
    blocks = blocks_of(*portfolio, risk=Risk(tail=tail, weight=weight), draws=luck(portfolio[0]))
    assert plan(blocks, gap=0).value == pytest.approx(best_by_trying(blocks), abs=1e-5)


@FAIR
@given(portfolios())
def test_no_slot_takes_more_weeks_than_there_are(portfolio):
    opportunities, weeks = portfolio
    used = weeks_used(plan(blocks_of(opportunities, weeks), gap=0), opportunities, weeks)
    assert all((used[slot] <= np.array(weeks.weeks[slot]) + 1e-6).all() for slot in used)


@FAIR
@given(portfolios())
def test_work_stays_in_its_window(portfolio):
    opportunities, weeks = portfolio
    by_key = {o.key: o for o in opportunities}
    for key, column in plan(blocks_of(opportunities, weeks), gap=0).columns.items():
        assert by_key[key].first <= column.start
        assert column.start + column.choice.lasts - 1 <= by_key[key].last


@FAIR
@given(portfolios(), st.integers(0, 2))
def test_more_weeks_are_never_worse(portfolio, more):
    opportunities, weeks = portfolio
    wider = Capacity(periods=weeks.periods, weeks={slot: tuple(n + more for n in given) for slot, given in weeks.weeks.items()})
    before, after = (plan(blocks_of(opportunities, w), gap=0).value for w in (weeks, wider))
    assert after >= before - 1e-6


def test_nothing_is_done_that_costs_more_than_it_brings():
    assert plan(blocks_of([opportunity(chance=0.05)], capacity(9))).columns == {}


def test_work_begins_as_early_as_it_can():
    found = plan(blocks_of([opportunity(last=3), opportunity("b", last=3)], capacity(2, 2, 2, 2)))
    assert sorted(column.start for column in found.columns.values()) == [0, 1]


def test_work_over_several_periods_is_spread_evenly():
    long = opportunity(last=1, weeks={"bid": 3.0}, lasts=2)
    assert plan(blocks_of([long], capacity(1.5, 1.5))).columns["a"].start == 0
    assert plan(blocks_of([long], capacity(2, 1))).columns == {}


def test_the_same_input_gives_the_same_plan():
    opportunities = [opportunity(f"o{n}", last=2, chance=0.3 + n / 50, weeks={"bid": 1.0 + n % 3}) for n in range(12)]
    first, second = (plan(blocks_of(opportunities, capacity(3, 4, 2))) for _ in range(2))
    assert {k: c.start for k, c in first.columns.items()} == {k: c.start for k, c in second.columns.items()}


def test_a_large_bet_gives_way_to_small_ones_when_the_worst_outcomes_count():
    def bet(key, gain, chance, weeks):
        return opportunity(key, chance=chance, gain=gain, cost=10.0, weeks={"bid": weeks})

    bets = [bet("large", 1000.0, 0.2, 4.0), *(bet(f"s{n}", 60.0, 0.9, 1.0) for n in range(4))]
    draws = luck(bets)
    bold = plan(blocks_of(bets, capacity(4)), gap=0)
    careful = plan(blocks_of(bets, capacity(4), risk=Risk(tail=0.5, weight=0.9), draws=draws), gap=0)
    assert set(bold.columns) == {"large"}
    assert set(careful.columns) == {"s0", "s1", "s2", "s3"}


class Impatient:
    """Stops after it has been told of so many plans."""

    def __init__(self, plans):
        self.plans = plans
        self.heard = []

    def left(self):
        return 60.0 if len(self.heard) < self.plans else 0.0

    def tell(self, value, bound):
        self.heard.append((value, bound))


def tight(seed=3, count=60):
    chance = np.random.default_rng(seed)
    made = []
    for n in range(count):
        weeks = {"bid": float(chance.integers(1, 6)), "presales": float(chance.integers(0, 5))}
        first = int(chance.integers(0, 4))
        share = float(chance.random())
        choice = Choice(decision="pursue", chance=share, gain=float(chance.integers(50, 900)), cost=5.0, weeks=weeks)
        made.append(OpenOpportunity(key=f"o{n}", name="", team="red", first=first, last=first + 3, choices=(choice,)))
    return made, Capacity(periods=7, weeks={("red", "bid"): (11.0,) * 7, ("red", "presales"): (9.0,) * 7})


@pytest.mark.parametrize("plans", [1, 2])
def test_a_search_that_is_stopped_keeps_the_best_so_far_and_says_how_far_it_may_be_from_the_best(plans):
    opportunities, weeks = tight()
    watch = Impatient(plans)
    stopped = plan(blocks_of(opportunities, weeks), watch, gap=0)
    assert stopped.columns
    assert stopped.value == pytest.approx(watch.heard[-1][0])
    used = weeks_used(stopped, opportunities, weeks)
    assert all((used[slot] <= np.array(weeks.weeks[slot]) + 1e-6).all() for slot in used)
    longer = plan(blocks_of(opportunities, weeks), gap=0.005)
    assert longer.value <= stopped.bound + 1e-6
    assert stopped.gap == pytest.approx((stopped.bound - stopped.value) / stopped.bound)


def test_teams_planned_side_by_side_come_to_the_same_plan():
    red, weeks = tight(count=20)
    blue = [replace(o, key=f"{o.key} blue", team="blue") for o in tight(seed=4, count=20)[0]]
    both = {(team, skill): given for (_, skill), given in weeks.weeks.items() for team in ("red", "blue")}
    blocks = blocks_of([*red, *blue], Capacity(periods=weeks.periods, weeks=both))
    with ThreadPoolExecutor(2) as hands:
        found = plan(blocks, gap=0.005, each=hands.map)
    assert found.columns == plan(blocks, gap=0.005).columns
    assert found.gap <= 0.005


def test_what_is_told_on_the_way_only_gets_better():
    watch = Impatient(100)
    plan(blocks_of(*tight()), watch, gap=0.005)
    values, bounds = zip(*watch.heard, strict=True)
    assert list(values) == sorted(values)
    assert list(bounds) == sorted(bounds, reverse=True)


@FAIR
@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1000), st.floats(0, 100))
def test_sampled_outcomes_average_to_the_expected_value(chance, commits, gain, cost):
    choice = Choice(decision="investigate", chance=min(chance, commits), gain=gain, cost=cost, weeks={}, commits=commits, fee=3.0)
    even = (np.arange(2000) + 0.5) / 2000
    assert payoff(choice, even).mean() == pytest.approx(choice.expected_value, abs=(gain + cost) / 1000 + 1e-9)


def test_the_mean_of_the_worst_counts_part_of_an_outcome():
    outcomes = np.array([4.0, 1.0, 2.0, 3.0])
    assert mean_of_worst(outcomes, 0.25) == 1.0
    assert mean_of_worst(outcomes, 0.375) == pytest.approx((1.0 + 0.5 * 2.0) / 1.5)
    assert mean_of_worst(outcomes, 1.0) == 2.5
