"""The words by which a request says what it asks for, how strongly and of whom: data of `lexicons/requirements.yaml`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from winnable.core.capability import RequirementKind, Strength
from winnable.reading.phrases import Phrasebook

# must, should and may say how strongly; will and can oblige only some subjects; never forbids; story is a user's own wish,
# demand and wish are the buyer's, right is what somebody may insist on; option makes
# a demand optional; none takes a word of demand back ("as required").
Modal = Literal["must", "should", "may", "will", "can", "never", "story", "demand", "wish", "right", "option", "none"]
# Who shall: what is bought, who supplies it, who bids, what is handed in, who buys; or a rule of evaluation, a term.
Role = Literal["solution", "supplier", "bidder", "bid", "buyer", "evaluation", "contract"]
Column = Literal["number", "requirement", "criterion", "priority", "weight", "response", "form"]
SectionKind = Literal["obligation", "evaluation", "submission", "contract", "background", "title", "contents", "aside"]
KINDS: tuple[RequirementKind, ...] = ("obligation", "evaluation", "submission", "contract", "background")


class Cue(NamedTuple):
    """Words that speak for a kind wherever they stand in a sentence; `strong` ones nearly settle it."""

    kind: RequirementKind
    strong: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """How one language asks. `forms` are verb forms that only their spelling tells, looked for in the text as it stands;
    `presents` are verbs that oblige a supplier in the present tense; `commands` open an item as an order to somebody;
    `states` are what a sentence says of bidding, evaluation or contract without any modal verb; `pronouns` speak again of the
    subject before, `relatives` say something in passing; `turns` says that a subject may stand behind its verb."""

    modals: Phrasebook[Modal]
    forms: tuple[tuple[re.Pattern[str], Modal], ...]
    presents: Phrasebook[str]
    commands: Phrasebook[RequirementKind]
    roles: Phrasebook[Role]
    cues: Phrasebook[Cue]
    states: Phrasebook[RequirementKind]
    prepositions: frozenset[str]
    conditions: frozenset[str]
    pronouns: frozenset[str]
    relatives: frozenset[str]
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
