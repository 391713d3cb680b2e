"""Writes a request for proposals of any length as PDF: our own words, put together by chance from a fixed seed."""

import random
from pathlib import Path

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

PARAGRAPH_CHARACTERS = 1_550  # with the table and headings this makes about 2,500 a page

AREAS = (
    "Sign-in and access",
    "Content and publishing",
    "Search",
    "Forms and workflow",
    "Integration",
    "Reporting",
    "Languages",
    "Hosting",
    "Security",
    "Data protection",
    "Accessibility",
    "Support",
    "Training of editors",
    "Migration",
    "Payment",
    "Case handling",
)
WHO = (
    "The supplier",
    "The platform",
    "The solution",
    "Every registered user",
    "An editor",
    "A case officer",
    "The system",
    "The help desk",
    "A dealer",
    "The tenderer",
    "The project board",
    "An administrator",
)
MUST = ("shall", "must", "should", "may", "is expected to", "will have to")
DOES = (
    "keep a record of each change for seven years",
    "show the state of an application without delay",
    "sign in through the existing identity provider by SAML 2.0",
    "be offered in English, French and Arabic",
    "exchange master data with SAP every night",
    "restrict documents to the roles that are named in annex B",
    "meet WCAG 2.1 at level AA",
    "serve 12,000 registered users, of whom 900 work at the same time",
    "replace the present portal, whose support ends next year",
    "publish one text to several sites",
    "send a reminder when a step has waited for three days",
    "give partners access to their own orders and invoices only",
    "be operated in a data centre within the European Union",
    "restore service within four hours on working days",
    "describe how comparable work was done for two other bodies",
    "export every list as a spreadsheet",
    "let a citizen save a half-filled form and come back to it",
    "notify the buyer of an incident within one day",
)
WHY = (
    "because the present process runs on paper",
    "as the regulation on records demands",
    "in the first phase",
    "so that branches and head office see the same figures",
    "unless the board decides otherwise",
    "without extra charge",
    "for internal and external users alike",
    "after acceptance of the pilot",
    "during the whole term of the contract",
)


def write_tender(path: Path, pages: int, seed: int = 7) -> None:
    """Write a request of exactly this many pages, each with a heading, requirements in prose and a table."""
    chance = random.Random(seed)
    story: list[Flowable] = []
    for number in range(1, pages + 1):
        story += _page(number, chance)
    template = SimpleDocTemplate(
        str(path), pagesize=A4, leftMargin=60, rightMargin=60, topMargin=60, bottomMargin=50, title="Request for proposals"
    )
    template.build(story, onFirstPage=_furniture, onLaterPages=_furniture)


def _page(number: int, chance: random.Random) -> list[Flowable]:
    styles = getSampleStyleSheet()
    area = AREAS[number % len(AREAS)]
    title = "Request for proposals: a portal for customers and dealers" if number == 1 else f"{number} {area}"
    flow: list[Flowable] = [Paragraph(title, styles["Heading1"]), Paragraph(f"{number}.1 General", styles["Heading2"])]
    if number == 1:
        flow.append(Paragraph("Offers are due by 30 March 2027 at 12:00. The budget is 850,000 EUR.", styles["BodyText"]))
    length = 0
    while length < PARAGRAPH_CHARACTERS:
        text = " ".join(_sentence(chance) for _ in range(4))
        length += len(text)
        flow.append(Paragraph(text, styles["BodyText"]))
    return [*flow, Spacer(1, 8), _table(number, area, chance), PageBreak()]


def _sentence(chance: random.Random) -> str:
    return f"{chance.choice(WHO)} {chance.choice(MUST)} {chance.choice(DOES)} {chance.choice(WHY)}."


def _table(number: int, area: str, chance: random.Random) -> Table:
    style = getSampleStyleSheet()["BodyText"]
    rows = [["No.", "Requirement", "Kind", "Answer"]]
    rows += [
        [
            f"{number}.{i}",
            Paragraph(f"{area}: {chance.choice(WHO).lower()} {chance.choice(MUST)} {chance.choice(DOES)}", style),
            chance.choice(("A", "B", "C")),
            "yes / no",
        ]
        for i in range(1, 7)
    ]
    table = Table(rows, colWidths=(40, 300, 40, 60))
    table.setStyle(TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.grey), ("BACKGROUND", (0, 0), (-1, 0), colors.lightgrey)]))
    return table


def _furniture(canvas: object, template: object) -> None:
    canvas.setFont("Helvetica", 8)
    canvas.drawString(60, 25, f"Tender 2027-014, confidential    page {template.page}")
