"""What the opportunity is called and who buys."""

import re
from collections.abc import Iterator, Sequence

from winnable.reading.fact import Fact, fact_at
from winnable.reading.lexicon import AudienceWords
from winnable.reading.text import Line, fold

TOP = 60  # lines in which a title is looked for
LABELLED = 200  # lines in which a label of a buyer is looked for
_LABEL = re.compile(r"^[\s\d.)•*-]*([^:|]{3,60}?)\s*(?::|\|)\s*(\S.*)$")
_GENERIC = re.compile(
    r"^(?:(?:draft|final|amended|public|open|international|national|formal)\s+)*(?:request for (?:proposals?|quotations?|quotes?|information|tenders?|offers?|bids?|expressions? of interest|qualifications?(?: and quotations?)?)|invitation to (?:tender|bid)|call for (?:tenders?|proposals?)|"
    r"terms of reference|tender(?: document| notice| documents)?|rf[pqit]|itt|table of contents|contents|cover page|notice|contract notice|solicitation(?: document)?|cahier des (?:clauses|charges).*|cctp|appel d'offres|avis de marche|pliego de .*|anuncio|ausschreibung|leistungsbeschreibung|vergabeunterlagen|"
    r"aanbesteding(?:sdocument)?|beschrijvend document|bando di gara|disciplinare(?: di gara)?|capitolato.*|caderno de encargos|summary|overview|section \w+|part \w+|index|sommaire|page \d+.*)"
    r"(?:\s*\(?(?:rf[pqi]|itt|cctp|eoi)\)?)?(?:\s*[-:#]?\s*(?:no\.?|nr\.?|number|ref\.?|#)?\s*[\w./-]*\d[\w./-]*)?$"
)
_END = re.compile(r"\s+[-–—·|]\s+|\s*[,;(]|\.\s|$")


def read_title(lines: Sequence[Line], words: AudienceWords) -> Fact | None:
    """A labelled title, or else the first heading that says more than what kind of document this is."""
    top = [line for line in lines[:TOP] if line.text.strip()]
    for line in top:
        labelled = _labelled(line, words.title_labels)
        if labelled and len(line.text[labelled:].split()) >= 2:
            return fact_at(line, labelled, min(len(line.text), labelled + 200), _tidy(line.text[labelled:]), 0.85, exact=True)
    headings = [line for line in top if line.passage.kind == "heading"] or top[:12]
    for line in headings:
        if not _GENERIC.match(line.folded.strip(" .:")) and len(line.text.split()) >= 2 and any(char.isalpha() for char in line.text):
            end = min(len(line.text), 200)
            return fact_at(line, 0, end, _tidy(line.text[:end]), 0.75 if line.passage.kind == "heading" else 0.55, exact=True)
    return None


def _tidy(text: str) -> str:
    return " ".join(text.split()).strip(" *_|")


def _labelled(line: Line, labels: frozenset[str]) -> int:
    """Offset of what follows one of the labels at the start of a line; 0 when there is none."""
    m = _LABEL.match(line.folded)
    return m.start(2) if m and m[1].strip(" *_") in labels else 0


def read_buyer(lines: Sequence[Line], words: AudienceWords) -> Fact | None:
    """The buyer from a label, or else a name near the top that is shaped like an organisation's."""
    for line in lines[:LABELLED]:
        start = _labelled(line, words.buyer_labels) or _issued(line)
        if start:
            end = _name_end(line.text, start)
            if 2 <= end - start and _is_name(line.text[start:end]):
                return fact_at(line, start, end, _tidy(line.text[start:end]), 0.9, exact=True)
    return next(_organisations(lines[:25], words), None)


_ISSUED = re.compile(r"^\s*(?:issued|prepared|published) by:?\s+(?:the\s+)?(?=\S)")


def _issued(line: Line) -> int:
    m = _ISSUED.match(line.folded)
    return m.end() if m else 0


def _name_end(text: str, start: int) -> int:
    m = _END.search(text, start)
    return min(m.start() if m else len(text), start + 120)


def _is_name(name: str) -> bool:
    bare = name.strip()
    return bool(bare) and bare[0].isupper() and len(bare.split()) <= 14 and not bare.endswith("?")


def _organisations(lines: Sequence[Line], words: AudienceWords) -> Iterator[Fact]:
    """Names near the top that hold a word of organisations, the short lines first."""
    for line in sorted(lines, key=lambda line: (len(line.text) > 90, line.index)):
        if len(line.text) > 400:
            continue
        for start, end in _parts(line.text):
            part = line.text[start:end]
            if 3 <= len(part) <= 90 and _is_name(part) and _mostly_capitals(part) and words.organisations.find(fold(part)):
                yield fact_at(line, start, end, _tidy(part), 0.6, exact=True)


def _parts(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for m in re.finditer(r"\s+[-–—·|]\s+|\s*[;(:]|,\s|\.\s|$", text):
        if m.start() > start:
            yield start, m.start()
        start = m.end()


def _mostly_capitals(name: str) -> bool:
    long = [word for word in name.split() if len(word) > 3 and word[0].isalpha()]
    return bool(long) and sum(word[0].isupper() for word in long) >= 0.7 * len(long)
