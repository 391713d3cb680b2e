"""One voice on one criterion: a signal found in a source, with the verbatim quote and its place."""

from dataclasses import dataclass
from typing import Literal

SourceKind = Literal["person", "crm", "document", "company", "seller"]
# A person who asked the buyer outranks what a document says; a company list is the weakest voice.
STANDING: dict[SourceKind, int] = {"person": 4, "seller": 3, "crm": 2, "document": 1, "company": 0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something was read. `page` counts from 1 (None in formats without pages); `start` and `end` are character
    offsets in the passage's text."""

    file: str
    page: int | None
    section: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A piece of text and its place: a paragraph, a heading, a list item or a table row. `number` is what the format's own
    numbering shows in front of the text without being part of it ("3.2.1")."""

    text: str
    file: str
    page: int | None
    section: str = ""
    kind: Literal["heading", "text", "item", "row"] = "text"
    number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where something was read: kind, name, and the ISO date it speaks of ("" where unknown)."""

    kind: SourceKind
    name: str
    date: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A signal found in a source. Either `answer` or `number` is set; `quote` and `place` are set for documents."""

    criterion: str
    source: Source
    confidence: float
    answer: str | None = None
    number: float | None = None
    quote: str = ""
    place: Place | None = None
    detail: str = ""
