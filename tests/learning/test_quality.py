"""The state of a history: what is said of duplicates, gaps, dates, stages and repeat customers."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from winnable.core.columns import ColumnMap, Use
from winnable.learning.history import History, StageChange
from winnable.learning.quality import quality_of

TODAY = date(2026, 1, 1)
MEANT = ColumnMap(id="Id", name="Name", account="Account", columns={"Need": Use(learn="category")})


def history(rows: list[dict]) -> History:
    """Deals from rows with: id, name, account, created, closed, outcome, amount, need."""
    keys = tuple(row.get("id", f"D{i}") for i, row in enumerate(rows))
    accounts = tuple(row.get("account", f"Account {i}") for i, row in enumerate(rows))
    created = tuple(row.get("created", date(2025, 1, 1)) for row in rows)
    closed = tuple(row.get("closed", date(2025, 4, 1) if row.get("outcome", "won") else None) for row in rows)
    return History(
        name="deals.csv",
        keys=keys,
        outcomes=tuple(row.get("outcome", "won") for row in rows),
        created=created,
        closed=closed,
        accounts=accounts,
        teams=("",) * len(rows),
        owners=("",) * len(rows),
        stages=("",) * len(rows),
        amounts=tuple(row.get("amount", 1000.0 + 100 * i) for i, row in enumerate(rows)),
        columns={
            "Id": keys,
            "Name": tuple(row.get("name", f"Deal {i}") for i, row in enumerate(rows)),
            "Account": accounts,
            "Created": tuple(day.isoformat() for day in created),
            "Need": tuple(row.get("need", f"need {i}") for i, row in enumerate(rows)),
        },
    )


def test_rows_alike_but_for_their_id_are_exact_duplicates():
    row = {"name": "Portal", "account": "Acme", "need": "x"}
    quality = quality_of(history([{**row, "id": "A"}, {**row, "id": "B"}, {"id": "C"}]), MEANT)
    assert quality.exact.rows == 1
    assert quality.exact.groups == (("A", "B"),)
    assert quality.fuzzy.rows == 0


def test_an_id_that_stands_twice_is_said():
    assert quality_of(history([{"id": "A"}, {"id": "A"}]), MEANT).same_key.groups == (("A", "A"),)


def test_nearly_the_same_name_at_one_account_is_a_fuzzy_duplicate():
    first = {"id": "A", "account": "ACME Corp.", "name": "Customer portal relaunch", "amount": 50_000.0}
    again = {
        "id": "B",
        "account": "Acme Corp",
        "name": "Customer portal re-launch",
        "amount": 50_100.0,
        "created": date(2025, 1, 8),
    }
    assert quality_of(history([first, again]), MEANT).fuzzy.groups == (("A", "B"),)
    for other in (
        {"account": "Bolt"}, {"amount": 80_000.0}, {"created": date(2025, 3, 1)}, {"name": "Intranet"},
        {"name": "Customer portal relaunch 2"},
    ):  # fmt: skip
        assert quality_of(history([first, {**again, **other}]), MEANT).fuzzy.rows == 0, other


def test_how_often_columns_are_filled_is_told_by_outcome():
    rows = [{"need": None, "outcome": None}, {"need": "unknown", "outcome": "lost"}, {"need": "x"}, {"need": "y"}]
    fill = next(fill for fill in quality_of(history(rows), MEANT, blank=("unknown",)).fills if fill.column == "Need")
    assert (fill.all, fill.open, fill.closed, fill.won, fill.lost) == (0.5, 0.0, 2 / 3, 1.0, 0.0)


def test_dates_that_cannot_be_are_said():
    rows = [
        {"id": "before", "created": date(2025, 5, 1)},
        {"id": "future", "closed": date(2026, 2, 1)},
        {"id": "unborn", "created": date(2026, 3, 1), "outcome": None},
        {"id": "undated", "closed": None},
        *({} for _ in range(10)),
        {"id": "stale", "created": date(2022, 1, 1), "outcome": None},
    ]
    found = {dates.fault: dates.keys for dates in quality_of(history(rows), MEANT, TODAY).dates}
    assert found == {
        "closed_before_created": ("before",),
        "closed_in_future": ("future",),
        "created_in_future": ("unborn",),
        "closed_without_date": ("undated",),
        "open_for_long": ("stale",),
    }


def test_stages_that_some_deals_skip_are_said():
    def lines(*stages: str) -> tuple[StageChange, ...]:
        return tuple(StageChange(at=date(2025, 1, 1) + timedelta(days=i), stage=stage) for i, stage in enumerate(stages))

    deals = history([{"outcome": "won" if i % 2 else "lost"} for i in range(20)])
    whole, short = lines("Discovery", "Proposal", "Negotiation", "Closed"), lines("Discovery", "Negotiation", "Closed")
    changes = {f"D{i}": short if i < 4 else whole for i in range(20)}
    found = quality_of(replace(deals, changes=changes), MEANT).skipped_stages
    assert [(stage.stage, stage.passed, stage.skipped, stage.won) for stage in found] == [("Proposal", 16, 4, 0.5)]


def test_constant_columns_identical_inputs_and_repeat_accounts_are_said():
    rows = [{"need": "x", "account": "Acme"}, {"need": "x", "account": "ACME", "outcome": "lost"}, {"need": "y"}]
    quality = quality_of(history(rows), MEANT)
    assert quality.constant == ("Created",)
    assert quality.identical_inputs == (2, 1, 1)
    assert quality.repeat_accounts == (1, 2)
    assert (quality.deals, quality.won, quality.lost, quality.open) == (3, 2, 1, 0)


@given(st.lists(st.sampled_from([("Acme", "Portal"), ("Acme", "Intranet"), ("Bolt", "Portal")]), max_size=12))
def test_every_row_beyond_the_first_of_its_kind_is_one_duplicate(kinds):
    rows = [{"account": account, "name": name, "need": "x", "amount": 5.0} for account, name in kinds]
    quality = quality_of(history(rows), MEANT)
    assert quality.exact.rows == len(kinds) - len(set(kinds))
    assert quality.fuzzy.rows == 0
