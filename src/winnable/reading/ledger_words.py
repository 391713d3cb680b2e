"""The words by which a request says what it asks for, how strongly and of whom: data of `lexicons/requirements.yaml`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from winnable.core.capability import RequirementKind, Strength
from winnable.reading.phrases import Phrasebook

# must, should and may say how strongly; will and can oblige only some subjects; never forbids; story is a user's own wish,
# demand and wish are the buyer's; none takes a word of demand back ("as required").
Modal = Literal["must", "should", "may", "will", "can", "never", "story", "demand", "wish", "none"]
# Who shall: what is bought, who supplies it, who bids, who buys; or no person but a rule of evaluation or a term.
Role = Literal["solution", "supplier", "bidder", "buyer", "evaluation", "contract"]
Column = Literal["number", "requirement", "criterion", "priority", "weight", "response", "form"]
SectionKind = Literal["obligation", "evaluation", "submission", "contract", "background", "aside"]
KINDS: tuple[RequirementKind, ...] = ("obligation", "evaluation", "submission", "contract", "background")


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """How one language asks. `forms` are verb forms that only their spelling tells, looked for in the text as it stands;
    `presents` are verbs that oblige a supplier in the present tense; `commands` open an item as an order to somebody;
    `states` are what a sentence says of evaluation or contract without any modal verb."""

    modals: Phrasebook[Modal]
    forms: tuple[tuple[re.Pattern[str], Modal], ...]
    presents: Phrasebook[str]
    commands: Phrasebook[RequirementKind]
    roles: Phrasebook[Role]
    cues: Phrasebook[RequirementKind]
    states: Phrasebook[RequirementKind]
    prepositions: frozenset[str]
    conditions: frozenset[str]
    turns: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerWords:
    """All that `read_ledger` looks up. `grammars` by ISO 639-1 code; `spoken` gives the languages of small words, with
    weights; `priorities` are whole cells; `asides` mark promises of a form and definitions."""

    grammars: Mapping[str, Grammar]
    spoken: Mapping[str, tuple[tuple[str, float], ...]]
    sections: Phrasebook[SectionKind]
    columns: Phrasebook[Column]
    priorities: Mapping[str, Strength]
    asides: Phrasebook[str]
    numbered: frozenset[str]
