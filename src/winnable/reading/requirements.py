"""Sentences that ask for something, and the capabilities that answer them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from winnable.core.capability import Capability, Coverage, Match, Requirement, Strength
from winnable.core.evidence import Place
from winnable.core.profile import Profile
from winnable.reading.phrases import Phrasebook
from winnable.reading.text import Line, sentences
from winnable.reading.verbatim import squash

SHORTEST, LONGEST = 25, 600  # characters: less is a label, more is a contract clause
SUPPORTED = ("native", "configured", "extended")
MOST_LISTED = 200
FEWEST, LEAST_PLACED = 5, 0.2  # mandatory requirements placed, in number and in share, before their share met says anything


@dataclass(frozen=True, slots=True)
class CapabilityBook:
    """Modal words, and the profile's capabilities by their synonyms, ready to match."""

    modals: Phrasebook[Strength]
    synonyms: Phrasebook[Capability]


def capability_book(profile: Profile, modals: Phrasebook[Strength]) -> CapabilityBook:
    """Compile names and synonyms of all capabilities."""
    entries = [(phrase, c) for c in profile.capabilities for phrases in c.synonyms.values() for phrase in phrases]
    entries += [(c.name, c) for c in profile.capabilities]
    return CapabilityBook(modals=modals, synonyms=Phrasebook(entries))


def read_coverage(lines: Sequence[Line], book: CapabilityBook, standing: Sequence[float]) -> Coverage | None:
    """Requirements held against capabilities; None where the text asks for nothing in so many words."""
    matches = [
        _match(line, span, strength, book)
        for line, weight in zip(lines, standing, strict=True)
        if weight > 0.1
        for span, strength in requirements_in(line, book.modals)
    ]
    if not matches:
        return None
    matched = [m for m in matches if m.capability is not None]
    mandatory = [m for m in matches if m.requirement.strength == "must"]
    placed = [m for m in mandatory if m.capability is not None]
    enough = len(placed) >= max(FEWEST, LEAST_PLACED * len(mandatory))
    met = sum(m.support in SUPPORTED for m in placed) / len(placed) if enough else None
    gaps = _distinct([m for m in matches if m.support in ("via_partner", "not_offered")])
    return Coverage(
        requirements=len(matches),
        mandatory=len(mandatory),
        matched=len(matched),
        placed=len(placed),
        met=met,
        met_range=None if met is None else (met, met),
        gaps=tuple(gaps[:MOST_LISTED]),
        matches=tuple(matched[:MOST_LISTED]),
    )


def requirements_in(line: Line, modals: Phrasebook[Strength]) -> list[tuple[tuple[int, int], Strength]]:
    """The sentences of a passage that ask for something, with how strongly."""
    if line.passage.kind == "heading" or not modals.find(line.folded):
        return []
    found = []
    for start, end in sentences(line.text):
        said = {hit.label for hit in modals.find(line.folded, start, end)}
        if said and SHORTEST <= end - start <= LONGEST:
            found.append(((start, end), _strongest(said)))
    return found


def _strongest(said: set[Strength]) -> Strength:
    return "must" if "must" in said else "should" if "should" in said else "may"


def _match(line: Line, span: tuple[int, int], strength: Strength, book: CapabilityBook) -> Match:
    start, end = span
    passage = line.passage
    place = Place(file=passage.file, page=passage.page, section=passage.section, start=start, end=end)
    text = line.text[start:end]
    requirement = Requirement(
        key=f"R-{blake2b(squash(text).encode(), digest_size=4).hexdigest()}", text=text, strength=strength, place=place
    )
    hits: dict[str, tuple[int, Capability]] = {}
    for found in book.synonyms.find(line.folded, start, end):
        length, _ = hits.get(found.label.key, (0, found.label))
        hits[found.label.key] = (length + found.end - found.start, found.label)
    if not hits:
        return Match(requirement=requirement, standing="needs_review", capability=None, support=None, confidence=0.0)
    length, capability = max(hits.values(), key=lambda pair: (pair[0], pair[1].key))
    confidence = min(0.4 + length / 60, 0.9)
    return Match(
        requirement=requirement, standing="placed", capability=capability.key, support=capability.support, confidence=confidence
    )


def _distinct(matches: list[Match]) -> list[Match]:
    """One gap for each capability: the one asked for most strongly, the earliest first."""
    order: Mapping[Strength, int] = {"must": 0, "should": 1, "may": 2}
    first: dict[str, Match] = {}
    for match in sorted(matches, key=lambda m: order[m.requirement.strength]):
        first.setdefault(match.capability or "", match)
    return list(first.values())
