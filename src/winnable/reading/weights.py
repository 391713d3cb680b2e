"""Criteria with their weights as lines write them: "Price (40 %)", "Quality | 60", "30 points for the concept"."""

import re
from collections.abc import Iterator, Sequence
from typing import Final, Literal, NamedTuple

from winnable.reading.phrases import Found, Phrasebook
from winnable.reading.text import Line, sentences

Unit = Literal["%", "points"]
LONGEST = 90  # characters of the name of a criterion
MOST = 30  # numbers of one sentence; more are a table run together
MOST_WORDS = 14
_NUMBER = re.compile(r"(?<![\w.,$€£])(\d{1,4}(?:[.,]\d{1,2})?)(?![\d.,]*\d)(\s?%)?")
_BARE = re.compile(r"\s*(\d{1,4}(?:[.,]\d{1,2})?)\s*(%)?\s*")
_NUMBERING = re.compile(
    r"^[\s>•*–—-]*(?:(?:sec(?:tion)?|art(?:icle)?|item|no|nr|lot|criterion|kriterium|critère|criterio)\.?\s*)?"
    r"(?:(?:[A-Z]|[IVX]{1,4}|\d{1,2})(?:\.\d{1,2})*\s*[.):-]\s*|\d{1,2}(?:\.\d{1,2})+\.?\s+|[a-z]\s*[.)]\s*|\d{1,2}\s+(?=[A-Z]))*",
    re.IGNORECASE,
)
_EDGE = " \t\n:;,.|-–—(•*>=[]/"
_WORD = re.compile(r"[^\W\d_]{2,}")
_CUT = re.compile(r"\.{4,}|\n|\s\(|;\s|\.\s|\s[–—-]\s|:\s")
_SCORE = r"(?:total |overall |final )?(?:score|points|marks|evaluation|weight|note)"
_LEAD = re.compile(
    rf"\s*(?:of the {_SCORE}\b)?[\s,;.|)\]]*(?:(?:and|und|et|y|e|en)\s+)?"
    r"(?:(?:the|die|der|das|le|la|les|el|los|il|de|het)\s+|l['’])?",
    re.IGNORECASE,
)
_PAIR = re.compile(r"([^\W\d_][^\d:=,;()|]{2,40}?)\s*[:=–-]\s*(\d{1,2})(?![\d.,]*\d)(?=\s*(?:[,;)/|]|$|(?:and|und|et|y|e|en)\b))")
_SHARE = re.compile(
    rf"\s(?:of|der|des|du|de la|del|della|dei|van de|van het)\s(?!(?:the\s)?(?:{_SCORE}|gesamt|punkte|puntuac|puntegg|punten))"
)
_TRAILING = re.compile(r"\s(?:for|at|with|of|pour|mit|zu|con|per|voor|is|are|a|to)$", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:the|der|die|das|le|la|les|el|los|il|het|de)\s+(?=\w)", re.IGNORECASE)
_SPLIT = re.compile(r"(?<![\d/])(\d{2})\s?[/:]\s?(\d{2})(?![\d/])[^.;]{0,25}?\b([^\W\d_]{4,20})\s?[/:]\s?([^\W\d_]{4,20})\b")
LEADERS: Final = re.compile(r"\.{5,}|(?:\. ){5,}")


class Weight(NamedTuple):
    """One criterion: its name, its weight in per cent or points, and where both stand. `total` marks the sum of others."""

    line: Line
    name: str
    start: int
    end: int
    value: float
    unit: Unit
    total: bool


def weights_in(line: Line, cues: Phrasebook[str], column: int | None) -> tuple[Weight, ...]:
    """The criteria with weights that a line names; `column` is the cell of its table that holds weights, where one does."""
    if line.passage.kind == "row":
        return tuple(_in_row(line, cues, column))
    spans = ((0, len(line.text)),) if LEADERS.search(line.text) else sentences(line.text)
    return tuple(weight for span in spans for weight in _in_sentence(line, span, cues))


def _in_row(line: Line, cues: Phrasebook[str], column: int | None) -> Iterator[Weight]:
    """A row with one cell that is a weight and nothing else; the criterion is the first cell of words before it."""
    cells = _cells(line.text)
    for i in (column,) if column is not None else range(len(cells) - 1, 0, -1):
        if not 0 < i < len(cells):
            continue
        unit = _unit_of(line, *cells[i], cues, bare=column is not None)
        named = next(((s, e) for s, e in cells[:i] if _is_name(line.text[s:e])), None)
        if unit and named:
            value, kind = unit
            name = _tidy(line.text[named[0] : named[1]])
            yield Weight(line, name, named[0], cells[i][1], value, kind, _is_total(name, cues))
            return
    for start, end in cells:
        yield from _pairs(line, start, end)


def _cells(text: str) -> list[tuple[int, int]]:
    cells, start = [], 0
    for part in text.rstrip(" |").split(" | "):
        cells.append((start, start + len(part)))
        start += len(part) + 3
    return cells


def _unit_of(line: Line, start: int, end: int, cues: Phrasebook[str], *, bare: bool) -> tuple[float, Unit] | None:
    """The weight that a cell holds: "40 %", "40 points", "max. 40 points", or a bare number in a column of weights."""
    whole = _BARE.fullmatch(line.text, start, end)
    if whole and (bare or whole[2]):
        return _value(whole[1]), "%" if whole[2] else "points"
    if end - start > 40:
        return None
    found = [weight for weight in _numbers(line, start, end, cues) if weight[3]]
    return (found[0][2], found[0][3]) if len(found) == 1 and found[0][3] else None


def _numbers(line: Line, start: int, end: int, cues: Phrasebook[str]) -> list[tuple[int, int, float, Unit | None]]:
    """(start, end, value, unit) of the numbers in a span; the unit is None where neither per cent nor points follows."""
    found: list[tuple[int, int, float, Unit | None]] = []
    for m in _NUMBER.finditer(line.text, start, end):
        behind = cues.find(line.folded, m.end(), min(end, m.end() + 12))
        words = [cue for cue in behind if cue.label in {"points", "percent"} and cue.start - m.end() <= 2]
        unit: Unit | None = "%" if m[2] or any(cue.label == "percent" for cue in words) else "points" if words else None
        found.append((m.start(), words[0].end if words and not m[2] else m.end(), _value(m[1]), unit))
    return found


def _value(written: str) -> float:
    return float(written.replace(",", "."))


def _in_sentence(line: Line, span: tuple[int, int], cues: Phrasebook[str]) -> Iterator[Weight]:
    first, last = span
    numbers = [number for number in _numbers(line, first, last, cues) if number[3]]
    found = cues.find(line.folded, first, last)
    if len(numbers) > MOST or any(cue.label == "veto" for cue in found):
        return
    if not numbers:
        yield from _pairs(line, first, last)
        return
    behind = _goes_behind(numbers[0], found, line)
    for i, (start, end, value, unit) in enumerate(numbers):
        before = numbers[i - 1][1] if i else first
        after = numbers[i + 1][0] if i + 1 < len(numbers) else last
        if unit is None or not value or _is_bar(found, before, start) or _is_share(line, end, found):
            continue
        if any(cue.label == "total" and _sums_up(line, cue, before, start) for cue in found):
            yield Weight(line, "total", start, end, value, unit, True)
            continue
        named = _name_behind(line, end, after, found) if behind else _name_before(line, before, start, found, opens=not i)
        if named:
            at, name = named
            yield Weight(line, name, min(at, start), max(end, at + len(name)), value, unit, _is_total(name, cues))


def _sums_up(line: Line, cue: Found[str], before: int, start: int) -> bool:
    """Whether the words for a total stand right before a number and belong to no criterion ("prix total: 40 %")."""
    near = before <= cue.start and 0 <= start - cue.end <= 4
    return near and (" " in line.folded[cue.start : cue.end] or not _is_name(line.text[before : cue.start]))


def _pairs(line: Line, first: int, last: int) -> Iterator[Weight]:
    """Weights without a unit, told by their sum: "Technical: 70, Financial: 30"."""
    split = _SPLIT.search(line.text, first, last)
    if split and int(split[1]) + int(split[2]) == 100:
        for value, named in ((split[1], split[3]), (split[2], split[4])):
            yield Weight(line, named, split.start(), split.end(), float(value), "%", False)
        return
    pairs = [(m, _tidy(m[1])) for m in _PAIR.finditer(line.text, first, last)]
    if len(pairs) > 1 and sum(int(m[2]) for m, _ in pairs) == 100 and all(_is_name(name) for _, name in pairs):
        for m, name in pairs:
            yield Weight(line, name, m.start(), m.end(2), float(m[2]), "%", False)


def _goes_behind(number: tuple[int, int, float, Unit | None], found: Sequence[Found[str]], line: Line) -> bool:
    """Whether criteria stand behind their weights ("40 points for price"): a word that leads on follows the first weight."""
    leads = any(cue.label == "after" and 0 <= cue.start - number[1] <= 2 for cue in found)
    return leads or not _WORD.search(line.text, max(0, number[0] - 30), number[0])


def _is_bar(found: Sequence[Found[str]], before: int, start: int) -> bool:
    """Whether the number is a bar to clear ("at least 70 points") rather than a weight."""
    return any(cue.label == "least" and before <= cue.start and 0 <= start - cue.end <= 12 for cue in found) and not any(
        cue.label == "most" and before <= cue.start and 0 <= start - cue.end <= 12 for cue in found
    )


def _is_share(line: Line, end: int, found: Sequence[Found[str]]) -> bool:
    """Whether it is a share of something else: "40 % of the region"."""
    return _SHARE.match(line.folded, end) is not None and not any(
        cue.label == "after" and cue.start - end <= 1 for cue in found if cue.start >= end
    )


def _name_behind(line: Line, start: int, end: int, found: Sequence[Found[str]]) -> tuple[int, str] | None:
    for cue in found:
        if cue.label in {"after", "most", "points"} and 0 <= cue.start - start <= 3:
            start = cue.end
    stop = re.compile(r"[,;.|)]|\s(?:and|und|et|y|e|en)\s(?=[^\w]*$|\D{0,4}$)").search(line.text, start, end)
    return _named(line.text, start, stop.start() if stop else end)


def _name_before(line: Line, start: int, end: int, found: Sequence[Found[str]], *, opens: bool) -> tuple[int, str] | None:
    """The name between the weight before and this one, without what introduces it and without the verbs behind it."""
    text = line.text
    for cue in found:
        if cue.label == "intro" and start <= cue.start and cue.end < end - 3:
            start = cue.end
    most = next((cue for cue in found if cue.label == "most" and start < cue.start and cue.end <= end), None)
    if most is not None:
        dash = max(text.rfind(mark, start, most.start) for mark in (" - ", " – ", ": ", "("))
        if dash < 0:
            return _heading(line) if _WORD.search(text, start, most.start) else None
        end = dash
    end = next((cue.start for cue in found if cue.label == "weighs" and start < cue.start and cue.end <= end), end)
    if opens:
        colon = text.rfind(": ", start, end - 3)
        start = colon + 2 if colon >= 0 and _is_name(text[colon:end]) else start
    else:
        lead = _LEAD.match(text, start, end)
        start = lead.end() if lead else start
    return _named(text, start, end)


def _heading(line: Line) -> tuple[int, str] | None:
    """A sentence that only says how many points there are belongs to the heading over it; its place is its own."""
    name = _tidy(line.passage.section.rsplit(" > ", 1)[-1])
    return (0, name) if _is_name(name) else None


def _named(text: str, start: int, end: int) -> tuple[int, str] | None:
    name = _tidy(text[start:end])
    if not _is_name(name):
        return None
    at = text.find(name[:12], start, end)
    return (at if at >= 0 else start), name


def _is_name(text: str) -> bool:
    """Whether a text names anything: a word of four letters, or a shorter one with a capital ("IT")."""
    return any(len(word) >= 4 or word[0].isupper() for word in _WORD.findall(text))


def _tidy(text: str) -> str:
    """A criterion's name without its numbering and without what explains it."""
    bare = _ARTICLE.sub("", _NUMBERING.sub("", text.strip(), count=1).strip(_EDGE))
    cut = next((m.start() for m in _CUT.finditer(bare) if m.start() >= 3), len(bare))
    words = bare[:cut].strip(_EDGE).split()[:MOST_WORDS]
    while len(" ".join(words)) > LONGEST:
        words.pop()
    return _TRAILING.sub("", " ".join(words).strip(_EDGE)).strip(_EDGE)


def _is_total(name: str, cues: Phrasebook[str]) -> bool:
    return any(cue.label == "total" and cue.start == 0 for cue in cues.find(name.lower()[:40]))
