"""The terminal rendering: the decision first, never wider than the terminal, and inert."""

import io
import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console
from tests.formats.views import DECISIONS, HOSTILE, decided, hostile, rich, ruled_out, view, voices

from winnable.cli.terminal import print_view

WIDTHS = (40, 80, 200)
WORDS = {
    "pursue": "PURSUE",
    "pursue_with_partner": "PURSUE WITH A PARTNER OR ANOTHER TECHNOLOGY",
    "investigate": "INVESTIGATE",
    "walk_away": "WALK AWAY",
}
PRINT = (
    "import json, sys; from winnable.cli.terminal import print_view; print_view(json.load(open(sys.argv[1], encoding='utf-8')))"
)


def printed(made: dict[str, Any], *, width: int = 80, full: bool = False) -> str:
    file = io.StringIO()
    print_view(made, full=full, console=Console(file=file, width=width, highlight=False, markup=False, emoji=False))
    return file.getvalue()


def words(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("decision", DECISIONS)
def test_the_decision_stands_right_under_the_name(decision: str):
    lines = printed(decided(decision)).splitlines()
    assert lines[0].strip() == "A portal"
    assert lines[1].strip().endswith(f"] {WORDS[decision]}")


@pytest.mark.parametrize("decision", DECISIONS)
def test_chance_range_break_even_and_stakes_follow(decision: str):
    made = decided(decision)
    text = words(printed(made))
    assert f"Chance {made['probability']:.0%}" in text
    assert f"break-even {made['break_even']:.0%}" in text
    assert f"{made['stakes']['value']:,.0f} EUR" in text


def test_with_a_final_blocker_the_chance_is_by_fit_alone():
    assert re.search(
        r"cannot be won while the blocker below stands; by fit alone the chance would be \d+%", words(printed(ruled_out()))
    )


def test_each_section_of_a_rich_view_is_there_in_order():
    text = printed(rich())
    titles = (
        "STRENGTHS",
        "REQUIREMENTS",
        "WHAT WOULD COVER THE GAPS",
        "ASK NEXT",
        "WHAT WOULD HAVE TO BE TRUE",
        "FACTS READ",
        "Rests on profile",
    )
    assert [text.index(title) for title in titles] == sorted(text.index(title) for title in titles)
    assert "page 7 holds a picture that is not read" in words(text)
    assert "left blank in the document" in words(text)


def test_both_sides_of_what_is_contested_are_quoted():
    text = words(printed(rich(), full=True))
    assert "CONTESTED" in text
    assert '"A portal is sought."' in text
    assert '"No portal is wanted."' in text


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("name", ["rich", "ruled out", "long words", *DECISIONS])
def test_no_line_is_wider_than_the_terminal(name: str, full: bool, width: int):
    made = {"rich": rich, "ruled out": ruled_out, "long words": lambda: hostile("漢字" * 60 + "x" * 150)}.get(
        name, lambda: decided(name)
    )()
    assert [line for line in printed(made, width=width, full=full).splitlines() if cell_len(line.rstrip()) > width] == []


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_printed_as_they_are_without_control_characters(text: str, full: bool):
    out = printed(hostile(text), full=full)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", out)
    out.encode("utf-8")
    if "[bold" in text:
        assert "[bold red]loud[/bold red]" in out


def test_nothing_but_plain_text_is_written_where_no_terminal_looks_on():
    assert "\x1b" not in printed(rich(), full=True)


def test_output_in_ascii_works():
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding="ascii")
    print_view(rich(), full=True, console=Console(file=file, width=80, highlight=False, markup=False, emoji=False))
    file.flush()
    assert b"Ein Portal f?r das Rathaus" in raw.getvalue()


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    file = tmp_path / "view.json"
    file.write_text(json.dumps(rich()), encoding="utf-8")
    return file


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "utf-8"])
def test_a_pipe_of_any_encoding_works(saved: Path, encoding: str):
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "COLUMNS": "60"}
    done = subprocess.run([sys.executable, "-c", PRINT, str(saved)], capture_output=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    assert b"\x1b" not in done.stdout
    assert max(map(len, done.stdout.decode(encoding).splitlines())) <= 60


def on_a_terminal(saved: Path, **environment: str) -> bytes:
    leader, follower = pty.openpty()
    inherited = {k: v for k, v in os.environ.items() if k not in {"NO_COLOR", "FORCE_COLOR"}} | {"TERM": "xterm-256color"}
    with subprocess.Popen([sys.executable, "-c", PRINT, str(saved)], stdout=follower, env=inherited | environment) as process:
        os.close(follower)
        out = b""
        while True:
            try:
                part = os.read(leader, 65536)
            except OSError:
                break
            if not part:
                break
            out += part
    os.close(leader)
    assert process.returncode == 0
    return out


def test_a_terminal_gets_colour(saved: Path):
    assert b"\x1b[" in on_a_terminal(saved)


def test_no_color_means_no_escape_codes_even_on_a_terminal(saved: Path):
    assert b"\x1b" not in on_a_terminal(saved, NO_COLOR="1")


def test_a_dumb_terminal_gets_plain_text(saved: Path):
    assert b"\x1b" not in on_a_terminal(saved, TERM="dumb")


def test_answers_alone_are_printed_without_documents():
    text = printed(view(*voices([("portal", "none")])))
    assert "REQUIREMENTS" not in text
    assert "FACTS READ" not in text
