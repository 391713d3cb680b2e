"""Sentences labelled with topics: those of the tender documents, found again at their places, and those of other public texts."""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from winnable.core.errors import SourceError
from winnable.core.evidence import Passage
from winnable.reading.text import fold
from winnable.reading.verbatim import squash
from winnable.sources.documents import read_document

LABELS = Path(__file__).with_name("labels")
NOTICES = "contracts_finder_2020.csv"
PURE = "pure/"  # begins the name of a document of that set
Label = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A labelled sentence as it stands, with its section; `tender` is false for those that only teach, `seen` true where words
    of `lexicons/topics.yaml` were chosen on it, `near` true where it was drawn for being close to a topic, not by chance."""

    document: str
    text: str
    section: str
    topics: frozenset[str]
    doubt: bool
    tender: bool
    seen: bool
    near: bool


@dataclass(frozen=True, slots=True)
class _Page:
    """The text of a page, where each letter of its squashed and folded form stands in it, and where its passages end."""

    text: str
    letters: str
    places: list[int]
    ends: list[tuple[int, str]]


def read_sentences(documents: Path, data: Path) -> list[Sentence]:
    """Every labelled sentence once; where two labels speak of the same words, the later file counts (topics.jsonl corrects)."""
    labels: dict[tuple[str, str], Label] = {}
    first: set[tuple[str, str]] = set()
    for file in sorted(LABELS.glob("*.jsonl")):
        for label in map(json.loads, file.read_text("utf-8").splitlines()):
            key = (label["document"], label["sha"])
            labels[key] = label
            if file.stem != "topics":
                first.add(key)
    names = sorted({document for document, _ in first})
    chosen = set(names[::2])  # words were chosen on every other of them
    seen = {key for key in first if key[0] in chosen}
    others = [label for label in labels.values() if label["document"].startswith(PURE) or label["document"] == NOTICES]
    found = list(_elsewhere(others, data))
    for name in sorted({document for document, _ in labels} - {label["document"] for label in others}):
        here = [label for label in labels.values() if label["document"] == name]
        found += [_sentence(label, *place, (name, label["sha"]) in seen) for label, place in _placed(documents / name, here)]
    return found


def _sentence(label: Label, text: str, section: str, seen: bool) -> Sentence:
    tender = not label["document"].startswith(PURE) and label["document"] != NOTICES
    return Sentence(
        document=label["document"],
        text=text,
        section=section,
        topics=frozenset(label["topics"]),
        doubt=label.get("doubt", False),
        tender=tender,
        seen=seen,
        near=label.get("drawn") == "near",
    )


def _elsewhere(labels: Sequence[Label], data: Path) -> Iterator[Sentence]:
    """Those whose words are kept, and those that are found in PURE by their digest."""
    texts: dict[str, str] = {}
    for file in sorted((data / "pure").glob("PURE_*.csv")):
        with file.open(encoding="utf-8", newline="") as lines:
            for row in list(csv.reader(lines))[1:]:
                text = " ".join(row[1].split())
                texts[_digest(squash(text))] = text
    for label in labels:
        text = label.get("text") or texts.get(label["sha"])
        if text:
            yield _sentence(label, text, "", False)


def _placed(path: Path, labels: Sequence[Label]) -> Iterator[tuple[Label, tuple[str, str]]]:
    """The labels of one document with their words as they stand and their section."""
    try:
        document = read_document(path)
    except SourceError as error:
        print(f"left out: {error}")
        return
    pages: dict[int | None, _Page] = {}
    for label in labels:
        number = label["page"]
        if number not in pages:
            pages[number] = _page([passage for passage in document.passages if passage.page == number])
        raw = _raw(document.raw.get(number, ""), label)
        found = _stands(pages[number], fold(raw)) if raw else None
        if found is None:
            print(f"left out: {path.name}, a label on page {number} is not found")
        else:
            yield label, found


def _raw(raw: str, label: Label) -> str | None:
    """The squashed words of a label, at its place or else at the nearest one of its digest: readings shift as they improve."""
    length = label["length"]
    for start in sorted(range(max(0, len(raw) - length) + 1), key=lambda start: abs(start - label["start"])):
        if _digest(raw[start : start + length]) == label["sha"]:
            return raw[start : start + length]
    return None


def _page(passages: Sequence[Passage]) -> _Page:
    text = "\n".join(passage.text for passage in passages)
    letters = [(letter, at) for at, char in enumerate(text) for letter in fold(squash(char))]
    ends, offset = [], 0
    for passage in passages:
        offset += len(passage.text) + 1
        ends.append((offset, passage.section))
    return _Page(text, "".join(letter for letter, _ in letters), [at for _, at in letters], ends)


def _stands(page: _Page, letters: str) -> tuple[str, str] | None:
    """The text and the section of a squashed sentence among the passages of its page."""
    at = page.letters.find(letters)
    if at < 0:
        return None
    start, end = page.places[at], page.places[at + len(letters) - 1] + 1
    return page.text[start:end], next(section for offset, section in page.ends if start < offset)


def _digest(squashed: str) -> str:
    return sha256(squashed.encode()).hexdigest()[:12]
