"""Written situations become opportunities, and are held against what they expect."""

from dataclasses import replace
from pathlib import Path

import pytest

from winnable.core.profile import Case
from winnable.formats.cases import opportunity_of, run_case
from winnable.formats.profiles import load_profile, load_seller, shipped_profiles

BASE = Path(__file__).parent / "base"
CASE = Case(
    key="town",
    situation="A town.",
    expect=("pursue",),
    answers={"fault_reports": "many", "lamp_count": 900},
    demands={"service_language": "sv", "certificate": "night duty?"},
    budget=9000,
    stage="goal",
)


def test_answers_are_said_by_a_person_who_is_sure():
    said = opportunity_of(CASE).evidence
    assert [(e.criterion, e.answer, e.number, e.confidence, e.source.kind) for e in said] == [
        ("fault_reports", "many", None, 1.0, "person"),
        ("lamp_count", None, 900.0, 1.0, "person"),
    ]


def test_a_demand_is_absolute_unless_it_ends_in_a_question_mark():
    demands = [(d.kind, d.value, d.strength) for d in opportunity_of(CASE).demands]
    assert demands == [("service_language", "sv", "must"), ("certificate", "night duty", "wish")]


def test_stage_and_budget_carry_over():
    opportunity = opportunity_of(CASE)
    assert opportunity.stage == "goal"
    assert opportunity.budget is not None
    assert (opportunity.budget.amount, opportunity.budget.currency) == (9000, "EUR")
    assert opportunity_of(CASE, "SEK").budget.currency == "SEK"
    assert opportunity_of(replace(CASE, budget=None)).budget is None


def test_a_case_passes_for_the_right_decision_and_reason():
    profile, seller = load_profile(BASE), load_seller("us", beside=BASE)
    run = run_case(profile.cases[0], profile, seller)
    assert run.passed
    assert run.contributions[0].weight == max(abs(row.weight) for row in run.contributions)


def test_the_right_decision_for_another_reason_does_not_pass():
    profile, seller = load_profile(BASE), load_seller("us", beside=BASE)
    run = run_case(replace(profile.cases[0], because=("council_vote",)), profile, seller)
    assert run.decision == "pursue"
    assert run.missing == ("council_vote",)
    assert not run.passed


def test_a_reason_must_pull_the_way_of_the_decision():
    profile = load_profile(BASE)
    case = Case(
        key="c",
        situation="s",
        expect=("walk_away",),
        answers={"fault_reports": "many", "solution_type": "other_class"},
        because=("solution_type", "fault_reports"),
    )
    run = run_case(case, profile)
    assert (run.decision, run.missing) == ("walk_away", ("fault_reports",))


@pytest.mark.parametrize("name", shipped_profiles())
def test_shipped_cases_pass(name: str):
    profile = load_profile(name)
    runs = [run_case(case, profile, *([load_seller(case.seller)] if case.seller else [])) for case in profile.cases]
    assert [(run.case.key, run.decision, run.missing) for run in runs if not run.passed] == []
