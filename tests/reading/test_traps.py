"""The traps of real tenders about dates, money, terms and people, each in several wordings and languages."""

import pytest
from tests.reading.texts import facts


def value(fact):
    return fact.value if fact is not None else None


def name(case):
    return str(case)[:60]


# The buyer's own money and people are not the project's.
THE_BUYERS_OWN = [
    "The County has an operating budget of $3.9 billion and employs 9,000 people for 1.5 million residents.",
    "With 9,000 employees and an annual operating budget of more than $3.9 billion, the County is among the largest employers.",
    "The City (population 120,000) adopted a general fund budget of $310 million.",
    "La ville compte 85 000 habitants, emploie 2 100 agents et dispose d'un budget de fonctionnement de 140 millions d'euros.",
    "Die Stadt hat 250.000 Einwohner, beschäftigt 3.500 Mitarbeiter und einen Haushalt von 1,1 Mrd. Euro.",
    "El Ayuntamiento cuenta con 1.200 empleados, 90.000 habitantes y un presupuesto municipal de 95 millones de euros.",
    "De gemeente telt 60.000 inwoners, heeft 900 medewerkers in dienst en een begroting van € 210 miljoen.",
    "Il Comune conta 45.000 abitanti, ha 600 dipendenti e un bilancio comunale di 80 milioni di euro.",
]


@pytest.mark.parametrize("text", THE_BUYERS_OWN, ids=name)
def test_the_buyers_budget_employees_and_population_are_not_the_projects(text):
    found = facts("# New website", text)
    assert value(found.budget_max) is None
    assert value(found.budget_min) is None
    assert found.user_count is None


def test_the_projects_own_figures_stand_beside_the_buyers():
    found = facts(
        "# Customer portal",
        "The County has 9,000 employees and an operating budget of $3.9 billion.",
        "The budget for this project is $450,000. The portal will have 25,000 registered users.",
    )
    assert (found.budget_max.value, found.user_count.value) == (450_000, 25_000)


# Money that is none of the purchase.
NO_BUDGETS = {
    "earnest money": [
        "EMD of Rs. 60,00,000 is to be paid by bank guarantee.",
        "Earnest Money Deposit: INR 9 lakh",
        "Garantía provisional: 6.000 euros",
        "Cauzione provvisoria di € 12.000",
    ],
    "bid bonds": [
        "A bid bond in the amount of $75,000 shall accompany each proposal.",
        "Une caution de soumission de 20 000 € est exigée.",
        "Bietungsbürgschaft: 25.000 Euro",
        "Bankgarantie van € 30.000",
    ],
    "insurance": [
        "Professional liability insurance of not less than $5,000,000 per claim",
        "Assurance responsabilité civile : 3 000 000 € par sinistre",
        "Betriebshaftpflichtversicherung mit einer Deckungssumme von 3 Mio. EUR",
        "Póliza de seguro de responsabilidad civil de 600.000 €",
        "Polizza assicurativa con massimale di € 2.500.000",
        "Beroepsaansprakelijkheidsverzekering van € 2.500.000 per gebeurtenis",
    ],
    "penalties": [
        "Liquidated damages of $2,000 per day shall not exceed $100,000.",
        "Les pénalités de retard sont plafonnées à 50 000 €.",
        "Die Vertragsstrafe beträgt höchstens 25.000 Euro.",
        "Penalidad máxima: 30.000 euros",
        "Penale massima di € 20.000",
        "De boete bedraagt maximaal € 40.000.",
    ],
    "past contracts": [
        "The incumbent's contract was worth $1.2 million a year.",
        "The previous contract was awarded for £480,000.",
        "Le marché précédent s'élevait à 210 000 € HT.",
        "Der Vorgängerauftrag wurde vergeben für 300.000 Euro.",
    ],
    "awards": [
        "Award amount: $749,000",
        "Importe de adjudicación: 88.000,00 €",
        "Importo di aggiudicazione: 16.458,77 €",
        "Gegund voor € 150.000",
    ],
    "turnover": [
        "Average annual turnover of at least INR 50 crore in the last three years",
        "Chiffre d'affaires annuel minimal : 500 000 €",
        "Mindestjahresumsatz: 750.000 Euro",
        "Volumen anual de negocios mínimo: 240.000 €",
        "Fatturato globale minimo di € 400.000",
        "Minimale jaaromzet van € 600.000",
    ],
    "travel": [
        "Travel shall not exceed a ceiling of $50,000.",
        "The travel budget is reimbursed up to $15,000 a year.",
        "Frais de déplacement plafonnés à 5 000 €",
        "Reisekosten bis höchstens 4.000 Euro",
    ],
    "fees": ["Tender document fee: Rs. 11,800 (non-refundable)", "Protest filing fee of $1,500", "Contributo ANAC di € 1.600"],
}
PAIRS = [(kind, text) for kind, texts in NO_BUDGETS.items() for text in texts]


@pytest.mark.parametrize(("kind", "text"), PAIRS, ids=[f"{kind}: {text[:40]}" for kind, text in PAIRS])
def test_other_money_is_no_budget(kind, text):
    found = facts("# Portal", text)
    assert value(found.budget_max) is None
    assert value(found.budget_min) is None


WRITTEN = [
    ("The budget is $1.4 million.", 1_400_000, "USD"),
    ("Estimated cost: Rs. 60 Lakh", 6_000_000, "INR"),
    ("Budget: EUR 120.000", 120_000, "EUR"),
    ("Das Budget beträgt 1,5 Mio. EUR.", 1_500_000, "EUR"),
    ("Budget: kr 2,5 mill.", 2_500_000, "SEK"),
    ("Budget : 45 k€", 45_000, "EUR"),
    ("Presupuesto base de licitación: 226.875,00 euros", 226_875, "EUR"),
    ("Il budget è di 1,2 milioni di euro.", 1_200_000, "EUR"),
    ("Het budget is 2 miljoen euro.", 2_000_000, "EUR"),
    ("Budget: TEUR 80", 80_000, "EUR"),
    ("Budget: CHF 1'200'000", 1_200_000, "CHF"),
]


@pytest.mark.parametrize(("text", "amount", "currency"), WRITTEN, ids=[text for text, _, _ in WRITTEN])
def test_amounts_are_read_in_every_writing(text, amount, currency):
    found = facts("# Portal", text)
    assert (found.budget_max.value, found.currency.value) == (amount, currency)


KINDS = [
    ("The total budget is $400,000.", "total"),
    ("The budget is $120,000 per year.", "yearly"),
    ("The price shall not exceed $250,000.", "ceiling"),
    ("The budget is between $100,000 and $150,000.", "range"),
    ("The estimated contract value is $300,000.", "estimate"),
    ("Montant maximum : 90 000 € HT", "ceiling"),
    ("Budget annuel du projet : 60 000 € par an", "yearly"),
    ("Le montant du marché est estimé à 90 000 € HT.", "estimate"),
    ("Kostenobergrenze: 75.000 €", "ceiling"),
    ("Das Budget liegt bei 50.000 Euro pro Jahr.", "yearly"),
    ("Der geschätzte Auftragswert beträgt 240.000 EUR.", "estimate"),
    ("Kostenrahmen: 80.000 bis 120.000 Euro", "range"),
    ("El importe máximo es de 60.000 euros.", "ceiling"),
    ("Valor estimado del contrato: 300.000 €", "estimate"),
    ("Het budget bedraagt € 60.000 per jaar.", "yearly"),
    ("De opdrachtwaarde is geraamd op € 450.000.", "estimate"),
    ("Il budget massimo è di 40.000 euro.", "ceiling"),
    ("Valore stimato: 350.000 EUR", "estimate"),
]


@pytest.mark.parametrize(("text", "kind"), KINDS, ids=[text for text, _ in KINDS])
def test_a_budget_has_its_kind(text, kind):
    assert facts("# Portal", text).budget_kind.value == kind


def test_years_are_not_multiplied_in_silence():
    found = facts("# Portal", "The contract runs for four years. The budget is $120,000 per year.")
    assert (found.budget_max.value, found.budget_kind.value) == (120_000, "yearly")
    assert found.contract_months.value == 48


BASE_AND_OPTIONS = [
    "The ceiling is $500,000 for the base period and $300,000 for each of two option periods.",
    "The not-to-exceed price is $500,000 for the base period, $300,000 for option year 1 and $300,000 for option year 2.",
    "The agency will pay up to $500,000 during the initial period, and up to an additional $300,000 in each of two option years.",
    "Le montant maximum est de 500 000 € pour la tranche ferme et de 300 000 € pour chacune des deux tranches optionnelles.",
    "De opdrachtwaarde bedraagt € 500.000 voor de initiële looptijd en € 300.000 voor elk van de twee optiejaren.",
]


@pytest.mark.parametrize("text", BASE_AND_OPTIONS, ids=name)
def test_a_base_period_is_said_to_be_a_part_and_its_options_add_up(text):
    budget = facts("# Portal", text).budget_max
    assert budget.value == 500_000
    assert "part" in budget.note
    assert "1,100,000 with its options" in budget.note
    assert (budget.others[0].value, budget.others[0].note) == (1_100_000, "base and options added up")


def test_options_of_unknown_number_are_not_added_up():
    budget = facts("# Portal", "The ceiling is $500,000 for the base period and $300,000 for each option period.").budget_max
    assert (budget.value, "with its options" in budget.note) == (500_000, False)


def test_a_stated_total_outranks_base_and_options():
    text = "The base year ceiling is $2,954,217. The overall ceiling for base and option years is $6,937,622."
    assert facts("# Portal", text).budget_max.value == 6_937_622


# Questions and answers in one document.
ANSWERS = [
    ("Is the budget of $124,000 correct? | The total budget is $2,000,823.20.",),
    ("Q3: We read that the ceiling is $124,000. Is that right?", "A3: No. The ceiling is $2,000,823.20."),
    ("Question 3: Does the budget of $124,000 include the options?", "Answer: The budget for the base period is $2,000,823.20."),
    ("Question : le budget de 124 000 € est-il confirmé ?", "Réponse : le budget est de 2 000 823,20 €."),
    ("Frage: Ist das Budget von 124.000 Euro richtig?", "Antwort: Das Budget beträgt 2.000.823,20 Euro."),
    ("Pregunta: ¿el presupuesto es de 124.000 euros?", "Respuesta: el presupuesto es de 2.000.823,20 euros."),
    ("Vraag: is het budget van € 124.000 juist?", "Antwoord: het budget bedraagt € 2.000.823,20."),
    ("Domanda: il budget di € 124.000 è corretto?", "Risposta: il budget è di € 2.000.823,20."),
]


@pytest.mark.parametrize("texts", ANSWERS, ids=name)
def test_the_answer_counts_and_not_the_vendors_question(texts):
    assert facts("# Questions and answers", *texts).budget_max.value == 2_000_823.2


# Dates.
MOVED = [
    "Amendment 2: the due date for proposals is extended from June 5, 2025 to June 12, 2025.",
    "The deadline for submission of proposals is hereby changed to June 12, 2025.",
    "La date limite de remise des offres est reportée au 12 juin 2025.",
    "Die Angebotsfrist wird bis zum 12.06.2025 verlängert.",
    "Se amplía el plazo de presentación de ofertas hasta el 12 de junio de 2025.",
    "De uiterste datum voor het indienen van inschrijvingen is verschoven naar 12 juni 2025.",
    "Il termine per la presentazione delle offerte è prorogato al 12 giugno 2025.",
]


@pytest.mark.parametrize("text", MOVED, ids=name)
def test_the_last_date_of_an_amendment_counts_and_the_earlier_one_is_superseded(text):
    fact = facts("Proposals are due by 5 June 2025.", "Deadline for submission of proposals: 5 June 2025", text).deadline
    assert fact.value == "2025-06-12"
    assert ("2025-06-05", "superseded") in [(other.value, other.note) for other in fact.others]


NO_MONTH = [
    ("Proposal due: Thursday 27, 2025", "RFP issued | February 3, 2025", "Proposals due | February 27, 2025, 3:30 PM"),
    ("Remise des offres : jeudi 27, 2025", "Publication | 3 février 2025", "Remise des offres | 27 février 2025 à 15h30"),
    ("Angebotsfrist: Donnerstag 27, 2025", "Veröffentlichung | 3. Februar 2025", "Angebotsfrist | 27. Februar 2025, 15:30 Uhr"),
]


@pytest.mark.parametrize("texts", NO_MONTH, ids=name)
def test_a_cover_without_the_month_is_resolved_by_the_table(texts):
    cover, *table = texts
    assert facts(cover, "# Key dates", *table).deadline.value == "2025-02-27T15:30"


def test_a_month_that_nothing_resolves_is_said_to_be_missing():
    fact = facts("Proposals due: Thursday 27, 2025", "Issued in 2025").deadline
    assert (fact.value, fact.note) == (None, "the month is missing")


def test_questions_accepted_beyond_another_lists_deadline_are_not_the_deadline():
    found = facts(
        "The list of pre-qualified bidders closes on 10 March 2025.",
        "Questions are accepted until 20 March 2025.",
        "Proposals are due by 5 April 2025 at 12:00.",
    )
    assert found.deadline.value == "2025-04-05T12:00"
    assert found.questions_due.value == "2025-03-20"


SUMMER = [
    ("Quotes are due by June 22, 2018, noon EST.", "EST"),
    ("Tenders must arrive by 21 June 2022, 23:59 GMT.", "GMT"),
    ("Angebotsfrist: 21.07.2022, 12:00 Uhr CET", "CET"),
    ("Submittal deadline: May 24, 2022, 5:00 PM PST", "PST"),
]


@pytest.mark.parametrize(("text", "printed"), SUMMER, ids=[text for text, _ in SUMMER])
def test_winter_time_in_summer_is_kept_as_printed_and_noted(text, printed):
    found = facts(text)
    assert found.time_zone.quote == printed
    assert f"printed as {printed} in summer" in found.time_zone.note
    assert f"printed as {printed} in summer" in found.deadline.note


SETTLED = [
    (("Published 25/02/2025", "Closing date: 03/04/2025"), "2025-04-03"),
    (("Released 02/25/2025", "Proposals due: 03/04/2025"), "2025-03-04"),
    (("Closing date: 03/04/2025", "Ministry of Health, Amman, Jordan. Telephone +962 6 5200000"), "2025-04-03"),
    (("Proposals due: 03/04/2025", "City Hall, Austin, TX 78701. Austin, TX 78702"), "2025-03-04"),
    (("Date limite de remise des offres : 03/04/2025", "Les offres sont à déposer sur la plateforme de la ville."), "2025-04-03"),
    (("Angebotsfrist: 03.04.2025", "Die Angebote sind elektronisch über die Plattform einzureichen."), "2025-04-03"),
]


@pytest.mark.parametrize(("texts", "day"), SETTLED, ids=[name(texts) for texts, _ in SETTLED])
def test_an_ambiguous_date_is_settled_by_what_the_document_tells(texts, day):
    fact = facts(*texts).deadline
    assert fact.value == day
    assert fact.confidence > 0.5


def test_an_ambiguous_date_that_nothing_settles_keeps_both_readings():
    fact = facts("Closing date: 03/04/2025").deadline
    assert fact.confidence < 0.5
    assert {fact.value, *(other.value for other in fact.others)} == {"2025-04-03", "2025-03-04"}
    assert "swapped" in fact.note


BLANKS = [
    "Last date and time for submission of tenders: ____________",
    "No submissions will be accepted after the deadline ((month) (day), 2019).",
    "Proposals due: [insert date]",
    "Closing date: dd/mm/yyyy",
    "Submission deadline: TBD",
    "Date limite de remise des offres : ..............",
    "Date limite de remise des offres : [JJ/MM/AAAA]",
    "Angebotsfrist: ____________ Uhr",
    "Fecha límite de presentación de ofertas: ___/___/____",
    "Uiterste datum voor het indienen van inschrijvingen: [datum]",
    "Termine per la presentazione delle offerte: __________",
]


@pytest.mark.parametrize("text", BLANKS, ids=name)
def test_a_blank_date_of_a_template_is_not_stated(text):
    fact = facts(text, "Form created 3 March 2019").deadline
    assert fact is None or (fact.value, fact.note) == (None, "left blank in the document")


IN_ANOTHER_DOCUMENT = [
    "The deadline for receipt of quotations is given in block 10 of the standard form.",
    "Proposals must be received by the closing date shown on the cover page.",
    "The due date for proposals is set forth in the notice.",
    "La date limite de remise des offres est indiquée dans l'avis de marché.",
    "La date limite de réception des offres figure en page de garde du règlement de la consultation.",
    "Die Angebotsfrist ist der Bekanntmachung zu entnehmen, siehe Auftragsbekanntmachung.",
    "El plazo de presentación de ofertas será el señalado en el anuncio de licitación.",
    "De uiterste datum voor het indienen van inschrijvingen is opgenomen in de aanbestedingsleidraad.",
    "Il termine per la presentazione delle offerte è indicato nel bando di gara.",
]
IN_THE_SYSTEM = [
    "The closing date for proposals is the one shown in the e-procurement portal.",
    "The submission deadline for offers is posted on the eBuy system.",
    "La date limite de remise des offres est celle affichée sur le profil d'acheteur.",
    "Die Angebotsfrist für die Angebote ist auf der Vergabeplattform angegeben.",
    "El plazo de presentación de ofertas es el publicado en el perfil del contratante.",
    "De sluitingsdatum voor inschrijvingen staat vermeld in TenderNed.",
    "Il termine per la presentazione delle offerte è riportato sulla piattaforma.",
]


@pytest.mark.parametrize("text", IN_ANOTHER_DOCUMENT, ids=name)
def test_a_deadline_in_another_document_is_said_and_not_guessed(text):
    fact = facts(text, "Published 3 March 2025").deadline
    assert (fact.value, fact.note) == (None, "in another document")


@pytest.mark.parametrize("text", IN_THE_SYSTEM, ids=name)
def test_a_deadline_that_only_the_system_shows_is_said_and_not_guessed(text):
    fact = facts(text, "Published 3 March 2025").deadline
    assert (fact.value, fact.note) == (None, "in the e-procurement system")


BUDGET_ELSEWHERE = [
    ("The maximum budget is stated in annex 2.", "in another document"),
    ("Le montant maximum est indiqué dans l'acte d'engagement.", "in another document"),
    ("El presupuesto base de licitación se indica según el apartado A del pliego.", "in another document"),
    ("The budget for this project will not be disclosed.", "not disclosed"),
    ("Le budget n'est pas communiqué.", "not disclosed"),
    ("Das Budget wird nicht veröffentlicht.", "not disclosed"),
]


@pytest.mark.parametrize(("text", "note"), BUDGET_ELSEWHERE, ids=[text for text, _ in BUDGET_ELSEWHERE])
def test_a_budget_that_is_kept_or_stands_elsewhere_is_said(text, note):
    fact = facts("# Portal", text).budget_max
    assert (fact.value, fact.note) == (None, note)


def test_a_bilingual_form_states_one_deadline():
    found = facts(
        "Closing date / Date de clôture: 2025-06-12 at / à 14:00 (EDT / HAE)", "Issue date / Date d'émission: 2025-05-01"
    )
    assert found.deadline.value == "2025-06-12T14:00"
