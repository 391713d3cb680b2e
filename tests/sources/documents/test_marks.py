import pytest

from winnable.sources.documents.marks import (
    bullet_length,
    is_capitals,
    is_contents_line,
    is_enumerated,
    is_mark,
    is_title,
    number_of,
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3 Scope", "3"), ("3.2 Hosting", "3.2"), ("3.2. Hosting", "3.2"), ("IV. Prices", "IV"), ("B. Terms", "B"),
        ("A.1 Terms", "A.1"),
        ("Section 4.1 Terms", "4.1"), ("ARTICLE III : Prix", "III"), ("Annexure-B", "B"), ("1.Scope", "1"),
        ("1.1Scope", "1.1"),
        ("2.2\u2013 Services", "2.2"), ("Scope", ""), ("A platform", ""), ("2031 was", ""), ("U.S. law", ""), ("3D models", ""),
    ],
)  # fmt: skip
def test_section_numbers(text: str, number: str) -> None:
    assert number_of(text) == number


@pytest.mark.parametrize("text", ["\u2022 word", "- word", "o word", "\uf0b7word", "\u27a2 word", "* word", "\u2013 word"])
def test_bullets(text: str) -> None:
    assert text[bullet_length(text) :] == "word"


@pytest.mark.parametrize("text", ["-word", "over", "o", "1 word", "\u2026 word"])
def test_no_bullets(text: str) -> None:
    assert bullet_length(text) == 0


@pytest.mark.parametrize(
    "text", ["a) word", "(iv) word", "3. word", "\uff081\uff09\u4e2d\u6587", "12.\u4e2d\u6587", "\u4e00\u3001\u4e2d\u6587"]
)
def test_enumerators(text: str) -> None:
    assert is_enumerated(text)


@pytest.mark.parametrize("text", ["3.5 million", "a word", "12.5", "etc) word"])
def test_no_enumerators(text: str) -> None:
    assert not is_enumerated(text)


@pytest.mark.parametrize("text", ["Scope of Work", "3.1 SLA", "Exigences techniques"])
def test_titles(text: str) -> None:
    assert is_title(text)


@pytest.mark.parametrize(
    "text",
    [
        "The bidder shall sign.",
        "and the rest",
        "Figure 1. A map",
        "Scope ........ 5",
        "a@example.org",
        "12 34",
        "\u2022 Point",
        "No",
        "One; two;",
    ],
)
def test_no_titles(text: str) -> None:
    assert not is_title(text)


def test_small_readings() -> None:
    assert is_capitals("TERMS AND CONDITIONS")
    assert not is_capitals("Terms")
    assert is_contents_line("Scope . . . . . . 5")
    assert is_mark("(a)")
    assert is_mark("Section IV")
    assert not is_mark("Section")
