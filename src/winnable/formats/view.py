"""A qualification as plain data with every text resolved: the published JSON, and what each report is rendered from.

Version 1 of the form. Fields are only ever added within a version; `formats.schema` publishes it as JSON Schema.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import winnable
from winnable.core.assessment import Contribution, Fit, Unsettled
from winnable.core.capability import Coverage, Match
from winnable.core.decision import Blocker, CoverFound, Decision, Option
from winnable.core.evidence import Evidence
from winnable.core.finding import Finding
from winnable.core.odds import probability_of
from winnable.core.profile import Criterion, Profile
from winnable.core.qualification import Condition, Qualification, Supposition
from winnable.core.question import Question, Reply
from winnable.core.seller import Seller
from winnable.reading.fact import Fact, Facts

VERSION = 1
Plain = dict[str, Any]
FACTS = (
    "title",
    "buyer",
    "country",
    "industry",
    "languages",
    "deadline",
    "budget_min",
    "budget_max",
    "currency",
    "user_count",
    "hosting",
    "standards",
    "named_systems",
    "solution_types",
    "audience",
    "questions_due",
    "award_due",
    "time_zone",
    "budget_kind",
    "contract_months",
    "language_needs",
    "residency",
    "prescribed",
    "competitors",
    "licence_limits",
    "set_asides",
    "eligibility",
    "evaluation",
    "contacts",
    "wired",
)


def view_of(
    qualification: Qualification,
    profile: Profile,
    seller: Seller,
    *,
    facts: Facts | None = None,
    pack: Mapping[str, Any] | None = None,
    today: str = "",
) -> Plain:
    """The whole qualification as plain data, ready for JSON, terminal and HTML. `today` is an ISO date to read deadlines by."""
    texts = _Texts(profile)
    assessment, decision = qualification.assessment, qualification.decision
    return {
        "schema_version": VERSION,
        "winnable_version": winnable.__version__,
        "profile": {"name": profile.name, "key": profile.key, "version": profile.version},
        "seller": {"key": seller.key, "name": seller.name, "note": seller.note},
        "opportunity": {"name": qualification.opportunity.name, "stage": qualification.opportunity.stage}
        | {part: list(pack[part]) if pack else [] for part in ("documents", "unread", "notes")},
        "notices": list(_notices(facts, today)),
        "decision": _decision(decision, texts),
        "probability": assessment.probability,
        "range": {"low": assessment.low, "high": assessment.high},
        "break_even": decision.stakes.break_even,
        "stakes": {
            "value": decision.stakes.value,
            "cost": decision.stakes.cost,
            "currency": profile.policy.currency,
            "value_from": decision.stakes.value_from,
            "cost_from": decision.stakes.cost_from,
        },
        "prior": {"probability": profile.prior.chance, "doublings": assessment.prior, "why": profile.prior.rationale.why},
        "known": assessment.known,
        "expected": assessment.expected,
        "variance": assessment.variance,
        "known_probability": probability_of(assessment.known),
        "fit": _fit(assessment.fit) | {"themes": [{"theme": k, "name": texts.theme(k)} | _fit(f) for k, f in assessment.themes]},
        "contributions": [_contribution(c, texts) for c in _strongest(assessment.contributions)],
        "unsettled": [_unsettled(u, texts) for u in assessment.unsettled],
        "findings": [_finding(c, qualification.findings[c.key], texts) for c in profile.criteria],
        "next_questions": [_question(q, texts) for q in qualification.questions],
        "conditions": [_condition(c, texts) for c in qualification.conditions],
        "coverage": _coverage(qualification.opportunity.coverage, texts),
        "facts": {key: _fact(getattr(facts, key) if facts else None) for key in FACTS},
    }


def _notices(facts: Facts | None, today: str) -> Iterator[str]:
    """What a seller must know before reading on."""
    deadline = facts.deadline.value if facts and facts.deadline else None
    if deadline and today and str(deadline)[:10] < today[:10]:
        yield f"The deadline that was read, {deadline}, has passed: make sure that it was moved before you spend anything."


class _Texts:
    """Looks up what a person reads for each key of a profile."""

    def __init__(self, profile: Profile) -> None:
        self.criteria = {c.key: c for c in profile.criteria}
        self.together = {t.key: t for t in profile.together}
        self.themes = {t.key: t.name for t in profile.themes}
        self.discounts = {t.key: t.discount for t in profile.themes}
        self.capabilities = {c.key: c for c in profile.capabilities}

    def theme(self, key: str) -> str:
        return self.themes.get(key, key)

    def question(self, key: str) -> str:
        if key in self.criteria:
            return self.criteria[key].question
        return self.together[key].text if key in self.together else key

    def answer(self, key: str, answer: str | float | None) -> str:
        criterion = self.criteria.get(key)
        if answer is None or criterion is None:
            return ""
        if isinstance(answer, str):
            return criterion.answer(answer).text
        unit = criterion.curve.unit if criterion.curve else ""
        if unit == "share":
            return f"{answer:.0%}"
        return f"{answer:,.10g} {unit}".strip() if abs(answer) < 1e6 else f"{answer / 1e6:,.4g} M {unit}".strip()


def _strongest(contributions: Iterable[Contribution]) -> list[Contribution]:
    return sorted(contributions, key=lambda c: (-abs(c.weight), c.key))


def _decision(decision: Decision, texts: _Texts) -> Plain:
    return {
        "recommended": decision.recommended,
        "options": [_option(option) for option in decision.options],
        "blockers": [_blocker(blocker, texts) for blocker in decision.blockers],
        "covers": [_cover(cover, texts) for cover in decision.covers],
    }


def _option(option: Option) -> Plain:
    return {
        "decision": option.decision,
        "expected_value": option.expected_value,
        "open": option.open,
        "covers": [cover.cover.key for cover in option.covers],
    }


def _blocker(blocker: Blocker, texts: _Texts) -> Plain:
    return {
        "criterion": blocker.criterion,
        "question": texts.question(blocker.criterion),
        "answer": blocker.answer,
        "answer_text": texts.answer(blocker.criterion, blocker.answer),
        "kind": blocker.kind,
        "sure": blocker.sure,
        "covers": [_cover(cover, texts) for cover in blocker.covers],
    }


def _cover(found: CoverFound, texts: _Texts) -> Plain:
    return {
        "key": found.cover.key,
        "kind": found.cover.kind,
        "text": found.cover.text,
        "criterion": found.criterion,
        "question": texts.question(found.criterion),
        "wanted": found.wanted,
        "available": found.available,
        "keeps": found.cover.keeps,
        "cost": found.cover.cost,
        "partners": [partner.name for partner in found.partners],
    }


def _fit(fit: Fit) -> Plain:
    return {"grade": fit.grade, "share": fit.share, "known": fit.known}


def _contribution(contribution: Contribution, texts: _Texts) -> Plain:
    finding = contribution.finding
    answer = (finding.answer if finding.answer is not None else finding.number) if finding else None
    return {
        "criterion": contribution.key,
        "theme": contribution.theme,
        "theme_name": texts.theme(contribution.theme),
        "question": texts.question(contribution.key),
        "answer": answer,
        "answer_text": texts.answer(contribution.key, answer),
        "weight": contribution.weight,
        "full_weight": contribution.full,
        "confidence": finding.confidence if finding else None,
        "evidence": [_evidence(e) for e in finding.evidence] if finding else [],
        "against": [_evidence(e) for e in finding.against] if finding else [],
    }


def _unsettled(rest: Unsettled, texts: _Texts) -> Plain:
    return {
        "criterion": rest.key,
        "theme": rest.theme,
        "question": texts.question(rest.key),
        "mean": rest.mean,
        "variance": rest.variance,
    }


def _evidence(evidence: Evidence) -> Plain:
    place = evidence.place
    return {
        "quote": evidence.quote or None,
        "file": place.file if place else None,
        "page": place.page if place else None,
        "section": place.section if place else None,
        "start": place.start if place else None,
        "end": place.end if place else None,
        "source": {"kind": evidence.source.kind, "name": evidence.source.name, "date": evidence.source.date or None},
        "answer": evidence.answer,
        "number": evidence.number,
        "confidence": evidence.confidence,
        "detail": evidence.detail or None,
    }


def _finding(criterion: Criterion, finding: Finding, texts: _Texts) -> Plain:
    answer = finding.answer if finding.answer is not None else finding.number
    return {
        "criterion": criterion.key,
        "theme": criterion.theme,
        "question": criterion.question,
        "state": finding.state,
        "answer": answer,
        "answer_text": texts.answer(criterion.key, answer),
        "confidence": finding.confidence,
        "in_dispute": _in_dispute(criterion, finding, texts),
        "evidence": [_evidence(e) for e in finding.evidence],
        "against": [_evidence(e) for e in finding.against],
    }


def _in_dispute(criterion: Criterion, finding: Finding, texts: _Texts) -> float:
    """Doublings between the best and the worst of the answers that contested voices give; 0 where nothing is contested."""
    if finding.state != "contested":
        return 0.0
    voices = (*finding.evidence, *finding.against)
    if criterion.curve is not None:
        weights = [criterion.curve.weight_at(voice.number or 0.0) for voice in voices]
    else:
        weights = [criterion.answer(voice.answer or "").weight for voice in voices]
    return (max(weights) - min(weights)) * texts.discounts[criterion.theme]


def _question(question: Question, texts: _Texts) -> Plain:
    criterion = texts.criteria[question.criterion]
    return {
        "criterion": criterion.key,
        "theme": criterion.theme,
        "question": criterion.question,
        "stage": criterion.stage,
        "effort": criterion.effort,
        "gain": question.gain,
        "cost": question.cost,
        "decisive": question.decisive,
        "why": criterion.rationale.why,
        "replies": [_reply(criterion.key, reply, texts) for reply in question.replies],
    }


def _reply(key: str, reply: Reply, texts: _Texts) -> Plain:
    return {
        "answer": reply.answer,
        "text": texts.answer(key, reply.answer),
        "share": reply.share,
        "decision": reply.decision,
        "probability": reply.probability,
    }


def _condition(condition: Condition, texts: _Texts) -> Plain:
    return {
        "decision": condition.decision,
        "reachable": condition.reachable,
        "value_needed": condition.value,
        "changes": [_change(change, texts) for change in condition.changes],
    }


def _change(change: Supposition, texts: _Texts) -> Plain:
    return {
        "criterion": change.criterion,
        "question": texts.question(change.criterion),
        "now": change.now,
        "now_text": texts.answer(change.criterion, change.now),
        "then": change.then,
        "then_text": texts.answer(change.criterion, change.then),
    }


def coverage_view(coverage: Coverage | None, profile: Profile) -> Plain | None:
    """Coverage as plain data with the capabilities' names; null where nothing is asked for in so many words."""
    return _coverage(coverage, _Texts(profile))


def _coverage(coverage: Coverage | None, texts: _Texts) -> Plain | None:
    if coverage is None:
        return None
    return {
        "requirements": coverage.requirements,
        "mandatory": coverage.mandatory,
        "matched": coverage.matched,
        "placed": coverage.placed,
        "met": coverage.met,
        "met_range": {"low": coverage.met_range[0], "high": coverage.met_range[1]} if coverage.met_range else None,
        "gaps": [_match(match, texts) for match in coverage.gaps],
        "matches": [_match(m, texts) for m in coverage.matches if m.standing == "placed"],
    }


def _match(match: Match, texts: _Texts) -> Plain:
    capability = texts.capabilities.get(match.capability or "")
    place = match.requirement.place
    return {
        "key": match.requirement.key,
        "requirement": match.requirement.text,
        "strength": match.requirement.strength,
        "file": place.file,
        "page": place.page,
        "section": place.section,
        "capability": match.capability,
        "capability_name": capability.name if capability else None,
        "support": match.support,
        "limits": (capability.limits or None) if capability else None,
        "confidence": match.confidence,
        "covers": list(capability.covers) if capability else [],
    }


def _fact(fact: Fact | None) -> Plain | None:
    if fact is None:
        return None
    return {
        "value": _plain(fact.value),
        "confidence": fact.confidence,
        "quote": fact.quote or None,
        "file": fact.place.file,
        "page": fact.place.page,
        "section": fact.place.section,
        "note": fact.note or None,
        "others": [
            {
                "value": _plain(o.value),
                "confidence": o.confidence,
                "quote": o.quote,
                "file": o.place.file,
                "page": o.place.page,
                "note": o.note or None,
            }
            for o in fact.others
        ],
    }


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    return list(value) if isinstance(value, Sequence) and not isinstance(value, str) else value
