from collections.abc import Callable
from pathlib import Path

import pytest

from winnable.core.errors import SourceError
from winnable.sources.documents import read_document

Write = Callable[..., Path]
PAGE = """<!DOCTYPE html><html><head><title>T</title><style>p {color: red}</style><script>var hidden = "script"</script></head>
<body><nav><a href="/">Home</a></nav><h1>Tender <em>2031</em></h1><p>The city seeks a
platform &amp; its <b>operation</b>.</p><h2>Hosting</h2><ul><li>in the country</li><li>with <i>two</i> sites
<ul><li>apart</li></ul></li></ul>
<p hidden>Hidden one.</p><p style="color: red; display:none">Hidden two.</p><!-- Hidden three. -->
<table><tr><th>No.</th><th>Demand</th></tr><tr><td>1</td><td><p>Single</p> sign-on</td></tr></table>
<p>First line<br>second line<br><br>Another paragraph</p></body></html>"""


def _passages(path: Path) -> list[tuple[str, str, str]]:
    return [(passage.kind, passage.section, passage.text) for passage in read_document(path).passages]


def test_the_text_of_a_page_in_reading_order(text_file: Write) -> None:
    assert _passages(text_file(PAGE, "page.html")) == [
        ("heading", "Tender 2031", "Tender 2031"),
        ("text", "Tender 2031", "The city seeks a platform & its operation."),
        ("heading", "Tender 2031 > Hosting", "Hosting"),
        ("item", "Tender 2031 > Hosting", "in the country"),
        ("item", "Tender 2031 > Hosting", "with two sites"),
        ("item", "Tender 2031 > Hosting", "apart"),
        ("row", "Tender 2031 > Hosting", "No. | Demand"),
        ("row", "Tender 2031 > Hosting", "1 | Single sign-on"),
        ("text", "Tender 2031 > Hosting", "First line second line"),
        ("text", "Tender 2031 > Hosting", "Another paragraph"),
    ]


def test_tables_inside_tables_lay_out_the_page(text_file: Write) -> None:
    inner = "<table><tr><td>A</td><td>B</td></tr></table>"
    page = f"<html><table><tr><td><h2>Terms</h2><p>Prices are firm.</p></td><td>{inner}</td></tr></table>"
    assert _passages(text_file(page, "page.html")) == [
        ("heading", "Terms", "Terms"),
        ("text", "Terms", "Prices are firm."),
        ("row", "Terms", "A | B"),
    ]


@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1252"])
def test_the_declared_encoding_is_used(text_file: Write, declared: str) -> None:
    page = f'<html><head><meta charset="{declared}"></head><p>Caf\u00e9 \u00e0 c\u00f4t\u00e9</p>'
    assert _passages(text_file(page.encode(declared), "page.html"))[0][2] == "Caf\u00e9 \u00e0 c\u00f4t\u00e9"


@pytest.mark.parametrize("declared", ["unicode_escape", "punycode", "zlib", "no-such-code"])
def test_an_odd_declared_encoding_is_ignored(text_file: Write, declared: str) -> None:
    page = f'<html><head><meta charset="{declared}"></head><p>Plain \\u0041 words</p>'
    assert _passages(text_file(page, "page.html"))[0][2] == "Plain \\u0041 words"


def test_nothing_is_fetched_and_markup_stays_text(text_file: Write) -> None:
    fetching = '<img src="http://example.invalid/x.png" onerror="alert(1)"><iframe src="file:///etc/passwd"></iframe>'
    page = f"<html>{fetching}<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"
    assert _passages(text_file(page, "page.html")) == [("text", "", "<script>alert(1)</script>")]


@pytest.mark.parametrize("tag", ["div", "span", "x-y", "table><tr><td"])
def test_elements_nested_very_deep_are_refused_at_once(text_file: Write, tag: str) -> None:
    with pytest.raises(SourceError, match="deeper than any web page"):
        read_document(text_file("<html>" + f"<{tag}>" * 100_000 + "deep", "page.html"))


def test_many_open_formats_do_not_multiply(text_file: Write) -> None:
    page = "<html>" + "".join(f'<font size="{number}">' for number in range(5_000)) + "<p>word</p>" * 2_000
    assert len(_passages(text_file(page, "page.html"))) == 2_000


def test_entities_declared_by_the_page_are_not_expanded(text_file: Write) -> None:
    page = '<!DOCTYPE html [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><html><p>&b;&b; laughs</p>'
    assert "haha" not in _passages(text_file(page, "page.html"))[-1][2]


def test_cells_that_span_rows_and_columns_keep_the_others_in_their_columns(text_file: Write) -> None:
    page = """<html><table><tr><th>Topic</th><th>ID</th><th>Requirement</th><th>Must</th></tr>
    <tr><td rowspan="2">Security</td><td>R1</td><td>Single sign-on</td><td></td></tr>
    <tr><td>R2</td><td>Audit trail</td><td>M</td></tr>
    <tr><td>Hosting</td><td colspan="2">In the country</td><td>S</td></tr>
    <tr><th>Topic</th><th>ID</th><th>Requirement</th><th>Must</th></tr></table><p>Behind.</p>"""
    assert [text for _, _, text in _passages(text_file(page, "page.html"))] == [
        "Topic | ID | Requirement | Must",
        "Security | R1 | Single sign-on | -",
        "Security | R2 | Audit trail | M",
        "Hosting | In the country | - | S",
        "Behind.",
    ]


def test_numbers_that_the_browser_counts_stand_in_the_section_not_in_the_text(text_file: Write) -> None:
    page = """<html><ol start="3"><li>First<ol type="a"><li>Inner</li><li>More</li></ol></li><li value="7">Second</li></ol>
    <ul><li>A point</li></ul>"""
    assert _passages(text_file(page, "page.html")) == [
        ("item", "3", "First"),
        ("item", "a", "Inner"),
        ("item", "b", "More"),
        ("item", "7", "Second"),
        ("item", "", "A point"),
    ]


def test_what_is_not_shown_is_not_read(text_file: Write) -> None:
    page = """<html><p style="visibility:hidden">one</p><template>two</template><dialog>three</dialog><noscript>four</noscript>
    <select><option>five</option></select><input type="hidden" value="six"><p>Shown.</p><dialog open>Shown too.</dialog>"""
    assert [text for _, _, text in _passages(text_file(page, "page.html"))] == ["Shown.", "Shown too."]


@pytest.mark.parametrize("broken", ["<table><tr><td>one", "<tr><td>one</table>", "<td>one<td>two", "<li>one</ol><li>two"])
def test_tables_and_lists_left_open_lose_no_words(text_file: Write, broken: str) -> None:
    assert "one" in " ".join(text for _, _, text in _passages(text_file(f"<html><body>{broken}", "page.html")))
