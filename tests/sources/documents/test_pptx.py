"""Presentations: a slide is a page."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from pptx import Presentation
from pptx.presentation import Presentation as Slides
from pptx.util import Inches

from winnable.core.errors import SourceError
from winnable.sources.documents import limits, read_document

TITLED, BLANK, TITLE_ONLY = 1, 6, 5


@pytest.fixture
def slides(tmp_path: Path) -> Callable[..., Path]:
    def write(fill: Callable[[Slides], object], name: str = "briefing.pptx") -> Path:
        presentation = Presentation()
        fill(presentation)
        presentation.save(str(tmp_path / name))
        return tmp_path / name

    return write


def _add(presentation: Slides, layout: int, title: str = "", body: str = "") -> object:
    slide = presentation.slides.add_slide(presentation.slide_layouts[layout])
    if title:
        slide.shapes.title.text = title
    if body:
        slide.placeholders[1].text = body
    return slide


def _box(shapes: object, text: str, left: float, top: float, width: float = 3, height: float = 0.8) -> object:
    box = shapes.add_textbox(Inches(left), Inches(top), Inches(width), Inches(height))
    box.text_frame.text = text
    return box


def _rows(path: Path) -> list[tuple[int | None, str, str, str]]:
    return [(p.page, p.kind, p.section, p.text) for p in read_document(path).passages]


def test_a_slide_is_a_page_its_title_the_heading_its_notes_a_section(slides: Callable[..., Path]) -> None:
    def fill(presentation: Slides) -> None:
        slide = _add(presentation, TITLED, "Scope of the works", "Single sign-on\nAudit trail")
        slide.notes_slide.notes_text_frame.text = "It must run in the country."
        _add(presentation, TITLED, "Dates", "Offers are due on 10 May 2031.")

    path = slides(fill)
    assert _rows(path) == [
        (1, "heading", "Scope of the works", "Scope of the works"),
        (1, "item", "Scope of the works", "Single sign-on"),
        (1, "item", "Scope of the works", "Audit trail"),
        (1, "heading", "Scope of the works > Notes", "Notes"),
        (1, "text", "Scope of the works > Notes", "It must run in the country."),
        (2, "heading", "Dates", "Dates"),
        (2, "text", "Dates", "Offers are due on 10 May 2031."),
    ]
    document = read_document(path)
    assert (document.kind, document.pages, document.warnings) == ("pptx", 2, ())
    assert "itmustruninthecountry" in document.raw[1]


def test_boxes_are_read_as_a_person_reads_them_not_as_they_were_drawn(slides: Callable[..., Path]) -> None:
    def fill(presentation: Slides) -> None:
        shapes = _add(presentation, TITLE_ONLY, "Two columns").shapes
        _box(shapes, "Right, below.", 5, 4)
        _box(shapes, "Across the foot of both.", 1, 6, width=8)
        _box(shapes, "Right, above.", 5, 2)
        _box(shapes, "Left, a tall one.", 1, 2.1, height=3.5)

    assert [text for *_, text in _rows(slides(fill))] == [
        "Two columns",
        "Left, a tall one.",
        "Right, above.",
        "Right, below.",
        "Across the foot of both.",
    ]


def test_tables_groups_and_numbered_lists_are_read(slides: Callable[..., Path]) -> None:
    def fill(presentation: Slides) -> None:
        slide = _add(presentation, TITLE_ONLY, "Requirements")
        table = slide.shapes.add_table(2, 3, Inches(1), Inches(2), Inches(8), Inches(1)).table
        for index, text in enumerate(["No.", "Requirement", "Must", "R1", "Single sign-on", "yes"]):
            table.cell(index // 3, index % 3).text = text
        group = slide.shapes.add_group_shape()
        _box(group.shapes, "Grouped words.", 1, 4)
        numbered = _box(slide.shapes, "First step", 1, 6)
        numbered.text_frame.add_paragraph().text = "Second step"
        for paragraph in numbered.text_frame.paragraphs:
            paragraph._p.get_or_add_pPr().append(_element("<a:buAutoNum type='romanLcPeriod'/>"))

    assert _rows(slides(fill))[1:] == [
        (1, "row", "Requirements", "No. | Requirement | Must"),
        (1, "row", "Requirements", "R1 | Single sign-on | yes"),
        (1, "text", "Requirements", "Grouped words."),
        (1, "item", "Requirements > i", "First step"),
        (1, "item", "Requirements > ii", "Second step"),
    ]


def _element(xml: str) -> object:
    from pptx.oxml import parse_xml

    return parse_xml(xml.replace(" ", " xmlns:a='http://schemas.openxmlformats.org/drawingml/2006/main' ", 1))


def test_hidden_slides_are_read_and_flagged_and_slides_of_pictures_named(slides: Callable[..., Path], tmp_path: Path) -> None:
    from PIL import Image

    Image.new("RGB", (40, 40), "navy").save(tmp_path / "plan.png")

    def fill(presentation: Slides) -> None:
        _add(presentation, TITLED, "Prices", "Firm for two years.")._element.set("show", "0")
        _add(presentation, BLANK).shapes.add_picture(str(tmp_path / "plan.png"), Inches(1), Inches(1))

    document = read_document(slides(fill))
    assert [passage.text for passage in document.passages] == ["Prices", "Firm for two years."]
    assert [note.flags for note in document.notes] == [("hidden slide",), ("unread",)]
    assert document.warnings == (
        "hidden when the presentation is shown, read all the same: slide 1",
        "only pictures, no text, on slide 2: not read",
    )


def test_a_slide_without_a_title_does_not_stand_in_the_section_before(slides: Callable[..., Path]) -> None:
    def fill(presentation: Slides) -> None:
        _add(presentation, TITLED, "Prices", "Firm.")
        _box(_add(presentation, BLANK).shapes, "The service desk speaks Dutch, and answers within an hour.", 1, 1)

    assert _rows(slides(fill))[-1][2] == "Slide 2"


def test_dates_footers_and_slide_numbers_are_left_out(slides: Callable[..., Path]) -> None:
    def fill(presentation: Slides) -> None:
        slide = _add(presentation, TITLED, "Prices", "Firm.")
        for placeholder in slide.slide_layout.placeholders:
            if placeholder.placeholder_format.idx in (10, 11, 12):
                shape = _box(slide.shapes, "Confidential", 1, 7)
                kind = {10: "dt", 11: "ftr", 12: "sldNum"}[placeholder.placeholder_format.idx]
                shape._element.nvSpPr.nvPr.append(_placeholder(kind))

    assert [text for *_, text in _rows(slides(fill))] == ["Prices", "Firm."]


def _placeholder(kind: str) -> object:
    from pptx.oxml import parse_xml

    return parse_xml(f"<p:ph xmlns:p='http://schemas.openxmlformats.org/presentationml/2006/main' type='{kind}' idx='10'/>")


def test_only_so_many_slides_are_read(slides: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PAGES", 2)
    document = read_document(slides(lambda p: [_add(p, TITLED, f"Title {number}", "Words.") for number in range(4)]))
    assert (document.pages, {passage.page for passage in document.passages}) == (4, {1, 2})
    assert document.warnings == ("the presentation has 4 slides: the first 2 are read",)


def test_an_empty_presentation_is_refused(slides: Callable[..., Path]) -> None:
    with pytest.raises(SourceError, match="without slides"):
        read_document(slides(lambda presentation: None))


def test_a_slide_that_is_missing_or_damaged(slides: Callable[..., Path]) -> None:
    path = slides(lambda p: [_add(p, TITLED, f"Title {number}", "Words.") for number in range(2)])
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    for change, told in (({}, "Title 1"), ({"ppt/slides/slide1.xml": b"<p:sld"}, "")):
        kept = {name: data for name, data in parts.items() if name != "ppt/slides/slide1.xml"} | change
        with zipfile.ZipFile(path, "w") as target:
            for name, data in kept.items():
                target.writestr(name, data)
        if told:
            assert read_document(path).passages[0].text == told
        else:
            with pytest.raises(SourceError, match="damaged"):
                read_document(path)
