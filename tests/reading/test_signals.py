"""Signals become evidence only where the text means them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.worlds import criterion, profile

from winnable.core.evidence import Passage
from winnable.core.profile import Curve, Signal
from winnable.formats.readers import load_reader
from winnable.reading.signals import holds, number_of

INTEGRATION = criterion(
    "integration",
    ("several", 0.3, 0.6),
    ("none", -0.45, 0.4),
    signals=(
        Signal(
            answer="several",
            confidence=0.7,
            phrases={"en": ("integrat*",), "de": ("schnittstelle*",), "fr": ("interfaces",)},
            negated="none",
        ),
    ),
)
PORTAL = criterion(
    "portal",
    ("wanted", 0.3, 0.5),
    ("unwanted", -0.3, 0.5),
    signals=(Signal(answer="wanted", confidence=0.8, phrases={"en": ("supplier portal", "portal")}, unless=("portal crane",)),),
)
LEGACY = criterion(
    "legacy",
    ("old", 0.3, 0.5),
    ("new", -0.3, 0.5),
    signals=(Signal(answer="old", confidence=0.6, phrases={"en": ("end of life",)}, along=("platform",)),),
)
TITLED = criterion(
    "titled",
    ("said", 0.3, 0.5),
    ("unsaid", -0.3, 0.5),
    signals=(Signal(answer="said", confidence=0.6, phrases={"en": ("support and maintenance",)}, where="title"),),
)
STAFF = criterion(
    "staff",
    answers=(),
    curve=Curve(unit="people", points=((0, -1.0), (2000, 1.0)), shares=((500, 0.5), (1500, 0.5))),
    signals=(Signal(pattern=r"(?P<n>[\d.,]+(?: million)?) employees", example="1,200 employees", confidence=0.8),),
)
READER = load_reader(profile(INTEGRATION, PORTAL, LEGACY, TITLED, STAFF))


def read(*texts, kind="text"):
    passages = [Passage(text="The records of Lumen", file="t.md", page=1, kind="heading")]
    return READER.read([*passages, *(Passage(text=t, file="t.md", page=2, section="Scope", kind=kind) for t in texts)])


def answers_of(*texts):
    return {(e.criterion, e.answer or e.number) for e in read(*texts).evidence}


@pytest.mark.parametrize(
    "text",
    [
        "The solution must be integrated with the ERP.",
        "Die Lösung muss Schnittstellen zum ERP haben.",
        "Des interfaces avec l'ERP sont attendues.",
        "INTEGRATION with SAP",
        "It integrates three systems.",
    ],
)
def test_a_need_is_found_in_every_form(text):
    assert ("integration", "several") in answers_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "No integration is required.",
        "Integration is out of scope.",
        "The system works without integration.",
        "Integration with the ERP is not required at this time.",
        "Es sind keine Schnittstellen erforderlich.",
        "Schnittstellen sind nicht Gegenstand der Leistung.",
        "Aucune des interfaces n'est demandée.",
    ],
)
def test_a_negated_need_says_the_opposite(text):
    found = answers_of(text)
    assert ("integration", "several") not in found
    assert ("integration", "none") in found


@pytest.mark.parametrize(
    "text",
    [
        "Not only reporting but integration with SAP is needed.",
        "Integration must be done no later than May.",
        "We no longer want manual work, so integrate the ERP.",
        "No reporting is needed, but the ERP must be integrated.",
    ],
)
def test_a_no_that_means_something_else_negates_nothing(text):
    assert ("integration", "several") in answers_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "Bids are uploaded through the supplier portal.",
        "Tender documents can be downloaded from the portal.",
        "Submit your proposal on the procurement portal before noon.",
        "How to take part: portal of the city.",
        "Questions are answered through the e-tendering portal.",
    ],
)
def test_the_portal_where_one_bids_is_not_the_portal_that_is_bought(text):
    assert not {a for a in answers_of(text) if a[0] == "portal"}


def test_what_is_bought_is_found_beside_it():
    assert ("portal", "wanted") in answers_of("Bids are uploaded through the portal.", "The city wants a supplier portal.")


def test_unless_voids_a_match_in_its_sentence():
    assert not {a for a in answers_of("We need a portal crane with rails.") if a[0] == "portal"}


def test_along_demands_company_in_the_passage():
    assert ("legacy", "old") not in answers_of("The pump is at its end of life.")
    assert ("legacy", "old") in answers_of("The platform is at its end of life.")


def test_a_title_signal_is_heard_in_titles_only():
    assert ("titled", "said") not in answers_of("It covers support and maintenance.")
    passages = [Passage(text="Support and maintenance of the shop", file="t.md", page=1, kind="heading")]
    assert "said" in {e.answer for e in READER.read(passages).evidence}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("It has 1,200 employees.", 1200.0),
        ("It has 950 employees.", 950.0),
        ("Some 1.5 million employees", 1.5e6),
        ("12.000 employees", 12000.0),
    ],
)
def test_a_curve_reads_its_number(text, number):
    assert ("staff", number) in answers_of(text)


def test_every_quote_stands_verbatim_at_its_place():
    text = "The solution must be integrated with the ERP. " * 40 + "It has 1,200 employees."
    reading = read(text)
    assert reading.evidence
    for evidence in reading.evidence:
        assert evidence.quote == text[evidence.place.start : evidence.place.end]
        assert len(evidence.quote) <= 200
        assert evidence.place.page == 2


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=200), max_size=6))
def test_reading_never_fails_and_never_invents_a_quote(texts):
    reading = read(*texts)
    for evidence in reading.evidence:
        assert any(evidence.quote in text for text in [*texts, "The records of Lumen"])


@pytest.mark.parametrize(
    ("text", "phrase", "held"),
    [
        ("the portal", "portal", True),
        ("the portals", "portal", False),
        ("the portals", "portal*", True),
        ("teleportal", "portal", False),
        ("a b portal", "b portal", True),
        ("", "x", False),
    ],
)
def test_a_phrase_is_held_as_whole_words(text, phrase, held):
    assert holds(text, phrase) is held


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,200", 1200),
        ("24 000", 24000),
        ("1.5 million", 1.5e6),
        ("300m", 3e8),
        ("80k", 80000),
        ("12.500,5", 12500.5),
        ("none", None),
    ],
)
def test_a_number_is_read_as_it_is_written(text, number):
    assert number_of(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "We cannot do without integration.",
        "There is currently no integration, and we want one.",
        "We do not have integration today.",
    ],
)
def test_a_lack_of_today_is_no_negation_of_the_need(text):
    assert ("integration", "none") not in answers_of(text)


def test_a_number_of_absurd_length_is_no_number():
    assert number_of("9" * 400) is None
