"""Folding keeps lengths; sentences keep all text; quotes are short slices."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.reading.texts import lines

from winnable.reading.text import QUOTE_LIMIT, cell_at, fold, is_label, quote_span, sentences


@given(st.text())
def test_folding_keeps_the_length(text):
    assert len(fold(text)) == len(text)


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Économie", "economie"),
        ("GRÖSSE", "grosse"),
        ("Łódź", "lodz"),
        ("a–b — c", "a-b - c"),
        ("l’offre", "l'offre"),
        ("m²", "m²"),
        ("İ", "i"),
        ("\u00a0", " "),
    ],
)
def test_case_accents_and_typography_are_folded(text, folded):
    assert fold(text) == folded


@given(st.text())
def test_sentences_hold_all_that_is_not_white_space(text):
    spans = sentences(text)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    kept = "".join(text[start:end] for start, end in spans)
    assert "".join(kept.split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("It is due. It is late.", 2),
        ("See Art. 5 and No. 7 for details.", 1),
        ("Approx. 20 % of 3.5 million", 1),
        ("At 5 p.m. EDT on Monday", 1),
        ("At 5 p.m. Late offers are refused.", 2),
        ("Mr. J. Doe, Inc. in St. Gallen", 1),
        ("Dies gilt z.B. für Nr. 3.", 1),
        ("One • two • three", 3),
        ("Is it? Yes! Good.", 3),
        ("第一句。第二句。", 2),
        ("", 0),
    ],
)
def test_sentences_know_abbreviations(text, count):
    assert len(sentences(text)) == count


@given(st.text(min_size=1), st.data())
def test_a_quote_holds_what_it_is_for_and_is_short(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, min(len(text), start + 50)))
    first, last = quote_span(text, start, end)
    assert 0 <= first <= start
    assert end <= last <= len(text)
    assert last - first <= QUOTE_LIMIT


def test_the_cells_of_a_table():
    table = lines("Lot | Value", "Portal | 90,000")
    position = table[1].text.index("90")
    assert table[1].text[slice(*cell_at(table[1], position))] == "90,000"


@pytest.mark.parametrize(
    ("text", "label"), [("Closing date:", True), ("Proposals due", True), ("It was due.", False), ("", False), ("x" * 90, False)]
)
def test_labels_are_short_and_end_without_a_full_stop(text, label):
    assert is_label(text) is label
