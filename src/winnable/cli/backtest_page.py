"""A backtest for a person in a terminal: what would mislead first, then what it comes to, then the figures."""

from collections.abc import Mapping
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from winnable.cli.writer import Writer
from winnable.formats import backtest_view as words
from winnable.formats.wording import clean, percent, signed

Plain = Mapping[str, Any]


def print_backtest(view: Plain, console: Console | None = None) -> None:
    """Print the backtest; every text of the table is shown without control characters."""
    _Page(console, full=False).print(clean(view))


class _Page(Writer):
    def print(self, view: Plain) -> None:
        self.leaks(view)
        self.line(f"{view['history']}: {view['deals']:,} closed deals, {percent(view['won'] / view['deals'])} won", "bold")
        self.line(words.verdict_words(view), "bold green" if view["verdict"] == "signal" else "bold yellow")
        self.line(words.how_words(view), "dim")
        if not view["finished"]:
            self.line("It was stopped; what is shown was finished before.", "yellow")
        if view["ways"]:
            self.scores(view)
            self.curve(view)
            self.learned(view["learned"])
        for note in (*view["notes"], words.missing_words(view)):
            if note:
                self.line()
                self.line(note, "dim")

    def leaks(self, view: Plain) -> None:
        for leak in view["leaks"]:
            late = leak["kind"] == "known_late"
            said = f"{leak['column']} may be known late, {leak['reason']}" if late else f"{leak['column']}: {leak['reason']}"
            self.line(f"! {said}", "yellow" if late else "bold red")
        if view["left_out"]:
            self.line("These columns know the outcome and were left out; --trust COLUMN keeps one.", "bold red")

    def scores(self, view: Plain) -> None:
        chosen = words.chosen_way(view)
        assert chosen is not None
        self.heading("Chances given beforehand")
        self.line(words.calibration_words(chosen))
        self.table(
            ("", "log loss", "AUC", "Brier", "slope", "lift 10 %"),
            [
                (
                    way["name"],
                    words.number(way["log_loss"]),
                    words.number(way["auc"]),
                    words.number(way["brier"]),
                    words.number(way["slope"], 2),
                    words.number(way["lift"], 2),
                )
                for way in sorted(view["ways"], key=lambda way: way["log_loss"])
            ],
        )
        self.line(view["takeover"]["why"] if view["takeover"]["tried"] else f"Boosted model: {view['takeover']['why']}")
        if chosen["money"] is not None:
            self.line(f"Money decided by these chances: {words.money_words(chosen, view['currency'])}.")

    def curve(self, view: Plain) -> None:
        if not view["curve"]:
            return
        self.heading("Log loss after so many deals")
        sizes = words.curve_sizes(view)
        rows = [
            (name, *(words.number(point["log_loss"] if point else None) for point in points))
            for name, points in words.curve_rows(view)
        ]
        self.table(("", *(f"{size:,}" for size in sizes)), rows)

    def learned(self, learned: Plain | None) -> None:
        if learned is None:
            return
        self.heading("What was learned")
        self.line(words.slope_words(learned))
        for one in learned["criteria"]:
            if one["is_sure"]:
                added = f"{signed(one['mean'])} ({signed(one['low'])} to {signed(one['high'])})"
                self.line(f"{words.residual_words(one)}  {added} doublings {words.beyond(one)}")

    def table(self, heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
        """Figures in columns; on a narrow terminal each row is a line of its own."""
        if self.console.width < 78:
            for row in rows:
                self.line(f"{row[0]}: " + ", ".join(f"{head} {cell}" for head, cell in zip(heads[1:], row[1:], strict=True)))
            return
        table = Table(box=box.ASCII if self.ascii else box.SIMPLE, show_edge=False, pad_edge=False)
        for number, head in enumerate(heads):
            table.add_column(head, justify="right" if number else "left", no_wrap=bool(number))
        for row in rows:
            table.add_row(*(Text(self.clean(cell)) for cell in row))
        self.console.print(table)
