"""The deadline is the day for offers, in any order and language, and no other day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.reading.texts import LEXICON, lines, passages

from winnable.reading.dates import read_deadline
from winnable.reading.text import lines_of


def deadline(*texts: str, country: str | None = None, language: str | None = "en"):
    return read_deadline(lines(*texts), LEXICON.dates, country, language)


STATED = [
    # formats and languages
    ("Applications must arrive by Friday 14 March 2025, 23:59 GMT.", "2025-03-14T23:59"),
    ("Proposals Due: | March 14th, 2025 by 3:30 PM", "2025-03-14T15:30"),
    ("Offers are due no later than 5:00 p.m. EDT on Thursday, July 3, 2025.", "2025-07-03T17:00"),
    (
        "Bids received after 1700 hrs. on 08 April 2024 shall be rejected; the last date for submission is 08 April 2024.",
        "2024-04-08",
    ),
    ("Tenders must reach us by 12 noon on Monday 12 May 2025.", "2025-05-12T12:00"),
    ("Closing date | 2025-06-30 12:00", "2025-06-30T12:00"),
    ("Bid submission close date | 06-Jun-2025 15.00 Hrs", "2025-06-06T15:00"),
    ("Date limite de réception des offres : vendredi 12 septembre 2025 à 12h00", "2025-09-12T12:00"),
    ("Les plis doivent être remis au plus tard le 1er octobre 2025 à 16 heures.", "2025-10-01T16:00"),
    ("Die Angebote müssen bis spätestens 24. März 2025, 10:00 Uhr vorliegen.", "2025-03-24T10:00"),
    ("Schlusstermin für den Eingang der Angebote: 24.03.2025 10:00", "2025-03-24T10:00"),
    ("Angebotsfrist: 5. Mai 2025, 12 Uhr", "2025-05-05T12:00"),
    ("Fecha límite de presentación de ofertas: 24 de enero de 2025 a las 14:00 horas", "2025-01-24T14:00"),
    ("El plazo de presentación de proposiciones finaliza el 15/01/2025 a las 19:00", "2025-01-15T19:00"),
    ("De inschrijving dient uiterlijk 17 februari 2025 om 12:00 uur te zijn ingediend.", "2025-02-17T12:00"),
    ("Sluitingsdatum inschrijvingen | 17 maart 2025", "2025-03-17"),
    ("Le offerte devono pervenire entro e non oltre il 30 giugno 2025, ore 12:00.", "2025-06-30T12:00"),
    ("Termine per il ricevimento delle offerte: 28/02/2025 12:00", "2025-02-28T12:00"),
    ("As propostas devem ser apresentadas até 20 de março de 2025.", "2025-03-20"),
    ("投标文件递交截止时间：2025年3月14日09时30分", "2025-03-14"),
]


@pytest.mark.parametrize(("text", "expected"), STATED, ids=[text[:40] for text, _ in STATED])
def test_a_stated_deadline_is_read(text, expected):
    fact = deadline(text)
    assert fact is not None
    assert fact.value == expected or (len(expected) == 10 and fact.value[:10] == expected)
    assert fact.confidence > 0.5


OTHERS = [
    "Questions must be submitted no later than 14 March 2025.",
    "Deadline for receipt of vendor questions: 14 March 2025",
    "Requests for clarification regarding this proposal must be received by May 3, 2025.",
    "Published on 14 March 2025",
    "The contract starts on 1 June 2025 and ends on 31 May 2028.",
    "Contract award is expected by 14 March 2025.",
    "The portal shall be delivered by April 30, 2025.",
    "Offers shall remain valid until 14 March 2025.",
    "Proposals will be publicly opened on March 14, 2025 at 3 pm.",
    "The letter of intent to respond is due March 14, 2025.",
    "A pre-bid conference will be held before 14 March 2025.",
    "In accordance with the directive of 26 February 2014 on public procurement",
    "Les questions doivent parvenir avant le 12 septembre 2025.",
    "Bieterfragen sind bis zum 24.03.2025 einzureichen.",
    "Las consultas podrán presentarse hasta el 24 de enero de 2025.",
    "Vragen kunnen tot 17 februari 2025 worden gesteld.",
    "I chiarimenti possono essere richiesti entro il 30 giugno 2025.",
    "Invoices must be submitted by the 5th of March 2025.",
    "Latest start | 15 February 2025",
    "Our current CMS reaches end of life in November 2025; migration must finish by 30 November 2025.",
]


@pytest.mark.parametrize("text", OTHERS, ids=[text[:40] for text in OTHERS])
def test_other_days_are_not_taken(text):
    fact = deadline(text)
    assert fact is None or fact.value is None


def test_the_deadline_is_told_from_its_neighbours_in_a_timetable():
    fact = deadline(
        "Milestone | Date",
        "Published | 7 June 2022",
        "Questions until | 14 June 2022, 23:59 GMT",
        "Applications close | 21 June 2022, 23:59 GMT",
        "Work starts at the latest on | 7 July 2022",
    )
    assert fact.value == "2022-06-21T23:59"


def test_a_label_may_follow_its_date():
    fact = deadline(
        "- 25 August 2021: published",
        "- 1 September 2021: end of the question period",
        "- 8 September 2021, noon: applications close",
    )
    assert fact.value == "2021-09-08T12:00"


def test_a_label_may_stand_in_the_lines_above():
    fact = deadline(
        "Date of issue 05.12.2024",
        "Last date and time for",
        "submission of",
        "financial bids",
        "16.12.2024 till 5.00PM",
        "Opening of bids",
        "17.12.2024",
    )
    assert fact.value == "2024-12-16T17:00"


def test_a_label_may_head_its_column():
    fact = deadline("Questions due | Proposals due | Award", "1 May 2024 | 15 May 2024 | 1 June 2024")
    assert fact.value == "2024-05-15"


def test_a_heading_may_be_the_label():
    assert deadline("# Deadline for receipt of proposals", "Friday, 14 March 2025").value == "2025-03-14"


def test_questions_and_offers_in_one_sentence_are_kept_apart():
    fact = deadline("Questions are due by May 1, 2024; proposals are due by May 15, 2024.")
    assert fact.value == "2024-05-15"


# amendments
def test_a_moved_deadline_wins_and_the_earlier_one_stays_as_superseded():
    fact = deadline("Proposals are due by 3 March 2025.", "Amendment 1: the due date for proposals is extended to 17 March 2025.")
    assert fact.value == "2025-03-17"
    assert [(other.value, other.note) for other in fact.others] == [("2025-03-03", "superseded")]


@pytest.mark.parametrize(
    "text",
    [
        "The closing date is changed from 3 March 2025 to 17 March 2025.",
        "La date limite de remise des offres est reportée du 3 mars 2025 au 17 mars 2025.",
        "Die Angebotsfrist wird vom 3. März 2025 bis 17. März 2025 verlängert.",
        "Se amplía el plazo de presentación de ofertas hasta el 17 de marzo de 2025.",
        "De sluitingsdatum voor inschrijvingen is verschoven naar 17 maart 2025.",
        "Il termine per la presentazione delle offerte è prorogato al 17 marzo 2025.",
    ],
)
def test_moved_deadlines_in_six_languages(text):
    assert deadline("Closing date: 3 March 2025, 12:00", "Closing date for tenders: 3 March 2025", text).value == "2025-03-17"


def test_the_last_of_several_amendments_counts():
    first = passages("Proposals due: 3 March 2025", file="rfp.pdf")
    second = passages("Proposals due: 10 March 2025", file="amendment-2.pdf")
    third = passages("Proposals due: 17 March 2025", file="amendment-1.pdf")
    assert read_deadline(lines_of([*first, *second, *third]), LEXICON.dates, "GB", "en").value == "2025-03-17"


def test_a_struck_out_date_does_not_count():
    assert deadline("Quotes are due ~~June 3, 2025~~ June 10, 2025.").value == "2025-06-10"


# ambiguity
def test_the_documents_own_dates_settle_the_order():
    assert deadline("Issued 25/02/2025", "Closing date: 03/04/2025").value == "2025-04-03"
    assert deadline("Issued 02/25/2025", "Closing date: 03/04/2025").value == "2025-03-04"


def test_the_country_settles_the_order():
    assert deadline("Closing date: 03/04/2025", country="JO").value == "2025-04-03"
    assert deadline("Closing date: 03/04/2025", country="US").value == "2025-03-04"


def test_the_language_settles_the_order():
    assert deadline("Date limite de remise des offres : 03/04/2025", language="fr").value == "2025-04-03"


def test_a_weekday_settles_the_order():
    assert deadline("Closing date: Tuesday 03/04/2025", country="GB").value == "2025-03-04"


def test_an_unsettled_order_is_said_and_trusted_little():
    fact = deadline("Closing date: 03/04/2025")
    assert fact.confidence < 0.5
    assert "2025-03-04" in fact.note


def test_a_cover_without_the_month_is_resolved_by_the_table():
    fact = deadline(
        "Proposals due Thursday 27, 2025",
        "# Key dates",
        "Release of RFP | February 3, 2025",
        "Proposals due | February 27, 2025 at 2:00 PM",
    )
    assert fact.value == "2025-02-27T14:00"


def test_winter_time_printed_in_summer_is_noted():
    assert "EST" in deadline("Quotes are due by June 22, 2025 at 4:00 PM EST.").note


# not stated
@pytest.mark.parametrize(
    "text",
    [
        "Closing date: ____________",
        "Proposals due: [date]",
        "Questions and offers close on xx/xx/2025. Closing date: xx/xx/2025",
        "Deadline for proposals: (month) (day), 2025",
        "Submission deadline: TBD",
        "Date limite de remise des offres : ...........",
    ],
)
def test_a_blank_is_not_stated(text):
    fact = deadline(text)
    assert fact is None or fact.value is None


@pytest.mark.parametrize(
    "text",
    [
        "The deadline for submission of tenders is stated in the contract notice on the e-procurement portal.",
        "La date limite de remise des offres est indiquée dans l'avis de marché.",
        "Die Angebotsfrist für die Angebote ergibt sich, siehe Bekanntmachung, auf der Vergabeplattform.",
        "El plazo de presentación de ofertas será el señalado en el anuncio de licitación.",
        "De uiterste datum voor het indienen van inschrijvingen staat vermeld in TenderNed.",
        "Il termine per la presentazione delle offerte è indicato nel bando.",
    ],
)
def test_a_deadline_that_stands_elsewhere_is_said_not_guessed(text):
    fact = deadline(text, "Published 3 March 2025")
    assert fact is not None
    assert fact.value is None
    assert fact.note in {"in another document", "in the e-procurement system"}


def test_nothing_is_said_where_nothing_is_there():
    assert deadline("The portal shall be available on mobile devices.") is None


# any day
MONTHS = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
}
SENTENCES = {
    "en": "Proposals are due by {} at 15:30.",
    "fr": "Date limite de remise des offres : {} à 15h30",
    "de": "Angebotsfrist: {}, 15:30 Uhr",
    "es": "Plazo de presentación de ofertas: hasta el {} a las 15:30",
    "it": "Le offerte devono pervenire entro il {} ore 15:30.",
    "nl": "Inschrijvingen moeten uiterlijk {} om 15.30 uur zijn ontvangen.",
}


@given(st.dates(date(2000, 1, 1), date(2049, 12, 31)), st.sampled_from(sorted(SENTENCES)), st.booleans())
def test_any_day_is_read_back_in_six_languages(day, language, worded):
    of = " de " if language == "es" else " "
    written = f"{day.day}{of}{MONTHS[language].split()[day.month - 1]}{of}{day.year}" if worded else f"{day:%d/%m/%Y}"
    fact = deadline(SENTENCES[language].format(written), country="FR", language=language)
    assert fact.value == f"{day.isoformat()}T15:30"
