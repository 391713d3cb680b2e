"""The classifier: what a reader would call a requirement scores above what he would not, whatever the order."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from winnable.formats.classifiers import load_classifier

ASKING = [
    "The system shall keep a record of every change for seven years.",
    "The platform must let an editor publish a page to three sites at once.",
    "Each user shall be able to reset a forgotten password without help.",
    "The portal shall send a reminder when a step has waited for three days.",
]
TELLING = [
    "This document describes the background of the project and its history.",
    "Chapter two gives an overview of the organisation and lists the abbreviations.",
    "Glossary: a term that is explained at the end of this document.",
    "The department was founded in 1974 and moved to its present building in 1998.",
]
# A demand and a remark in each of the other languages that are read.
PAIRS = {
    "fr": (
        "Le système doit conserver la trace de chaque modification.",
        "Ce document décrit le contexte et l'historique du projet.",
    ),
    "de": ("Das System muss jede Änderung dauerhaft speichern.", "Dieses Dokument beschreibt das Projekt und die Definitionen."),
    "es": (
        "El sistema deberá guardar todos los cambios de los usuarios.",
        "Este documento describe el alcance y las definiciones del proyecto.",
    ),
    "it": (
        "Il sistema deve salvare tutte le modifiche degli utenti.",
        "Questo documento descrive gli obiettivi e le definizioni del progetto.",
    ),
    "nl": (
        "Het systeem moet alle wijzigingen van een gebruiker bewaren.",
        "Dit document beschrijft het doel en de definities van het project.",
    ),
}


def test_demands_score_above_remarks() -> None:
    chances = load_classifier().chances([*ASKING, *TELLING])
    assert chances[: len(ASKING)].min() > 0.5 > chances[len(ASKING) :].max()


@pytest.mark.parametrize("language", PAIRS)
def test_a_demand_scores_above_a_remark_in_each_language(language: str) -> None:
    demand, remark = load_classifier().chances(PAIRS[language])
    assert demand > remark


def test_a_plain_statement_counts_for_more_where_nothing_says_shall() -> None:
    statement = "The application displays the status of each order."
    plain = ["The application offers a list of templates.", "A user can add an order.", "The tool creates a report every week."]
    among_plain = load_classifier().chances([statement, *plain])[0]
    among_shall = load_classifier().chances([statement, *ASKING, *ASKING])[0]
    assert among_plain > among_shall


def test_vectors_are_heard() -> None:
    classifier = load_classifier()
    texts = [*ASKING, *TELLING]
    vectors = np.eye(len(texts), 384, dtype=np.float32)
    assert not np.allclose(classifier.chances(texts, vectors), classifier.chances(texts))


def test_nothing_gives_nothing() -> None:
    assert load_classifier().chances([]).shape == (0,)


@settings(max_examples=40, deadline=None)
@given(st.permutations(range(len(ASKING) + len(TELLING))))
def test_the_order_of_sentences_does_not_matter(order: list[int]) -> None:
    texts = [*ASKING, *TELLING]
    chances = load_classifier().chances(texts)
    assert np.allclose(load_classifier().chances([texts[i] for i in order]), chances[order])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=80), min_size=1, max_size=5))
def test_any_text_has_a_chance_between_0_and_1(texts: list[str]) -> None:
    chances = load_classifier().chances(texts)
    assert chances.shape == (len(texts),)
    assert np.all((chances >= 0) & (chances <= 1))
