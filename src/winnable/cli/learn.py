"""`winnable learn`: what closed deals would change in a profile. `winnable accept`: a new version of the profile with it."""

import json
import sys
from collections.abc import Mapping, Sequence
from os.path import realpath
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from winnable.formats.wording import clean

if TYPE_CHECKING:
    from winnable.core.columns import ColumnMap
    from winnable.core.profile import Profile
    from winnable.learning.changes import Revision
    from winnable.learning.history import History
    from winnable.learning.learned import Task

FEWEST = 2  # closed deals, and at least one of them won and one not


@click.command()
@click.argument("history", type=click.Path(path_type=Path))
@click.option("--profile", "profile_name", default="liferay", show_default=True, help="Name of a shipped profile, or a folder.")
@click.option("--map", "mapping", type=click.Path(path_type=Path), required=True, help="What its columns mean (YAML).")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for revision.md, .json and .diff, and the completed mapping.yaml.",
)
@click.option(
    "--chance", type=click.FloatRange(0, 1, min_open=True, max_open=True), help="Share of deals that you win, as you know it."
)
@click.option("--again", is_flag=True, help="Learn from a history that the profile was learned from already.")
@click.option("--trust", multiple=True, metavar="COLUMN", help="Learn from this column although it seems to know the outcome.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), help="Write it as one self-contained HTML file.")
def learn(
    history: Path,
    profile_name: str,
    mapping: Path,
    out: Path | None,
    chance: float | None,
    again: bool,
    trust: tuple[str, ...],
    as_json: bool,
    html: Path | None,
) -> None:
    """Say what the closed deals of HISTORY would change in the profile, and what each change rests on.

    Nothing is changed: read the revision, then `winnable accept` writes a new version of the profile. A column that knows the
    outcome is named, and nothing is learned until it is left out of the map.
    """
    from winnable.cli.writer import spare
    from winnable.formats.profiles import profile_folder
    from winnable.formats.report import write_page
    from winnable.formats.revision_report import revision_html, revision_text, revision_view
    from winnable.formats.revisions import completed_mapping, saved

    spare(html, history, mapping, profile_folder(profile_name))
    if out is not None and realpath(out / "mapping.yaml") == realpath(mapping):
        raise click.UsageError(f"--out would replace {mapping.name}: name another folder.")
    deals, columns, profile = _read(history, mapping, profile_name)
    if not again:
        _refuse_known(deals, profile)
    _refuse_leaks(deals, columns, trust)
    revision = _learned(deals, columns, profile, chance, quiet=as_json)
    view = revision_view(revision, profile, profile_name, _turned(profile, profile_name, revision))
    plain = saved(revision, profile_name)
    if out is not None:
        _write(out, revision_text(view), plain, _diff(profile, profile_name, revision))
        write_page(completed_mapping(mapping.read_text(encoding="utf-8-sig"), revision), out / "mapping.yaml")
    if html is not None:
        write_page(revision_html(view), html)
        click.echo(f"Report: {clean(str(html))}", err=True)
    if as_json:
        json.dump(plain, sys.stdout, ensure_ascii=False, indent=2, allow_nan=False)
        sys.stdout.write("\n")
    else:
        _print(view, out, profile_name)


def _read(history: Path, mapping: Path, profile_name: str) -> "tuple[History, ColumnMap, Profile]":
    from winnable.core.errors import InputError, Problem
    from winnable.formats.column_maps import load_column_map
    from winnable.formats.history import history_of, read_table
    from winnable.formats.profiles import load_profile

    profile = load_profile(profile_name)
    table = read_table(history)
    columns = load_column_map(mapping, profile, tuple(table.columns), table.file)
    if columns.outcome is None or not columns.columns:
        what = "no column tells the outcome" if columns.outcome is None else "no column answers a criterion"
        problem = Problem(file=mapping.name, path="", message=f"Nothing can be learned: {what}.", suggestion="Add it to the map.")
        raise InputError((problem,))
    return history_of(table, columns), columns, profile


def _refuse_known(history: "History", profile: "Profile") -> None:
    """InputError where the profile names this history, or one of the same deals, among its sources."""
    from winnable.core.errors import InputError, Problem
    from winnable.learning.changes import learned_before
    from winnable.learning.tasks import digest_of

    source = learned_before(profile, history.name, digest_of(history))
    if source is not None:
        message = f"The profile was learned from these deals already (it says `{source}`): again, they would count twice."
        remedy = (
            "Learn with the profile as it was before; or put newer deals alone into a file of another name; "
            "or, if these are other deals, say --again."
        )
        raise InputError((Problem(file=history.name, path="", message=message, suggestion=remedy),))


def _turned(profile: "Profile", profile_name: str, revision: "Revision") -> tuple[str, ...]:
    from winnable.formats.profiles import profile_folder
    from winnable.formats.revisions import turned_cases
    from winnable.learning.changes import revised

    return tuple(c.sentence for c in turned_cases(profile, revised(profile, revision), profile_folder(profile_name)))


def _refuse_leaks(history: "History", columns: "ColumnMap", trusted: Sequence[str]) -> None:
    """InputError with every column that is learned from and knows the outcome; one that is suspect by its name is told."""
    from winnable.core.errors import InputError, Problem
    from winnable.formats.crm_words import load_crm_words
    from winnable.formats.shapes import did_you_mean, listed
    from winnable.learning.leaks import leaks_in

    for name in trusted:
        if name not in columns.columns:
            hint = did_you_mean(name, columns.columns, f"Columns of the map: {listed(columns.columns)}.")
            raise click.UsageError(f"--trust: the map uses no column `{name}`. {hint}")
    words = load_crm_words()
    leaks = leaks_in(history, columns, tuple(columns.columns), blank=words.blank, late=words.late)
    problems = []
    for leak in leaks:
        if leak.column in trusted:
            continue
        if leak.kind == "known_late":
            click.echo(f"Note: the column `{clean(leak.column)}` may be known late, {clean(leak.reason)}.", err=True)
            continue
        message = f"The column `{leak.column}` knows the outcome: {leak.reason}."
        remedy = f"Move it to `left_out` in the map; or, if it is known in time, say --trust '{leak.column}'."
        problems.append(Problem(file=history.name, path=leak.column, message=message, suggestion=remedy))
    if problems:
        raise InputError(tuple(problems))


def _learned(history: "History", columns: "ColumnMap", profile: "Profile", chance: float | None, *, quiet: bool) -> "Revision":
    from winnable.cli.progress import Progress
    from winnable.learning.answers import answers_of
    from winnable.learning.learned import Stated
    from winnable.learning.learned import learn as learn_from
    from winnable.learning.revision import revise
    from winnable.learning.tasks import digest_of, repeat_notes, task_of

    for note in repeat_notes(history, by_id=columns.id is not None):
        click.echo(f"Note: {note}", err=True)
    task = task_of(history, answers_of(history, columns, profile))
    _refuse_few(history, task)
    stated = Stated(chance=chance or columns.chance or profile.prior.chance)
    with Progress(quiet) as progress:
        step, done = progress.step("learning"), 0

        def tick() -> None:
            nonlocal done
            done += 1
            step(done, max(done, 100))  # how many fits there will be shows only on the way

        learned = learn_from(task, stated, tick)
    return revise(learned, task, profile, stated, history.name, digest_of(history))


def _refuse_few(history: "History", task: "Task") -> None:
    from winnable.core.errors import InputError, Problem

    won = int(task.won.sum())
    if len(task.won) >= FEWEST and 0 < won < len(task.won):
        return
    message = f"Of {len(history):,} deals {len(task.won):,} are closed, and {won:,} of these were won."
    suggestion = "Learning needs deals that were won and deals that were not: check the outcome in the map."
    raise InputError((Problem(file=history.name, path="", message=message, suggestion=suggestion),))


def _diff(profile: "Profile", profile_name: str, revision: "Revision") -> str:
    from winnable.formats.profiles import profile_folder
    from winnable.formats.revisions import diff_of, rewritten
    from winnable.learning.changes import revised

    folder = profile_folder(profile_name)
    return diff_of(folder, rewritten(folder, revised(profile, revision)))


def _write(out: Path, text: str, plain: Mapping[str, Any], diff: str) -> None:
    from winnable.formats.report import write_page

    out.mkdir(parents=True, exist_ok=True)
    write_page(text, out / "revision.md")
    write_page(json.dumps(plain, ensure_ascii=False, indent=2, allow_nan=False) + "\n", out / "revision.json")
    write_page(diff, out / "revision.diff")


def _print(view: Mapping[str, Any], out: Path | None, profile_name: str) -> None:
    from winnable.cli.writer import Writer

    page = Writer(None, full=False)
    revision = view["revision"]
    page.line(f"{view['name']} {revision.version}: what {revision.deals:,} deals say of it ({view['share']} won)", "bold")
    for sentence in view["sentences"]:
        page.line(sentence)
    if view["prior"]:
        page.heading("The prior, which goes with the changes")
        page.line(view["prior"].sentence)
    for title, changes in view["groups"]:
        page.heading(title)
        for change in changes:
            page.line(f"{change.key}: {change.sentence}")
    if not revision.changes:
        page.line("History changes nothing in this profile.")
    for title, verdicts in view["verdicts"]:
        page.heading(title)
        page.line(", ".join(verdict.key for verdict in verdicts))
    if view["turned"]:
        page.heading("Cases of the profile that would lead elsewhere")
        for line in view["turned"]:
            page.line(line)
    if out is not None and revision.changes:
        page.line()
        if any(change.use is not None and change.is_sure for change in revision.changes):
            page.line(f"{out / 'mapping.yaml'} maps the columns of the new criteria: use it with the new version.")
        page.line(f"Read {out / 'revision.md'}, then: winnable accept {out} --profile {profile_name} --to NEW_FOLDER")


@click.command()
@click.argument("revision", type=click.Path(path_type=Path))
@click.option("--profile", "profile_name", required=True, help="The profile that was learned from: a name, or a folder.")
@click.option("--to", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder for the new version.")
@click.option("--only", metavar="KEY,...", help="Accept these changes alone; the prior too only if you name it.")
@click.option("--all", "whole", is_flag=True, help="Accept also what history is not sure of yet.")
@click.option("--anyway", is_flag=True, help="Write it although cases of the profile fail with it.")
def accept(revision: Path, profile_name: str, to: Path, only: str | None, whole: bool, anyway: bool) -> None:
    """Write a new version of a profile with the changes of REVISION (revision.json, or its folder).

    Without --only and --all these are the changes that history is sure of. Cases of the profile that would lead elsewhere are
    named first; where one fails, nothing is written without --anyway. The new version is checked before anything is written. To
    change your own profile in place, name its folder with --to.
    """
    from winnable.formats import revisions

    if only is not None and whole:
        raise click.UsageError("--only names some changes, --all takes all of them: say one of the two.")
    keys = None if only is None else tuple(key.strip() for key in only.split(",") if key.strip())
    if whole:
        keys = tuple(change.key for change in revisions.read_revision(revision).revision.changes)
    turned = revisions.turned_by(revision, profile_name, keys)
    for case in turned:
        click.echo(f"Case {clean(case.sentence)}", err=True)
    failing = [case.key for case in turned if case.fails]
    if failing and not anyway:
        many = f"{len(failing)} case{'s' if len(failing) > 1 else ''} of the profile would fail"
        raise click.UsageError(f"{many}, named above. Leave changes out with --only, or say --anyway.")
    for path in revisions.accept(revision, profile_name, to, keys):
        click.echo(path.as_posix())
    click.echo(f"\nNow: winnable test {to.as_posix()}")
