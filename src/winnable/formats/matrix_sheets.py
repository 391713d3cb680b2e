"""The compliance matrix as a workbook: the requirements to filter, the gaps as rows, a summary, and what may be chosen."""

from collections import Counter
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any, Final

import xlsxwriter

Row = Mapping[str, str]
WIDTHS: Final = {
    "ID": 12,
    "No.": 8,
    "Section": 22,
    "Requirement": 70,
    "Strength": 9,
    "Kind": 11,
    "Topics": 14,
    "Capability": 28,
    "Compliance": 20,
    "Standing": 13,
    "Chance": 8,
    "Evidence": 44,
    "Cover": 36,
    "File": 24,
    "Page": 7,
    "Weight": 8,
    "Confirmed": 10,
    "Response": 44,
    "Owner": 14,
    "Comment": 30,
}
CHOICES: Final = {
    "Strength": ("must", "should", "may"),
    "Kind": ("obligation", "evaluation", "submission", "contract", "background"),
    "Confirmed": ("yes",),
}
COMPLIANCES: Final = ("Yes", "Yes, by configuration", "Yes, by extension", "With a partner or another technology", "No")
GAPS: Final = COMPLIANCES[3:]
NUMBERS: Final = frozenset({"Page", "Chance", "Weight"})
FILLS: Final = {"Yes": "#E3F2E6", "With": "#FFF3D6", "No": "#FBE3E4"}
MOST_LINKS = 60_000  # Excel takes some 65,000 in a sheet
NONE_OF_OURS: Final = "(none of ours)"


def workbook(rows: Sequence[Row], title: str, capabilities: Sequence[str]) -> bytes:
    """The bytes of an XLSX file. Every text is written as text: nothing in a document becomes a formula."""
    out = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    styles = {
        "head": book.add_format(
            {"bold": True, "bg_color": "#1F3A5F", "font_color": "#FFFFFF", "text_wrap": True, "valign": "top"}
        ),
        "cell": book.add_format({"text_wrap": True, "valign": "top"}),
        "link": book.add_format({"font_color": "#0B5CAD", "underline": 1, "valign": "top"}),
        "title": book.add_format({"bold": True, "font_size": 14}),
        "quiet": book.add_format({"font_color": "#767676", "valign": "top"}),
    } | {name: book.add_format({"bg_color": colour}) for name, colour in FILLS.items()}
    listed = book.add_worksheet("Requirements")
    _table(listed, rows, styles)
    _choices(listed, len(rows), list(rows[0]) if rows else [], len(capabilities) + 1)
    gaps = [row for row in rows if row["Compliance"] in GAPS and row["Kind"] == "obligation"]
    _table(
        book.add_worksheet("Gaps"), gaps, styles, ("ID", "No.", "Requirement", "Strength", "Capability", "Compliance", "Cover")
    )
    _summary(book.add_worksheet("Summary"), book, rows, title, styles)
    _lists(book.add_worksheet("Choices"), capabilities, styles)
    book.close()
    return out.getvalue()


def _table(sheet: Any, rows: Sequence[Row], styles: Mapping[str, Any], only: Sequence[str] = ()) -> None:
    columns = list(only) or (list(rows[0]) if rows else [])
    for i, name in enumerate(columns):
        sheet.write_string(0, i, name, styles["head"])
        hidden = {"hidden": True} if name.endswith(" as read") else {}
        sheet.set_column(i, i, WIDTHS.get(name, 12), None, hidden)
    for at, row in enumerate(rows, 1):
        for i, name in enumerate(columns):
            _cell(sheet, at, i, name, row, styles)
    sheet.freeze_panes(1, min(4, len(columns)))
    if columns:
        sheet.autofilter(0, 0, len(rows), len(columns) - 1)
    if "Compliance" in columns and rows:
        at = columns.index("Compliance")
        for begins in FILLS:
            rule = {"type": "text", "criteria": "begins with", "value": begins, "format": styles[begins]}
            sheet.conditional_format(1, at, len(rows), at, rule)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _cell(sheet: Any, at: int, column: int, name: str, row: Row, styles: Mapping[str, Any]) -> None:
    text = row[name]
    if not text:
        sheet.write_blank(at, column, None, styles["cell"])
    elif name in NUMBERS:
        sheet.write_number(at, column, float(text), styles["cell"])
    elif name == "File" and row["Page"] and at < MOST_LINKS and text.lower().endswith(".pdf"):
        # Opens the document at the page where it lies beside the matrix.
        sheet.write_url(at, column, f"external:{text.replace('#', '%23')}#page={row['Page']}", styles["link"], string=text)
    else:
        sheet.write_string(at, column, text, styles["cell"])


def _choices(sheet: Any, rows: int, columns: Sequence[str], capabilities: int) -> None:
    """What may be chosen in a cell; another text is refused by the spreadsheet program."""
    sources: dict[str, Any] = {name: list(choices) for name, choices in CHOICES.items()}
    sources["Compliance"] = f"=Choices!$B$2:$B${len(COMPLIANCES) + 1}"
    sources["Capability"] = f"=Choices!$A$2:$A${capabilities + 1}"
    for name, source in sources.items():
        if name in columns:
            at = columns.index(name)
            sheet.data_validation(1, at, rows + 200, at, {"validate": "list", "source": source, "ignore_blank": True})


def _summary(sheet: Any, book: Any, rows: Sequence[Row], title: str, styles: Mapping[str, Any]) -> None:
    """How many requirements of each strength stand how, with a picture."""
    asked = [row for row in rows if row["Kind"] == "obligation"]
    names = (*COMPLIANCES, "needs review", NONE_OF_OURS)
    sheet.write_string(0, 0, title[:200], styles["title"])
    sheet.write_string(
        1, 0, f"{len(asked)} obligations of {len(rows)} rows, as they stood when this was written.", styles["quiet"]
    )
    for i, name in enumerate(("", "must", "should", "may")):
        sheet.write_string(3, i, name, styles["head"])
    counts = Counter((_standing(row), row["Strength"]) for row in asked)
    for at, name in enumerate(names, 4):
        sheet.write_string(at, 0, name, styles["cell"])
        for i, strength in enumerate(("must", "should", "may"), 1):
            sheet.write_number(at, i, counts[name, strength])
    sheet.set_column(0, 0, 38)
    chart = book.add_chart({"type": "bar", "subtype": "stacked"})
    last = 3 + len(names)
    for i, colour in ((1, "#1F3A5F"), (2, "#5B8DB8"), (3, "#BFD3E6")):
        chart.add_series(
            {
                "name": ["Summary", 3, i],
                "categories": ["Summary", 4, 0, last, 0],
                "values": ["Summary", 4, i, last, i],
                "fill": {"color": colour},
            }
        )
    chart.set_y_axis({"reverse": True})
    chart.set_title({"name": "Obligations by compliance"})
    chart.set_size({"width": 720, "height": 320})
    sheet.insert_chart(last + 3, 0, chart)


def _standing(row: Row) -> str:
    return row["Compliance"] or (NONE_OF_OURS if row["Capability"] == NONE_OF_OURS else "needs review")


def _lists(sheet: Any, capabilities: Sequence[str], styles: Mapping[str, Any]) -> None:
    for i, (name, values) in enumerate((("Capability", [NONE_OF_OURS, *capabilities]), ("Compliance", COMPLIANCES))):
        sheet.write_string(0, i, name, styles["head"])
        for at, value in enumerate(values, 1):
            sheet.write_string(at, i, value)
        sheet.set_column(i, i, 40)
