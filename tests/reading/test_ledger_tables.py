"""Tables of requirements and of criteria, with and without a header row."""

import pytest
from tests.reading.texts import lines

from winnable.formats.readers import load_ledger_words
from winnable.reading.ledger import read_ledger

WORDS = load_ledger_words()


def rows(*texts, section="Demands"):
    return [(r.number, r.text, r.kind, r.strength, r.weight) for r in read_ledger(lines(f"# {section}", *texts), WORDS)]


@pytest.mark.parametrize(
    ("head", "must", "should", "may"),
    [
        ("ID | Requirement | MoSCoW | Response", "Must", "Should", "Could"),
        ("No. | Requirement | Mandatory (Y/N) | Comments", "Yes", "No", "Optional"),
        ("Nr. | Anforderung | A/B-Kriterium | Antwort", "A", "B", "optional"),
        ("N° | Exigence | Priorité | Réponse", "Obligatoire", "Souhaitable", "Facultatif"),
        ("Nº | Requisito | Obligatoriedad | Respuesta", "Obligatorio", "Deseable", "Opcional"),
        ("N. | Requisito | Priorità | Risposta", "Obbligatorio", "Desiderabile", "Facoltativo"),
        ("Nr | Eis | Eis of wens | Antwoord", "Eis", "Wens", "Optioneel"),
    ],
)
def test_the_header_row_says_what_each_column_holds(head, must, should, may):
    found = rows(head, f"R1 | Saml | {must} |", f"R2 | Export PDF | {should} |", f"R3 | Chat | {may} |")
    assert found == [
        ("R1", "Saml", "obligation", "must", None),
        ("R2", "Export PDF", "obligation", "should", None),
        ("R3", "Chat", "obligation", "may", None),
    ]


def test_without_a_priority_column_the_verb_or_the_head_tells_the_strength():
    assert [strength for *_, strength, _ in rows("No | Requirement | Comment", "1 | It should be fast | ", "2 | Saml | ")] == [
        "should",
        "must",
    ]
    assert [s for *_, s, _ in rows("No | Desirable requirement | Comment", "1 | Chat with an agent | ")] == ["should"]


def test_a_row_that_only_heads_the_next_ones_is_no_requirement():
    found = rows("No | Requirement | Comment", "4 | Content | ", "4.1 | Versions of every text | ", "4.2 | Check of spelling | ")
    assert [number for number, *_ in found] == ["4.1", "4.2"]


def test_a_table_without_header_row():
    found = rows(
        "2.15 | Should give access to people with disabilities. It reads texts aloud.", "2.16 | Must support chat", section=""
    )
    assert found == [
        ("2.15", "Should give access to people with disabilities. It reads texts aloud.", "obligation", "should", None),
        ("2.16", "Must support chat", "obligation", "must", None),
    ]


@pytest.mark.parametrize(
    ("head", "first", "second", "weights"),
    [
        ("Criterion | Weight", "Price | 40 %", "Quality of the team | 60 %", [0.4, 0.6]),
        ("Criterion | Maximum points", "Price | 40", "Quality of the team | 60", [40.0, 60.0]),
        ("Kriterium | Gewichtung (%)", "Preis | 40", "Qualität | 60", [0.4, 0.6]),
        ("Critère | Pondération", "Prix | 40 %", "Valeur technique | 60 %", [0.4, 0.6]),
        ("Criterio | Puntos", "Precio | 40 puntos", "Memoria | 60 puntos", [40.0, 60.0]),
        ("Criterio | Punteggio", "Prezzo | 40 punti", "Qualità | 60 punti", [40.0, 60.0]),
        ("Criterium | Weging", "Prijs | 40%", "Plan van aanpak | 60%", [0.4, 0.6]),
    ],
)
def test_criteria_have_their_weights(head, first, second, weights):
    found = rows(head, first, second, section="Award")
    assert [(kind, weight) for _, _, kind, _, weight in found] == [("evaluation", weight) for weight in weights]


def test_points_in_a_table_without_header_row_count_where_bids_are_measured():
    (found,) = rows("a. | General qualifications | 40 points", section="Evaluation criteria")
    assert (found[1], found[2], found[4]) == ("General qualifications", "evaluation", 40.0)


def test_prices_and_questions_of_vendors_are_no_requirements():
    assert rows("Item | Quantity | Unit price", "Licence that must be renewed each year | 2 | EUR") == []
    assert rows("Question | Answer", "Must the portal run in the cloud? | It must not.") == []


def test_a_second_header_row_changes_the_columns():
    found = rows("No | Requirement | Priority", "1 | Saml | Must", "Requirement | No | Priority", "Export | 2 | Should")
    assert [(number, text, strength) for number, text, _, strength, _ in found] == [
        ("1", "Saml", "must"),
        ("2", "Export", "should"),
    ]
