"""The log of decisions that people took: JSON lines, one decision each, with no more of a person than a key of the team's own."""

import json
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, Final, NoReturn

from winnable.core.errors import InputError, Problem
from winnable.formats.shapes import shaped
from winnable.formats.yaml_files import Steps
from winnable.learning.overrides import Taken

MOST_BYTES: Final = 100_000_000
FIELDS: Final = (
    '{"key": "D-1", "date": "2026-03-01", "person": "p7", "recommended": "pursue", "taken": "walk_away", "outcome": null}'
)
_NAMED: Final = 20  # problems that are listed; a file of another kind has one on every line


def read_log(path: Path) -> tuple[Taken, ...]:
    """Every line of the log; InputError with each line that is none."""
    problems: list[Problem] = []
    log = [
        taken for number, line in enumerate(_lines(path), 1) if line.strip() and (taken := _taken(path, number, line, problems))
    ]
    if problems:
        raise InputError(tuple(problems[:_NAMED]))
    if not log:
        _refuse(path, None, "The log holds no decision.", f"Write one line for each: {FIELDS}")
    return tuple(log)


def last_of_each(log: Iterable[Taken]) -> tuple[Taken, ...]:
    """One decision a deal, the last; a line that comes later says more, such as the outcome."""
    latest: dict[str, Taken] = {}
    for taken in log:
        if taken.key not in latest or taken.date >= latest[taken.key].date:
            latest[taken.key] = taken
    return tuple(latest.values())


def written_log(log: Sequence[Taken]) -> str:
    """The log as it stands in its file."""
    return "".join(json.dumps(asdict(taken), ensure_ascii=False) + "\n" for taken in log)


def rewrite_log(log: Sequence[Taken], path: Path) -> None:
    """Write the log in place of what stands there, whole or not at all."""
    target = path.resolve()
    beside = target.with_name(f".{target.name[:200]}.{os.getpid()}.tmp")
    try:
        beside.write_text(written_log(log), encoding="utf-8")
        beside.chmod(target.stat().st_mode & 0o777)
        beside.replace(target)
    except OSError as error:
        with suppress(OSError):
            beside.unlink()
        _refuse(path, None, f"The log cannot be written: {error.strerror or type(error).__name__}.", "Check the folder.")


def _lines(path: Path) -> list[str]:
    try:
        if path.stat().st_size > MOST_BYTES:
            _refuse(path, None, "It is far larger than a log of decisions.", "Split it by year.")
        return path.read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        _refuse(path, None, f"It cannot be read: {error.strerror or type(error).__name__}.", "Check the name and the folder.")
    except UnicodeDecodeError:
        _refuse(path, None, "It is not UTF-8 text.", f"Write one line for each decision: {FIELDS}")


def _taken(path: Path, number: int, line: str, problems: list[Problem]) -> Taken | None:
    def report(steps: Steps, message: str, suggestion: str) -> None:
        where = ".".join(str(step) for step in steps)
        problems.append(Problem(file=path.name, path=where, message=message, suggestion=suggestion, line=number))

    data = _parsed(line)
    if not isinstance(data, dict):
        report((), "This line is no decision.", f"Write it like this: {FIELDS}")
        return None
    taken = shaped(Taken, data, report)
    if taken is not None and not _is_day(taken.date):
        report(("date",), f"`{taken.date}` is no date.", "Write it as 2026-03-01.")
        return None
    return taken


def _parsed(line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _refuse(path: Path, line: int | None, message: str, suggestion: str) -> NoReturn:
    raise InputError((Problem(file=path.name, path="", message=message, suggestion=suggestion, line=line),))
