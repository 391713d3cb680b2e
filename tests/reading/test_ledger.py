"""The requirement ledger as a bid manager reads it: what is listed, of which kind, how strongly, under which number."""

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.reading.texts import lines

from winnable.core.evidence import Passage
from winnable.formats.readers import load_ledger_words
from winnable.reading.ledger import read_ledger
from winnable.reading.text import lines_of
from winnable.sources.documents import read_document

WORDS = load_ledger_words()


def ledger(*texts, classify=None, topics_of=None):
    return read_ledger(lines(*texts), WORDS, classify, topics_of)


def said(*texts):
    """(kind, strength, text) of each requirement."""
    return [(r.kind, r.strength, r.text) for r in ledger(*texts)]


REQUESTS = {
    "en": (
        "# 2 Functional requirements",
        "The system shall offer single sign-on to all staff.",
        "Passwords must not be kept in plain text.",
        "The portal should offer a full-text search.",
        "The supplier may propose a mobile app.",
        "# 3 Evaluation criteria",
        "Proposals will be evaluated on quality and price.",
        "# 4 Instructions to bidders",
        "Proposals must be received by noon on 3 June 2026.",
        "# 5 Terms and conditions",
        "Payment will be made within thirty days of the invoice.",
    ),
    "de": (
        "# 2 Anforderungen",
        "Das System muss eine Anmeldung über SAML für alle Beschäftigten bieten.",
        "Passwörter dürfen nicht im Klartext gespeichert werden.",
        "Das Portal soll eine Volltextsuche bieten.",
        "Der Auftragnehmer kann eine mobile App vorschlagen.",
        "# 3 Zuschlagskriterien",
        "Der Zuschlag wird auf das wirtschaftlichste Angebot erteilt.",
        "# 4 Bewerbungsbedingungen",
        "Angebote sind bis zum 3. Juni 2026 über die Vergabeplattform einzureichen.",
        "# 5 Vertragsbedingungen",
        "Die Vergütung wird dreißig Tage nach Eingang der Rechnung gezahlt.",
    ),
    "fr": (
        "# 2 Exigences fonctionnelles",
        "La solution devra permettre la connexion unique de tous les agents.",
        "Les mots de passe ne doivent pas être conservés en clair.",
        "Le portail devrait offrir une recherche en texte intégral.",
        "Le titulaire pourra proposer une application mobile.",
        "# 3 Critères d'attribution",
        "Les offres seront jugées selon leur valeur technique et leur prix.",
        "# 4 Remise des offres",
        "Les plis doivent être remis avant le 3 juin 2026 à midi.",
        "# 5 Pénalités et paiement",
        "Une pénalité de cent euros par jour de retard sera appliquée.",
    ),
    "es": (
        "# 2 Requisitos",
        "El sistema deberá permitir el acceso único de todo el personal.",
        "Las contraseñas no podrán guardarse en claro.",
        "El portal debería ofrecer una búsqueda de texto completo.",
        "El contratista podrá proponer una aplicación móvil.",
        "# 3 Criterios de adjudicación",
        "Se valorará la calidad de la propuesta y su precio.",
        "# 4 Presentación de ofertas",
        "Las ofertas se presentarán antes del 3 de junio de 2026.",
        "# 5 Penalidades y pagos",
        "El pago se realizará a los treinta días de la factura.",
    ),
    "it": (
        "# 2 Requisiti",
        "Il sistema deve consentire l'accesso unico di tutto il personale.",
        "Le password non possono essere salvate in chiaro.",
        "Il portale dovrebbe offrire una ricerca nel testo.",
        "Il fornitore può proporre un'applicazione mobile.",
        "# 3 Criteri di aggiudicazione",
        "L'appalto sarà aggiudicato all'offerta economicamente più vantaggiosa.",
        "# 4 Presentazione delle offerte",
        "I concorrenti devono presentare l'offerta entro il 3 giugno 2026.",
        "# 5 Penali e pagamenti",
        "I pagamenti saranno effettuati entro trenta giorni dalla fattura.",
    ),
    "nl": (
        "# 2 Eisen",
        "Het systeem moet eenmalig aanmelden voor alle medewerkers bieden.",
        "Wachtwoorden mogen niet leesbaar worden opgeslagen.",
        "Het portaal zou een zoekfunctie moeten bieden.",
        "De leverancier kan een mobiele app voorstellen.",
        "# 3 Gunningscriteria",
        "De inschrijvingen worden beoordeeld op kwaliteit en prijs.",
        "# 4 Inschrijving",
        "Inschrijvingen moeten uiterlijk op 3 juni 2026 via het platform zijn ingediend.",
        "# 5 Betaling en boetes",
        "Facturen worden binnen dertig dagen na ontvangst betaald.",
    ),
}


@pytest.mark.parametrize("language", REQUESTS)
def test_every_language_tells_kinds_and_strengths_apart(language):
    found = ledger(*REQUESTS[language])
    assert [r.kind for r in found] == ["obligation"] * 4 + ["evaluation", "submission", "contract"]
    assert [r.strength for r in found[:4]] == ["must", "must", "should", "may"]
    assert [r.text for r in found] == [text for text in REQUESTS[language] if not text.startswith("#")]


def test_a_requirement_keeps_its_place():
    passage = Passage(
        text="Our staff is large. The portal must show invoices.", file="rfp.pdf", page=7, section="4 Billing", number="4.2"
    )
    (found,) = read_ledger(lines_of([passage]), WORDS)
    place = found.place
    assert (place.file, place.page, place.section) == ("rfp.pdf", 7, "4 Billing")
    assert passage.text[place.start : place.end] == found.text == "The portal must show invoices."


def test_a_lead_in_gives_its_items_strength_and_kind():
    assert said("# Scope", "The portal should:", "- show invoices to customers", "- single sign-on", "The budget is fixed.") == [
        ("obligation", "should", "show invoices to customers"),
        ("obligation", "should", "single sign-on"),
    ]


def test_a_nested_lead_in_without_a_verb_leaves_the_one_above_in_force():
    found = said("# Scope", "The portal must offer:", "- forms with:", "- fields of any kind", "- attachments up to 20 MB")
    assert found == [("obligation", "must", "fields of any kind"), ("obligation", "must", "attachments up to 20 MB")]


def test_a_lead_in_ends_with_its_list():
    found = said(
        "# Overview", "The system shall:", "- send reminders by mail", "Lumen lies on a river.", "- boats and bridges here"
    )
    assert [text for _, _, text in found] == ["send reminders by mail"]


def test_what_a_bid_must_hold_is_submission():
    found = said(
        "# Instructions to bidders", "The proposal must include:", "- a list of three references", "- a signed cover letter"
    )
    assert [(kind, strength) for kind, strength, _ in found] == [("submission", "must"), ("submission", "must")]


@pytest.mark.parametrize(
    ("text", "number", "words"),
    [
        ("REQ-12: The portal must show invoices.", "REQ-12", "The portal must show invoices."),
        ("3.2.1 The portal must show invoices.", "3.2.1", "The portal must show invoices."),
        ("[R5] The portal must show invoices.", "R5", "The portal must show invoices."),
        ("A.1 The portal must show invoices.", "A.1", "The portal must show invoices."),
        ("Exigence 12 : Le portail doit afficher les factures.", "12", "Le portail doit afficher les factures."),
        ("Anforderung 3.1: Das Portal muss Rechnungen zeigen.", "3.1", "Das Portal muss Rechnungen zeigen."),
        ("Eis 4: Het portaal moet facturen tonen.", "4", "Het portaal moet facturen tonen."),
        ("(iv) The portal must show invoices.", "iv", "The portal must show invoices."),
        ("3.5 million users must be served at once.", "", "3.5 million users must be served at once."),
        ("ISO 27001 must be held by the supplier.", "", "ISO 27001 must be held by the supplier."),
        ("AES-256 encryption must be used for all files.", "", "AES-256 encryption must be used for all files."),
    ],
)
def test_the_buyers_own_number_is_taken_off(text, number, words):
    (found,) = ledger("# Requirements", text)
    assert (found.number, found.text) == (number, words)


def test_an_automatic_number_is_the_buyers_number():
    passage = Passage(text="The portal must show invoices.", file="a.docx", page=None, kind="item", number="3.2.1")
    assert read_ledger(lines_of([passage]), WORDS)[0].number == "3.2.1"


@pytest.mark.parametrize(
    "texts",
    [
        ("# Table of contents", "3.2 What the portal must offer ........................ 14"),
        ("# Definitions", '"Supplier" means the party that shall provide the services.'),
        ("# Form 3", "I/We hereby declare that we shall comply with all terms."),
        ("# Form 3", "Name and seal of the bidder: ______________________"),
        ("# Requirements that must be met",),
        ("# Background", "The city lies on a river and has two bridges."),
        ("# Questions", "Must the portal be hosted in the country?"),
        ("# Background", "The council will publish its strategy next year."),
        ("# Scope", "Quantity | Unit price | Total", "12 | must be filled in by bidder | EUR"),
        ("Hosting",),
        ("The document may be found on our website as of May 2026.",),
    ],
)
def test_what_asks_nothing_is_not_listed(texts):
    assert said(*texts) == []


def test_the_buyers_own_duty_is_background():
    assert [
        (kind, strength) for kind, strength, _ in said("# General", "The ministry must approve the annual plan in March.")
    ] == [("background", "must")]


def test_a_classifier_decides_on_bare_items_only():
    texts = (
        "# Features",
        "- Calendar of all public events",
        "- The portal must show invoices.",
        "- Pictures of the old town hall",
    )
    asked = []

    def classify(batch):
        asked.extend(batch)
        return [0.9 if "Calendar" in text else 0.1 for text in batch]

    found = ledger(*texts, classify=classify)
    assert [r.text for r in found] == ["Calendar of all public events", "The portal must show invoices."]
    assert asked == ["Calendar of all public events", "Pictures of the old town hall"]
    assert len(ledger(*texts)) == 3


def test_topics_are_read_by_whoever_is_passed():
    (found,) = ledger(
        "# Hosting", "The portal must run in two data centres.", topics_of=lambda text, section: (section, text[:10])
    )
    assert found.topics == ("Hosting", "The portal")


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("The price will be weighted with 30 % of the score.", 0.3),
        ("Quality will be scored with up to 40 points.", 40.0),
        ("Das Konzept wird mit maximal 30 Punkten bewertet.", 30.0),
        ("Proposals will be evaluated on quality (60%) and price (40%).", None),
        ("Proposals will be evaluated on quality and price.", None),
    ],
)
def test_a_rule_of_evaluation_has_its_weight(text, weight):
    (found,) = ledger("# Evaluation criteria", text)
    assert (found.kind, found.weight) == ("evaluation", weight)


def test_a_long_clause_stays_whole_up_to_a_limit():
    clause = "The supplier shall keep the portal " + "; ".join(f"free of faults of the kind number {i}" for i in range(20)) + "."
    (whole,) = ledger("# Duties", clause)
    assert whole.text == clause
    longer = "The supplier shall keep the portal " + "; ".join(f"free of faults of the kind number {i}" for i in range(60)) + "."
    assert max(len(r.text) for r in ledger("# Duties", longer)) <= 1200


def test_a_workbook_with_two_sheets_and_empty_cells(tmp_path):
    book = openpyxl.Workbook()
    first, second = book.active, book.create_sheet("Security")
    first.title = "Portal"
    first.append(["ID", "Requirement", "Priority", "Response"])
    first.append(["P-1", "Export of every list as a spreadsheet", "Mandatory", None])
    first.append(["P-2", "Themes for partners", "Desirable", None])
    second.append(["Nr.", "Anforderung", "Muss/Soll", "Antwort"])
    second.append(["S-1", "Verschlüsselung aller Daten", "Muss", None])
    second.append([None, "Protokoll aller Zugriffe der Verwaltung", "Kann", None])
    book.save(tmp_path / "demands.xlsx")
    found = read_ledger(lines_of(read_document(tmp_path / "demands.xlsx").passages), WORDS)
    assert [(r.number, r.text, r.strength, r.place.section) for r in found] == [
        ("P-1", "Export of every list as a spreadsheet", "must", "Portal"),
        ("P-2", "Themes for partners", "should", "Portal"),
        ("S-1", "Verschlüsselung aller Daten", "must", "Security"),
        ("", "Protokoll aller Zugriffe der Verwaltung", "may", "Security"),
    ]


SENTENCES = [text for texts in REQUESTS.values() for text in texts]
CHARACTERS = st.text(alphabet="abc must shall .:;|-()[]0123456789\n•%é?", max_size=120)


@given(st.lists(st.one_of(st.sampled_from(SENTENCES), CHARACTERS), max_size=12))
def test_whatever_is_read_every_text_is_verbatim_at_its_place(texts):
    passages = [
        Passage(text=text, file="f", page=1, section="s", kind=("text", "item", "row", "heading")[i % 4])
        for i, text in enumerate(texts)
    ]
    for r in read_ledger(lines_of(passages), WORDS):
        assert any(r.text == p.text[r.place.start : r.place.end] for p in passages)
        assert r.text
        assert r.text == r.text.strip()
