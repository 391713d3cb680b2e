"""`winnable portfolio` as a person uses it."""

import json
import os
import pty
import signal
import subprocess
import sys

import pytest
from tests.formats.views import decided

CAPACITY = "periods: 2\nteams:\n  portals: {presales: 3}\n"
OPEN = """\
key,name,chance,value,cost,weeks.presales,ask_value,due
town,Town portal,0.5,1000,100,2,,1
bank,Bank portal,0.4,1000,100,2,,1
club,Club site,0.05,100,90,1,,2
"""
URGENT = "key,name,chance,value,cost,weeks.presales,due\nfire,Fire service,0.3,1000,100,2,1\n"
WINNABLE = (sys.executable, "-m", "winnable", "portfolio")


@pytest.fixture
def folder(tmp_path):
    for name, text in (("capacity.yaml", CAPACITY), ("open.csv", OPEN), ("urgent.csv", URGENT)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def run(folder, *arguments):
    command = [*WINNABLE, "open.csv", "--capacity", "capacity.yaml", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)


def planned(folder, *arguments):
    done = run(folder, "--json", *arguments)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_plan_says_what_to_do_with_each_opportunity_and_why(folder):
    rows = {row["key"]: row for row in planned(folder)["decisions"]}
    assert rows["town"]["decision"] == "pursue"
    assert rows["bank"]["why"] == "the weeks are worth more elsewhere"
    assert rows["club"]["why"] == "costs more than it brings"


def test_the_worth_of_a_week_names_what_it_would_add(folder):
    [first, *_] = planned(folder)["capacity"]
    assert (first["skill"], first["period"], first["adds"], first["proven"]) == ("presales", "1", pytest.approx(300), True)
    assert [step["key"] for step in first["added"]] == ["bank"]


@pytest.mark.parametrize("urgent", ["urgent.csv", "bank"])
def test_what_an_urgent_request_displaces_is_said(folder, urgent):
    found = planned(folder, "--urgent", urgent)["urgent"]
    assert [step["key"] for step in found["dropped"]] == ["town"]
    assert found["adds"] == pytest.approx(200 - 400 if urgent == "urgent.csv" else 300 - 400)


@pytest.mark.parametrize(("chance", "plan", "worth"), [("0.6", "with", 500), ("0.3", "without", 400)])
def test_the_plan_holds_what_is_urgent_where_that_pays(folder, chance, plan, worth):
    (folder / "urgent.csv").write_text(URGENT.replace("0.3", chance), encoding="utf-8")
    view = planned(folder, "--urgent", "urgent.csv")
    fire = next(row for row in view["decisions"] if row["key"] == "fire")
    assert view["plan"]["expected_value"] == pytest.approx(worth)
    assert (fire["decision"], fire["why"]) == (
        ("pursue", "") if plan == "with" else ("walk_away", "urgent, but displaces more than it brings")
    )
    assert f"THE PLAN {plan.upper()} FIRE SERVICE" in run(folder, "--urgent", "urgent.csv").stdout


def test_an_urgent_request_that_takes_too_much_is_left_out_for_that_reason(folder):
    (folder / "urgent.csv").write_text(URGENT.replace("100,2", "100,9"), encoding="utf-8")
    rows = {row["key"]: row for row in planned(folder, "--urgent", "urgent.csv")["decisions"]}
    assert rows["fire"]["why"] == "urgent, but cannot be done with these weeks in its time"


def test_the_page_in_the_terminal_names_plan_price_and_displacement(folder):
    shown = " ".join(run(folder, "--urgent", "urgent.csv").stdout.split())
    for said in ("Portfolio worth 400 EUR", "Town portal: pursue", "would pursue: Bank portal", "displaces more than it brings"):
        assert said in shown.replace("\N{NO-BREAK SPACE}", " ")


def test_the_worst_outcomes_can_be_weighed_in(folder):
    view = planned(folder, "--risk", "cvar:0.2:0.5", "--seed", "3")
    assert view == planned(folder, "--risk", "cvar:0.2:0.5", "--seed", "3")
    assert view["plan"]["worst"] is None or view["plan"]["worst"] < view["plan"]["expected_value"]


def test_fewer_periods_leave_less_time(folder):
    assert {row["period"] for row in planned(folder, "--periods", 1)["capacity"]} == {"1"}


def test_saved_qualifications_can_be_planned(folder):
    saved = folder / "saved"
    saved.mkdir()
    (saved / "a.json").write_text(json.dumps(decided("pursue")), encoding="utf-8")
    (folder / "capacity.yaml").write_text(CAPACITY + "unless_said: {weeks: {presales: 1}}\n", encoding="utf-8")
    done = subprocess.run(
        [*WINNABLE, "saved", "--capacity", "capacity.yaml", "--json"], capture_output=True, cwd=folder, check=True
    )
    assert json.loads(done.stdout)["decisions"][0]["decision"] in ("pursue", "pursue_with_partner", "investigate")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--risk", "cvar"), "write expected, or cvar:0.1:0.5"),
        (("--risk", "cvar:2:0.5"), "write expected, or cvar:0.1:0.5"),
        (("--urgent", "twon"), "Did you mean `town`?"),
        (("--urgent", "open.csv"), "stands in both files"),
        (("--periods", "5"), "capacity.yaml:1 at periods"),
        (("--html", "open.csv"), "one of the files to read"),
    ],
)
def test_what_cannot_be_done_is_said_with_a_remedy(folder, arguments, said):
    done = run(folder, *arguments)
    assert done.returncode == 2
    assert said in " ".join(done.stderr.split())
    assert (folder / "open.csv").read_text(encoding="utf-8") == OPEN


def test_a_wrong_table_is_an_error_and_never_a_plan(folder):
    (folder / "open.csv").write_text(OPEN.replace("0.5", "half"), encoding="utf-8")
    done = run(folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Error: open.csv:2 at chance")


def test_ctrl_c_keeps_the_best_plan_so_far(folder):
    rows = [f"o{n},O {n},{0.2 + n % 37 / 60:.3f},{900 + n * 7919 % 1000},50,{1 + n % 5},,{1 + n % 6}" for n in range(900)]
    (folder / "open.csv").write_text("\n".join([OPEN.split("\n")[0], *rows]), encoding="utf-8")
    (folder / "capacity.yaml").write_text("periods: 6\nteams:\n  portals: {presales: 61.5}\n", encoding="utf-8")
    leader, follower = pty.openpty()
    command = [*WINNABLE, "open.csv", "--capacity", "capacity.yaml", "--seconds", "500", "--gap", "0", "--html", "plan.html"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=follower, cwd=folder)
    said = b""
    while b"at most" not in said:  # from now on there is a plan
        said += os.read(leader, 10_000)
    running.send_signal(signal.SIGINT)
    out, _ = running.communicate(timeout=120)
    assert running.returncode == 0, os.read(leader, 10_000)
    os.close(follower)
    os.close(leader)
    shown = out.decode()
    assert "pursue" in shown
    assert "Stopped by you: this is the best so far" in shown
    assert (folder / "plan.html").is_file()


def test_progress_shows_on_a_terminal_only(folder):
    leader, follower = pty.openpty()
    command = [*WINNABLE, "open.csv", "--capacity", "capacity.yaml"]
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=follower, cwd=folder, check=True)
    os.close(follower)
    assert b"Planning" in os.read(leader, 10_000)
    os.close(leader)
    assert run(folder).stderr == ""
