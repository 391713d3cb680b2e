"""Standards as the text writes them, and certificates that a vendor must hold."""

import pytest
from tests.reading.texts import LEXICON, facts, passages

from winnable.reading.facts import read_facts

NAMED = [
    ("The design conforms to WCAG 2.1 AA.", "WCAG 2.1 AA"),
    ("Conformance with WCAG 2.2, Level AA, is required.", "WCAG 2.2 AA"),
    ("L'interface respecte le RGAA 4.1.", "RGAA 4.1"),
    ("El portal cumplirá la norma EN 301 549.", "EN 301 549"),
    ("Single sign-on by SAML 2.0 or OpenID Connect", "SAML 2.0"),
    ("le protocole SAMLv2", "SAMLv2"),
    ("Encryption: TLS 1.2 or higher", "TLS 1.2"),
    ("data at rest with AES-256", "AES-256"),
    ("The vendor holds ISO/IEC 27001:2022.", "ISO/IEC 27001:2022"),
    ("Verarbeitung gemäß DSGVO", "DSGVO"),
    ("conforme al RGPD", "RGPD"),
    ("hosted on a FedRAMP Moderate cloud", "FedRAMP Moderate"),
    ("controls of NIST SP 800-53", "NIST SP 800-53"),
    ("a SOC 2 Type II report", "SOC 2 Type II"),
    ("Federal Information Security Modernization Act", "FISMA"),
    ("courses in SCORM 1.2", "SCORM 1.2"),
    ("qualification SecNumCloud de l'ANSSI", "SecNumCloud"),
    ("a C5-Testat of the BSI", "C5-Testat"),
    ("Vorgaben des OZG", "OZG"),
    ("nivel medio del ENS", "ENS"),
]


@pytest.mark.parametrize(("text", "name"), NAMED, ids=[name for _, name in NAMED])
def test_standards_are_read_as_written(text, name):
    assert name in facts(text).standards.value


@pytest.mark.parametrize("text", ["We need to ada the bio, and ens of it.", "Our AA batteries", "the tls of it", "section 5088"])
def test_everyday_words_are_no_standards(text):
    assert facts(text).standards is None


def test_each_standard_stands_once_in_its_most_specific_form():
    assert facts("WCAG is needed.", "That is WCAG 2.1 AA.", "WCAG again").standards.value == ("WCAG 2.1 AA",)


def test_each_standard_has_its_own_quote():
    fact = facts("- GDPR applies.", "- TLS 1.2 is used.").standards
    assert [other.quote for other in fact.others] == ["GDPR applies.", "TLS 1.2 is used."]


def certificates(text: str):
    return {(d.value, d.strength) for d in read_facts(passages(text), LEXICON)[1] if d.kind == "certificate"}


DEMANDED = [
    ("The vendor must be ISO 27001 certified.", ("iso 27001", "must")),
    ("The hosting environment must be FedRAMP certified.", ("fedramp", "must")),
    ("Le titulaire doit disposer d'une certification HDS.", ("hds", "must")),
    ("L'hébergement doit être qualifié SecNumCloud.", ("secnumcloud", "must")),
    ("Der Anbieter muss ein C5-Testat vorlegen.", ("c5", "must")),
    ("El licitador deberá acreditar la certificación ENS.", ("ens", "must")),
    ("De leverancier dient gecertificeerd te zijn volgens NEN 7510.", ("nen 7510", "must")),
    ("Il fornitore deve possedere la certificazione ISO 9001.", ("iso 9001", "must")),
    ("An ISO 27001 certificate is desirable.", ("iso 27001", "wish")),
]


@pytest.mark.parametrize(("text", "expected"), DEMANDED, ids=[text[:35] for text, _ in DEMANDED])
def test_a_certificate_to_be_held_is_a_demand(text, expected):
    assert expected in certificates(text)


@pytest.mark.parametrize(
    "text",
    ["Our data center follows ISO 27001.", "The vendor must comply with the GDPR.", "No ISO 9001 certificate is required."],
)
def test_a_mention_is_no_demand(text):
    assert certificates(text) == set()
