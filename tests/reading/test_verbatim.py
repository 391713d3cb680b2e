"""Every quote is found again at its place, or shortened until it is, or dropped."""

from hypothesis import given
from hypothesis import strategies as st
from tests.core.worlds import DOCUMENT, said

from winnable.core.evidence import Place
from winnable.reading.verbatim import squash, verified


def voice(quote, start=10):
    return said(
        "portal",
        "none",
        source=DOCUMENT,
        quote=quote,
        place=Place(file="a.pdf", page=2, section="", start=start, end=start + len(quote)),
    )


RAW = {
    ("a.pdf", 2): squash(
        "The city wants a self-service portal. Cell one of a row ... and far away cell two, which is longer than the first"
    )
}


def test_a_quote_that_the_page_holds_is_kept_as_it_is():
    evidence = voice("wants a self-\nservice portal")
    assert verified(evidence, RAW) == evidence


def test_a_row_whose_cells_stand_apart_is_cut_to_its_longest_cell():
    found = verified(voice("Cell one of a row | cell two, which is longer than the first"), RAW)
    assert found.quote == "cell two, which is longer than the first"
    assert (found.place.start, found.place.end) == (30, 70)


def test_a_quote_around_something_hidden_is_cut_to_words_that_are_there():
    assert verified(voice("the city wants a hidden self-service portal"), RAW).quote in (
        "the city wants a",
        "self-service portal",
    )


def test_a_quote_that_is_nowhere_is_dropped():
    assert verified(voice("Nobody ever wrote this sentence down"), RAW) is None


def test_a_voice_without_a_place_needs_no_quote():
    person = said("portal", "none")
    assert verified(person, RAW) is person


@given(st.text(max_size=80), st.text(max_size=80))
def test_what_is_kept_is_held_by_the_file(quote, held):
    found = verified(voice(quote), {("a.pdf", 2): squash(held)})
    assert found is None or squash(found.quote) in squash(held)
    assert found is None or found.quote in quote
