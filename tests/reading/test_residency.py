"""Where data must be."""

import pytest
from tests.reading.texts import facts

PLACES = [
    ("All data must be stored in Germany.", ("DE",)),
    ("Data shall be hosted within the European Union.", ("EU",)),
    ("The data must not leave the EU.", ("EU",)),
    ("Personal data must not be transferred outside the European Economic Area.", ("EEA",)),
    ("The servers must be located in Canada; data is kept there.", ("CA",)),
    ("Data must reside in the United States.", ("US",)),
    ("Les données doivent être hébergées en France.", ("FR",)),
    ("Les données ne doivent pas quitter l'Union européenne.", ("EU",)),
    ("Die Daten müssen in Deutschland gespeichert werden; Speicherung in Deutschland ist Pflicht.", ("DE",)),
    ("Das Hosting muss in einem deutschen Rechenzentrum erfolgen.", ("DE",)),
    ("Die Daten dürfen die EU nicht verlassen.", ("EU",)),
    ("Los datos deberán estar alojados en España.", ("ES",)),
    ("Los datos no podrán salir de la Unión Europea.", ("EU",)),
    ("I dati devono essere conservati in Italia.", ("IT",)),
    ("De gegevens moeten worden opgeslagen in Nederland.", ("NL",)),
    ("Gegevens mogen de EU niet verlaten; opslag binnen de EU is verplicht.", ("EU",)),
]


@pytest.mark.parametrize(("text", "value"), PLACES, ids=[text[:40] for text, _ in PLACES])
def test_the_place_of_data_is_read(text, value):
    fact = facts(text).residency
    assert fact.value == value
    assert fact.others[0].note == "must"


def test_a_wish_is_told_apart_and_stands_behind():
    fact = facts("Hosting of data in France is preferred: hosted in France.", "Data must be stored in Germany.").residency
    assert fact.value == ("DE", "FR")
    assert [other.note for other in fact.others] == ["must", "wish"]


NONE = [
    "The library is located in Germany.",
    "The bidder must have an office located in France.",
    "Where is the data stored?",
    "Describe where data is stored, e.g. whether it is stored in Germany.",
    "Users outside Germany must be able to log in.",
    "The work must be performed in the United States.",
]


@pytest.mark.parametrize("text", NONE, ids=[text[:40] for text in NONE])
def test_places_of_people_and_questions_are_no_residency(text):
    assert facts(text).residency is None
