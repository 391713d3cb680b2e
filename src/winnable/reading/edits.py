"""What people changed in a compliance matrix, put back on top of a fresh reading: nothing that a person wrote is lost."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from winnable.core.capability import Match, Requirement, RequirementKind, Standing, Strength, Support
from winnable.core.evidence import Place
from winnable.reading.verbatim import squash

BY_HAND = "added by hand"
ALIKE = 0.85  # share of letters in common from which changed words are taken for the same requirement
CLEARLY = 0.05  # by which the best of several must lead


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What a person changed or wrote of one requirement; None is what was left as it was read.

    `capability` "" says that none of the offering's capabilities answers it. `added` is a requirement that the person wrote.
    """

    key: str
    text: str
    number: str = ""
    strength: Strength | None = None
    kind: RequirementKind | None = None
    topics: tuple[str, ...] | None = None
    capability: str | None = None
    support: Support | None = None
    confirmed: bool = False
    response: str = ""
    owner: str = ""
    comment: str = ""
    added: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """The matches with the edits on them; `kept` were carried over, `moved` of these to changed words; `gone` found no
    requirement any more."""

    matches: tuple[Match, ...]
    kept: int
    moved: tuple[tuple[str, str], ...]
    gone: tuple[Edit, ...]


def with_edits(matches: Sequence[Match], edits: Iterable[Edit], support_of: dict[str, Support]) -> Edited:
    """The matches of a fresh reading with what people had changed. `support_of` is capability key -> the offering's support.

    An edit belongs to the requirement of its key; where the buyer changed the words, to the one that is most alike, if one
    clearly is.
    """
    edits = tuple(edits)
    found = {match.requirement.key: match for match in matches}
    by_key = {edit.key: edit for edit in edits if not edit.added and edit.key in found}
    orphans = [edit for edit in edits if not edit.added and edit.key not in found]
    free = [match for match in matches if match.requirement.key not in by_key]
    moved: dict[str, Edit] = {}
    for edit in orphans:
        heir = _most_alike(edit, [m for m in free if m.requirement.key not in moved])
        if heir is not None:
            moved[heir] = edit
    taken = by_key | moved
    settled = [_edited(m, taken[m.requirement.key], support_of) if m.requirement.key in taken else m for m in matches]
    added = [_added(edit, support_of) for edit in edits if edit.added]
    carried = {edit.key for edit in moved.values()}
    return Edited(
        matches=(*settled, *added),
        kept=len(taken) + len(added),
        moved=tuple((edit.key, key) for key, edit in moved.items()),
        gone=tuple(edit for edit in orphans if edit.key not in carried),
    )


def _most_alike(edit: Edit, matches: Sequence[Match]) -> str | None:
    words = squash(edit.text)
    scored: list[tuple[float, str]] = []
    for match in matches:
        other = squash(match.requirement.text)
        if not words or not other or min(len(words), len(other)) < ALIKE * max(len(words), len(other)) - 1:
            continue
        compared = SequenceMatcher(None, words, other, autojunk=False)
        if compared.quick_ratio() >= ALIKE and (ratio := compared.ratio()) >= ALIKE:
            scored.append((ratio, match.requirement.key))
    scored.sort(reverse=True)
    if not scored or (len(scored) > 1 and scored[0][0] - scored[1][0] < CLEARLY):
        return None
    return scored[0][1]


def _edited(match: Match, edit: Edit, support_of: dict[str, Support]) -> Match:
    requirement = replace(
        match.requirement,
        strength=edit.strength or match.requirement.strength,
        kind=edit.kind or match.requirement.kind,
        topics=match.requirement.topics if edit.topics is None else edit.topics,
    )
    said = replace(match, requirement=requirement, response=edit.response, owner=edit.owner, comment=edit.comment)
    if edit.capability is None and edit.support is None and not edit.confirmed:
        return said
    return _settled(said, edit, support_of)


def _settled(match: Match, edit: Edit, support_of: dict[str, Support]) -> Match:
    """A person has the last word: what was placed is certain, and nothing is left to review."""
    key = match.capability if edit.capability is None else edit.capability
    support = edit.support or (support_of.get(key) if key else None)
    if not support and edit.capability is None:
        return replace(match, confirmed=True)
    standing: Standing = "placed" if support else "unrelated"
    return replace(match, standing=standing, capability=key or None, support=support, confidence=1.0, confirmed=True)


def _added(edit: Edit, support_of: dict[str, Support]) -> Match:
    place = Place(file=BY_HAND, page=None, section="", start=0, end=len(edit.text))
    requirement = Requirement(
        key=edit.key,
        text=edit.text,
        strength=edit.strength or "must",
        place=place,
        kind=edit.kind or "obligation",
        number=edit.number,
        topics=edit.topics or (),
    )
    blank = Match(requirement=requirement, standing="needs_review", capability=None, support=None, confidence=0.0)
    return _edited(blank, edit, support_of)
