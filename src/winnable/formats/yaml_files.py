"""Reads one YAML file into plain data and remembers the line of every value.

Text, numbers, true, false and null only: no tags, no anchors, one document. Where YAML 1.1 and 1.2 disagree about an
unquoted word (`no`, `150e6`, `010`), it must be written so that both agree: editors and libraries then read the same.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import yaml

from winnable.core.errors import Problem

Steps = tuple[str | int, ...]  # the way to a value: keys of mappings, indexes of lists

MOST_BYTES: Final = 5_000_000
MOST_DEPTH: Final = 16
_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_ODD_FIRST: Final = frozenset("-+.0123456789~nNyYoOtTfF")
_CONSTANTS: Final[Mapping[str, bool | None]] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_TWO_FACED: Final = frozenset({"yes", "no", "on", "off"})
_INTEGER: Final = re.compile(r"[-+]?(?:0|[1-9][0-9_]{0,30})")
_DECIMAL: Final = re.compile(r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+][0-9]+)?")
_ODD_NUMBER: Final = re.compile(
    r"[-+]?(?:[0-9][0-9_]*\.?[0-9_]*[eE][-+]?[0-9]+|0[0-9_]+|0[xob][0-9a-fA-F_]+|[0-9]+(?::[0-5]?[0-9])+)"
)
_UNSEEN: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_REMEDIES: Final = (
    ("mapping values are not allowed", "Put a text that holds ': ' into quotes, and check the indentation of this line."),
    ("expected ',' or", "Close the bracket, or put texts that hold commas, colons, quotes or brackets into quotes."),
    ("expected <block end>", "Check the indentation of this line against the lines above it."),
    ("expected key", "Check the indentation of this line against the lines above it, and that every quote is closed."),
    ("expected '-' indicator", "Check the indentation of this line: every item of a list starts in the same column with '- '."),
    ("could not find expected ':'", "Every key is followed by ': '; a text over several lines needs quotes or '>-'."),
    ("unexpected end of stream", "A quote or bracket was opened above and never closed."),
    ("escape character", "Use single quotes: in double quotes a backslash starts an escape."),
    ("cannot start any token", "Indent with spaces, never tabs; put texts that start with @, `, % or a tab into quotes."),
    ("alphabetic or numeric character", "Put a text that starts with * or & into quotes."),
    ("block sequence entries", "A list starts on a line of its own; a text that starts with '- ' needs quotes."),
    ("alias", "Put a text that starts with * into quotes."),
    ("anchor", "Put a text that starts with & into quotes."),
)


@dataclass(frozen=True, slots=True)
class YamlFile:
    """What stands in one file; `data` is None when it could not be read, and `problems` says why."""

    name: str
    data: Any
    lines: Mapping[Steps, int]
    problems: tuple[Problem, ...]
    damaged: frozenset[Steps] = frozenset()

    @property
    def readable(self) -> bool:
        """Whether the whole file was read, so that what it does not hold is really absent."""
        return self.data is not None

    def line(self, steps: Steps) -> int | None:
        """Line (from 1) of the value at `steps`, or of the nearest value around it."""
        for length in range(len(steps), -1, -1):
            if (line := self.lines.get(steps[:length])) is not None:
                return line
        return None


def read_yaml(path: Path, name: str | None = None) -> YamlFile:
    """One file as plain data. Never raises for what the file holds: see `problems`."""
    name = path.as_posix() if name is None else name
    try:
        if path.stat().st_size > MOST_BYTES:
            return _unreadable(name, f"is larger than {MOST_BYTES:,} bytes", "Split it into several files.")
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        return _unreadable(name, "is not UTF-8 text", "Save it as UTF-8.")
    except OSError as error:
        return _unreadable(name, f"cannot be read ({error.strerror or error})", "Check that the file exists and may be read.")
    return parse_yaml(text, name)


def parse_yaml(text: str, name: str) -> YamlFile:
    """Text of a YAML file as plain data; see `read_yaml`."""
    builder = _Builder(name)
    try:
        builder.read(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        return _unreadable(name, f"is not valid YAML: {error.problem}", _remedy(str(error.problem)), line)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1 if isinstance(error.position, int) else None
        return _unreadable(name, "holds a character that YAML does not allow", "Remove the control character.", line)
    except _StopError as stop:
        return YamlFile(name, None, {}, (stop.problem,))
    if builder.data is None and not builder.problems:
        return _unreadable(name, "is empty", "Write its contents, or remove the file.")
    problems = tuple(replace(problem, path=named(builder.data, steps)) for steps, problem in builder.problems)
    return YamlFile(name, builder.data, builder.lines, problems, frozenset(builder.damaged))


def named(data: Any, steps: Steps) -> str:
    """Steps as people read them, with the keys of items in place of their numbers: `criteria.size.answers.small`."""
    words = ""
    for step in steps:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            data = None
        key = data.get("key") if isinstance(step, int) and isinstance(data, dict) else None
        words += f"[{step}]" if isinstance(step, int) and not isinstance(key, str) else f".{key or step}"
    return words.removeprefix(".")


def _unreadable(name: str, message: str, suggestion: str, line: int | None = None) -> YamlFile:
    problem = Problem(file=name, path="", message=f"The file {message}.", suggestion=suggestion, line=line)
    return YamlFile(name, None, {}, (problem,))


def _remedy(problem: str) -> str:
    for words, remedy in _REMEDIES:
        if words in problem:
            return remedy
    return "Check indentation, colons, quotes and brackets on this line and the one above."


class _StopError(Exception):
    """Reading cannot go on after this problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem


class _Frame:
    """A list or mapping that is being filled."""

    __slots__ = ("holder", "key", "steps")

    def __init__(self, holder: Any, steps: Steps) -> None:
        self.holder = holder
        self.steps = steps
        self.key: str | None = None


class _Builder:
    """Builds data from parser events, without recursion."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.data: Any = None
        self.lines: dict[Steps, int] = {}
        self.problems: list[tuple[Steps, Problem]] = []
        self.damaged: set[Steps] = set()
        self._frames: list[_Frame] = []
        self._documents = 0

    def read(self, events: Iterator[Any]) -> None:
        """Consume all events of one file."""
        actions: dict[type, Callable[[Any], None]] = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: lambda event: self._open(event, {}),
            yaml.SequenceStartEvent: lambda event: self._open(event, []),
            yaml.MappingEndEvent: self._close,
            yaml.SequenceEndEvent: self._close,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
        }
        for event in events:
            action = actions.get(event.__class__)
            if action is not None:
                action(event)

    def _document(self, event: Any) -> None:
        self._documents += 1
        if self._documents > 1:
            raise _StopError(self._problem(event, (), "A second document starts here (---).", "Keep one document in a file."))

    def _scalar(self, event: Any) -> None:
        frame = self._frames[-1] if self._frames else None
        plain = event.implicit[0]
        if frame is not None and frame.key is None and frame.holder.__class__ is dict:
            self._key(frame, event, plain)
            return
        steps = self._place(event)
        if event.tag is not None or event.anchor is not None:
            self._refuse_decoration(event, steps)
        text: str = event.value
        value: Any = text
        if plain and (not text or text[0] in _ODD_FIRST):
            value = self._plain(event, steps)
        elif not text.isprintable() and _UNSEEN.search(text):
            self._damage(
                event,
                steps,
                "The text holds a control character.",
                r"Remove it; write patterns in single quotes, since \b in double quotes is a backspace.",
            )
            value = _UNSEEN.sub(" ", text)
        self._put(value)

    def _key(self, frame: _Frame, event: Any, plain: bool) -> None:
        key: str = _UNSEEN.sub(" ", event.value)
        steps = (*frame.steps, key)
        if event.tag is not None or event.anchor is not None:
            self._refuse_decoration(event, steps)
        if plain and (key.lower() in _TWO_FACED or key == "<<"):
            self._note_word(event, steps, key)
        if key in frame.holder:
            first = self.lines.get(steps)
            message = f"The key `{key}` stands twice (first in line {first})."
            self.problems.append((steps, self._problem(event, steps, message, "Keep one of the two.")))
        else:
            self.lines[steps] = event.start_mark.line + 1
        frame.key = key

    def _open(self, event: Any, holder: Any) -> None:
        steps = self._place(event)
        if len(self._frames) >= MOST_DEPTH:
            suggestion = f"Nothing here goes deeper than {MOST_DEPTH} levels."
            raise _StopError(self._problem(event, steps, "Nested too deeply.", suggestion))
        if event.tag is not None or event.anchor is not None:
            self._refuse_decoration(event, steps)
        self._put(holder)
        self._frames.append(_Frame(holder, steps))

    def _close(self, _event: Any) -> None:
        self._frames.pop()

    def _alias(self, event: Any) -> None:
        steps = self._place(event)
        self._damage(
            event,
            steps,
            f"`*{event.anchor}` refers to another place (a YAML alias).",
            "Write the value out; put a text that starts with * into quotes.",
        )
        self._put(None)

    def _place(self, event: Any) -> Steps:
        """Where the value that starts now belongs; its line is noted."""
        if not self._frames:
            steps: Steps = ()
        else:
            frame = self._frames[-1]
            if frame.holder.__class__ is list:
                steps = (*frame.steps, len(frame.holder))
            elif frame.key is not None:
                return (*frame.steps, frame.key)
            else:
                raise _StopError(self._problem(event, frame.steps, "A key must be a word.", "Put the key into quotes."))
        self.lines[steps] = event.start_mark.line + 1
        return steps

    def _put(self, value: Any) -> None:
        if not self._frames:
            self.data = value
            return
        frame = self._frames[-1]
        if frame.holder.__class__ is list:
            frame.holder.append(value)
        else:
            frame.holder.setdefault(frame.key, value)
            frame.key = None

    def _plain(self, event: Any, steps: Steps) -> Any:
        text: str = event.value
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        if _INTEGER.fullmatch(text):
            return int(text)
        if _DECIMAL.fullmatch(text):
            return float(text)
        if text.lower() in _TWO_FACED:
            self._note_word(event, steps, text)
        elif _ODD_NUMBER.fullmatch(text):
            self._damage(
                event,
                steps,
                f"`{text}` reads as different numbers, or as text, in different YAML libraries.",
                "Write a number plainly (150000000, 0.5), or put a text into quotes.",
            )
        return text

    def _note_word(self, event: Any, steps: Steps, word: str) -> None:
        if word == "<<":
            self._damage(event, steps, "`<<` merges another mapping into this one.", "Write the keys out.")
            return
        self._damage(
            event,
            steps,
            f"`{word}` without quotes means true or false to some YAML libraries.",
            f'Write "{word}" in quotes, or use a clearer word.',
        )

    def _refuse_decoration(self, event: Any, steps: Steps) -> None:
        if event.anchor is not None:
            self._damage(
                event,
                steps,
                f"`&{event.anchor}` names this place for reuse (a YAML anchor).",
                "Remove it and write values out; put a text that starts with & into quotes.",
            )
        if event.tag is not None:
            self._damage(
                event,
                steps,
                f"`{event.tag}` gives a value a type of its own (a YAML tag).",
                "Remove it; put a text that starts with ! into quotes.",
            )

    def _damage(self, event: Any, steps: Steps, message: str, suggestion: str) -> None:
        self.problems.append((steps, self._problem(event, steps, message, suggestion)))
        self.damaged.add(steps)

    def _problem(self, event: Any, steps: Steps, message: str, suggestion: str) -> Problem:
        line = event.start_mark.line + 1
        return Problem(file=self.name, path=named(self.data, steps), message=message, suggestion=suggestion, line=line)
