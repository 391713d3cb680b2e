"""Titles and buyers, from labels, headings and names near the top."""

import pytest
from tests.reading.texts import facts

BUYERS = [
    (["# Portal", "Buyer: Example Council, High Street"], "Example Council"),
    (["# Portal", "Contracting authority | Agency for Roads"], "Agency for Roads"),
    (["# RFP", "Issued by: Ministry of Works (MoW), Amman"], "Ministry of Works"),
    (["# CCTP", "Acheteur : Ville de Villeneuve"], "Ville de Villeneuve"),
    (["# Ausschreibung", "Auftraggeber: Landkreis Musterland"], "Landkreis Musterland"),
    (["# Pliego", "Órgano de contratación: Ayuntamiento de Villanueva"], "Ayuntamiento de Villanueva"),
    (["# Aanbesteding", "Aanbestedende dienst: Gemeente Voorbeeld"], "Gemeente Voorbeeld"),
    (["# Bando", "Stazione appaltante: Comune di Esempio"], "Comune di Esempio"),
    (["# Northtown City Council Intranet Redesign"], "Northtown City Council"),
    (["# Student portal", "Plains Coast Community Energy (PCCE) is looking for a partner."], "Plains Coast Community Energy"),
    (["# University of Somewhere - Payments Portal"], "University of Somewhere"),
]


@pytest.mark.parametrize(("texts", "buyer"), BUYERS, ids=[buyer for _, buyer in BUYERS])
def test_the_buyer_is_read(texts, buyer):
    assert facts(*texts).buyer.value == buyer


@pytest.mark.parametrize(
    "texts", [["# Housing management system", "The Town expects a flat fee."], ["The Contractor shall be Certified."]]
)
def test_nobody_is_named_as_buyer(texts):
    assert facts(*texts).buyer is None


TITLES = [
    (["# Global student portal", "Buyer: Example University"], "Global student portal"),
    (
        ["# Request for Proposals (RFP) No. 12-2020", "# Development of e-services", "Issued by: Ministry of Works"],
        "Development of e-services",
    ),
    (["Title: Renewal of the citizen portal"], "Renewal of the citizen portal"),
    (["# State of Example", "# RFP #08AB0040 - Web Content Management"], "RFP #08AB0040 - Web Content Management"),
    (
        ["# Cahier des clauses techniques particulières (CCTP)", "# Fourniture du portail intranet"],
        "Fourniture du portail intranet",
    ),
]


@pytest.mark.parametrize(("texts", "title"), TITLES, ids=[title for _, title in TITLES])
def test_the_title_says_what_is_bought(texts, title):
    assert facts(*texts).title.value == title
