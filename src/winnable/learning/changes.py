"""A revision: what history would change in a profile, each change with its support, to be accepted or refused one by one."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Final, Literal

from winnable.core.assessment import prior_of
from winnable.core.columns import Use
from winnable.core.odds import doublings_of, probability_of
from winnable.core.profile import FORBID, Criterion, Curve, Profile, Rationale, Theme, Together
from winnable.learning.support import Support

PRIOR: Final = "prior"
LEARNED: Final = Theme(
    key="learned",
    name="Learned",
    discount=1.0,
    why="Columns of the CRM that proved to matter, without a criterion of ours; what they mean is for people to say.",
)
Kind = Literal["criterion", "together", "theme", "prior", "new"]
Says = Literal["supported", "undecided", "unsupported", "contradicted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What may be accepted or refused as a whole: a criterion's weights hang together, since they are centred.

    `key` is that of a criterion, of answers that mean more together, of a theme (`theme.buyers`), or `prior`. `shift` is what
    the change adds to the log2 odds of an average deal: without it the prior makes up for it. `weight` is how far it moves
    deals (deviation, doublings). A `new` criterion names its column, and what the mapping must say of that.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = FORBID
    key: str
    kind: Kind
    sentence: str
    weight: float
    shift: float = 0.0
    supports: tuple[Support, ...] = ()
    weights: Mapping[str, float] = field(default_factory=dict)
    shares: Mapping[str, float] = field(default_factory=dict)
    points: tuple[tuple[float, float], ...] = ()
    bands: tuple[tuple[float, float], ...] = ()
    rows: tuple[float, ...] = ()
    silence: float | None = None
    value: float | None = None
    new: Criterion | None = None
    column: str = ""
    use: Use | None = None
    with_all: float | None = None  # of the prior: its value where all changes are accepted, those not sure too

    @property
    def is_sure(self) -> bool:
        """Whether the interval of one of its numbers leaves out what stood there before."""
        return any(support.is_sure and support.deals > 0 for support in self.supports)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How much of a criterion history confirms: 1 all that the profile says, 0 nothing, below 0 the opposite (5 to 95 %)."""

    __pydantic_config__: ClassVar[dict[str, Any]] = FORBID
    key: str
    says: Says
    deals: int
    slope: float
    low: float
    high: float
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Losses:
    """Log loss on the deals that were learned from: of their base rate, of the profile before and after, of what was learned."""

    __pydantic_config__: ClassVar[dict[str, Any]] = FORBID
    base_rate: float
    before: float
    after: float
    learned: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A proposed new version of a profile. `slope` says how much of the profile's score history confirms."""

    __pydantic_config__: ClassVar[dict[str, Any]] = FORBID
    profile: str
    version: str
    to_version: str
    history: str
    deals: int
    won: int
    slope: float | None
    losses: Losses
    changes: tuple[Change, ...]
    verdicts: tuple[Verdict, ...]
    notes: tuple[str, ...] = ()
    digest: str = ""

    @property
    def source(self) -> str:
        """What the rationale of a changed criterion names."""
        return source_of(self.history, self.deals, self.digest)

    @property
    def sure(self) -> tuple[str, ...]:
        """The keys that are written unless others are named: what history is sure of, and the prior that goes with it."""
        return tuple(change.key for change in self.changes if change.key == PRIOR or change.is_sure)

    def change(self, key: str) -> Change | None:
        """The change with this key."""
        return next((change for change in self.changes if change.key == key), None)


def source_of(history: str, deals: int, digest: str) -> str:
    """How a history stands among the sources of a rationale: by its name, how many deals it had, and what was in it."""
    return f"history: {history}, {deals:,} deals" + (f", {digest}" if digest else "")


def learned_before(profile: Profile, history: str, digest: str) -> str | None:
    """The source in a profile that names a history of the same name, or with the same deals; None where none does."""
    rationales = (profile.prior.rationale, *(c.rationale for c in profile.criteria), *(t.rationale for t in profile.together))
    for source in (source for rationale in rationales for source in rationale.sources):
        if source.startswith(f"history: {history}, ") or (digest and source.startswith("history: ") and source.endswith(digest)):
            return source
    return None


def raised(version: str) -> str:
    """The next version: 1.2.3 becomes 1.3.0, 4 becomes 5."""
    numbers = re.fullmatch(r"(\D*)(\d+)(?:\.(\d+))?(\.\d+)?(.*)", version.strip())
    if numbers is None:
        return f"{version}.1"
    start, major, minor, patch, _ = numbers.groups()
    if minor is None:
        return f"{start}{int(major) + 1}"
    return f"{start}{major}.{int(minor) + 1}" + (".0" if patch else "")


def revised(profile: Profile, revision: Revision, only: Collection[str] | None = None) -> Profile:
    """The profile with the changes that history is sure of, or `only` some; the prior makes up for the difference."""
    chosen = {c.key: c for c in revision.changes if c.key in (revision.sure if only is None else only)}
    new = tuple(c.new for c in chosen.values() if c.kind == "new" and c.new is not None)
    themes = tuple(_theme(t, chosen.get(f"theme.{t.key}")) for t in profile.themes)
    if new and all(t.key != LEARNED.key for t in themes):
        themes = (*themes, LEARNED)
    after = replace(
        profile,
        version=revision.to_version,
        themes=themes,
        criteria=(*(_criterion(c, chosen.get(c.key), revision.source) for c in profile.criteria), *new),
        together=tuple(_together(t, chosen.get(t.key), revision.source) for t in profile.together),
    )
    prior = chosen.get(PRIOR)
    if prior is None or prior.value is None:
        return after
    chance = round(_chance(profile, revision, after, chosen, prior), 4)
    told = _told(profile.prior.rationale, revision.source)
    rationale = replace(told, why=_why(revision, profile.prior.chance, chance))
    return replace(after, prior=replace(profile.prior, chance=chance, rationale=rationale))


def _chance(profile: Profile, revision: Revision, after: Profile, chosen: Collection[str], prior: Change) -> float:
    """The prior that goes with the chosen changes: what each change left out took from it, it gets back."""
    assert prior.value is not None
    if prior.with_all is not None and len(chosen) == len(revision.changes):
        return prior.with_all
    moved = sum(c.shift * ((c.key in revision.sure) - (c.key in chosen)) for c in revision.changes)
    if not moved:
        return prior.value
    sure = prior_in_doublings(revised(profile, revision), prior.value)
    return chance_of_prior(after, sure + moved)


def _why(revision: Revision, before: float, chance: float) -> str:
    """The reason for a learned prior, which replaces the reason for the one before."""
    share = f"{revision.won / revision.deals:.1%}"
    won = f"{revision.won:,} of {revision.deals:,} closed deals of {revision.history} were won ({share})"
    return f"{won}: {chance:.1%} instead of {before:.1%} brings the mean chance of these deals to what was learned from them."


def prior_in_doublings(profile: Profile, chance: float) -> float:
    """What a stated chance adds to the log2 odds (`core.assessment.prior_of`)."""
    return doublings_of(chance) * _widening(profile)


def chance_of_prior(profile: Profile, doublings: float) -> float:
    """The stated chance that adds so much."""
    return min(max(probability_of(doublings / _widening(profile)), 1e-4), 1 - 1e-4)


def _widening(profile: Profile) -> float:
    return prior_of(replace(profile, prior=replace(profile.prior, chance=2 / 3)))  # odds of 2: one doubling


def _theme(theme: Theme, change: Change | None) -> Theme:
    return theme if change is None or change.value is None else replace(theme, discount=change.value)


def _criterion(criterion: Criterion, change: Change | None, source: str) -> Criterion:
    if change is None:
        return criterion
    answers = tuple(
        replace(a, weight=change.weights.get(a.key, a.weight), share=change.shares.get(a.key, a.share)) for a in criterion.answers
    )
    curve = criterion.curve and _curve(criterion.curve, change)
    rationale = _told(criterion.rationale, source)
    return replace(criterion, answers=answers, curve=curve, silence=change.silence, rationale=rationale)


def _curve(curve: Curve, change: Change) -> Curve:
    return replace(curve, points=change.points or curve.points, shares=change.bands or curve.shares)


def _together(together: Together, change: Change | None, source: str) -> Together:
    if change is None:
        return together
    rows = tuple(replace(row, weight=weight) for row, weight in zip(together.rows, change.rows, strict=True))
    return replace(together, rows=rows, rationale=_told(together.rationale, source))


def _told(rationale: Rationale, source: str) -> Rationale:
    """A rationale that rests on this history too: earlier ones stay, so that none is learned from twice."""
    return rationale if source in rationale.sources else replace(rationale, sources=(*rationale.sources, source))
