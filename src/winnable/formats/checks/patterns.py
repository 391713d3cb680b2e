"""Patterns: they compile, match their example, give the number that a curve needs, and never run away.

A pattern runs away when a text can be divided among its repetitions in many ways: the time then grows with a power, or a
power of two, of the text's length. `runs_away` finds that in the parse tree; `probe` then runs what is left on hostile
texts in a process of its own, so that a pattern that slips through cannot hold up anything.
"""

import re

from winnable.core.profile import Signal
from winnable.formats.checks.probe import Trial, try_out
from winnable.formats.checks.regex_tree import Tree, hostile_texts, letters_of, runs_away, tree_of
from winnable.formats.drafts import Draft
from winnable.formats.yaml_files import Steps
from winnable.reading.text import fold


def check_patterns(draft: Draft) -> None:
    """What can be seen without running a pattern."""
    for at, signal, curved in _signals(draft):
        if signal.pattern is None:
            _check_without_pattern(draft, at, signal, curved=curved)
        else:
            _check_pattern(draft, at, signal, signal.pattern, curved=curved)


def check_patterns_run(draft: Draft) -> None:
    """Run every sound pattern on its example and on hostile texts."""
    trials: list[tuple[Steps, Trial, bool]] = []
    for at, signal, curved in _signals(draft):
        if signal.pattern is None or not signal.example:
            continue
        tree = _tree(signal.pattern)
        if tree is not None and runs_away(tree) is None:
            texts = ("", fold(signal.example), *hostile_texts(tree))
            trials.append((at, Trial(pattern=signal.pattern, texts=texts), curved))
    outcomes = try_out([trial for _, trial, _ in trials])
    for (at, trial, curved), found in zip(trials, outcomes, strict=True):
        _judge(draft, at, trial, found, curved=curved)


def _signals(draft: Draft) -> list[tuple[Steps, Signal, bool]]:
    return [
        (("criteria", index, "signals", number), signal, criterion.curve is not None)
        for index, criterion in draft.criteria.items()
        for number, signal in enumerate(criterion.signals)
    ]


def _check_without_pattern(draft: Draft, at: Steps, signal: Signal, *, curved: bool) -> None:
    if signal.example is not None:
        draft.report(
            (*at, "example"), "There is an example, but no pattern.", "Remove `example`, or add the `pattern` that it shows."
        )
    if curved:
        draft.report(
            at,
            "The criterion has a curve, so its signals need a pattern that captures the number.",
            r"Write, for example, `pattern: '(?P<n>\d[\d.,]*) users'`.",
        )
    elif signal.answer is None:
        draft.report(at, "The signal names no answer.", "Add `answer:`.")


def _check_pattern(draft: Draft, at: Steps, signal: Signal, pattern: str, *, curved: bool) -> None:
    steps: Steps = (*at, "pattern")
    if not curved and signal.answer is None:
        draft.report(at, "The signal names no answer.", "Add `answer:`.")
    if curved and signal.answer is not None:
        draft.report((*at, "answer"), "The criterion has a curve: its signals give a number, not an answer.", "Remove `answer`.")
    if not signal.example:
        draft.report(at, "The pattern has no example.", "Add `example:` with a text that it must match.")
    try:
        tree = tree_of(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        draft.report(steps, f"The pattern does not compile: {error}.", "Check its brackets, and escape signs meant literally.")
        return
    _check_tree(draft, steps, tree, curved=curved)


def _check_tree(draft: Draft, steps: Steps, tree: Tree, *, curved: bool) -> None:
    if curved and "n" not in tree.groups:
        draft.report(steps, "The pattern has no group `n` for the number.", r"Put the number into `(?P<n>...)`.")
    strange = sorted(letter for letter in letters_of(tree) if fold(letter) != letter)
    if strange:
        draft.report(
            steps,
            f"`{strange[0]}` can never match: texts are folded to lower case without accents.",
            f"Write `{fold(strange[0])}`.",
        )
    reason = runs_away(tree)
    if reason is not None:
        draft.report(
            steps,
            f"The pattern can take for ever: {reason}.",
            r"Let what repeats begin or end with a sign that the rest cannot match, `(?:, \w+)*`, or bound it, `{0,3}`.",
        )


def _tree(pattern: str) -> Tree | None:
    try:
        return tree_of(pattern)
    except (re.error, OverflowError, RecursionError):
        return None


def _judge(draft: Draft, at: Steps, trial: Trial, found: tuple[str | None, ...] | None, *, curved: bool) -> None:
    """`found` holds, for each text, what `n` (or the whole pattern) matched; None when time ran out."""
    steps: Steps = (*at, "pattern")
    if found is None:
        draft.report(steps, "The pattern takes too long on some texts.", "Bound its repetitions: `{0,40}` instead of `*`.")
        return
    if found[0] is not None:
        draft.report(steps, "The pattern matches an empty text, so it matches everywhere.", "Demand at least one word.")
    elif found[1] is None:
        draft.report(
            (*at, "example"),
            "The pattern does not match its example.",
            f"Patterns see folded text: '{trial.texts[1][:60]}'. Correct one of the two.",
        )
    elif curved and not any(sign.isdigit() for sign in found[1]):
        draft.report(
            (*at, "example"),
            f"In the example, `n` captures '{found[1]}', which is no number.",
            "Move the group `n` to the number.",
        )
