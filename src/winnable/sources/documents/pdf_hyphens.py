"""Words broken at line ends: whether the hyphen belongs to the word, told by the document's other words."""

import re
from collections.abc import Iterator
from itertools import zip_longest

from winnable.sources.documents.pdf_lines import BROKEN, Page, Segment

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LAST_WORD = re.compile(r"[^\W\d_]+$")
_ADDRESS = re.compile(r"(?:[/=@]|www\.)\S*$")
# Letters of a known word that is no mere syllable, and shorter ones that keep their hyphen.
_WHOLE = 4
_PREFIXES = frozenset(
    ("anti", "co", "e", "ex", "inter", "multi", "mid", "non", "post", "pre", "quasi", "re", "self", "semi", "sub", "sous", "vice")
)
_FIRST_WORD = re.compile(r"[^\W\d_]+")


def with_hyphens(pages: list[Page]) -> list[Page]:
    """The pages, where each broken word that keeps its hyphen shows it in front of the mark of the break."""
    breaks = list(_breaks(pages))
    words = _words(pages) if breaks else set()
    for segment, following in breaks:
        if following is None or _keeps_hyphen(segment.text[:-1], following.text, words):
            segment.text = f"{segment.text[:-1]}-{BROKEN}"
    return pages


def _breaks(pages: list[Page]) -> Iterator[tuple[Segment, Segment | None]]:
    for page in pages:
        for segment, following in zip_longest(page.segments, page.segments[1:]):
            if segment.text.endswith(BROKEN):
                yield segment, following


def _words(pages: list[Page]) -> set[str]:
    """The whole words; on both sides of a break stand only parts."""
    words: set[str] = set()
    for page in pages:
        broken = False
        for segment in page.segments:
            found = _WORD.findall(segment.text.casefold())
            first, broken = int(broken), segment.text.endswith(BROKEN)
            words.update(found[first : len(found) - broken])
    return words


def _keeps_hyphen(start: str, end: str, words: set[str]) -> bool:
    """ "imple-mentation" loses it where "implementation" is known, or neither part is a word; "state-owned" and "non-profit"
    keep it, and so do addresses."""
    before, behind = _LAST_WORD.search(start), _FIRST_WORD.match(end)
    if not before or not behind or not behind[0][0].islower() or _ADDRESS.search(start):
        return True
    first, second = before[0].casefold(), behind[0].casefold()
    if first + second in words:
        return False
    known = second in words or (first in words and len(first) >= _WHOLE)
    return f"{first}-{second}" in words or known or first in _PREFIXES
