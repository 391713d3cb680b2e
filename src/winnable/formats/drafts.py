"""A profile's folder as far as it can be read: the parts that fit, what is wrong, and where everything stands.

Every part (one criterion, one cover, the policy) is held against its class by itself, so that one mistake hides no other.
"""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from winnable.core.capability import Capability
from winnable.core.errors import Problem
from winnable.core.profile import (
    Case,
    Cover,
    Criterion,
    Industry,
    Offering,
    Policy,
    Prior,
    Profile,
    SolutionType,
    Theme,
    Together,
)
from winnable.formats.shapes import did_you_mean, listed, shaped
from winnable.formats.yaml_files import Steps, YamlFile, named, read_yaml

SECTIONS: Final[Mapping[str, type]] = {
    "themes": Theme,
    "criteria": Criterion,
    "together": Together,
    "covers": Cover,
    "solutions": SolutionType,
    "industries": Industry,
    "capabilities": Capability,
    "cases": Case,
}
HEADS: Final[Mapping[str, type]] = {
    "key": str,
    "name": str,
    "version": str,
    "summary": str,
    "offering": Offering,
    "prior": Prior,
    "policy": Policy,
}
SHARED: Final[Mapping[str, str]] = {"criteria": "theme", "capabilities": "group"}  # said once for a whole file
FOLDERS: Final = ("criteria", "capabilities", "cases")
SINGLE: Final = ("together", "covers", "solutions", "industries")
NEEDED: Final = ("themes", "criteria")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an item of a section was read, and which of its keys the file gave to all its items."""

    file: YamlFile
    section: str
    index: int
    shared: str | None = None


@dataclass(slots=True)
class Draft:
    """What was read. Items are kept under their index in the section, so that steps into `raw` stay true."""

    folder: Path
    head: YamlFile
    problems: list[Problem] = field(default_factory=list)
    raw: dict[str, list[Any]] = field(default_factory=lambda: {section: [] for section in SECTIONS})
    origins: dict[tuple[str, int], Origin] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)  # sections of which a file could not be read
    values: dict[str, Any] = field(default_factory=dict)
    themes: dict[int, Theme] = field(default_factory=dict)
    criteria: dict[int, Criterion] = field(default_factory=dict)
    together: dict[int, Together] = field(default_factory=dict)
    covers: dict[int, Cover] = field(default_factory=dict)
    solutions: dict[int, SolutionType] = field(default_factory=dict)
    industries: dict[int, Industry] = field(default_factory=dict)
    capabilities: dict[int, Capability] = field(default_factory=dict)
    cases: dict[int, Case] = field(default_factory=dict)
    muted: set[Steps] = field(default_factory=set)  # places of which enough was said
    _criteria_by_key: dict[str, Criterion] = field(default_factory=dict)
    _answer_keys: dict[str, tuple[str, ...] | None] = field(default_factory=dict)

    @property
    def prior(self) -> Prior | None:
        """The prior, where it fits."""
        return self.values.get("prior")

    @property
    def policy(self) -> Policy | None:
        """The policy, where it fits."""
        return self.values.get("policy")

    def criterion(self, key: str) -> Criterion | None:
        """The criterion with this key, where it was read and fits."""
        if not self._criteria_by_key:
            self._criteria_by_key = {criterion.key: criterion for criterion in self.criteria.values()}
        return self._criteria_by_key.get(key)

    def keys(self, section: str) -> dict[str, None]:
        """Keys that stand in a section, in order, whether or not their items fit."""
        keys = [item.get("key") for item in self.raw[section] if isinstance(item, dict)]
        return dict.fromkeys(key for key in keys if isinstance(key, str))

    def lacks(self, section: str, key: str) -> bool:
        """Whether a section surely has no such key; False where a file of it could not be read."""
        return key not in self.keys(section) and section not in self.unread

    def answer_keys(self, key: str) -> tuple[str, ...] | None:
        """Keys of a criterion's answers, whether or not it fits; () for a curve, None where they cannot be told."""
        if not self._answer_keys:
            criteria = [item for item in self.raw["criteria"] if isinstance(item, dict)]
            self._answer_keys = {str(item.get("key")): _answer_keys(item) for item in criteria}
        return self._answer_keys.get(key)

    def report(self, steps: Steps, message: str, suggestion: str) -> None:
        """Note a problem at `steps` of the whole profile (`("criteria", 3, "answers", 0, "weight")`)."""
        file, inner, path = self._place(steps)
        if steps in self.muted or any(inner[:length] in file.damaged for length in range(1, len(inner) + 1)):
            return  # reading has already said what is wrong there
        problem = Problem(file=file.name, path=path, message=message, suggestion=suggestion, line=file.line(inner))
        if problem not in self.problems:
            self.problems.append(problem)

    def where(self, steps: Steps) -> str:
        """File and line of a place, for a message."""
        file, inner, _ = self._place(steps)
        return f"{file.name}:{file.line(inner)}"

    def _place(self, steps: Steps) -> tuple[YamlFile, Steps, str]:
        if len(steps) < 2 or (str(steps[0]), steps[1]) not in self.origins:
            return self.head, steps, named(self.head.data, steps)
        origin = self.origins[str(steps[0]), int(steps[1])]
        if origin.shared is not None and steps[2:] == (origin.shared,):
            return origin.file, (origin.shared,), origin.shared
        inner: Steps = (origin.section, origin.index, *steps[2:])
        return origin.file, inner, named(origin.file.data, inner)

    def profile(self) -> Profile:
        """The whole profile; call it only where there are no problems."""
        parts: dict[str, Any] = {section: tuple(getattr(self, section).values()) for section in SECTIONS}
        return Profile(**self.values, **parts)


def _answer_keys(criterion: Mapping[str, Any]) -> tuple[str, ...] | None:
    answers = criterion.get("answers")
    if "curve" in criterion:
        return () if answers is None else None
    if not isinstance(answers, list) or not answers:
        return None
    keys = [answer.get("key") if isinstance(answer, dict) else None for answer in answers]
    return None if None in keys else tuple(str(key) for key in keys)


def read_draft(folder: Path) -> Draft:
    """Everything that the files of a profile hold, with the problems of their shape."""
    head = read_yaml(folder / "profile.yaml")
    draft = Draft(folder, head)
    _take_head(draft)
    for section in SINGLE:
        if (folder / f"{section}.yaml").is_file():
            _take_file(draft, read_yaml(folder / f"{section}.yaml"), section)
    for section in FOLDERS:
        for path in sorted((folder / section).glob("*.yaml")):
            _take_file(draft, read_yaml(path), section)
    _refuse_strays(draft)
    _fit(draft)
    _demand_sections(draft)
    return draft


def _take_head(draft: Draft) -> None:
    head = draft.head
    draft.problems.extend(head.problems)
    if not isinstance(head.data, dict):
        draft.unread.update(SECTIONS)
        if head.readable:
            draft.report((), "The file must hold keys and values.", f"Begin with `key: {draft.folder.name}`.")
        return
    allowed = [*HEADS, *SECTIONS]
    for key in head.data:
        if key in SECTIONS:
            _take_items(draft, head, key)
        elif key not in HEADS:
            near = did_you_mean(key, allowed, f"Allowed here: {listed(allowed, 30)}.")
            draft.report((key,), f"Unknown key `{key}`.", near)


def _take_file(draft: Draft, file: YamlFile, section: str) -> None:
    draft.problems.extend(file.problems)
    if not file.readable:
        draft.unread.add(section)
        return
    shared = SHARED.get(section)
    allowed = [name for name in (shared, section) if name]
    data = file.data if isinstance(file.data, dict) else {}
    for key in data:
        if key not in allowed:
            _report(draft, file, (key,), f"Unknown key `{key}`.", did_you_mean(key, allowed, f"Allowed here: {listed(allowed)}."))
    if section not in data:
        draft.unread.add(section)
        if not any(difflib.get_close_matches(key, [section]) for key in data):
            _report(draft, file, (), f"`{section}` is missing.", f"Add `{section}:` with a list of items below it.")
        return
    if shared is not None and shared not in data and _nobody_has(data[section], shared):
        if not any(difflib.get_close_matches(key, [shared]) for key in data):
            _report(
                draft,
                file,
                (),
                f"`{shared}` is missing.",
                f"Add `{shared}: ...` at the top of the file; it holds for every item.",
            )
        _take_items(draft, file, section, shared, said=False)
    else:
        _take_items(draft, file, section, shared if shared in data else None)


def _nobody_has(items: Any, key: str) -> bool:
    return isinstance(items, list) and not any(isinstance(item, dict) and key in item for item in items)


def _take_items(draft: Draft, file: YamlFile, section: str, shared: str | None = None, *, said: bool = True) -> None:
    items = file.data[section]
    if not isinstance(items, list):
        draft.unread.add(section)
        _report(draft, file, (section,), "Must be a list.", "Start every item on a line of its own with `- `.")
        return
    for index, item in enumerate(items):
        at: Steps = (section, len(draft.raw[section]))
        draft.origins[section, len(draft.raw[section])] = Origin(file, section, index, shared)
        if shared is not None and isinstance(item, dict):
            if shared in item:
                _report(
                    draft, file, (section, index, shared), f"`{shared}` stands on the file and on this item.", "Remove it here."
                )
            item = {**item, shared: file.data[shared] if said else ""}
            if not said:
                draft.muted.add((*at, shared))
        draft.raw[section].append(item)


def _report(draft: Draft, file: YamlFile, steps: Steps, message: str, suggestion: str) -> None:
    path = named(file.data, steps)
    draft.problems.append(Problem(file=file.name, path=path, message=message, suggestion=suggestion, line=file.line(steps)))


def _refuse_strays(draft: Draft) -> None:
    """A file that nobody reads is a mistake that nobody would notice."""
    known = {f"{name}.yaml" for name in ("profile", "statements", *SINGLE)}
    folders = (*FOLDERS, "sellers")
    for path in sorted((*draft.folder.rglob("*.yaml"), *draft.folder.rglob("*.yml"))):
        inside = path.relative_to(draft.folder).parts
        hidden = any(part.startswith(".") for part in inside)
        placed = inside[0] in known if len(inside) == 1 else len(inside) == 2 and inside[0] in folders
        if hidden or (placed and path.suffix == ".yaml"):
            continue
        places = [*sorted(known), *(f"{folder}/{path.stem}.yaml" for folder in folders)]
        otherwise = f"Read are {listed(sorted(known))} and *.yaml in {listed(folders)}."
        suggestion = did_you_mean("/".join(inside), places, otherwise)
        draft.problems.append(Problem(file=path.as_posix(), path="", message="The file is not read.", suggestion=suggestion))


def _fit(draft: Draft) -> None:
    if isinstance(draft.head.data, dict):
        for name, kind in HEADS.items():
            _fit_head(draft, name, kind)
    for section, kind in SECTIONS.items():
        fitting: dict[int, Any] = getattr(draft, section)
        for index, item in enumerate(draft.raw[section]):
            value = _fitted(draft, (section, index), kind, item)
            if value is not None:
                fitting[index] = value


def _fitted(draft: Draft, at: Steps, kind: type, data: Any) -> Any:
    return shaped(kind, data, lambda steps, message, suggestion: draft.report((*at, *steps), message, suggestion))


def _fit_head(draft: Draft, name: str, kind: type) -> None:
    if name not in draft.head.data:
        near = difflib.get_close_matches(name, [key for key in draft.head.data if key not in HEADS and key not in SECTIONS])
        if not near:
            draft.report((), f"`{name}` is missing.", f"Add `{name}:` to this file.")
        return
    value = _fitted(draft, (name,), kind, draft.head.data[name])
    if value is not None:
        draft.values[name] = value


def _demand_sections(draft: Draft) -> None:
    for section in NEEDED:
        if not draft.raw[section] and section not in draft.unread:
            draft.report((), f"The profile has no {section}.", f"Write at least one item under `{section}:`.")
