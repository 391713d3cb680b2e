"""In which time zone the deadline is: as printed beside its time or another one, else as the buyer's place tells."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from winnable.reading.clock import winter_zone
from winnable.reading.days import Mention
from winnable.reading.fact import Fact, fact_at
from winnable.reading.lexicon import ZoneWords
from winnable.reading.text import Line

_REACH = 56  # characters behind a time in which its zone stands
_HEAD = 6_000  # characters at the top in which the names of states count fully
_OFFSET = re.compile(r"\b(?:utc|gmt)\s?([+-])\s?(\d{1,2})(?::?([0-5]\d))?\b")
_GAP = re.compile(
    r"(?:[\s,()\[\]/.:-]|\b(?:hrs?|hours|local|prevailing|time|uhr|uur|the|in|are|noon|standard|expressed|stated|given)\b)*"
)
_ALL_TIMES = re.compile(
    r"\b(?:all (?:\w+ )?(?:dates and )?times|toutes les heures|alle (?:uhr)?zeiten|alle tijden|tutti gli orari|todas las horas)\b"
)
_ABBREVIATION = re.compile(r"(?<![A-Za-z])[A-Z]{2,5}(?![A-Za-z])")
_ADDRESS = re.compile(r"(?<![A-Za-z])([A-Z]{2,3})\.?,?\s+(?:\d{5}(?:-\d{4})?|[A-Z]\d[A-Z]\s?\d[A-Z]\d|\d{4})(?!\d)")


@dataclass(frozen=True, slots=True)
class _Printed:
    """A zone or what tells it, where it stands in a line; `zone` is an IANA name or an offset like +01:00."""

    line: Line
    start: int
    end: int
    zone: str


def read_time_zone(
    lines: Sequence[Line], deadline: Mention | None, mentions: Iterable[Mention], words: ZoneWords, country: Fact | None
) -> Fact | None:
    """IANA name or UTC offset of the deadline's time; None where there is no deadline or nothing tells its zone."""
    if deadline is None:
        return None
    code = str(country.value) if country is not None else ""
    home = _home(lines, words, code)
    printed = _beside(deadline, words, code) or _said_of_all(lines, words, code)
    note = ""
    if printed is None:
        note = "printed beside another time"
        printed = next((zone for mention in mentions if mention.time and (zone := _beside(mention, words, code))), None)
    if printed is not None:
        local = home.zone if home is not None else words.countries.get(code)
        return _fact(printed, deadline, _named(printed.zone, local, words), note)
    if home is not None:
        return fact_at(home.line, home.start, home.end, home.zone, 0.75, note="not printed: from the buyer's address", exact=True)
    if country is not None and code in words.countries:
        confidence = round(0.8 * country.confidence, 3)
        note = "not printed: from the country"
        return Fact(value=words.countries[code], confidence=confidence, quote=country.quote, place=country.place, note=note)
    return None


def _beside(mention: Mention, words: ZoneWords, country: str) -> _Printed | None:
    """The zone printed right behind a time, or behind its day."""
    line = mention.line
    for start in dict.fromkeys((mention.time_end or mention.end, mention.end)):
        if found := _printed(line, start, min(len(line.text), start + _REACH), words, country):
            return found
    return None


def _said_of_all(lines: Sequence[Line], words: ZoneWords, country: str) -> _Printed | None:
    for line in lines:
        if m := _ALL_TIMES.search(line.folded):
            for at in [
                m.end(),
                *(space.end() for space in re.finditer(r"\b(?:in|are|en|in der|nel)\s", line.folded[: m.end() + 80])),
            ]:
                if at >= m.end() and (found := _printed(line, at, min(len(line.text), at + _REACH), words, country)):
                    return found
    return None


def _printed(line: Line, start: int, end: int, words: ZoneWords, country: str) -> _Printed | None:
    """The zone that begins right behind an offset of a line."""
    at = _GAP.match(line.folded, start, end)
    first = at.end() if at else start
    if m := _OFFSET.match(line.folded, first):
        return _Printed(line, first, m.end(), f"{m[1]}{int(m[2]):02}:{m[3] or '00'}")
    for found in words.names.find(line.folded, start, end):
        if found.start <= first < found.end and (line.text[found.start].isupper() or " " in line.text[found.start : found.end]):
            return _Printed(line, found.start, found.end, found.label)
    if m := _ABBREVIATION.match(line.text, first):
        zone = words.elsewhere.get(m[0], {}).get(country) or words.abbreviations.get(m[0])
        return _Printed(line, first, m.end(), zone) if zone else None
    return None


def _home(lines: Sequence[Line], words: ZoneWords, country: str) -> _Printed | None:
    """What tells the zone of the buyer in a country with several: the states of its addresses, then those that it names."""
    if country not in words.states:
        return None
    codes, names = words.codes[country], words.states[country]
    found: dict[str, _Printed] = {}
    votes: Counter[str] = Counter()
    read = 0
    for line in lines:
        weight = 4 if read < _HEAD else 1
        read += len(line.text)
        told = [(codes[m[1]], 3 * weight, m.start(), m.end()) for m in _ADDRESS.finditer(line.text) if m[1] in codes]
        if weight > 1:
            told.extend((n.label, weight, n.start, n.end) for n in names.find(line.folded) if line.text[n.start].isupper())
        for zone, vote, start, end in told:
            votes[zone] += vote
            found.setdefault(zone, _Printed(line, start, end, zone))
    return found[votes.most_common(1)[0][0]] if votes else None


def _named(zone: str, local: str | None, words: ZoneWords) -> str:
    """The printed zone under the buyer's own name for it, where its offset is one of the buyer's."""
    offsets = words.zones.get(zone, (zone,))
    if local is not None and (words.zones[local][0] == offsets[0] if zone in words.zones else zone in words.zones[local]):
        return local
    return zone if zone in words.zones else f"UTC{zone}"


def _fact(printed: _Printed, deadline: Mention, zone: str, note: str) -> Fact:
    odd = winter_zone(printed.line.folded, printed.start, deadline.month)
    notes = [part for part in (note, f"printed as {odd} in summer" if odd else "") if part]
    confidence = 0.7 if note else 0.92
    return fact_at(printed.line, printed.start, printed.end, zone, confidence, note="; ".join(notes), exact=True)
