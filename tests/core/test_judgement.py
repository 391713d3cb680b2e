"""The judgement on situations that a seller would recognise."""

from dataclasses import replace

import pytest
from tests.core.worlds import (
    DOCUMENT,
    ENTERPRISE,
    PERSON,
    POLICY,
    SELLER,
    WHY,
    WITH_PARTNER,
    answers,
    criterion,
    opportunity,
    profile,
    said,
)

from winnable.core.assessment import assess
from winnable.core.evidence import Source
from winnable.core.finding import findings_of, reconcile
from winnable.core.odds import probability_of
from winnable.core.opportunity import Budget, Demand
from winnable.core.profile import Scaling, SellerCheck
from winnable.core.qualification import qualify

GOOD = [
    said("portal", "yes_portal"),
    said("size", 100),
    said("access", "direct"),
    said("price", "accepts"),
    said("complexity", "high"),
    said("awarded", "open"),
    said("language", "held"),
]


def decide(*evidence, seller=SELLER, **more):
    return qualify(opportunity(*evidence, **more), ENTERPRISE, seller).decision


def test_a_good_and_settled_opportunity_is_pursued():
    assert decide(*GOOD).recommended == "pursue"


def test_a_missing_language_is_pursued_with_the_partner_who_speaks_it():
    voices = [*(v for v in GOOD if v.criterion != "language"), said("language", "missing", detail="eu")]
    decision = decide(*voices, seller=WITH_PARTNER)
    assert decision.recommended == "pursue_with_partner"
    assert [p.name for p in decision.covers[0].partners] == ["Basque Ltd"]


def test_a_gap_that_nobody_covers_yet_is_investigated_when_it_would_pay():
    voices = [*(v for v in GOOD if v.criterion != "language"), said("language", "missing", detail="eu")]
    decision = decide(*voices)
    assert decision.recommended == "investigate"
    assert not decision.blockers[0].covers[0].available


def test_nothing_known_is_a_reason_to_ask_not_to_leave():
    assert decide().recommended == "investigate"


def test_a_likely_win_of_next_to_nothing_is_not_worth_it():
    assert decide(*GOOD, value=20_000, cost=30_000).recommended == "walk_away"


def test_a_small_chance_of_much_is_worth_it():
    bad = [
        said("portal", "none"),
        said("size", 0),
        said("access", "direct"),
        said("price", "accepts"),
        said("complexity", "low"),
        said("awarded", "open"),
        said("language", "held"),
    ]
    result = qualify(opportunity(*bad, value=2_000_000, cost=30_000), ENTERPRISE, SELLER)
    assert result.assessment.probability < 0.2
    assert result.decision.recommended == "pursue"


def test_a_suspected_final_blocker_is_settled_before_a_pursuit():
    voices = [*(v for v in GOOD if v.criterion != "awarded"), said("awarded", "closed", 0.5, DOCUMENT)]
    decision = decide(*voices)
    assert decision.recommended == "investigate"
    assert not decision.blockers[0].sure


def test_break_even_is_cost_over_value():
    assert decide(*GOOD, value=100_000, cost=20_000).stakes.break_even == pytest.approx(0.2)


def test_a_stated_budget_sets_the_value_in_the_policy_currency():
    budget = Budget(amount=100_000, currency="USD", source=DOCUMENT)
    stakes = decide(*GOOD, budget=budget).stakes
    assert (stakes.value, stakes.value_from) == (pytest.approx(45_000), "budget")


def test_a_budget_in_an_unknown_currency_leaves_the_default_and_says_so():
    stakes = decide(*GOOD, budget=Budget(amount=5, currency="XAU", source=DOCUMENT)).stakes
    assert (stakes.value, stakes.value_from) == (POLICY.value, "policy")


def test_less_is_left_to_spend_at_a_later_stage():
    assert decide(*GOOD, stage="commit").stakes.cost < decide(*GOOD, stage="early").stakes.cost


def test_a_budget_answers_the_criterion_that_asks_for_it():
    enough = criterion(
        "enough", ("far_below", -1.0, 0.5), ("clearly", 1.0, 0.5), from_budget=((0, "far_below"), (60_000, "clearly"))
    )
    tiny = profile(enough)
    for amount, answer in ((20_000, "far_below"), (60_000, "clearly"), (1e6, "clearly")):
        result = qualify(opportunity(budget=Budget(amount=amount, currency="EUR", source=DOCUMENT)), tiny, SELLER)
        assert result.findings["enough"].answer == answer


def test_the_person_who_asked_outranks_the_document():
    finding = reconcile(
        ENTERPRISE.criteria[0], [said("portal", "none", 0.9, DOCUMENT), said("portal", "yes_portal", 0.6, PERSON)], POLICY
    )
    assert (finding.state, finding.answer, len(finding.against)) == ("known", "yes_portal", 1)


def test_the_later_word_of_the_same_standing_counts():
    early, late = (replace(PERSON, date=d) for d in ("2026-01-01", "2026-03-01"))
    finding = reconcile(
        ENTERPRISE.criteria[0], [said("portal", "none", 1.0, early), said("portal", "yes_portal", 0.7, late)], POLICY
    )
    assert finding.answer == "yes_portal"


def test_two_equally_sure_voices_are_contested_and_count_as_unsettled():
    other = Source(kind="document", name="annex.pdf")
    voices = [said("portal", "none", 0.8, DOCUMENT), said("portal", "yes_portal", 0.8, other)]
    findings = findings_of(ENTERPRISE, voices)
    assert findings["portal"].state == "contested"
    assert findings["portal"].evidence
    assert findings["portal"].against
    assert "portal" not in {c.key for c in assess(ENTERPRISE, findings).contributions}


def test_half_sure_evidence_counts_half_and_widens_the_range():
    sure, half = (qualify(opportunity(said("portal", "yes_portal", q)), ENTERPRISE, SELLER).assessment for q in (1.0, 0.5))
    assert half.contributions[0].weight == pytest.approx(sure.contributions[0].weight / 2)
    assert half.variance > sure.variance


def test_a_theme_discount_shrinks_its_contributions():
    row = qualify(opportunity(said("access", "direct")), ENTERPRISE, SELLER).assessment.contributions[0]
    assert row.weight == pytest.approx(0.6)


def test_together_counts_only_when_both_are_known():
    alone = qualify(opportunity(said("complexity", "high")), ENTERPRISE, SELLER).assessment
    both = qualify(opportunity(said("complexity", "high"), said("price", "accepts")), ENTERPRISE, SELLER).assessment
    assert "complex_at_its_price" not in {c.key for c in alone.contributions}
    assert {c.key: c.weight for c in both.contributions}["complex_at_its_price"] == pytest.approx(0.6)


def test_a_criterion_that_does_not_apply_neither_counts_nor_is_asked():
    staff = criterion("staff", ("many", 1.0, 0.5), ("few", -1.0, 0.5), applies_when={"kind": ("intranet",)})
    kind = criterion("kind", ("intranet", 0.0, 0.5), ("shop", 0.0, 0.5))
    world = profile(kind, staff)
    shop = qualify(opportunity(said("kind", "shop"), said("staff", "few")), world, SELLER)
    assert {c.key for c in shop.assessment.contributions} == {"kind"}
    assert not shop.questions
    unknown = qualify(opportunity(said("staff", "few")), world, SELLER)
    assert unknown.assessment.contributions[0].weight == pytest.approx(-0.5), "by the chance that it applies"
    assert unknown.assessment.variance > 0
    intranet = qualify(opportunity(said("kind", "intranet"), said("staff", "few")), world, SELLER)
    assert intranet.assessment.contributions[1].weight == pytest.approx(-1.0)


def test_a_mature_market_lowers_the_bar_of_size():
    market = criterion("market", ("expects", 0.0, 0.5), ("does_not", 0.0, 0.5))
    size = replace(ENTERPRISE.criteria[1], scaled_by=Scaling(criterion="market", factors={"expects": 0.5, "does_not": 2.0}))
    world = profile(market, size)
    low, plain, high = (
        qualify(opportunity(said("size", 50), *more), world, SELLER).assessment.mean
        for more in ([said("market", "does_not")], [], [said("market", "expects")])
    )
    assert low < plain < high


def test_the_sellers_file_answers_what_is_demanded():
    check = SellerCheck(
        demand="service_language", held="service_languages", when_held="held", when_missing="missing", when_wished="wished"
    )
    language = criterion("language", ("held", 0.2, 0.6), ("wished", 0.0, 0.2), ("missing", -0.6, 0.2), seller=check)
    world = profile(language)

    def answer(value, strength="must"):
        demand = Demand(
            kind="service_language", value=value, strength=strength, source=DOCUMENT, confidence=0.9, quote="in Basque"
        )
        return qualify(opportunity(demands=(demand,)), world, SELLER).findings["language"]

    assert answer("de").answer == "held"
    assert answer("eu").answer == "missing"
    assert answer("eu", "wish").answer == "wished"
    assert answer("eu").evidence[0].quote == "in Basque"


def test_a_question_that_can_change_the_decision_comes_before_one_that_cannot():
    result = qualify(
        opportunity(*(v for v in GOOD if v.criterion not in ("awarded", "access", "complexity"))), ENTERPRISE, SELLER
    )
    decisive = [question.decisive for question in result.questions]
    assert decisive[0]
    assert decisive == sorted(decisive, reverse=True)
    for question in result.questions:
        assert sum(reply.share for reply in question.replies) == pytest.approx(1.0)


def test_what_is_given_is_never_to_be_changed():
    kind = criterion("kind", ("portal", 1.0, 0.5), ("crm", -1.0, 0.5), given=True)
    access = criterion("access", ("direct", 1.0, 0.5), ("through_others", -1.0, 0.5))
    known = qualify(opportunity(said("kind", "crm"), said("access", "through_others")), profile(kind, access), SELLER)
    for condition in known.conditions:
        assert "kind" not in {change.criterion for change in condition.changes}
    open_ = qualify(opportunity(said("access", "through_others")), profile(kind, access), SELLER)
    assert "kind" in {change.criterion for condition in open_.conditions for change in condition.changes}, "it may still turn out"


def test_a_condition_for_pursuing_removes_the_blocker_first():
    result = qualify(opportunity(*(v for v in GOOD if v.criterion != "awarded"), said("awarded", "closed")), ENTERPRISE, SELLER)
    pursue = next(c for c in result.conditions if c.decision == "pursue")
    assert pursue.reachable
    assert pursue.changes[0].criterion == "awarded"
    assert pursue.changes[0].then == "open"


def test_evidence_on_a_criterion_of_another_profile_is_left_out():
    assert qualify(opportunity(said("elsewhere", "x")), ENTERPRISE, SELLER).assessment.contributions == ()


def test_the_grade_tells_fit_apart_from_chance():
    full = qualify(opportunity(*GOOD), ENTERPRISE, SELLER).assessment
    assert full.fit.grade == "A"
    assert full.fit.known == pytest.approx(1.0)
    none = qualify(opportunity(), ENTERPRISE, SELLER).assessment
    assert none.fit.grade is None
    assert none.probability == pytest.approx(probability_of(none.mean), abs=0.1)


def test_answers_of_a_criterion_can_be_looked_up_and_a_wrong_one_cannot():
    assert ENTERPRISE.criteria[0].answer("none").weight == -1.0
    with pytest.raises(KeyError):
        ENTERPRISE.criteria[0].answer("perhaps")
    assert answers(("a", 1.0, 1.0))[0].text == "a"
    assert WHY.sources == ("O",)
