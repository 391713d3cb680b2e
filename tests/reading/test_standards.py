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


POLARITY = [
    # must hold
    ("The vendor must be ISO 27001 certified.", "ISO 27001", "must hold"),
    ("Hosting must be FedRAMP authorized.", "FedRAMP", "must hold"),
    ("Le titulaire doit disposer d'une certification HDS.", "HDS", "must hold"),
    ("Der Anbieter muss ein C5-Testat vorlegen.", "C5-Testat", "must hold"),
    ("El licitador deberá acreditar la certificación ENS.", "ENS", "must hold"),
    ("Il fornitore deve possedere la certificazione ISO 9001.", "ISO 9001", "must hold"),
    ("De leverancier dient gecertificeerd te zijn volgens NEN 7510.", "NEN 7510", "must hold"),
    # must comply
    ("The portal must comply with WCAG 2.1 AA.", "WCAG 2.1 AA", "must comply"),
    ("L'interface respecte le RGAA 4.1.", "RGAA 4.1", "must comply"),
    ("Die Verarbeitung erfolgt gemäß DSGVO.", "DSGVO", "must comply"),
    ("El portal cumplirá la norma EN 301 549.", "EN 301 549", "must comply"),
    ("Il portale rispetta le WCAG 2.1 AA.", "WCAG 2.1 AA", "must comply"),
    ("Het platform voldoet aan de GDPR.", "GDPR", "must comply"),
    ("The LMS should be compliant with standards such as SCORM 1.2.", "SCORM 1.2", "must comply"),
    ("- TLS 1.2", "TLS 1.2", "must comply"),
    # wish
    ("An ISO 27001 certificate is desirable.", "ISO 27001", "wish"),
    ("Une certification HDS serait un atout.", "HDS", "wish"),
]


@pytest.mark.parametrize(("text", "name", "note"), POLARITY, ids=[f"{note} {name}" for _, name, note in POLARITY])
def test_the_note_says_whether_a_standard_must_be_held_or_met(text, name, note):
    fact = facts(text).standards
    assert {other.value: other.note for other in fact.others} == {name: note}
    assert fact.value == (name,)


MENTIONS = [
    "Describe your experience with FedRAMP audits, such as in health care.",
    "Please explain whether you hold ISO 27001.",
    "According to article 33 of the GDPR incidents are notified.",
    "Conforme al artículo 30 del RGPD se llevará un registro.",
    "No ISO 9001 certificate is required.",
    "An ISO 27001 certification is not required.",
    "Our present data centre has been audited for the FedRAMP programme in the past by an external firm.",
    "Clean tests from OWASP ZAP are handed over.",
]


@pytest.mark.parametrize("text", MENTIONS, ids=[text[:40] for text in MENTIONS])
def test_a_mere_mention_is_no_part_of_the_value(text):
    assert facts(text).standards is None


def test_mentions_stand_behind_what_matters():
    fact = facts("Please explain whether you hold ISO 27001.", "The portal must comply with WCAG 2.1 AA.").standards
    assert fact.value == ("WCAG 2.1 AA",)
    assert [other.note for other in fact.others] == ["must comply", "mention"]


def test_a_glossary_demands_nothing():
    assert facts("# Acronyms", "SAML | Security Assertion Markup Language").standards is None


def test_what_must_be_held_stands_first_and_wishes_last():
    texts = ("SCIM would be a plus.", "The portal must comply with WCAG 2.1 AA.", "The vendor must be ISO 27001 certified.")
    assert facts(*texts).standards.value == ("ISO 27001", "WCAG 2.1 AA", "SCIM")


def test_an_example_does_not_decide_the_version():
    texts = ("Content must be SCORM compliant in its latest version.", "It must comply with standards such as SCORM 1.2.")
    assert facts(*texts).standards.value == ("SCORM",)
