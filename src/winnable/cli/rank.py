"""`winnable rank`, `explain` and `sql`: which rows of a table deserve a seller's week, and why."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

import click

from winnable.formats.wording import clean

if TYPE_CHECKING:
    from winnable.backends.duckdb import LongRun, Source
    from winnable.core.profile import Profile
    from winnable.core.seller import Seller
    from winnable.ranking.plan import Plan

SHOWN: Final = 20  # rows on the screen unless said
SAMPLE: Final = 5_000  # rows by which a mapping is proposed
INTERRUPTED: Final = 130

_table = click.argument("table", type=click.Path(path_type=Path))
_profile = click.option(
    "--profile", "profile_name", default="liferay", show_default=True, help="Name of a shipped profile, or a folder."
)
_seller = click.option("--seller", "seller_name", help="Who sells: a name or a YAML file; see `winnable qualify`.")
_map = click.option("--map", "map_file", type=click.Path(path_type=Path), help="What the columns mean (YAML), confirmed by you.")
_sheet = click.option("--sheet", help="The sheet of a workbook; without it the one with the largest table.")
_where = click.option("--where", default="", metavar="SQL", help="Only rows for which this holds, such as \"country = 'AT'\".")
_json = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    """A table with all that it is ranked by."""

    source: "Source"
    profile: "Profile"
    seller: "Seller"
    plan: "Plan"


@click.command()
@_table
@_profile
@_seller
@_map
@_sheet
@_where
@click.option("--top", type=click.IntRange(1), help=f"Only the best so many; on the screen {SHOWN} unless said.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write all rows, best first, to this Parquet file.")
@click.option("--resume", is_flag=True, help="With --out: go on where an interrupted run stopped.")
@_json
def rank(where: str, top: int | None, out: Path | None, resume: bool, as_json: bool, **given: Any) -> None:
    """Rank the rows of a table by a profile: chance, decision, reasons, red flags and the question worth asking.

    TABLE is Parquet, CSV, JSON, XLSX, XLS or ODS; needs the extra `tables`. Without --map a mapping of its columns is proposed
    and written for you to confirm. Ctrl-C keeps the parts of --out that are finished.
    """
    if resume and out is None:
        raise click.UsageError("--resume goes on with a file: name it with --out.")
    from winnable.cli.writer import spare

    spare(out, given["table"], given["map_file"])
    found = _given(**given, quiet=as_json)
    if out is not None:
        from winnable.backends.duckdb import LongRun, check_where

        check_where(found.source, where)
        _write(LongRun(plan=found.plan, source=found.source, out=out, where=where, top=top), resume, as_json)
        return
    from winnable.backends.duckdb import rows_of

    rows = rows_of(found.plan, found.source, where=where, top=top or SHOWN)
    if as_json:
        _print_json(rows)
    else:
        from winnable.cli.rank_page import print_rows

        print_rows(rows, found.profile.policy.currency)


@click.command()
@_table
@click.argument("row_id", metavar="ID")
@_profile
@_seller
@_map
@_sheet
@click.option("--full", is_flag=True, help="Show every row of the explanation.")
@_json
def explain(row_id: str, full: bool, as_json: bool, **given: Any) -> None:
    """Say everything about one row of a table: every contribution, what is unknown, what to ask; as it was ranked.

    ID is what stands in the column that the mapping calls `id`.
    """
    from winnable.backends.duckdb import cells_of
    from winnable.core.qualification import qualify
    from winnable.formats.view import view_of
    from winnable.ranking.rows import opportunity_of

    found = _given(**given, quiet=as_json)
    rows = cells_of(found.plan, found.source, row_id)
    if len(rows) != 1:
        held = f"{len(rows)} rows" if rows else "no row"
        raise click.UsageError(f"{found.source.name}: {held} with {found.plan.id} = {row_id}. An id has to tell rows apart.")
    opportunity = opportunity_of(found.plan, found.profile, rows[0])
    view = view_of(qualify(opportunity, found.profile, found.seller), found.profile, found.seller)
    if as_json:
        _print_json(view)
    else:
        from winnable.cli.terminal import print_view

        print_view(view, full=full)


@click.command()
@_table
@_profile
@_seller
@_map
@_sheet
@_where
@click.option("--top", type=click.IntRange(1), help="Only the best so many.")
@click.option("--dialect", type=click.Choice(["duckdb"]), default="duckdb", show_default=True, help="The engine's words.")
def sql(where: str, top: int | None, dialect: str, **given: Any) -> None:
    """Print the one statement that ranks a table, to read, or to run where the table lies."""
    from winnable.ranking.dialect import DIALECTS
    from winnable.ranking.statement import rank_sql

    found = _given(**given, quiet=True)
    click.echo(rank_sql(found.plan, DIALECTS[dialect], found.source.sql, where=where, top=top), nl=False)


def _given(
    table: Path, profile_name: str, seller_name: str | None, map_file: Path | None, sheet: str | None, quiet: bool
) -> _Given:
    from winnable.backends.duckdb import connect, table_source
    from winnable.cli.progress import Progress
    from winnable.cli.qualify import seller_of
    from winnable.formats.column_maps import load_column_map
    from winnable.formats.profiles import load_profile
    from winnable.formats.tables import is_workbook, read_table
    from winnable.ranking.plan import plan_of

    profile = load_profile(profile_name)
    seller = seller_of(seller_name, profile_name, profile)
    connection = connect()
    if is_workbook(table):
        with Progress(quiet) as progress:
            source = table_source(read_table(table, progress.step(table.name), sheet=sheet).columns, connection)
    else:
        source = table_source(table, connection)
    if map_file is None:
        _propose(table, source, profile)
        sys.exit(2)
    column_map = load_column_map(map_file, profile, tuple(source.columns), table.name)
    return _Given(source=source, profile=profile, seller=seller, plan=plan_of(profile, column_map, source.columns, seller))


def _propose(table: Path, source: "Source", profile: "Profile") -> None:
    """Write a proposed mapping beside the table, and say that a person has to confirm it."""
    from winnable.backends.duckdb import sample_of
    from winnable.formats.column_maps import written_proposal
    from winnable.formats.crm_words import load_crm_words
    from winnable.learning.proposal import propose

    path = table.with_name(f"{table.stem}.mapping.yaml")
    shown = clean(str(path))
    if path.exists():
        click.echo(f"Error: no mapping was named. If you have read {shown} and corrected it, add --map {shown}.", err=True)
        return
    proposal = propose(sample_of(source, SAMPLE), profile, load_crm_words())
    path.write_text(written_proposal(proposal, table.name, profile), encoding="utf-8")
    click.echo(f"Error: what the columns mean must be confirmed by you. A proposal was written to {shown}:", err=True)
    click.echo(f"    read every line, correct it, and run again with --map {shown}", err=True)


def _write(run: "LongRun", resume: bool, as_json: bool) -> None:
    run.start(resume=resume)
    try:
        with _Rate(as_json) as rate:
            written = run.rank(rate.tell)
    except KeyboardInterrupt:
        kept = len(list(run.folder.glob("part-*.parquet")))
        click.echo(f"\nStopped; {kept} finished parts are kept in {clean(str(run.folder))}. Go on with --resume.", err=True)
        sys.exit(INTERRUPTED)
    if as_json:
        _print_json({"out": str(run.out), "rows": written})
    else:
        click.echo(f"Ranked: {written:,} rows in {clean(str(run.out))}", err=True)


class _Rate:
    """Rows, rows a second and the time that is left, on stderr where a person looks on."""

    def __init__(self, quiet: bool) -> None:
        self._shown = not quiet and sys.stderr.isatty()
        self._begun = monotonic()

    def __enter__(self) -> "_Rate":
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown:
            click.echo("\r\x1b[K", nl=False, err=True)

    def tell(self, done: int, left: int) -> None:
        """So many rows were ranked in this run, so many are left."""
        if self._shown:
            rate = done / max(monotonic() - self._begun, 1e-9)
            words = f"{done:,} rows, {rate:,.0f} a second, {left / rate:,.0f} s left"
            click.echo(f"\r\x1b[K{words}", nl=False, err=True)


def _print_json(view: Any) -> None:
    json.dump(view, sys.stdout, ensure_ascii=False, indent=1, allow_nan=False)
    sys.stdout.write("\n")
