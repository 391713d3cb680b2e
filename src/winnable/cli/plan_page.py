"""A portfolio plan for a person in a terminal: what to pursue, what a week is worth, what an urgent request would displace."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console

from winnable.cli.terminal import STYLES
from winnable.cli.writer import Writer
from winnable.formats.plan_words import (
    counts_sentence,
    gap_sentence,
    plan_heading,
    price_words,
    steps_words,
    urgent_sentence,
    worth,
)
from winnable.formats.wording import DECISIONS, percent

Plain = Mapping[str, Any]
TOP = 15
WALKS = 5


def print_plan(view: Plain, *, full: bool = False, console: Console | None = None) -> None:
    """Print a plan to standard output."""
    _Page(console, full).print(view)


class _Page(Writer):
    def print(self, view: Plain) -> None:
        plan = view["plan"]
        self.line(f"Portfolio worth {worth(plan['expected_value'], view)}", "bold")
        self.line(counts_sentence(view))
        self.line(gap_sentence(view), "" if plan["ended"] == "proven" else "bold yellow")
        if plan["worst"] is not None:
            tail = percent(plan["risk"]["tail"])
            self.line(f"In the worst {tail} of sampled outcomes it brings {worth(plan['worst'], view)} on average.")
        self.urgent(view)
        self.decisions(view)
        self.weeks(view)

    def urgent(self, view: Plain) -> None:
        if view["urgent"] is not None:
            self.heading("What is urgent")
            self.line(urgent_sentence(view), "bold")
            for words in steps_words(view["urgent"], view):
                self.line(words, indent=2)

    def decisions(self, view: Plain) -> None:
        rows = [row for row in view["decisions"] if row["decision"] != "walk_away"]
        self.heading(plan_heading(view))
        for row in rows if self.full else rows[:TOP]:
            style, mark = STYLES[row["decision"]]
            when = row["start"] if row["start"] == row["until"] else f"{row['start']} to {row['until']}"
            self.line(f"[{mark}] {row['name']}: {DECISIONS[row['decision']][1]}", style)
            weeks = ", ".join(f"{n:g} {skill}" for skill, n in row["weeks"].items() if n)
            self.line(f"{worth(row['expected_value'], view)}; {row['team']}, period {when}; weeks: {weeks or 'none'}", indent=4)
        self.more(rows, TOP)
        walks = [row for row in view["decisions"] if row["decision"] == "walk_away"]
        if walks:
            self.heading("Walk away")
        for row in walks if self.full else walks[:WALKS]:
            self.line(f"[x] {row['name']}: {row['why']}")
        self.more(walks, WALKS)

    def weeks(self, view: Plain) -> None:
        rows = [row for row in view["capacity"] if row["adds"]]
        self.heading("What one more week would add")
        if not rows:
            self.line("Nothing, as far as it was measured.")
        for row in rows if self.full else rows[:TOP]:
            self.line(price_words(row, view), "bold")
            for words in steps_words(row, view):
                self.line(words, indent=4)
        self.more(rows, TOP)

    def more(self, rows: Sequence[Plain], shown: int) -> None:
        if len(rows) > shown and not self.full:
            self.line(f"{len(rows) - shown} more (--full shows them)", "dim")
