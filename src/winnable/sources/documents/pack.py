"""A tender's pack: documents, folders, archives and messages in any nesting, unpacked in memory and read one by one.

Names inside archives and messages are data: they are shown, and no file is ever opened or written by them.
"""

import hashlib
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from winnable.core.errors import SourceError
from winnable.sources.documents import limits
from winnable.sources.documents.archive import UNREADABLE, is_bomb
from winnable.sources.documents.document import Document, bytes_of, document_from, document_of, letter_of
from winnable.sources.documents.embedded import embedded_in
from winnable.sources.documents.kinds import FileKind, kind_of
from winnable.sources.documents.mail import Enclosure, Letter
from winnable.sources.documents.ocr import Recogniser, recognition
from winnable.sources.documents.pack_names import Parts, parts_of, shown, unique_names

# Called with the name of the document, its pages done and its pages in all.
Progress = Callable[[str, int, int], None]

# What systems and programs leave behind, and files that belong to a program or a web page, not to a tender.
_LEFTOVERS = re.compile(
    r"thumbs\.db|desktop\.ini|\.ds_store|__macosx|\._.*|~\$.*|\..*|smime\.p7s|.*\.(?:p7s|asc|sig|sha256|md5|lnk|url|css|js|map|ttf|woff2?|vcf)",
    re.IGNORECASE,
)
_UNPACK = "unpack it and give the folder instead"
_MOST_NAMED = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A file of the pack that could not be read: its name, why, and what to do."""

    file: str
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """All documents of one tender in the order in which they were found, each with a name of its own; what could not be read;
    and `notes` on what was left out on purpose (the same file twice, what systems leave behind)."""

    documents: tuple[Document, ...]
    unread: tuple[Unread, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """One document before it is read, or what keeps it from being read. `parts` is its path from the outside in."""

    parts: Parts
    load: Callable[[], bytes] | None = None
    letter: Letter | None = None
    sha256: str = ""
    refused: SourceError | None = None
    kind: FileKind | None = None


def read_pack(paths: Sequence[Path], *, on_progress: Progress | None = None, ocr: bool = True) -> Pack:
    """Reads files, folders, archives (ZIP) and messages (EML, MSG) with all in them; with `ocr`, pages and pictures without
    text are read by text recognition, where it is installed. What cannot be read is named and does not stop the rest;
    SourceError where a path does not exist, or where nothing at all can be read."""
    unpacking = _Unpacking()
    for path in paths:
        unpacking.add_path(path)
    names = unique_names([found.parts for found in unpacking.found])
    with recognition(ocr) as recognise:
        reading = _Reading(on_progress, recognise)
        for found, name in zip(unpacking.found, names, strict=True):
            reading.add(found, name)
    if not reading.documents:
        raise _nothing_read(paths, [*reading.unread, *reading.pictures])
    notes = (*unpacking.notes(), *reading.notes())
    return Pack(documents=tuple(reading.documents), unread=tuple(reading.unread), notes=notes)


def _nothing_read(paths: Sequence[Path], unread: Sequence[Unread]) -> SourceError:
    file = paths[0].name if len(paths) == 1 else "the pack"
    if not unread:
        return SourceError(file, "holds no document", "check that it is the right file or folder")
    if len(unread) == 1:
        return SourceError(unread[0].file, unread[0].reason, unread[0].remedy)
    reasons = "; ".join(f"{entry.file} {entry.reason}" for entry in unread[:_MOST_NAMED])
    return SourceError(file, f"holds nothing that can be read: {reasons}", unread[0].remedy)


def _named(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return f"{', '.join(names[:_MOST_NAMED])}{more}"


@dataclass(slots=True)
class _Reading:
    """Reads what was found, one after another, within the limits of a pack."""

    on_progress: Progress | None
    recognise: Recogniser | None
    documents: list[Document] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    pictures: list[Unread] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    characters: int = 0

    def add(self, found: _Found, name: str) -> None:
        if found.sha256 and (same := self.names.get(found.sha256)):
            self.repeated.append(f"{name} is the same file as {same}: read once")
            return
        try:
            document = self._read(found, name)
        except SourceError as error:
            group = self.pictures if found.kind == "image" else self.unread
            group.append(Unread(file=name, reason=error.message, remedy=error.remedy))
            return
        self.names.setdefault(document.sha256, name)
        self.characters += sum(len(passage.text) for passage in document.passages)
        self.documents.append(document)

    def notes(self) -> Iterator[str]:
        yield from self.repeated
        if self.pictures:
            remedy = f"; {self.pictures[0].remedy}" if self.recognise is None else ""
            yield f"no text was read from pictures: {_named([picture.file for picture in self.pictures])}{remedy}"

    def _read(self, found: _Found, name: str) -> Document:
        if found.refused is not None:
            raise found.refused
        if self.characters > limits.PACK_CHARACTERS:
            raise SourceError(name, "stands behind more text than is read at once", "read it on its own")
        if found.letter is not None:
            return document_from(found.letter, name)
        assert found.load is not None
        report = self.on_progress
        step = (lambda done, of: report(name, done, of)) if report else None
        return document_of(found.load(), name, on_progress=step, recognise=self.recognise)


@dataclass(slots=True)
class _Unpacking:
    """Opens folders, archives and messages; counts what they cost."""

    found: list[_Found] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    files: int = 0
    size: int = 0

    def add_path(self, path: Path) -> None:
        if path.is_dir():
            for inner in sorted(_files_in(path)):
                self._add(tuple(inner.relative_to(path.parent).parts), _loader(inner), 0)
        else:
            # A name that somebody typed must not go wrong unnoticed; what a folder or archive holds may.
            if not path.exists():
                bytes_of(path)
            self._add((path.name or str(path),), _loader(path), 0)

    def notes(self) -> Iterator[str]:
        if self.left_out:
            yield f"left out, because no documents: {_named(self.left_out)}"

    def _add(self, parts: Parts, load: Callable[[], bytes], depth: int) -> None:
        parts = tuple(map(shown, parts))
        if any(_LEFTOVERS.fullmatch(part) for part in parts[1:]):
            self.left_out.append(parts[-1])
            return
        self.files += 1
        try:
            if self.files > limits.PACK_FILES:
                raise SourceError(parts[-1], f"lies behind {limits.PACK_FILES:,} other files of the pack", "read it on its own")
            data = load()
            self.size += len(data)
            if self.size > limits.PACK_BYTES:
                raise SourceError(parts[-1], "lies behind more than can be unpacked at once", "read it on its own")
            if not data:
                raise SourceError(parts[-1], "is empty", "get the file again")
            self._open(parts, load, data, kind_of(data, parts[-1]), depth)
        except SourceError as error:
            self.found.append(_Found(parts=parts, refused=error))

    def _open(self, parts: Parts, load: Callable[[], bytes], data: bytes, kind: FileKind, depth: int) -> None:
        if kind in ("zip", "mail") and depth >= limits.PACK_DEPTH:
            raise SourceError(parts[-1], "is packed inside too many others", _UNPACK)
        if kind == "zip":
            self._open_archive(parts, data, depth)
        elif kind == "mail":
            self._open_letter(parts, letter_of(data, parts[-1]), depth, hashlib.sha256(data).hexdigest())
        else:
            self.found.append(_Found(parts=parts, load=load, sha256=hashlib.sha256(data).hexdigest(), kind=kind))
            if depth < limits.PACK_DEPTH:
                self._open_document(parts, data, kind, depth)

    def _open_document(self, parts: Parts, data: bytes, kind: FileKind, depth: int) -> None:
        try:
            enclosures = list(embedded_in(data, kind, parts[-1]))
        except SourceError:  # said when the document itself is read
            return
        for enclosure in enclosures:
            self._open_enclosure((*parts, *parts_of(enclosure.name)), enclosure, depth)

    def _open_letter(self, parts: Parts, letter: Letter, depth: int, sha256: str) -> None:
        self.found.append(_Found(parts=parts, letter=letter, sha256=sha256))
        for enclosure in letter.enclosures:
            self._open_enclosure((*parts, *parts_of(enclosure.name)), enclosure, depth)

    def _open_enclosure(self, parts: Parts, enclosure: Enclosure, depth: int) -> None:
        if enclosure.reason:
            refused = SourceError(enclosure.name, enclosure.reason, "save it as a file of its own and read that")
            self.found.append(_Found(parts=tuple(map(shown, parts)), refused=refused))
        elif enclosure.letter is not None:
            self._open_letter(parts, enclosure.letter, depth + 1, "")
        else:
            self._add(parts, _constant(enclosure), depth + 1)

    def _open_archive(self, parts: Parts, data: bytes, depth: int) -> None:
        try:
            archive = zipfile.ZipFile(BytesIO(data))
        except UNREADABLE as error:
            raise SourceError(parts[-1], "is a damaged or incomplete archive", "get the file again") from error
        for member in archive.infolist():
            if not member.is_dir():
                self._add((*parts, *parts_of(member.filename)), _extractor(archive, member), depth + 1)


def _files_in(folder: Path) -> Iterator[Path]:
    """The files in a folder and those inside it; links to elsewhere are not followed."""
    for inner in folder.iterdir():
        if inner.is_symlink():
            continue
        if inner.is_dir():
            yield from _files_in(inner)
        else:
            yield inner


def _loader(path: Path) -> Callable[[], bytes]:
    return lambda: bytes_of(path)


def _constant(enclosure: Enclosure) -> Callable[[], bytes]:
    return lambda: enclosure.data


def _extractor(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Callable[[], bytes]:
    return lambda: _extracted(archive, member)


def _extracted(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """One member, unpacked in memory; SourceError for what is locked, damaged, too large, or a bomb."""
    name = shown(member.filename)
    if member.flag_bits & 1:
        raise SourceError(name, "is protected by a password", "unpack it with its password and give the folder instead")
    if is_bomb(member):
        raise SourceError(name, "unpacks to far more than a document holds (a zip bomb?)", "do not open it; ask the sender")
    if member.file_size > limits.FILE_BYTES:
        raise SourceError(name, f"is larger than {limits.FILE_BYTES // 2**20} MB", "split it, or save it without its pictures")
    try:
        with archive.open(member) as opened:
            return opened.read(limits.FILE_BYTES)
    except UNREADABLE as error:
        raise SourceError(name, "is damaged in its archive", "get the file again") from error
