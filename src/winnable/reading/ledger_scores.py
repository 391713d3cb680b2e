"""From what a sentence and its section say to the kind of a requirement, and whether a verb of demand counts at all."""

from typing import Final

from winnable.core.capability import RequirementKind, Strength
from winnable.reading.ledger_context import Section
from winnable.reading.ledger_grammar import Asked, Scores, Sentence
from winnable.reading.ledger_words import KINDS

SOME: Final = 0.8  # score of a section that speaks for a kind at all
LESS: Final = 0.4  # how much less a heading such as "Context" says where a sentence demands plainly, and a command among criteria
_WHOLE = 70  # characters before the verb of an item that stands on its own
_NEAR_END = 25  # characters behind a verb that ends its sentence: "... would be preferred"


def heard(scores: Scores, asked: Asked) -> Scores:
    """What a section says where a plain demand stands in it: a demand is one even among background."""
    if not asked.is_plain or asked.subject == "buyer":
        return scores
    return tuple(score * LESS if kind == "background" else score for kind, score in zip(KINDS, scores, strict=True))


def counts(asked: Asked, kind: RequirementKind, section: Section) -> bool:
    """Whether a verb of demand is one here: the buyer's own plans are none, and what may be depends on who may."""
    if asked.is_plain:
        return True
    if asked.modal is None or kind == "background":
        return False
    if asked.modal == "can":
        return asked.subject == "solution" and section.scores[0] > SOME
    theirs = asked.subject not in (None, "buyer") or kind != "obligation"
    return theirs or (asked.modal == "will" and asked.subject is None and section.scores[0] > SOME)


def is_whole(asked: Asked, sentence: Sentence) -> bool:
    """Whether an item is a sentence of its own, with a subject before its verb, rather than the rest of its lead-in."""
    near_end = sentence.end - asked.at < _NEAR_END
    return asked.subject is not None and (asked.at - sentence.start < _WHOLE or near_end)


def stronger(first: Strength | None, second: Strength | None) -> Strength:
    """The stronger of two strengths; must where none is known."""
    order: tuple[Strength, ...] = ("must", "should", "may")
    return next((strength for strength in order if strength in (first, second)), "must")


def added(first: Scores, second: Scores) -> Scores:
    """Both together, kind by kind."""
    return tuple(a + b for a, b in zip(first, second, strict=True))


def raised(scores: Scores, kind: RequirementKind, by: float) -> Scores:
    """The same with more for one kind."""
    return tuple(score + by if KINDS[i] == kind else score for i, score in enumerate(scores))


def kind_of(scores: Scores) -> RequirementKind:
    """The kind with the highest score; the earlier of KINDS where two are equal."""
    return KINDS[max(range(len(KINDS)), key=lambda i: (scores[i], -i))]
