"""A portfolio plan as one self-contained HTML page: opens offline, prints, runs no script and fetches nothing."""

from pathlib import Path

from winnable.formats import plan_words, wording
from winnable.formats.plan_plots import capacity_plot, value_key, value_plot
from winnable.formats.report import rendered, write_page
from winnable.formats.wording import Plain


def write_plan(view: Plain, path: Path) -> None:
    """Write the page of a plan whole or not at all; InputError where it cannot be written."""
    write_page(plan_html(view), path)


def plan_html(view: Plain) -> str:
    """The page for a plan; every text of it is escaped."""
    view = wording.clean(view)
    taken = [row for row in view["decisions"] if row["decision"] != "walk_away"]
    return rendered(
        "plan.html",
        view=view,
        taken=taken,
        walks=[row for row in view["decisions"] if row["decision"] == "walk_away"],
        worthwhile=[row for row in view["capacity"] if row["adds"]],
        capacity=capacity_plot(view),
        values=value_plot(view),
        value_key=value_key(),
        words=plan_words,
    )
