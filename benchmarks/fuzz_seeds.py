"""Small files of every format to begin with, built with the libraries that people's programs use."""

import io
import json
import sys
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))

import docx
import openpyxl
import pptx
from reportlab.pdfgen.canvas import Canvas
from tests.sources.documents.outlook import attached_file, attached_message, message, ole
from tests.sources.documents.workbooks import cells, workbook

from winnable.core.profile import Profile
from winnable.formats.matrix import Matrix, write_matrix
from winnable.reading.reading import Reader
from winnable.sources.documents import read_pack

LINES = (
    "1 Scope of the portal",
    "The supplier must provide a portal with single sign-on for 5,000 users by 31 March 2027.",
    "1.1 Der Auftragnehmer muss die Plattform in der EU betreiben; das Budget beträgt 250.000 EUR.",
    "R-12 Le titulaire doit fournir une recherche à facettes. La durée du marché est de 48 mois.",
    "Offers are evaluated: price 40 %, quality 60 %. Questions: 12.01.2027, 14:00 CET.",
    "El licitador deberá presentar la oferta antes del 3 de abril. De inschrijver dient ISO 27001 te hebben.",
)


def seeds_of(reader: Reader, profile: Profile) -> dict[str, list[bytes]]:
    html = _html().encode()
    table = "\n".join(f"{number};Muss;{line};42" for number, line in enumerate(LINES)).encode()
    markdown = "\n\n".join(
        ("# Request", *LINES, "| No. | Text |\n|---|---|\n| 1 | must |\n", "- one\n  - two", "```\ncode\n```")
    ).encode()
    seeds = {
        "pdf": [_pdf(compressed=True), _pdf(compressed=False)],
        "docx": [_docx()],
        "xlsx": [_xlsx()],
        "pptx": [_pptx()],
        "html": [html],
        "markdown": [markdown],
        "csv": [table, table.replace(b";", b",")],
        "text": ["\n\n".join(LINES).encode(), "\r\n".join(LINES).encode("utf-16")],
        "eml": [_eml(html)],
        "msg": [_msg(html)],
        "xls": [
            workbook(cells([["No.", "Requirement", "Points"], *([str(row), line, row / 2] for row, line in enumerate(LINES))]))
        ],
    }
    seeds["zip"] = [
        _zip({"a.docx": seeds["docx"][0], "b.md": markdown, "in/c.eml": seeds["eml"][0], "d.zip": _zip({"e.csv": table})})
    ]
    return seeds | _matrices(reader, profile, html)


def _pdf(*, compressed: bool) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pageCompression=int(compressed))
    for page in range(3):
        for index, line in enumerate(LINES * 3):
            canvas.setFont("Helvetica-Bold" if line[:1].isdigit() else "Helvetica", 11)
            canvas.drawString(72, 780 - index * 16, f"{line} ({page})")
        canvas.grid([72, 200, 400], [100, 130, 160])
        for cell, (x, y) in zip("abcd", ((80, 110), (210, 110), (80, 140), (210, 140)), strict=True):
            canvas.drawString(x, y, f"cell {cell} must")
        canvas.bookmarkPage(f"p{page}")
        canvas.addOutlineEntry(f"Part {page}", f"p{page}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _docx() -> bytes:
    document = docx.Document()
    document.add_heading("Request", 1)
    for line in LINES:
        document.add_paragraph(line, style="List Number" if line[:1] == "R" else None)
    table = document.add_table(3, 3)
    for index, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = LINES[index % len(LINES)]
    table.cell(0, 0).merge(table.cell(1, 0))
    document.sections[0].header.paragraphs[0].text = "A header"
    return _saved(document.save)


def _xlsx() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["No.", "Requirement", "Priority", "Weight"])
    for number, line in enumerate(LINES):
        sheet.append([number, line, "must", number * 1.5])
    sheet.merge_cells("A3:A5")
    book.create_sheet("Hidden").sheet_state = "hidden"
    return _saved(book.save)


def _pptx() -> bytes:
    slides = pptx.Presentation()
    for line in LINES:
        slide = slides.slides.add_slide(slides.slide_layouts[1])
        slide.shapes.title.text, slide.placeholders[1].text = line[:20], line
        slide.notes_slide.notes_text_frame.text = line
    table = slides.slides[0].shapes.add_table(2, 2, 0, 0, 900_000, 900_000).table
    table.cell(0, 0).text = "The supplier must"
    return _saved(slides.save)


def _html() -> str:
    rows = "".join(f'<tr><td rowspan="1" colspan="2">{number}</td><td>{line}</td></tr>' for number, line in enumerate(LINES))
    items = "".join(f"<li>{line}<ul><li>inner</li></ul></li>" for line in LINES)
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Request</title></head><body><h1>Request</h1>'
        f'<p class="a">{LINES[1]}</p><table>{rows}</table><ol start="3">{items}</ol>'
        '<div style="display:none">x</div></body></html>'
    )


def _eml(html: bytes) -> bytes:
    inner = EmailMessage()
    inner["Subject"], inner["From"] = "Inner", "office@example.org"
    inner.set_content(LINES[1])
    letter = EmailMessage()
    letter["Subject"], letter["From"], letter["To"] = "Anfrage für ein Portal", "Office <office@example.org>", "bids@example.com"
    letter["Date"] = "Mon, 04 Jan 2027 10:00:00 +0100"
    letter.set_content("\n".join(LINES))
    letter.add_alternative(html.decode(), subtype="html")
    letter.add_attachment("\n".join(LINES).encode(), maintype="text", subtype="csv", filename="täble.csv")
    letter.add_attachment(inner)
    return letter.as_bytes()


def _msg(html: bytes) -> bytes:
    inner = message(head=24, p0037="Inner", p1000=LINES[1])
    return ole(
        message(
            attached_file("list.csv", "\n".join(LINES).encode()),
            attached_message(inner),
            p0037="A portal",
            p1000="\n".join(LINES),
            p1013=html,
            p0C1F="office@example.org",
        )
    )


def _matrices(reader: Reader, profile: Profile, html: bytes) -> dict[str, list[bytes]]:
    """The compliance matrix of a small document as this program writes it, and with a row of a person's own."""
    seeds: dict[str, list[bytes]] = {}
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "request.html"
        source.write_bytes(html)
        matches = reader.read(read_pack([source], ocr=False).documents[0].passages).ledger
        matrix = Matrix(matches=matches, read={m.requirement.key: m for m in matches})
        for ending in ("xlsx", "csv", "json"):
            path = Path(folder) / f"matrix.{ending}"
            write_matrix(path, matrix, profile, "Request")
            seeds[f"matrix.{ending}"] = [path.read_bytes()]
    rows = json.loads(seeds["matrix.json"][0])
    rows.append({"Requirement": "Our own row", "Response": "=1+1", "Comment": None, "Weight": 3.5, "Owner": ["a", {"b": 1}]})
    seeds["matrix.json"].append(json.dumps(rows).encode())
    return seeds


def _zip(members: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def _saved(save: Callable[[io.BytesIO], object]) -> bytes:
    out = io.BytesIO()
    save(out)
    return out.getvalue()
