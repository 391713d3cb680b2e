"""A ranked list for a person in a terminal: the best first, each with its reasons and the question worth asking."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console

from winnable.cli.writer import Writer
from winnable.formats.wording import DECISIONS, clean, money, percent

Plain = Mapping[str, Any]


def print_rows(rows: Sequence[Plain], currency: str, *, console: Console | None = None) -> None:
    """Print ranked rows; every text of the table is shown without control characters."""
    page = Writer(console, full=True)
    if not rows:
        page.line("No row is left to rank.")
    for place, row in enumerate(rows, 1):
        _print_row(page, place, clean(row), currency)


def _print_row(page: Writer, place: int, row: Plain, currency: str) -> None:
    name = row.get("name")
    page.line(f"{place}. {name or row['id']}" + (f" ({row['id']})" if name and name != row["id"] else ""), "bold")
    chance = f"{percent(row['chance'])} ({percent(row['low'])} to {percent(row['high'])})"
    worth = f", worth {money(row['worth'], currency)}" if row["worth"] is not None else ""
    fit = f", fit {row['grade']}" if row["grade"] else ""
    known = f", {percent(row['coverage'])} of the weight known"
    page.line(f"{DECISIONS[row['decision']][0]}: chance {chance}{worth}{fit}{known}", indent=3)
    for kind, mark, style in (("reason", "+", "green"), ("red_flag", "-", "red")):
        for turn in (1, 2, 3):
            if row.get(f"{kind}_{turn}"):
                page.line(f"{mark} {row[f'{kind}_{turn}']}", style, 3)
    if row["blockers"]:
        page.line(f"! {row['blockers']}", "bold red", 3)
    if row["question"]:
        page.line(f"? {row['question']}", indent=3)
