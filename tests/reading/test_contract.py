"""How long the contract lasts: the base term, with its options noted, and nothing else that lasts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.reading.texts import LEXICON, lines

from winnable.reading.contract import read_contract_months

# text, months of the base term, months with options (None where none are told)
STATED = [
    ("The contract is for three years with two one-year options.", 36, 60),
    (
        "The initial term of the contract shall be three (3) years, with the option to renew for two (2) additional one (1) year "
        "terms.",
        36,
        60,
    ),
    ("The period of performance is a base year plus four one-year option periods.", 12, 60),
    ("Period of Performance: 12 months base period with four (4) 12-month option periods", 12, 60),
    ("Contract Term | 36 months, with options to extend for a further 24 months", 36, 60),
    ("Contract length: 2 years + 1 + 1", 24, None),
    ("Contract duration: 2+1+1 years", 24, 48),
    ("Contract period (3+1+1)", 36, 60),
    (
        "The contract will be for an initial period of two years with the option to extend by up to two further periods of 12 "
        "months.",
        24,
        48,
    ),
    ("The framework agreement will last for 4 years.", 48, None),
    ("This is a 36-month contract.", 36, None),
    ("It is intended to award a three year contract, extendable by one year.", 36, 48),
    ("The term of this Agreement is five years from the effective date.", 60, None),
    ("The contract shall run from 1 April 2025 to 31 March 2028.", 36, None),
    ("The agreement will be for a period of twenty-four (24) months.", 24, None),
    ("Contract Period: One Year, renewable annually for up to four additional years", 12, 60),
    ("The resulting contract will have a term of one year and may be renewed for up to four additional one-year terms.", 12, 60),
    (
        "The contract term shall be for five (5) years. The County may extend the contract for two additional two-year periods.",
        60,
        108,
    ),
    (
        "The total duration of the contract, including extensions, shall not exceed 60 months. The initial term is 36 months.",
        36,
        None,
    ),
    ("Duration of the contract: 24 months", 24, None),
    ("Duration of Contract | 5 years", 60, None),
    ("The licences shall be provided for a period of five years. The contract period is five years.", 60, None),
    ("Le marché est conclu pour une durée d'un an, reconductible trois fois pour une durée d'un an.", 12, 48),
    ("Durée du marché : 12 mois, renouvelable 3 fois", 12, None),
    (
        "La durée initiale du marché est de 24 mois. Il est reconductible 2 fois par période de 12 mois, sans que sa durée "
        "totale puisse excéder 48 mois.",
        24,
        48,
    ),
    ("L'accord-cadre est conclu pour une période de quatre (4) ans.", 48, None),
    ("Die Vertragslaufzeit beträgt 24 Monate mit der Option auf zweimalige Verlängerung um je 12 Monate.", 24, None),
    ("Der Vertrag hat eine Laufzeit von drei Jahren und kann zweimal um jeweils ein Jahr verlängert werden.", 36, 60),
    ("Laufzeit der Rahmenvereinbarung: 48 Monate", 48, None),
    ("Die Grundlaufzeit beträgt 2 Jahre; Verlängerungsoption: 2 x 12 Monate", 24, 48),
    ("Duración del contrato: 24 meses, prorrogable por 12 meses más.", 24, 36),
    ("El plazo de duración del contrato será de dos años, con posibilidad de prórroga por otros dos años.", 24, 48),
    ("Plazo de ejecución: 12 meses", 12, None),
    ("De overeenkomst heeft een looptijd van twee (2) jaar met de optie om tweemaal met één jaar te verlengen.", 24, 48),
    ("Looptijd: 4 jaar met 2 optiejaren", 48, 72),
    ("De initiële looptijd bedraagt 36 maanden, met twee verlengingsopties van 12 maanden.", 36, 60),
    ("La durata del contratto è di 36 mesi, rinnovabile per ulteriori 24 mesi.", 36, 60),
    ("Durata dell'appalto: 24 mesi", 24, None),
    ("Il servizio avrà durata di tre anni con opzione di rinnovo per un anno.", 36, 48),
]

OTHERS = [
    "The contractor shall retain all records for a period of five years after final payment.",
    "The warranty period is 24 months.",
    "Bids shall remain valid for a period of 90 days.",
    "The bidder must have at least five years of experience.",
    "Invoices are paid within 30 days.",
    "The contract may be terminated with three months' notice.",
    "Confidentiality obligations survive for three years after termination of the contract.",
    "Provide audited accounts for the last three financial years.",
    "The performance guarantee is valid for 18 months after the contract.",
    "Les offres sont valables pendant 120 jours.",
    "Die Gewährleistungsfrist beträgt 24 Monate.",
    "Der Bieter hat Erfahrung von mindestens drei Jahren.",
    "La garantía será de 24 meses.",
    "De garantietermijn bedraagt 12 maanden.",
    "L'offerta è valida per 180 giorni.",
    "The new portal must be implemented within six months of contract award.",
]


def months(*texts):
    return read_contract_months(lines("# Project", *texts), LEXICON.contract, LEXICON.dates)


@pytest.mark.parametrize(("text", "base", "longest"), STATED, ids=[text[:60] for text, _, _ in STATED])
def test_the_base_term_is_read_and_its_options_are_noted(text, base, longest):
    fact = months(text)
    assert fact.value == base
    if longest:
        assert fact.note == f"up to {longest} with options"


@pytest.mark.parametrize("text", OTHERS, ids=[text[:60] for text in OTHERS])
def test_other_things_that_last_are_not_the_contract(text):
    assert months(text) is None


def test_a_label_or_a_heading_says_what_lasts():
    assert months("Contract term:", "36 months").value == 36
    assert months("# Duration of the contract", "24 months with two extensions of 12 months").note == "up to 48 with options"
    assert months("# Warranty", "24 months") is None


def test_options_may_stand_in_the_next_sentence():
    fact = months("The contract term is three years. The County may renew it for two additional one-year periods.")
    assert (fact.value, fact.note) == (36, "up to 60 with options")


def test_years_and_months_are_added():
    assert months("The contract is for a period of two years and six months.").value == 30


def test_the_quote_names_the_term():
    fact = months("Some words before. The contract period is five years. Some words behind.")
    assert fact.quote == "The contract period is five years."


@given(st.integers(1, 10), st.integers(2, 5), st.integers(1, 3))
def test_base_and_options_add_up_whatever_their_numbers(base, times, years):
    fact = months(f"The contract is for {base} years with {times} options of {years} years each.")
    assert (fact.value, fact.note) == (12 * base, f"up to {12 * (base + times * years)} with options")
