"""How well named systems, standards and hosting are read on labelled documents, beside a plain list of all mentions.

The data folder holds `gold_notices.jsonl` with the texts in `notices/`, and `gold_documents.jsonl` with its files in the folder
given as --documents. One JSON object a line; used are `file`, `standards`, `named_systems`, `hosting` and `hosting_alt`. A name
counts as right when it is the label's, or when one of the two only adds a version to the other ("WCAG", "WCAG 2.1 AA"); how many
are right to the letter is printed beside it. The peer names everything that the lexicon knows wherever it stands, as written.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from time import process_time

from gold import labelled, options_of
from setting import figure, print_setting
from winnable.core.evidence import Passage
from winnable.formats.lexicons import load_lexicon
from winnable.reading.fact import Facts
from winnable.reading.facts import read_facts
from winnable.reading.lexicon import Lexicon
from winnable.reading.systems import names_of
from winnable.reading.terms import with_terms
from winnable.reading.text import lines_of
from winnable.sources.documents import read_document

KINDS = {"standards": "standard", "named_systems": "system"}
TERMS = (
    "prescribed",
    "competitors",
    "licence_limits",
    "set_asides",
    "eligibility",
    "evaluation",
    "contacts",
    "residency",
    "language_needs",
    "wired",
)
CHARACTERS = 2_500  # of a page, where a format has none


@dataclass(slots=True)
class Tally:
    """What was found, what was wanted and what was right, by fact."""

    found: Counter[str] = field(default_factory=Counter)
    wanted: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    exact: Counter[str] = field(default_factory=Counter)

    def count(self, name: str, found: Iterable[str], wanted: Iterable[str]) -> list[str]:
        """Count one document's names; the names that are no label's, and those of the labels that were missed."""
        have, want = {_squashed(x): x for x in found}, {_squashed(x): x for x in wanted}
        pairs = {key: next((label for label in want if _same(key, label)), None) for key in have}
        self.found[name] += len(have)
        self.wanted[name] += len(want)
        self.right[name] += len({label for label in pairs.values() if label})
        self.exact[name] += len(have.keys() & want.keys())
        return [f"+{have[k]}" for k, label in pairs.items() if not label] + [
            f"-{want[k]}" for k in want if k not in pairs.values()
        ]

    def precision(self, name: str) -> float | None:
        return self.right[name] / self.found[name] if self.found[name] else None

    def recall(self, name: str) -> float | None:
        return self.right[name] / self.wanted[name] if self.wanted[name] else None


def main() -> int:
    """Read every labelled file, print what differs from the labels, then measures and figures."""
    options = options_of(__doc__)
    files = list(labelled(options.data, options.documents))
    if not files:
        print(f"No labels in {options.data}; name their folder: make bench-facts_more DATA=FOLDER", file=sys.stderr)
        return 2
    print_setting("Facts on the terms of labelled documents", f"{options.data}: {len(files)} files", ("winnable", "pypdfium2"))
    lexicon = load_lexicon()
    ours, peer, hosting, stated, seconds, pages = Tally(), Tally(), Counter[bool](), Counter[str](), 0.0, 0.0
    for label, path in files:
        passages = read_document(path).passages
        facts = read_facts(passages, lexicon)[0]
        stated.update(name for name in TERMS if getattr(facts, name) is not None)
        hosting[_hosting(facts) in (label["hosting"], *(label.get("hosting_alt") or ()))] += 1
        for name, kind in KINDS.items():
            fact = getattr(facts, name)
            differs = ours.count(name, fact.value if fact else (), label[name])
            peer.count(name, _mentions(passages, lexicon, kind), label[name])
            if differs:
                print(f"{path.name[:34]:36} {name:14} {', '.join(differs)}")
        cost, size = _cost(passages, lexicon)
        seconds, pages = seconds + cost, pages + size
    _print_all(ours, peer, hosting, stated, 100 * seconds / pages)
    return 0


def _hosting(facts: Facts) -> str:
    return str(facts.hosting.value) if facts.hosting is not None else "unspecified"


def _mentions(passages: Sequence[Passage], lexicon: Lexicon, kind: str) -> set[str]:
    """The peer: each name of the lexicon, as the text writes it, wherever it stands."""
    return {
        line.text[found.start : found.end]
        for line, found in names_of(lines_of(passages), lexicon)
        if found.label.kind == kind and found.label.key
    }


def _cost(passages: Sequence[Passage], lexicon: Lexicon) -> tuple[float, float]:
    """CPU seconds that the facts on terms take, and how many pages the document has."""
    lines = lines_of(passages)
    named = names_of(lines, lexicon)
    started = process_time()
    with_terms(Facts(), lines, named, lexicon)
    seconds = process_time() - started
    return seconds, max((p.page or 0 for p in passages), default=0) or sum(len(p.text) for p in passages) / CHARACTERS


def _squashed(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def _same(name: str, label: str) -> bool:
    """Whether two squashed names are one, or one is the other with a version or level behind it."""
    short, long = sorted((name, label), key=len)
    return long.startswith(short) and re.fullmatch(r"(?:v?\d+[a-z]{0,3})?", long[len(short) :]) is not None


def _print_all(ours: Tally, peer: Tally, hosting: Counter[bool], stated: Counter[str], cost: float) -> None:
    print(f"\n{'':16}{'':14}precision  recall  right/found/wanted  to the letter")
    for name in KINDS:
        for who, tally in (("winnable", ours), ("every mention", peer)):
            counts = f"{tally.right[name]}/{tally.found[name]}/{tally.wanted[name]}"
            letter = f"{tally.exact[name] / max(1, tally.found[name]):.3f} {tally.exact[name] / max(1, tally.wanted[name]):.3f}"
            shares = f"{tally.precision(name) or 0:9.3f}  {tally.recall(name) or 0:6.3f}"
            print(f"{name:16}{who:14}{shares}  {counts:18}  {letter}")
    print(f"hosting         {hosting[True]} of {hosting.total()} right")
    print(f"stated in files {', '.join(f'{name} {stated[name]}' for name in TERMS)}\n")
    figure("standards_precision", ours.precision("standards"), "at least", 0.8)
    figure("standards_recall", ours.recall("standards"), "at least", 0.7)
    figure("systems_precision", ours.precision("named_systems"), "at least", 0.8)
    figure("systems_recall", ours.recall("named_systems"), "at least", 0.9)
    figure("terms_cpu_seconds_per_100_pages", cost, "at most", 0.5)


if __name__ == "__main__":
    sys.exit(main())
