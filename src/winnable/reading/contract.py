"""How long the contract lasts: its base term in months, and how far options prolong it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from winnable.reading.columns import Tops, head_over, tops_of
from winnable.reading.days import Mention, mentions_of
from winnable.reading.durations import Duration, DurationGrammar, Sum, sums_in
from winnable.reading.fact import Fact, fact_at
from winnable.reading.lexicon import ContractWords, DateWords
from winnable.reading.numerals import NUMERAL
from winnable.reading.phrases import Found
from winnable.reading.text import Line, is_label, sentence_at

LONGEST = 300  # months; nobody contracts for more
LIKELY = 1.5
_SPAN = 70  # characters between the first day of a contract and its last
_UNTIL = re.compile(
    r"\b(?:to|until|till|through|thru|ends?|ending|expir\w*|terminat\w*|au|jusqu\w*|fin\w*|bis|endet|hasta|al|termina\w*|tot|eindig\w*)\b|^\s*-\s*$"
)
_NEAR = 90  # characters between the words and the duration that they introduce
_WIDE = 260  # characters before it that may speak of something else that lasts
_BEHIND = 40  # characters behind it that may name what lasts
_FORTH = 380  # characters behind it in which its options stand
_REACH = 2  # sentences and lines behind the base term in which its options stand
_OWN_WORD = re.compile(r"\s?[,;:(]|\s\w+(?:able|ible|bile|bili|bar|baar|elig)\b")  # what follows speaks of the whole term
_MULTIPLE = re.compile(
    rf"(?<![\w.])(?!(?:one|a|an|1|un|une|ein|eine|uno|una|een)\b){NUMERAL}(?:\s?\(\d{{1,2}}\))?[\s,]+"
    r"(?:(?:further|additional|optional|more|weitere|extra|x)\s?)?$"
)


@dataclass(frozen=True, slots=True)
class _Term:
    """A duration that may be the contract's, with the strength of what says so; `longest` holds its options."""

    duration: Duration
    score: float
    longest: float | None = None


def read_contract_months(lines: Sequence[Line], words: ContractWords, dates: DateWords) -> Fact | None:
    """The base term in months, with "up to 60 with options" as note; None where the document does not state it."""
    grammar = DurationGrammar(words)
    tops = tops_of(lines)
    terms = [term for at in range(len(lines)) for term in _terms(lines, tops, at, grammar, words)]
    terms.extend(term for line in lines for term in _spans(line, words, dates))
    likely = [term for term in terms if term.score >= LIKELY]
    if not likely:
        return None
    best = max(likely, key=lambda term: (term.score + 0.2 * (term.longest is not None), -term.duration.line.index))
    longest = max(
        (t.longest for t in likely if t.longest is not None and t.duration.months == best.duration.months), default=None
    )
    rivals: dict[int, Fact] = {}
    for term in sorted(likely, key=lambda term: -term.score):
        if _months(term) != _months(best):
            rivals.setdefault(_months(term), _fact(term, None))
    return replace(_fact(best, longest), others=tuple(rivals.values())[:4])


def _months(term: _Term) -> int:
    return round(term.duration.months)


def _fact(term: _Term, longest: float | None) -> Fact:
    duration = term.duration
    note = f"up to {round(longest)} with options" if longest is not None and longest > duration.months else ""
    return fact_at(duration.line, duration.start, duration.end, _months(term), min(0.95, 0.55 + 0.1 * term.score), note=note)


def _terms(lines: Sequence[Line], tops: Tops, at: int, grammar: DurationGrammar, words: ContractWords) -> Iterator[_Term]:
    """The durations of one line that may be the contract's."""
    line = lines[at]
    found = list(grammar.durations(line, 0, len(line.folded)))
    sums = list(sums_in(line.folded))
    if not found and not sums:
        return
    above = words.cues.find(_above(lines, tops, at))
    for duration in found:
        if 1 <= duration.months <= LONGEST:
            score = _score(line, duration, words, above)
            if score >= LIKELY:
                yield _Term(duration, score, _longest(lines, at, duration, grammar, words))
    for terms in sums:
        cues = words.cues.find(line.folded, max(0, terms.start - _WIDE), terms.end + _BEHIND)
        if (term := _summed(line, terms, [*above, *cues])) is not None:
            yield term


def _above(lines: Sequence[Line], tops: Tops, at: int) -> str:
    """What introduces a line: the label above it, else the heading of its section."""
    line = lines[at]
    above = lines[at - 1] if at else None
    if above is not None and line.passage.kind != "row" and above.passage.kind != "row" and is_label(above.folded):
        return above.folded[-160:]
    if line.passage.kind == "row":
        return head_over(lines, tops, at, len(line.folded) - 1) if line.folded.count(" | ") > 1 else ""
    return line.passage.section.rsplit(" > ", 1)[-1].lower()[-120:]


def _score(line: Line, duration: Duration, words: ContractWords, above: Sequence[Found[str]]) -> float:
    """How strongly the words around a duration say that the contract lasts so long; 0 where they speak of something else."""
    row = line.passage.kind == "row"
    first, last = (0, len(line.folded)) if row else sentence_at(line.text, duration.start, duration.end)
    before = words.cues.find(line.folded, max(first, duration.start - _WIDE), duration.start)
    telling = [cue for cue in before if cue.label not in {"contract", "from_to"}]
    after = words.cues.find(line.folded, duration.end, min(last, duration.end + _BEHIND))
    behind = [cue.label for cue in after if cue.start <= duration.end + 2]
    glued = behind[:1] in (["option"], ["other"]) and not _OWN_WORD.match(line.folded, duration.end)
    if glued or _MULTIPLE.search(line.folded, max(first, duration.start - 16), duration.start):
        return 0.0
    if "base" in behind and not (telling and telling[-1].label in {"other", "option"}):
        return 3.1
    if telling and telling[-1].label == "total":
        return 1.6 if any(cue.label in {"term", "weak", "contract"} for cue in before) or "contract" in behind else 0.0
    if telling and duration.start - telling[-1].end <= _NEAR:
        return _said(telling, [cue.label for cue in before], _heads(above))
    if {"contract", "term", "base"} & set(behind):
        return 2.0 if not telling or telling[-1].label not in {"other", "option"} else 0.0
    return 2.4 if not telling and _heads(above) and duration.start - first <= _NEAR else 0.0


def _said(telling: Sequence[Found[str]], before: Sequence[str], headed: bool) -> float:
    """The strength of the last word before a duration, weakened by other things that last."""
    label = telling[-1].label
    others = any(cue.label == "other" for cue in telling)
    if label == "weak" and not others and {"term", "base"} & set(before):
        return 2.5
    if label == "base":
        return 2.6 if others else 3.2
    if label == "term":
        return 1.7 if others else 2.6
    if label == "weak" and not others and "option" not in before:
        return 2.3 if headed or "contract" in before else 1.0
    return 0.0


def _heads(above: Sequence[Found[str]]) -> bool:
    return (
        bool(above) and any(cue.label in {"term", "base", "weak"} for cue in above) and above[-1].label not in {"other", "option"}
    )


def _longest(lines: Sequence[Line], at: int, duration: Duration, grammar: DurationGrammar, words: ContractWords) -> float | None:
    """How long the contract lasts with its options, as the rest of the sentence or the next ones say."""
    line = duration.line
    row = line.passage.kind == "row"
    end = len(line.folded) if row else sentence_at(line.text, duration.start, duration.end)[1]
    end = min(end, duration.end + _FORTH)
    stretches = [(line, duration.end, end), (line, end, min(len(line.folded), end + _FORTH))]
    follow = lines[at + 1 : at + 1 + _REACH]
    stretches.extend((after, 0, min(len(after.folded), _FORTH)) for after in follow if after.passage.file == line.passage.file)
    for where, start, stop in stretches:
        cues = words.cues.find(where.folded, start, stop)
        if any(cue.label == "option" for cue in cues):
            return _prolonged(where, start, stop, cues, duration.months, grammar)
    return None


def _prolonged(
    line: Line, start: int, stop: int, cues: Sequence[Found[str]], base: float, grammar: DurationGrammar
) -> float | None:
    """The base with the options of one stretch of text; a total that it names outranks the sum."""
    cut = next((cue.start for cue in cues if cue.label == "total"), stop)
    named = [duration.months for duration in grammar.durations(line, cut, stop)]
    if cut < stop and named and base < named[0] <= LONGEST:
        return named[0]
    option = next(cue for cue in cues if cue.label == "option")
    other = next((cue.start for cue in cues if cue.label == "other" and cue.start > option.end), cut)
    end = max(option.end, min(cut, other))
    months = grammar.options(line, start, end) or base * grammar.times(line, option.start, end)
    return base + months if months and base + months <= LONGEST else None


def _summed(line: Line, terms: Sum, cues: Sequence[Found[str]]) -> _Term | None:
    """ "2+1+1 years": the first number is the base, all together are the longest; after "option to extend" it is no base."""
    told = any(cue.label in {"term", "base", "weak", "total", "contract"} for cue in cues)
    prolongs = any(cue.label == "option" and cue.end <= terms.start for cue in cues)
    if not told or prolongs or terms.months > LONGEST:
        return None
    return _Term(Duration(line, terms.start, terms.end, terms.first), 3.0, terms.months)


def _spans(line: Line, words: ContractWords, dates: DateWords) -> Iterator[_Term]:
    """A contract that runs from one day to another."""
    cues = words.cues.find(line.folded)
    labels = {cue.label for cue in cues}
    if not labels & {"term", "base"} and not {"contract", "from_to"} <= labels:
        return
    mentions = [mention for mention in mentions_of(line, dates) if mention.year and not mention.swapped]
    for begin, end in pairwise(mentions):
        first, last = (0, len(line.folded)) if line.passage.kind == "row" else sentence_at(line.text, begin.start, end.end)
        between = {cue.label for cue in cues if first <= cue.start < last}
        gap = line.folded[begin.end : end.start]
        if between & {"term", "base", "contract"} and "other" not in between and len(gap) < _SPAN and _UNTIL.search(gap):
            inside = {cue.label for cue in cues if begin.end <= cue.start < end.start}
            months = _between(begin, end)
            if 3 <= months <= 120 and "option" not in inside:
                yield _Term(Duration(line, begin.start, end.end, months), 2.0)


def _between(begin: Mention, end: Mention) -> float:
    """Months from the first to the last day, both included."""
    return round((end.year - begin.year) * 12 + end.month - begin.month + (end.day + 1 - begin.day) / 30)
