"""Mappings of columns (mapping.yaml): read and checked against a profile and a table, and written for a person to confirm."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, fields, replace
from pathlib import Path
from typing import Any

import yaml

from winnable.core.columns import ColumnMap, OutcomeColumn, Use
from winnable.core.errors import InputError, Problem
from winnable.core.profile import Criterion, Profile
from winnable.formats.history import column_problems
from winnable.formats.shapes import did_you_mean, listed, shaped
from winnable.formats.yaml_files import Steps, YamlFile, named, read_yaml
from winnable.learning.proposal import Proposal

Found = Iterator[tuple[Steps, str, str]]  # where, what is wrong, what to do
_WIDTH = 10_000  # of a line of YAML: one column, one line


def load_column_map(
    path: Path, profile: Profile | None = None, columns: Sequence[str] | None = None, table: str = ""
) -> ColumnMap:
    """The mapping in a file, held against a profile and the columns of a table where they are given. InputError with every
    problem."""
    file = read_yaml(path)
    problems = list(file.problems)

    def report(steps: Steps, message: str, suggestion: str) -> None:
        place = named(file.data, steps)
        problems.append(Problem(file=file.name, path=place, message=message, suggestion=suggestion, line=file.line(steps)))

    read = shaped(ColumnMap, file.data, report) if file.readable else None
    for steps, message, suggestion in _wrong(read if read is not None else _as_far_as_it_fits(file), profile):
        report(steps, message, suggestion)
    if read is not None and columns is not None:
        for steps, problem in column_problems(read, columns, table):
            problems.append(replace(problem, file=file.name, line=file.line(steps)))
    if problems or read is None:
        raise InputError(tuple(sorted(dict.fromkeys(problems), key=lambda p: (p.line or 0, p.path, p.message))))
    return read


def _as_far_as_it_fits(file: YamlFile) -> ColumnMap:
    """The uses that can be checked although something else in the file does not fit."""
    data = file.data if isinstance(file.data, dict) else {}
    columns = data.get("columns")
    uses: dict[str, Use] = {}
    for name, entry in columns.items() if isinstance(columns, dict) else ():
        use = shaped(Use, entry, lambda *_: None)
        if use is not None:
            uses[name] = use
    outcome = shaped(OutcomeColumn, data.get("outcome"), lambda *_: None)
    return ColumnMap(outcome=outcome, columns=uses)


def _wrong(column_map: ColumnMap, profile: Profile | None) -> Found:
    """What is wrong with a mapping in itself, and against a profile."""
    yield from _wrong_outcome(column_map.outcome)
    if column_map.chance is not None and not 0 < column_map.chance < 1:
        yield ("chance",), f"A base rate of {column_map.chance:g} is none.", "Write the share of deals that are won, such as 0.2."
    criteria = {c.key: c for c in profile.criteria} if profile is not None else None
    seen: dict[str, str] = {}
    for name, use in column_map.columns.items():
        steps = ("columns", name)
        yield from _wrong_use(steps, use)
        if name in column_map.left_out:
            yield ("left_out", name), f"The column `{name}` is used above and left out here.", "Keep one of the two."
        if use.criterion is not None and use.criterion in seen:
            message = f"The criterion `{use.criterion}` is answered by `{seen[use.criterion]}` already."
            yield (*steps, "criterion"), message, "Use one column for it, and `learn` the other."
        if use.criterion is not None:
            seen.setdefault(use.criterion, name)
            if criteria is not None:
                yield from _against(steps, use, criteria)


def _wrong_outcome(outcome: OutcomeColumn | None) -> Found:
    if outcome is None:
        return
    for kind in ("won", "lost"):
        if not getattr(outcome, kind):
            yield ("outcome", kind), f"No value says {kind}.", f"Name the values of `{outcome.column}` that mean {kind}."
    said: dict[str, str] = {}
    for kind in ("won", "lost", "no_decision", "walked_away"):
        for i, word in enumerate(getattr(outcome, kind)):
            if said.setdefault(word.casefold(), kind) != kind:
                yield ("outcome", kind, i), f"`{word}` stands for {said[word.casefold()]} already.", "Keep one of the two."


def _wrong_use(steps: Steps, use: Use) -> Found:
    if (use.criterion is None) == (use.learn is None):
        remedy = "Write `criterion: KEY`, or `learn: category` or `learn: number`; or move the column to `left_out`."
        said = (
            "A column answers a criterion or is learned as one, not both."
            if use.criterion
            else "This says nothing of the column."
        )
        yield steps, said, remedy
    if use.learn is not None and (use.answers or use.bands or use.otherwise is not None):
        yield steps, "A learned column has no answers or bands.", "Remove them, or name the criterion that they answer."
    if use.parent is not None and use.learn != "category":
        yield (*steps, "parent"), "Only a learned category has a parent.", "Remove `parent`, or write `learn: category`."
    if use.factor == 0:
        yield (*steps, "factor"), "A factor of 0 makes all numbers 0.", "Write by what the column's numbers are to be multiplied."
    if any(after[0] <= before[0] for before, after in zip(use.bands, use.bands[1:], strict=False)):
        yield (*steps, "bands"), "The bands do not rise.", "Write them from the lowest to the highest."


def _against(steps: Steps, use: Use, criteria: Mapping[str, Criterion]) -> Found:
    """A use of a criterion against the profile's own."""
    assert use.criterion is not None
    criterion = criteria.get(use.criterion)
    if criterion is None:
        hint = did_you_mean(use.criterion, criteria, "`winnable show` lists the criteria of the profile.")
        yield (*steps, "criterion"), f"The profile has no criterion `{use.criterion}`.", hint
        return
    known = [answer.key for answer in criterion.answers]
    named_answers: list[tuple[Steps, str]] = [((*steps, "answers", value), answer) for value, answer in use.answers.items()]
    named_answers += [((*steps, "bands", i), answer) for i, (_, answer) in enumerate(use.bands)]
    if use.otherwise is not None:
        named_answers.append(((*steps, "otherwise"), use.otherwise))
    for place, answer in named_answers:
        if criterion.curve is not None:
            yield place, f"`{use.criterion}` takes a number, no answers.", "Remove the answers and bands; set `factor` if needed."
            return
        if answer not in known:
            hint = did_you_mean(answer, known, f"Its answers: {listed(known)}.")
            yield place, f"`{answer}` is no answer of `{use.criterion}`.", hint
    if criterion.curve is None and not named_answers:
        hint = f"Write `answers: {{value: answer}}` with its answers: {listed(known)}."
        yield steps, f"No value of the column is turned into an answer of `{use.criterion}`.", hint


def written(column_map: ColumnMap, reasons: Mapping[str, str] | None = None, heading: str = "") -> str:
    """A mapping as YAML, each line with the reason for it behind it."""
    reasons = reasons or {}
    lines = [f"# {line}" for line in heading.splitlines()]
    for field in fields(ColumnMap):
        value = getattr(column_map, field.name)
        if field.name == "columns" and value:
            lines.append("columns:")
            lines += [_line(f"  {_key(name)}", _plain(use), reasons.get(name)) for name, use in value.items()]
        elif field.name == "left_out" and value:
            lines.append("left_out:")
            lines += [_line(f"  {_key(name)}", why, None) for name, why in value.items()]
        elif value not in (None, {}):
            lines.append(_line(field.name, _plain(value), reasons.get(field.name)))
    return "\n".join(lines) + "\n"


def written_proposal(proposal: Proposal, table: str, profile: Profile) -> str:
    """A proposed mapping for a person to confirm."""
    heading = f"Proposed for {table} and the profile {profile.key}. Read every line, correct it, delete what you do not know."
    return written(proposal.column_map, proposal.reasons, heading)


def _line(key: str, value: Any, why: str | None) -> str:
    text = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, width=_WIDTH, sort_keys=False)
    shown = text.removesuffix("\n").removesuffix("\n...")
    return f"{key}: {shown}" + (f"  # {' '.join(why.split())}" if why else "")


def _key(name: str) -> str:
    return yaml.safe_dump(name, allow_unicode=True, width=_WIDTH).removesuffix("\n").removesuffix("\n...")


def _plain(value: Any) -> Any:
    """A value of a mapping as plain data, without what stands there anyway."""
    if isinstance(value, Use | OutcomeColumn):
        return {
            field.name: _plain(found)
            for field in fields(value)
            if (found := getattr(value, field.name)) != field.default and not (field.default_factory is not MISSING and not found)
        }
    if isinstance(value, Mapping):
        return {key: _plain(found) for key, found in value.items()}
    return [_plain(item) for item in value] if isinstance(value, tuple) else value
