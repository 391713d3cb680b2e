"""What every reader hands over, whatever the format, and how it becomes passages."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from winnable.core.evidence import Passage
from winnable.sources.documents import limits
from winnable.sources.documents.pages import PageNote

Kind = Literal["heading", "text", "item", "row"]

_LIGATURES = {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st"}
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufffe\uffff\ud800-\udfff]")
_CONTROL_OR_SPACE = re.compile(r"[\x00-\x20\x7f-\xa0\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
_SENTENCE_END = re.compile(r"[.!?;:\u3002\uff1b](?=\s|$)|[\u3002\uff1b]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph, heading, list item or table row as its reader found it. `level` is 1 for the highest heading; `number`
    is what the format's own numbering shows in front of the text without being part of it."""

    text: str
    kind: Kind = "text"
    page: int | None = None
    level: int = 0
    number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a reader found in one document; `notes` name the pages of which there is something to say, and `raw` is by page the
    text as the file holds it, before any layout."""

    blocks: Iterable[Block]
    pages: int | None = None
    warnings: tuple[str, ...] = ()
    notes: tuple[PageNote, ...] = ()
    raw: Mapping[int, str] = field(default_factory=dict)


def passages_of(blocks: Iterable[Block], file: str, warnings: list[str]) -> tuple[Passage, ...]:
    """Passages with their sections, cleaned and split; stops at the limits and says so in `warnings`."""
    passages: list[Passage] = []
    characters = 0
    for passage in _placed(blocks, file):
        characters += len(passage.text)
        if characters > limits.CHARACTERS or len(passages) >= limits.PASSAGES:
            warnings.append(_stopped(len(passages), passage))
            break
        passages.append(passage)
    return tuple(passages)


def _stopped(count: int, passage: Passage) -> str:
    where = f" (page {passage.page})" if passage.page else ""
    return f"the document is too long: read up to passage {count:,}{where}, the rest is not read"


def _placed(blocks: Iterable[Block], file: str) -> Iterator[Passage]:
    path: list[tuple[int, str]] = []
    for block in blocks:
        text = clean(block.text)
        if not has_words(text):
            continue
        if block.kind == "heading":
            _enter(path, block, text)
        section = _section(path, block)
        for piece in split(text):
            yield Passage(text=piece, file=file, page=block.page, section=section, kind=block.kind, number=block.number)


def _enter(path: list[tuple[int, str]], block: Block, text: str) -> None:
    while path and path[-1][0] >= block.level:
        path.pop()
    title = f"{block.number} {text}".strip()
    path.append((block.level, title[: limits.SECTION_CHARACTERS].rstrip()))


def _section(path: list[tuple[int, str]], block: Block) -> str:
    titles = [title for _, title in path[: limits.SECTION_DEPTH]]
    if block.number and block.kind != "heading":
        titles.append(block.number)
    return " > ".join(titles)


def clean(text: str) -> str:
    """One line: white space collapsed, ligatures spelled out, invisible and control characters gone, letters untouched."""
    if not text.isascii():
        text = _INVISIBLE.sub("", text)
        for ligature, letters in _LIGATURES.items():
            text = text.replace(ligature, letters)
    if text.isprintable() and "  " not in text:
        return text.strip()
    return _CONTROL_OR_SPACE.sub(" ", text).strip()


def row_blocks(cells: list[list[Block]]) -> Iterator[Block]:
    """One row as one block; a row that lays out a page (one cell, or very long ones) as its paragraphs."""
    texts = [" ".join(block.text for block in cell) for cell in cells]
    if len(cells) > 1 and not _is_layout(cells, sum(map(len, texts))):
        yield Block(text=" | ".join(texts), kind="row")
    elif len(cells) == 1 and len(cells[0]) == 1 and cells[0][0].kind != "heading":
        yield Block(text=texts[0], kind="row", number=cells[0][0].number)
    else:
        yield from (block for cell in cells for block in cell)


def _is_layout(cells: list[list[Block]], characters: int) -> bool:
    """Whether a row lays out a page rather than listing something: too long, or a cell of many paragraphs."""
    many = max(map(len, cells)) > limits.CELL_PARAGRAPHS
    return characters > limits.ROW_CHARACTERS or (many and characters > limits.ROW_CHARACTERS // 3)


def has_words(text: str) -> bool:
    """Whether there is anything to read: dashes, dots and empty cells are not."""
    return any(map(str.isalnum, text))


def split(text: str) -> Iterator[str]:
    """Pieces of at most PASSAGE_CHARACTERS, cut behind a sentence, else between words, else anywhere."""
    most = limits.PASSAGE_CHARACTERS
    start = 0
    while len(text) - start > most:
        end = start + _cut(text[start : start + most])
        yield text[start:end].strip()
        start = end
    if rest := text[start:].strip():
        yield rest


def _cut(piece: str) -> int:
    ends = [match.end() for match in _SENTENCE_END.finditer(piece, len(piece) // 2)]
    if ends:
        return ends[-1]
    space = piece.rfind(" ", 1)
    return space if space > 0 else len(piece)
