"""How offers are weighed: criteria, weights and whether they add up."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reading.texts import facts

WAYS = [
    (("# Award criteria", "Price: 40 %", "Quality: 60 %"), ("Price: 40 %", "Quality: 60 %")),
    (("# Award criteria", "- Price (40 points)", "- Quality (60 points)"), ("Price: 40 points", "Quality: 60 points")),
    (("# Evaluation", "Criterion | Weight", "Price | 40", "Quality | 60"), ("Price: 40 points", "Quality: 60 points")),
    (("# Evaluation", "a. | Price | 40 points", "b. | Quality | 60 points"), ("Price: 40 points", "Quality: 60 points")),
    (("# Sec. 5.01 Evaluation: Price (40%)", "# Sec. 5.02 Evaluation: Quality (60%)"), ("Price: 40 %", "Quality: 60 %")),
    (("Tenders will be scored with 40 points for the price and 60 points for style.",), ("price: 40 points", "style: 60 points")),
    (("Offers will be evaluated: 70% weightage for the concept, 30% weightage for price.",), ("concept: 70 %", "price: 30 %")),
    (("# Evaluation", "Technical merit weighs 80% and price 20%."), ("Technical merit: 80 %", "price: 20 %")),
    (("Method of selection: QCBS (Technical: 70, Financial: 30)",), ("Technical: 70 %", "Financial: 30 %")),
    (("# Critères de jugement des offres", "Prix 60%, Mémoire technique 40%"), ("Prix: 60 %", "Mémoire technique: 40 %")),
    (("# Zuschlagskriterien", "Preis: 55 %", "Konzept: 45 %"), ("Preis: 55 %", "Konzept: 45 %")),
    (("Die Gewichtung ist wie folgt: Preis 55 Prozent, Konzept 45 Prozent.",), ("Preis: 55 %", "Konzept: 45 %")),
    (("# Criterios de adjudicación", "Precio: hasta 45 puntos", "Red: hasta 55 puntos"), ("Precio: 45 points", "Red: 55 points")),
    (("# Criteri di aggiudicazione", "Tecnica: 70 punti; prezzo: 30 punti."), ("Tecnica: 70 points", "prezzo: 30 points")),
    (("# Gunningscriteria", "De inschrijving wordt beoordeeld op prijs (30 %) en visie (70 %)."), ("prijs: 30 %", "visie: 70 %")),
]  # fmt: skip


@pytest.mark.parametrize(("texts", "value"), WAYS, ids=[" / ".join(texts)[:50] for texts, _ in WAYS])
def test_criteria_are_read_with_their_weights_however_they_are_written(texts, value):
    fact = facts(*texts).evaluation
    assert fact.value == value
    assert fact.note == "sums to 100"


def test_what_is_missing_is_said():
    fact = facts("# Award criteria", "Price: 40 %", "Quality: 35 %", "Support: 20 %").evaluation
    assert fact.note == "sums to 95 of 100"
    assert fact.confidence < 0.9


def test_the_stated_total_is_the_measure():
    table = ("# Evaluation", "Criterion | Points", "Price | 80", "Quality | 100", "Team | 20", "Total | 200")
    assert facts(*table).evaluation.note == "sums to 200 as stated"
    wrong = ("# Evaluation", "Criterion | Points", "Price | 80", "Quality | 90", "Team | 20", "Total | 200")
    assert facts(*wrong).evaluation.note == "sums to 190 of 200"


def test_parts_of_a_criterion_are_not_counted_twice():
    table = (
        "# Award criteria",
        "Criterion | Points",
        "1. Technical offer | 70",
        "1.1 Concept | 40",
        "1.1.1 Design | 25",
        "1.1.2 Search | 15",
        "1.2 Team | 30",
        "2. Price | 30",
    )
    fact = facts(*table).evaluation
    assert fact.value == ("Technical offer: 70 points", "Price: 30 points")


def test_each_criterion_has_its_own_quote():
    fact = facts("# Award criteria", "- Price: 40 %", "- Quality: 60 %").evaluation
    assert [other.quote for other in fact.others] == ["Price: 40 %", "Quality: 60 %"]


NONE = [
    ("# Payment", "30 % on signature, 70 % on acceptance"),
    ("# Evaluation", "The penalty is 2 % of the contract value, at most 98 %."),
    ("# Evaluation", "Bidders must score at least 70 points."),
    ("# Scope", "Availability: 99 %", "Users online: 1 %"),
    ("# Evaluation", "The library serves 40 % of the region and 60 % of its schools."),
]


@pytest.mark.parametrize("texts", NONE, ids=[text[-1][:40] for text in NONE])
def test_other_percentages_are_no_weights(texts):
    fact = facts(*texts).evaluation
    assert fact is None or fact.note == "no weights stated"


METHODS = [
    ("Award is made to the lowest priced, technically acceptable offer.", "lowest price technically acceptable"),
    ("The contract is awarded to the lowest price.", "lowest price"),
    ("Awarded to the most economically advantageous tender.", "most economically advantageous"),
    ("L'offre économiquement la plus avantageuse est retenue.", "most economically advantageous"),
    ("Der Zuschlag geht an das wirtschaftlichste Angebot.", "most economically advantageous"),
    ("Se adjudicará a la oferta con la mejor relación calidad-precio.", "most economically advantageous"),
    ("Aggiudicazione al prezzo più basso.", "lowest price"),
    ("Gunning op basis van de beste prijs-kwaliteitverhouding.", "most economically advantageous"),
    ("Technical factors are significantly more important than price.", "technical before price"),
]


@pytest.mark.parametrize(("text", "method"), METHODS, ids=[text[:40] for text, _ in METHODS])
def test_without_weights_the_way_of_choosing_is_told(text, method):
    fact = facts(text).evaluation
    assert method in fact.value
    assert fact.note == "no weights stated"


def test_contents_and_chapters_are_one_list():
    contents = ("# Evaluation criteria", "- 5.1 Price (40%) ......... 12", "- 5.2 Quality (60%) ......... 13")
    chapters = ("# 5.1 Evaluation: Price (40%)", "The lowest price gets all points.", "# 5.2 Evaluation: Quality (60%)")
    assert len(facts(*contents, *chapters).evaluation.value) == 2


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(min_value=1, max_value=60), min_size=3, max_size=7))
def test_the_note_says_100_exactly_where_the_weights_do(weights):
    names = ("Price", "Quality", "Team", "Support", "Concept", "Training", "Security")
    fact = facts("# Award criteria", *(f"{name}: {weight} %" for name, weight in zip(names, weights, strict=False))).evaluation
    assert fact is None or (fact.note == "sums to 100") == (sum(int(v.split()[-2]) for v in fact.value) == 100)


ODD = [
    (("# Evaluation", "Quality 60% / Price 30% / Social value 10%"), ("Quality: 60 %", "Price: 30 %", "Social value: 10 %")),
    (("The contract is awarded on a 70/30 quality/price split.",), ("quality: 70 %", "price: 30 %")),
    (("# Selection criteria", "The price accounts for 40% of the score, quality for 60%."), ("price: 40 %", "quality: 60 %")),
    (("# Evaluation", "- Approach – 70 points", "- Cost................ 30 points"), ("Approach: 70 points", "Cost: 30 points")),
    (("# Evaluation", "Criteria: 1. Approach (70 points) 2. Cost (30 points)"), ("Approach: 70 points", "Cost: 30 points")),
    (("# Attribution: critères", "1- prix total 40 % 2- valeur technique 60 %"), ("prix total: 40 %", "valeur technique: 60 %")),
    (("# Wertung", "Nr. | Kriterium | Gewicht", "1 | Preis | 40", "2 | Idee | 60"), ("Preis: 40 points", "Idee: 60 points")),
]  # fmt: skip


@pytest.mark.parametrize(("texts", "value"), ODD, ids=[texts[-1][:40] for texts, _ in ODD])
def test_less_common_ways_of_writing_weights(texts, value):
    assert facts(*texts).evaluation.value == value


def test_one_weight_of_all_is_no_list():
    assert facts("# Evaluation", "The price counts 100 %.").evaluation is None
