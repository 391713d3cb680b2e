"""HTML pages: their text in reading order. Scripts, styles, navigation and hidden elements are left out; nothing is fetched."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from winnable.core.errors import SourceError
from winnable.sources.documents import limits
from winnable.sources.documents.blocks import Block, Kind, Reading, has_words
from winnable.sources.documents.docx_numbering import counted
from winnable.sources.documents.encodings import decode
from winnable.sources.documents.html_rows import MOST_SPANNED, HtmlRows
from winnable.sources.documents.marks import bullet_length

_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]{2,30})""", re.IGNORECASE)


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


_DROPPED = _tags("script style noscript template nav svg math iframe object embed canvas audio video head datalist select")
_STYLES = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_INLINE = _tags(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img input ins kbd label mark nobr output q rb rt ruby"
    " s samp small span strike strong sub sup time tt u var wbr -text"
)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


_FORMATTING = re.compile(r"<(/?)(?:a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?:\s[^<>]*)?>", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]*)[^<>]*?(/?)>")
# Elements that never hold others, or whose end tag may be left out: unclosed, they do not nest.
_UNNESTED = _tags(
    "area base br col embed hr img input link meta param source track wbr p li dt dd tr td th thead tbody tfoot caption"
    " colgroup option optgroup rt rp html head body"
)
_BLANK_LINE = re.compile(r"\n\s*\n")
_ROW_OF_LAYOUT = "table, h1, h2, h3, h4, h5, h6"


def read_html(data: bytes, file: str) -> Reading:
    """What a visitor of the page would read; nothing that it names is fetched. SourceError for one nested too deeply."""
    declared = _CHARSET.search(data[:4096])
    text, warnings = decode(data, file, declared[1].decode("ascii") if declared else "")
    text = _with_few_open_formats(text)
    _check_depth(text, file)
    return Reading(blocks=_blocks(text), warnings=warnings)


def _with_few_open_formats(text: str) -> str:
    """The page without its <b>, <font>, ... where very many stay open: a parser repeats each of them in each paragraph behind."""
    opened = 0
    for match in _FORMATTING.finditer(text):
        opened += -1 if match[1] else 1
    return text if opened < limits.HTML_OPEN_FORMATS else _FORMATTING.sub("", text)


def _check_depth(text: str, file: str) -> None:
    depth = 0
    for match in _TAG.finditer(text):
        if match[2].lower() not in _UNNESTED and not match[3]:
            depth = max(depth - 1, 0) if match[1] else depth + 1
            if depth > limits.HTML_DEPTH:
                raise SourceError(
                    file, "nests its elements deeper than any web page does", "open it in a browser and save it as PDF"
                )


def _blocks(text: str) -> Iterator[Block]:
    page = _Page()
    for node, entered in _steps(LexborHTMLParser(text)):
        if entered:
            page.enter(node)
        else:
            page.leave(node)
        yield from page.finished()
    page.flush()
    yield from page.finished()


def _steps(parser: LexborHTMLParser) -> Iterator[tuple[LexborNode, bool]]:
    """Every node that is shown, when it begins (True) and when it ends (False), without recursion."""
    node = parser.root
    while node is not None:
        dropped = _is_dropped(node)
        if not dropped:
            yield node, True
            if (child := node.first_child) is not None:
                node = child
                continue
        ended: LexborNode | None = node
        while ended is not None:
            if not dropped:
                yield ended, False
            dropped = False
            if (following := ended.next) is not None:
                break
            ended = ended.parent
        node = following if ended is not None else None


def _is_dropped(node: LexborNode) -> bool:
    if not node.is_element_node:
        return not node.is_text_node and not node.is_document_node
    if node.tag in _DROPPED:
        return True
    attributes = node.attributes
    if node.tag == "dialog" and "open" not in attributes:
        return True
    return bool(attributes) and ("hidden" in attributes or bool(_HIDDEN_STYLE.search(attributes.get("style") or "")))


@dataclass(slots=True)
class _Page:
    """The blocks so far, the text of the one that is open, the table row that is open with the rows before it, and the lists that
    are open: how far each has counted, and how it writes its numbers ("" for bullets)."""

    blocks: list[Block] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    kind: Kind = "text"
    level: int = 0
    number: str = ""
    grid: HtmlRows = field(default_factory=HtmlRows)
    lists: list[tuple[int, str]] = field(default_factory=list)

    def enter(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag == "-text":
            self.text.append(_unwrapped(node.text_content or ""))
        elif tag == "br":
            self.text.append("\n")
        elif tag not in _INLINE:
            self.flush()
            self._open(tag, node)

    def _open(self, tag: str, node: LexborNode) -> None:
        if tag == "tr":
            if node.css_first(_ROW_OF_LAYOUT):
                self.blocks.extend(self.grid.laid_out())
            else:
                self.grid.open_row()
        elif tag in ("td", "th"):
            self.grid.open_cell(_span(node, "colspan"), _span(node, "rowspan"))
        elif tag in _HEADINGS:
            self.kind, self.level = "heading", _HEADINGS[tag]
        elif tag == "li":
            self.kind, self.number = "item", self._counted(node)
        elif tag in ("ol", "ul"):
            start = _integer(node.attributes.get("start"), 1)
            self.lists.append((start - 1, _STYLES.get(node.attributes.get("type") or "1", "decimal") if tag == "ol" else ""))

    def _counted(self, item: LexborNode) -> str:
        """The number that is shown in front of the next item of the innermost list."""
        if not self.lists or not self.lists[-1][1]:
            return ""
        count, style = self.lists[-1]
        count = _integer(item.attributes.get("value"), count + 1)
        self.lists[-1] = (count, style)
        return counted(count, style)

    def leave(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag not in _INLINE and tag != "br":
            self.flush()
        if tag == "tr":
            self.grid.close_row()
        elif tag == "table":
            self.blocks.extend(self.grid.closed())
        elif tag in ("ol", "ul") and self.lists:
            self.lists.pop()
        if tag in _HEADINGS or tag == "li":
            self.kind, self.level, self.number = "text", 0, ""

    def flush(self) -> None:
        """Ends the open block; blank lines made of <br> end one as well."""
        for text in _BLANK_LINE.split("".join(self.text)):
            if has_words(text):
                bullet = bullet_length(text)
                kind: Kind = "item" if bullet and self.kind == "text" else self.kind
                self._add(Block(text=text[bullet:], kind=kind, level=self.level, number=self.number))
                self.number = ""
        self.text.clear()

    def _add(self, block: Block) -> None:
        if not self.grid.add(block):
            self.blocks.append(block)

    def finished(self) -> Iterator[Block]:
        yield from self.blocks
        self.blocks.clear()


def _span(cell: LexborNode, name: str) -> int:
    return min(max(_integer(cell.attributes.get(name), 1), 1), MOST_SPANNED)


def _integer(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 6 else otherwise


def _unwrapped(text: str) -> str:
    """Line ends in the source of a page are only white space."""
    return " ".join(re.split(r"[\n\r]+", text))
