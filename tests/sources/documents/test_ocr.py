"""Text recognition: scanned pages, damaged text layers and pictures, read for real by tesseract."""

import io
import random
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import SimpleDocTemplate, Table, TableStyle
from tests.sources.documents.damage import assert_read_or_refused, damaged

from winnable.core.errors import SourceError
from winnable.reading.verbatim import squash
from winnable.sources.documents import installed_languages, limits, ocr_data, read_document, read_pack

Write = Callable[..., Path]
FEW = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
LETTER = [
    "The supplier must host the portal in the country.",
    "Offers are due on 10 May 2031 at noon.",
    "All prices are firm for two years.",
]
LIST = [
    "3. Requirements",
    "The portal shall offer single sign-on to all users of the administra-",
    "tion and keep an audit trail.",
]
FRENCH = [
    "Le titulaire doit assurer l'hébergement du portail.",
    "Les offres sont à déposer avant le 10 mai 2031.",
    "Le délai est de deux années.",
]


def test_text_recognition_is_installed_where_these_tests_run() -> None:
    assert {"en", "fr"} <= set(installed_languages()), "run tests/install_text_recognition.py"


def _picture(lines: Sequence[str], dpi: int = 150, turn: float = 0.0) -> Image.Image:
    """A page with these lines, as a scanner sees it."""
    target = io.BytesIO()
    canvas = Canvas(target)
    canvas.setFont("Times-Roman", 12)
    for index, line in enumerate(lines):
        canvas.drawString(72, 700 - 20 * index, line)
    canvas.save()
    return _drawn(target.getvalue(), dpi, turn)


def _drawn(data: bytes, dpi: int = 150, turn: float = 0.0) -> Image.Image:
    """The first page of a PDF, laid on the glass slightly turned."""
    with pypdfium2.PdfDocument(data) as document:
        image = document[0].render(scale=dpi / 72, grayscale=True).to_pil().convert("L")
    return image.rotate(turn, fillcolor=255)


def _scan(
    lines: Sequence[str],
    stamp: Sequence[str] = (),
    unseen: Sequence[str] = (),
    turn: float = 0.0,
    image: Image.Image | None = None,
) -> Callable[[Canvas], None]:
    """Draws a scanned page; `stamp` is text over it, `unseen` a text layer that does not show."""

    def draw(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(image or _picture(lines, turn=turn)), 0, 0, 595, 842)
        text = canvas.beginText(72, 30)
        for line in stamp:
            text.textLine(line)
        text.setTextRenderMode(3)
        for line in unseen:
            text.textLine(line)
        canvas.drawText(text)

    return draw


def _lines(path: Path) -> list[str]:
    return [passage.text for passage in read_document(path).passages]


def test_a_scanned_page_is_read_flagged_and_quoted(pdf: Write) -> None:
    document = read_document(pdf(_scan(LETTER)))
    assert " ".join(passage.text for passage in document.passages) == " ".join(LETTER)
    assert document.notes[0].flags == ("scanned", "read by OCR")
    assert document.notes[0].languages == ("en",)
    assert document.warnings == ("page 1: read by text recognition (OCR), which makes mistakes",)
    assert all(squash(passage.text) in document.raw[1] for passage in document.passages)


def test_a_crooked_scan_is_read_as_well(pdf: Write) -> None:
    assert " ".join(_lines(pdf(_scan(LETTER, turn=1.3)))) == " ".join(LETTER)


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_page_that_lies_on_its_side_or_head_is_turned(pdf: Write, quarters: int) -> None:
    image = _picture(LETTER * 2).rotate(90 * quarters, expand=True)
    size = (595, 842) if quarters == 2 else (842, 595)

    def draw(canvas: Canvas) -> None:
        canvas.setPageSize(size)
        canvas.drawImage(ImageReader(image), 0, 0, *size)

    assert " ".join(_lines(pdf(draw))) == " ".join(LETTER * 2)


def test_a_table_with_borders_is_read_row_by_row_in_a_scan_as_well(pdf: Write) -> None:
    rows = [["ID", "Requirement", "Must"], ["R1", "Single sign-on for all users", "yes"], ["R2", "Audit trail of changes", "no"]]
    target = io.BytesIO()
    grid = Table(rows, colWidths=[60, 260, 60], rowHeights=30, style=TableStyle([("GRID", (0, 0), (-1, -1), 1, "black")]))
    SimpleDocTemplate(target).build([grid])
    path = pdf(_scan((), image=_drawn(target.getvalue(), turn=0.6)))
    assert [(passage.kind, passage.text) for passage in read_document(path).passages] == [
        ("row", " | ".join(row)) for row in rows
    ]


def test_a_bold_title_is_a_heading_in_a_scan_as_well(pdf: Write) -> None:
    target = io.BytesIO()
    canvas = Canvas(target)
    for index, (font, line) in enumerate(
        [("Helvetica-Bold", "Hosting and operation"), *[("Helvetica", line) for line in LETTER]]
    ):
        canvas.setFont(font, 11)
        canvas.drawString(72, 700 - 24 * index, line)
    canvas.save()
    document = read_document(pdf(_scan((), image=_drawn(target.getvalue()))))
    assert [(passage.kind, passage.section) for passage in document.passages][:2] == [
        ("heading", "Hosting and operation"),
        ("text", "Hosting and operation"),
    ]


def test_scanned_pages_stand_between_the_others_and_are_laid_out_like_them(pdf: Write, lines: Callable[..., None]) -> None:
    before, after = (partial(lines, lines=[text]) for text in ("Words before the scan.", "Words behind the scan."))
    document = read_document(pdf(before, _scan(LIST), after))
    assert [(passage.page, passage.text) for passage in document.passages] == [
        (1, "Words before the scan."),
        (2, "3. Requirements"),
        (2, "The portal shall offer single sign-on to all users of the administration and keep an audit trail."),
        (3, "Words behind the scan."),
    ]
    assert [note.flags for note in document.notes] == [(), ("scanned", "read by OCR"), ()]


@pytest.mark.parametrize("words", [2, 24])
def test_a_stamp_does_not_hide_that_a_page_is_a_scan(pdf: Write, words: int) -> None:
    document = read_document(pdf(_scan(LETTER, stamp=["RECEIVED " * (words // 2)] * 2)))
    assert LETTER[1] in " ".join(passage.text for passage in document.passages)
    assert "read by OCR" in document.notes[0].flags


def test_a_scan_with_a_sound_text_layer_is_read_by_it(pdf: Write) -> None:
    unseen = [f"{line} {'And so on. ' * 8}" for line in LETTER]
    assert read_document(pdf(_scan(LETTER, unseen=unseen))).notes[0].flags == ()


def test_a_damaged_text_layer_is_replaced(pdf: Write) -> None:
    shifted = ["".join(chr((ord(c) - 94) % 26 + 97) if c.islower() else c for c in line.lower()) for line in LETTER] * 5
    document = read_document(pdf(_scan(LETTER, unseen=shifted)))
    assert " ".join(passage.text for passage in document.passages) == " ".join(LETTER)
    assert document.notes[0].flags == ("damaged text", "read by OCR")


def test_without_text_recognition_the_page_is_named_with_the_remedy(
    pdf: Write, lines: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr_data, "find_spec", lambda name: None)
    document = read_document(pdf(partial(lines, lines=["Words."]), _scan(LETTER)))
    assert document.notes[1].flags == ("scanned", "unread")
    assert "page 2 holds no text (scanned?): not read; install text recognition" in document.warnings[0]
    assert installed_languages() == ()


def test_language_data_is_sought_where_the_user_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tessdata").mkdir()
    (tmp_path / "tessdata" / "ita.traineddata").write_bytes(b"")
    monkeypatch.setattr(ocr_data, "_FOLDERS", ())
    monkeypatch.setattr(ocr_data.sys, "prefix", str(tmp_path / "none"))
    assert installed_languages() == ()
    for folder in (tmp_path, tmp_path / "tessdata"):
        monkeypatch.setenv("TESSDATA_PREFIX", str(folder))
        assert installed_languages() == ("it",)


def test_broken_language_data_is_as_none(tmp_path: Path, pdf: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "eng.traineddata").write_bytes(b"no data")
    monkeypatch.setattr(ocr_data, "_FOLDERS", ())
    monkeypatch.setattr(ocr_data.sys, "prefix", str(tmp_path / "none"))
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    with pytest.raises(SourceError, match="holds no text"):
        read_document(pdf(_scan(LETTER)))


def test_only_so_many_pages_are_recognised_and_the_rest_is_named(pdf: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "OCR_PAGES", 2)
    document = read_document(pdf(*[_scan([f"{number}. {LETTER[0]}", *LETTER[1:]]) for number in range(4)]))
    assert {passage.page for passage in document.passages} == {1, 2}
    assert "pages 3-4: scanned and not read; text is recognised on 2 pages at once" in " ".join(document.warnings)
    assert [("unread" in note.flags) for note in document.notes] == [False, False, True, True]


def test_the_limit_holds_for_all_documents_of_a_pack(pdf: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "OCR_PAGES", 1)
    pack = read_pack([pdf(_scan(LETTER), name="a.pdf"), pdf(_scan(LIST), name="b.pdf")])
    assert [document.file for document in pack.documents] == ["a.pdf"]
    assert [entry.file for entry in pack.unread] == ["b.pdf"]


def test_black_and_drawn_pages_hold_no_text(pdf: Write, lines: Callable[..., None]) -> None:
    def drawing(canvas: Canvas) -> None:
        chance = random.Random(7)
        for _ in range(60):
            canvas.line(*(chance.uniform(50, 550) for _ in range(4)))

    box = partial(Canvas.rect, x=50, y=50, width=500, height=700, fill=1)
    document = read_document(pdf(partial(lines, lines=["Words."]), box, drawing))
    assert [passage.page for passage in document.passages] == [1]
    assert document.warnings == ("pages 2-3 hold no text (scanned?): not read; text recognition (OCR) found none",)


def test_bullets_and_numbers_come_out_as_items(pdf: Write) -> None:
    listed = ["The supplier shall", "• host the portal in the country,", "• support all of its users,", "• keep an audit trail."]
    kinds = [passage.kind for passage in read_document(pdf(_scan(listed))).passages]
    assert kinds.count("item") == 3


def test_another_language_is_read_with_its_accents(pdf: Write) -> None:
    document = read_document(pdf(_scan(FRENCH)))
    assert " ".join(passage.text for passage in document.passages).replace("’", "'") == " ".join(FRENCH)
    assert document.notes[0].languages == ("fr",)


def test_a_page_in_another_language_than_the_pages_before_is_read_in_its_own(pdf: Write, lines: Callable[..., None]) -> None:
    words = [" ".join(LETTER)[start : start + 80] for start in range(0, 120, 80)] * 4
    text = _lines(pdf(partial(lines, lines=words), _scan(LETTER), _scan(FRENCH * 3)))
    assert "hébergement" in " ".join(text)


@pytest.mark.parametrize(("name", "kind"), [("a.png", "PNG"), ("a.jpg", "JPEG"), ("a.tif", "TIFF")])
def test_a_picture_is_a_document(text_file: Write, name: str, kind: str) -> None:
    target = io.BytesIO()
    _picture(LETTER).save(target, kind)
    document = read_document(text_file(target.getvalue(), name))
    assert " ".join(passage.text for passage in document.passages) == " ".join(LETTER)
    assert (document.kind, document.pages, document.notes[0].flags) == ("image", 1, ("scanned", "read by OCR"))


def test_the_frames_of_a_picture_are_pages(text_file: Write) -> None:
    target = io.BytesIO()
    _picture(LETTER).save(target, "TIFF", save_all=True, append_images=[Image.new("L", (900, 1200), 255), _picture(LIST)])
    document = read_document(text_file(target.getvalue(), "fax.tif"))
    assert document.pages == 3
    assert {passage.page for passage in document.passages} == {1, 3}
    assert document.notes[1].flags == ("scanned", "unread")


def test_a_picture_without_text_is_left_out_of_a_pack_with_a_note(text_file: Write) -> None:
    target = io.BytesIO()
    Image.new("RGB", (300, 300), "navy").save(target, "PNG")
    pack = read_pack([text_file("# Scope\n\nWords.", "scope.md"), text_file(target.getvalue(), "logo.png")])
    assert (len(pack.documents), pack.unread) == (1, ())
    assert pack.notes == ("no text was read from pictures: logo.png",)


def test_a_picture_of_very_many_dots_is_refused(text_file: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PICTURE_DOTS", 10_000)
    target = io.BytesIO()
    Image.new("L", (200, 200), 255).save(target, "PNG")
    with pytest.raises(SourceError, match="more dots"):
        read_document(text_file(target.getvalue(), "a.png"))


@FEW
@given(seed=st.integers(0, 2**32), kind=st.sampled_from(["PNG", "JPEG", "TIFF"]))
def test_damaged_pictures_end_in_passages_or_a_source_error(tmp_path: Path, seed: int, kind: str) -> None:
    target = io.BytesIO()
    Image.effect_noise((60, 60), 50).save(target, kind)
    assert_read_or_refused(tmp_path / "damaged", damaged(target.getvalue(), seed, changes=20, untouched=4))
