"""One file in, its passages out: size, kind, reader, sections, limits."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from winnable.core.errors import SourceError
from winnable.core.evidence import Passage
from winnable.reading.verbatim import squash
from winnable.sources.documents import limits
from winnable.sources.documents.blocks import Reading, passages_of
from winnable.sources.documents.csv import read_csv
from winnable.sources.documents.docx import read_docx
from winnable.sources.documents.encodings import decode
from winnable.sources.documents.html import read_html
from winnable.sources.documents.kinds import DocumentKind, kind_of, mismatch
from winnable.sources.documents.mail import Letter, letter_from_eml, read_letter
from winnable.sources.documents.markdown import plain, read_markdown
from winnable.sources.documents.msg import is_message, letter_from_msg
from winnable.sources.documents.ocr import Recogniser, recognition
from winnable.sources.documents.pages import PageNote, noted, unread_languages
from winnable.sources.documents.pdf import read_pdf
from winnable.sources.documents.pictures import read_picture
from winnable.sources.documents.pptx import read_pptx
from winnable.sources.documents.text import read_text
from winnable.sources.documents.xlsx import read_xls, read_xlsx

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document as it was read. `file` is its name without folders, or as much of its path as makes it unique in its pack;
    `pages` is None in formats without pages; `warnings` name what was left unread and what was guessed; `sha256` tells whether
    it is still the same file. `raw` holds, by page, the letters and digits of the text that the file itself holds there: quotes
    are checked against it. `notes` say of each page its label, its languages and how well it was read."""

    file: str
    kind: DocumentKind
    pages: int | None
    passages: tuple[Passage, ...]
    warnings: tuple[str, ...]
    sha256: str
    raw: Mapping[int | None, str]
    notes: tuple[PageNote, ...] = ()


def read_document(path: Path, *, on_progress: Progress | None = None, ocr: bool = True) -> Document:
    """Reads a PDF, DOCX, XLSX, XLS, PPTX, HTML, Markdown, CSV or text file, or the text of a message (EML, MSG) without what is
    attached to it; with `ocr`, pages and pictures without text are read by text recognition where it is installed.
    `on_progress` is called with pages done and pages in all. SourceError when nothing can be read: with the file, what is the
    matter, and the remedy. Never opens anything else; archives, folders and attachments are for `read_pack`."""
    with recognition(ocr) as recognise:
        return document_of(bytes_of(path), shown_name(path), on_progress=on_progress, recognise=recognise)


def document_of(data: bytes, file: str, *, on_progress: Progress | None = None, recognise: Recogniser | None = None) -> Document:
    """The document that these bytes hold, under a name to show; errors as `read_document`."""
    kind = kind_of(data, file)
    if kind == "zip":
        raise SourceError(file, "is an archive (ZIP)", "read it as a pack, or unpack it and read the documents in it")
    if kind == "mail":
        return _of_mail(data, file)
    digest = hashlib.sha256(data).hexdigest()
    warnings: tuple[str, ...] = ()
    if kind in _TEXTS and len(data) > limits.TEXT_BYTES:
        data, warnings = _beginning(data), (f"larger than {limits.TEXT_BYTES // 2**20} MB: its beginning is read",)
    if kind == "pdf":
        reading = read_pdf(data, file, on_progress, recognise)
    elif kind == "image":
        reading = read_picture(data, file, recognise)
    else:
        reading = _READERS[kind](data, file)
    return _document(replace(reading, warnings=(*reading.warnings, *warnings)), kind, file, digest, data)


def _beginning(data: bytes) -> bytes:
    """As much as is read of a text: up to the end of a line, or at least not within a letter."""
    part = data[: limits.TEXT_BYTES]
    end = part.rfind(b"\n") + 1
    return part[:end] if end > len(part) // 2 else part.rstrip(_HIGH)


def document_from(letter: Letter, file: str, sha256: str = "") -> Document:
    """The text of a message as a document; what is attached to it is not in it."""
    digest = sha256 or hashlib.sha256(f"{letter.subject}\0{letter.sent}\0{letter.plain}\0{letter.html}".encode()).hexdigest()
    return _document(read_letter(letter, file), "mail", file, digest, b"")


def letter_of(data: bytes, file: str) -> Letter:
    """The message in the bytes of an EML or MSG file."""
    return letter_from_msg(data, file) if is_message(data) else letter_from_eml(data, file)


def shown_name(path: Path) -> str:
    """A file's name without its folders, such that it can be written anywhere."""
    return path.name.encode("utf-8", "replace").decode("utf-8") or str(path)


def _of_mail(data: bytes, file: str) -> Document:
    letter = letter_of(data, file)
    reading = read_letter(letter, file)
    if letter.enclosures:
        names = ", ".join(enclosure.name for enclosure in letter.enclosures)
        reading = replace(reading, warnings=(*reading.warnings, f"attached and not read: {names}"))
    return _document(reading, "mail", file, hashlib.sha256(data).hexdigest(), data)


def _document(reading: Reading, kind: DocumentKind, file: str, sha256: str, data: bytes) -> Document:
    warnings = [warning for warning in (mismatch(kind, file), *reading.warnings) if warning]
    passages = passages_of(reading.blocks, file, warnings)
    if not passages:
        raise SourceError(
            file, "holds no text", "check that it is the right file; if it is a picture, run text recognition (OCR) on it"
        )
    notes = noted(reading.notes, reading.pages, passages)
    return Document(
        file=file,
        kind=kind,
        pages=reading.pages,
        passages=passages,
        warnings=(*warnings, *unread_languages(notes)),
        sha256=sha256,
        raw=_raw(kind, data, file, reading.raw, passages),
        notes=notes,
    )


def _raw(
    kind: DocumentKind, data: bytes, file: str, raw: Mapping[int, str], passages: tuple[Passage, ...]
) -> dict[int | None, str]:
    """The text as the file holds it, before any layout: of its pages, of its source, or else of its passages."""
    if kind == "pdf":
        return {number: squash(text) for number, text in raw.items()}
    if kind in ("markdown", "text", "csv"):
        text = decode(data, file)[0]
        return {None: squash(plain(text) if kind == "markdown" else text)}
    texts: dict[int | None, list[str]] = {}
    for passage in passages:
        texts.setdefault(passage.page, []).append(passage.text)
    return {page: squash("\n".join(lines)) for page, lines in texts.items()}


def bytes_of(path: Path) -> bytes:
    """A file's bytes; SourceError where there are none to be had, or too many."""
    file = shown_name(path)
    try:
        _check(path, file)
        with path.open("rb") as opened:
            return opened.read(limits.FILE_BYTES)
    except FileNotFoundError as error:
        raise SourceError(file, "there is no such file", "check the name and the folder") from error
    except PermissionError as error:
        raise SourceError(
            file, "may not be read by you", "ask its owner for permission, or copy it to a folder of yours"
        ) from error
    except (OSError, ValueError) as error:
        raise SourceError(
            file, f"cannot be read ({type(error).__name__})", "check the disk or the network drive and try again"
        ) from error


def _check(path: Path, file: str) -> None:
    size = path.stat().st_size
    if path.is_dir():
        raise SourceError(file, "is a folder", "name the documents in it")
    if not path.is_file():
        raise SourceError(file, "is not a file", "name a document")
    if size == 0:
        raise SourceError(file, "is empty", "get the file again")
    if size > limits.FILE_BYTES:
        megabytes = limits.FILE_BYTES // (1024 * 1024)
        raise SourceError(file, f"is larger than {megabytes} MB", "split it, or save it without its pictures")


_HIGH = bytes(range(0x80, 0x100))
_TEXTS = ("html", "markdown", "csv", "text")
_READERS: dict[DocumentKind, Callable[[bytes, str], Reading]] = {
    "docx": read_docx,
    "xlsx": read_xlsx,
    "xls": read_xls,
    "pptx": read_pptx,
    "html": read_html,
    "markdown": read_markdown,
    "csv": read_csv,
    "text": read_text,
}
