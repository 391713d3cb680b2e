"""Reads back a qualification that `winnable qualify --json` printed: strictly, and only if its figures still add up."""

import json
from dataclasses import dataclass
from math import isclose
from pathlib import Path
from typing import Any, Final, Literal, NoReturn

from winnable.core.assessment import Assessment, Contribution, Fit, Unsettled
from winnable.core.decision import Blocker, Decision, Option, Stakes, ValueFrom
from winnable.core.errors import InputError, Problem
from winnable.core.evidence import Evidence, Place, Source, SourceKind
from winnable.core.finding import Finding, State
from winnable.core.odds import expected_probability
from winnable.core.opportunity import Opportunity
from winnable.core.profile import DecisionKey, Stage
from winnable.core.qualification import Qualification
from winnable.formats.shapes import shaped
from winnable.formats.yaml_files import Steps

MOST_BYTES: Final = 100_000_000
AGAIN: Final = "Qualify the opportunity again with --json, and save what is printed."


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedSource:
    """Who says so."""

    kind: SourceKind
    name: str
    date: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedEvidence:
    """One voice on one criterion."""

    quote: str | None
    file: str | None
    page: int | None
    section: str | None
    start: int | None
    end: int | None
    source: SavedSource
    answer: str | None
    number: float | None
    confidence: float
    detail: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedFinding:
    """What all evidence says of one criterion."""

    criterion: str
    question: str
    state: State
    answer: str | float | None
    answer_text: str
    confidence: float
    evidence: tuple[SavedEvidence, ...]
    against: tuple[SavedEvidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedContribution:
    """What a criterion, or several together, add to the odds."""

    criterion: str
    theme: str
    question: str
    weight: float
    full_weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedUnsettled:
    """What a criterion, or several together, may still do."""

    criterion: str
    theme: str
    question: str
    mean: float
    variance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedBlocker:
    """An answer that rules us out."""

    criterion: str
    answer: str
    kind: Literal["final", "coverable"]
    sure: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedOption:
    """One decision and its value."""

    decision: DecisionKey
    expected_value: float
    open: bool
    covers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedCover:
    """What removes a gap: what it leaves of the value, and costs."""

    key: str
    keeps: float
    cost: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedDecision:
    """What was recommended."""

    recommended: DecisionKey
    options: tuple[SavedOption, ...]
    blockers: tuple[SavedBlocker, ...]
    covers: tuple[SavedCover, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedStakes:
    """Value and cost."""

    value: float
    cost: float
    currency: str
    value_from: ValueFrom
    cost_from: Literal["given", "policy"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedProfile:
    """What was judged by."""

    key: str
    name: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedSeller:
    """Who sells."""

    key: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedOpportunity:
    """The possible sale."""

    name: str
    stage: Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPrior:
    """What was assumed before anything was known."""

    probability: float
    doublings: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedRange:
    """Where the chance would fall."""

    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedFit:
    """How well what is known fits."""

    grade: str | None
    share: float | None
    known: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedThemeFit(SavedFit):
    """The same within one theme."""

    theme: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedFits(SavedFit):
    """The same with all themes."""

    themes: tuple[SavedThemeFit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedFact:
    """A fact; of all facts only the deadline, a text, is compared."""

    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedFacts:
    """The facts that are compared."""

    deadline: SavedFact | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """The published form, as far as a comparison or a portfolio needs it; fields that it does not name are passed over."""

    schema_version: Literal[1]
    profile: SavedProfile
    seller: SavedSeller
    opportunity: SavedOpportunity
    decision: SavedDecision
    probability: float
    range: SavedRange
    stakes: SavedStakes
    prior: SavedPrior
    known: float
    expected: float
    variance: float
    fit: SavedFits
    contributions: tuple[SavedContribution, ...]
    unsettled: tuple[SavedUnsettled, ...]
    findings: tuple[SavedFinding, ...]
    facts: SavedFacts

    @property
    def deadline(self) -> str | None:
        """The deadline that was read, where one was."""
        fact = self.facts.deadline
        return None if fact is None or fact.value is None else str(fact.value)


def read_saved(path: Path) -> Saved:
    """A saved qualification; InputError with everything that is wrong with the file."""
    data = _parsed(path)
    if not isinstance(data, dict) or "schema_version" not in data:
        _refuse(path, "", "This is not a qualification that was saved.", "Save one: winnable qualify FILES --json > FILE.json")
    if "unsettled" not in data:
        _refuse(path, "", "It does not list what was unsettled: an older version of this program saved it.", AGAIN)
    problems: list[Problem] = []

    def report(steps: Steps, message: str, suggestion: str) -> None:
        where = ".".join(str(step) for step in steps)
        problems.append(Problem(file=path.name, path=where, message=message, suggestion=suggestion))

    saved = shaped(Saved, data, report)
    if saved is None:
        raise InputError(tuple(problems))
    _check_sums(saved, path)
    return saved


def _parsed(path: Path) -> Any:
    try:
        if path.stat().st_size > MOST_BYTES:
            _refuse(path, "", "It is far larger than a qualification.", AGAIN)
        return json.loads(path.read_bytes(), parse_constant=_not_a_number)
    except OSError as error:
        _refuse(path, "", f"It cannot be read: {error.strerror or type(error).__name__}.", "Check the name and the folder.")
    except (ValueError, RecursionError):
        _refuse(path, "", "This is not JSON.", AGAIN)


def _not_a_number(name: str) -> NoReturn:
    raise ValueError(name)


def _refuse(path: Path, where: str, message: str, suggestion: str) -> NoReturn:
    raise InputError((Problem(file=path.name, path=where, message=message, suggestion=suggestion),))


def _check_sums(saved: Saved, path: Path) -> None:
    """Parts of figures that do not add up would not sum to any difference."""
    for name, rows in (("contributions", saved.contributions), ("unsettled", saved.unsettled), ("findings", saved.findings)):
        keys = [row.criterion for row in rows]
        if len(set(keys)) < len(keys):
            _refuse(path, name, "A criterion stands here twice: the file was changed after it was saved.", AGAIN)
    if not 0 < saved.prior.probability < 1:
        _refuse(path, "prior.probability", "It is no chance: the file was changed after it was saved.", AGAIN)
    sums = (
        ("known", saved.known, saved.prior.doublings + sum(c.weight for c in saved.contributions)),
        ("expected", saved.expected, sum(u.mean for u in saved.unsettled)),
        ("variance", saved.variance, sum(u.variance for u in saved.unsettled)),
        ("probability", saved.probability, expected_probability(saved.known + saved.expected, max(saved.variance, 0.0))),
    )
    for name, said, is_ in sums:
        if not isclose(said, is_, rel_tol=1e-9, abs_tol=1e-9):
            message = f"Says {said:.6g}, but the rows come to {is_:.6g}: the file was changed after it was saved."
            _refuse(path, name, message, AGAIN)


def qualification_of(saved: Saved) -> Qualification:
    """The saved qualification as it was, but for what the form does not hold or nobody compares: questions and covers."""
    findings = {f.criterion: _finding(f) for f in saved.findings}
    return Qualification(
        opportunity=Opportunity(name=saved.opportunity.name, stage=saved.opportunity.stage),
        profile=saved.profile.key,
        profile_version=saved.profile.version,
        seller=saved.seller.key,
        findings=findings,
        assessment=_assessment(saved, findings),
        decision=_decision(saved),
        questions=(),
        conditions=(),
    )


def _assessment(saved: Saved, findings: dict[str, Finding]) -> Assessment:
    return Assessment(
        prior=saved.prior.doublings,
        contributions=tuple(
            Contribution(key=c.criterion, theme=c.theme, weight=c.weight, full=c.full_weight, finding=findings.get(c.criterion))
            for c in saved.contributions
        ),
        unsettled=tuple(Unsettled(key=u.criterion, theme=u.theme, mean=u.mean, variance=u.variance) for u in saved.unsettled),
        known=saved.known,
        expected=saved.expected,
        variance=saved.variance,
        probability=saved.probability,
        low=saved.range.low,
        high=saved.range.high,
        fit=_fit(saved.fit),
        themes=tuple((theme.theme, _fit(theme)) for theme in saved.fit.themes),
    )


def _fit(fit: SavedFit) -> Fit:
    return Fit(grade=fit.grade, share=fit.share, known=fit.known)


def _decision(saved: Saved) -> Decision:
    stakes, decision = saved.stakes, saved.decision
    return Decision(
        recommended=decision.recommended,
        options=tuple(
            Option(decision=o.decision, expected_value=o.expected_value, probability=None, open=o.open) for o in decision.options
        ),
        stakes=Stakes(value=stakes.value, cost=stakes.cost, value_from=stakes.value_from, cost_from=stakes.cost_from),
        blockers=tuple(Blocker(criterion=b.criterion, answer=b.answer, kind=b.kind, sure=b.sure) for b in decision.blockers),
        covers=(),
    )


def _finding(finding: SavedFinding) -> Finding:
    return Finding(
        criterion=finding.criterion,
        state=finding.state,
        answer=finding.answer if isinstance(finding.answer, str) else None,
        number=float(finding.answer) if isinstance(finding.answer, int | float) else None,
        confidence=finding.confidence,
        evidence=_voices(finding.criterion, finding.evidence),
        against=_voices(finding.criterion, finding.against),
    )


def _voices(criterion: str, voices: tuple[SavedEvidence, ...]) -> tuple[Evidence, ...]:
    return tuple(_voice(criterion, voice) for voice in voices)


def _voice(criterion: str, voice: SavedEvidence) -> Evidence:
    return Evidence(
        criterion=criterion,
        source=Source(kind=voice.source.kind, name=voice.source.name, date=voice.source.date or ""),
        confidence=voice.confidence,
        answer=voice.answer,
        number=voice.number,
        quote=voice.quote or "",
        place=_place(voice),
        detail=voice.detail or "",
    )


def _place(voice: SavedEvidence) -> Place | None:
    if voice.file is None or voice.start is None or voice.end is None:
        return None
    return Place(file=voice.file, page=voice.page, section=voice.section or "", start=voice.start, end=voice.end)
