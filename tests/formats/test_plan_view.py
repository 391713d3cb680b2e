"""A portfolio plan as JSON and as a page."""

import json
from itertools import pairwise

from tests.formats.plan_views import hostile_plan, plan_of

from winnable.formats.plan_report import plan_html
from winnable.formats.plan_words import gap_sentence


def test_every_opportunity_has_one_decision():
    view = plan_of()
    assert sorted(row["key"] for row in view["decisions"]) == sorted([*(f"o{n}" for n in range(8)), "o99"])
    assert sum(view["plan"]["counts"].values()) == len(view["decisions"])


def test_the_rows_add_up_to_the_plan():
    view = plan_of()
    assert abs(sum(row["expected_value"] for row in view["decisions"]) - view["plan"]["expected_value"]) < 1e-6


def test_the_view_is_plain_data():
    view = plan_of()
    assert json.loads(json.dumps(view, allow_nan=False)) == view


def test_the_dearest_week_comes_first():
    adds = [row["adds"] or 0.0 for row in plan_of()["capacity"]]
    assert all(a >= b for a, b in pairwise(adds))


def test_periods_have_dates_where_the_first_has_one():
    assert plan_of()["periods"][:2] == ["2027-01-04", "2027-02-01"]
    assert plan_of(begins=None)["periods"][:2] == ["1", "2"]


def test_the_page_names_each_opportunity_and_escapes_it():
    page = plan_html(hostile_plan("<script>alert(1)</script>"))
    assert "<script" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt; 3") >= 1


def test_a_gap_is_said_in_figures():
    view = plan_of()
    view["plan"] |= {"gap": 0.0123, "ended": "time"}
    assert gap_sentence(view) == "Time was up: the best plan may be better by up to 1.23%."
