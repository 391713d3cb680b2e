"""Languages of documents, and languages that they demand."""

import pytest
from tests.reading.texts import LEXICON, facts, lines, passages

from winnable.reading.facts import read_facts
from winnable.reading.languages import language_of

TEXTS = [
    ("en", "The vendor shall provide support for all users of the portal and must answer within four hours."),
    ("fr", "Le titulaire doit assurer le support de tous les utilisateurs du portail et répondre dans les quatre heures."),
    ("de", "Der Auftragnehmer stellt den Support für alle Nutzer des Portals sicher und antwortet innerhalb von vier Stunden."),
    ("es", "El adjudicatario prestará soporte a todos los usuarios del portal y responderá en un plazo de cuatro horas."),
    ("nl", "De opdrachtnemer biedt ondersteuning aan alle gebruikers van het portaal en antwoordt binnen vier uur."),
    (
        "it",
        "L'aggiudicatario garantisce il supporto a tutti gli utenti del portale e risponde entro quattro ore dalla richiesta.",
    ),
    ("pt", "O adjudicatário presta apoio a todos os utilizadores do portal e deve responder no prazo de quatro horas."),
    (
        "pl",
        "Wykonawca zapewnia wsparcie dla wszystkich użytkowników portalu oraz odpowiada w ciągu czterech godzin, nie później.",
    ),
    ("ar", "يجب على المورد تقديم الدعم لجميع مستخدمي البوابة"),
    ("zh", "供应商应为门户网站的所有用户提供支持。"),
    ("ja", "サプライヤーはポータルのすべてのユーザーをサポートします。"),
    ("ru", "Поставщик обеспечивает поддержку всех пользователей портала."),
]


@pytest.mark.parametrize(("language", "text"), TEXTS, ids=[language for language, _ in TEXTS])
def test_the_language_of_a_passage_is_told_by_its_small_words_or_script(language, text):
    (line,) = lines(text)
    assert language_of(line.text, line.folded, LEXICON.languages) == language


def test_a_bilingual_document_has_two_languages_the_larger_first():
    english, french = TEXTS[0][1], TEXTS[1][1]
    assert facts(english, french, english).languages.value == ("en", "fr")


def test_unknown_languages_fall_back_to_statistics():
    text = "Teikėjas turi užtikrinti paramą visiems portalo naudotojams ir atsakyti per keturias valandas nuo užklausos gavimo."
    assert facts(text).languages.value == ("lt",)


def test_nothing_but_numbers_has_no_language():
    assert facts("1 2 3").languages is None


DEMANDS = [
    ("Proposals must be submitted in English.", ("tender_language", "en", "must")),
    ("The offer shall be drawn up in French or Dutch.", ("tender_language", "nl", "must")),
    ("Les offres doivent être rédigées en langue française.", ("tender_language", "fr", "must")),
    ("Die Angebote sind in deutscher Sprache einzureichen.", ("tender_language", "de", "must")),
    ("Las ofertas deberán presentarse en castellano.", ("tender_language", "es", "must")),
    ("De inschrijving moet in het Nederlands worden ingediend.", ("tender_language", "nl", "must")),
    ("Le offerte devono essere redatte in lingua italiana.", ("tender_language", "it", "must")),
    ("The portal must be available in Arabic and English.", ("product_language", "ar", "must")),
    ("Die Benutzeroberfläche muss auf Deutsch und Französisch verfügbar sein.", ("product_language", "fr", "must")),
    ("The service desk staff must speak German.", ("service_language", "de", "must")),
    (
        "Knowledge of Spanish is desirable for the project team; it is required that all others speak English.",
        ("service_language", "es", "wish"),
    ),
    ("Le support aux utilisateurs doit être assuré en français.", ("service_language", "fr", "must")),
]


@pytest.mark.parametrize(("text", "expected"), DEMANDS, ids=[text[:35] for text, _ in DEMANDS])
def test_language_demands_say_for_what_and_how_strongly(text, expected):
    found = read_facts(passages(text), LEXICON)[1]
    assert expected in {(d.kind, d.value, d.strength) for d in found}
    for demand in found:
        assert text[demand.place.start : demand.place.end] == demand.quote


@pytest.mark.parametrize(
    "text", ["The German supplier is based in Berlin.", "We met French visitors.", "English Heritage runs 400 sites."]
)
def test_a_language_in_passing_is_no_demand(text):
    assert not [d for d in read_facts(passages(text), LEXICON)[1] if d.kind.endswith("language")]


NEEDS = [
    ("Proposals must be submitted in English.", ("tender: en",)),
    ("The portal must be available in Arabic and English.", ("interface: ar", "interface: en")),
    ("The portal should be equipped to support Hindi.", ("interface: hi",)),
    ("Le support doit être assuré en français.", ("support: fr",)),
    ("La documentation doit être remise en anglais.", ("documentation: en",)),
    ("Die Dokumentation ist auf Deutsch zu liefern.", ("documentation: de",)),
    ("Die Angebote sind in deutscher Sprache einzureichen.", ("tender: de",)),
    ("La documentación deberá entregarse en castellano.", ("documentation: es",)),
    ("La documentazione deve essere redatta in lingua italiana.", ("documentation: it",)),
    ("De handleidingen moeten in het Nederlands worden geleverd.", ("documentation: nl",)),
    ("De inschrijving moet in het Nederlands worden ingediend.", ("tender: nl",)),
]


@pytest.mark.parametrize(("text", "needs"), NEEDS, ids=[text[:40] for text, _ in NEEDS])
def test_language_needs_name_the_use_and_the_language(text, needs):
    fact = facts(text).language_needs
    assert fact.value == needs
    assert {other.note for other in fact.others} == {"must"}


def test_a_need_that_is_also_a_wish_elsewhere_must_be_met():
    fact = facts("A portal in French is desirable.", "The portal must be available in French.").language_needs
    assert (fact.value, fact.others[0].note) == (("interface: fr",), "must")


@pytest.mark.parametrize(
    "text",
    [
        "The contract is under German law; the portal must be ready in May.",
        "Das System muss in einem deutschen Rechenzentrum betrieben werden.",
        "The portal must be closed on any Romanian or American holiday.",
        "Le droit français s'applique ; le portail doit être prêt en mai.",
        "The portal must serve the English Heritage library.",
    ],
)
def test_nations_are_no_languages(text):
    assert facts(text).language_needs is None
