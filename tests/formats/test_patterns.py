"""Patterns that run away are found, and finding them takes no time."""

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from winnable.formats.checks.probe import Trial, try_out
from winnable.formats.checks.regex_tree import hostile_texts, runs_away, tree_of

CATASTROPHES = [
    r"(\w+)+$",
    r"(a|aa)+$",
    r"(?:\d{1,3})*x",
    r"(?:\w+\s*){3,}y",
    r"(?:\w+ ?)*y",
    r"(?:a?){30}a{30}",
    r"(?:a+|b+)+x",
    r"(x+x+)+y",
    r"(?:[a-z]x?|\w)+!",
    r"((a*)*)*b",
    r"(?:.*,)*x",
    r"^(?:ab|ab|b)*$",
    r"(?:\s*\w*\s*)+:",
]
HARMLESS = [
    r"\b(?P<n>\d+) phases\b",
    r"(?:\W+\w+){0,5}?\W+x",
    r"\d+(?:[., ]\d+)*",
    r"(?:\d{3},)*\d",
    r"(?:and|any|or)+ x",
    r"(?:\w+ ){0,5}y",
    r"^(?:a|a|b)*$",
    r"(?:[a-z]+, )+x",
    r"(?:(?:ab)+c)+d",
    r"(?P<n>\d[\d.,]{0,12}) ?(?:users|employees)",
    r"(?:€|eur)\s?(\d+)",
    r"(?:\s+\S+){0,6}",
    r"([^,]*,)*x",
    r"(?>a+)+b",
    r"(?=a+)a",
    r"(a)?(?(1)b|c)",
]


@pytest.mark.parametrize("pattern", CATASTROPHES)
def test_a_catastrophe_is_seen_in_the_tree(pattern: str):
    assert runs_away(tree_of(pattern)) is not None


@pytest.mark.parametrize("pattern", HARMLESS)
def test_what_is_harmless_is_left_alone_and_is_quick(pattern: str):
    tree = tree_of(pattern)
    assert runs_away(tree) is None
    assert try_out([Trial(pattern, hostile_texts(tree))])[0] is not None


def test_looking_at_trees_is_fast():
    began = perf_counter()
    for pattern in (*CATASTROPHES, *HARMLESS):
        for _ in range(10):
            runs_away(tree_of(pattern))
    assert perf_counter() - began < 2.0


def test_a_pattern_that_runs_away_is_stopped_and_the_others_still_run():
    began = perf_counter()
    found = try_out([Trial("b", ("abc",)), Trial(r"(a+)+$", ("a" * 60 + "!",)), Trial(r"(?P<n>\d)", ("x7",))], seconds=0.3)
    assert found == [("b",), None, ("7",)]
    assert perf_counter() - began < 5


def test_many_runaways_cost_only_a_few():
    began = perf_counter()
    found = try_out([Trial(r"(a+)+$", ("a" * 60 + "!",))] * 200, seconds=0.2)
    assert len(found) == 200
    assert perf_counter() - began < 5


@given(
    st.recursive(
        st.sampled_from(["a", "b", r"\d", r"\w", r"\s", ".", "[ab]", "[^a]", "é"]),
        lambda inner: (
            st.builds("{}{}".format, inner, inner)
            | st.builds("(?:{}|{})".format, inner, inner)
            | st.builds("(?:{}){}".format, inner, st.sampled_from(["*", "+", "?", "{0,3}", "*?", "{2}"]))
        ),
        max_leaves=8,
    )
)
def test_any_pattern_can_be_looked_at(pattern: str):
    tree = tree_of(pattern)
    runs_away(tree)
    assert all(len(text) < 20_000 for text in hostile_texts(tree))
