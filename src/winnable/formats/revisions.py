"""Revisions as files: the profile's own text with its numbers changed, a diff to read, and a new version once accepted."""

import difflib
import os
import re
import shutil
import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, ClassVar, Final

import yaml
from pydantic import TypeAdapter

from winnable.core.errors import InputError, Problem, ProfileError
from winnable.core.profile import FORBID, Criterion, Profile, Rationale, Together
from winnable.formats.cases import NO_SELLER, run_case
from winnable.formats.drafts import Draft
from winnable.formats.profiles import SHIPPED, check_profile, draft_of, fingerprint, load_profile, load_seller, profile_folder
from winnable.formats.shapes import did_you_mean, listed, shaped
from winnable.formats.yaml_edits import TextEdits, number_text, pairs_text, quoted
from winnable.formats.yaml_files import Steps
from winnable.learning.changes import LEARNED, Revision, revised

Texts = Mapping[str, str]  # file within the profile's folder -> its whole text
FORMAT: Final = 1
MOST_BYTES: Final = 50_000_000
_NEW_FILE: Final = "criteria/learned.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedRevision:
    """What stands in revision.json: a revision, and which files it was made from."""

    __pydantic_config__: ClassVar[dict[str, Any]] = FORBID
    format: int
    fingerprint: str
    revision: Revision


def saved(revision: Revision, profile: str | Path) -> dict[str, Any]:
    """A revision of a profile as plain data for revision.json."""
    return asdict(SavedRevision(format=FORMAT, fingerprint=fingerprint(profile), revision=revision))


def read_revision(path: Path) -> SavedRevision:
    """The revision in a file. InputError where it is none."""
    if path.is_dir():
        path = path / "revision.json"
    if not path.is_file():
        raise _refused(path, "There is no such file.", "Name the revision.json that `winnable learn` wrote.")
    if path.stat().st_size > MOST_BYTES:
        raise _refused(path, "The file is too large.", "Name the revision.json that `winnable learn` wrote.")
    try:
        data = TypeAdapter(Any).validate_json(path.read_bytes())
    except ValueError as error:
        raise _refused(path, "The file is not JSON.", "Name the revision.json that `winnable learn` wrote.") from error
    problems: list[Problem] = []

    def report(steps: Steps, message: str, suggestion: str) -> None:
        problems.append(Problem(file=str(path), path=".".join(map(str, steps)), message=message, suggestion=suggestion))

    read = shaped(SavedRevision, data, report)
    if read is None:
        raise InputError(tuple(problems))
    if read.format != FORMAT:
        raise _refused(path, f"It is written in format {read.format}, not {FORMAT}.", "Run `winnable learn` again.")
    return read


def accept(path: Path, profile: str | Path, to: Path, only: Collection[str] | None = None) -> tuple[Path, ...]:
    """Write the revised profile into a new folder, or in place of the user's own; returns the files that changed.

    `only` names the changes; without it, those that history is sure of are written. Nothing is written unless the whole new
    profile passes every check that the old one passed.
    """
    folder, revision = _opened(path, profile, only)
    target = to.resolve()
    _check_target(folder, target)
    texts = rewritten(folder, revised(load_profile(folder), revision, only))
    with tempfile.TemporaryDirectory(prefix="winnable-") as scratch:
        whole = Path(scratch) / folder.name
        _copy(folder, whole, texts)
        _check_new(folder, whole, target)
    if target == folder:
        _replace(folder, texts)
    else:
        _create(folder, target, texts)
    return tuple(target / name for name in texts)


def _opened(path: Path, profile: str | Path, only: Collection[str] | None) -> tuple[Path, Revision]:
    """The folder of a profile and a revision that was made from it as it stands."""
    read = read_revision(path)
    _check_keys(path, read.revision, only)
    folder = profile_folder(profile).resolve()
    if fingerprint(folder) != read.fingerprint:
        message = f"The profile in {folder.as_posix()} is not the one that was learned from: it has changed since."
        raise _refused(path, message, "Run `winnable learn` again with this profile.")
    return folder, read.revision


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnedCase:
    """A case of the profile that leads elsewhere under another version; `fails` where that is not what it expects."""

    key: str
    expected: str
    now: str
    fails: bool

    @property
    def sentence(self) -> str:
        """The case in one line."""
        return f"{self.key}: expected {self.expected}, now {self.now}" + ("" if self.fails else " (as it must be)")


def turned_cases(before: Profile, after: Profile, folder: Path) -> tuple[TurnedCase, ...]:
    """The profile's own cases whose decision, or whose reasons, `after` changes."""
    turned = []
    for case in before.cases:
        seller = NO_SELLER if case.seller is None else load_seller(case.seller, beside=folder)
        was, now = (run_case(case, profile, seller) for profile in (before, after))
        if was.decision != now.decision or was.passed != now.passed:
            said = now.decision.replace("_", " ")
            reasons = f" without the reason {listed(now.missing)}" if now.missing and now.decision in case.expect else ""
            expected = " or ".join(case.expect).replace("_", " ")
            turned.append(TurnedCase(key=case.key, expected=expected, now=said + reasons, fails=was.passed and not now.passed))
    return tuple(turned)


def turned_by(path: Path, profile: str | Path, only: Collection[str] | None = None) -> tuple[TurnedCase, ...]:
    """The cases that accepting a revision would turn."""
    folder, revision = _opened(path, profile, only)
    before = load_profile(folder)
    return turned_cases(before, revised(before, revision, only), folder)


def rewritten(folder: Path, after: Profile) -> Texts:
    """The files of a profile's folder that a revised profile changes, with all comments and layout kept."""
    draft = draft_of(folder)
    before = load_profile(folder)
    writer = _Writer(folder, draft)
    head = draft.head.name
    writer.text(head, ("version",), before.version, after.version)
    writer.number(head, ("prior", "chance"), before.prior.chance, after.prior.chance)
    writer.rationale(head, ("prior", "rationale"), before.prior.rationale, after.prior.rationale)
    for i, (old, new) in enumerate(zip(before.themes, after.themes, strict=False)):
        writer.number(*writer.place("themes", i, "discount"), old.discount, new.discount)
    if len(after.themes) > len(before.themes):
        name, steps = writer.place("themes", 0)
        writer.edits(name).append(steps[:1], _theme_text())
    for i, (earlier, later) in enumerate(zip(before.criteria, after.criteria, strict=False)):
        writer.criterion(i, earlier, later)
    for i, (apart, joined) in enumerate(zip(before.together, after.together, strict=True)):
        writer.together(i, apart, joined)
    texts = writer.done()
    if new_criteria := after.criteria[len(before.criteria) :]:
        name, text = _with_new(folder, texts, new_criteria)
        texts[name] = text
    return texts


class _Writer:
    """Gathers the changes of all files of a profile."""

    def __init__(self, folder: Path, draft: Draft) -> None:
        self.folder = folder
        self.draft = draft
        self._edits: dict[str, TextEdits] = {}

    def edits(self, name: str) -> TextEdits:
        """The changes of one file, by the name under which it was read."""
        if name not in self._edits:
            self._edits[name] = TextEdits(_read(Path(name))[0])
        return self._edits[name]

    def place(self, section: str, index: int, *inner: str | int) -> tuple[str, Steps]:
        """File and steps of a value of one item of a section."""
        origin = self.draft.origins[section, index]
        return origin.file.name, (origin.section, origin.index, *inner)

    def number(self, name: str, steps: Steps, old: float, new: float) -> None:
        if old != new:
            self.edits(name).set_number(steps, new)

    def text(self, name: str, steps: Steps, old: str, new: str) -> None:
        if old != new:
            self.edits(name).set_text(steps, new)

    def rationale(self, name: str, steps: Steps, old: Rationale, new: Rationale) -> None:
        """The reason, where it changed, and the history as one more source."""
        self.text(name, (*steps, "why"), old.why, new.why)
        if old.sources == new.sources:
            return
        told = quoted(new.sources[-1])
        if old.sources:
            self.edits(name).append((*steps, "sources"), told)
        else:
            self.edits(name).insert_key((*steps, "why"), "sources", f"[{told}]")

    def criterion(self, index: int, old: Criterion, new: Criterion) -> None:
        if old is new:
            return
        for i, (before, after) in enumerate(zip(old.answers, new.answers, strict=True)):
            self.number(*self.place("criteria", index, "answers", i, "weight"), before.weight, after.weight)
            self.number(*self.place("criteria", index, "answers", i, "share"), before.share, after.share)
        if old.curve is not None and new.curve is not None:
            for what in ("points", "shares"):
                if getattr(old.curve, what) != getattr(new.curve, what):
                    name, steps = self.place("criteria", index, "curve", what)
                    self.edits(name).set_pairs(steps, getattr(new.curve, what))
        name, steps = self.place("criteria", index)
        if old.silence is not None and new.silence is not None:
            self.number(name, (*steps, "silence"), old.silence, new.silence)
        elif new.silence is not None:
            self.edits(name).insert_key((*steps, "rationale"), "silence", number_text(new.silence))
        self.rationale(name, (*steps, "rationale"), old.rationale, new.rationale)

    def together(self, index: int, old: Together, new: Together) -> None:
        for i, (before, after) in enumerate(zip(old.rows, new.rows, strict=True)):
            self.number(*self.place("together", index, "rows", i, "weight"), before.weight, after.weight)
        name, steps = self.place("together", index)
        self.rationale(name, (*steps, "rationale"), old.rationale, new.rationale)

    def done(self) -> dict[str, str]:
        """The changed files, by their names within the folder."""
        texts = {}
        for name, edits in sorted(self._edits.items()):
            new = edits.done()
            if new != edits.text:
                texts[Path(name).relative_to(self.folder).as_posix()] = new
        return texts


def _read(path: Path) -> tuple[str, str]:
    """The text of a file with plain line ends, and the line ends that it had."""
    text = path.read_bytes().decode("utf-8-sig")
    ends = "\r\n" if "\r\n" in text else "\n"
    return text.replace("\r\n", "\n"), ends


def _write(path: Path, text: str, like: Path) -> None:
    """A text with the line ends and the mark that the file had before."""
    mark = b""
    if like.is_file():
        mark = b"\xef\xbb\xbf" if like.read_bytes().startswith(b"\xef\xbb\xbf") else b""
        text = text.replace("\n", _read(like)[1])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(mark + text.encode())


def _theme_text() -> str:
    pairs = (("key", LEARNED.key), ("name", LEARNED.name))
    words = ", ".join(f"{key}: {value}" for key, value in pairs)
    return f"{{{words}, discount: {number_text(LEARNED.discount)}, why: {quoted(LEARNED.why)}}}"


def _with_new(folder: Path, texts: Texts, criteria: tuple[Criterion, ...]) -> tuple[str, str]:
    """Where new criteria are written, and the whole text there."""
    added = "\n".join(_criterion_text(criterion) for criterion in criteria)
    path = folder / _NEW_FILE
    before = texts.get(_NEW_FILE) or (_read(path)[0] if path.is_file() else "")
    if re.search(rf"^theme: {LEARNED.key}$", before, re.MULTILINE):
        return _NEW_FILE, before.rstrip("\n") + "\n\n" + added
    name = _NEW_FILE if not before else _NEW_FILE.replace(".yaml", "_columns.yaml")
    return name, f"theme: {LEARNED.key}\ncriteria:\n{added}"


def _criterion_text(criterion: Criterion) -> str:
    lines = [
        f"- key: {criterion.key}",
        f"  question: {quoted(criterion.question)}",
        f"  stage: {criterion.stage}",
        f"  effort: {criterion.effort}",
    ]
    if criterion.curve is not None:
        lines += ["  curve:", f"    unit: {quoted(criterion.curve.unit)}"]
        for what in ("points", "shares"):
            lines.append(f"    {what}: {pairs_text(getattr(criterion.curve, what))}")
    else:
        lines.append("  answers:")
        lines += [
            f"    - {{key: {a.key}, text: {quoted(a.text)}, weight: {number_text(a.weight)}, share: {number_text(a.share)}}}"
            for a in criterion.answers
        ]
    if criterion.silence is not None:
        lines.append(f"  silence: {number_text(criterion.silence)}")
    why, sources = quoted(criterion.rationale.why), ", ".join(map(quoted, criterion.rationale.sources))
    lines.append(f"  rationale: {{why: {why}, sources: [{sources}]}}")
    return "".join(f"  {line}\n" for line in lines)


def diff_of(folder: Path, texts: Texts) -> str:
    """A unified diff that `patch -p1` or `git apply` turns the old folder into the new one with."""
    lines: list[str] = []
    for name, text in sorted(texts.items()):
        path = folder / name
        old = _lines(_read(path)[0]) if path.is_file() else []
        start = f"a/{name}" if old else "/dev/null"
        for line in difflib.unified_diff(old, _lines(text), start, f"b/{name}"):
            lines.append(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n")
    return "".join(lines)


def _lines(text: str) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _check_keys(path: Path, revision: Revision, only: Collection[str] | None) -> None:
    known = [change.key for change in revision.changes]
    for key in only or ():
        if key not in known:
            hint = did_you_mean(key, known, f"Its changes: {listed(known, 40)}.")
            raise _refused(path, f"The revision has no change `{key}`.", hint)


def _check_target(folder: Path, target: Path) -> None:
    if target == folder:
        if folder.is_relative_to(SHIPPED.resolve()):
            message = "This profile comes with Winnable and is replaced with it."
            raise _refused(target, message, "Name a new folder: it becomes your own profile.")
        return
    if target.is_relative_to(SHIPPED.resolve()):
        raise _refused(target, "This folder belongs to Winnable and is replaced with it.", "Name a folder of your own.")
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        what = "The folder is not empty." if target.is_dir() else "This is a file."
        raise _refused(target, what, "Name a folder that does not exist yet, or the profile's own.")
    if target.is_relative_to(folder) or folder.is_relative_to(target):
        raise _refused(target, "One folder lies within the other.", "Name a folder beside the profile.")


def _check_new(folder: Path, whole: Path, target: Path) -> None:
    """ProfileError with what would be wrong in the new profile and is not in the old one."""

    def found(place: Path) -> Iterator[tuple[tuple[str, str], Problem]]:
        for problem in check_profile(place):
            yield (Path(problem.file).relative_to(place).as_posix(), problem.path), problem

    known = {key for key, _ in found(folder)}
    new = [(key, problem) for key, problem in found(whole) if key not in known]
    problems = tuple(replace(problem, file=(target / name).as_posix()) for (name, _), problem in new)
    if problems:
        raise ProfileError(problems)


def _copy(folder: Path, to: Path, texts: Texts) -> None:
    shutil.copytree(folder, to, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".git"))
    for name, text in texts.items():
        _write(to / name, text, folder / name)


def _create(folder: Path, target: Path, texts: Texts) -> None:
    """The whole folder at once: until it is complete it has another name."""
    beside = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        beside.parent.mkdir(parents=True, exist_ok=True)
        _copy(folder, beside, texts)
        if target.is_dir():
            target.rmdir()
        beside.rename(target)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _replace(folder: Path, texts: Texts) -> None:
    """Each changed file at once; where one cannot be replaced, those before it get their old text back."""
    staged = {name: (folder / name).with_name(f".{Path(name).name}.{os.getpid()}.tmp") for name in texts}
    old = {name: (folder / name).read_bytes() if (folder / name).is_file() else None for name in texts}
    moved: list[str] = []
    try:
        for name, beside in staged.items():
            _write(beside, texts[name], folder / name)
        for name, beside in staged.items():
            beside.replace(folder / name)
            moved.append(name)
    except OSError:
        for name in moved:
            before = old[name]
            if before is None:
                (folder / name).unlink()
            else:
                (folder / name).write_bytes(before)
        raise
    finally:
        for beside in staged.values():
            with suppress(OSError):
                beside.unlink(missing_ok=True)


def mapping_lines(revision: Revision) -> str:
    """What mapping.yaml must say of the columns that became criteria."""
    return "".join(f"  {quoted(column)}: {use}\n" for column, use in _new_uses(revision))


def completed_mapping(text: str, revision: Revision) -> str:
    """A mapping with what it must say of the new criteria that are written; everything else stays as it was."""
    edits = TextEdits(text.replace("\r\n", "\n"))
    known = edits.keys(("columns",))
    for column, use in _new_uses(replace(revision, changes=tuple(c for c in revision.changes if c.is_sure))):
        if column in known:
            edits.set_value(("columns", column), use)
        else:
            edits.insert_key(("columns", known[0]), quoted(column), use)
    return edits.done()


def _new_uses(revision: Revision) -> Iterator[tuple[str, str]]:
    """Each column that became a criterion, and its use in one line."""
    for change in revision.changes:
        if change.use is not None:
            use: dict[str, Any] = {"criterion": change.use.criterion}
            use |= {"answers": dict(change.use.answers), "otherwise": change.use.otherwise} if change.use.answers else {}
            text = yaml.safe_dump(use, default_flow_style=True, allow_unicode=True, width=10_000, sort_keys=False)
            yield change.column, " ".join(text.split("\n")).strip()


def _refused(path: Path, message: str, suggestion: str) -> InputError:
    return InputError((Problem(file=path.as_posix(), path="", message=message, suggestion=suggestion),))
