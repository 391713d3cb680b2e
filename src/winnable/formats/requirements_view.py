"""The requirement ledger as plain data: what `winnable requirements --json` prints and its page shows."""

from collections.abc import Mapping
from typing import Any

import winnable
from winnable.core.capability import Capability, Match
from winnable.core.profile import Profile
from winnable.formats.view import coverage_view
from winnable.reading.edits import Edit, Edited
from winnable.reading.match_coverage import coverage_of

VERSION = 1
Plain = dict[str, Any]


def requirements_view(edited: Edited, pack: Mapping[str, Any], profile: Profile) -> Plain:
    """Every requirement with its place, what it is, and the capability that answers it; people's changes are in it."""
    by_key = {c.key: c for c in profile.capabilities}
    coverage = coverage_of(edited.matches, profile) if edited.matches else None
    return {
        "schema_version": VERSION,
        "winnable_version": winnable.__version__,
        "profile": {"name": profile.name, "key": profile.key, "version": profile.version},
        **{part: list(pack[part]) for part in ("documents", "unread", "notes")},
        "coverage": coverage_view(coverage, profile),
        "requirements": [_requirement(match, by_key) for match in edited.matches],
        "gone": [_gone(edit) for edit in edited.gone],
    }


def _requirement(match: Match, by_key: Mapping[str, Capability]) -> Plain:
    requirement, place = match.requirement, match.requirement.place
    capability = by_key.get(match.capability or "")
    return {
        "key": requirement.key,
        "number": requirement.number or None,
        "text": requirement.text,
        "strength": requirement.strength,
        "kind": requirement.kind,
        "topics": list(requirement.topics),
        "weight": requirement.weight,
        "file": place.file,
        "page": place.page,
        "section": place.section,
        "start": place.start,
        "end": place.end,
        "standing": match.standing,
        "capability": match.capability,
        "capability_name": capability.name if capability else None,
        "support": match.support,
        "limits": (capability.limits or None) if capability else None,
        "covers": list(capability.covers) if capability else [],
        "confidence": match.confidence,
        "candidates": [
            {"capability": c.capability, "name": by_key[c.capability].name, "score": c.score}
            for c in match.candidates
            if c.capability in by_key
        ],
        "confirmed": match.confirmed,
        "response": match.response or None,
        "owner": match.owner or None,
        "comment": match.comment or None,
    }


def _gone(edit: Edit) -> Plain:
    return {"key": edit.key, "text": edit.text, "response": edit.response or None, "comment": edit.comment or None}
