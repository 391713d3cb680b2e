"""The requirement ledger: everything that the documents ask for, verbatim, with kind, strength, number and place."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Final

from winnable.core.capability import Requirement, RequirementKind, Strength
from winnable.core.evidence import Place
from winnable.reading.ledger_context import (
    LeadIn,
    Section,
    buyers_in,
    is_telling,
    languages_of,
    number_at,
    section_of,
)
from winnable.reading.ledger_grammar import Asked, Scores, Sentence
from winnable.reading.ledger_tables import Cell, Header, cells_of, header_of, read_row
from winnable.reading.ledger_words import KINDS, Grammar, LedgerWords
from winnable.reading.text import Line, sentences
from winnable.reading.verbatim import squash

LONGEST = 1_200  # characters of one requirement: a longer sentence is cut at its semicolons
FEWEST_WORDS = 4
LIKELY = 0.5  # chance from which a bare item counts as a requirement
Classify = Callable[[Sequence[str]], Sequence[float]]
TopicsOf = Callable[[str, str], tuple[str, ...]]
_WORD = re.compile(r"[^\W\d_]{2,}")
_LEADERS = re.compile(r"(?:\.\s?){5,}|…{2,}|_{4,}")
_PERCENT = re.compile(r"(?P<number>\d{1,3}(?:[.,]\d{1,2})?)\s*(?:%|per\s?cent|pour\s?cent|prozent|por\s?cien\w*|per\s?cento|procent)", re.I)
_POINTS = re.compile(r"(?P<number>\d{1,4}(?:[.,]\d{1,2})?)\s*(?:points?|pts|marks|punkten?|puntos|punti|punten)\b", re.I)
_SOME = 0.8  # score of a section that speaks for a kind at all
_COMMANDS: Final[dict[RequirementKind, float]] = {"obligation": 1.0, "submission": 1.6}
_STATE = 1.4
# Score from which a bare item counts, by its kind.
_LISTED: Final[dict[RequirementKind, float]] = {"obligation": 1.4, "evaluation": 1.6}
_TELLING_LEAD = 10  # words of a lead-in that says something without its list
_WHOLE = 70  # characters before the verb of a sentence that stands on its own
_COLON = re.compile(r"[:：]\s*[–\-]?\s*$")
_CONTINUES = re.compile(r"\s*(?:[a-zà-ÿ(]|\d{1,2}[.)]\s|[a-z][.)]\s)")


@dataclass(slots=True, kw_only=True)
class _Draft:
    """A sentence that may be a requirement. `strength` is None where only a classifier can tell whether it is one."""

    line: Line
    start: int
    end: int
    kind: RequirementKind
    strength: Strength | None
    number: str = ""
    weight: float | None = None
    fallback: Strength = "must"

    @property
    def text(self) -> str:
        return self.line.text[self.start : self.end]


def read_ledger(
    lines: Sequence[Line], words: LedgerWords, classify: Classify | None = None, topics_of: TopicsOf | None = None
) -> tuple[Requirement, ...]:
    """All requirements of one or more documents, in their order.

    `classify` gives the chance (0 to 1) that each of some texts is a requirement; it decides on items without any verb of
    demand, and without it those count that stand in a section of requirements. `topics_of` gives the topics of a text in its
    section, the main one first. Keys depend on the words and the buyer's number only: the same words twice get "-2", "-3".
    """
    drafts = list(_Reader(lines, words).drafts())
    kept = _settled(drafts, classify)
    seen: dict[str, int] = {}
    return tuple(_requirement(draft, seen, topics_of) for draft in kept)


def key_of(text: str, number: str) -> str:
    """The stable key of a requirement, by its letters and digits and, where it names this one, the buyer's number."""
    named = number if is_telling(number) else ""
    return f"R-{blake2b(f'{squash(text)}#{squash(named)}'.encode(), digest_size=4).hexdigest()}"


def _requirement(draft: _Draft, seen: dict[str, int], topics_of: TopicsOf | None) -> Requirement:
    passage = draft.line.passage
    key = key_of(draft.text, draft.number)
    seen[key] = seen.get(key, 0) + 1
    place = Place(file=passage.file, page=passage.page, section=passage.section, start=draft.start, end=draft.end)
    return Requirement(
        key=key if seen[key] == 1 else f"{key}-{seen[key]}",
        text=draft.text,
        strength=draft.strength or draft.fallback,
        place=place,
        kind=draft.kind,
        number=draft.number,
        topics=topics_of(draft.text, passage.section) if topics_of else (),
        weight=draft.weight,
    )


def _settled(drafts: list[_Draft], classify: Classify | None) -> list[_Draft]:
    """The drafts without those that a classifier takes for no requirement."""
    open_ = [draft for draft in drafts if draft.strength is None]
    if classify is None or not open_:
        return drafts
    chances = classify([draft.text for draft in open_])
    dropped = {id(draft) for draft, chance in zip(open_, chances, strict=True) if chance < LIKELY}
    return [draft for draft in drafts if id(draft) not in dropped]


class _Reader:
    """Goes through the passages in their order and remembers what the last ones say of the next."""

    def __init__(self, lines: Sequence[Line], words: LedgerWords) -> None:
        self.lines = lines
        self.words = words
        self.languages = languages_of(lines, words)
        self.buyers = buyers_in(lines, words)
        self.sections: dict[tuple[str, str], Section] = {}
        self.lead: LeadIn | None = None
        self.header: Header | None = None

    def drafts(self) -> Iterator[_Draft]:
        for i, line in enumerate(self.lines):
            grammar = self.words.grammars[self.languages[i]]
            section = self._section(line.passage.section, self.languages[i], grammar)
            self._enter(i)
            if _LEADERS.search(line.text):
                continue
            if line.passage.kind == "row":
                yield from self._row(i, grammar, section)
            elif line.passage.kind == "heading":
                yield from self._heading(line, grammar, section)
            else:
                yield from self._text(line, grammar, section)

    def _section(self, path: str, language: str, grammar: Grammar) -> Section:
        key = (path, language)
        if key not in self.sections:
            self.sections[key] = section_of(path, self.words, grammar.modals)
        return self.sections[key]

    def _enter(self, i: int) -> None:
        """Forget the lead-in and the table header where they end."""
        passage = self.lines[i].passage
        before = self.lines[i - 1].passage if i else None
        if before is None or before.file != passage.file:
            self.lead = self.header = None
        if passage.kind != "row":
            self.header = None
        if passage.kind == "heading" or (passage.kind == "text" and not self._is_listed(i)):
            self.lead = None

    def _is_listed(self, i: int) -> bool:
        """Whether a paragraph goes on in a list: it follows a colon directly, or begins or ends as list items do."""
        text = self.lines[i].text
        if _CONTINUES.match(text) or text.rstrip().endswith((";", ",")):
            return True
        return len(text.split()) <= 30 and not text.rstrip().endswith((".", ":")) and self.lines[i - 1].passage.kind == "text"

    def _heading(self, line: Line, grammar: Grammar, section: Section) -> Iterator[_Draft]:
        """A heading asks nothing, unless it is a whole sentence that was taken for one; it may introduce a list."""
        sentence = self._sentence(line, 0, len(line.text), grammar)
        asked = sentence.asked()
        if _COLON.search(line.text) and asked.modal is not None:
            self.lead = self._lead(sentence, asked, section)
        elif asked.modal in ("must", "never", "should") and len(line.text.split()) >= 6 and line.text.rstrip().endswith("."):
            yield from self._text(line, grammar, section)

    def _text(self, line: Line, grammar: Grammar, section: Section) -> Iterator[_Draft]:
        spans = [span for whole in sentences(line.text) for span in _cut(line.text, *whole)]
        number = line.passage.number
        for i, (start, end) in enumerate(spans):
            own = number_at(line.text, start, self.words) if i == 0 else None
            if own is not None and own.start < end:
                start = own.start
                number = own.number or number
            yield from self._said(line, start, end, grammar, section, number if i == 0 else "", last=i == len(spans) - 1)

    def _said(
        self, line: Line, start: int, end: int, grammar: Grammar, section: Section, number: str, *, last: bool
    ) -> Iterator[_Draft]:
        sentence = self._sentence(line, start, end, grammar)
        asked = sentence.asked()
        introduces = last and _COLON.search(line.text[start:end]) is not None
        if not section.aside and not self._is_idle(line, start, end, section):
            draft = self._draft(sentence, asked, line, section, number)
            if draft is not None and not (introduces and (asked.modal is None or len(draft.text.split()) < _TELLING_LEAD)):
                yield draft
        if introduces:
            self.lead = self._lead(sentence, asked, section)

    def _is_idle(self, line: Line, start: int, end: int, section: Section) -> bool:
        """Whether a sentence asks nothing whatever its verbs: a question, a fragment, a promise of a form, a definition."""
        text = line.text[start:end]
        asks = self.lead is not None and self.lead.asks
        if text.rstrip().endswith("?") and not (section.own == "evaluation" or (asks and self.lead.kind == "evaluation")):
            return True
        if len(_WORD.findall(text)) < (2 if asks else FEWEST_WORDS):
            return True
        return any(hit.start - start < 60 for hit in self.words.asides.find(line.folded, start, end))

    def _sentence(self, line: Line, start: int, end: int, grammar: Grammar) -> Sentence:
        return Sentence(line.text, line.folded, start, end, grammar, self.buyers)

    def _lead(self, sentence: Sentence, asked: Asked, section: Section) -> LeadIn | None:
        """What a colon makes of the items behind it; one that asks nothing leaves the lead-in above it in force."""
        scores = _sum(sentence.scores(asked), section.scores)
        kind = _kind(scores)
        asks = self._counts(asked, kind, section) and kind != "background"
        if not asks and self.lead is not None and self.lead.asks:
            return self.lead
        return LeadIn(asks=asks, strength=asked.strength if asks else None, kind=kind, scores=scores)

    def _draft(self, sentence: Sentence, asked: Asked, line: Line, section: Section, number: str) -> _Draft | None:
        """The requirement that a sentence holds, by its own verb, by the lead-in of its list, or by its form."""
        scores = _sum(sentence.scores(asked), section.scores)
        listed = line.passage.kind in ("item", "row") or self.lead is not None
        lead = self.lead if listed else None
        if lead is not None and lead.asks:
            scores = _sum(scores, lead.scores)
        made = _Draft(line=line, start=sentence.start, end=sentence.end, kind=_kind(scores), strength=None, number=number)
        if self._counts(asked, made.kind, section):
            made.strength = asked.strength
            if lead is not None and lead.asks and (asked.modal == "can" or not _is_whole(asked, sentence)):
                made.strength = _stronger(lead.strength, asked.strength)
        elif lead is not None and lead.asks:
            made.strength = lead.strength
        elif not self._unmarked(sentence, made, scores, section, listed=listed):
            return None
        made.weight = _weight_in(made.text) if made.kind == "evaluation" else None
        return made

    def _counts(self, asked: Asked, kind: RequirementKind, section: Section) -> bool:
        """Whether a verb of demand is one here: the buyer's own plans are none, and what may be depends on who may."""
        if asked.modal is None:
            return False
        if asked.modal in ("must", "should", "never", "story", "demand", "wish"):
            return True
        if kind == "background":
            return False
        if asked.modal == "will":
            return asked.subject not in (None, "buyer") or kind != "obligation" or section.scores[0] > _SOME
        if asked.modal == "may":
            return asked.subject not in (None, "buyer") or kind != "obligation"
        return asked.subject == "solution" and section.scores[0] > _SOME

    def _unmarked(self, sentence: Sentence, made: _Draft, scores: Scores, section: Section, *, listed: bool) -> bool:
        """Whether a sentence without a verb of demand asks by its form: a command, a rule of evaluation or a term, a duty in
        the present tense, a bare item in a section of requirements. Fills in its kind and strength."""
        made.fallback = section.strength or "must"
        made.strength = made.fallback
        command = sentence.command()
        if command is not None and (listed or command == "submission" or section.own in ("obligation", "submission", "contract")):
            made.kind = _kind(_raised(scores, command, _COMMANDS[command]))
            return made.kind != "background"
        for kind in sentence.states():
            made.kind = _kind(_raised(scores, kind, _STATE))
            if made.kind == kind:
                return True
        if sentence.is_duty() and section.own != "background":
            made.kind = _kind(_sum(sentence.scores(Asked("must", "must", "supplier", 0)), section.scores))
            return made.kind != "background"
        made.kind = _kind(scores)
        made.strength = None
        return listed and section.own != "background" and _LISTED.get(made.kind, 9.0) < scores[KINDS.index(made.kind)]

    def _row(self, i: int, grammar: Grammar, section: Section) -> Iterator[_Draft]:
        line = self.lines[i]
        header = header_of(line.text, self.words)
        if header is not None:
            self.header = header
            return
        if self.header is not None and self.header.is_form:
            return
        cells = cells_of(line.text)
        row = read_row(cells, self.header, self.words)
        if row.cell is None:
            yield from self._cells(line, cells, grammar, section, row.number, row.strength)
            return
        if self._is_group(i, row.number, row.cell):
            return
        sentence = self._sentence(line, row.cell.start, min(row.cell.end, row.cell.start + LONGEST), grammar)
        asked = sentence.asked()
        if row.certain:
            scores = _sum(sentence.scores(asked), section.scores)
            criterion = self.header is not None and "requirement" not in self.header.columns
            scored = criterion or (row.weight is not None and section.own == "evaluation")
            yield _Draft(
                line=line,
                start=sentence.start,
                end=sentence.end,
                kind="evaluation" if scored else _kind(_sum(scores, (1.0, 0.0, 0.0, 0.0, -1.0))),
                strength=row.strength or asked.strength or section.strength or "must",
                number=row.number,
                weight=row.weight if scored else None,
            )
            return
        draft = self._draft(sentence, asked, line, section, row.number)
        if draft is not None:
            draft.strength = row.strength or draft.strength
            draft.weight = row.weight if draft.kind == "evaluation" and row.weight is not None else draft.weight
            yield draft

    def _cells(
        self, line: Line, cells: Sequence[Cell], grammar: Grammar, section: Section, number: str, strength: Strength | None
    ) -> Iterator[_Draft]:
        """Sentence by sentence, where no cell is the one that asks."""
        for cell in cells:
            for start, end in sentences(cell.text):
                for draft in self._said(line, cell.start + start, cell.start + end, grammar, section, number, last=False):
                    yield replace_strength(draft, strength)

    def _is_group(self, i: int, number: str, cell: Cell) -> bool:
        """Whether a row only heads the ones below it: "4 | Content" before "4.1 | ..."."""
        if not number or len(_WORD.findall(cell.text)) > 6 or i + 1 >= len(self.lines):
            return False
        following = self.lines[i + 1].text.lstrip(" (")
        return following.startswith(f"{number}.")


def replace_strength(draft: _Draft, strength: Strength | None) -> _Draft:
    """The same draft with the strength that its row states, where it states one."""
    return replace(draft, strength=strength) if strength is not None else draft


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence as it is, or cut behind semicolons where it is too long for one requirement."""
    while end - start > LONGEST:
        at = text.rfind("; ", start, start + LONGEST)
        at = at + 1 if at > start else text.rfind(" ", start, start + LONGEST)
        if at <= start:
            break
        yield start, at
        start = at + len(text[at:end]) - len(text[at:end].lstrip())
    yield start, end


def _sum(first: Scores, second: Scores) -> Scores:
    return tuple(a + b for a, b in zip(first, second, strict=True))


def _kind(scores: Scores) -> RequirementKind:
    """The kind with the highest score; the earlier of KINDS where two are equal."""
    return KINDS[max(range(len(KINDS)), key=lambda i: (scores[i], -i))]


def _raised(scores: Scores, kind: RequirementKind, by: float) -> Scores:
    return tuple(score + by if KINDS[i] == kind else score for i, score in enumerate(scores))


def _is_whole(asked: Asked, sentence: Sentence) -> bool:
    """Whether an item is a sentence of its own, with a subject before its verb, rather than the rest of its lead-in."""
    return asked.subject is not None and asked.at - sentence.start < _WHOLE


def _stronger(first: Strength | None, second: Strength | None) -> Strength | None:
    order: tuple[Strength, ...] = ("must", "should", "may")
    return next((strength for strength in order if strength in (first, second)), None)


def _weight_in(text: str) -> float | None:
    """The one weight that a sentence states: a share for per cent, else points above one; None for none or several."""
    shares = {float(m["number"].replace(",", ".")) / 100 for m in _PERCENT.finditer(text)}
    points = {float(m["number"].replace(",", ".")) for m in _POINTS.finditer(text)}
    if len(shares) == 1:
        return min(shares)
    return min(points) if len(points) == 1 and min(points) > 1 and not shares else None
