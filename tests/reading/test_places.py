"""The buyer's country from what speaks for one; places that data and people are demanded to be in."""

import pytest
from tests.reading.texts import LEXICON, facts, passages

from winnable.reading.facts import read_facts

COUNTRIES = [
    (["Issued by: Ministry of Works, Amman, Jordan"], "JO"),
    (["The project strengthens the public administration of Lebanon."], "LB"),
    (["# Unified portal", "Ministry of Housing, Sultanate of Oman"], "OM"),
    (["STATE OF NEVADA, Department of Administration, Carson City, NV 89701"], "US"),
    (["City of Springfield, Illinois", "Proposals shall comply with FAR clauses."], "US"),
    (["Reference ABC (OCID ocds-h6vhtk-012345)"], "GB"),
    (["Place of delivery | UKF14"], "GB"),
    (["Example Borough Council", "Contact: tenders@example.gov.uk"], "GB"),
    (["Mairie de Villeneuve", "Le marché relève du Code de la commande publique."], "FR"),
    (["Die Vergabe erfolgt nach UVgO durch die Landeshauptstadt."], "DE"),
    (["Órgano de contratación: Ayuntamiento de Villanueva", "Se aplica la LCSP."], "ES"),
    (["De Gemeente Voorbeeld publiceert op TenderNed."], "NL"),
    (["Stazione appaltante: Comune di Esempio, D.Lgs 36/2023"], "IT"),
    (["Auftraggeberin ist der Kanton Bern in der Schweiz."], "CH"),
    (["Earnest Money Deposit of Rs. 2 Lakh by Demand Draft payable at Mumbai"], "IN"),
    (["The call centre numbers are +968 2469 3333 and +968 2469 4444, see www.example.om."], "OM"),
    (["Place of performance: Dublin, Ireland"], "IE"),
    (["Lugar de ejecución: Alemania", "El servicio se prestará en Alemania."], "DE"),
]


@pytest.mark.parametrize(("texts", "country"), COUNTRIES, ids=[country + " " + texts[0][:25] for texts, country in COUNTRIES])
def test_the_country_is_read_from_names_codes_and_laws(texts, country):
    fact = facts(*texts).country
    assert fact is not None
    assert fact.value == country


@pytest.mark.parametrize(
    "text",
    [
        "A portal for customers is needed.",
        "Prices are in euros.",
        "The solution runs in the cloud.",
        "A turkey dinner is served by the chair.",
    ],
)
def test_a_weak_sign_is_not_stated(text):
    assert facts(text).country is None


def test_another_country_in_passing_does_not_outweigh_the_buyers():
    fact = facts("# Tender of the City of Hamburg, Germany", "A company from Austria may take part.", "Es gilt die UVgO.").country
    assert fact.value == "DE"


def demands(*texts: str):
    return {(d.kind, d.value, d.strength) for d in read_facts(passages(*texts), LEXICON)[1]}


RESIDENCY = [
    ("All data must be stored in Germany.", ("residency", "DE", "must")),
    ("The servers must be hosted within the European Union.", ("residency", "EU", "must")),
    ("Les données doivent être hébergées en France.", ("residency", "FR", "must")),
    ("Die Daten müssen in einem Rechenzentrum in Deutschland gespeichert werden.", ("residency", "DE", "must")),
    ("Los datos deberán estar alojados en España.", ("residency", "ES", "must")),
    ("De gegevens moeten worden opgeslagen in Nederland.", ("residency", "NL", "must")),
    ("I dati devono essere conservati in Italia.", ("residency", "IT", "must")),
    ("Data should preferably be stored in Canada.", ("residency", "CA", "wish")),
]


@pytest.mark.parametrize(("text", "expected"), RESIDENCY, ids=[text[:30] for text, _ in RESIDENCY])
def test_where_data_must_be_is_a_residency_demand(text, expected):
    assert expected in demands(text)


PRESENCE = [
    ("The bidder must have an office in Oman.", ("presence", "OM", "must")),
    ("Support services have to be situated in Switzerland.", ("presence", "CH", "must")),
    ("The supplier must be registered in Kenya.", ("presence", "KE", "must")),
    ("Der Bieter muss einen Sitz in Österreich haben.", ("presence", "AT", "must")),
    ("All personnel will need to reside in the United States.", ("presence", "US", "must")),
]


@pytest.mark.parametrize(("text", "expected"), PRESENCE, ids=[text[:30] for text, _ in PRESENCE])
def test_where_the_seller_must_be_is_a_presence_demand(text, expected):
    assert expected in demands(text)


@pytest.mark.parametrize(
    "text",
    [
        "Does the vendor have to be located in Switzerland?",
        "Please state whether you have an office in India.",
        "Our servers are located in our data center in Germany.",
    ],
)
def test_questions_and_descriptions_demand_nothing(text):
    assert demands(text) == set()
