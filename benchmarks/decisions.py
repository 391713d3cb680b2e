"""How good the decisions, chances, facts and quotes are on documents that a person labelled before.

The data folder holds `gold_notices.jsonl` with the texts in `notices/`, and `gold_documents.jsonl` with its files in the folder
given as --documents. One JSON object a line; used are `file`, `fit` (good, possible, poor), `expected_decision`,
`acceptable_decisions`, and the facts with their `_alt` values, which are not wrong either.
"""

import json
import re
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pypdfium2

from gold import Label, labelled, options_of
from setting import WINNABLE, figure, print_setting, watched

Answer = Mapping[str, Any]
SETS = ("solution_types", "standards", "named_systems")
PAIRS = (("good", "poor"), ("good", "possible"), ("possible", "poor"))

# The keyword counter, a baseline: words of the offering's field minus words of others, in the languages of the texts.
PORTAL_WORDS = (
    "portal",
    "intranet",
    "extranet",
    "self-service",
    "single sign-on",
    "personalis",
    "personaliz",
    "content management",
    "workflow",
    "digital experience",
    "customer account",
    "citizen",
    "multilingual",
    "role-based",
    "portail",
    "libre-service",
    "authentification",
    "sede electrónica",
    "gestor de contenidos",
    "selbstbedienung",
    "klantportaal",
    "portale",
)
OFF_TARGET_WORDS = (
    "furniture",
    "catering",
    "cleaning",
    "gardening",
    "security guard",
    "hardware",
    "construction",
    "training",
    "staffing",
    "data warehouse",
    "business intelligence",
    "payment gateway",
    "erp",
    "brochure",
    "wordpress",
    "scada",
    "canteen",
    "mobilier",
    "gardiennage",
    "nettoyage",
    "consulting services",
    "penetration test",
)
_KEYWORDS = re.compile(rf"\b(?:{'|'.join(map(re.escape, (*PORTAL_WORDS, *OFF_TARGET_WORDS)))})", re.IGNORECASE)


@dataclass(slots=True)
class Tally:
    """Hits of all that was counted, by name, and the chances by fit."""

    hits: Counter[str] = field(default_factory=Counter)
    of: Counter[str] = field(default_factory=Counter)
    chances: dict[str, list[float]] = field(default_factory=lambda: {"good": [], "possible": [], "poor": []})
    misses: list[str] = field(default_factory=list)

    def count(self, name: str, ok: object, miss: str) -> None:
        self.hits[name] += bool(ok)
        self.of[name] += 1
        if not ok:
            self.misses.append(f"{name:20} {miss}")

    def share(self, name: str) -> float | None:
        return self.hits[name] / self.of[name] if self.of[name] else None


def main() -> int:
    """Judge every labelled file, print misses, measures and figures."""
    options = options_of(__doc__)
    files = list(labelled(options.data, options.documents))
    if not files:
        print(__doc__, file=sys.stderr)
        print(f"No labels in {options.data}; name their folder: make bench-decisions DATA=FOLDER", file=sys.stderr)
        return 2
    data = f"{options.data}, {options.documents}: {len(files)} files"
    print_setting("Decisions on labelled documents", data, ("winnable", "pypdfium2"))
    tallies = {"winnable": Tally(), "investigate always": Tally(), "keyword counter": Tally()}
    failures, seconds = [], 0.0
    for label, path in files:
        run = watched([*WINNABLE, "qualify", "--json", path], timeout=300)
        seconds += run.cpu_seconds
        if run.code == 0:
            _judge(tallies, label, json.loads(run.out), Texts(path))
        else:
            failures.append(f"{path.name}: exit {run.code}, {run.err.strip()[-200:]}")
    _print_all(tallies, failures, len(files), seconds)
    return 0


def _judge(tallies: Mapping[str, Tally], label: Label, answer: Answer, text: "Texts") -> None:
    ours = tallies["winnable"]
    _judge_decision(ours, label, answer["decision"]["recommended"], answer["probability"])
    _judge_decision(tallies["investigate always"], label, "investigate", 0.5)
    _judge_decision(tallies["keyword counter"], label, *_by_keywords(text.whole))
    _judge_facts(ours, label, answer["facts"])
    _judge_quotes(ours, label, answer, text)


def _judge_decision(tally: Tally, label: Label, decision: str, chance: float) -> None:
    file, acceptable = label["file"], label["acceptable_decisions"]
    tally.count("acceptable", decision in acceptable, f"{file}: {decision}, acceptable {' or '.join(acceptable)}")
    tally.count("expected", decision == label["expected_decision"], f"{file}: {decision}, expected {label['expected_decision']}")
    walked_from_good = label["fit"] == "good" and decision == "walk_away" and "walk_away" not in acceptable
    pursued_a_misfit = acceptable == ["walk_away"] and decision == "pursue"
    tally.count("without harm", not (walked_from_good or pursued_a_misfit), f"{file}: {decision}")
    tally.chances[label["fit"]].append(chance)


def _by_keywords(text: str) -> tuple[str, float]:
    """Decision and score of the keyword counter: distinct words found, for minus against."""
    found = {match.casefold() for match in _KEYWORDS.findall(text)}
    score = len(found.intersection(PORTAL_WORDS)) - len(found.intersection(OFF_TARGET_WORDS))
    return ("pursue" if score >= 3 else "walk_away" if score <= 0 else "investigate"), float(score)


def _judge_facts(tally: Tally, label: Label, facts: Mapping[str, Any]) -> None:
    found = {key: fact["value"] if fact else None for key, fact in facts.items()}
    industries = [label["industry"], *label.get("industry_alt", [])]
    tally.count("industry", found["industry"] in industries, _told(label, "industry", found))
    if label.get("country"):
        tally.count("country", found["country"] == label["country"], _told(label, "country", found))
    _judge_deadline(tally, label, found)
    _judge_budget(tally, label, found)
    for name in SETS:
        fold: Callable[[str], str] = str if name == "solution_types" else _squashed
        have, want = {fold(x) for x in found[name] or ()}, {fold(x) for x in label.get(name) or ()}
        tally.hits[name] += len(have & want)
        tally.of[f"{name} found"] += len(have)
        tally.of[f"{name} wanted"] += len(want)


def _judge_deadline(tally: Tally, label: Label, found: Mapping[str, Any]) -> None:
    day = str(found["deadline"] or "")[:10]
    right = {str(x)[:10] for x in (label.get("deadline"), *label.get("deadline_alt", [])) if x}
    if label.get("deadline"):
        tally.count("deadline stated", day in right, _told(label, "deadline", found))
    else:
        tally.count("deadline not stated", not day or day in right, _told(label, "deadline", found))


def _judge_budget(tally: Tally, label: Label, found: Mapping[str, Any]) -> None:
    amount = found["budget_max"] or found["budget_min"]
    right = [x for x in (label.get("budget_max"), label.get("budget_min"), *label.get("budget_alt", [])) if x]
    if label.get("budget_max") or label.get("budget_min"):
        near = amount and any(abs(amount - x) <= 0.005 * x for x in right)
        tally.count("budget stated", near, f"{label['file']}: {amount} for {right}")
    else:
        tally.count("budget not stated", not amount or amount in right, f"{label['file']}: {amount} where none is stated")


def _told(label: Label, key: str, found: Mapping[str, Any]) -> str:
    return f"{label['file']}: {found[key]} for {label.get(key)}"


class Texts:
    """A file's text, read apart from Winnable, whole and by page. Only letters and digits count."""

    def __init__(self, path: Path) -> None:
        self.file = path.name
        pages = _READ.get(path.suffix, _plain)(path)
        self.whole = "\n".join(pages)
        self.pages = [_squashed(page) for page in pages] if path.suffix == ".pdf" else None
        self.all = _squashed(self.whole)

    def hold(self, quote: str, page: int | None) -> bool:
        """Whether the quote stands on its page, or in the file where that has no pages."""
        if self.pages is None:
            return page is None and _squashed(quote) in self.all
        return page is not None and 0 < page <= len(self.pages) and _squashed(quote) in self.pages[page - 1]


def _squashed(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def _pdf(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as document:
        return [page.get_textpage().get_text_range() for page in document]


def _docx(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("word/document.xml").decode("utf-8")
    return [_text_of_markup(" ".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", xml)))]


def _html(path: Path) -> list[str]:
    return [_text_of_markup(path.read_text(encoding="utf-8", errors="replace"))]


def _plain(path: Path) -> list[str]:
    return [path.read_text(encoding="utf-8", errors="replace")]


def _text_of_markup(markup: str) -> str:
    pieces: list[str] = []
    parser = HTMLParser(convert_charrefs=True)
    parser.handle_data = pieces.append
    parser.feed(markup)
    parser.close()
    return "".join(pieces)


_READ = {".pdf": _pdf, ".docx": _docx, ".html": _html, ".htm": _html}


def _judge_quotes(tally: Tally, label: Label, answer: Answer, texts: Texts) -> None:
    for quote, file, page in set(_quotes(answer)):
        ok = file == texts.file and texts.hold(quote, page)
        tally.count("quotes", ok, f"{label['file']}, page {page}: {quote[:90]}")


def _quotes(answer: Answer) -> Iterator[tuple[str, str, int | None]]:
    """Every quote of the answer with its file and page: of evidence for and against, facts and requirements."""
    rows = (*answer["contributions"], *answer["findings"])
    for voice in (voice for row in rows for voice in (*row["evidence"], *row["against"])):
        if voice["quote"]:
            yield voice["quote"], voice["file"], voice["page"]
    for fact in filter(None, answer["facts"].values()):
        for one in (fact, *fact["others"]):
            if one["quote"]:
                yield one["quote"], fact["file"], one["page"]
    for match in (answer["coverage"] or {}).get("matches", ()):
        yield match["requirement"], match["file"], match["page"]


def _ordered(high: Sequence[float], low: Sequence[float]) -> float | None:
    """Share of pairs in which the first has the higher chance, ties counted half (AUC)."""
    if not high or not low:
        return None
    return sum((h > w) + 0.5 * (h == w) for h in high for w in low) / (len(high) * len(low))


def _print_all(tallies: Mapping[str, Tally], failures: Sequence[str], files: int, seconds: float) -> None:
    ours = tallies["winnable"]
    for line in (*sorted(ours.misses), *(f"could not run        {failure}" for failure in failures)):
        print(line)
    print(f"\n{files} files, {len(failures)} could not run, {seconds:.0f} CPU seconds\n")
    print(f"{'':20} acceptable  expected  without harm  AUC good/poor  AUC good/possible  AUC possible/poor")
    for name, tally in tallies.items():
        cells = [tally.share(key) for key in ("acceptable", "expected", "without harm")]
        cells += [_auc(tally, *pair) for pair in PAIRS]
        print(f"{name:20} " + "  ".join(_cell(x, w) for x, w in zip(cells, (10, 8, 12, 13, 17, 17), strict=True)))
    _print_facts(ours)
    figure("acceptable_decisions", ours.share("acceptable"), "at least", 0.80)
    figure("auc_good_over_poor", _auc(ours, "good", "poor"), "at least", 0.90)
    figure("harm_free_decisions", ours.share("without harm"), "exactly", 1.0)
    figure("quotes_verbatim_in_place", ours.share("quotes"), "exactly", 1.0)
    figure("files_that_could_not_run", len(failures), "exactly", 0)


def _auc(tally: Tally, high: str, low: str) -> float | None:
    return _ordered(tally.chances[high], tally.chances[low])


def _cell(value: float | None, width: int) -> str:
    return f"{'-' if value is None else f'{value:.3f}':>{width}}"


def _print_facts(tally: Tally) -> None:
    print()
    for name in _facts_counted(tally.of):
        print(f"{name:20} {tally.hits[name]}/{tally.of[name]} = {tally.share(name):.3f}")
    for name in SETS:
        hits, found, wanted = tally.hits[name], tally.of[f"{name} found"], tally.of[f"{name} wanted"]
        print(f"{name:20} precision {hits / max(found, 1):.3f}, recall {hits / max(wanted, 1):.3f} of {wanted}")
    print()


def _facts_counted(names: Iterable[str]) -> list[str]:
    wanted = ("industry", "country", "deadline stated", "deadline not stated", "budget stated", "budget not stated", "quotes")
    present = set(names)
    return [name for name in wanted if name in present]


if __name__ == "__main__":
    sys.exit(main())
