"""What the buyer means to do with the systems that a text names."""

import pytest
from tests.reading.texts import facts

PLANS = [
    # integrate
    ("The portal must integrate with SAP S/4HANA.", "SAP S/4HANA", "integrate"),
    ("Single sign-on through Okta is required.", "Okta", "integrate"),
    ("Le portail devra s'interfacer avec Salesforce.", "Salesforce", "integrate"),
    ("Eine Schnittstelle zu SAP ERP ist bereitzustellen.", "SAP ERP", "integrate"),
    ("El portal deberá integrarse con Salesforce.", "Salesforce", "integrate"),
    ("Il portale deve integrarsi con Salesforce.", "Salesforce", "integrate"),
    ("Het portaal moet worden gekoppeld met Salesforce.", "Salesforce", "integrate"),
    # replace
    ("The new portal will replace SharePoint 2013.", "SharePoint 2013", "replace"),
    ("SharePoint 2013 will be replaced by the new portal.", "SharePoint 2013", "replace"),
    ("All content must be migrated from Drupal 7.", "Drupal 7", "replace"),
    ("Le nouveau portail doit remplacer SharePoint.", "SharePoint", "replace"),
    ("Das neue Portal soll SharePoint ersetzen; die Ablösung von Drupal folgt.", "Drupal", "replace"),
    ("La sustitución de Drupal se realizará en 2027.", "Drupal", "replace"),
    ("Il nuovo portale deve sostituire Joomla.", "Joomla", "replace"),
    ("Het nieuwe portaal moet ter vervanging van Drupal dienen.", "Drupal", "replace"),
    # prescribed
    ("The website must be built on Drupal.", "Drupal", "prescribed"),
    ("The existing WordPress site shall be kept.", "WordPress", "prescribed"),
    ("Le site devra être développé sous Drupal.", "Drupal", "prescribed"),
    ("Das Portal ist auf Basis von TYPO3 umzusetzen.", "TYPO3", "prescribed"),
    ("El portal deberá estar basado en Drupal.", "Drupal", "prescribed"),
    ("Il portale deve essere realizzato con Drupal.", "Drupal", "prescribed"),
    ("De website moet worden gebouwd in Drupal.", "Drupal", "prescribed"),
    # only mentioned
    ("Today's sites are on Drupal 7.", "Drupal 7", "tolerate"),
    ("The current intranet is based on SharePoint 2013.", "SharePoint 2013", "tolerate"),
    ("Our developers know Drupal.", "Drupal", "tolerate"),
    ("Das heutige Portal läuft mit TYPO3.", "TYPO3", "tolerate"),
]


def notes(*texts):
    fact = facts(*texts).named_systems
    return {} if fact is None else {other.value: other.note for other in fact.others}


@pytest.mark.parametrize(("text", "name", "plan"), PLANS, ids=[text[:40] for text, _, _ in PLANS])
def test_the_note_says_what_is_planned_with_a_system(text, name, plan):
    assert notes(text)[name] == plan


def test_names_in_one_list_share_the_plan():
    told = notes("The platform must integrate with SAP ERP, Salesforce and ServiceNow.")
    assert told == {"SAP ERP": "integrate", "Salesforce": "integrate", "ServiceNow": "integrate"}


def test_migration_leaves_one_system_and_reaches_another():
    told = notes("The content shall be migrated from SharePoint 2013 to Microsoft 365.")
    assert told == {"SharePoint 2013": "replace", "Microsoft 365": "prescribed"}


def test_a_plan_outweighs_a_mention_wherever_it_stands():
    fact = facts("We use Salesforce today.", "The portal must integrate with Salesforce.").named_systems
    assert fact.value == ("Salesforce",)
    assert (fact.others[0].note, fact.others[0].quote) == ("integrate", "The portal must integrate with Salesforce.")


ASIDES = [
    ("Proposals must be uploaded to the Bonfire portal by noon.", "Bonfire"),
    ("Price sheets shall be attached as a Microsoft Excel file.", "Microsoft Excel"),
    ("Reports can be exported in MS Excel format.", "MS Excel"),
    ("The text lies at https://GitHub.com/northtown/rfp for download.", "GitHub"),
    ("Traffic is measured with tools such as Matomo, Google Analytics or others.", "Google Analytics"),
    ("Le trafic est mesuré avec des outils comme Matomo, Google Analytics, etc.", "Google Analytics"),
]


@pytest.mark.parametrize(("text", "name"), ASIDES, ids=[name for _, name in ASIDES])
def test_asides_are_told_but_are_no_systems_of_the_tender(text, name):
    """How to bid, file formats, addresses and examples: their names alone make no fact."""
    assert facts(text).named_systems is None
    with_one = facts("We use Salesforce.", text).named_systems
    assert with_one.value == ("Salesforce",)
    assert {other.value: other.note for other in with_one.others}[name] == "aside"


def test_an_e_procurement_product_counts_once_it_must_be_joined():
    assert notes("The solution must integrate with Jaggaer.") == {"Jaggaer": "integrate"}


@pytest.mark.parametrize(
    "text",
    [
        "Tiempo máximo de respuesta: dos horas. IMPORTE MÁXIMO: ninguno.",
        "An Organizational Conflict of Interest (OCI) must be disclosed. The OCI plan is due in May.",
        "Contract H-IIS is closed.",
    ],
)
def test_short_forms_and_foreign_words_are_no_products(text):
    assert facts(text).named_systems is None
