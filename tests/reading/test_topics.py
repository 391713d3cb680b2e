"""Topics of requirements in six languages, and the words that only look like one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from winnable.formats.classifiers import load_topic_words
from winnable.reading.topics import features_of, headed_by, said_in, topics_of

MAIN = [
    ("All stored data shall be encrypted and every login shall use two factors.", "security"),
    ("Toutes les données doivent être chiffrées et les mots de passe renouvelés.", "security"),
    ("Alle Daten sind zu verschlüsseln und die Passwörter zu schützen.", "security"),
    ("Los datos deberán estar cifrados y las contraseñas protegidas.", "security"),
    ("I dati devono essere cifrati e l'autenticazione a doppio fattore.", "security"),
    ("De gegevens moeten worden versleuteld en het wachtwoord beveiligd.", "security"),
    ("The portal shall exchange orders with the ERP through a REST API.", "integration"),
    ("Le portail doit échanger les commandes avec notre ERP par une API.", "integration"),
    ("Das Portal muss eine Schnittstelle zum ERP haben.", "integration"),
    ("El portal deberá ofrecer la integración con el ERP mediante servicios web.", "integration"),
    ("Il portale deve garantire l'integrazione con il gestionale tramite web service.", "integration"),
    ("Het portaal moet een koppeling met het ERP hebben.", "integration"),
    ("Pages shall meet WCAG 2.1 AA and work with a screen reader.", "accessibility"),
    ("Le site doit respecter le RGAA et être utilisable par les personnes en situation de handicap.", "accessibility"),
    ("Die Website muss barrierefrei nach BITV sein.", "accessibility"),
    ("La web cumplirá la accesibilidad para personas con discapacidad.", "accessibility"),
    ("Il sito deve rispettare l'accessibilità per i disabili secondo la legge Stanca.", "accessibility"),
    ("De website moet een toegankelijkheidsverklaring hebben voor mensen met een beperking.", "accessibility"),
    ("The service shall run in a data centre within the EU with nightly backups.", "hosting"),
    ("La solution sera hébergée en France avec une sauvegarde quotidienne.", "hosting"),
    ("Der Betrieb erfolgt in einem deutschen Rechenzentrum mit täglicher Datensicherung.", "hosting"),
    ("El alojamiento incluirá copias de seguridad diarias en la nube.", "hosting"),
    ("Il servizio è erogato in cloud con backup e disaster recovery.", "hosting"),
    ("De oplossing wordt gehost in een datacenter met dagelijkse back-ups.", "hosting"),
    ("Administrators shall be given two days of training and a user manual.", "training"),
    ("The supplier shall run a help desk and meet the service levels.", "support"),
    ("The supplier's liability is limited to the contract value.", "legal"),
    ("The response time shall stay below two seconds at peak load.", "performance"),
]
NOT = [
    ("Bidders shall show proof of social security contributions.", "security"),
    ("A bid security of 2 percent shall accompany the tender.", "security"),
    ("The candidate fournit une attestation de sécurité sociale.", "security"),
    ("The period of performance is twelve months.", "performance"),
    ("The award is subject to the availability of funds.", "hosting"),
    ("The user interface shall be easy to use.", "integration"),
    ("Prices include all shipping.", "accessibility"),
    ("The contractor shall host a workshop for the project team.", "hosting"),
    ("Das Personal muss jederzeit verfügbar sein.", "hosting"),
    ("La prueba de integración social del municipio es un requisito.", "integration"),
    ("The contractor may not discriminate because of race, age or disability.", "accessibility"),
    ("The building shall be accessible from the main road.", "accessibility"),
]
OTHER_SYSTEMS = [
    "Data from several sources of other agencies shall be consolidated into one view.",
    "La solution récupère chaque nuit les données issues du système d'information existant.",
    "Die Lösung muss Daten mit den bestehenden Systemen austauschen und synchronisieren.",
    "La solución intercambiará datos con los sistemas corporativos existentes.",
    "La soluzione deve scambiare dati con i sistemi esistenti dell'ente.",
    "De oplossing wisselt gegevens uit met de bestaande systemen.",
]


@pytest.mark.parametrize(("text", "topic"), MAIN)
def test_the_topic_is_named(text: str, topic: str) -> None:
    assert topic in topics_of(text, "", load_topic_words())


@pytest.mark.parametrize(("text", "topic"), NOT)
def test_words_that_only_look_alike_make_no_topic(text: str, topic: str) -> None:
    assert topic not in topics_of(text, "", load_topic_words())


@pytest.mark.parametrize("text", OTHER_SYSTEMS)
def test_data_of_another_system_is_integration_without_the_word(text: str) -> None:
    assert "integration" in topics_of(text, "", load_topic_words())


def test_a_heading_confirms_what_a_text_only_hints_at() -> None:
    words = load_topic_words()
    text = "The supplier shall state the guaranteed availability and the planned maintenance."
    chances = [
        words.lines["hosting"].chance(features_of("hosting", text, said_in(text, words), headed_by(section, words)))
        for section in ("5 Various", "5 Hosting and availability")
    ]
    assert chances[1] > chances[0]


def test_the_main_topic_stands_first() -> None:
    text = "Encryption, passwords, single sign-on and audit trails shall protect the data that an API delivers."
    found = topics_of(text, "", load_topic_words())
    assert found[0] == "security"
    assert "integration" in found


def test_a_short_item_takes_the_topic_of_its_heading() -> None:
    words = load_topic_words()
    assert topics_of("Two copies in different towns", "4 Services > 4.2 Backup and disaster recovery", words) == ("hosting",)
    assert topics_of("Two copies in different towns", "4 Services > 4.2 Various", words) == ()


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=200), st.text(max_size=40))
def test_any_text_has_known_topics_at_most_once(text: str, section: str) -> None:
    words = load_topic_words()
    found = topics_of(text, section, words)
    assert len(set(found)) == len(found)
    assert set(found) <= set(words.topics)
