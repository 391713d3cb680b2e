"""PowerPoint presentations: a slide is a page. Its title as heading, then its shapes in reading order, tables row by row, and
the speaker's notes under a heading "Notes"; hidden slides as well, with a flag."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from lxml import etree

from winnable.core.errors import SourceError
from winnable.sources.documents import limits
from winnable.sources.documents.archive import Archive, Relations
from winnable.sources.documents.blocks import Block, Kind, Reading, has_words, row_blocks
from winnable.sources.documents.docx_numbering import counted
from winnable.sources.documents.marks import bullet_length, is_enumerated, is_title
from winnable.sources.documents.pages import HIDDEN_SLIDE, UNREAD, PageNote
from winnable.sources.documents.pptx_order import Box, in_reading_order

_PRESENTATION = "ppt/presentation.xml"
_TITLES = ("title", "ctrTitle")
# Placeholders that repeat on every slide: date, footer, number.
_FURNITURE = ("dt", "ftr", "sldNum", "hdr", "sldImg")
_LISTS = ("body", "obj", "")
_SHAPES = ("sp", "grpSp", "graphicFrame", "AlternateContent")
_AGAIN = "open it in PowerPoint and save it once more, or save it as PDF"


def read_pptx(data: bytes, file: str) -> Reading:
    """The slides of a presentation in their order; SourceError where it cannot be unpacked safely."""
    archive = Archive(data, file)
    names = list(_slides(archive))
    if not names:
        raise SourceError(file, "is a presentation without slides, or a damaged one", _AGAIN)
    layouts = _Layouts(archive)
    slides = [_Slide(archive, name, number, layouts) for number, name in enumerate(names[: limits.PAGES], 1)]
    return Reading(
        blocks=(block for slide in slides for block in slide.blocks),
        pages=len(names),
        warnings=tuple(_warnings(slides, len(names), archive)),
        notes=tuple(slide.note for slide in slides if slide.note.flags),
    )


def _slides(archive: Archive) -> Iterator[str]:
    """The parts of the slides in the order in which they are shown."""
    root = archive.root(_PRESENTATION)
    relations = archive.relations(_PRESENTATION)
    for element in () if root is None else root.iter("{*}sldId"):
        if (name := relations.part(_relation(element, "id"))) and archive.has(name):
            yield name


def _warnings(slides: "Sequence[_Slide]", count: int, archive: Archive) -> Iterator[str]:
    if count > limits.PAGES:
        yield f"the presentation has {count:,} slides: the first {limits.PAGES:,} are read"
    hidden = [slide.number for slide in slides if HIDDEN_SLIDE in slide.note.flags]
    if hidden:
        yield f"hidden when the presentation is shown, read all the same: {_numbered(hidden)}"
    silent = [slide.number for slide in slides if UNREAD in slide.note.flags]
    if silent:
        yield f"only pictures, no text, on {_numbered(silent)}: not read"
    comments = sum(name.startswith("ppt/comments/") for name in archive.names())
    if comments:
        yield f"the reviewers' comments on {comments} slide{'' if comments == 1 else 's'} are not read"


def _numbered(numbers: list[int]) -> str:
    return f"slide{'' if len(numbers) == 1 else 's'} {', '.join(map(str, numbers))}"


class _Slide:
    """One slide with the notes to it."""

    def __init__(self, archive: Archive, name: str, number: int, layouts: "_Layouts") -> None:
        self.number = number
        root = archive.root(name)
        relations = archive.relations(name)
        shapes = _Shapes(archive, relations, layouts.boxes(relations.of_type("slideLayout")))
        read = list(shapes.blocks(_tree(root)))
        notes = [block for part in relations.of_type("notesSlide") for block in _notes(archive, part)]
        hidden = root is not None and root.get("show") in ("0", "false")
        silent = not read and shapes.pictures > 0
        flags = ((HIDDEN_SLIDE,) if hidden else ()) + ((UNREAD,) if silent else ())
        self.note = PageNote(number=number, flags=flags)
        self.blocks = [replace(block, page=number) for block in (*_titled(read, number), *notes)]


def _titled(blocks: Sequence[Block], number: int) -> Iterator[Block]:
    """The blocks with a heading first: the title, or a first line that reads as one, or else the slide's number, so that a
    slide never stands in the section of the slide before."""
    title = next((block for block in blocks if block.kind == "heading"), None)
    if title is None and blocks:
        first = blocks[0]
        if first.kind == "text" and is_title(first.text):
            title, blocks = replace(first, kind="heading", level=1), blocks[1:]
        else:
            title = Block(text=f"Slide {number}", kind="heading", level=1)
    if title is not None:
        yield title
    yield from (block for block in blocks if block is not title)


def _notes(archive: Archive, part: str) -> Iterator[Block]:
    shapes = _Shapes(archive, archive.relations(part), {})
    blocks = [block for block in shapes.blocks(_tree(archive.root(part))) if has_words(block.text)]
    if blocks:
        yield Block(text="Notes", kind="heading", level=2)
        yield from (replace(block, kind="text") if block.kind == "heading" else block for block in blocks)


def _tree(root: etree._Element | None) -> etree._Element | None:
    return None if root is None else root.find("{*}cSld/{*}spTree")


@dataclass(slots=True)
class _Layouts:
    """Where the layouts put the placeholders of their slides."""

    archive: Archive
    known: dict[str, dict[tuple[str, str], Box]] = field(default_factory=dict)

    def boxes(self, parts: Sequence[str]) -> dict[tuple[str, str], Box]:
        boxes: dict[tuple[str, str], Box] = {}
        for part in parts:
            if part not in self.known:
                masters = self.boxes(self.archive.relations(part).of_type("slideMaster"))
                self.known[part] = {**masters, **dict(_placed(_tree(self.archive.root(part))))}
            boxes |= self.known[part]
        return boxes


def _placed(tree: etree._Element | None) -> Iterator[tuple[tuple[str, str], Box]]:
    for shape in () if tree is None else tree.iterchildren("{*}sp"):
        kind, index = _placeholder(shape)
        if box := _box(shape):
            yield (kind, index), box
            yield (kind, ""), box


@dataclass(slots=True)
class _Shapes:
    """Reads the shapes of one slide, layout positions at hand."""

    archive: Archive
    relations: Relations
    boxes: dict[tuple[str, str], Box]
    pictures: int = 0

    def blocks(self, tree: etree._Element | None) -> Iterator[Block]:
        if tree is None:
            return
        self.pictures += sum(1 for _ in islice(tree.iter("{*}pic", "{*}chart"), limits.PAGES))
        shapes = [shape for shape in tree if _local(shape) in _SHAPES and not _is_hidden(shape)]
        for shape in in_reading_order([(self._box(shape), shape) for shape in shapes]):
            yield from self._shape(shape)

    def _box(self, shape: etree._Element) -> Box | None:
        kind, index = _placeholder(shape)
        inherited = self.boxes.get((kind, index)) or self.boxes.get((kind, "")) if kind or index else None
        return _box(shape) or inherited

    def _shape(self, shape: etree._Element) -> Iterator[Block]:
        kind = _local(shape)
        if kind == "sp":
            yield from _text_frame(shape)
        elif kind == "grpSp":
            yield from self.blocks(shape)
        elif kind == "AlternateContent":
            yield from self.blocks(shape.find("{*}Choice"))
        else:
            for table in shape.iter("{*}tbl"):
                yield from _rows(table)
            for diagram in shape.iter("{*}relIds"):
                yield from self._diagram(self.relations.part(_relation(diagram, "dm")))

    def _diagram(self, part: str) -> Iterator[Block]:
        """The words in the boxes of a diagram, which stand in a part of their own."""
        root = self.archive.root(part) if part else None
        for box in () if root is None else root.iter("{*}pt"):
            text = " ".join(_text(paragraph) for paragraph in box.iterfind("{*}t/{*}p"))
            if has_words(text):
                yield Block(text=text, kind="item")


def _text_frame(shape: etree._Element) -> Iterator[Block]:
    kind, index = _placeholder(shape)
    if kind in _FURNITURE:
        return
    if kind in _TITLES:
        text = " ".join(_text(paragraph) for paragraph in shape.iterfind("{*}txBody/{*}p"))
        if has_words(text):
            yield Block(text=text, kind="heading", level=1)
        return
    paragraphs = [p for p in shape.iterfind("{*}txBody/{*}p") if has_words(_text(p))]
    listed = bool(kind or index) and kind in _LISTS and len(paragraphs) > 1
    yield from _paragraphs(paragraphs, listed)


def _paragraphs(paragraphs: Sequence[etree._Element], listed: bool) -> Iterator[Block]:
    counts: dict[int, int] = {}
    for paragraph in paragraphs:
        text = _text(paragraph).strip()
        number = _number(paragraph, counts)
        bullet = bullet_length(text)
        marked = bullet or number or is_enumerated(text) or paragraph.find("{*}pPr/{*}buChar") is not None
        plain = not marked and (not listed or paragraph.find("{*}pPr/{*}buNone") is not None)
        kind: Kind = "text" if plain else "item"
        yield Block(text=text[bullet:], kind=kind, number=number)


def _number(paragraph: etree._Element, counts: dict[int, int]) -> str:
    """The number that is shown in front of a paragraph of a numbered list; "" elsewhere."""
    properties = paragraph.find("{*}pPr")
    depth = _integer(properties, "lvl")
    for deeper in [level for level in counts if level > depth]:
        del counts[deeper]
    automatic = None if properties is None else properties.find("{*}buAutoNum")
    if automatic is None:
        counts.pop(depth, None)
        return ""
    counts[depth] = counts[depth] + 1 if depth in counts else max(_integer(automatic, "startAt"), 1)
    form = automatic.get("type", "")
    case = "upper" if "Uc" in form else "lower"
    style = f"{case}Letter" if form.startswith("alpha") else f"{case}Roman" if form.startswith("roman") else "decimal"
    return counted(counts[depth], style)


def _rows(table: etree._Element) -> Iterator[Block]:
    for row in table.iterchildren("{*}tr"):
        cells = [list(_paragraphs(list(cell.iterfind("{*}txBody/{*}p")), False)) for cell in row.iterchildren("{*}tc")]
        filled = [[block for block in cell if has_words(block.text)] for cell in cells]
        yield from row_blocks([cell for cell in filled if cell])


def _text(paragraph: etree._Element) -> str:
    """A paragraph's text; a line break is white space."""
    pieces = (" " if _local(e) == "br" else e.text or "" for e in paragraph.iter("{*}t", "{*}br"))
    return "".join(pieces)


def _local(element: etree._Element) -> str:
    """An element's name without its namespace, of which there are two: the usual and the strict."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _is_hidden(shape: etree._Element) -> bool:
    properties = next((inner for outer in shape for inner in outer if _local(inner) == "cNvPr"), None)
    return properties is not None and properties.get("hidden") in ("1", "true")


def _placeholder(shape: etree._Element) -> tuple[str, str]:
    """Type and index of a placeholder; "" and "" for other shapes, "obj" for a placeholder of no type."""
    found = shape.find("{*}nvSpPr/{*}nvPr/{*}ph")
    if found is None:
        found = shape.find("{*}nvGraphicFramePr/{*}nvPr/{*}ph")
    return ("", "") if found is None else (found.get("type", "obj"), found.get("idx", ""))


def _box(shape: etree._Element) -> Box | None:
    frame = next(
        (f for f in (shape.find("{*}spPr/{*}xfrm"), shape.find("{*}grpSpPr/{*}xfrm"), shape.find("{*}xfrm")) if f is not None),
        None,
    )
    place, size = (None, None) if frame is None else (frame.find("{*}off"), frame.find("{*}ext"))
    if place is None or size is None:
        return None
    left, top = _integer(place, "x"), _integer(place, "y")
    return left, top, left + _integer(size, "cx"), top + _integer(size, "cy")


def _integer(element: etree._Element | None, name: str) -> int:
    text = "" if element is None else element.get(name, "")
    return int(text) if text.removeprefix("-").isdecimal() and text.isascii() and len(text) < 12 else 0


def _relation(element: etree._Element, name: str) -> str:
    """The value of an attribute that names a relation, whichever of the two namespaces it is in."""
    return next((str(value) for key, value in element.attrib.items() if str(key).endswith(f"}}{name}")), "")
