"""What a backtest stands beside: simple ways of giving a chance, each from the deals before.

A forecaster takes the deals to learn from and the deals to foretell (numbers of deals in the history) and returns a chance
for each of the latter.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from winnable.learning.answers import Answers, Codes, Floats
from winnable.learning.design import design_of
from winnable.learning.posterior import chances, posterior_of

Forecaster = Callable[[Codes, Codes], Floats]
STATED_DEALS: Final = 4.0  # how many deals' worth of belief a stated base rate has in the plain share
RIDGE: Final = 1.0  # the customary width of a ridge, in natural log odds


def base_rate(won: Floats, chance: float) -> Forecaster:
    """The share won so far, beginning with the stated one."""

    def forecast(before: Codes, ahead: Codes) -> Floats:
        share = (won[before].sum() + STATED_DEALS * chance) / (len(before) + STATED_DEALS)
        return np.full(len(ahead), share)

    return forecast


def stage_table(won: Floats, stages: Sequence[str], chance: float) -> Forecaster:
    """The share won so far of the deals at the same stage."""
    names = np.array(stages)

    def forecast(before: Codes, ahead: Codes) -> Floats:
        rate = float(base_rate(won, chance)(before, ahead[:1])[0])
        shares = {
            str(name): (won[before][names[before] == name].sum() + STATED_DEALS * rate)
            / ((names[before] == name).sum() + STATED_DEALS)
            for name in np.unique(names[before])
        }
        return np.array([shares.get(str(name), rate) for name in names[ahead]])

    return forecast


def ridge(answers: Answers, won: Floats) -> Forecaster:
    """Ridge logistic regression on all answers, without the profile: what a statistician does first."""
    bare = Answers(
        series=answers.series,
        score=np.zeros(len(answers)),
        doubt=np.zeros(len(answers)),
        teams=np.zeros(len(answers), dtype=np.int64),
        team_names=(),
    )

    def forecast(before: Codes, ahead: Codes) -> Floats:
        design = design_of(bare, before)
        precision = np.full(design.width, 1 / RIDGE**2)
        precision[0] = 1e-6
        fit = posterior_of(design.rows(bare, before), won[before], np.ones(len(before)), np.zeros(design.width), precision)
        return chances(design.rows(bare, ahead) @ fit.mean, np.zeros(len(ahead)))

    return forecast


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """A deal as Odoo's predictive scoring sees it; a blank field is not there. `won` is None while it is open."""

    won: bool | None
    stage: str | None
    team: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    tags: tuple[str, ...] = ()


SMOOTHING: Final = 0.1
LEAST_TAGS: Final = 50
Table = Mapping[tuple[str, str], tuple[float, float]]


def odoo_tables(leads: Sequence[Lead], stages: Sequence[str]) -> Mapping[str | None, Table]:
    """Smoothed counts (won, lost) by field and value for each team; under None those of all teams together.

    A won deal counts for every stage of `stages`, a lost one for those that it reached.
    """
    counts: dict[str | None, Counter[tuple[str, str, bool]]] = {}
    for lead in leads:
        if lead.won is None:
            continue
        own = counts.setdefault(lead.team or "", Counter())
        passed = stages if lead.won else stages[: stages.index(lead.stage) + 1] if lead.stage in stages else ()
        pairs = [("stage", stage) for stage in passed]
        pairs += [*lead.fields.items(), *(("tag", tag) for tag in lead.tags)]
        own.update((name, value, lead.won) for name, value in pairs)
    tables: dict[str | None, Table] = {team: _smoothed(own) for team, own in counts.items()}
    pooled: dict[tuple[str, str], tuple[float, float]] = {}
    for table in list(tables.values()):
        for key, (won, lost) in table.items():
            before = pooled.get(key, (0.0, 0.0))
            pooled[key] = (before[0] + won, before[1] + lost)
    tables[None] = pooled
    return tables


def _smoothed(counts: Counter[tuple[str, str, bool]]) -> Table:
    keys = {(name, value) for name, value, _ in counts}
    return {key: (counts[(*key, True)] + SMOOTHING, counts[(*key, False)] + SMOOTHING) for key in keys}


def odoo_chance(lead: Lead, tables: Mapping[str | None, Table], first_stage: str | None, winning: str) -> float | None:
    """Odoo's percentage for a deal, 0.01 to 99.99; None where it gives none.

    Source: the formula as described from its behaviour; both published vectors are in the tests.
    """
    if lead.stage is None:
        return 0.0
    if lead.stage == winning:
        return 100.0
    table = tables.get(lead.team) if lead.team else None
    table = table or tables[None]
    if first_stage is None or ("stage", first_stage) not in table:
        return None
    won, lost = table["stage", first_stage]
    sure, unsure = won / (won + lost), lost / (won + lost)
    totals = _totals(table)
    for name, value in [("stage", lead.stage), *lead.fields.items(), *(("tag", tag) for tag in lead.tags)]:
        if (name, value) not in table or (name == "tag" and sum(table[name, value]) < LEAST_TAGS):
            continue
        of_won, of_lost = (won, lost) if name == "stage" else totals[name]
        sure *= table[name, value][0] / of_won
        unsure *= table[name, value][1] / of_lost
    return min(99.99, max(0.01, round(100 * sure / (sure + unsure), 2)))


def _totals(table: Table) -> Mapping[str, tuple[float, float]]:
    totals: dict[str, tuple[float, float]] = {}
    for (name, _), (won, lost) in table.items():
        if name == "tag" and won + lost < LEAST_TAGS:
            continue
        before = totals.get(name, (0.0, 0.0))
        totals[name] = (before[0] + won, before[1] + lost)
    return totals


def odoo(answers: Answers, won: Floats, stages: Sequence[str]) -> Forecaster:
    """Odoo's formula over all answers; every deal stands at the stage it is known at, numbers fall into its quintile."""
    order = sorted({stage for stage in stages if stage}) or ["open"]
    teams = [answers.team_names[code] if code >= 0 else None for code in answers.teams]

    def forecast(before: Codes, ahead: Codes) -> Floats:
        fields = _fields(answers, before, np.concatenate([before, ahead]))

        def lead(i: int, outcome: bool | None) -> Lead:
            return Lead(won=outcome, stage=stages[i] or order[0], team=teams[i], fields=fields[i])

        tables = odoo_tables([lead(int(i), bool(won[i])) for i in before], order)
        rate = 100 * float(won[before].mean()) if len(before) else 50.0
        scores = [odoo_chance(lead(int(i), None), tables, order[0], "") for i in ahead]
        return np.array([rate if score is None else score for score in scores]) / 100

    return forecast


def _fields(answers: Answers, before: Codes, which: Codes) -> dict[int, dict[str, str]]:
    """Every known answer of some deals as a field with a value."""
    fields: list[dict[str, str]] = [{} for _ in which]
    for series in answers.series:
        if series.numbers is None:
            values = [series.labels[code] if code >= 0 else "" for code in series.codes[which]]
        else:
            edges = np.unique(np.nanquantile(series.numbers[before], [0.2, 0.4, 0.6, 0.8])) if len(before) else np.zeros(0)
            numbers = series.numbers[which]
            bands = np.searchsorted(edges, np.nan_to_num(numbers))
            values = ["" if np.isnan(x) else str(b) for x, b in zip(numbers, bands, strict=True)]
        for row, value in zip(fields, values, strict=True):
            if value:
                row[series.key] = value
    return dict(zip(which.tolist(), fields, strict=True))
