"""`winnable history` and `winnable map`: is this export fit to learn from, and what do its columns mean?"""

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from os.path import realpath
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from winnable.formats.wording import clean

if TYPE_CHECKING:
    from winnable.core.columns import ColumnMap
    from winnable.core.profile import Profile
    from winnable.formats.tables import Table
    from winnable.learning.proposal import Proposal

DEFAULT = "liferay"
_file = click.argument("file", type=click.Path(path_type=Path))
_sheet = click.option("--sheet", help="The sheet of a workbook; without it the one with the largest table.")


@click.command()
@_file
@click.option("--map", "map_file", type=click.Path(path_type=Path), help="What its columns mean (YAML): see `winnable map`.")
@click.option("--profile", "profile_name", metavar="NAME|DIR", help=f"Check the mapping against it; without --map: {DEFAULT}.")
@click.option("--stages", type=click.Path(path_type=Path), help="The stage history (Salesforce: OpportunityHistory).")
@_sheet
@click.option("--full", is_flag=True, help="Show every column and every deal that is named, not only the first.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
def history(
    file: Path, map_file: Path | None, profile_name: str | None, stages: Path | None, sheet: str | None, full: bool, as_json: bool
) -> None:
    """Say whether an export is fit to learn from: duplicates, gaps, impossible dates, and columns that know the outcome.

    FILE is an export of closed and open deals: CSV, XLSX, XLS, ODS, or Parquet with the extra `tables`. Without --map the meaning
    of its columns is guessed, and said to be.
    """
    from winnable.cli.progress import Progress
    from winnable.formats.crm_words import load_crm_words
    from winnable.formats.history import history_of, read_changes, read_table
    from winnable.formats.profiles import load_profile
    from winnable.learning.leaks import leaks_in
    from winnable.learning.quality import quality_of
    from winnable.learning.tasks import repeat_notes

    profile = load_profile(profile_name or DEFAULT) if profile_name or map_file is None else None
    with Progress(as_json) as progress:
        table = read_table(file, progress.step(file.name), sheet=sheet)
        column_map = _confirmed_or_guessed(map_file, profile, table)
        changes = read_changes(stages, column_map.dates) if stages is not None else None
        read = history_of(table, column_map, changes)
        words = load_crm_words()
        quality = quality_of(read, column_map, date.today(), words.blank)
        leaks = leaks_in(read, column_map, blank=words.blank, late=words.late)
    view = {
        "file": file.name,
        "mapping": {"confirmed": map_file is not None, **_meaning(column_map)},
        "notes": [*table.notes, *(repeat_notes(read, by_id=True) if column_map.id is not None else ())],
        "deals_with_stage_history": sum(key in read.changes for key in read.keys),
        "quality": asdict(quality),
        "leaks": [asdict(leak) for leak in leaks],
    }
    if as_json:
        _print_json(view)
    else:
        from winnable.cli.history_page import print_history

        print_history(view, full=full)


@click.command("map")
@_file
@click.option("--profile", "profile_name", default=DEFAULT, show_default=True, help="Name of a shipped profile, or a folder.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write the mapping there; without it, print it.")
@_sheet
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
def map_columns(file: Path, profile_name: str, out: Path | None, sheet: str | None, as_json: bool) -> None:
    """Propose what the columns of an export mean, each line with the reason for it.

    FILE is an export of deals: CSV, XLSX, XLS, ODS, or Parquet with the extra `tables`. The proposal is a guess: read every line,
    correct it, and pass the file to the other commands with --map.
    """
    if out is not None and realpath(out) == realpath(file):
        raise click.UsageError(f"{out.name} is the file to read: name another file to write.")
    if out is not None and out.exists():
        raise click.UsageError(f"{out} exists, and somebody may have corrected it: name another file, or remove it.")
    from winnable.cli.progress import Progress
    from winnable.formats.column_maps import written_proposal
    from winnable.formats.history import read_table
    from winnable.formats.profiles import load_profile

    profile = load_profile(profile_name)
    with Progress(as_json) as progress:
        table = read_table(file, progress.step(file.name), sheet=sheet)
        proposal = _proposal(table, profile)
    text = written_proposal(proposal, table.file, profile)
    if out is not None:
        unfinished = out.with_name(out.name + ".unfinished")
        unfinished.write_text(text, encoding="utf-8")
        unfinished.replace(out)
        click.echo(f"Mapping: {clean(str(out))}. Read every line and correct it before you use it.", err=True)
    if as_json:
        _print_json({"file": file.name, "mapping": _plain_map(proposal.column_map), "reasons": dict(proposal.reasons)})
    elif out is None:
        click.echo(clean(text), nl=False)


def _confirmed_or_guessed(map_file: Path | None, profile: "Profile | None", table: "Table") -> "ColumnMap":
    """The mapping that a person wrote, or else a guess."""
    from winnable.formats.column_maps import load_column_map

    if map_file is not None:
        return load_column_map(map_file, profile, tuple(table.columns), table.file)
    assert profile is not None
    return _proposal(table, profile).column_map


def _proposal(table: "Table", profile: "Profile") -> "Proposal":
    from winnable.formats.crm_words import load_crm_words
    from winnable.learning.proposal import propose

    return propose(table.columns, profile, load_crm_words())


def _meaning(column_map: "ColumnMap") -> dict[str, Any]:
    """What the mapping says of the deals themselves: the outcome and the roles."""
    plain = _plain_map(column_map)
    counted = {"columns": len(column_map.columns), "left_out": len(column_map.left_out)}
    return {key: value for key, value in plain.items() if key not in counted} | counted


def _plain_map(column_map: "ColumnMap") -> dict[str, Any]:
    """A mapping as plain data, without what it does not say."""
    return {key: value for key, value in asdict(column_map).items() if value not in (None, {}, ())}


def _print_json(view: Mapping[str, Any]) -> None:
    json.dump(view, sys.stdout, ensure_ascii=False, indent=1, allow_nan=False)
    sys.stdout.write("\n")
