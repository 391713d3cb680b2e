"""Markdown: headings, lists, tables, quotes and code as text. Marks of emphasis go and their words stay; of a link its text."""

import html
import re
from collections.abc import Iterator
from itertools import chain

from winnable.sources.documents.blocks import Block, Kind, Reading
from winnable.sources.documents.encodings import decode

_HEADING = re.compile(r" {0,3}(#{1,6})(?:\s+(.*?))?(?:\s+#+)?\s*$")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)\s*$")
_RULE = re.compile(r" {0,3}([-*_])(?:\s*\1){2,}\s*$")
_FENCE = re.compile(r"\s*(`{3,}|~{3,})")
_ITEM = re.compile(r"\s*(?:[-*+]|(?P<number>\d{1,9}[.)]))\s+(?:\[[ xX]\]\s+)?")
_QUOTE = re.compile(r" {0,3}>\s?")
_TABLE_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
_DEFINITION = re.compile(r" {0,3}\[[^\]]+\]:\s*\S")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_CELL_BORDER = re.compile(r"(?<!\\)\|")

_IMAGE = re.compile(r"!\[([^\[\]]{0,500})\](?:\([^()\s]{0,2000}(?:\s[^()]{0,500})?\)|\[[^\[\]]{0,500}\])")
_LINK = re.compile(r"\[([^\[\]]{0,1000})\](?:\((?:[^()\s]|\([^()\s]{0,500}\)){0,2000}(?:\s[^()]{0,500})?\)|\[[^\[\]]{0,500}\])")
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^<>\s]{1,2000})>")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,1000}>")
_CODE = re.compile(r"`+([^`]*)`+")
_STRONG = re.compile(r"(\*{1,3}|~~)(?=\S)|(?<=\S)(\*{1,3}|~~)")
_UNDERSCORES = re.compile(r"(?<!\w)_{1,3}(?=[^\s_])|(?<=[^\s_])_{1,3}(?!\w)")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_HARD_BREAK = re.compile(r"\\(?=\s|\Z)")
# Escaped marks wait in a private area of Unicode until the others are gone.
_SET_ASIDE = 0xF8000
_ASIDE = re.compile(f"[{chr(_SET_ASIDE)}-{chr(_SET_ASIDE + 0x7F)}]")
_FRONT_MATTER = re.compile(r"\A---[^\S\n]*\n(.*?)\n(?:---|\.\.\.)[^\S\n]*(?:\n|\Z)", re.DOTALL)


def read_markdown(data: bytes, file: str) -> Reading:
    """Blocks of a Markdown file; SourceError where the bytes are no text."""
    text, warnings = decode(data, file)
    text = _COMMENT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    front = _FRONT_MATTER.match(text)
    lines = text[front.end() if front else 0 :].split("\n")
    blocks = chain([Block(text=front[1])] if front else [], _blocks(lines))
    return Reading(blocks=blocks, warnings=warnings)


def _blocks(lines: list[str]) -> Iterator[Block]:
    """Cuts the lines into blocks; `paragraph` holds the lines of the one that is still open."""
    paragraph = _Paragraph()
    fence = ""
    for line in lines:
        if fence or (opening := _FENCE.match(line)) is None:
            if fence and line.strip().startswith(fence):
                fence = ""
                yield from paragraph.closed()
            elif fence:
                paragraph.lines.append(line)
            else:
                yield from _plain_line(line, paragraph)
        else:
            fence = opening[1]
            yield from paragraph.closed()
            paragraph.verbatim = True
    yield from paragraph.closed()


class _Paragraph:
    """The block that is being collected."""

    lines: list[str]
    kind: Kind
    verbatim: bool

    def __init__(self) -> None:
        self._begin()

    def _begin(self) -> None:
        self.lines = []
        self.kind = "text"
        self.verbatim = False

    def closed(self) -> Iterator[Block]:
        text = "\n".join(self.lines)
        if text.strip():
            yield Block(text=text if self.verbatim else inline(text), kind=self.kind)
        self._begin()


def _plain_line(line: str, paragraph: _Paragraph) -> Iterator[Block]:
    line = _unquoted(line)
    heading = _HEADING.match(line)
    if not line.strip() or _DEFINITION.match(line):
        yield from paragraph.closed()
    elif heading:
        yield from paragraph.closed()
        yield Block(text=inline(heading[2] or ""), kind="heading", level=len(heading[1]))
    elif _UNDERLINE.match(line) and paragraph.lines and paragraph.kind == "text":
        yield from _underlined(line, paragraph)
    elif _RULE.match(line):
        yield from paragraph.closed()
    elif _is_row(line):
        yield from paragraph.closed()
        yield from _row(line)
    else:
        yield from _text_line(line, paragraph)


def _unquoted(line: str) -> str:
    while match := _QUOTE.match(line):
        line = line[match.end() :]
    return line


def _underlined(line: str, paragraph: _Paragraph) -> Iterator[Block]:
    """A line of = or - makes a heading of the line above; what stood before that is a paragraph."""
    title = paragraph.lines.pop()
    yield from paragraph.closed()
    yield Block(text=inline(title), kind="heading", level=1 if "=" in line else 2)


def _is_row(line: str) -> bool:
    bare = line.strip()
    return bare.startswith("|") and bare.count("|") >= 2


def _row(line: str) -> Iterator[Block]:
    if not _TABLE_RULE.match(line):
        cells = [inline(cell).strip() for cell in _CELL_BORDER.split(line)]
        yield Block(text=" | ".join(cell for cell in cells if cell), kind="row")


def _text_line(line: str, paragraph: _Paragraph) -> Iterator[Block]:
    item = _ITEM.match(line)
    if item:
        yield from paragraph.closed()
        paragraph.kind = "item"
        line = line[item.start("number") :] if item["number"] else line[item.end() :]
    paragraph.lines.append(line)


def inline(text: str) -> str:
    """The words of one block without its marks."""
    text = _HARD_BREAK.sub("", text)
    text = _ESCAPE.sub(lambda match: chr(_SET_ASIDE + ord(match[1])), text)
    text = _CODE.sub(r"\1", text)
    text = _IMAGE.sub(r"\1", text)
    text = _LINK.sub(r"\1", text)
    text = _AUTOLINK.sub(r"\1", text)
    text = _TAG.sub(" ", text)
    text = _UNDERSCORES.sub("", _STRONG.sub("", text))
    return _ASIDE.sub(lambda match: chr(ord(match[0]) - _SET_ASIDE), html.unescape(text))
