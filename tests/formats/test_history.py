"""Histories from exports, and what is said where a column cannot be what the mapping takes it for."""

from dataclasses import replace
from datetime import date

import pytest

from winnable.core.columns import ColumnMap, OutcomeColumn, Use
from winnable.core.errors import InputError
from winnable.formats.history import column_problems, history_of, read_changes
from winnable.formats.tables import Table, read_table

OUTCOME = OutcomeColumn(column="Stage", won=("Closed Won",), lost=("Closed Lost",), no_decision=("Dropped",))
MEANT = ColumnMap(outcome=OUTCOME, id="Id", account="Account", created="Created", closed="Closed", amount="Amount", stage="Stage")


def table(**changed: tuple) -> Table:
    columns = {
        "Id": ("A1", "A2", None),
        "Account": ("Acme", None, "Bolt"),
        "Created": ("2025-01-02", "2025-01-05", None),
        "Closed": ("2025-04-03", None, "2025-05-01"),
        "Amount": (1200.0, None, 30.0),
        "Stage": ("Closed  won", "Negotiation", "dropped"),
    } | changed
    return Table(file="deals.csv", columns=columns, rows=(2, 3, 4))


def test_a_table_becomes_deals():
    history = history_of(table(), MEANT)
    assert history.keys == ("A1", "A2", "row 4")
    assert history.outcomes == ("won", None, "no_decision")
    assert history.closed == (date(2025, 4, 3), None, date(2025, 5, 1))
    assert history.amounts == (1200.0, None, 30.0)
    assert history.accounts == ("Acme", "", "Bolt")
    assert history.teams == ("", "", "")
    assert history.is_closed == (True, False, True)


def test_outcomes_may_be_numbers():
    outcome = OutcomeColumn(column="Won", won=("1",), lost=("0",))
    history = history_of(Table(file="t", columns={"Won": (1.0, 0.0, None)}, rows=(2, 3, 4)), ColumnMap(outcome=outcome))
    assert history.outcomes == ("won", "lost", None)


def test_words_for_nothing_are_blank_where_a_number_or_a_date_is_meant():
    history = history_of(table(Amount=("n/a", "1,200.50", "-"), Closed=("2025-04-03", "unknown", "#N/A")), MEANT)
    assert history.amounts == (None, 1200.5, None)
    assert history.closed == (date(2025, 4, 3), None, None)


@pytest.mark.parametrize("nothing", ["Select", "- Select -", "--None--", "N/A", "null", "Not set", "Please choose"])
def test_a_cell_in_which_nobody_chose_is_blank_unless_the_mapping_names_it(nothing):
    cells = (nothing, "Yes", "No")
    assert history_of(table(Champion=cells, Account=(nothing, "Acme", "Bolt")), MEANT).columns["Champion"] == (None, "Yes", "No")
    assert history_of(table(Account=(nothing, "Acme", "Bolt")), MEANT).accounts == ("", "Acme", "Bolt")
    named = replace(MEANT, columns={"Champion": Use(criterion="champion", answers={nothing: "none", "Yes": "strong"})})
    assert history_of(table(Champion=cells), named).columns["Champion"] == cells


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"Closed": ("03/04/2025", "05/06/2025", None)}, "`dates: day_first`"),
        ({"Closed": ("2025-04-03", "soon", None)}, "no date in row 3 (`soon`)"),
        ({"Amount": ("much", "3", None)}, "no number in row 2 (`much`)"),
        ({"Amount": ("1,234.5", "1.234,5", None)}, "two ways of writing numbers"),
        ({"Amount": ("1.5", "12345678901234567890123", "1.234,5")}, "a number that is too large in row 3"),
        ({"Stage": ("New", "New", "Old")}, "none of the values that say won or lost"),
    ],
)
def test_a_cell_that_cannot_be_meant_is_named_with_its_row_and_a_remedy(changed, said):
    with pytest.raises(InputError) as error:
        history_of(table(**changed), MEANT)
    assert said in str(error.value)
    assert error.value.problems[0].file == "deals.csv"


def test_all_that_is_wrong_is_said_at_once():
    with pytest.raises(InputError) as error:
        history_of(
            table(Closed=("soon", None, None), Amount=("much", None, None)), ColumnMap(closed="Closed", amount="Amount", id="id")
        )
    assert [problem.path for problem in error.value.problems] == ["id", "Closed", "Amount"]
    assert "Write `Id`" in error.value.problems[0].suggestion


def test_the_mapping_says_how_dates_are_meant():
    meant = ColumnMap(closed="Closed", dates="day_first")
    assert history_of(table(Closed=("03/04/2025", None, None)), meant).closed[0] == date(2025, 4, 3)


def test_a_stage_history_is_joined_by_id_in_the_order_of_time(tmp_path):
    path = tmp_path / "OpportunityHistory.csv"
    path.write_text(
        "OpportunityId,CreatedDate,StageName,Amount,Probability\n"
        "A1,2025-03-01T09:00:00.000Z,Negotiation,1100,75\n"
        "A1,2025-01-02T09:00:00.000Z,Prospecting,1000,10\n"
        "A2,2025-01-05T09:00:00.000Z,Prospecting,,10\n",
        encoding="utf-8",
    )
    changes = read_changes(path)
    history = history_of(table(), MEANT, changes)
    assert [(line.at, line.stage, line.fields["Amount"]) for line in history.changes["A1"]] == [
        (date(2025, 1, 2), "Prospecting", 1000.0),
        (date(2025, 3, 1), "Negotiation", 1100.0),
    ]


def test_a_table_that_is_no_stage_history_is_refused(tmp_path):
    path = tmp_path / "deals.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError, match="no stage history"):
        read_changes(path)
    assert read_table(path).columns["a"] == (1.0,)


def test_a_wrong_name_of_a_running_number_is_led_to_the_running_number():
    ((_, problem),) = column_problems(ColumnMap(order="Lead No"), ("Lead Source", "Lead Number"), "leads.csv")
    assert "`Lead Number`" in problem.suggestion
