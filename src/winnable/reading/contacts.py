"""Whom a document names as the contact for the tender: role and name, and nothing else of the person."""

import re
from collections.abc import Iterator, Sequence

from winnable.reading.fact import Fact, fact_at, listed
from winnable.reading.lexicon import TermBook, TermWords
from winnable.reading.phrases import Found
from winnable.reading.text import Line, fold, sentence_at

NEAR = 120  # characters around a role in which the bidder's own people may be named
ALONE = 40  # characters of a line that only names the role
MOST = 6  # contacts; more are a directory
_GIVEN = r"[A-ZÀ-Þ][a-zß-ÿ]+(?:['’-][A-ZÀ-Þ]?[a-zß-ÿ]+)*|[A-ZÀ-Þ]\.|(?:Mc|Mac|O['’])[A-ZÀ-Þ][a-z]+"
_PART = r"(?:van|von|de|der|den|di|da|del|della|la|le|du|el|ten|ter|zu|al|bin)"
_NAME = re.compile(rf"(?:{_GIVEN})(?:\s(?:{_PART}\s){{0,2}}(?:{_GIVEN})){{1,3}}(?![\w@])")
_LINK = re.compile(
    r"\s*(?:\([^)]{1,24}\))?(?:\s*,\s*[A-Z]{2,8})?\s*(?:[:|=]\s*[|]?|\s[-–—]\s|,|\bis\b|\best\b|\bist\b|\bes\b|\bè\b)?\s*"
)
_ENDS = re.compile(r"\s*(?:$|[,|(–—-]|[\w.]+@)")
_BEFORE = re.compile(rf"(?P<name>{_NAME.pattern}),\s*(?:[A-Z][\w ]{{0,20}}\s)?$")


def read_contacts(lines: Sequence[Line], words: TermWords) -> Fact | None:
    """Contacts for this tender as "role: name", each person once; people of bidders and references are left out."""
    best: dict[str, Fact] = {}
    for line in lines:
        for cue in words.contacts.found.find(line.folded):
            fact = _contact(lines, line, cue, words.contacts)
            if fact is not None:
                best.setdefault(str(fact.value).split(": ")[1], fact)
    return listed(tuple(best.values())[:MOST])


def _contact(lines: Sequence[Line], line: Line, cue: Found[str], book: TermBook) -> Fact | None:
    first, last = sentence_at(line.text, cue.start, cue.end)
    first, last = max(first, cue.start - NEAR), min(last, cue.end + NEAR)
    if any(other.label == "theirs" for other in book.cues.find(line.folded, first, last)):
        return None
    if any(other.label == "theirs" for other in book.cues.find(fold(line.passage.section[-60:]))):
        return None
    for at, start, end in _names(lines, line, cue, book):
        if _is_person(at.text[start:end], book):
            value = f"{cue.label}: {' '.join(at.text[start:end].split())}"
            whole = (min(cue.start, start), max(cue.end, end)) if at is line else (start, end)
            return fact_at(at, *whole, value, 0.8 if cue.label != "contact" else 0.7, exact=True)
    return None


def _names(lines: Sequence[Line], line: Line, cue: Found[str], book: TermBook) -> Iterator[tuple[Line, int, int]]:
    """Where a name stands: behind the role, in the next line where the role stands alone, or before the role."""
    link = _LINK.match(line.text, cue.end)
    behind = link.end() if link else cue.end + 1
    start = _after_title(line, behind, book)
    name = _NAME.match(line.text, start) if link or start > behind else None  # "contact Mr ...", but not "Contact Centre ..."
    if name:
        yield line, *name.span()
    alone = start >= len(line.text.rstrip()) and (line.text.rstrip().endswith(":") or len(line.text) <= ALONE)
    if alone and line.index + 1 < len(lines):
        after = lines[line.index + 1]
        named = _NAME.match(after.text, _after_title(after, 0, book))
        if named and _ENDS.match(after.text, named.end()):
            yield after, *named.span()
    before = _BEFORE.search(line.text, max(0, cue.start - 60), cue.start)
    if before:
        yield line, before.start("name"), before.end("name")


def _after_title(line: Line, start: int, book: TermBook) -> int:
    """Behind the titles that stand before a name ("Mr", "Frau Dr.")."""
    for _ in range(2):
        titles = [
            cue for cue in book.cues.find(line.folded, start, start + 12) if cue.label == "titles" and cue.start - start <= 1
        ]
        short = bool(titles) and titles[0].end - titles[0].start <= 2  # "m" and "d" are titles only with a capital
        if not titles or (short and not line.text[titles[0].start].isupper()):
            break
        start = titles[0].end
        while line.text[start : start + 1] in {".", " "}:
            start += 1
    return start


def _is_person(name: str, book: TermBook) -> bool:
    """Whether none of the words of a name is one that offices and forms are made of."""
    return not any(cue.label == "no_names" for cue in book.cues.every(fold(name)))
