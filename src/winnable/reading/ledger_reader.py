"""Goes through passages in their order and drafts a requirement wherever one may stand."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from winnable.core.capability import RequirementKind, Strength
from winnable.reading.ledger_context import LeadIn, Section, buyers_in, is_telling, languages_of, number_at, section_of
from winnable.reading.ledger_grammar import Asked, Scores, Sentence, sentence_of
from winnable.reading.ledger_scores import LESS, SOME, added, counts, heard, is_whole, kind_of, raised, stronger
from winnable.reading.ledger_tables import Cell, Header, Row, cells_of, header_of, read_row, states_weight, weight_in
from winnable.reading.ledger_words import KINDS, Grammar, LedgerWords, Role
from winnable.reading.text import Line, sentences

LONGEST: Final = 1_200  # characters of one requirement: a longer sentence is cut at its semicolons
FEWEST_WORDS: Final = 4
_FEWEST_IN_LIST = 2  # the same below a lead-in that asks: "The platform shall have: - single sign-on"
_COMMANDS: Final[dict[RequirementKind, float]] = {"obligation": 1.0, "submission": 1.6}
_STATE = 1.6
_LISTED: Final[dict[RequirementKind, float]] = {"obligation": 1.4, "evaluation": 1.6}  # score from which a bare item counts
_IN_PROSE = 1.6  # score of a section of requirements from which a plain sentence about what is bought counts
_TELLING_LEAD = 10  # words of a lead-in that says something without its list
_HEADLINE = 8  # words of a line with a section number that is no requirement without a verb
_OPENING = 80  # characters in which a definition or a promise shows
_WORD = re.compile(r"\w+")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_LEADERS = re.compile(r"(?:\.\s?){5,}|…{2,}|_{4,}")
_COLON = re.compile(r"[:：]\s*[–\-]?\s*$")
_LABELLED = re.compile(r"[^.:;!?]{3,60}:\s+\S")
_CONTINUES = re.compile(r"\s*(?:[a-zà-ÿ(]|\d{1,2}[.)]\s|[a-z][.)]\s)")
_ENDED = (".", ":", "!", "?")


@dataclass(slots=True, kw_only=True)
class Draft:
    """A sentence that may be a requirement. `bare` ones have no verb of demand: a classifier may drop them; `spare` ones
    count only beside others of their list (`run`, counted from 1) that ask."""

    line: Line
    start: int
    end: int
    kind: RequirementKind
    strength: Strength = "must"
    number: str = ""
    weight: float | None = None
    bare: bool = False
    spare: bool = False
    run: int = 0

    @property
    def text(self) -> str:
        return self.line.text[self.start : self.end]


@dataclass(slots=True, kw_only=True)
class _Here:
    """Where the reader stands: the language and section of a passage, the buyer's number, and whether it is one of a list."""

    line: Line
    grammar: Grammar
    section: Section
    listed: bool
    number: str = ""


class Reader:
    """Reads passages in order and remembers what the last ones say of the next: lead-ins, table heads, who was spoken of."""

    def __init__(self, lines: Sequence[Line], words: LedgerWords) -> None:
        self.lines = lines
        self.words = words
        self.languages = languages_of(lines, words)
        self.buyers = buyers_in(lines, words)
        self.sections: dict[tuple[str, str], Section] = {}
        self.lead: LeadIn | None = None
        self.header: Header | None = None
        self.subject: Role | None = None
        self.run = 0

    def drafts(self) -> Iterator[Draft]:
        """All that may be requirements, in the order of the text."""
        for i, line in enumerate(self.lines):
            self._enter(i)
            if _LEADERS.search(line.text):
                continue
            grammar = self.words.grammars[self.languages[i]]
            section = self._section(line.passage.section, self.languages[i], grammar)
            listed = line.passage.kind in ("item", "row") or self.lead is not None
            here = _Here(line=line, grammar=grammar, section=section, listed=listed)
            if line.passage.kind == "row":
                yield from self._row(i, here)
            elif line.passage.kind == "heading":
                yield from self._heading(here)
            else:
                yield from self._text(here)

    def _section(self, path: str, language: str, grammar: Grammar) -> Section:
        key = (path, language)
        if key not in self.sections:
            self.sections[key] = section_of(path, self.words, grammar.modals)
        return self.sections[key]

    def _enter(self, i: int) -> None:
        """Forget the lead-in, the table header and the list where they end."""
        passage = self.lines[i].passage
        before = self.lines[i - 1].passage if i else None
        if before is None or before.file != passage.file:
            self.lead = self.header = None
        if before is None or (before.kind, before.file, before.section) != (passage.kind, passage.file, passage.section):
            self.run += 1
        if passage.kind != "row":
            self.header = None
        if passage.kind == "heading" or (passage.kind == "text" and not self._goes_on(i)):
            self.lead = None
        self.subject = None

    def _goes_on(self, i: int) -> bool:
        """Whether a paragraph goes on in a list: it begins or ends as list items do, or is short and ends with no full stop."""
        text = self.lines[i].text.rstrip()
        if _CONTINUES.match(text) or text.endswith((";", ",")):
            return True
        words = len(text.split())
        return words <= 30 and not text.endswith(_ENDED) and (words > 4 or self.lines[i - 1].passage.kind == "text")

    def _heading(self, here: _Here) -> Iterator[Draft]:
        """A heading asks nothing, unless it is a whole sentence that was taken for one; it may introduce a list."""
        text = here.line.text
        sentence = self._sentence(here, 0, len(text))
        asked = sentence.asked()
        if _COLON.search(text) and asked.modal is not None:
            self.lead = self._lead_in(sentence, asked, here.section)
        elif text.rstrip().endswith(".") and len(text.split()) > FEWEST_WORDS + 1 and (asked.is_plain or sentence.command()):
            yield from self._text(here)

    def _text(self, here: _Here) -> Iterator[Draft]:
        line = here.line
        spans = [span for whole in sentences(line.text) for span in _cut(line.text, *whole)]
        for i, (start, end) in enumerate(spans):
            if i == 0:
                own = number_at(line.text, start, self.words)
                here.number = own.number or line.passage.number
                here.listed = here.listed or own.start > start or _LABELLED.match(line.text, own.start) is not None
                start = min(own.start, end)
            introduces = i == len(spans) - 1 and _COLON.search(line.text, start, end) is not None
            yield from self._said(here, start, end, introduces=introduces)
            here.number = ""

    def _said(self, here: _Here, start: int, end: int, *, introduces: bool = False) -> Iterator[Draft]:
        """The requirement in one sentence, where there is one; a sentence with a colon speaks for the items behind it."""
        sentence = self._sentence(here, start, end)
        asked = sentence.asked(self.subject)
        if not self._is_idle(here, start, end):
            draft = self._draft(sentence, asked, here)
            if draft is not None and not (introduces and (asked.modal is None or len(draft.text.split()) < _TELLING_LEAD)):
                yield draft
        if introduces:
            self.lead = self._lead_in(sentence, asked, here.section)
        self.subject = asked.subject or sentence.opens_with(self.subject) or self.subject

    def _sentence(self, here: _Here, start: int, end: int) -> Sentence:
        return sentence_of(here.line, start, end, here.grammar, self.buyers)

    def _is_idle(self, here: _Here, start: int, end: int) -> bool:
        """Whether a sentence asks nothing whatever its verbs: a question, a fragment, a promise of a form, a definition."""
        text = here.line.text[start:end]
        lead = self.lead if self.lead is not None and self.lead.asks else None
        if text.endswith("?") and here.section.own != "evaluation" and (lead is None or lead.kind != "evaluation"):
            return True
        fewest = _FEWEST_IN_LIST if lead is not None or is_telling(here.number) else FEWEST_WORDS
        if len(_WORD.findall(text)) < fewest or len(_LETTERS.findall(text)) < min(fewest, _FEWEST_IN_LIST):
            return True
        return bool(self.words.asides.find(here.line.folded, start, min(end, start + _OPENING)))

    def _lead_in(self, sentence: Sentence, asked: Asked, section: Section) -> LeadIn:
        """What a colon makes of the items behind it; one that asks nothing leaves the lead-in above it in force."""
        scores = added(sentence.scores(asked), section.scores)
        kind = kind_of(scores)
        asks = counts(asked, kind, section) and kind != "background"
        command = sentence.command() or sentence.last_command() if not asks else None
        if command is not None and section.own != "background":
            scores = raised(scores, command, _COMMANDS[command])
            return LeadIn(asks=True, strength=section.strength or "must", kind=kind_of(scores), scores=scores)
        if not asks and self.lead is not None and self.lead.asks:
            return self.lead
        return LeadIn(asks=asks, strength=asked.strength if asks else None, kind=kind, scores=scores)

    def _draft(self, sentence: Sentence, asked: Asked, here: _Here) -> Draft | None:
        """The requirement that a sentence holds, by its own verb, by the lead-in of its list, or by its form."""
        scores = added(sentence.scores(asked), heard(here.section.scores, asked))
        lead = self.lead if here.listed and self.lead is not None and self.lead.asks else None
        if lead is not None:
            scores = added(scores, lead.scores)
        made = Draft(
            line=here.line, start=sentence.start, end=sentence.end, kind=kind_of(scores), number=here.number, run=self.run
        )
        if counts(asked, made.kind, here.section) and not (here.section.aside and asked.subject in (None, "buyer")):
            made.strength = asked.strength or "must"
            if lead is not None and (asked.modal == "can" or not is_whole(asked, sentence)):
                made.strength = stronger(lead.strength, asked.strength)
        elif lead is not None:
            made.strength = lead.strength or "must"
        elif here.section.aside or not self._is_unmarked(sentence, made, scores, here):
            return None
        made.weight = weight_in(made.text) if made.kind == "evaluation" else None
        return made

    def _is_unmarked(self, sentence: Sentence, made: Draft, scores: Scores, here: _Here) -> bool:
        """Whether a sentence without a verb of demand asks by its form: a command, a rule of evaluation or a term, a duty in
        the present tense, a bare item in a section of requirements. Fills in its kind and strength."""
        section = here.section
        made.strength = section.strength or "must"
        command = sentence.command()
        if command is not None and (
            here.listed or command == "submission" or section.own in ("obligation", "submission", "contract")
        ):
            weight = _COMMANDS[command] * (LESS if section.own == "evaluation" else 1.0)
            made.kind = kind_of(raised(scores, command, weight))
            return made.kind != "background"
        settled = (kind for kind in sentence.settled() if section.scores[KINDS.index(kind)] > SOME and kind != "background")
        for kind in (*sentence.states(), *settled):
            made.kind = kind_of(raised(scores, kind, _STATE))
            if made.kind == kind:
                return True
        if section.own == "evaluation" and states_weight(made.text):
            made.kind = "evaluation"
            return True
        spoken = sentence.opens_with(self.subject)
        if spoken in ("supplier", "solution") or (spoken == "bidder" and section.own == "submission"):
            made.kind = kind_of(added(sentence.scores(Asked("must", "must", spoken, 0)), section.scores))
            made.bare = not sentence.is_duty() and spoken != "bidder"
            if made.kind != "background" and section.own != "background":
                return not made.bare or (section.scores[0] >= _IN_PROSE and scores[-1] <= 0)
        made.kind = kind_of(scores)
        made.bare = True
        made.spare = _LISTED.get(made.kind, 9.0) > scores[KINDS.index(made.kind)]
        headline = here.line.passage.kind == "text" and "." in here.number and len(_WORD.findall(made.text)) < _HEADLINE
        return here.listed and section.own != "background" and not headline

    def _row(self, i: int, here: _Here) -> Iterator[Draft]:
        header = header_of(here.line.text, self.words, again=self.header is not None)
        if header is not None:
            self.header = header
            return
        if self.header is not None and self.header.is_form:
            return
        cells = cells_of(here.line.text)
        row = read_row(cells, self.header, self.words, scored=here.section.own == "evaluation")
        here.number = row.number or here.line.passage.number
        if row.cell is None:
            yield from self._cells(here, cells, row)
        elif not self._is_group(i, row.number, row.cell):
            yield from self._cell(here, row, row.cell)

    def _cell(self, here: _Here, row: Row, cell: Cell) -> Iterator[Draft]:
        """The one cell of a row that asks, whole; in a table with a header of requirements it does so without any verb."""
        sentence = self._sentence(here, cell.start, min(cell.end, cell.start + LONGEST))
        asked = sentence.asked()
        draft = None if row.certain else self._draft(sentence, asked, here)
        if row.certain:
            scored = row.is_criterion or (row.weight is not None and here.section.own == "evaluation")
            scores = added(added(sentence.scores(asked), here.section.scores), (1.0, 0.0, 0.0, 0.0, -1.0))
            strength = asked.strength if asked.modal != "can" else None
            draft = Draft(
                line=here.line,
                start=sentence.start,
                end=sentence.end,
                kind="evaluation" if scored else kind_of(scores),
                strength=strength or here.section.strength or "must",
                number=here.number,
            )
        if draft is not None:
            draft.strength = row.strength or draft.strength
            draft.weight = row.weight if draft.kind == "evaluation" and row.weight is not None else draft.weight
            yield draft

    def _cells(self, here: _Here, cells: Sequence[Cell], row: Row) -> Iterator[Draft]:
        """Sentence by sentence, where no cell is the one that asks."""
        for cell in cells:
            for start, end in sentences(cell.text):
                for draft in self._said(here, cell.start + start, cell.start + end):
                    draft.strength = row.strength or draft.strength
                    yield draft

    def _is_group(self, i: int, number: str, cell: Cell) -> bool:
        """Whether a row only heads the ones below it: "4 | Content" before "4.1 | ..."."""
        if not number or len(_WORD.findall(cell.text)) > 6 or i + 1 >= len(self.lines):
            return False
        return self.lines[i + 1].text.lstrip(" (").startswith(f"{number}.")


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence as it is, or cut behind semicolons where it is too long for one requirement."""
    while end - start > LONGEST:
        at = text.rfind("; ", start, start + LONGEST)
        at = at + 1 if at > start else text.rfind(" ", start, start + LONGEST)
        if at <= start:
            at = start + LONGEST
        yield start, at
        start = at + len(text[at:end]) - len(text[at:end].lstrip())
    yield start, end
