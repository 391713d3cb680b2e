"""`winnable backtest` as a person or a program meets it: leaks first, then whether the chances would have been right."""

import json
import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser
from tests.learning.deals import deals

from winnable.cli import main
from winnable.cli.backtest import left_words, worked
from winnable.formats.profiles import SHIPPED
from winnable.learning.answers import Codes, Floats
from winnable.learning.baselines import base_rate
from winnable.learning.trial import forecasts_of, trial_of

TEMPLATE = str(SHIPPED / "profiles" / "_template")
MAP = """\
outcome: {column: Status, won: [Won], lost: [Lost]}
id: Id
closed: Closed
account: Account
amount: Amount
stage: Stage
columns:
  Decider: {criterion: decider_access, answers: {"Yes": direct, "No": refused}}
  Region: {learn: category}
  Signed by: {learn: category}
"""
HEAD = "Id,Status,Closed,Account,Amount,Stage,Decider,Region,Signed by"
Run = Callable[..., tuple[int, str, str]]


def rows(size: int, strength: float = 2.0) -> list[str]:
    """Closed deals, one every second day; whoever signed is known only of won ones."""
    luck, lines = random.Random(1), []
    for i in range(size):
        decider, region = luck.choice(["Yes", "No", ""]), luck.choice("abc")
        odds = strength * ({"Yes": 1, "No": -1, "": 0}[decider] + {"a": 0.5, "b": 0, "c": -0.5}[region])
        won = luck.random() < 1 / (1 + np.exp(-odds))
        status, signed = ("Won", "x" if luck.random() < 0.95 else "") if won else ("Lost", "")
        day = date(2025, 1, 1) + timedelta(days=2 * i)
        amount, stage = luck.randrange(20_000, 900_000), luck.choice(["Offer", "Talks"])
        lines.append(f"D{i},{status},{day},A{i},{amount},{stage},{decider},{region},{signed}")
    return lines


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "map.yaml").write_text(MAP, encoding="utf-8")

    def ran(lines: list[str], *arguments: str, mapping: str | None = "map.yaml") -> tuple[int, str, str]:
        (tmp_path / "deals.csv").write_text("\n".join([HEAD, *lines]) + "\n", encoding="utf-8")
        mapped = ["--map", mapping] if mapping else []
        with pytest.raises(SystemExit) as end:
            main(["backtest", "deals.csv", "--profile", TEMPLATE, "--draws", "1", *mapped, *arguments])
        out, err = capsys.readouterr()
        return (end.value.code if isinstance(end.value.code, int) else 0), out, err

    return ran


def test_the_leak_heads_the_report_and_is_left_out_and_all_ways_stand_side_by_side(run: Run, tmp_path: Path):
    code, out, err = run(rows(160), "--json", "--html", "report.html")
    found = json.loads(out)
    assert (code, err) == (0, "Report: report.html\n")
    assert found["left_out"] == ["Signed by"]
    assert {leak["column"] for leak in found["leaks"]} == {"Signed by"}
    assert (found["verdict"], found["in_time"], found["accounts_apart"]) == ("signal", True, True)
    ways = {way["way"]: way for way in found["ways"]}
    assert {"ours", "base_rate", "stage_table", "odoo", "ridge", "ebm"} <= set(ways)
    assert set(ways).isdisjoint(found["missing"])
    assert 0.6 < ways["ours"]["auc"] < 0.95
    assert ways["ours"]["money"]["best"] >= ways["ours"]["money"]["brought"]
    assert {point["deals"] for point in found["curve"]} == {0, 10, 20, 40}
    assert sum(one["deals"] for one in found["reliability"]) == ways["ours"]["deals"] == 112
    assert found["takeover"]["why"] == "It is tried from 2,000 closed deals on; here are 160."
    assert found["learned"]["slope"] > 0.5
    page = HTMLParser((tmp_path / "report.html").read_text(encoding="utf-8"))
    headings = [node.text() for node in page.css("h2")]
    assert headings[:2] == ["Columns that know the outcome", "The chances tell something"]
    assert len(page.css("figure svg[role=img]")) == 2
    assert not page.css("script, link, img")


def test_a_person_reads_the_leak_first(run: Run):
    code, out, _ = run(rows(60))
    lines = [line.strip() for line in out.splitlines()]
    assert code == 0
    assert lines[0].startswith("! Signed by")
    assert any("left out" in line for line in lines[:6])
    assert "CHANCES GIVEN BEFOREHAND" in lines
    assert "WHAT WAS LEARNED" in lines


def test_a_person_may_insist_on_a_column_and_amounts_that_know_the_outcome_tell_no_money(run: Run):
    cells = [line.split(",") for line in rows(60)]
    guessed = [",".join([*row[:4], "500000" if row[1] == "Lost" else row[4] + "3", *row[5:]]) for row in cells]
    found = json.loads(run(guessed, "--json", "--trust", "Signed by")[1])
    assert (found["leaks"], found["left_out"]) == ([], [])
    assert next(way["auc"] for way in found["ways"] if way["way"] == "ours") > 0.9
    assert any("Amount knows the outcome" in note for note in found["notes"])
    assert all(way["money"] is None for way in found["ways"])
    assert run(rows(40), "--trust", "Nobody")[0] == 2


def test_too_few_deals_are_not_tested_and_the_answer_is_the_base_rate(run: Run):
    code, out, _ = run(rows(20))
    assert code == 0
    assert "Too few to test by: 20 closed deals" in " ".join(out.split())
    assert "The answer is the base rate" in " ".join(out.split())
    found = json.loads(run(rows(20), "--json")[1])
    assert (found["verdict"], found["ways"], found["curve"], found["learned"]) == ("too_few", [], [], None)


def test_where_there_is_no_signal_the_answer_is_the_base_rate(run: Run):
    found = json.loads(run(rows(120, strength=0.0), "--json", "--chance", "0.5")[1])
    assert found["verdict"] == "no_signal"
    assert found["stated_chance"] == 0.5
    ways = {way["way"]: way["log_loss"] for way in found["ways"]}
    assert ways["ours"] < ways["base_rate"] + 0.03


def test_the_same_seed_gives_the_same_figures(run: Run):
    assert run(rows(32), "--json")[1] == run(rows(32), "--json")[1]


def test_what_cannot_be_tested_is_refused_with_a_remedy(run: Run, tmp_path: Path):
    code, _, err = run([line.replace(",Lost,", ",Won,") for line in rows(40)])
    assert code == 2
    assert "40 are closed, and 40 of these were won" in err
    (tmp_path / "none.yaml").write_text("id: Id\ncolumns:\n  Region: {learn: category}\n", encoding="utf-8")
    code, _, err = run(rows(40), mapping="none.yaml")
    assert (code, "no column tells the outcome" in err) == (2, True)
    (tmp_path / "leak.yaml").write_text(MAP.split("  Decider")[0] + "  Signed by: {learn: category}\n", encoding="utf-8")
    code, _, err = run(rows(160), mapping="leak.yaml")
    assert (code, "those that know the outcome: Signed by" in err) == (2, True)
    assert run(rows(40), "--html", "deals.csv")[0] == 2


def test_money_is_told_only_where_amounts_are(run: Run, tmp_path: Path):
    (tmp_path / "bare.yaml").write_text(MAP.replace("amount: Amount\n", ""), encoding="utf-8")
    told = json.loads(run(rows(20), "--json", mapping="bare.yaml")[1])
    assert any("no column holds amounts" in note for note in told["notes"])
    code, _, err = run(rows(20), "--value-column", "Amont", mapping="bare.yaml")
    assert (code, "Amount" in err) == (2, True)


def test_without_a_map_the_columns_are_guessed_and_said_to_be(run: Run):
    found = json.loads(run(rows(25), "--json", mapping=None)[1])
    assert any("guessed" in note for note in found["notes"])


def test_ctrl_c_keeps_what_is_finished_and_loses_all_only_before_ours_is():
    answers, _, won = deals(120, 3)
    trial = trial_of(answers, [""] * 120, np.arange(120.0), np.random.default_rng(0).random((1, 120)))

    def stopping(before: Codes, ahead: Codes) -> Floats:
        if len(before) > 60:
            raise KeyboardInterrupt
        return np.full(len(ahead), 0.5)

    plain: Any = base_rate(won, 0.5)
    told, finished = worked({"base_rate": plain, "ours": plain, "ridge": stopping}, trial, quiet=True)
    assert not finished
    assert [f.way for f in forecasts_of(told, trial, won)] == ["base_rate", "ours"]
    with pytest.raises(KeyboardInterrupt):
        worked({"base_rate": plain, "ours": stopping}, trial, quiet=True)


def test_a_deal_that_stands_twice_counts_once_and_this_is_said(run: Run):
    lines = rows(60)
    once = json.loads(run(lines, "--json")[1])
    twice = json.loads(run([*lines[:20], *lines], "--json")[1])
    assert (twice["deals"], twice["ways"]) == (60, once["ways"])
    assert any(note.startswith("20 closed rows repeat an id") for note in twice["notes"])


def test_amounts_that_are_0_for_every_lost_deal_are_said_to_know_the_outcome(run: Run):
    lines = [",".join([*cells[:4], "0", *cells[5:]]) if (cells := line.split(","))[1] == "Lost" else line for line in rows(60)]
    notes = json.loads(run(lines, "--json")[1])["notes"]
    assert "Money is not told: the column Amount is 0 for every lost deal, so it knows the outcome." in notes


def test_the_time_that_is_left_is_counted_by_way_and_is_a_least_while_one_has_not_begun():
    wanted = {"ours": 5, "ebm": 3}
    assert left_words({"ours": [2.0, 2.0]}, wanted) == ", at least 6 s left"
    assert left_words({"ours": [2.0, 2.0], "ebm": [10.0]}, wanted) == ", about 26 s left"
