"""Whatever a file holds, reading it ends: with passages or with a SourceError that says what to do."""

import io
import os
import random
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import docx
import openpyxl
import pptx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from winnable.core.errors import SourceError
from winnable.sources.documents import limits, read_document
from winnable.sources.documents.kinds import kind_of

Write = Callable[..., Path]
FEW = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _refusal(path: Path) -> SourceError:
    with pytest.raises(SourceError) as caught:
        read_document(path)
    assert caught.value.file == path.name
    assert caught.value.remedy
    return caught.value


def _zip(parts: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return target.getvalue()


def _docx() -> bytes:
    document, target = docx.Document(), io.BytesIO()
    document.add_heading("Scope", 1)
    document.add_paragraph("The platform runs in the country.")
    document.save(target)
    return target.getvalue()


def _xlsx() -> bytes:
    book, target = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["Demand", "Weight"])
    book.save(target)
    return target.getvalue()


def _pptx() -> bytes:
    presentation, target = pptx.Presentation(), io.BytesIO()
    slide = presentation.slides.add_slide(presentation.slide_layouts[1])
    slide.shapes.title.text, slide.placeholders[1].text = "Scope", "The platform runs in the country."
    slide.notes_slide.notes_text_frame.text = "Say so."
    presentation.save(target)
    return target.getvalue()


def test_a_missing_file(tmp_path: Path) -> None:
    assert "no such file" in _refusal(tmp_path / "none.pdf").message


def test_a_folder(tmp_path: Path) -> None:
    assert "folder" in _refusal(tmp_path).message


def test_an_empty_file(text_file: Write) -> None:
    assert "empty" in _refusal(text_file(b"", "empty.pdf")).message


def test_a_file_of_spaces_holds_no_text(text_file: Write) -> None:
    assert "no text" in _refusal(text_file(" \n\n ---- \n")).message


def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert "not a file" in _refusal(tmp_path / "pipe.txt").message


def test_a_file_that_may_not_be_read(text_file: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = text_file("words")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "open", refuse)
    assert "may not be read" in _refusal(path).message


def test_a_file_that_is_too_large(text_file: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FILE_BYTES", 1024 * 1024)
    assert "larger than 1 MB" in _refusal(text_file(b"a" * (1024 * 1024 + 1))).message


def test_a_pdf_named_docx_is_read_as_pdf_with_a_warning(pdf: Write, lines: Callable[..., None]) -> None:
    document = read_document(pdf(partial(lines, lines=["Words of a PDF."]), name="tender.docx"))
    assert document.kind == "pdf"
    assert document.warnings == ("the name says Word document (DOCX), the content is PDF: read as PDF",)


@pytest.mark.parametrize(
    ("name", "content", "kind"), [("a.pdf", _docx(), "docx"), ("a.txt", _xlsx(), "xlsx"), ("a.docx", b"<html><p>Words", "html")]
)
def test_bytes_outrank_the_name(text_file: Write, name: str, content: bytes, kind: str) -> None:
    document = read_document(text_file(content, name))
    assert document.kind == kind
    assert "the name says" in document.warnings[0]


@pytest.mark.parametrize("name", ["a.md", "a.txt", "noextension", "a.csv"])
def test_plain_names_need_no_warning(text_file: Write, name: str) -> None:
    assert read_document(text_file("Some words, and more.", name)).warnings == ()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "picture"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 50, "picture"),
        (b"{\\rtf1 words}", "RTF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "before 2007"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "damaged workbook"),
        (_zip({"ppt/presentation.xml": b"<a/>"}), "presentation"),
        (_zip({"a.txt": b"a"}), "archive"),
        (b"PK\x03\x04 and nothing more", "damaged"),
        (b"<?xml version='1.0'?><notice/>", "XML"),
        (b"%PDF-1.7\nand nothing more", "damaged"),
    ],
)
def test_what_is_not_read_is_named(text_file: Write, content: bytes, words: str) -> None:
    assert words in _refusal(text_file(content, "file.bin")).message


@pytest.mark.parametrize("name", ["word/document.xml", "xl/workbook.xml", "ppt/presentation.xml"])
def test_a_zip_bomb_is_refused_before_it_is_unpacked(text_file: Write, name: str) -> None:
    bomb = _zip({name: b"<a>" + b" " * 60_000_000})
    assert len(bomb) < 100_000
    assert "zip bomb" in _refusal(text_file(bomb, "bomb.docx")).message


def test_an_archive_of_very_many_members_is_refused(text_file: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ZIP_MEMBERS", 100)
    members = {f"word/part{number}.xml": b"" for number in range(200)}
    assert "zip bomb" in _refusal(text_file(_zip({"word/document.xml": b"", **members}), "a.docx")).message


@pytest.mark.parametrize(
    ("make", "name"), [(_docx, "word/document.xml"), (_xlsx, "xl/workbook.xml"), (_pptx, "ppt/presentation.xml")]
)
def test_sizes_that_lie_do_not_help_a_bomb(text_file: Write, make: Callable[[], bytes], name: str) -> None:
    data = _zip({name: b"<a>" + b" " * 20_000_000})
    truth = (20_000_003).to_bytes(4, "little")
    assert truth in data
    _refusal(text_file(data.replace(truth, (900).to_bytes(4, "little")), "a.docx"))


def test_members_that_name_paths_are_never_written(text_file: Write, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(_docx())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    read_document(text_file(_zip({**parts, "../../escaped.txt": b"escaped"}), "a.docx"))
    assert not list(tmp_path.parent.parent.rglob("escaped.txt"))


@FEW
@given(
    content=st.binary(max_size=3_000), opening=st.sampled_from([b"", b"%PDF-1.7\n", b"PK\x03\x04", b"<html>", b"\xff\xfe", b"# "])
)
def test_random_bytes_end_in_passages_or_a_source_error(tmp_path: Path, content: bytes, opening: bytes) -> None:
    path = tmp_path / "random.md"
    path.write_bytes(opening + content)
    assert _ends_well(path)


@pytest.mark.parametrize("make", [_docx, _xlsx, _pptx])
@FEW
@given(seed=st.integers(0, 2**32))
def test_damaged_office_files_end_in_passages_or_a_source_error(tmp_path: Path, make: Callable[[], bytes], seed: int) -> None:
    assert _survives(tmp_path / "damaged.bin", make(), random.Random(seed))


@FEW
@given(seed=st.integers(0, 2**32))
def test_damaged_parts_of_office_files_end_in_passages_or_a_source_error(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    for make in (_docx, _xlsx, _pptx):
        with zipfile.ZipFile(io.BytesIO(make())) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        name = chance.choice([name for name in parts if name.endswith(".xml")])
        parts[name] = _damaged(parts[name], chance)
        assert _survives(tmp_path / "damaged.bin", _zip(parts), None)


@FEW
@given(seed=st.integers(0, 2**32))
def test_damaged_pdf_files_end_in_passages_or_a_source_error(tmp_path: Path, seed: int) -> None:
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(tmp_path / "whole.pdf"), pageCompression=seed % 2)
    for number in range(5):
        canvas.drawString(72, 700, f"Words of page {number}.")
        canvas.rect(50, 50, 300, 300)
        canvas.showPage()
    canvas.save()
    assert _survives(tmp_path / "damaged.pdf", (tmp_path / "whole.pdf").read_bytes(), random.Random(seed))


def _damaged(data: bytes, chance: random.Random) -> bytes:
    damaged = bytearray(data)
    for _ in range(chance.randint(1, 30)):
        damaged[chance.randrange(len(damaged))] = chance.randrange(256)
    return bytes(damaged[: chance.randint(len(damaged) // 2, len(damaged))])


def _survives(path: Path, data: bytes, chance: random.Random | None) -> bool:
    path.write_bytes(_damaged(data, chance) if chance else data)
    return _ends_well(path)


def _ends_well(path: Path) -> bool:
    try:
        return bool(read_document(path).passages)
    except SourceError as error:
        return bool(error.remedy)


def test_a_kind_is_told_from_the_first_bytes_alone() -> None:
    assert kind_of(b"\xef\xbb\xbf<!DOCTYPE html><p>", "x") == "html"
    assert kind_of(b"junk before %PDF-1.4", "x") == "pdf"
