"""Outlook messages (MSG): OLE files whose streams are the properties of a message, of its attachments and of messages in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice

from winnable.core.errors import SourceError
from winnable.sources.documents import limits
from winnable.sources.documents.mail import Enclosure, Letter
from winnable.sources.documents.ole import Ole, opened

_PROPERTIES = "__properties_version1.0"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DAMAGED = "is a damaged Outlook message"
_AGAIN = "open it in Outlook, save it once more or forward it as EML, or print it as PDF"
# Properties by their numbers in [MS-OXPROPS].
_SUBJECT, _BODY, _HTML, _RTF = 0x0037, 0x1000, 0x1013, 0x1009
_SENT, _DELIVERED, _SENDER, _SENDER_SMTP = 0x0039, 0x0E06, 0x0C1F, 0x5D01
_DATA, _LONG_NAME, _SHORT_NAME, _METHOD, _HIDDEN, _CONTENT_ID = 0x3701, 0x3707, 0x3704, 0x3705, 0x7FFE, 0x3712
_CODEPAGE, _INTERNET_CODEPAGE = 0x3FFD, 0x3FDE
_UNICODE, _NARROW, _BINARY, _OBJECT = 0x001F, 0x001E, 0x0102, 0x000D
# Bytes of the header that stands before the fixed properties: of a message, of a message in it, of an attachment.
_HEAD, _INNER_HEAD, _ATTACHMENT_HEAD = 32, 24, 8
_AN_EMBEDDED_MESSAGE = 5
# Code pages from here on are those of ISO 8859, by their parts.
_ISO = 28590
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_LATEST = 10**18  # ticks, about the year 4770
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".emz", ".wmz")

Storage = tuple[str, ...]


def is_message(data: bytes) -> bool:
    """Whether an OLE file is an Outlook message: told by a stream in its root."""
    if not data.startswith(_OLE):
        return False
    try:
        with opened(data, "", _DAMAGED, _AGAIN) as ole:
            return ole.has(_PROPERTIES)
    except SourceError:
        return False


def letter_from_msg(data: bytes, file: str) -> Letter:
    """The message that these bytes hold; SourceError where it is damaged."""
    with opened(data, file, _DAMAGED, _AGAIN) as ole:
        return _letter(_Properties.of(ole, (), _HEAD), 0)


@dataclass(frozen=True, slots=True)
class _Properties:
    """The properties of one message or attachment: those of fixed size by number, the others in streams of their own."""

    ole: Ole
    storage: Storage
    streams: dict[int, tuple[int, str]]
    fixed: dict[int, bytes]

    @classmethod
    def of(cls, ole: Ole, storage: Storage, head: int) -> "_Properties":
        streams = {}
        for path in ole.paths():
            name = path[-1]
            if path[:-1] == storage and name.startswith("__substg1.0_"):
                tag = int(name[12:20], 16)
                streams[tag >> 16] = (tag & 0xFFFF, name)
        table = ole.read((*storage, _PROPERTIES))[head:]
        entries = (table[at : at + 16] for at in range(0, len(table) - 15, 16))
        fixed = {int.from_bytes(entry[2:4], "little"): entry[8:16] for entry in entries}
        return cls(ole, storage, streams, fixed)

    def number(self, key: int) -> int:
        return int.from_bytes(self.fixed.get(key, b"")[:4], "little")

    def data(self, key: int) -> bytes:
        kind, name = self.streams.get(key, (_OBJECT, ""))
        return b"" if kind == _OBJECT else self.ole.read((*self.storage, name))

    def text(self, key: int) -> str:
        kind = self.streams.get(key, (0, ""))[0]
        data = self.data(key)
        if kind == _UNICODE:
            return data.decode("utf-16-le", "replace").rstrip("\x00")
        own, internet = self.number(_CODEPAGE), self.number(_INTERNET_CODEPAGE)
        return _decoded(data, internet or own if kind == _BINARY else own or internet).rstrip("\x00")

    def moment(self, key: int) -> datetime | None:
        ticks = int.from_bytes(self.fixed.get(key, b""), "little")
        return _EPOCH + timedelta(microseconds=ticks // 10) if 0 < ticks < _LATEST else None

    def inner(self, prefix: str) -> Sequence[Storage]:
        """The storages in this one whose names begin so, in the order of their numbers."""
        depth = len(self.storage)
        return sorted(
            p for p in self.ole.paths() if len(p) == depth + 1 and p[:depth] == self.storage and p[-1].startswith(prefix)
        )


def _decoded(data: bytes, codepage: int) -> str:
    """Bytes in a Windows code page, or in UTF-8 where they are that."""
    latin = f"iso8859_{codepage - _ISO}" if _ISO < codepage <= _ISO + 16 else f"cp{codepage}"
    for encoding in ("utf-8", latin):
        try:
            return data.decode(encoding)
        except (LookupError, ValueError):
            continue
    return data.decode("cp1252", "replace")


def _letter(message: _Properties, depth: int) -> Letter:
    plain, html = message.text(_BODY), message.text(_HTML)
    silent = _RTF in message.streams and not plain.strip() and not html.strip()
    address = message.text(_SENDER_SMTP) or message.text(_SENDER)
    return Letter(
        subject=" ".join(message.text(_SUBJECT)[: limits.PASSAGE_CHARACTERS].split()),
        sent=message.moment(_SENT) or message.moment(_DELIVERED),
        sender=address.rpartition("@")[2].lower() if "@" in address else "",
        plain=plain,
        html=html,
        enclosures=tuple(islice(_enclosures(message, depth), limits.PACK_FILES)),
        warnings=("the text of the message is kept as rich text (RTF) alone: not read",) if silent else (),
    )


def _enclosures(message: _Properties, depth: int) -> Iterator[Enclosure]:
    for storage in message.inner("__attach_version1.0_#"):
        attachment = _Properties.of(message.ole, storage, _ATTACHMENT_HEAD)
        name = attachment.text(_LONG_NAME) or attachment.text(_SHORT_NAME) or f"attachment {int(storage[-1][-8:], 16) + 1}"
        if attachment.number(_METHOD) == _AN_EMBEDDED_MESSAGE:
            yield _enclosed_message(attachment, name, depth)
        elif not _is_decoration(attachment, name):
            data = attachment.data(_DATA)
            yield Enclosure(name=name, data=data, reason="" if data else "is kept elsewhere: the message holds only a link to it")


def _enclosed_message(attachment: _Properties, name: str, depth: int) -> Enclosure:
    if depth >= limits.PACK_DEPTH:
        return Enclosure(name=name, reason="is a message inside too many others")
    inner = _Properties.of(attachment.ole, (*attachment.storage, f"__substg1.0_{_DATA:04X}{_OBJECT:04X}"), _INNER_HEAD)
    letter = _letter(inner, depth + 1)
    return Enclosure(name=f"{letter.subject or 'message'}.msg", letter=letter)


def _is_decoration(attachment: _Properties, name: str) -> bool:
    """Whether an attachment is a picture that the text shows, such as a logo."""
    shown = attachment.number(_HIDDEN) != 0 or attachment.text(_CONTENT_ID) != ""
    return shown and name.lower().endswith(_PICTURES)
