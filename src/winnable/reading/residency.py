"""Where data must be kept: countries by their ISO codes, EU and EEA."""

from collections.abc import Iterable, Iterator

from winnable.reading.fact import Fact, fact_at, listed
from winnable.reading.lexicon import PlaceWords, TermWords
from winnable.reading.phrases import Found, Phrasebook
from winnable.reading.places import country_names
from winnable.reading.stances import Setting, is_preferred, setting_of
from winnable.reading.text import Line

NEAR = 45  # characters between the words for keeping and the place
BEFORE = 60  # characters before them, for languages that put the place first


def read_residency(lines: Iterable[Line], places: PlaceWords, words: TermWords, languages: tuple[str, ...]) -> Fact | None:
    """Where data must or should be kept, each place once; the note says "must" or "wish"."""
    names = country_names(languages[:2])
    best: dict[str, Fact] = {}
    for line in lines:
        for cue in words.residency.found.find(line.folded):
            for fact in _kept(line, cue, names, places, words):
                known = best.get(fact.value)
                if known is None or (fact.note == "must") > (known.note == "must"):
                    best[fact.value] = fact
    return listed(tuple(sorted(best.values(), key=lambda fact: fact.note != "must")))


def _kept(line: Line, cue: Found[str], names: Phrasebook[str], places: PlaceWords, words: TermWords) -> Iterator[Fact]:
    setting = setting_of(line, cue.start, cue.end, words)
    if setting.has("denied", "asks", "experience") or line.text[setting.last - 1 : setting.last] == "?":
        return
    about = {found.label for found in words.residency.cues.every(line.folded[setting.first : setting.last])}
    wished = is_preferred(setting)
    demanded = "never" in about if cue.label == "leave" else setting.has("demand") or wished or line.passage.kind != "text"
    if "data" not in about or "people" in about or not demanded:
        return
    for place, start, end in _places(line, cue, names, places, setting):
        yield fact_at(line, start, end, place, 0.8, note="wish" if wished else "must")


def _places(
    line: Line, cue: Found[str], names: Phrasebook[str], places: PlaceWords, setting: Setting
) -> Iterator[tuple[str, int, int]]:
    """The places that a cue speaks of, with the span from the one to the other."""
    if cue.label not in {"stay", "stay_behind", "leave"}:
        yield cue.label, cue.start, cue.end
        return
    first = cue.start if cue.label == "stay" else max(setting.first, cue.start - BEFORE)
    last = cue.start if cue.label == "stay_behind" else min(setting.last, cue.end + NEAR)
    for book in (names, places.regions):
        for found in book.find(line.folded, first, last):
            if line.text[found.start].isupper():
                yield found.label, min(cue.start, found.start), max(cue.end, found.end)
