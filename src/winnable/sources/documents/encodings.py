"""Bytes to text: byte order mark, then UTF-8, then Windows' western code page; never silently from a binary file."""

import codecs
import re

from winnable.core.errors import SourceError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Only these may be declared by a page: some of Python's other codecs are slow or are no character sets.
_DECLARABLE = re.compile(
    r"(utf-?8|us-ascii|ascii|latin-?1|iso-?8859-?\d+|windows-?12\d\d|cp12\d\d|gb2312|gbk|gb18030|big5|koi8-[ru]"
    r"|shift[_-]?jis|euc-(jp|kr))",
    re.IGNORECASE,
)
_FORMAT_CONTROLS = frozenset("\t\n\r\f\v\x1b\x85")
_REMEDY = "save it as PDF, DOCX, XLSX, HTML, Markdown or plain text"


def decode(data: bytes, file: str, declared: str = "") -> tuple[str, tuple[str, ...]]:
    """The text and, where the encoding had to be guessed or repaired, a warning."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _checked(data.decode(encoding, errors="replace"), file), ()
    if b"\x00" in data:
        raise SourceError(file, "is a binary file, not a document that can be read", _REMEDY)
    if declared and (text := _as_declared(data, declared)) is not None:
        return _checked(text, file), ()
    return _guessed(data, file)


def _as_declared(data: bytes, declared: str) -> str | None:
    if not _DECLARABLE.fullmatch(declared):
        return None
    try:
        return data.decode(declared)
    except (LookupError, ValueError):
        return None


def _guessed(data: bytes, file: str) -> tuple[str, tuple[str, ...]]:
    try:
        return _checked(data.decode("utf-8"), file), ()
    except UnicodeDecodeError:
        text = _checked(data.decode("cp1252", errors="replace"), file)
        return text, ("the encoding is not UTF-8: read as Windows-1252, accented letters may be wrong",)


def _checked(text: str, file: str) -> str:
    """Refuses what decodes but is no text: many control or replacement characters in its beginning."""
    sample = text[:20_000]
    odd = sum(1 for letter in sample if not letter.isprintable() and letter not in _FORMAT_CONTROLS and not letter.isspace())
    odd += sample.count("\ufffd")
    if odd * 20 > len(sample):
        raise SourceError(file, "is a binary file, not a document that can be read", _REMEDY)
    return text
