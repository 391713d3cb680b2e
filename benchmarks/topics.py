"""Topics of requirements: security, integration, accessibility and hosting on sentences that were labelled by reading.

Words were chosen on every other document (sorted by name, from the first); the figures are of the documents between. Beside
them, the four topics by one plain word each. With `--data` holding `pure_security`, the security topic also meets the
labels of that set, and a small classifier learned from its other documents shows what the label can be told by at all.
With `promise`, the classes of that set that have a topic of ours.
"""

import argparse
import csv
import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import f1_score
from sklearn.svm import LinearSVC

from setting import figure, print_setting
from winnable.core.errors import SourceError
from winnable.core.evidence import Passage
from winnable.formats.classifiers import load_topic_words
from winnable.reading.text import fold
from winnable.reading.topics import topics_of
from winnable.reading.verbatim import squash
from winnable.sources.documents import read_document

LABELS = Path(__file__).with_name("labels")
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
Label = Mapping[str, Any]


def main() -> int:
    """Print the measures and their targets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=Path, default=DOCUMENTS, help="folder of the labelled documents")
    parser.add_argument("--data", type=Path, default=DATA, help="folder that holds pure_security and promise")
    given = parser.parse_args()
    print_setting("Topics", f"{LABELS.name}/*.jsonl on {given.documents}; sets in {given.data}", ["scikit-learn", "numpy"])
    labels = [json.loads(line) for file in sorted(LABELS.glob("*.jsonl")) for line in file.read_text("utf-8").splitlines()]
    names = sorted({label["document"] for label in labels})
    parts = {"words chosen on": set(names[::2]), "unseen": set(names[1::2])}
    for part, chosen in parts.items():
        found = [one for name in sorted(chosen) for one in _labelled(given.documents, name, labels)]
        scores = _print_topics(part, found)
    for topic, target in ASKED.items():
        figure(f"topic_{topic}_f1_unseen", scores.get(topic), "at least", target)
    _security_set(given.data)
    _promise_set(given.data)
    return 0


def _labelled(folder: Path, name: str, labels: Sequence[Label]) -> Iterator[tuple[Label, str, str]]:
    """The labels of one document with their words as they stand, and their section."""
    try:
        document = read_document(folder / name)
    except SourceError as error:
        print(f"left out: {error}")
        return
    for label in (label for label in labels if label["document"] == name):
        page = [passage for passage in document.passages if passage.page == label["page"]]
        raw = fold(document.raw[label["page"]][label["start"] : label["start"] + label["length"]])
        found = _stands(page, raw)
        if found is None:
            print(f"left out: {name}, a label on page {label['page']} is not found in one place")
        else:
            yield label, *found


def _stands(page: Sequence[Passage], raw: str) -> tuple[str, str] | None:
    """The text and the section of a squashed sentence among the passages of its page."""
    whole = "\n".join(passage.text for passage in page)
    letters = [(letter, i) for i, char in enumerate(whole) for letter in fold(squash(char))]
    at = "".join(letter for letter, _ in letters).find(raw)
    if at < 0 or not raw:
        return None
    start, end = letters[at][1], letters[at + len(raw) - 1][1] + 1
    offset = 0
    for passage in page:
        if start <= offset + len(passage.text):
            return whole[start:end], passage.section
        offset += len(passage.text) + 1
    return None


def _print_topics(part: str, found: Sequence[tuple[Label, str, str]]) -> dict[str, float]:
    print(f"{part}: {len(found)} sentences")
    words = load_topic_words()
    said = [set(topics_of(text, section, words)) for _, text, section in found]
    scores = {}
    for topic in ASKED:
        right = np.array([topic in label["topics"] for label, _, _ in found])
        ours = np.array([topic in topics for topics in said])
        sure = np.array([not label.get("doubt") for label, _, _ in found])
        peer = np.array([re.search(rf"\b(?:{PLAIN[topic]})", text, re.IGNORECASE) is not None for _, text, _ in found])
        scores[topic] = _f1(right, ours)
        exact, recall = _share(right, ours), _share(ours, right)
        print(f"  {topic:14} n {right.sum():3} F1 {scores[topic]:.3f} (precision {exact:.2f}, recall {recall:.2f}), ", end="")
        print(f"without doubt {_f1(right[sure], ours[sure]):.3f}, one plain word {_f1(right, peer):.3f}")
    return scores


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
    print(f"\nsecurity label of {len(rows)} sentences in {len(np.unique(documents))} documents ({right.mean():.0%} labelled)")
    learned = _by_document(texts, right, documents)
    for document in np.unique(documents):
        held = documents == document
        shares = f"labelled {right[held].mean():4.0%} ours {ours[held].mean():4.0%}"
        apart = _f1(right[held], learned[held])
        print(f"  {document[:44]:44} {shares} F1 {_f1(right[held], ours[held]):.2f}, learned from the others {apart:.2f}")
    figure("topic_security_f1_pure_security", _f1(right, ours), "at least", 0.75)
    figure("topic_security_f1_pure_security_learned_by_document", _f1(right, learned), "at least", 0.75)


def _by_document(texts: Sequence[str], right: Any, documents: Any) -> Any:
    said = np.zeros(len(texts), bool)
    for document in np.unique(documents):
        held = documents == document
        vectorizer = TfidfVectorizer(ngram_range=(1, 2), min_df=3, sublinear_tf=True)
        model = LinearSVC(C=0.5, class_weight="balanced")
        model.fit(vectorizer.fit_transform([texts[i] for i in np.flatnonzero(~held)]), right[~held])
        said[held] = model.predict(vectorizer.transform([texts[i] for i in np.flatnonzero(held)]))
    return said


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
