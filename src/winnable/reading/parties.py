"""What the opportunity is called and who buys."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from winnable.reading.fact import Fact, fact_at
from winnable.reading.lexicon import AudienceWords
from winnable.reading.phrases import Found
from winnable.reading.text import Line, fold

TOP = 40  # lines in which a title and unlabelled names are looked for
LABEL = 200  # characters in which a label and the start of what follows it stand
LABELLED = 250  # lines in which a label of a buyer is looked for
NAME = 120  # characters of the longest name
STRONG = 1.6  # what a telling word, or saying that one is looking for something, weighs
LIKELY = 2.0  # the least score of a name that may be the buyer's
_LABEL = re.compile(r"^[\s\d.)•*-]*(?P<label>[^:|]{3,60}?)\s*(?P<mark>:|\|)\s*(?P<rest>\S.*)$", re.DOTALL)
_ROW = re.compile(r"^(?:\d+\s*\|\s*)?(?P<label>[^|]{3,60}?)\s*(?P<mark>\|)\s*(?P<rest>\S.*)$", re.DOTALL)
_NUMBERING = re.compile(r"(?:\d+(?:\.\d+)*\.?\s*)?")
_REFERENCE = re.compile(
    r"\s*(?:\(\w{2,5}\))?(?:\s*[-:#]?\s*(?:tender |rfp |reference )?(?:no\.?|nr\.?|n°|number|ref\.?|#)*\s*[\w./-]*\d[\w./-]*)?\s*"
)
_FOR = re.compile(r"(?:for|to|:|-|pour|para|per|voor|fur|zu)\s+\w")
_LATIN = re.compile(r"[a-z]{3}")
_END = re.compile(r"\s+[-–—·|]\s+|\s*[,;(]|\.\s|\s[A-Z][\w']*(?:\s[a-z]\w*){0,4}:\s|\s\d|\s+P\.?\s?O\.? Box|$")
_ISSUED = re.compile(r"^\s*(?:issued|prepared|published|released|tendered) by:?\s+(?:the\s+)?(?=\S)")
_CAPITAL = r"[A-ZÀ-Þ][\w'’&-]*(?:\.\w[\w'’&-]*)*\.?"
_CAPITALS = re.compile(
    rf"{_CAPITAL}(?:(?<!\w\w\.)\s+(?:(?:of|the|and|for|de|du|des|la|le|les|l'|d'|del|dei|di|da|do|van|voor|für|und|y|e|et|en|&)\s+){{0,3}}"
    rf"(?:{_CAPITAL}|&))*"
)
_FULL_STOP = re.compile(r"\w{3}\.$")
_LAST = re.compile(
    r"(?:councils?|county|borough|commission|trust|hospital|association|federation|coalition|agency|authority|institute|foundation"
    r"|society|union|energy|courts|library|museum|college|university|museum|service board)\b(?!\s(?:of|for|de)\b)"
)
_ACRONYM = re.compile(r"\s*\(\W?([A-Z][A-Za-z&]{1,9})\b[^)]{0,30}\)")
_BEFORE_NAMES = ("the ", "this ", "our ", "what ", "how ", "who ", "l'", "la ", "le ", "el ", "die ", "der ", "het ", "il ")


def read_title(lines: Sequence[Line], words: AudienceWords, buyer: Fact | None) -> Fact | None:
    """The first heading that says more than what kind of document this is and who buys, or a labelled title."""
    top = [line for line in lines[:TOP] if _LATIN.search(line.folded)] or [line for line in lines[:TOP] if line.text.strip()]
    headings = [line for line in top if line.passage.kind == "heading"]
    first = [line for line in headings[:2] if line.index <= top[0].index + 3]
    known = fold(str(buyer.value)) if buyer is not None else ""
    groups = ((first, 0.8), (_titled(top, words), 0.85), (_after_kind(top, words), 0.7), (headings, 0.6), (top[:12], 0.45))
    for group, confidence in groups:
        for line, start in (item if isinstance(item, tuple) else (item, 0) for item in group):
            if _is_title(line.folded[start:], known, words):
                end = min(len(line.text), start + 200)
                return fact_at(line, start, end, _tidy(line.text[start:end]), confidence, exact=True)
    return None


def _is_title(folded: str, buyer: str, words: AudienceWords) -> bool:
    bare = folded.strip(" .:*_-")
    if len(bare) < 8 or len(bare.split()) < 2 or _is_generic(bare, words) or bare == buyer or bare.endswith("?"):
        return False
    first, _, rest = re.sub(r"\s+(?:-|:)\s+", " - ", bare).partition(" - ")
    return not _is_organisation(first, words) or (bool(rest) and not _is_organisation(rest, words))


def _is_organisation(folded: str, words: AudienceWords) -> bool:
    if " for " in folded:
        return False
    found = words.organisations.find(folded)
    named = len(folded.split()) <= 7 and any(cue.label == "organisations" for cue in found[:1])
    return named and (found[0].start == 0 or found[-1].end >= len(folded.split(" (")[0]))


def _titled(lines: Sequence[Line], words: AudienceWords) -> Iterator[tuple[Line, int]]:
    for line in lines:
        start = _labelled(line, words.title_labels)
        if start and len(line.text[start:].split()) >= 2:
            yield line, start


def _after_kind(lines: Sequence[Line], words: AudienceWords) -> Iterator[tuple[Line, int]]:
    """The lines that go on after "Request for proposals" and the like, and the ones that name kind and matter at once."""
    for line, following in pairwise(lines):
        bare = line.folded.strip(" .:*_-")
        end = _kind_end(bare, words)
        if end and _FOR.match(bare, end):
            yield line, 0
        if _is_generic(bare, words) and len(following.text) <= 160 and "...." not in following.text:
            yield following, 0


def _is_generic(bare: str, words: AudienceWords) -> bool:
    """Whether a heading says nothing but what kind of document, or which part of one, this is."""
    start = _after_prefixes(bare, words)
    if any(cue.label == "open_ended" and cue.start == start for cue in words.headings.find(bare, start, start + 60)):
        return True
    end = _kind_end(bare, words)
    return bool(end) and re.fullmatch(r"(?:for|of|pour|para)?", bare[end:].strip(" .:")) is not None


def _after_prefixes(bare: str, words: AudienceWords) -> int:
    numbering = _NUMBERING.match(bare)
    start = numbering.end() if numbering else 0
    for cue in words.headings.find(bare, start):
        if cue.label != "prefixes" or cue.start > start + 1:
            break
        start = cue.end + len(bare[cue.end :]) - len(bare[cue.end :].lstrip(" -"))
    return start


def _kind_end(bare: str, words: AudienceWords) -> int:
    """Where the name of the kind or part of document at the start of a heading, with its number, ends; 0 without one."""
    start = _after_prefixes(bare, words)
    ends = [cue.end for cue in words.headings.find(bare, start) if cue.start == start and cue.label in {"kinds", "parts"}]
    reference = _REFERENCE.match(bare, max(ends)) if ends else None
    return reference.end() if reference else 0


def _tidy(text: str) -> str:
    return " ".join(text.split()).strip(" *_|:")


def _labelled(line: Line, labels: frozenset[str]) -> int:
    """Offset of what follows one of the labels at the start of a line; 0 when there is none."""
    for pattern in (_ROW, _LABEL):
        m = pattern.match(line.folded[:LABEL])
        if m and m["label"].strip(" *_") in labels:
            return m.start("rest")
    return 0


@dataclass(frozen=True, slots=True)
class _Name:
    """A name that may be the buyer's."""

    line: Line
    start: int
    end: int
    score: float

    @property
    def text(self) -> str:
        return self.line.text[self.start : self.end]


def read_buyer(lines: Sequence[Line], words: AudienceWords) -> Fact | None:
    """The buyer from a label, or else the name near the top that is most like an organisation's."""
    for line in lines[:LABELLED]:
        start = _labelled(line, words.buyer_labels) or _issued(line)
        if start:
            end = _name_end(line.text, start)
            if _is_name(line.text[start:end]) and not _is_officer(line.folded[start:end], words):
                return fact_at(line, start, end, _tidy(line.text[start:end]), 0.9, exact=True)
    names = [name for line in lines[:TOP] if len(line.text) < 1500 for name in _names(line, words)]
    if not names:
        return None
    whole = " ".join(line.text for line in lines[:400])
    totals = [name.score + min(1.2, 0.2 * whole.count(name.text)) * (1 if name.score >= STRONG else 0.3) for name in names]
    total = max(totals)
    best = names[totals.index(total)]
    if total < LIKELY:
        return None
    return fact_at(best.line, best.start, best.end, _tidy(best.text), min(0.8, 0.3 + 0.1 * total), exact=True)


def _is_officer(folded: str, words: AudienceWords) -> bool:
    bare = folded.strip().removeprefix("the ")
    return bare in words.generic_names or any(cue.label == "officers" and cue.start == 0 for cue in words.not_buyers.find(bare))


def _issued(line: Line) -> int:
    m = _ISSUED.match(line.folded[:LABEL])
    return m.end() if m else 0


def _name_end(text: str, start: int) -> int:
    end = min(len(text), start + NAME)
    m = _END.search(text, start, end)
    return m.start() if m else end


def _is_name(name: str) -> bool:
    bare = name.strip()
    return len(bare) >= 2 and bare[0].isupper() and len(bare.split()) <= 14 and not bare.endswith("?")


def _names(line: Line, words: AudienceWords) -> Iterator[_Name]:
    """Runs of capitalised words that an organisation's name may be, with what speaks for each."""
    found = words.organisations.find(line.folded)
    if len(line.text) <= 110 and found and found[0].start == 0 and found[0].label == "organisations":
        end = _name_end(line.text, 0)
        name = line.text[:end]
        whole = end >= found[0].end and " " in name and line.text[-1] != "."
        if whole and _capitalised(name) and not words.not_buyers.find(fold(name)):
            yield _Name(line, 0, end, 3.4 if line.index < 6 else 2.8)
    for m in _CAPITALS.finditer(line.text):
        start, end = m.span()
        start = _after_for(line, start, end, found)
        start += _articles(line.folded[start:end])
        cues = [cue for cue in found if start <= cue.start < end and not _leads(line, cue, start)]
        end = _trimmed(line, start, end, cues)
        end -= bool(_FULL_STOP.search(line.text[start:end]))
        end -= 2 * line.folded.endswith("'s", start, end)
        candidate = _Name(line, start, end, _weight(line, m.start(), start, end, cues, words))
        generic = line.folded[start:end] in words.generic_names or _alone(line, cues, start, end)
        if candidate.score and 2 <= end - start <= 90 and not generic:
            yield candidate


def _leads(line: Line, cue: Found[str], start: int) -> bool:
    """Whether an English word that ends names of organisations stands first: "Council Housing" is nobody's name."""
    return cue.start == start and _LAST.match(line.folded, start) is not None


def _after_for(line: Line, start: int, end: int, cues: Sequence[Found[str]]) -> int:
    """Where the organisation begins in "Intranet for Northtown Council"; an "Agency for Roads" keeps its first word."""
    at = line.folded.find(" for ", start, end)
    at += len(" for the ") if line.folded.startswith(" for the ", at) else len(" for ") if at >= 0 else 0
    before = any(start <= cue.start < at for cue in cues)
    return start if at < start or before or not line.text[at : at + 1].isupper() else at


def _articles(folded: str) -> int:
    """How many characters of articles and question words stand before a name."""
    length = 0
    while word := next((w for w in _BEFORE_NAMES if folded.startswith(w, length) and len(folded) > length + len(w)), ""):
        length += len(word)
    return length


def _capitalised(name: str) -> bool:
    long = [word for word in name.split() if len(word) > 3]
    return 2 * sum(word[0].isupper() for word in long) > len(long)


def _alone(line: Line, cues: Sequence[Found[str]], start: int, end: int) -> bool:
    """Whether a name is nothing but one everyday word for an organisation."""
    return len(cues) == 1 and (cues[0].start, cues[0].end) == (start, end) and " " not in line.folded[start:end]


def _weight(line: Line, first: int, start: int, end: int, cues: Sequence[Found[str]], words: AudienceWords) -> float:
    if any(cue.label == "not_buyers" for cue in words.not_buyers.find(line.folded, start, end)):
        return 0.0
    acronym = _ACRONYM.match(line.text, end)
    strong = any(cue.label == "organisations" for cue in cues)
    score = 2.0 if strong else 0.9 if cues else 0.0
    score += 1.2 if acronym and _is_acronym(acronym[1], line.text[start:end]) else 0.0
    score += STRONG if _seeks(line, acronym.end() if acronym else end, words) else 0.0
    if not score:
        return 0.0
    alone = line.text.strip(" .*_") in {line.text[start:end], line.text[first:end]}
    return score + 0.8 * (alone and strong) + 0.4 * (line.index < 6)


def _trimmed(line: Line, start: int, end: int, cues: Sequence[Found[str]]) -> int:
    """Names end with their last telling word ("Birmingham City Council | Intranet"), unless it goes on with "of" or "de"."""
    if not cues or cues[0].start == start:
        return end
    last = cues[-1].end
    goes_on = r"\s+(?:of|for|de|du|des|del|di|van|voor|fur)\s"
    if line.folded[:last].endswith((" of", " de", " di")) or re.match(goes_on, line.folded[last : last + 8]):
        return end
    return min(end, last)


def _is_acronym(acronym: str, name: str) -> bool:
    initials = "".join(word[0] for word in re.findall(r"\w+", name) if word[0].isupper()).upper()
    letters = [char for char in acronym.upper() if char.isalpha()]
    return bool(letters) and letters[0] == initials[:1] and sum(char in initials for char in letters) >= max(2, len(letters) - 1)


def _seeks(line: Line, end: int, words: AudienceWords) -> bool:
    return any(cue.start - end <= 2 for cue in words.seeks.find(line.folded, end, end + 60)[:1])
