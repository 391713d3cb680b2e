"""Commands for whoever writes a profile: check, test, new, show, schema.

Exit codes: 0 all is well, 1 a case failed, 2 the profile is broken or could not be read.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

    from winnable.core.errors import Problem
    from winnable.core.profile import Case, Profile
    from winnable.core.seller import Seller
    from winnable.formats.cases import CaseRun

DEFAULT = "liferay"
BROKEN = 2

_profile = click.argument("profile", required=False)
_as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")


def _named(profile: str | None) -> str:
    """The profile to work on: the one named, the one in this folder, or the shipped one."""
    return profile or ("." if Path("profile.yaml").is_file() else DEFAULT)


@click.command()
@_profile
@click.option("--seller", metavar="NAME|FILE", help="Also check a seller's file against the profile.")
@_as_json
@click.pass_context
def check(context: click.Context, profile: str | None, seller: str | None, as_json: bool) -> None:
    """Say everything that is wrong with a profile.

    PROFILE is the name of a shipped profile or a folder; without it, the profile in this folder, or else `liferay`.
    """
    from winnable.core.errors import ProfileError
    from winnable.formats.profiles import check_profile

    name = _named(profile)
    try:
        problems = check_profile(name, seller)
    except ProfileError as error:
        problems = error.problems
    if as_json:
        _echo_json({"profile": name, "problems": [_plain(problem) for problem in problems]})
    else:
        _echo_problems(problems)
        click.echo(_summary(name, problems))
    context.exit(BROKEN if problems else 0)


@click.command()
@_profile
@click.option("--seller", metavar="NAME|FILE", help="The seller for cases that name none.")
@_as_json
@click.pass_context
def test(context: click.Context, profile: str | None, seller: str | None, as_json: bool) -> None:
    """Run the cases of a profile: does each lead to the decision that it must lead to?

    Exits with 1 when a case fails, with 2 when the profile is broken.
    """
    from winnable.formats.cases import run_case

    name = _named(profile)
    loaded = _load(name, cases=True)
    runs = [run_case(case, loaded, found) for case, found in zip(loaded.cases, _sellers(loaded.cases, name, seller), strict=True)]
    failed = [run for run in runs if not run.passed]
    if as_json:
        _echo_json({"profile": loaded.key, "cases": [_run_as_data(run) for run in runs]})
    else:
        for run in runs:
            _echo_run(run)
        click.echo(f"{len(runs) - len(failed)} of {_count(len(runs), 'case')} passed.")
    context.exit(1 if failed else 0)


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def new(folder: Path) -> None:
    """Start a profile of your own in DIR: small, complete, and full of comments."""
    from winnable.core.errors import InputError
    from winnable.formats.new_profile import new_profile

    try:
        written = new_profile(folder)
    except InputError as error:
        _fail(error.problems)
    for path in written:
        click.echo(path.as_posix())
    click.echo(f"\nRead {(folder / 'README.md').as_posix()}, then: winnable check {folder.as_posix()}")


@click.command()
@_profile
@click.option("--criterion", metavar="KEY", help="Only this criterion, with its rationale and signals.")
@_as_json
def show(profile: str | None, criterion: str | None, as_json: bool) -> None:
    """Print a profile for reading: themes, criteria, answers, weights, shares, blockers and covers."""
    from winnable.formats.shapes import did_you_mean

    loaded = _load(_named(profile))
    chosen = [c for c in loaded.criteria if c.key == criterion]
    if criterion is not None and not chosen:
        keys = [c.key for c in loaded.criteria]
        near = did_you_mean(criterion, keys, "`winnable show` lists them all.")
        raise click.UsageError(f"There is no criterion `{criterion}`. {near}")
    if as_json:
        _echo_json(asdict(chosen[0] if chosen else loaded))
        return
    from winnable.cli.profile_pages import criterion_page, print_page, profile_page

    print_page(criterion_page(chosen[0]) if chosen else profile_page(loaded))


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
def schema(folder: Path) -> None:
    """Write JSON Schemas into DIR: of all kinds of files, for editors that complete and check YAML, and of the JSON output."""
    from winnable.formats.schema import write_schemas
    from winnable.formats.view_schema import write_view_schema

    for path in (*write_schemas(folder), write_view_schema(folder)):
        click.echo(path.as_posix())


commands: list[click.Command] = [check, test, new, show, schema]


def _load(name: str, *, cases: bool = False) -> Profile:
    from winnable.core.errors import ProfileError
    from winnable.formats.profiles import load_profile

    try:
        return load_profile(name, cases=cases)
    except ProfileError as error:
        _fail(error.problems)


def _sellers(cases: Sequence[Case], name: str, seller: str | None) -> list[Seller]:
    """The seller of each case: its own, the one of the option, or none at all."""
    from winnable.core.errors import ProfileError
    from winnable.formats.cases import NO_SELLER
    from winnable.formats.profiles import load_seller, profile_folder

    loaded: dict[str, Seller] = {}
    found = []
    for case in cases:
        wanted = case.seller or seller
        if wanted is not None and wanted not in loaded:
            try:
                loaded[wanted] = load_seller(wanted, beside=profile_folder(name))
            except ProfileError as error:
                _fail(error.problems)
        found.append(NO_SELLER if wanted is None else loaded[wanted])
    return found


def _fail(problems: Sequence[Problem]) -> NoReturn:
    """Problems to the error output, and out."""
    _echo_problems(problems, err=True, start="Error: ")
    raise click.exceptions.Exit(BROKEN)


def _echo_problems(problems: Sequence[Problem], *, err: bool = False, start: str = "") -> None:
    for problem in problems:
        click.echo(f"{start}{problem}", err=err)


def _summary(name: str, problems: Sequence[Problem]) -> str:
    if not problems:
        return f"{name}: no problems found."
    files = len({problem.file for problem in problems})
    return f"\n{name}: {_count(len(problems), 'problem')} in {_count(files, 'file')}."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _plain(problem: Problem) -> dict[str, Any]:
    return asdict(problem)


def _echo_json(data: Any) -> None:
    click.echo(json.dumps(data, indent=1, ensure_ascii=False))


def _run_as_data(run: CaseRun) -> dict[str, Any]:
    return {
        "case": run.case.key,
        "passed": run.passed,
        "expected": list(run.case.expect),
        "got": run.decision,
        "chance": run.probability,
        "missing_reasons": list(run.missing),
        "contributions": [{"criterion": row.key, "weight": row.weight} for row in run.contributions],
    }


def _echo_run(run: CaseRun) -> None:
    """One line for a case that passed; what was expected, what came and why for one that failed."""
    click.echo(f"{'passed' if run.passed else 'FAILED'}  {run.case.key}: {run.decision} ({run.probability:.0%})")
    if run.passed:
        return
    click.echo(f"        {run.case.situation.strip()}")
    if run.decision not in run.case.expect:
        click.echo(f"        expected {' or '.join(run.case.expect)}, got {run.decision}")
    if run.missing:
        click.echo(f"        not among the reasons: {', '.join(run.missing)}")
    for row in run.contributions[:6]:
        said = row.finding and (row.finding.answer if row.finding.answer is not None else f"{row.finding.number:g}")
        click.echo(f"        {row.weight:+.2f}  {row.key}{f' = {said}' if said else ''}")
