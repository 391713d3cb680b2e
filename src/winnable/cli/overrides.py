"""`winnable overrides`: did people's decisions beat what was recommended?"""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from winnable.formats.wording import clean

if TYPE_CHECKING:
    from winnable.learning.overrides import Overrides, Share, Taken


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--profile", "profile_name", default="liferay", show_default=True, help="Whose policy says what a pursuit must bring."
)
@click.option(
    "--break-even", type=click.FloatRange(0, 1, min_open=True), help="The least chance that pays; the policy's unless given."
)
@click.option("--export", "exported", metavar="PERSON", help="Print every line of this person, and nothing else.")
@click.option("--erase", "erased", metavar="PERSON", help="Take this person out of the file; the decisions stay, nameless.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
def overrides(
    file: Path, profile_name: str, break_even: float | None, exported: str | None, erased: str | None, as_json: bool
) -> None:
    """Say whether the decisions that people took beat those that were recommended, for all and for each person.

    FILE holds one JSON object a line: key, date, person, recommended, taken, outcome (null while the deal is open). It stays on
    this machine: whoever holds the file sees its people, nobody else. Of a deal with several lines the latest counts.
    """
    from winnable.formats.decision_log import last_of_each, read_log
    from winnable.learning.overrides import by_person, overrides_of

    if exported is not None and erased is not None:
        raise click.UsageError("Export first, then erase: one of --export and --erase at a time.")
    log = read_log(file)
    if exported is not None or erased is not None:
        _hand_over(log, file, exported, erased)
        return
    least = break_even or _break_even(profile_name)
    latest = last_of_each(log)
    everybody, people = overrides_of(latest, "", least), by_person(latest, least)
    if as_json:
        _print_json(everybody, people, least)
    else:
        _print(everybody, people, least)


def _hand_over(log: "Sequence[Taken]", file: Path, exported: str | None, erased: str | None) -> None:
    from winnable.formats.decision_log import rewrite_log, written_log
    from winnable.learning.overrides import lines_of, without

    person = exported or erased or ""
    lines = lines_of(log, person) if person else ()
    if not lines:
        raise click.UsageError(f"{file.name} holds no line of `{person}`.")
    if exported is not None:
        click.echo(written_log(lines), nl=False)
        return
    rewrite_log(without(log, person), file)
    click.echo(
        f"{clean(file.name)}: `{clean(person)}` is erased from {len(lines)} line{'s' if len(lines) > 1 else ''}.", err=True
    )


def _break_even(profile_name: str) -> float:
    from winnable.core.decision import stakes_of
    from winnable.core.opportunity import Opportunity
    from winnable.formats.profiles import load_profile

    return stakes_of(Opportunity(name=""), load_profile(profile_name).policy).break_even


def _print_json(everybody: "Overrides", people: "Sequence[Overrides]", least: float) -> None:
    from winnable.learning.overrides import ENOUGH

    shown: dict[str, Any] = {"schema_version": 1, "break_even": least, "enough": ENOUGH, "all": asdict(everybody)}
    json.dump(shown | {"people": [asdict(person) for person in people]}, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


def _print(everybody: "Overrides", people: "Sequence[Overrides]", least: float) -> None:
    from winnable.cli.writer import Writer
    from winnable.learning.overrides import ENOUGH

    page = Writer(None, full=False)
    page.line(f"A pursuit pays from a chance of {least:.0%} on; fewer than {ENOUGH} ended deals are too few to say.", "dim")
    _print_one(page, "Everybody", everybody)
    for person in people:
        _print_one(page, person.person, person)


def _print_one(page: Any, name: str, found: "Overrides") -> None:
    page.heading(name)
    page.line(f"{found.decisions} deals decided, {found.overridden} of them against what was recommended.")
    page.line(f"Pursued against the advice: {_share_words(found.against_us)}. {_verdict(found)}")
    page.line(f"Pursued as advised: {_share_words(found.with_us)}.")
    if found.stopped:
        page.line(f"{found.stopped} not pursued although advised: how they would have ended, nobody knows.")


def _share_words(share: "Share") -> str:
    if not share.ended:
        return "none has ended"
    return f"{share.won} of {share.ended} won ({share.share:.0%}, {share.low:.0%} to {share.high:.0%})"


def _verdict(found: "Overrides") -> str:
    net = "" if found.net is None else f" They brought {found.net:+.1f} times the cost of one pursuit."
    return {
        "beat": "Overriding beat the advice.",
        "fell short": "Overriding fell short of the advice.",
        "cannot be told apart": "Whether overriding beat the advice cannot be told.",
        "too few to say": "Too few to say whether overriding beat the advice.",
    }[found.says] + net
