"""Who sells, as data beside the profile: it answers what the profile asks about the seller, and supplies covers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from winnable.core.evidence import Evidence, Source
from winnable.core.opportunity import Demand
from winnable.core.profile import Criterion, Dimension, Profile

FORBID: dict[str, Any] = {"extra": "forbid"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """One entry of the partner directory: what this partner could add to a pursuit."""

    __pydantic_config__: ClassVar[dict[str, Any]] = FORBID
    key: str
    name: str
    languages: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    technologies: tuple[str, ...] = ()
    deployments: tuple[str, ...] = ()
    frameworks: tuple[str, ...] = ()
    certificates: tuple[str, ...] = ()

    def offers(self, dimension: Dimension) -> tuple[str, ...]:
        """What this partner brings in one dimension of the directory."""
        offered: tuple[str, ...] = getattr(self, dimension)
        return offered


@dataclass(frozen=True, slots=True, kw_only=True)
class Seller:
    """The seller's own file. `lists` are what is held, by name (service_languages, data_centers, certificates, regions,
    frameworks, references); `not_held` names what is known to be missing; `answers` settle criteria about the seller."""

    __pydantic_config__: ClassVar[dict[str, Any]] = FORBID
    key: str
    name: str
    note: str
    lists: Mapping[str, tuple[str, ...]]
    not_held: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    partners: tuple[Partner, ...] = ()


def evidence_from_seller(profile: Profile, seller: Seller, demands: tuple[Demand, ...]) -> tuple[Evidence, ...]:
    """What the seller's file says of the profile's criteria, given what the buyer demands.

    The worst met demand speaks for its criterion: one missing language is not outweighed by two that are held.
    """
    source = Source(kind="seller", name=seller.name)
    said = [
        Evidence(criterion=key, answer=answer, source=source, confidence=1.0, detail=f"the seller's file says {answer}")
        for key, answer in seller.answers.items()
    ]
    for criterion in profile.criteria:
        if criterion.seller is not None:
            found = [e for d in demands if d.kind == criterion.seller.demand and (e := _held(criterion, seller, d))]
            said.extend(_worst(criterion, found))
    return tuple(said)


def _held(criterion: Criterion, seller: Seller, demand: Demand) -> Evidence | None:
    check = criterion.seller
    assert check is not None
    listed = seller.lists.get(check.held, ())
    missing = seller.not_held.get(check.held, ())
    if demand.value in listed:
        answer: str | None = check.when_held
    elif demand.strength == "wish":
        answer = check.when_wished
    elif check.when_unlisted is not None and demand.value not in missing:
        answer = check.when_unlisted
    else:
        answer = check.when_missing
    return Evidence(
        criterion=criterion.key,
        answer=answer,
        source=demand.source,
        confidence=demand.confidence,
        quote=demand.quote,
        place=demand.place,
        detail=demand.value,
    )


def _worst(criterion: Criterion, found: list[Evidence]) -> list[Evidence]:
    if not found:
        return []
    return [min(found, key=lambda e: (criterion.answer(e.answer or "").weight, -e.confidence, e.detail))]


def partners_for(seller: Seller, dimension: Dimension, wanted: str) -> tuple[Partner, ...]:
    """Partners of the directory that bring what is wanted; all that bring anything when nothing particular is."""
    return tuple(p for p in seller.partners if (wanted in p.offers(dimension) if wanted else p.offers(dimension)))
