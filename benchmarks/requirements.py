"""Requirement or not, on sentences of 30 public requirement documents (PURE; Req / Not_Req, split by document).

Three results: the recipe trained on the published train and valid splits and scored on the published test split, the recipe
with each document left out in turn, and the shipped numbers on the test split. Peers in the same run: "shall or must", and TF-IDF
with logistic regression.

The rows of every document are sorted by their label in these files (all requirements first), so the order of the rows is never
used: whatever looked at neighbours would read the labels. `--write` trains on train and valid and writes what the package ships.
"""

import argparse
import csv
import re
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.decomposition import PCA
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import f1_score

from setting import figure, print_setting
from winnable.formats.classifiers import MODEL, load_classifier, load_cues
from winnable.formats.models import load_encoder
from winnable.reading.classifier import apart, features_of, own_width

DATA = Path("../shared/data/requirements")
SAME = {"inventory 2.0.pdf": "inventory-2.0.pdf"}  # one document under two names: all its requirements under one of them
AXES = 48
VECTOR_SCALE = 5.0  # by which the numbers of a vector count beside the others; chosen by group folds of train and valid
LOG_ODDS = 3.0  # that the line learns for a requirement
MODAL = re.compile(r"\b(?:shall|must)\b", re.IGNORECASE)
Array = NDArray[Any]
Recipe = Callable[[Array, Array], Array]  # rows to learn from, rows to judge -> chances


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Sentences with their labels, documents and splits, and the features that need no learning."""

    texts: list[str]
    required: Array
    documents: Array
    splits: Array
    words: Array
    vectors: Array
    apart: Array
    share: Array  # weight of each row: long documents count with the root of their length


def main() -> int:
    """Print the measures and their targets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA, help="folder that holds pure/PURE_*.csv")
    parser.add_argument("--write", action="store_true", help=f"write {MODEL.name} anew")
    given = parser.parse_args()
    print_setting("Requirement or not", f"PURE in {given.data}", ["scikit-learn", "numpy"])
    rows = _rows(given.data)
    learnt, test = np.flatnonzero(rows.splits != "test"), np.flatnonzero(rows.splits == "test")
    if given.write:
        np.savez_compressed(MODEL, **_arrays(rows, learnt))
        load_classifier.cache_clear()
        print(f"wrote {MODEL.name}, {MODEL.stat().st_size / 1e3:.0f} kB\n")
    recipes = _recipes(rows)
    print("published test split")
    found = {name: _print(name, rows, test, recipe(learnt, test)) for name, recipe in recipes.items()}
    shipped = {way: _print(f"shipped, {way}", rows, test, _shipped(rows, test, way == "vectors")) for way in ("words", "vectors")}
    print("\neach document left out in turn")
    left = {name: _print(name, rows, np.arange(len(rows.texts)), _left_out(rows, recipe)) for name, recipe in recipes.items()}
    figure("requirement_macro_f1_test", found["with vectors"], "at least", 0.85)
    figure("requirement_macro_f1_test_words_alone", found["words alone"], "at least", 0.85)
    figure("requirement_macro_f1_test_shipped", shipped["vectors"], "at least", 0.85)
    figure("requirement_macro_f1_left_out", left["with vectors"], "at least", 0.85)
    figure("requirement_ahead_of_modal_rule_test", found["with vectors"] - found["shall or must"], "at least", 0.0)
    figure("requirement_ahead_of_tfidf_test", found["with vectors"] - found["TF-IDF, logistic"], "at least", 0.0)
    return 0


def _rows(folder: Path) -> Rows:
    texts: list[str] = []
    marks: list[tuple[bool, str, str]] = []
    for split in ("train", "valid", "test"):
        with (folder / "pure" / f"PURE_{split}.csv").open(encoding="utf-8", newline="") as file:
            for _, text, document, label in list(csv.reader(file))[1:]:
                texts.append(" ".join(text.split()))
                marks.append((label == "Req", SAME.get(document, document), split))
    required, documents, splits = (np.array(column) for column in zip(*marks, strict=True))
    counts = Counter(documents)
    vectors = load_encoder().embed(texts)
    words = _by_document(documents, lambda chosen: features_of([texts[i] for i in chosen], load_cues()))
    away = _by_document(documents, lambda chosen: apart(vectors[chosen]))
    share = np.array([1 / np.sqrt(counts[document]) for document in documents])
    return Rows(
        texts=texts, required=required, documents=documents, splits=splits, words=words, vectors=vectors, apart=away, share=share
    )


def _by_document(documents: Array, of: Callable[[Array], Array]) -> Array:
    """What `of` makes of the rows of each document, in the order of all rows."""
    parts = [(chosen, of(chosen)) for document in np.unique(documents) for chosen in [np.flatnonzero(documents == document)]]
    result = np.empty((len(documents), parts[0][1].shape[1]))
    for chosen, made in parts:
        result[chosen] = made
    return result


def _recipes(rows: Rows) -> Mapping[str, Recipe]:
    def tfidf(learn: Array, judge: Array) -> Array:
        vectorizer = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
        model = LogisticRegression(C=10, max_iter=1000, class_weight="balanced")
        model.fit(vectorizer.fit_transform([rows.texts[i] for i in learn]), rows.required[learn])
        chances: Array = model.predict_proba(vectorizer.transform([rows.texts[i] for i in judge]))[:, 1]
        return chances

    return {
        "shall or must": lambda _, judge: np.array([MODAL.search(rows.texts[i]) is not None for i in judge], float),
        "TF-IDF, logistic": tfidf,
        "words alone": lambda learn, judge: _weighed(rows, rows.words, _own(rows), learn, judge),
        "with vectors": lambda learn, judge: _weighed(
            rows, _placed(rows, learn), np.hstack([_own(rows), rows.vectors]), learn, judge
        ),
    }


def _own(rows: Rows) -> Array:
    """The features of each sentence alone."""
    return rows.words[:, : own_width(load_cues())]


def _placed(rows: Rows, learn: Array) -> Array:
    return np.hstack([rows.words, rows.apart @ _axes(rows, learn).T])


def _weighed(rows: Rows, features: Array, own: Array, learn: Array, judge: Array) -> Array:
    """Trees and a line with half a say each, as `Weighing` of the package."""
    line, base = _line(rows, own, learn)
    trees = _boosted(rows, features, learn).decision_function(features[judge])
    chances: Array = 1 / (1 + np.exp(-(trees + own[judge] @ line + base) / 2))
    return chances


def _line(rows: Rows, own: Array, learn: Array) -> tuple[Array, float]:
    """Ridge regression on features of about equal spread (a vector's numbers are small already), as weights of the plain ones."""
    words = own_width(load_cues())
    middle, spread = own[learn].mean(axis=0), own[learn].std(axis=0) + 0.1
    middle[words:], spread[words:] = 0.0, 1 / VECTOR_SCALE
    model = Ridge(1000).fit(
        (own[learn] - middle) / spread, np.where(rows.required[learn], LOG_ODDS, -LOG_ODDS), _weights(rows, learn)
    )
    line: Array = model.coef_ / spread
    return line, float(model.intercept_ - middle @ line)


def _weights(rows: Rows, learn: Array) -> Array:
    weights: Array = rows.share[learn] / rows.share[learn].mean()
    return weights


def _axes(rows: Rows, learn: Array) -> Array:
    """The directions along which sentences of one document differ most."""
    axes: Array = PCA(AXES, random_state=0).fit(rows.apart[learn]).components_.astype(np.float16).astype(np.float64)
    return axes


def _boosted(rows: Rows, features: Array, learn: Array) -> HistGradientBoostingClassifier:
    model = HistGradientBoostingClassifier(
        max_iter=150,
        learning_rate=0.05,
        max_leaf_nodes=8,
        min_samples_leaf=30,
        l2_regularization=5,
        early_stopping=False,
        random_state=0,
    )
    return model.fit(features[learn], rows.required[learn], sample_weight=_weights(rows, learn))


def _arrays(rows: Rows, learn: Array) -> dict[str, Array]:
    """What the package ships: thresholds, values and axes, no word of any sentence."""
    own = _own(rows)
    plain, placed = _line(rows, own, learn), _line(rows, np.hstack([own, rows.vectors]), learn)
    return {
        **_packed("plain", _boosted(rows, rows.words, learn)),
        **_packed("placed", _boosted(rows, _placed(rows, learn), learn)),
        "plain_line": plain[0],
        "plain_line_base": np.asarray(plain[1]),
        "placed_line": placed[0],
        "placed_line_base": np.asarray(placed[1]),
        "axes": _axes(rows, learn).astype(np.float16),
    }


def _packed(name: str, model: HistGradientBoostingClassifier) -> dict[str, Array]:
    """The trees as one list of nodes; a leaf leads to itself. Reads scikit-learn's own arrays, which only this file may do."""
    parts: dict[str, list[Array]] = {part: [] for part in ("feature", "threshold", "left", "right", "value")}
    roots, depth, first = [], 0, 0
    for (tree,) in model._predictors:
        nodes = tree.nodes
        leaf, own = nodes["is_leaf"].astype(bool), np.arange(len(nodes))
        parts["feature"].append(np.where(leaf, 0, nodes["feature_idx"]))
        parts["threshold"].append(np.where(leaf, 0.0, nodes["num_threshold"]))
        parts["left"].append(np.where(leaf, own, nodes["left"]) + first)
        parts["right"].append(np.where(leaf, own, nodes["right"]) + first)
        parts["value"].append(np.where(leaf, nodes["value"], 0.0))
        roots.append(first)
        depth, first = max(depth, int(nodes["depth"].max())), first + len(nodes)
    whole = {part: np.concatenate(made).astype(np.int16) for part, made in parts.items() if part in ("feature", "left", "right")}
    real = {part: np.concatenate(parts[part]) for part in ("threshold", "value")}
    packed = {
        **whole,
        **real,
        "roots": np.array(roots, np.int16),
        "depth": np.array(depth),
        "base": model._baseline_prediction.ravel()[0],
    }
    return {f"{name}_{part}": np.asarray(made) for part, made in packed.items()}


def _shipped(rows: Rows, judge: Array, with_vectors: bool) -> Array:
    """The chances that the package itself gives, one document after the other."""
    chances = np.zeros(len(rows.texts))
    for document in np.unique(rows.documents[judge]):
        chosen = np.flatnonzero(rows.documents == document)
        vectors = rows.vectors[chosen] if with_vectors else None
        chances[chosen] = load_classifier().chances([rows.texts[i] for i in chosen], vectors)
    return chances[judge]


def _left_out(rows: Rows, recipe: Recipe) -> Array:
    chances = np.zeros(len(rows.texts))
    for document in np.unique(rows.documents):
        held = rows.documents == document
        chances[held] = recipe(np.flatnonzero(~held), np.flatnonzero(held))
    return chances


def _print(name: str, rows: Rows, judge: Array, chances: Array) -> float:
    said, right = chances > 0.5, rows.required[judge]
    documents = rows.documents[judge]
    whole = float(f1_score(right, said, average="macro"))
    each = [f1_score(right[documents == one], said[documents == one], average="macro") for one in np.unique(documents)]
    print(f"{name:20} macro-F1 {whole:.3f}, accuracy {np.mean(right == said):.3f}, mean over documents {np.mean(each):.3f}")
    if len(each) < 10:
        print(
            "                     "
            + ", ".join(f"{one} {value:.2f}" for one, value in zip(np.unique(documents), each, strict=True))
        )
    return whole


if __name__ == "__main__":
    sys.exit(main())
