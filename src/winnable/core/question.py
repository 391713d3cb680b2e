"""What to ask next: the unsettled criterion whose answer is worth most, per cost of asking."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from winnable.core.assessment import Assessment, chance_of, judge_together, options_of
from winnable.core.decision import Inquiry, Outlook, covers_for, recommend
from winnable.core.finding import Finding, applies, settled
from winnable.core.odds import expected_probability
from winnable.core.profile import STAGES, Answer, Criterion, DecisionKey, Profile, Stage
from winnable.core.seller import Seller

TOGETHER = 5  # how many questions one round of asking may hold
SURE = 0.85  # evidence of this confidence is not asked about again
LOOKED_AT = 5  # further questions that are tried, since one that can change the decision comes before one that cannot
NOTHING = float("-inf")  # the value of a decision that a blocker forbids
LATER = 0.5  # each stage that a criterion lies ahead makes it this much dearer to settle now


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer that a question may get, how likely it is, and the decision that it would lead to."""

    answer: str | float
    share: float
    decision: DecisionKey
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """An unsettled criterion worth asking about: expected gain in money, cost of asking, and what each reply would do."""

    criterion: str
    gain: float
    cost: float
    replies: tuple[Reply, ...]

    @property
    def decisive(self) -> bool:
        """Whether its replies lead to more than one decision."""
        return len({reply.decision for reply in self.replies}) > 1


def open_criteria(profile: Profile, findings: Mapping[str, Finding]) -> list[Criterion]:
    """Criteria that still may apply and are not settled: unknown, contested, or read with little confidence."""
    sure = max(SURE, profile.policy.blocker_confidence)
    return [
        c
        for c in profile.criteria
        if not (findings[c.key].state == "known" and findings[c.key].confidence >= sure)
        and applies(c.applies_when, findings) is not False
    ]


def inquiry_of(profile: Profile, assessment: Assessment, findings: Mapping[str, Finding], stage: Stage) -> Inquiry:
    """The round of at most five questions that settles most per cost."""
    variances = {u.key: u.variance for u in assessment.unsettled}
    costed = [(variances.get(c.key, 0.0), cost_of(profile, c, stage)) for c in open_criteria(profile, findings)]
    chosen = sorted(costed, key=lambda pair: (-pair[0] / pair[1], pair[1]))[:TOGETHER]
    return Inquiry(variance=sum(v for v, _ in chosen), cost=sum(c for _, c in chosen))


def next_questions(
    profile: Profile,
    seller: Seller,
    assessment: Assessment,
    outlook: Outlook,
    findings: Mapping[str, Finding],
    stage: Stage,
    most: int,
) -> tuple[Question, ...]:
    """The `most` best questions, best first.

    Gain: sum over answers of share * (best expected value given the answer), less the best without asking. Where no
    answer could change the decision, what moves the chance most for its cost comes first.
    """
    rated = []
    for criterion in open_criteria(profile, findings):
        cases = _cases(profile, seller, criterion, assessment, outlook, findings)
        gain, movement = _gain(cases, outlook)
        cost = cost_of(profile, criterion, stage)
        rated.append(((gain + 0.02 * movement) / cost, criterion.key, gain, cost, cases))
    rated.sort(key=lambda row: (-row[0], row[1]))
    inquiry = inquiry_of(profile, assessment, findings, stage)
    variances = {u.key: u.variance for u in assessment.unsettled}
    questions = []
    for _, key, gain, cost, cases in rated[: most + LOOKED_AT]:
        rest = Inquiry(variance=max(inquiry.variance - variances.get(key, 0.0), 0.0), cost=max(inquiry.cost - cost, 0.0))
        replies = tuple(_reply(answer, share, case, rest, profile) for answer, share, case in cases)
        questions.append(Question(criterion=key, gain=max(gain, 0.0), cost=cost, replies=replies))
    return tuple(sorted(questions, key=lambda question: not question.decisive)[:most])


Case = tuple[str | float, float, Outlook]


def cost_of(profile: Profile, criterion: Criterion, stage: Stage) -> float:
    """What it costs to settle a criterion now: dearer by half for each stage that it lies ahead."""
    ahead = max(STAGES.index(criterion.stage) - STAGES.index(stage), 0)
    return profile.policy.effort_cost[criterion.effort] * (1 + LATER * ahead)


def _cases(
    profile: Profile,
    seller: Seller,
    criterion: Criterion,
    assessment: Assessment,
    outlook: Outlook,
    findings: Mapping[str, Finding],
) -> list[Case]:
    """The outlook after each possible answer, with the answer's chance."""
    discount = next(theme.discount for theme in profile.themes if theme.key == criterion.theme)
    row = next((c.weight for c in assessment.contributions if c.key == criterion.key), 0.0)
    rest = next((u for u in assessment.unsettled if u.key == criterion.key), None)
    mean = outlook.mean - row - (rest.mean if rest else 0.0)
    variance = max(outlook.variance - (rest.variance if rest else 0.0), 0.0)
    chance = chance_of(criterion.applies_when, findings, profile)
    cases: list[Case] = []
    for answer, share, weight in options_of(criterion):
        share = _chance_of_answer(answer, share, findings[criterion.key])
        shift = _shift_together(profile, assessment, findings, settled(criterion.key, answer))
        case = replace(outlook, mean=mean + chance * weight * discount + shift, variance=variance)
        if isinstance(answer, str):
            case = _with_blocker(profile, seller, criterion, criterion.answer(answer), case, weight * discount)
        cases.append((answer, share, case))
    total = sum(share for _, share, _ in cases) or 1.0
    return [(answer, share / total, case) for answer, share, case in cases]


def _chance_of_answer(answer: str | float, share: float, finding: Finding) -> float:
    if finding.state == "known":
        return (1 - finding.confidence) * share + (finding.confidence if finding.answer == answer else 0.0)
    return share


def _shift_together(profile: Profile, assessment: Assessment, findings: Mapping[str, Finding], assumed: Finding) -> float:
    shift = 0.0
    for together in profile.together:
        if any(assumed.criterion in row.when for row in together.rows):
            discount = next(theme.discount for theme in profile.themes if theme.key == together.theme)
            row, rest = judge_together(together, {**findings, assumed.criterion: assumed}, discount, profile)
            shift += (row.weight if row else 0.0) + (rest.mean if rest else 0.0)
            shift -= sum(c.weight for c in assessment.contributions if c.key == together.key)
            shift -= sum(u.mean for u in assessment.unsettled if u.key == together.key)
    return shift


def _with_blocker(
    profile: Profile, seller: Seller, criterion: Criterion, answer: Answer, case: Outlook, weight: float
) -> Outlook:
    if answer.blocker is None:
        return case
    if answer.blocker == "final":
        return replace(case, final=True)
    finding = settled(criterion.key, answer.key)
    usable = [f.cover for f in covers_for(profile, seller, criterion, answer, finding) if f.available]
    if not usable:
        return replace(case, uncovered=True, partner=False)
    cover = max(usable, key=lambda c: c.keeps)
    lift = case.lift + max(0.0, cover.leaves - weight)
    return replace(
        case, uncovered=True, partner=True, lift=lift, keeps=case.keeps * cover.keeps, extra_cost=case.extra_cost + cover.cost
    )


def _gain(cases: list[Case], outlook: Outlook) -> tuple[float, float]:
    after = movement = alone = with_partner = 0.0
    bare = replace(outlook, final=False, uncovered=False)
    base = bare.values(outlook.mean, outlook.variance)[0]
    for _, share, case in cases:
        after += share * case.best(case.mean, case.variance)
        movement += share * abs(bare.values(case.mean, case.variance)[0] - base)
        single, joint = case.values(case.mean, case.variance)
        alone += share * max(single, -outlook.stakes.cost)
        with_partner += share * max(joint, -outlook.stakes.cost)
    single, joint = outlook.values(outlook.mean, outlook.variance)
    before = max(0.0, alone if single > NOTHING else 0.0, with_partner if joint > NOTHING else 0.0)
    return max(after - before, 0.0), movement


def _reply(answer: str | float, share: float, case: Outlook, rest: Inquiry, profile: Profile) -> Reply:
    decision, _ = recommend(case, rest, profile.policy)
    return Reply(answer=answer, share=share, decision=decision, probability=expected_probability(case.mean, case.variance))
