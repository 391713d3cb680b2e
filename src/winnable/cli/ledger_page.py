"""The requirement ledger for a person in a terminal: how many of what, the gaps, what to look at, where it stands."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from winnable.cli.writer import Writer, place_words, shortened
from winnable.formats.wording import SUPPORT, clean

Plain = Mapping[str, Any]
STRENGTHS: Final = ("must", "should", "may")
KINDS: Final = (
    ("obligation", "Obligations"),
    ("evaluation", "Rules of evaluation"),
    ("submission", "Instructions on how to bid"),
    ("contract", "Terms of the contract"),
    ("background", "Background"),
)
TOP = 5


def print_ledger(view: Plain, *, full: bool = False, console: Console | None = None) -> None:
    """Print the ledger; every text of a document is shown without control characters."""
    _Page(console, full).print(clean(view))


class _Page(Writer):
    def print(self, view: Plain) -> None:
        self.counts(view["requirements"])
        self.coverage(view["coverage"])
        self.rules(view["requirements"])
        if self.full:
            self.listed(view["requirements"])
        self.pack(view)

    def counts(self, rows: Sequence[Plain]) -> None:
        self.heading("What is asked for")
        if not rows:
            self.line("Nothing is asked for in so many words.")
            return
        table = Table(box=None, pad_edge=False, header_style="dim")
        table.add_column("")
        for name in (*STRENGTHS, "all"):
            table.add_column(name, justify="right")
        counts = Counter((row["kind"], row["strength"]) for row in rows)
        for kind, name in KINDS:
            numbers = [counts[kind, strength] for strength in STRENGTHS]
            if any(numbers):
                table.add_row(name, *(str(n or "") for n in numbers), str(sum(numbers)))
        self.console.print(table)

    def coverage(self, coverage: Plain | None) -> None:
        if coverage is None:
            return
        self.heading("Coverage of the obligations")
        rest = coverage["requirements"] - coverage["matched"]
        self.line(f"{coverage['matched']} of {coverage['requirements']} placed at a capability; {rest} need a person's look.")
        if coverage["met"] is not None:
            low, high = coverage["met_range"]["low"], coverage["met_range"]["high"]
            self.line(
                f"Of the {coverage['mandatory']} mandatory ones {coverage['placed']} are placed; {coverage['met']:.0%} of these "
                f"are met ({low:.0%} to {high:.0%} as the rest settles)."
            )
        for gap in coverage["gaps"][: None if self.full else TOP]:
            self.line(f"gap: {gap['capability_name']} ({SUPPORT[gap['support']]})", "yellow")
            self.line(f'"{shortened(gap["requirement"])}"  {place_words(gap)}', "italic", 6)
        if len(coverage["gaps"]) > TOP and not self.full:
            self.line(f"{len(coverage['gaps']) - TOP} more gaps (--full shows them, --matrix lists them)", "dim")

    def rules(self, rows: Sequence[Plain]) -> None:
        weighed = [row for row in rows if row["kind"] == "evaluation" and row["weight"]]
        if weighed:
            self.heading("Rules of evaluation with a weight")
        for row in weighed[: None if self.full else TOP]:
            weight = f"{row['weight']:.0%}" if row["weight"] <= 1 else f"{row['weight']:g} points"
            self.line(f"{weight}: {shortened(row['text'])}  {place_words(row)}")

    def listed(self, rows: Sequence[Plain]) -> None:
        self.heading("All requirements")
        for row in rows:
            answer = row["capability_name"] or {"unrelated": "none of ours", "needs_review": "needs review"}[row["standing"]]
            number = f"{row['number']}  " if row["number"] else ""
            self.line(f"{row['key']}  {number}{row['strength']}, {row['kind']}: {answer}", "bold")
            self.line(f'"{row["text"]}"  {place_words(row)}', "italic", 6)

    def pack(self, view: Plain) -> None:
        self.line()
        for file in view["unread"]:
            self.line(f"not read: {file['file']} {file['reason']}; {file['remedy']}", "yellow")
        for note in view["notes"]:
            self.line(note, "yellow")
        for document in view["documents"]:
            for warning in document["warnings"]:
                self.line(f"{document['file']}: {warning}", "yellow")
        profile = view["profile"]
        self.line(f"Held against the capabilities of {profile['name']} {profile['version']}.", "dim")
