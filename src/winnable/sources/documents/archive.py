"""Office files are zip archives of XML: opened here once, with limits, so that no reader unpacks a bomb or follows an entity."""

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from lxml import etree

from winnable.core.errors import SourceError
from winnable.sources.documents import limits
from winnable.sources.documents.docx_xml import transitional

_DAMAGED = "is a damaged or incomplete Office file"
_AGAIN = "get the file again, or save it once more in the program that made it"
_BOMB = "unpacks to far more than an Office file holds (a zip bomb?)"
_REFUSE = "do not open it; ask the sender for the document as PDF"
# Whatever zipfile raises at a damaged archive.
UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, OverflowError, RuntimeError)


@dataclass(frozen=True, slots=True)
class Relations:
    """The relations of a part: names that its elements use, types, and the parts that they stand for."""

    folder: str
    entries: tuple[dict[Any, Any], ...]

    def part(self, key: str) -> str:
        """The part that a relation leads to; "" for an unknown one and for what lies outside the file."""
        return next((self._resolved(entry) for entry in self.entries if key and entry.get("Id") == key), "")

    def of_type(self, kind: str) -> list[str]:
        """The parts that are reached by relations of one type, such as "notesSlide"."""
        return [part for e in self.entries if str(e.get("Type", "")).endswith(f"/{kind}") and (part := self._resolved(e))]

    def _resolved(self, entry: dict[Any, Any]) -> str:
        target = str(entry.get("Target", ""))
        if entry.get("TargetMode") == "External" or not target:
            return ""
        path = posixpath.normpath(target if target.startswith("/") else f"{self.folder}/{target}")
        return path.lstrip("/")


class Archive:
    """The members of an Office file, within the limits."""

    def __init__(self, data: bytes, file: str) -> None:
        self.file = file
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except UNREADABLE as error:
            raise SourceError(file, _DAMAGED, _AGAIN) from error
        self._names = frozenset(self._zip.namelist())
        self._check()

    def _check(self) -> None:
        members = self._zip.infolist()
        too_many = len(members) > limits.ZIP_MEMBERS
        too_large = sum(member.file_size for member in members) > limits.ZIP_BYTES
        if too_many or too_large or any(map(is_bomb, members)):
            raise SourceError(self.file, _BOMB, _REFUSE)
        if any(member.flag_bits & 1 for member in members):
            raise SourceError(self.file, "is protected by a password", "save it without the password and read that copy")

    def names(self) -> list[str]:
        return self._zip.namelist()

    def has(self, name: str) -> bool:
        return name in self._names

    def main_part(self, usual: str) -> str:
        """The part that the file itself names as its document; the usual one where it names none that is there."""
        named = (part for part in self.relations("").of_type("officeDocument") if self.has(part))
        return usual if self.has(usual) else next(named, usual)

    def relations(self, name: str) -> "Relations":
        """What a part refers to; nothing where it names nothing."""
        folder, _, plain = name.rpartition("/")
        root = self.root(f"{folder}/_rels/{plain}.rels" if folder else f"_rels/{plain}.rels")
        return Relations(folder, () if root is None else tuple(dict(child.attrib) for child in root))

    def read(self, name: str) -> bytes:
        """One whole part; SourceError when it is damaged or larger than PART_BYTES."""
        try:
            with self._zip.open(name) as member:
                data = member.read(limits.PART_BYTES + 1)
        except UNREADABLE as error:
            raise SourceError(self.file, _DAMAGED, _AGAIN) from error
        if len(data) > limits.PART_BYTES:
            raise SourceError(self.file, "holds more text than can be read at once", "split it into several files")
        return data

    def root(self, name: str) -> etree._Element | None:
        """The root of a small part such as the styles; None when the file has no such part."""
        if name not in self._names:
            return None
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        with self._xml_errors():
            root = etree.fromstring(transitional(self.read(name)), parser)
        self._refuse_document_type(root)
        return root

    def elements(self, name: str, tags: tuple[str, ...]) -> Iterator[etree._Element]:
        """The elements with these tags as they end. Entities stay unresolved, a document type is refused, nothing is fetched."""
        stream = BytesIO(transitional(self.read(name)))
        with self._xml_errors():
            for _, element in etree.iterparse(stream, tag=tags, resolve_entities=False, no_network=True, huge_tree=False):
                self._refuse_document_type(element)
                yield element

    def _refuse_document_type(self, element: etree._Element) -> None:
        information: Any = element.getroottree().docinfo
        if information.doctype:
            raise SourceError(self.file, "declares a document type, which no Office program writes (an attack?)", _REFUSE)

    @contextmanager
    def _xml_errors(self) -> Iterator[None]:
        try:
            yield
        except (etree.XMLSyntaxError, ValueError, LookupError) as error:
            raise SourceError(self.file, _DAMAGED, _AGAIN) from error


def is_bomb(member: zipfile.ZipInfo) -> bool:
    """Whether a member grows far more when it is unpacked than text does."""
    return member.file_size > limits.ZIP_RATIO_FROM_BYTES and member.file_size > limits.ZIP_RATIO * max(member.compress_size, 1)
