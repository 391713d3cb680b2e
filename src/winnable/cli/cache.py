"""`winnable cache`: where readings are kept, how much they take, and their removal."""

import json

import click


@click.command()
@click.option("--clear", "clearing", is_flag=True, help="Remove every reading that is kept.")
@click.option("--json", "as_json", is_flag=True, help="Print the same as JSON.")
def cache(clearing: bool, as_json: bool) -> None:
    """Show or clear what is kept of documents that were read.

    What was read is kept on this machine by content, so that the same documents are read once. WINNABLE_CACHE names another
    folder; WINNABLE_CACHE=off keeps nothing.
    """
    from winnable.formats.cache import FOLDER_VARIABLE, cache_folder, clear, size

    folder = cache_folder()
    removed = clear() if clearing else 0
    entries, kept_bytes = size()
    if as_json:
        said = {"folder": str(folder) if folder else None, "entries": entries, "bytes": kept_bytes, "removed": removed}
        click.echo(json.dumps(said))
    elif folder is None:
        click.echo(f"Nothing is kept: {FOLDER_VARIABLE} is off.")
    elif clearing:
        click.echo(f"Removed {removed} readings from {folder}.")
    else:
        click.echo(f"{entries} readings, {kept_bytes / 1e6:.1f} MB, in {folder}. --clear removes them.")
