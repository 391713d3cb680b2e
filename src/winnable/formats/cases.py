"""Cases: written situations as opportunities, and whether each leads to the decision that it must lead to."""

from dataclasses import dataclass

from winnable.core.assessment import Contribution
from winnable.core.evidence import Evidence, Source
from winnable.core.opportunity import Budget, Demand, Opportunity
from winnable.core.profile import Case, DecisionKey, Profile
from winnable.core.qualification import Qualification, qualify
from winnable.core.seller import Seller

NO_SELLER = Seller(key="no_seller", name="no seller's file", note="For cases that name no seller: holds nothing.", lists={})


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRun:
    """One case and what became of it. `missing` are criteria that should have been among the reasons and were not."""

    case: Case
    decision: DecisionKey
    probability: float
    contributions: tuple[Contribution, ...]  # the heaviest first
    missing: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether the decision is as expected, for the expected reasons."""
        return self.decision in self.case.expect and not self.missing


def opportunity_of(case: Case, currency: str = "EUR") -> Opportunity:
    """A case as an opportunity: its answers said by a person, its demands absolute unless they end in `?`."""
    source = Source(kind="person", name=f"case {case.key}")
    return Opportunity(
        name=case.key,
        stage=case.stage,
        evidence=tuple(_evidence(key, value, source) for key, value in case.answers.items()),
        demands=tuple(
            Demand(
                kind=kind,
                value=value.rstrip("? "),
                strength="wish" if value.rstrip().endswith("?") else "must",
                source=source,
                confidence=1.0,
                quote=case.situation,
            )
            for kind, value in case.demands.items()
        ),
        budget=None if case.budget is None else Budget(amount=case.budget, currency=currency, source=source),
    )


def run_case(case: Case, profile: Profile, seller: Seller = NO_SELLER) -> CaseRun:
    """Qualify a case and hold the decision against what it expects."""
    judged = qualify(opportunity_of(case, profile.policy.currency), profile, seller, questions=0)
    contributions = sorted(judged.assessment.contributions, key=lambda c: (-abs(c.weight), c.key))
    reasons = reasons_of(judged)
    return CaseRun(
        case=case,
        decision=judged.decision.recommended,
        probability=judged.assessment.probability,
        contributions=tuple(contributions),
        missing=tuple(key for key in case.because if key not in reasons),
    )


def reasons_of(judged: Qualification) -> frozenset[str]:
    """Criteria that speak for the decision: blockers, gaps that are covered, and contributions that pull its way."""
    decision = judged.decision
    pull = {"pursue": 1, "pursue_with_partner": 1, "walk_away": -1}.get(decision.recommended)
    reasons = {blocker.criterion for blocker in decision.blockers} | {found.criterion for found in decision.covers}
    for row in judged.assessment.contributions:
        if row.weight and (pull is None or row.weight * pull > 0):
            reasons.add(row.key)
    return frozenset(reasons)


def _evidence(criterion: str, value: str | float, source: Source) -> Evidence:
    if isinstance(value, str):
        return Evidence(criterion=criterion, answer=value, source=source, confidence=1.0)
    return Evidence(criterion=criterion, number=float(value), source=source, confidence=1.0)
