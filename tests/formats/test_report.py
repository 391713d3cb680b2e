"""The HTML report: whole, inert, and readable by everybody."""

import re
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser
from selectolax.lexbor import LexborNode as Node
from tests.formats.views import DECISIONS, GOOD, HOSTILE, coverage, decided, hostile, place, quotes, rich, ruled_out, view, voices

from winnable.core.capability import Coverage
from winnable.core.errors import InputError
from winnable.formats.plots import coverage_parts, waterfall_steps
from winnable.formats.report import TEMPLATES, report_html, write_report
from winnable.formats.wording import clean, cut, percent, signed

CSS = (TEMPLATES / "report.css").read_text(encoding="utf-8")
MADE = {**{d: lambda d=d: decided(d) for d in DECISIONS}, "rich": rich, "ruled out": ruled_out, "nothing known": view}


@pytest.fixture(params=MADE, scope="module")
def made(request: pytest.FixtureRequest) -> dict[str, Any]:
    return MADE[request.param]()


@pytest.fixture(scope="module")
def tree(made: dict[str, Any]) -> HTMLParser:
    return HTMLParser(report_html(made))


def text_of(node: HTMLParser | Node) -> str:
    body = node.body if isinstance(node, HTMLParser) else node
    return " ".join(body.text(separator=" ").split())


def spaced(text: str) -> str:
    return " ".join(clean(text).split())


@pytest.mark.parametrize("decision", DECISIONS)
def test_the_decision_stands_first_in_its_own_words(decision: str):
    made = decided(decision)
    tree = HTMLParser(report_html(made))
    first = text_of(tree.css_first("main").css_first("section"))
    words = {
        "pursue": "Pursue",
        "pursue_with_partner": "Pursue with a partner",
        "investigate": "Investigate",
        "walk_away": "Walk away",
    }
    assert first.startswith(words[decision])
    assert percent(made["probability"]) in first
    assert percent(made["break_even"]) in first
    assert f"{made['stakes']['value']:,.0f}" in first


def test_stakes_say_when_they_are_the_policys_default():
    assert "(the policy's default)" in text_of(HTMLParser(report_html(view())).css_first("#decision"))
    given = text_of(HTMLParser(report_html(view(value=500_000, cost=10_000))).css_first("#decision"))
    assert given.count("(as given)") == 2


def test_with_a_final_blocker_the_chance_is_by_fit_alone():
    first = text_of(HTMLParser(report_html(ruled_out())).css_first("#decision"))
    assert re.search(r"It cannot be won while the blocker below stands; by fit alone the chance would be \d+%", first)


def test_each_quote_is_in_the_report(made: dict[str, Any], tree: HTMLParser):
    text = text_of(tree)
    assert [quote for quote in quotes(made) if spaced(quote) not in text] == []


def test_quotes_come_with_file_page_and_section():
    page = text_of(HTMLParser(report_html(rich())).css_first("#why"))
    assert "rfp.pdf, page 3, Scope" in page


def test_what_is_not_stated_is_said_to_be():
    rows = {text_of(row.css_first("th")): text_of(row) for row in HTMLParser(report_html(rich())).css("#facts tbody tr")}
    assert "not stated" in rows["Buyer"]
    assert "left blank in the document" in rows["User count"]
    assert "Norway (NO)" in rows["Country"]
    assert "900,000 EUR" in rows["Budget max"]


def test_a_rich_view_fills_each_section():
    tree = HTMLParser(report_html(rich()))
    assert [s.attributes["id"] for s in tree.css("section")] == [
        "decision",
        "why",
        "blockers",
        "ask",
        "conditions",
        "facts",
        "requirements",
        "contributions",
        "contested",
        "unread",
        "method",
    ]
    assert "Basque Ltd" in text_of(tree.css_first("#blockers"))
    assert {"A portal is sought.", "No portal is wanted."} <= {p.text() for p in tree.css("#contested blockquote p")}
    assert "page 7 holds a picture" in text_of(tree.css_first("#unread"))


def test_each_link_within_the_page_has_its_place(tree: HTMLParser):
    ids = {node.attributes["id"] for node in tree.css("[id]")}
    assert {a.attributes["href"] for a in tree.css("a")} <= {f"#{name}" for name in ids}


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_only_text(text: str):
    page = report_html(hostile(text))
    tree = HTMLParser(page)
    assert tree.css("script, img, iframe, object, form, base, link") == []
    assert len(tree.css("style")) == 1
    assert spaced(text) in text_of(tree)
    page.encode("utf-8")


@pytest.mark.parametrize("text", HOSTILE)
def test_no_control_character_and_no_turned_writing_direction_survives(text: str):
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", report_html(hostile(text)))


def test_no_attribute_can_run_or_fetch_anything(tree: HTMLParser):
    for node in tree.css("*"):
        for name, value in node.attributes.items():
            assert not name.startswith("on")
            assert name not in {"src", "srcset", "action", "style"}, name
            assert name != "href" or (value or "").startswith("#")


def test_the_page_fetches_nothing_and_forbids_itself_to():
    page = report_html(rich())
    assert "http://" not in page
    assert "https://" not in page
    assert "<script" not in page.lower()
    assert "@import" not in page
    assert all(found.startswith("#") for found in re.findall(r"url\(([^)]*)\)", page))
    policy = HTMLParser(page).css_first("meta[http-equiv=Content-Security-Policy]").attributes["content"]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'")


def test_ids_are_unique_and_headings_in_order(tree: HTMLParser):
    ids = [node.attributes["id"] for node in tree.css("[id]")]
    assert len(ids) == len(set(ids))
    levels = [int(node.tag[1]) for node in tree.css("h1, h2, h3, h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_tables_have_captions_and_each_th_a_scope(tree: HTMLParser):
    assert all(table.css_first("caption") for table in tree.css("table"))
    assert all(th.attributes.get("scope") in {"row", "col"} for th in tree.css("th"))


def test_pictures_say_what_they_show_and_have_their_table(tree: HTMLParser):
    pictures = tree.css("svg[role=img]")
    assert len(pictures) >= 3
    for picture in pictures:
        named = (picture.attributes["aria-labelledby"] or "").split()
        assert all(tree.css_first(f"#{name}").text().strip() for name in named)
        assert picture.parent.css_first("table")


def test_each_element_that_opens_is_closed():
    page = re.sub(r"<style>.*?</style>", "", report_html(rich()), flags=re.DOTALL)
    open_tags: list[str] = []
    for closing, tag, empty in re.findall(r"<(/?)([a-z][a-z0-9]*)\b[^>]*?(/?)>", page):
        if closing:
            assert open_tags.pop() == tag
        elif not empty and tag not in {"meta", "br"}:
            open_tags.append(tag)
    assert open_tags == []


def colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{6})", block))


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


LIGHT, DARK = (colours(block) for block in re.findall(r":root \{(.*?)\}", CSS, flags=re.DOTALL))


@pytest.mark.parametrize("mode", [LIGHT, DARK], ids=["light", "dark"])
def test_each_text_colour_is_legible_on_each_surface(mode: dict[str, str]):
    texts, surfaces = ([name for name in mode if name.startswith(kind)] for kind in ("text-", "surface-"))
    assert [(t, s) for t, s in product(texts, surfaces) if contrast(mode[t], mode[s]) < 4.5] == []


@pytest.mark.parametrize("mode", [LIGHT, DARK], ids=["light", "dark"])
def test_each_mark_stands_out_from_each_surface_it_lies_on(mode: dict[str, str]):
    marks = [name for name in mode if name.startswith("mark-")]
    surfaces = ("surface-card", "surface-page", "surface-quote")
    assert [(m, s) for m, s in product(marks, surfaces) if contrast(mode[m], mode[s]) < 3] == []


def test_dark_mode_names_each_colour_of_light_mode():
    assert set(DARK) == set(LIGHT)


def test_letters_and_grounds_take_their_colours_from_the_lists_only():
    rules = CSS[CSS.rindex("* { box-sizing") :]
    used = re.findall(r"(?<![-a-z])(color|background|fill|stroke):\s*([^;}]+)", rules)
    named = r"(var\(--[a-z-]+\)|none|currentcolor|inherit|url\(#[a-z-]+\))"
    assert [pair for pair in used if not re.fullmatch(named, pair[1].strip())] == []
    assert [v for k, v in used if k == "color" and v.startswith("var") and not v.startswith("var(--text-")] == []


def test_the_waterfall_ends_where_the_known_part_stands(made: dict[str, Any]):
    steps = waterfall_steps(made)
    assert steps[0].end == made["prior"]["doublings"]
    assert steps[-1].end == pytest.approx(made["known"], abs=1e-9)


def test_the_weakest_contributions_are_summed_into_one_step():
    made = rich()
    many = {**made, "contributions": made["contributions"] * 4}
    assert len(waterfall_steps(many)) == 10
    assert waterfall_steps(many)[-2].label.endswith("more contributions")


def test_parts_of_the_coverage_are_told_apart_and_add_up():
    parts = coverage_parts(view(coverage=coverage())["coverage"])
    assert [part.count for part in parts] == [1, 1, 1, 2]
    assert sum(part.share for part in parts) == pytest.approx(1)


def test_without_mandatory_requirements_all_are_counted():
    parts = coverage_parts(view(coverage=Coverage(requirements=4, mandatory=0, matched=0, placed=0, met=None))["coverage"])
    assert [part.count for part in parts] == [0, 0, 0, 4]


@pytest.mark.parametrize(("share", "words"), [(0, "0%"), (0.001, "under 1%"), (0.394, "39%"), (0.999, "over 99%"), (1, "100%")])
def test_no_chance_is_rounded_to_certainty(share: float, words: str):
    assert percent(share) == words


@pytest.mark.parametrize(("weight", "words"), [(0.5, "+0.5"), (-2, "\N{MINUS SIGN}2.0"), (0.04, "+0.04"), (0.0, "+0.0")])
def test_weights_carry_their_sign(weight: float, words: str):
    assert signed(weight) == words


@pytest.mark.parametrize("text", ["short", "a long text with many words in it", "漢字" * 30, "x" * 90, ""])
def test_cut_texts_fit(text: str):
    assert len(cut(text, 20)) <= 20
    assert text == cut(text, 200)


def test_it_is_written_whole_beside_nothing_else(tmp_path: Path):
    file = tmp_path / "report.html"
    file.write_text("old")
    write_report(rich(), file)
    assert file.read_text(encoding="utf-8").rstrip().endswith("</html>")
    assert list(tmp_path.iterdir()) == [file]


def test_the_same_view_gives_the_same_page():
    assert report_html(rich()) == report_html(rich())


def test_a_report_that_cannot_be_written_says_so_and_leaves_nothing(tmp_path: Path):
    for target in (tmp_path, tmp_path / "missing" / "report.html", tmp_path / ("x" * 300)):
        with pytest.raises(InputError, match="cannot be written"):
            write_report(view(), target)
    assert list(tmp_path.iterdir()) == []


def test_answers_alone_make_a_report_without_documents():
    page = text_of(HTMLParser(report_html(view(*voices([("portal", "none")])))))
    assert "asks for anything" in page
    assert "What was read" not in page
    assert place().file not in page.split("Facts read")[1].split("Requirements")[0]


def test_notices_stand_beside_the_decision():
    page = HTMLParser(report_html({**view(), "notices": ["The deadline has passed <b>"]}))
    assert "Note: The deadline has passed <b>" in text_of(page.css_first("#decision"))


def test_what_rules_us_out_for_good_comes_before_what_could_be_covered():
    made = view(*voices((*GOOD[:-1], ("awarded", "closed"), ("language", "missing"))))
    claims = [text_of(claim) for claim in HTMLParser(report_html(made)).css("#blockers li .claim")]
    assert claims[0].startswith("Rules us out:")
    assert claims[1].startswith("Rules us out unless covered:")


def test_parts_count_what_was_placed_even_where_too_little_was_to_say_how_much_is_met():
    few = {**view(coverage=coverage())["coverage"], "met": None}
    assert [part.count for part in coverage_parts(few)] == [1, 1, 1, 2]


def test_a_walk_away_that_no_single_answer_turns_says_so():
    page = text_of(HTMLParser(report_html(ruled_out())).css_first("#ask"))
    assert "No single answer would change the decision" in page
