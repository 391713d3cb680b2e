"""One file in, its passages out: size, kind, reader, sections, limits."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
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
from winnable.sources.documents.markdown import read_markdown
from winnable.sources.documents.pdf import page_texts, read_pdf
from winnable.sources.documents.text import read_text
from winnable.sources.documents.xlsx import read_xls, read_xlsx

Progress = Callable[[int, int], None]

_READERS: dict[DocumentKind, Callable[[bytes, str], Reading]] = {
    "docx": read_docx,
    "xlsx": read_xlsx,
    "xls": read_xls,
    "html": read_html,
    "markdown": read_markdown,
    "csv": read_csv,
    "text": read_text,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document as it was read. `file` is its name without folders; `pages` is None in formats without pages; `warnings`
    name what was left unread and what was guessed; `sha256` tells whether it is still the same file. `raw` holds, by page,
    the letters and digits of the text that the file itself holds there: quotes are checked against it."""

    file: str
    kind: DocumentKind
    pages: int | None
    passages: tuple[Passage, ...]
    warnings: tuple[str, ...]
    sha256: str
    raw: Mapping[int | None, str]


def read_document(path: Path, *, on_progress: Progress | None = None) -> Document:
    """Reads a PDF, DOCX, XLSX, XLS, HTML, Markdown, CSV or text file. `on_progress` is called with pages done and pages in all.
    SourceError when nothing can be read: with the file, what is the matter, and the remedy. Never opens anything else."""
    file = path.name.encode("utf-8", "replace").decode("utf-8") or str(path)
    data = _bytes_of(path, file)
    kind = kind_of(data, file)
    reading = read_pdf(data, file, on_progress) if kind == "pdf" else _READERS[kind](data, file)
    warnings = [warning for warning in (mismatch(kind, file), *reading.warnings) if warning]
    passages = passages_of(reading.blocks, file, warnings)
    if not passages:
        raise SourceError(
            file, "holds no text", "check that it is the right file; if it is a picture, run text recognition (OCR) on it"
        )
    digest = hashlib.sha256(data).hexdigest()
    return Document(
        file=file,
        kind=kind,
        pages=reading.pages,
        passages=passages,
        warnings=tuple(warnings),
        sha256=digest,
        raw=_raw(kind, data, file, passages),
    )


def _raw(kind: DocumentKind, data: bytes, file: str, passages: tuple[Passage, ...]) -> dict[int | None, str]:
    """The text as the file holds it, before any layout: of its pages, of its source, or else of its passages."""
    if kind == "pdf":
        return {number: squash(text) for number, text in page_texts(data)}
    if kind in ("markdown", "text", "csv"):
        return {None: squash(decode(data, file)[0])}
    return {None: squash("\n".join(passage.text for passage in passages))}


def _bytes_of(path: Path, file: str) -> bytes:
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
