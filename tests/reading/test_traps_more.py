"""Traps that real tenders set on licences, platforms, set-asides, certificates and portal words; the texts are our own."""

from dataclasses import fields

import pytest
from tests.reading.texts import LEXICON, facts, passages

from winnable.reading.fact import Fact, Facts
from winnable.reading.facts import read_facts


def test_quotes_that_include_licence_fees_are_not_considered():
    found = facts(
        "# Request for quotes: case management",
        "The order is for time and materials. Quotes that include fees for licences are not wanted: the Agency will not consider "
        "quotes that include fees for licenses or subscriptions.",
    )
    assert found.licence_limits.value == ("no licence fees", "no subscription")
    assert "will not consider quotes" in found.licence_limits.quote


def test_licence_words_of_a_licensing_portal_limit_nothing():
    found = facts(
        "# Portal for fishing and business licences",
        "Applicants renew their licence online; no licence fees are charged for minors.",
        "The permit is printed without licence fees for veterans.",
    )
    assert found.licence_limits is None


def test_a_prescribed_platform_is_not_a_system_to_join():
    found = facts("The new intranet must be built on SharePoint Online.", "It must integrate with Workday and SAP ERP.")
    assert found.prescribed.value == ("SharePoint",)
    notes = {other.value: other.note for other in found.named_systems.others}
    assert notes == {"SharePoint Online": "prescribed", "Workday": "integrate", "SAP ERP": "integrate"}


def test_support_of_an_existing_site_prescribes_its_platform_and_buys_no_portal():
    found = facts(
        "# Labour-hour support of the Drupal website", "The contractor will maintain the existing Drupal website and its modules."
    )
    assert found.prescribed.value == ("Drupal",)
    assert found.prescribed.others[0].note == "to be kept"


def test_or_equivalent_opens_what_a_brand_name_closes():
    closed, opened = facts("The CMS must be Sitecore."), facts("The CMS must be Sitecore or equivalent.")
    assert (closed.prescribed.value, closed.competitors) == (("Sitecore",), None)
    assert (opened.prescribed, opened.competitors.value) == (None, ("Sitecore",))


def test_a_demanded_certificate_is_told_as_one_to_be_held_and_as_a_demand():
    given = passages("The hosting environment must be FedRAMP certified.", "The portal shall be compatible with TLS 1.2.")
    found, demands = read_facts(given, LEXICON)
    assert {other.value: other.note for other in found.standards.others} == {"FedRAMP": "must hold", "TLS 1.2": "must comply"}
    assert [(demand.kind, demand.value) for demand in demands] == [("certificate", "fedramp")]


@pytest.mark.parametrize("certificate", ["FedRAMP", "SecNumCloud", "ISO 27001"])
def test_a_question_about_a_certificate_is_no_demand_for_it(certificate):
    given = passages(f"Please describe your experience with {certificate} audits.")
    found, demands = read_facts(given, LEXICON)
    assert (found.standards, demands) == (None, ())


def test_a_set_aside_is_read_where_the_portal_serves_small_firms_as_well():
    assert facts("The portal serves small businesses and local firms.").set_asides is None
    found = facts("The portal serves small businesses and local firms.", "Set-aside: total small business.").set_asides
    assert {other.value: other.note for other in found.others} == {"small business": "only"}


def test_the_turnover_of_the_buyer_and_that_of_the_bidder():
    texts = ("The County has a $3.9 billion operating budget.", "Bidders must have a turnover of at least $1.4 million.")
    assert facts(*texts).eligibility.value == ("turnover: 1,400,000 USD",)


PORTAL_WORDS = [
    "Bids are uploaded through the Bonfire portal.",
    "Register on the SAP Ariba supplier portal to receive the tender documents.",
    "Questions must be submitted via the Jaggaer procurement portal.",
    "Prices are entered in the attached Excel workbook, which is uploaded to the vendor portal.",
]


@pytest.mark.parametrize("text", PORTAL_WORDS, ids=[text[:30] for text in PORTAL_WORDS])
def test_the_way_to_bid_names_no_system_platform_or_standard(text):
    found = facts(text)
    assert (found.named_systems, found.prescribed, found.competitors, found.wired) == (None, None, None, None)


def test_penalties_and_payments_are_no_weights():
    found = facts(
        "# Evaluation and payment",
        "A penalty of 10 % applies. Payment: 40 % on signature, 60 % on acceptance.",
        "Availability must be 99 %; at least 70 points must be reached.",
    )
    assert found.evaluation is None


def test_an_unexpected_tender_with_few_days_and_no_questions_looks_wired():
    found = facts(
        "# Request for proposals: portal",
        "Published on 3 May 2027",
        "Proposals are due by 10 May 2027.",
        "No questions will be accepted.",
        "Bidders must prove experience with Sitecore in three ministries.",
    )
    assert set(found.wired.value) == {"no questions", "experience with one product", "short notice"}


def test_an_open_tender_has_no_sign():
    found = facts(
        "# Request for proposals: portal",
        "Published on 3 May 2027",
        "Proposals are due by 30 June 2027. Questions must be sent by 20 May 2027.",
        "The platform must be accessible (WCAG 2.1 AA) and integrate with SAP ERP.",
    )
    assert found.wired is None


TERMS = (
    "prescribed", "competitors", "licence_limits", "set_asides", "eligibility", "evaluation", "contacts", "residency",
    "language_needs", "wired",
)  # fmt: skip


def test_nothing_is_stated_where_nothing_is():
    found = facts("# Intranet for Northtown", "The town wants an intranet with news, search and a staff directory.")
    assert [name for name in TERMS if getattr(found, name) is not None] == []


def test_every_list_has_a_quote_for_each_of_its_things():
    found = facts(
        "# Portal",
        "The portal must be built on Drupal and integrate with SAP ERP; no licence fees may arise: no licence fees.",
        "This is a small business set-aside. The bidder must have three references: provide three client references.",
        "Contracting officer: Ada Winterly",
        "All data must be stored in Germany. The portal must be available in French.",
        "No questions will be accepted.",
    )
    for fact in (getattr(found, name) for name in TERMS if name not in {"competitors", "evaluation"}):
        assert isinstance(fact, Fact)
        assert fact.value == tuple(other.value for other in fact.others)
        assert all(other.quote for other in fact.others)


def test_all_terms_are_fields_of_the_facts():
    assert set(TERMS) <= {field.name for field in fields(Facts)}
