"""A new profile is valid from the first minute."""

from pathlib import Path

import pytest

from winnable.core.errors import InputError
from winnable.formats.cases import NO_SELLER, run_case
from winnable.formats.new_profile import new_profile
from winnable.formats.profiles import check_profile, load_profile, load_seller


@pytest.mark.parametrize("name", ["mine", "Our Shop: No. 1", "2027-plan", "no", "Späti"])
def test_a_new_profile_has_no_problem_and_its_cases_pass(tmp_path: Path, name: str):
    folder = tmp_path / name
    new_profile(folder)
    assert check_profile(folder, "example") == ()
    profile = load_profile(folder)
    for case in profile.cases:
        seller = load_seller(case.seller, beside=folder) if case.seller else NO_SELLER
        assert run_case(case, profile, seller).passed


def test_a_new_profile_bears_the_name_of_its_folder(tmp_path: Path):
    new_profile(tmp_path / "harbour-software")
    profile = load_profile(tmp_path / "harbour-software")
    assert (profile.key, profile.name) == ("harbour_software", "Harbour software")
    assert (len(profile.themes), len(profile.criteria)) == (3, 7)


def test_nothing_is_overwritten(tmp_path: Path):
    (tmp_path / "kept.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="is not empty"):
        new_profile(tmp_path)
    with pytest.raises(InputError, match="is a file"):
        new_profile(tmp_path / "kept.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]


def test_an_empty_folder_may_be_filled(tmp_path: Path):
    assert tmp_path / "profile.yaml" in new_profile(tmp_path)


def test_editors_find_the_schemas(tmp_path: Path):
    for path in new_profile(tmp_path / "mine"):
        if path.suffix == ".yaml":
            first = path.read_text(encoding="utf-8").splitlines()[0]
            assert (path.parent / first.partition("$schema=")[2]).is_file(), path
