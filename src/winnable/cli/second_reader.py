"""`winnable qualify --reader llm`: says what would be sent where, asks, and adds what the model read and the text bears out."""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from winnable.core.evidence import Evidence
    from winnable.core.opportunity import Opportunity
    from winnable.core.profile import Profile
    from winnable.core.seller import Seller
    from winnable.sources.language_model import Plan, Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondReader:
    """A language model that the user named; `agreed` says that nothing is to be asked before it is used."""

    settings: "Settings"
    agreed: bool

    def read(
        self, files: Sequence[Path], opportunity: "Opportunity", profile: "Profile", seller: "Seller", quiet: bool
    ) -> "tuple[Opportunity, tuple[str, ...]]":
        """The opportunity with the model's evidence, and notices on what was sent, dropped and left unsaid.

        Raises click.Abort where the user does not agree, LanguageModelError where nothing could be read.
        """
        from winnable.cli.packs import raw_of
        from winnable.cli.progress import Progress
        from winnable.reading.verbatim import verified
        from winnable.sources.documents import read_pack
        from winnable.sources.language_model import ask, plan_of

        pack = read_pack(files)
        passages = [passage for document in pack.documents for passage in document.passages]
        known = _settled(opportunity, profile, seller)
        plan = plan_of(passages, profile, self.settings, known=known)
        self._agree(plan)
        with Progress(quiet) as progress:
            answer = ask(plan, profile, self.settings, known, progress.step("language model"))
        raw = raw_of(pack.documents)
        evidence: list[Evidence] = [found for voice in answer.evidence if (found := verified(voice, raw)) is not None]
        counts = (
            f"language model {plan.model} at {plan.host}: {len(evidence)} answers kept ({answer.agreed} said twice, "
            f"{answer.alone} once), {answer.dropped} dropped because the text does not bear them out, "
            f"{answer.disagreed} on which its two readings differ"
        )
        return replace(opportunity, evidence=(*opportunity.evidence, *evidence)), (counts, *answer.warnings)

    def _agree(self, plan: "Plan") -> None:
        for line in plan.words():
            click.echo(line, err=True)
        if self.agreed:
            return
        if not sys.stdin.isatty():
            raise click.UsageError("Nothing was sent: agree with --yes, or run this in a terminal.")
        click.confirm("Send this?", abort=True, err=True)


def second_reader(reader: str, settings: Path | None, agreed: bool) -> SecondReader | None:
    """The reader that was asked for; None for the offline one. Raises InputError or LanguageModelError where it is not set up."""
    if reader == "offline":
        return None
    from winnable.sources.language_model import load_settings

    return SecondReader(settings=load_settings(os.environ, settings), agreed=agreed)


def _settled(opportunity: "Opportunity", profile: "Profile", seller: "Seller") -> set[str]:
    """Criteria that documents, people and the seller's file have settled, or dispute: a model has nothing to add."""
    from winnable.core.finding import SETTLES
    from winnable.core.qualification import qualify

    findings = qualify(opportunity, profile, seller, questions=0).findings
    return {key for key, found in findings.items() if found.state == "contested" or found.confidence >= SETTLES}
