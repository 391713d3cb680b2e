"""A profile of 70 criteria and companies for it, made up from numbers: 50 criteria over answers, 20 over numbers."""

from collections.abc import Sequence
from pathlib import Path

import duckdb

from winnable.core.columns import ColumnMap, Use
from winnable.core.profile import (
    Answer,
    Criterion,
    Curve,
    Offering,
    Policy,
    Prior,
    Profile,
    Rationale,
    Row,
    Scaling,
    Theme,
    Together,
)
from winnable.core.seller import Seller

WHY = Rationale(why="for the benchmark")
SELLER = Seller(key="us", name="Us", note="made up", lists={})
WORDS = ("Low", "Medium", "High and rising")
SHARES = (0.5, 0.3, 0.2)
THEMES = tuple(f"theme{i}" for i in range(12))


def made_profile(tables: int = 50, curves: int = 20) -> Profile:
    """Weights that are not round and sum to about nothing; five criteria apply only sometimes, two bars move, two answers go
    together."""
    criteria = [_table(i) for i in range(tables)] + [_curve(i) for i in range(curves)]
    policy = Policy(
        currency="EUR",
        value=200_000,
        margin_of_budget=0.5,
        cost=25_000,
        cost_of_value=0.03,
        cost_left=dict.fromkeys(("research", "early", "goal", "develop", "evaluate", "commit"), 1.0),
        effort_cost={"look_up": 100, "ask": 300, "meet": 1200},
        worth_asking=0.0,
        blocker_confidence=0.7,
        contested_ratio=0.6,
        grades=(0.7, 0.52, 0.36),
        rates={"EUR": 1.0},
        rates_date="2026-11",
        rationale=WHY,
    )
    rows = (Row(when={"t10": ("high",), "t11": ("high",)}, weight=0.4), Row(when={"t10": ("low",)}, weight=-0.1))
    return Profile(
        key="made_up",
        name="Made up",
        version="1",
        summary="s",
        offering=Offering(name="Thing", vendor="Us", summary="s", names=("Thing",)),
        prior=Prior(chance=0.22, rationale=WHY),
        policy=policy,
        themes=tuple(Theme(key=key, name=key.title(), discount=0.6, why="w") for key in THEMES),
        criteria=tuple(criteria),
        together=(Together(key="both", theme="theme0", text="Both at once", rows=rows, rationale=WHY),),
    )


def _table(i: int) -> Criterion:
    weights = (-0.31 - 0.01 * i % 0.4, 0.12, 0.55 + 0.013 * i % 0.5)
    answers = tuple(
        Answer(key=key, text=text, weight=weight, share=share)
        for key, text, weight, share in zip(("low", "medium", "high"), WORDS, weights, SHARES, strict=True)
    )
    return Criterion(
        key=f"t{i}",
        theme=THEMES[i % 12],
        question=f"How much of {i}?",
        stage="early",
        rationale=WHY,
        answers=answers,
        applies_when={"t0": ("medium", "high")} if i in (3, 13, 23) else {},
    )


def _curve(i: int) -> Criterion:
    points = ((10.0 * (i + 1), -0.6), (30.0 * (i + 1), 0.1), (80.0 * (i + 1), 0.7))
    return Criterion(
        key=f"c{i}",
        theme=THEMES[i % 12],
        question=f"How large is {i}?",
        stage="early",
        rationale=WHY,
        curve=Curve(unit="EUR", points=points, shares=((15.0 * (i + 1), 0.5), (50.0 * (i + 1), 0.5))),
        applies_when={"t1": ("low", "high")} if i in (4, 14) else {},
        scaled_by=Scaling(criterion="t2", factors={"low": 1.5, "high": 0.7}) if i in (0, 1) else None,
    )


def mapping(profile: Profile) -> ColumnMap:
    """Every criterion has a column of its own name."""
    said = dict(zip(("low", "medium", "high"), WORDS, strict=True))
    return ColumnMap(
        id="id",
        columns={
            c.key: Use(criterion=c.key) if c.curve else Use(criterion=c.key, answers={word: key for key, word in said.items()})
            for c in profile.criteria
        },
    )


def write_companies(path: Path, rows: int, profile: Profile, first: int = 0) -> None:
    """Companies with a fifth of their cells blank, as Parquet; the same for the same number."""
    shown: list[str] = []
    words: Sequence[str] = [*(["Low"] * 4), *(["Medium"] * 2), *(["High and rising"] * 2)]
    for j, criterion in enumerate(profile.criteria):
        drawn = f"hash(i * 131 + {j})"
        if criterion.curve is None:
            cells = ", ".join(f"'{word}'" for word in words)
            shown.append(f"([{cells}, NULL, NULL])[1 + CAST({drawn} % 10 AS INTEGER)] AS {criterion.key}")
        else:
            top = int(criterion.curve.points[-1][0] * 1.3)
            shown.append(f"CASE WHEN {drawn} % 5 > 0 THEN CAST(({drawn} >> 8) % {top} AS DOUBLE) END AS {criterion.key}")
    with duckdb.connect(config={"threads": 1}) as connection:
        made = f"SELECT 'company ' || i AS id, {', '.join(shown)} FROM range({first}, {first + rows}) made(i)"
        connection.execute(f"COPY ({made}) TO '{path}' (FORMAT parquet)")
