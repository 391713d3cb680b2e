"""A backtest as one self-contained HTML page: opens offline, prints, runs no script and fetches nothing."""

from winnable.formats import backtest_view as words
from winnable.formats.backtest_plots import curve_plot, reliability_plot
from winnable.formats.report import rendered
from winnable.formats.wording import Plain, clean


def backtest_html(view: Plain) -> str:
    """The page for a backtest; every text of it is escaped."""
    view = clean(view)
    return rendered(
        "backtest.html",
        view=view,
        words=words,
        chosen=words.chosen_way(view),
        ways=sorted(view["ways"], key=lambda way: way["log_loss"]),
        curve=curve_plot(view) if view["curve"] else None,
        reliability=reliability_plot(view) if view["reliability"] else None,
    )
