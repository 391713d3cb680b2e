"""What must hold whatever the profile and whatever was read (Hypothesis)."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.worlds import ENTERPRISE, SELLER, WITH_PARTNER, centred_profiles, many_voices, opportunity, said

from winnable.core.finding import findings_of, reconcile
from winnable.core.odds import doublings_of, expected_probability, probability_of, range_of
from winnable.core.qualification import qualify
from winnable.core.question import open_criteria

FEW = settings(max_examples=60, deadline=None)


@FEW
@given(many_voices, st.randoms(use_true_random=False))
def test_the_order_of_evidence_does_not_matter(voices, random):
    shuffled = list(voices)
    random.shuffle(shuffled)
    one, other = (qualify(opportunity(*v), ENTERPRISE, SELLER) for v in (voices, shuffled))
    assert one.assessment == other.assessment
    assert one.decision == other.decision
    assert one.questions == other.questions


@FEW
@given(centred_profiles)
def test_unknown_adds_nothing_in_a_centred_profile(profile):
    result = qualify(opportunity(), profile, SELLER, questions=0)
    assert abs(result.assessment.expected) < 1e-9
    assert abs(result.assessment.probability - profile.prior.chance) < 1e-9


@FEW
@given(many_voices)
def test_prior_plus_contributions_equal_the_known_part(voices):
    assessment = qualify(opportunity(*voices), ENTERPRISE, SELLER, questions=0).assessment
    assert abs(assessment.prior + sum(c.weight for c in assessment.contributions) - assessment.known) < 1e-9
    assert assessment.low <= assessment.high


@FEW
@given(many_voices, st.integers(0, 6), st.floats(0, 3))
def test_raising_a_weight_never_lowers_the_chance(voices, index, more):
    """Of an answer that is known: the spread of the unknown ones would otherwise move too."""
    chosen = ENTERPRISE.criteria[index]
    if not chosen.answers:
        return
    raised = replace(chosen, answers=(replace(chosen.answers[0], weight=chosen.answers[0].weight + more), *chosen.answers[1:]))
    criteria = tuple(raised if c.key == chosen.key else c for c in ENTERPRISE.criteria)
    known = [v for v in voices if v.criterion != chosen.key] + [said(chosen.key, chosen.answers[0].key)]
    before, after = (
        qualify(opportunity(*known), p, SELLER, questions=0).assessment.probability
        for p in (ENTERPRISE, replace(ENTERPRISE, criteria=criteria))
    )
    assert after >= before - 1e-9


@FEW
@given(many_voices)
def test_the_next_question_is_always_about_something_unsettled(voices):
    result = qualify(opportunity(*voices), ENTERPRISE, SELLER)
    unsettled = {c.key for c in open_criteria(ENTERPRISE, result.findings)}
    assert {q.criterion for q in result.questions} <= unsettled
    assert len(result.questions) == min(5, len(unsettled))


@FEW
@given(many_voices)
def test_a_final_blocker_always_walks_away(voices):
    voices = [v for v in voices if v.criterion != "awarded"] + [said("awarded", "closed")]
    for seller in (SELLER, WITH_PARTNER):
        assert qualify(opportunity(*voices, value=1e9), ENTERPRISE, seller, questions=0).decision.recommended == "walk_away"


@FEW
@given(many_voices)
def test_a_coverable_blocker_never_returns_plain_pursue(voices):
    voices = [v for v in voices if v.criterion != "language"] + [said("language", "missing", detail="eu")]
    for seller in (SELLER, WITH_PARTNER):
        assert qualify(opportunity(*voices, value=1e7), ENTERPRISE, seller, questions=0).decision.recommended != "pursue"


@FEW
@given(many_voices)
def test_a_condition_really_leads_to_its_decision(voices):
    result = qualify(opportunity(*voices), ENTERPRISE, SELLER)
    for condition in result.conditions:
        if condition.reachable:
            changed = {c.criterion for c in condition.changes}
            kept = [v for v in voices if v.criterion not in changed]
            then = [said(c.criterion, c.then) for c in condition.changes]
            assert qualify(opportunity(*kept, *then), ENTERPRISE, SELLER, questions=0).decision.recommended == condition.decision


@FEW
@given(many_voices)
def test_findings_cover_every_criterion_once_and_keep_every_voice(voices):
    findings = findings_of(ENTERPRISE, voices)
    assert list(findings) == [c.key for c in ENTERPRISE.criteria]
    assert sum(len(f.evidence) + len(f.against) for f in findings.values()) == len(voices)
    assert all(0 <= f.confidence <= 1 for f in findings.values())


@FEW
@given(many_voices)
def test_saying_the_same_again_never_weakens_a_finding(voices):
    for criterion in ENTERPRISE.criteria:
        mine = [v for v in voices if v.criterion == criterion.key]
        once = reconcile(criterion, mine, ENTERPRISE.policy)
        if once.state == "known":
            again = reconcile(criterion, [*mine, once.evidence[0]], ENTERPRISE.policy)
            assert again.confidence >= once.confidence - 1e-12


@given(st.floats(1e-6, 1 - 1e-6))
def test_odds_and_probability_are_inverse(p):
    assert abs(probability_of(doublings_of(p)) - p) < 1e-9


@given(st.floats(-2000, 2000), st.floats(0, 400))
def test_a_probability_never_leaves_zero_to_one(mean, variance):
    low, high = range_of(mean, variance)
    assert 0 <= low <= high <= 1
    assert 0 <= expected_probability(mean, variance) <= 1


def test_one_doubling_doubles_the_odds():
    assert abs(probability_of(doublings_of(0.2) + 1) - 1 / 3) < 1e-12
