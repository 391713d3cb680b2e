"""Amounts of money in every usual way of writing them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.reading.texts import LEXICON, lines

from winnable.reading.money import amounts_of, currency_of, number_of, usual_currency

WRITTEN = [
    ("$1.4 million", 1_400_000, "$"),
    ("£80k", 80_000, "GBP"),
    ("EUR 120.000,-", 120_000, "EUR"),
    ("1,5 Mio. EUR", 1_500_000, "EUR"),
    ("Rs. 60 Lakh", 6_000_000, "INR"),
    ("Rs.5.00 Lacs", 500_000, "INR"),
    ("INR 1 crore", 10_000_000, "INR"),
    ("2,10,000 USD", 210_000, "USD"),
    ("Rs. 9,00,000/-", 900_000, "INR"),
    ("226.875,00 €", 226_875, "EUR"),
    ("GBP 1,040,000", 1_040_000, "GBP"),
    ("5 156 400,00 EUR", 5_156_400, "EUR"),
    ("CHF 1'200'000", 1_200_000, "CHF"),
    ("€ 1.234.567", 1_234_567, "EUR"),
    ("1.2m euro", 1_200_000, "EUR"),
    ("USD 2.5M", 2_500_000, "USD"),
    ("150 k€", 150_000, "EUR"),
    ("3,5 M€", 3_500_000, "EUR"),
    ("2 millions d'euros", 2_000_000, "EUR"),
    ("3 millones de euros", 3_000_000, "EUR"),
    ("2 miljoen euro", 2_000_000, "EUR"),
    ("1,2 milioni di euro", 1_200_000, "EUR"),
    ("US$ 75,000", 75_000, "USD"),
    ("$ 2,000,823.20", 2_000_823.2, "$"),
    ("500 000 NOK", 500_000, "NOK"),
    ("R$ 1.000.000,00", 1_000_000, "BRL"),
    ("330万元", 3_300_000, "CNY"),
    ("12,5 Mrd. Euro", 12_500_000_000, "EUR"),
    ("OMR 120,000.000", 120_000, "OMR"),
    ("42,000 pounds", 42_000, "GBP"),
    ("€50k", 50_000, "EUR"),
]


@pytest.mark.parametrize(("text", "number", "currency"), WRITTEN, ids=[text for text, _, _ in WRITTEN])
def test_amounts_are_read_as_written(text, number, currency):
    (line,) = lines(f"We have {text} in mind.")
    (amount,) = amounts_of([line], LEXICON.money)[0]
    assert amount.number == pytest.approx(number)
    assert amount.currency == currency
    assert line.text[amount.start : amount.end].startswith(text[:3])


RANGES = [
    ("between £200,000 and £350,000", 200_000, 350_000),
    ("$250K-$300K", 250_000, 300_000),
    ("between 50.000 and 75.000 euros", 50_000, 75_000),
    ("entre 100 000 et 150 000 €", 100_000, 150_000),
    ("von 80.000 bis 120.000 Euro", 80_000, 120_000),
    ("1-2 million dollars", 1_000_000, 2_000_000),
    ("tussen € 50.000 en € 90.000", 50_000, 90_000),
    ("da 50.000 a 90.000 euro", 50_000, 90_000),
    ("entre 50.000 y 90.000 euros", 50_000, 90_000),
]


@pytest.mark.parametrize(("text", "lower", "upper"), RANGES, ids=[text for text, _, _ in RANGES])
def test_two_ends_of_a_range_are_one_amount(text, lower, upper):
    (amount,) = amounts_of(lines(text), LEXICON.money)[0]
    assert (amount.lower, amount.number) == (lower, upper)


@pytest.mark.parametrize(
    "text", ["Directive 2014/24/EU", "over 43,000 payments", "sections 1.2.3 and 4", "call 631-853-6600", "100 % of 25 sites"]
)
def test_other_numbers_are_no_money(text):
    assert amounts_of(lines(text), LEXICON.money) == {}


def test_the_country_decides_which_dollar_is_meant():
    assert [currency_of("$", country) for country in ("US", "CA", "AU", "GB", None)] == ["USD", "CAD", "AUD", "USD", "USD"]
    assert currency_of("EUR", "US") == "EUR"


def test_the_usual_currency_is_that_of_most_amounts():
    assert usual_currency(amounts_of(lines("£5,000", "£7,000 or $9,000"), LEXICON.money)) == "GBP"
    assert usual_currency({}) is None


@given(st.integers(0, 10**12))
def test_grouped_numbers_keep_their_value(number):
    english = f"{number:,}"
    assert number_of(english) == number_of(english.replace(",", ".")) == number_of(english.replace(",", "'")) == number
    assert number_of(english + ".50") == number_of(english.replace(",", ".") + ",50") == number + 0.5
