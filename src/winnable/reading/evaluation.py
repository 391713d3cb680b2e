"""How offers are weighed: criteria with their weights, whether they add up, or how else the winner is chosen."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from winnable.reading.fact import Fact, fact_at
from winnable.reading.lexicon import TermBook, TermWords
from winnable.reading.text import Line, fold, sentence_at
from winnable.reading.weights import LEADERS, Weight, weights_in

REACH = 14  # lines behind words on evaluation in which criteria are looked for
APART, FAR_APART = 16, 60  # lines between two criteria of one list: as a rule, and where each has a page of its own
WHOLE = 100.0
NEARLY = 80.0  # points that look like a hundred of which some are missing
MOST = 25  # criteria of one list; more are a price table
_TABLE_WORDS: Final = 60  # characters of the cell that heads a column


class _Group(NamedTuple):
    """Criteria that are listed together."""

    weights: tuple[Weight, ...]
    stated: float | None

    @property
    def sum(self) -> float:
        return sum(weight.value for weight in self.weights)

    @property
    def whole(self) -> float:
        return self.stated if self.stated else WHOLE

    @property
    def adds_up(self) -> bool:
        return abs(self.sum - self.whole) < 0.51


def read_evaluation(lines: Sequence[Line], words: TermWords) -> Fact | None:
    """Criteria with weights ("Price: 40 %"); the note says whether they add up, or what is missing. Where no weights are stated,
    the way of choosing (lowest price, most economically advantageous, ...). In `others` ways of choosing stand behind weights."""
    marks = [bool(words.evaluation.found.find(line.folded)) for line in lines]
    weights = list(_weights(lines, marks, words.evaluation))
    near = [group for group in _groups(weights, APART) if _is_list(group)]
    groups = near + [group for group in _groups(weights, FAR_APART) if group.adds_up and _is_list(group)]
    methods = _methods(lines, marks, words.evaluation)
    if groups:
        best = max(groups, key=_worth)
        return _listed(best, methods)
    return _unweighted(methods)


def _weights(lines: Sequence[Line], marks: Sequence[bool], words: TermBook) -> Iterator[Weight]:
    """The weights in all lines that belong to evaluation: by the headings over them, or close behind words on it."""
    headings: dict[str, bool] = {}
    last, row, column = -REACH - 1, -REACH - 1, None
    for line, marked in zip(lines, marks, strict=True):
        last = line.index if marked else last
        if line.passage.kind == "row":
            column = _column(line, words) or (column if line.index - row <= REACH else None)
            row = line.index
        section = " > ".join(line.passage.section.split(" > ")[-3:])
        if section not in headings:
            headings[section] = any(cue.label == "blocks" for cue in words.found.find(fold(section)))
        if (headings[section] or line.index - last <= REACH) and any(char.isdigit() for char in line.text):
            yield from weights_in(line, words.cues, column)


def _column(line: Line, words: TermBook) -> int | None:
    """Which cell of a table's head holds weights; None where the row is no such head."""
    cells = line.folded.split(" | ")
    if any(char.isdigit() for char in line.folded.replace("100", "")):
        return None
    for i, cell in enumerate(cells[1:], start=1):
        heads = [cue for cue in words.cues.find(cell[:_TABLE_WORDS]) if cue.label in {"weights", "points", "percent"}]
        if heads:
            return i
    return None


def _groups(weights: Sequence[Weight], apart: int) -> Iterator[_Group]:
    """Weights that stand close together, in one unit and one kind of place, as one list."""
    run: list[Weight] = []
    for weight in weights:
        if run and not _goes_on(run[-1], weight, apart):
            yield from _grouped(run)
            run = []
        run.append(weight)
    yield from _grouped(run)


def _goes_on(before: Weight, weight: Weight, apart: int) -> bool:
    near = weight.line.index - before.line.index <= apart and weight.line.passage.file == before.line.passage.file
    alike = (weight.line.passage.kind == "row") == (before.line.passage.kind == "row") or weight.total
    return near and alike and weight.unit == before.unit and _in_contents(before) == _in_contents(weight) and not before.total


def _in_contents(weight: Weight) -> bool:
    """Whether dots lead on from the weight to a page number, as in a table of contents."""
    return LEADERS.search(weight.line.text, weight.end) is not None


def _grouped(run: Sequence[Weight]) -> Iterator[_Group]:
    named: dict[str, Weight] = {}
    for weight in run:
        if not weight.total:
            named.setdefault(fold(weight.name), weight)
    totals = [weight.value for weight in run if weight.total]
    whole = _Group(tuple(named.values()), totals[-1] if totals else None)
    group = whole if whole.adds_up else whole._replace(weights=_outer(whole.weights))
    if 0 < len(group.weights) <= MOST:
        yield group


def _outer(weights: tuple[Weight, ...]) -> tuple[Weight, ...]:
    """Only the criteria, not the parts of which each is made: a weight that the next ones add up to stands for them."""
    ends = [0] * len(weights)  # where what belongs to each weight ends
    for i in range(len(weights) - 1, -1, -1):
        ends[i] = _end_of_parts(weights, i, ends)
    kept, i = [], 0
    while i < len(weights):
        kept.append(weights[i])
        i = ends[i]
    return tuple(kept) if len(kept) > 1 else weights


def _end_of_parts(weights: Sequence[Weight], i: int, ends: Sequence[int]) -> int:
    total, parts, k = 0.0, 0, i + 1
    while k < len(weights) and total < weights[i].value - 0.01:
        total += weights[k].value
        parts += 1
        k = ends[k]
    return k if parts > 1 and abs(total - weights[i].value) < 0.01 else i + 1


def _is_list(group: _Group) -> bool:
    """Whether weights are a list of criteria: they add up, or three of them come near to it or state what they should be."""
    near = group.stated is not None or NEARLY <= group.sum <= 2 * WHOLE - NEARLY
    return len(group.weights) > (1 if group.adds_up else 2) and (group.adds_up or near)


def _worth(group: _Group) -> tuple[bool, bool, int, int]:
    """The better of two lists adds up, states its total, has more criteria, and stands first."""
    enough = group.adds_up or group.sum >= WHOLE
    return group.adds_up, enough and group.stated is not None, min(len(group.weights), 12), -group.weights[0].line.index


def _listed(group: _Group, methods: Sequence[Fact]) -> Fact:
    singles = tuple(
        fact_at(w.line, w.start, w.end, f"{w.name}: {_amount(w.value, w)}", 0.85 if group.adds_up else 0.6) for w in group.weights
    )
    return Fact(
        value=tuple(fact.value for fact in singles),
        confidence=0.9 if group.adds_up else 0.6,
        quote=singles[0].quote,
        place=singles[0].place,
        note=_sum_note(group),
        others=(*singles, *methods),
    )


def _amount(value: float, weight: Weight) -> str:
    return f"{value:g} %" if weight.unit == "%" else f"{value:g} points"


def _sum_note(group: _Group) -> str:
    if group.adds_up:
        return f"sums to {group.whole:g}" + ("" if not group.stated else " as stated" if group.stated != WHOLE else "")
    if group.stated or group.weights[0].unit == "%" or NEARLY <= group.sum < WHOLE:
        return f"sums to {group.sum:g} of {group.whole:g}"
    return f"{group.sum:g} points in all, no total stated"


def _methods(lines: Sequence[Line], marks: Sequence[bool], words: TermBook) -> tuple[Fact, ...]:
    """Ways of choosing that the text states, each once."""
    best: dict[str, Fact] = {}
    for line, marked in zip(lines, marks, strict=True):
        if marked:
            for cue in words.found.find(line.folded):
                if cue.label != "blocks" and (cue.label != "best value" or _awards(line, cue.start, cue.end, words)):
                    best.setdefault(cue.label, fact_at(line, cue.start, cue.end, cue.label, 0.7))
    return tuple(best.values())


def _awards(line: Line, start: int, end: int, words: TermBook) -> bool:
    first, last = sentence_at(line.text, start, end)
    return any(cue.label == "award" for cue in words.cues.find(line.folded, first, last))


def _unweighted(methods: tuple[Fact, ...]) -> Fact | None:
    if not methods:
        return None
    value = tuple(fact.value for fact in methods)
    return replace(methods[0], value=value, note="no weights stated", others=methods)
