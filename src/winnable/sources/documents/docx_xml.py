"""Names of WordprocessingML elements, and small readings of them."""

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MOST_COLUMNS = 64  # Word allows 63
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"


def w(name: str) -> str:
    """The full name of an element or attribute of WordprocessingML."""
    return _W + name


def value(parent: etree._Element | None, path: str) -> str:
    """The `val` of a child ("a/b" for a grandchild); "" where it is missing."""
    for name in path.split("/"):
        if parent is None:
            return ""
        parent = parent.find(w(name))
    return "" if parent is None else parent.get(w("val"), "")


def is_on(parent: etree._Element | None, name: str) -> bool:
    """Whether a switch such as bold stands in these properties and is not switched off."""
    switch = None if parent is None else parent.find(w(name))
    return switch is not None and switch.get(w("val"), "true") not in ("0", "false", "off")


def transitional(data: bytes) -> bytes:
    """The same XML with the namespace of the strict variant replaced by the usual one."""
    return data.replace(_STRICT[1:-1].encode(), _W[1:-1].encode())


def columns_of(cell: etree._Element) -> int:
    """How many columns of its table a cell spans."""
    return _count(value(cell.find(w("tcPr")), "gridSpan")) or 1


def columns_before(row: etree._Element) -> int:
    """How many columns of its table a row leaves out at its beginning."""
    return _count(value(row.find(w("trPr")), "gridBefore"))


def goes_on(cell: etree._Element) -> bool:
    """Whether a cell is the lower part of one that is merged over several rows."""
    properties = cell.find(w("tcPr"))
    merged = None if properties is None else properties.find(w("vMerge"))
    return merged is not None and merged.get(w("val"), "continue") == "continue"


def _count(text: str) -> int:
    return min(int(text), _MOST_COLUMNS) if text.isdecimal() and text.isascii() and len(text) < 5 else 0
