"""`winnable replay`: on closed deals, how many questions it takes until the decision stands, and how early bad news came."""

import json
import random
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from winnable.core.profile import STAGES
from winnable.formats.wording import clean

if TYPE_CHECKING:
    from winnable.core.columns import ColumnMap
    from winnable.core.profile import Profile
    from winnable.formats.replay_view import Replayed
    from winnable.learning.bad_news import Course
    from winnable.learning.history import History
    from winnable.learning.replay import Recorded

MOST = 1000  # deals that are replayed unless somebody asks for more,
WORK = 1_000_000  # and fewer where there are many criteria: time grows with their square, and a minute is long enough
SEED = 1


@click.command()
@click.argument("history", type=click.Path(path_type=Path))
@click.option("--map", "mapping", type=click.Path(path_type=Path), required=True, help="What its columns mean (YAML).")
@click.option("--profile", "profile_name", default="liferay", show_default=True, help="Name of a shipped profile, or a folder.")
@click.option("--stages", type=click.Path(path_type=Path), help="The stage history: what was known when.")
@click.option(
    "--stage", type=click.Choice(STAGES), default="early", show_default=True, help="Where the sale stands while asking."
)
@click.option("--value", type=click.FloatRange(0, min_open=True), help="Margin of a deal; the policy's unless given.")
@click.option("--cost", type=click.FloatRange(0), help="What pursuing a deal costs; the policy's unless given.")
@click.option("--most", type=click.IntRange(2), help="Deals at most, of more some are drawn; 1000 unless the criteria are many.")
@click.option("--seed", type=int, default=SEED, show_default=True, help="For the draw and for the random order.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), help="Write it as one self-contained HTML file.")
def replay(
    history: Path,
    mapping: Path,
    profile_name: str,
    stages: Path | None,
    stage: str,
    value: float | None,
    cost: float | None,
    most: int | None,
    seed: int,
    as_json: bool,
    html: Path | None,
) -> None:
    """Ask the closed deals of HISTORY again, from nothing known, and count questions until the final decision stands.

    Our order is held against MEDDPICC's, BANT's, a random order and information gain. With --stages each deal is also judged as
    it was known on each day: how long before its close did the recommendation turn? Nothing is learned from outcomes here.
    """
    from winnable.cli.progress import Progress
    from winnable.formats.replay_view import replay_view
    from winnable.learning.bad_news import courses_of

    read, columns, profile = _read(history, mapping, profile_name, stages)
    stakes = {key: given for key, given in (("stage", stage), ("value", value), ("cost", cost)) if given is not None}
    courses = courses_of(read, columns, profile, _nobody()) if stages else ()
    drawn = most or max(min(MOST, WORK // len(profile.criteria) ** 2), 2), seed
    with Progress(as_json) as progress:
        replayed = _replayed(read, columns, profile, stakes, drawn, courses, progress.step("Asking again"))
    _show(replay_view(replayed), html, as_json)


def _read(history: Path, mapping: Path, profile_name: str, stages: Path | None) -> "tuple[History, ColumnMap, Profile]":
    """The history, what its columns mean, and the profile cut to what they answer."""
    from winnable.core.errors import InputError, Problem
    from winnable.formats.column_maps import load_column_map
    from winnable.formats.history import history_of, read_changes, read_table
    from winnable.formats.profiles import load_profile
    from winnable.learning.replay import with_columns

    profile = load_profile(profile_name)
    table = read_table(history)
    columns = load_column_map(mapping, profile, tuple(table.columns), table.file)
    cut = with_columns(profile, columns)
    if columns.outcome is None or not cut.criteria:
        what, remedy = "no column tells the outcome", "Add `outcome: {column: NAME, won: [...], lost: [...]}` to the map."
        if columns.outcome is not None:
            what = f"no column answers a criterion of the profile {profile.key}"
            remedy = "Add `NAME: {criterion: KEY, answers: {value: answer}}` under `columns` of the map."
        raise InputError((Problem(file=mapping.name, path="", message=f"Nothing can be replayed: {what}.", suggestion=remedy),))
    return history_of(table, columns, read_changes(stages, columns.dates) if stages else None), columns, cut


def _nobody() -> Any:
    """No seller: what a history answers is all that is known."""
    from winnable.formats.cases import NO_SELLER

    return NO_SELLER


def _replayed(
    history: "History",
    columns: "ColumnMap",
    profile: "Profile",
    stakes: Mapping[str, Any],
    drawn: tuple[int, int],
    courses: "Sequence[Course]",
    on_progress: "Callable[[int, int], None]",
) -> "Replayed":
    from winnable.core.opportunity import Opportunity
    from winnable.formats.methods import load_methods
    from winnable.formats.replay_view import Replayed
    from winnable.learning.replay import is_told_by, order_of, recorded_of, replays

    recorded = recorded_of(history, columns, profile)
    closed = [deal for deal, done in zip(recorded, history.is_closed, strict=True) if done]
    deals, notes = _drawn(closed, history.name, *drawn)
    chance = random.Random(drawn[1])  # noqa: S311 (an order to compare with, nothing secret)
    keys = [criterion.key for criterion in profile.criteria]
    methods = load_methods()
    fitting = [method for method in methods if is_told_by(method, profile)]
    silent = " and ".join(method.name for method in methods if method not in fitting)
    left = (f"{silent}: not replayed, for none of its letters matches a criterion that has a column.",) if silent else ()
    return Replayed(
        history=history.name,
        profile=profile.key,
        version=profile.version,
        closed=len(closed),
        criteria=len(keys),
        replays=replays(
            deals,
            profile,
            _nobody(),
            fixed={method.key: order_of(method, profile) for method in fitting},
            shuffled=[chance.sample(keys, len(keys)) for _ in deals],
            opportunity=Opportunity(name="", **stakes),
            on_progress=on_progress,
        ),
        courses=tuple(courses),
        names={method.key: method.name for method in fitting},
        notes=(*notes, *left),
    )


def _drawn(closed: "Sequence[Recorded]", name: str, most: int, seed: int) -> "tuple[Sequence[Recorded], tuple[str, ...]]":
    """All closed deals, or some of them drawn at random and a note that says so."""
    from winnable.core.errors import InputError, Problem

    if len(closed) < 2:
        message = f"Too few closed deals: {len(closed)}. A replay needs at least two."
        raise InputError((Problem(file=name, path="", message=message, suggestion="Export closed deals too."),))
    if len(closed) <= most:
        return closed, ()
    drawn = random.Random(seed).sample(closed, most)  # noqa: S311
    return drawn, (f"{most:,} of {len(closed):,} closed deals were drawn at random (seed {seed}); --most takes more.",)


def _show(view: dict[str, Any], html: Path | None, as_json: bool) -> None:
    from winnable.formats.replay_view import replay_html
    from winnable.formats.report import write_page

    if html is not None:
        write_page(replay_html(view), html)
        click.echo(f"Report: {clean(str(html))}", err=True)
    if as_json:
        json.dump(view, sys.stdout, ensure_ascii=False, indent=2, allow_nan=False)
        sys.stdout.write("\n")
    else:
        _print(view)


def _print(view: Mapping[str, Any]) -> None:
    from winnable.cli.writer import Writer
    from winnable.formats.replay_view import news_words, order_words, saved_words

    page = Writer(None, full=False)
    page.line(f"{view['history']}: {view['replayed']:,} of {view['closed']:,} closed deals, {view['criteria']} criteria", "bold")
    for note in view["notes"]:
        page.line(note, "yellow")
    page.line(f"For {view['at_once']:.0%} of them the final decision stood before anything was asked.")
    page.heading("Questions until the final decision stands (mean, 95 % interval)")
    for order in view["orders"]:
        page.line(f"{order_words(order):>22}  {order['name']}")
        if saved_words(order):
            page.line(saved_words(order), "dim", 4)
    page.heading("How early bad news came")
    if view["bad_news"] is None:
        page.line("Without --stages, what was known when cannot be told.")
        return
    for kind in ("lost", "won"):
        page.line(news_words(view["bad_news"][kind], kind))
