"""The other dates of a procurement, and in which time zone its times are."""

import pytest
from tests.reading.texts import LEXICON, facts, lines

from winnable.reading.schedule import read_schedule

QUESTIONS = [
    (("Questions must be submitted in writing by May 30, 2025 at 5 PM.", "Proposals are due June 12, 2025."), "2025-05-30T17:00"),
    (("Deadline for clarification requests | 30 May 2025", "Tender deadline | 12 June 2025"), "2025-05-30"),
    (("Questions are due May 30, 2025. Answers will be posted June 3, 2025.",), "2025-05-30"),
    (("Answers to questions will be posted June 3, 2025.",), None),
    (
        ("Les questions doivent être posées avant le 30 mai 2025 à 12h00.", "Date limite de remise des offres : 12 juin 2025"),
        "2025-05-30T12:00",
    ),
    (("Bieterfragen sind bis zum 30.05.2025 zu stellen.", "Angebotsfrist: 12.06.2025"), "2025-05-30"),
    (
        ("Frist für Bieterfragen | 30.05.2025", "Beantwortung der Bieterfragen | 03.06.2025", "Angebotsfrist | 12.06.2025"),
        "2025-05-30",
    ),
    (("Consultas hasta el 30 de mayo de 2025.", "Presentación de ofertas: 12 de junio de 2025"), "2025-05-30"),
    (("Vragen kunnen tot uiterlijk 30 mei 2025 worden ingediend.", "Nota van inlichtingen: 3 juni 2025"), "2025-05-30"),
    (
        (
            "Termine per la richiesta di chiarimenti: 30/05/2025 ore 12:00",
            "Termine per la presentazione delle offerte: 12/06/2025 ore 12:00",
        ),
        "2025-05-30T12:00",
    ),
    (("1 September 2021: end of the question period",), "2021-09-01"),
    (("Last date for queries: 30.05.2025", "Last date of bid submission: 12.06.2025"), "2025-05-30"),
    (("Q&A period ends May 30, 2025",), "2025-05-30"),
    (("Pre-bid conference on May 30, 2025",), None),
    (("Inquiries received after May 30, 2025 will not be answered.",), "2025-05-30"),
]

AWARDS = [
    (("Contract award | July 1, 2025",), "2025-07-01"),
    (("It is anticipated that the contract will be awarded on July 1, 2025.",), "2025-07-01"),
    (("Zuschlagserteilung | 01.07.2025",), "2025-07-01"),
    (("Der Zuschlag wird voraussichtlich am 1. Juli 2025 erteilt.",), "2025-07-01"),
    (("Notification du marché : 1er juillet 2025",), "2025-07-01"),
    (("Attribution prévue le 1er juillet 2025",), "2025-07-01"),
    (("Fecha estimada de adjudicación: 1 de julio de 2025",), "2025-07-01"),
    (("Voorlopige gunning | 1 juli 2025",), "2025-07-01"),
    (("Aggiudicazione prevista: 1 luglio 2025",), "2025-07-01"),
    (("Contract start | 1 August 2025",), "2025-08-01"),
    (("The contract is expected to commence on 1 August 2025.",), "2025-08-01"),
    (("Vertragsbeginn: 01.08.2025",), "2025-08-01"),
    (("Notice of Intent to Award: July 1, 2025",), "2025-07-01"),
    (("The letter of intent is due July 1, 2025",), None),
    (("Directive of 27 April 2016 on data protection",), None),
    (("The previous contract was awarded on July 1, 2019.",), None),
    (("The vendor will be selected by July 1, 2025.",), "2025-07-01"),
]

ZONES = [
    (("City of Elm, Elm Street 5, Austin, TX 78701", "Proposals are due by June 12, 2025 at 2:00 PM."), "America/Chicago"),
    (("Proposals are due by June 12, 2025 at 2:00 PM Eastern Time.",), "America/New_York"),
    (("Proposals are due by June 12, 2025 at 2:00 PM EST.",), "America/New_York"),
    (("Proposals are due by June 12, 2025 at 2:00 PM PT. Sacramento, CA 95814",), "America/Los_Angeles"),
    (("Angebotsfrist: 12.06.2025, 12:00 Uhr (MESZ)", "Landeshauptstadt München, Deutschland"), "Europe/Berlin"),
    (("Date limite de remise des offres : 12 juin 2025 à 12h00 (heure de Paris)",), "Europe/Paris"),
    (
        ("Date limite de remise des offres : 12 juin 2025 à 12h00", "Mairie de Lyon, France. Code de la commande publique."),
        "Europe/Paris",
    ),
    (
        (
            "Plazo de presentación de ofertas: hasta el 12/06/2025 a las 14:00 (hora peninsular)",
            "Ayuntamiento de Sevilla, España",
        ),
        "Europe/Madrid",
    ),
    (("Last date of submission: 12.06.2025 up to 15:00 Hrs IST", "Mumbai, India. EMD Rs. 5 lakh"), "Asia/Kolkata"),
    (("Bids close 12 June 2025, 14:00 IST", "Department of Health, Dublin, Ireland, eTenders"), "Europe/Dublin"),
    (("Closing: 12 June 2025 2:00 pm AEST", "Brisbane, Queensland, Australia"), "Australia/Brisbane"),
    (("Deadline for submission of proposals: 12 June 2025, 23:59 (GMT+3)",), "UTC+03:00"),
    (("Deadline for submission of proposals: 12 June 2025, 23:59 UTC",), "UTC+00:00"),
    (("Termine per il ricevimento delle offerte: 12/06/2025 12:00 (UTC+02:00)", "Comune di Torino, Italia"), "Europe/Rome"),
    (("Proposals are due June 12, 2025, 2:00 PM.", "All times are Eastern Time."), "America/New_York"),
    (
        ("Inschrijvingen uiterlijk 12 juni 2025 om 12:00 uur indienen via TenderNed.", "Gemeente Utrecht, Nederland"),
        "Europe/Amsterdam",
    ),
    (("Proposals are due by June 12, 2025 at 2:00 PM local time.", "Anchorage, AK 99501. State of Alaska."), "America/Anchorage"),
    (("Tenders must arrive by 12 June 2025, 12 noon BST.", "London, United Kingdom"), "Europe/London"),
    (("The portal shall be fast.",), None),
]


def schedule(*texts):
    return read_schedule(lines(*texts), LEXICON.dates, LEXICON.zones, None, None)


def value(fact):
    return fact.value if fact is not None else None


def name(case):
    return str(case)[:60]


@pytest.mark.parametrize(("texts", "expected"), QUESTIONS, ids=[name(texts[0]) for texts, _ in QUESTIONS])
def test_questions_have_their_own_deadline(texts, expected):
    assert value(schedule(*texts).questions_due) == expected


@pytest.mark.parametrize(("texts", "expected"), AWARDS, ids=[name(texts[0]) for texts, _ in AWARDS])
def test_the_award_or_else_the_start_is_dated(texts, expected):
    assert value(schedule(*texts).award_due) == expected


@pytest.mark.parametrize(("texts", "expected"), ZONES, ids=[name(texts[0]) for texts, _ in ZONES])
def test_the_time_zone_is_named(texts, expected):
    assert value(facts(*texts).time_zone) == expected


def test_the_start_of_the_contract_is_noted_as_such():
    assert schedule("Contract start | 1 August 2025").award_due.note == "start of the contract"
    found = schedule("Award | 1 July 2025", "Contract start | 1 August 2025").award_due
    assert (found.value, found.note) == ("2025-07-01", "")


def test_questions_after_the_deadline_for_offers_are_no_questions_of_bidders():
    found = schedule("Proposals are due June 12, 2025.", "Questions of the public are accepted until August 15, 2025.")
    assert found.questions_due is None


def test_an_award_before_the_deadline_is_another_one():
    assert schedule("Proposals are due June 12, 2025.", "Award date | 1 July 2021").award_due is None


def test_winter_time_printed_in_summer_is_kept_and_noted():
    zone = facts("Quotes are due by June 22, 2025 at 4:00 PM EST.").time_zone
    assert (zone.value, zone.quote, zone.note) == ("America/New_York", "EST", "printed as EST in summer")
    assert facts("Quotes are due by January 22, 2025 at 4:00 PM EST.").time_zone.note == ""


def test_a_zone_that_is_not_printed_says_where_it_comes_from():
    assert "address" in facts("Proposals are due June 12, 2025, 2 PM.", "City Hall, Denver, CO 80202").time_zone.note
    assert "country" in facts("Angebotsfrist: 12.06.2025, 12:00 Uhr", "Stadt Bonn, Deutschland").time_zone.note


def test_without_a_deadline_there_is_no_time_zone():
    assert facts("The help desk answers from 8:00 to 17:00 CET.").time_zone is None


def test_a_table_with_two_columns_of_dates_keeps_them_apart():
    found = schedule(
        "Activity | Start date | End date",
        "Questions | 20 May 2025 | 28 May 2025",
        "Submission of bids | 1 June 2025 | 12 June 2025",
        "Evaluation | 13 June 2025 | 30 June 2025",
    )
    assert value(found.deadline) == "2025-06-12"
    assert value(found.questions_due) == "2025-05-28"


def test_a_revised_column_replaces_the_original_one():
    found = schedule("Event | Original date | Revised date", "Proposals due | June 5, 2025 | June 12, 2025").deadline
    assert found.value == "2025-06-12"
    assert [(other.value, other.note) for other in found.others] == [("2025-06-05", "superseded")]
