"""What is to be built, and for whom, read with the shipped profile on texts of our own."""

import pytest

from winnable.core.evidence import Passage
from winnable.formats.profiles import load_profile
from winnable.formats.readers import load_reader


@pytest.fixture(scope="module")
def reader():
    return load_reader(load_profile("liferay"))


def passages(title, *texts):
    return [
        Passage(text=title, file="t.md", page=None, kind="heading"),
        *(Passage(text=t, file="t.md", page=None, section=title) for t in texts),
    ]


def solution(reading):
    voices = [e for e in reading.evidence if e.criterion == "solution_type"]
    return max(voices, key=lambda e: e.confidence).answer if voices else None


@pytest.mark.parametrize(
    ("title", "text", "answer"),
    [
        ("Dealer portal", "The manufacturer wants a portal in which 3,000 dealers order spare parts.", "partner_portal"),
        ("Kundenportal", "Die Stadtwerke suchen ein Kundenportal mit Login für 200.000 Kunden.", "customer_portal"),
        ("Refonte de l'intranet", "La région souhaite un nouvel intranet pour ses 4 000 agents.", "intranet"),
        ("Portal de proveedores", "El objeto del contrato es un portal de proveedores.", "supplier_portal"),
        ("Leveranciersportaal", "De gemeente zoekt een leveranciersportaal.", "supplier_portal"),
        ("Intranet aziendale", "La società intende realizzare una intranet per i dipendenti.", "intranet"),
        ("Student portal", "The university seeks a student portal for 20,000 students.", "student_portal"),
        ("Learning management system", "The college wants to buy a learning management system.", "other_class"),
        ("ERP replacement", "We seek an enterprise resource planning system.", "other_class"),
        ("Security guards", "Guarding services for two office buildings, day and night.", "not_software"),
        ("Road resurfacing", "Resurfacing works on the ring road. CPV 45233220-7", "not_software"),
        ("Lieferung von Büromöbeln", "Gegenstand ist die Lieferung von Büromöbeln.", "not_software"),
    ],
)
def test_what_is_bought_is_told_apart(reader, title, text, answer):
    assert solution(reader.read(passages(title, text))) == answer


def test_a_portal_word_in_a_tender_for_guards_does_not_make_it_a_portal(reader):
    reading = reader.read(
        passages(
            "Guarding of the museum",
            "The museum seeks security guards for its halls.",
            "Bids are uploaded through the supplier portal of the city.",
        )
    )
    assert solution(reading) == "not_software"


def test_a_procurement_code_says_what_a_vague_title_does_not(reader):
    coded = reader.read(passages("Framework 12", "Works as described in the annexes.", "CPV: 45000000"))
    assert solution(coded) == "not_software"


def test_a_need_without_one_digital_word_is_hardly_one_for_software(reader):
    reading = reader.read(
        passages(
            "Bread",
            "The school kitchen wishes to buy fresh bread and morning goods every day of the year, "
            "brought before seven in the morning by a baker.",
        )
    )
    voice = next(e for e in reading.evidence if e.criterion == "solution_type")
    assert voice.answer == "not_software"
    assert voice.confidence < 0.7, "a suspicion, not a verdict"


@pytest.mark.parametrize(
    ("text", "industry"),
    [
        ("Buyer: University of Lumen", "education"),
        ("Auftraggeber: Sparkasse Musterland", "financial-services"),
        ("Contracting authority: Lumen City Council", "government"),
        ("Organisation: Lumen Hospital Trust", "healthcare"),
    ],
)
def test_the_industry_is_that_of_the_buyer(reader, text, industry):
    reading = reader.read(passages("Portal", text, "A portal with login is wanted."))
    assert reading.facts.industry.value == industry


def test_nothing_said_is_not_stated(reader):
    reading = reader.read(passages("Annex", "See above."))
    assert reading.facts.industry is None
    assert reading.facts.solution_types is None
