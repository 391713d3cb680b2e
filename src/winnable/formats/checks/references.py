"""References: whatever is named must exist."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Final

from winnable.core.profile import Criterion
from winnable.formats.drafts import Draft
from winnable.formats.shapes import did_you_mean, listed
from winnable.formats.yaml_files import Steps

SOLUTION_CRITERION: Final = "solution_type"  # the criterion that a solution's `answer` answers
INDUSTRY_CRITERION: Final = "industry_vertical"  # the criterion that an industry's `answer` answers
COVERAGE_CRITERION: Final = "requirement_coverage"  # the criterion that coverage of requirements answers


def check_references(draft: Draft) -> None:
    """Every name in conditions, covers, signals, solutions, industries and capabilities."""
    for index, criterion in draft.criteria.items():
        _check_criterion(draft, ("criteria", index), criterion)
    for index, together in draft.together.items():
        check_named(draft, ("together", index, "theme"), "themes", together.theme)
        for number, row in enumerate(together.rows):
            check_condition(draft, ("together", index, "rows", number, "when"), row.when)
    for index, solution in draft.solutions.items():
        _check_classed(draft, ("solutions", index, "answer"), SOLUTION_CRITERION, solution.answer)
        if solution.size_measure is not None:
            check_named(draft, ("solutions", index, "size_measure"), "criteria", solution.size_measure)
    for index, industry in draft.industries.items():
        _check_classed(draft, ("industries", index, "answer"), INDUSTRY_CRITERION, industry.answer)
        check_all_named(draft, ("industries", index, "solutions"), "solutions", industry.solutions)
    for index, capability in draft.capabilities.items():
        check_all_named(draft, ("capabilities", index, "covers"), "covers", capability.covers)


def check_unused_themes(draft: Draft) -> None:
    """A theme is a heading: without criteria it heads nothing."""
    if "criteria" in draft.unread or any(steps[-1] == "theme" for steps in draft.muted):
        return
    used = {item["theme"] for item in draft.raw["criteria"] if isinstance(item, dict) and isinstance(item.get("theme"), str)}
    meant = {near for name in used - set(draft.keys("themes")) for near in get_close_matches(name, draft.keys("themes"), n=1)}
    for index, theme in draft.themes.items():
        if theme.key not in used | meant:
            draft.report(("themes", index), f"The theme `{theme.key}` has no criteria.", "Give it criteria, or remove it.")


def check_seller_checks(draft: Draft) -> None:
    """The answers that a seller's file may give."""
    for index, criterion in draft.criteria.items():
        if criterion.seller is None:
            continue
        at: Steps = ("criteria", index, "seller")
        for name in ("when_held", "when_missing", "when_wished", "when_unlisted"):
            answer = getattr(criterion.seller, name)
            if answer is not None:
                check_own_answer(draft, (*at, name), criterion, answer)


def check_named(draft: Draft, steps: Steps, section: str, key: str) -> bool:
    """Whether a section has this key; reports when it surely has not."""
    if not draft.lacks(section, key):
        return True
    keys = list(draft.keys(section))
    draft.report(steps, f"There is no {_ONE[section]} `{key}`.", did_you_mean(key, keys, _there_are(section, keys)))
    return False


def check_all_named(draft: Draft, at: Steps, section: str, keys: Sequence[str]) -> None:
    """Report every key that a section has not."""
    for number, key in enumerate(keys):
        check_named(draft, (*at, number), section, key)


def check_condition(draft: Draft, at: Steps, when: Mapping[str, Sequence[str]]) -> None:
    """Criteria and answers of a condition."""
    for key, answers in when.items():
        if not check_named(draft, (*at, key), "criteria", key):
            continue
        for number, answer in enumerate(answers):
            check_answer(draft, (*at, key, number), key, answer)


def check_answer(draft: Draft, steps: Steps, key: str, answer: str) -> None:
    """Report an answer that a criterion surely has not."""
    keys = draft.answer_keys(key)
    if keys == ():
        draft.report(steps, f"`{key}` has a curve, so it has no answer `{answer}`.", "Name a criterion with answers.")
    elif keys is not None:
        _check_among(draft, steps, key, keys, answer)


def check_own_answer(draft: Draft, steps: Steps, criterion: Criterion, answer: str) -> None:
    """Report an answer that a criterion names of itself and has not."""
    keys = tuple(a.key for a in criterion.answers)
    if keys or criterion.curve is not None:
        _check_among(draft, steps, criterion.key, keys, answer)


def _check_among(draft: Draft, steps: Steps, key: str, keys: tuple[str, ...], answer: str) -> None:
    if answer not in keys:
        near = did_you_mean(answer, keys, f"Its answers are {listed(keys)}.")
        draft.report(steps, f"`{key}` has no answer `{answer}`.", near)


def _there_are(section: str, keys: Sequence[str]) -> str:
    return f"There are {listed(keys)}." if keys else f"The profile has no {section} yet: add it."


_ONE: Final[Mapping[str, str]] = {
    "themes": "theme",
    "criteria": "criterion",
    "covers": "cover",
    "solutions": "solution",
    "industries": "industry",
}


def _check_criterion(draft: Draft, at: Steps, criterion: Criterion) -> None:
    check_named(draft, (*at, "theme"), "themes", criterion.theme)
    check_condition(draft, (*at, "applies_when"), criterion.applies_when)
    for number, answer in enumerate(criterion.answers):
        check_all_named(draft, (*at, "answers", number, "covers"), "covers", answer.covers)
    for number, signal in enumerate(criterion.signals):
        if signal.answer is not None and criterion.curve is None:
            check_own_answer(draft, (*at, "signals", number, "answer"), criterion, signal.answer)
        if signal.negated is not None:
            check_own_answer(draft, (*at, "signals", number, "negated"), criterion, signal.negated)
    for number, (_, band) in enumerate(criterion.from_budget):
        check_own_answer(draft, (*at, "from_budget", number, 1), criterion, band)
    _check_scaling(draft, (*at, "scaled_by"), criterion)


def _check_scaling(draft: Draft, at: Steps, criterion: Criterion) -> None:
    scaling = criterion.scaled_by
    if scaling is None or not check_named(draft, (*at, "criterion"), "criteria", scaling.criterion):
        return
    for answer in scaling.factors:
        check_answer(draft, (*at, "factors", answer), scaling.criterion, answer)


def _check_classed(draft: Draft, steps: Steps, criterion_key: str, answer: str) -> None:
    """An answer that a kind of solution or industry gives to the criterion for it."""
    if not draft.lacks("criteria", criterion_key):
        check_answer(draft, steps, criterion_key, answer)
        return
    message = f"`{answer}` answers the criterion `{criterion_key}`, which the profile does not have."
    draft.report(steps, message, f"Add a criterion with the key `{criterion_key}`.")
