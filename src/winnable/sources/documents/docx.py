"""Word documents: paragraphs, headings by style, list items with the numbers that Word shows, table rows. Tracked insertions are
kept and deletions left out, as after accepting all changes; notes stand behind the paragraph that refers to them; hidden text,
comments, headers and footers are not read."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from winnable.sources.documents.archive import Archive
from winnable.sources.documents.blocks import Block, Reading, has_words
from winnable.sources.documents.docx_notes import Notes, left_out, notes_from
from winnable.sources.documents.docx_numbering import Numbering, numbering_from
from winnable.sources.documents.docx_styles import Style, Styles, styles_from
from winnable.sources.documents.docx_xml import columns_before, columns_of, goes_on, is_on, value, w
from winnable.sources.documents.marks import bullet_length, depth_of, is_capitals, is_enumerated, is_title, number_of
from winnable.sources.documents.tables import Cell, Row, Table

_BODY = "word/document.xml"
_PARAGRAPH, _TABLE, _ROW, _CELL, _RUN = w("p"), w("tbl"), w("tr"), w("tc"), w("r")
# Subtrees that hold no text of the document as it reads now: deletions, moved-away text, field codes, duplicates.
_SKIPPED = frozenset(
    {w("del"), w("moveFrom"), w("pPr"), w("rPr"), w("instrText"), w("delText"), w("rt"), w("sectPr")}
    | {"{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
)
_TEXT_BOX = w("txbxContent")
_SPACES = {w("tab"): " ", w("br"): "\n", w("cr"): "\n", w("noBreakHyphen"): "-", w("ptab"): " "}
# Headings that are only bold text rank below all that carry a style.
_BOLD_LEVEL = 10
# Characters of a merged cell that is repeated in each of its rows.
_REPEATED = 60
_TEXTS = (w("t"), "{http://schemas.openxmlformats.org/officeDocument/2006/math}t")


def read_docx(data: bytes, file: str) -> Reading:
    """The body of a Word file in its order, tracked changes as accepted; SourceError where it cannot be unpacked safely."""
    archive = Archive(data, file)
    main = archive.main_part(_BODY)
    folder = main.rpartition("/")[0]
    styles = styles_from(root) if (root := archive.root(f"{folder}/styles.xml")) is not None else Styles()
    numbering = numbering_from(root) if (root := archive.root(f"{folder}/numbering.xml")) is not None else Numbering()
    body = _Body(styles, numbering, notes_from(archive, folder))
    return Reading(blocks=_blocks(archive, main, body), warnings=tuple(left_out(archive, main)))


def _blocks(archive: Archive, main: str, body: "_Body") -> Iterator[Block]:
    """The direct children of the body one after another, each dropped once it is read."""
    for element in archive.elements(main, (_PARAGRAPH, _TABLE, w("sdt"))):
        parent = element.getparent()
        if parent is not None and parent.tag == w("body"):
            yield from body.element(element)
            element.clear()
            while element.getprevious() is not None:
                del parent[0]


@dataclass(slots=True)
class _Body:
    """Reads elements in order; counts the lists as it goes."""

    styles: Styles
    numbering: Numbering
    notes: Notes

    def element(self, element: etree._Element) -> Iterator[Block]:
        if element.tag == _PARAGRAPH:
            yield from self._paragraph(element)
        elif element.tag == _TABLE:
            yield from self._table(element)
        elif element.tag not in _SKIPPED:
            for child in element:
                yield from self.element(child)

    def _paragraph(self, element: etree._Element) -> Iterator[Block]:
        text = text_of(element)
        if has_words(text):
            yield self._block(element, text)
        for box in _text_boxes(element):
            for child in box:
                yield from self.element(child)
        for note in self.notes.of(element):
            if has_words(text := text_of(note)):
                yield Block(text=text)

    def _block(self, element: etree._Element, text: str) -> Block:
        properties = element.find(w("pPr"))
        style = self.styles.of(properties)
        number = self._number(properties, style)
        if style.level and len(text) <= 300:
            return Block(text=text, kind="heading", level=style.level, number=number)
        if is_title(text) and _is_emphasised(element, style):
            typed = number_of(text)
            return Block(text=text, kind="heading", level=_BOLD_LEVEL + (depth_of(typed) if typed else 0), number=number)
        bullet = bullet_length(text)
        listed = bullet or is_enumerated(text) or number or style.is_list or value(properties, "numPr/numId") not in ("", "0")
        return Block(text=text[bullet:], kind="item" if listed else "text", number=number)

    def _number(self, properties: etree._Element | None, style: Style) -> str:
        list_id = value(properties, "numPr/numId") or style.list_id
        depth = value(properties, "numPr/ilvl")
        if not list_id or list_id == "0":
            return ""
        return self.numbering.next(list_id, int(depth) if depth and depth in "012345678" else style.depth)

    def _table(self, table: etree._Element) -> Iterator[Block]:
        above: dict[int, Cell] = {}
        rows = [self._row(row, above) for row in _rows(table)]
        yield from Table().blocks(rows)

    def _row(self, row: etree._Element, above: dict[int, Cell]) -> Row:
        """The cells by columns; one that is merged over several rows stands in each of them, if it is short."""
        cells: Row = [[] for _ in range(columns_before(row))]
        for element in _cells(row):
            cell = list(self._cell(element))
            if goes_on(element):
                cell = cell or above.get(len(cells), [])
            else:
                above[len(cells)] = cell if sum(len(block.text) for block in cell) <= _REPEATED else []
            cells += [cell, *([] for _ in range(columns_of(element) - 1))]
        return cells

    def _cell(self, cell: etree._Element) -> Iterator[Block]:
        for child in cell:
            yield from self.element(child)


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        if child.tag == _ROW and child.find(f"{w('trPr')}/{w('del')}") is None:
            yield child
        elif child.tag in (w("sdt"), w("sdtContent"), w("ins"), w("customXml")):
            yield from _rows(child)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for child in row:
        if child.tag == _CELL:
            if child.find(f"{w('tcPr')}/{w('cellDel')}") is None:
                yield child
        elif child.tag in (w("sdt"), w("sdtContent"), w("ins"), w("customXml")):
            yield from _cells(child)


def text_of(element: etree._Element) -> str:
    """The text of a paragraph as it reads now, without that of the text boxes anchored in it."""
    return "".join(_texts(element))


def _texts(element: etree._Element) -> Iterator[str]:
    for child in element:
        if child.tag in _TEXTS:
            yield child.text or ""
        elif child.tag in _SPACES:
            yield _SPACES[child.tag]
        elif child.tag not in _SKIPPED and child.tag != _TEXT_BOX and not _is_hidden(child):
            yield from _texts(child)


def _is_hidden(element: etree._Element) -> bool:
    return element.tag == _RUN and is_on(element.find(w("rPr")), "vanish")


def _text_boxes(element: etree._Element) -> Iterator[etree._Element]:
    for child in element:
        if child.tag == _TEXT_BOX:
            yield child
        elif child.tag not in _SKIPPED:
            yield from _text_boxes(child)


def _is_emphasised(element: etree._Element, style: Style) -> bool:
    """Whether every run with words in it is bold, or all is in capitals."""
    runs = [run for run in element.iter(_RUN) if has_words(text_of(run))]
    return bool(runs) and (all(_is_bold(run.find(w("rPr")), style) for run in runs) or is_capitals(text_of(element)))


def _is_bold(properties: etree._Element | None, style: Style) -> bool:
    if properties is not None and properties.find(w("b")) is not None:
        return is_on(properties, "b")
    return style.bold
