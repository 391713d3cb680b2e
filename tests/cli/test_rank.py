"""`winnable rank`, `explain` and `sql` as a person uses them."""

import json
import signal
import subprocess
import sys
import time

import duckdb
import pytest

CSV = """\
id,company,revenue,org type,solution,amount
a1,Acme,250000000,Enterprise,customer portal,400000
a2,"Böß, Söhne",12000000,SMALL,intranet,
a3,Town,,public,website,0
"""
MAPPING = """\
id: id
name: company
amount: amount
columns:
  revenue: {criterion: annual_revenue}
  org type: {criterion: organization_type, answers: {enterprise: enterprise, small: small_business}}
  solution: {criterion: solution_type, answers: {customer portal: customer_portal, intranet: intranet}}
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "list.csv").write_text(CSV, encoding="utf-8")
    (tmp_path / "map.yaml").write_text(MAPPING, encoding="utf-8")
    return tmp_path


def run(folder, *arguments):
    command = [sys.executable, "-m", "winnable", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)


def test_the_list_says_who_first_and_why(folder):
    done = run(folder, "rank", "list.csv", "--map", "map.yaml")
    assert done.returncode == 0, done.stderr
    assert done.stdout.index("Acme (a1)") < done.stdout.index("Böß, Söhne (a2)")
    assert "+ What is to be built?" in done.stdout
    assert "- What type of organisation is it? Small business" in done.stdout


def test_what_explain_says_is_what_was_ranked(folder):
    ranked = json.loads(run(folder, "rank", "list.csv", "--map", "map.yaml", "--json").stdout)
    for row in ranked:
        explained = json.loads(run(folder, "explain", "list.csv", row["id"], "--map", "map.yaml", "--json").stdout)
        assert row["chance"] == pytest.approx(explained["probability"], rel=0, abs=1e-9)
        assert row["low"] == pytest.approx(explained["range"]["low"], rel=0, abs=1e-9)
        assert row["decision"] == explained["decision"]["recommended"]
        assert row["grade"] == explained["fit"]["grade"]
        first = next((c for c in explained["contributions"] if c["weight"] > 0), None)
        assert row["reason_1"] == (first and f"{first['question']} {first['answer_text']} ({first['weight']:+.2f})")


def test_without_a_mapping_one_is_proposed_and_nothing_is_ranked(folder):
    first = run(folder, "rank", "list.csv", "--json")
    assert (first.returncode, first.stdout) == (2, "")
    assert "list.mapping.yaml" in first.stderr
    proposed = (folder / "list.mapping.yaml").read_text(encoding="utf-8")
    assert "annual_revenue" in proposed
    second = run(folder, "rank", "list.csv")
    assert second.returncode == 2
    assert "add --map list.mapping.yaml" in second.stderr
    assert (folder / "list.mapping.yaml").read_text(encoding="utf-8") == proposed


def test_the_printed_statement_gives_the_same_list(folder):
    printed = run(folder, "sql", "list.csv", "--map", "map.yaml", "--top", "2").stdout
    rows = duckdb.sql(printed.replace("'list.csv'", f"'{folder / 'list.csv'}'")).fetchall()
    ranked = json.loads(run(folder, "rank", "list.csv", "--map", "map.yaml", "--top", "2", "--json").stdout)
    assert [row[0] for row in rows] == [row["id"] for row in ranked]


def test_all_rows_go_to_a_file_best_first(folder):
    done = run(folder, "rank", "list.csv", "--map", "map.yaml", "--out", "ranked.parquet", "--where", "id <> 'a3'")
    assert done.returncode == 0, done.stderr
    assert [row[0] for row in duckdb.sql(f"SELECT id FROM '{folder / 'ranked.parquet'}'").fetchall()] == ["a1", "a2"]
    assert not list(folder.glob("*.parts"))


def test_ctrl_c_keeps_finished_parts_and_resume_ends_what_was_begun(folder):
    rows = "SELECT 'r' || i AS id, 'n' AS company, i % 900 * 1e6 AS revenue, 'Enterprise' AS \"org type\","
    rows += " ['intranet', 'customer portal'][1 + i % 2] AS solution, NULL::DOUBLE AS amount FROM range(2_500_000) t(i)"
    duckdb.execute(f"COPY ({rows}) TO '{folder / 'long.parquet'}' (FORMAT parquet)")
    command = ["rank", "long.parquet", "--map", "map.yaml", "--top", "5", "--out", "ranked.parquet"]
    running = subprocess.Popen([sys.executable, "-m", "winnable", *command], cwd=folder, stderr=subprocess.PIPE, text=True)
    parts = folder / "ranked.parquet.parts"
    while running.poll() is None and not list(parts.glob("part-*.parquet")):
        time.sleep(0.02)
    running.send_signal(signal.SIGINT)
    said = running.communicate()[1]
    assert running.returncode == 130, said
    assert "Go on with --resume" in said
    kept = {path: path.stat().st_mtime_ns for path in parts.glob("part-*.parquet")}
    assert kept
    done = run(folder, *command, "--resume")
    assert done.returncode == 0, done.stderr
    assert len(duckdb.sql(f"SELECT id FROM '{folder / 'ranked.parquet'}'").fetchall()) == 5


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("rank", "absent.csv", "--map", "map.yaml"), "is not there"),
        (("rank", "list.csv", "--map", "map.yaml", "--where", "no_such > 1"), "no_such"),
        (("rank", "list.csv", "--map", "map.yaml", "--resume"), "--resume"),
        (("rank", "list.csv", "--map", "map.yaml", "--out", "list.csv"), "one of the files to read"),
        (("explain", "list.csv", "nobody", "--map", "map.yaml"), "no row"),
    ],
)
def test_what_cannot_run_says_why(folder, arguments, said):
    done = run(folder, *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
