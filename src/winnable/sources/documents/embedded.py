"""Documents inside documents: Office files in Office files, such as a price sheet in a letter, and files attached to a PDF."""

import re
import zlib
from collections.abc import Iterator

import pypdfium2 as pdfium

from winnable.sources.documents import limits
from winnable.sources.documents.archive import Archive
from winnable.sources.documents.kinds import FileKind
from winnable.sources.documents.mail import Enclosure

# The parts whose relations are looked at; the data of a chart hangs on the chart and is no document.
_HOLDERS = re.compile(r"word/document\d*\.xml|ppt/slides/slide\d+\.xml|xl/worksheets/sheet\d+\.xml")
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_FLATE = re.compile(rb"/Filter\s*(?:/Fl(?:ateDecode)?\b|\[\s*/Fl(?:ateDecode)?\s*\])")
# Bytes in front of a stream that describe it, and those unpacked at a time.
_HEAD, _PIECE = 2_000, 1 << 20
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
        count = min(document.count_attachments(), limits.PACK_FILES)
        reason = "" if count and _unpacks_safely(data, count) else "is attached to a PDF in a way that is not opened"
        for index in range(count):
            attachment = document.get_attachment(index)
            name = attachment.get_name() or f"attachment {index + 1}"
            yield Enclosure(name=name, data=b"" if reason else bytes(attachment.get_data()), reason=reason)
    except (pdfium.PdfiumError, ValueError):
        return
    finally:
        document.close()


def _unpacks_safely(data: bytes, count: int) -> bool:
    """Whether all attachments are packed plainly, and are not too large together: the library unpacks whatever it is given."""
    found, room = 0, limits.FILE_BYTES
    for stream in _STREAM.finditer(data):
        head = data[max(stream.start() - _HEAD, 0) : stream.start()].rpartition(b" obj")[2]
        if b"/EmbeddedFile" not in head:
            continue
        found += 1
        if _FLATE.search(head):
            room -= _unpacked(data, stream.end(), room)
        elif b"/Filter" in head:
            return False
        if room <= 0:
            return False
    return found >= count


def _unpacked(data: bytes, start: int, room: int) -> int:
    """How many bytes a stream unpacks to; all the room there is where it cannot be unpacked or does not end in it."""
    unpacker = zlib.decompressobj()
    size = 0
    try:
        for at in range(start, len(data), _PIECE):
            rest = data[at : at + _PIECE]
            while rest and size < room:
                size += len(unpacker.decompress(rest, _PIECE))
                rest = unpacker.unconsumed_tail
            if unpacker.eof or size >= room:
                break
    except zlib.error:
        return room
    return size if unpacker.eof else room
