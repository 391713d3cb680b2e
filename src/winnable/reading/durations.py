"""Lengths of time as contracts name them: "three (3) years", "two one-year options", "2+1+1", in months."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import prod
from typing import NamedTuple

from winnable.reading.lexicon import ContractWords
from winnable.reading.numerals import NUMERAL, numeral
from winnable.reading.text import Line

_COUNTED = rf"(?P<count>{NUMERAL})(?:\s?[(\[]\s?(?P<digits>\d{{1,3}})\s?[)\]],?)?"
_GAP = r"[\s(),-]{0,3}"
_SUM = re.compile(
    r"(?<![\d+/.*-])(?P<first>\d{1,2})(?:\s?(?:years?|yrs?|jahre?|ans?|jaar|anni|anos|months|mois|monate|mesi|meses|maanden))?"
    r"(?P<rest>(?:\s?\+\s?(?:\d\s?x\s?)?\d{1,2}){1,6})(?![\d+/*a-z])(?=(?P<behind>.{0,14}))"
)
_IN_MONTHS = re.compile(r"\b(?:month|mois|monat|mes|maand)")
_DIGITS = re.compile(r"\d+")
_FOLD = re.compile(rf"(?P<count>{NUMERAL})\s?(?:\(\d\)\s?)?(?:fois|mal|times|volte|vez|veces|keer|maal)\b")
_BASE_YEAR = re.compile(r"\b(?:base|initial|first) (?:contract )?year\b")
_YEARLY_ADJECTIVE = re.compile(r"\b(?P<count>ein|zwei|drei|vier|funf|sechs)jahrig\w*\b")


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time written in a line."""

    line: Line
    start: int
    end: int
    months: float


class Sum(NamedTuple):
    """Lengths written as a sum ("2+1+1"), with their offsets: the first and all together, in months."""

    start: int
    end: int
    first: float
    months: float


def sums_in(folded: str, start: int = 0, end: int | None = None) -> Iterator[Sum]:
    """All sums of years or months in a folded text; "2x12" in one is 24."""
    for m in _SUM.finditer(folded, start, len(folded) if end is None else end):
        parts = [int(m["first"]), *(prod(map(int, _DIGITS.findall(part))) for part in m["rest"].split("+")[1:])]
        unit = 1 if _IN_MONTHS.search(m["behind"]) or max(parts) > 10 else 12
        yield Sum(m.start(), m.end(), float(unit * parts[0]), float(unit * sum(parts)))


def _either(words: Iterable[str]) -> str:
    """An alternation of words, longest first; `*` stands for any ending."""
    return "|".join(re.escape(word).replace(r"\*", r"\w*") for word in sorted(words, key=len, reverse=True))


class DurationGrammar:
    """Lengths of time and options as expressions over the words of the lexicon."""

    def __init__(self, words: ContractWords) -> None:
        self._units, self._times = words.units, words.times
        unit = rf"(?:[\s-]{{1,3}}(?:(?:{_either(words.links)})\s)?)(?P<unit>{_either(words.units)})(?!\w)"
        times, prolonging = _either(words.times), _either(words.prolongings)
        bracketed = r"(?:\s?\(\d{1,2}\))?"
        self._duration = re.compile(rf"(?<![\w.,/+-]){_COUNTED}{unit}")
        self._more = re.compile(rf"\s(?:and|et|und|y|en|e)\s{_COUNTED}{unit}")
        self._often = re.compile(rf"\b(?:{times})\b")
        self._several = re.compile(
            rf"(?<![\w.,/])(?:(?P<word>{times})|(?P<times>{NUMERAL})(?!\d){bracketed})(?=[\s(,x×-])"
            rf"(?:{_GAP}(?:{_either(words.fillers)})){{0,8}}(?:[\s(),-]{{1,3}}|(?<=')){_COUNTED}{unit}"
        )
        self._years = re.compile(
            rf"(?<![\w.])(?P<years>{NUMERAL}){bracketed}[\s-]+(?:\w+\s)?(?:option|renewal|optie|options?)[\s-]?(?:years?|jaren|jahre|jaar)\b"
            rf"|(?<![\w.])(?P<annual>{NUMERAL}){bracketed}\s(?:{_either(words.annual)})\s(?:{prolonging})(?!\w)"
        )

    def durations(self, line: Line, start: int, end: int) -> Iterator[Duration]:
        """All lengths of time between two offsets."""
        for m in self._duration.finditer(line.folded, start, end):
            more = self._more.match(line.folded, m.end(), end)
            months = self._months(m) + (self._months(more) if more else 0.0)
            yield Duration(line, m.start(), more.end() if more else m.end(), months)
        for m in _BASE_YEAR.finditer(line.folded, start, end):
            yield Duration(line, m.start(), m.end(), 12.0)
        for m in _YEARLY_ADJECTIVE.finditer(line.folded, start, end):
            yield Duration(line, m.start(), m.end(), 12.0 * numeral(m["count"]))

    def options(self, line: Line, start: int, end: int) -> float:
        """How many months the options named between two offsets add up to."""
        if (terms := next(sums_in(line.folded, start, end), None)) is not None:
            return terms.months
        months, at = 0.0, start
        while at < end:
            found = [m for m in (self._several.search(line.folded, at, end), self._years.search(line.folded, at, end)) if m]
            single = next(self.durations(line, at, end), None)
            first = min(found, key=lambda m: m.start(), default=None)
            if first is not None and (single is None or first.start() <= single.start):
                months += (
                    self._repeated(first) if first.re is self._several else 12.0 * numeral(first["years"] or first["annual"])
                )
                at = first.end()
            elif single is not None:
                months += single.months
                at = single.end
            else:
                break
        return months

    def _repeated(self, m: re.Match[str]) -> float:
        """ "Two (2) periods of twelve months"; in "twelve (12 months)" the number is only written twice."""
        times = self._times[m["word"]] if m["word"] else numeral(m["times"])
        months = self._months(m)
        between = m.string[m.end("times") : m.start("count")].strip() if m["times"] else ""
        return months if between == "(" else times * months

    def _months(self, m: re.Match[str]) -> float:
        return (float(m["digits"]) if m["digits"] else _number(m["count"])) * self._units[m["unit"]]

    def times(self, line: Line, start: int, end: int) -> int:
        """How often the term itself is repeated ("reconductible trois fois"); 0 where that is not said."""
        if m := self._often.search(line.folded, start, end):
            return self._times[m[0]]
        m = _FOLD.search(line.folded, start, end)
        return numeral(m["count"]) if m else 0


def _number(written: str) -> float:
    return float(written.replace(",", ".")) if written[0].isdigit() else float(numeral(written))
