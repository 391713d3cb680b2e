"""Amounts of money as documents write them: a number beside a currency, with its magnitude in between."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from winnable.reading.lexicon import MoneyWords
from winnable.reading.text import Line

DOLLARS = {"US": "USD", "CA": "CAD", "AU": "AUD", "NZ": "NZD", "SG": "SGD", "HK": "HKD", "JM": "JMD", "TT": "TTD", "NA": "NAD"}
_SPACE = r"[ \u00a0\u202f\u2009]"
_NUMBER = (
    rf"\d{{1,3}}(?:(?:{_SPACE}|['\u2019])\d{{3}})+(?:[.,]\d{{1,2}})?(?!\d)|\d{{1,3}}(?:[.,]\d{{2,3}})+(?:[.,]\d{{1,2}})?(?!\d)"
    r"|\d+(?:[.,]\d+)?"
)
_DIGIT = re.compile(r"\d")
_IN_FULL = re.compile(r"\d{4}|\d[.,'\s\u00a0\u202f\u2019]\d{3}")
_BARE_NUMBER = re.compile(r"\d{1,3}(?:[.,' \u00a0\u202f]\d{2,3})+(?:[.,]\d{1,2})?|\d{5,}(?:[.,]\d{1,2})?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_BEFORE_SIGN = re.compile(r"^\s?(?:d[eio']\s?|of\s)?\(?\s?")
_AND = r"(?:-|to|and|bis|und|a|à|et|y|e|tot|en|ed|al|o|or|bis zu|up to)"
_TO = re.compile(rf"\s*{_AND}\s*(?:(?:a|of|the|le|el|il)\s+)?(?:(?:maximum|max|hochstens)\s+(?:of\s+|von\s+)?)?")


@dataclass(frozen=True, slots=True)
class Amount:
    """Money written in a line: one number, or the lower and upper end of a range. `currency` is an ISO code, or `$` where the
    country decides which dollar is meant."""

    line: Line
    start: int
    end: int
    number: float
    currency: str
    lower: float | None = None


Amounts = Mapping[int, Sequence[Amount]]  # index of a line -> the amounts that it names


LEAST_BARE = 1000.0  # a bare number under a head with a currency is money from here on
LONGEST_NUMBER = 24  # digits and marks; nobody pays more


def number_of(written: str) -> float | None:
    """The value of a number written in any of the usual ways: 1,040,000; 226.875,00; 5 156 400,00; 2,10,000; 1,5."""
    bare = re.sub(r"[\s'\u2019]", "", written)
    if not bare or not bare[0].isdigit() or len(bare) > LONGEST_NUMBER:
        return None
    marks = re.findall(r"[.,]", bare)
    if not marks:
        return float(bare)
    last = max(bare.rfind("."), bare.rfind(","))
    decimals = len(bare) - last - 1
    if len(set(marks)) == 1 and (decimals == 3 or len(marks) > 1):
        return float(re.sub(r"[.,]", "", bare))
    return float(re.sub(r"[.,]", "", bare[:last]) + "." + bare[last + 1 :])


def amounts_of(lines: Sequence[Line], words: MoneyWords) -> Amounts:
    """The amounts of money of all lines that name any; in tables the head of a column may name the currency of its numbers."""
    grammar = _Grammar(words)
    found: dict[int, Sequence[Amount]] = {}
    head: list[str] = []
    before: Line | None = None
    for line in lines:
        row = line.passage.kind == "row"
        if row and (before is None or before.passage.kind != "row" or before.passage.file != line.passage.file):
            head = line.text.split(" | ")
        amounts = grammar.amounts(line) or (grammar.amounts_under(line, head) if row else [])
        if amounts:
            found[line.index] = amounts
        before = line
    return found


def usual_currency(amounts: Amounts) -> str | None:
    """The currency that most amounts are in; `$` where the country decides; None where no money is named."""
    signs = Counter(amount.currency for found in amounts.values() for amount in found)
    return signs.most_common(1)[0][0] if signs else None


def currency_of(sign: str, country: str | None) -> str:
    """ISO code of what stands beside a number; a bare dollar is the country's own, or the US dollar."""
    return DOLLARS.get(country or "US", "USD") if sign == "$" else sign


class _Grammar:
    """The expressions for amounts, built from the currencies and magnitudes of the lexicon."""

    def __init__(self, words: MoneyWords) -> None:
        self._symbols = words.symbols
        self._scaled = words.scaled
        self._names = {name.rstrip("*"): code for name, code in words.words.items()}
        self._codes = words.codes
        self._magnitudes = words.magnitudes
        signs = _either(symbol for symbol in words.symbols if not symbol[0].isalpha() or symbol[0] > "\u2000")
        letters = _either(symbol for symbol in words.symbols if symbol[0].isalpha() and symbol[0] <= "\u2000")
        codes = "|".join(sorted((*words.codes, *words.scaled), key=len, reverse=True))
        alone = rf"(?<![A-Za-z])(?:{letters})(?![A-Za-z])|(?<![A-Za-z])(?:{codes})(?![A-Za-z])"
        currency = rf"(?:{signs}|{alone}|\b(?i:{_either(self._names)})\b)"
        scale = rf"(?:\s?-?(?i:{_either(words.magnitudes)})(?![A-Za-z])\.?)"
        self._currency = re.compile(currency)
        self._amount = re.compile(
            rf"(?:(?P<before>{currency})(?:\s?\.?\\?|\)?\s?[:|=]\s?)|(?<![\d.,]))(?P<number>{_NUMBER})(?P<bare>\s?[.,]?(?:/-|[.,]--?))?(?P<scale>{scale})?"
            rf"(?P<slash>/-)?(?P<after>\s?(?:d[eio']\s?|of\s)?\(?{currency})?"
        )
        self._above = re.compile(rf"\s?(?:[-\u2013]|(?i:to|bis|a|à)\s)\s?(?P<number>{_NUMBER})(?P<scale>{scale})(?![\w%])")
        self._below = re.compile(rf"(?<![\w.,])(?P<number>{_NUMBER})(?P<scale>{scale})?\s*{_AND}\s*$", re.IGNORECASE)

    def amounts(self, line: Line) -> list[Amount]:
        """All amounts of money in a line, in order, with the two ends of a range as one."""
        if not _DIGIT.search(line.folded) or not self._currency.search(line.text):
            return []
        result: list[Amount] = []
        for found in self._amount.finditer(line.text):
            amount = self._amount_of(line, found)
            if amount is None:
                continue
            below = result[-1] if result else None
            if below is not None and _is_range(below, amount):
                result[-1] = replace(amount, start=below.start, lower=_scaled(below.number, amount.number))
            else:
                result.append(self._with_lower_end(self._with_upper_end(amount)))
        return result

    def amounts_under(self, line: Line, head: Sequence[str]) -> list[Amount]:
        """The bare numbers of a row in columns whose heads name a currency: "Value (EUR)" over "90,000"."""
        result: list[Amount] = []
        start = 0
        for title, cell in zip(head, line.text.split(" | "), strict=False):
            sign = self._currency.search(title) if _BARE_NUMBER.fullmatch(cell.strip()) else None
            number = number_of(cell.strip()) if sign else None
            if sign is not None and number is not None and number >= LEAST_BARE:
                first = start + cell.index(cell.strip())
                result.append(Amount(line, first, first + len(cell.strip()), number, self._code(sign[0])))
            start += len(cell) + 3
        return result

    def _amount_of(self, line: Line, found: re.Match[str]) -> Amount | None:
        before, after = found["before"], found["after"]
        scale = (found["scale"] or "").strip(" -.").lower()
        sign = before or after or ("元" if scale.endswith("元") else None)
        number = number_of(found["number"])
        if sign is None or number is None:
            return None
        if (
            before
            and _YEAR.fullmatch(found["number"])
            and not scale
            and re.search(r"[:|=]", found[0][: found.start("number") - found.start()])
        ):
            return None
        number = self._magnified(found["number"], number, scale) * self._factor(sign)
        start = found.start("before") if before else found.start("number")
        ends = [found.end(part) for part in ("number", "bare", "scale", "slash") if found[part]]
        if after and (not before or self._code(after) == self._code(before)):
            ends.append(found.end("after"))
        return Amount(line, start, max(ends), number, self._code(sign))

    def _magnified(self, written: str, number: float, scale: str) -> float:
        """A number with its magnitude: "1.452 million" is no group of thousands, "4,500,000 million" is a slip of the pen."""
        size = self._magnitudes.get(scale, 1.0)
        if size >= 1e6 and number >= 1000:
            return float(written.replace(",", ".")) * size if re.fullmatch(r"\d{1,3}[.,]\d{3}", written) else number
        return number * size

    def _factor(self, sign: str) -> float:
        bare = _bare(sign)
        return self._scaled[bare][1] if bare in self._scaled else 1.0

    def _code(self, sign: str) -> str:
        bare = _bare(sign)
        if bare in self._scaled:
            return self._scaled[bare][0]
        return self._symbols.get(bare) or (bare if bare in self._codes else self._names.get(bare.lower(), bare))

    def _with_upper_end(self, amount: Amount) -> Amount:
        """The amount with the number behind it that shares its currency, as in "$20-25K"."""
        found = self._above.match(amount.line.text, amount.end)
        number = number_of(found["number"]) if found else None
        if found is None or number is None or self._currency.match(amount.line.text, found.end()):
            return amount
        scale = found["scale"].strip(" -.").lower()
        upper = self._magnified(found["number"], number, scale)
        lower = amount.number if amount.number >= LEAST_BARE else amount.number * self._magnitudes[scale]
        return replace(amount, end=found.end(), number=upper, lower=lower) if 0.01 * upper < lower < upper else amount

    def _with_lower_end(self, amount: Amount) -> Amount:
        """The amount with the bare number before it, as in "between 50.000 and 75.000 euros"."""
        found = self._below.search(amount.line.text, max(0, amount.start - 40), amount.start)
        number = number_of(found["number"]) if found else None
        if found is None or number is None:
            return amount
        scale = (found["scale"] or "").strip(" -.").lower()
        in_full = _IN_FULL.search(amount.line.text, amount.start, amount.end)
        number = (
            self._magnified(found["number"], number, scale) if scale else number if in_full else _scaled(number, amount.number)
        )
        return replace(amount, start=found.start(), lower=number) if 0.01 * amount.number < number < amount.number else amount


def _bare(sign: str) -> str:
    return _BEFORE_SIGN.sub("", sign).strip()


def _either(names: Iterable[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


def _is_range(below: Amount, amount: Amount) -> bool:
    gap = amount.line.folded[below.end : amount.start]
    alike = below.lower is None and below.currency == amount.currency and below.number < amount.number * 1000
    return alike and _TO.fullmatch(gap) is not None


def _scaled(lower: float, upper: float) -> float:
    """The lower end of "1-2 million" shares the magnitude of the upper."""
    if 0 < lower < 1000 <= upper and upper / lower >= 1000:
        return lower * (1e6 if upper >= 1e6 else 1e3)
    return lower
