"""Which languages a document is written in, and which ones it demands."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from winnable.core.evidence import Source
from winnable.core.opportunity import Demand
from winnable.core.profile import DemandKind
from winnable.reading.fact import Fact, fact_at, listed
from winnable.reading.lexicon import LanguageWords
from winnable.reading.phrases import Found
from winnable.reading.text import Line, quote_span, sentence_at

_WORD = re.compile(r"\w+")
_NAMED_THING = re.compile(r"\s(?!Language|Version|Interface|Sprache|Fassung)[A-Z][a-z]")  # "English Heritage", "German Bank"
_THREE = re.compile(r"(?:\s(?:or|and|und|et|y|e|en|of|oder|ou)\s\w+|\s\w+){1,2}")
SAMPLE = 300  # passages whose language is looked at
SHARE = 0.08  # of the sampled text, for a language to count as one of the document's
LEAST = 1.3  # weight of the small words that it takes to tell a language
MOST = 400  # words of a text that are looked at
SURE = 100  # characters that it takes to tell a language by statistics
_KINDS: dict[str, DemandKind] = {
    "tender": "tender_language",
    "service": "service_language",
    "product": "product_language",
    "documentation": "service_language",
}
_USES = {"tender": "tender", "service": "support", "product": "interface", "documentation": "documentation"}


class _Asked(NamedTuple):
    """A language that is demanded, and for which use."""

    name: Found[str]
    use: str
    strength: Literal["must", "wish"]


def language_of(text: str, folded: str, words: LanguageWords) -> str | None:
    """Language of a text by its script or its small words; None where neither is clear."""
    script = _script(text, words)
    if script:
        return script
    tokens = _WORD.findall(folded)
    votes: dict[str, float] = defaultdict(float)
    heard: dict[str, set[str]] = defaultdict(set)
    for token in tokens[:MOST]:
        for language, weight in words.function_words.get(token, ()):
            votes[language] += weight
            heard[language].add(token)
    ranked = sorted(votes.items(), key=lambda vote: -vote[1])[:2]
    if not ranked or ranked[0][1] < max(LEAST, 0.05 * min(MOST, len(tokens))):
        return None
    close = len(ranked) > 1 and ranked[1][1] > 0.85 * ranked[0][1]
    return None if close or len(heard[ranked[0][0]]) < 2 else ranked[0][0]


def _script(text: str, words: LanguageWords) -> str | None:
    if text.isascii():
        return None
    letters = [char for char in text[:400] if char.isalpha()]
    foreign = [char for char in letters if char > "\u036f"]
    if len(foreign) < 0.3 * len(letters) or not foreign:
        return None
    scripts = Counter(unicodedata.name(char, "").split(" ")[0].split("-")[0] for char in foreign)
    if scripts["HIRAGANA"] or scripts["KATAKANA"]:
        return "ja"
    return words.scripts.get(scripts.most_common(1)[0][0])


def read_languages(lines: Sequence[Line], words: LanguageWords) -> Fact | None:
    """The document's languages, the most used first."""
    texts = [line for line in lines if len(line.text) >= 30] or list(lines)
    sample = texts[:: max(1, len(texts) // SAMPLE)]
    sizes: Counter[str] = Counter()
    first: dict[str, Line] = {}
    unclear: list[Line] = []
    for line in sample:
        language = language_of(line.text, line.folded, words)
        if language is None:
            unclear.append(line)
            continue
        sizes[language] += len(line.text)
        first.setdefault(language, line)
    if sum(sizes.values()) < 0.15 * sum(len(line.text) for line in sample):
        _together(unclear, sizes, first, words)
    found = [language for language, size in sizes.most_common() if size >= SHARE * sum(sizes.values())]
    if not found:
        return None
    line = first[found[0]]
    start, end = quote_span(line.text, 0, min(len(line.text), 60))
    return fact_at(line, start, end, tuple(found), 0.95 if 2 * sizes[found[0]] > sum(sizes.values()) else 0.8, exact=True)


def _together(unclear: Sequence[Line], sizes: Counter[str], first: dict[str, Line], words: LanguageWords) -> None:
    """What single passages do not show, labels in a table for one, all of them may show together."""
    language = language_of(" ".join(line.text for line in unclear), " ".join(line.folded for line in unclear), words)
    if language is None and sum(len(line.text) for line in unclear) < SURE:
        return
    if language is None:
        _by_statistics(unclear, sizes, first)
    else:
        sizes[language] += sum(len(line.text) for line in unclear)
        first.setdefault(language, unclear[0])


def _by_statistics(lines: Sequence[Line], sizes: Counter[str], first: dict[str, Line]) -> None:
    """Languages that the small words do not know, by character statistics; loaded only when needed (a second)."""
    from py3langid import classify

    for line in lines[:: max(1, len(lines) // 40)]:
        if len(line.text) >= 60:
            language = str(classify(line.text)[0])
            sizes[language] += len(line.text)
            first.setdefault(language, line)


def language_demands(lines: Sequence[Line], words: LanguageWords) -> tuple[Demand, ...]:
    """Languages that the tender, the service or the product must or should be in; of several voices the strongest."""
    best: dict[tuple[str, str], Demand] = {}
    for line in lines:
        for demand in _demands_in(line, words):
            known = best.get((demand.kind, demand.value))
            if known is None or (demand.strength == "must" and known.strength == "wish"):
                best[demand.kind, demand.value] = demand
    return tuple(best.values())


def _demands_in(line: Line, words: LanguageWords) -> Iterator[Demand]:
    for asked in _asked_in(line, words):
        fact = fact_at(line, asked.name.start, asked.name.end, asked.name.label, 0.8)
        yield Demand(
            kind=_KINDS[asked.use],
            value=asked.name.label,
            strength=asked.strength,
            source=Source(kind="document", name=line.passage.file),
            confidence=0.8,
            quote=fact.quote,
            place=fact.place,
        )


def read_language_needs(lines: Sequence[Line], words: LanguageWords) -> Fact | None:
    """Uses with the languages that they need ("interface: fr", "support: nl", "tender: de", "documentation: en"), each once;
    the note says "must" or "wish"."""
    best: dict[str, Fact] = {}
    for line in lines:
        for asked in _asked_in(line, words):
            need = f"{_USES[asked.use]}: {asked.name.label}"
            if need not in best or (asked.strength == "must" and best[need].note == "wish"):
                best[need] = fact_at(line, asked.name.start, asked.name.end, need, 0.8, note=asked.strength)
    return listed(tuple(best.values()))


def _asked_in(line: Line, words: LanguageWords) -> Iterator[_Asked]:
    for name in words.names.find(line.folded):
        if line.text[name.start].isupper() and _NAMED_THING.match(line.text, name.end):
            continue
        if any(cue.label == "no_language" for cue in words.cues.find(line.folded, *_beside(line, name))):
            continue
        start, end = sentence_at(line.text, name.start, name.end)
        start, end = max(start, name.start - 180), min(end, name.end + 140)
        cues = words.cues.find(line.folded, start, end)
        labels = {cue.label for cue in cues}
        if "demand" in labels and labels & _KINDS.keys():
            yield _Asked(name, _nearest(cues, name, line), "wish" if "wish" in labels else "must")


def _beside(line: Line, name: Found[str]) -> tuple[int, int]:
    """The span of the name and the three words behind it, or before it where the adjective follows ("droit français")."""
    behind = _THREE.match(line.folded, name.end)
    before = line.folded.rfind(" ", 0, max(0, name.start - 1)) + 1
    return before, behind.end() if behind else name.end


def _nearest(cues: Sequence[Found[str]], name: Found[str], line: Line) -> str:
    """What the language is demanded of: what stands nearest; a product that is "to support" a language is no help desk."""
    near = [
        (min(abs(cue.start - name.end), abs(name.start - cue.end)), cue.label)
        for cue in cues
        if cue.label in _KINDS and not (0 < name.start - cue.end <= 2 and line.folded[cue.start : cue.end] == "support")
    ]
    return min(near)[1] if near else "product"
