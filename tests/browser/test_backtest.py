"""The page of a backtest in a real browser: fits a phone and a desk, is accessible, and needs no script."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, sync_playwright
from tests.browser.test_plan import CUT
from tests.browser.test_report import ARGUMENTS, LONG, SCREENS
from tests.formats.backtest_views import backtest_of, hostile_backtest
from tests.install_browser import browser as browser_path

from winnable.formats.backtest_report import backtest_html
from winnable.formats.report import write_page

MADE = {"plain": backtest_of, "hostile": lambda: hostile_backtest(LONG), "few": lambda: backtest_of(20)}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("backtests")
    for name, make in MADE.items():
        write_page(backtest_html(make()), folder / f"{name}.html")
    return {name: folder / f"{name}.html" for name in MADE}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.mark.parametrize("name", MADE)
@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_it_fits_and_axe_finds_nothing(browser: Browser, files: dict[str, Path], name: str, width: int, scheme: str):
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto(files[name].as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(CUT) == []
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [(violation["id"], [node["target"] for node in violation["nodes"]]) for violation in found] == []
    context.close()


def test_nothing_runs_and_nothing_is_fetched(browser: Browser, files: dict[str, Path]):
    asked: list[str] = []
    page = browser.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(files["hostile"].as_uri())
    assert asked == [files["hostile"].as_uri()]
    assert page.title() != "run"
    page.close()
