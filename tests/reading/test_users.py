"""How many will use it: users before people, and neither population nor traffic."""

import pytest
from tests.reading.texts import facts

COUNTED = [
    ("The intranet serves 12,000 employees.", 12_000),
    ("Licences for approx. 2500 developers-cum-users", 2_500),
    ("Students at present | 24,000", 24_000),
    ("permettre aux clients (15 000 actifs) une gestion de leur compte", 15_000),
    ("rund 3.500 Mitarbeitende nutzen das Portal", 3_500),
    ("unos 8.000 usuarios registrados", 8_000),
    ("ongeveer 900 gebruikers", 900),
    ("circa 2.000 dipendenti", 2_000),
    ("1.2 million registered users", None),
    ("There are 360+ Local Authorities to coordinate.", 360),
    ("Number of users: 450", 450),
]


@pytest.mark.parametrize(("text", "count"), [c for c in COUNTED if c[1]], ids=[text[:30] for text, count in COUNTED if count])
def test_users_and_people_to_be_served_are_counted(text, count):
    assert facts(text).user_count.value == count


@pytest.mark.parametrize(
    "text",
    [
        "The city has a population of 250,000.",
        "280 million site visitors per year",
        "The County employs approximately 9,000 people.",
        "43,000 payments were made online.",
        "The bidder must have at least 50 employees.",
        "Stadt mit 250.000 Einwohnern",
        "In 2024 employees were asked.",
        "Users have thirty (30) days to report errors.",
        "Call (631) 853-6600 for users.",
    ],
)
def test_population_traffic_and_bidders_staff_are_not_users(text):
    assert facts(text).user_count is None


def test_users_outweigh_other_people():
    assert facts("The university has 20,000 students.", "The system will have 300 named users.").user_count.value == 300


MORE_COUNTED = [
    ("The portal will be used by approximately 5,000 registered users.", 5000),
    ("Number of users | 1,200", 1200),
    ("The system must support 300 concurrent users and 10,000 named users.", 10000),
    ("We have 850 employees who will use the intranet.", 850),
    ("User base: 2,500 internal users and 40,000 external users", 40000),
    ("Up to 75,000 customers will access the self-service portal.", 75000),
    ("Der Zugang wird von rund 4.000 Nutzern verwendet.", 4000),
    ("Anzahl der Benutzer: 1.500", 1500),
    ("Le portail compte 25 000 utilisateurs.", 25000),
    ("Nombre d'utilisateurs : 600", 600),
    ("El portal cuenta con 15.000 usuarios registrados.", 15000),
    ("Número de usuarios: 350", 350),
    ("Het intranet heeft 1.800 gebruikers.", 1800),
    ("Aantal gebruikers: 950", 950),
    ("Il portale è utilizzato da 7.500 utenti.", 7500),
    ("Numero di utenti: 220", 220),
    ("approximately 1,500 staff members will need access", 1500),
    ("licences for 500 users", 500),
    ("The solution shall be sized for 10000 users.", 10000),
    ("2.5 million registered users", 2500000),
    ("The university has 20,000 students and 3,000 staff who will use the portal.", 20000),
]

MORE_OTHERS = [
    "The County has 9,000 employees and a $3.9 billion operating budget.",
    "The city's population is 120,000.",
    "A city of 120,000 residents",
    "The state has 5.8 million residents",
    "La commune compte 12 000 habitants.",
    "La collectivité emploie 3 000 agents.",
    "Die Stadt hat 250.000 Einwohner.",
    "Die Stadtverwaltung beschäftigt 3.500 Mitarbeiter.",
    "El municipio tiene 80.000 habitantes.",
    "El Ayuntamiento tiene una plantilla de 1.200 empleados.",
    "De gemeente telt 60.000 inwoners.",
    "De gemeente heeft 900 medewerkers in dienst.",
    "Il Comune conta 45.000 abitanti.",
    "Il Comune ha 600 dipendenti.",
    "280 million visitors per year",
    "The website receives 1.2 million page views a month",
    "The bank has 5,000 branches and 60,000 employees.",
    "Founded in 1921, the organisation employs 3,400 people worldwide.",
]


@pytest.mark.parametrize(("text", "count"), MORE_COUNTED, ids=[text[:40] for text, _ in MORE_COUNTED])
def test_users_are_counted_in_six_languages(text, count):
    assert facts(text).user_count.value == count


@pytest.mark.parametrize("text", MORE_OTHERS, ids=[text[:40] for text in MORE_OTHERS])
def test_the_buyers_own_people_and_its_population_are_not_users(text):
    assert facts(text).user_count is None


def test_the_staff_counts_where_an_intranet_is_bought():
    assert facts("# New intranet", "The company has 2,000 employees in five countries.").user_count.value == 2_000
