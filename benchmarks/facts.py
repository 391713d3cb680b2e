"""How exact deadlines and budgets are on documents that a person labelled before.

The data folder holds `index.csv` with the columns file, gold_deadline and gold_budget, and the files in `documents/`; an empty
label is none, NOT STATED and IN ... mean that the document itself states nothing. Labels in `gold_*.jsonl` of the folder `eval`
beside it, if there is one, are scored as well (`file`, `deadline`, `budget_min`, `budget_max` with their `_alt` values; texts in
`notices/`). Deadlines are compared by the day, and to the minute where the label names one. Beside Winnable a plain reader runs
on the same passages: the first date behind a word for deadline, and the largest amount.
"""

import argparse
import csv
import json
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from setting import figure, print_setting
from winnable.core.errors import SourceError
from winnable.core.evidence import Passage
from winnable.formats.lexicons import load_lexicon
from winnable.reading.facts import read_facts
from winnable.sources.documents.document import read_document

DATA = Path("../shared/rfps")
NEAR = 0.005  # an amount is right within half a per cent
Answer = tuple[str | None, float | None]  # the deadline as ISO date or date and time, and the budget

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_DEADLINE_WORD = re.compile(
    r"deadline|due|clos(?:es|ing)|last date|limite|frist|termin|plazo|uiterst|sluiting|scaden", re.IGNORECASE
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WORDED = re.compile(
    rf"(?:(\d{{1,2}})(?:st|nd|rd|th)?\s+)?({'|'.join(_MONTHS)})[a-z]*\.?\s+(?:(\d{{1,2}})(?:st|nd|rd|th)?,?\s+)?(20\d\d)", re.I
)
_NUMBERED = re.compile(r"\b(\d{1,2})[./-](\d{1,2})[./-](20\d\d)\b")
_AMOUNT = re.compile(r"(?:[$€£₹]|\b(?:USD|EUR|GBP|INR|Rs\.?)\s?)\s?(\d[\d.,]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Label:
    """What a person read in one document: None is not labelled, an empty list is not stated, else all right values."""

    path: Path
    deadlines: list[str] | None
    budgets: list[float] | None


@dataclass(slots=True)
class Score:
    """Hits of one reader, and its misses in words."""

    stated: list[bool] = field(default_factory=list)
    timed: list[bool] = field(default_factory=list)
    unstated: list[bool] = field(default_factory=list)
    given: list[bool] = field(default_factory=list)
    budgets: list[bool] = field(default_factory=list)
    misses: list[str] = field(default_factory=list)

    def add(self, label: Label, answer: Answer) -> None:
        """Count one document."""
        name, (deadline, budget) = label.path.name, answer
        if label.deadlines is not None:
            self._add_deadline(name, label.deadlines, deadline)
        if label.budgets is not None:
            right = budget is not None and any(abs(budget - wanted) <= NEAR * wanted for wanted in label.budgets)
            if budget is not None:
                self.given.append(right)
            if label.budgets:
                self.budgets.append(right)
            if not right and (budget is not None or label.budgets):
                self.misses.append(f"budget    {name}: {budget} for {label.budgets or 'not stated'}")

    def _add_deadline(self, name: str, wanted: list[str], deadline: str | None) -> None:
        right = deadline is None if not wanted else deadline is not None and deadline[:10] in {day[:10] for day in wanted}
        (self.stated if wanted else self.unstated).append(right)
        if any("T" in day for day in wanted):
            self.timed.append(deadline in wanted)
        if not right or (self.timed and wanted and "T" in wanted[0] and not self.timed[-1]):
            self.misses.append(f"deadline  {name}: {deadline} for {wanted or 'not stated'}")


def share(hits: Sequence[bool]) -> float | None:
    """The share of hits; None without any try."""
    return sum(hits) / len(hits) if hits else None


def labels_in(data: Path) -> Iterator[Label]:
    """The labels of the index, then those of the evaluation folder beside it for files that the index does not label."""
    seen: set[str] = set()
    with (data / "index.csv").open(encoding="utf-8", newline="") as opened:
        for row in csv.DictReader(opened):
            label = Label(data / "documents" / row["file"], _days(row["gold_deadline"]), _amounts(row["gold_budget"]))
            seen.add(row["file"] if label.deadlines is not None or label.budgets is not None else "")
            yield label
    for gold in sorted((data.parent / "eval").glob("gold_*.jsonl")):
        for line in gold.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            folder = gold.parent / "notices" if (gold.parent / "notices" / row["file"]).exists() else data / "documents"
            if row["file"] not in seen:
                days = [day for day in (row["deadline"], *row.get("deadline_alt", [])) if day]
                amounts = [a for a in (row["budget_max"], row["budget_min"], *row.get("budget_alt", [])) if a]
                yield Label(folder / row["file"], days, amounts)


def _days(label: str) -> list[str] | None:
    """ISO day with its time, where the label names one."""
    return None if not label else re.findall(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d)?", label)[:1]


def _amounts(label: str) -> list[float] | None:
    if not label:
        return None
    return [] if label.startswith(("NOT ", "IN ")) else [float(n.replace(",", "")) for n in _NUMBER.findall(label) if len(n) > 4]


def main() -> int:
    """Score both readers and print every miss."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA)
    options = parser.parse_args()
    if not (options.data / "index.csv").exists():
        print(f"no index.csv in {options.data}: name a folder with --data", file=sys.stderr)
        return 2
    labels = [label for label in labels_in(options.data) if label.deadlines is not None or label.budgets is not None]
    print_setting("Deadlines and budgets", f"{len(labels)} labelled documents of {options.data}", ("winnable", "pypdfium2"))
    lexicon = load_lexicon()
    ours, plain, seconds = Score(), Score(), 0.0
    for label in labels:
        try:
            passages = read_document(label.path).passages
        except (SourceError, FileNotFoundError) as error:
            print(f"unread    {label.path.name}: {error}")
            passages = ()
        begun = time.process_time()
        facts, _ = read_facts(passages, lexicon)
        seconds += time.process_time() - begun
        budget = facts.budget_max or facts.budget_min
        ours.add(label, (facts.deadline.value if facts.deadline else None, budget.value if budget else None))
        plain.add(label, (plain_deadline(passages), plain_budget(passages)))
    _report(ours, plain, seconds)
    return 0


def _report(ours: Score, plain: Score, seconds: float) -> None:
    print("\n".join(ours.misses) or "no misses", end="\n\n")
    measures: tuple[tuple[str, Callable[[Score], Sequence[bool]], float], ...] = (
        ("deadline_top1", lambda score: score.stated, 0.90),
        ("deadline_not_stated", lambda score: score.unstated, 0.95),
        ("budget_precision", lambda score: score.given, 0.90),
        ("budget_recall", lambda score: score.budgets, 0.75),
    )
    print(f"{'':22}Winnable          plain reader")
    for name, hits, _ in measures:
        print(f"{name:22}" + "".join(f"{_ratio(hits(score)):18}" for score in (ours, plain)).rstrip())
    print(f"{'  to the minute':22}{_ratio(ours.timed)}")
    print(f"{seconds:.1f} CPU-seconds for all facts of all documents\n")
    for name, hits, target in measures:
        figure(name, share(hits(ours)), "at least", target)


def _ratio(hits: Sequence[bool]) -> str:
    return f"{sum(hits)}/{len(hits)}" + (f" = {sum(hits) / len(hits):.2f}" if hits else "")


def plain_deadline(passages: Sequence[Passage]) -> str | None:
    """The first date in or behind a passage with a word for deadline."""
    armed = False
    for passage in passages:
        armed = armed or _DEADLINE_WORD.search(passage.text) is not None
        if armed and (found := _first_date(passage.text)):
            return found
    return None


def _first_date(text: str) -> str | None:
    for m in _WORDED.finditer(text):
        day = m[1] or m[3]
        if day and (made := _iso(int(m[4]), _MONTHS.index(m[2].lower()) + 1, int(day))):
            return made
    for m in _NUMBERED.finditer(text):
        if made := _iso(int(m[3]), int(m[2]), int(m[1])) or _iso(int(m[3]), int(m[1]), int(m[2])):
            return made
    return None


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def plain_budget(passages: Sequence[Passage]) -> float | None:
    """The largest amount of money in the document."""
    amounts = [
        float(bare)
        for p in passages
        for m in _AMOUNT.finditer(p.text)
        if (bare := re.sub(r"[.,](?=\d{3})|,", "", m[1]).rstrip("."))
    ]
    return max(amounts, default=None)


if __name__ == "__main__":
    sys.exit(main())
