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
