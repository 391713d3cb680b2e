"""Who shall, and how strongly: sentences in six languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.reading.texts import lines

from winnable.formats.readers import load_ledger_words
from winnable.reading.ledger import read_ledger
from winnable.reading.phrases import words_of

WORDS = load_ledger_words()
# A paragraph of each language before the sentence: one sentence alone may not give its language away.
TONGUES = {
    "en": "This is the document of the town and of all who live in it.",
    "de": "Dies ist das Dokument der Stadt und von allen, die in der Stadt sind.",
    "fr": "Ceci est le document de la ville et de tous ceux qui sont dans la ville.",
    "es": "Este es el documento de la ciudad y de todos los que se encuentran en la ciudad.",
    "it": "Questo è il documento della città e di tutti quelli che sono nella città.",
    "nl": "Dit is het document van de stad en van alle mensen die in de stad zijn.",
}


def read(language, text, section="Scope"):
    return [(r.kind, r.strength) for r in read_ledger(lines(f"# {section}", TONGUES[language], text), WORDS)]


MUST, SHOULD, MAY = ("obligation", "must"), ("obligation", "should"), ("obligation", "may")


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "The supplier is required to train all editors.", MUST),
        ("en", "The supplier will migrate the old content.", MUST),
        ("en", "The supplier is responsible for daily backups.", MUST),
        ("en", "The supplier shall not copy any personal data.", MUST),
        ("en", "Bidder to ensure that all traffic is encrypted end to end.", MUST),
        ("en", "As a dealer, I want to see my orders, so that I can plan.", MUST),
        ("en", "Data may only be stored within the country.", MUST),
        ("en", "Guest access to the portal is optional.", MAY),
        ("en", "Optionally, the portal must offer a chat.", MAY),
        ("en", "A native app for the portal would be preferred.", SHOULD),
        ("de", "Der Auftragnehmer hat die Daten vollständig zu übernehmen.", MUST),
        ("de", "Das System ist so auszulegen, dass es nie ausfällt.", MUST),
        ("de", "Die Anforderungen der BITV sind vollständig zu erfüllen.", MUST),
        ("de", "Der Auftragnehmer stellt sicher, dass Sicherungen täglich erfolgen.", MUST),
        ("de", "Hierzu muss der Auftragnehmer ein Konzept erstellen.", MUST),
        ("de", "Die Lösung sollte mehrere Mandanten kennen.", SHOULD),
        ("fr", "Le titulaire est tenu de former les agents.", MUST),
        ("fr", "Le prestataire assure la maintenance du portail.", MUST),
        ("fr", "La solution permettra l'export de toutes les listes.", MUST),
        ("fr", "En option, la solution doit proposer une messagerie.", MAY),
        ("es", "El adjudicatario realizará la migración de los contenidos.", MUST),
        ("es", "La empresa adjudicataria queda obligada a formar al personal.", MUST),
        ("es", "Sería deseable que el portal ofreciera un buscador.", SHOULD),
        ("it", "L'aggiudicatario provvederà alla migrazione dei contenuti.", MUST),
        ("it", "Il fornitore garantisce l'assistenza nei giorni feriali.", MUST),
        ("it", "È richiesto il salvataggio giornaliero dei dati del portale.", MUST),
        ("nl", "Opdrachtnemer dient de gegevens volledig over te zetten.", MUST),
        ("nl", "De leverancier zorgt voor een dagelijkse back-up.", MUST),
        ("nl", "Het portaal is bij voorkeur in twee talen beschikbaar.", SHOULD),
    ],
)
def test_duties_of_supplier_and_solution(language, text, expected):
    assert read(language, text) == [expected]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The council will provide test data in March."),
        ("en", "The purpose of the portal is to serve dealers."),
        ("en", "Help is given to users as required by them."),
        ("en", "The festival takes place in May every year."),
        ("de", "Die Stadt wird ihre Strategie im Herbst veröffentlichen."),
        ("fr", "La ville publiera sa stratégie en automne."),
        ("es", "El ayuntamiento publicará su estrategia en otoño."),
        ("it", "Il comune pubblicherà la sua strategia in autunno."),
        ("nl", "De gemeente zal haar strategie in het najaar publiceren."),
    ],
)
def test_plans_of_the_buyer_and_plain_statements_are_no_requirements(language, text):
    assert read(language, text, section="General") == []


@pytest.mark.parametrize(
    ("text", "section", "kind"),
    [
        ("Bidders may submit questions until 20 May.", "Scope", "submission"),
        ("The bidder shall sign the form of tender.", "Instructions to bidders", "submission"),
        ("The bidder shall provide support around the clock.", "Scope of work", "obligation"),
        ("The contractor shall maintain liability insurance.", "Terms and conditions", "contract"),
        ("The contract is governed by the laws of Lumen.", "Terms and conditions", "contract"),
        ("Late proposals will be rejected as non-responsive.", "Evaluation", "evaluation"),
        ("The city reserves the right to terminate the contract.", "General", "contract"),
        ("Please describe your approach to testing.", "Vendor responses", "submission"),
        ("Price is less important than quality, but equal importance is given to both subfactors.", "Evaluation", "evaluation"),
    ],
)
def test_the_subject_and_the_section_tell_the_kind(text, section, kind):
    assert [found for found, _ in read("en", text, section)] == [kind]


def test_who_reserves_a_right_is_this_buyer_by_its_own_name():
    texts = ("MoLX reserves the right to cancel this request.", "MoLX shall publish the results of the pilot phase.")
    kinds = [r.kind for r in read_ledger(lines("# General", *texts), WORDS)]
    assert kinds[1] == "background"


def test_a_pronoun_speaks_of_whom_the_sentence_before_did():
    text = "Le titulaire est tenu de désigner un responsable. Il communiquera son nom sous deux jours."
    assert read("fr", text) == [MUST, MUST]


def test_what_is_said_in_passing_does_not_weaken_an_item():
    found = read_ledger(lines("# Scope", "The system shall:", "- let editors (who may be volunteers) publish drafts"), WORDS)
    assert [r.strength for r in found] == ["must"]


def test_a_demand_among_background_is_still_one():
    assert read("en", "The new portal must be ready before support of the old one ends.", "Background") == [MUST]


def test_passages_of_two_languages_are_read_each_by_its_own_grammar():
    german = "Die Lösung dient der Verwaltung und den Bürgern der Stadt als Portal."
    dutch = "De oplossing dient aan alle eisen van de gemeente te voldoen."
    found = read_ledger(lines("# General", TONGUES["de"], german, TONGUES["nl"], dutch), WORDS)
    assert [r.text for r in found] == [dutch]


@given(st.text(alphabet="shall mut be the bidr .,-", max_size=80))
def test_words_split_before_give_what_the_text_gives(text):
    for book in (WORDS.grammars["en"].modals, WORDS.grammars["en"].roles):
        assert book.among(words_of(text)) == book.find(text)


def test_words_that_yaml_takes_for_truth_values_stay_words():
    assert (WORDS.priorities["no"], WORDS.priorities["y"]) == ("should", "must")
    assert load_ledger_words() is WORDS
    assert sorted(WORDS.grammars) == ["de", "en", "es", "fr", "it", "nl"]
