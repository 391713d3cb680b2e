"""Plain operations on text that keep every offset: folding, sentences, quotes, and where a passage says a thing."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from winnable.core.evidence import Passage

QUOTE_LIMIT = 200
_AS_ONE = {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "’": "'", "‘": "'", "´": "'", "`": "'", "“": '"', "”": '"', "«": '"', "»": '"'}
_DASHES = frozenset("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d")


class _Folding(dict[int, str]):
    """Code point -> its folded character, worked out the first time that it is met."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _folded(chr(code))
        return folded


def _folded(char: str) -> str:
    if char in _DASHES:
        return "-"
    low = char.lower()[0]
    if low in _AS_ONE:
        return _AS_ONE[low]
    if unicodedata.category(char) == "No":
        return char
    plain = unicodedata.normalize("NFKD", low)[0]
    return plain.lower()[0] if not unicodedata.combining(plain) else low


_FOLDING = _Folding()


def fold(text: str) -> str:
    """Lower case, without accents, quotes and dashes made plain; exactly one character for each character of the text."""
    return text.lower() if text.isascii() else text.translate(_FOLDING)


_ABBREVIATIONS = frozenset(
    {
        "no",
        "nos",
        "nr",
        "nrs",
        "art",
        "arts",
        "st",
        "ste",
        "mr",
        "mrs",
        "ms",
        "mme",
        "mm",
        "dr",
        "prof",
        "inc",
        "ltd",
        "corp",
        "ca",
        "bzw",
        "z.b",
        "p.ej",
        "vs",
        "fig",
        "sec",
        "cf",
        "al",
        "op",
        "approx",
        "dept",
        "e.g",
        "i.e",
        "ext",
        "max",
        "min",
        "tel",
        "ref",
        "rs",
        "vol",
        "pp",
        "p",
        "abs",
        "ziff",
        "ggf",
        "inkl",
        "zzgl",
        "u.a",
        "d.h",
        "o.a",
        "o.ä",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "str",
        "av",
        "avda",
        "apdo",
        "num",
        "núm",
        "pag",
        "pág",
        "sra",
        "dott",
        "ing",
        "avv",
        "sig",
        "d.lgs",
        "d.l",
        "n",
        "u.s",
        "bspw",
        "lit",
        "vgl",
        "mio",
        "mrd",
        "mill",
        "tsd",
        "excl",
        "incl",
        "blz",
        "resp",
    }
)
_ZONE = re.compile(r"(?:[A-Z]{2,4}T|GMT|UTC|Eastern|Central|Mountain|Pacific|Alaska|Local|Standard|Daylight)\b")
_BREAK = re.compile(r"(?<![.!?])[.!?]++[\"')\]»”]*+\s++|[。！？；]|\n|(?<=\s)(?=[•▪●◦■➢✓])")
_LAST_WORD = re.compile(r"([\w.]+)$")


@lru_cache(maxsize=512)
def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Spans of the sentences, list items and lines of a text, in order; together they hold all that is not white space."""
    spans: list[tuple[int, int]] = []
    start = 0
    for found in _BREAK.finditer(text):
        if _breaks(text, found):
            _append(spans, text, start, found.start() + len(found.group().rstrip()))
            start = found.end()
    _append(spans, text, start, len(text))
    return tuple(spans)


def _append(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append((start, end))


def _breaks(text: str, found: re.Match[str]) -> bool:
    """A full stop ends a sentence unless it belongs to an abbreviation, an initial, a time of day or a number in a list."""
    if text[found.start()] != ".":
        return True
    after = text[found.end() : found.end() + 1]
    if after and (after.islower() or after in ",;)"):
        return False
    word = _LAST_WORD.search(text, max(0, found.start() - 14), found.start())
    if word is None:
        return True
    last = word.group(1).lower()
    if last in {"a.m", "p.m"}:
        return _ZONE.match(text, found.end()) is None
    return not (last in _ABBREVIATIONS or (len(last) == 1 and last.isalpha()) or (last.isdigit() and len(last) <= 2))


def sentence_at(text: str, start: int, end: int) -> tuple[int, int]:
    """The span of the sentence (or sentences) that hold `start` to `end`."""
    holding = [span for span in sentences(text) if span[0] < max(end, start + 1) and span[1] > start]
    return (min(holding[0][0], start), max(holding[-1][1], end)) if holding else (start, end)


def quote_span(text: str, start: int, end: int, limit: int = QUOTE_LIMIT) -> tuple[int, int]:
    """A span of at most `limit` characters around `start` to `end`: the whole sentence where it fits, else whole words."""
    end = min(end, start + limit)
    first, last = sentence_at(text, start, end)
    if last - first <= limit:
        return first, last
    room = limit - (end - start)
    left = max(first, start - room // 2)
    right = min(last, left + limit)
    left = max(first, right - limit)
    while left < start and left > first and not text[left - 1].isspace():
        left += 1
    while right > end and right < last and not text[right].isspace():
        right -= 1
    while left < start and text[left].isspace():
        left += 1
    while right > end and text[right - 1].isspace():
        right -= 1
    return left, right


@dataclass(frozen=True, slots=True)
class Line:
    """A passage beside its folded text; `index` is its position among all passages that are read together."""

    index: int
    passage: Passage
    folded: str

    @property
    def text(self) -> str:
        return self.passage.text


def lines_of(passages: Sequence[Passage]) -> tuple[Line, ...]:
    """The passages with their texts folded once for all readers."""
    return tuple(Line(i, passage, fold(passage.text)) for i, passage in enumerate(passages))


def cell_at(line: Line, position: int) -> tuple[int, int]:
    """The span of the table cell that holds a position; the whole text outside tables."""
    if line.passage.kind != "row":
        return 0, len(line.folded)
    start = line.folded.rfind(" | ", 0, position)
    end = line.folded.find(" | ", position)
    return (0 if start < 0 else start + 3), (len(line.folded) if end < 0 else end)


def is_label(text: str) -> bool:
    """A short text that introduces what follows it: "Closing date:" or "Proposals due"."""
    bare = text.strip()
    return 0 < len(bare) <= 80 and (bare.endswith(":") or bare[-1] not in ".;!?")
