"""Requirements to capabilities: the best candidate, the first five, "none of them", and what may be placed without a person.

Two measurements: a folder with a catalogue of its own (caps.tsv, gold.tsv, caps_fr.tsv, gold_fr.tsv; `--data`), which no number
was learned from, and the labels beside this file against the Liferay profile (`--documents`): the weights know the training
half, the chances were calibrated on those drawn later, which are therefore placed by what the other packs tell.
Beside it in the same run: TF-IDF, the embedded model alone, and the mean of the two.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from time import process_time

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import roc_auc_score

from matching_data import LATER, Row, is_training, read_catalogue, read_labels, read_rows, with_aliases
from matching_fit import DOCUMENTS, chances_left_out, left_out, problem_of, weighed
from setting import figure, print_setting
from winnable.formats.catalogues import catalogue_vectors
from winnable.formats.matching import load_match_numbers, load_match_words, load_matcher
from winnable.formats.models import kind_of_vectors, load_encoder
from winnable.formats.profiles import load_profile
from winnable.reading.matching import Entry, Matcher, Ranking, Vectors, entries_of, log_odds

DRAWS = 1000
TARGETS = {"top1": 0.87, "recall5": 0.97, "none_auroc": 0.95, "placed_precision": 0.90}
Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """For each row: the position of the first right candidate (large where there is none), what ranks "answered" before
    "none", and whether it was placed."""

    rows: tuple[Row, ...]
    first: NDArray[np.int64]
    answered: Scores
    placed: NDArray[np.bool_]


def of_rankings(rows: Sequence[Row], rankings: Sequence[Ranking]) -> Outcome:
    """What the matcher as it is used makes of the rows."""
    first = [
        next((at for at, candidate in enumerate(ranking.candidates) if candidate.capability in row.keys), 99)
        for row, ranking in zip(rows, rankings, strict=True)
    ]
    return Outcome(
        rows=tuple(rows),
        first=np.array(first),
        answered=np.array([ranking.answered for ranking in rankings]),
        placed=np.array([ranking.standing == "placed" for ranking in rankings]),
    )


def of_scores(rows: Sequence[Row], entries: Sequence[Entry], scores: Scores, answered: Scores | None = None) -> Outcome:
    """The same for a table of scores (rows, entries)."""
    order = np.argsort(-scores, axis=1, kind="stable")
    first = [
        next((at for at, entry in enumerate(best) if entries[entry].key in row.keys), 99)
        for row, best in zip(rows, order, strict=True)
    ]
    best = scores.max(axis=1) if answered is None else answered
    return Outcome(rows=tuple(rows), first=np.array(first), answered=best, placed=np.zeros(len(rows), bool))


def measures(outcome: Outcome, chosen: NDArray[np.int64] | None = None) -> dict[str, float | None]:
    """Share of answered rows whose best, and of whose five best, one is right; AUROC of "none"; precision and share placed."""
    at = np.arange(len(outcome.rows)) if chosen is None else chosen
    answers = np.array([bool(row.keys) for row in outcome.rows])[at]
    first, placed = outcome.first[at], outcome.placed[at]
    mixed = bool(answers.any()) and not bool(answers.all())
    return {
        "top1": float((first[answers] == 0).mean()) if answers.any() else None,
        "recall5": float((first[answers] < 5).mean()) if answers.any() else None,
        "none_auroc": float(roc_auc_score(answers, outcome.answered[at])) if mixed else None,
        "placed_precision": float((first[placed] == 0).mean()) if placed.any() else None,
        "placed_share": float(placed.mean()),
    }


def show(name: str, outcome: Outcome) -> dict[str, float | None]:
    """Print one line of measures with their 5-95 % range over redrawn rows."""
    draw = np.random.default_rng(1)
    drawn = [measures(outcome, draw.integers(0, len(outcome.rows), len(outcome.rows))) for _ in range(DRAWS)]
    found = measures(outcome)
    cells = []
    for key, value in found.items():
        values = [each for one in drawn if (each := one[key]) is not None]
        cells.append(f"{key} {'   -' if value is None else f'{value:.3f} ({_range(values)})'}")
    answered = sum(bool(row.keys) for row in outcome.rows)
    print(f"  {name:34} {answered:3}+{len(outcome.rows) - answered:<3} {'  '.join(cells)}")
    return found


def _range(values: Sequence[float]) -> str:
    low, high = np.quantile(values, (0.05, 0.95))
    return f"{low:.2f}-{high:.2f}"


def peers(rows: Sequence[Row], entries: Sequence[Entry]) -> dict[str, Outcome]:
    """TF-IDF, the embedded model alone, and the mean of the two, on names, descriptions and aliases."""
    aliases = [" ".join(a.replace("*", "") for words in entry.aliases.values() for a in words) for entry in entries]
    described = [f"{entry.name}: {entry.description} {more}".strip() for entry, more in zip(entries, aliases, strict=True)]
    texts = [row.text for row in rows]
    terms = TfidfVectorizer(sublinear_tf=True, strip_accents="unicode").fit([*described, *texts])
    lexical = (terms.transform(texts) @ terms.transform(described).T).toarray()
    embed = load_encoder().embed
    near = (embed(texts) @ embed(described).T).astype(float)
    scores = {"TF-IDF": lexical, "MiniLM": near, "MiniLM + TF-IDF": (near + lexical) / 2}
    return {name: of_scores(rows, entries, table) for name, table in scores.items()}


def matcher_of(entries: Sequence[Entry], *, vectors: bool = True) -> Matcher:
    """The matcher as it is shipped, for other entries."""
    embedded = Vectors(embed=lambda texts: load_encoder().embed(texts)) if vectors else None
    return Matcher(entries, load_match_words(), load_match_numbers(), embedded)


def own_catalogue(folder: Path) -> None:
    """Measure on a folder's catalogue and requirements."""
    entries = read_catalogue(folder)
    rows = read_rows(folder / "gold.tsv")
    print(f"\n{folder}: {len(entries)} capabilities, {len(rows)} requirements (rows with an answer + without)")
    found = show("Winnable", of_rankings(rows, matcher_of(entries).match([row.text for row in rows])))
    show("Winnable, words alone", of_rankings(rows, matcher_of(entries, vectors=False).match([row.text for row in rows])))
    for name, outcome in peers(rows, entries).items():
        show(name, outcome)
    show("weights learned here, left out", _learned_here(entries, rows))
    french = with_aliases(entries, folder / "caps_fr.tsv", "fr")
    asked = read_rows(folder / "gold_fr.tsv")
    found_french = show("Winnable, French", of_rankings(asked, matcher_of(french).match([row.text for row in asked])))
    for name, outcome in peers(asked, french).items():
        show(f"{name}, French", outcome)
    for key, target in TARGETS.items():
        figure(f"matching_{key}", found[key], "at least", target)
    figure("matching_french_recall5", found_french["recall5"], "at least", 0.92)


def _learned_here(entries: Sequence[Entry], rows: Sequence[Row]) -> Outcome:
    """Weights learned on these very rows, each scored by weights that never saw its document."""
    scores, against = left_out(problem_of(entries, rows), asked=False)
    _, together = log_odds(scores.astype(np.float32), against.astype(np.float32))
    return of_scores(rows, entries, scores, together.astype(float))


def own_labels(documents: Path) -> None:
    """Measure on the labels against the Liferay profile; only the test half gives figures."""
    rows, absent = read_labels(documents)
    profile = load_profile("liferay")
    entries = entries_of(profile)
    print(f"\nlabels against the Liferay profile: {len(entries)} capabilities, {len(rows)} sentences")
    if absent:
        print(f"  documents not there, labels left out: {', '.join(absent)}")
    start = process_time()
    matcher = load_matcher(profile)
    outcome = of_rankings(rows, matcher.match([row.text for row in rows]))
    spent = process_time() - start
    test = _where(outcome, lambda row: not is_training(row.document))
    show("training half", _where(outcome, lambda row: is_training(row.document)))
    found = show("test half", test)
    used = show("test half, obligations", _where(test, lambda row: row.kind == "obligation"))
    show("test half, without doubtful labels", _where(test, lambda row: not row.doubt))
    later = _drawn_later(documents, entries, matcher)
    alone = Matcher(entries, load_match_words(), load_match_numbers())
    show("test half, words alone", of_rankings(test.rows, alone.match([row.text for row in test.rows])))
    for name, peer in peers(test.rows, entries).items():
        show(f"test half, {name}", peer)
    print(f"  {spent:.2f} CPU-s for {len(rows)} sentences, matcher made and {kind_of_vectors()} vectors included")
    for key, target in TARGETS.items():
        figure(f"matching_labels_{key}", found[key], "at least", target)
        figure(f"matching_later_{key}", later[key], "at least", target)
    figure("matching_labels_obligations_placed_precision", used["placed_precision"], "at least", TARGETS["placed_precision"])
    figure("matching_labels_ms_per_requirement", 1000 * spent / len(rows), "at most", 12)


def _drawn_later(documents: Path, entries: Sequence[Entry], matcher: Matcher) -> dict[str, float | None]:
    """The sentences that chances were calibrated on: each is placed by a calibration that never saw its pack."""
    rows, _ = read_labels(documents, LATER)
    outcome = of_rankings(rows, matcher.match([row.text for row in rows]))
    numbers = load_match_numbers()
    problem = problem_of(entries, rows)
    each, together = weighed(problem, asdict(numbers.both), numbers.asked)
    placed = chances_left_out(each, together, problem) >= numbers.placed
    found = show("drawn later, pack left out", replace(outcome, placed=placed))
    support = {capability.key: capability.support for capability in load_profile("liferay").capabilities}
    best = [problem.keys[at] for at in each.argmax(axis=1)]
    alike = np.array([support[key] in {support[right] for right in row.keys} for key, row in zip(best, rows, strict=True)])
    if placed.any():
        print(f"    {placed.sum()} placed; at the support of a right capability {alike[placed].mean():.3f}")
    return found


def _where(outcome: Outcome, holds: Callable[[Row], bool]) -> Outcome:
    kept = np.array([holds(row) for row in outcome.rows])
    rows = tuple(row for row, keep in zip(outcome.rows, kept, strict=True) if keep)
    return Outcome(rows=rows, first=outcome.first[kept], answered=outcome.answered[kept], placed=outcome.placed[kept])


def main() -> int:
    """Print the measures and their targets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder with caps.tsv, gold.tsv, caps_fr.tsv and gold_fr.tsv")
    parser.add_argument("--documents", type=Path, default=DOCUMENTS, help="folder with the documents that the labels name")
    given = parser.parse_args()
    print_setting(
        "Matching", f"{given.data or 'no catalogue given'}, labels with documents in {given.documents}", ["numpy", "scikit-learn"]
    )
    catalogue_vectors(entries_of(load_profile("liferay")))  # those that come with the package
    if given.data is None:
        print("No --data folder: the measurement on a catalogue of its own is left out.")
    elif not (given.data / "gold.tsv").is_file():
        print(f"{given.data} holds no gold.tsv.", file=sys.stderr)
        return 2
    else:
        own_catalogue(given.data)
    own_labels(given.documents)
    return 0


if __name__ == "__main__":
    sys.exit(main())
