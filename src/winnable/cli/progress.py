"""Progress on stderr: a bar where a person looks on, nothing where a program does."""

import sys
from collections.abc import Callable
from types import TracebackType
from typing import Any

from winnable.formats.wording import clean


class Progress:
    """Shows how far reading has come; silent unless stderr is a terminal."""

    def __init__(self, quiet: bool) -> None:
        self.shown = not quiet and sys.stderr.isatty()
        self._bar: Any = None

    def __enter__(self) -> "Progress":
        if self.shown:
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

            columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
            self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
            self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.stop()

    def step(self, name: str) -> Callable[[int, int], None]:
        """A callback (done, of) for one file or one piece of work."""
        if self._bar is None:
            return lambda _done, _of: None
        bar, task = self._bar, self._bar.add_task(clean(name), total=None)
        return lambda done, of: bar.update(task, completed=done, total=of)

    def documents(self) -> Callable[[str, int, int], None]:
        """A callback (name, done, of) for the documents of a pack, each with a line of its own."""
        steps: dict[str, Callable[[int, int], None]] = {}

        def report(name: str, done: int, of: int) -> None:
            if name not in steps:
                steps[name] = self.step(name)
            steps[name](done, of)

        return report
