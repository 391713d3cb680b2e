"""Keys of the ledger stay the same as long as the words do, so that what people wrote beside them is not lost."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from tests.reading.texts import passages

from winnable.formats.readers import load_ledger_words
from winnable.reading.ledger import key_of, read_ledger
from winnable.reading.text import lines_of

WORDS = load_ledger_words()
NEEDS = tuple(
    f"The portal must {does} for every {who}." for does in ("show invoices", "keep drafts") for who in ("user", "dealer")
)


def keys(made):
    return {r.text: r.key for r in read_ledger(lines_of(made), WORDS)}


def test_a_key_does_not_depend_on_file_page_or_section():
    made = passages("# Scope", *NEEDS)
    moved = [replace(p, file="other.docx", page=9, section="5 Elsewhere") for p in made]
    assert keys(made) == keys(moved)


def test_layout_case_and_marks_do_not_change_a_key():
    assert key_of("The portal must  show invoices.") == key_of("the portal must show INVOICES")
    assert key_of("The portal must show invoices.") != key_of("The portal must hide invoices.")


def test_the_buyers_number_tells_the_same_words_apart_but_a_place_in_a_list_does_not():
    text = "The portal must show invoices."
    assert len({key_of(text), key_of(text, "REQ-1"), key_of(text, "REQ-2"), key_of(text, "3.1")}) == 4
    assert {key_of(text, number) for number in ("", "a", "3", "iv")} == {key_of(text)}


def test_repetitions_are_counted():
    found = read_ledger(lines_of(passages("# Scope", *[NEEDS[0]] * 3)), WORDS)
    first = found[0].key
    assert [r.key for r in found] == [first, f"{first}-2", f"{first}-3"]


@given(st.lists(st.sampled_from(NEEDS), unique=True, min_size=1), st.randoms(use_true_random=False))
def test_other_passages_coming_and_going_leave_a_key_alone(kept, chance):
    order = list(kept)
    chance.shuffle(order)
    everything = keys(passages("# Scope", *NEEDS))
    assert keys(passages("# Scope", "Lumen lies on a river.", *order)).items() <= everything.items()
