"""The words that reading knows, as data: `formats.lexicons` loads them from the YAML files of the package."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from winnable.reading.phrases import Phrasebook

NameKind = Literal["system", "standard", "place", "city", "marker"]


class Name(NamedTuple):
    """A proper name of the lexicons. `key` is the system or standard, or the country that a place or marker speaks for;
    `short` is the first of the names that stand for the same, `group` the list in which a system stands."""

    kind: NameKind
    key: str
    written: str
    weight: float = 1.0
    short: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DateWords:
    """`cues` are labelled deadline, due, late, handed_in, called, bidders, handing_in or limit; questions, besides, holds,
    answers, award, start or other. `changes` are labelled moved or earlier, `references` refers, in_document or in_system.
    Months count from 1, weekdays from 0."""

    cues: Phrasebook[str]
    changes: Phrasebook[str]
    references: Phrasebook[str]
    months: Mapping[str, int]
    weekdays: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneWords:
    """`zones` gives each IANA name its offsets, standard time first; `countries` are those with one zone, `codes` (in addresses)
    and `states` (by name) the parts of the others. `abbreviations` are printed in capitals and mean another zone in the
    countries of `elsewhere`; `names` are phrases."""

    zones: Mapping[str, tuple[str, ...]]
    countries: Mapping[str, str]
    codes: Mapping[str, Mapping[str, str]]
    states: Mapping[str, Phrasebook[str]]
    abbreviations: Mapping[str, str]
    elsewhere: Mapping[str, Mapping[str, str]]
    names: Phrasebook[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyWords:
    """`cues` are labelled as the sections of `money.yaml`: budget, label, other, additional, including, organisation; offers,
    excluded; undisclosed; yearly, part, base, base_year, option, whole, top, net, gross, upper, lower. `kinds` are labelled
    estimate or ceiling, `references` as in DateWords. The rest is what may stand beside a number, with its ISO code (`$` where
    the country decides); `scaled` signs hold a magnitude too (TEUR)."""

    cues: Phrasebook[str]
    kinds: Phrasebook[str]
    references: Phrasebook[str]
    symbols: Mapping[str, str]
    codes: frozenset[str]
    words: Mapping[str, str]
    scaled: Mapping[str, tuple[str, float]]
    magnitudes: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractWords:
    """`cues` are labelled term, base, weak, contract, option, total, from_to or other; `units` are months; `times` are words for
    how often. The rest are the words within lengths of time, `*` for any ending; see `contract.yaml`."""

    cues: Phrasebook[str]
    units: Mapping[str, float]
    times: Mapping[str, int]
    links: tuple[str, ...]
    fillers: tuple[str, ...]
    annual: tuple[str, ...]
    prolongings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemWords:
    """`cased` names are everyday words as well: they count only as written and beside `near` words. One of `kinds`, then one
    of `introduced_by` (labelled introduced_by or named_by), stands before names that no lexicon knows; none of them
    begins or ends with a word of `not_systems`."""

    cased: frozenset[str]
    near: Phrasebook[str]
    kinds: Phrasebook[str]
    introduced_by: Phrasebook[str]
    not_systems: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardWords:
    """`certificates` are the keys of standards that a vendor can hold; `cues` are labelled demand, held or wish; `comply` are
    words for meeting a standard, in whatever mood the sentence is."""

    certificates: frozenset[str]
    cased: frozenset[str]
    cues: Phrasebook[str]
    comply: Phrasebook[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceWords:
    """What speaks for a country beside the names in `Lexicon.names`; `cues` are labelled residency or presence, and `data`
    are words for what is kept rather than for who works somewhere."""

    state_codes: frozenset[str]
    domains: Mapping[str, str]
    phones: Mapping[str, str]
    currencies: Mapping[str, str]
    languages: Mapping[str, str]
    nuts: frozenset[str]
    regions: Phrasebook[str]
    cues: Phrasebook[str]
    data: Phrasebook[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageWords:
    """`function_words` give (language, weight) pairs; `cues` are labelled tender, service, product, demand or wish."""

    function_words: Mapping[str, tuple[tuple[str, float], ...]]
    scripts: Mapping[str, str]
    names: Phrasebook[str]
    cues: Phrasebook[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AudienceWords:
    """`cues` are labelled users, people or not_users; `hosting` saas, paas, cloud, self-hosted or against; labels are
    folded texts that stand before a buyer's name or a title; `organisations` are labelled organisations or
    weak_organisations; `seeks` are what buyers say of themselves ("is looking for"); `headings` are labelled kinds, parts,
    open_ended or prefixes, and `not_buyers` not_buyers or officers."""

    cues: Phrasebook[str]
    hosting: Phrasebook[str]
    buyer_labels: frozenset[str]
    title_labels: frozenset[str]
    organisations: Phrasebook[str]
    seeks: Phrasebook[str]
    headings: Phrasebook[str]
    not_buyers: Phrasebook[str]
    generic_names: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TermBook:
    """What speaks of one kind of terms (`found`), and what decides how that is meant (`cues`); labels are the file's headings."""

    found: Phrasebook[str]
    cues: Phrasebook[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TermWords:
    """What documents say of the terms of a tender: each field is the file of its name. `contexts` and `stances` are cues only."""

    contexts: Phrasebook[str]
    stances: Phrasebook[str]
    licences: TermBook
    set_asides: TermBook
    eligibility: TermBook
    evaluation: TermBook
    contacts: TermBook
    residency: TermBook
    wired: TermBook


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """All that the readers of facts look up."""

    names: Phrasebook[Name]
    dates: DateWords
    zones: ZoneWords
    money: MoneyWords
    contract: ContractWords
    systems: SystemWords
    standards: StandardWords
    places: PlaceWords
    languages: LanguageWords
    audience: AudienceWords
    headcount: Phrasebook[str]
    terms: TermWords
