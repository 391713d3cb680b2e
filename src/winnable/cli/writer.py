"""What pages in a terminal are written with: wrapped lines, headings, quotes with their places; plain where nobody looks on."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from winnable.formats.wording import clean

Plain = Mapping[str, Any]
QUOTE = 240


class Writer:
    """A terminal to write to; `full` asks for every row, not only the strongest."""

    def __init__(self, console: Console | None, full: bool) -> None:
        self.console = console or _console()
        self.full = full
        self.ascii = (self.console.encoding or "").lower().replace("-", "") != "utf8"

    def line(self, text: str = "", style: str = "", indent: int = 0) -> None:
        """One wrapped paragraph; never wider than the terminal."""
        room = max(self.console.width - indent, 10)
        self.console.print(
            Padding(Text(self.clean(text), style=style, overflow="fold"), (0, 0, 0, min(indent, 4))), width=room + indent
        )

    def clean(self, text: str) -> str:
        text = " ".join(clean(text).split())
        return text.encode("ascii", "replace").decode() if self.ascii else text

    def heading(self, text: str) -> None:
        self.line()
        self.line(text.upper(), "bold")


def spare(output: Path | None, *read: Path | None) -> None:
    """A click.UsageError where the file to write is one that is read, or lies in a folder that is read."""
    if output is None:
        return
    target = Path(os.path.realpath(output))
    for path in filter(None, read):
        source = Path(os.path.realpath(path))
        if target == source or (source.is_dir() and target.is_relative_to(source)):
            raise click.UsageError(f"{output.name} is one of the files to read: name another file to write.")


def _console() -> Console:
    plain = False if os.environ.get("NO_COLOR") else None  # bold and dim are escape codes too
    return Console(file=sys.stdout, highlight=False, markup=False, emoji=False, force_terminal=plain)


def shortened(quote: str) -> str:
    """A quote on one line, cut between words where it is long."""
    quote = " ".join(quote.split())
    return quote if len(quote) <= QUOTE else quote[: QUOTE - 3].rsplit(" ", 1)[0] + "..."


def place_words(voice: Plain) -> str:
    """File and page, or section where there are no pages."""
    page = f", p. {voice['page']}" if voice.get("page") else ""
    section = f", {voice['section'].rsplit(' > ', 1)[-1]}" if voice.get("section") and not page else ""
    return f"({voice['file']}{page}{section})" if voice.get("file") else ""
