"""The whole judgement of one opportunity: assessment, decision, next questions, and what would change the answer."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from winnable.core.assessment import Assessment, assess, options_of
from winnable.core.decision import Decision, Option, Outlook, Stakes, budget_of, outlook_of, recommend, stakes_of
from winnable.core.evidence import Evidence, Source
from winnable.core.finding import Finding, applies, findings_of, settled
from winnable.core.odds import expected_probability
from winnable.core.opportunity import Opportunity
from winnable.core.profile import Criterion, DecisionKey, Profile, Stage
from winnable.core.question import Question, inquiry_of, next_questions
from winnable.core.seller import Seller, evidence_from_seller

MOST_CHANGES = 6  # a longer list of things that would all have to be true is a way of saying no


@dataclass(frozen=True, slots=True, kw_only=True)
class Supposition:
    """One thing that would have to be true: a criterion, what it is taken for now (None: unknown), what it should be."""

    criterion: str
    now: str | float | None
    then: str | float


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """The smallest set of changes that we found to lead to another decision; `changes` empty when there is none."""

    decision: DecisionKey
    changes: tuple[Supposition, ...]
    reachable: bool
    value: float | None = None  # the value at which the present chance would pay, where money alone could do it


@dataclass(frozen=True, slots=True, kw_only=True)
class Qualification:
    """Output: assessment + decision + next questions, for one opportunity under one profile version."""

    opportunity: Opportunity
    profile: str
    profile_version: str
    seller: str
    findings: Mapping[str, Finding]
    assessment: Assessment
    decision: Decision
    questions: tuple[Question, ...]
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judgement:
    assessment: Assessment
    decision: Decision
    outlook: Outlook


def qualify(opportunity: Opportunity, profile: Profile, seller: Seller, *, questions: int = 5) -> Qualification:
    """Judge one opportunity. Pure: the same input gives the same output, in any order of evidence.

    `questions` is how many next questions to list; 0 leaves out questions and conditions (for judging many at once).
    """
    findings = findings_of(profile, _all_evidence(opportunity, profile, seller), opportunity.blanks)
    stakes = stakes_of(opportunity, profile.policy)
    judged = _judge(profile, seller, findings, stakes, opportunity.stage)
    asked: tuple[Question, ...] = ()
    conditions: tuple[Condition, ...] = ()
    if questions:
        asked = next_questions(profile, seller, judged.assessment, judged.outlook, findings, opportunity.stage, questions)
        asked = tuple(_rejudged(q, profile, seller, findings, stakes, opportunity.stage) for q in asked)
        asked = tuple(sorted(asked, key=lambda question: not question.decisive))
        conditions = _conditions(profile, seller, findings, stakes, opportunity.stage, judged)
    return Qualification(
        opportunity=opportunity,
        profile=profile.key,
        profile_version=profile.version,
        seller=seller.key,
        findings=findings,
        assessment=judged.assessment,
        decision=judged.decision,
        questions=asked,
        conditions=conditions,
    )


def _all_evidence(opportunity: Opportunity, profile: Profile, seller: Seller) -> tuple[Evidence, ...]:
    return (
        *opportunity.evidence,
        *evidence_from_seller(profile, seller, opportunity.demands),
        *_evidence_from_budget(opportunity, profile),
        *_evidence_from_coverage(opportunity, profile),
    )


def _evidence_from_budget(opportunity: Opportunity, profile: Profile) -> tuple[Evidence, ...]:
    budget, amount = opportunity.budget, budget_of(opportunity, profile.policy)
    if budget is None or amount is None:
        return ()
    said = []
    for criterion in profile.criteria:
        reached = [answer for least, answer in criterion.from_budget if amount >= least]
        if reached:
            said.append(
                Evidence(
                    criterion=criterion.key,
                    answer=reached[-1],
                    source=budget.source,
                    confidence=budget.confidence,
                    quote=budget.quote,
                    place=budget.place,
                    detail=f"{budget.amount:,.0f} {budget.currency}",
                )
            )
    return tuple(said)


def _evidence_from_coverage(opportunity: Opportunity, profile: Profile) -> tuple[Evidence, ...]:
    """Coverage of the requirements enters as a criterion of its own, trusted as far as requirements could be placed."""
    coverage = opportunity.coverage
    keys = {criterion.key for criterion in profile.criteria}
    if coverage is None or coverage.met is None or "requirement_coverage" not in keys:
        return ()
    confidence = 0.8 * coverage.placed / (coverage.mandatory + 5)
    source = Source(kind="document", name="requirements held against capabilities")
    detail = f"{coverage.placed} of {coverage.mandatory} mandatory requirements could be placed"
    return (Evidence(criterion="requirement_coverage", source=source, number=coverage.met, confidence=confidence, detail=detail),)


def _judge(profile: Profile, seller: Seller, findings: Mapping[str, Finding], stakes: Stakes, stage: Stage) -> _Judgement:
    assessment = assess(profile, findings)
    outlook, blockers, covers = outlook_of(profile, seller, assessment, findings, stakes)
    inquiry = inquiry_of(profile, assessment, findings, stage)
    recommended, asked = recommend(outlook, inquiry, profile.policy)
    alone, with_partner = outlook.values(assessment.mean, assessment.variance)
    infinite = float("-inf")
    options = (
        _option("pursue", alone, assessment.probability * stakes.value - stakes.cost, assessment.probability),
        Option(
            decision="pursue_with_partner",
            expected_value=with_partner if with_partner > infinite else 0.0,
            probability=expected_probability(assessment.mean + outlook.lift, assessment.variance),
            open=with_partner > infinite,
            covers=covers,
        ),
        Option(decision="investigate", expected_value=asked, probability=None, open=not outlook.final),
        Option(decision="walk_away", expected_value=0.0, probability=None, open=True),
    )
    decision = Decision(recommended=recommended, options=options, stakes=stakes, blockers=blockers, covers=covers)
    return _Judgement(assessment=assessment, decision=decision, outlook=outlook)


def _rejudged(
    question: Question, profile: Profile, seller: Seller, findings: Mapping[str, Finding], stakes: Stakes, stage: Stage
) -> Question:
    """The question with each reply judged as if it had been given: what it decides is then what would be decided."""
    replies = []
    for reply in question.replies:
        assumed = {**findings, question.criterion: settled(question.criterion, reply.answer)}
        judged = _judge(profile, seller, assumed, stakes, stage)
        replies.append(replace(reply, decision=judged.decision.recommended, probability=judged.assessment.probability))
    return replace(question, replies=tuple(replies))


def _option(key: DecisionKey, value: float, bare: float, probability: float) -> Option:
    open_ = value > float("-inf")
    return Option(decision=key, expected_value=value if open_ else bare, probability=probability, open=open_)


def _conditions(
    profile: Profile, seller: Seller, findings: Mapping[str, Finding], stakes: Stakes, stage: Stage, judged: _Judgement
) -> tuple[Condition, ...]:
    """What would have to be true for each other decision that a seller could commit to."""
    targets: tuple[DecisionKey, ...] = ("pursue", "pursue_with_partner", "walk_away")
    return tuple(
        _condition(target, profile, seller, dict(findings), stakes, stage, judged)
        for target in targets
        if target != judged.decision.recommended and (target != "pursue_with_partner" or judged.outlook.partner)
    )


def _condition(
    target: DecisionKey,
    profile: Profile,
    seller: Seller,
    findings: dict[str, Finding],
    stakes: Stakes,
    stage: Stage,
    judged: _Judgement,
) -> Condition:
    """Apply the strongest changes first: weights add up, so the fewest that suffice are the largest ones.

    What is given (what the buyer buys, how large it is) may turn out, but is never changed once it is known.
    """
    value = _value_needed(target, judged, profile, stage)
    chosen: dict[str, str | float] = {}

    def leads_there(answers: Mapping[str, str | float]) -> bool:
        assumed = {**findings, **{key: settled(key, answer) for key, answer in answers.items()}}
        return _judge(profile, seller, assumed, stakes, stage).decision.recommended == target

    for criterion, answer in _steps(target, profile, findings, judged)[:MOST_CHANGES]:
        chosen[criterion.key] = answer
        if leads_there(chosen):
            for key in list(chosen)[:-1]:  # an earlier step may have become needless
                fewer = {other: then for other, then in chosen.items() if other != key}
                chosen = fewer if leads_there(fewer) else chosen
            changes = tuple(Supposition(criterion=key, now=_now(findings[key]), then=then) for key, then in chosen.items())
            return Condition(decision=target, changes=changes, reachable=True, value=value)
    return Condition(decision=target, changes=(), reachable=False, value=value)


def _value_needed(target: DecisionKey, judged: _Judgement, profile: Profile, stage: Stage) -> float | None:
    """The value at which pursuing would just pay at the present chance, its cost growing with it; None where none would."""
    stakes, chance = judged.decision.stakes, judged.assessment.probability
    if target != "pursue" or judged.decision.blockers or chance >= stakes.break_even:
        return None
    if stakes.cost_from == "given":
        return stakes.cost / chance if chance > 0 else None
    left = profile.policy.cost_left[stage]
    margin = chance - profile.policy.cost_of_value * left
    return profile.policy.cost * left / margin if margin > 0 else None


def _now(finding: Finding) -> str | float | None:
    if finding.state != "known":
        return None
    return finding.answer if finding.answer is not None else finding.number


def _steps(
    target: DecisionKey, profile: Profile, findings: Mapping[str, Finding], judged: _Judgement
) -> list[tuple[Criterion, str | float]]:
    """Changes in the order to try them: blockers that stand in the way, then the largest shifts of the odds."""
    up = target != "walk_away"
    kinds = ("final",) if target == "pursue_with_partner" else ("final", "coverable")
    blocking = {b.criterion for b in judged.decision.blockers if b.kind in kinds}
    discounts = {theme.key: theme.discount for theme in profile.themes}
    present: dict[str, float] = defaultdict(float)
    for row in judged.assessment.contributions:
        present[row.key] += row.weight
    for rest in judged.assessment.unsettled:
        present[rest.key] += rest.mean
    steps = []
    for criterion in profile.criteria:
        now = _now(findings[criterion.key])
        if applies(criterion.applies_when, findings) is False or (criterion.given and now is not None):
            continue
        first = up and criterion.key in blocking
        answer, weight = _mildest(criterion) if first else _extreme(criterion, up)
        shift = (weight * discounts[criterion.theme] - present[criterion.key]) * (1 if up else -1)
        first = first or (not up and _final(criterion, answer))
        if first or shift > 0:
            steps.append((not first, now is not None and not first, -shift, criterion.key, criterion, answer))
    return [(criterion, answer) for *_, criterion, answer in sorted(steps, key=lambda step: step[:4])]


def _mildest(criterion: Criterion) -> tuple[str | float, float]:
    """The most common answer that blocks nothing."""
    harmless = [a for a in criterion.answers if a.blocker is None]
    if not harmless:
        return _extreme(criterion, up=True)
    answer = max(harmless, key=lambda a: (a.share, a.weight))
    return answer.key, answer.weight


def _extreme(criterion: Criterion, up: bool) -> tuple[str | float, float]:
    options = [(weight, share, answer) for answer, share, weight in options_of(criterion)]
    if not up:
        finals = [option for option in options if _final(criterion, option[2])]
        options = finals or options
    weight, _, answer = (max if up else min)(options, key=lambda option: (option[0], option[1]))
    return answer, weight


def _final(criterion: Criterion, answer: str | float) -> bool:
    return isinstance(answer, str) and criterion.answer(answer).blocker == "final"
