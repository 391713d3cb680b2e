"""Profiles and sellers from their files."""

from dataclasses import fields, is_dataclass
from pathlib import Path
from time import perf_counter

import pytest
from pydantic import TypeAdapter, ValidationError

from winnable.core import capability, profile, seller
from winnable.core.errors import ProfileError
from winnable.formats.profiles import check_profile, load_profile, load_seller, shipped_profiles, shipped_sellers

BASE = Path(__file__).parent / "base"
NOT_AUTHORED = {"Requirement", "Candidate", "Match", "Coverage"}  # read from documents, never written by hand
AUTHORED = sorted(
    {
        kind
        for module in (profile, capability, seller)
        for name, kind in vars(module).items()
        if isinstance(kind, type) and is_dataclass(kind) and kind.__module__ == module.__name__ and name not in NOT_AUTHORED
    },
    key=lambda kind: kind.__name__,
)


@pytest.mark.parametrize("kind", AUTHORED, ids=lambda kind: kind.__name__)
def test_authored_types_forbid_unknown_keys(kind: type):
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(kind).validate_json('{"no_such_key": 1}')
    assert ("no_such_key",) in {e["loc"] for e in caught.value.errors() if e["type"] == "unexpected_keyword_argument"}


def test_authored_types_are_all_met():
    assert {"Profile", "Criterion", "Answer", "Signal", "Capability", "Seller", "Partner"} <= {kind.__name__ for kind in AUTHORED}


def test_a_profile_is_read_from_its_files():
    loaded = load_profile(BASE)
    assert [c.theme for c in loaded.criteria] == ["means"] * 3 + ["need"] * 4
    assert [len(getattr(loaded, f.name)) for f in fields(loaded)[7:]] == [2, 7, 1, 2, 1, 1, 1, 1]
    assert loaded.capabilities[0].group == "faults"
    assert loaded.criteria[3].curve is not None
    assert loaded.criteria[3].curve.points[1] == (2000.0, 0.0)


def test_sections_may_stand_in_profile_yaml(tmp_path: Path):
    text = (BASE / "profile.yaml").read_text(encoding="utf-8")
    for part in ("covers", "together", "solutions", "industries"):
        text += (BASE / f"{part}.yaml").read_text(encoding="utf-8")
    criteria = [(BASE / "criteria" / f"{theme}.yaml").read_text(encoding="utf-8") for theme in ("need", "means")]
    text += "criteria:\n"
    for theme, written in zip(("need", "means"), criteria, strict=True):
        text += written.split("criteria:\n")[1].replace("\n    question:", f"\n    theme: {theme}\n    question:")
    (tmp_path / "profile.yaml").write_text(text, encoding="utf-8")
    assert check_profile(tmp_path) == ()
    assert load_profile(tmp_path / "profile.yaml").together[0].key == "pain_and_money"


def test_a_wrong_name_is_told_with_the_nearest():
    with pytest.raises(ProfileError, match="Did you mean `liferay`"):
        load_profile("lifray")
    with pytest.raises(ProfileError, match="There is no seller of this name"):
        load_seller("nobody")


def test_a_folder_without_a_profile_is_told(tmp_path: Path):
    with pytest.raises(ProfileError, match=r"There is no profile\.yaml in this folder"):
        load_profile(tmp_path)


def test_what_would_make_an_assessment_wrong_is_not_loaded(tmp_path: Path):
    text = (BASE / "profile.yaml").read_text(encoding="utf-8")
    (tmp_path / "profile.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ProfileError, match="The profile has no criteria"):
        load_profile(tmp_path)


def test_one_unreadable_file_hides_no_problem_of_another_and_invents_none(tmp_path: Path):
    for path in BASE.rglob("*.yaml"):
        target = tmp_path / path.relative_to(BASE)
        target.parent.mkdir(exist_ok=True)
        target.write_text(path.read_text(encoding="utf-8").replace("answer: town", "answer: city"), encoding="utf-8")
    (tmp_path / "criteria" / "means.yaml").write_text("theme: means\ncriteria: [\n", encoding="utf-8")
    assert {Path(problem.file).name for problem in check_profile(tmp_path)} == {"means.yaml", "industries.yaml"}


def test_a_seller_beside_a_profile_comes_before_a_shipped_one():
    assert load_seller("us", beside=BASE).partners[1].languages == ("de",)
    assert load_seller(BASE / "sellers" / "us.yaml").key == "us"


@pytest.mark.parametrize("name", shipped_profiles())
def test_shipped_profiles_have_no_problem(name: str):
    assert check_profile(name) == ()


@pytest.mark.parametrize("name", shipped_sellers())
def test_shipped_sellers_fit_the_shipped_profile(name: str):
    assert check_profile("liferay", name) == ()


def test_the_template_is_no_shipped_profile():
    assert "liferay" in shipped_profiles()
    assert not any(name.startswith("_") for name in shipped_profiles())


def test_the_shipped_profile_loads_quickly():
    load_profile("liferay")
    began = perf_counter()
    load_profile("liferay")
    assert perf_counter() - began < 2.0  # about 0.2 s; the bound allows for a busy machine
