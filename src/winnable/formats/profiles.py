"""Profiles and sellers: from files to the types of the core."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Final

import winnable
from winnable.core.errors import Problem, ProfileError
from winnable.core.profile import Profile
from winnable.core.seller import Seller
from winnable.formats.checks import check_cases, check_profile_draft, check_seller_answers, protect
from winnable.formats.drafts import Draft, read_draft
from winnable.formats.shapes import did_you_mean, listed, shaped
from winnable.formats.yaml_files import Steps, YamlFile, named, read_yaml

SHIPPED: Final = Path(winnable.__file__).parent


def shipped_profiles() -> tuple[str, ...]:
    """Names of the profiles that come with Winnable."""
    return tuple(sorted(p.parent.name for p in (SHIPPED / "profiles").glob("[!_.]*/profile.yaml")))


def shipped_sellers() -> tuple[str, ...]:
    """Names of the sellers that come with Winnable."""
    return tuple(sorted(p.stem for p in (SHIPPED / "sellers").glob("[!_.]*.yaml")))


def load_profile(name_or_path: str | Path, *, cases: bool = False) -> Profile:
    """A shipped profile by name, or the profile in a folder.

    Raises ProfileError with every problem that would make an assessment wrong; `check_profile` looks for more. With
    `cases`, whoever means to run them hears of their problems too.
    """
    folder = profile_folder(name_or_path)
    draft = read_draft(folder)
    if folder.parent != SHIPPED / "profiles":  # what we ship is held against every check by our own tests, not at each start
        protect(draft)
    if cases:
        check_cases(draft, _has_seller(draft))
    if draft.problems:
        raise ProfileError(in_order(draft.problems))
    return draft.profile()


def check_profile(name_or_path: str | Path, seller: str | Path | None = None) -> tuple[Problem, ...]:
    """Everything that is wrong with a profile, and with a seller's file held against it; empty when all is well.

    Raises ProfileError only when there is no profile at this place.
    """
    draft = draft_of(name_or_path)
    check_profile_draft(draft, _has_seller(draft))
    problems = list(draft.problems)
    if seller is not None:
        problems += check_seller(seller, draft)
    return in_order(problems)


def fingerprint(name_or_path: str | Path) -> str:
    """Changes whenever a file of the profile changes; ProfileError when there is no profile."""
    folder = profile_folder(name_or_path)
    digest = sha256()
    for path in sorted(folder.rglob("*.yaml")):
        digest.update(path.relative_to(folder).as_posix().encode() + sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def draft_of(name_or_path: str | Path) -> Draft:
    """What can be read of a profile; ProfileError when there is none at this place."""
    return read_draft(profile_folder(name_or_path))


def profile_folder(name_or_path: str | Path) -> Path:
    """The folder of a shipped profile or of a path; ProfileError when there is none."""
    if isinstance(name_or_path, str) and name_or_path in shipped_profiles():
        return SHIPPED / "profiles" / name_or_path
    folder = Path(name_or_path)
    if folder.name == "profile.yaml" and folder.is_file():
        folder = folder.parent
    if (folder / "profile.yaml").is_file():
        return folder
    if folder.is_dir():
        raise _absent(
            f"{folder.as_posix()}/profile.yaml",
            "There is no profile.yaml in this folder.",
            "Start a profile with `winnable new DIR`.",
        )
    raise _absent(
        str(name_or_path),
        "There is no profile of this name, nor a folder.",
        did_you_mean(str(name_or_path), shipped_profiles(), f"Shipped profiles: {listed(shipped_profiles())}."),
    )


def load_seller(name_or_path: str | Path, beside: Path | None = None) -> Seller:
    """A shipped seller by name, or the seller in a file; a name is first looked for in `beside`/sellers.

    Raises ProfileError with every problem of the file's shape.
    """
    _, seller, problems = _read_seller(name_or_path, beside)
    if problems or seller is None:
        raise ProfileError(in_order(problems))
    return seller


def check_seller(name_or_path: str | Path, draft: Draft) -> list[Problem]:
    """Everything that is wrong with a seller's file, by itself and held against a profile."""
    file, seller, problems = _read_seller(name_or_path, draft.folder)
    if seller is not None:
        problems += check_seller_answers(file, seller, draft)
    return problems


def seller_file(name_or_path: str | Path, beside: Path | None = None) -> Path | None:
    """The file of a seller: of this name beside a profile or shipped, or at this path; None when there is none."""
    places = [Path(name_or_path)]
    if isinstance(name_or_path, str) and name_or_path == Path(name_or_path).name:
        near = [beside / "sellers" / f"{name_or_path}.yaml"] if beside else []
        places = [*near, SHIPPED / "sellers" / f"{name_or_path}.yaml", *places]
    return next((place for place in places if place.is_file()), None)


def in_order(problems: list[Problem]) -> tuple[Problem, ...]:
    """Problems as they stand in the files, each once."""
    return tuple(sorted(dict.fromkeys(problems), key=lambda p: (p.file, p.line or 0, p.path, p.message)))


def _read_seller(name_or_path: str | Path, beside: Path | None) -> tuple[YamlFile, Seller | None, list[Problem]]:
    path = seller_file(name_or_path, beside)
    if path is None:
        known = shipped_sellers()
        raise _absent(
            str(name_or_path),
            "There is no seller of this name, nor a file.",
            did_you_mean(str(name_or_path), known, f"Shipped sellers: {listed(known)}."),
        )
    file = read_yaml(path)
    problems = list(file.problems)

    def report(steps: Steps, message: str, suggestion: str) -> None:
        line = file.line(steps)
        problems.append(Problem(file=file.name, path=named(file.data, steps), message=message, suggestion=suggestion, line=line))

    seller = shaped(Seller, file.data, report) if file.readable else None
    return file, seller, problems


def _has_seller(draft: Draft) -> Callable[[str], bool]:
    return lambda name: seller_file(name, draft.folder) is not None


def _absent(file: str, message: str, suggestion: str) -> ProfileError:
    return ProfileError((Problem(file=file, path="", message=message, suggestion=suggestion),))
