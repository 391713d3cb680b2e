"""What stands around a sentence: the language of its passage, its section, the lead-in of its list, the buyer's number."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from winnable.core.capability import RequirementKind, Strength
from winnable.reading.ledger_grammar import NOTHING, Scores
from winnable.reading.ledger_words import KINDS, LedgerWords, Modal
from winnable.reading.phrases import Phrasebook
from winnable.reading.text import Line, fold

DEFAULT_LANGUAGE: Final = "en"
_SURE_WORDS, _SURE_RATIO = 4, 1.6  # small words of one language, and times as many as of the next, that settle a passage
_SAMPLE = 600  # passages of a file that settle its language
_WORD = re.compile(r"\w+")
_DEPTH_WEIGHTS: Final = (1.6, 0.9, 0.5, 0.3)  # of the nearest heading and those above it
_HEADING = 110  # characters of a heading that are looked at
_NUMBER = re.compile(
    r"\s*(?:"
    r"[\[(](?P<bracket>[A-Za-z]{0,8}[-_. ]?\d{1,4}(?:[.\-]\d{1,4}){0,5}[a-z]?)[\])]\s*[:.\-–]?"
    r"|(?P<code>[A-Z]{1,8}\d{0,2}(?:[-_.][A-Z]{1,6}\d{0,2}){0,3}[-_.]\d{1,4}(?:[.\-]\d{1,4}){0,5}[a-z]?)(?:\s*[:.)\]\-–]+|(?=\s+[^\Wa-z]|\s*$))"
    r"|(?P<short>[A-Z]{1,4}\d{1,4}(?:\.\d{1,3}){0,4})(?:\s*[:.)\]–]|(?=\s*$))"
    r"|(?P<dotted>\d{1,3}(?:\.\d{1,3}){1,6}[a-z]?)(?:[.):]|(?=\s+[^\Wa-z\d]|\s+[\"“«(\[]|\s*$))"
    r"|\(?(?P<simple>\d{1,3}|[a-zA-Z]|[ivxIVX]{1,6})[.)]"
    r")(?=\s+[^\W\d_]|\s+[\"“«(\[]|\s*$)\s*"
)
_NAMED = re.compile(
    r"\s*(?P<noun>[^\W\d_]{3,12}\.?)\s+(?:n[o°º.]{1,2}\s*)?(?P<number>[A-Z]{0,4}[-.]?\d[\w.\-]{0,12}?)\s*[:.)–\-]\s+(?=\S)"
)
_TIGHT = re.compile(r"\s*(?P<number>\d{1,3}(?:\.\d{1,3}){1,6}|[ivx]{1,5}\.|\d{1,3}\.)(?=[A-ZÀ-Þ][^\W\d_])")
_BULLET = re.compile(r"\s*(?:[•▪●◦■➢✓✔*▶►❖\-–—]|o(?=\s))\s+")
_RESERVING = "|".join(
    (
        r"reserves?\s+(?:the|its)\s+\w*\s?right",
        "se réserve",
        "behält sich",
        "se reserva",
        "si riserva",
        "behoudt zich",
        "heeft (?:te allen tijde )?het recht",
    )
)
_RESERVES = re.compile(rf"(?P<name>[A-Z][\w&]*[A-Z][\w&]*|[A-Z][a-z]{{2,15}})\s+(?:also\s+|hereby\s+|shall\s+)?(?:{_RESERVING})")
_RIGHTS = ("right", "reserv", "riserva", "recht", "behoudt", "behalt")
_TELLING = re.compile(r"\d.*[\W_]\d|[A-Za-z].*\d|\d.*[A-Za-z]")


def languages_of(lines: Sequence[Line], words: LedgerWords) -> list[str]:
    """The language of each passage, by its small words; of a passage with few of them, that of its file."""
    counts = [_small_words(line.folded, words) for line in lines]
    files: dict[str, Counter[str]] = defaultdict(Counter)
    seen: Counter[str] = Counter()
    for line, count in zip(lines, counts, strict=True):
        file = line.passage.file
        seen[file] += 1
        if seen[file] <= _SAMPLE:
            files[file].update(count)
    main = {file: max(count, key=lambda code: count[code], default=DEFAULT_LANGUAGE) for file, count in files.items()}
    return [_settled(count, main[line.passage.file]) for line, count in zip(lines, counts, strict=True)]


def _small_words(folded: str, words: LedgerWords) -> dict[str, float]:
    spoken = words.spoken
    count: dict[str, float] = {}
    for word in _WORD.findall(folded):
        for code, weight in spoken.get(word, ()):
            count[code] = count.get(code, 0.0) + weight
    return count


def _settled(count: dict[str, float], main: str) -> str:
    if not count:
        return main
    first = max(count, key=lambda code: count[code])
    second = max((value for code, value in count.items() if code != first), default=0.0)
    return first if count[first] >= _SURE_WORDS and count[first] > _SURE_RATIO * second else main


class Section(NamedTuple):
    """What the headings above a passage say: scores for each kind, whether nothing below asks anything, and how strongly a
    list asks under such a heading ("Desirable features")."""

    scores: Scores
    aside: bool
    strength: Strength | None
    own: RequirementKind | None


def section_of(path: str, words: LedgerWords, modals: Phrasebook[Modal]) -> Section:
    """Read a path of headings, the nearest of them first."""
    said = [0.0] * len(KINDS)
    headings = [fold(heading[:_HEADING]) for heading in reversed(path.split(" > "))]
    aside = False
    own: RequirementKind | None = None
    for depth, (heading, weight) in enumerate(zip(headings, _DEPTH_WEIGHTS, strict=False)):
        found = words.sections.find(heading)
        if found and found[0].label in ("aside", "contents"):
            aside = aside or depth < (2 if found[0].label == "aside" else 1)
            continue
        share = weight
        for kind in [hit.label for hit in found[:2]]:
            if kind != "aside" and kind != "contents" and kind != "title":
                said[KINDS.index(kind)] += share
                own = kind if own is None and depth == 0 else own
            share /= 2
    return Section(tuple(said), aside, _strength_in(headings[0], modals), own)


def _strength_in(heading: str, modals: Phrasebook[Modal]) -> Strength | None:
    said = {hit.label for hit in modals.find(heading)}
    strengths: tuple[Strength, ...] = ("must", "should", "may")
    return next((strength for strength in strengths if strength in said), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadIn:
    """A sentence that ends with a colon, for the items below it. `asks` is False where it introduces without asking."""

    asks: bool
    strength: Strength | None
    kind: RequirementKind
    scores: Scores = NOTHING


class Numbered(NamedTuple):
    """The buyer's own number at the start of a passage, and where the words begin."""

    number: str
    start: int


def number_at(text: str, start: int, words: LedgerWords) -> Numbered:
    """The number, enumerator or bullet at `start`, taken off; "" for a bullet and where there is none."""
    bullet = _BULLET.match(text, start)
    if bullet and bullet.end() < len(text):
        start = bullet.end()
    named = _NAMED.match(text, start)
    if named and fold(named["noun"]).strip(".") in words.numbered:
        return Numbered(named["number"], named.end())
    found = _NUMBER.match(text, start)
    if found and found.end() < len(text):
        return Numbered(next(group for group in found.groups() if group), found.end())
    tight = _TIGHT.match(text, start)
    return Numbered(tight["number"].rstrip("."), tight.end()) if tight else Numbered("", start)


def is_number(cell: str) -> bool:
    """Whether a table cell holds nothing but a number such as "3.2.1", "REQ-17" or "(iv)"."""
    found = _NUMBER.match(cell.strip() + " ")
    return bool(found and found.end() >= len(cell.strip())) or re.fullmatch(r"\s*\d{1,4}\s*", cell) is not None


def is_telling(number: str) -> bool:
    """Whether a number names one requirement of a document rather than a place in a list."""
    return _TELLING.search(number) is not None


def buyers_in(lines: Iterable[Line], words: LedgerWords) -> re.Pattern[str] | None:
    """The names under which this buyer speaks of itself: capitals and short names before "reserves the right" and its like."""
    names = {
        found["name"] for line in lines if any(word in line.folded for word in _RIGHTS) for found in _RESERVES.finditer(line.text)
    }
    known = words.grammars[DEFAULT_LANGUAGE].roles
    new = [fold(name) for name in names if not known.find(fold(name))]
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(new)))})(?!\w)") if new else None
