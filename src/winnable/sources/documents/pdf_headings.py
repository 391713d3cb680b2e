"""Which paragraphs of a PDF are headings, and how deep. Cautious: a heading that is missed costs a section name, one that is
made up cuts a sentence's context away."""

import re
from collections import Counter
from dataclasses import dataclass

from winnable.sources.documents.marks import is_capitals, is_named, is_title, number_of
from winnable.sources.documents.pdf_lines import Page

# How much larger than the body text a title is, at least, when size alone tells.
_LARGER = 1.14
# How much larger than "Chapter 3" the title is that holds it.
_CHIEF = 1.2
# A paragraph this long is none of the lines of a table of contents.
_PROSE = 160
# Letters of a heading that only its number and the prose behind it show.
_SHORT = 60
_CONTENTS = re.compile(
    r"(?:(?:table|list) of )?contents|sommaire|table des mati\u00e8res|inhoud(?:sopgave)?|\u00edndice|inhalt(?:sverzeichnis)?"
    r"|indice|\u76ee\s*\u5f55",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Body:
    """How most of the document's letters look."""

    size: float
    bold: bool


@dataclass(frozen=True, slots=True)
class Look:
    """What a paragraph looks like: its words, their size, whether all are bold, how many lines."""

    text: str
    size: float
    bold: bool
    lines: int


def body_of(pages: list[Page]) -> Body:
    """The commonest look, by letters."""
    letters: Counter[tuple[float, bool]] = Counter()
    for page in pages:
        for segment in page.segments:
            letters[(round(segment.size * 2) / 2, segment.bold)] += len(segment.text)
    size, bold = letters.most_common(1)[0][0] if letters else (12.0, False)
    return Body(size, bold)


@dataclass(frozen=True, slots=True)
class _Heading:
    """`number` is "" without one; a table of contents holds no other headings."""

    number: str
    named: bool
    size: float
    bold: bool
    contents: bool


class Outline:
    """The headings that are open at one place of the document."""

    def __init__(self, body: Body) -> None:
        self._body = body
        self._open: list[_Heading] = []
        self._last: Look | None = None
        self._in_contents = False

    def turn_page(self) -> None:
        """A table of contents is taken to end with its page; its lines would otherwise open the sections they list."""
        self._in_contents = False

    def level_of(self, look: Look, *, opens_prose: bool = False) -> int:
        """The level of a paragraph that is a heading, which opens it; 0 for any other. With prose behind it, a short line with a
        number such as "3.2" needs no emphasis."""
        repeated = self._is_like_last(look)
        self._last = look if self._is_heading(look, opens_prose) else None
        self._in_contents = self._in_contents and len(look.text) < _PROSE
        if not self._last or repeated or self._in_contents:
            return 0
        number = number_of(look.text)
        heading = _Heading(number, is_named(look.text), look.size, look.bold, _CONTENTS.fullmatch(look.text) is not None)
        while self._open and not _holds(self._open[-1], heading):
            self._open.pop()
        self._open.append(heading)
        self._in_contents = heading.contents
        return len(self._open)

    def _is_like_last(self, look: Look) -> bool:
        """Whether it follows a heading that looks the same, with nothing between: the lines of a cover or an address."""
        last = self._last
        return last is not None and not number_of(look.text) and abs(last.size - look.size) < 0.5 and last.bold == look.bold

    def _is_heading(self, look: Look, opens_prose: bool) -> bool:
        if look.lines > 3 or not is_title(look.text) or look.size < 0.9 * self._body.size:
            return False
        larger = look.size >= _LARGER * self._body.size
        bolder = look.bold and not self._body.bold
        capitals = is_capitals(look.text)
        if number := number_of(look.text):
            plain = opens_prose and "." in number.strip(".") and look.lines == 1 and len(look.text) <= _SHORT
            return larger or bolder or capitals or plain
        return not look.text.endswith(":") and (larger or ((bolder or capitals) and look.lines <= 2))


def _holds(outer: _Heading, inner: _Heading) -> bool:
    """Whether one heading opens a part of the other's section."""
    if outer.contents:
        return False
    if inner.named and not outer.named:
        return outer.size > _CHIEF * inner.size
    if outer.named and not inner.named:
        return inner.size <= 1.05 * outer.size
    if outer.number and inner.number:
        return inner.number.startswith(outer.number.removesuffix(".0") + ".")
    if outer.number:
        return inner.size <= 1.02 * outer.size
    return outer.size > 1.05 * inner.size or (outer.bold and not inner.bold and outer.size > 0.95 * inner.size)
