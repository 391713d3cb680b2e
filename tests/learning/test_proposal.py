"""What a table's columns are taken for, by the names of five systems and by what they hold."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from winnable.core.columns import ColumnMap
from winnable.formats.crm_words import load_crm_words
from winnable.formats.profiles import SHIPPED, load_profile
from winnable.learning.proposal import plain_name, propose

PRIORS = Path(__file__).parents[2] / "benchmarks" / "priors"
STAGES = ("Closed Won", "Closed Lost", "Negotiation")


@pytest.fixture(scope="module")
def profile():
    return load_profile(PRIORS / "salvirt")


def proposed(profile, **columns: tuple) -> ColumnMap:
    return propose(columns, profile, load_crm_words()).column_map


EXPORTS = {
    "salesforce report": {
        "Opportunity ID": "id", "Opportunity Name": "name", "Account Name": "account", "Created Date": "created",
        "Close Date": "closed", "Amount": "amount", "Opportunity Owner": "owner", "Stage": "stage",
    },
    "salesforce API": {
        "Id": "id", "Name": "name", "AccountId": "account", "CreatedDate": "created", "CloseDate": "closed", "Amount": "amount",
        "OwnerId": "owner", "StageName": "stage",
    },
    "hubspot": {
        "Record ID": "id", "Deal Name": "name", "Associated Company": "account", "Create Date": "created", "Close Date": "closed",
        "Amount": "amount", "Deal owner": "owner", "Deal Stage": "stage", "Pipeline": "team",
    },
    "dynamics": {
        "opportunityid": "id", "name": "name", "parentaccountid": "account", "createdon": "created", "actualclosedate": "closed",
        "actualvalue": "amount", "ownerid": "owner", "stepname": "stage",
    },
    "odoo": {
        "External ID": "id", "name": "name", "partner_id": "account", "create_date": "created", "date_closed": "closed",
        "expected_revenue": "amount", "user_id": "owner", "stage_id": "stage", "team_id": "team",
    },
    "frappe": {
        "name": "id", "organization": "account", "creation": "created", "closed_date": "closed", "deal_value": "amount",
        "deal_owner": "owner", "status": "stage",
    },
    "espo": {
        "id": "id", "name": "name", "account": "account", "createdAt": "created", "closeDate": "closed", "amount": "amount",
        "assignedUser": "owner", "stage": "stage",
    },
}  # fmt: skip


@pytest.mark.parametrize("system", EXPORTS)
@pytest.mark.parametrize("spelled", [str, str.upper, lambda name: f" {name.replace(' ', '  ')}"])
def test_the_exports_of_every_system_are_understood(profile, system, spelled):
    roles = {spelled(column): role for column, role in EXPORTS[system].items()}
    columns = {column: STAGES if role == "stage" else ("a", "b", "c") for column, role in roles.items()}
    found = proposed(profile, **columns)
    assert {getattr(found, role): role for role in roles.values()} == roles
    assert found.outcome is not None
    assert (found.outcome.won, found.outcome.lost) == (("Closed Won",), ("Closed Lost",))


@pytest.mark.parametrize(
    ("name", "cells", "won", "lost"),
    [
        ("Converted", (1.0, 0.0, 1.0), ("1",), ("0",)),
        ("Status", ("Gewonnen", "Verloren", "Offen"), ("Gewonnen",), ("Verloren",)),
        ("won_status", ("won", "lost", "pending"), ("won",), ("lost",)),
        ("Opportunity Result", ("Won", "Loss"), ("Won",), ("Loss",)),
        ("What became of it", ("Won", "Lost"), ("Won",), ("Lost",)),
    ],
)
def test_the_outcome_is_found_by_name_and_values(profile, name, cells, won, lost):
    outcome = proposed(profile, **{name: cells}).outcome
    assert outcome is not None
    assert (outcome.column, outcome.won, outcome.lost) == (name, won, lost)


def test_an_open_deal_is_not_taken_for_a_lost_one(profile):
    columns = {"IsWon": ("true", "false", "false"), "IsClosed": ("true", "true", "false")}
    assert proposed(profile, **columns).outcome is None
    assert proposed(profile, **columns, StageName=STAGES).outcome.column == "StageName"


def test_yes_and_no_in_any_column_are_no_outcome(profile):
    assert proposed(profile, Newsletter=("Yes", "No", "Yes")).outcome is None


def test_criteria_are_found_by_name_and_answers(profile):
    found = proposed(
        profile,
        Authority=("High", "Low", "Mid", "Unknown"),
        Comp_size=("Big", "Small", "Big", "Mid"),
        Competitors=("Yes", "No", "Unknown", "No"),
        Shoe_colour=("red", "blue", "red", "red"),
    ).columns
    assert found["Authority"].criterion == "authority"
    assert found["Authority"].answers == {"High": "high", "Low": "low", "Mid": "mid"}
    assert found["Comp_size"].criterion == "size"
    assert found["Competitors"].answers == {"No": "none", "Yes": "some"}
    assert found["Shoe_colour"].learn == "category"


def test_a_name_that_denies_turns_yes_and_no_round():
    found = proposed(load_profile(PRIORS / "xeducation"), **{"Do Not Email": ("No", "Yes", "No")})
    assert found.columns["Do Not Email"].answers == {"No": "allowed", "Yes": "refused"}


def test_what_is_known_late_or_says_nothing_is_left_out_with_the_reason(profile):
    found = proposed(
        profile,
        **{
            "Probability (%)": (100.0, 0.0, 50.0),
            "hs_closed_lost_reason": ("x", "y", "x"),
            "closed_lost_reason": ("price", None, "price"),
            "Currency": ("EUR", "EUR", "EUR"),
            "Nothing": (None, "n/a", None),
        },
    )
    assert set(found.left_out) == {"Probability (%)", "closed_lost_reason", "Currency", "Nothing"}
    assert all(found.left_out.values())


def test_a_running_number_gives_the_order_where_there_are_no_dates(profile):
    numbers = tuple(float(i) for i in range(5))
    assert proposed(profile, **{"Lead Number": numbers}).order == "Lead Number"
    assert proposed(profile, **{"Lead Number": numbers, "Close Date": ("2025-01-01",) * 5}).order is None


def test_every_use_has_its_reason(profile):
    proposal = propose({"Authority": ("High", "Low"), "Stage": STAGES, "X": (1.0, 2.0, 3.0)}, profile, load_crm_words())
    assert {"outcome", "stage", "Authority", "X"} <= proposal.reasons.keys()


@given(
    st.dictionaries(
        st.text(min_size=1, max_size=12),
        st.lists(st.one_of(st.none(), st.text(max_size=5), st.floats(-9, 9)), min_size=3, max_size=3),
        max_size=5,
    )
)
def test_any_table_gets_a_proposal_that_uses_each_column_once(profile, columns):
    found = proposed(profile, **{name: tuple(cells) for name, cells in columns.items()})
    assert set(found.columns) | set(found.left_out) <= set(columns)
    assert not set(found.columns) & set(found.left_out)
    criteria = [use.criterion for use in found.columns.values() if use.criterion]
    assert len(criteria) == len(set(criteria))


def test_names_are_one_without_case_blanks_and_marks():
    assert {plain_name(name) for name in ("Close Date", "close_date", "CloseDate", "CLOSE-DATE ")} == {"closedate"}


def test_a_word_that_only_begins_like_a_criterion_is_another_word():
    template = load_profile(SHIPPED / "profiles" / "_template")
    found = propose({"Country": ("Norway", "Malta", "Norway"), "Berth count": (3.0, 40.0, 7.0)}, template, load_crm_words())
    assert "berth_count" not in found.reasons["Country"]
    assert found.column_map.columns["Berth count"].criterion == "berth_count"


def test_an_amount_that_is_0_for_every_lost_deal_is_proposed_with_a_warning(profile):
    stages = ("Closed Won", "Closed Lost") * 20
    table = {"Stage": stages, "Amount": tuple(9_000.0 + i if i % 2 == 0 else 0.0 for i in range(40))}
    assert "0 or blank for every lost deal" in propose(table, profile, load_crm_words()).reasons["amount"]
    table["Amount"] = tuple(9_000.0 + i for i in range(40))
    assert "lost deal" not in propose(table, profile, load_crm_words()).reasons["amount"]
