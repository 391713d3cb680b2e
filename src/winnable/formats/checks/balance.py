"""Balance: an unknown answer adds nothing, and every weight says what it rests on."""

from math import fsum
from typing import Final

from winnable.core.profile import Criterion, Rationale
from winnable.formats.checks.numbers import SUM_TOLERANCE
from winnable.formats.drafts import Draft
from winnable.formats.yaml_files import Steps

OFF_CENTRE: Final = 0.06  # doublings that an average opportunity may gain or lose by a criterion


def check_centred(draft: Draft) -> None:
    """The weights of each criterion average to about 0 over its shares."""
    for index, criterion in draft.criteria.items():
        mean = _mean_weight(criterion)
        if mean is None or abs(mean) <= OFF_CENTRE + 1e-9:
            continue
        message = f"The weights are off centre: an average opportunity gets {mean:+.3f} doublings from this criterion."
        way = "Lower" if mean > 0 else "Raise"
        what = "every weight" if criterion.answers else "the weight of every point"
        place = "answers" if criterion.answers else "curve"
        draft.report(("criteria", index, place), message, f"{way} {what} by {abs(mean):.3f}, or revise the shares.")


def _mean_weight(criterion: Criterion) -> float | None:
    """Average weight over the shares; None where shares or curve are wrong, which is told elsewhere."""
    curve = criterion.curve
    if (curve is None) == (not criterion.answers):
        return None
    if curve is not None:
        numbers = [number for number, _ in curve.points]
        sound = len(numbers) > 1 and numbers == sorted(set(numbers))
        pairs = [(share, curve.weight_at(number)) for number, share in curve.shares] if sound else []
    else:
        pairs = [(answer.share, answer.weight) for answer in criterion.answers]
    if abs(fsum(share for share, _ in pairs) - 1) > SUM_TOLERANCE or any(share < 0 for share, _ in pairs):
        return None
    return fsum(share * weight for share, weight in pairs)


def check_sources(draft: Draft) -> None:
    """Every rationale names what it rests on."""
    for index, criterion in draft.criteria.items():
        _check_rationale(draft, ("criteria", index, "rationale"), criterion.rationale)
    for index, together in draft.together.items():
        _check_rationale(draft, ("together", index, "rationale"), together.rationale)
    if draft.prior is not None:
        _check_rationale(draft, ("prior", "rationale"), draft.prior.rationale)
    if draft.policy is not None:
        _check_rationale(draft, ("policy", "rationale"), draft.policy.rationale)


def _check_rationale(draft: Draft, steps: Steps, rationale: Rationale) -> None:
    if not any(source.strip() for source in rationale.sources):
        draft.report(
            steps,
            "The rationale names no source.",
            "Add `sources: [...]`: documents, interviews, history, or your own judgement.",
        )
