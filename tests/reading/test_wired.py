"""Signs that the winner is chosen already."""

import pytest
from tests.reading.texts import facts

SIGNS = [
    ("No questions will be accepted.", "no questions"),
    ("Aucune question ne sera traitée.", "no questions"),
    ("Bieterfragen sind nicht zugelassen.", "no questions"),
    ("No se admitirán consultas.", "no questions"),
    ("Non sono ammessi quesiti.", "no questions"),
    ("Vragen worden niet beantwoord.", "no questions"),
    ("The agency intends to award a sole source contract to Acme.", "no competition"),
    ("Procedure: Verhandlungsverfahren ohne Teilnahmewettbewerb", "no competition"),
    ("Brand name only; no substitutes.", "no equivalent accepted"),
    ("Gleichwertige Produkte sind nicht zugelassen.", "no equivalent accepted"),
    ("The current system is to be continued by the incumbent.", "incumbent continues"),
    ("The bidder must have previously worked with the Agency.", "experience with this buyer"),
    ("Bidders must prove experience with Sitecore in five ministries.", "experience with one product"),
    ("The demonstration must follow the Salesforce demo script.", "demonstration of one product"),
]


@pytest.mark.parametrize(("text", "sign"), SIGNS, ids=[text[:40] for text, _ in SIGNS])
def test_a_sign_is_read_with_its_words(text, sign):
    fact = facts(text).wired
    assert sign in fact.value
    assert fact.others[fact.value.index(sign)].quote == text


NONE = [
    "Questions will not be accepted after 3 March.",
    "No questions will be answered by telephone.",
    "Fragen werden nach Ablauf der Frist nicht beantwortet: keine Fragen nach dem 3. März.",
    "The CMS shall be Sitecore or equivalent; bidders must prove experience with Sitecore or equivalent.",
    "The incumbent is Acme; its contract ends in May.",
    "There will be a fair and open competition.",
    "Does the bidder have experience with Drupal?",
]


@pytest.mark.parametrize("text", NONE, ids=[text[:40] for text in NONE])
def test_ordinary_rules_are_no_signs(text):
    assert facts(text).wired is None


def test_few_days_between_publication_and_deadline_are_a_sign():
    fact = facts("# Portal", "Published on 3 March 2027.", "Tenders must be received by 9 March 2027.").wired
    assert fact.value == ("short notice",)
    assert fact.others[0].note == "6 days from 2027-03-03 to 2027-03-09"
    assert fact.others[0].quote == "Published on 3 March 2027."


def test_enough_days_are_none():
    assert facts("# Portal", "Published on 3 March 2027.", "Tenders must be received by 9 April 2027.").wired is None


def test_each_sign_stands_once_with_the_product_it_speaks_of():
    fact = facts("Bidders must prove experience with Sitecore.", "Vendors must have experience in Sitecore.").wired
    assert (fact.value, fact.others[0].note) == (("experience with one product",), "Sitecore")
