"""What people know that no document says: an answers file, checked against the profile."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar

from winnable.core.errors import InputError, Problem
from winnable.core.evidence import Evidence, Source
from winnable.core.opportunity import Demand
from winnable.core.profile import FORBID, Criterion, DemandKind, Profile, Stage
from winnable.formats.shapes import did_you_mean, listed, shaped
from winnable.formats.yaml_files import Steps, read_yaml


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One answer with who said it and when (ISO date); without these, write the answer alone."""

    __pydantic_config__: ClassVar[dict[str, Any]] = FORBID
    answer: str | float
    by: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """An answers file. `answers` are criterion -> answer key or number; `demands` are kind -> code, a wish if it ends in `?`;
    `value` (margin over the contract's life) and `cost` (pursuit still to be paid) in the policy's currency."""

    __pydantic_config__: ClassVar[dict[str, Any]] = FORBID
    name: str | None = None
    stage: Stage | None = None
    value: float | None = None
    cost: float | None = None
    answers: Mapping[str, str | float | Said] = field(default_factory=dict)
    demands: Mapping[DemandKind, str] = field(default_factory=dict)

    def evidence(self) -> tuple[Evidence, ...]:
        """The answers as the voice of a person."""
        return tuple(_evidence(key, said if isinstance(said, Said) else Said(answer=said)) for key, said in self.answers.items())

    def asked(self) -> tuple[Demand, ...]:
        """The demands as stated by a person."""
        source = Source(kind="person", name="answers")
        return tuple(
            Demand(
                kind=kind,
                value=value.rstrip("?"),
                strength="wish" if value.endswith("?") else "must",
                source=source,
                confidence=1.0,
            )
            for kind, value in self.demands.items()
        )


def load_answers(path: Path, profile: Profile) -> Answers:
    """Read an answers file. Raises InputError with every unknown criterion, answer and key in it."""
    file = read_yaml(path)
    problems = list(file.problems)

    def report(steps: Steps, message: str, suggestion: str) -> None:
        place = ".".join(map(str, steps))
        problems.append(Problem(file=file.name, path=place, message=message, suggestion=suggestion, line=file.line(steps)))

    answers = None if problems else shaped(Answers, file.data or {}, report)
    problems += _wrong_answers(file.data, profile, file.name, file.line)
    problems += _wrong_demands(file.data, file.name, file.line)
    problems += [_negative(file.name, name, file.line((name,))) for name in _MONEY if _below_zero(file.data, name)]
    if answers is None or problems:
        raise InputError(tuple(problems))
    return answers


_MONEY = ("value", "cost")


def _below_zero(data: Any, name: str) -> bool:
    amount = data.get(name) if isinstance(data, dict) else None
    return isinstance(amount, int | float) and not 0 <= amount < math.inf


def _negative(file: str, name: str, line: int | None) -> Problem:
    return Problem(
        file=file,
        path=name,
        message="An amount of money is a number of 0 or more.",
        suggestion="Give 0 or more, or leave it out.",
        line=line,
    )


_CODES = {
    "language": (re.compile(r"[a-z]{2}"), "Write the language as a code of two small letters: `de`."),
    "place": (re.compile(r"[A-Z]{2,3}"), "Write the country as a code of two capitals: `DE`."),
}


def _wrong_demands(data: Any, name: str, line_of: Callable[[Steps], int | None]) -> list[Problem]:
    """Demands whose value is no code: they could never be met, and would count as missing."""
    demands = data.get("demands") if isinstance(data, dict) else None
    found = []
    for kind, value in demands.items() if isinstance(demands, dict) else ():
        form, remedy = _CODES["language" if str(kind).endswith("language") else "place"]
        coded = kind in ("residency", "presence") or str(kind).endswith("language")
        if coded and isinstance(value, str) and not form.fullmatch(value.removesuffix("?")):
            message = f"`{value}` is no code."
            found.append(
                Problem(file=name, path=f"demands.{kind}", message=message, suggestion=remedy, line=line_of(("demands", kind)))
            )
    return found


def _wrong_answers(data: Any, profile: Profile, name: str, line_of: Callable[[Steps], int | None]) -> list[Problem]:
    """What is wrong with single answers, also where the rest of the file does not fit."""
    said = data.get("answers") if isinstance(data, dict) else None
    found: list[Problem] = []
    for key, value in said.items() if isinstance(said, dict) else ():
        answer = value.get("answer") if isinstance(value, dict) else value
        if isinstance(answer, str | int | float) and not isinstance(answer, bool):
            found += [replace(p, line=line_of(("answers", key))) for p in problems_of(profile, str(key), answer, name)]
    return found


def problems_of(profile: Profile, key: str, answer: str | float, file: str) -> list[Problem]:
    """What is wrong with one answer: an unknown criterion, an unknown answer, a word for a number."""
    by_key = {criterion.key: criterion for criterion in profile.criteria}
    if key not in by_key:
        hint = did_you_mean(key, by_key, "`winnable show` lists the criteria of the profile.")
        return [Problem(file=file, path=f"answers.{key}", message=f"The profile has no criterion `{key}`.", suggestion=hint)]
    message, hint = _misfit(by_key[key], answer)
    return [Problem(file=file, path=f"answers.{key}", message=message, suggestion=hint)] if message else []


def _misfit(criterion: Criterion, answer: str | float) -> tuple[str, str]:
    if criterion.curve is not None:
        if isinstance(answer, str):
            return f"`{answer}` is not a number.", f"This criterion takes a number ({criterion.curve.unit})."
        if not 0 <= answer < (1.000001 if criterion.curve.unit == "share" else math.inf):
            return f"`{answer}` is out of range.", "Give 0 or more; a share is at most 1."
        return "", ""
    known = [a.key for a in criterion.answers]
    if answer in known:
        return "", ""
    return f"`{answer}` is no answer of this criterion.", did_you_mean(str(answer), known, f"Its answers: {listed(known)}.")


def _evidence(key: str, said: Said) -> Evidence:
    source = Source(kind="person", name=said.by or "answers", date=said.date)
    if isinstance(said.answer, str):
        return Evidence(criterion=key, source=source, confidence=1.0, answer=said.answer)
    return Evidence(criterion=key, source=source, confidence=1.0, number=float(said.answer))
