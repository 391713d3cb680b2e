"""What all evidence says of one criterion: known, contested or unknown."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, replace
from typing import Literal

from winnable.core.evidence import STANDING, Evidence
from winnable.core.profile import Criterion, Policy, Profile

State = Literal["known", "contested", "unknown"]
SAME_NUMBER = 0.25  # two voices agree on a number when they differ by less than this share
SETTLES = 0.7  # evidence below this confidence leaves open whether a criterion applies
CEILING = 0.97  # documents repeat themselves: saying it ten times is not certainty


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The reconciled view of one criterion. `evidence` speaks for the answer (or number), `against` for another.

    `blank` says of an unknown one that a record has a field for it in which nothing stands: that nobody knows yet tells
    something, once history has shown what. What a document does not mention is unknown, but not blank.
    """

    criterion: str
    state: State
    answer: str | None = None
    number: float | None = None
    confidence: float = 0.0
    evidence: tuple[Evidence, ...] = ()
    against: tuple[Evidence, ...] = ()
    blank: bool = False


def settled(criterion: str, answer: str | float) -> Finding:
    """A finding as it would be if somebody answered outright."""
    if isinstance(answer, str):
        return Finding(criterion=criterion, state="known", answer=answer, confidence=1.0)
    return Finding(criterion=criterion, state="known", number=float(answer), confidence=1.0)


def findings_of(profile: Profile, evidence: Iterable[Evidence], blanks: Set[str] = frozenset()) -> dict[str, Finding]:
    """One finding per criterion of the profile, in its order; evidence on other criteria is left out.

    `blanks` are criteria for which a record has a field in which nothing stands.
    """
    voices: dict[str, list[Evidence]] = {criterion.key: [] for criterion in profile.criteria}
    for voice in evidence:
        if voice.criterion in voices:
            voices[voice.criterion].append(voice)
    found = {c.key: reconcile(c, voices[c.key], profile.policy) for c in profile.criteria}
    for key in blanks:
        if key in found and found[key].state == "unknown":
            found[key] = replace(found[key], blank=True)
    return found


def reconcile(criterion: Criterion, evidence: Iterable[Evidence], policy: Policy) -> Finding:
    """Join several voices on one criterion; their order does not matter.

    The highest standing speaks, and within it the latest date; where its voices disagree and the second is nearly as
    strong as the first (`contested_ratio`), the finding is contested. Lower voices that disagree are kept as `against`.
    """
    voices = sorted(evidence, key=_rank)
    if not voices:
        return Finding(criterion=criterion.key, state="unknown")
    loudest = [v for v in voices if _authority(v) == _authority(voices[0])]
    camps = _camps(criterion, loudest)
    first = camps[0]
    strength = _strength(first)
    speaking = set(map(id, first))
    supporting: list[Evidence] = list(first)
    against: list[Evidence] = []
    for voice in voices:
        if id(voice) not in speaking:
            (supporting if _agree(criterion, first[0], voice) else against).append(voice)
    contested = len(camps) > 1 and _strength(camps[1]) >= policy.contested_ratio * strength
    return Finding(
        criterion=criterion.key,
        state="contested" if contested else "known",
        answer=first[0].answer,
        number=first[0].number,
        confidence=strength,
        evidence=tuple(supporting),
        against=tuple(against),
    )


def applies(when: Mapping[str, tuple[str, ...]], findings: Mapping[str, Finding]) -> bool | None:
    """Whether a condition holds: True, False, or None while something that it rests on is not settled."""
    verdict: bool | None = True
    for key, answers in when.items():
        finding = findings[key]
        if finding.state != "known" or finding.confidence < SETTLES:
            verdict = None
        elif finding.answer not in answers:
            return False
    return verdict


def _authority(voice: Evidence) -> tuple[int, str]:
    return STANDING[voice.source.kind], voice.source.date


def _rank(voice: Evidence) -> tuple[object, ...]:
    place = voice.place
    where = (place.file, place.page or 0, place.start) if place else ("", 0, 0)
    return (
        -STANDING[voice.source.kind],
        _descending(voice.source.date),
        -voice.confidence,
        voice.answer or "",
        voice.number or 0.0,
        where,
        voice.quote,
        voice.source.name,
        voice.detail,
    )


def _descending(date: str) -> tuple[int, ...]:
    return tuple(-ord(letter) for letter in date.ljust(10, " "))


def _camps(criterion: Criterion, voices: list[Evidence]) -> list[list[Evidence]]:
    camps: list[list[Evidence]] = []
    for voice in voices:
        for camp in camps:
            if _agree(criterion, camp[0], voice):
                camp.append(voice)
                break
        else:
            camps.append([voice])
    return sorted(camps, key=lambda camp: (-_strength(camp), _rank(camp[0])))


def _agree(criterion: Criterion, one: Evidence, other: Evidence) -> bool:
    if criterion.curve is None:
        return one.answer == other.answer
    a, b = one.number or 0.0, other.number or 0.0
    return abs(a - b) <= SAME_NUMBER * max(abs(a), abs(b))


def _strength(camp: list[Evidence]) -> float:
    """Noisy-or of the three surest voices; one sure voice keeps its own confidence."""
    doubt = 1.0
    for voice in camp[:3]:
        doubt *= 1 - voice.confidence
    surest = camp[0].confidence
    return max(surest, min(1 - doubt, CEILING))
