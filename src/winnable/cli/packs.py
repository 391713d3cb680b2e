"""What every command that reads documents does first: open the pack, or take what was read of it before."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from winnable.cli.progress import Progress
    from winnable.core.profile import Profile
    from winnable.reading.result import Reading
    from winnable.sources.documents import Document, Pack


NO_PACK: Final[Mapping[str, Any]] = {"documents": [], "unread": [], "notes": []}


@dataclass(frozen=True, slots=True, kw_only=True)
class PackRead:
    """What the documents say, and the pack as it is described to people: documents, unread, notes."""

    reading: "Reading | None" = None
    pack: Mapping[str, Any] = field(default_factory=lambda: NO_PACK)


def read_files(files: Sequence[Path], profile: "Profile", profile_name: str, progress: "Progress") -> PackRead:
    """The reading of one opportunity's files, folders, archives and messages, kept by content for the next time."""
    if not files:
        return PackRead()
    from winnable.formats.cache import Kept, keep, kept, key_of
    from winnable.formats.profiles import fingerprint
    from winnable.formats.vector_kind import kind_of_vectors

    key = key_of(_contents(files), [fingerprint(profile_name), kind_of_vectors(), _recognises()])
    entry = kept(key)
    if entry is None:
        reading, pack = _read(files, profile, progress)
        entry = Kept(reading=reading, pack=pack)
        keep(key, entry)
    return PackRead(reading=entry.reading, pack=entry.pack)


def _recognises() -> str:
    """Changes with the text recognition that is installed, so that a scan is read anew once it can be."""
    from importlib.util import find_spec
    from os import environ

    return f"{find_spec('tesserocr') is not None} {environ.get('TESSDATA_PREFIX', '')}"


def _contents(files: Sequence[Path]) -> Iterator[tuple[str, bytes]]:
    """Every file that may be read, by name. What is missing or may not be read is left to the reader's own errors."""
    for path in files:
        inner = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        for file in inner:
            try:
                yield file.relative_to(path.parent).as_posix(), file.read_bytes()
            except OSError as error:
                yield str(file), repr(error).encode()


def _read(files: Sequence[Path], profile: "Profile", progress: "Progress") -> tuple["Reading", Mapping[str, Any]]:
    from winnable.formats.readers import load_reader
    from winnable.sources.documents import read_pack

    pack = read_pack(files, on_progress=progress.documents())
    passages = [passage for document in pack.documents for passage in document.passages]
    done = progress.step("reading")
    reading = load_reader(profile).read(passages, raw_of(pack.documents))
    done(1, 1)
    return reading, _described(pack)


def raw_of(documents: "Sequence[Document]") -> "dict[tuple[str, int | None], str]":
    """The files' own text by file and page."""
    return {(document.file, page): text for document in documents for page, text in document.raw.items()}


def _described(pack: "Pack") -> dict[str, Any]:
    """The pack as people and programs are told of it."""
    return {
        "documents": [_document(document) for document in pack.documents],
        "unread": [{"file": entry.file, "reason": entry.reason, "remedy": entry.remedy} for entry in pack.unread],
        "notes": list(pack.notes),
    }


def _document(document: "Document") -> dict[str, Any]:
    """A document with the pages of which there is more to say than their number."""
    noted = [note for note in document.notes if note.label or note.flags or len(note.languages) > 1]
    return {
        "file": document.file,
        "kind": document.kind,
        "pages": document.pages,
        "passages": len(document.passages),
        "sha256": document.sha256,
        "warnings": list(document.warnings),
        "page_notes": [
            {"page": note.number, "label": note.label, "languages": list(note.languages), "flags": list(note.flags)}
            for note in noted
        ],
    }
