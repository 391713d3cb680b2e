"""What to do: the expected value of each decision, the blockers, and the covers that would lift them.

    pursue            p  * V - C
    with partner      p' * V * s - C'     p' after the covers that the gaps allow
    walk away         0
    investigate       what the best questions would be worth, less what they cost

Second place pays C and gets nothing. A final blocker walks away whatever p; a coverable one never returns plain pursue.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

from winnable.core.assessment import Assessment
from winnable.core.finding import Finding, applies
from winnable.core.odds import expected_probability
from winnable.core.opportunity import Opportunity
from winnable.core.profile import Answer, Cover, Criterion, DecisionKey, Policy, Profile
from winnable.core.seller import Partner, Seller, partners_for

ValueFrom = Literal["given", "budget", "policy"]
# Equally likely points of a standard normal: enough to take the mean of a function with one or two kinks.
POINTS = tuple(NormalDist().inv_cdf((i + 0.5) / 24) for i in range(24))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stakes:
    """What winning brings and pursuing costs, in the policy's currency, and where each figure comes from."""

    value: float
    cost: float
    value_from: ValueFrom
    cost_from: Literal["given", "policy"]

    @property
    def break_even(self) -> float:
        """The least chance at which pursuing pays; 1 where nothing could."""
        return min(self.cost / self.value, 1.0) if self.value > 0 else 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverFound:
    """A cover for one gap. `partners` are the directory's entries; a partner cover without any is not `available`.

    A challenge is an argument to put to the buyer: until they accept it, it covers nothing."""

    cover: Cover
    criterion: str
    wanted: str
    partners: tuple[Partner, ...]
    available: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocker:
    """An answer that rules us out: for good, or unless covered. `sure` says that its evidence suffices to act on."""

    criterion: str
    answer: str
    kind: Literal["final", "coverable"]
    sure: bool
    covers: tuple[CoverFound, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One decision with its expected value; `open` is False when a blocker forbids it."""

    decision: DecisionKey
    expected_value: float
    probability: float | None
    open: bool
    covers: tuple[CoverFound, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What we recommend, and the figures that it rests on."""

    recommended: DecisionKey
    options: tuple[Option, ...]
    stakes: Stakes
    blockers: tuple[Blocker, ...]
    covers: tuple[CoverFound, ...]

    def option(self, decision: DecisionKey) -> Option:
        """The option of this decision."""
        return next(option for option in self.options if option.decision == decision)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """The numbers that a decision depends on, so that a hypothetical one is cheap: where the log2 odds stand, what the
    partner's covers add (`lift`), and which blockers hold: a `final` one, an `uncovered` gap, a `doubtful` one."""

    mean: float
    variance: float
    lift: float
    keeps: float
    extra_cost: float
    stakes: Stakes
    final: bool
    uncovered: bool
    doubtful: bool
    partner: bool

    def values(self, mean: float, variance: float) -> tuple[float, float]:
        """Expected value of pursuing alone and with a partner (minus infinity where a blocker forbids it)."""
        value, cost = self.stakes.value, self.stakes.cost
        alone = with_partner = float("-inf")
        if not self.final and not self.uncovered:
            alone = expected_probability(mean, variance) * value - cost
        if not self.final and self.partner:
            lifted = expected_probability(mean + self.lift, variance)
            with_partner = lifted * value * self.keeps - cost - self.extra_cost
        return alone, with_partner

    def best(self, mean: float, variance: float) -> float:
        """Expected value of the best committed decision; walking away is worth 0."""
        return max(0.0, *self.values(mean, variance))


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """What asking a handful of questions together could settle (variance of the log2 odds), and what that costs."""

    variance: float
    cost: float


def stakes_of(opportunity: Opportunity, policy: Policy) -> Stakes:
    """Value and cost: the seller's own figures, else the margin in a stated budget, else the policy's defaults."""
    value, value_from = _value_of(opportunity, policy)
    if opportunity.cost is not None:
        return Stakes(value=value, cost=opportunity.cost, value_from=value_from, cost_from="given")
    cost = (policy.cost + policy.cost_of_value * value) * policy.cost_left[opportunity.stage]
    return Stakes(value=value, cost=cost, value_from=value_from, cost_from="policy")


def budget_of(opportunity: Opportunity, policy: Policy) -> float | None:
    """The stated budget in the policy's currency; None where none is stated or its currency has no rate."""
    if opportunity.budget is None or opportunity.budget.currency not in policy.rates:
        return None
    return opportunity.budget.amount * policy.rates[opportunity.budget.currency]


def _value_of(opportunity: Opportunity, policy: Policy) -> tuple[float, ValueFrom]:
    if opportunity.value is not None:
        return opportunity.value, "given"
    budget = budget_of(opportunity, policy)
    return (policy.value, "policy") if budget is None else (budget * policy.margin_of_budget, "budget")


def gaps_of(profile: Profile, findings: Mapping[str, Finding]) -> list[tuple[Criterion, Answer, Finding]]:
    """Settled answers that block or that a cover could mend, for criteria that apply."""
    found = []
    for criterion in profile.criteria:
        finding = findings[criterion.key]
        if finding.state != "unknown" and finding.answer is not None and applies(criterion.applies_when, findings) is not False:
            answer = criterion.answer(finding.answer)
            if answer.blocker or answer.covers:
                found.append((criterion, answer, finding))
    return found


def blockers_of(profile: Profile, seller: Seller, findings: Mapping[str, Finding]) -> tuple[Blocker, ...]:
    """Every blocker that the findings show, sure or suspected; where voices disagree, any that one of them names."""
    least = profile.policy.blocker_confidence
    return tuple(
        Blocker(
            criterion=criterion.key,
            answer=answer.key,
            kind=answer.blocker,
            covers=covers_for(profile, seller, criterion, answer, finding),
            sure=finding.state == "known" and finding.confidence >= least,
        )
        for criterion in profile.criteria
        if (finding := findings[criterion.key]).state != "unknown" and applies(criterion.applies_when, findings) is not False
        for answer in criterion.answers
        if answer.blocker and answer.key in _named(finding)
    )


def _named(finding: Finding) -> set[str | None]:
    """The answer of a finding; of a contested one, every answer that is in dispute."""
    if finding.state != "contested":
        return {finding.answer}
    return {voice.answer for voice in (*finding.evidence, *finding.against)}


def covers_for(
    profile: Profile, seller: Seller, criterion: Criterion, answer: Answer, finding: Finding
) -> tuple[CoverFound, ...]:
    """The covers that an answer names, with the seller's partners who could provide them."""
    by_key = {cover.key: cover for cover in profile.covers}
    wanted = next((e.detail for e in finding.evidence if e.detail), "")
    return tuple(_look_up(by_key[key], criterion.key, wanted, seller) for key in answer.covers)


def _look_up(cover: Cover, criterion: str, wanted: str, seller: Seller) -> CoverFound:
    partners = partners_for(seller, cover.match, wanted) if cover.match else ()
    available = bool(partners) if cover.match else cover.kind != "challenge"
    return CoverFound(cover=cover, criterion=criterion, wanted=wanted, partners=partners, available=available)


def outlook_of(
    profile: Profile, seller: Seller, assessment: Assessment, findings: Mapping[str, Finding], stakes: Stakes
) -> tuple[Outlook, tuple[Blocker, ...], tuple[CoverFound, ...]]:
    """Everything that the decision rests on, with the blockers and the covers chosen for the gaps."""
    blockers = blockers_of(profile, seller, findings)
    chosen, lift = _choose_covers(profile, seller, assessment, findings)
    covered = {found.criterion for found in chosen}
    open_gaps = [b for b in blockers if b.kind == "coverable" and b.sure]
    keeps = 1.0
    for key in {found.cover.key for found in chosen}:
        keeps *= next(f.cover.keeps for f in chosen if f.cover.key == key)
    outlook = Outlook(
        mean=assessment.mean,
        variance=assessment.variance,
        lift=lift,
        keeps=keeps,
        extra_cost=sum({f.cover.key: f.cover.cost for f in chosen}.values()),
        stakes=stakes,
        final=any(b.kind == "final" and b.sure for b in blockers),
        uncovered=bool(open_gaps),
        doubtful=any(not b.sure for b in blockers),
        partner=bool(chosen) and all(b.criterion in covered for b in open_gaps),
    )
    return outlook, blockers, chosen


def _choose_covers(
    profile: Profile, seller: Seller, assessment: Assessment, findings: Mapping[str, Finding]
) -> tuple[tuple[CoverFound, ...], float]:
    """The cover that keeps most, for each gap that has an available one; and what they add to the log2 odds together."""
    rows = {c.key: c for c in assessment.contributions}
    discounts = {theme.key: theme.discount for theme in profile.themes}
    chosen, lift = [], 0.0
    for criterion, answer, finding in gaps_of(profile, findings):
        usable = [f for f in covers_for(profile, seller, criterion, answer, finding) if f.available]
        if finding.state == "known" and usable:
            best = max(usable, key=lambda f: (f.cover.keeps, -f.cover.cost, f.cover.key))
            chosen.append(best)
            row = rows.get(criterion.key)
            lift += max(0.0, finding.confidence * best.cover.leaves * discounts[criterion.theme] - row.weight) if row else 0.0
    return tuple(chosen), lift


def recommend(outlook: Outlook, inquiry: Inquiry, policy: Policy) -> tuple[DecisionKey, float]:
    """The decision, and what investigating would be worth (its expected value, less the cost of asking).

    A suspected blocker or a gap without an available cover is settled before anything is spent on a pursuit.
    """
    if outlook.final:
        return "walk_away", 0.0
    alone, with_partner = outlook.values(outlook.mean, outlook.variance)
    committed = max(0.0, alone, with_partner)
    gain = _gain_of_asking(outlook, inquiry) - inquiry.cost
    asked = committed + gain
    if gain > 0 and gain >= policy.worth_asking * outlook.stakes.cost:
        return "investigate", asked
    if committed == 0.0:
        return _nothing_pays(outlook), asked
    if outlook.doubtful:
        return "investigate", asked
    return ("pursue", asked) if alone >= with_partner else ("pursue_with_partner", asked)


def _nothing_pays(outlook: Outlook) -> DecisionKey:
    """No pursuit pays as things stand; a gap that nothing yet covers is asked about when lifting it would pay."""
    if outlook.uncovered and not outlook.partner:
        bare = expected_probability(outlook.mean, outlook.variance) * outlook.stakes.value - outlook.stakes.cost
        if bare > 0:
            return "investigate"
    return "walk_away"


def _gain_of_asking(outlook: Outlook, inquiry: Inquiry) -> float:
    """What it is worth to choose after the answers instead of before them.

    Both sides are means over the same points: the approximation behind a single chance must not look like a gain.
    """
    settled = min(inquiry.variance, outlook.variance)
    left, deviation = outlook.variance - settled, settled**0.5
    branches = [outlook.values(outlook.mean + deviation * z, left) for z in POINTS]
    after = sum(max(0.0, *branch) for branch in branches) / len(branches)
    alone = sum(branch[0] for branch in branches) / len(branches)
    with_partner = sum(branch[1] for branch in branches) / len(branches)
    return after - max(0.0, alone, with_partner)
