"""Loads the lexicons of the package, once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml

from winnable.reading.lexicon import (
    AudienceWords,
    ContractWords,
    DateWords,
    LanguageWords,
    Lexicon,
    MoneyWords,
    Name,
    NameKind,
    PlaceWords,
    StandardWords,
    SystemWords,
    TermBook,
    TermWords,
    ZoneWords,
)
from winnable.reading.phrases import Phrasebook
from winnable.reading.text import fold

_LOADER: Final[Any] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # all text: `no` and `on` stay words
Data = Mapping[Any, Any]


@cache
def load_lexicon() -> Lexicon:
    """The lexicons that come with the package."""
    systems, standards, places, languages, audience = map(_read, ("systems", "standards", "places", "languages", "audience"))
    return Lexicon(
        names=Phrasebook([*_system_names(systems), *_standard_names(standards), *_place_names(places)]),
        dates=_date_words(_read("dates")),
        zones=_zone_words(_read("zones")),
        contract=_contract_words(_read("contract")),
        money=_money_words(_read("money"), _read("dates")),
        systems=_system_words(systems),
        standards=_standard_words(standards),
        places=_place_words(places),
        languages=_language_words(languages),
        audience=_audience_words(audience),
        headcount=_labelled(_read("headcount")),
        terms=_term_words(),
    )


def month_numbers() -> Mapping[str, int]:
    """Months by their folded names, in all languages that are read."""
    return {fold(name): int(number) for number, names in _read("dates")["months"].items() for name in names}


def _read(name: str) -> Data:
    text = (files("winnable") / "lexicons" / f"{name}.yaml").read_text(encoding="utf-8")
    data: Data = yaml.load(text, Loader=_LOADER)  # noqa: S506 - builds nothing but text, lists and mappings
    return data


def _entries(data: Data, *labels: str) -> Iterator[tuple[str, str]]:
    """(phrase, label) of all languages."""
    for label in labels:
        yield from ((phrase, label) for phrase in dict.fromkeys(p for phrases in data[label].values() for p in phrases))


def _numbers(data: Mapping[str, list[str]]) -> dict[str, int]:
    return {fold(name): int(number) for number, names in data.items() for name in names}


def _date_words(data: Data) -> DateWords:
    changes, references = ("moved", "earlier"), ("refers", "in_document", "in_system")
    labels = (label for label in data if label not in {"months", "weekdays", *changes, *references})
    return DateWords(
        cues=Phrasebook(_entries(data, *labels)),
        changes=Phrasebook(_entries(data, *changes)),
        references=Phrasebook(_entries(data, *references)),
        months=_numbers(data["months"]),
        weekdays=_numbers(data["weekdays"]),
    )


def _zone_words(data: Data) -> ZoneWords:
    codes: dict[str, dict[str, str]] = defaultdict(dict)
    states: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for country, zones in data["states"].items():
        for zone, places in zones.items():
            codes[country].update((place, zone) for place in places if place.isupper() and len(place) <= 3)
            states[country].extend((place, zone) for place in places if len(place) > 3)
    return ZoneWords(
        zones={zone: tuple(offsets) for zone, offsets in data["zones"].items()},
        countries=data["countries"],
        codes=codes,
        states={country: Phrasebook(places) for country, places in states.items()},
        abbreviations=data["abbreviations"],
        elsewhere=data["elsewhere"],
        names=Phrasebook((name, zone) for zone, names in data["names"].items() for name in names),
    )


def _contract_words(data: Data) -> ContractWords:
    within = ("links", "fillers", "annual", "prolongings")
    return ContractWords(
        cues=Phrasebook(_entries(data, *(label for label in data if label not in {"times", "units", *within}))),
        units={fold(name): float(months) for months, names in data["units"].items() for name in names},
        times=_numbers(data["times"]),
        **{label: tuple(sorted(_folded(data[label].values()), key=len, reverse=True)) for label in within},
    )


def _money_words(data: Data, dates: Data) -> MoneyWords:
    tables = {"kinds", "symbols", "scaled", "codes", "words", "magnitudes"}
    return MoneyWords(
        cues=Phrasebook(_entries(data, *(label for label in data if label not in tables))),
        kinds=Phrasebook(_entries(data["kinds"], *data["kinds"])),
        references=Phrasebook(_entries(dates, "refers", "in_document", "in_system")),
        symbols=data["symbols"],
        codes=frozenset(data["codes"]),
        words=data["words"],
        scaled={sign: (code, float(size)) for sign, (code, size) in data["scaled"].items()},
        magnitudes={key: float(value) for key, value in data["magnitudes"].items()},
    )


def _system_names(data: Data) -> Iterator[tuple[str, Name]]:
    for kind, entries in data.items():
        if kind not in {"near", "introduced_by", "named_by", "kinds_of_systems", "not_systems"}:
            for entry in entries:
                first, *others = entry.split(" | ")
                yield from ((name, Name("system", first, name, group=kind)) for name in (first, *others))


def _system_words(data: Data) -> SystemWords:
    return SystemWords(
        cased=frozenset(data["cased"]),
        near=_book(data, "near"),
        kinds=_book(data, "kinds_of_systems"),
        not_systems=frozenset(map(fold, data["not_systems"])),
        introduced_by=Phrasebook((phrase, label) for label in ("introduced_by", "named_by") for phrase in data[label]),
    )


def _book(data: Data, label: str) -> Phrasebook[str]:
    return Phrasebook((phrase, label) for phrase in data[label])


def _standard_names(data: Data) -> Iterator[tuple[str, Name]]:
    for kind, entries in data.items():
        if kind == "no_standards":
            yield from ((name, Name("standard", "", name)) for name in entries)
        elif kind not in {"certificates", "cased", "demand", "comply", "held", "wish"}:
            for key, names in entries.items():
                yield from ((name, Name("standard", key, name, short=names[0])) for name in names)


def _standard_words(data: Data) -> StandardWords:
    return StandardWords(
        certificates=frozenset(data["certificates"]),
        cased=frozenset(data["cased"]),
        cues=Phrasebook(_entries(data, "demand", "held", "wish")),
        comply=Phrasebook(_entries(data, "comply")),
    )


def _place_names(data: Data) -> Iterator[tuple[str, Name]]:
    groups: tuple[tuple[NameKind, str, float], ...] = (("place", "names", 2.0), ("city", "cities", 1.2))
    for kind, group, weight in groups:
        for country, names in data[group].items():
            yield from ((name, Name(kind, country, name, weight)) for name in names)
    yield from ((name, Name("place", "US", name, 0.5 if name == "Georgia" else 2.0)) for name in data["us_states"])
    for country, markers in data["markers"].items():
        yield from ((name, Name("marker", country, name, float(weight))) for name, weight in markers.items())


def _place_words(data: Data) -> PlaceWords:
    regions = ((name, key) for key, names in data["regions"].items() for name in names)
    return PlaceWords(
        state_codes=frozenset(data["us_state_codes"].split()),
        domains=data["domains"],
        phones=data["phones"],
        currencies=data["currencies"],
        languages=data["languages"],
        nuts=frozenset(data["nuts"]),
        regions=Phrasebook(regions),
        cues=Phrasebook(_entries(data, "residency", "presence")),
        data=Phrasebook(_entries(data, "data_words")),
    )


def _language_words(data: Data) -> LanguageWords:
    spoken: dict[str, list[str]] = defaultdict(list)
    for language, words in data["function_words"].items():
        for word in {fold(word) for word in words}:
            spoken[word].append(language)
    weights = {word: tuple((language, 1 / len(languages)) for language in languages) for word, languages in spoken.items()}
    names = ((name, code) for code, listed in data["names"].items() for name in listed)
    return LanguageWords(
        function_words=weights,
        scripts=data["scripts"],
        names=Phrasebook(names),
        cues=Phrasebook(_entries(data, "tender", "service", "product", "documentation", "no_language", "demand", "wish")),
    )


def _audience_words(data: Data) -> AudienceWords:
    hosting = [(phrase, key) for key, phrases in data["hosting"].items() for phrase in phrases]
    against = [(phrase, "against") for phrases in data["hosting_against"].values() for phrase in phrases]
    return AudienceWords(
        cues=Phrasebook(_entries(data, "users", "people", "not_users")),
        hosting=Phrasebook([*hosting, *against]),
        buyer_labels=_folded(data["buyer_labels"].values()),
        title_labels=_folded(data["title_labels"].values()),
        organisations=Phrasebook(_entries(data, "organisations", "weak_organisations")),
        seeks=Phrasebook(_entries(data, "seeks")),
        headings=Phrasebook(_entries(data, "kinds", "parts", "open_ended", "prefixes")),
        not_buyers=Phrasebook(_entries(data, "not_buyers", "officers")),
        generic_names=_folded([data["generic_names"]]),
    )


def _folded(lists: Iterable[list[str]]) -> frozenset[str]:
    return frozenset(fold(phrase) for phrases in lists for phrase in phrases)


def _term_words() -> TermWords:
    books: dict[str, Any] = {field.name: _term_book(_read(field.name)) for field in fields(TermWords)}
    return TermWords(**books)


def _term_book(data: Data) -> TermBook | Phrasebook[str]:
    """A file of cues only, or one whose findings stand apart from what decides how they are meant."""
    if "found" not in data:
        return _labelled(data)
    return TermBook(found=_labelled(data["found"]), cues=_labelled(data["cues"]))


def _labelled(data: Data) -> Phrasebook[str]:
    """All phrases of a file, each under its heading."""
    return Phrasebook(_entries(data, *data))
