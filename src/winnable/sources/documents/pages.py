"""What a reader must know of each page: its own label, the languages on it, and how well it could be read."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
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
from winnable.sources.documents import limits

SCANNED = "scanned"
BY_OCR = "read by OCR"
DAMAGED = "damaged text"
UNREAD = "unread"
EMPTY = "empty"
HARDLY = "hardly any text"
FOREIGN = "language not read"
HIDDEN_SLIDE = "hidden slide"
HIDDEN_SHEET = "hidden sheet"

# The languages whose requirements, dates and amounts are read; the others are only told.
READ: Final = frozenset({"en", "fr", "de", "es", "it", "nl"})
_MOST = 2
_SHOWN_RANGES = 20
# Characters of a paragraph whose language is looked at.
_PARAGRAPH = 20
# Of the letters whose language is clear: what a second language of a page must have, and any language of a document.
_SECOND = 0.15
_SHARE = 0.1
# Characters that show a language which the document is not in elsewhere.
_SURE = 250
# Letters that it takes to tell a language by statistics, and characters that are looked at.
_STATISTICS = 150
_LOOKED_AT = 4_000
# Different words that it takes beside: names and labels are in no language; fewer where many of them carry accents.
_WORDS, _FEW_WORDS = 80, 12
_ACCENTED = 0.1
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
        plain = [(note, [p.text for p in passages if _stands_in(p.section, note.label)]) for note in notes]
    else:
        given = {note.number: note for note in notes}
        texts: dict[int, list[str]] = defaultdict(list)
        for passage in passages:
            texts[passage.page or 1].append(passage.text)
        last = min(count or 1, limits.PAGES)
        plain = [(given.get(number) or PageNote(number=number), texts[number]) for number in range(1, last + 1)]
    spoken = [_spoken(texts) for _, texts in plain]
    usual = _usual(spoken)
    return tuple(_told(note, _languages(texts, sizes, usual)) for (note, texts), sizes in zip(plain, spoken, strict=True))


def unread_languages(notes: Sequence[PageNote]) -> Iterator[str]:
    """A warning for each language that is not read, with the pages that are in it alone."""
    pages: dict[str, list[int]] = defaultdict(list)
    for note in notes:
        if FOREIGN in note.flags:
            pages[note.languages[0]].append(note.number)
    for language, numbers in pages.items():
        where = "written" if len(numbers) == len(notes) else f"{numbered(numbers)} written"
        yield f"{where} in {language}, a language that is not read yet"


def numbered(pages: Sequence[int]) -> str:
    """As in "page 3" and "pages 3-7, 9"."""
    ranges: list[list[int]] = []
    for page in pages:
        if ranges and page == ranges[-1][1] + 1:
            ranges[-1][1] = page
        else:
            ranges.append([page, page])
    shown = ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in ranges[:_SHOWN_RANGES])
    shown += f" and {len(ranges) - _SHOWN_RANGES} more" if len(ranges) > _SHOWN_RANGES else ""
    return f"{'page' if len(pages) == 1 else 'pages'} {shown}"


def _told(note: PageNote, languages: tuple[str, ...]) -> PageNote:
    foreign = languages and not READ.intersection(languages)
    return replace(note, languages=languages, flags=(*note.flags, FOREIGN) if foreign else note.flags)


def languages_of(texts: Sequence[str]) -> tuple[str, ...]:
    """The languages of a text by its paragraphs, the most used first."""
    sizes = _spoken(texts)
    return _languages(texts, sizes, _usual([sizes]))


def _stands_in(section: str, sheet: str) -> bool:
    return section == sheet or section.startswith(f"{sheet} > ")


def _spoken(texts: Iterable[str]) -> Counter[str]:
    """Letters by language, of the paragraphs whose language is clear."""
    words = language_words()
    sizes: Counter[str] = Counter()
    for text in texts:
        if len(text) >= _PARAGRAPH and (language := language_of(text, fold(text), words)):
            sizes[language] += len(text)
    return sizes


def _usual(spoken: Iterable[Counter[str]]) -> frozenset[str]:
    """The languages of a whole document: a few lines in another one are names, or taken for it."""
    total: Counter[str] = Counter()
    for sizes in spoken:
        total.update(sizes)
    return frozenset(language for language, size in total.items() if size >= _SHARE * total.total())


def _languages(texts: Sequence[str], sizes: Counter[str], usual: frozenset[str]) -> tuple[str, ...]:
    """The languages of a page; where no paragraph is clear, that of all of them together, by statistics if need be."""
    clear = Counter({language: size for language, size in sizes.items() if language in usual or size >= _SURE})
    if clear:
        return tuple(language for language, size in clear.most_common(_MOST) if size >= _SECOND * clear.total())
    joined = " ".join(texts)
    language = language_of(joined, fold(joined), language_words())
    if language is not None and (language in usual or len(joined) >= _SURE):
        return (language,)
    return _by_statistics(joined) if sum(map(str.isalpha, joined)) >= _STATISTICS and not usual else ()


def _by_statistics(text: str) -> tuple[str, ...]:
    """A language that the small words do not know, by character statistics; loaded only when needed (a second)."""
    words = {word for word in text[:_LOOKED_AT].casefold().split() if word.isalpha()}
    accented = sum(not word.isascii() for word in words)
    if len(words) < (_WORDS if accented < _ACCENTED * len(words) else _FEW_WORDS):
        return ()
    from py3langid import classify

    language = str(classify(text[:_LOOKED_AT])[0])
    return (language,) if len(language) == 2 else ()  # "zxx" is text in no language


@cache
def language_words() -> LanguageWords:
    """The small words and scripts that give a language away, without all else that the lexicon knows of languages."""
    text = (files("winnable") / "lexicons" / "languages.yaml").read_text(encoding="utf-8")
    data = yaml.load(text, Loader=_LOADER)  # noqa: S506 - builds nothing but text, lists and mappings
    spoken: dict[str, set[str]] = defaultdict(set)
    for language, words in data["function_words"].items():
        for word in words:
            if len(word) > 1:  # letters stand alone in too many numbers and names, as in "15 U.S.C."
                spoken[fold(word)].add(language)
    weights = {word: tuple((language, 1 / len(told)) for language in sorted(told)) for word, told in spoken.items()}
    return LanguageWords(function_words=weights, scripts=data["scripts"], names=Phrasebook([]), cues=Phrasebook([]))
