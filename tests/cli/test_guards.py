"""What the command line refuses to do."""

import subprocess
import sys
from pathlib import Path

import pytest

TEXT = "# Customer portal\n\nThe town of Lindal seeks a customer portal.\n"


def run(*arguments: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "winnable", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, check=False)


@pytest.fixture
def request_file(tmp_path: Path) -> Path:
    path = tmp_path / "request.md"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.mark.parametrize("option", ["--html", "--save"])
def test_nothing_is_written_over_what_is_read(request_file, option):
    done = run("qualify", request_file, option, request_file)
    assert done.returncode == 2
    assert "one of the files to read" in done.stderr
    assert request_file.read_text(encoding="utf-8") == TEXT


def test_a_link_to_itself_is_an_error_like_any_other(tmp_path):
    loop = tmp_path / "loop.pdf"
    loop.symlink_to(loop)
    done = run("qualify", loop)
    assert done.returncode == 2
    assert done.stderr.startswith("Error: loop.pdf: ")


def test_a_sellers_file_with_an_unknown_answer_is_refused_with_a_hint(request_file, tmp_path):
    seller = tmp_path / "seller.yaml"
    seller.write_text("key: s\nname: S\nnote: n\nlists: {}\nanswers: {price_tag_understood: acepts}\n", encoding="utf-8")
    done = run("qualify", request_file, "--seller", seller)
    assert done.returncode == 2
    assert "Did you mean `accepts`?" in done.stderr


@pytest.mark.parametrize(
    "line",
    [
        "demands: {service_language: German}", "demands: {residency: germany}", "value: -1", "cost: 1.0e+400",
        "answers: {annual_revenue: -5}", "answers: {requirement_coverage: 55}",
    ],
)  # fmt: skip
def test_an_answers_file_with_an_impossible_value_is_refused(request_file, tmp_path, line):
    answers = tmp_path / "answers.yaml"
    answers.write_text(line + "\n", encoding="utf-8")
    done = run("qualify", request_file, "--answers", answers)
    assert done.returncode == 2
    assert done.stderr.startswith("Error: ")
    assert "answers.yaml:1 at " in done.stderr


def test_a_folder_that_happens_to_be_named_like_a_shipped_profile_changes_nothing(request_file, tmp_path):
    trap = tmp_path / "liferay" / "sellers"
    trap.mkdir(parents=True)
    (trap / "trap.yaml").write_text("key: trap\nname: Trap\nnote: n\nlists: {}\n", encoding="utf-8")
    assert "Trap" not in run("qualify", request_file, cwd=tmp_path).stdout


def test_a_file_name_cannot_command_the_terminal(tmp_path):
    path = tmp_path / "evil\x1b]0;owned\x07.md"
    path.write_text(TEXT, encoding="utf-8")
    done = run("qualify", path, "--html", tmp_path / "a\x1b[31m.html")
    missing = run("qualify", tmp_path / "gone\x1b]0;owned\x07.md")
    assert done.returncode == 0
    assert "\x1b" not in done.stdout + done.stderr + missing.stderr


def test_saved_answers_keep_what_people_demanded(request_file, tmp_path):
    answers, saved = tmp_path / "answers.yaml", tmp_path / "saved.yaml"
    answers.write_text(
        "name: Lindal\nvalue: 90000\nanswers: {direct_access: direct}\ndemands: {service_language: pt?}\n", encoding="utf-8"
    )
    assert run("qualify", request_file, "--answers", answers, "--save", saved).returncode == 0
    again = run("qualify", request_file, "--answers", saved)
    assert again.returncode == 0
    assert "service_language: pt?" in saved.read_text(encoding="utf-8")
    assert again.stdout == run("qualify", request_file, "--answers", answers).stdout


def test_a_deadline_that_has_passed_is_said_before_anything_is_spent(tmp_path):
    path = tmp_path / "old.md"
    path.write_text(TEXT + "\nTenders must be received by 14 March 2024.\n", encoding="utf-8")
    assert "2024-03-14, has passed" in run("qualify", path).stdout
