"""Documents inside documents: Office files in Office files, such as a price sheet in a letter, and files attached to a PDF."""

import re
from collections.abc import Iterator

import pypdfium2 as pdfium

from winnable.sources.documents import limits
from winnable.sources.documents.archive import Archive
from winnable.sources.documents.kinds import FileKind
from winnable.sources.documents.mail import Enclosure

# The parts whose relations are looked at; the data of a chart hangs on the chart and is no document.
_HOLDERS = re.compile(r"word/document\d*\.xml|ppt/slides/slide\d+\.xml|xl/worksheets/sheet\d+\.xml")
_DOCUMENTS = re.compile(r".*\.(?:docx|docm|xlsx|xlsm|pptx|pptm|pdf)", re.IGNORECASE)


def embedded_in(data: bytes, kind: FileKind, file: str) -> Iterator[Enclosure]:
    """The files that were put into a document; SourceError where an Office file is damaged."""
    if kind in ("docx", "xlsx", "pptx"):
        yield from _in_office(Archive(data, file))
    elif kind == "pdf":
        yield from _in_pdf(data)


def _in_office(archive: Archive) -> Iterator[Enclosure]:
    holders = [name for name in archive.names() if _HOLDERS.fullmatch(name)]
    parts = (part for name in holders for part in archive.relations(name).of_type("package"))
    for part in dict.fromkeys(parts):
        if archive.has(part) and _DOCUMENTS.fullmatch(part):
            yield Enclosure(name=part.rpartition("/")[2], data=archive.read(part))


def _in_pdf(data: bytes) -> Iterator[Enclosure]:
    """What is attached to a PDF, or makes it a portfolio; nothing where it cannot be opened, which its reader says."""
    if b"/EmbeddedFile" not in data and b"/ObjStm" not in data:
        return
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError:
        return
    try:
        for index in range(min(document.count_attachments(), limits.PACK_FILES)):
            attachment = document.get_attachment(index)
            yield Enclosure(name=attachment.get_name() or f"attachment {index + 1}", data=bytes(attachment.get_data()))
    except (pdfium.PdfiumError, ValueError):
        return
    finally:
        document.close()
