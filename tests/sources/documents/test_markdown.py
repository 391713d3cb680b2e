from collections.abc import Callable
from pathlib import Path

from winnable.sources.documents import read_document

Write = Callable[..., Path]
SOURCE = """---
title: read as text
---
# Tender **2031** #

The *city* seeks a __platform__ and its
operation; see [the annex](annex.md "Annex") or <https://example.org/annex>.

Hosting
-------
* in the country, with snake_case_words kept
  and this line too
* with **two** sites
1. first
2. second
- [x] done

> A quoted line
> goes on.

| No. | Demand |
|:----|-------:|
| 1 | Single `sign-on` |

![picture of a map](map.png)

```
code = "stays"
```
[annex]: annex.md
<!-- a comment
over two lines -->
#No heading
Last \\*words\\* &amp; more.
"""


def _passages(path: Path) -> list[tuple[str, str, str]]:
    return [(passage.kind, passage.section, passage.text) for passage in read_document(path).passages]


def test_every_kind_of_block(text_file: Write) -> None:
    hosting = "Tender 2031 > Hosting"
    assert _passages(text_file(SOURCE, "tender.md"))[1:] == [
        ("heading", "Tender 2031", "Tender 2031"),
        ("text", "Tender 2031", "The city seeks a platform and its operation; see the annex or https://example.org/annex."),
        ("heading", hosting, "Hosting"),
        ("item", hosting, "in the country, with snake_case_words kept and this line too"),
        ("item", hosting, "with two sites"),
        ("item", hosting, "1. first"),
        ("item", hosting, "2. second"),
        ("item", hosting, "done"),
        ("text", hosting, "A quoted line goes on."),
        ("row", hosting, "No. | Demand"),
        ("row", hosting, "1 | Single sign-on"),
        ("text", hosting, "picture of a map"),
        ("text", hosting, 'code = "stays"'),
        ("text", hosting, "#No heading Last *words* & more."),
    ]


def test_emphasised_words_keep_their_letters(text_file: Write) -> None:
    source = "A **b**old ~~old~~ _word_, 2 * 3 * 4, a_b_c, **must**-have and ***both***."
    assert _passages(text_file(source, "t.md"))[0][2] == "A bold old word, 2 * 3 * 4, a_b_c, must-have and both."


def test_a_fence_that_never_closes_is_still_text(text_file: Write) -> None:
    assert _passages(text_file("Before\n\n```\n# not a heading\nafter", "t.md")) == [
        ("text", "", "Before"),
        ("text", "", "# not a heading after"),
    ]


def test_many_brackets_cost_no_time(text_file: Write) -> None:
    for piece in ("[" * 50_000, "*" * 50_000, "![](" * 20_000, "<a " * 20_000, "`" * 50_001 + "a", "_a" * 30_000, "> " * 30_000):
        read_document(text_file(f"words {piece} words", "t.md"))


def test_backslashes_at_line_ends_are_line_breaks(text_file: Write) -> None:
    assert _passages(text_file("one \\\n\\\ntwo", "t.md"))[0][2] == "one two"


def test_tables_need_no_bar_at_the_edge(text_file: Write) -> None:
    table = "**Name** | Due | Form\n--- | :---: | ---\nReport | monthly | \nCode | | Git\n"
    source = f"Deliverables\n\n{table}Last words.\n\nNot a | table."
    assert [(kind, text) for kind, _, text in _passages(text_file(source, "t.md"))] == [
        ("text", "Deliverables"),
        ("row", "Name | Due | Form"),
        ("row", "Report | monthly | -"),
        ("row", "Code | - | Git"),
        ("text", "Last words."),
        ("text", "Not a | table."),
    ]


def test_tables_in_html_are_read_row_by_row(text_file: Write) -> None:
    rows = "<tr><th>Item</th><th>Time</th></tr>\n<tr>\n<td><strong>Q&amp;A</strong></td>\n<td>15 min</td></tr>\n"
    path = text_file(f"# Agenda\n\n<table>\n{rows}</table>\n\nBehind.", "t.md")
    assert _passages(path)[1:] == [
        ("row", "Agenda", "Item | Time"),
        ("row", "Agenda", "Q&A | 15 min"),
        ("text", "Agenda", "Behind."),
    ]
    assert "qa15min" in read_document(path).raw[None]


def test_a_table_in_html_that_never_ends_is_still_text(text_file: Write) -> None:
    assert [text for _, _, text in _passages(text_file("<table>\n\nWords\n\n# Title\n\n<table>\nMore", "t.md"))] == [
        "Words",
        "Title",
        "More",
    ]


def test_quotation_marks_inside_items_are_no_words(text_file: Write) -> None:
    source = "1. A list of staff,\n    > with a resume\n    > for each.\n"
    assert [text for _, _, text in _passages(text_file(source, "t.md"))] == ["1. A list of staff, with a resume for each."]
