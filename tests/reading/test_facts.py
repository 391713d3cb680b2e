"""What holds for every fact: quotes are found again at their place, whatever the text."""

from dataclasses import fields
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reading.texts import LEXICON, facts, passages

from winnable.reading.fact import Fact, Facts
from winnable.reading.facts import read_facts
from winnable.reading.text import QUOTE_LIMIT

PIECES = st.sampled_from(
    [
        "Proposals are due by",
        "March 14, 2025",
        "14.03.2025, 10:00 Uhr",
        "03/04/2025",
        "the budget is",
        "$1.4 million",
        "1,5 Mio. EUR",
        "between £2,000 and £3,000",
        "ISO 27001 certified",
        "Drupal 7",
        "Microsoft Entra ID (Azure AD)",
        "12,000 employees",
        "must be stored in",
        "Germany",
        "Stadt Köln",
        "SaaS",
        "en français",
        "Angebotsfrist",
        "extended to",
        "ﬁnance",
        "İstanbul",
        "日期",
        "٣",
        "~~",
        " | ",
        ". ",
        "\n",
        "(",
        "?",
        "“",
        "…",
        "__________",
        "Buyer:",
        "and",
        "not",
    ]
)
TEXTS = st.lists(st.lists(PIECES | st.text(max_size=8), max_size=14).map(" ".join), max_size=6)


def every(found: Facts) -> list[Fact]:
    todo = [fact for field in fields(found) if (fact := getattr(found, field.name)) is not None]
    for fact in todo:
        todo.extend(fact.others)
    return todo


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_every_quote_stands_at_its_place(texts):
    given_passages = passages(*texts)
    found, demands = read_facts(given_passages, LEXICON)
    for one in (*every(found), *demands):
        assert one.place is not None
        assert len(one.quote) <= QUOTE_LIMIT + 20
        assert one.quote in {passage.text[one.place.start : one.place.end] for passage in given_passages}
        assert 0 < one.confidence <= 1


HOSTILE = [
    "1 ",
    "9",
    " ",
    "Abc ",
    "1/1/2020 ",
    "€ 1.000 ",
    "systems such as Abc, ",
    "must be stored in Germany ",
    ".",
    "Ab-",
    "? ",
    " | ",
    "\n",
    "(",
    "a@b.",
    "contact Ada Winterly ",
    "contact: ",
    "small business ",
    "no licence fees ",
    "open source ",
    "price 40 % ",
    "40 points for price, ",
    "Price: 40, ",
    "stored in Germany ",
    "references 3 ",
    "turnover 1,000 EUR ",
    "must replace SharePoint ",
    "Drupal or WordPress, ",
    "such as Drupal, ",
    "ISO 27001 certified ",
    "published 3 May 2027 ",
    "no questions will be accepted ",
]


@pytest.mark.parametrize("piece", HOSTILE, ids=repr)
def test_hostile_repetition_costs_no_more_than_its_length(piece):
    text = piece * (20_000 // len(piece))
    started = process_time()
    read_facts(passages(text), LEXICON)
    assert process_time() - started < 4


def test_an_empty_opportunity_states_nothing():
    assert read_facts((), LEXICON) == (Facts(), ())


def test_all_facts_of_a_short_notice():
    found = facts(
        "# Intranet for Northtown City Council",
        "Published | 1 June 2022",
        "Applications close | 21 June 2022, 23:59",
        "Budget | up to £80k",
        "The intranet serves 12,000 employees of the council in the United Kingdom and is delivered as SaaS.",
        "It conforms to WCAG 2.1 AA and replaces SharePoint 2013.",
    )
    values = {field.name: fact.value for field in fields(found) if (fact := getattr(found, field.name)) is not None}
    assert values == {
        "title": "Intranet for Northtown City Council",
        "buyer": "Northtown City Council",
        "country": "GB",
        "languages": ("en",),
        "deadline": "2022-06-21T23:59",
        "time_zone": "Europe/London",
        "budget_max": 80_000,
        "budget_kind": "ceiling",
        "currency": "GBP",
        "user_count": 12_000,
        "hosting": "saas",
        "standards": ("WCAG 2.1 AA",),
        "named_systems": ("SharePoint 2013",),
    }


def test_a_sentence_behind_the_budget_does_not_take_it_away() -> None:
    for behind in ("Insurance is needed.", "The penalty for late delivery is EUR 5,000,000."):
        found = facts("# Intranet", f"Our budget is EUR 250,000. {behind}")
        assert found.budget_max is not None
        assert found.budget_max.value == 250000


def test_an_amount_of_absurd_length_is_not_stated() -> None:
    assert facts("# Intranet", f"Our budget for the intranet is EUR {'9' * 400}.").budget_max is None
