"""`winnable compare`: why two saved qualifications of one opportunity differ."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from winnable.formats.wording import clean

TOP = 12  # changes shown before the rest is summed


@click.command()
@click.argument("before", type=click.Path(path_type=Path))
@click.argument("after", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), help="Write it as one self-contained HTML file.")
@click.option("--full", is_flag=True, help="Show every change, not only the largest.")
def compare(before: Path, after: Path, as_json: bool, html: Path | None, full: bool) -> None:
    """Say why two qualifications of one opportunity differ, change by change; the parts sum to the difference.

    BEFORE and AFTER are what `winnable qualify --json` printed, saved to files.
    """
    from winnable.cli.writer import spare
    from winnable.formats.comparison import comparison_html, comparison_of
    from winnable.formats.report import write_page
    from winnable.formats.saved import read_saved

    spare(html, before, after)
    comparison = comparison_of(read_saved(before), read_saved(after))
    if html is not None:
        write_page(comparison_html(comparison), html)
        click.echo(f"Report: {clean(str(html))}", err=True)
    if as_json:
        json.dump(comparison, sys.stdout, ensure_ascii=False, indent=2, allow_nan=False)
        sys.stdout.write("\n")
    else:
        _print(comparison, full)


def _print(comparison: Mapping[str, Any], full: bool) -> None:
    from winnable.cli.writer import Writer
    from winnable.formats.comparison import chance_sentence, headline, money_sentence, points

    page = Writer(None, full)
    page.line(comparison["opportunity"], "bold")
    page.line(headline(comparison), "bold")
    page.line(chance_sentence(comparison))
    page.line(money_sentence(comparison))
    for note in comparison["notes"]:
        page.line(note, "bold yellow")
    changes = comparison["changes"]
    if not changes:
        page.line("Nothing changed.")
        return
    page.heading("What changed")
    shown = changes if full else changes[:TOP]
    for change in shown:
        _print_change(page, change, comparison["currency"])
    if len(changes) > len(shown):
        rest = sum(change["chance"] for change in changes[len(shown) :])
        page.line(f"{points(rest)}  {len(changes) - len(shown)} more (--full shows them)", "dim")


def _print_change(page: Any, change: Mapping[str, Any], currency: str) -> None:
    from winnable.cli.writer import place_words, shortened
    from winnable.formats.comparison import KINDS, change_words, difference_of_money, moved, points

    money = difference_of_money(change["money"], currency) if change["money"] else "no part"
    part = points(change["chance"]) if change["chance"] else money
    doublings = f" ({moved(change['doublings'])} doublings)" if moved(change["doublings"]) else ""
    style = "" if abs(change["chance"]) < 0.0005 else "green" if change["chance"] > 0 else "red"
    page.line(f"{part}{doublings}  {KINDS[change['kind']]}", style)
    page.line(f"{change['question']} {change_words(change)}", indent=4)
    if change["note"]:
        page.line(change["note"], "dim", 4)
    if change["blocker"]:
        page.line(f"A blocker was {change['blocker']} here.", "bold", 4)
    for voice in change["evidence"]:
        if voice["quote"]:
            page.line(f'"{shortened(voice["quote"])}"  {place_words(voice)}', "italic", 4)
