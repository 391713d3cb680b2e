"""Names of WordprocessingML elements, and small readings of them."""

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
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
