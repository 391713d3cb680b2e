"""Requirements held against a profile's capabilities, and how much of what is mandatory the offering meets."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import numpy as np

from winnable.core.capability import Capability, Coverage, Match, Requirement, Strength
from winnable.core.profile import Profile
from winnable.reading.matching import Matcher, Ranking

SUPPORTED: Final = ("native", "configured", "extended")
FEWEST: Final = 5  # mandatory requirements that are placed,
LEAST_TOLD: Final = 0.2  # and the share of all that is told, before their share met says anything
_OPEN_WORTH: Final = 4.0  # told requirements that tell as much of the open ones as we ever know of these
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
    met, unmet = _told(related, by_key)
    placed = sum(match.standing == "placed" for match in related)
    enough = placed >= FEWEST and met + unmet >= LEAST_TOLD * len(related)
    return Coverage(
        requirements=len(counted),
        mandatory=len(mandatory),
        matched=sum(match.standing == "placed" for match in counted),
        placed=placed,
        met=met / (met + unmet) if enough else None,
        met_range=_met_range(met, unmet, len(related)) if enough else None,
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


def _told(related: Sequence[Match], by_key: Mapping[str, Capability]) -> tuple[float, float]:
    """How many of the requirements are met and not met, each counted by how surely it is.

    One that needs review counts too, by the chances of its candidates: what is not sure of any single requirement is
    still known of many together.
    """
    met = unmet = 0.0
    for match in related:
        if match.standing == "placed":
            sure = 1.0 if match.confirmed else match.confidence
            met, unmet = (met + sure, unmet) if _is_met(match) else (met, unmet + sure)
            continue
        for candidate in match.candidates:
            supported = by_key[candidate.capability].support in SUPPORTED if candidate.capability in by_key else False
            met, unmet = (met + candidate.score, unmet) if supported else (met, unmet + candidate.score)
    return met, unmet


def _met_range(met: float, unmet: float, related: int) -> tuple[float, float]:
    """5-95 % of the share met: of what is told by how much that is, of the rest as if little of it had been seen."""
    share_open = max(0.0, 1 - (met + unmet) / related)
    met, unmet = met + 0.5, unmet + 0.5
    mean, spread = _beta(met, unmet)
    known = min(1.0, _OPEN_WORTH / (met + unmet))
    _, open_spread = _beta(met * known, unmet * known)
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
