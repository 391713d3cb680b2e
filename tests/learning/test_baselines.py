"""Odoo's formula: both published vectors to two decimals, and its edges."""

import numpy as np
import pytest
from tests.learning.deals import deals

from winnable.learning.baselines import Lead, base_rate, odoo, odoo_chance, odoo_tables, ridge, stage_table

STAGES = ("s1", "s2", "s3")
FIRST = [  # id, team, country, state, source, stage, won
    (0, 1, 0, 0, 0, "s1", False),
    (1, 1, 1, 1, 1, "s2", False),
    (2, 1, 2, 2, 2, "s3", True),
    (3, 1, 0, 1, 2, "s2", None),
    (4, 1, 1, 1, 1, "s1", None),
    (5, 2, 0, 1, 1, "s3", False),
    (6, 2, 0, 1, 2, "s2", False),
    (7, 2, 0, 2, 2, "s1", True),
    (8, 2, 0, 1, 2, "s2", None),
    (9, 2, 1, 0, 1, "s2", None),
    (10, 3, 1, 1, 1, "s3", True),
    (11, 3, 0, 1, 0, "s1", False),
    (12, 3, 1, 2, 2, "s1", False),
    (13, 3, 0, 1, 2, "s2", None),
]


def first(no_team: int | None = None) -> list[Lead]:
    return [
        Lead(
            won=won,
            stage=stage,
            team=None if team == no_team else str(team),
            fields={"country": str(c), "state": str(s), "source": str(o), "email": "absent", "phone": "absent"},
        )
        for _, team, c, s, o, stage, won in FIRST
    ]


def second(won: bool | None, country: str, state: str, email: str, phone: str, source: str, stage: str) -> Lead:
    fields = {"country": country, "state": state, "email": email, "phone": phone, "source": source}
    return Lead(won=won, stage=stage, team="1", fields={name: value for name, value in fields.items() if value})


@pytest.mark.parametrize(("deal", "percent"), [(3, 33.49), (8, 7.74), (13, 35.09)])
def test_the_first_vector(deal: int, percent: float) -> None:
    leads = first()
    assert odoo_chance(leads[deal], odoo_tables(leads, STAGES), "s1", "won") == percent


def test_deals_without_a_team_use_the_table_of_all() -> None:
    leads = first(no_team=3)
    assert odoo_chance(leads[13], odoo_tables(leads, STAGES), "s1", "won") == 35.19


def test_the_second_vector() -> None:
    leads = [
        second(True, "c0", "st0", "ok", "ok", "src1", "s1"),
        second(True, "c1", "st0", "ok", "ok", "", "s1"),
        second(False, "", "", "ok", "bad", "src0", "s1"),
        second(False, "c0", "", "ok", "bad", "src0", "s1"),
        second(False, "", "st1", "ok", "ok", "", "s3"),
    ]
    open_ = second(None, "c0", "st0", "ok", "ok", "src0", "s2")
    assert odoo_chance(open_, odoo_tables(leads, STAGES), "s1", "won") == 74.30


def test_its_edges() -> None:
    tables = odoo_tables(first(), STAGES)
    lead = Lead(won=None, stage="s1", team="1")
    assert odoo_chance(Lead(won=None, stage=None), tables, "s1", "won") == 0
    assert odoo_chance(Lead(won=None, stage="won"), tables, "s1", "won") == 100
    assert odoo_chance(lead, tables, None, "won") is None
    sure = {None: {("stage", "s1"): (10_000_000.0, 1.0)}}
    assert odoo_chance(Lead(won=None, stage="s1"), sure, "s1", "won") == 99.99


def test_every_baseline_gives_a_chance_for_every_deal() -> None:
    answers, _, won = deals(300)
    before, ahead = np.arange(200), np.arange(200, 300)
    stages = ["early", "late"] * 150
    for forecast in (base_rate(won, 0.3), stage_table(won, stages, 0.3), ridge(answers, won), odoo(answers, won, stages)):
        chances = forecast(before, ahead)
        assert chances.shape == (100,)
        assert ((chances >= 0) & (chances <= 1)).all()
