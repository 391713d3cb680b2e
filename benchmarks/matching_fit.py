"""Learns the numbers of matching, src/winnable/models/matching.json: `python benchmarks/matching_fit.py [--documents FOLDER]`.

A conditional logit: each requirement chooses among all capabilities and "none"; several right ones share their chance. Weights
of pairs may not be negative; they come from the training half of the labels. Chances are calibrated on the sentences drawn later,
as a ledger holds them: examples and sentences beside were written with the earlier labels in view, which makes those look surer
than new ones are. What the chances are worth is printed for packs that calibration never saw.
"""

import argparse
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

import winnable
from matching_data import LATER, Row, is_training, read_labels
from winnable.formats.matching import load_match_numbers, load_match_words
from winnable.formats.models import load_encoder
from winnable.formats.profiles import load_profile
from winnable.reading.matching import (
    NONE_FEATURES,
    VECTOR_FEATURES,
    WORD_FEATURES,
    Entry,
    Matcher,
    Vectors,
    asked_of,
    entries_of,
    log_odds,
)

DOCUMENTS = Path("../shared/rfps/documents")
NUMBERS = Path(winnable.__file__).parent / "models" / "matching.json"
SHRINK = 1e-4  # times the square of each weight
FOLDS = 5
LISTED = 5  # candidates of each requirement that calibration looks at; the first counts as much as three
FIRST = 3.0
PLACED = 0.90  # least chance of being right: a line of its own, because 299 sentences are too few to look for one by counting
UNRELATED = (
    0.05  # chance that any answers, from which down none does: higher loses what is asked of small catalogues in other languages
)
SURELY_PLACED, SURELY_UNRELATED = 0.95, 0.04  # chances by words alone that spare a vector
NORMAL = 1.645  # deviations of the 5-95 % range
WORDS = len(WORD_FEATURES)
Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Features of pairs (rows, entries, features) and of none (rows, features), and which entries are right (rows, entries)."""

    rows: tuple[Row, ...]
    keys: tuple[str, ...]
    pairs: Array
    none: Array
    right: NDArray[np.bool_]

    def part(self, chosen: NDArray[np.bool_]) -> "Problem":
        """The chosen rows alone."""
        rows = tuple(row for row, kept in zip(self.rows, chosen, strict=True) if kept)
        return replace(self, rows=rows, pairs=self.pairs[chosen], none=self.none[chosen], right=self.right[chosen])

    def with_asked(self, asked: Mapping[str, float]) -> "Problem":
        """The same with how often each capability is asked for as the last feature of pairs."""
        column = np.broadcast_to(asked_of(self.keys, asked)[None, :, None], (*self.pairs.shape[:2], 1))
        return replace(self, pairs=np.concatenate((self.pairs, column), axis=2))

    def by_words(self) -> "Problem":
        """The same without what vectors tell."""
        pairs = np.delete(self.pairs, range(WORDS, WORDS + len(VECTOR_FEATURES)), axis=2)
        return replace(self, pairs=pairs, none=self.none[:, : len(NONE_FEATURES)])


def problem_of(entries: Sequence[Entry], rows: Sequence[Row]) -> Problem:
    """What is learned from: the rows' features against the entries."""
    vectors = Vectors(embed=load_encoder("numpy").embed)
    matcher = Matcher(entries, load_match_words(), load_match_numbers(), vectors)
    pairs, none = matcher.features([row.text for row in rows])
    keys = tuple(entry.key for entry in entries)
    right = np.array([[key in row.keys for key in keys] for row in rows])
    return Problem(rows=tuple(rows), keys=keys, pairs=pairs.astype(float), none=none.astype(float), right=right)


def learned(problem: Problem) -> tuple[Array, Array]:
    """Weights of pairs and of none."""
    size = problem.pairs.shape[2]
    start = np.concatenate((np.full(size, 3.0), np.zeros(problem.none.shape[1])))
    bounds = [(0.0, None)] * size + [(None, None)] * problem.none.shape[1]
    found = minimize(_loss, start, args=(problem,), jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 500})
    return found.x[:size], found.x[size:]


def _loss(weights: Array, problem: Problem) -> tuple[float, Array]:
    size = problem.pairs.shape[2]
    scores = np.concatenate((problem.pairs @ weights[:size], (problem.none @ weights[size:])[:, None]), axis=1)
    right = np.concatenate((problem.right, ~problem.right.any(axis=1, keepdims=True)), axis=1)
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    chance = raised / raised.sum(axis=1, keepdims=True)
    held = raised * right
    wanted = held / held.sum(axis=1, keepdims=True)
    excess = (chance - wanted) / len(scores)
    slope = np.concatenate((np.einsum("ij,ijk->k", excess[:, :-1], problem.pairs), excess[:, -1] @ problem.none))
    shrunk = weights.copy()
    shrunk[size] = 0.0  # the level of "none" is free
    loss = -np.log((chance * right).sum(axis=1)).mean() + SHRINK * shrunk @ shrunk
    return float(loss), slope + 2 * SHRINK * shrunk


def asked_in(rows: Sequence[Row]) -> dict[str, float]:
    """How often each capability was asked for: a second choice counts a half, a third a third."""
    asked: dict[str, float] = {}
    for row in rows:
        for at, key in enumerate(row.keys):
            asked[key] = asked.get(key, 0.0) + 1 / (1 + at)
    return {key: round(asked[key], 2) for key in sorted(asked)}


def folds_of(rows: Sequence[Row]) -> Iterator[NDArray[np.bool_]]:
    """Which rows each fold leaves out: whole packs, dealt out from the largest so that folds are alike in size."""
    packs = [_pack(row) for row in rows]
    sizes = {pack: packs.count(pack) for pack in sorted(set(packs))}
    held: list[set[str]] = [set() for _ in range(min(FOLDS, len(sizes)))]
    for pack in sorted(sizes, key=lambda pack: -sizes[pack]):
        min(held, key=lambda fold: sum(sizes[each] for each in fold)).add(pack)
    for fold in held:
        yield np.array([pack in fold for pack in packs])


def _pack(row: Row) -> str:
    number = re.match(r"\d+", row.document)
    return number.group() if number else row.document


def left_out(problem: Problem, *, words_only: bool = False, asked: bool = True) -> tuple[Array, Array]:
    """Scores of pairs and of none for each row, from weights that never saw a row of its pack."""
    scores = np.zeros(problem.right.shape)
    against = np.zeros(len(problem.rows))
    inner = problem_with_folds(problem) if asked else problem.with_asked({})
    for out in folds_of(problem.rows):
        counts = asked_in([row for row, held in zip(problem.rows, out, strict=True) if not held]) if asked else {}
        tested = problem.part(out).with_asked(counts)
        taught = inner.part(~out)
        if words_only:
            tested, taught = tested.by_words(), taught.by_words()
        pair, none = learned(taught)
        scores[out], against[out] = tested.pairs @ pair, tested.none @ none
    return scores, against


def problem_with_folds(problem: Problem) -> Problem:
    """With the counts of the other packs as feature, so that no row is counted for itself."""
    column = np.zeros((*problem.pairs.shape[:2], 1))
    for out in folds_of(problem.rows):
        counts = asked_in([row for row, held in zip(problem.rows, out, strict=True) if not held])
        column[out] = asked_of(problem.keys, counts)[None, :, None]
    return replace(problem, pairs=np.concatenate((problem.pairs, column), axis=2))


def weighed(problem: Problem, numbers: Mapping[str, Any], asked: Mapping[str, float]) -> tuple[Array, Array]:
    """Log odds of each entry for each row, and of all together, by the weights of a stage."""
    size, none = len(numbers["pair"]), np.array(numbers["none"])
    scores = problem.pairs[:, :, :size] @ np.array(numbers["pair"]) + numbers["asked"] * asked_of(problem.keys, asked)
    each, together = log_odds(scores.astype(np.float32), (problem.none[:, : len(none)] @ none).astype(np.float32))
    return each.astype(float), together.astype(float)


def calibrated(each: Array, together: Array, right: NDArray[np.bool_]) -> tuple[list[float], list[float]]:
    """(start, slope, slope) for the chance that a candidate is right, and (start, slope) that any capability answers."""
    best = np.argsort(-each, axis=1)[:, :LISTED]
    rows = np.arange(len(each))[:, None]
    weights = np.tile([FIRST] + [1.0] * (LISTED - 1), len(each))
    told = np.stack((each[rows, best].ravel(), np.repeat(together, LISTED)), axis=1)
    one = LogisticRegression(C=100).fit(told, right[rows, best].ravel(), sample_weight=weights)
    any_one = LogisticRegression(C=100).fit(together[:, None], right.any(axis=1))
    return [float(one.intercept_[0]), *map(float, one.coef_[0])], [float(any_one.intercept_[0]), float(any_one.coef_[0, 0])]


def chances_left_out(each: Array, together: Array, problem: Problem) -> Array:
    """The chance of the best candidate of each row, calibrated on the other packs."""
    packs = np.array([_pack(row) for row in problem.rows])
    chances = np.zeros(len(packs))
    for pack in sorted(set(packs)):
        out = packs == pack
        (start, slope, shared), _ = calibrated(each[~out], together[~out], problem.right[~out])
        chances[out] = 1 / (1 + np.exp(-(start + slope * each[out].max(axis=1) + shared * together[out])))
    return chances


def stage(taught: Problem, asked: Mapping[str, float], drawn: Problem, *, words_only: bool) -> dict[str, Any]:
    """The numbers of one stage: weights from the labels taught, chances from the sentences drawn."""
    whole = problem_with_folds(taught)
    pair, none = learned(whole.by_words() if words_only else whole)
    numbers = {"pair": _rounded(pair[:-1]), "asked": round(float(pair[-1]), 4), "none": _rounded(none)}
    right, answered = calibrated(*weighed(drawn, numbers, asked), drawn.right)
    return {**numbers, "right": _rounded(right), "answered": _rounded(answered)}


def _rounded(values: Sequence[float] | Array) -> list[float]:
    return [round(float(value), 4) for value in values]


def print_placed(each: Array, together: Array, drawn: Problem) -> None:
    """How many of the rows of packs left out would be placed from some lines on, and the share of right ones (5-95 %)."""
    chances = chances_left_out(each, together, drawn)
    is_right = drawn.right[np.arange(len(each)), each.argmax(axis=1)]
    for line in (0.6, 0.7, 0.8, 0.85, PLACED):
        over = chances >= line
        low, high = _share_range(int(is_right[over].sum()), int(over.sum()))
        share = is_right[over].mean() if over.any() else float("nan")
        print(f"left out, from {line:.2f}: {over.sum()} of {len(over)} placed, {share:.2f} right ({low:.2f}-{high:.2f})")


def _share_range(right: int, of: int) -> tuple[float, float]:
    """The 5-95 % range of a share, after Wilson."""
    if not of:
        return 0.0, 1.0
    share, square = right / of, NORMAL**2
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = NORMAL / (1 + square / of) * (share * (1 - share) / of + square / (4 * of**2)) ** 0.5
    return middle - half, middle + half


def main() -> None:
    """Learn, print what the chances are worth, and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=Path, default=DOCUMENTS)
    documents = parser.parse_args().documents
    rows, absent = read_labels(documents)
    later, _ = read_labels(documents, LATER)
    taught = [row for row in rows if is_training(row.document)]
    print(f"{len(taught)} training rows of {len(rows)}; documents not there: {', '.join(absent) or 'none'}")
    entries, asked = entries_of(load_profile("liferay")), asked_in(taught)
    problem, drawn = problem_of(entries, taught), problem_of(entries, later)
    words, both = (stage(problem, asked, drawn, words_only=words_only) for words_only in (True, False))
    print_placed(*weighed(drawn, both, asked), drawn)
    numbers = {"words": words, "both": both, "placed": PLACED, "unrelated": UNRELATED, "surely_placed": SURELY_PLACED,
               "surely_unrelated": SURELY_UNRELATED, "asked": asked}  # fmt: skip
    NUMBERS.write_text(json.dumps(numbers, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
