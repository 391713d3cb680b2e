"""What a bidder must be or have, with its number."""

import pytest
from tests.reading.texts import facts

CONDITIONS = [
    ("The bidder must have an annual turnover of at least EUR 2,000,000.", "turnover: 2,000,000 EUR"),
    ("The bidder should have a minimum turnover of Rs. 20 Crore.", "turnover: 200,000,000 INR"),
    ("Le candidat doit justifier d'un chiffre d'affaires de 500 000 euros.", "turnover: 500,000 EUR"),
    ("Der Bieter muss einen Jahresumsatz von mindestens 1,5 Mio. EUR nachweisen.", "turnover: 1,500,000 EUR"),
    ("El licitador deberá acreditar un volumen anual de negocios de 69.300 euros.", "turnover: 69,300 EUR"),
    ("Il concorrente deve avere un fatturato annuo di 300.000 euro.", "turnover: 300,000 EUR"),
    ("De inschrijver moet een omzet van minimaal € 400.000 hebben.", "turnover: 400,000 EUR"),
    ("The vendor must have at least five years of experience with portals.", "experience: 5 years"),
    ("L'entreprise doit avoir 3 ans d'expérience.", "experience: 3 years"),
    ("Der Bieter muss mindestens 10 Jahre Erfahrung haben.", "experience: 10 years"),
    ("La empresa deberá tener cinco años de experiencia.", "experience: 5 years"),
    ("L'impresa deve avere almeno tre anni di esperienza.", "experience: 3 years"),
    ("De inschrijver moet vijf jaar ervaring hebben.", "experience: 5 years"),
    ("Provide three client references.", "references: 3"),
    ("Le candidat doit fournir au moins trois références.", "references: 3"),
    ("Der Bieter muss mindestens zwei Referenzen vorlegen.", "references: 2"),
    ("De inschrijver moet minimaal twee referenties overleggen.", "references: 2"),
    ("The offeror must be registered in SAM.", "SAM registration"),
    ("The bidder must be a registered GeM seller.", "GeM registration"),
    ("An offeror must hold a valid business license.", "registration"),
    ("The bidder should have a local office.", "local office"),
    ("Only vendors who hold a GSA Schedule must respond.", "framework holder"),
    ("Bidders must hold a security clearance.", "security clearance"),
    ("Les candidats doivent remettre le DUME.", "ESPD"),
    ("Bieter müssen die Einheitliche Europäische Eigenerklärung (EEE) vorlegen.", "ESPD"),
    ("Consortium bids are not allowed; no consortium shall be formed by bidders.", "no consortium"),
]


@pytest.mark.parametrize(("text", "condition"), CONDITIONS, ids=[text[:40] for text, _ in CONDITIONS])
def test_a_condition_is_read_with_its_number(text, condition):
    fact = facts(text).eligibility
    assert condition in fact.value


NONE = [
    "The project manager must have ten years of experience.",
    "The turnover of the County is $3.9 billion.",
    "List of clients over the past three years.",
    "The bidder must answer with reference to section 4.",
    "The bidder is not required to have a local office.",
    "Does the bidder have five years of experience?",
    "Users of the portal search 20 references in the library.",
    "Der Projektleiter muss 5 Jahre Erfahrung haben.",
]


@pytest.mark.parametrize("text", NONE, ids=[text[:40] for text in NONE])
def test_staff_buyers_and_years_gone_by_are_no_conditions(text):
    assert facts(text).eligibility is None


def test_a_table_of_criteria_needs_no_verb():
    found = facts("# Eligibility criteria", "1 | Experience with web portals | no less than five years of experience")
    assert found.eligibility.value == ("experience: 5 years",)


def test_the_first_cell_of_a_row_may_be_its_heading():
    assert facts("Financial standing | sound; turnover of at least £360,000").eligibility.value == ("turnover: 360,000 GBP",)


def test_a_turnover_in_a_currency_that_nobody_knows_stays_as_written():
    found = facts("The bidder should have a minimum annual turnover of 90000 Atlantic Crowns.").eligibility
    assert found.value == ("turnover: 90000 Atlantic Crowns",)
