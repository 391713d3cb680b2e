"""Markdown: headings, lists, tables (drawn with bars, or in HTML), quotes and code as text. Marks of emphasis go and their words
stay; of a link its text."""

import html
import re
from collections.abc import Iterator
from itertools import chain, zip_longest

from winnable.sources.documents.blocks import Block, Kind, Reading
from winnable.sources.documents.encodings import decode
from winnable.sources.documents.html import read_html
from winnable.sources.documents.tables import text_blocks

_HEADING = re.compile(r" {0,3}(#{1,6})(?:\s+(.*?))?(?:\s+#+)?\s*$")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)\s*$")
_RULE = re.compile(r" {0,3}([-*_])(?:\s*\1){2,}\s*$")
_FENCE = re.compile(r"\s*(`{3,}|~{3,})")
_ITEM = re.compile(r"\s*(?:[-*+]|(?P<number>\d{1,9}[.)]))\s+(?:\[[ xX]\]\s+)?")
_QUOTE = re.compile(r" {0,3}>\s?")
_INNER_QUOTE = re.compile(r"\s*>(?:\s|$)")
_HTML_TABLE = re.compile(r"\s*<table[\s>]", re.IGNORECASE)
_HTML_TABLE_START = re.compile(r"<table[\s>]", re.IGNORECASE)
_HTML_TABLE_END = re.compile(r"</table\s*>", re.IGNORECASE)
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
    blocks = chain([Block(text=front[1])] if front else [], _blocks(lines, file))
    return Reading(blocks=blocks, warnings=warnings)


def plain(text: str) -> str:
    """The source without tags and with its entities written out: what quotes are held against."""
    return html.unescape(_TAG.sub(" ", text))


def _blocks(lines: list[str], file: str) -> Iterator[Block]:
    """Cuts the lines into tables and what stands between them."""
    last_end = max((number for number, line in enumerate(lines) if _HTML_TABLE_END.search(line)), default=-1)
    text: list[str] = []
    number = 0
    while number < len(lines):
        if number <= last_end and _HTML_TABLE.match(lines[number]):
            end = _end_of_table(lines, number)
            yield from _text_blocks(text)
            yield from read_html("\n".join(["<html>", *lines[number:end]]).encode("utf-8", "replace"), file).blocks
            text, number = [], end
        else:
            text.append(lines[number])
            number += 1
    yield from _text_blocks(text)


def _end_of_table(lines: list[str], start: int) -> int:
    """The line behind a table in HTML, with the tables in it."""
    depth = 0
    for number in range(start, len(lines)):
        depth += len(_HTML_TABLE_START.findall(lines[number])) - len(_HTML_TABLE_END.findall(lines[number]))
        if depth <= 0:
            return number + 1
    return len(lines)


def _text_blocks(lines: list[str]) -> Iterator[Block]:
    """Cuts the lines into blocks; `paragraph` holds the lines of the one that is still open."""
    paragraph = _Paragraph()
    fence = ""
    for line, following in zip_longest(lines, lines[1:], fillvalue=""):
        if fence or (opening := _FENCE.match(line)) is None:
            if fence and line.strip().startswith(fence):
                fence = ""
                yield from paragraph.closed()
            elif fence:
                paragraph.lines.append(line)
            else:
                yield from _plain_line(line, following, paragraph)
        else:
            fence = opening[1]
            yield from paragraph.closed()
            paragraph.verbatim = True
    yield from paragraph.closed()


class _Paragraph:
    """The block that is being collected."""

    lines: list[str]
    rows: list[list[str]]
    kind: Kind
    verbatim: bool

    def __init__(self) -> None:
        self._begin()

    def _begin(self) -> None:
        self.lines = []
        self.rows = []
        self.kind = "text"
        self.verbatim = False

    def closed(self) -> Iterator[Block]:
        text = "\n".join(self.lines)
        if text.strip():
            yield Block(text=text if self.verbatim else inline(text), kind=self.kind)
        yield from text_blocks(self.rows)
        self._begin()


def _plain_line(line: str, following: str, paragraph: _Paragraph) -> Iterator[Block]:
    line = _unquoted(line, paragraph)
    heading = _HEADING.match(line)
    if not line.strip() or _DEFINITION.match(line):
        yield from paragraph.closed()
    elif heading:
        yield from paragraph.closed()
        yield Block(text=inline(heading[2] or ""), kind="heading", level=len(heading[1]))
    elif _is_row(line, following, paragraph):
        if not paragraph.rows:
            yield from paragraph.closed()
        if not _TABLE_RULE.match(line):
            paragraph.rows.append([inline(cell).strip() for cell in _CELL_BORDER.split(line.strip().strip("|"))])
    elif paragraph.rows:
        yield from paragraph.closed()
        yield from _plain_line(line, following, paragraph)
    elif _UNDERLINE.match(line) and paragraph.lines and paragraph.kind == "text":
        yield from _underlined(line, paragraph)
    elif _RULE.match(line):
        yield from paragraph.closed()
    else:
        yield from _text_line(line, paragraph)


def _unquoted(line: str, paragraph: _Paragraph) -> str:
    """The line without marks of quotation, which stand further in inside the items of a list."""
    mark = _INNER_QUOTE if paragraph.kind == "item" else _QUOTE
    while match := mark.match(line):
        line = line[match.end() :]
    return line


def _underlined(line: str, paragraph: _Paragraph) -> Iterator[Block]:
    """A line of = or - makes a heading of the line above; what stood before that is a paragraph."""
    title = paragraph.lines.pop()
    yield from paragraph.closed()
    yield Block(text=inline(title), kind="heading", level=1 if "=" in line else 2)


def _is_row(line: str, following: str, paragraph: _Paragraph) -> bool:
    """Whether a line is a row of a table: between bars, above the rule that opens a table, or any with a bar inside one."""
    bare = line.strip()
    if bare.startswith("|") and bare.count("|") >= 2:
        return True
    if "|" not in bare:
        return False
    return bool(paragraph.rows) or ("|" in following and _TABLE_RULE.match(following) is not None)


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
