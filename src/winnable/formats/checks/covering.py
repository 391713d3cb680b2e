"""Covers: what a gap needs, and whether a cover helps."""

from typing import Final

from winnable.core.profile import Answer
from winnable.formats.checks.numbers import HEAVIEST
from winnable.formats.drafts import Draft
from winnable.formats.yaml_files import Steps

_PART_OF_VALUE: Final = "It is the share of the value that is left to us: 0.7 keeps 70 in 100."


def check_blockers(draft: Draft) -> None:
    """A blocker that can be covered names covers; a final one names none."""
    for index, criterion in draft.criteria.items():
        for number, answer in enumerate(criterion.answers):
            _check_blocker(draft, ("criteria", index, "answers", number), answer)


def _check_blocker(draft: Draft, at: Steps, answer: Answer) -> None:
    if answer.blocker == "coverable" and not answer.covers:
        draft.report(
            (*at, "blocker"), "The blocker can be covered, but no cover is named.", "Add `covers: [...]`, or make it `final`."
        )
    if answer.blocker == "final" and answer.covers:
        draft.report((*at, "covers"), "A final blocker cannot be covered.", "Remove `covers`, or make it `coverable`.")
    if answer.blocker is not None and answer.weight > 0:
        message = f"A blocker has the weight {answer.weight:+g}, which speaks for the pursuit."
        draft.report((*at, "weight"), message, "Write a negative weight, or remove `blocker`.")


def check_covers(draft: Draft) -> None:
    """The figures of every cover, within their bounds."""
    for index, cover in draft.covers.items():
        at: Steps = ("covers", index)
        if not 0 < cover.keeps <= 1:
            draft.report((*at, "keeps"), f"`keeps` is {cover.keeps:g}, but must lie above 0 and up to 1.", _PART_OF_VALUE)
        if cover.cost < 0:
            draft.report(
                (*at, "cost"), f"`cost` is {cover.cost:g}, but must not be negative.", "Write what the cover adds to the pursuit."
            )
        if abs(cover.leaves) > HEAVIEST:
            message = f"A weight of {cover.leaves:g} lies outside -{HEAVIEST:g} to {HEAVIEST:g}."
            draft.report((*at, "leaves"), message, "It stands in place of the answer's weight: about -0.2 to 0.")


def check_unused_covers(draft: Draft) -> None:
    """A cover that nothing names, and one that would make its answer worse."""
    named = _named_covers(draft)
    for index, cover in draft.covers.items():
        if cover.key not in named and not {"criteria", "capabilities"} & draft.unread:
            draft.report(
                ("covers", index),
                f"The cover `{cover.key}` is never used.",
                "Name it in the `covers` of an answer, or remove it.",
            )
    leaves = {cover.key: cover.leaves for cover in draft.covers.values()}
    for index, criterion in draft.criteria.items():
        for number, answer in enumerate(criterion.answers):
            for place, key in enumerate(answer.covers):
                if leaves.get(key, answer.weight) < answer.weight:
                    message = f"The cover `{key}` leaves {leaves[key]:g}, which is worse than the answer's own {answer.weight:g}."
                    steps: Steps = ("criteria", index, "answers", number, "covers", place)
                    draft.report(steps, message, "Remove it here, or raise what the cover leaves.")


def _named_covers(draft: Draft) -> set[str]:
    """Covers that stand anywhere, even on items that do not fit."""
    named: set[str] = set()
    answers = [
        answer
        for item in draft.raw["criteria"]
        if isinstance(item, dict) and isinstance(item.get("answers"), list)
        for answer in item["answers"]
    ]
    for item in (*answers, *draft.raw["capabilities"]):
        covers = item.get("covers") if isinstance(item, dict) else None
        if isinstance(covers, list):
            named.update(str(key) for key in covers)
    return named
