"""A pack is a set: what each document is, which one has the last word, and what it supersedes."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from winnable.core.evidence import Passage
from winnable.reading.fact import Fact, Facts
from winnable.reading.phrases import Phrasebook
from winnable.reading.text import fold

Role = Literal["amendment", "answers", "base", "cover", "annex", "form", "draft"]
# Whose word counts where two documents state the same thing: of amendments and answers the latest; of the rest the surest.
RANK: Mapping[Role, int] = {"amendment": 3, "answers": 2, "base": 1, "cover": 1, "annex": 1, "form": 1, "draft": 0}
MAIN: tuple[Role, ...] = ("cover", "annex", "draft", "form")  # where no document is the base: what carries the request
# What an amendment or an answer may change. The rest is read of all documents together.
SUPERSEDED = (
    "deadline",
    "questions_due",
    "award_due",
    "time_zone",
    "budget_min",
    "budget_max",
    "budget_kind",
    "currency",
    "contract_months",
    "user_count",
)
TOGETHER = ("budget_min", "budget_max", "budget_kind", "currency")  # stated together, so they move together
SURE = 0.5  # confidence below which a document is not taken to overrule another
OPENING = 3  # passages in which a document says what it is
TITLE = 140  # characters: a longer passage mentions such words, it is not a title
_NUMBER = re.compile(r"(?:no\.?|nr\.?|n[°º]|number|#)?\s*0*(\d{1,3})\b")
_WORDS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One document of a pack: its name, what it is, and its number among those of its role (0 where it has none)."""

    file: str
    role: Role
    number: int = 0


def parts_of(passages: Sequence[Passage], roles: Phrasebook[Role]) -> tuple[Part, ...]:
    """What each document of the pack is, in the order of the documents. A document that stands alone is the base."""
    files = list(dict.fromkeys(passage.file for passage in passages))
    if len(files) < 2:
        return tuple(Part(file=file, role="base") for file in files)
    openings: dict[str, list[str]] = {file: [] for file in files}
    for passage in passages:
        if len(openings[passage.file]) < OPENING and passage.kind != "row":
            openings[passage.file].append(passage.text)
    parts = [_part(file, openings[file], roles) for file in files]
    if any(part.role == "base" for part in parts):
        return tuple(parts)
    main = min((i for i, part in enumerate(parts) if part.role in MAIN), key=lambda i: MAIN.index(parts[i].role), default=None)
    return tuple(replace(part, role="base") if i == main else part for i, part in enumerate(parts))


def _part(file: str, opening: Sequence[str], roles: Phrasebook[Role]) -> Part:
    named = _WORDS.sub(" ", fold(file.rsplit(".", 1)[0]))
    for text in (named, *(fold(text) for text in opening if len(text) <= TITLE)):
        hits = roles.find(text)
        if hits:
            best = max(hits, key=lambda hit: (hit.label in ("amendment", "answers", "draft"), -hit.start))
            number = _NUMBER.match(text, best.end + 1 if best.end < len(text) else best.end)
            return Part(file=file, role=best.label, number=int(number.group(1)) if number else 0)
    return Part(file=file, role="base")


def superseding(facts: Facts, parts: Sequence[Part], read: Callable[[str], Facts]) -> Facts:
    """The facts of the whole pack with the last word where documents differ.

    `facts` are read of all documents together; `read` gives those of one document. What is overruled stays among the `others`
    with a note that says by what. A document that only points elsewhere never overrules one that states a value.
    """
    if len(parts) < 2:
        return facts
    single = [read(part.file) for part in parts]
    settled: dict[str, Fact | None] = {}
    for name in SUPERSEDED:
        voices = [(part, fact) for part, own in zip(parts, single, strict=True) if (fact := getattr(own, name)) is not None]
        settled[name] = _last_word(_in_order(voices), getattr(facts, name))
    most = settled["budget_max"] or settled["budget_min"]
    if most is not None:
        own = next(own for part, own in zip(parts, single, strict=True) if part.file == most.place.file)
        settled |= {name: _kept(settled[name], getattr(own, name)) for name in TOGETHER}
    return replace(facts, **settled)


def _kept(settled: Fact | None, same: Fact | None) -> Fact | None:
    """A fact from the document that states the budget, with what was overruled beside it."""
    if same is None or settled is None or settled.place.file == same.place.file:
        return settled if same is not None else None
    return same


def _in_order(voices: Sequence[tuple[Part, Fact]]) -> list[tuple[Part, Fact]]:
    """Who has the last word first."""

    def place(i: int) -> tuple[float, ...]:
        part, fact = voices[i]
        later = (part.number, i) if part.role in ("amendment", "answers") else (fact.confidence, -i)
        return (RANK[part.role], *later)

    return [voices[i] for i in sorted(range(len(voices)), key=place, reverse=True)]


def _last_word(voices: Sequence[tuple[Part, Fact]], joint: Fact | None) -> Fact | None:
    stating = [(part, fact) for part, fact in voices if fact.value is not None]
    sure = [pair for pair in stating if pair[1].confidence >= SURE] or stating
    if not sure:
        return joint if joint is not None and joint.value is not None else next((fact for _, fact in voices), joint)
    part, last = sure[0]
    overruled = [
        replace(fact, note=f"superseded by {part.file}" + (f"; {fact.note}" if fact.note else ""), others=())
        for other, fact in stating
        if other.file != part.file and fact.value != last.value
    ]
    if not overruled:
        return last
    note = f"{part.role} {part.file} has the last word" + (f"; {last.note}" if last.note else "")
    return replace(last, note=note, others=(*overruled, *last.others))
