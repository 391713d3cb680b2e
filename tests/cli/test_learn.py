"""`winnable learn` and `winnable accept`, as a user runs them."""

import json
import shutil
from pathlib import Path

import pytest
from tests.formats.lamps import write_deals

from winnable.cli import main

BASE = Path(__file__).parents[1] / "formats" / "base"


@pytest.fixture
def run(capsys):
    def run(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as stop:
            main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return int(stop.value.code or 0), " ".join(said.out.split()), " ".join(said.err.split())

    return run


@pytest.fixture
def lamps(tmp_path: Path) -> tuple[Path, Path, Path]:
    """A profile of one's own, its closed deals and their mapping."""
    return (Path(shutil.copytree(BASE, tmp_path / "lamps")), *write_deals(tmp_path))


def test_from_deals_to_a_new_version(run, lamps, tmp_path):
    profile, deals, mapping = lamps
    code, out, _ = run("learn", deals, "--map", mapping, "--profile", profile, "--out", tmp_path / "out")
    assert code == 0
    assert "what 400 deals say of it" in out
    assert "fault_reports: How many faults are reported?" in out
    assert "HISTORY SAYS THE OPPOSITE fault_reports" in out
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [
        "mapping.yaml",
        "revision.diff",
        "revision.json",
        "revision.md",
    ]
    assert (profile / "profile.yaml").read_text() == (BASE / "profile.yaml").read_text()
    report = (tmp_path / "out" / "revision.md").read_text()
    assert "more deals ending the other way would undo it" in report
    assert '"Region": {criterion: region' in report
    code, out, _ = run("accept", tmp_path / "out", "--profile", profile, "--to", tmp_path / "new", "--anyway")
    assert code == 0
    assert "criteria/learned.yaml" in out
    assert run("check", tmp_path / "new")[0] == 0
    assert "version: 1.1.0" in (tmp_path / "new" / "profile.yaml").read_text()


def test_the_profile_in_place_and_only_some_of_it(run, lamps, tmp_path):
    profile, deals, mapping = lamps
    run("learn", deals, "--map", mapping, "--profile", profile, "--out", tmp_path / "out")
    assert run("accept", tmp_path / "out", "--profile", profile, "--to", profile, "--only", "money, prior", "--anyway")[0] == 0
    assert (profile / "criteria" / "need.yaml").read_text() == (BASE / "criteria" / "need.yaml").read_text()
    assert "history: deals.csv" in (profile / "criteria" / "means.yaml").read_text()
    code, _, err = run("accept", tmp_path / "out", "--profile", profile, "--to", profile)
    assert code == 2
    assert "has changed since" in err


def test_cases_that_would_fail_are_named_and_nothing_is_written(run, lamps, tmp_path):
    profile, deals, mapping = lamps
    run("learn", deals, "--map", mapping, "--profile", profile, "--out", tmp_path / "out")
    code, _, err = run("accept", tmp_path / "out", "--profile", profile, "--to", tmp_path / "new")
    assert code == 2
    assert "Case grey_town: expected pursue, now pursue without the reason fault_reports" in err
    assert "say --anyway" in err
    assert not (tmp_path / "new").exists()
    assert run("accept", tmp_path / "out", "--profile", profile, "--to", tmp_path / "new", "--only", "money")[0] == 0


def test_what_history_is_not_sure_of_is_written_only_when_asked_for(run, lamps, tmp_path):
    profile, deals, mapping = lamps
    _, out, _ = run("learn", deals, "--map", mapping, "--profile", profile, "--out", tmp_path / "out")
    assert "solution_type" in out.split("NOT SURE YET")[1]
    assert "solution_type" not in out.split("NOT SURE YET")[0].split("WHAT HISTORY IS SURE OF")[1]
    old = (profile / "criteria" / "need.yaml").read_text().split("- key: solution_type")[1]
    for name, more, same in (("sure", (), True), ("whole", ("--all",), False)):
        run("accept", tmp_path / "out", "--profile", profile, "--to", tmp_path / name, "--anyway", *more)
        new = (tmp_path / name / "criteria" / "need.yaml").read_text().split("- key: solution_type")[1]
        assert (new == old) is same
    assert run("accept", tmp_path / "out", "--profile", profile, "--to", tmp_path / "x", "--all", "--only", "money")[0] == 2


def test_the_same_deals_are_not_learned_from_twice(run, lamps, tmp_path):
    profile, deals, mapping = lamps
    run("learn", deals, "--map", mapping, "--profile", profile, "--out", tmp_path / "out")
    run("accept", tmp_path / "out", "--profile", profile, "--to", tmp_path / "new", "--anyway")
    completed = tmp_path / "out" / "mapping.yaml"
    renamed = Path(shutil.copy(deals, tmp_path / "renamed.csv"))
    for file in (deals, renamed):
        code, out, err = run("learn", file, "--map", completed, "--profile", tmp_path / "new")
        assert (code, out) == (2, "")
        assert "count twice" in err
        assert "--again" in err
    code, out, _ = run("learn", deals, "--map", completed, "--profile", tmp_path / "new", "--again")
    assert code == 0
    assert "has no criterion" not in out
    assert run("learn", deals, "--map", mapping, "--profile", tmp_path / "new", "--again")[1].count("has no criterion") == 0


def test_the_completed_mapping_scores_what_was_promised(run, lamps, tmp_path, capsys):
    profile, deals, mapping = lamps
    run("learn", deals, "--map", mapping, "--profile", profile, "--out", tmp_path / "out")
    promised = json.loads((tmp_path / "out" / "revision.json").read_text())["revision"]["losses"]["after"]
    run("accept", tmp_path / "out", "--profile", profile, "--to", tmp_path / "new", "--anyway")
    completed, new = tmp_path / "out" / "mapping.yaml", tmp_path / "new"
    capsys.readouterr()
    with pytest.raises(SystemExit):
        main(["learn", str(deals), "--map", str(completed), "--profile", str(new), "--again", "--json"])
    assert json.loads(capsys.readouterr().out)["revision"]["losses"]["before"] == pytest.approx(promised, abs=1e-4)


def test_the_mapping_is_never_replaced(run, lamps):
    profile, deals, mapping = lamps
    before = mapping.read_text()
    code, _, err = run("learn", deals, "--map", mapping, "--profile", profile, "--out", mapping.parent)
    assert code == 2
    assert "would replace mapping.yaml" in err
    assert mapping.read_text() == before


def test_a_prior_that_changes_gets_a_reason_that_agrees_with_it(run, lamps, tmp_path):
    profile, deals, mapping = lamps
    run("learn", deals, "--map", mapping, "--profile", profile, "--out", tmp_path / "out")
    run("accept", tmp_path / "out", "--profile", profile, "--to", tmp_path / "new", "--anyway")
    text = (tmp_path / "new" / "profile.yaml").read_text()
    assert "213 of 400 closed deals of deals.csv were won (53.2%): 46.4% instead of 25.0%" in text
    assert "A quarter of all towns" not in text


def test_a_column_that_knows_the_outcome_stops_it(run, tmp_path):
    profile = shutil.copytree(BASE, tmp_path / "lamps")
    deals, mapping = write_deals(tmp_path)
    rows = deals.read_text().splitlines()
    leaked = [rows[0] + ",Contract no", *(f"{row},{'K-1' if ',won,' in row else ''}" for row in rows[1:])]
    deals.write_text("\n".join(leaked) + "\n")
    mapping.write_text(mapping.read_text() + "  Contract no: {learn: category}\n")
    code, out, err = run("learn", deals, "--map", mapping, "--profile", profile)
    assert (code, out) == (2, "")
    assert "The column `Contract no` knows the outcome" in err
    assert run("learn", deals, "--map", mapping, "--profile", profile, "--trust", "Contract no")[0] == 0
    code, _, err = run("learn", deals, "--map", mapping, "--profile", profile, "--trust", "Contract")
    assert code == 2
    assert "Did you mean `Contract no`" in err


def test_json_for_programs_and_a_page_for_people(run, lamps, tmp_path, capsys):
    profile, deals, mapping = lamps
    with pytest.raises(SystemExit):
        main(
            ["learn", str(deals), "--map", str(mapping), "--profile", str(profile), "--json", "--html", str(tmp_path / "r.html")]
        )
    made = json.loads(capsys.readouterr().out)
    assert made["revision"]["deals"] == 400
    assert {"money", "fault_reports", "prior"} <= {change["key"] for change in made["revision"]["changes"]}
    page = (tmp_path / "r.html").read_text()
    assert "fault_reports" in page
    assert "http" not in page.split("</style>")[1]
    assert page.index('aria-labelledby="moves-title moves-desc"') < page.index("<h2>What history is sure of</h2>")
    assert "Region: &#34;South&#34;" in page
    assert "<pre>" not in page
    assert run("learn", deals, "--map", mapping, "--profile", profile, "--html", deals)[0] == 2


def test_the_chance_that_the_seller_states_counts_while_deals_are_few(run, tmp_path, capsys):
    deals, mapping = write_deals(tmp_path, 12, seed=3)
    chances = []
    for chance in ("0.05", "0.6"):
        with pytest.raises(SystemExit):
            main(["learn", str(deals), "--map", str(mapping), "--profile", str(BASE), "--chance", chance, "--json"])
        changes = json.loads(capsys.readouterr().out)["revision"]["changes"]
        chances.append(next(c["value"] for c in changes if c["key"] == "prior"))
        assert [c["key"] for c in changes] == ["prior"]
    assert chances[0] < chances[1]
    told = run("learn", deals, "--map", mapping, "--profile", BASE)[1]
    assert "12 closed deals are too few to learn from: it takes 30" in told
    assert "confirms" not in told.lower()


def test_nothing_can_be_learned_from_wins_alone(run, lamps):
    profile, deals, mapping = lamps
    rows = deals.read_text().splitlines()
    deals.write_text("\n".join([rows[0], *(row for row in rows[1:] if ",won," in row)]) + "\n")
    code, _, err = run("learn", deals, "--map", mapping, "--profile", profile)
    assert code == 2
    assert "Learning needs deals that were won and deals that were not" in err


def test_a_mapping_without_an_outcome_is_told(run, lamps):
    profile, deals, mapping = lamps
    mapping.write_text("columns:\n  Lamps: {criterion: lamp_count}\n")
    code, _, err = run("learn", deals, "--map", mapping, "--profile", profile)
    assert code == 2
    assert "no column tells the outcome" in err


@pytest.mark.parametrize("command", ["learn", "backtest"])
def test_a_page_never_replaces_a_file_of_the_profile(run, lamps, command):
    profile, deals, mapping = lamps
    before = (profile / "profile.yaml").read_bytes()
    code, _, said = run(command, deals, "--map", mapping, "--profile", profile, "--html", profile / "profile.yaml")
    assert code == 2
    assert "profile.yaml is one of the files to read" in said
    assert (profile / "profile.yaml").read_bytes() == before
