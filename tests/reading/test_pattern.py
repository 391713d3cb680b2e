"""A pattern runs on few passages, and finds all that it would find on every one."""

import re

import pytest

from winnable.core.evidence import Passage
from winnable.reading.pattern import Holders, pattern_of
from winnable.reading.text import lines_of

TEXTS = (
    "The portal shall be built on Drupal.",
    "Der Preis zählt 40 %, die Qualität 60 %.",
    "We have 1,200 employees and 300 dealers.",
    "standardised on WordPress; standardized on Joomla",
    "prices and costs",
    "",
)
PATTERNS = (
    r"\b(?:drupal|wordpress)\b",
    r"\b\d{1,3} ?%",
    r"(?P<n>\d[\d,]*) (?:[a-z]+ )?(?:employees|dealers)",
    r"standardi[sz]ed on (?:the )?\w+",
    r"\b(?:prices?|costs?)\b",
    r"(?:portal|website)s?\b[^.;]{0,40}\bbuilt",
    r"(?i)WORDPRESS",
    r"(?:qualit(?:at|y)|\d+ staff)",
    r"(?!the)\bportal",
)


@pytest.mark.parametrize("expression", PATTERNS)
def test_no_match_is_lost(expression):
    lines = lines_of([Passage(file="a.txt", text=text, page=1) for text in TEXTS])
    pattern = pattern_of(expression)
    matching = [line.index for line in lines if re.search(expression, line.folded)]
    assert matching
    assert [at for at in Holders(lines).of(pattern.needs) if pattern.compiled().search(lines[at].folded)] == matching


def test_passages_without_a_needed_word_are_left_out():
    lines = lines_of([Passage(file="a.txt", text=text, page=1) for text in TEXTS])
    assert list(Holders(lines).of(pattern_of(r"\b(?:built|made) (?:on|with) (?:drupal|wordpress)\b").needs)) == [0]
