"""What is said of each page: its label, its languages, how well it was read."""

import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from pypdf import PdfWriter
from reportlab.pdfgen.canvas import Canvas

from winnable.core.evidence import Passage
from winnable.sources.documents import read_document
from winnable.sources.documents.pages import languages_of, noted

Write = Callable[..., Path]
TEXTS = {
    "en": "The supplier must host the portal in the country and support all of its users in their own language.",
    "fr": "Le titulaire doit assurer l'hébergement du portail dans le pays et le support de tous les utilisateurs.",
    "de": "Der Auftragnehmer muss das Portal im Inland betreiben und die Nutzer bei allen Fragen unterstützen.",
    "es": "El adjudicatario deberá alojar el portal en el país y dar soporte a todos los usuarios.",
    "it": "Il fornitore deve ospitare il portale nel paese e garantire il supporto a tutti gli utenti della piattaforma.",
    "nl": "De opdrachtnemer moet het portaal in het land hosten en de gebruikers bij al hun vragen ondersteunen.",
    "pl": "Wykonawca musi utrzymywać portal w kraju oraz zapewnić wsparcie dla wszystkich, którzy z niego korzystają.",
    "el": "Ο ανάδοχος πρέπει να φιλοξενεί την πύλη στη χώρα.",
}


@pytest.mark.parametrize("language", TEXTS)
def test_the_language_of_a_text(language: str) -> None:
    assert languages_of([TEXTS[language]]) == (language,)


def test_a_page_in_two_languages_has_both_the_most_used_first() -> None:
    assert languages_of([TEXTS["nl"], TEXTS["fr"], TEXTS["fr"]]) == ("fr", "nl")


@pytest.mark.parametrize(
    "text", ["", "120 | 45 | 3.500", "Acme Example Ltd", "(21) (i) 52.219-9 (15 U.S.C. 637(d)(4)), 31 U.S.C. 3332"]
)
def test_what_shows_no_language_is_given_none(text: str) -> None:
    assert languages_of([text]) == ()


def test_a_few_lines_taken_for_another_language_do_not_count_in_a_long_document() -> None:
    def passage(text: str, page: int) -> Passage:
        return Passage(text=text, file="a", page=page)

    body = [passage(TEXTS["fr"], page) for page in range(1, 10) for _ in range(10)]
    notes = noted((), 10, [*body, passage("Mise en place de la communication entre los PDL y el centro", 10)])
    assert {note.languages for note in notes} == {("fr",), ()}


def test_languages_without_small_words_of_ours_are_told_by_statistics() -> None:
    text = "Nhà thầu phải vận hành cổng thông tin trong nước và hỗ trợ tất cả người dùng bằng tiếng Việt. "
    assert languages_of([text * 3]) == ("vi",)


def test_the_statistics_are_not_loaded_for_the_languages_that_are_read() -> None:
    code = f"import sys\nfrom winnable.sources.documents.pages import languages_of\nlanguages_of({list(TEXTS.values())!r})\n"
    out = subprocess.run(
        [sys.executable, "-c", f"{code}print('py3langid' in sys.modules)"], capture_output=True, text=True, check=True
    )
    assert out.stdout.strip() == "False"


def test_each_page_of_a_pdf_has_its_label_and_language(pdf: Write, lines: Callable[..., None]) -> None:
    path = pdf(*(partial(lines, lines=[TEXTS[language][:70], TEXTS[language][70:]]) for language in ("en", "en", "fr", "de")))
    writer = PdfWriter(clone_from=path)
    writer.set_page_label(0, 1, style="/r")
    writer.set_page_label(2, 3, style="/D", prefix="A-", start=3)
    writer.write(path)
    assert [(note.number, note.label, note.languages, note.flags) for note in read_document(path).notes] == [
        (1, "i", ("en",), ()),
        (2, "ii", ("en",), ()),
        (3, "A-3", ("fr",), ()),
        (4, "A-4", ("de",), ()),
    ]


def test_pages_are_flagged_as_they_were_read(pdf: Write, lines: Callable[..., None]) -> None:
    box = partial(Canvas.rect, x=100, y=100, width=300, height=300, fill=1)
    torn = ["La plateforme donne acce s aux donne es apre s la re ception du de lai"] * 30
    pages = (partial(lines, lines=[TEXTS["en"][:70]]), box, lambda canvas: None, partial(lines, lines=torn))
    document = read_document(pdf(*pages), ocr=False)
    assert [note.flags for note in document.notes] == [(), ("scanned", "unread"), ("empty",), ("damaged text",)]
    assert len(document.warnings) == 2


def test_a_font_that_tells_wrong_letters_is_noticed(pdf: Write, lines: Callable[..., None]) -> None:
    shifted = ["".join(chr((ord(c) - 94) % 26 + 97) if c.islower() else c for c in TEXTS["en"].lower())] * 12
    document = read_document(pdf(partial(lines, lines=shifted), partial(lines, lines=[TEXTS["en"][:80]])), ocr=False)
    assert [note.flags for note in document.notes] == [("damaged text",), ()]


def test_a_document_without_pages_has_one_note(text_file: Write) -> None:
    assert [(note.number, note.languages) for note in read_document(text_file(TEXTS["it"])).notes] == [(1, ("it",))]


def test_pages_in_a_language_that_is_not_read_are_named(pdf: Write, lines: Callable[..., None]) -> None:
    texts = [TEXTS["pl"].encode("ascii", "ignore").decode()] * 3
    path = pdf(partial(lines, lines=[TEXTS["en"][:70]] * 4), *[partial(lines, lines=texts, top=500)] * 2)
    document = read_document(path)
    assert [note.flags for note in document.notes] == [(), ("language not read",), ("language not read",)]
    assert document.warnings == ("pages 2-3 written in pl, a language that is not read yet",)
