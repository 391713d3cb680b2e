"""Replays of closed deals: questions until the final decision stands, by order."""

from dataclasses import replace

import pytest
from tests.core.worlds import ENTERPRISE, POLICY, SELLER, criterion, profile

from winnable.core.columns import ColumnMap, OutcomeColumn, Use
from winnable.core.opportunity import Opportunity
from winnable.formats.methods import load_methods
from winnable.formats.profiles import load_profile
from winnable.learning.history import History
from winnable.learning.replay import Letter, Method, estimate, order_of, recorded_of, replays, saved_by, with_columns

DEAL = Opportunity(name="")
# One criterion decides; four others are small talk.
DECISIVE = profile(
    *(criterion(f"small_{i}", ("a", 0.05, 0.5), ("b", -0.05, 0.5)) for i in range(4)),
    criterion("decisive", ("good", 3.0, 0.5), ("bad", -3.0, 0.5)),
    policy=replace(POLICY, value=120_000, worth_asking=0.0),
)
SMALL = {f"small_{i}": "ab"[i % 2] for i in range(4)}
DEALS = [{**SMALL, "decisive": "good"}, {**SMALL, "decisive": "bad"}] * 3
KEYS = [c.key for c in DECISIVE.criteria]


def history(columns: dict[str, tuple[object, ...]]) -> History:
    size = len(next(iter(columns.values())))
    return History(
        name="deals.csv",
        keys=tuple(str(i) for i in range(size)),
        outcomes=("won", "lost") * (size // 2),
        created=(None,) * size,
        closed=(None,) * size,
        accounts=("",) * size,
        teams=("",) * size,
        owners=("",) * size,
        stages=("",) * size,
        amounts=(None,) * size,
        columns=columns,
    )


def replayed(deals=DEALS, by=DECISIVE, **more):
    keys = [c.key for c in by.criteria]
    made = replays(
        deals, by, SELLER, **{"fixed": {"listed": keys}, "shuffled": [keys[::-1] for _ in deals], "opportunity": DEAL, **more}
    )
    return {replay.order: replay for replay in made}


def test_our_order_asks_what_decides_first():
    made = replayed()
    assert made["ours"].questions == (1,) * 6
    assert made["information_gain"].questions == (1,) * 6
    assert made["listed"].questions == (5,) * 6
    assert made["random"].questions == (1,) * 6  # the order that was handed in begins with it
    assert saved_by(made["ours"], made["listed"]).mean == 4


def test_a_decision_that_stands_from_the_start_needs_no_question():
    made = replayed(opportunity=Opportunity(name="", value=1e9))
    assert made["ours"].questions == (0,) * 6
    assert made["ours"].at_once == 1


def test_a_decision_that_is_lost_again_does_not_count():
    """The first question seems to settle it, the second turns it, the third turns it back: it stands only then."""
    swing = profile(
        *(criterion(key, ("up", 3.0, 0.5), ("down", -3.0, 0.5)) for key in ("first", "second", "third")),
        policy=replace(POLICY, value=120_000, worth_asking=0.0),
    )
    made = replayed([{"first": "up", "second": "down", "third": "up"}] * 2, by=swing)
    assert made["listed"].leanings == (3, 3)


def test_a_question_that_history_does_not_answer_still_costs_one():
    deals = [{"decisive": "good"}] * 2
    made = replayed(deals, fixed={"listed": KEYS})
    assert made["listed"].questions == (5, 5)
    assert made["listed"].costs == (5 * 300, 5 * 300)


def test_the_same_deals_give_the_same_replay():
    assert replayed() == replayed()


def test_blockers_and_covers_and_answers_together_are_replayed_too():
    deals = [
        {"awarded": "closed", "portal": "yes_portal", "size": 90.0},
        {"language": "missing", "complexity": "high", "price": "accepts"},
    ]
    made = replayed(deals, by=ENTERPRISE)
    for replay in made.values():
        assert all(0 <= asked <= len(ENTERPRISE.criteria) for asked in replay.questions)


def test_an_estimate_of_one_deal_is_as_wide_as_can_be():
    assert estimate([3]).high == float("inf")
    assert (estimate([1, 3]).mean, estimate([2, 2]).low) == (2, 2)


def test_a_method_orders_criteria_by_its_letters_and_puts_the_rest_last():
    method = Method(key="m", name="M", letters=(Letter(name="one", words=("decis",)), Letter(name="two", words=("3",))))
    assert order_of(method, DECISIVE) == ("decisive", "small_3", "small_0", "small_1", "small_2")


@pytest.mark.parametrize("method", load_methods(), ids=lambda m: m.key)
def test_every_letter_of_a_shipped_method_finds_a_criterion_of_the_shipped_profile(method):
    liferay = load_profile("liferay")
    order = order_of(method, liferay)
    assert sorted(order) == sorted(c.key for c in liferay.criteria)
    for letter in method.letters:
        alone = order_of(replace(method, letters=(letter,)), liferay)
        assert alone != tuple(c.key for c in liferay.criteria), letter.name


COLUMNS = ColumnMap(
    outcome=OutcomeColumn(column="Status", won=("Won",), lost=("Lost",)),
    columns={
        "Portal": Use(criterion="portal", answers={"Yes": "yes_portal", "No": "none"}),
        "Size": Use(criterion="size"),
        "Seller": Use(learn="category"),
    },
)
DATA = {"Portal": ("Yes", None), "Size": (40.0, None), "Seller": ("x", "y"), "Status": ("Won", "Lost")}


def test_what_a_history_recorded_is_read_by_its_map():
    cut = with_columns(ENTERPRISE, COLUMNS)
    assert [c.key for c in cut.criteria] == ["portal", "size"]
    assert cut.together == ()
    assert recorded_of(history(DATA), COLUMNS, cut) == ({"portal": "yes_portal", "size": 40.0}, {})


def test_a_condition_on_something_that_has_no_column_falls_away():
    conditional = replace(ENTERPRISE.criteria[0], applies_when={"access": ("direct",)})
    cut = with_columns(replace(ENTERPRISE, criteria=(conditional, *ENTERPRISE.criteria[1:])), COLUMNS)
    assert cut.criteria[0].applies_when == {}
