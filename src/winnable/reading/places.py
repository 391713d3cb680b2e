"""The country that buys, and where data or people are demanded to be."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from math import log2
from typing import Final

from babel import Locale, UnknownLocaleError

from winnable.core.evidence import Source
from winnable.core.opportunity import Demand
from winnable.reading.fact import Fact, fact_at
from winnable.reading.lexicon import PlaceWords, StandardWords
from winnable.reading.phrases import Found, Phrasebook
from winnable.reading.systems import Named
from winnable.reading.text import Line, sentence_at

HEAD = 3_000  # characters at the top of a document where its own country is likely named
READ = 60_000  # characters in which names of countries are looked for
USUAL = ("fr", "de", "es", "nl", "it")
WINDOW = 250  # characters around a demand that belong to it
LIKELY = 1.4  # the least that must speak for a country
_HOST = re.compile(r"(?:@|https?://|www\.)([\w.-]+\.[a-z]{2,6})(?![\w-])", re.IGNORECASE)
_PHONE = re.compile(r"(?:\+|\(\+|\b00)\s?(\d{1,3})[\s().-]{1,3}\d")
_ZIP = re.compile(r"\b([A-Z]{2})\.?,?\s+\d{5}(?:-\d{4})?\b")
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b")
_NUTS = re.compile(r"\b([A-Z]{2})[A-Z0-9]{1,3}\b")
_PLACE_LABEL = re.compile(
    r"place of (?:delivery|performance)|nuts|country|region code|lieu d'execution|erfullungsort|lugar de ejecucion"
    r"|plaats van uitvoering|luogo (?:di|principale)|\bpays\b|\bland\b:|\bpais\b|paese"
)
_NUTS_COUNTRY: Final = {"UK": "GB", "EL": "GR"}
_NO_COUNTRIES: Final = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ", "AQ", "BV", "HM", "IO", "TF", "UM", "GS", "PN"})
_WISH = re.compile(r"\b(?:prefer\w*|desirable|ideally|souhait\w+|wunschenswert|vorzugsweise|deseable|bij voorkeur|preferib\w+)\b")
_NO_DEMAND = re.compile(r"\b(?:whether|if the|please specify|please indicate|not (?:matter|required)|need not|may be)\b")


@lru_cache(maxsize=8)
def country_names(languages: tuple[str, ...]) -> Phrasebook[str]:
    """Names of countries in English and some other languages (the usual ones where none is known), with their ISO codes
    (from CLDR)."""
    names: dict[str, str] = {}
    for language in dict.fromkeys(("en", *(languages or USUAL))):
        try:
            territories = Locale.parse(language).territories
        except (UnknownLocaleError, ValueError):
            continue
        names.update(
            (name, code) for code, name in territories.items() if len(code) == 2 and code not in _NO_COUNTRIES and len(name) > 3
        )
    return Phrasebook(names.items())


class _Votes:
    """What speaks for each country: a sign counts fully once, and a little more each time that it is repeated."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, str], int] = defaultdict(int)
        self._weights: dict[tuple[str, str], float] = {}
        self._places: dict[tuple[str, str], tuple[Line, int, int]] = {}

    def add(self, country: str, sign: str, weight: float, place: tuple[Line, int, int]) -> None:
        key = (country, sign)
        self._counts[key] += 1
        if weight > self._weights.get(key, 0.0):
            self._weights[key] = weight
            self._places[key] = place

    def totals(self) -> dict[str, float]:
        totals: dict[str, float] = defaultdict(float)
        for key, weight in self._weights.items():
            totals[key[0]] += weight * (1 + 0.25 * log2(self._counts[key]))
        return totals

    def fact(self, country: str, confidence: float, others: tuple[Fact, ...] = ()) -> Fact:
        """The country with the place of the sign that speaks strongest for it."""
        key = max((key for key in self._weights if key[0] == country), key=lambda key: self._weights[key])
        line, start, end = self._places[key]
        return fact_at(line, start, end, country, confidence, others=others)


def read_country(
    lines: Sequence[Line], named: Iterable[Named], words: PlaceWords, languages: tuple[str, ...], currency: str | None
) -> Fact | None:
    """ISO code of the buyer's country from all that speaks for one; None where that is weak or contradictory."""
    votes = _Votes()
    offsets = _offsets(lines)
    _count_names(named, offsets, votes)
    _count_countries(lines, offsets, country_names(languages[:2]), votes)
    for line in lines:
        for country, sign, weight, start, end in (*_hosts(line, words), *_numbers(line, words)):
            votes.add(country, sign, weight, (line, start, end))
    totals = votes.totals()
    read = set(totals)
    if currency is not None and currency in words.currencies and (currency != "USD" or "US" in read):
        totals[words.currencies[currency]] += 0.3 if currency == "USD" else 0.7
    if languages and languages[0] in words.languages:
        totals[words.languages[languages[0]]] += 0.8
    return _chosen({country: total for country, total in totals.items() if country in read}, votes)


def _chosen(totals: dict[str, float], votes: _Votes) -> Fact | None:
    ranked = sorted(totals, key=lambda country: -totals[country])[:4]
    if not ranked or totals[ranked[0]] < LIKELY:
        return None
    best = totals[ranked[0]]
    second = totals[ranked[1]] if len(ranked) > 1 else 0.0
    if second > 0.9 * best:
        return None
    others = tuple(votes.fact(country, 0.5 * totals[country] / best) for country in ranked[1:])
    return votes.fact(ranked[0], min(0.97, (0.55 + 0.07 * best) * (1 - 0.35 * second / best)), others)


def _offsets(lines: Sequence[Line]) -> dict[int, int]:
    """How far from the top of its file each line stands, in characters."""
    offsets: dict[int, int] = {}
    file, at = "", 0
    for line in lines:
        if line.passage.file != file:
            file, at = line.passage.file, 0
        offsets[line.index] = at
        at += len(line.text)
    return offsets


def _count_names(named: Iterable[Named], offsets: dict[int, int], votes: _Votes) -> None:
    for line, found in named:
        name = found.label
        written = line.text[found.start : found.end]
        if name.kind == "marker":
            if written == name.written or (len(name.written) > 5 and written.lower() == name.written.lower()):
                votes.add(name.key, f"marker {name.written}", name.weight, (line, found.start, found.end))
        elif name.kind in {"place", "city"} and written[0].isupper() and (written.isupper() or not name.written.isupper()):
            weight = name.weight * (1.3 if offsets[line.index] < HEAD else 0.7)
            votes.add(name.key, name.kind, weight, (line, found.start, found.end))


def _count_countries(lines: Sequence[Line], offsets: dict[int, int], names: Phrasebook[str], votes: _Votes) -> None:
    for line in lines:
        at = offsets[line.index]
        if at > READ:
            continue
        weight = 2.2 if _PLACE_LABEL.search(line.folded) else 1.8 if at < HEAD else 0.9
        for found in names.find(line.folded, 0, READ):
            if line.text[found.start].isupper():
                votes.add(found.label, "name", weight, (line, found.start, found.end))


_Sign = tuple[str, str, float, int, int]  # country, sign, weight, start, end


def _hosts(line: Line, words: PlaceWords) -> Iterator[_Sign]:
    """Countries of the domains in addresses of mail and web."""
    if "." not in line.text:
        return
    for m in _HOST.finditer(line.text):
        parts = m[1].lower().split(".")
        ends = (".".join(parts[i:]) for i in range(1, len(parts)))
        country = next((words.domains[end] for end in ends if end in words.domains), None)
        if country is not None and parts != ["youtu", "be"]:
            yield country, "domain " + ".".join(parts), 0.9, m.start(), m.end()


def _numbers(line: Line, words: PlaceWords) -> Iterator[_Sign]:
    """Countries of telephone numbers, postal codes and the codes of regions."""
    text = line.text
    if "+" in text or "00" in text:
        for m in _PHONE.finditer(text):
            if m[1] in words.phones:
                yield words.phones[m[1]], "phone", 1.4, m.start(), m.end()
    for m in _ZIP.finditer(text):
        if m[1] in words.state_codes:
            yield "US", "zip", 2.2, m.start(), m.end()
    for m in _POSTCODE.finditer(text):
        yield "GB", "postcode", 2.0, m.start(), m.end()
    if _PLACE_LABEL.search(line.folded):
        for m in _NUTS.finditer(text):
            if m[1] in words.nuts:
                yield _NUTS_COUNTRY.get(m[1], m[1]), "nuts", 2.5, m.start(), m.end()


def place_demands(
    lines: Sequence[Line], words: PlaceWords, standards: StandardWords, languages: tuple[str, ...]
) -> tuple[Demand, ...]:
    """Where data must be kept (residency) and where the seller must be (presence): countries, or EU and EEA."""
    best: dict[tuple[str, str], Demand] = {}
    names = country_names(languages[:2])
    for line in lines:
        for cue in words.cues.find(line.folded):
            for demand in _demands_at(line, cue, words, standards, names):
                best.setdefault((demand.kind, demand.value), demand)
    return tuple(best.values())


def _demands_at(
    line: Line, cue: Found[str], words: PlaceWords, standards: StandardWords, names: Phrasebook[str]
) -> Iterator[Demand]:
    first, last = sentence_at(line.text, cue.start, cue.end)
    first, last = max(first, cue.start - WINDOW), min(last, cue.end + WINDOW)
    places = [
        place
        for book in (names, words.regions)
        for place in book.find(line.folded, cue.start, min(last, cue.end + 70))
        if line.text[place.start].isupper()
    ]
    sentence = line.folded[first:last]
    if not places or _NO_DEMAND.search(sentence) or sentence.endswith("?"):
        return
    demanded = [found.label for found in standards.cues.find(line.folded, first, last)]
    if "demand" not in demanded and not _WISH.search(sentence):
        return
    data = bool(words.data.find(line.folded, first, last))
    for place in places:
        fact = fact_at(line, cue.start, place.end, place.label, 0.75)
        yield Demand(
            kind="residency" if cue.label == "residency" and data else "presence",
            value=place.label,
            strength="wish" if _WISH.search(sentence) else "must",
            source=Source(kind="document", name=line.passage.file),
            confidence=0.75,
            quote=fact.quote,
            place=fact.place,
        )
