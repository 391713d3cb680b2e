"""Why two qualifications differ: the parts sum to the difference, whatever changed."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.worlds import ENTERPRISE, PERSON, POLICY, SELLER, many_voices, opportunity, profile, said

from winnable.core.change import changes_between, pursuing_alone
from winnable.core.evidence import Source
from winnable.core.profile import STAGES
from winnable.core.qualification import Qualification, qualify

FEW = settings(max_examples=80, deadline=None)
REVERSED = {"new_evidence": "lost_evidence", "lost_evidence": "new_evidence"}
DOCUMENT = Source(kind="document", name="rfp.pdf")


def newer(version: str, weight: float = 1.0, chance: float = 0.25):
    """ENTERPRISE with its weights, its prior and its value moved."""
    criteria = tuple(
        replace(c, answers=tuple(replace(a, weight=a.weight * weight) for a in c.answers)) for c in ENTERPRISE.criteria
    )
    prior = replace(ENTERPRISE.prior, chance=chance)
    return replace(ENTERPRISE, version=version, criteria=criteria, prior=prior, policy=replace(POLICY, value=250_000 * weight))


PROFILES = (ENTERPRISE, newer("2", 1.5, 0.4), newer("3", 0.2, 0.05), newer("4"))


@st.composite
def qualifications(draw: st.DrawFn) -> Qualification:
    stakes = st.none() | st.floats(0, 1e7)
    deal = opportunity(*draw(many_voices), stage=draw(st.sampled_from(STAGES)), value=draw(stakes), cost=draw(stakes))
    return qualify(deal, draw(st.sampled_from(PROFILES)), SELLER, questions=0)


@FEW
@given(qualifications(), qualifications())
def test_the_parts_sum_to_the_difference(before, after):
    changes = changes_between(before, after)
    old, new = before.assessment, after.assessment
    assert sum(c.known for c in changes) == pytest.approx(new.known - old.known, abs=1e-9)
    assert sum(c.expected for c in changes) == pytest.approx(new.expected - old.expected, abs=1e-9)
    assert sum(c.doublings for c in changes) == pytest.approx(new.mean - old.mean, abs=1e-9)
    assert sum(c.chance for c in changes) == pytest.approx(new.probability - old.probability, abs=1e-9)
    difference = pursuing_alone(after) - pursuing_alone(before)
    assert sum(c.money for c in changes) == pytest.approx(difference, abs=1e-9 * (1 + before.decision.stakes.value * 10))


@FEW
@given(qualifications(), qualifications())
def test_swapping_the_two_turns_every_part_round(before, after):
    there = {(c.about): c for c in changes_between(before, after)}
    back = {(c.about): c for c in changes_between(after, before)}
    assert there.keys() == back.keys()
    for about, change in there.items():
        other = back[about]
        assert other.kind == REVERSED.get(change.kind, change.kind)
        assert other.doublings == pytest.approx(-change.doublings, abs=1e-9)
        assert other.chance == pytest.approx(-change.chance, abs=1e-9)
        assert other.money == pytest.approx(-change.money, abs=1e-3)


@FEW
@given(qualifications())
def test_nothing_changed_gives_nothing(same):
    assert changes_between(same, same) == ()


@FEW
@given(many_voices, many_voices)
def test_the_order_in_which_evidence_came_does_not_matter(first, more):
    before = qualify(opportunity(*first), ENTERPRISE, SELLER, questions=0)
    one = qualify(opportunity(*first, *more), ENTERPRISE, SELLER, questions=0)
    other = qualify(opportunity(*reversed((*first, *more))), ENTERPRISE, SELLER, questions=0)
    assert changes_between(before, one) == changes_between(before, other)


def judged(*voices, by=ENTERPRISE, **more) -> Qualification:
    return qualify(opportunity(*voices, **more), by, SELLER, questions=0)


def only(before: Qualification, after: Qualification):
    (change,) = changes_between(before, after)
    return change


def test_an_answer_that_came_is_new_evidence_and_one_that_went_is_lost():
    gained = only(judged(), judged(said("portal", "yes_portal")))
    assert (gained.kind, gained.about) == ("new_evidence", "portal")
    assert gained.known == pytest.approx(1.0)
    assert gained.chance > 0.1
    assert only(judged(said("portal", "yes_portal")), judged()).kind == "lost_evidence"


def test_another_answer_is_a_changed_answer_with_both_weights():
    change = only(judged(said("portal", "yes_portal")), judged(said("portal", "none")))
    assert (change.kind, change.known) == ("changed_answer", pytest.approx(-2.0))


def test_the_same_answer_from_a_surer_voice_is_new_evidence():
    change = only(judged(said("portal", "yes_portal", 0.5)), judged(said("portal", "yes_portal", 0.9)))
    assert change.kind == "new_evidence"
    assert change.known == pytest.approx(0.4)
    assert change.doubt < 0


def test_a_voice_that_only_disagrees_is_new_evidence():
    sure, other = said("portal", "yes_portal", 0.8, DOCUMENT), said("portal", "none", 0.75, DOCUMENT)
    change = only(judged(sure), judged(sure, other))
    assert change.kind == "new_evidence"
    assert change.chance < 0


def test_what_two_answers_mean_together_follows_from_the_second():
    changes = {
        c.about: c
        for c in changes_between(judged(said("complexity", "high")), judged(said("complexity", "high"), said("price", "accepts")))
    }
    assert changes["price"].kind == "new_evidence"
    assert changes["complex_at_its_price"].kind == "follows"
    assert changes["complex_at_its_price"].doublings == pytest.approx(0.6)


def test_a_new_profile_version_is_named_with_prior_and_weights():
    changes = changes_between(judged(said("portal", "yes_portal")), judged(said("portal", "yes_portal"), by=PROFILES[1]))
    kinds = {c.about: c.kind for c in changes}
    assert set(kinds.values()) == {"new_profile"}
    assert {"prior", "portal", "value"} <= kinds.keys()


def test_an_answer_and_a_version_that_changed_at_once_are_said_to_be_mixed():
    changes = {c.about: c for c in changes_between(judged(), judged(said("portal", "yes_portal"), by=PROFILES[1]))}
    assert changes["portal"].mixed
    assert not changes["prior"].mixed


def test_a_profile_changed_without_a_new_version_is_still_found():
    changes = changes_between(judged(), judged(by=replace(PROFILES[1], version="1")))
    assert {c.kind for c in changes if c.about == "prior"} == {"new_profile"}


def test_a_prior_that_rose_never_shows_as_a_loss_because_the_profile_is_wider():
    wider = newer("2", 2.0, 0.36)
    narrow = replace(ENTERPRISE, prior=replace(ENTERPRISE.prior, chance=0.2))
    before, after = judged(by=narrow), judged(by=wider)
    changes = {c.about: c for c in changes_between(before, after, priors=(0.2, 0.36))}
    assert changes["prior"].doublings > 1.17  # the log2 odds of 0.36 less those of 0.2, stretched
    assert changes["prior"].chance > 0
    assert changes["widening"].doublings < 0
    both = changes["prior"].doublings + changes["widening"].doublings
    assert both == pytest.approx(after.assessment.prior - before.assessment.prior, abs=1e-9)
    back = {c.about: c for c in changes_between(after, before, priors=(0.36, 0.2))}
    assert back["prior"].doublings == pytest.approx(-changes["prior"].doublings)


def test_a_prior_alone_moves_nothing_else():
    narrow = replace(ENTERPRISE, prior=replace(ENTERPRISE.prior, chance=0.2))
    higher = replace(ENTERPRISE, version="2", prior=replace(ENTERPRISE.prior, chance=0.36))
    [change] = changes_between(judged(by=narrow), judged(by=higher), priors=(0.2, 0.36))
    assert (change.about, change.chance) == ("prior", pytest.approx(0.16))


def test_a_later_stage_leaves_less_to_pay():
    change = only(judged(), judged(stage="commit"))
    assert (change.kind, change.about) == ("passed_time", "stage")
    assert change.money == pytest.approx(30_000 * 0.8)
    assert change.chance == 0


def test_a_moved_deadline_is_passed_time():
    same = judged()
    (change,) = changes_between(same, same, deadlines=("2026-03-01", "2026-04-01"))
    assert (change.kind, change.about, change.chance) == ("passed_time", "deadline", 0)


def test_other_stakes_change_the_money_and_not_the_chance():
    changes = {c.about: c for c in changes_between(judged(value=100.0, cost=10.0), judged(value=300.0, cost=25.0))}
    assert {c.kind for c in changes.values()} == {"changed_stakes"}
    assert changes["value"].money == pytest.approx(200 * judged().assessment.probability)
    assert changes["cost"].money == pytest.approx(-15)


def test_a_blocker_that_was_raised_stands_beside_its_part():
    change = only(judged(), judged(said("awarded", "closed", 1.0, PERSON)))
    assert change.blocker == "raised"
    assert only(judged(said("awarded", "closed")), judged()).blocker == "lifted"


def test_one_change_alone_has_the_whole_difference():
    one = profile(*ENTERPRISE.criteria[:1])
    before, after = (judged(said("portal", answer), by=one) for answer in ("none", "yes_portal"))
    assert only(before, after).chance == pytest.approx(after.assessment.probability - before.assessment.probability, abs=1e-12)
