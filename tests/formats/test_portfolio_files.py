"""Portfolio input: what is read, and what is said of every mistake."""

import json
from dataclasses import replace

import pytest
from tests.formats.views import decided

from winnable.core.errors import InputError
from winnable.formats.capacity import read_capacity
from winnable.formats.open_opportunities import read_opportunities

CAPACITY = """\
currency: EUR
periods: 3
begins: 2027-01-04
teams:
  portals:
    presales: 4
    bid: [2, 2, 1]
unless_said:
  weeks: {presales: 1}
"""
HEAD = "key,chance,value,cost,weeks.presales,weeks.bid,start,due\n"


@pytest.fixture
def capacity_file(tmp_path):
    path = tmp_path / "capacity.yaml"
    path.write_text(CAPACITY, encoding="utf-8")
    return path


@pytest.fixture
def capacity(capacity_file):
    return read_capacity(capacity_file)


def table(tmp_path, text, name="open.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def problems(call, *arguments):
    with pytest.raises(InputError) as caught:
        call(*arguments)
    return caught.value.problems


def test_weeks_are_one_number_for_all_periods_or_one_each(capacity):
    assert capacity.capacity.weeks == {("portals", "presales"): (4, 4, 4), ("portals", "bid"): (2, 2, 1)}


def test_fewer_periods_cut_the_capacity(capacity_file):
    assert read_capacity(capacity_file, 2).capacity.weeks["portals", "bid"] == (2, 2)


@pytest.mark.parametrize(
    ("line", "wrong", "at", "said"),
    [
        ("periods: 3", "periods: 0", 2, "not a number of periods"),
        ("begins: 2027-01-04", "begins: January", 3, "is no date"),
        ("presales: 4", "presales: -4", 6, "no amount of work"),
        ("bid: [2, 2, 1]", "bid: [2, 2]", 7, "Has 2 values for 3 periods"),
        ("bid: [2, 2, 1]", "bid: two", 7, "is the text 'two'"),
        ("  weeks: {presales: 1}", "  weeks: {presal: 1}", 9, "No team has the skill `presal`"),
        ("  weeks: {presales: 1}", "  team: portal", 9, "none of the teams"),
        ("currency: EUR", "currncy: EUR", 1, "Unknown key `currncy`"),
    ],
)
def test_a_mistake_in_the_capacity_file_is_named_with_its_line(tmp_path, line, wrong, at, said):
    path = table(tmp_path, CAPACITY.replace(line, wrong), "capacity.yaml")
    [problem] = problems(read_capacity, path)
    assert said in problem.message
    assert problem.line == at
    assert problem.suggestion


def test_a_capacity_file_that_is_not_there_is_an_error(tmp_path):
    assert "cannot be read" in problems(read_capacity, tmp_path / "none.yaml")[0].message


def test_a_table_is_read(tmp_path, capacity):
    text = HEAD.replace("\n", ",partner_chance,partner_share,partner_cost,partner_weeks.presales,ask_value,ask_cost\n")
    text += "a,0.5,1000,100,2,1,1,2,0.6,0.5,50,1,80,30\n"
    [read] = read_opportunities(table(tmp_path, text), capacity)
    assert (read.key, read.team, read.first, read.last) == ("a", "portals", 0, 1)
    worth = {choice.decision: choice.expected_value for choice in read.choices}
    assert worth == pytest.approx({"pursue": 400, "pursue_with_partner": 250, "investigate": 450})
    assert {c.decision: c.weeks["presales"] for c in read.choices} == {"pursue": 2, "pursue_with_partner": 1, "investigate": 2}


def test_semicolons_empty_lines_and_a_byte_order_mark_do_not_matter(tmp_path, capacity):
    text = "\ufeff" + HEAD.replace(",", ";") + "a;0.5;1000;100;2;;;\n\n;;;;;;;\n"
    assert [o.key for o in read_opportunities(table(tmp_path, text), capacity)] == ["a"]


def test_json_lines_are_read_like_a_table(tmp_path, capacity):
    row = {"key": "a", "chance": 0.5, "value": 1000, "cost": 100, "weeks": {"bid": 1}, "due": "2027-02-01"}
    [read] = read_opportunities(table(tmp_path, json.dumps(row) + "\n", "open.jsonl"), capacity)
    assert read.last == 1


def test_dates_become_periods(tmp_path, capacity):
    [read] = read_opportunities(table(tmp_path, HEAD + "a,0.5,1000,100,1,,2027-01-31,2027-03-01\n"), capacity)
    assert (read.first, read.last) == (0, 2)


def test_an_investigation_takes_the_weeks_of_the_questions_and_of_the_pursuit_that_may_follow(tmp_path, capacity):
    text = "key,chance,value,cost,weeks.presales,ask_value,ask_weeks.presales,goes_on\na,0.5,1000,100,2,40,0.5,0.25\n"
    [read] = read_opportunities(table(tmp_path, text), capacity)
    asked = next(choice for choice in read.choices if choice.decision == "investigate")
    assert asked.weeks == {"presales": 1.0}
    assert asked.commits == 0.25
    assert asked.expected_value == pytest.approx(440)


@pytest.mark.parametrize(("chance", "cost", "most"), [(0.5, 100, 50), (0.05, 90, 45.5)])
def test_answers_are_never_worth_more_than_to_know_who_wins(tmp_path, capacity, chance, cost, most):
    text = f"key,chance,value,cost,weeks.presales,ask_value\na,{chance},1000,{cost},2,"
    assert read_opportunities(table(tmp_path, f"{text}{most}\n"), capacity)
    [problem] = problems(read_opportunities, table(tmp_path, f"{text}{most + 1}\n"), capacity)
    assert (problem.line, problem.path) == (2, "ask_value")
    assert f"{most:g} at most" in problem.message
    assert "MORE than deciding now, not the total" in problem.suggestion


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("a,1.5,1000,100,1,,,", "does not lie between 0 and 1"),
        ("a,30%,1000,100,1,,,", "Must be a number"),
        ("a,,1000,100,1,,,", "`chance` is missing"),
        ("a,0.5,-1,100,1,,,", "no amount of money"),
        ("a,0.5,inf,100,1,,,", "no amount of money"),
        ("a,0.5,nan,100,1,,,", "no amount of money"),
        ("a,0.5,1000,100,-1,,,", "no amount of work"),
        ("a,0.5,1000,100,1,,3,2", "due before it can start"),
        ("a,0.5,1000,100,1,,soon,", "neither a period nor a date"),
        ("a,0.5,1000,100,1,,,,,,,", "cells under"),
        ("b,0.5,1000,100,1,,,", "stands twice"),
    ],
)
def test_a_mistake_in_a_row_is_named_with_its_line(tmp_path, capacity, row, said):
    path = table(tmp_path, HEAD + "b,0.5,1000,100,1,,,\n" + row + "\n")
    [problem] = problems(read_opportunities, path, capacity)
    assert said in problem.message
    assert (problem.file, problem.line) == (path.as_posix(), 3)
    assert problem.suggestion


@pytest.mark.parametrize(
    ("head", "row", "said", "hint"),
    [
        ("chanse", "0.5", "Unknown key `chanse`", "Did you mean `chance`?"),
        ("team", "portal", "has no team `portal`", "Did you mean `portals`?"),
        ("weeks.presale", "2", "has no skill `presale`", "Did you mean `presales`?"),
        ("partner_chance", "0.5", "Is missing beside `partner_chance`", "share of the value"),
    ],
)
def test_a_misspelt_name_gets_a_suggestion(tmp_path, capacity, head, row, said, hint):
    path = table(tmp_path, f"key,chance,value,cost,{head}\na,0.5,1000,100,{row}\n")
    [problem] = problems(read_opportunities, path, capacity)
    assert said in problem.message
    assert hint in problem.suggestion


def test_all_mistakes_are_listed_at_once(tmp_path, capacity):
    path = table(tmp_path, HEAD + "a,2,1000,100,1,,,\nb,0.5,-1,100,1,,,\n")
    assert [problem.line for problem in problems(read_opportunities, path, capacity)] == [2, 3]


@pytest.mark.parametrize("text", ["", HEAD, "{}\n"])
def test_a_file_without_opportunities_is_an_error(tmp_path, capacity, text):
    assert problems(read_opportunities, table(tmp_path, text), capacity)


@pytest.mark.parametrize("line", ["[]", "{", "1" * 5000, "[" * 100_000])
def test_a_line_that_is_no_object_is_an_error(tmp_path, capacity, line):
    [problem] = problems(read_opportunities, table(tmp_path, "\n" + line, "open.jsonl"), capacity)
    assert problem.line == 2


def test_a_folder_of_saved_qualifications_is_read_with_the_options_of_the_core(tmp_path, capacity):
    folder = tmp_path / "saved"
    folder.mkdir()
    view = decided("pursue")
    (folder / "town.json").write_text(json.dumps(view), encoding="utf-8")
    [read] = read_opportunities(folder, capacity)
    assert (read.key, read.name) == ("town", view["opportunity"]["name"])
    saved = {o["decision"]: o["expected_value"] for o in view["decision"]["options"] if o["open"]}
    assert {c.decision: c.expected_value for c in read.choices} == pytest.approx(
        {decision: worth for decision, worth in saved.items() if decision != "walk_away"}
    )


def test_a_row_outranks_the_qualification_that_it_names(tmp_path, capacity):
    view = decided("pursue")
    (tmp_path / "town.json").write_text(json.dumps(view), encoding="utf-8")
    text = "key,qualification,chance,value,cost\na,town.json,0.5,1000,100\n"
    [read] = read_opportunities(table(tmp_path, text), capacity)
    assert next(c for c in read.choices if c.decision == "pursue").expected_value == pytest.approx(400)


def test_a_blocker_of_the_qualification_keeps_its_option_closed(tmp_path, capacity):
    view = decided("walk_away")
    for option in view["decision"]["options"]:
        option["open"] = option["decision"] == "walk_away"
    (tmp_path / "town.json").write_text(json.dumps(view), encoding="utf-8")
    [read] = read_opportunities(table(tmp_path, "key,qualification,chance\na,town.json,0.9\n"), capacity)
    assert read.choices == ()


@pytest.mark.parametrize(("text", "said"), [("{}", "not a qualification"), ("[1]", "not a qualification"), ("{", "not JSON")])
def test_another_file_in_the_folder_is_named(tmp_path, capacity, text, said):
    folder = tmp_path / "saved"
    folder.mkdir()
    (folder / "other.json").write_text(text, encoding="utf-8")
    [problem] = problems(read_opportunities, folder, capacity)
    assert said in problem.message
    assert problem.file.endswith("other.json")


def test_an_empty_folder_is_an_error(tmp_path, capacity):
    folder = tmp_path / "saved"
    folder.mkdir()
    assert "no saved qualification" in problems(read_opportunities, folder, capacity)[0].message


def test_two_currencies_do_not_mix(tmp_path, capacity):
    (tmp_path / "town.json").write_text(json.dumps(decided("pursue")), encoding="utf-8")
    path = tmp_path / "town.json"
    [problem] = problems(read_opportunities, path, replace(capacity, currency="USD"))
    assert "counts in EUR" in problem.message
