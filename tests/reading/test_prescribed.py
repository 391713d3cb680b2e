"""Platforms that are demanded, and products that are favoured."""

import pytest
from tests.reading.texts import facts

DEMANDED = [
    ("The intranet must be built on SharePoint Online.", "SharePoint", "to be built on"),
    ("We seek a content management system based on the Drupal CMS.", "Drupal", "to be built on"),
    ("The City has standardised on ServiceNow and seeks an implementation partner.", "ServiceNow", "to be built on"),
    ("The shop shall be implemented in SAP Commerce.", "SAP Commerce", "to be built on"),
    ("The existing WordPress site shall be kept and redesigned.", "WordPress", "to be kept"),
    ("The contractor will continue to use Drupal.", "Drupal", "to be kept"),
    ("Le site WordPress existant doit être conservé.", "WordPress", "to be kept"),
    ("La solution sera développée sous Drupal.", "Drupal", "to be built on"),
    ("Der Relaunch ist mit TYPO3 umzusetzen.", "TYPO3", "to be built on"),
    ("Das bestehende Drupal wird beibehalten.", "Drupal", "to be kept"),
    ("El nuevo portal se desarrollará sobre la plataforma Liferay.", "Liferay", "to be built on"),
    ("Se mantendrá WordPress como gestor de contenidos.", "WordPress", "to be kept"),
    ("Il nuovo sito dovrà essere sviluppato su piattaforma Drupal.", "Drupal", "to be built on"),
    ("De nieuwe website moet worden gerealiseerd in Umbraco.", "Umbraco", "to be built on"),
    ("Het bestaande SharePoint blijft behouden.", "SharePoint", "to be kept"),
]


@pytest.mark.parametrize(("text", "name", "note"), DEMANDED, ids=[text[:40] for text, _, _ in DEMANDED])
def test_a_demanded_platform_is_prescribed(text, name, note):
    fact = facts(text).prescribed
    assert fact.value == (name,)
    assert (fact.others[0].note, fact.others[0].quote) == (note, text)


NOT_DEMANDED = [
    "The current website is built on WordPress.",
    "The portal must integrate with our new website built on the WordPress platform.",
    "The vendor must have experience with Drupal sites.",
    "A CMS such as Drupal is used by many councils.",
    "Drupal is not required.",
    "Is Drupal required?",
    "The solution need not be built on SharePoint.",
    "A solution on IBM WebSphere can be accepted.",
    "The new portal will replace SharePoint.",
    "Questions must be posted on GitHub.",
    "The application must be written in Java.",
    "Le site actuel est développé sous Drupal.",
    "Die heutige Website basiert auf TYPO3.",
    "El portal actual está desarrollado en Drupal.",
    "Il sito attuale è sviluppato con Drupal.",
    "De huidige website is gebouwd in Drupal.",
]


@pytest.mark.parametrize("text", NOT_DEMANDED, ids=[text[:40] for text in NOT_DEMANDED])
def test_what_is_used_known_or_allowed_is_not_prescribed(text):
    assert facts(text).prescribed is None


def test_both_of_two_platforms_that_are_let_in_are_prescribed():
    assert facts("The site must be built on Drupal or WordPress.").prescribed.value == ("Drupal", "WordPress")


FAVOURED = [
    ("The CMS shall be Sitecore or equivalent.", "Sitecore", "or equivalent"),
    (
        "A platform like Salesforce Experience Cloud, or similar, must be delivered.",
        "Salesforce Experience Cloud",
        "or equivalent",
    ),
    ("Proposals with Drupal are preferred.", "Drupal", "preferred"),
    ("La solution sera basée sur Jahia ou équivalent.", "Jahia", "or equivalent"),
    ("Das CMS muss FirstSpirit oder gleichwertig sein.", "FirstSpirit", "or equivalent"),
    ("El gestor debe ser Drupal o equivalente.", "Drupal", "or equivalent"),
    ("La piattaforma deve essere Drupal o equivalente.", "Drupal", "or equivalent"),
    ("Het CMS moet Umbraco of gelijkwaardig zijn.", "Umbraco", "or equivalent"),
    ("Vorzugsweise wird TYPO3 eingesetzt.", "TYPO3", "preferred"),
]


@pytest.mark.parametrize(("text", "name", "note"), FAVOURED, ids=[text[:40] for text, _, _ in FAVOURED])
def test_a_product_as_the_measure_is_a_competitor_and_not_prescribed(text, name, note):
    found = facts(text)
    assert found.prescribed is None
    assert found.competitors.value == (name,)
    assert found.competitors.others[0].note == note


def test_neither_is_stated_where_no_product_is_favoured():
    found = facts("The portal must integrate with SAP ERP and Microsoft 365.")
    assert (found.prescribed, found.competitors) == (None, None)


HARDER = [
    ("El objeto del contrato es el mantenimiento evolutivo del portal web, desarrollado en Liferay.", "Liferay"),
    ("Le présent marché a pour objet la refonte du site internet sous WordPress.", "WordPress"),
    ("La solution devra s'appuyer sur la plateforme Power Platform déjà déployée.", "Power Platform"),
    ("Gegenstand ist die Weiterentwicklung und Pflege des bestehenden Drupal-Portals.", "Drupal"),
    ("Se requiere la migración de la actual plataforma Joomla a Drupal 10.", "Drupal"),
    ("De opdracht betreft de doorontwikkeling van het bestaande SharePoint-intranet.", "SharePoint"),
    ("The vendor shall develop the portal on the Liferay DXP platform that the Department has licensed already.", "Liferay DXP"),
    ("The existing Drupal 9 website must be upgraded to Drupal 10.", "Drupal"),
    ("The firm will provide hosting and support of our WordPress site.", "WordPress"),
]


@pytest.mark.parametrize(("text", "name"), HARDER, ids=[text[:40] for text, _ in HARDER])
def test_a_platform_stays_prescribed_where_words_about_today_stand_beside_it(text, name):
    assert facts(text).prescribed.value == (name,)


def test_a_system_that_goes_is_not_prescribed_by_what_it_is_built_on():
    text = "Der Auftraggeber betreibt derzeit ein Intranet auf Basis von SharePoint 2016, das abgelöst werden soll."
    found = facts(text)
    assert found.prescribed is None
    assert found.named_systems.others[0].note == "replace"
