"""The command line: a translation of the library. Each command imports what it needs when it runs, so that `--help` is quick."""

import gc
import sys
from importlib import import_module
from typing import Any

import click

import winnable
from winnable.core.errors import WinnableError

COULD_NOT_RUN = 2
# New objects until dead rings are looked for. Nearly all that is read stays alive: looking every 700 took a tenth of the time.
_NEW_OBJECTS = 50_000
_COMMANDS = {
    "qualify": (
        "winnable.cli.qualify",
        "qualify",
        "Say whether an opportunity is winnable, from its documents and your answers.",
    ),
    "requirements": ("winnable.cli.requirements", "requirements", "List what a request asks for, held against what you can do."),
    "compare": ("winnable.cli.compare", "compare", "Say why two qualifications of one opportunity differ."),
    "learn": ("winnable.cli.learn", "learn", "Say what closed deals would change in a profile, and what that rests on."),
    "accept": ("winnable.cli.learn", "accept", "Write a new version of a profile with the changes of a revision."),
    "backtest": ("winnable.cli.backtest", "backtest", "Say how good chances learned from closed deals would have been."),
    "replay": ("winnable.cli.replay", "replay", "Ask closed deals again: questions until the decision stands, early bad news."),
    "overrides": ("winnable.cli.overrides", "overrides", "Say whether people's decisions beat those recommended."),
    "portfolio": ("winnable.cli.portfolio", "portfolio", "Choose what to pursue with the weeks of work that there are."),
    "rank": ("winnable.cli.rank", "rank", "Rank the rows of a table: companies, leads, open deals."),
    "explain": ("winnable.cli.rank", "explain", "Say everything about one row of a table that was ranked."),
    "sql": ("winnable.cli.rank", "sql", "Print the statement that ranks a table."),
    "history": ("winnable.cli.history", "history", "Say whether an export of deals is fit to learn from."),
    "map": ("winnable.cli.history", "map_columns", "Propose what the columns of an export mean."),
    "check": ("winnable.cli.profile_commands", "check", "List everything that is wrong with a profile."),
    "test": ("winnable.cli.profile_commands", "test", "Run the cases of a profile."),
    "show": ("winnable.cli.profile_commands", "show", "Print a profile for a person."),
    "new": ("winnable.cli.profile_commands", "new", "Start a profile of your own."),
    "cache": ("winnable.cli.cache", "cache", "Show or clear what is kept of documents that were read."),
    "schema": ("winnable.cli.profile_commands", "schema", "Write JSON Schemas for editors and for the JSON output."),
}


class _Commands(click.Group):
    """Loads a command's module only when that command is run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module, name, _ = _COMMANDS[cmd_name]
        command: click.Command = getattr(import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, _, text) in _COMMANDS.items()])


@click.command(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(winnable.__version__, prog_name="winnable")
def _group() -> None:
    """Is this opportunity winnable? Answers with evidence, offline, on your own machine.

    Exit codes: 0 assessed (whatever the decision), 1 a case failed, 2 could not run.
    """


def main(arguments: list[str] | None = None) -> Any:
    """Run the command line; errors of ours go to stderr as `Error: ...` and exit with 2."""
    gc.set_threshold(_NEW_OBJECTS, 20, 100)
    try:
        result = _group.main(args=arguments, prog_name="winnable", standalone_mode=False)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(COULD_NOT_RUN)
    except WinnableError as error:
        from winnable.formats.wording import clean

        click.echo(f"Error: {clean(str(error))}", err=True)
        sys.exit(COULD_NOT_RUN)
    except (KeyboardInterrupt, click.Abort):
        click.echo("\nStopped; nothing was written.", err=True)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        what = error.strerror or type(error).__name__
        click.echo(
            f"Error: {error.filename or 'the output'}: {what}\n    check the folder, its permissions and the disk", err=True
        )
        sys.exit(COULD_NOT_RUN)
    sys.exit(result if isinstance(result, int) else 0)
