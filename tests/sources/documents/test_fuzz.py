"""Packs, messages and marked-up texts, damaged in any way: reading ends with documents that can be shown, or our own error."""

import io
import zipfile
from email.message import EmailMessage
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.sources.documents.outlook import attached_file, attached_message, message, ole

from winnable.core.errors import SourceError, WinnableError
from winnable.sources.documents import Pack, limits, read_document, read_pack

QUICK = settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
TABLE = b"No.;Requirement\n1;The supplier must host in the EU.\n2;\xc3\xbcber 5.000 Nutzer\n"
HTML = (
    b'<!DOCTYPE html><html><head><meta charset="utf-8"><title>Request</title></head><body><h1>Scope</h1><ol start="2"><li>must'
    b'<ul><li>one</li></ul></li></ol><table><tr><td rowspan="2" colspan="3">a</td><td>b</td></tr><tr><td>c</td></tr></table>'
    b"</body></html>"
)
MARKDOWN = b"# Scope\n\n1. must\n   - one\n\n| a | b |\n|---|:-:|\n| 1 | `x|y` |\n\n> **quoted** [link](https://example.org)\n\n```\ncode\n```\n"


def _letter() -> bytes:
    inner = EmailMessage()
    inner["Subject"], inner["From"] = "Inner", "office@example.org"
    inner.set_content("The portal shall have a search.")
    letter = EmailMessage()
    letter["Subject"], letter["From"], letter["Date"] = "Anfrage für Möbel", "a@example.org", "Mon, 04 Jan 2027 10:00:00 +0100"
    letter.set_content("The supplier must provide a portal.")
    letter.add_alternative(HTML.decode(), subtype="html")
    letter.add_attachment(TABLE, maintype="text", subtype="csv", filename="täble.csv")
    letter.add_attachment(inner)
    return letter.as_bytes()


def _outlook() -> bytes:
    inner = attached_message(message(head=24, p0037="Inner", p1000="The portal shall have a search."))
    return ole(message(attached_file("list.csv", TABLE), inner, p0037="A portal", p1000="Dear all", p1013=HTML))


def _archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (("a/list.csv", TABLE), ("b.md", MARKDOWN), ("letter.eml", _letter()), ("c.html", HTML)):
            archive.writestr(name, data)
    return out.getvalue()


WHOLE = {"a.eml": _letter(), "a.msg": _outlook(), "a.zip": _archive(), "a.html": HTML, "a.md": MARKDOWN, "a.csv": TABLE}
HOSTED, LISTED, SHOWN = "1 | The supplier must host in the EU.", "must", "quoted link"
WORDS = {
    "a.eml": {HOSTED, "Scope", "The portal shall have a search."},
    "a.msg": {HOSTED, "Scope", "The portal shall have a search."},
    "a.zip": {HOSTED, "The portal shall have a search.", LISTED, SHOWN},
    "a.html": {"Scope", LISTED, "one"},
    "a.md": {"Scope", "code", SHOWN},
    "a.csv": {HOSTED, "2 | über 5.000 Nutzer"},
}
PLACES = st.integers(0, 2**16)
# A place, how many bytes go there, and what comes instead.
CHANGES = st.lists(st.tuples(PLACES, st.integers(0, 300), st.binary(max_size=12)), min_size=1, max_size=6)
ODD = st.sampled_from(
    [b"=?utf-8?b?///?=", b"charset=utf-16", b"rowspan=99999999999", b"&#xD800;", b"<table><tr><td>", b"\xed\xa0\x80", b"\x00",
     b'"', b"9" * 5000]
)  # fmt: skip


def _changed(data: bytes, changes: list[tuple[int, int, bytes]], odd: bytes) -> bytes:
    for place, gone, added in changes:
        at = place % (len(data) + 1)
        data = data[:at] + added + data[at + gone :]
    at = changes[0][0] % (len(data) + 1)
    return data[:at] + odd + data[at:]


def _read(path: Path, data: bytes) -> Pack | None:
    path.write_bytes(data)
    try:
        return read_pack([path], ocr=False)
    except WinnableError:
        return None


def _assert_can_be_shown(pack: Pack) -> None:
    """What is handed on is text that can be written anywhere, in pieces of a bounded size, and no document has another's name."""
    assert len({document.file for document in pack.documents}) == len(pack.documents) > 0
    assert all(unread.reason and unread.remedy for unread in pack.unread)
    for document in pack.documents:
        for passage in document.passages:
            assert passage.text.strip()
            assert len(passage.text) <= limits.PASSAGE_CHARACTERS
            f"{passage.file}{passage.section}{passage.number}{passage.text}".encode()


@pytest.mark.parametrize("name", WHOLE)
def test_whole_files_are_read_with_all_in_them(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(WHOLE[name])
    pack = read_pack([path], ocr=False)
    assert not pack.unread
    assert len(pack.documents) == {"a.eml": 3, "a.msg": 3, "a.zip": 5}.get(name, 1)
    texts = {passage.text for document in pack.documents for passage in document.passages}
    assert texts >= WORDS[name]


@pytest.mark.parametrize("name", WHOLE)
@QUICK
@given(changes=CHANGES, odd=st.one_of(st.just(b""), ODD))
def test_a_damaged_file_is_read_or_refused(name: str, tmp_path: Path, changes: list[tuple[int, int, bytes]], odd: bytes) -> None:
    pack = _read(tmp_path / name, _changed(WHOLE[name], changes, odd))
    if pack is not None:
        _assert_can_be_shown(pack)


@QUICK
@given(changes=CHANGES, odd=ODD, name=st.sampled_from(["a.eml", "a.html", "a.md", "a.csv", "a.msg"]))
def test_one_damaged_file_in_an_archive_costs_none_of_the_others(
    tmp_path: Path, changes: list[tuple[int, int, bytes]], odd: bytes, name: str
) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("whole.txt", "The supplier must host the portal in the EU.")
        archive.writestr(name, _changed(WHOLE[name], changes, odd))
    path = tmp_path / "pack.zip"
    path.write_bytes(out.getvalue())
    pack = read_pack([path], ocr=False)
    assert "The supplier must host the portal in the EU." in {p.text for d in pack.documents for p in d.passages}
    _assert_can_be_shown(pack)


@pytest.mark.parametrize("place", ['<row r="99999999999999999999">', '<row r="00000004294967295">', '<row><c r="ZZZZZZ2"/>'])
def test_a_row_or_column_beyond_all_numbers_does_not_end_the_program(place: str, tmp_path: Path) -> None:
    out, book = io.BytesIO(), io.BytesIO()
    workbook = openpyxl.Workbook()
    workbook.active.append(["No.", "Requirement"])
    workbook.save(book)
    with zipfile.ZipFile(book) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            target.writestr(name, part.replace(b'<row r="1">', place.encode()) if "sheet1" in name else part)
    with pytest.raises(SourceError, match="spans"):
        read_document(_written(tmp_path / "a.xlsx", out.getvalue()))


def _written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path
