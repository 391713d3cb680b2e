"""Open opportunities from a table (CSV, JSON lines) or from a folder of saved qualifications, with the line of every mistake."""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from io import StringIO
from math import inf
from pathlib import Path
from typing import Any, ClassVar, Final

from winnable.core.errors import InputError, Problem
from winnable.core.profile import FORBID
from winnable.formats.capacity import CapacityFile
from winnable.formats.saved import read_saved
from winnable.formats.saved_qualifications import Figures, figures_of
from winnable.formats.shapes import did_you_mean, listed, shaped
from winnable.formats.yaml_files import Steps
from winnable.portfolio.choice import Choice, OpenOpportunity

MOST_BYTES: Final = 50_000_000
MOST_PROBLEMS: Final = 40
TEXTS: Final = frozenset({"key", "name", "team", "qualification"})
Line = tuple[int, dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One opportunity as it is written. `start` and `due` are the first and last period (from 1) for its work, or dates.

    `ask_value` is what deciding after the answers is worth more than deciding now (not the total), `goes_on` the chance that a
    pursuit follows.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = FORBID
    key: str
    name: str = ""
    team: str | None = None
    qualification: str | None = None
    chance: float | None = None
    value: float | None = None
    cost: float | None = None
    partner_chance: float | None = None
    partner_share: float | None = None
    partner_cost: float | None = None
    ask_value: float | None = None
    ask_cost: float = 0.0
    goes_on: float | None = None
    weeks: Mapping[str, float] = field(default_factory=dict)
    partner_weeks: Mapping[str, float] = field(default_factory=dict)
    ask_weeks: Mapping[str, float] = field(default_factory=dict)
    lasts: int | None = None
    start: int | str | None = None
    due: int | str | None = None


def read_opportunities(path: Path, capacity: CapacityFile) -> tuple[OpenOpportunity, ...]:
    """Read a table, one saved qualification, or a folder of them. InputError with everything that is wrong."""
    reader = _Reader(path, capacity)
    found = tuple(reader.opportunities())
    if reader.problems:
        raise InputError(tuple(reader.problems[:MOST_PROBLEMS]))
    return found


class _Reader:
    """Reads one input and gathers what is wrong with it."""

    def __init__(self, path: Path, capacity: CapacityFile) -> None:
        self.path = path
        self.capacity = capacity
        self.problems: list[Problem] = []
        self.name = path.as_posix()
        self.line: int | None = None
        self.seen: dict[str, int | None] = {}

    def opportunities(self) -> Iterator[OpenOpportunity]:
        for line, data in self._lines():
            self.line = line or None
            row = shaped(Row, data, self._report)
            if row is not None and (made := self._opportunity(row)) is not None:
                yield made

    def _report(self, steps: Steps, message: str, suggestion: str) -> None:
        path = ".".join(map(str, steps))
        self.problems.append(Problem(file=self.name, path=path, message=message, suggestion=suggestion, line=self.line))

    def _lines(self) -> Sequence[Line]:
        if self.path.is_dir():
            saved = sorted(self.path.glob("*.json"))
            if not saved:
                self._report(
                    (), "The folder holds no saved qualification.", "Save some: `winnable qualify rfp.pdf --json > a.json`."
                )
            return [(0, {"key": file.stem, "qualification": file.name}) for file in saved]
        try:
            if self.path.stat().st_size > MOST_BYTES:
                self._report((), f"The file is larger than {MOST_BYTES:,} bytes.", "Leave out what is closed.")
                return []
            text = self.path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            self._report((), "The file is not UTF-8 text.", "Save it as CSV UTF-8.")
            return []
        except OSError as error:
            self._report((), f"The file cannot be read ({error.strerror or error}).", "Check its name and permissions.")
            return []
        return self._parsed(text)

    def _parsed(self, text: str) -> Sequence[Line]:
        suffix = self.path.suffix.lower()
        if suffix == ".json":
            return [(0, {"key": self.path.stem, "qualification": self.path.name})]
        lines = list(self._json_lines(text) if suffix in (".jsonl", ".ndjson") else self._csv_lines(text))
        if not lines and not self.problems:
            self._report((), "Holds no opportunity.", "Write one in a line, under the names of the columns.")
        return lines

    def _json_lines(self, text: str) -> Iterator[Line]:
        for number, line in enumerate(text.split("\n"), 1):
            if line.strip():
                try:
                    data = json.loads(line)
                except (ValueError, RecursionError):
                    data = None
                if isinstance(data, dict):
                    yield number, data
                else:
                    self.line = number
                    self._report((), "Is no JSON object.", 'Write one object a line: {"key": "a", "chance": 0.3, ...}.')

    def _csv_lines(self, text: str) -> Iterator[Line]:
        first = text.split("\n", 1)[0]
        reader = csv.reader(StringIO(text), delimiter=max(",;\t", key=first.count), strict=True)
        try:
            names = [name.strip() for name in next(reader, [])]
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    if len(cells) > len(names):
                        self.line = reader.line_num
                        self._report(
                            (), f"Has {len(cells)} cells under {len(names)} names.", "Put texts with commas into quotes."
                        )
                    else:
                        yield reader.line_num, _nested(zip(names, cells, strict=False))
        except csv.Error as error:
            self.line = reader.line_num
            self._report((), f"Cannot be read as CSV ({error}).", "Check the quotes in this line.")

    def _opportunity(self, row: Row) -> OpenOpportunity | None:
        before = len(self.problems)
        if row.key in self.seen:
            self._report(("key",), f"`{row.key}` stands twice (first in line {self.seen[row.key]}).", "Keep one of them.")
        self.seen[row.key] = self.line
        figures = self._figures(row)
        team = self._team(row)
        self._check_numbers(row)
        first, last = self._period(row.start, "start", 0), self._period(row.due, "due", self.capacity.periods - 1)
        if first > last:
            self._report(("due",), "Is due before it can start.", "Let `due` be the last period for its work.")
        if len(self.problems) > before or figures is None:
            return None
        name = row.name or figures.name or row.key
        self._check_asking(row, figures)
        choices = tuple(c for c in self._choices(row, figures) if c.gain > 0)
        return OpenOpportunity(key=row.key, name=name, team=team, first=first, last=last, choices=choices)

    def _figures(self, row: Row) -> Figures | None:
        """The figures of the saved qualification, under those of the row."""
        if row.qualification is not None:
            folder = self.path if self.path.is_dir() else self.path.parent
            try:
                found = figures_of(read_saved(folder / row.qualification))
            except InputError as error:
                self.problems.extend(error.problems)
                return None
            if found.currency != self.capacity.currency:
                message = f"`{row.qualification}` counts in {found.currency}, the capacity file in {self.capacity.currency}."
                self._report(("qualification",), message, f"Write `currency: {found.currency}` there, or convert the amounts.")
            return found
        for needed in ("chance", "value", "cost"):
            if getattr(row, needed) is None:
                self._report((), f"`{needed}` is missing.", f"Give `{needed}`, or name a saved qualification.")
                return None
        assert row.chance is not None
        assert row.value is not None
        assert row.cost is not None
        alone = row.chance * row.value - row.cost
        return Figures(
            name="", currency=self.capacity.currency, value=row.value, cost=row.cost, pursue=alone, partner=None, investigate=None
        )

    def _team(self, row: Row) -> str:
        usual, teams = self.capacity.unless_said.team, self.capacity.teams
        team = row.team or usual or (next(iter(teams)) if len(teams) == 1 else None)
        if team is None:
            self._report(("team",), "Names no team.", f"Name one of {listed(teams)}, or `team` under `unless_said`.")
        elif team not in teams:
            self._report(
                ("team",), f"The capacity file has no team `{team}`.", did_you_mean(team, teams, f"Use {listed(teams)}.")
            )
        else:
            self._check_skills(row, team)
        return team or ""

    def _check_skills(self, row: Row, team: str) -> None:
        skills, usual = self.capacity.teams[team], self.capacity.unless_said
        if not row.weeks and not usual.weeks:
            self._report((), "Takes no work.", "Give weeks by skill (`weeks.presales`), or `weeks` under `unless_said`.")
        for name in ("weeks", "partner_weeks", "ask_weeks"):
            for skill in {**(getattr(row, name) or getattr(usual, name))}:
                if skill not in skills:
                    hint = did_you_mean(skill, skills, f"It has {listed(skills)}.")
                    self._report((name, skill), f"Team `{team}` has no skill `{skill}`.", hint)

    def _check_numbers(self, row: Row) -> None:
        for name in ("chance", "partner_chance", "partner_share", "goes_on"):
            share = getattr(row, name)
            if share is not None and not 0 <= share <= 1:
                self._report((name,), f"{share:g} does not lie between 0 and 1.", "Write 0.3 for 30 %.")
        for name in ("value", "cost", "partner_cost", "ask_value", "ask_cost"):
            amount = getattr(row, name)
            if amount is not None and not 0 <= amount < inf:
                self._report((name,), f"{amount:g} is no amount of money.", "Give 0 or more.")
        for name in ("weeks", "partner_weeks", "ask_weeks"):
            for skill, weeks in getattr(row, name).items():
                if not 0 <= weeks < inf:
                    self._report((name, skill), f"{weeks:g} is no amount of work.", "Give weeks of work, 0 or more.")
        if row.partner_chance is not None and row.partner_share is None and row.qualification is None:
            self._report(
                ("partner_share",), "Is missing beside `partner_chance`.", "Give the share of the value that is left to us."
            )
        if row.lasts is not None and row.lasts < 1:
            self._report(("lasts",), "Work lasts at least one period.", "Give a whole number from 1.")

    def _period(self, said: int | str | None, name: str, otherwise: int) -> int:
        """A period from 0: of a number from 1, or of a date."""
        if said is None:
            return otherwise
        if isinstance(said, int):
            return said - 1
        try:
            day = date.fromisoformat(said[:10])
        except ValueError:
            self._report((name,), f"`{said}` is neither a period nor a date.", "Write a number from 1, or a date: 2027-01-31.")
            return otherwise
        if self.capacity.begins is None:
            self._report(
                (name,), "Dates need the date of the first period.", "Write `begins: 2027-01-04` into the capacity file."
            )
            return otherwise
        return self.capacity.period_of(day)

    def _choices(self, row: Row, figures: Figures) -> Iterator[Choice]:
        """Alone, with a partner, and by asking first. What the row says outranks what was saved."""
        usual = self.capacity.unless_said
        weeks = row.weeks or usual.weeks
        partner_weeks = row.partner_weeks or usual.partner_weeks or weeks
        lasts = row.lasts or usual.lasts
        alone, partner = _alone(row, figures), _with_partner(row, figures)
        if figures.pursue is not None and alone.expected is not None:
            yield _worth("pursue", alone.expected, alone.gain, alone.cost, weeks, lasts)
        if partner.expected is not None:
            yield _worth("pursue_with_partner", partner.expected, partner.gain, partner.cost, partner_weeks, lasts)
        asked = figures.investigate
        if row.ask_value is not None:
            asked = max(0.0, alone.expected or 0.0, partner.expected or 0.0) + row.ask_value - row.ask_cost
        if asked is not None:
            goes_on = _given(row.goes_on, usual.goes_on)
            then = weeks if figures.pursue is not None else partner_weeks
            work = _together(row.ask_weeks or usual.ask_weeks, then, goes_on)
            yield _worth("investigate", asked, alone.gain, alone.cost, work, lasts, goes_on)

    def _check_asking(self, row: Row, figures: Figures) -> None:
        """No answers are worth more than to know beforehand who wins: then only what is won is paid for."""
        if row.ask_value is None:
            return
        alone, partner = _alone(row, figures), _with_partner(row, figures)
        now = max(0.0, alone.expected or 0.0, partner.expected or 0.0)
        # The two may win in different cases; a pursuit that is closed for now may be opened by an answer.
        beside = partner.foreseen if partner.expected is not None else 0.0
        most = min(alone.foreseen + beside, max(alone.gain - alone.cost, partner.gain - partner.cost, 0.0))
        if row.ask_value > max(most - now, 0.0) + 1e-6 * max(most, 1.0):
            message = f"{row.ask_value:,.15g} is more than any answers can be worth: {max(most - now, 0.0):,.15g} at most."
            remedy = (
                f"Give what deciding after the answers is worth MORE than deciding now, not the total. Deciding now is worth "
                f"{now:,.15g}; to know beforehand whether it is won would be worth {most:,.15g}."
            )
            self._report(("ask_value",), message, remedy)


@dataclass(frozen=True, slots=True)
class _Pursuit:
    """What one way to pursue brings: on average (None while it is closed), when it is won, and what it costs."""

    expected: float | None
    gain: float
    cost: float

    @property
    def foreseen(self) -> float:
        """What it would be worth to know beforehand whether it is won, and to pay for it only then."""
        known = self.expected is not None and self.gain > 0
        chance = min(max(((self.expected or 0.0) + self.cost) / self.gain, 0.0), 1.0) if known else 1.0
        return chance * max(self.gain - self.cost, 0.0)


def _alone(row: Row, figures: Figures) -> _Pursuit:
    value, cost = _given(row.value, figures.value), _given(row.cost, figures.cost)
    return _Pursuit(_given(None if row.chance is None else row.chance * value - cost, figures.pursue), value, cost)


def _with_partner(row: Row, figures: Figures) -> _Pursuit:
    alone = _alone(row, figures)
    gain = alone.gain * _given(row.partner_share, figures.keeps)
    cost = _given(row.partner_cost, figures.partner_cost) or alone.cost
    return _Pursuit(_given(None if row.partner_chance is None else row.partner_chance * gain - cost, figures.partner), gain, cost)


def _given(said: float | None, otherwise: Any) -> Any:
    return otherwise if said is None else said


def _together(ask: Mapping[str, float], then: Mapping[str, float], goes_on: float) -> dict[str, float]:
    """The weeks of asking, and those of the pursuit that may follow."""
    return {skill: ask.get(skill, 0.0) + goes_on * then.get(skill, 0.0) for skill in {**then, **ask}}


def _worth(
    decision: Any, expected: float, gain: float, cost: float, weeks: Mapping[str, float], lasts: int, commits: float = 1.0
) -> Choice:
    """A choice of this expected value; what no chance of winning explains is a fee (or a saving) in any case."""
    chance = min(max((expected + commits * cost) / gain, 0.0), commits) if gain > 0 else 0.0
    fee = chance * gain - commits * cost - expected
    fee = 0.0 if abs(fee) < 1e-6 * max(gain, 1.0) else fee
    return Choice(
        decision=decision, chance=chance, gain=gain, cost=cost, weeks=dict(weeks), lasts=lasts, commits=commits, fee=fee
    )


def _nested(cells: Any) -> dict[str, Any]:
    """Cells by their columns' names; a dot in a name stands for nesting, an empty cell for nothing said."""
    row: dict[str, Any] = {}
    for name, cell in cells:
        if name and (text := cell.strip()):
            outer, dot, inner = name.partition(".")
            value = text if name in TEXTS else _number(text)
            if dot:
                row.setdefault(outer, {})[inner] = value
            else:
                row[name] = value
    return row


def _number(text: str) -> int | float | str:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
