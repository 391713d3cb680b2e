"""Documents of our own making, written on the fly."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pypdfium2
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from winnable.sources.documents import Document

Draw = Callable[[Canvas], None]


def squash(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def write_lines(
    canvas: Canvas, lines: Iterable[str], *, left: float = 72, top: float = 760, size: float = 11, font: str = "Helvetica"
) -> None:
    canvas.setFont(font, size)
    for index, line in enumerate(lines):
        canvas.drawString(left, top - index * size * 1.25, line)


@pytest.fixture
def pdf(tmp_path: Path) -> Callable[..., Path]:
    """Writes a PDF with one page for each function that draws on it."""

    def write(*pages: Draw, name: str = "tender.pdf", **options: object) -> Path:
        path = tmp_path / name
        canvas = Canvas(str(path), pagesize=A4, **options)
        for draw in pages:
            draw(canvas)
            canvas.showPage()
        canvas.save()
        return path

    return write


@pytest.fixture
def text_file(tmp_path: Path) -> Callable[..., Path]:
    def write(content: str | bytes, name: str = "tender.txt") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture
def assert_verbatim() -> Callable[[Document, Path], None]:
    """Every passage of a PDF stands on its page, letter by letter."""

    def check(document: Document, path: Path) -> None:
        with pypdfium2.PdfDocument(path) as opened:
            pages = [squash(page.get_textpage().get_text_range()) for page in opened]
        for passage in document.passages:
            assert passage.page
            assert squash(passage.text) in pages[passage.page - 1], passage

    return check


@pytest.fixture
def lines() -> Callable[..., None]:
    return write_lines
