"""Commands for whoever writes a profile."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from winnable.cli.profile_commands import commands

BASE = Path(__file__).parents[1] / "formats" / "base"


def run(*arguments: object, **options: object) -> Result:
    return CliRunner().invoke(click.Group(commands=commands), [str(argument) for argument in arguments], **options)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(BASE, tmp_path / "p")
    return tmp_path / "p"


def spoil(folder: Path, file: str, find: str, replace: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert find in text
    (folder / file).write_text(text.replace(find, replace), encoding="utf-8")


def test_check_finds_no_problem_in_a_sound_profile(folder: Path):
    done = run("check", folder, "--seller", "us")
    assert done.exit_code == 0
    assert done.stdout == f"{folder}: no problems found.\n"


def test_check_tells_every_problem_and_exits_with_2(folder: Path):
    spoil(folder, "profile.yaml", "chance: 0.25", "chance: 25")
    spoil(folder, "sellers/us.yaml", "enough", "plenty")
    done = run("check", folder, "--seller", "us")
    assert done.exit_code == 2
    assert f"{folder}/profile.yaml:11 at prior.chance: A chance of 25" in done.stdout
    assert "    0.2 stands for 20 in 100 opportunities won.\n" in done.stdout
    assert "`money` has no answer `plenty`" in done.stdout
    assert done.stdout.endswith("2 problems in 2 files.\n")


def test_check_speaks_json(folder: Path):
    spoil(folder, "profile.yaml", "chance: 0.25", "chance: 25")
    done = run("check", folder, "--json")
    (problem,) = json.loads(done.stdout)["problems"]
    assert (problem["path"], problem["line"], done.exit_code) == ("prior.chance", 11, 2)
    assert set(problem) == {"file", "path", "message", "suggestion", "line"}


def test_check_of_no_profile_exits_with_2():
    done = run("check", "lifray")
    assert done.exit_code == 2
    assert "Did you mean `liferay`?" in done.stdout


def test_check_takes_the_profile_of_this_folder(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(folder)
    assert run("check").stdout == ".: no problems found.\n"


def test_test_passes(folder: Path):
    done = run("test", folder)
    assert done.exit_code == 0
    assert re.search(r"^passed  grey_town: pursue \(\d+%\)\n1 of 1 case passed\.$", done.stdout, re.MULTILINE)


def test_test_says_what_failed_and_why(folder: Path):
    spoil(folder, "cases/told.yaml", "expect: [pursue]", "expect: [walk_away]")
    done = run("test", folder)
    assert done.exit_code == 1
    assert "FAILED  grey_town: pursue" in done.stdout
    assert "expected walk_away, got pursue" in done.stdout
    assert re.search(r"\+0\.\d\d  fault_reports = many", done.stdout)


def test_test_speaks_json(folder: Path):
    (case,) = json.loads(run("test", folder, "--json").stdout)["cases"]
    assert case["passed"] is True
    assert (case["expected"], case["got"]) == (["pursue"], "pursue")


def test_test_of_a_broken_profile_exits_with_2(folder: Path):
    spoil(folder, "profile.yaml", "chance: 0.25", "chance: 25")
    done = run("test", folder)
    assert done.exit_code == 2
    assert done.stderr.startswith("Error: ")
    assert done.stdout == ""


def test_test_of_a_case_that_names_nothing_real_exits_with_2(folder: Path):
    spoil(folder, "cases/told.yaml", "fault_reports: many", "fault_reports: meny")
    done = run("test", folder)
    assert done.exit_code == 2
    assert "Did you mean `many`?" in done.stderr


def test_new_starts_a_profile_and_says_how_to_go_on(tmp_path: Path):
    done = run("new", tmp_path / "mine")
    assert done.exit_code == 0
    assert f"winnable check {tmp_path / 'mine'}" in done.stdout
    assert run("check", tmp_path / "mine").exit_code == 0
    again = run("new", tmp_path / "mine")
    assert again.exit_code == 2
    assert again.stderr.startswith("Error: ")


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_show_fits_every_terminal(folder: Path, width: int):
    done = run("show", folder, env={"COLUMNS": str(width), "NO_COLOR": "1"})
    assert done.exit_code == 0
    assert max(len(line) for line in done.stdout.splitlines()) <= width
    assert "\x1b" not in done.stdout
    assert "fault_reports" in done.stdout.replace("\n", "")


def test_show_has_themes_weights_shares_blockers_and_covers(folder: Path):
    shown = " ".join(run("show", folder, env={"COLUMNS": "120"}).stdout.split())
    for words in (
        "NEED 80% of its weight counts",
        "+0.50 ██ 40% many Many, and they are lost",
        "[final blocker]",
        "[coverable blocker] covers: night_partner",
        "only when money is little",
        "COVERS night_partner",
    ):
        assert words in shown


def test_show_of_one_criterion_has_its_rationale_and_signals(folder: Path):
    shown = run("show", folder, "--criterion", "fault_reports").stdout
    assert "Why: Lost reports reach the newspaper." in shown
    assert "en: lamps out for weeks, fault report*" in shown
    assert "solution_type" not in shown


def test_show_of_an_unknown_criterion_names_the_nearest(folder: Path):
    done = run("show", folder, "--criterion", "fault_report")
    assert done.exit_code == 2
    assert "Did you mean `fault_reports`?" in done.stderr


def test_show_speaks_json(folder: Path):
    assert json.loads(run("show", folder, "--json").stdout)["key"] == "lampkeeper"
    assert json.loads(run("show", folder, "--criterion", "money", "--json").stdout)["answers"][0]["key"] == "enough"


def test_schema_writes_one_file_per_kind(tmp_path: Path):
    done = run("schema", tmp_path)
    assert done.exit_code == 0
    assert {path.name for path in tmp_path.iterdir()} == {Path(line).name for line in done.stdout.splitlines()}


def test_help_loads_nothing_heavy():
    code = (
        "import sys, winnable.cli.profile_commands\n"
        "print(sorted({'pydantic', 'yaml', 'rich', 'lxml', 'winnable.formats'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
