"""The budget is what the buyer says this purchase may cost, and no other money."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.reading.texts import LEXICON, lines

from winnable.reading.budget import read_budget
from winnable.reading.money import amounts_of


def budget(*texts: str, country: str | None = None):
    found = lines("# Project", *texts)
    return read_budget(found, amounts_of(found, LEXICON.money), LEXICON.money, country)


def values(*texts: str, country: str | None = None):
    stated = budget(*texts, country=country)
    return tuple(fact.value if fact else None for fact in (stated.least, stated.most, stated.currency))


STATED = [
    ("The budget for this project is $1.4 million.", (None, 1_400_000, "USD")),
    ("Budget: up to £80k.", (None, 80_000, "GBP")),
    ("We would like to learn what can be done for a sum between £200,000 and £350,000.", (200_000, 350_000, "GBP")),
    ("Value | 200,000 GBP", (None, 200_000, "GBP")),
    ("The total cost shall not exceed $250,000.", (None, 250_000, "USD")),
    ("Funding available is between $100,000 and $150,000.", (100_000, 150_000, "USD")),
    ("Proposers should know that the County has set aside $75,000 for this project.", (None, 75_000, "USD")),
    ("Estimated tender value: Rs. 60 Lakh", (None, 6_000_000, "INR")),
    ("Le montant maximum du marché est fixé à 150 000 € HT.", (None, 150_000, "EUR")),
    ("L'enveloppe budgétaire est comprise entre 100 000 et 150 000 € HT", (100_000, 150_000, "EUR")),
    ("Der geschätzte Auftragswert beträgt 1,5 Mio. EUR netto.", (None, 1_500_000, "EUR")),
    ("Kostenrahmen: 80.000 bis 120.000 Euro", (80_000, 120_000, "EUR")),
    ("Presupuesto base de licitación: 226.875,00 € (IVA incluido)", (None, 226_875, "EUR")),
    ("El presupuesto máximo es de 60.000 euros, IVA excluido", (None, 60_000, "EUR")),
    ("De opdrachtwaarde is geraamd op € 450.000 exclusief btw.", (None, 450_000, "EUR")),
    ("Importo a base di gara: € 1.250.000,00 oltre IVA", (None, 1_250_000, "EUR")),
    ("O preço base é de 75.000,00 €", (None, 75_000, "EUR")),
    ("预算金额：330万元", (None, 3_300_000, "CNY")),
    ("The budget is CAD 300,000.", (None, 300_000, "CAD")),
]


@pytest.mark.parametrize(("text", "expected"), STATED, ids=[text[:40] for text, _ in STATED])
def test_a_stated_budget_is_read(text, expected):
    assert values(text) == expected


OTHERS = [
    "Earnest Money Deposit (EMD): Rs. 9,00,000/-",
    "A bid bond of $50,000 must accompany the proposal.",
    "The Contractor shall carry insurance with limits of not less than $2,000,000 per occurrence.",
    "Liquidated damages of $5,000 per day apply.",
    "Bidders must have an annual turnover of at least £360,000.",
    "Minimum average annual turnover of INR 5 crore in the last three years",
    "The County has an annual operating budget of approximately $3.9 billion.",
    "Travel is reimbursed up to a ceiling amount of $50,000 per year.",
    "The previous contract was awarded to Acme for $450,000.",
    "At least three similar projects with a contract value of at least €100,000 each.",
    "Over 43,000 payments were made online, worth more than £17,000,000.00 altogether.",
    "Proposals for State contracts with a value of $50,000 or more shall include an affidavit.",
    "Performance security of INR 10 lakhs",
    "Tender fee of Rs. 5,000/- (non-refundable)",
    "The hourly rate shall not exceed $150 per hour.",
    "Fines of up to €20 million under the GDPR",
    "The winning tender was 1,234,000 EUR.",
    "Chiffre d'affaires annuel minimum : 500 000 €",
    "Une assurance responsabilité civile d'un montant de 1 000 000 € est exigée.",
    "Haftpflichtversicherung mit einer Deckungssumme von mindestens 3 Mio. EUR",
    "Mindestjahresumsatz: 500.000 EUR",
    "Garantía definitiva y seguro de responsabilidad civil por importe de 300.000 €",
    "Volumen anual de negocios mínimo de 200.000 euros",
    "De inschrijver beschikt over een beroepsaansprakelijkheidsverzekering van € 1.000.000.",
    "Fatturato minimo annuo € 500.000",
    "Cauzione provvisoria pari a € 25.000",
]


@pytest.mark.parametrize("text", OTHERS, ids=[text[:40] for text in OTHERS])
def test_other_money_is_not_the_budget(text):
    assert values(text) == (None, None, None)


def test_an_answer_beats_a_vendors_question():
    rows = (
        "Question | Answer",
        "Is it true that the total budget is not to exceed $124,000? | The total budget for the base period is $2,000,823.20.",
    )
    assert values(*rows)[1] == 2_000_823.2
    assert values("We noticed that the budget is not to exceed $124,000. Is full modernisation expected for that?")[1] is None


def test_an_answer_takes_its_subject_from_the_question():
    assert values("Q7. What is the budget for this project?", "A. Approximately $750K")[1] == 750_000
    assert values("Q7. What is the annual turnover that bidders need?", "A. Approximately $750K")[1] is None


def test_the_whole_outweighs_a_year_a_part_and_running_costs():
    assert values("It is estimated at a value of €120.000 per jaar; the maximum value over the whole term is € 720.000.") == (
        None,
        720_000,
        "EUR",
    )
    assert values("Base year ceiling: $2,000,000.", "Total ceiling for base and option years: $6,500,000.")[1] == 6_500_000
    assert values("Budget | Building: £100K at most. Hosting and maintenance: no more than £5000 per year")[1] == 100_000


def test_a_base_period_alone_is_marked_as_a_part():
    fact = budget(
        "The not-to-exceed price is $744,900 for the base period and an additional $600,000 for each of two option periods."
    ).most
    assert fact.value == 744_900
    assert "part" in fact.note


def test_the_amount_without_tax_is_preferred():
    text = "Importe IVA excluido: 207.900,00 € IVA 43.659,00 € Presupuesto base de licitación con IVA: 251.559,00 €"
    assert values(text) == (None, 207_900, "EUR")


def test_the_dollar_is_the_countrys_own():
    assert values("Budget: $300,000", country="CA") == (None, 300_000, "CAD")


def test_a_least_sum_is_no_most():
    assert values("The budget is at least €50,000.") == (50_000, None, "EUR")


def test_a_heading_or_label_above_tells_what_an_amount_is():
    assert values("# Contract Size", "€18,000.00 (excluding VAT if applicable)")[1] == 18_000
    assert values("# Insurance", "€18,000.00")[1] is None


def test_the_column_tells_what_an_amount_is():
    assert values("Lot | Estimated value", "Portal | 90,000 EUR")[1] == 90_000
    assert values("Lot | Turnover expected of suppliers", "Portal | £150m")[1] is None


@given(st.integers(1_000, 400_000_000), st.integers(1_000, 400_000_000))
def test_a_second_sum_of_another_kind_never_changes_the_budget(amount, other):
    assert values(f"The budget is EUR {amount:,}.", f"The bid bond is EUR {other:,}.") == (None, amount, "EUR")
