"""`winnable replay` as a person or a program meets it: a history, a map and a profile in, questions by order out."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from winnable.cli import main
from winnable.formats.profiles import SHIPPED
from winnable.formats.replay_view import saved_words

TEMPLATE = SHIPPED / "profiles" / "_template"
MAP = """\
outcome: {column: Status, won: [Won], lost: [Lost]}
id: Id
closed: Closed
columns:
  Decider: {criterion: decider_access, answers: {"Yes": direct, "No": refused}}
  Berths: {criterion: berth_count}
  Today: {criterion: booking_today, answers: {Paper: paper, Software: software}}
  Kind: {criterion: solution_type, answers: {Booking: booking_system, Site: harbour_website}}
"""
ROWS = (
    ("D1", "Won", "2026-03-31", "Yes", "250", "Paper", "Booking"),
    ("D2", "Lost", "2026-03-31", "No", "30", "Software", "Site"),
    ("D3", "Lost", "2026-03-31", "Yes", "", "Software", "Site"),
    ("D4", "Won", "2026-03-31", "", "120", "Paper", "Booking"),
    ("D5", "Open", "", "Yes", "90", "", ""),
)
STAGES = """\
OpportunityId,CreatedDate,StageName,Decider,Today,Kind,Berths
D2,2026-03-01,Qualification,Yes,Paper,Booking,250
D2,2026-03-11,Proposal,No,Software,Site,30
D1,2026-03-01,Qualification,Yes,Paper,Booking,250
"""
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.chdir(tmp_path)
    lines = ["Id,Status,Closed,Decider,Berths,Today,Kind", *(",".join(row) for row in ROWS)]
    (tmp_path / "deals.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (tmp_path / "map.yaml").write_text(MAP, encoding="utf-8")
    (tmp_path / "stages.csv").write_text(STAGES, encoding="utf-8")

    def ran(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as end:
            main(["replay", "deals.csv", "--map", "map.yaml", "--profile", str(TEMPLATE), *map(str, arguments)])
        out, err = capsys.readouterr()
        return (end.value.code if isinstance(end.value.code, int) else 0), out, err

    return ran


def test_every_order_is_replayed_on_the_closed_deals(run: Run):
    code, out, err = run("--json")
    found = json.loads(out)
    assert (code, err) == (0, "")
    assert (found["closed"], found["replayed"], found["criteria"]) == (4, 4, 4)
    assert [o["order"] for o in found["orders"]] == ["ours", "information_gain", "meddpicc", "bant", "random"]
    assert all(0 <= o["questions"]["mean"] <= 4 for o in found["orders"])
    assert found["bad_news"] is None


def test_the_same_seed_gives_the_same_page_and_more_deals_than_wanted_are_drawn_and_said(run: Run):
    once, again = run("--json", "--most", 2), run("--json", "--most", 2)
    assert once == again
    assert json.loads(once[1])["notes"] == ["2 of 4 closed deals were drawn at random (seed 1); --most takes more."]


def test_with_a_stage_history_it_says_how_early_the_recommendation_turned(run: Run):
    found = json.loads(run("--json", "--stages", "stages.csv")[1])
    lost, won = found["bad_news"]["lost"], found["bad_news"]["won"]
    assert (lost["deals"], lost["turned"], lost["days"]["median"]) == (1, 1, 20)
    assert (won["deals"], won["pursued_to_the_end"]) == (1, 1)


def test_a_person_reads_orders_and_days(run: Run, tmp_path: Path):
    code, out, err = run("--stages", "stages.csv", "--html", "replay.html")
    words = " ".join(out.split())
    assert code == 0
    assert "MEDDPICC, its fixed order" in words
    assert "it turned 20 days before the close" in words
    assert "Report: replay.html" in err
    page = HTMLParser((tmp_path / "replay.html").read_text(encoding="utf-8"))
    assert page.css_first("svg.plot title").text() == "Questions until the final decision stands"
    assert "8 to 30 1 0" in " ".join(page.css_first("table.slim").text(separator=" ").split())
    assert page.css("script, img, link, iframe") == []


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (
            "map.yaml",
            'columns:\n  Decider: {criterion: decider_access, answers: {"Yes": direct}}\n',
            "no column tells the outcome",
        ),
        ("map.yaml", "outcome: {column: Status, won: [Won], lost: [Lost]}\n", "no column answers a criterion of the profile"),
        ("map.yaml", MAP.replace("decider_access", "decider_acess"), "Did you mean `decider_access`?"),
        ("deals.csv", "Id,Status,Closed,Decider,Berths,Today,Kind\nD1,Won,2026-03-31,Yes,,,\n", "Too few closed deals: 1."),
        ("stages.csv", "A,B\n1,2\n", "This is no stage history"),
    ],
)
def test_what_cannot_be_replayed_is_said_plainly(run: Run, tmp_path: Path, name, text, said):
    (tmp_path / name).write_text(text, encoding="utf-8")
    code, out, err = run("--stages", "stages.csv")
    assert (code, out) == (2, "")
    assert said in " ".join(err.split())


def test_a_method_that_names_no_criterion_is_left_out_and_this_is_said(run: Run, tmp_path: Path):
    (tmp_path / "map.yaml").write_text(re.sub(r"  Decider: .*\n", "", MAP), encoding="utf-8")
    found = json.loads(run("--json")[1])
    assert [order["order"] for order in found["orders"]] == ["ours", "information_gain", "random"]
    assert any(note.startswith("MEDDPICC and BANT: not replayed") for note in found["notes"])


@pytest.mark.parametrize(
    ("saved", "said"),
    [
        ((1.62, 1.5, 1.7), "ours asks 1.62 fewer (1.50 to 1.70) a deal"),
        ((-1.62, -1.7, -1.5), "ours asks 1.62 more (1.50 to 1.70) a deal"),
        ((-0.1, -0.3, 0.1), "cannot be told apart: ours asks +0.10 (-0.10 to +0.30) a deal"),
    ],
)
def test_the_sign_of_what_is_saved_agrees_with_the_words(saved, said):
    assert saved_words({"saved_by_ours": dict(zip(("mean", "low", "high"), saved, strict=True))}) == said
