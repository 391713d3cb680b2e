from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, SimpleDocTemplate, Table, TableStyle

from winnable.core.errors import SourceError
from winnable.sources.documents import limits, read_document

Write = Callable[..., Path]
PROSE = (
    "The authority seeks a platform on which its citizens apply for permits, follow their cases and pay their fees in one place. "
    "The supplier shall design, build and run this platform for four years, with an option of two more years at the same rates. "
)
_WRAPPED = (
    "Only those who have been named by the authority may enter the rooms in which the servers of",
    "the platform stand, and each visit is written down.",
)
_NARROW = ("Somebody shall keep the", "records of each visit", "for a period of ten", "years and hand them", "over when asked.")


def _texts(path: Path) -> list[str]:
    return [passage.text for passage in read_document(path).passages]


def test_lines_of_a_paragraph_become_one_passage_with_its_page(pdf: Write, lines: Callable[..., None]) -> None:
    first = partial(
        lines, lines=["The supplier shall host the platform in the", "European Union and shall name every place", "of storage."]
    )
    second = partial(lines, lines=["The contract begins in May."])
    document = read_document(pdf(first, second))
    assert [(passage.page, passage.text) for passage in document.passages] == [
        (1, "The supplier shall host the platform in the European Union and shall name every place of storage."),
        (2, "The contract begins in May."),
    ]
    assert (document.kind, document.pages, document.warnings) == ("pdf", 2, ())


def test_a_gap_separates_paragraphs(pdf: Write, lines: Callable[..., None]) -> None:
    def draw(canvas: Canvas) -> None:
        lines(canvas, ["The first paragraph is here and", "goes on in this line."])
        lines(canvas, ["The second paragraph is here and", "goes on as well."], top=700)

    assert _texts(pdf(draw)) == [
        "The first paragraph is here and goes on in this line.",
        "The second paragraph is here and goes on as well.",
    ]


def test_numbered_headings_open_sections(pdf: Write, lines: Callable[..., None]) -> None:
    def draw(canvas: Canvas) -> None:
        lines(canvas, ["3 Scope"], size=16, font="Helvetica-Bold")
        lines(canvas, ["What is to be delivered is told below in some more words."], top=730)
        lines(canvas, ["3.2 Hosting"], top=700, size=13, font="Helvetica-Bold")
        lines(canvas, ["The platform shall be hosted in two data centres of the supplier."], top=670)
        lines(canvas, ["4 Prices"], top=640, size=16, font="Helvetica-Bold")
        lines(canvas, ["Prices are firm for the whole of the contract's first year."], top=610)

    passages = read_document(pdf(draw)).passages
    assert [passage.section for passage in passages if passage.kind == "text"] == ["3 Scope", "3 Scope > 3.2 Hosting", "4 Prices"]
    assert [passage.text for passage in passages if passage.kind == "heading"] == ["3 Scope", "3.2 Hosting", "4 Prices"]


def test_numbered_headings_in_plain_letters_open_sections_where_prose_follows(pdf: Write, lines: Callable[..., None]) -> None:
    def draw(canvas: Canvas) -> None:
        lines(canvas, ["3.2 Access control", *_WRAPPED])
        lines(canvas, ["3.3 Backup and recovery", *_WRAPPED], top=690)
        lines(canvas, ["The following is to be delivered:", "4.1 Daily backups", "4.2 A help desk", "4.3 Training"], top=620)

    passages = read_document(pdf(draw)).passages
    assert [passage.text for passage in passages if passage.kind == "heading"] == [
        "3.2 Access control",
        "3.3 Backup and recovery",
    ]
    assert [passage.section for passage in passages if passage.text.startswith("Only")] == [
        "3.2 Access control",
        "3.3 Backup and recovery",
    ]


def test_three_columns_are_read_one_after_the_other(pdf: Write, lines: Callable[..., None]) -> None:
    def draw(canvas: Canvas) -> None:
        for row in range(len(_NARROW)):
            for column, name in enumerate(("Anna", "Berta", "Clara")):
                line = _NARROW[row].replace("Somebody", name)
                lines(canvas, [line], left=50 + 170 * column, top=760 - 14 * row)

    assert _texts(pdf(draw)) == [" ".join(_NARROW).replace("Somebody", name) for name in ("Anna", "Berta", "Clara")]


def test_a_bold_sentence_is_no_heading(pdf: Write, lines: Callable[..., None]) -> None:
    def draw(canvas: Canvas) -> None:
        lines(canvas, ["Late offers are not opened, whatever the reason."], font="Helvetica-Bold")
        lines(
            canvas,
            ["Offers are opened by two persons, who sign the record", "and keep it with the other papers of this procedure."],
            top=720,
        )

    assert {passage.kind for passage in read_document(pdf(draw)).passages} == {"text"}


def test_list_items_stand_alone_without_their_bullet(pdf: Write, lines: Callable[..., None]) -> None:
    content = [
        "The offer contains:",
        "\u2022 a plan of the work that names all",
        "  milestones and their dates,",
        "\u2022 the price sheet,",
        "a) and a reference.",
    ]
    passages = read_document(pdf(partial(lines, lines=content))).passages
    assert [(passage.kind, passage.text) for passage in passages] == [
        ("text", "The offer contains:"),
        ("item", "a plan of the work that names all milestones and their dates,"),
        ("item", "the price sheet,"),
        ("item", "a) and a reference."),
    ]


def _with_furniture(lines: Callable[..., None], number: int) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        lines(canvas, ["City of Exampleton - Tender 2031-17"], top=815, size=8)
        lines(canvas, [f"Clause number {number} says that {'very ' * number}much is to be done here."], top=600)
        lines(canvas, [f"Page {number} of 6"], left=270, top=30, size=8)

    return draw


def test_running_headers_stay_once_and_page_numbers_go(pdf: Write, lines: Callable[..., None]) -> None:
    texts = _texts(pdf(*(_with_furniture(lines, number) for number in range(1, 7))))
    assert len([text for text in texts if text.startswith("Clause")]) == 6
    assert texts.count("City of Exampleton - Tender 2031-17") == 1
    assert not [text for text in texts if text.startswith("Page")]


def test_a_number_that_is_no_page_number_stays(pdf: Write, lines: Callable[..., None]) -> None:
    pages = [partial(lines, lines=[amount], top=800) for amount in ("900", "45", "45000", "7")]
    assert _texts(pdf(*pages)) == ["900", "45", "45000", "7"]


def test_two_columns_are_read_one_after_the_other(tmp_path: Path, assert_verbatim: Callable[..., None]) -> None:
    path = tmp_path / "columns.pdf"
    frames = [Frame(50, 50, 235, 740), Frame(310, 50, 235, 740)]
    template = BaseDocTemplate(str(path), pageTemplates=[PageTemplate(frames=frames)])
    style = getSampleStyleSheet()["BodyText"]
    template.build([Paragraph(f"Paragraph {number} begins here. {PROSE * 3}", style) for number in range(6)])
    document = read_document(path)
    assert [passage.text[:12] for passage in document.passages if passage.text.startswith("Paragraph")] == [
        f"Paragraph {n} " for n in range(6)
    ]
    assert_verbatim(document, path)


def test_columns_written_line_by_line_across_the_page_are_still_two_paragraphs(pdf: Write, lines: Callable[..., None]) -> None:
    left = [
        "The buyer is a city with",
        "many offices, and each of",
        "them has its own website",
        "and its own editors, who",
        "work without any plan.",
    ]
    right = [
        "The supplier brings them",
        "together on one platform",
        "and trains the editors in",
        "writing, in pictures and",
        "in the law of access.",
    ]

    def draw(canvas: Canvas) -> None:
        for index, (here, there) in enumerate(zip(left, right, strict=True)):
            lines(canvas, [here], top=760 - index * 14)
            lines(canvas, [there], left=320, top=760 - index * 14)

    assert _texts(pdf(draw)) == [" ".join(left), " ".join(right)]


def test_words_broken_at_line_ends_are_joined(
    pdf: Write, lines: Callable[..., None], assert_verbatim: Callable[..., None]
) -> None:
    content = [
        "All offices need the new implementation; the imple-",
        "mentation takes a year and is paid by the state-",
        "owned bank of the region.",
    ]
    path = pdf(partial(lines, lines=content))
    document = read_document(path)
    assert "the implementation takes a year" in document.passages[0].text
    assert "\ufffe" not in document.passages[0].text
    assert_verbatim(document, path)


def test_rows_of_a_table_with_borders_hold_their_cells(tmp_path: Path, assert_verbatim: Callable[..., None]) -> None:
    path = tmp_path / "table.pdf"
    style = getSampleStyleSheet()["BodyText"]
    cells = [
        ["No.", "Requirement", "Weight"],
        ["R1", Paragraph(PROSE, style), "must"],
        ["R2", Paragraph("Pages load in two seconds.", style), "should"],
    ]
    SimpleDocTemplate(str(path)).build(
        [Table(cells, colWidths=[40, 250, 60], style=TableStyle([("GRID", (0, 0), (-1, -1), 0.5, "black")]))]
    )
    document = read_document(path)
    assert [(passage.kind, passage.text) for passage in document.passages] == [
        ("row", "No. | Requirement | Weight"),
        ("row", f"R1 | {PROSE.strip()} | must"),
        ("row", "R2 | Pages load in two seconds. | should"),
    ]
    assert_verbatim(document, path)


_GRID = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, "black")])


def test_the_head_of_a_table_that_is_repeated_on_each_page_stays_with_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "table.pdf"
    rows = [["No.", "Question", "Answer"], *([str(row), f"Question {row}?", f"Answer {row}."] for row in range(1, 81))]
    SimpleDocTemplate(str(path), topMargin=20).build([Table(rows, colWidths=[40, 200, 200], style=_GRID, repeatRows=1)])
    document = read_document(path)
    assert document.pages == 3
    for page in range(1, document.pages + 1):
        assert next(passage.text for passage in document.passages if passage.page == page) == "No. | Question | Answer"


def test_a_running_head_in_a_frame_above_tables_stays_once(tmp_path: Path, pdf: Write, lines: Callable[..., None]) -> None:
    def draw(number: int, canvas: Canvas) -> None:
        head = Table([["City of Exampleton", "Tender 2031-17"]], colWidths=[300, 100], style=_GRID)
        body = Table([["No.", "Clause"], *([f"{number}.{row}", f"Clause {number} {row}"] for row in range(9))], style=_GRID)
        for table, height in ((head, 800), (body, 500)):
            table.wrapOn(canvas, 400, 200)
            table.drawOn(canvas, 72, height)

    texts = _texts(pdf(*(partial(draw, number) for number in range(1, 7))))
    assert len([text for text in texts if "Tender 2031-17" in text]) == 1
    assert len([text for text in texts if "Clause " in text]) == 54


def test_a_question_of_a_form_beside_an_empty_cell_is_one_passage(tmp_path: Path) -> None:
    path = tmp_path / "form.pdf"
    rows = [["1. Name", ""], ["2. Status of the firm\n(Partnership,\nCompany etc.)", ""], ["3. Address", ""]]
    SimpleDocTemplate(str(path)).build([Table(rows, colWidths=[150, 200], style=_GRID)])
    assert _texts(path) == ["1. Name", "2. Status of the firm (Partnership, Company etc.)", "3. Address"]


def test_a_list_beside_an_empty_cell_keeps_its_items(tmp_path: Path) -> None:
    path = tmp_path / "form.pdf"
    rows = [["The portal shall offer:\n- a search\n- a calendar", ""], ["Price", "EUR 5"]]
    SimpleDocTemplate(str(path)).build([Table(rows, colWidths=[150, 200], style=_GRID)])
    assert _texts(path) == ["The portal shall offer:", "a search", "a calendar", "Price | EUR 5"]


@pytest.mark.parametrize(("left", "right"), [("257,055,899 ", "shares"), ("257,055,899", "shares"), ("Douglas", "948 Road")])
def test_cells_whose_texts_touch_the_border_between_them_stay_apart(left: str, right: str, pdf: Write) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        for row, words in enumerate([("Amount ", "Kind"), (left, right), ("1,000 ", "bonds")]):
            canvas.drawRightString(200, 700 - 20 * row, words[0])
            canvas.drawString(200, 700 - 20 * row, words[1])
        canvas.grid([100, 200, 300], [714 - 20 * row for row in range(4)])

    assert _texts(pdf(draw)) == ["Amount | Kind", f"{left.strip()} | {right}", "1,000 | bonds"]


def test_a_word_that_runs_over_a_border_stays_whole(pdf: Write) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        for row, words in enumerate(["Interoperability", "Internationalisation", "Responsibilities"]):
            canvas.drawString(160 + row, 700 - 20 * row, words)
        canvas.grid([100, 200, 300], [714 - 20 * row for row in range(4)])

    assert {word for text in _texts(pdf(draw)) for word in text.split()} == {
        "Interoperability",
        "Internationalisation",
        "Responsibilities",
    }


def test_rows_of_a_table_without_borders_hold_their_cells(pdf: Write, lines: Callable[..., None]) -> None:
    def draw(canvas: Canvas) -> None:
        for index, (name, date) in enumerate([("Questions until", "3 May 2031"), ("Offers until", "24 May 2031")]):
            lines(canvas, [name], top=700 - 30 * index)
            lines(canvas, [date], left=300, top=700 - 30 * index)

    assert _texts(pdf(draw)) == ["Questions until | 3 May 2031", "Offers until | 24 May 2031"]


def test_a_page_that_lies_on_its_side_reads_like_any_other(pdf: Write, lines: Callable[..., None]) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setPageRotation(90)
        canvas.rotate(90)
        lines(canvas, ["The table of prices lies on its side and", "is read from left to right."], left=100, top=-100)

    assert _texts(pdf(draw)) == ["The table of prices lies on its side and is read from left to right."]


def test_pages_without_text_are_named(pdf: Write, lines: Callable[..., None]) -> None:
    box = partial(Canvas.rect, x=100, y=100, width=300, height=300, fill=1)
    document = read_document(
        pdf(partial(lines, lines=["The only page with words."]), box, box, box, partial(lines, lines=["No, one more."]), box),
        ocr=False,
    )
    assert document.warnings[0].startswith("pages 2-4, 6 hold no text (scanned?): not read; install text recognition")


def test_a_scan_without_any_text_needs_text_recognition(pdf: Write) -> None:
    with pytest.raises(SourceError, match="holds no text on its 1 page") as caught:
        read_document(pdf(partial(Canvas.rect, x=100, y=100, width=300, height=300, fill=1)), ocr=False)
    assert "OCR" in caught.value.remedy


def test_a_page_of_few_lines_that_repeat_is_kept_once(pdf: Write, lines: Callable[..., None]) -> None:
    assert _texts(pdf(*[partial(lines, lines=["Words of a page."])] * 3)) == ["Words of a page."]


def test_a_torn_text_layer_is_named(pdf: Write, lines: Callable[..., None]) -> None:
    torn = ["La plateforme donne acce s aux donne es apre s la re ception du de lai"] * 30
    assert "text layer is damaged" in read_document(pdf(partial(lines, lines=torn)), ocr=False).warnings[0]


def test_letters_that_a_damaged_page_places_nowhere_are_read_beside_the_others(pdf: Write, lines: Callable[..., None]) -> None:
    def draw(canvas: Canvas) -> None:
        lines(canvas, ["The supplier shall host the platform."])
        canvas._code += ["90000 2500 8000 300 0 0 cm"] * 5  # five times enlarged beyond all numbers
        lines(canvas, ["Every visit is written down."], left=1, top=1, size=16)

    assert set(_texts(pdf(draw))) == {"The supplier shall host the platform.", "Every visit is written down."}


def test_a_password_is_named_as_the_obstacle(pdf: Write, lines: Callable[..., None]) -> None:
    path = pdf(partial(lines, lines=["Secret."]), encrypt=StandardEncryption("open sesame", canPrint=0))
    with pytest.raises(SourceError, match="protected by a password") as caught:
        read_document(path)
    assert "without the password" in caught.value.remedy


def test_a_file_protected_only_against_printing_is_read(pdf: Write, lines: Callable[..., None]) -> None:
    path = pdf(partial(lines, lines=["Open to all."]), encrypt=StandardEncryption("", ownerPassword="owner", canPrint=0))
    assert _texts(path) == ["Open to all."]


def test_a_truncated_file_is_read_as_far_as_it_goes_or_refused(pdf: Write, lines: Callable[..., None]) -> None:
    path = pdf(*(partial(lines, lines=[f"Page {number} has these words."]) for number in range(30)), pageCompression=0)
    data = path.read_bytes()
    for share in (0.1, 0.5, 0.9, 0.99):
        path.write_bytes(data[: int(len(data) * share)])
        assert "incomplete" in _complaint(path)


def _complaint(path: Path) -> str:
    try:
        return " ".join(read_document(path).warnings)
    except SourceError as error:
        return error.message


def test_only_so_many_pages_are_read_and_the_rest_is_named(
    pdf: Write, lines: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PAGES", 1_000)
    path = pdf(*(partial(lines, lines=[f"Leaf {number}."], top=400) for number in range(3_000)))
    progress: list[tuple[int, int]] = []
    document = read_document(path, on_progress=lambda done, total: progress.append((done, total)))
    assert document.pages == 3_000
    assert len(document.passages) == 1_000
    assert document.warnings == ("the document has 3,000 pages: the first 1,000 are read",)
    assert progress[0] == (1, 1_000)
    assert progress[-1] == (1_000, 1_000)


def test_every_passage_of_a_long_mixed_document_is_verbatim(tmp_path: Path, assert_verbatim: Callable[..., None]) -> None:
    path = tmp_path / "mixed.pdf"
    styles = getSampleStyleSheet()
    story: list[object] = []
    for number in range(1, 9):
        story.append(Paragraph(f"{number} Part of the works", styles["Heading1"]))
        story += [Paragraph(PROSE * 2, styles["BodyText"]), Paragraph(f"\u2022 {PROSE}", styles["Bullet"])]
        rows = [
            [f"R{number}.{row}", Paragraph(f"In row {row} of part {number}: {PROSE}", styles["BodyText"])] for row in range(4)
        ]
        story.append(Table(rows, colWidths=[50, 300], style=TableStyle([("GRID", (0, 0), (-1, -1), 0.5, "grey")])))
    SimpleDocTemplate(str(path)).build(story)
    document = read_document(path)
    assert_verbatim(document, path)
    assert len([passage for passage in document.passages if passage.kind == "heading"]) == 8
    assert len([passage for passage in document.passages if passage.kind == "row"]) >= 32


@pytest.mark.parametrize(
    ("first", "second", "elsewhere", "expected"),
    [
        ("A single sign-on for the administra-", "tion of the city.", "", "A single sign-on for the administration of the city."),
        ("A plan for the imple-", "mentation.", "The implementation.", "A plan for the implementation."),
        ("A plan of the state-", "owned works.", "It is owned by all.", "A plan of the state-owned works."),
    ],
)
def test_a_word_broken_at_a_line_end_is_put_together(
    pdf: Write, lines: Callable[..., None], first: str, second: str, elsewhere: str, expected: str
) -> None:
    path = pdf(partial(lines, lines=[first, second], top=500), partial(lines, lines=[elsewhere], top=500))
    assert _texts(path)[0] == expected
