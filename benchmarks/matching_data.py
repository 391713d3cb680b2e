"""Requirements with the capabilities that answer them, for benchmarks/matching.py and matching_fit.py: the labels beside this
file, held against the Liferay profile, and a folder with a catalogue and requirements of its own."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from winnable.reading.matching import Entry
from winnable.reading.text import fold
from winnable.reading.verbatim import squash
from winnable.sources.documents import Document, read_document

LABELS = Path(__file__).with_name("labels")
LATER = LABELS / "later"  # drawn and labelled after everything else stood; chances are calibrated on them, no weight is learned
SAME = 0.8  # share of the longer of two labels that both annotators must have in common to speak of one sentence
NEAR = 4_000  # letters around its place in which a label's words are looked for: readers change
Label = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A requirement; `keys` are () where no capability answers. `page`, `start` and `end` are its place in the document."""

    text: str
    keys: tuple[str, ...]
    document: str
    kind: str = "obligation"
    doubt: bool = False
    page: int | None = None
    start: int = 0
    end: int = 0


def read_catalogue(folder: Path) -> tuple[Entry, ...]:
    """The entries of caps.tsv: key, name, description."""
    return tuple(Entry(key=key, name=name, description=text) for key, name, text in _table(folder / "caps.tsv"))


def with_aliases(entries: Sequence[Entry], file: Path, language: str) -> tuple[Entry, ...]:
    """The same entries with a name in another language."""
    names = {key: name for key, name, *_ in _table(file)}
    return tuple(replace(entry, aliases={language: (names[entry.key],)}) for entry in entries)


def read_rows(file: Path) -> list[Row]:
    """The requirements of gold.tsv: place, number, keys, text."""
    rows = []
    for place, _, keys, text in _table(file):
        nothing = keys in {"NONE", "-"}
        document = place.removeprefix("NONE ").split()[0]
        kind = "contract" if nothing else "obligation"
        rows.append(Row(text=text, keys=() if nothing else tuple(keys.split(",")), document=document, kind=kind))
    return rows


def _table(file: Path) -> list[list[str]]:
    return [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines() if line]


def read_labels(documents: Path, labels: Path = LABELS) -> tuple[list[Row], list[str]]:
    """All labels that say something about capabilities, sentences of two annotators joined; and the documents that are not
    there. Background asks for nothing and was not labelled for capabilities: it is left out."""
    rows: list[Row] = []
    absent: set[str] = set()
    for file in sorted(labels.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            label = json.loads(line)
            if label["kind"] in (None, "background") or (label["keys"] is None and label["kind"] == "obligation"):
                continue
            text = label.get("text") or _text_of(label, documents)
            if text is None:
                absent.add(label["document"])
                continue
            rows.append(_row(label, text))
    return _joined(rows), sorted(absent)


def _row(label: Label, text: str) -> Row:
    return Row(
        text=" ".join(text.split()),
        keys=tuple(label["keys"] or ()),
        document=label["document"],
        kind=label["kind"],
        doubt=label.get("doubt", False),
        page=label["page"],
        start=label["start"],
        end=label["start"] + label["length"],
    )


def _joined(rows: Sequence[Row]) -> list[Row]:
    """One row for each sentence: what either annotator calls right is right; where one says "none", it is left out."""
    kept: dict[int, Row] = {}
    contested: set[int] = set()
    for row in rows:
        at = next((at for at, other in kept.items() if _same(row, other)), None)
        if at is None:
            kept[len(kept)] = row
        elif bool(row.keys) != bool(kept[at].keys):
            contested.add(at)
        else:
            kept[at] = replace(
                kept[at], keys=tuple(dict.fromkeys((*kept[at].keys, *row.keys))), doubt=kept[at].doubt or row.doubt
            )
    return [row for at, row in kept.items() if at not in contested]


def _same(one: Row, other: Row) -> bool:
    if (one.document, one.page) != (other.document, other.page):
        return False
    shared = min(one.end, other.end) - max(one.start, other.start)
    return shared >= SAME * max(one.end - one.start, other.end - other.start)


@cache
def _document(path: Path) -> Document:
    return read_document(path)


def _text_of(label: Label, documents: Path) -> str | None:
    """The words of a label near its place, found by their digest; None where the document is not there or reads otherwise."""
    path = documents / label["document"]
    if not path.is_file():
        return None
    document = _document(path)
    wanted = _found(document.raw.get(label["page"], ""), label)
    if wanted is None:
        return None
    text = "\n".join(passage.text for passage in document.passages if _is_near(passage.page, label["page"]))
    places = [at for at, char in enumerate(text) for _ in squash(char)]
    at = fold(squash(text)).find(fold(wanted))  # without accents: the passages of a damaged file have theirs put right
    return text[places[at] : places[at + len(wanted) - 1] + 1] if at >= 0 else None


def _is_near(page: int | None, wanted: int | None) -> bool:
    """The same page, or the one before it where a paragraph begins."""
    return page == wanted or (page is not None and wanted is not None and page == wanted - 1)


def _found(raw: str, label: Label) -> str | None:
    start, length = label["start"], label["length"]
    for at in (start, *range(max(0, start - NEAR), min(len(raw), start + NEAR))):
        words = raw[at : at + length]
        if hashlib.sha256(words.encode()).hexdigest()[:12] == label["sha"]:
            return words
    return None


def is_training(document: str) -> bool:
    """Half of the packs, by the digest of the number that all files of a pack begin with."""
    number = re.match(r"\d+", document)
    return hashlib.sha256((number.group() if number else document).encode()).digest()[0] % 2 == 0
