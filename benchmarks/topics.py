"""Topics of requirements: security, integration, accessibility and hosting on sentences that were labelled by reading.

Each tender document is left out in turn: the lines of the four topics learn from the labels of the others and from sentences of
other public texts. `unseen` are the sentences on which no word of `lexicons/topics.yaml` was chosen. Beside them, in the same
run: one plain word, and TF-IDF with logistic regression. With `--data` holding `pure_security`, the security topic also meets
the labels of that set, beside what a small classifier learns from its other documents and from the same one. With `promise`, the
classes of that set that have a topic of ours. `--write` learns from all sentences and writes what the package ships.
"""

import argparse
import csv
import json
import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.svm import LinearSVC

from setting import figure, print_setting
from topics_data import LABELS, Sentence, read_sentences
from topics_fit import features, learned, shares_of
from winnable.formats.classifiers import TOPIC_LINES, load_topic_words
from winnable.reading.topics import TopicLine, TopicWords, topics_of

DOCUMENTS = Path("../shared/rfps/documents")
DATA = Path("../shared/data/requirements")
ASKED = {"security": 0.75, "integration": 0.75, "accessibility": 0.75, "hosting": 0.75}
PLAIN = {
    "security": r"secur\w*|sécur\w*|segur\w*",
    "integration": r"integr\w*|API",
    "accessibility": r"access?ib\w*",
    "hosting": r"host\w*|cloud|h[eé]berg\w*",
}
PROMISE = {"SE": "security", "PE": "performance", "US": "usability"}
DRAWS = 1000  # of documents, for the interval
BLOCKS = 5  # of neighbouring sentences of one document, each left out in turn


def main() -> int:
    """Print the measures and their targets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=Path, default=DOCUMENTS, help="folder of the labelled documents")
    parser.add_argument("--data", type=Path, default=DATA, help="folder that holds pure, pure_security and promise")
    parser.add_argument("--write", action="store_true", help=f"write {TOPIC_LINES.name} anew")
    given = parser.parse_args()
    print_setting("Topics", f"{LABELS.name}/*.jsonl on {given.documents}; sets in {given.data}", ["scikit-learn", "numpy"])
    sentences = read_sentences(given.documents, given.data)
    words = load_topic_words()
    rows = {topic: features(topic, sentences, words) for topic in ASKED}
    if given.write:
        _write(sentences, rows)
        load_topic_words.cache_clear()
    _print_left_out(sentences, _left_out(sentences, rows, words), _tfidf_left_out(sentences))
    _security_set(given.data)
    _promise_set(given.data)
    return 0


def _lines(sentences: Sequence[Sentence], rows: Any, learn: Any) -> dict[str, TopicLine]:
    """The lines of the four topics that some of the sentences teach."""
    shares = shares_of(sentences)[learn]
    return {
        topic: learned(topic, [rows[topic][i] for i in learn], _right(sentences, topic)[learn].astype(float), shares)
        for topic in ASKED
    }


def _write(sentences: Sequence[Sentence], rows: Any) -> None:
    lines = _lines(sentences, rows, np.arange(len(sentences)))
    plain = {topic: {"base": line.base, "weights": line.weights} for topic, line in lines.items()}
    TOPIC_LINES.write_text(json.dumps(plain, indent=1) + "\n", encoding="utf-8")
    print(f"wrote {TOPIC_LINES.name}, {TOPIC_LINES.stat().st_size / 1e3:.0f} kB\n")


def _left_out(sentences: Sequence[Sentence], rows: Any, words: TopicWords) -> list[set[str]]:
    """The topics of each sentence of a tender, told by lines that learned from other documents."""
    said: list[set[str]] = [set() for _ in sentences]
    for _, held, learn in _documents(sentences):
        others = replace(words, lines=_lines(sentences, rows, learn))
        for i in held:
            said[i] = set(topics_of(sentences[i].text, sentences[i].section, others))
    return said


def _documents(sentences: Sequence[Sentence]) -> list[tuple[str, Any, Any]]:
    """Each tender document with its rows and the rows of all others."""
    documents = np.array([one.document for one in sentences])
    names = np.unique([one.document for one in sentences if one.tender])
    return [(name, np.flatnonzero(documents == name), np.flatnonzero(documents != name)) for name in names]


def _tfidf_left_out(sentences: Sequence[Sentence]) -> dict[str, Any]:
    said = {topic: np.zeros(len(sentences), bool) for topic in ASKED}
    for _, held, learn in _documents(sentences):
        vectorizer = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True, strip_accents="unicode")
        table = vectorizer.fit_transform([sentences[i].text for i in learn])
        asked = vectorizer.transform([sentences[i].text for i in held])
        for topic in ASKED:
            model = LogisticRegression(C=10, max_iter=1000, class_weight="balanced")
            said[topic][held] = model.fit(table, _right(sentences, topic)[learn]).predict(asked)
    return said


def _right(sentences: Sequence[Sentence], topic: str) -> Any:
    return np.array([topic in one.topics for one in sentences])


def _print_left_out(sentences: Sequence[Sentence], said: Sequence[set[str]], peers: dict[str, Any]) -> None:
    parts = _parts(sentences)
    asked = parts["asked"]
    documents = np.array([one.document for one in sentences])
    print(f"each of {len(set(documents[asked]))} documents left out in turn:", end=" ")
    print(", ".join(f"{name} {rows.sum()}" for name, rows in parts.items()))
    for topic, target in ASKED.items():
        right, ours = _right(sentences, topic), np.array([topic in topics for topics in said])
        word = np.array([re.search(rf"\b(?:{PLAIN[topic]})", one.text, re.IGNORECASE) is not None for one in sentences])
        low, high = _interval(right[asked], ours[asked], documents[asked])
        exact, recall = _share(right[asked], ours[asked]), _share(ours[asked], right[asked])
        scores = {name: _f1(right[rows], ours[rows]) for name, rows in parts.items()}
        print(f"  {topic:14} n {right[asked].sum():3} F1 {scores['asked']:.3f} ({low:.2f}-{high:.2f}),", end=" ")
        print(f"precision {exact:.2f}, recall {recall:.2f};", end=" ")
        print(", ".join(f"{name} {scores[name]:.3f} of {right[rows].sum()}" for name, rows in parts.items() if name != "asked"))
        print(f"{'':17}one plain word {_f1(right[asked], word[asked]):.3f}, TF-IDF {_f1(right[asked], peers[topic][asked]):.3f}")
        figure(f"topic_{topic}_f1_left_out", scores["asked"], "at least", target)
        figure(f"topic_{topic}_f1_unseen", scores["unseen"], "at least", target)
        figure(f"topic_{topic}_f1_with_near", scores["with near ones"], "at least", target)


def _parts(sentences: Sequence[Sentence]) -> dict[str, Any]:
    """Which sentences a score is of: those of tenders that no model chose, of them those on which no word was chosen and those
    without doubt, and all of them with the hard ones that were drawn for being close to a topic."""
    tender = np.array([one.tender for one in sentences])
    asked = tender & np.array([not one.near for one in sentences])
    return {
        "asked": asked,
        "unseen": asked & np.array([not one.seen for one in sentences]),
        "without doubt": asked & np.array([not one.doubt for one in sentences]),
        "with near ones": tender,
    }


def _interval(right: Any, ours: Any, documents: Any) -> tuple[float, float]:
    """5-95 % of the F1, over draws of whole documents."""
    rng = np.random.default_rng(0)
    places = [np.flatnonzero(documents == name) for name in np.unique(documents)]
    drawn = [np.concatenate([places[i] for i in rng.integers(len(places), size=len(places))]) for _ in range(DRAWS)]
    low, high = np.quantile([_quick_f1(right[rows], ours[rows]) for rows in drawn], (0.05, 0.95))
    return float(low), float(high)


def _quick_f1(right: Any, ours: Any) -> float:
    return 2 * float((right & ours).sum()) / max(1.0, float(right.sum() + ours.sum()))


def _security_set(folder: Path) -> None:
    file = folder / "pure_security" / "Pure_Annotate_Dataset.csv"
    if not file.exists():
        return
    with file.open(encoding="cp1252", newline="") as lines:
        rows = list(csv.reader(lines, delimiter=";"))[1:]
    documents = np.array([re.sub(r"_\d+$", "", row[0]) for row in rows])
    texts, right = [row[1] for row in rows], np.array([row[2] == "1" for row in rows])
    words = load_topic_words()
    ours = np.array(["security" in topics_of(text, "", words) for text in texts])
    across, within = _learned(texts, right, documents)
    print(f"\nsecurity label of {len(rows)} sentences in {len(np.unique(documents))} documents ({right.mean():.0%} labelled)")
    for document in np.unique(documents):
        held = documents == document
        shares = f"labelled {right[held].mean():4.0%} ours {ours[held].mean():4.0%}"
        told = f"from the others {_f1(right[held], across[held]):.2f}, from itself {_f1(right[held], within[held]):.2f}"
        print(f"  {document[:44]:44} {shares} F1 {_f1(right[held], ours[held]):.2f}; learned {told}")
    figure("topic_security_f1_pure_security", _f1(right, ours), "at least", 0.75)
    figure("topic_security_f1_pure_security_learned_by_document", _f1(right, across), "at least", 0.75)
    figure("topic_security_f1_pure_security_learned_within_document", _f1(right, within), "at least", 0.75)


def _learned(texts: Sequence[str], right: Any, documents: Any) -> tuple[Any, Any]:
    """The label as told by what learned from the other documents, and from the other fifths of the same one."""
    across, within = np.zeros(len(texts), bool), np.zeros(len(texts), bool)
    for document in np.unique(documents):
        held = np.flatnonzero(documents == document)
        across[held] = _told(texts, right, np.flatnonzero(documents != document), held)
        for block in np.array_split(held, BLOCKS):
            within[block] = _told(texts, right, np.setdiff1d(held, block), block)
    return across, within


def _told(texts: Sequence[str], right: Any, learn: Any, judge: Any) -> Any:
    if len(np.unique(right[learn])) < 2:
        return np.zeros(len(judge), bool)
    vectorizer = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    model = LinearSVC(C=0.5, class_weight="balanced")
    model.fit(vectorizer.fit_transform([texts[i] for i in learn]), right[learn])
    return model.predict(vectorizer.transform([texts[i] for i in judge]))


def _promise_set(folder: Path) -> None:
    file = folder / "promise" / "promise_nfr.csv"
    if not file.exists():
        return
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter=";"))
    words = load_topic_words()
    said = [topics_of(row["RequirementText"], "", words) for row in rows]
    print(f"\nclasses of {len(rows)} requirements, one each, in which nothing of ours was chosen")
    for key, topic in PROMISE.items():
        right = np.array([row["class"] == key for row in rows])
        print(f"  {topic:14} n {right.sum():3} F1 {_f1(right, np.array([topic in topics for topics in said])):.3f}")


def _f1(right: Any, said: Any) -> float:
    return float(f1_score(right, said, zero_division=0.0))


def _share(of: Any, among: Any) -> float:
    return float(of[among].mean()) if among.any() else 0.0


if __name__ == "__main__":
    sys.exit(main())
