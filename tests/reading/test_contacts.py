"""Contacts for the tender: role and name, no more."""

import pytest
from tests.reading.texts import facts

CONTACTS = [
    (("Contracting Officer | Ada Winterly",), "contracting officer: Ada Winterly"),
    (("From: Ada Winterly, Contracting Officer (CO), General Services",), "contracting officer: Ada Winterly"),
    (("PROCUREMENT OFFICER: Ada Winterly – PHONE 555 0100",), "procurement officer: Ada Winterly"),
    (("Technical Point of Contact: Mr. Bo van den Berg",), "technical contact: Bo van den Berg"),
    (("Contact: | Ada Winterly, Category Coordinator",), "contact: Ada Winterly"),
    (("Contact person:", "Ada Winterly, ada@northtown.example"), "contact: Ada Winterly"),
    (("Votre contact : Mme Zoé Lambert",), "contact: Zoé Lambert"),
    (("Ansprechpartnerin: Frau Dr. Inge Möller",), "contact: Inge Möller"),
    (("Persona de contacto: D. Pablo Ruiz",), "contact: Pablo Ruiz"),
    (("Responsabile unico del procedimento: Ing. Paola Verdi",), "procurement officer: Paola Verdi"),
    (("Contactpersoon: mevrouw Els de Vries",), "contact: Els de Vries"),
]


@pytest.mark.parametrize(("texts", "value"), CONTACTS, ids=[value for _, value in CONTACTS])
def test_a_contact_is_read_with_role_and_name(texts, value):
    assert facts(*texts).contacts.value == (value,)


def test_neither_value_nor_quote_holds_an_address_or_a_telephone_number():
    fact = facts("Procurement officer: Ada Winterly, ada.winterly@northtown.example, 555 0100").contacts
    assert fact.value == ("procurement officer: Ada Winterly",)
    assert fact.quote == "Procurement officer: Ada Winterly"


NONE = [
    "Contact: Procurement Division, Room 103",
    "Contact the Procurement Officer in writing.",
    "The contracting officer shall decide within ten days.",
    "The bidder's contact person: Ada Winterly",
    "References: give name and contact of the client, e.g. Contact: Ada Winterly of your client",
    "Kontakt: Stadt Northtown, Abteilung Einkauf",
    "Contacts must not be made by telephone.",
    "# Contact Information",
]


@pytest.mark.parametrize("text", NONE, ids=[text[:40] for text in NONE])
def test_offices_duties_and_the_bidders_own_people_are_no_contacts(text):
    assert facts(text).contacts is None


def test_each_person_stands_once():
    fact = facts("Contracting Officer: Ada Winterly", "Contact: Ada Winterly").contacts
    assert fact.value == ("contracting officer: Ada Winterly",)
