"""`winnable backtest`: would the chances have been right? Forward in time, beside simple and well-known ways."""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

import click

from winnable.formats.wording import clean

if TYPE_CHECKING:
    from winnable.core.columns import ColumnMap
    from winnable.core.profile import Profile
    from winnable.formats.backtest_view import Backtested
    from winnable.learning.answers import Floats
    from winnable.learning.baselines import Forecaster
    from winnable.learning.history import History
    from winnable.learning.leaks import Leak
    from winnable.learning.learned import Stated, Task
    from winnable.learning.trial import Told, Trial

SLOW_DRAWS: Final = 0  # draws of the learning curve for boosted trees: they would take most of the time and tell least
SETTLED: Final = 1.0  # seconds after which the time that is left is told
VALUED: Final = 0.8  # share of deals that must have an amount for money to be told
Numbers = tuple["Floats", "Floats"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    """What was asked for."""

    chance: float | None
    draws: int
    seed: int
    value_column: str | None
    trust: tuple[str, ...]


@click.command()
@click.argument("history", type=click.Path(path_type=Path))
@click.option("--profile", "profile_name", default="liferay", show_default=True, help="Name of a shipped profile, or a folder.")
@click.option("--map", "mapping", type=click.Path(path_type=Path), help="What its columns mean (YAML); guessed without it.")
@click.option(
    "--chance", type=click.FloatRange(0, 1, min_open=True, max_open=True), help="Share of deals that you win, as you know it."
)
@click.option("--draws", type=click.IntRange(1, 1000), default=20, show_default=True, help="Draws for the learning curves.")
@click.option("--seed", type=int, default=1, show_default=True, help="For the draws.")
@click.option("--value-column", metavar="COLUMN", help="Amounts of the deals, if the map names none.")
@click.option("--trust", multiple=True, metavar="COLUMN", help="Use this column although it seems to know the outcome.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), help="Write it as one self-contained HTML file.")
def backtest(history: Path, profile_name: str, mapping: Path | None, as_json: bool, html: Path | None, **wish: Any) -> None:
    """Say how good chances learned from HISTORY would have been: each deal is foretold from those closed before it.

    Beside it stand the base rate, a stage table, Odoo's formula, ridge logistic regression, and boosted trees where they are
    installed. Columns that know the outcome are named first and left out. Ctrl-C keeps what is finished.
    """
    from winnable.cli.writer import spare
    from winnable.formats.backtest_view import backtest_view
    from winnable.formats.profiles import profile_folder
    from winnable.formats.report import write_page

    spare(html, history, mapping, profile_folder(profile_name))
    deals, columns, profile = _read(history, mapping, profile_name)
    view = backtest_view(_tested(deals, columns, profile, _Wish(**wish), mapping is not None, quiet=as_json))
    if html is not None:
        from winnable.formats.backtest_report import backtest_html

        write_page(backtest_html(view), html)
        click.echo(f"Report: {clean(str(html))}", err=True)
    if as_json:
        json.dump(view, sys.stdout, ensure_ascii=False, indent=1, allow_nan=False)
        sys.stdout.write("\n")
    else:
        from winnable.cli.backtest_page import print_backtest

        print_backtest(view)


def _read(history: Path, mapping: Path | None, profile_name: str) -> "tuple[History, ColumnMap, Profile]":
    from winnable.core.errors import InputError, Problem
    from winnable.formats.column_maps import load_column_map
    from winnable.formats.crm_words import load_crm_words
    from winnable.formats.history import history_of, read_table
    from winnable.formats.profiles import load_profile
    from winnable.learning.proposal import propose

    profile = load_profile(profile_name)
    table = read_table(history)
    if mapping is not None:
        columns = load_column_map(mapping, profile, tuple(table.columns), table.file)
    else:
        columns = propose(table.columns, profile, load_crm_words()).column_map
    if columns.outcome is None:
        problem = Problem(
            file=(mapping or history).name,
            path="",
            message="Nothing can be tested: no column tells the outcome.",
            suggestion="Write a map with `winnable map`, name the outcome in it, and pass it with --map.",
        )
        raise InputError((problem,))
    return history_of(table, columns), columns, profile


def _tested(
    history: "History", columns: "ColumnMap", profile: "Profile", wish: _Wish, confirmed: bool, *, quiet: bool
) -> "Backtested":
    """The history without what knows the outcome, put to the test."""
    from winnable.formats.backtest_view import Backtested
    from winnable.formats.boosted import PACKAGES, is_installed
    from winnable.learning.answers import answers_of
    from winnable.learning.learned import Stated
    from winnable.learning.tasks import repeat_notes, task_of
    from winnable.learning.trial import closed_part

    leaks = _leaks(history, columns, wish.trust)
    left_out = tuple(dict.fromkeys(leak.column for leak in leaks if leak.kind != "known_late"))
    used = replace(columns, columns={name: use for name, use in columns.columns.items() if name not in left_out})
    closed = closed_part(history)
    task = task_of(closed, answers_of(closed, used, profile))
    _refuse_hopeless(history, task, left_out)
    stated = Stated(chance=wish.chance or columns.chance or profile.prior.chance)
    values, money_notes = _values(closed, columns, profile, wish)
    guessed = () if confirmed else ("The columns were guessed; nobody confirmed it: see `winnable map`.",)
    untested = Backtested(
        history=history.name,
        profile=profile,
        chance=stated.chance,
        leaks=leaks,
        left_out=left_out,
        answers=task.answers,
        won=task.won,
        missing=tuple(way for way in PACKAGES if not is_installed(way)),
        currency=profile.policy.currency,
        life_in="days" if columns.closed else f"of the column {columns.order}",
        notes=(*guessed, *repeat_notes(history, by_id=columns.id is not None), *money_notes),
    )
    return _foretold(untested, task, stated, closed, columns, values, wish, quiet=quiet)


def _foretold(
    untested: "Backtested",
    task: "Task",
    stated: "Stated",
    closed: "History",
    columns: "ColumnMap",
    values: "Numbers | None",
    wish: _Wish,
    *,
    quiet: bool,
) -> "Backtested":
    """All ways on all pieces; nothing where there are too few deals."""
    import numpy as np

    from winnable.learning.learned import learn
    from winnable.learning.trial import FEWEST, curve_of, forecasts_of, trial_of

    if len(closed) < FEWEST:
        return untested
    luck = np.random.default_rng(wish.seed).random((wish.draws, len(closed)))
    trial = trial_of(task.answers, closed.accounts, task.days, luck)
    learned = learn(task, stated)
    ways, notes = _ways(task, stated, closed, columns)
    told, finished = worked(ways, trial, quiet=quiet)
    return replace(
        untested,
        trial=trial,
        learned=learned,
        forecasts=forecasts_of(told, trial, task.won, *(values or ())),
        curve=curve_of(told, trial, task.won),
        notes=(*untested.notes, *notes),
        finished=finished,
    )


def _leaks(history: "History", columns: "ColumnMap", trusted: Sequence[str]) -> "tuple[Leak, ...]":
    """What the alarm finds in the columns that would be learned from, without those that a person insists on."""
    from winnable.formats.crm_words import load_crm_words
    from winnable.formats.shapes import did_you_mean, listed
    from winnable.learning.leaks import leaks_in

    for name in trusted:
        if name not in columns.columns:
            hint = did_you_mean(name, columns.columns, f"Columns of the map: {listed(columns.columns)}.")
            raise click.UsageError(f"--trust: the map uses no column `{name}`. {hint}")
    asked = tuple(name for name in columns.columns if name not in trusted)
    words = load_crm_words()
    return leaks_in(history, columns, asked, blank=words.blank, late=words.late) if asked else ()


def _refuse_hopeless(history: "History", task: "Task", left_out: Sequence[str]) -> None:
    from winnable.core.errors import InputError, Problem

    won = int(task.won.sum())
    if not 0 < won < len(task.won):
        message = f"Of {len(history):,} deals {len(task.won):,} are closed, and {won:,} of these were won."
        suggestion = "A test needs deals that were won and deals that were not: check the outcome in the map."
    elif not task.answers.series:
        known = f": {', '.join(left_out)}" if left_out else ""
        message = f"There is no column to learn from{' but those that know the outcome' if left_out else ''}{known}."
        suggestion = "Name columns that answer criteria, or that are to be learned, in the map."
    else:
        return
    raise InputError((Problem(file=history.name, path="", message=message, suggestion=suggestion),))


def _values(
    history: "History", columns: "ColumnMap", profile: "Profile", wish: _Wish
) -> "tuple[Numbers | None, tuple[str, ...]]":
    """Margin and cost of every closed deal by the profile's policy; or why there is no money to tell."""
    import numpy as np

    from winnable.learning.leaks import leaks_in

    name = columns.amount or wish.value_column
    if wish.value_column is not None and wish.value_column not in history.columns:
        from winnable.formats.shapes import did_you_mean, listed

        hint = did_you_mean(wish.value_column, history.columns, f"Its columns: {listed(history.columns)}.")
        raise click.UsageError(f"--value-column: there is no column `{wish.value_column}`. {hint}")
    if name is None:
        return None, ("Money is not told: no column holds amounts (--value-column names one).",)
    cells = history.amounts if columns.amount else history.columns[name]
    amounts = np.array([cell if isinstance(cell, float) and cell > 0 else np.nan for cell in cells])
    zero = np.array([cell == 0 for cell in cells])
    won = np.array([outcome == "won" for outcome in history.outcomes])
    if zero[~won].mean() > VALUED and zero[won].mean() < 1 - VALUED:
        share = "every lost deal" if zero[~won].all() else f"{zero[~won].mean():.0%} of the lost deals"
        return None, (f"Money is not told: the column {name} is 0 for {share}, so it knows the outcome.",)
    if np.isnan(amounts).mean() > 1 - VALUED:
        return None, (f"Money is not told: the column {name} holds an amount for only {(~np.isnan(amounts)).mean():.0%}.",)
    leaks = [leak for leak in leaks_in(history, columns, (name,)) if leak.kind != "known_late"]
    if leaks and name not in wish.trust:
        return None, (f"Money is not told: the column {name} knows the outcome ({leaks[0].reason}).",)
    policy = profile.policy
    values = np.where(np.isnan(amounts), policy.value, amounts * policy.margin_of_budget)
    return (values, policy.cost + policy.cost_of_value * values), ()


def _ways(
    task: "Task", stated: "Stated", history: "History", columns: "ColumnMap"
) -> "tuple[dict[str, Forecaster], tuple[str, ...]]":
    """Every way that gives a chance, the quickest first, and a note where there is no stage table."""
    import numpy as np

    from winnable.formats.boosted import is_installed, ours_boosted, peers
    from winnable.learning.backtest import ours
    from winnable.learning.baselines import base_rate, odoo, ridge, stage_table
    from winnable.learning.leaks import leaks_in
    from winnable.learning.trial import ENOUGH_TO_BOOST

    answers, won, days = task.answers, task.won, task.days
    ways = {"base_rate": base_rate(won, stated.chance), "ours": ours(answers, won, days, stated)}
    stages = [""] * len(history)
    notes: tuple[str, ...] = ("There is no stage table: the map names no column for the stage.",)
    if columns.stage is not None:
        notes = (f"There is no stage table: the column {columns.stage} knows the outcome.",)
        if columns.outcome and columns.outcome.column != columns.stage and not leaks_in(history, columns, (columns.stage,)):
            stages, notes = list(history.stages), ()
            ways["stage_table"] = stage_table(won, stages, stated.chance)
    ways |= {"odoo": odoo(answers, won, stages), "ridge": ridge(answers, won)}
    if days is not None and len(np.asarray(won)) >= ENOUGH_TO_BOOST and is_installed("ebm"):
        ways["ours_boosted"] = ours_boosted(answers, won, days, stated)
    return ways | peers(answers, won), notes


def left_words(spent: "Mapping[str, Sequence[float]]", wanted: "Mapping[str, int]") -> str:
    """The seconds that are left by what each way took so far; "at least" while some have not begun."""
    left = sum((wanted[way] - len(took)) * sum(took) / len(took) for way, took in spent.items())
    known = "about" if wanted.keys() == spent.keys() else "at least"
    return f", {known} {max(left, 1.0):,.0f} s left"


def worked(ways: "Mapping[str, Forecaster]", trial: "Trial", *, quiet: bool) -> "tuple[list[Told], bool]":
    """What all ways foretold, with progress and rate where a person looks on; Ctrl-C ends it and keeps what is finished."""
    from winnable.formats.boosted import PACKAGES
    from winnable.learning.trial import pieces, pieces_of, work

    draws = dict.fromkeys((*PACKAGES, "ours_boosted"), SLOW_DRAWS)
    shown = not quiet and sys.stderr.isatty()
    of = pieces(ways, trial, draws)
    begin = last = monotonic()
    spent: dict[str, list[float]] = {}
    told: list[Told] = []
    finished = True
    try:
        for one in work(ways, trial, draws):
            told.append(one)
            now = monotonic()
            spent.setdefault(one.way, []).append(now - last)
            last = now
            if shown:
                left = left_words(spent, pieces_of(ways, trial, draws)) if now - begin > SETTLED else ""
                line = f"Testing: {len(told):,} of {of:,}{left}"
                click.echo(f"\r\x1b[K{line} (Ctrl-C keeps what is finished)", nl=False, err=True)
    except KeyboardInterrupt:
        finished = False
    if shown:
        click.echo("\r\x1b[K", nl=False, err=True)
    if not finished and not {"ours", "base_rate"} <= {one.way for one in told if one.piece is trial.full[-1]}:
        raise KeyboardInterrupt
    return told, finished
