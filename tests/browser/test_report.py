"""The HTML report in a real browser: fits, is accessible, prints, and needs no script."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from tests.formats.views import DECISIONS, decided, hostile, quotes, rich, ruled_out
from tests.install_browser import browser as browser_path

from winnable.formats.report import write_report
from winnable.formats.wording import clean

ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LONG = "Donaudampfschifffahrtsgesellschaft" * 8 + " <script>document.title = 'run'</script>"
MADE: dict[str, Callable[[], dict[str, Any]]] = {
    **{d: lambda d=d: decided(d) for d in DECISIONS},
    "rich": rich,
    "ruled_out": ruled_out,
    "long": lambda: hostile(LONG),
}
SCREENS = [(width, scheme) for width in (390, 1280) for scheme in ("light", "dark")]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("reports")
    for name, make in MADE.items():
        write_report(make(), folder / f"{name}.html")
    return {name: folder / f"{name}.html" for name in MADE}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser, files: dict[str, Path]) -> Iterator[Callable[..., Page]]:
    contexts = []

    def open_(name: str, width: int = 1280, scheme: Any = "light", **more: Any) -> Page:
        contexts.append(browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, **more))
        page = contexts[-1].new_page()
        page.goto(files[name].as_uri())
        return page

    yield open_
    for context in contexts:
        context.close()


@pytest.mark.parametrize("name", MADE)
@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_nothing_is_wider_than_the_window(open_page: Callable[..., Page], name: str, width: int):
    page = open_page(name, width)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", ["rich", "ruled_out", "long"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_no_letter_of_a_picture_is_cut_off(open_page: Callable[..., Page], name: str, width: int):
    cut = open_page(name, width).evaluate("""() => [...document.querySelectorAll('svg[role=img]')].flatMap(plot => {
        const frame = plot.getBoundingClientRect();
        return [...plot.querySelectorAll('text')].filter(t => getComputedStyle(t).display !== 'none').filter(t => {
            const box = t.getBoundingClientRect();
            return box.left < frame.left - 1 || box.right > frame.right + 1
                || box.top < frame.top - 1 || box.bottom > frame.bottom + 1;
        }).map(t => t.textContent);
    })""")
    assert cut == []


@pytest.mark.parametrize("name", MADE)
@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_axe_finds_nothing(open_page: Callable[..., Page], name: str, width: int, scheme: str):
    page = open_page(name, width, scheme, bypass_csp=True)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [(violation["id"], [node["target"] for node in violation["nodes"]]) for violation in found] == []


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_without_javascript_everything_shows(open_page: Callable[..., Page], width: int, scheme: str):
    page = open_page("rich", width, scheme, java_script_enabled=False)
    for summary in page.locator("summary:visible").all():
        summary.click()
    shown = " ".join(page.locator("body").inner_text().split())
    assert [quote for quote in quotes(rich()) if quote not in shown] == []


def test_nothing_runs_and_nothing_is_fetched(open_page: Callable[..., Page], browser: Browser, files: dict[str, Path]):
    asked: list[str] = []
    errors: list[str] = []
    page = browser.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: errors.append(message.text))
    page.goto(files["long"].as_uri())
    assert asked == [files["long"].as_uri()]
    assert errors == []
    assert page.title() != "run"
    page.close()


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_it_prints_with_every_quote(open_page: Callable[..., Page], paper: str):
    printed = open_page("rich", scheme="dark").pdf(format=paper, print_background=True)
    pdf = pypdfium2.PdfDocument(printed)
    text = "".join("".join(pdf[n].get_textpage().get_text_bounded().split()) for n in range(len(pdf)))
    assert [quote for quote in quotes(rich()) if "".join(clean(quote).split()) not in text] == []


def test_paper_is_white_also_in_dark_mode(open_page: Callable[..., Page]):
    page = open_page("rich", scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(28, 34, 39)"


def test_the_skip_link_comes_first_and_leads_to_the_decision(open_page: Callable[..., Page]):
    page = open_page("rich")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the decision"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "decision"


@pytest.mark.parametrize("decision", DECISIONS)
def test_the_decision_is_seen_without_scrolling_on_a_phone(open_page: Callable[..., Page], decision: str):
    box = open_page(decision, 390).locator("#decision").bounding_box()
    assert box
    assert box["y"] + box["height"] < 844


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_each_decision_has_its_own_colour(open_page: Callable[..., Page], width: int, scheme: str):
    look = "getComputedStyle(document.querySelector('#decision')).backgroundColor"
    assert len({open_page(decision, width, scheme).evaluate(look) for decision in DECISIONS}) == 4
