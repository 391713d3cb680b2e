"""Requirements held against a profile's capabilities, and how much of what is mandatory the offering meets."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import numpy as np

from winnable.core.capability import Capability, Coverage, Match, Requirement, Strength
from winnable.core.profile import Profile
from winnable.reading.matching import Matcher, Ranking

SUPPORTED: Final = ("native", "configured", "extended")
FEWEST, LEAST_PLACED = 5, 0.2  # mandatory requirements placed, in number and in share, before their share met says anything
_OPEN_WORTH: Final = 4.0  # placed requirements that tell as much of the open ones as we ever know of these
_LOW, _HIGH = 0.05, 0.95
_STEPS: Final = 2000
_ORDER: Final[Mapping[Strength, int]] = {"must": 0, "should": 1, "may": 2}


def matches_of(requirements: Sequence[Requirement], matcher: Matcher, profile: Profile) -> tuple[Match, ...]:
    """One match for each requirement, in their order. Only obligations are held against the capabilities; all else is
    unrelated to them. Raises KeyError where the matcher was made for another profile."""
    by_key = {capability.key: capability for capability in profile.capabilities}
    obligations = [requirement for requirement in requirements if requirement.kind == "obligation"]
    rankings = iter(matcher.match([requirement.text for requirement in obligations]))
    return tuple(_match(r, next(rankings), by_key) if r.kind == "obligation" else _beside(r) for r in requirements)


def coverage_of(matches: Iterable[Match], profile: Profile) -> Coverage:
    """What the matches say of the offering: obligations only; what a person confirmed is as sure as can be."""
    by_key = {capability.key: capability for capability in profile.capabilities}
    counted = [match for match in matches if match.requirement.kind == "obligation"]
    mandatory = [match for match in counted if match.requirement.strength == "must"]
    related = [match for match in mandatory if match.standing != "unrelated"]
    placed = [match for match in related if match.standing == "placed"]
    enough = len(placed) >= max(FEWEST, LEAST_PLACED * len(related))
    return Coverage(
        requirements=len(counted),
        mandatory=len(mandatory),
        matched=sum(match.standing == "placed" for match in counted),
        placed=len(placed),
        met=sum(_is_met(match) for match in placed) / len(placed) if enough else None,
        met_range=_met_range(placed, len(related) - len(placed)) if enough else None,
        gaps=_gaps(counted, by_key),
        matches=tuple(counted),
    )


def _match(requirement: Requirement, ranking: Ranking, by_key: Mapping[str, Capability]) -> Match:
    best = ranking.candidates[0] if ranking.candidates else None
    capability = by_key[best.capability] if best and ranking.standing == "placed" else None
    return Match(
        requirement=requirement,
        standing=ranking.standing,
        capability=capability.key if capability else None,
        support=capability.support if capability else None,
        confidence=1 - ranking.answered if ranking.standing == "unrelated" or best is None else best.score,
        candidates=ranking.candidates,
    )


def _beside(requirement: Requirement) -> Match:
    return Match(requirement=requirement, standing="unrelated", capability=None, support=None, confidence=1.0)


def _is_met(match: Match) -> bool:
    return match.support in SUPPORTED


def _sureness(match: Match) -> float:
    return 1.0 if match.confirmed else match.confidence


def _met_range(placed: Sequence[Match], still_open: int) -> tuple[float, float]:
    """5-95 % of the share met: of those placed by how surely each is, of the open ones as if few of them had been seen."""
    met = 0.5 + sum(_sureness(match) for match in placed if _is_met(match))
    unmet = 0.5 + sum(_sureness(match) for match in placed if not _is_met(match))
    mean, spread = _beta(met, unmet)
    known = min(1.0, _OPEN_WORTH / (met + unmet))
    _, open_spread = _beta(met * known, unmet * known)
    share_open = still_open / (len(placed) + still_open)
    together = (1 - share_open) * spread**0.5 + share_open * open_spread**0.5  # the same buyer asks: they rise and fall together
    return _quantiles(mean, together**2)


def _beta(a: float, b: float) -> tuple[float, float]:
    """Mean and variance of a beta distribution."""
    return a / (a + b), a * b / ((a + b) ** 2 * (a + b + 1))


def _quantiles(mean: float, variance: float) -> tuple[float, float]:
    """The 5 % and 95 % points of the beta distribution of this mean and variance (0 < variance < mean (1 - mean))."""
    size = mean * (1 - mean) / variance - 1
    at = (np.arange(_STEPS) + 0.5) / _STEPS
    logs = (mean * size - 1) * np.log(at) + ((1 - mean) * size - 1) * np.log1p(-at)
    held = np.cumsum(np.exp(logs - logs.max()))
    low, high = np.searchsorted(held / held[-1], (_LOW, _HIGH))
    return round(float(at[low]), 3), round(float(at[high]), 3)


def _gaps(matches: Sequence[Match], by_key: Mapping[str, Capability]) -> tuple[Match, ...]:
    """What nothing of ours meets, one match for each capability: the one asked for most strongly, the earliest first.

    What would close a gap stands at its capability: `covers`."""
    missing = [match for match in matches if match.capability in by_key and match.standing == "placed" and not _is_met(match)]
    first: dict[str, Match] = {}
    for match in sorted(missing, key=lambda match: _ORDER[match.requirement.strength]):
        first.setdefault(match.capability or "", match)
    return tuple(first.values())
