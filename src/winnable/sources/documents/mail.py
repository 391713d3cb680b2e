"""E-mail messages: subject, date and the sender's organisation, then the text; what is attached is handed on as files."""

import email
from base64 import b64decode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from typing import Any, TypeVar

from winnable.core.errors import SourceError
from winnable.sources.documents import limits
from winnable.sources.documents.blocks import Block, Reading
from winnable.sources.documents.html import read_html
from winnable.sources.documents.text import read_text

_AGAIN = "open it in the mail program, save it once more and read that copy, or print it as PDF"
_SIGNATURES = frozenset({"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"})
# How deep the parts of one message may lie in each other.
_DEEPEST = 20
Read = TypeVar("Read")


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """What is attached to a message: a file by its bytes, or another message; a `reason` where it cannot be had."""

    name: str
    data: bytes = b""
    letter: "Letter | None" = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A message without the people in it: `sender` is the domain that it came from. Texts are "" where there is none."""

    subject: str
    sent: datetime | None
    sender: str
    plain: str
    html: str
    enclosures: tuple[Enclosure, ...]
    warnings: tuple[str, ...] = ()


def letter_from_eml(data: bytes, file: str) -> Letter:
    """The message that these bytes hold; SourceError where it is damaged."""
    return _guarded(file, lambda: _letter(email.message_from_bytes(data), file, 0))


def read_letter(letter: Letter, file: str) -> Reading:
    """Subject, date, sender's organisation and text of a message as blocks; HTML before plain text, because it has structure."""
    body = _body(letter, file)
    return Reading(blocks=_blocks(letter, body), warnings=(*letter.warnings, *(body.warnings if body else ())))


def _blocks(letter: Letter, body: Reading | None) -> Iterator[Block]:
    if letter.subject:
        yield Block(text=letter.subject, kind="heading", level=1)
    if letter.sent is not None:
        yield Block(text=f"Sent: {letter.sent.isoformat(' ', 'minutes')}")
    if letter.sender:
        yield Block(text=f"From: {letter.sender}")
    for block in body.blocks if body else ():
        deeper = block.level + 1 if block.kind == "heading" else 0
        yield Block(text=block.text, kind=block.kind, level=deeper, number=block.number)


def _body(letter: Letter, file: str) -> Reading | None:
    """The text as it was laid out, or as it was typed where that holds nothing."""
    for text, reader in ((letter.html, read_html), (letter.plain, read_text)):
        if text.strip():
            reading = reader(b"\xef\xbb\xbf" + text[: limits.TEXT_BYTES].encode("utf-8", "replace"), file)
            blocks = tuple(reading.blocks)
            if blocks:
                return Reading(blocks=blocks, warnings=reading.warnings)
    return None


def _guarded(file: str, call: Callable[[], Read]) -> Read:
    """The call's result; whatever the library stumbles over becomes a SourceError."""
    try:
        return call()
    except (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError, OverflowError) as error:
        raise SourceError(file, "is a damaged e-mail message", _AGAIN) from error


def _letter(message: Message, file: str, depth: int) -> Letter:
    texts: dict[str, list[str]] = {"text/plain": [], "text/html": []}
    enclosures: list[Enclosure] = []
    for part in _parts(message, 0):
        kind = part.get_content_type()
        if part.get_content_maintype() == "message":
            enclosures.append(_enclosed_message(part, file, depth))
        elif kind in texts and part.get_content_disposition() != "attachment" and not part.get_filename():
            texts[kind].append(_text_of(part))
        elif kind not in _SIGNATURES and not _is_decoration(part):
            enclosures.append(_enclosure(part, len(enclosures) + 1))
    return Letter(
        subject=_header(message, "Subject"),
        sent=_date(message),
        sender=_domain(message),
        plain="\n\n".join(texts["text/plain"]),
        html="\n".join(texts["text/html"]),
        enclosures=tuple(enclosures),
    )


def _parts(message: Message, depth: int) -> Iterator[Message]:
    """The parts that hold something, in their order, without those inside attached messages."""
    content: Any = message.get_payload()
    if message.get_content_maintype() == "multipart" and isinstance(content, list):
        if depth < _DEEPEST:
            for part in content:
                yield from _parts(part, depth + 1)
    else:
        yield message


def _enclosed_message(part: Message, file: str, depth: int) -> Enclosure:
    inner = _message_in(part)
    if inner is None or depth >= limits.PACK_DEPTH:
        return Enclosure(name="message.eml", reason="is a message inside too many others" if inner else "is an empty message")
    letter = _letter(inner, file, depth + 1)
    return Enclosure(name=f"{letter.subject or 'message'}.eml", letter=letter)


def _message_in(part: Message) -> Message | None:
    """The message in a part; some programs encode it, which the parser takes for its text."""
    content: Any = part.get_payload()
    inner = content[0] if isinstance(content, list) and content else None
    if isinstance(inner, Message) and str(part.get("Content-Transfer-Encoding", "")).strip().lower() == "base64":
        try:
            return email.message_from_bytes(b64decode(str(inner.get_payload())))
        except ValueError:
            return inner
    return inner if isinstance(inner, Message) else None


def _enclosure(part: Message, number: int) -> Enclosure:
    content: Any = part.get_payload(decode=True)
    name = _decoded(part.get_filename() or "") or f"attachment {number}"
    return Enclosure(name=name, data=content if isinstance(content, bytes) else b"")


def _is_decoration(part: Message) -> bool:
    """Whether a part is a picture that the text shows, such as a logo."""
    shown = part["Content-ID"] is not None or part.get_content_disposition() == "inline"
    return shown and part.get_content_maintype() == "image"


def _text_of(part: Message) -> str:
    content: Any = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    try:
        return content.decode(str(part.get_content_charset() or "utf-8"))
    except (LookupError, ValueError):
        return content.decode("cp1252", "replace")


def _header(message: Message, name: str) -> str:
    return _decoded(str(message.get(name, ""))[: limits.PASSAGE_CHARACTERS])


def _decoded(text: str) -> str:
    """A field's text with its encoded words written out."""
    try:
        decoded = str(make_header(decode_header(text)))
    except (LookupError, ValueError):
        decoded = text
    return " ".join(decoded.encode("utf-8", "replace").decode("utf-8").split())


def _date(message: Message) -> datetime | None:
    try:
        return parsedate_to_datetime(str(message.get("Date", ""))[:100])
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _domain(message: Message) -> str:
    """The part of the sender's address that names an organisation, not a person."""
    address = parseaddr(_header(message, "From")[:500])[1]
    return address.rpartition("@")[2].lower() if "@" in address else ""
