"""Whatever is done to a file, the answer is a list of problems, and never a crash."""

import shutil
from contextlib import suppress
from pathlib import Path

import pytest

from winnable.core.errors import ProfileError
from winnable.core.profile import Case
from winnable.formats.cases import run_case
from winnable.formats.profiles import check_profile, load_profile

BASE = Path(__file__).parent / "base"
FILES = sorted(path.relative_to(BASE) for path in BASE.rglob("*.yaml"))
GARBAGE = ["", "[]", "{}", "0", "-1", "text", "[[1]]", "{a: b}", "[{key: 1}]"]


@pytest.mark.parametrize("file", FILES, ids=str)
def test_no_value_brings_it_down(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("winnable.formats.checks.patterns.try_out", lambda trials: [(None, "1", *t.texts) for t in trials])
    shutil.copytree(BASE, tmp_path, dirs_exist_ok=True)
    target = tmp_path / file
    lines = target.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        key, colon, _ = line.partition(":")
        for garbage in GARBAGE if colon else ("",):
            changed = [*lines[:number], f"{key}: {garbage}" if colon and garbage else garbage, *lines[number + 1 :]]
            target.write_text("\n".join(changed), encoding="utf-8")
            problems = check_profile(tmp_path, "us")
            assert all(problem.message and problem.suggestion and problem.file for problem in problems)
            try_to_load(tmp_path)


def try_to_load(folder: Path) -> None:
    """What is loaded can also be used."""
    with suppress(ProfileError):
        profile = load_profile(folder)
        answers = {c.key: c.answers[0].key if c.answers else 5.0 for c in profile.criteria}
        case = Case(key="c", situation="s", expect=("pursue",), answers=answers, budget=10.0, demands={"certificate": "x"})
        run_case(case, profile)
