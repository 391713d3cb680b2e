"""What a paragraph style says of its paragraphs: heading level, list, bold; inherited from the style it is based on."""

import re
from dataclasses import dataclass, field

from lxml import etree

from winnable.sources.documents.docx_xml import is_on, value, w

_HEADING = re.compile(r"(?:heading|titre|\u00fcberschrift|kop|t\u00edtulo|titolo)\s*([1-9])", re.IGNORECASE)
_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Style:
    """`level` is 1-9 for headings, 0 for other text; `list_id` and `depth` name the list it counts in."""

    level: int = 0
    list_id: str = ""
    depth: int = 0
    bold: bool = False
    is_list: bool = False


@dataclass(frozen=True, slots=True)
class Styles:
    """The styles of a document by their ids."""

    by_id: dict[str, Style] = field(default_factory=dict)
    default: str = ""

    def of(self, paragraph_properties: etree._Element | None) -> Style:
        return self.by_id.get(value(paragraph_properties, "pStyle") or self.default, Style())


def styles_from(root: etree._Element) -> Styles:
    """The paragraph styles of styles.xml."""
    elements = {style.get(w("styleId"), ""): style for style in root.iterchildren(w("style"))}
    default = next((key for key, style in elements.items() if _is_default(style)), "")
    return Styles({key: _style(_chain(key, elements)) for key in elements}, default)


def _is_default(style: etree._Element) -> bool:
    return style.get(w("default")) in ("1", "true") and style.get(w("type")) == "paragraph"


def _chain(key: str, elements: dict[str, etree._Element]) -> list[etree._Element]:
    """The style and what it is based on, nearest first."""
    chain: list[etree._Element] = []
    while key in elements and len(chain) < _DEEPEST:
        chain.append(elements[key])
        key = value(elements[key], "basedOn")
    return chain


def _style(chain: list[etree._Element]) -> Style:
    list_id = _first(chain, "pPr/numPr/numId")
    depth = _first(chain, "pPr/numPr/ilvl")
    names = [value(style, "name").lower() for style in chain]
    return Style(
        level=_level(chain, names),
        list_id="" if list_id == "0" else list_id,
        depth=int(depth) if depth in "12345678" and depth else 0,
        bold=any(is_on(style.find(w("rPr")), "b") for style in chain),
        is_list=any(name.startswith("list ") for name in names),
    )


def _level(chain: list[etree._Element], names: list[str]) -> int:
    for name in names:
        if match := _HEADING.match(name):
            return int(match[1])
        if name in ("title", "titre", "titel"):
            return 1
    outline = _first(chain, "pPr/outlineLvl")
    return int(outline) + 1 if outline and outline in "01234567" else 0


def _first(chain: list[etree._Element], path: str) -> str:
    return next((found for style in chain if (found := value(style, path))), "")
