"""Outlook messages: what is read of them, and what is attached."""

import struct
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.sources.documents.outlook import attached_file, attached_message, message, ole, properties, stream

from winnable.core.errors import SourceError
from winnable.sources.documents import limits, read_document, read_pack

Write = Callable[..., Path]
EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


def _ticks(year: int, month: int, day: int, hour: int) -> bytes:
    """A moment as Windows counts it."""
    moment = datetime(year, month, day, hour, tzinfo=UTC)
    return struct.pack("<Q", int((moment - EPOCH).total_seconds()) * 10_000_000)


def test_subject_date_organisation_and_text_are_read_and_no_person(text_file: Write) -> None:
    letter = message(p0037="Amendment 2", p1000="Offers are due on 10 May 2031.\r\n\r\nKind regards", p0C1A="Ann Example",
                     p5D01="ann.example@city.example", sent=_ticks(2031, 4, 2, 9))  # fmt: skip
    document = read_document(text_file(ole(letter), "amendment.msg"))
    assert [(passage.kind, passage.section, passage.text) for passage in document.passages] == [
        ("heading", "Amendment 2", "Amendment 2"),
        ("text", "Amendment 2", "Sent: 2031-04-02 09:00+00:00"),
        ("text", "Amendment 2", "From: city.example"),
        ("text", "Amendment 2", "Offers are due on 10 May 2031."),
        ("text", "Amendment 2", "Kind regards"),
    ]
    assert (document.kind, document.pages, document.warnings) == ("mail", None, ())


def test_laid_out_text_outranks_plain_text(text_file: Write) -> None:
    html = "<html><body><p>Caf\u00e9</p><table><tr><td>R1</td><td>Single sign-on</td></tr></table></body></html>".encode()
    document = read_document(text_file(ole(message(p0037="S", p1000="Only plain.", p1013=html)), "a.msg"))
    assert [(p.kind, p.text) for p in document.passages[1:]] == [("text", "Caf\u00e9"), ("row", "R1 | Single sign-on")]


def test_a_narrow_text_is_read_in_the_code_page_that_the_message_names(text_file: Write) -> None:
    tree = message(p0037="S")
    tree["__properties_version1.0"] = properties(32, p3FFD=(1251).to_bytes(8, "little"))
    tree["__substg1.0_1000001E"] = "\u0417\u0430\u043a\u0443\u043f\u043a\u0430 \u043f\u043e\u0440\u0442\u0430\u043b\u0430".encode(
        "cp1251"
    )
    document = read_document(text_file(ole(tree), "a.msg"))
    assert document.passages[-1].text == "\u0417\u0430\u043a\u0443\u043f\u043a\u0430 \u043f\u043e\u0440\u0442\u0430\u043b\u0430"


def test_a_text_in_rich_text_alone_is_said_to_be_unread(text_file: Write) -> None:
    document = read_document(text_file(ole(message(p0037="Only a subject", p1009=b"\0" * 40)), "a.msg"))
    assert document.warnings == ("the text of the message is kept as rich text (RTF) alone: not read",)


def test_attached_files_and_messages_are_documents_of_their_own(text_file: Write) -> None:
    inner = message(attached_file("prices.csv", b"Year,Price\n1,100\n"), head=24, p0037="Questions", p1000="Which platform?")
    outer = message(
        attached_file("annex.md", b"# Scope\n\nThe portal runs in the country.\n" * 300),
        attached_message(inner),
        attached_file("logo.png", b"\x89PNG\r\n\x1a\n", p3712="logo@1"),
        p0037="Tender",
        p1000="See the annexes.",
    )
    pack = read_pack([text_file(ole(outer), "tender.msg")])
    assert [(d.file, d.kind) for d in pack.documents] == [
        ("tender.msg", "mail"),
        ("annex.md", "markdown"),
        ("Questions.msg", "mail"),
        ("prices.csv", "csv"),
    ]
    assert pack.documents[2].passages[-1].text == "Which platform?"
    assert (pack.unread, pack.notes) == ((), ())


def test_a_single_message_names_what_is_attached_to_it(text_file: Write) -> None:
    outer = message(attached_file("annex.md", b"words"), p0037="Tender", p1000="See the annex.")
    assert read_document(text_file(ole(outer), "a.msg")).warnings == ("attached and not read: annex.md",)


def test_a_link_in_place_of_a_file_is_named(text_file: Write) -> None:
    link = attached_file("specification.docx", b"")
    pack = read_pack([text_file(ole(message(link, p0037="Tender", p1000="See the link.")), "a.msg")])
    assert [(entry.file, entry.reason) for entry in pack.unread] == [
        ("specification.docx", "is kept elsewhere: the message holds only a link to it")
    ]


def test_messages_inside_messages_are_opened_to_a_depth(text_file: Write) -> None:
    tree = message(head=24, p0037="Innermost", p1000="Too deep.")
    for number in range(limits.PACK_DEPTH + 2):
        tree = message(attached_message(tree), head=24, p0037=f"Level {number}", p1000="Words.")
    tree["__properties_version1.0"] = properties(32)
    pack = read_pack([text_file(ole(tree), "a.msg")])
    assert "Innermost.msg" not in {document.file for document in pack.documents}
    assert [entry.reason for entry in pack.unread] == ["is a message inside too many others"]


@pytest.mark.parametrize("cut", [600, 1_200, 2_000])
def test_a_truncated_message_is_read_or_refused(text_file: Write, cut: int) -> None:
    path = text_file(ole(message(p0037="Subject", p1000="Words. " * 500))[:cut], "a.msg")
    with pytest.raises(SourceError) as caught:
        read_document(path)
    assert caught.value.remedy


def test_a_stream_without_a_table_of_properties_is_damage(text_file: Write) -> None:
    broken = dict([stream(0x0037, "Subject")])
    with pytest.raises(SourceError, match="not read"):
        read_document(text_file(ole(broken), "a.msg"))
