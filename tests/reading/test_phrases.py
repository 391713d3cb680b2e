"""Phrases are whole words, the longest first, with wildcards and gaps."""

from hypothesis import given
from hypothesis import strategies as st
from tests.reading.texts import LEXICON

from winnable.reading.phrases import Phrasebook
from winnable.reading.text import fold

BOOK = Phrasebook(
    [
        ("closing date", "deadline"),
        ("closing", "limit"),
        ("proposal*", "offer"),
        ("notice of ... intent", "questions"),
        ("*截止*", "deadline"),
        ("due", "limit"),
        ("due", "deadline"),
    ]
)


def labels(text: str) -> list[str]:
    return [found.label for found in BOOK.find(fold(text))]


def test_the_longest_phrase_counts():
    assert labels("The closing date is near, closing soon") == ["deadline", "limit"]


def test_a_star_matches_any_ending():
    assert labels("proposals, proposal and propos") == ["offer", "offer"]


def test_a_gap_stands_for_up_to_five_words():
    assert labels("notice of a vendor's intent") == ["questions"]
    assert labels("notice of one two three four five six seven intent") == []


def test_scripts_without_spaces_are_searched_inside():
    assert labels("投标截止时间") == ["deadline"]


def test_a_phrase_may_stand_under_two_labels():
    assert labels("due") == ["limit", "deadline"]


def test_parts_of_words_do_not_match():
    assert labels("overdue enclosing") == []


@given(st.text())
def test_places_lie_inside_the_text(text):
    folded = fold(text)
    for found in LEXICON.dates.cues.find(folded):
        assert 0 <= found.start < found.end <= len(folded)
