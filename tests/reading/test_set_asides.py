"""Tenders for some bidders only, and preferences for them."""

import pytest
from tests.reading.texts import facts

GROUPS = [
    ("This procurement is a total small business set-aside.", "small business", "only"),
    ("Set-aside: 8(a) competitive", "8(a)", "only"),
    ("Competition is limited to HUBZone firms.", "HUBZone", "only"),
    ("This acquisition is set aside for Service-Disabled Veteran-Owned Small Businesses.", "SDVOSB", "only"),
    ("Reserved for WOSB concerns.", "WOSB", "only"),
    ("Only local firms may submit a proposal.", "local firms", "only"),
    ("Preference is given to local businesses.", "local firms", "preference"),
    ("MSME bidders are exempted from the earnest money.", "MSME", "preference"),
    ("Prior experience may be relaxed for startups.", "startups", "preference"),
    ("Purchase preference follows the Make in India order.", "national preference", "preference"),
    ("Suitable for SMEs | Yes", "small business", "preference"),
    ("Ce marché est réservé aux entreprises adaptées.", "reserved contract", "only"),
    ("Der Auftrag ist geschützten Werkstätten vorbehalten.", "reserved contract", "only"),
    ("Contrato reservado exclusivamente a centros especiales de empleo.", "reserved contract", "only"),
    ("Appalto riservato alle cooperative sociali.", "reserved contract", "only"),
    ("De opdracht is voorbehouden aan sociale ondernemingen.", "reserved contract", "only"),
]


@pytest.mark.parametrize(("text", "group", "note"), GROUPS, ids=[text[:40] for text, _, _ in GROUPS])
def test_a_group_is_read_with_how_much_it_is_favoured(text, group, note):
    fact = facts(text).set_asides
    assert {other.value: other.note for other in fact.others}[group] == note


NONE = [
    "This is not a small business set-aside; competition is full and open.",
    "Describe the company's size: large business, small business, 8(a), HUBZone, SDVOSB, WOSB.",
    "Is your firm a small business?",
    "Small business owners log in to the portal and renew their permits.",
    "The library is open to local businesses.",
    "Lots reserved for social enterprises | No",
    "The portal serves small and medium enterprises of the region.",
    "Les petites entreprises utilisent le portail.",
    "Kleine und mittlere Unternehmen stellen ihre Anträge online.",
]


@pytest.mark.parametrize("text", NONE, ids=[text[:40] for text in NONE])
def test_a_mention_is_no_set_aside(text):
    assert facts(text).set_asides is None


def test_the_answer_below_a_form_s_heading_counts():
    assert facts("Lotes reservados a centros especiales de empleo:", "No procede.").set_asides is None


def test_a_list_of_clauses_of_which_some_apply_says_nothing():
    clauses = (
        "- 52.219-3, Notice of HUBZone Set-Aside or Sole-Source Award",
        "- 52.219-6, Notice of Total Small Business Set-Aside",
        "- 52.219-29, Notice of Set-Aside for Women-Owned Small Business Concerns",
    )
    assert facts(*clauses).set_asides is None
    assert facts(clauses[1]).set_asides.value == ("small business",)


def test_what_excludes_stands_before_what_prefers():
    found = facts("Preference is given to local firms.", "This is a small business set-aside.").set_asides
    assert found.value == ("small business", "local firms")
