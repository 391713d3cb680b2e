"""What one sentence asks, how strongly and of whom: the modal grammar of the requirement ledger."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

from winnable.core.capability import RequirementKind, Strength
from winnable.reading.ledger_words import KINDS, Cue, Grammar, Modal, Role
from winnable.reading.phrases import Found, Words, words_of
from winnable.reading.text import Line

Scores = tuple[float, ...]  # one for each of KINDS
NOTHING: Final[Scores] = (0.0,) * len(KINDS)

# How much each subject speaks for each kind, in the order of KINDS.
_SUBJECTS: Final[dict[Role | None, Scores]] = {
    "solution": (2.2, 0.0, 0.0, 0.0, 0.0),
    "supplier": (2.0, 0.0, 0.0, 0.4, 0.0),
    "bidder": (0.2, 0.3, 1.7, 0.0, 0.0),
    "bid": (0.0, 0.3, 2.2, 0.0, 0.0),
    "buyer": (0.0, 0.3, 0.2, 0.3, 1.9),
    "evaluation": (0.0, 2.6, 0.0, 0.0, 0.0),
    "contract": (0.0, 0.0, 0.0, 2.2, 0.0),
    None: (0.5, 0.0, 0.0, 0.0, 0.0),
}
_CUES: Final = (0.4, 1.0, 0.8, 0.8, 1.0)  # what a cue of each kind weighs, at most two of them
_STRONG_CUES: Final = (0.8, 2.2, 1.8, 2.0, 1.6)  # and a strong one
_RIGHT: Final[Scores] = (0.0, 0.3, 0.3, 1.0, 0.0)  # who insists on a right speaks of the contract or the procedure
_MOST_CUES = 2
_STRENGTH: Final[dict[Modal, Strength]] = {
    "must": "must",
    "never": "must",
    "story": "must",
    "will": "must",
    "right": "must",
    "can": "must",
    "demand": "must",
    "should": "should",
    "wish": "should",
    "may": "may",
    "option": "may",
}
_RANK: Final[dict[Strength, int]] = {"must": 3, "should": 2, "may": 1}
_BREAK = re.compile(r"[,;:()|]| - ")
_WORD = re.compile(r"\w+")
_OPENING = 40  # characters in which a command opens a sentence
_FARTHEST = 60  # characters behind a verb in which its subject may stand
_AGENTS = frozenset({"by", "par", "por", "da", "dal", "dalla", "door", "von", "durch", "vom"})


class Asked(NamedTuple):
    """What a sentence asks: None for `modal` where no verb of demand was found. `subject` is who shall."""

    modal: Modal | None
    strength: Strength | None
    subject: Role | None
    at: int

    @property
    def is_plain(self) -> bool:
        """Whether the verb demands whoever its subject is: what "will" and "may" say depends on it."""
        return self.modal in ("must", "should", "never", "story", "demand", "wish", "right")


NOTHING_ASKED: Final = Asked(None, None, None, 0)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A span of a folded passage with its words and all that the grammar of its language finds in it, in order: `hits` are
    the words of demand, `roles` everybody and everything named, `cues` what speaks for a kind."""

    folded: str
    start: int
    end: int
    grammar: Grammar
    words: Words
    hits: Sequence[Found[Modal]]
    roles: Sequence[Found[Role]]
    cues: Sequence[Found[Cue]]

    def asked(self, spoken: Role | None = None) -> Asked:
        """The strongest demand of the sentence that is not the buyer's own affair; else the strongest of all. `spoken` is who
        the sentence before spoke of: a pronoun, or nobody, stands for it."""
        best: tuple[tuple[bool, int, bool], Asked] | None = None
        before = self.start
        for hit in self.hits:
            subject = self._subject(hit, before) or (spoken if self._opens_with_pronoun() else None)
            if hit.label in ("demand", "wish"):
                if subject not in (None, "buyer"):
                    continue  # what a bidder or a user wishes is no demand
                subject = "solution"
            strength = _STRENGTH[hit.label]
            rank = (subject != "buyer", 0 if hit.label == "can" else _RANK[strength], subject is not None)
            if best is None or rank > best[0]:
                best = (rank, Asked(hit.label, strength, subject, hit.start))
            before = hit.end
        if best is None:
            return NOTHING_ASKED
        optional = any(hit.label == "option" for hit in self.hits)
        return best[1]._replace(strength="may") if optional else best[1]

    def _opens_with_pronoun(self) -> bool:
        return any(word in self.grammar.pronouns for word in self.words.strings[:3])

    def command(self) -> RequirementKind | None:
        """Whom the sentence commands by its first word: the supplier (obligation) or the bidder (submission)."""
        return self._command_at(self.start)

    def last_command(self) -> RequirementKind | None:
        """The same of its last clause: "For each client, provide the following:"."""
        return self._command_at(self.folded.rfind(",", self.start, self.end) + 1 or self.start)

    def _command_at(self, start: int) -> RequirementKind | None:
        found = self.grammar.commands.find(self.folded, start, min(self.end, start + _OPENING))
        return found[0].label if found and found[0].start <= start + 2 else None

    def states(self) -> list[RequirementKind]:
        """What the sentence states of bidding, evaluation or contract without any verb of demand."""
        return [hit.label for hit in self.grammar.states.among(self.words)]

    def is_duty(self) -> bool:
        """Whether it says in the present tense what supplier or solution does."""
        verbs = self.grammar.presents.among(self.words)[:2]
        return any(self._before(self.start, verb.start) in ("supplier", "solution") for verb in verbs)

    def opens_with(self, spoken: Role | None) -> Role | None:
        """Whom or what the sentence opens with, by itself or by a pronoun for `spoken`; None where by nobody."""
        if spoken is not None and self._opens_with_pronoun():
            return spoken
        opening = [role for role in self.roles[:2] if role.start < self.start + _OPENING]
        return next((self._head(role, opening).label for role in opening if not self._is_governed(role)), None)

    def settled(self) -> list[RequirementKind]:
        """The kinds that strong words speak for."""
        return [cue.label.kind for cue in self.cues if cue.label.strong]

    def _subject(self, hit: Found[Modal], before: int) -> Role | None:
        subject = self._before(before, hit.start)
        if subject is None and before > self.start:
            subject = self._before(self.start, hit.start)
        if subject is not None or hit.label == "story":
            return "solution" if hit.label == "story" else subject
        behind = [role for role in self.roles if hit.end <= role.start <= hit.end + _FARTHEST]
        if self.grammar.turns and behind and not self._is_governed(behind[0]):
            return behind[0].label
        agents = (
            role.label for role in behind if self._word_before(role.start) & _AGENTS and role.label in ("supplier", "bidder")
        )
        return next(agents, None)

    def _before(self, start: int, end: int) -> Role | None:
        """The nearest clause's first noun that no preposition governs; governed ones, and conditions, where there is no other."""
        held = [role for role in self.roles if role.start >= start and role.end <= end]
        if not held:
            return None
        bounds = [start, *(m.end() for m in _BREAK.finditer(self.folded, start, end)), end + 1]
        spare: Role | None = None
        for first, last in reversed(list(pairwise(bounds))):
            here = [role for role in held if first <= role.start < last]
            free = [role for role in here if not self._is_governed(role)]
            if free and not self._is_condition(first):
                return self._head(free[-1] if first == start and start > self.start else free[0], here).label
            if here and spare is None:
                spare = (free or here)[-1].label
        return spare

    def _head(self, role: Found[Role], roles: Sequence[Found[Role]]) -> Found[Role]:
        """The last of nouns that stand side by side: a payment service is a service."""
        for other in roles:
            if other.start > role.start and not self.folded[role.end : other.start].strip(" -"):
                role = other
        return role

    def _is_condition(self, start: int) -> bool:
        word = _WORD.search(self.folded, start, min(self.end, start + 30))
        return word is not None and word.group() in self.grammar.conditions

    def _is_governed(self, role: Found[Role]) -> bool:
        return bool(self._word_before(role.start) & self.grammar.prepositions) or self.folded[role.end : role.end + 2] == "'s"

    def _word_before(self, position: int) -> set[str]:
        """The two words before a position."""
        return set(_WORD.findall(self.folded, max(self.start, position - 24), position)[-2:])

    def scores(self, asked: Asked) -> Scores:
        """How much the sentence itself, by subject and by what it speaks of, says for each kind."""
        said = list(_RIGHT if asked.modal == "right" else _SUBJECTS[asked.subject])
        counts = [0] * len(KINDS)
        strong = [False] * len(KINDS)
        for cue in self.cues:
            i = KINDS.index(cue.label.kind)
            counts[i] += not cue.label.strong
            strong[i] = strong[i] or cue.label.strong
        for i, count in enumerate(counts):
            said[i] += _CUES[i] * min(count, _MOST_CUES) + _STRONG_CUES[i] * strong[i]
        return tuple(said)


def sentence_of(line: Line, start: int, end: int, grammar: Grammar, buyers: re.Pattern[str] | None = None) -> Sentence:
    """A span of a passage read once for all questions; `buyers` are names under which this buyer speaks of itself."""
    folded = line.folded
    words = words_of(folded, start, end)
    roles = grammar.roles.among(words)
    if buyers is not None and (named := [Found[Role](*m.span(), "buyer") for m in buyers.finditer(folded, start, end)]):
        roles = sorted([*roles, *named], key=lambda role: role.start)
    hits = _hits(line, start, end, words, grammar)
    return Sentence(folded, start, end, grammar, words, hits, roles, grammar.cues.among(words))


def _hits(line: Line, start: int, end: int, words: Words, grammar: Grammar) -> list[Found[Modal]]:
    """The words of demand, and verb forms that no phrase has already."""
    hits = grammar.modals.among(words)
    for pattern, label in grammar.forms:
        forms = [Found(*found.span(), label) for found in pattern.finditer(line.text, start, end)]
        hits = [*hits, *(form for form in forms if not any(hit.start < form.end and form.start < hit.end for hit in hits))]
    return sorted((hit for hit in hits if not _is_void(hit, line.folded, grammar)), key=lambda hit: hit.start)


def _is_void(hit: Found[Modal], folded: str, grammar: Grammar) -> bool:
    """Whether a word of demand asks nothing here: taken back, or said in passing of some noun ("who may be volunteers")."""
    if hit.label in ("may", "can", "will"):
        return bool(grammar.relatives.intersection(_WORD.findall(folded, max(0, hit.start - 12), hit.start)[-1:]))
    return hit.label == "none"
