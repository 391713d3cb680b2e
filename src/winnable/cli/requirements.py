"""`winnable requirements`: a pack in; its requirement ledger, coverage and compliance matrix out."""

import json
import sys
from os.path import realpath
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from winnable.formats.wording import clean

if TYPE_CHECKING:
    from winnable.cli.packs import PackRead
    from winnable.core.profile import Profile
    from winnable.reading.edits import Edited


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--profile", "profile_name", default="liferay", show_default=True, help="Name of a shipped profile, or a folder.")
@click.option(
    "--matrix",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the compliance matrix (.xlsx, .csv or .json). What people changed in a matrix that is there already is kept.",
)
@click.option("--edits", type=click.Path(path_type=Path), help="Take people's changes from this matrix instead.")
@click.option("--json", "as_json", is_flag=True, help="Print the rows of the matrix as JSON, with the coverage and the pack.")
@click.option("--full", is_flag=True, help="Show every requirement, not only the counts and the gaps.")
def requirements(
    files: tuple[Path, ...], profile_name: str, matrix: Path | None, edits: Path | None, as_json: bool, full: bool
) -> None:
    """List what a request asks for, held against what you can do.

    FILES are the documents of ONE opportunity, as for `winnable qualify`. Every requirement has an id that stays, its place, how
    strongly it asks, its kind and topics, and the capability that answers it, or what a person must look at.
    """
    if matrix is not None and realpath(matrix) in {realpath(path) for path in files}:
        raise click.UsageError(f"{matrix.name} is one of the files to read: name another file to write.")
    from winnable.cli.packs import read_files
    from winnable.cli.progress import Progress
    from winnable.formats.matrix import Matrix, write_matrix
    from winnable.formats.profiles import load_profile
    from winnable.formats.requirements_view import requirements_view

    profile = load_profile(profile_name)
    earlier = edits or (matrix if matrix is not None and matrix.exists() else None)
    with Progress(as_json) as progress:
        read = read_files(files, profile, profile_name, progress)
    edited = _edited(read, earlier, profile)
    view = requirements_view(edited, read.pack, profile)
    if matrix is not None:
        assert read.reading is not None
        as_read = {match.requirement.key: match for match in read.reading.ledger}
        title = read.reading.facts.title.value if read.reading.facts.title else files[0].name
        write_matrix(matrix, Matrix(matches=edited.matches, read=as_read, gone=edited.gone), profile, str(title))
        click.echo(f"Matrix: {clean(str(matrix))}{_kept(edited, earlier)}", err=True)
    if as_json:
        json.dump(view, sys.stdout, ensure_ascii=False, indent=1, allow_nan=False)
        sys.stdout.write("\n")
    else:
        from winnable.cli.ledger_page import print_ledger

        print_ledger(view, full=full)


def _edited(read: "PackRead", earlier: Path | None, profile: "Profile") -> "Edited":
    """What was read with people's changes on it."""
    from winnable.formats.matrix_edits import read_edits
    from winnable.reading.edits import with_edits

    ledger = read.reading.ledger if read.reading else ()
    edits = read_edits(earlier, profile) if earlier is not None else ()
    return with_edits(ledger, edits, {c.key: c.support for c in profile.capabilities})


def _kept(edited: "Edited", earlier: Path | None) -> str:
    """What became of the changes, for whoever made them."""
    if earlier is None:
        return ""
    parts: list[Any] = [f"{edited.kept} of your changes kept"]
    if edited.moved:
        parts.append(f"{len(edited.moved)} of them on requirements whose words changed")
    if edited.gone:
        parts.append(f"{len(edited.gone)} whose requirement is no longer in the documents stand at the end")
    return f" ({'; '.join(parts)})"
