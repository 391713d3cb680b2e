"""Revisions as files: the profile's own text with other numbers, a diff that says the same, a new version on acceptance."""

import json
import re
import shutil
import subprocess
from dataclasses import asdict, replace
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from tests.formats.lamps import write_deals

from winnable.core.errors import InputError, ProfileError
from winnable.core.profile import Profile
from winnable.formats.column_maps import load_column_map
from winnable.formats.history import history_of, read_table
from winnable.formats.profiles import SHIPPED, check_profile, load_profile
from winnable.formats.revisions import _replace, accept, diff_of, read_revision, rewritten, saved
from winnable.formats.yaml_edits import TextEdits, number_text
from winnable.learning.answers import answers_of
from winnable.learning.changes import Revision, revised
from winnable.learning.learned import Stated, learn
from winnable.learning.revision import revise
from winnable.learning.tasks import task_of

BASE = Path(__file__).parent / "base"
COMMENTED = """\
theme: means
# What money there is.
criteria:
  - key: money  # asked in every call
    question: Is there money?
    stage: goal
    from_budget: [[0, little], [20000, enough]]
    answers:
      - key: enough
        text: "Enough of it"
        weight: 0.5   # as they say
        share: 0.5
      # seldom said aloud
      - {key: little, text: "Too little of it", weight: -0.5, share: 0.5, covers: [phased_start]}
    rationale:
      why: >-
        Lamps are paid
        from the road budget.
      sources:
        - "history"  # by heart

  - key: lamp_count
    question: How many lamps does the town run?
    stage: research
    curve:
      unit: lamps
      points:
        - [500, -0.6]   # a village
        - [2000, 0]     # a town
        - [9000, 0.6]   # a city
      shares:
        - [400, 0.3]
        - [2000, 0.4]
        - [10000, 0.3]
    rationale: {why: "Small towns know their lamps."}
"""


def learned_from(folder: Path, deals: tuple[Path, Path]) -> tuple[Profile, Revision]:
    profile = load_profile(folder)
    table = read_table(deals[0])
    columns = load_column_map(deals[1], profile)
    history = history_of(table, columns)
    task = task_of(history, answers_of(history, columns, profile))
    stated = Stated(chance=profile.prior.chance)
    return profile, revise(learn(task, stated), task, profile, stated, history.name)


@pytest.fixture(scope="module")
def deals(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return write_deals(tmp_path_factory.mktemp("deals"))


@pytest.fixture(scope="module")
def taught(deals: tuple[Path, Path]) -> tuple[Profile, Revision]:
    return learned_from(BASE, deals)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(BASE, tmp_path / "lamps"))


def write_revision(folder: Path, revision: Revision) -> Path:
    path = folder.parent / "revision.json"
    path.write_text(json.dumps(saved(revision, folder)), encoding="utf-8")
    return path


def every(revision: Revision) -> tuple[str, ...]:
    return tuple(change.key for change in revision.changes)


def by_key(profile: Profile) -> dict[str, object]:
    plain = asdict(profile)
    return {**plain, "criteria": sorted(plain["criteria"], key=lambda c: c["key"])}


def test_what_is_accepted_is_what_was_proposed(folder, taught):
    profile, revision = taught
    new = folder.parent / "new"
    changed = accept(write_revision(folder, revision), folder, new)
    assert by_key(load_profile(new)) == by_key(revised(profile, revision))
    assert load_profile(new).version == "1.1.0"
    assert check_profile(new) == ()
    assert {p.relative_to(new).as_posix() for p in changed} == {
        "criteria/learned.yaml", "criteria/means.yaml", "criteria/need.yaml", "profile.yaml"
    }  # fmt: skip
    assert by_key(load_profile(folder)) == by_key(load_profile(BASE))


def test_the_diff_says_the_same_as_accepting(folder, taught):
    profile, revision = taught
    accept(write_revision(folder, revision), folder, folder.parent / "new")
    diff = diff_of(folder, rewritten(folder, revised(profile, revision)))
    subprocess.run(["git", "apply", "-"], input=diff, text=True, cwd=folder, check=True)
    for path in (folder.parent / "new").rglob("*.yaml"):
        assert path.read_text() == (folder / path.relative_to(folder.parent / "new")).read_text()


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("last", [True, False])
def test_comments_and_layout_stay(folder, deals, ends, last):
    need = (folder / "criteria" / "need.yaml").read_text()
    start, stop = need.index("  - key: lamp_count"), need.index("  - key: fault_reports")
    (folder / "criteria" / "need.yaml").write_text(need[:start] + need[stop:])
    means = (folder / "criteria" / "means.yaml").read_text()
    rest = means[means.index("  - key: council_vote") :]
    text = (COMMENTED + "\n" + rest).replace("\n", ends)
    (folder / "criteria" / "means.yaml").write_bytes((text if last else text.rstrip()).encode())
    profile, revision = learned_from(folder, deals)
    accept(write_revision(folder, revision), folder, folder, every(revision))
    after = (folder / "criteria" / "means.yaml").read_bytes().decode()
    assert by_key(load_profile(folder)) == by_key(revised(profile, revision, every(revision)))
    for comment in ("# What money there is.", "# asked in every call", "# as they say", "# seldom said aloud", "# by heart"):
        assert comment in after
    assert re.search(r'"history"  # by heart\r?\n        - "history: deals.csv, 400 deals"', after)
    assert after.count("\r\n") == (after.count("\n") if ends == "\r\n" else 0)
    assert 'sources: ["history: deals.csv, 400 deals"], why: "Small towns' in after
    assert after.endswith(ends) == last


def test_points_that_stay_keep_what_stands_beside_them():
    edits = TextEdits("points:\n  - [1, 0.5]  # one\n  - [2, 0]  # two\n  # between\n  - [5, -1]  # five\nend: 1\n")
    edits.set_pairs(("points",), ((1.0, 0.7), (3.0, 0.1), (5.0, -1.0), (9.0, 2.0)))
    assert edits.done() == "points:\n  - [1, 0.7]  # one\n  - [3, 0.1]\n  - [5, -1]  # five\n  - [9, 2]\nend: 1\n"


pairs = st.dictionaries(st.integers(-50, 50), st.integers(-600, 600), min_size=1, max_size=8).map(
    lambda found: tuple((float(x), y / 100) for x, y in sorted(found.items()))
)


@given(old=pairs, new=pairs, flow=st.booleans(), deep=st.booleans(), last=st.booleans())
def test_any_points_become_any_others(old, new, flow, deep, last):
    lines = [f"- [{number_text(x)}, {number_text(y)}]  # {i}" for i, (x, y) in enumerate(old)]
    body = f" {[list(pair) for pair in old]}\n" if flow else "\n" + "".join(f"{'    ' * deep}{line}\n" for line in lines)
    text = f"first: 1  # é€\npoints:{body}" + ("" if last else "rest: [1, 2]\n")
    edits = TextEdits(text)
    edits.set_pairs(("points",), new)
    made = edits.done()
    assert yaml.safe_load(made) == {**yaml.safe_load(text), "points": [list(pair) for pair in new]}
    if old == new:
        assert made == text


@given(st.floats(-1e9, 1e9).map(lambda n: round(n, 4)))
def test_a_number_is_written_so_that_all_read_the_same(number):
    text = number_text(number)
    assert float(text) == number
    assert float(yaml.safe_load(text)) == number


def test_some_changes_alone(folder, taught):
    profile, revision = taught
    accept(write_revision(folder, revision), folder, folder.parent / "new", only=("money",))
    assert by_key(load_profile(folder.parent / "new")) == by_key(revised(profile, revision, ("money",)))
    assert load_profile(folder.parent / "new").prior == profile.prior


def test_a_second_history_changes_what_the_first_one_added(folder, taught, tmp_path):
    _, revision = taught
    accept(write_revision(folder, revision), folder, folder)
    later = write_deals(tmp_path / "later", 600, seed=4)
    text = later[1].read_text().replace("{learn: category}", "{criterion: region, answers: {North: north, South: south}}")
    later[1].write_text(text)
    profile, again = learned_from(folder, later)
    accept(write_revision(folder, again), folder, folder, every(again))
    made = load_profile(folder)
    assert by_key(made) == by_key(revised(profile, again, every(again)))
    assert made.version == "1.2.0"
    assert (folder / "criteria" / "learned.yaml").read_text().count("history: deals.csv, 600 deals") == 1


def test_new_criteria_join_those_of_an_earlier_history(folder, taught):
    _, revision = taught
    accept(write_revision(folder, revision), folder, folder)
    region = next(c for c in revision.changes if c.kind == "new")
    other = replace(region, key="other_region", new=replace(region.new, key="other_region", question="Which other one?"))
    accept(write_revision(folder, replace(revision, changes=(other,))), folder, folder)
    assert {"region", "other_region"} <= {c.key for c in load_profile(folder).criteria}
    assert len([t for t in load_profile(folder).themes if t.key == "learned"]) == 1


def refused(match: str, *arguments, **more) -> None:
    with pytest.raises((InputError, ProfileError), match=match):
        accept(*arguments, **more)


def test_a_profile_that_changed_since_is_not_revised(folder, taught):
    path = write_revision(folder, taught[1])
    text = (folder / "profile.yaml").read_text()
    (folder / "profile.yaml").write_text(text.replace("chance: 0.25", "chance: 0.26"))
    refused("has changed since", path, folder, folder)
    assert "chance: 0.26" in (folder / "profile.yaml").read_text()


def test_nothing_is_written_where_it_does_not_belong(folder, taught):
    path = write_revision(folder, taught[1])
    refused("not empty", path, folder, folder.parent)
    refused("within the other", path, folder, folder / "new")
    refused("no change `monney`.*\n.*Did you mean `money`", path, folder, folder.parent / "new", only=("monney",))
    assert not (folder.parent / "new").exists()
    shipped = SHIPPED / "profiles" / "liferay"
    path.write_text(json.dumps(saved(replace(taught[1], changes=()), shipped)))
    refused("comes with Winnable", path, "liferay", shipped)


def test_a_new_version_that_would_be_wrong_is_not_written(folder, taught):
    heavy = tuple(replace(c, weights={"enough": 9.0}) if c.key == "money" else c for c in taught[1].changes)
    path = write_revision(folder, replace(taught[1], changes=heavy))
    refused(r"new/criteria/means.yaml.*\n?.*weight of 9", path, folder, folder.parent / "new")
    assert not (folder.parent / "new").exists()
    assert not list(folder.parent.glob(".*"))


@pytest.mark.parametrize("text", ["", "[]", "{", '{"format": 1}', "null"])
def test_a_file_that_is_no_revision_is_told(tmp_path, text):
    (tmp_path / "revision.json").write_text(text)
    with pytest.raises(InputError):
        read_revision(tmp_path / "revision.json")
    with pytest.raises(InputError, match="no such file"):
        read_revision(tmp_path / "nowhere.json")


def test_a_revision_is_read_as_it_was_saved(folder, taught):
    assert asdict(read_revision(write_revision(folder, taught[1])).revision) == asdict(taught[1])


def test_files_are_replaced_all_or_none(tmp_path):
    (tmp_path / "a.yaml").write_text("a: 1\n")
    (tmp_path / "z.yaml").mkdir()
    with pytest.raises(OSError, match=r"z\.yaml"):
        _replace(tmp_path, {"a.yaml": "a: 2\n", "b.yaml": "b: 1\n", "z.yaml": "z: 1\n"})
    assert (tmp_path / "a.yaml").read_text() == "a: 1\n"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.yaml", "z.yaml"]


def test_the_shipped_profile_can_be_revised(tmp_path):
    """Long files, block lists, folded texts: numbers change, nothing else does."""
    profile = load_profile("liferay")
    criteria = tuple(
        replace(
            c,
            answers=tuple(replace(a, weight=round(a.weight * 0.9, 2)) for a in c.answers),
            curve=c.curve and replace(c.curve, points=tuple((x, round(w * 0.9, 2)) for x, w in c.curve.points[1:])),
            silence=-0.1,
            rationale=replace(c.rationale, sources=(*c.rationale.sources, "history: x, 9 deals")),
        )
        for c in profile.criteria
    )
    after = replace(profile, version="9.9", criteria=criteria)
    folder = tmp_path / "copy"
    shutil.copytree(SHIPPED / "profiles" / "liferay", folder)
    texts = rewritten(folder, after)
    before = {name: (folder / name).read_text().count("#") for name in texts}
    for name, text in texts.items():
        (folder / name).write_text(text)
        assert text.count("#") == before[name]
    assert by_key(load_profile(folder)) == by_key(after)
