"""The requirement ledger: everything that the documents ask for, verbatim, with kind, strength, number and place."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from hashlib import blake2b
from typing import Final

from winnable.core.capability import Requirement, RequirementKind
from winnable.core.evidence import Place
from winnable.reading.ledger_context import is_telling
from winnable.reading.ledger_reader import Draft, Reader
from winnable.reading.ledger_words import LedgerWords
from winnable.reading.text import Line
from winnable.reading.verbatim import squash

Classify = Callable[[Sequence[str]], Sequence[float]]
TopicsOf = Callable[[str, str], tuple[str, ...]]
# Chance below which an item without any verb of demand is left out. Low: one requirement missed costs more than one too many.
LIKELY: Final = 0.15
_MOST_OF_LIST: Final = 0.5  # share of the items of a list that ask, from which its bare ones count too


def read_ledger(
    lines: Sequence[Line], words: LedgerWords, classify: Classify | None = None, topics_of: TopicsOf | None = None
) -> tuple[Requirement, ...]:
    """All requirements of one or more documents, in their order.

    `classify` gives the chance (0 to 1) that each of some texts is a requirement; it decides on items without any verb of
    demand, and without it those count that stand in a section or list of requirements. `topics_of` gives the topics of a text
    in its section, the main one first. Keys depend on the words and the buyer's number only: the same twice get "-2", "-3".
    """
    drafts = _settled(_in_company(list(Reader(lines, words).drafts())), classify)
    seen: Counter[str] = Counter()
    return tuple(_requirement(draft, seen, topics_of) for draft in drafts)


def key_of(text: str, number: str = "") -> str:
    """The stable key of a requirement: by its letters and digits and, where it names this one, the buyer's number. A mere
    place in a list ("a", "3", "iv") is left out, because it changes when something is put in before it."""
    named = number if is_telling(number) else ""
    return f"R-{blake2b(f'{squash(text)}#{squash(named)}'.encode(), digest_size=4).hexdigest()}"


def _requirement(draft: Draft, seen: Counter[str], topics_of: TopicsOf | None) -> Requirement:
    passage = draft.line.passage
    key = key_of(draft.text, draft.number)
    seen[key] += 1
    return Requirement(
        key=key if seen[key] == 1 else f"{key}-{seen[key]}",
        text=draft.text,
        strength=draft.strength,
        place=Place(file=passage.file, page=passage.page, section=passage.section, start=draft.start, end=draft.end),
        kind=draft.kind,
        number=draft.number,
        topics=topics_of(draft.text, passage.section) if topics_of else (),
        weight=draft.weight,
    )


def _in_company(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts without the bare items of lists that mostly ask nothing; the others are of their list's kind."""
    asking = {(draft.run, draft.line.index) for draft in drafts if not draft.spare}
    bare = {(draft.run, draft.line.index) for draft in drafts if draft.spare} - asking
    asked, of = Counter(run for run, _ in asking), Counter(run for run, _ in asking | bare)
    kinds: dict[int, Counter[RequirementKind]] = defaultdict(Counter)
    for draft in drafts:
        if not draft.spare:
            kinds[draft.run][draft.kind] += 1
    kept = [draft for draft in drafts if not draft.spare or asked[draft.run] > _MOST_OF_LIST * of[draft.run]]
    for draft in kept:
        if draft.spare:
            draft.kind = kinds[draft.run].most_common(1)[0][0]
    return kept


def _settled(drafts: list[Draft], classify: Classify | None) -> list[Draft]:
    """The drafts without those that a classifier takes for no requirement."""
    bare = [draft for draft in drafts if draft.bare]
    if classify is None or not bare:
        return drafts
    chances = classify([draft.text for draft in bare])
    dropped = {id(draft) for draft, chance in zip(bare, chances, strict=True) if chance < LIKELY}
    return [draft for draft in drafts if id(draft) not in dropped]
