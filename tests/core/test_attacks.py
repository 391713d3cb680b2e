"""What an attack on the judgement once broke."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.worlds import (
    DOCUMENT,
    ENTERPRISE,
    POLICY,
    SELLER,
    WITH_PARTNER,
    criterion,
    many_voices,
    opportunity,
    profile,
    said,
)

from winnable.core.evidence import Source
from winnable.core.finding import settled
from winnable.core.profile import Prior
from winnable.core.qualification import qualify

OTHER = Source(kind="document", name="annex.pdf")
GOOD = [
    said("portal", "yes_portal"),
    said("size", 100),
    said("access", "direct"),
    said("price", "accepts"),
    said("complexity", "high"),
]


@pytest.mark.parametrize(("blocking", "harmless"), [(0.7, 0.75), (0.75, 0.7), (0.8, 0.8)])
def test_a_final_blocker_in_dispute_is_shown_and_stops_a_pursuit(blocking, harmless):
    voices = [
        *GOOD,
        said("language", "held"),
        said("awarded", "closed", blocking, DOCUMENT),
        said("awarded", "open", harmless, OTHER),
    ]
    decision = qualify(opportunity(*voices, value=1e7), ENTERPRISE, SELLER, questions=0).decision
    assert [(b.answer, b.sure) for b in decision.blockers] == [("closed", False)]
    assert decision.recommended == "investigate"


def test_doubtful_evidence_on_what_applies_switches_no_blocker_off():
    kind = criterion("kind", ("web", 0.0, 0.5), ("shop", 0.0, 0.5))
    closed = next(c for c in ENTERPRISE.criteria if c.key == "awarded")
    world = profile(kind, replace(closed, applies_when={"kind": ("web",)}))
    for doubt in (0.0, 0.3, 0.6):
        voices = [said("kind", "shop", doubt, DOCUMENT), said("awarded", "closed")]
        assert qualify(opportunity(*voices, value=1e8), world, SELLER, questions=0).decision.recommended == "walk_away"


@settings(max_examples=40, deadline=None)
@given(st.floats(0.3, 0.95), st.floats(1e7, 1e9))
def test_asking_gains_nothing_where_every_answer_pursues(chance, value):
    world = replace(ENTERPRISE, prior=Prior(chance=chance, rationale=ENTERPRISE.prior.rationale))
    voices = [said("awarded", "open"), said("language", "held")]
    assert qualify(opportunity(*voices, value=value, cost=100), world, SELLER, questions=0).decision.recommended == "pursue"


def test_nothing_is_investigated_when_there_is_nothing_to_ask():
    world = replace(ENTERPRISE, policy=replace(POLICY, worth_asking=0.0))
    known = [*GOOD, said("awarded", "open"), said("language", "held")]
    for value, cost in ((0, 0), (1e6, 0), (0, 100)):
        result = qualify(opportunity(*known, value=value, cost=cost), world, SELLER)
        assert not result.questions
        assert result.decision.recommended in ("pursue", "walk_away")


@settings(max_examples=40, deadline=None)
@given(many_voices)
def test_a_reply_says_what_would_really_be_decided(voices):
    for seller in (SELLER, WITH_PARTNER):
        result = qualify(opportunity(*voices), ENTERPRISE, seller)
        for question in result.questions:
            assert sum(reply.share for reply in question.replies) == pytest.approx(1.0)
            for reply in question.replies:
                kept = [v for v in voices if v.criterion != question.criterion]
                told = opportunity(*kept, said(question.criterion, reply.answer))
                assert qualify(told, ENTERPRISE, seller, questions=0).decision.recommended == reply.decision


def test_the_value_that_is_said_to_be_needed_would_pay():
    dear = replace(ENTERPRISE, policy=replace(POLICY, cost_of_value=0.05))
    result = qualify(opportunity(said("portal", "none"), value=1000), dear, SELLER)
    needed = next(c.value for c in result.conditions if c.decision == "pursue")
    richer = qualify(opportunity(said("portal", "none"), value=needed * 1.001), dear, SELLER)
    assert 0 < richer.decision.option("pursue").expected_value < needed * 0.01


def test_a_criterion_whose_every_answer_blocks_has_no_mild_one():
    stuck = criterion("stuck", ("a", -1.0, 0.5), ("b", 1.0, 0.5))
    stuck = replace(stuck, answers=tuple(replace(a, blocker="final") for a in stuck.answers))
    result = qualify(opportunity(said("stuck", "a")), profile(stuck), SELLER)
    assert all(not c.reachable for c in result.conditions if c.decision == "pursue")


def test_evidence_without_confidence_changes_nothing():
    nothing = qualify(opportunity(), ENTERPRISE, SELLER, questions=0).assessment
    voices = [said("complexity", "high", 0.0, DOCUMENT), said("price", "refuses", 0.0, DOCUMENT)]
    doubtful = qualify(opportunity(*voices), ENTERPRISE, SELLER, questions=0).assessment
    assert doubtful.probability == pytest.approx(nothing.probability)


def test_more_value_never_turns_a_pursuit_into_leaving():
    order = {"walk_away": 0, "investigate": 1, "pursue": 1}
    seen = [
        order[qualify(opportunity(*GOOD, value=v, cost=1000), ENTERPRISE, SELLER, questions=0).decision.recommended]
        for v in (0, 500, 2000, 1e4, 1e5, 1e6, 1e8)
    ]
    assert seen == sorted(seen)


def test_settling_is_by_key():
    assert settled("x", "a").answer == "a"
    assert settled("x", 3).number == 3.0
