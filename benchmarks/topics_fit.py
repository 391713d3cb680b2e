"""The lines of the four weighed topics, learned from labelled sentences: logistic regression that is drawn towards what a person
would guess of each group of words, so that few examples move it only as far as they must."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from topics_data import Sentence
from winnable.reading.topics import LIKELY, TopicLine, TopicWords, features_of, headed_by, said_in

Array = NDArray[np.float64]
Features = list[dict[str, float]]
# What a phrase of a group is worth before anything is learned, in log odds. All that follows was chosen by folds of documents.
GUESSES: Mapping[str, Mapping[str, float]] = {
    "security": {"secure": 2.5, "access": 2, "crypto": 3, "attack": 2.5, "privacy": 2.5, "control": 2.5, "protect": 0.5},
    "integration": {
        "interface": 2.5,
        "joining": 2,
        "integration": 1,
        "exchange": 1.5,
        "other_system": 1.5,
        "kind_of_system": 1,
        "product": 1,
        "format": 1,
        "sign_on": 0.8,
        "plain_interface": 0.8,
        "combining": 0.8,
    },
    "accessibility": {"law": 4, "people": 3, "accessibility": 2, "accessible": 0.5, "not_accessibility": -1},
    "hosting": {
        "host": 2.5,
        "cloud": 2.5,
        "machines": 1.5,
        "environments": 1.5,
        "deploying": 0.8,
        "availability": 2.5,
        "recovery": 2,
        "scaling": 1.5,
        "operating": 1,
        "plain_availability": 0.5,
        "running": 0.4,
    },
}
AGAINST, LISTED, CONFIRMED, TWO_GROUPS, THREE_GROUPS, LISTED_IN_HEADING = -0.5, 0.5, 0.3, 0.3, 0.2, 0.2
TWICE, IN_HEADING = 0.3, 0.2  # of what the group is worth itself
LENGTH = -0.2
SURENESS = 0.7  # of the guesses
USUAL = -4.0  # log odds of a topic where nothing speaks for it
DRAWN = 4.0  # how strongly a weight is held to its guess
DOUBTED = 0.5  # what a doubtful label counts
STEPS, NEAR = 40, 1e-6
SMALLEST = 0.005  # a weight below is left out of the file


def features(topic: str, sentences: Sequence[Sentence], words: TopicWords) -> Features:
    """What the line of a topic weighs, of each sentence."""
    return [features_of(topic, one.text, said_in(one.text, words), headed_by(one.section, words)) for one in sentences]


def learned(topic: str, rows: Features, right: Array, shares: Array) -> TopicLine:
    """The line that the rows teach; a row counts as much as its share."""
    names = sorted({name for row in rows for name in row})
    column = {name: at for at, name in enumerate(names)}
    table = np.zeros((len(rows), len(names) + 1))
    table[:, -1] = 1.0
    for at, row in enumerate(rows):
        for name, value in row.items():
            table[at, column[name]] = value
    guess = np.array([*(SURENESS * _guess(topic, name) for name in names), USUAL])
    held = np.array([*([DRAWN] * len(names)), DRAWN / 20])
    weights = _fitted(table, right, shares, guess, held)
    kept = {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=False) if abs(weight) >= SMALLEST}
    return TopicLine(base=round(float(weights[-1]), 4), weights=kept)


def _guess(topic: str, name: str) -> float:
    fixed = {
        "listed": LISTED,
        "listed in heading": LISTED_IN_HEADING,
        "2 groups": TWO_GROUPS,
        "3 groups": THREE_GROUPS,
        "confirmed": CONFIRMED,
        "length": LENGTH,
    }
    group, share = name.removesuffix(" twice").removesuffix(" in heading"), 1.0
    share = TWICE if name.endswith(" twice") else IN_HEADING if name.endswith(" in heading") else 1.0
    worth = AGAINST if group.startswith("not_") else 0.0
    return fixed[name] if name in fixed else share * GUESSES[topic].get(group, worth)


def _fitted(table: Array, right: Array, shares: Array, guess: Array, held: Array) -> Array:
    """Newton's steps, each halved until it helps."""

    def loss(weights: Array) -> float:
        odds = table @ weights
        return float((shares * (np.logaddexp(0, odds) - right * odds)).sum() + (held * (weights - guess) ** 2).sum() / 2)

    weights, now = guess.copy(), loss(guess)
    for _ in range(STEPS):
        chances = 1 / (1 + np.exp(-np.clip(table @ weights, -30, 30)))
        slope = table.T @ (shares * (chances - right)) + held * (weights - guess)
        bend = (table * (shares * chances * (1 - chances))[:, None]).T @ table + np.diag(held)
        step = np.linalg.solve(bend, slope)
        while loss(weights - step) > now and np.abs(step).max() > NEAR:
            step = step / 2
        weights, before, now = weights - step, now, loss(weights - step)
        if before - now < NEAR:
            break
    return weights


def shares_of(sentences: Sequence[Sentence]) -> Array:
    """What each label counts."""
    return np.array([DOUBTED if one.doubt else 1.0 for one in sentences])


def folds_of(documents: Sequence[str], count: int, seed: int) -> list[NDArray[np.bool_]]:
    """Which rows each fold holds out: whole documents."""
    names = np.unique(documents)
    np.random.default_rng(seed).shuffle(names)
    return [np.isin(documents, part) for part in np.array_split(names, count)]


def held_out(
    sentences: Sequence[Sentence], folds: Sequence[NDArray[np.bool_]], say: Callable[[Array, Array], Array]
) -> NDArray[np.bool_]:
    """What is said of each sentence by what learned from the other documents: `say` takes the rows to learn from and to judge."""
    said = np.zeros(len(sentences), bool)
    for held in folds:
        said[held] = say(np.flatnonzero(~held), np.flatnonzero(held))
    return said


def by_line(topic: str, rows: Features, right: Array, shares: Array) -> Callable[[Array, Array], Array]:
    """The line of a topic as something that learns from some rows and judges others."""

    def say(learn: Array, judge: Array) -> Array:
        line = learned(topic, [rows[i] for i in learn], right[learn], shares[learn])
        return np.array([line.chance(rows[i]) >= LIKELY for i in judge])

    return say
