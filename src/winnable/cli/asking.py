"""`winnable qualify --ask`: the best question, your answer, a new decision, and the next."""

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from winnable.core.evidence import Evidence, Source
from winnable.core.profile import Criterion
from winnable.core.qualification import qualify

if TYPE_CHECKING:
    from winnable.cli.qualify import Judged

WORDS = {
    "pursue": "PURSUE", "pursue_with_partner": "PURSUE WITH A PARTNER OR ANOTHER TECHNOLOGY", "investigate": "INVESTIGATE",
    "walk_away": "WALK AWAY",
}


def ask_questions(judged: "Judged") -> "Judged":
    """Ask until nothing is left to ask or the person stops; every answer decides again."""
    skipped: set[str] = set()
    click.echo("Answer with a number; Enter skips a question, q stops.", err=True)
    while True:
        _say_where_it_stands(judged)
        criterion = _next(judged, skipped)
        if criterion is None:
            click.echo("Nothing is left to ask.", err=True)
            return judged
        try:
            answer = _prompt(criterion)
        except click.Abort as stop:
            if not isinstance(stop.__context__, EOFError):  # Ctrl-C
                raise
            answer = "q"  # the end of the input: what was answered so far counts
        if answer == "q":
            return judged
        if answer == "":
            skipped.add(criterion.key)
        else:
            judged = _decide_again(judged, criterion, answer)


def _say_where_it_stands(judged: "Judged") -> None:
    assessment, decision = judged.qualification.assessment, judged.qualification.decision
    click.echo(
        f"\n{WORDS[decision.recommended]}: chance {assessment.probability:.0%} ({assessment.low:.0%} to {assessment.high:.0%}), "
        f"break-even {decision.stakes.break_even:.0%}", err=True,
    )


def _next(judged: "Judged", skipped: set[str]) -> Criterion | None:
    """The best question that was not skipped; asks for more of them as they are skipped."""
    more = qualify(judged.qualification.opportunity, judged.profile, judged.seller, questions=len(skipped) + 5)
    for question in more.questions:
        if question.criterion not in skipped:
            return next(c for c in judged.profile.criteria if c.key == question.criterion)
    return None


def _prompt(criterion: Criterion) -> str | float:
    """The answer key or number that was chosen; "" to skip, "q" to stop."""
    click.echo(f"\n{criterion.question}", err=True)
    for i, answer in enumerate(criterion.answers, 1):
        click.echo(f"  {i}  {answer.text}", err=True)
    while True:
        label = f"a number ({criterion.curve.unit})" if criterion.curve else f"1-{len(criterion.answers)}"
        typed = click.prompt(f"Your answer, {label}", default="", show_default=False, err=True).strip().lower()
        if typed in ("", "q"):
            return typed
        try:
            number = float(typed.replace(",", "").replace(" ", ""))
        except ValueError:
            number = -1.0
        if criterion.curve and number >= 0:
            return number
        if not criterion.curve and number in range(1, len(criterion.answers) + 1):
            return criterion.answers[int(number) - 1].key
        click.echo("That is none of the choices; type the number in front of an answer.", err=True)


def _decide_again(judged: "Judged", criterion: Criterion, answer: str | float) -> "Judged":
    source = Source(kind="person", name="asked")
    evidence = Evidence(
        criterion=criterion.key, source=source, confidence=1.0, answer=answer if isinstance(answer, str) else None,
        number=None if isinstance(answer, str) else answer,
    )
    known = judged.qualification.opportunity
    opportunity = replace(known, evidence=(*known.evidence, evidence))
    return replace(judged, qualification=qualify(opportunity, judged.profile, judged.seller))
