"""Products that are named, with their versions, and not the everyday words that are spelled alike."""

import pytest
from tests.reading.texts import facts

NAMED = [
    ("Today's sites are on Drupal 7.", "Drupal 7"),
    ("The site runs on Drupal 7.100 and PHP 5.3.3.", "Drupal 7.100"),
    ("IIS, version 6.0 or later", "IIS 6.0"),
    ("Authentication: Microsoft Entra ID (Azure AD)", "Microsoft Entra ID (Azure AD)"),
    ("- Banner (Ellucian): flat files once a day", "Banner (Ellucian)"),
    ("accounts payable in PeopleSoft", "PeopleSoft"),
    ("integrates with SAP S/4HANA", "SAP S/4HANA"),
    ("Move to MS SQL Server as the backend", "MS SQL Server"),
    ("customise Liferay on AWS", "Liferay"),
    ("customise Liferay on AWS", "AWS"),
    ("written in C# and Java", "C#"),
    ("one solution based on Node and React", "React"),
    ("the Blackboard platform of the university", "Blackboard"),
    ("56 services automated on platforms like Tatweer and Amlak", "Amlak"),
    ("MySouthern is the app for all students.", "MySouthern"),
    ("It exchanges data with the financial systems of the town, namely Corvid Ledger.", "Corvid Ledger"),
    ("Each case is integrated with Rialto Dispatch, which the police use.", "Rialto Dispatch"),
    ("Platform until now | Wexford iPress, a proprietary content management system", "Wexford iPress"),
    ("Migration von SharePoint 2019 nach Microsoft 365", "SharePoint 2019"),
]


@pytest.mark.parametrize(("text", "name"), NAMED, ids=[f"{name} in {text[:15]}" for text, name in NAMED])
def test_systems_are_read_as_written(text, name):
    assert name in facts(text).named_systems.value


@pytest.mark.parametrize(
    "text",
    [
        "A banner on the home page",
        "Users exchange messages in teams.",
        "Canvas bags and slate roofs",
        "Section C of the contract",
        "Access for all",
        "A PEARL of wisdom; go to zoom level 3",
        "such as Finance and Payroll",
        "Our finance and payroll run on systems such as Finance and Payroll.",
        "Build a responsive portal. Establish a secure platform.",
        "It must be integrated with the XYZ network.",
        "An excel lent offer",
    ],
)
def test_everyday_words_are_no_systems(text):
    assert facts(text).named_systems is None


def test_each_system_stands_once():
    assert facts("Drupal is old.", "We use Drupal 7 today.", "Drupal modules").named_systems.value == ("Drupal 7",)
