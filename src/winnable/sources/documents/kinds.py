"""What a file is, told by its bytes; its name settles only what bytes cannot (Markdown or plain text)."""

import re
import zipfile
from io import BytesIO
from pathlib import PurePath
from typing import Literal

from winnable.core.errors import SourceError

DocumentKind = Literal["pdf", "docx", "xlsx", "xls", "html", "markdown", "csv", "text"]

SHOWN: dict[DocumentKind, str] = {
    "pdf": "PDF",
    "docx": "Word document (DOCX)",
    "xlsx": "Excel workbook (XLSX)",
    "xls": "Excel workbook (XLS)",
    "html": "HTML page",
    "markdown": "Markdown",
    "csv": "table (CSV)",
    "text": "plain text",
}
_EXTENSIONS: dict[str, DocumentKind] = {
    ".pdf": "pdf",
    ".docx": "docx",
    ".docm": "docx",
    ".dotx": "docx",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".xltx": "xlsx",
    ".xls": "xls",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".md": "markdown",
    ".markdown": "markdown",
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "text",
    ".text": "text",
}
# Openings of files that hold no text we can read, with what to do about each.
_REFUSED: tuple[tuple[bytes, str, str], ...] = (
    (b"\x89PNG", "is a picture (PNG)", "run text recognition (OCR) on it and save the result as PDF"),
    (b"\xff\xd8\xff", "is a picture (JPEG)", "run text recognition (OCR) on it and save the result as PDF"),
    (b"GIF8", "is a picture (GIF)", "run text recognition (OCR) on it and save the result as PDF"),
    (b"II*\x00", "is a picture (TIFF)", "run text recognition (OCR) on it and save the result as PDF"),
    (b"MM\x00*", "is a picture (TIFF)", "run text recognition (OCR) on it and save the result as PDF"),
    (b"{\\rtf", "is a rich text file (RTF)", "open it in a word processor and save it as DOCX or PDF"),
    (b"Rar!", "is an archive (RAR)", "unpack it and read the documents in it"),
    (b"7z\xbc\xaf", "is an archive (7z)", "unpack it and read the documents in it"),
    (b"\x1f\x8b", "is a compressed file (gzip)", "unpack it and read the documents in it"),
    (b"MZ", "is a program", "ask the sender for the document itself"),
    (b"\x7fELF", "is a program", "ask the sender for the document itself"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml", re.IGNORECASE)
_BOMS = (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")


def kind_of(data: bytes, file: str) -> DocumentKind:
    """The kind that the bytes show; SourceError for what we do not read, with the way out."""
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _kind_of_zip(data, file)
    if data.startswith(_OLE):
        return _kind_of_ole(data, file)
    for opening, what, remedy in _REFUSED:
        if data.startswith(opening) and _not_text(data):
            raise SourceError(file, what, remedy)
    return _kind_of_text(data, file)


def mismatch(kind: DocumentKind, file: str) -> str | None:
    """A warning when the name promises another kind than the bytes hold."""
    promised = _EXTENSIONS.get(PurePath(file).suffix.lower())
    plain = {"text", "markdown", "csv"}
    if promised is None or promised == kind or {promised, kind} <= plain:
        return None
    return f"the name says {SHOWN[promised]}, the content is {SHOWN[kind]}: read as {SHOWN[kind]}"


def _not_text(data: bytes) -> bool:
    return data.startswith((b"{\\rtf", b"Rar!", b"GIF8")) or any(byte < 9 or byte > 126 for byte in data[:512])


def _kind_of_zip(data: bytes, file: str) -> DocumentKind:
    try:
        names = set(zipfile.ZipFile(BytesIO(data)).namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, OverflowError) as error:
        raise SourceError(file, "is a damaged or incomplete Office file or archive", "get the file again") from error
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        raise SourceError(file, "is a binary workbook (XLSB)", "save it as XLSX")
    if "ppt/presentation.xml" in names:
        raise SourceError(file, "is a presentation (PPTX)", "save it as PDF")
    if "content.xml" in names:
        raise SourceError(file, "is an OpenDocument file", "save it as DOCX, XLSX or PDF")
    raise SourceError(file, "is an archive (ZIP)", "unpack it and read the documents in it")


def _kind_of_ole(data: bytes, file: str) -> DocumentKind:
    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if holds("EncryptedPackage"):
        raise SourceError(file, "is protected by a password", "open it, save it without the password and read that copy")
    if holds("WordDocument"):
        raise SourceError(file, "is a Word document of before 2007 (DOC)", "save it as DOCX or PDF")
    if holds("Workbook") or holds("Book"):
        return "xls"
    raise SourceError(file, "is an Office file of a kind that is not read", "save it as DOCX, XLSX or PDF")


def _kind_of_text(data: bytes, file: str) -> DocumentKind:
    start = data[:4096].replace(b"\x00", b"") if data.startswith(_BOMS) else data[:4096]
    promised = _EXTENSIONS.get(PurePath(file).suffix.lower())
    if _HTML.search(start) and promised not in ("markdown", "csv"):
        return "html"
    if _XML.match(start):
        raise SourceError(file, "is an XML file", "open it in the program that made it and save it as PDF, DOCX or HTML")
    if promised == "html" and b"<" in start:
        return "html"
    return promised if promised in ("markdown", "csv") else "text"
