import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.document import Document as Word
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from winnable.core.errors import SourceError
from winnable.sources.documents import read_document

W = nsdecls("w")


@pytest.fixture
def word(tmp_path: Path) -> Callable[..., Path]:
    def write(fill: Callable[[Word], object], name: str = "tender.docx") -> Path:
        document = docx.Document()
        fill(document)
        document.save(str(tmp_path / name))
        return tmp_path / name

    return write


def _passages(path: Path) -> list[tuple[str, str, str]]:
    return [(passage.kind, passage.section, passage.text) for passage in read_document(path).passages]


def _append(document: Word, xml: str) -> None:
    document.element.body.insert(-1, parse_xml(xml))


def _rewritten(path: Path, name: str, change: Callable[[str], str]) -> Path:
    """The same file with one part changed."""
    with zipfile.ZipFile(path) as source:
        parts = {member: source.read(member) for member in source.namelist()}
    parts[name] = change(parts[name].decode()).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for member, data in parts.items():
            target.writestr(member, data)
    return path


def test_headings_open_sections_and_pages_are_unknown(word: Callable[..., Path]) -> None:
    def fill(document: Word) -> None:
        document.add_heading("Scope", 1)
        document.add_heading("Hosting", 2)
        document.add_paragraph("The platform runs in the buyer's own data centre.")
        document.add_heading("Prices", 1)
        document.add_paragraph("All prices are firm.")

    document = read_document(word(fill))
    assert [(passage.section, passage.text) for passage in document.passages if passage.kind == "text"] == [
        ("Scope > Hosting", "The platform runs in the buyer's own data centre."),
        ("Prices", "All prices are firm."),
    ]
    assert (document.kind, document.pages) == ("docx", None)
    assert {passage.page for passage in document.passages} == {None}


def test_bold_titles_are_headings_below_styled_ones(word: Callable[..., Path]) -> None:
    def fill(document: Word) -> None:
        document.add_heading("Scope", 1)
        document.add_paragraph().add_run("Data protection").bold = True
        document.add_paragraph("Personal data stays in the country.")

    assert _passages(word(fill))[-1] == ("text", "Scope > Data protection", "Personal data stays in the country.")


def test_a_table_row_is_one_passage(word: Callable[..., Path]) -> None:
    def fill(document: Word) -> None:
        table = document.add_table(rows=2, cols=3)
        for cell, text in zip(table._cells, ["No.", "Requirement", "Must", "R1", "Single sign-on", "yes"], strict=True):
            cell.text = text

    assert _passages(word(fill)) == [("row", "", "No. | Requirement | Must"), ("row", "", "R1 | Single sign-on | yes")]


def test_a_table_that_lays_out_a_page_is_read_as_paragraphs(word: Callable[..., Path]) -> None:
    def fill(document: Word) -> None:
        cell = document.add_table(rows=1, cols=1).cell(0, 0)
        cell.text = "The first paragraph of the page."
        cell.add_paragraph("The second one.")

    assert [text for _, _, text in _passages(word(fill))] == ["The first paragraph of the page.", "The second one."]


def test_numbers_that_word_counts_stand_in_the_section_not_in_the_text(word: Callable[..., Path]) -> None:
    def fill(document: Word) -> None:
        for text in ("The first demand.", "The second demand."):
            document.add_paragraph(text, style="List Number")
        document.add_paragraph("A point.", style="List Bullet")

    assert _passages(word(fill)) == [
        ("item", "1", "The first demand."),
        ("item", "2", "The second demand."),
        ("item", "", "A point."),
    ]


def test_numbers_of_several_levels_are_counted(word: Callable[..., Path]) -> None:
    levels = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for depth, (form, text) in enumerate(
            [("decimal", "%1."), ("decimal", "%1.%2"), ("lowerLetter", "(%3)"), ("upperRoman", "%4")]
        )
    )
    numbering = f'<w:abstractNum {W} w:abstractNumId="900">{levels}</w:abstractNum>'
    number = f'<w:num {W} w:numId="900"><w:abstractNumId w:val="900"/></w:num>'

    def fill(document: Word) -> None:
        root = document.part.numbering_part.element
        root.insert(0, parse_xml(numbering))
        root.append(parse_xml(number))
        for depth, text in [
            (0, "One"),
            (1, "One one"),
            (1, "One two"),
            (2, "Letter a"),
            (2, "Letter b"),
            (0, "Two"),
            (1, "Two one"),
            (3, "Roman"),
        ]:
            properties = f'<w:pPr><w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="900"/></w:numPr></w:pPr>'
            _append(document, f"<w:p {W}>{properties}<w:r><w:t>{text}</w:t></w:r></w:p>")

    assert [section for _, section, _ in _passages(word(fill))] == ["1", "1.1", "1.2", "(a)", "(b)", "2", "2.1", "I"]


def test_tracked_changes_are_read_as_accepted(word: Callable[..., Path]) -> None:
    change = 'w:id="1" w:author="A" w:date="2031-01-01T00:00:00Z"'
    xml = (
        f'<w:p {W}><w:r><w:t xml:space="preserve">Offers are due on </w:t></w:r>'
        f"<w:del {change}><w:r><w:delText>3 May</w:delText></w:r></w:del>"
        f"<w:ins {change}><w:r><w:t>10 May</w:t></w:r></w:ins><w:r><w:t>.</w:t></w:r></w:p>"
    )
    path = word(lambda document: _append(document, xml))
    document = read_document(path)
    assert [passage.text for passage in document.passages] == ["Offers are due on 10 May."]
    assert document.warnings == ("the document holds tracked changes: read as if all were accepted",)


def test_hidden_text_headers_and_footers_are_left_out(word: Callable[..., Path]) -> None:
    def fill(document: Word) -> None:
        document.sections[0].header.paragraphs[0].text = "Confidential"
        document.sections[0].footer.paragraphs[0].text = "Page"
        paragraph = document.add_paragraph("What everybody sees.")
        paragraph.add_run(" What nobody sees.").font.hidden = True

    assert _passages(word(fill)) == [("text", "", "What everybody sees.")]


def test_text_boxes_and_content_controls_are_read_once(word: Callable[..., Path]) -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>In the box.</w:t></w:r></w:p></w:txbxContent>"
    compatible = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    xml = (
        f"<w:p {W} {compatible}><w:r><w:t>Around it.</w:t></w:r><w:r><mc:AlternateContent>"
        f"<mc:Choice Requires='wps'>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )

    def fill(document: Word) -> None:
        _append(document, xml)
        _append(document, f"<w:sdt {W}><w:sdtContent><w:p><w:r><w:t>In a control.</w:t></w:r></w:p></w:sdtContent></w:sdt>")

    assert [text for _, _, text in _passages(word(fill))] == ["Around it.", "In the box.", "In a control."]


def test_entities_are_an_attack_and_refused(word: Callable[..., Path]) -> None:
    laughs = "".join(f'<!ENTITY l{depth} "{f"&l{depth - 1};" * 10}">' for depth in range(1, 9))
    doctype = f'<!DOCTYPE w:document [<!ENTITY l0 "ha"><!ENTITY file SYSTEM "file:///etc/passwd">{laughs}]>'
    path = word(lambda document: document.add_paragraph("MARK"))
    for entity in ("&l8;", "&file;"):

        def change(xml: str, entity: str = entity) -> str:
            return re.sub(r"(<\?xml[^>]*\?>)", rf"\1{doctype}", xml, count=1).replace("MARK", entity)

        _rewritten(path, "word/document.xml", change)
        with pytest.raises(SourceError, match=r"document type|damaged"):
            read_document(path)


def test_deeply_nested_xml_is_refused(word: Callable[..., Path]) -> None:
    path = word(lambda document: document.add_paragraph("MARK"))
    _rewritten(path, "word/document.xml", lambda xml: xml.replace("<w:body>", "<w:body>" + "<w:sdt><w:sdtContent>" * 5_000, 1))
    with pytest.raises(SourceError, match="damaged"):
        read_document(path)


def test_a_damaged_part_is_named_as_damage(word: Callable[..., Path]) -> None:
    path = word(lambda document: document.add_paragraph("Some words."))
    _rewritten(path, "word/document.xml", lambda xml: xml[: len(xml) // 2])
    with pytest.raises(SourceError, match="damaged or incomplete"):
        read_document(path)


def _part(path: Path, name: str, xml: str, kind: str) -> Path:
    """The same file with one more part beside the document's own."""
    relation = f'<Relationship Id="rIdNew" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
    relation += f'Target="{name}"/></Relationships>'
    _rewritten(path, "word/_rels/document.xml.rels", lambda rels: rels.replace("</Relationships>", relation))
    with zipfile.ZipFile(path, "a") as target:
        target.writestr(f"word/{name}", xml)
    return path


def test_notes_stand_behind_the_paragraph_that_refers_to_them(word: Callable[..., Path]) -> None:
    reference = '<w:r><w:footnoteReference w:id="2"/></w:r>'

    def fill(document: Word) -> None:
        _append(document, f"<w:p {W}><w:r><w:t>Prices are firm.</w:t></w:r>{reference}</w:p>")
        _append(document, f"<w:p {W}><w:r><w:t>So are dates.</w:t></w:r>{reference}</w:p>")

    line = '<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:t>drawn line</w:t></w:r></w:p></w:footnote>'
    note = '<w:footnote w:id="2"><w:p><w:r><w:t>For two years.</w:t></w:r></w:p></w:footnote>'
    path = _part(word(fill), "footnotes.xml", f"<w:footnotes {W}>{line}{note}</w:footnotes>", "footnotes")
    assert [text for _, _, text in _passages(path)] == ["Prices are firm.", "For two years.", "So are dates."]


def test_comments_are_counted_and_not_read(word: Callable[..., Path]) -> None:
    path = word(lambda document: document.add_paragraph("What everybody sees."))
    comment = '<w:comment w:id="0" w:author="A"><w:p><w:r><w:t>Between us.</w:t></w:r></w:p></w:comment>'
    document = read_document(_part(path, "comments.xml", f"<w:comments {W}>{comment}</w:comments>", "comments"))
    assert [passage.text for passage in document.passages] == ["What everybody sees."]
    assert document.warnings == ("1 comment in the margin is not read",)


def test_insertions_and_moves_are_read_where_they_end(word: Callable[..., Path]) -> None:
    change = 'w:id="1" w:author="A" w:date="2031-01-01T00:00:00Z"'

    def fill(document: Word) -> None:
        _append(document, f"<w:p {W}><w:moveFrom {change}><w:r><w:t>Moved words.</w:t></w:r></w:moveFrom></w:p>")
        _append(document, f"<w:p {W}><w:ins {change}><w:r><w:t>Inserted words.</w:t></w:r></w:ins></w:p>")
        _append(document, f"<w:p {W}><w:moveTo {change}><w:r><w:t>Moved words.</w:t></w:r></w:moveTo></w:p>")

    document = read_document(word(fill))
    assert [passage.text for passage in document.passages] == ["Inserted words.", "Moved words."]
    assert "tracked changes" in document.warnings[0]


def test_formulas_keep_their_letters(word: Callable[..., Path]) -> None:
    math = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    formula = "<m:oMath><m:r><m:t>40 x lowest / price</m:t></m:r></m:oMath>"
    path = word(lambda d: _append(d, f"<w:p {W} {math}><w:r><w:t xml:space='preserve'>Points: </w:t></w:r>{formula}</w:p>"))
    assert _passages(path) == [("text", "", "Points: 40 x lowest / price")]


def test_empty_and_merged_cells_keep_the_others_in_their_columns(word: Callable[..., Path]) -> None:
    def fill(document: Word) -> None:
        table = document.add_table(rows=5, cols=4)
        texts = "Topic ID Requirement Must Security R1 Sign-on M - R2 Audit - Hosting R3 Country M Topic ID Requirement Must"
        for cell, text in zip(table._cells, texts.split(), strict=True):
            cell.text = text.replace("-", "") if text == "-" else text
        table.cell(1, 0).merge(table.cell(2, 0))

    assert [text for _, _, text in _passages(word(fill))] == [
        "Topic | ID | Requirement | Must",
        "Security | R1 | Sign-on | M",
        "Security | R2 | Audit | -",
        "Hosting | R3 | Country | M",
    ]


def test_a_body_of_another_name_is_found(word: Callable[..., Path]) -> None:
    path = word(lambda document: document.add_paragraph("Words."))
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    parts["word/document2.xml"] = parts.pop("word/document.xml")
    parts["word/_rels/document2.xml.rels"] = parts.pop("word/_rels/document.xml.rels")
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"word/document.xml", b"word/document2.xml")
    with zipfile.ZipFile(path, "w") as target:
        for name, data in parts.items():
            target.writestr(name, data)
    assert _passages(path) == [("text", "", "Words.")]
