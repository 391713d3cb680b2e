"""What a profile must hold beyond its shape. Every check reports all that it finds; none stops another.

PROTECTING checks find what would make an assessment wrong or impossible: no profile is loaded that fails one. The others
find what is unwise: weights off centre, weights without sources, signals that fire everywhere, covers that nothing uses.
"""

from collections.abc import Callable
from typing import Final

from winnable.formats.checks.balance import check_centred, check_sources
from winnable.formats.checks.cases import check_cases
from winnable.formats.checks.conditions import check_cycles, check_kinds, check_reachable, check_together
from winnable.formats.checks.covering import check_blockers, check_covers, check_unused_covers
from winnable.formats.checks.keys import check_keys
from winnable.formats.checks.numbers import check_curves, check_monotone, check_policy, check_shares, check_weights
from winnable.formats.checks.patterns import check_patterns, check_patterns_run
from winnable.formats.checks.references import check_references, check_seller_checks, check_unused_themes
from winnable.formats.checks.sellers import check_seller_answers
from winnable.formats.checks.signals import check_signals
from winnable.formats.checks.texts import check_languages, check_texts
from winnable.formats.drafts import Draft

Check = Callable[[Draft], None]

PROTECTING: Final[tuple[Check, ...]] = (
    check_keys,
    check_references,
    check_seller_checks,
    check_kinds,
    check_cycles,
    check_together,
    check_shares,
    check_weights,
    check_monotone,
    check_curves,
    check_policy,
    check_blockers,
    check_covers,
    check_patterns,
)
ADVISING: Final[tuple[Check, ...]] = (
    check_texts,
    check_languages,
    check_sources,
    check_centred,
    check_reachable,
    check_unused_themes,
    check_unused_covers,
    check_signals,
    check_patterns_run,
)

__all__ = ["ADVISING", "PROTECTING", "check_cases", "check_profile_draft", "check_seller_answers", "protect"]


def protect(draft: Draft) -> None:
    """Report what would make an assessment wrong or impossible."""
    for check in PROTECTING:
        check(draft)


def check_profile_draft(draft: Draft, has_seller: Callable[[str], bool]) -> None:
    """Report everything. `has_seller` tells whether there is a seller of a name."""
    protect(draft)
    for check in ADVISING:
        check(draft)
    check_cases(draft, has_seller)
