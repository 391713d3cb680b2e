"""Why two qualifications of one opportunity differ: a list of changes whose parts sum to the difference.

Doublings add up by themselves, so each change has its own. The chance does not: it follows from the mean and the variance of
the doublings. Each change gets its doublings times what a doubling was worth on the way from one mean to the other, and its
doubt times what doubt was worth; both are averaged over the two orders in which mean and variance may move. That sums exactly,
depends on no order of the changes, and turns its sign when the two are swapped.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from winnable.core.assessment import Assessment
from winnable.core.decision import Blocker
from winnable.core.finding import Finding
from winnable.core.odds import doublings_of, expected_probability
from winnable.core.qualification import Qualification

ChangeKind = Literal["new_evidence", "changed_answer", "lost_evidence", "follows", "new_profile", "passed_time", "changed_stakes"]
_SAME_WIDTH = 1e-9
_CLOSE = 1e-4  # nearer than this, a difference quotient loses more digits than a derivative


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One reason why two qualifications differ, with its part of the difference.

    `about` is a criterion, answers together, or prior, widening (see `_of_prior`), stage, deadline, value, cost. `known`,
    `expected` (doublings) and `doubt` (doublings squared) add up; `chance` is its part of the chance (0.1: ten points), `money`
    of what pursuing alone is worth. `follows` says that its own answer stayed, and another answer moved its weight. `mixed` says
    that a new profile version (or, for a stage, another value) came at the same time, so that a part of it may be due to that.
    `blocker` tells what became of one.
    """

    kind: ChangeKind
    about: str
    known: float = 0.0
    expected: float = 0.0
    doubt: float = 0.0
    chance: float = 0.0
    money: float = 0.0
    mixed: bool = False
    blocker: Literal["raised", "lifted"] | None = None

    @property
    def doublings(self) -> float:
        """What it adds to the log2 odds, known and expected together."""
        return self.known + self.expected


def changes_between(
    before: Qualification,
    after: Qualification,
    *,
    deadlines: tuple[str | None, str | None] = (None, None),
    priors: tuple[float, float] | None = None,
) -> tuple[Change, ...]:
    """Every reason why `after` differs from `before`, those that move the chance most first; nothing where nothing changed.

    `deadlines` are what was read of the deadline each time, ISO dates; they move nothing by themselves. `priors` are the stated
    chances before anything is known.
    """
    per_doubling, per_doubt = _slopes(before.assessment, after.assessment)
    value = (before.decision.stakes.value + after.decision.stakes.value) / 2
    changes = []
    for change in (*_of_criteria(before, after), *_of_prior(before.assessment.prior, after.assessment.prior, priors)):
        chance = change.doublings * per_doubling + change.doubt * per_doubt
        changes.append(replace(change, chance=chance, money=chance * value))
    changes += [*_of_stakes(before, after), *_of_time(before, after, deadlines)]
    return tuple(sorted(changes, key=lambda c: (-abs(c.chance), -abs(c.money), c.about)))


def pursuing_alone(qualification: Qualification) -> float:
    """What pursuing alone would be worth by the chance, whatever blocks it; the total that `money` is a part of."""
    stakes = qualification.decision.stakes
    return qualification.assessment.probability * stakes.value - stakes.cost


def _slopes(before: Assessment, after: Assessment) -> tuple[float, float]:
    """What a doubling and what a unit of variance did to the chance between the two."""

    def by_mean(variance: float) -> float:
        return _quotient(lambda mean: expected_probability(mean, variance), before.mean, after.mean)

    def by_variance(mean: float) -> float:
        return _quotient(lambda variance: expected_probability(mean, variance), before.variance, after.variance)

    return ((by_mean(before.variance) + by_mean(after.variance)) / 2, (by_variance(before.mean) + by_variance(after.mean)) / 2)


def _quotient(function: Callable[[float], float], start: float, end: float) -> float:
    if abs(end - start) < _CLOSE:
        middle = (start + end) / 2
        start, end = middle - _CLOSE, middle + _CLOSE
    return (function(end) - function(start)) / (end - start)


def _of_criteria(before: Qualification, after: Qualification) -> Iterator[Change]:
    old, new = _rows(before.assessment), _rows(after.assessment)
    keys = dict.fromkeys((*before.findings, *after.findings, *old, *new))
    moved = {key for key in keys if _differ(before.findings.get(key), after.findings.get(key))}
    new_profile = before.profile_version != after.profile_version
    nothing = (0.0, 0.0, 0.0)
    for key in keys:
        known, expected, doubt = (b - a for a, b in zip(old.get(key, nothing), new.get(key, nothing), strict=True))
        blocker = _blocker(before.decision.blockers, after.decision.blockers, key)
        if key in moved:
            kind = _kind(before.findings.get(key), after.findings.get(key))
        elif not (known or expected or doubt or blocker):
            continue
        else:
            together = key not in after.findings and key not in before.findings
            kind = "follows" if moved and (together or not new_profile) else "new_profile"
        mixed = new_profile and kind != "new_profile"
        yield Change(kind=kind, about=key, known=known, expected=expected, doubt=doubt, mixed=mixed, blocker=blocker)


def _rows(assessment: Assessment) -> dict[str, tuple[float, float, float]]:
    """Known and expected doublings and their variance, by criterion or answers together."""
    rows: dict[str, tuple[float, float, float]] = {c.key: (c.weight, 0.0, 0.0) for c in assessment.contributions}
    for rest in assessment.unsettled:
        rows[rest.key] = (rows.get(rest.key, (0.0, 0.0, 0.0))[0], rest.mean, rest.variance)
    return rows


def _said(finding: Finding | None) -> tuple[str, str | float | None]:
    if finding is None or finding.state == "unknown":
        return "unknown", None
    return finding.state, finding.answer if finding.answer is not None else finding.number


def _differ(old: Finding | None, new: Finding | None) -> bool:
    return _said(old) != _said(new) or _confidence(old) != _confidence(new)


def _confidence(finding: Finding | None) -> float:
    return finding.confidence if finding else 0.0


def _kind(old: Finding | None, new: Finding | None) -> ChangeKind:
    """What became of one criterion: a voice that only grew surer is new evidence, one that grew weaker is lost."""
    (state, answer), (new_state, new_answer) = _said(old), _said(new)
    if "unknown" in (state, new_state):
        return "lost_evidence" if new_state == "unknown" else "new_evidence"
    if answer != new_answer:
        return "changed_answer"
    if state != new_state and _voices(old) != _voices(new):
        return "new_evidence" if _voices(new) > _voices(old) else "lost_evidence"
    return "changed_answer" if state != new_state else "new_evidence" if _confidence(new) > _confidence(old) else "lost_evidence"


def _voices(finding: Finding | None) -> int:
    return len(finding.evidence) + len(finding.against) if finding else 0


def _blocker(old: tuple[Blocker, ...], new: tuple[Blocker, ...], key: str) -> Literal["raised", "lifted"] | None:
    was, now = (max((_severity(b) for b in blockers if b.criterion == key), default=0) for blockers in (old, new))
    return None if was == now else "raised" if now > was else "lifted"


def _severity(blocker: Blocker) -> int:
    return 1 + (blocker.kind == "final") + 2 * blocker.sure


def _of_prior(old: float, new: float, chances: tuple[float, float] | None) -> Iterator[Change]:
    """A prior enters as the log2 odds of its chance times what the profile leaves open (`prior_of`). Each of the two has its part
    of the difference, at the mean of the other: a prior that rose never shows as a loss because the profile is wider."""
    stated = tuple(map(doublings_of, chances)) if chances is not None else (0.0, 0.0)
    if not all(stated):  # an even chance says nothing of how wide the profile is
        by_width, by_chance = 0.0, new - old
    else:
        widths = old / stated[0], new / stated[1]
        wider = widths[1] - widths[0]
        by_width = sum(stated) / 2 * wider if abs(wider) > _SAME_WIDTH else 0.0
        by_chance = new - old - by_width
    if by_chance and (chances is None or chances[0] != chances[1]):
        yield Change(kind="new_profile", about="prior", known=by_chance)
    elif by_chance:
        by_width += by_chance
    if by_width:
        yield Change(kind="new_profile", about="widening", known=by_width)


def _of_stakes(before: Qualification, after: Qualification) -> Iterator[Change]:
    """Value and cost, but for a cost that only the stage moved."""
    old, new = before.decision.stakes, after.decision.stakes
    new_profile = before.profile_version != after.profile_version
    if old.value != new.value:
        money = (new.value - old.value) * (before.assessment.probability + after.assessment.probability) / 2
        by_policy = new_profile and old.value_from == new.value_from == "policy"
        yield Change(kind="new_profile" if by_policy else "changed_stakes", about="value", money=money)
    if old.cost != new.cost and not _cost_by_stage(before, after):
        by_policy = new_profile and old.cost_from == new.cost_from == "policy"
        yield Change(kind="new_profile" if by_policy else "changed_stakes", about="cost", money=old.cost - new.cost)


def _of_time(before: Qualification, after: Qualification, deadlines: tuple[str | None, str | None]) -> Iterator[Change]:
    if before.opportunity.stage != after.opportunity.stage:
        old, new = before.decision.stakes, after.decision.stakes
        saved = old.cost - new.cost if _cost_by_stage(before, after) else 0.0
        mixed = bool(saved) and (before.profile_version != after.profile_version or old.value != new.value)
        yield Change(kind="passed_time", about="stage", money=saved, mixed=mixed)
    if deadlines[0] != deadlines[1]:
        yield Change(kind="passed_time", about="deadline")


def _cost_by_stage(before: Qualification, after: Qualification) -> bool:
    """Whether the policy says what is left to pay, and the stage moved."""
    by_policy = before.decision.stakes.cost_from == after.decision.stakes.cost_from == "policy"
    return by_policy and before.opportunity.stage != after.opportunity.stage
