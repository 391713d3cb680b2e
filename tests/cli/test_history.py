"""`winnable history` and `winnable map`: from an export to a confirmed mapping and a report on it."""

import csv
import json
import random
from pathlib import Path

import openpyxl
import pytest
import yaml

from winnable.cli import main

PROFILE = Path(__file__).parents[2] / "benchmarks" / "priors" / "salvirt"
HEADING = ["Opportunity ID", "Account Name", "Created Date", "Close Date", "Amount", "Stage", "Authority", "Loss notes"]


def export() -> list[list[object]]:
    """An export of 200 deals with a column that is filled only for lost ones."""
    chance = random.Random(5)
    rows: list[list[object]] = [list(HEADING)]
    for i in range(200):
        stage = chance.choice(["Closed Won", "Closed Lost", "Closed Lost", "Proposal"])
        authority = chance.choice(["High", "Mid"] if stage == "Closed Won" else ["Low", "Mid", "High"])
        notes = chance.choice(["price", "timing"]) if stage == "Closed Lost" else ""
        closed = "" if stage == "Proposal" else f"2025-{1 + i % 9:02d}-20"
        amount = round(chance.uniform(1e3, 9e4), 2)
        rows.append([f"006{i:05d}", f"Account {i}", "2024-11-03", closed, amount, stage, authority, notes])
    return rows


@pytest.fixture
def run(capsys, monkeypatch, tmp_path: Path):
    monkeypatch.chdir(tmp_path)
    with (tmp_path / "deals.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, delimiter=";").writerows(export())

    def ran(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as done:
            main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return int(done.value.code or 0), " ".join(out.split()), " ".join(err.split())

    return ran


def test_a_guess_is_said_to_be_one_and_the_leak_is_named(run):
    code, out, _ = run("history", "deals.csv")
    assert code == 0
    assert "200 deals" in out
    assert "guessed; nobody confirmed it" in out
    assert "! Loss notes: filled in" in out
    assert "! Authority" not in out


def test_a_mapping_is_proposed_confirmed_and_used(run, tmp_path):
    code, _, err = run("map", "deals.csv", "--profile", PROFILE, "--out", "mapping.yaml")
    assert code == 0
    assert "Read every line" in err
    text = (tmp_path / "mapping.yaml").read_text(encoding="utf-8")
    data = yaml.safe_load(text)
    assert data["outcome"] == {"column": "Stage", "won": ["Closed Won"], "lost": ["Closed Lost"]}
    assert data["columns"]["Authority"] == {"criterion": "authority", "answers": {"Mid": "mid", "High": "high", "Low": "low"}}
    assert "# its name resembles the criterion `authority`" in text
    del data["columns"]["Loss notes"]
    data["left_out"] = {"Loss notes": "written after the loss"}
    (tmp_path / "mapping.yaml").write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    code, out, _ = run("history", "deals.csv", "--map", "mapping.yaml", "--profile", PROFILE)
    assert code == 0
    assert "guessed" not in out
    assert "None was found among the columns in use" in out
    assert "left out, rightly: Loss notes" in out


def test_a_mapping_that_somebody_may_have_corrected_is_not_overwritten(run, tmp_path):
    (tmp_path / "mapping.yaml").write_text("id: Opportunity ID\n", encoding="utf-8")
    code, _, err = run("map", "deals.csv", "--out", "mapping.yaml")
    assert code == 2
    assert "mapping.yaml exists" in err
    assert (tmp_path / "mapping.yaml").read_text(encoding="utf-8") == "id: Opportunity ID\n"


def test_both_commands_print_json_for_programs(run):
    code, out, _ = run("history", "deals.csv", "--json")
    report = json.loads(out)
    assert code == 0
    assert report["mapping"]["confirmed"] is False
    assert report["quality"]["deals"] == 200
    assert {leak["column"] for leak in report["leaks"]} == {"Loss notes"}
    code, out, _ = run("map", "deals.csv", "--profile", PROFILE, "--json")
    assert code == 0
    assert json.loads(out)["mapping"]["account"] == "Account Name"
    assert json.loads(out)["reasons"]["account"]


def test_a_workbook_gives_the_same_report_as_its_csv(run, tmp_path):
    book = openpyxl.Workbook()
    for row in export():
        book.active.append([None if cell == "" else cell for cell in row])
    book.save(tmp_path / "deals.xlsx")
    as_csv, as_xlsx = (json.loads(run("history", name, "--json")[1]) for name in ("deals.csv", "deals.xlsx"))
    assert as_xlsx["quality"] == as_csv["quality"]
    assert as_xlsx["leaks"] == as_csv["leaks"]


def test_a_stage_history_shows_what_changes_at_the_close(run, tmp_path):
    lines = ["OpportunityId,CreatedDate,StageName,Amount"]
    for row in export()[1:]:
        if row[5] != "Proposal":
            lines += [f"{row[0]},2024-11-03,Prospecting,5000", f"{row[0]},2024-12-03,Proposal,5000"]
            lines.append(f"{row[0]},{row[3]},{row[5]},{row[4]}")
    (tmp_path / "stages.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    code, out, _ = run("history", "deals.csv", "--stages", "stages.csv")
    assert code == 0
    assert "! Amount: changes at the close" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("history", "nothing.csv"), "nothing.csv: cannot be read"),
        (("history", "deals.csv", "--map", "wrong.yaml"), "has no column `Stages`"),
        (("map", "deals.csv", "--profile", "nobody"), "no profile of this name"),
        (("map", "deals.csv", "--out", "deals.csv"), "the file to read"),
    ],
)
def test_what_cannot_run_says_why_and_exits_with_2(run, tmp_path, arguments, said):
    (tmp_path / "wrong.yaml").write_text("outcome: {column: Stages, won: [a], lost: [b]}\n", encoding="utf-8")
    code, _, err = run(*arguments)
    assert code == 2
    assert said in err


def test_few_deals_are_said_to_prove_nothing(run, tmp_path):
    rows = [";".join(map(str, row)) for row in export()[:40]]
    (tmp_path / "few.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    out = run("history", "few.csv")[1]
    assert "Nothing can be proven below about 30 of each outcome" in out
    assert "None was found" not in out


def test_an_id_that_stands_twice_is_left_out_of_learning_and_this_is_said(run, tmp_path):
    rows = [";".join(map(str, row)) for row in export()]
    closed = next(row for row in rows if "Closed Won" in row)
    (tmp_path / "twice.csv").write_text("\n".join([*rows, closed]) + "\n", encoding="utf-8")
    assert "1 closed row repeats an id" in run("history", "twice.csv")[1]
