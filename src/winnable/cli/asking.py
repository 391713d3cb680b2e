"""`winnable qualify --ask`: the best question, your answer, a new decision, and the next."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from winnable.core.evidence import Evidence, Source
from winnable.core.profile import Criterion
from winnable.core.qualification import qualify
from winnable.core.question import Question
from winnable.formats.wording import DECISIONS

if TYPE_CHECKING:
    from winnable.cli.qualify import Judged


def ask_questions(judged: "Judged") -> "Judged":
    """Ask until nothing is left to ask or the person stops; every answer decides again."""
    skipped: set[str] = set()
    click.echo("Answer with a number; Enter skips a question, q stops.", err=True)
    while True:
        _say_where_it_stands(judged)
        question = _next(judged, skipped)
        if question is None:
            click.echo("Nothing is left to ask.", err=True)
            return judged
        if not question.decisive:
            click.echo("No single answer would change this any more; several may. q stops.", err=True)
        criterion = next(c for c in judged.profile.criteria if c.key == question.criterion)
        try:
            answer = _prompt(criterion, question)
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
    chance = f"chance {assessment.probability:.0%} ({assessment.low:.0%} to {assessment.high:.0%})"
    name = DECISIONS[decision.recommended][0].upper()
    click.echo(f"\n{name}: {chance}, break-even {decision.stakes.break_even:.0%}", err=True)


def _next(judged: "Judged", skipped: set[str]) -> Question | None:
    """The best question that was not skipped; asks for more of them as they are skipped."""
    more = qualify(judged.qualification.opportunity, judged.profile, judged.seller, questions=len(skipped) + 5)
    for question in more.questions:
        if question.criterion not in skipped:
            return question
    return None


def _prompt(criterion: Criterion, question: Question) -> str | float:
    """The answer key or number that was chosen; "" to skip, "q" to stop."""
    leads = {reply.answer: DECISIONS[reply.decision][1] for reply in question.replies} if question.decisive else {}
    click.echo(f"\n{criterion.question}", err=True)
    for i, answer in enumerate(criterion.answers, 1):
        lead = f"  -> {leads[answer.key]}" if answer.key in leads else ""
        click.echo(f"  {i}  {answer.text}{lead}", err=True)
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
        criterion=criterion.key,
        source=source,
        confidence=1.0,
        answer=answer if isinstance(answer, str) else None,
        number=None if isinstance(answer, str) else answer,
    )
    known = judged.qualification.opportunity
    opportunity = replace(known, evidence=(*known.evidence, evidence))
    return replace(judged, qualification=qualify(opportunity, judged.profile, judged.seller))


def save_answers(judged: "Judged", path: Path) -> None:
    """Write what people said as an answers file, whole or not at all."""
    import yaml

    opportunity = judged.qualification.opportunity
    said = {
        voice.criterion: voice.answer if voice.answer is not None else voice.number
        for voice in opportunity.evidence
        if voice.source.kind == "person"
    }
    demands = {
        demand.kind: demand.value + ("?" if demand.strength == "wish" else "")
        for demand in opportunity.demands
        if demand.source.kind == "person"
    }
    data = {
        "name": opportunity.name,
        "stage": opportunity.stage,
        "value": opportunity.value,
        "cost": opportunity.cost,
        "answers": said,
        "demands": demands or None,
    }
    text = yaml.safe_dump({k: v for k, v in data.items() if v is not None}, sort_keys=False, allow_unicode=True)
    unfinished = path.with_name(path.name + ".unfinished")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(path)
