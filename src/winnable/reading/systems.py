"""Products that a document names, as it writes them."""

import re
from collections.abc import Iterable, Sequence

from winnable.reading.fact import Fact, fact_at, listed
from winnable.reading.lexicon import Lexicon, Name, SystemWords
from winnable.reading.phrases import Found
from winnable.reading.text import Line, sentence_at

Named = tuple[Line, Found[Name]]
_VERSION = re.compile(
    r"(?:,?\s*\(?(?:version|versión|versione|versie|release|rel\.?|v\.?)\s*)(\d+(?:\.\d+)*)|\s(\d+(?:\.\d+)+)(?![\d%])|\s((?:19|20)\d\d)(?=[\s.,;:)|]|$)"
    r"|\s(\d{1,2})(?=\s*(?:[.,;:)|]|$|or\b|and\b|site|website|to\b|with\b|platform\b|installation|CMS\b))"
)
_BRACKET = re.compile(r"\s\(([^()]{2,30})\)")


def names_of(lines: Sequence[Line], lexicon: Lexicon) -> list[Named]:
    """Every proper name of the lexicons in all lines, in one pass."""
    find = lexicon.names.find
    return [(line, found) for line in lines for found in find(line.folded)]


def read_systems(named: Iterable[Named], words: SystemWords) -> Fact | None:
    """Named systems, each once, with its version where one is written; the most specific writing stands for all."""
    systems = [(line, found) for line, found in named if found.label.kind == "system" and _is_meant(line, found, words)]
    best: dict[str, Fact] = {}
    for line, found in systems:
        fact = _fact(line, found, words)
        known = best.get(found.label.key)
        if known is None or (len(fact.value) > len(known.value) and any(char.isdigit() for char in fact.value) and not any(c.isdigit() for c in known.value)):
            best[found.label.key] = fact
    return listed(tuple(best.values()))


def _is_meant(line: Line, found: Found[Name], words: SystemWords) -> bool:
    """Whether the words of the text are the product's name and not everyday words."""
    written = line.text[found.start : found.end]
    name = found.label.written
    if name not in words.cased:
        return written == name or any(char.isupper() for char in written) or name.islower()
    if written != name or line.passage.kind == "heading" and line.text.isupper():
        return False
    first, last = sentence_at(line.text, found.start, found.end)
    if _VERSION.match(line.text, found.end):
        return True
    near = words.near.find(line.folded, max(first, found.start - 60), min(last, found.end + 60))
    return any(cue.start >= found.end or cue.end <= found.start for cue in near)


def _fact(line: Line, found: Found[Name], words: SystemWords) -> Fact:
    text = line.text
    written = " ".join(text[found.start : found.end].split())
    end = found.end
    version = _VERSION.match(text, end)
    if version and found.label.written not in {"Microsoft 365"}:
        written = f"{written} {next(group for group in version.groups() if group)}"
        end = version.end()
    bracket = _BRACKET.match(text, end)
    if bracket and bracket[1][0].isupper() and len(bracket[1].split()) <= 3 and found.label.key != bracket[1]:
        written = f"{written} ({bracket[1]})"
        end = bracket.end()
    confidence = 0.75 if found.label.written in words.cased else 0.92
    return fact_at(line, found.start, end, written, confidence)
