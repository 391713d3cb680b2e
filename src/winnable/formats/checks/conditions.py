"""Conditions: what a criterion is made of, and whether its answers and conditions can ever come true."""

from collections.abc import Iterator, Mapping

from winnable.core.profile import Criterion, Row
from winnable.formats.checks.references import COVERAGE_CRITERION, INDUSTRY_CRITERION, SOLUTION_CRITERION
from winnable.formats.drafts import Draft
from winnable.formats.yaml_files import Steps

Needs = dict[str, frozenset[str]]  # criterion -> answers of which it must have one


def check_kinds(draft: Draft) -> None:
    """A criterion is a table over at least two answers, or a curve."""
    for index, criterion in draft.criteria.items():
        at: Steps = ("criteria", index)
        if criterion.curve is None and not criterion.answers:
            draft.report(at, "The criterion has neither answers nor a curve.", "Add `answers:` (two or more) or `curve:`.")
        elif criterion.curve is not None and criterion.answers:
            draft.report(at, "The criterion has both answers and a curve.", "Keep one of the two.")
        elif criterion.curve is None and len(criterion.answers) < 2:
            draft.report((*at, "answers"), "The criterion has only one answer.", "Add what else it may turn out to be.")
        if criterion.scaled_by is not None and criterion.curve is None:
            draft.report(
                (*at, "scaled_by"), "Only a curve can be scaled.", "Remove `scaled_by`, or replace the answers by a curve."
            )
        if criterion.seller is not None and criterion.curve is not None:
            draft.report((*at, "seller"), "A seller's file gives answers, but this criterion has a curve.", "Use answers.")
        if criterion.key == COVERAGE_CRITERION and criterion.curve is None:
            message = "Coverage of requirements enters here as a number from 0 to 1."
            draft.report(at, message, "Replace the answers by a curve.")


def check_cycles(draft: Draft) -> None:
    """No criterion waits for itself."""
    said: set[frozenset[str]] = set()
    for index, criterion in draft.criteria.items():
        for at, start in _edges(criterion):
            way = _way(draft, start, criterion.key)
            if way is not None and frozenset(way) not in said:
                said.add(frozenset(way))
                circle = " -> ".join(f"`{key}`" for key in (criterion.key, *way))
                draft.report(
                    ("criteria", index, *at), f"The criterion depends on itself: {circle}.", "Remove one of these conditions."
                )


def _edges(criterion: Criterion) -> Iterator[tuple[Steps, str]]:
    for key in criterion.applies_when:
        yield ("applies_when", key), key
    if criterion.scaled_by is not None:
        yield ("scaled_by", "criterion"), criterion.scaled_by.criterion


def _way(draft: Draft, start: str, goal: str) -> tuple[str, ...] | None:
    """Criteria from `start` to `goal` along conditions; None when there is no way."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen = {start}
    for way in ways:
        if way[-1] == goal:
            return way
        criterion = draft.criterion(way[-1])
        for _, key in _edges(criterion) if criterion else ():
            if key not in seen:
                seen.add(key)
                ways.append((*way, key))
    return None


def check_together(draft: Draft) -> None:
    """Rows hold under a condition, over answers, and none hides another."""
    for index, together in draft.together.items():
        at: Steps = ("together", index, "rows")
        if not together.rows:
            draft.report(at, "There are no rows.", "Add a row: `{when: {criterion: [answer]}, weight: 0.3}`.")
        for number, row in enumerate(together.rows):
            if not row.when:
                draft.report((*at, number, "when"), "The row holds always.", "Name at least one criterion.")
            for key, answers in row.when.items():
                if not answers:
                    draft.report((*at, number, "when", key), "No answers are named.", "Name at least one answer.")
        _check_hidden(draft, at, together.rows)


def _check_hidden(draft: Draft, at: Steps, rows: tuple[Row, ...]) -> None:
    for number, row in enumerate(rows):
        for earlier, other in enumerate(rows[:number]):
            if other.when and _implies(row.when, other.when):
                message = f"Row {number + 1} can never count: row {earlier + 1} holds whenever it does."
                draft.report((*at, number), message, "Put the narrower row first.")
                break


def _implies(narrow: Mapping[str, tuple[str, ...]], wide: Mapping[str, tuple[str, ...]]) -> bool:
    return all(key in narrow and set(narrow[key]) <= set(answers) for key, answers in wide.items())


def check_reachable(draft: Draft) -> None:
    """Every answer can come about, and every condition can hold."""
    for index, criterion in draft.criteria.items():
        at: Steps = ("criteria", index)
        produced = _produced(draft, criterion)
        for number, answer in enumerate(criterion.answers):
            if answer.share == 0 and answer.key not in produced:
                message = f"Nothing can lead to the answer `{answer.key}`: its share is 0 and no signal gives it."
                draft.report((*at, "answers", number), message, "Give it a share, or a signal.")
        for key, answers in criterion.applies_when.items():
            if not answers:
                draft.report(
                    (*at, "applies_when", key), "No answers are named, so the criterion never applies.", "Name an answer."
                )
        _check_possible(draft, (*at, "applies_when"), criterion.applies_when, "The criterion never applies")
    for index, together in draft.together.items():
        for number, row in enumerate(together.rows):
            _check_possible(draft, ("together", index, "rows", number, "when"), row.when, "The row can never count")


def _produced(draft: Draft, criterion: Criterion) -> set[str | None]:
    produced: set[str | None] = {signal.answer for signal in criterion.signals}
    produced |= {signal.negated for signal in criterion.signals}
    produced |= {answer for _, answer in criterion.from_budget}
    check = criterion.seller
    if check is not None:
        produced |= {check.when_held, check.when_missing, check.when_wished, check.when_unlisted}
    if criterion.key == SOLUTION_CRITERION:
        produced |= {solution.answer for solution in draft.solutions.values()}
    if criterion.key == INDUSTRY_CRITERION:
        produced |= {industry.answer for industry in draft.industries.values()}
    return produced


def _check_possible(draft: Draft, at: Steps, when: Mapping[str, tuple[str, ...]], what: str) -> None:
    """Report a condition that contradicts a condition of the very criteria that it names."""
    own: Needs = {key: frozenset(answers) for key, answers in when.items() if answers}
    for key in own:
        for chain, other, answers in _demanded(draft, key, (key,)):
            if other in own and not own[other] & answers:
                named = " or ".join(f"`{answer}`" for answer in sorted(answers))
                message = f"{what}: `{chain[-1]}` itself applies only when `{other}` is {named}."
                draft.report((*at, other), message, "Change one of the two conditions.")


def _demanded(draft: Draft, key: str, chain: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str, frozenset[str]]]:
    criterion = draft.criterion(key)
    for other, answers in criterion.applies_when.items() if criterion else ():
        if other not in chain:  # a circle is told by check_cycles
            if answers:
                yield chain, other, frozenset(answers)
            yield from _demanded(draft, other, (*chain, other))
