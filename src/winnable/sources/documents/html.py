"""HTML pages: their text in reading order. Scripts, styles, navigation and hidden elements are left out; nothing is fetched."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from winnable.core.errors import SourceError
from winnable.sources.documents import limits
from winnable.sources.documents.blocks import Block, Kind, Reading, has_words, row_blocks
from winnable.sources.documents.encodings import decode
from winnable.sources.documents.marks import bullet_length

_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]{2,30})""", re.IGNORECASE)


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


_DROPPED = _tags("script style noscript template nav svg math iframe object embed canvas audio video head datalist")
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
    return bool(attributes) and ("hidden" in attributes or bool(_HIDDEN_STYLE.search(attributes.get("style") or "")))


@dataclass(slots=True)
class _Page:
    """The blocks so far, the text of the one that is open, and the cells of the table row that is open."""

    blocks: list[Block] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    kind: Kind = "text"
    level: int = 0
    row: list[list[Block]] | None = None

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
            self.row = None if node.css_first(_ROW_OF_LAYOUT) else []
        elif tag in ("td", "th") and self.row is not None:
            self.row.append([])
        elif tag in _HEADINGS:
            self.kind, self.level = "heading", _HEADINGS[tag]
        elif tag == "li":
            self.kind = "item"

    def leave(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag not in _INLINE and tag != "br":
            self.flush()
        if tag == "tr" and self.row is not None:
            self.blocks.extend(row_blocks([cell for cell in self.row if cell]))
            self.row = None
        if tag in _HEADINGS or tag == "li":
            self.kind, self.level = "text", 0

    def flush(self) -> None:
        """Ends the open block; blank lines made of <br> end one as well."""
        for text in _BLANK_LINE.split("".join(self.text)):
            if has_words(text):
                bullet = bullet_length(text)
                kind: Kind = "item" if bullet and self.kind == "text" else self.kind
                self._add(Block(text=text[bullet:], kind=kind, level=self.level))
        self.text.clear()

    def _add(self, block: Block) -> None:
        if self.row:
            self.row[-1].append(block)
        elif self.row is None:
            self.blocks.append(block)

    def finished(self) -> Iterator[Block]:
        yield from self.blocks
        self.blocks.clear()


def _unwrapped(text: str) -> str:
    """Line ends in the source of a page are only white space."""
    return " ".join(re.split(r"[\n\r]+", text))
