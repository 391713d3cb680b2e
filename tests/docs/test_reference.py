"""The documentation says what is so."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from winnable.formats.profiles import SHIPPED, load_profile
from winnable.formats.reference import FEATURES, pages, problems_of, statements_of

ROOT = Path(__file__).parents[2]
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "SECURITY.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]


@pytest.mark.parametrize("name", ["seeds.md", "criteria.md", "solutions.md"])
def test_a_generated_page_is_up_to_date(name):
    assert (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8") == pages()[name], "run `make docs`"


def test_every_seed_statement_drives_something_or_says_why_not():
    statements = statements_of(SHIPPED / "profiles" / "liferay")
    assert [s["number"] for s in statements] == list(range(1, 180))
    assert problems_of(load_profile("liferay"), statements) == ()
    assert sum(not s.get("drives") for s in statements) <= 10


def test_a_statement_that_drives_nothing_is_reported():
    profile = load_profile("liferay")
    problems = problems_of(
        profile, [{"number": 1, "ref": "S0:1", "statement": "x", "drives": ["no_such_criterion"]}, {"number": 2}]
    )
    assert [p.path for p in problems] == ["statements[1]", "statements[2]"]


def test_every_feature_names_a_file_that_is_there():
    for _, place in FEATURES.values():
        assert (ROOT / place).is_file(), place


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_link_in_the_documentation_leads_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_readme_is_short_and_shows_the_two_commands():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) < 150
    assert text.index("make demo") < text.index("make test") < text.index("## Use it")


def test_every_option_that_the_readme_shows_exists():
    options = set(re.findall(r"(--[a-z]+)", (ROOT / "README.md").read_text(encoding="utf-8")))
    shown = "".join(
        subprocess.run([sys.executable, "-m", "winnable", command, "--help"], capture_output=True, text=True, check=True).stdout
        for command in ("qualify", "requirements", "cache", "history", "map", "backtest", "learn", "compare", "portfolio")
    )
    assert sorted(option for option in options if option not in shown) == []


def test_every_word_of_the_core_is_in_the_glossary():
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    for file in (ROOT / "src" / "winnable" / "core").glob("[a-z]*.py"):
        if file.stem not in ("errors", "odds"):
            assert re.search(rf"^\| .*\b{file.stem}\b", glossary, re.MULTILINE), file.stem
