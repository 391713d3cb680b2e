"""One mistake per profile, named after the mistake: exactly that problem is reported, at its place, with its remedy."""

import re
import shutil
from pathlib import Path

import pytest
import yaml

from winnable.core.errors import Problem
from winnable.formats.profiles import check_profile

HERE = Path(__file__).parent
BASE = HERE / "base"
MISTAKES = sorted((HERE / "broken").glob("*.yaml"))


def broken(mistake, folder: Path) -> Path:
    """The base profile with one mistake in it."""
    shutil.copytree(BASE, folder, dirs_exist_ok=True)
    target = folder / mistake["file"]
    text = mistake["replace"]
    if "find" in mistake:
        whole = target.read_text(encoding="utf-8")
        assert whole.count(mistake["find"]) == 1, "`find` must tell one place"
        text = whole.replace(mistake["find"], mistake["replace"])
    target.write_text(text, encoding="utf-8")
    return folder


def line_of(mark: str, problem: Problem) -> int:
    """The line that holds `mark`; of `words@start`, the first one with the words after the start."""
    words, _, start = mark.partition("@")
    text = Path(problem.file).read_text(encoding="utf-8")
    return text.count("\n", 0, text.index(words, text.index(start) if start else 0)) + 1


@pytest.mark.parametrize("path", MISTAKES, ids=lambda path: path.stem)
def test_a_mistake_is_told_with_its_place_and_remedy(path: Path, tmp_path: Path):
    mistake = yaml.safe_load(path.read_text(encoding="utf-8"))
    problems = check_profile(broken(mistake, tmp_path), mistake.get("seller"))
    assert len(problems) == 1, "\n".join(map(str, problems))
    (problem,) = problems
    assert problem.path == mistake["path"]
    assert mistake["message"] in problem.message
    assert mistake["suggestion"] in problem.suggestion
    assert problem.file == (tmp_path / mistake.get("told_in", mistake["file"])).as_posix()
    assert problem.line == (line_of(mistake["at"], problem) if "at" in mistake else None)
    assert re.fullmatch(r"[A-Z`'\"].*[.?:}\]'`]", problem.message, re.DOTALL), "a message is a sentence"


def test_the_base_has_no_mistake():
    assert check_profile(BASE, "us") == ()


def test_every_mistake_has_a_name_of_its_own_and_there_are_many():
    assert len(MISTAKES) > 100


def test_ten_mistakes_are_told_at_once(tmp_path: Path):
    names = [
        "unknown_key",
        "misspelt_stage",
        "unknown_cover",
        "condition_on_unknown_answer",
        "prior_of_one",
        "grades_rising",
        "shares_under_one",
        "solution_with_unknown_answer",
        "case_because_of_nothing",
        "number_for_a_text",
    ]
    shutil.copytree(BASE, tmp_path, dirs_exist_ok=True)
    expected = set()
    for name in names:
        mistake = yaml.safe_load((HERE / "broken" / f"{name}.yaml").read_text(encoding="utf-8"))
        target = tmp_path / mistake["file"]
        changed = target.read_text(encoding="utf-8").replace(mistake["find"], mistake["replace"])
        target.write_text(changed, encoding="utf-8")
        expected.add(mistake["path"])
    assert {problem.path for problem in check_profile(tmp_path)} == expected
