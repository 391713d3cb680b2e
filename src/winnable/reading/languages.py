"""Which languages a document is written in, and which ones it demands."""

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal

from winnable.core.evidence import Source
from winnable.core.opportunity import Demand
from winnable.core.profile import DemandKind
from winnable.reading.fact import Fact, fact_at
from winnable.reading.lexicon import LanguageWords
from winnable.reading.phrases import Found
from winnable.reading.text import Line, quote_span, sentence_at

SAMPLE = 300  # passages whose language is looked at
SHARE = 0.06  # of the sampled text, for a language to count as one of the document's
_KINDS: dict[str, DemandKind] = {"tender": "tender_language", "service": "service_language", "product": "product_language"}


def language_of(line: Line, words: LanguageWords) -> str | None:
    """Language of one passage by its script or its small words; None where neither is clear."""
    script = _script(line.text, words)
    if script:
        return script
    tokens = line.folded.replace("'", " ").split()
    votes: Counter[str] = Counter()
    for token in tokens:
        for language, weight in words.function_words.get(token.strip(".,;:()\"|"), ()):
            votes[language] += weight  # type: ignore[assignment]
    ranked = votes.most_common(2)
    if not ranked or ranked[0][1] < max(1.2, 0.07 * len(tokens)):
        return None
    if len(ranked) > 1 and ranked[1][1] > 0.85 * ranked[0][1]:
        return None
    return ranked[0][0]


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
    texts = [line for line in lines if len(line.text) >= 30]
    sample = texts[:: max(1, len(texts) // SAMPLE)]
    sizes: Counter[str] = Counter()
    first: dict[str, Line] = {}
    unclear: list[Line] = []
    for line in sample:
        language = language_of(line, words)
        if language is None:
            unclear.append(line)
            continue
        sizes[language] += len(line.text)
        first.setdefault(language, line)
    total = sum(sizes.values())
    if total < 0.4 * sum(len(line.text) for line in sample):
        _by_statistics(unclear, sizes, first)
        total = sum(sizes.values())
    found = [language for language, size in sizes.most_common() if size >= SHARE * total]
    if not found:
        return None
    line = first[found[0]]
    start, end = quote_span(line.text, 0, min(len(line.text), 60))
    return fact_at(line, start, end, tuple(found), 0.95 if sizes[found[0]] > 0.6 * total else 0.8, exact=True)


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
    named = [name for name in words.names.find(line.folded) if line.text[name.start].isupper() or not line.folded.isascii() or _is_latin_language(line, name)]
    for name in named:
        start, end = sentence_at(line.text, name.start, name.end)
        start, end = max(start, name.start - 180), min(end, name.end + 140)
        cues = words.cues.find(line.folded, start, end)
        labels = {cue.label for cue in cues if cue.end <= name.start or cue.start >= name.end}
        if "demand" not in labels or not labels & _KINDS.keys():
            continue
        kind = _nearest(cues, name)
        strength: Literal["must", "wish"] = "wish" if "wish" in labels else "must"
        fact = fact_at(line, name.start, name.end, name.label, 0.8)
        yield Demand(
            kind=_KINDS[kind], value=name.label, strength=strength, source=Source(kind="document", name=line.passage.file),
            confidence=0.8, quote=fact.quote, place=fact.place,
        )


def _is_latin_language(line: Line, name: Found[str]) -> bool:
    """French, Spanish and Italian write the names of languages small."""
    return line.text[name.start : name.end] not in {"inglese", "vasco"} or True


def _nearest(cues: Sequence[Found[str]], name: Found[str]) -> str:
    """What the language is demanded of: offers outrank the product, which outranks the service, then distance decides."""
    near = [(min(abs(cue.start - name.end), abs(name.start - cue.end)), cue.label) for cue in cues if cue.label in _KINDS]
    return min(near)[1]
