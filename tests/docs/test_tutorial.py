"""The tutorial works as it is written."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

TUTORIAL = (Path(__file__).parents[2] / "docs" / "tutorial.md").read_text(encoding="utf-8")
COMMANDS = [
    line
    for block in re.findall(r"```sh\n(.*?)```", TUTORIAL, re.DOTALL)
    for line in block.splitlines()
    if line.startswith("winnable")
]
ANSWERS = next(block for block in re.findall(r"```yaml\n(.*?)```", TUTORIAL, re.DOTALL))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tutorial")
    (folder / "answers.yaml").write_text(ANSWERS, encoding="utf-8")
    (folder / "request.pdf").write_text(
        "# Berth booking\n\nThe marina with 240 berths seeks a booking system for berths.", encoding="utf-8"
    )
    return folder


def test_every_command_of_the_tutorial_runs_in_its_order(folder):
    assert len(COMMANDS) == 6
    for command in COMMANDS:
        done = subprocess.run([sys.executable, "-m", *command.split()], cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"


def test_the_answers_of_the_tutorial_are_among_the_reasons(folder):
    command = [*COMMANDS[-1].split(), "--full"]
    shown = subprocess.run([sys.executable, "-m", *command], cwd=folder, capture_output=True, text=True, check=True).stdout
    assert "Berths of Port Lumen" in shown
    assert "240" in shown
