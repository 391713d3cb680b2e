"""E-mail messages (EML): what is read of them, and what is attached."""

from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest

from winnable.core.errors import SourceError
from winnable.sources.documents import limits, read_document, read_pack

Write = Callable[..., Path]
HTML = "<p>Dear all,</p><ul><li>Offers in French</li><li>Prices in euro</li></ul><p style='display:none'>Unseen</p>"


def _message(subject: str = "Notice 2031-07: questions", text: str = "Offers are due on 10 May 2031.\n") -> EmailMessage:
    letter = EmailMessage()
    letter["Subject"] = subject
    letter["From"] = "Ann Example <ann.example@city.example>"
    letter["To"] = "bidders@city.example"
    letter["Date"] = "Wed, 02 Apr 2031 09:30:00 +0200"
    letter.set_content(text)
    return letter


def _texts(path: Path) -> list[tuple[str, str]]:
    return [(passage.kind, passage.text) for passage in read_document(path).passages]


def test_subject_date_organisation_and_text_are_read_and_no_person(text_file: Write) -> None:
    document = read_document(text_file(_message().as_bytes(), "notice.eml"))
    assert [(passage.kind, passage.text) for passage in document.passages] == [
        ("heading", "Notice 2031-07: questions"),
        ("text", "Sent: 2031-04-02 09:30+02:00"),
        ("text", "From: city.example"),
        ("text", "Offers are due on 10 May 2031."),
    ]
    assert {passage.section for passage in document.passages} == {"Notice 2031-07: questions"}
    assert (document.kind, document.warnings) == ("mail", ())


def test_a_message_is_told_by_its_fields_whatever_its_name(text_file: Write) -> None:
    data = b"From bidders Wed Apr  2 09:30:00 2031\n" + _message().as_bytes()
    assert read_document(text_file(data, "message")).kind == "mail"
    assert read_document(text_file("Note: offers are due.\nSubject: to change.\n", "note")).kind == "text"
    assert read_document(text_file(_message().as_bytes(), "message.txt")).kind == "text"


def test_laid_out_text_outranks_plain_text(text_file: Write) -> None:
    letter = _message()
    letter.add_alternative(HTML, subtype="html")
    assert _texts(text_file(letter.as_bytes(), "a.eml"))[3:] == [
        ("text", "Dear all,"),
        ("item", "Offers in French"),
        ("item", "Prices in euro"),
    ]


def test_an_empty_layout_leaves_the_plain_text(text_file: Write) -> None:
    letter = _message()
    letter.add_alternative("<html><body><img src='x'></body></html>", subtype="html")
    assert _texts(text_file(letter.as_bytes(), "a.eml"))[-1] == ("text", "Offers are due on 10 May 2031.")


def test_encoded_words_and_old_character_sets_are_written_out(text_file: Write) -> None:
    head = (
        "Subject: =?iso-8859-1?Q?R=E9ponses_aux_questions?=\nMIME-Version: 1.0\nContent-Type: text/plain; charset=iso-8859-15\n"
    )
    data = head.encode() + b"Content-Transfer-Encoding: 8bit\n\nPrix : 20 \xa4 par an\n"
    assert _texts(text_file(data, "a.eml")) == [("heading", "R\u00e9ponses aux questions"), ("text", "Prix : 20 \u20ac par an")]


def test_attachments_are_documents_of_their_own_and_logos_are_not(text_file: Write) -> None:
    inner = _message("Answers", "The platform is prescribed.\n")
    inner.add_attachment(b"Year,Price\n1,100\n", maintype="text", subtype="csv", filename="prices.csv")
    outer = _message()
    outer.add_attachment(b"# Scope\n\nThe portal.\n", maintype="application", subtype="x-unknown", filename="annex.md")
    outer.add_attachment(inner)
    outer.add_attachment(b"\x89PNG\r\n\x1a\n", maintype="image", subtype="png", cid="<logo>", filename="logo.png")
    outer.add_attachment(b"0\x80\x06", maintype="application", subtype="pkcs7-signature", filename="smime.p7s")
    pack = read_pack([text_file(outer.as_bytes(), "notice.eml")])
    assert [(d.file, d.kind) for d in pack.documents] == [
        ("notice.eml", "mail"),
        ("annex.md", "markdown"),
        ("Answers.eml", "mail"),
        ("prices.csv", "csv"),
    ]
    assert (pack.unread, pack.notes) == ((), ())
    assert pack.documents[2].passages[-1].text == "The platform is prescribed."


def test_a_single_message_names_what_is_attached_to_it(text_file: Write) -> None:
    letter = _message()
    letter.add_attachment(b"words", maintype="text", subtype="plain", filename="annex.txt")
    assert read_document(text_file(letter.as_bytes(), "a.eml")).warnings == ("attached and not read: annex.txt",)


def test_messages_inside_messages_are_opened_to_a_depth(text_file: Write) -> None:
    letter = _message("Innermost")
    for number in range(limits.PACK_DEPTH + 2):
        outer = _message(f"Level {number}")
        outer.add_attachment(letter)
        letter = outer
    pack = read_pack([text_file(letter.as_bytes(), "a.eml")])
    assert "Innermost.eml" not in {document.file for document in pack.documents}
    assert [entry.reason for entry in pack.unread] == ["is a message inside too many others"]


def test_endless_nesting_of_parts_ends(text_file: Write) -> None:
    lines = ["Subject: Deep", "MIME-Version: 1.0"]
    for depth in range(3_000):
        lines += [f"Content-Type: multipart/mixed; boundary=b{depth}", "", f"--b{depth}"]
    with pytest.raises(SourceError, match=r"damaged|holds no text"):
        read_document(text_file("\n".join([*lines, "", "words"]), "a.eml"))


def test_a_message_without_anything_is_refused(text_file: Write) -> None:
    with pytest.raises(SourceError, match="holds no text"):
        read_document(text_file("Received: from a\nMIME-Version: 1.0\n\n\n", "a.eml"))
