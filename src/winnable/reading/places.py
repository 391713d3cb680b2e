"""The country that buys, and where data or people are demanded to be."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from math import log2

from babel import Locale, UnknownLocaleError

from winnable.core.evidence import Source
from winnable.core.opportunity import Demand
from winnable.core.profile import DemandKind
from winnable.reading.fact import Fact, fact_at
from winnable.reading.lexicon import PlaceWords
from winnable.reading.phrases import Phrasebook
from winnable.reading.systems import Named
from winnable.reading.text import Line, sentence_at

HEAD = 3_000  # characters at the top of a document where its own country is likely named
READ = 60_000  # characters in which names of countries are looked for
LIKELY = 1.4
_HOST = re.compile(r"(?:@|https?://|www\.)([\w.-]+\.[a-z]{2,6})(?![\w-])", re.IGNORECASE)
_PHONE = re.compile(r"(?:\+|\(\+|\b00)\s?(\d{1,3})[\s().-]{1,3}\d")
_ZIP = re.compile(r"\b([A-Z]{2})\.?,?\s+\d{5}(?:-\d{4})?\b")
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b")
_NUTS = re.compile(r"\b([A-Z]{2})[A-Z0-9]{1,3}\b")
_PLACE_LABEL = re.compile(r"place of (?:delivery|performance)|nuts|country|region code|lieu d'execution|erfullungsort|lugar de ejecucion|plaats van uitvoering|luogo (?:di|principale)|\bpays\b|\bland\b:|\bpais\b|paese")
_CODES = re.compile(r"(?<![\w.])(?:US|UK|UAE|KSA|USA)(?![\w.])")
_NOT_COUNTRIES = frozenset("001 EU EZ UN QO XA XB ZZ AQ BV HM IO TF UM GS PN".split())
_EVERYDAY = frozenset({"georgia", "jordan", "chad", "mali", "niger", "guinea", "turkey", "ireland", "jersey", "india", "china", "congo"})


@lru_cache(maxsize=8)
def country_names(languages: tuple[str, ...]) -> Phrasebook[str]:
    """Names of countries in English and some other languages, with their ISO codes (from CLDR)."""
    names: dict[str, str] = {}
    for language in dict.fromkeys(("en", *languages)):
        try:
            territories = Locale.parse(language).territories
        except (UnknownLocaleError, ValueError):
            continue
        names.update({name: code for code, name in territories.items() if len(code) == 2 and code not in _NOT_COUNTRIES and len(name) > 3})
    return Phrasebook(names.items())


class _Votes:
    """What speaks for each country: a sign counts fully once, and a little more each time that it is repeated."""

    def __init__(self) -> None:
        self.counts: dict[tuple[str, str], float] = defaultdict(float)
        self.weights: dict[tuple[str, str], float] = {}
        self.first: dict[tuple[str, str], tuple[Line, int, int]] = {}

    def add(self, country: str, sign: str, weight: float, line: Line, start: int, end: int) -> None:
        key = (country, sign)
        self.counts[key] += 1
        if weight > self.weights.get(key, 0.0):
            self.weights[key] = weight
            self.first[key] = (line, start, end)

    def totals(self) -> Counter[str]:
        totals: Counter[str] = Counter()
        for key, weight in self.weights.items():
            totals[key[0]] += weight * (1 + 0.25 * log2(self.counts[key]))  # type: ignore[assignment]
        return totals

    def strongest(self, country: str) -> tuple[Line, int, int]:
        key = max((key for key in self.first if key[0] == country), key=lambda key: self.weights[key])
        return self.first[key]


def read_country(
    lines: Sequence[Line], named: Iterable[Named], words: PlaceWords, languages: tuple[str, ...], currency: str | None,
) -> Fact | None:
    """ISO code of the buyer's country from all that speaks for one; None where that is weak or contradictory."""
    votes = _Votes()
    offsets = _offsets(lines)
    _count_names(named, offsets, votes)
    _count_countries(lines, offsets, country_names(languages[:2]), votes)
    for line in lines:
        _count_addresses(line, words, votes)
    signs = [(words.currencies.get(currency or ""), 0.7 if currency != "USD" else 0.3), (words.languages.get(languages[0]) if languages else None, 0.8)]
    totals = votes.totals()
    for country, weight in signs:
        if country is not None and (totals[country] or weight > 0.5):
            totals[country] += weight  # type: ignore[assignment]
    return _chosen(totals, votes)


def _chosen(totals: Counter[str], votes: _Votes) -> Fact | None:
    ranked = totals.most_common(4)
    seen = {country for country, _ in votes.first}
    if not ranked or ranked[0][1] < LIKELY or ranked[0][0] not in seen:
        return None
    country, best = ranked[0]
    second = ranked[1][1] if len(ranked) > 1 else 0.0
    if second > 0.9 * best:
        return None
    others = tuple(
        fact_at(*votes.strongest(other), other, round(min(0.5, 0.5 * total / best), 2)) for other, total in ranked[1:] if other in seen
    )
    confidence = min(0.97, (0.55 + 0.07 * best) * (1 - 0.35 * second / best))
    return fact_at(*votes.strongest(country), country, confidence, others=others)


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
        if name.kind not in {"place", "city", "marker"}:
            continue
        written = line.text[found.start : found.end]
        if name.kind == "marker":
            if written != name.written and not (len(name.written) > 5 and written.lower() == name.written.lower()):
                continue
        elif not written[0].isupper() or (name.written.isupper() and not written.isupper()):
            continue
        weight = name.weight * (1.3 if name.kind != "marker" and offsets[line.index] < HEAD else 0.7 if name.kind != "marker" else 1.0)
        votes.add(name.key, f"{name.kind} {name.written}" if name.kind == "marker" else name.kind, weight, line, found.start, found.end)


def _count_countries(lines: Sequence[Line], offsets: dict[int, int], names: Phrasebook[str], votes: _Votes) -> None:
    for line in lines:
        at = offsets[line.index]
        if at > READ:
            continue
        labelled = bool(_PLACE_LABEL.search(line.folded))
        for found in names.find(line.folded):
            if not line.text[found.start].isupper():
                continue
            weight = 2.2 if labelled else 1.8 if at < HEAD else 0.9
            if line.folded[found.start : found.end] in _EVERYDAY and not labelled:
                weight *= 0.8
            votes.add(found.label, "name", weight, line, found.start, found.end)


def _count_addresses(line: Line, words: PlaceWords, votes: _Votes) -> None:
    text = line.text
    if "." in text:
        for m in _HOST.finditer(text):
            country = _country_of(m[1].lower(), words)
            if country:
                votes.add(country, "domain " + m[1].lower(), 0.9, line, m.start(), m.end())
    if "+" in text or "00" in text:
        for m in _PHONE.finditer(text):
            country = words.phones.get(m[1])
            if country:
                votes.add(country, "phone", 1.4, line, m.start(), m.end())
    for m in _ZIP.finditer(text):
        if m[1] in words.state_codes:
            votes.add("US", "zip", 2.2, line, m.start(), m.end())
    for m in _POSTCODE.finditer(text):
        votes.add("GB", "postcode", 2.0, line, m.start(), m.end())
    if _PLACE_LABEL.search(line.folded):
        for m in _NUTS.finditer(text):
            if m[1] in words.nuts:
                votes.add({"UK": "GB", "EL": "GR"}.get(m[1], m[1]), "nuts", 2.5, line, m.start(), m.end())


def _country_of(host: str, words: PlaceWords) -> str | None:
    if host in {"youtu.be", "goo.gl", "bit.ly"}:
        return None
    parts = host.split(".")
    return next((words.domains[end] for i in range(1, len(parts)) if (end := ".".join(parts[i:])) in words.domains), None)


def place_demands(lines: Sequence[Line], words: PlaceWords, languages: tuple[str, ...]) -> tuple[Demand, ...]:
    """Where data must be kept (residency) and where the seller must be (presence): countries, or EU and EEA."""
    best: dict[tuple[str, str], Demand] = {}
    names = country_names(languages[:2])
    for line in lines:
        for demand in _demands_in(line, words, names):
            best.setdefault((demand.kind, demand.value), demand)
    return tuple(best.values())


def _demands_in(line: Line, words: PlaceWords, names: Phrasebook[str]) -> Iterator[Demand]:
    for cue in words.cues.find(line.folded):
        first, last = sentence_at(line.text, cue.start, cue.end)
        window = (cue.start, min(last, cue.end + 70))
        places = [*names.find(line.folded, *window), *words.regions.find(line.folded, *window)]
        for place in places:
            if line.text[place.start].isupper():
                yield _demand(line, "residency" if cue.label == "residency" else "presence", place.label, first, last, cue.start, place.end)


def _demand(line: Line, kind: DemandKind, value: str, first: int, last: int, start: int, end: int) -> Demand:
    sentence = line.folded[first:last]
    wish = re.search(r"\b(?:should|prefer\w*|desirable|ideally|souhait\w+|wunschenswert|vorzugsweise|deseable|bij voorkeur|preferib\w+)\b", sentence)
    fact = fact_at(line, start, end, value, 0.75)
    return Demand(
        kind=kind, value=value, strength="wish" if wish else "must", source=Source(kind="document", name=line.passage.file), confidence=0.75,
        quote=fact.quote, place=fact.place,
    )
