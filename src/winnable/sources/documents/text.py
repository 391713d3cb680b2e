"""Plain text: paragraphs between blank lines, list items, short numbered or capital lines as headings, tabbed lines as rows."""

import re
from collections.abc import Iterator

from winnable.sources.documents.blocks import Block, Reading
from winnable.sources.documents.encodings import decode
from winnable.sources.documents.marks import bullet_length, depth_of, is_capitals, is_enumerated, is_item, is_title, number_of

_PARAGRAPHS = re.compile(r"(?:\n[^\S\n]*){2,}")
_LABELLED = re.compile(r"\s*[A-Z][\w /&()-]{1,30}:\s+\S")  # "Account: Lumen Ltd"
_CELLS = re.compile(r"\t+")
_UNDERLINE = re.compile(r"\s*(?:={3,}|-{3,}|\*{3,}|~{3,}|_{3,})\s*")


def read_text(data: bytes, file: str) -> Reading:
    """Paragraphs between empty lines; SourceError where the bytes are no text."""
    text, warnings = decode(data, file)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n")
    return Reading(blocks=_blocks(text), warnings=warnings)


def _blocks(text: str) -> Iterator[Block]:
    for paragraph in _PARAGRAPHS.split(text):
        lines = [line for line in paragraph.split("\n") if line.strip() and not _UNDERLINE.fullmatch(line)]
        if len(lines) == 1 and (level := _heading_level(lines[0].strip())):
            yield Block(text=lines[0], kind="heading", level=level)
        elif lines:
            yield from _pieces(lines)


def _heading_level(line: str) -> int:
    """The level of a line that stands alone and reads as a title; 0 for any other."""
    if not is_title(line) or bullet_length(line):
        return 0
    number = number_of(line)
    if number and number != line and (line[len(number) :].strip(" .):")[:1].isupper()):
        return depth_of(number)
    return 1 if is_capitals(line) else 0


def _pieces(lines: list[str]) -> Iterator[Block]:
    """List items, rows and labelled lines one by one; the other lines are joined: line ends are only where the writer's page
    ended."""
    open_lines: list[str] = []
    labelled = sum(_LABELLED.match(line) is not None for line in lines) >= 2
    for line in lines:
        row = "\t" in line.strip()
        if open_lines and labelled and _LABELLED.match(line):
            yield _joined(open_lines)
            open_lines = []
        if open_lines and (row or is_item(line)):
            yield _joined(open_lines)
            open_lines = []
        if row:
            yield Block(text=" | ".join(cell for cell in _CELLS.split(line.strip()) if cell.strip()), kind="row")
        else:
            open_lines.append(line)
    if open_lines:
        yield _joined(open_lines)


def _joined(lines: list[str]) -> Block:
    text = " ".join(lines)
    bullet = bullet_length(text)
    return Block(text=text[bullet:], kind="item" if bullet or is_enumerated(text) else "text")
