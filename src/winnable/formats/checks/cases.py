"""Cases: what a written situation names must exist, and it must expect something."""

from collections.abc import Callable

from winnable.core.profile import Case
from winnable.formats.checks.references import check_all_named, check_answer, check_named
from winnable.formats.drafts import Draft
from winnable.formats.shapes import listed
from winnable.formats.yaml_files import Steps


def check_cases(draft: Draft, has_seller: Callable[[str], bool]) -> None:
    """Criteria, answers, demands and sellers that cases name."""
    asked = {criterion.seller.demand for criterion in draft.criteria.values() if criterion.seller}
    whole = len(draft.criteria) == len(draft.raw["criteria"]) and "criteria" not in draft.unread
    for index, case in draft.cases.items():
        at: Steps = ("cases", index)
        _check_answers(draft, (*at, "answers"), case)
        check_all_named(draft, (*at, "because"), "criteria", case.because)
        if not case.expect:
            draft.report((*at, "expect"), "The case expects nothing.", "Name the decision that it must lead to: [pursue].")
        if case.seller is not None and not has_seller(case.seller):
            draft.report(
                (*at, "seller"), f"There is no seller `{case.seller}`.", "Name a shipped seller, or a file in `sellers/`."
            )
        if case.budget is not None and case.budget <= 0:
            draft.report((*at, "budget"), f"A budget of {case.budget:g} is not above 0.", "Leave it out where none is stated.")
        for kind, value in case.demands.items():
            if not value.strip(" ?"):
                draft.report(
                    (*at, "demands", kind), "The demand names nothing.", "Name what is demanded, such as a language code."
                )
            if whole and kind not in asked:
                message = f"No criterion holds a {kind} against the seller's file."
                draft.report((*at, "demands", kind), message, f"Demands that count here: {listed(sorted(asked))}.")


def _check_answers(draft: Draft, at: Steps, case: Case) -> None:
    for key, value in case.answers.items():
        if not check_named(draft, (*at, key), "criteria", key):
            continue
        keys = draft.answer_keys(key)
        if keys == () and isinstance(value, str):
            criterion = draft.criterion(key)
            unit = f" of {criterion.curve.unit}" if criterion and criterion.curve else ""
            message = f"`{key}` has a curve: its answer is a number{unit}, not `{value}`."
            draft.report((*at, key), message, "Write a number.")
        elif isinstance(value, str):
            check_answer(draft, (*at, key), key, value)
        elif keys:
            draft.report((*at, key), f"`{key}` has answers, so {value:g} is not one of them.", f"Its answers are {listed(keys)}.")
