"""Sentences that ask for something, held against capabilities."""

import pytest
from tests.core.worlds import criterion, profile

from winnable.core.capability import Capability
from winnable.core.evidence import Passage
from winnable.formats.readers import load_reader

CAPABILITIES = (
    Capability(
        key="sso",
        group="iam",
        name="Single sign-on",
        description="d",
        support="native",
        synonyms={"en": ("single sign-on", "SAML"), "fr": ("authentification unique",)},
        basis="O",
    ),
    Capability(
        key="crm",
        group="out",
        name="CRM",
        description="d",
        support="via_partner",
        synonyms={"en": ("CRM system",)},
        basis="O",
        covers=(),
    ),
)
READER = load_reader(profile(criterion("x", ("a", 0.0, 0.5), ("b", 0.0, 0.5)), capabilities=CAPABILITIES))


def coverage(*texts):
    return READER.read([Passage(text=t, file="t.pdf", page=3, section="Scope") for t in texts]).coverage


def test_a_mandatory_sentence_is_placed_and_met():
    found = coverage(
        "The system must support single sign-on for all users.",
        *(f"Users of group {i} must have single sign-on." for i in range(4)),
    )
    assert (found.requirements, found.mandatory, found.placed, found.met) == (5, 5, 5, 1.0)
    assert found.matches[0].requirement.text == "The system must support single sign-on for all users."
    assert found.matches[0].requirement.place.page == 3


def test_a_gap_is_listed_once_with_how_it_is_supported():
    found = coverage(
        "The vendor shall deliver a CRM system for sales.", *(f"The CRM system must be open to group {i}." for i in range(4))
    )
    assert found.met == 0.0
    assert [(g.capability, g.support) for g in found.gaps] == [("crm", "via_partner")]


def test_from_too_few_that_were_placed_nothing_is_concluded():
    found = coverage("The system must support single sign-on for all users.", "All staff must carry a badge at all times.")
    assert (found.placed, found.met) == (1, None)


def test_what_cannot_be_placed_needs_review_and_is_not_guessed():
    found = coverage("The contractor must carry out all works with due diligence.")
    assert (found.mandatory, found.placed, found.met) == (1, 0, None)


@pytest.mark.parametrize(
    ("text", "strength"),
    [
        ("The system should support single sign-on for guests.", "should"),
        ("Single sign-on may be offered as an option.", "may"),
        ("La solution doit permettre l'authentification unique.", "must"),
    ],
)
def test_the_modal_verb_tells_the_strength(text, strength):
    assert coverage(text).matches[0].requirement.strength == strength


def test_a_text_that_asks_for_nothing_has_no_coverage():
    assert coverage("Lumen lies on a river.") is None
