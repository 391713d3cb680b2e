"""Products that a document names, as it writes them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from winnable.reading.fact import Fact, fact_at, listed
from winnable.reading.lexicon import Lexicon, Name, SystemWords, TermWords
from winnable.reading.phrases import Found
from winnable.reading.stances import PLATFORMS, Setting, Stance, setting_of, stance_of, strongest
from winnable.reading.text import Line, fold, sentence_at

Named = tuple[Line, Found[Name]]
_VERSION = re.compile(
    r"(?:,?\s*\(?(?:version|versión|versione|versie|release|rel\.?|v\.?)\s*)(\d+(?:\.\d+)*)"
    r"|\s(\d+(?:\.\d+)+)(?![\d%])"
    r"|\s((?:19|20)\d\d)(?=[\s.,;:)|]|$)"
    r"|\s(\d{1,2})(?!\s*(?:[\d%]|pages|users|years?|days?|months?|hours?|servers?|licen|modules|developers?|instances|million|\.\d))(?!\w)"
)
_BRACKET = re.compile(r"\s\(([A-Z][^()]{1,29})\)")
_NAME = r"(?:[A-Z][\w-]{2,20}|[a-z][A-Z]\w{2,20})(?:\.\w+)?"
_UNKNOWN = re.compile(
    rf"[\s:,]*[\"“«']?({_NAME}(?:\s{_NAME}){{0,2}})[\"”»']?(?:,?\s+(?:and|or|et|und|y|en|e|ou|oder)\s+|,\s*|(?=\W|$))"
)
_JOINED = re.compile(
    rf"\b(?:[Ii]ntegrat\w+|[Cc]onnect\w*|[Ii]nterfac\w+|[Ll]ink\w*|[Mm]igrat\w+|[Ss]ynchroni\w+)\s(?:[a-z]+\s){{0,3}}?(?:to|with|from)\s"
    rf"(?:the\s|our\s|its\s)?({_NAME}(?:\s{_NAME}){{0,2}})"
)
_APPOSED = re.compile(rf"(?<!\w)({_NAME}(?:\s{_NAME}){{0,2}})(?:,|\sis)\s(?=an?\s)")
_LABEL = re.compile(r"^(?:\d+ \| )?([^:|.]{3,40})\s?(?::|\|)")
_TODAY = re.compile(
    r"\b(?:current|existing|today|until now|present|legacy|actuel|bestehend|derzeit|huidig|bestaand|attual|esistent|actual)"
)
_LISTED = re.compile(r"[)\s]*(?:[,/]|and|or|et|ou|y|o|e|und|oder|of|en|,\s(?:and|or))\s*(?:the\s|in\s)?")
_CAPITAL_BEFORE = re.compile(r"(?<![\w.])([A-Z][a-z]{2,}) $")
_MAKERS = frozenset({"Microsoft", "Oracle", "Google", "Adobe", "Apache", "Ellucian", "Atlassian", "Instructure"})
_MARKS = re.compile(r"[():]")
_CAPITALS = re.compile(r"[A-Z\d-]{2,}s?")
_CAMEL = re.compile(r"(?<!\w)([A-Z][a-z]+[A-Z]\w+)(?=\s+is\s+(?:an?|the|our)\s)")


def names_of(lines: Sequence[Line], lexicon: Lexicon) -> list[Named]:
    """Every proper name of the lexicons in all lines, in one pass."""
    find = lexicon.names.find
    return [(line, found) for line in lines for found in find(line.folded)]


class Plan(NamedTuple):
    """One mention of a system: where it stands, and what it says the buyer means to do with it."""

    setting: Setting
    found: Found[Name]
    stance: Stance


def plans_of(named: Iterable[Named], words: SystemWords, terms: TermWords) -> tuple[Plan, ...]:
    """Every mention of a system that is meant as such."""
    plans: list[Plan] = []
    for line, found, end in _meant(named, words):
        setting = setting_of(line, found.start, end, terms)
        stance = stance_of(setting, found.label)
        before = plans[-1] if plans else None
        if before and stance == "tolerate" and before.setting.line is line and _is_next(line, before.setting.end, found.start):
            stance = before.stance if found.label.group in PLATFORMS or before.stance != "prescribed" else stance
        plans.append(Plan(setting, found, stance))
    return tuple(plans)


def _is_next(line: Line, end: int, start: int) -> bool:
    """Whether a name goes on with a list: "Drupal or WordPress" share one plan."""
    return _LISTED.fullmatch(line.folded, end, start) is not None


def read_systems(lines: Sequence[Line], plans: Sequence[Plan], words: SystemWords, terms: TermWords) -> Fact | None:
    """Named systems, each once, with its version where one is written; the most specific writing stands for all.

    In `others` the note of each is what the buyer means to do with it: integrate, replace, prescribed, or tolerate where it is
    only mentioned; behind them stand the asides (how to bid, file formats, examples), which are not part of the value.
    """
    written: dict[str, Fact] = {}
    told: dict[str, Fact] = {}
    for plan in plans:
        key = plan.found.label.key
        fact = replace(_fact(plan.setting.line, plan.found, words)[0], note=plan.stance)
        if key not in written or (_has_digit(fact) and not _has_digit(written[key])):
            written[key] = fact
        if key not in told or strongest(plan.stance, told[key].note) != told[key].note:
            told[key] = fact
    facts = [replace(fact, value=written[key].value) for key, fact in told.items()]
    seen = {str(fact.value).lower() for fact in facts}
    unknown = {fact.value: fact for fact in _unknown(lines, words, terms) if not _known(fact.value.lower(), seen)}
    systems, asides = ([fact for fact in facts if (fact.note == "aside") is aside] for aside in (False, True))
    return listed((*systems, *unknown.values()), tuple(asides))


def _meant(named: Iterable[Named], words: SystemWords) -> Iterator[tuple[Line, Found[Name], int]]:
    """The names of systems that are meant as such, with the offset behind each and its version."""
    named = [(line, found) for line, found in named if found.label.kind == "system"]
    others = _other_short_forms(named)
    end, at = 0, -1
    for line, found in named:
        if (line.index == at and found.start < end) or found.label.key in others or not _is_meant(line, found, words):
            continue
        _, end = _fact(line, found, words)
        at = line.index
        yield line, found, end


def _other_short_forms(named: Sequence[Named]) -> frozenset[str]:
    """Keys of systems whose short form stands for something else in this document: "Conflict of Interest (COI)"."""
    taken: set[str] = set()
    for line, found in named:
        short = line.text[found.start : found.end]
        if short.isupper() and short.isalpha() and line.text[found.start - 1 : found.start] == "(":
            before = re.findall(r"\b[A-Z]\w*", line.text[max(0, found.start - 90) : found.start])[-len(short) :]
            spelt = "".join(word[0] for word in before).upper() == short
            if spelt and not any(other.label.key == found.label.key and other.end == found.start - 2 for _, other in named):
                taken.add(found.label.key)
    return frozenset(taken)


def _has_digit(fact: Fact) -> bool:
    return any(char.isdigit() for char in fact.value)


def _known(name: str, seen: set[str]) -> bool:
    return any(name in other or set(name.split()) & set(other.split()) for other in seen)


def _is_meant(line: Line, found: Found[Name], words: SystemWords) -> bool:
    """Whether the words of the text are the product's name and not everyday words."""
    written, name = line.text[found.start : found.end], found.label.written
    if not name[-1].isalnum() and not line.text.startswith(name, found.start):
        return False
    if (name.isascii() and not written.isascii()) or (written.isupper() and line.text[found.start - 1 : found.start] == "-"):
        return False
    if name not in words.cased:
        return written == name or any(char.isupper() for char in written) or name.islower()
    if written != name or _goes_before(line, found.start):
        return False
    return _VERSION.match(line.text, found.end) is not None or _has_near(line, found, words)


def _goes_before(line: Line, start: int) -> bool:
    """Whether an everyday name only ends a longer one ("Scotland Excel", "Community Nursing Teams"); a maker's name does not."""
    before = _CAPITAL_BEFORE.search(line.text, max(0, start - 30), start)
    if before is None or before[1] in _MAKERS:
        return False
    first, _ = sentence_at(line.text, start, start + 1)
    return before.start(1) > first


def _has_near(line: Line, found: Found[Name], words: SystemWords) -> bool:
    """Whether words about systems stand beside an everyday name, in a bracket behind it, or in the heading over it."""
    first, last = sentence_at(line.text, found.start, found.end)
    near = words.near.find(line.folded, max(first, found.start - 60), min(last, found.end + 60))
    if any(cue.start >= found.end or cue.end <= found.start for cue in near):
        return True
    alone = found.start <= 6 and line.passage.kind in {"item", "row"}
    if alone and _BRACKET.match(line.text, found.end):
        return True
    return alone and bool(words.near.find(line.passage.section.rsplit(" > ", 1)[-1].lower()))


def _fact(line: Line, found: Found[Name], words: SystemWords) -> tuple[Fact, int]:
    text, end = line.text, found.end
    if not found.label.written[-1].isalnum():
        end = found.start + len(found.label.written)
    written = " ".join(text[found.start : end].split())
    if _MARKS.search(written) or (len(written.split()) >= 4 and found.label.key.isupper()):
        written = found.label.key if found.label.key.isupper() else found.label.written  # "Apple (Passbook)", "Microsoft: Word"
    version = _VERSION.match(text, end)
    if version:
        written = f"{written} {next(group for group in version.groups() if group)}"
        end = version.end()
    bracket = _BRACKET.match(text, end)
    if bracket and len(bracket[1].split()) <= 3 and not bracket[1].isupper():
        written = f"{written} ({bracket[1]})"
        end = bracket.end()
    return fact_at(line, found.start, end, written, 0.75 if found.label.written in words.cased else 0.92), end


def _unknown(lines: Sequence[Line], words: SystemWords, terms: TermWords) -> Iterator[Fact]:
    """Names in lists that are introduced as systems, unless the document writes the same words small elsewhere."""
    small: set[str] = set()
    for line in lines:
        for start, end in _introduced(line, words):
            plan = _plan(line, start, end, terms)
            if plan == "aside":
                continue
            small = small or {word for other in lines for word in re.findall(r"(?<!\w)[a-z]{3,}", other.text)}
            name = line.text[start:end]
            plain = re.findall(r"[a-z]{3,}", name.lower())
            everyday = any(word in small or word.rstrip("s") in small for word in plain)
            everyday = everyday or not words.not_systems.isdisjoint((fold(name).split()[0], fold(name).split()[-1]))
            if len(name) >= 4 and not everyday and not _CAPITALS.fullmatch(name) and not words.kinds.find(fold(name)):
                yield fact_at(line, start, end, name, 0.5, note=plan)


def _plan(line: Line, start: int, end: int, terms: TermWords) -> Stance:
    """What is planned with a system that no lexicon knows; tools that stand as examples for others are asides."""
    setting = setting_of(line, start, end, terms)
    if setting.has("tools") and setting.among("examples") and not setting.has("today"):
        return "aside"
    plan = stance_of(setting, Name("system", "", ""))
    return "tolerate" if plan == "aside" and not setting.has("tendering") else plan


def _introduced(line: Line, words: SystemWords) -> Iterator[tuple[int, int]]:
    """Spans of names that the text itself presents as systems."""
    for m in _CAMEL.finditer(line.text):
        if words.kinds.find(line.folded, m.end(), m.end() + 40):
            yield m.span(1)
    for m in _JOINED.finditer(line.text):
        yield m.span(1)
    for m in _APPOSED.finditer(line.text):
        if words.kinds.find(line.folded, m.end(1), m.end(1) + 60):
            yield m.span(1)
    for start, end in _lists(line, words):
        yield from _names_from(line.text, start, end)


def _lists(line: Line, words: SystemWords) -> Iterator[tuple[int, int]]:
    """What follows "platforms such as", "systems of the city, namely" and "Current system:"."""
    for cue in words.introduced_by.find(line.folded):
        kinds = words.kinds.find(line.folded, max(0, cue.start - 40), cue.start)
        between = line.folded[kinds[-1].end : cue.start] if kinds else ""
        if kinds and (len(between) <= 3 or (cue.label == "named_by" and not re.search(r"[.;:]", between))):
            yield cue.end, sentence_at(line.text, cue.start, cue.end)[1]
    label = _LABEL.match(line.folded)
    if label and _TODAY.search(label[1]) and words.kinds.find(label[1]):
        yield label.end(), min(len(line.text), label.end() + 60)


def _names_from(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    m = _UNKNOWN.match(text, start, end)
    while m:
        yield m.span(1)
        m = _UNKNOWN.match(text, m.end(), end) if m.end() > m.end(1) else None
