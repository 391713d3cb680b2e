"""The plan: everything that ranking a table by a profile takes, before any engine's words for it.

Cells are taken as known outright. The seller's own answers outrank the table's. What a text column says between its lines is not
read. Demands, coverage of requirements and stages are not read from tables: every row stands at the plan's stage. The question
worth asking is the one that settles most variance per cost (the first of the core's round of questions); which reply would change
the decision is told by qualifying the row.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf, nextafter
from typing import Final

from winnable.core.assessment import prior_of
from winnable.core.columns import ColumnMap, Value
from winnable.core.errors import InputError, Problem
from winnable.core.finding import findings_of
from winnable.core.profile import Criterion, Policy, Profile, Stage
from winnable.core.question import TOGETHER, cost_of
from winnable.core.seller import Seller, evidence_from_seller
from winnable.ranking.cells import UNKNOWN, ColumnKind, Reading, number_in, reading_of
from winnable.ranking.terms import Tables, Term

MOST_BUDGET: Final = 1e15  # larger sums are mistakes


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A criterion to ask about in some situations of its term: what that settles (variance), and what it costs."""

    term: int
    situations: tuple[int, ...]
    variance: float
    cost: float
    question: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A criterion that columns answer: the first that says something counts."""

    criterion: str
    readings: tuple[Reading, ...]
    is_number: bool

    def said(self, cells: Mapping[str, Value]) -> tuple[str, int | float] | None:
        """The column that speaks, with the code or the number that it gives."""
        for reading in self.readings:
            cell = cells[reading.column]
            said = reading.number(cell) if self.is_number else reading.code(cell) or None
            if said is not None:
                return reading.column, said
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """The column that states a budget in the policy's currency; only sums above zero and up to `MOST_BUDGET` state one."""

    column: str
    kind: ColumnKind
    margin: float

    def value(self, cell: Value) -> float | None:
        """The margin in the budget of one row."""
        number = number_in(cell)
        return number * self.margin if number is not None and 0 < number <= MOST_BUDGET else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How to rank the rows of a table. `askings` stand in the order in which they are worth their cost."""

    profile: str
    version: str
    seller: str
    stage: Stage
    id: str
    name: str | None
    amount: Amount | None
    columns: Mapping[str, ColumnKind]  # all that are read
    answered: tuple[Answered, ...]
    prior: float
    terms: tuple[Term, ...]
    askings: tuple[Asking, ...]
    covers: Mapping[str, tuple[float, float]]  # key -> share of the value kept, cost
    themes: tuple[tuple[str, str], ...]  # key, name
    policy: Policy


def plan_of(
    profile: Profile, columns: ColumnMap, table_columns: Mapping[str, ColumnKind], seller: Seller, *, stage: Stage = "early"
) -> Plan:
    """Plan to rank a table with these columns. InputError with everything that does not fit."""
    key_column = columns.id or columns.name
    problems = list(_problems(profile, columns, table_columns))
    if problems or key_column is None:
        raise InputError(tuple(problems))
    base = findings_of(profile, evidence_from_seller(profile, seller, ()))
    settled = {key for key, finding in base.items() if finding.state == "known"}
    amount = None
    if columns.amount is not None:
        kind = table_columns[columns.amount]
        amount = Amount(column=columns.amount, kind=kind, margin=profile.policy.margin_of_budget)
    answered = tuple(
        found for c in profile.criteria if c.key not in settled and (found := _answered(c, columns, table_columns)) is not None
    )
    tables = Tables(profile, seller, base, frozenset(found.criterion for found in answered))
    terms = (*map(tables.criterion, profile.criteria), *map(tables.together, profile.together))
    read = [key_column, columns.name, columns.amount, *(r.column for found in answered for r in found.readings)]
    return Plan(
        profile=profile.key,
        version=profile.version,
        seller=seller.key,
        stage=stage,
        id=key_column,
        name=columns.name,
        amount=amount,
        columns={name: table_columns[name] for name in read if name is not None},
        answered=answered,
        prior=prior_of(profile),
        terms=terms,
        askings=_askings(profile, terms, stage),
        covers={cover.key: (cover.keeps, cover.cost) for cover in profile.covers},
        themes=tuple((theme.key, theme.name) for theme in profile.themes),
        policy=profile.policy,
    )


def _problems(profile: Profile, columns: ColumnMap, table_columns: Mapping[str, ColumnKind]) -> list[Problem]:
    """What keeps a table from being ranked by this mapping."""

    def problem(path: str, message: str, suggestion: str) -> Problem:
        return Problem(file="mapping", path=path, message=message, suggestion=suggestion)

    found = []
    if columns.id is None and columns.name is None:
        found.append(problem("id", "No column tells the rows apart.", "Write `id: COLUMN` into the mapping."))
    for role in ("id", "name", "amount"):
        column = getattr(columns, role)
        if column is not None and column not in table_columns:
            found.append(problem(role, f"The table has no column `{column}`.", "Correct the name, or leave the line out."))
    criteria = {criterion.key for criterion in profile.criteria}
    seen: set[str] = set()
    for name, use in columns.columns.items():
        place = f"columns.{name}"
        if name not in table_columns:
            found.append(problem(place, f"The table has no column `{name}`.", "Correct the name, or leave the line out."))
        if use.criterion is not None and use.criterion not in criteria:
            found.append(problem(place, f"The profile has no criterion `{use.criterion}`.", "`winnable show` lists them."))
        if use.criterion is not None and use.criterion in seen:
            found.append(problem(place, f"`{use.criterion}` is answered by another column already.", "Keep one of them."))
        seen.add(use.criterion or "")
    if not criteria & seen:
        found.append(problem("columns", "No column answers any criterion.", "Name a column under `columns`."))
    return found


def _answered(criterion: Criterion, columns: ColumnMap, table_columns: Mapping[str, ColumnKind]) -> Answered | None:
    """The readings of a criterion: its own column, and the budget where that answers it too."""
    readings = [
        reading_of(name, table_columns[name], use, criterion)
        for name, use in columns.columns.items()
        if use.criterion == criterion.key
    ]
    if columns.amount is not None and criterion.from_budget:
        codes = {answer.key: code for code, answer in enumerate(criterion.answers, 1)}
        # What is no budget lies below the first band, or in the last, which answers nothing.
        bands = [(max(least, 5e-324), codes[answer]) for least, answer in criterion.from_budget]
        bands.append((nextafter(MOST_BUDGET, inf), UNKNOWN))
        kind = table_columns[columns.amount]
        readings.append(Reading(column=columns.amount, kind=kind, bands=tuple(bands), counts=True))
    if not readings:
        return None
    return Answered(criterion=criterion.key, readings=tuple(readings), is_number=criterion.curve is not None)


def _askings(profile: Profile, terms: tuple[Term, ...], stage: Stage) -> tuple[Asking, ...]:
    """What can be asked, best first, up to where five are open in every row."""
    found = []
    for number, (criterion, term) in enumerate(zip(profile.criteria, terms, strict=False)):
        cost = cost_of(profile, criterion, stage)
        by_variance: dict[float, list[int]] = {}
        for situation, effect in enumerate(term.effects):
            if effect.open:
                by_variance.setdefault(effect.variance, []).append(situation)
        for variance, situations in by_variance.items():
            asking = Asking(term=number, situations=tuple(situations), variance=variance, cost=cost, question=criterion.question)
            found.append((-variance / cost, cost, number, asking))
    ordered = [asking for *_, asking in sorted(found, key=lambda row: row[:3])]
    always = 0
    for place, asking in enumerate(ordered, 1):
        always += terms[asking.term].fixed
        if always == TOGETHER:
            return tuple(ordered[:place])
    return tuple(ordered)
