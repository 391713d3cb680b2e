"""What a reader must know of each page: its own label, the languages on it, and how well it could be read."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml

from winnable.core.evidence import Passage
from winnable.reading.languages import language_of
from winnable.reading.lexicon import LanguageWords
from winnable.reading.phrases import Phrasebook
from winnable.reading.text import fold

SCANNED = "scanned"
BY_OCR = "read by OCR"
DAMAGED = "damaged text"
UNREAD = "unread"
EMPTY = "empty"
HARDLY = "hardly any text"
HIDDEN_SLIDE = "hidden slide"
HIDDEN_SHEET = "hidden sheet"

# The languages whose requirements, dates and amounts are read; the others are only told.
READ: Final = frozenset({"en", "fr", "de", "es", "it", "nl"})
_MOST = 2
# Of the letters of a page whose language is clear: what a second language must have to be more than a quotation.
_SECOND = 0.15
_LOADER: Final[Any] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # all text: `no` stays a word


@dataclass(frozen=True, slots=True, kw_only=True)
class PageNote:
    """A page, slide or sheet: `number` counts from 1, `label` is what the document itself calls it ("iv", "A-3", the name of
    a sheet; "" where it is the number), `languages` are ISO 639-1 codes, the most used first, at most two, none where it
    cannot be told; `flags` say how well it could be read. A document without pages has one note for all of it."""

    number: int
    label: str = ""
    languages: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()


def noted(notes: Sequence[PageNote], count: int | None, passages: Sequence[Passage]) -> tuple[PageNote, ...]:
    """A note for each page, with its languages: those of the reader where it has some, plain ones for the rest."""
    if count is None and notes:
        return tuple(replace(note, languages=languages_of(_of_sheet(note, passages))) for note in notes)
    given = {note.number: note for note in notes}
    texts: dict[int, list[str]] = defaultdict(list)
    for passage in passages:
        texts[passage.page or 1].append(passage.text)
    return tuple(
        replace(given.get(number) or PageNote(number=number), languages=languages_of(texts[number]))
        for number in range(1, min(count or 1, max([*given, *texts, 1])) + 1)
    )


def _of_sheet(note: PageNote, passages: Iterable[Passage]) -> list[str]:
    return [p.text for p in passages if p.section == note.label or p.section.startswith(f"{note.label} > ")]


def languages_of(texts: Sequence[str]) -> tuple[str, ...]:
    """The languages of a page by its paragraphs; where none of them is clear, by all of them together."""
    words = language_words()
    sizes: Counter[str] = Counter()
    for text in texts:
        if len(text) >= 20 and (language := language_of(text, fold(text), words)):
            sizes[language] += len(text)
    if not sizes:
        joined = " ".join(texts)
        language = language_of(joined, fold(joined), words)
        return (language,) if language else ()
    return tuple(language for language, size in sizes.most_common(_MOST) if size >= _SECOND * sizes.total())


@cache
def language_words() -> LanguageWords:
    """The small words and scripts that give a language away, without all else that the lexicon knows of languages."""
    text = (files("winnable") / "lexicons" / "languages.yaml").read_text(encoding="utf-8")
    data = yaml.load(text, Loader=_LOADER)  # noqa: S506 - builds nothing but text, lists and mappings
    spoken: dict[str, set[str]] = defaultdict(set)
    for language, words in data["function_words"].items():
        for word in words:
            spoken[fold(word)].add(language)
    weights = {word: tuple((language, 1 / len(told)) for language in sorted(told)) for word, told in spoken.items()}
    return LanguageWords(function_words=weights, scripts=data["scripts"], names=Phrasebook([]), cues=Phrasebook([]))
