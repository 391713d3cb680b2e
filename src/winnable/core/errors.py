"""What can go wrong before anything could be assessed.

WinnableError
    ProfileError    a profile, seller or case file is wrong; lists every problem found
    InputError      an answers file or an option is wrong; lists every problem found
    SourceError     a document could not be read at all
        LanguageModelError  a language model could not be asked, or gave nothing that can be used

None of these is ever a decision: "could not assess" and "walk away" share no type and no exit code.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One mistake: where it is (file, path inside the file, line if known), what is wrong, what to do."""

    file: str
    path: str
    message: str
    suggestion: str
    line: int | None = None

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        where = f" at {self.path}" if self.path else ""
        return f"{place}{where}: {self.message}\n    {self.suggestion}"


class WinnableError(Exception):
    """Base of every error that this package raises on purpose."""


class _ProblemsError(WinnableError):
    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class ProfileError(_ProblemsError):
    """A profile (or a seller's file beside it) cannot be used; `problems` lists ALL that is wrong with it."""


class InputError(_ProblemsError):
    """What the user handed over beside the documents (answers, options) cannot be used."""


class SourceError(WinnableError):
    """A source could not be read: `file`, what is the matter, and the remedy."""

    def __init__(self, file: str, message: str, remedy: str) -> None:
        super().__init__(f"{file}: {message}\n    {remedy}")
        self.file = file
        self.message = message
        self.remedy = remedy


class LanguageModelError(SourceError):
    """A language model could not be asked, or gave nothing that can be used; `file` is its host, or the settings."""
