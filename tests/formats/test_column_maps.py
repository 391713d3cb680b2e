"""Mappings: every mistake is found at once, with its line; what is written is read again as it was."""

from pathlib import Path

import pytest
import yaml

from winnable.core.columns import ColumnMap, OutcomeColumn, Use
from winnable.core.errors import InputError
from winnable.formats.column_maps import load_column_map, written, written_proposal
from winnable.formats.crm_words import load_crm_words
from winnable.formats.profiles import load_profile
from winnable.learning.proposal import propose

PRIORS = Path(__file__).parents[2] / "benchmarks" / "priors"
COLUMNS = ("Stage", "Authority", "Growth", "Budget")


@pytest.fixture(scope="module")
def profile():
    return load_profile(PRIORS / "salvirt")


@pytest.mark.parametrize("name", ["salvirt", "xeducation"])
def test_the_mappings_of_the_benchmarks_fit_their_profiles(name):
    assert load_column_map(PRIORS / f"{name}.mapping.yaml", load_profile(PRIORS / name)).outcome is not None


def problems(tmp_path: Path, text: str, profile) -> list:
    path = tmp_path / "mapping.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as error:
        load_column_map(path, profile, COLUMNS, "deals.csv")
    return list(error.value.problems)


def test_all_mistakes_are_said_at_once_with_their_lines(tmp_path, profile):
    text = (
        "outcome: {column: Stage, won: [Won], lost: [Lost, won]}\n"
        "clossed: Growth\n"
        "columns:\n"
        "  Authority: {criterion: authorty, answers: {High: high}}\n"
        "  Growth: {criterion: growth, answers: {Fast: fast}}\n"
    )
    found = problems(tmp_path, text, profile)
    assert [(p.line, p.path) for p in found] == [
        (1, "outcome.lost[1]"),
        (2, "clossed"),
        (4, "columns.Authority.criterion"),
        (5, "columns.Growth.answers.Fast"),
    ]
    assert "Did you mean `authority`?" in found[2].suggestion
    assert "Did you mean `closed`?" in found[1].suggestion


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("account: Acount", "has no column `Acount`"),
        ("columns: {growth: {learn: category}}", "has no column `growth`"),
        ("columns: {Growth: {}}", "says nothing of the column"),
        ("columns: {Growth: {criterion: growth}}", "No value of the column"),
        ("columns: {Growth: {criterion: growth, otherwise: grow}}", "no answer of `growth`"),
        ("columns: {Growth: {criterion: growth, learn: category}}", "not both"),
        ("columns: {Growth: {learn: number, parent: Budget}}", "Only a learned category"),
        ("columns: {Growth: {criterion: growth, bands: [[5, grows], [3, stable]]}}", "do not rise"),
        ("columns: {Growth: {learn: category}}\nleft_out: {Growth: late}", "used above and left out"),
        ("chance: 20", "base rate of 20"),
        ("outcome: {column: Stage, won: [], lost: [Lost]}", "No value says won"),
        ("dates: day first", "not one of day_first, month_first"),
    ],
)
def test_a_mapping_that_cannot_be_meant_is_refused(tmp_path, profile, line, said):
    found = problems(tmp_path, line + "\n", profile)
    assert said in found[0].message
    assert found[0].suggestion


def test_one_criterion_is_answered_by_one_column(tmp_path, profile):
    text = "columns:\n  Growth: {criterion: growth, answers: {a: grows}}\n  Budget: {criterion: growth, answers: {a: grows}}\n"
    assert "answered by `Growth` already" in problems(tmp_path, text, profile)[0].message


def test_what_is_written_is_read_again_as_it_was(tmp_path):
    meant = ColumnMap(
        outcome=OutcomeColumn(column="Won: yes?", won=("1", "Yes"), lost=("No",)),
        id="Id",
        dates="day_first",
        chance=0.05,
        columns={"No": Use(criterion="growth", answers={"Yes": "grows", "1": "stable"}), "# Size": Use(learn="number")},
        left_out={"Probability (%)": "known: at the end"},
    )
    path = tmp_path / "mapping.yaml"
    path.write_text(written(meant, {"id": "a # reason\nin two lines", "No": "because"}, "Two\nlines"), encoding="utf-8")
    assert load_column_map(path) == meant


def test_a_proposal_says_why_in_every_line_and_is_accepted(tmp_path, profile):
    columns = {
        "Status": ("Won", "Lost", "Won"),
        "Authority": ("High", "Low", "Mid"),
        "Probability (%)": (100.0, 0.0, 100.0),
        "Region": ("North", "South", "North"),
    }
    proposal = propose(columns, profile, load_crm_words())
    text = written_proposal(proposal, "deals.csv", profile)
    lines = [line for line in text.splitlines() if not line.startswith("#") and ": {" in line]
    assert len(lines) == 3
    assert all("  # " in line for line in lines)
    assert yaml.safe_load(text)["left_out"]["Probability (%)"]
    path = tmp_path / "mapping.yaml"
    path.write_text(text, encoding="utf-8")
    assert load_column_map(path, profile, tuple(columns), "deals.csv") == proposal.column_map


def test_the_mapping_of_the_how_to_can_be_read(tmp_path):
    page = (PRIORS.parents[1] / "docs" / "how-to" / "learn-from-history.md").read_text(encoding="utf-8")
    path = tmp_path / "mapping.yaml"
    path.write_text(page.split("```yaml\n")[1].split("```")[0], encoding="utf-8")
    assert load_column_map(path).dates == "day_first"
