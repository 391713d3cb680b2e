"""The leak alarm: names each kind of planted leak, and is silent on what people knew in time."""

import random
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from winnable.core.columns import ColumnMap
from winnable.learning.history import History, StageChange
from winnable.learning.leaks import leaks_in
from winnable.learning.separation import bounds

START = date(2024, 1, 1)
BLANK = ("", "unknown", "n/a")


def deals(count: int, seed: int = 1, won_share: float = 0.4, open_share: float = 0.2) -> History:
    """Deals with honest columns: a strong one, a weak one, a number, an amount, and gaps that say a little."""
    chance = random.Random(seed)
    won = [chance.random() < won_share for _ in range(count)]
    is_open = [chance.random() < open_share for _ in range(count)]
    amounts = tuple(round(chance.lognormvariate(9.5, 1), 2) for _ in range(count))
    columns = {
        "Champion": tuple("Yes" if chance.random() < (0.75 if w else 0.3) else "No" for w in won),
        "Region": tuple(chance.choice(["North", "South", "East", None]) for _ in won),
        "Visits": tuple(float(int(max(0.0, chance.gauss(6 if w else 4, 3)))) for w in won),
        "Budget": tuple("Allocated" if chance.random() < (0.6 if w else 0.35) else None for w in won),
        "Amount": amounts,
    }
    return history_of(columns, won, is_open, amounts)


def history_of(columns, won, is_open, amounts=None, changes=None) -> History:
    count = len(won)
    return History(
        name="deals.csv",
        keys=tuple(f"D{i}" for i in range(count)),
        outcomes=tuple(None if o else "won" if w else "lost" for w, o in zip(won, is_open, strict=True)),
        created=tuple(START + timedelta(days=i % 300) for i in range(count)),
        closed=tuple(START + timedelta(days=i % 300 + 100) for i in range(count)),
        accounts=("",) * count,
        teams=("",) * count,
        owners=("",) * count,
        stages=("",) * count,
        amounts=amounts or (None,) * count,
        columns=columns,
        changes=changes or {},
    )


def with_column(history: History, name: str, cell) -> History:
    """The same deals with one more column; `cell` makes it from whether a deal was won, is open, and chance."""
    chance = random.Random(7)
    cells = tuple(cell(outcome == "won", outcome is None, chance) for outcome in history.outcomes)
    columns = {**history.columns, name: cells}
    won = [outcome == "won" for outcome in history.outcomes]
    return history_of(columns, won, [outcome is None for outcome in history.outcomes], history.amounts)


MEANT = ColumnMap(amount="Amount")


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("count", [12, 60, 400])
def test_honest_columns_raise_no_alarm(count, seed):
    assert leaks_in(deals(count, seed, won_share=0.15 if seed % 2 else 0.5), MEANT, blank=BLANK) == ()


PLANTED = {
    "separates": lambda won, is_open, chance: ("Gold" if won else "Lead") if chance.random() < 0.97 else "Silver",
    "filled_by_outcome": lambda won, is_open, chance: (
        chance.choice(["price", "timing"]) if not won and chance.random() < 0.6 else None
    ),
    "filled_at_close": lambda won, is_open, chance: None if is_open else chance.choice(["a", "b"]),
    "roundness": lambda won, is_open, chance: round(chance.uniform(2e3, 9e4), -2 if not won and chance.random() < 0.9 else 2),
}


@pytest.mark.parametrize("kind", PLANTED)
def test_a_planted_leak_is_named_with_its_reason(kind):
    leaks = leaks_in(with_column(deals(400), "Planted", PLANTED[kind]), MEANT, blank=BLANK)
    assert {leak.column for leak in leaks} == {"Planted"}
    assert kind in {leak.kind for leak in leaks}
    assert all(leak.reason for leak in leaks)


@pytest.mark.parametrize("ending", ["won", "lost"])
def test_a_single_value_that_all_deals_of_one_ending_have_is_named(ending):
    def flag(won, _, chance):
        return "x" if won == (ending == "won") and chance.random() < 0.4 else "n"

    (leak,) = leaks_in(with_column(deals(500, won_share=0.5), "Flag", flag), MEANT, blank=BLANK)
    assert (leak.column, leak.kind) == ("Flag", "pure_value")
    assert "`x`" in leak.reason
    assert "`n`" not in leak.reason


def test_a_value_that_is_nearly_always_won_or_rules_few_deals_out_is_no_leak():
    def source(won, _, chance):
        if won:
            return "Referral" if chance.random() < 0.4 else "Web"
        return "Referral" if chance.random() < 0.02 else "Blocked" if chance.random() < 0.1 else "Web"

    assert leaks_in(with_column(deals(500, won_share=0.5), "Source", source), MEANT, blank=BLANK) == ()


def test_an_account_that_always_buys_is_no_leak():
    history = with_column(deals(500, won_share=0.5), "Account", lambda won, _, chance: "Good" if won else f"A{chance.random()}")
    named = ColumnMap(amount="Amount", account="Account")
    assert [leak for leak in leaks_in(history, named, ("Account",)) if leak.kind == "pure_value"] == []


def test_a_lost_amount_of_0_is_a_leak():
    history = with_column(deals(400), "Close Value", lambda won, _, chance: round(chance.uniform(2e3, 9e4), 2) if won else 0.0)
    assert {leak.kind for leak in leaks_in(history, MEANT, ("Close Value",))} == {"separates", "roundness"}


def test_a_number_that_tells_the_outcome_in_no_order_is_a_leak():
    history = with_column(
        deals(600), "Code", lambda won, _, chance: chance.uniform(40, 60) if won else chance.choice([5, 95]) + chance.random()
    )
    assert [leak.column for leak in leaks_in(history, MEANT, ("Code", "Visits"))] == ["Code"]


def test_without_closed_deals_there_is_nothing_to_prove():
    assert leaks_in(history_of({"a": ("x", "y"), "n": (1.0, None)}, [True, False], [True, True]), MEANT) == ()
    assert leaks_in(history_of({"a": ()}, [], []), MEANT) == ()


def test_few_deals_prove_nothing_and_enough_do():
    def planted(count: int) -> tuple:
        return leaks_in(
            with_column(deals(count, won_share=0.5, open_share=0), "Planted", lambda won, *_: "y" if won else "n"), MEANT
        )

    assert planted(20) == ()
    assert [leak.column for leak in planted(120)] == ["Planted"]


def test_copies_of_a_few_deals_prove_no_more_than_these():
    few = deals(24, won_share=0.5, open_share=0)
    won = [outcome == "won" for outcome in few.outcomes] * 40
    copied = history_of({"Planted": tuple("y" if w else "n" for w in won)}, won, [False] * len(won))
    assert [leak for leak in leaks_in(copied, MEANT) if leak.kind == "separates"] == []


def test_a_column_left_out_is_expected_to_leak():
    history = with_column(deals(400), "Planted", PLANTED["separates"])
    assert all(leak.expected for leak in leaks_in(history, ColumnMap(left_out={"Planted": "late"})))


def test_a_name_that_speaks_of_the_end_is_named_where_nothing_else_gives_it_away():
    leaks = leaks_in(with_column(deals(50), "Last Activity", lambda *_: "mail"), MEANT, late={"lastactivity": "late as the end"})
    assert [(leak.column, leak.kind) for leak in leaks] == [("Last Activity", "known_late")]


def staged(count: int, last) -> History:
    """Deals with four lines of stage history; `last` makes the fields of the closing line from those before it."""
    chance = random.Random(3)
    won = [chance.random() < 0.4 for _ in range(count)]
    changes = {}
    for i, w in enumerate(won):
        start = START + timedelta(days=i % 300)
        fields: dict = {"Amount": float(chance.randrange(1, 90)) * 1000, "Region": chance.choice(["N", "S"]), "Terms": None}
        lines = []
        for step, stage in enumerate(("Prospecting", "Proposal", "Negotiation")):
            if chance.random() < 0.1:
                fields = {**fields, "Amount": float(chance.randrange(1, 90)) * 1000}
            lines.append(StageChange(at=start + timedelta(days=step * 25), stage=stage, fields=fields))
        closing = last(w, fields, chance)
        lines.append(StageChange(at=start + timedelta(days=100), stage="Closed", fields=closing))
        changes[f"D{i}"] = tuple(lines)
    columns = {name: tuple(changes[f"D{i}"][-1].fields[name] for i in range(count)) for name in ("Amount", "Region", "Terms")}
    return history_of(columns, won, [False] * count, changes=changes)


def test_a_field_that_changes_at_the_close_is_named():
    history = staged(
        200, lambda won, fields, chance: {**fields, "Amount": fields["Amount"] * chance.uniform(0.8, 1.1)} if won else fields
    )
    kinds = {leak.kind for leak in leaks_in(history, ColumnMap(), ("Amount", "Region"))}
    assert "changes_at_close" in kinds
    assert leaks_in(history, ColumnMap(), ("Region",)) == ()


def test_a_field_that_is_filled_at_the_end_is_named():
    history = staged(200, lambda won, fields, chance: {**fields, "Terms": chance.choice(["30 days", "60 days"])})
    assert {leak.kind for leak in leaks_in(history, ColumnMap(), ("Terms",))} >= {"filled_late"}


def test_a_history_that_stays_as_it_was_raises_no_alarm():
    assert leaks_in(staged(200, lambda won, fields, chance: fields), ColumnMap(amount="Amount")) == ()


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(4, 80))
def test_columns_of_chance_raise_no_alarm(seed, count):
    chance = random.Random(seed)
    won = [chance.random() < 0.3 for _ in range(count)]
    columns = {f"c{i}": tuple(chance.choice(["a", "b", "c", None]) for _ in won) for i in range(5)}
    columns["n"] = tuple(chance.gauss(0, 1) * 1e5 for _ in won)
    assert leaks_in(history_of(columns, won, [chance.random() < 0.3 for _ in won]), ColumnMap()) == ()


@given(st.floats(0, 1), st.integers(1, 1000))
def test_a_share_lies_between_its_bounds_and_more_deals_narrow_them(share, count):
    low, high = bounds(share, count)
    assert 0 <= low <= share <= high <= 1
    wider = bounds(share, count, tests=50)
    assert wider[0] <= low
    assert wider[1] >= high
    narrower = bounds(share, count * 4)
    assert narrower[0] >= low - 1e-9
    assert narrower[1] <= high + 1e-9
