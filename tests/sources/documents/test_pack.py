"""Packs: documents in folders, archives and messages, in any nesting."""

import io
import random
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter
from pypdf.generic import StreamObject
from tests.sources.documents.outlook import attached_file, message, ole

from winnable.core.errors import SourceError
from winnable.sources.documents import Pack, limits, read_document, read_pack
from winnable.sources.documents.pack_names import unique_names

Write = Callable[..., Path]
FEW = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
SCOPE, PRICES = b"# Scope\n\nThe portal runs in the country.\n", b"Year,Price\n1,100\n"


def _zip(members: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return target.getvalue()


def _names(pack: Pack) -> list[str]:
    return [document.file for document in pack.documents]


def _unread(pack: Pack) -> dict[str, str]:
    return {entry.file: entry.reason for entry in pack.unread}


def _patched(data: bytes, offset: int, value: bytes) -> bytes:
    """An archive of one member with a field of both its headers changed."""
    local, central = data.index(b"PK\x03\x04"), data.index(b"PK\x01\x02")
    changed = bytearray(data)
    for start, shift in ((local, 0), (central, 2)):
        changed[start + offset + shift : start + offset + shift + len(value)] = value
    return bytes(changed)


def test_an_archive_is_read_with_its_folders(text_file: Write) -> None:
    pack = read_pack([text_file(_zip({"scope.md": SCOPE, "annex/": b"", "annex/prices.csv": PRICES}), "pack.zip")])
    assert [(d.file, d.kind) for d in pack.documents] == [("scope.md", "markdown"), ("prices.csv", "csv")]
    assert {p.file for d in pack.documents for p in d.passages} == {"scope.md", "prices.csv"}
    assert (pack.unread, pack.notes) == ((), ())


def test_files_of_one_name_get_as_much_of_their_path_as_tells_them_apart(text_file: Write) -> None:
    inner = _zip({"B.md": b"# Innermost\n\nWords.\n"})
    members = {"B.md": b"# One\n\nWords.\n", "annex/B.md": b"# Two\n\nWords.\n", "more/pack.zip": inner, "A.md": SCOPE}
    assert _names(read_pack([text_file(_zip(members), "tender.zip")])) == [
        "tender.zip/B.md",
        "annex/B.md",
        "pack.zip/B.md",
        "A.md",
    ]


@pytest.mark.parametrize(
    ("paths", "names"),
    [
        ([("a.md",), ("a.md",)], ["a.md", "a (2).md"]),
        ([("x", "a.md"), ("x", "A.md")], ["x/a.md", "x/A (2).md"]),
        ([("x", "y", "a.md"), ("z", "y", "a.md"), ("a.md",)], ["x/y/a.md", "z/y/a.md", "a.md"]),
        ([("plain",), ("plain",), ("plain",)], ["plain", "plain (2)", "plain (3)"]),
        ([("a.md",), ("a.md",), ("a (2).md",)], ["a.md", "a (2).md", "a (2) (2).md"]),
    ],
)
def test_names_are_short_and_unique(paths: list[tuple[str, ...]], names: list[str]) -> None:
    assert unique_names(paths) == names


@given(st.lists(st.lists(st.sampled_from(["a", "A", "b", "a.md"]), min_size=1, max_size=4).map(tuple), max_size=12))
def test_names_never_clash(paths: list[tuple[str, ...]]) -> None:
    assert len({name.casefold() for name in unique_names(paths)}) == len(paths)


def test_a_folder_is_a_pack_and_links_out_of_it_are_not_followed(tmp_path: Path) -> None:
    folder, outside = tmp_path / "tender", tmp_path / "secret.md"
    (folder / "annex").mkdir(parents=True)
    (folder / ".git").mkdir()
    outside.write_bytes(b"# Secret\n\nNot part of the tender.\n")
    (folder / "scope.md").write_bytes(SCOPE)
    (folder / "annex" / "pack.zip").write_bytes(_zip({"prices.csv": PRICES}))
    (folder / ".git" / "config.md").write_bytes(SCOPE)
    (folder / "link.md").symlink_to(outside)
    (folder / "loop").symlink_to(tmp_path)
    pack = read_pack([folder])
    assert _names(pack) == ["prices.csv", "scope.md"]
    assert not any("secret" in name for name in (*_names(pack), *pack.notes))


def test_archives_in_archives_are_opened_to_a_depth(text_file: Write) -> None:
    data = _zip({"innermost.md": SCOPE})
    for number in range(limits.PACK_DEPTH):
        data = _zip({f"level{number}.zip": data, f"level{number}.md": f"# Level {number}\n\nWords.\n".encode()})
    pack = read_pack([text_file(data, "pack.zip")])
    assert "innermost.md" not in _names(pack)
    assert len(_names(pack)) == limits.PACK_DEPTH
    assert _unread(pack) == {"level0.zip": "is packed inside too many others"}
    assert "unpack it" in pack.unread[0].remedy


def test_what_cannot_be_read_is_named_and_does_not_stop_the_rest(text_file: Write) -> None:
    members = {
        "old.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"),
        "scope.md": SCOPE,
        "broken.pdf": b"%PDF-1.7\nnothing more",
        "empty.docx": b"",
        "letter.rtf": b"{\\rtf1 words}",
        "page.odt": _zip({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<a/>"}),
        "more.7z": b"7z\xbc\xaf\x27\x1c\x00\x04",
    }
    pack = read_pack([text_file(_zip(members), "pack.zip")])
    assert _names(pack) == ["scope.md"]
    assert _unread(pack) == {
        "old.doc": "is a Word document of before 2007 (DOC)",
        "broken.pdf": "is a damaged or incomplete PDF",
        "empty.docx": "is empty",
        "letter.rtf": "is a rich text file (RTF)",
        "page.odt": "is an OpenDocument file",
        "more.7z": "is an archive (7z)",
    }
    assert all(entry.remedy for entry in pack.unread)


def test_the_same_file_twice_is_read_once_and_named(text_file: Write) -> None:
    pack = read_pack([text_file(_zip({"scope.md": SCOPE, "copies/again.md": SCOPE}), "pack.zip"), text_file(SCOPE, "third.md")])
    assert _names(pack) == ["scope.md"]
    assert pack.notes == ("again.md is the same file as scope.md: read once", "third.md is the same file as scope.md: read once")


def test_what_systems_leave_behind_is_left_out_and_said(text_file: Write) -> None:
    members = {"scope.md": SCOPE, "Thumbs.db": b"x", "annex/.DS_Store": b"x", "__MACOSX/._scope.md": b"x", "~$scope.docx": b"x",
               "scope.md.p7s": b"x", "scope.md.asc": b"x", "site/style.css": b"p {}"}  # fmt: skip
    pack = read_pack([text_file(_zip(members), "pack.zip")])
    assert _names(pack) == ["scope.md"]
    assert pack.unread == ()
    assert len(pack.notes) == 1
    assert all(
        name in pack.notes[0] for name in ("Thumbs.db", ".DS_Store", "._scope.md", "~$scope.docx", "p7s", "asc", "style.css")
    )


def test_pictures_are_left_out_with_a_note_where_there_is_no_text_recognition(text_file: Write) -> None:
    data = _zip({"scope.md": SCOPE, "plan.png": b"\x89PNG\r\n\x1a\n" + b"\0" * 50})
    pack = read_pack([text_file(data, "pack.zip")], ocr=False)
    assert (_names(pack), pack.unread) == (["scope.md"], ())
    assert pack.notes[0].startswith("no text was read from pictures: plan.png; install text recognition")


@pytest.mark.parametrize(
    "name", ["../../escaped.md", "/etc/escaped.md", "C:\\Users\\escaped.md", "..\\..\\escaped.md", "a\x1b[31m\u202e/escaped.md"]
)
def test_names_in_archives_are_shown_and_never_paths(text_file: Write, tmp_path: Path, name: str) -> None:
    before = sorted(tmp_path.parent.rglob("*"))
    path = text_file(_zip({name: SCOPE, "other/escaped.md": PRICES}), "pack.zip")
    names = _names(read_pack([path]))
    assert all(shown.isprintable() and ".." not in shown and not shown.startswith("/") for shown in names)
    assert sorted(tmp_path.parent.rglob("*")) == sorted([*before, path])


def test_a_locked_member_is_named_with_its_remedy(text_file: Write) -> None:
    locked = _patched(_zip({"secret.md": SCOPE}), 6, b"\x01\x00")
    pack = read_pack([text_file(_zip({"inner.zip": locked, "scope.md": SCOPE}), "pack.zip")])
    assert _unread(pack) == {"secret.md": "is protected by a password"}
    assert "password" in pack.unread[0].remedy


def test_a_member_packed_in_an_unknown_way_is_named(text_file: Write) -> None:
    odd = _patched(_zip({"odd.md": SCOPE}), 8, b"\x63\x00")
    pack = read_pack([text_file(_zip({"inner.zip": odd, "scope.md": SCOPE}), "pack.zip")])
    assert _unread(pack) == {"odd.md": "is damaged in its archive"}


def test_a_bomb_is_named_and_not_unpacked(text_file: Write) -> None:
    bomb = _zip({"bomb.txt": b"\0" * 60_000_000, "scope.md": SCOPE})
    pack = read_pack([text_file(bomb, "pack.zip")])
    assert _names(pack) == ["scope.md"]
    assert "zip bomb" in _unread(pack)["bomb.txt"]


def test_all_that_is_unpacked_together_has_a_limit(text_file: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PACK_BYTES", 200)
    members = {
        f"{number}.md": f"# {number}\n\n".encode() + bytes(random.Random(number).choices(b"abc ", k=40)) for number in range(9)
    }
    with pytest.raises(SourceError, match="more than can be unpacked"):
        read_pack([text_file(_zip(members), "pack.zip")])
    folder = text_file(b"x", "x").parent / "folder"
    folder.mkdir()
    for name, data in members.items():
        (folder / name).write_bytes(data)
    pack = read_pack([folder])
    assert 0 < len(pack.documents) < len(members)
    assert len(pack.documents) + len(pack.unread) == len(members)


def test_very_many_files_have_a_limit(text_file: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PACK_FILES", 5)
    pack = read_pack([text_file(_zip({f"{number}.md": f"# {number}\n\nWords.\n".encode() for number in range(9)}), "pack.zip")])
    assert (len(pack.documents), len(pack.unread)) == (4, 5)
    assert "behind 5 other files" in pack.unread[0].reason


def test_a_pack_of_very_much_text_is_read_up_to_a_limit(text_file: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PACK_CHARACTERS", 30)
    pack = read_pack([text_file(_zip({"a.md": SCOPE, "b.md": PRICES, "c.md": b"Words."}), "pack.zip")])
    assert _names(pack) == ["a.md"]
    assert len(pack.unread) == 2


def test_a_path_that_does_not_exist_stops_everything(text_file: Write, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file"):
        read_pack([text_file(SCOPE, "scope.md"), tmp_path / "annex.md"])


def test_a_single_file_that_cannot_be_read_is_refused_as_itself(text_file: Write) -> None:
    with pytest.raises(SourceError) as caught:
        read_pack([text_file(b"{\\rtf1 words}", "letter.rtf")])
    assert (caught.value.file, caught.value.message) == ("letter.rtf", "is a rich text file (RTF)")


def test_a_pack_of_which_nothing_can_be_read_says_why(text_file: Write, tmp_path: Path) -> None:
    with pytest.raises(
        SourceError, match=r"holds nothing that can be read: a\.rtf is a rich text file \(RTF\); b\.pdf is a damaged"
    ):
        read_pack([text_file(_zip({"a.rtf": b"{\\rtf1}", "b.pdf": b"%PDF-1.7"}), "pack.zip")])
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError, match="holds no document"):
        read_pack([tmp_path / "empty"])


def test_a_pack_sent_by_mail(text_file: Write) -> None:
    letter = EmailMessage()
    letter["Subject"], letter["From"] = "Tender 7", "buyer@city.example"
    letter.set_content("The documents are attached.")
    letter.add_attachment(
        _zip({"scope.md": SCOPE, "prices.csv": PRICES}), maintype="application", subtype="zip", filename="pack.zip"
    )
    outlook = ole(message(attached_file("notice.eml", letter.as_bytes()), p0037="FW: Tender 7", p1000="For information."))
    assert _names(read_pack([text_file(outlook, "forwarded.msg")])) == ["forwarded.msg", "notice.eml", "scope.md", "prices.csv"]


def test_a_sheet_inside_a_letter_is_a_document_of_its_own(tmp_path: Path) -> None:
    book, target = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["Year one", 120])
    book.save(target)
    letter = docx.Document()
    letter.add_paragraph("Fill in the prices.")
    part = Part(PackURI("/word/embeddings/Prices.xlsx"), "application/octet-stream", target.getvalue(), letter.part.package)
    letter.part.relate_to(part, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/package")
    letter.save(str(tmp_path / "letter.docx"))
    pack = read_pack([tmp_path / "letter.docx"])
    assert [(document.file, document.kind) for document in pack.documents] == [("letter.docx", "docx"), ("Prices.xlsx", "xlsx")]


def _with_attachment(path: Path, name: str, data: bytes) -> Path:
    writer = PdfWriter(clone_from=path)
    writer.add_attachment(name, data)
    for index, entry in enumerate(writer._objects):
        if isinstance(entry, StreamObject) and entry.get("/Type") == "/EmbeddedFile":
            writer._objects[index] = entry.flate_encode()
    writer.write(path)
    return path


def test_files_attached_to_a_pdf_are_documents_of_their_own(pdf: Write, lines: Callable[..., None]) -> None:
    path = _with_attachment(pdf(lambda canvas: lines(canvas, ["See the attached sheet."])), "prices.csv", PRICES)
    assert _names(read_pack([path])) == ["tender.pdf", "prices.csv"]


def test_a_bomb_attached_to_a_pdf_is_named_and_not_unpacked(
    pdf: Write, lines: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "FILE_BYTES", 1_000_000)
    path = _with_attachment(pdf(lambda canvas: lines(canvas, ["See the attached sheet."])), "bomb.csv", b"0" * 2_000_000)
    pack = read_pack([path])
    assert _unread(pack) == {"bomb.csv": "is attached to a PDF in a way that is not opened"}


def test_a_file_that_somebody_names_is_read_whatever_its_name(text_file: Write) -> None:
    assert _names(read_pack([text_file(SCOPE, ".hidden.md")])) == [".hidden.md"]


def test_a_single_document_reader_sends_archives_to_the_pack(text_file: Write) -> None:
    with pytest.raises(SourceError, match="is an archive") as caught:
        read_document(text_file(_zip({"scope.md": SCOPE}), "pack.zip"))
    assert "pack" in caught.value.remedy


def test_progress_names_each_document(text_file: Write, pdf: Write, lines: Callable[..., None]) -> None:
    path = pdf(*(lambda canvas: lines(canvas, ["Words of a page."]) for _ in range(3)), name="a.pdf")
    seen: list[tuple[str, int, int]] = []
    read_pack([text_file(_zip({"annex/a.pdf": path.read_bytes()}), "pack.zip")], on_progress=lambda *step: seen.append(step))
    assert seen == [("a.pdf", 1, 3), ("a.pdf", 2, 3), ("a.pdf", 3, 3)]


@FEW
@given(seed=st.integers(0, 2**32))
def test_damaged_packs_end_in_documents_or_a_source_error(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    letter = ole(message(attached_file("a.zip", _zip({"scope.md": SCOPE})), p0037="Tender", p1000="Words."))
    data = bytearray(_zip({"scope.md": SCOPE, "a/letter.msg": letter}) if seed % 2 else letter)
    for _ in range(chance.randint(1, 30)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    path = tmp_path / "damaged.bin"
    path.write_bytes(data[: chance.randint(len(data) // 2, len(data))])
    assert _ends_well(path)


@FEW
@given(seed=st.integers(0, 2**32), head=st.binary(max_size=200))
def test_damaged_messages_end_in_documents_or_a_source_error(tmp_path: Path, seed: int, head: bytes) -> None:
    chance = random.Random(seed)
    letter = EmailMessage()
    letter["Subject"], letter["Date"] = "R\u00e9ponses", "Wed, 02 Apr 2031 09:30:00 +0200"
    letter.set_content("Words.")
    letter.add_attachment(SCOPE, maintype="text", subtype="markdown", filename="sc\u00f6pe.md")
    data = bytearray(letter.as_bytes())
    for _ in range(chance.randint(0, 30)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    path = tmp_path / "damaged.eml"
    path.write_bytes(b"From: a@b\nSubject: " + head + b"\n" + bytes(data))
    assert _ends_well(path)


def _ends_well(path: Path) -> bool:
    """Whether a pack is read, with all that is unread named, or refused with a remedy."""
    try:
        pack = read_pack([path], ocr=False)
    except SourceError as error:
        return bool(error.remedy)
    named = all(entry.reason and entry.remedy for entry in pack.unread)
    return named and all(document.passages for document in pack.documents)
