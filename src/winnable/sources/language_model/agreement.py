"""Two readings of the same text held against each other: what both say counts, what only one says counts little."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from winnable.core.evidence import Evidence, Source
from winnable.core.profile import Profile
from winnable.sources.language_model.verifying import Verified

# Below the 0.7 from which a criterion counts as settled and a blocker rules out: a model alone decides neither.
STATED: Final = 0.65
IMPLIED: Final = 0.45
ALONE: Final = 0.5  # factor for what only one reading says
_BELOW: Final = 0.05  # how far below the policy's line a blocker stays

Meaning = tuple[str, str | float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """The evidence of two readings: one piece for each criterion and answer. `agreed` and `alone` count it by whether both or
    only one reading says it; `disagreed` counts answers of one reading left out because something else is said beside them."""

    evidence: tuple[Evidence, ...]
    agreed: int
    alone: int
    disagreed: int


def compared(first: Sequence[Verified], second: Sequence[Verified], profile: Profile, model: str) -> Agreement:
    """The evidence in which two readings result; their order does not matter to what counts."""
    one, two = _by_meaning(first), _by_meaning(second)
    both = one.keys() & two.keys()
    single = [meaning for meaning in (*one, *two) if meaning not in both]
    voices = Counter(criterion for criterion, _ in (*both, *single))
    alone = [meaning for meaning in single if voices[meaning[0]] == 1]
    evidence = [_evidence(_best(one[m], two[m]), _confidence(one[m], two[m]), profile, f"{model}, in two readings") for m in both]
    for meaning in alone:
        said = one.get(meaning) or two[meaning]
        confidence = ALONE * (STATED if any(v.stated for v in said) else IMPLIED)
        evidence.append(_evidence(said[0], confidence, profile, f"{model}, in one of two readings"))
    evidence = _as_one_voice(evidence)
    order = {criterion.key: index for index, criterion in enumerate(profile.criteria)}
    evidence.sort(key=lambda e: (order.get(e.criterion, 0), -e.confidence, e.answer or "", e.number or 0.0))
    return Agreement(evidence=tuple(evidence), agreed=len(both), alone=len(alone), disagreed=len(single) - len(alone))


def _by_meaning(said: Sequence[Verified]) -> dict[Meaning, list[Verified]]:
    found: dict[Meaning, list[Verified]] = {}
    for one in said:
        found.setdefault(one.meaning, []).append(one)
    return found


def _best(one: Sequence[Verified], two: Sequence[Verified]) -> Verified:
    """A quote that both readings chose, else the first one that is said outright."""
    chosen = {v.place for v in two}
    return min(one, key=lambda v: (v.place not in chosen, not v.stated))


def _confidence(one: Sequence[Verified], two: Sequence[Verified]) -> float:
    return STATED if any(v.stated for v in one) and any(v.stated for v in two) else IMPLIED


def _evidence(said: Verified, confidence: float, profile: Profile, detail: str) -> Evidence:
    return Evidence(
        criterion=said.criterion,
        source=Source(kind="document", name=said.place.file),
        confidence=round(min(confidence, _most(said, profile)), 3),
        answer=said.answer,
        number=said.number,
        quote=said.quote,
        place=said.place,
        detail=f"read by the language model {detail}",
    )


def _as_one_voice(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Numbers that lie near each other speak for the same thing: together they are no surer than one alone."""
    numbers = Counter(e.criterion for e in evidence if e.number is not None)
    return [
        e if e.number is None else replace(e, confidence=round(1 - (1 - e.confidence) ** (1 / numbers[e.criterion]), 3))
        for e in evidence
    ]


def _most(said: Verified, profile: Profile) -> float:
    criterion = next(c for c in profile.criteria if c.key == said.criterion)
    rules_out = any(a.key == said.answer and a.blocker is not None for a in criterion.answers)
    return max(profile.policy.blocker_confidence - _BELOW, 0.0) if rules_out else 1.0
