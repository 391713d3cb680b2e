"""`winnable qualify`: documents and answers in, a decision with its evidence out."""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import inf
from os.path import realpath
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from winnable.core.profile import STAGES
from winnable.formats.wording import clean

if TYPE_CHECKING:
    from winnable.cli.second_reader import SecondReader
    from winnable.core.capability import Coverage
    from winnable.core.opportunity import Opportunity
    from winnable.core.profile import Profile
    from winnable.core.qualification import Qualification
    from winnable.core.seller import Seller
    from winnable.reading.fact import Facts
    from winnable.reading.result import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A qualification with all that is needed to show it."""

    qualification: "Qualification"
    profile: "Profile"
    seller: "Seller"
    facts: "Facts | None"
    pack: Mapping[str, Any]

    def view(self) -> dict[str, Any]:
        """The published form."""
        from datetime import date

        from winnable.formats.view import view_of

        return view_of(
            self.qualification, self.profile, self.seller, facts=self.facts, pack=self.pack, today=date.today().isoformat()
        )


def _amount(context: click.Context, option: click.Parameter, value: float | None) -> float | None:
    """An amount of money as it was given: a finite number, not below zero."""
    if value is not None and not 0 <= value < inf:
        raise click.BadParameter(f"{value} is not an amount of money.", context, option)
    return value


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--answers", type=click.Path(path_type=Path), help="What people know beside the documents (YAML).")
@click.option("--edits", type=click.Path(path_type=Path), help="A compliance matrix with people's changes: its coverage counts.")
@click.option("--profile", "profile_name", default="liferay", show_default=True, help="Name of a shipped profile, or a folder.")
@click.option(
    "--seller", "seller_name", help="Name of a shipped seller, or a file; else the profile's own, else an invented example."
)
@click.option("--stage", type=click.Choice(STAGES), help="Where the sale stands; early unless the answers say so.")
@click.option("--value", type=float, callback=_amount, help="Your margin over the contract's life, in the policy's currency.")
@click.option("--cost", type=float, callback=_amount, help="What pursuing will still cost you, in the policy's currency.")
@click.option("--ask", is_flag=True, help="Walk through the best questions and decide again after each.")
@click.option(
    "--save", type=click.Path(path_type=Path, dir_okay=False), help="Write your answers to a file that --answers reads."
)
@click.option(
    "--reader",
    type=click.Choice(("offline", "llm")),
    default="offline",
    show_default=True,
    help="llm: also ask the language model that you set up; it is shown what would be sent, and asks you first.",
)
@click.option("--settings", type=click.Path(path_type=Path), help="YAML with the language model's address, for --reader llm.")
@click.option("--yes", "agreed", is_flag=True, help="Agree beforehand to what --reader llm sends.")
@click.option("--json", "as_json", is_flag=True, help="Print the published JSON form instead of the report for a person.")
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), help="Write the report as one self-contained HTML file.")
@click.option("--full", is_flag=True, help="Show every row, not only the strongest.")
def qualify(
    files: tuple[Path, ...],
    answers: Path | None,
    edits: Path | None,
    profile_name: str,
    seller_name: str | None,
    stage: str | None,
    value: float | None,
    cost: float | None,
    ask: bool,
    save: Path | None,
    reader: str,
    settings: Path | None,
    agreed: bool,
    as_json: bool,
    html: Path | None,
    full: bool,
) -> None:
    """Say whether an opportunity is winnable.

    FILES are the documents of ONE opportunity (an RFP, its annexes and amendments): PDF, DOCX, XLSX, PPTX, HTML, Markdown, text,
    messages (EML, MSG), a ZIP or a folder of them.
    Nothing leaves this machine unless you ask for --reader llm. Without FILES the answers alone are judged.
    """
    if not files and answers is None and not ask:
        raise click.UsageError("Give at least one document, an answers file (--answers), or --ask.")
    if edits is not None and not files:
        raise click.UsageError("--edits needs the documents to which the matrix belongs.")
    _protect_inputs([*files, *(path for path in (answers, edits) if path)], html, save)
    given = {key: given for key, given in (("stage", stage), ("value", value), ("cost", cost)) if given is not None}
    from winnable.cli.second_reader import second_reader

    second = second_reader(reader, settings, agreed)
    if second is not None and not files:
        raise click.UsageError("--reader llm needs documents to read.")
    judged = _judge(_Inputs(files, answers, edits, second), profile_name, seller_name, given, as_json)
    if ask:
        from winnable.cli.asking import ask_questions

        judged = ask_questions(judged)
    if save is not None:
        from winnable.cli.asking import save_answers

        save_answers(judged, save)
        click.echo(f"Answers: {clean(str(save))}", err=True)
    _show(judged.view(), html, as_json, full)


def _show(view: dict[str, Any], html: Path | None, as_json: bool, full: bool) -> None:
    """Write the report where one is wanted, and print the rest for a program or a person."""
    if html is not None:
        from winnable.formats.report import write_report

        write_report(view, html)
        click.echo(f"Report: {clean(str(html))}", err=True)
    if as_json:
        json.dump(view, sys.stdout, ensure_ascii=False, indent=2, allow_nan=False)
        sys.stdout.write("\n")
    else:
        from winnable.cli.terminal import print_view

        print_view(view, full=full)


class _Inputs(NamedTuple):
    """The files that one opportunity is known from."""

    files: tuple[Path, ...]
    answers: Path | None
    edits: Path | None
    second: "SecondReader | None"


def _judge(inputs: _Inputs, profile_name: str, seller_name: str | None, given: dict[str, Any], quiet: bool) -> Judged:
    from winnable.cli.packs import read_files
    from winnable.cli.progress import Progress
    from winnable.core.qualification import qualify as qualify_opportunity
    from winnable.formats.profiles import load_profile

    profile = load_profile(profile_name)
    seller = seller_of(seller_name, profile_name, profile)
    with Progress(quiet) as progress:
        read = read_files(inputs.files, profile, profile_name, progress)
    reading = read.reading
    opportunity = _opportunity(inputs.files, reading, inputs.answers, profile)
    if inputs.edits is not None:
        opportunity = replace(opportunity, coverage=_edited(reading, inputs.edits, profile))
    opportunity = replace(opportunity, **given)
    notes: tuple[str, ...] = ()
    if inputs.second is not None:
        opportunity, notes = inputs.second.read(inputs.files, opportunity, profile, seller, quiet)
    return Judged(
        qualification=qualify_opportunity(opportunity, profile, seller),
        profile=profile,
        seller=seller,
        facts=reading.facts if reading else None,
        pack={**read.pack, "notes": [*read.pack["notes"], *notes]},
    )


def _protect_inputs(inputs: list[Path], *outputs: Path | None) -> None:
    """Refuse to write a report or answers over what is read."""
    taken = {realpath(path) for path in inputs}
    for output in outputs:
        if output is not None and realpath(output) in taken:
            raise click.UsageError(f"{output.name} is one of the files to read: name another file to write.")


def seller_of(name: str | None, profile_name: str, profile: "Profile") -> "Seller":
    """The seller that is named, else the one in the profile's own folder, else the invented example."""
    from winnable.core.errors import ProfileError
    from winnable.formats.answers import problems_of
    from winnable.formats.profiles import load_seller, shipped_profiles

    beside = None if profile_name in shipped_profiles() else Path(profile_name)
    own = sorted((beside / "sellers").glob("*.yaml")) if beside else []
    seller = load_seller(name or (own[0] if len(own) == 1 else "example_vendor"), beside=beside)
    wrong = [p for key, answer in seller.answers.items() for p in problems_of(profile, key, answer, f"seller {seller.key}")]
    if wrong:
        raise ProfileError(tuple(wrong))
    return seller


def _edited(reading: "Reading | None", edits: Path, profile: "Profile") -> "Coverage | None":
    """Coverage of the ledger with people's changes on it."""
    from winnable.formats.matrix_edits import read_edits
    from winnable.reading.edits import with_edits
    from winnable.reading.match_coverage import coverage_of

    ledger = reading.ledger if reading else ()
    edited = with_edits(ledger, read_edits(edits, profile), {c.key: c.support for c in profile.capabilities})
    return coverage_of(edited.matches, profile) if edited.matches else None


def _opportunity(files: tuple[Path, ...], reading: "Reading | None", answers: Path | None, profile: "Profile") -> "Opportunity":
    from winnable.core.opportunity import Opportunity
    from winnable.formats.answers import Answers, load_answers

    said = load_answers(answers, profile) if answers else Answers()
    title = reading.facts.title.value if reading and reading.facts.title else None
    name = said.name or title or (files[0].stem if files else "Opportunity")
    return Opportunity(
        name=name,
        stage=said.stage or "early",
        value=said.value,
        cost=said.cost,
        evidence=(*(reading.evidence if reading else ()), *said.evidence()),
        demands=(*(reading.demands if reading else ()), *said.asked()),
        coverage=reading.coverage if reading else None,
        budget=reading.budget if reading else None,
    )
