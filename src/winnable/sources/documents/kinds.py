"""What a file is, told by its bytes; its name settles only what bytes cannot (Markdown or plain text)."""

import re
import zipfile
from io import BytesIO
from pathlib import PurePath
from typing import Literal

from winnable.core.errors import SourceError
from winnable.sources.documents.msg import is_message

DocumentKind = Literal["pdf", "docx", "xlsx", "xls", "pptx", "html", "markdown", "csv", "text", "mail", "image"]
# An archive holds documents and is none itself: only a pack opens it.
FileKind = DocumentKind | Literal["zip"]

SHOWN: dict[DocumentKind, str] = {
    "pdf": "PDF",
    "docx": "Word document (DOCX)",
    "xlsx": "Excel workbook (XLSX)",
    "xls": "Excel workbook (XLS)",
    "pptx": "PowerPoint presentation (PPTX)",
    "html": "HTML page",
    "markdown": "Markdown",
    "csv": "table (CSV)",
    "text": "plain text",
    "mail": "e-mail message",
    "image": "picture",
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
    ".pptx": "pptx",
    ".pptm": "pptx",
    ".ppsx": "pptx",
    ".potx": "pptx",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".md": "markdown",
    ".markdown": "markdown",
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "text",
    ".text": "text",
    ".eml": "mail",
    ".msg": "mail",
    ".png": "image",
    ".jpg": "image",
    ".jpeg": "image",
    ".tif": "image",
    ".tiff": "image",
}
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")
# Openings of files that hold no text we can read, with what to do about each.
_REFUSED: tuple[tuple[bytes, str, str], ...] = (
    (b"GIF8", "is a picture (GIF)", "run text recognition (OCR) on it and save the result as PDF"),
    (b"{\\rtf", "is a rich text file (RTF)", "open it in a word processor and save it as DOCX or PDF"),
    (b"Rar!", "is an archive (RAR)", "unpack it and read the documents in it"),
    (b"7z\xbc\xaf", "is an archive (7z)", "unpack it and read the documents in it"),
    (b"\x1f\x8b", "is a compressed file (gzip)", "unpack it and read the documents in it"),
    (b"MZ", "is a program", "ask the sender for the document itself"),
    (b"\x7fELF", "is a program", "ask the sender for the document itself"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE)
_WORD_BODY = re.compile(r"word/document\d*\.xml")  # some programs number it
_XML = re.compile(rb"^\s*<\?xml", re.IGNORECASE)
# Field names of which a message has at least two before its first empty line.
_FIELDS = re.compile(
    rb"^(?:from|to|cc|subject|date|message-id|mime-version|content-type|received|return-path|delivered-to|reply-to|dkim-signature)"
    rb"[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
_FIELD = re.compile(rb"[\w-]{1,60}[ \t]*:", re.ASCII)
_MAILBOX = re.compile(rb"\AFrom [^\n]*\n")  # what mailboxes put in front of each message
_BLANK = re.compile(rb"\r?\n\r?\n")
_BOMS = (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")


def kind_of(data: bytes, file: str) -> FileKind:
    """The kind that the bytes show; SourceError for what we do not read, with the way out."""
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _kind_of_zip(data, file)
    if data.startswith(_OLE):
        return _kind_of_ole(data, file)
    if data.startswith(_PICTURES):
        return "image"
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


def _kind_of_zip(data: bytes, file: str) -> FileKind:
    try:
        names = set(zipfile.ZipFile(BytesIO(data)).namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, OverflowError) as error:
        raise SourceError(file, "is a damaged or incomplete Office file or archive", "get the file again") from error
    if "word/document.xml" in names or ("[Content_Types].xml" in names and any(map(_WORD_BODY.fullmatch, names))):
        return "docx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        raise SourceError(file, "is a binary workbook (XLSB)", "save it as XLSX")
    if "ppt/presentation.xml" in names:
        return "pptx"
    if "content.xml" in names and names & {"mimetype", "META-INF/manifest.xml"}:
        raise SourceError(file, "is an OpenDocument file", "save it as DOCX, XLSX or PDF")
    if "[Content_Types].xml" in names:
        raise SourceError(file, "is an Office file of a kind that is not read", "save it as DOCX, XLSX, PPTX or PDF")
    return "zip"


def _kind_of_ole(data: bytes, file: str) -> DocumentKind:
    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if holds("__properties_version1.0") and is_message(data):
        return "mail"
    if holds("EncryptedPackage"):
        raise SourceError(file, "is protected by a password", "open it, save it without the password and read that copy")
    if holds("WordDocument"):
        raise SourceError(file, "is a Word document of before 2007 (DOC)", "save it as DOCX or PDF")
    if holds("Workbook") or holds("Book"):
        return "xls"
    if holds("PowerPoint Document"):
        raise SourceError(file, "is a presentation of before 2007 (PPT)", "save it as PPTX or PDF")
    raise SourceError(file, "is an Office file of a kind that is not read", "save it as DOCX, XLSX or PDF")


def _kind_of_text(data: bytes, file: str) -> DocumentKind:
    start = data[:4096].replace(b"\x00", b"") if data.startswith(_BOMS) else data[:4096]
    promised = _EXTENSIONS.get(PurePath(file).suffix.lower())
    if promised in (None, "mail") and _is_letter(start):
        return "mail"
    if _HTML.search(start) and promised not in ("markdown", "csv"):
        return "html"
    if _XML.match(start):
        raise SourceError(file, "is an XML file", "open it in the program that made it and save it as PDF, DOCX or HTML")
    if promised == "html" and b"<" in start:
        return "html"
    return promised if promised in ("markdown", "csv") else "text"


def _is_letter(start: bytes) -> bool:
    """Whether a text begins with the fields of an e-mail message."""
    head = _MAILBOX.sub(b"", _BLANK.split(start.lstrip(), maxsplit=1)[0])
    return _FIELD.match(head) is not None and len({field.lower() for field in _FIELDS.findall(head)}) >= 2
