"""The capacity file: which teams have how many weeks of which skill in each period."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from math import inf
from pathlib import Path
from typing import Any, ClassVar

from winnable.core.errors import InputError, Problem
from winnable.core.profile import FORBID
from winnable.formats.shapes import shaped
from winnable.formats.yaml_files import Steps, YamlFile, read_yaml
from winnable.portfolio.choice import Capacity

MOST_PERIODS = 120
Flaw = tuple[Steps, str, str]  # where, what is wrong, what to do


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """What holds for opportunities that do not say otherwise, such as saved qualifications."""

    __pydantic_config__: ClassVar[dict[str, Any]] = FORBID
    team: str | None = None
    weeks: Mapping[str, float] = field(default_factory=dict)
    partner_weeks: Mapping[str, float] = field(default_factory=dict)
    ask_weeks: Mapping[str, float] = field(default_factory=dict)
    lasts: int = 1
    goes_on: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CapacityFile:
    """A capacity file. `teams` are team -> skill -> weeks of work in every period, or one number a period.

    With `begins` (ISO date of the first day) and `weeks_in_period`, opportunities may give dates."""

    __pydantic_config__: ClassVar[dict[str, Any]] = FORBID
    periods: int
    teams: Mapping[str, Mapping[str, tuple[float, ...]]]
    currency: str = "EUR"
    begins: str | None = None
    weeks_in_period: int = 4
    unless_said: Usual = Usual()

    @property
    def capacity(self) -> Capacity:
        """Weeks by team and skill, for each period."""
        weeks = {
            (team, skill): given * self.periods if len(given) == 1 else given
            for team, skills in self.teams.items()
            for skill, given in skills.items()
        }
        return Capacity(periods=self.periods, weeks=weeks)

    def period_of(self, day: date) -> int:
        """The period (from 0) in which a day lies; below 0 before the first."""
        assert self.begins is not None
        return (day - date.fromisoformat(self.begins)).days // (7 * self.weeks_in_period)


def read_capacity(path: Path, periods: int | None = None) -> CapacityFile:
    """Read a capacity file; `periods` cuts it to the first so many. InputError with everything that is wrong with it."""
    file = read_yaml(path)
    problems = list(file.problems)

    def report(steps: Steps, message: str, suggestion: str) -> None:
        problems.append(_problem(file, steps, message, suggestion))

    said = None if problems else shaped(CapacityFile, _listed(file.data), report)
    for flaw in _flaws(said) if said is not None else ():
        report(*flaw)
    if said is None or problems:
        raise InputError(tuple(problems))
    return said if periods is None else _cut(said, file, periods)


def _listed(data: Any) -> Any:
    """The same with every lone number of weeks as a list of one."""
    teams = data.get("teams") if isinstance(data, dict) else None
    if not isinstance(teams, dict):
        return data
    listed = {
        team: {skill: [given] if isinstance(given, int | float) else given for skill, given in skills.items()}
        if isinstance(skills, dict)
        else skills
        for team, skills in teams.items()
    }
    return {**data, "teams": listed}


def _problem(file: YamlFile, steps: Steps, message: str, suggestion: str) -> Problem:
    path = ".".join(map(str, steps))
    return Problem(file=file.name, path=path, message=message, suggestion=suggestion, line=file.line(steps))


def _flaws(said: CapacityFile) -> list[Flaw]:
    if not 1 <= said.periods <= MOST_PERIODS:
        return [(("periods",), f"{said.periods} is not a number of periods.", f"Give 1 to {MOST_PERIODS}.")]
    found: list[Flaw] = []
    if not said.teams:
        found.append((("teams",), "Names no team.", "Write a team, its skills, and the weeks that each has in a period."))
    for team, skills in said.teams.items():
        for skill, given in skills.items():
            if len(given) not in (1, said.periods):
                message = f"Has {len(given)} values for {said.periods} periods."
                found.append((("teams", team, skill), message, "Give one number for every period, or one for all."))
            found += [_amount(("teams", team, skill), n) for n in given if not 0 <= n < inf]
    if said.weeks_in_period < 1:
        found.append((("weeks_in_period",), "A period has at least one week.", "Write, for example, `weeks_in_period: 4`."))
    return found + _date_flaws(said) + _usual_flaws(said)


def _amount(steps: Steps, weeks: float) -> Flaw:
    return steps, f"{weeks:g} is no amount of work.", "Give weeks of work, 0 or more."


def _date_flaws(said: CapacityFile) -> list[Flaw]:
    try:
        date.fromisoformat(said.begins or "2000-01-01")
    except ValueError:
        return [(("begins",), f"`{said.begins}` is no date.", "Write year, month and day: 2027-01-04.")]
    return []


def _usual_flaws(said: CapacityFile) -> list[Flaw]:
    usual = said.unless_said
    found: list[Flaw] = []
    if usual.team is not None and usual.team not in said.teams:
        found.append((("unless_said", "team"), f"`{usual.team}` is none of the teams above.", "Name one of them."))
    if usual.lasts < 1:
        found.append((("unless_said", "lasts"), "Work lasts at least one period.", "Give a whole number from 1."))
    if not 0 <= usual.goes_on <= 1:
        found.append((("unless_said", "goes_on"), "A chance lies between 0 and 1.", "Write 0.5 for one in two."))
    for name in ("weeks", "partner_weeks", "ask_weeks"):
        for skill, weeks in getattr(usual, name).items():
            if not 0 <= weeks < inf:
                found.append(_amount(("unless_said", name, skill), weeks))
            if not any(skill in skills for skills in said.teams.values()):
                found.append((("unless_said", name, skill), f"No team has the skill `{skill}`.", "Use the skills of `teams`."))
    return found


def _cut(said: CapacityFile, file: YamlFile, periods: int) -> CapacityFile:
    if periods > said.periods:
        message = f"Tells of {said.periods} periods, not of {periods}."
        raise InputError((_problem(file, ("periods",), message, "Ask for fewer with --periods, or write more into the file."),))
    teams = {team: {skill: given[:periods] for skill, given in skills.items()} for team, skills in said.teams.items()}
    return replace(said, periods=periods, teams=teams)
