"""Kinds and strengths of requirements, and how many labelled obligations the ledger lists, on sentences that were labelled
by reading before. Beside it the plain rule: whatever holds "shall" or "must" is a mandatory obligation.

The labels are `benchmarks/labels/*.jsonl` (see its README); the data folder holds the documents that they name. Documents
that are not there are left out and named.
"""

import argparse
import hashlib
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import process_time
from typing import Any

from setting import figure, print_setting
from winnable.core.capability import Requirement
from winnable.core.errors import SourceError
from winnable.formats.readers import load_ledger_words
from winnable.reading.ledger import read_ledger
from winnable.reading.ledger_words import KINDS
from winnable.reading.text import fold, lines_of
from winnable.reading.verbatim import squash
from winnable.sources.documents import Document, read_document

LABELS = Path(__file__).with_name("labels")
DATA = Path("../shared/rfps/documents")
OVERLAP = 0.5  # share of the shorter of label and requirement that both must have in common
NEAR = 8_000  # letters around its place in which a label's words are looked for again
PIECE = 30  # letters of a requirement that are looked for where it does not stand in one piece
GRAM, ALIKE = 5, 0.6  # letters compared at a time, and the share of them that two readings of one sentence have in common
PEER = re.compile(r"\b(?:shall|must)\b", re.IGNORECASE)
Label = Mapping[str, Any]
Spans = Mapping[int | None, list[tuple[int, int, Requirement]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A label beside what the ledger and the plain rule made of its place; None where they list nothing there."""

    label: Label
    found: Requirement | None
    peer: bool


def main() -> int:
    """Print the measures and their targets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--misses", action="store_true", help="print every label that was read otherwise")
    given = parser.parse_args()
    lines = [line for file in sorted(LABELS.glob("*.jsonl")) for line in file.read_text("utf-8").splitlines()]
    labels = [label for label in map(json.loads, lines) if label["kind"]]  # the others are of topics alone
    print_setting("Requirement ledger", f"{len(labels)} labels of {LABELS}, documents in {given.data}", ["pypdfium2", "lxml"])
    documents = dict(_documents(given.data, sorted({label["document"] for label in labels})))
    seen = _seen(labels, documents)
    if not seen:
        print("no labelled document is there")
        return 2
    if given.misses:
        _print_misses(seen, documents)
    _print_measures("all labels", seen)
    _print_measures("labels without doubt", [one for one in seen if not one.label.get("doubt")])
    measured = _measures(seen)
    figure("kind_accuracy", measured["kind"], "at least", 0.80)
    figure("strength_accuracy", measured["strength"], "at least", 0.85)
    figure("obligations_found", measured["found"], "at least", 0.90)
    return 0


def _documents(folder: Path, names: Sequence[str]) -> Iterator[tuple[str, Document]]:
    for name in names:
        try:
            yield name, read_document(folder / name)
        except SourceError as error:
            print(f"left out: {error}")


def _seen(labels: Sequence[Label], documents: Mapping[str, Document]) -> list[Seen]:
    words = load_ledger_words()
    seconds, pages = 0.0, 0
    spans: dict[str, Spans] = {}
    for name, document in documents.items():
        lines = lines_of(document.passages)
        started = process_time()
        requirements = read_ledger(lines, words)
        if document.pages:
            seconds, pages = seconds + process_time() - started, pages + document.pages
        spans[name] = _spans(requirements, document)
    print(f"ledger alone: {100 * seconds / max(pages, 1):.3f} CPU-s for 100 pages (over {pages} PDF pages)\n")
    placed = [_placed(label, documents[label["document"]]) for label in labels if label["document"] in spans]
    here = [label for label in placed if label is not None]
    print(f"{len(here)} labels stand at their places or near them, {len(labels) - len(here)} are in no text that was read\n")
    return [_seen_at(label, spans[label["document"]], documents[label["document"]]) for label in here]


def _placed(label: Label, document: Document) -> Label | None:
    """The label where its words stand in the text as it is read today; None where it holds them no more."""
    raw, length = document.raw.get(label["page"], ""), label["length"]
    for start in (label["start"], *range(max(0, label["start"] - NEAR), min(len(raw), label["start"] + NEAR))):
        if hashlib.sha256(raw[start : start + length].encode()).hexdigest()[:12] == label["sha"]:
            return {**label, "start": start}
    return None


def _spans(requirements: Sequence[Requirement], document: Document) -> Spans:
    """Where the requirements stand in the squashed text of each page."""
    folded = {page: fold(text) for page, text in document.raw.items()}
    spans: dict[int | None, list[tuple[int, int, Requirement]]] = defaultdict(list)
    for requirement in requirements:
        page, text = requirement.place.page, fold(squash(requirement.text))  # accents that a damaged file lost do not matter
        raw = folded.get(page, "")
        at = raw.find(text)
        if at < 0 and len(text) > PIECE:  # a link's address may stand inside: then its first letters are looked for
            text = text[: max(PIECE, len(text) // 2)]
            at = raw.find(text)
        while at >= 0 and text:
            spans[page].append((at, at + len(text), requirement))
            at = raw.find(text, at + 1)
    return spans


def _seen_at(label: Label, spans: Spans, document: Document) -> Seen:
    page, start, end = label["page"], label["start"], label["start"] + label["length"]
    best: tuple[int, Requirement] | None = None
    for first, last, requirement in spans.get(page, ()):
        common = min(end, last) - max(start, first)
        if common >= OVERLAP * min(end - start, last - first) and (best is None or common > best[0]):
            best = (common, requirement)
    if best is None and any("OCR" in warning for warning in document.warnings):
        best = _alike(fold(document.raw[page][start:end]), [requirement for _, _, requirement in spans.get(page, ())])
    return Seen(label=label, found=best[1] if best else None, peer=bool(_peer(document, page, start, end)))


def _alike(words: str, requirements: Sequence[Requirement]) -> tuple[int, Requirement] | None:
    """The requirement most like the labelled words, letter by letter: text recognition reads a page with other mistakes than
    those of the layer that the label was cut from."""
    best: tuple[float, Requirement] | None = None
    for requirement in requirements:
        text = fold(squash(requirement.text))
        first, second = ({words[i : i + GRAM] for i in range(len(words))}, {text[i : i + GRAM] for i in range(len(text))})
        share = len(first & second) / min(len(first), len(second))
        if share >= ALIKE and (best is None or share > best[0]):
            best = (share, requirement)
    return (0, best[1]) if best else None


def _peer(document: Document, page: int | None, start: int, end: int) -> bool:
    """Whether the labelled words hold "shall" or "must"; squashed text has no word borders, so the passage is asked."""
    words = fold(document.raw[page][start:end])
    texts = (p.text for p in document.passages if p.page == page and PEER.search(p.text))
    pieces = (fold(squash(piece)) for text in texts for piece in re.split(r"(?<=[.;!?])\s", text) if PEER.search(piece))
    return any(piece and (piece in words or words in piece) for piece in pieces)


def _measures(seen: Sequence[Seen]) -> dict[str, float]:
    kinds = [(one.label["kind"], one.found.kind if one.found else "background") for one in seen]
    asked = [one for one in seen if one.label["strength"] and one.label["kind"] != "background" and one.found]
    obligations = [one for one in seen if one.label["kind"] == "obligation"]
    return {
        "kind": _share(a == b for a, b in kinds),
        "f1": _macro_f1(kinds),
        "strength": _share(one.found is not None and one.found.strength == one.label["strength"] for one in asked),
        "found": _share(one.found is not None and one.found.kind != "background" for one in obligations),
        "kind_peer": _share(one.label["kind"] == ("obligation" if one.peer else "background") for one in seen),
        "strength_peer": _share(one.label["strength"] == "must" for one in asked if one.peer),
        "found_peer": _share(one.peer for one in obligations),
    }


def _share(holds: Iterator[bool]) -> float:
    values = list(holds)
    return sum(values) / len(values) if values else 0.0


def _macro_f1(pairs: Sequence[tuple[str, str]]) -> float:
    scores = []
    for kind in KINDS:
        both = sum(a == b == kind for a, b in pairs)
        either = sum(a == kind for a, _ in pairs) + sum(b == kind for _, b in pairs)
        if either:
            scores.append(2 * both / either)
    return sum(scores) / len(scores)


def _print_measures(title: str, seen: Sequence[Seen]) -> None:
    m = _measures(seen)
    print(f"{title}: {len(seen)}")
    print(f"  kind      accuracy {m['kind']:.3f}, macro-F1 {m['f1']:.3f}; plain rule {m['kind_peer']:.3f}")
    print(f"  strength  accuracy {m['strength']:.3f} of those listed; plain rule {m['strength_peer']:.3f} of those it lists")
    print(f"  obligations listed {m['found']:.3f}; plain rule {m['found_peer']:.3f}")
    confused = Counter((one.label["kind"], one.found.kind if one.found else "not listed") for one in seen)
    for kind in KINDS:
        row = ", ".join(f"{other} {count}" for (k, other), count in confused.most_common() if k == kind)
        print(f"    labelled {kind}: {row}")
    print()


def _print_misses(seen: Sequence[Seen], documents: Mapping[str, Document]) -> None:
    for one in seen:
        label, found = one.label, one.found
        kind = found.kind if found else "not listed"
        same = kind == label["kind"] or (kind == "not listed" and label["kind"] == "background")
        if same and (label["kind"] == "background" or (found and found.strength == label["strength"])):
            continue
        read = f"{kind}/{found.strength}" if found else kind
        text = found.text if found else _words_of(label, documents[label["document"]])
        print(f"{label['document'][:8]} p{label['page']} {label['kind']}/{label['strength']} read {read}: {text[:230]}")
    print()


def _words_of(label: Label, document: Document) -> str:
    """The labelled words as the passage writes them."""
    words = document.raw[label["page"]][label["start"] : label["start"] + label["length"]]
    holding = [p.text for p in document.passages if p.page == label["page"] and words[:20] in squash(p.text)]
    if not holding:
        return words
    text = holding[0]
    at = next((i for i in range(len(text)) if squash(text[i:]).startswith(words[:20]) and text[i].isalnum()), 0)
    return text[at:] if squash(text[at - 1 : at]) == "" or at == 0 else text


if __name__ == "__main__":
    sys.exit(main())
