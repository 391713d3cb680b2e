"""The pictures of a portfolio plan as SVG: weeks used and worth, by team, skill and period; value against weeks."""

from collections.abc import Iterable, Sequence
from math import floor, log10

from markupsafe import Markup

from winnable.formats.plan_words import worth
from winnable.formats.svg import at, picture, tag, texts
from winnable.formats.wording import Plain

UP, DOWN, STRIP = 44, 28, 148  # heights: weeks, worth of a week, one skill of one team with its words
FIELD, LEFT = 260, 0.02
SIDE = 9  # of a mark
CROSS = "M-3.5,-3.5L3.5,3.5M-3.5,3.5L3.5,-3.5"
NAMED = (
    ("pursue", "pursue"),
    ("pursue_with_partner", "pursue with a partner"),
    ("investigate", "investigate"),
    ("walk_away", "walk away"),
)


def capacity_plot(view: Plain) -> Markup:
    """For each team and skill one strip of periods: upwards the weeks used, downwards what one more week would add."""
    strips: dict[tuple[str, str], list[Plain]] = {}
    order = {name: number for number, name in enumerate(view["periods"])}
    for row in sorted(view["capacity"], key=lambda row: (row["team"], row["skill"], order[row["period"]])):
        strips.setdefault((row["team"], row["skill"]), []).append(row)
    dearest = max((row["adds"] or 0.0 for row in view["capacity"]), default=0.0)
    described = "; ".join(f"{team}, {skill}: {'; '.join(_strip_words(rows, view))}" for (team, skill), rows in strips.items())
    marks = [
        mark
        for number, ((team, skill), rows) in enumerate(strips.items())
        for mark in _strip(f"{team}, {skill}", rows, STRIP * number, dearest, view)
    ]
    return picture("capacity", "Weeks used, and what one more would add", f"{described}.", STRIP * len(strips), *marks)


def _strip_words(rows: Sequence[Plain], view: Plain) -> list[str]:
    used, weeks = sum(row["used"] for row in rows), sum(row["weeks"] for row in rows)
    best = max(rows, key=lambda row: row["adds"] or 0.0)
    said = [f"{used:.4g} of {weeks:.4g} weeks used"]
    return [*said, f"one more in {best['period']}: +{worth(best['adds'], view)}"] if best["adds"] else said


def _strip(name: str, rows: Sequence[Plain], top: float, dearest: float, view: Plain) -> Iterable[Markup]:
    yield from texts(name, 0, top + 14, "strong", spare=4)
    for line, words in enumerate(_strip_words(rows, view)):
        yield tag("text", words, x=0, y=top + 30 + 16 * line, class_="small")
    base, most = top + 56 + UP, max(max(row["used"], row["weeks"]) for row in rows) or 1.0
    for number, row in enumerate(rows):
        x, width = at(number / len(rows)), at(0.82 / len(rows))
        room, used, down = (UP * row["weeks"] / most, UP * row["used"] / most, 0.0)
        yield tag("rect", x=x, y=f"{base - room:.1f}", width=width, height=f"{room:.1f}", class_="track")
        yield tag("rect", x=x, y=f"{base - used:.1f}", width=width, height=f"{used:.1f}", class_="spent")
        if row["adds"] and dearest:
            down = max(DOWN * row["adds"] / dearest, 1.5)
            yield tag("rect", x=x, y=base + 1, width=width, height=f"{down:.1f}", class_="price-bar")
    yield tag("line", x1=0, x2="100%", y1=base, y2=base, class_="axis")


def value_plot(view: Plain) -> Markup:
    """What each opportunity brings against the weeks that it takes, with a mark of its own for each decision."""
    points = [point for row in view["decisions"] if (point := _point(row)) is not None]
    most_weeks = max((weeks for _, weeks, _ in points), default=1.0) or 1.0
    most_value = max((value for _, _, value in points), default=1.0) or 1.0
    marks = [
        _mark(decision, at(LEFT + (0.96 - LEFT) * weeks / most_weeks), 22 + (FIELD - 22) * (1 - max(value, 0.0) / most_value))
        for decision, weeks, value in reversed(points)
    ]
    description = f"{len(points)} opportunities, up to {worth(most_value, view)} and {most_weeks:.4g} weeks."
    return picture("values", "Value against weeks", description, FIELD + 24, *_axes(most_weeks, most_value, view), *marks)


def _point(row: Plain) -> tuple[str, float, float] | None:
    if row["decision"] != "walk_away":
        return row["decision"], sum(row["weeks"].values()), row["expected_value"]
    forgone = row["forgone"]
    return ("walk_away", forgone["weeks"], forgone["expected_value"]) if forgone and forgone["expected_value"] > 0 else None


def _axes(most_weeks: float, most_value: float, view: Plain) -> Iterable[Markup]:
    for level in _levels(most_value):
        y = 22 + (FIELD - 22) * (1 - level / most_value)
        yield tag("line", x1=0, x2="100%", y1=f"{y:.1f}", y2=f"{y:.1f}", class_="grid")
        yield tag("text", worth(level, view), x=0, y=f"{y - 4:.1f}", class_="small")
    yield tag("line", x1=0, x2="100%", y1=FIELD, y2=FIELD, class_="axis")
    yield tag("text", "0 weeks", x=0, y=FIELD + 16, class_="small")
    yield tag("text", f"{most_weeks:.4g} weeks", x="100%", y=FIELD + 16, text_anchor="end", class_="small")


def _levels(most: float) -> list[float]:
    """Round amounts below the largest."""
    step = 10.0 ** floor(log10(most)) if most > 0 else 1.0
    step = step / 2 if most / step < 2 else step if most / step < 5 else 2 * step
    return [step * n for n in range(1, int(most / step) + 1)]


def _mark(decision: str, x: str, y: float) -> Markup:
    """A disc, a square, a ring or a cross: told apart without colour. The inner picture stands where `x` and `y` say."""
    kind = f"mark-{decision}"
    shape = (
        tag("rect", x=-SIDE / 2, y=-SIDE / 2, width=SIDE, height=SIDE, class_=kind)
        if decision == "pursue_with_partner"
        else tag("path", d=CROSS, class_=kind)
        if decision == "walk_away"
        else tag("circle", r=5, class_=kind)
    )
    return tag("svg", shape, x=x, y=f"{y:.1f}", overflow="visible")


def value_key() -> Markup:
    """What the marks mean; a list of its own, so that it wraps on a narrow page."""
    items = (
        tag("li", tag("svg", _mark(decision, "50%", 8), width=16, height=16, aria_hidden="true"), name)
        for decision, name in NAMED
    )
    return tag("ul", *items, class_="key")
