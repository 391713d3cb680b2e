"""The pictures of a backtest as SVG: log loss by number of deals, and chances given against shares won."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from markupsafe import Markup

from winnable.formats.backtest_view import NAMES, curve_sizes
from winnable.formats.svg import at, picture, tag
from winnable.formats.wording import Plain, percent

TOP, FIELD, LEFT, RIGHT = 24, 264, 0.08, 0.97
DRAWN: Final = ("ours", "base_rate", "ridge", "catboost", "lightgbm", "ebm")  # lines of the learning curve; the table has all
MOST_LINES: Final = 4
ROOM: Final = 1.25  # how far above the best and the base rate the picture reaches


def curve_plot(view: Plain) -> Markup:
    """Mean log loss of a few ways after so many deals; ours with its band."""
    sizes, lines = curve_sizes(view), _lines(view)
    near = [p["log_loss"] for way in ("ours", "base_rate") for p in lines.get(way, ())]
    least = min(p["low"] for points in lines.values() for p in points) * 0.98
    most = min(max(p["high"] for points in lines.values() for p in points), max(near) * ROOM)

    def place(point: Plain, value: float) -> tuple[float, float]:
        x = LEFT + (RIGHT - LEFT) * sizes.index(point["deals"]) / max(len(sizes) - 1, 1)
        return x, TOP + (FIELD - TOP) * (1 - (value - least) / (most - least or 1.0))

    described = "; ".join(
        f"{NAMES[way]}: " + ", ".join(f"{p['log_loss']:.3f} after {p['deals']}" for p in points) for way, points in lines.items()
    )
    marks: list[Markup] = []
    for way, points in lines.items():
        if way == "ours":
            lower, upper = [place(p, p["low"]) for p in points], [place(p, p["high"]) for p in points]
            marks.insert(0, _area([*lower, *reversed(upper)]))
        marks += _line(way, [place(p, p["log_loss"]) for p in points])
    return picture(
        "curve",
        "Log loss after so many deals",
        f"{described}.",
        FIELD + 28 + 22 * len(lines),
        *_levels(least, most),
        tag("svg", *marks, x=0, y=0, width="100%", height=FIELD),
        *_sizes(sizes),
        *_key(lines),
    )


def _lines(view: Plain) -> dict[str, list[Plain]]:
    found: dict[str, list[Plain]] = {}
    for way in DRAWN:
        points = sorted((p for p in view["curve"] if p["way"] == way), key=lambda p: p["deals"])
        if points and len(found) < MOST_LINES:
            found[way] = points
    return found


def _line(way: str, places: Sequence[tuple[float, float]]) -> Iterable[Markup]:
    for (x, y), (then_x, then_y) in pairwise(places):
        yield tag("line", x1=at(x), x2=at(then_x), y1=f"{y:.1f}", y2=f"{then_y:.1f}", class_=f"way-{way}")
    for x, y in places:
        yield tag("circle", cx=at(x), cy=f"{y:.1f}", r=3, class_=f"point-{way}")


def _area(corners: Sequence[tuple[float, float]]) -> Markup:
    """A band; its width is stretched to that of the picture."""
    points = " ".join(f"{1000 * x:.1f},{y:.1f}" for x, y in corners)
    shape = tag("polygon", points=points, class_="band")
    return tag("svg", shape, viewBox=f"0 0 1000 {FIELD}", preserveAspectRatio="none", width="100%", height=FIELD)


def _levels(least: float, most: float) -> Iterable[Markup]:
    step = 0.2 if most - least > 0.5 else 0.1 if most - least > 0.25 else 0.05
    level = step * (int(least / step) + 1)
    while level < most:
        y = TOP + (FIELD - TOP) * (1 - (level - least) / (most - least))
        yield tag("line", x1=0, x2="100%", y1=f"{y:.1f}", y2=f"{y:.1f}", class_="grid")
        yield tag("text", f"{level:.2f}", x=0, y=f"{y - 4:.1f}", class_="small")
        level += step


def _sizes(sizes: Sequence[int]) -> Iterable[Markup]:
    yield tag("line", x1=0, x2="100%", y1=FIELD, y2=FIELD, class_="axis")
    for number, size in enumerate(sizes):
        x = LEFT + (RIGHT - LEFT) * number / max(len(sizes) - 1, 1)
        last = number == len(sizes) - 1
        words = f"{size:,} deals" if last else f"{size:,}"
        where = {"x": "100%", "text_anchor": "end"} if last else {"x": at(x), "text_anchor": "middle"}
        yield tag("text", words, y=FIELD + 16, class_="small", **where)


def _key(lines: Iterable[str]) -> Iterable[Markup]:
    for number, way in enumerate(lines):
        y = FIELD + 38 + 22 * number
        yield tag("line", x1=2, x2=34, y1=y, y2=y, class_=f"way-{way}")
        yield tag("circle", cx=18, cy=y, r=3, class_=f"point-{way}")
        yield tag("text", NAMES[way], x=44, y=y + 4, class_="label")


def reliability_plot(view: Plain) -> Markup:
    """For each tenth of the deals the chance given and the share won, with its interval; right ones lie on the slanted line."""
    rate = view["won"] / view["deals"]
    described = "; ".join(
        f"given {percent(b['chance'])}, won {percent(b['won'])} ({percent(b['low'])} to {percent(b['high'])})"
        for b in view["reliability"]
    )
    slanted = tag("line", x1=1000 * LEFT, x2=1000 * RIGHT, y1=FIELD, y2=TOP, class_="right", vector_effect="non-scaling-stroke")
    stretched = {"viewBox": f"0 0 1000 {FIELD}", "preserveAspectRatio": "none", "width": "100%", "height": FIELD}
    return picture(
        "reliability",
        "Chances given, and how often they came true",
        f"Base rate {percent(rate)}. {described}.",
        FIELD + 44,
        *_shares(),
        tag("svg", slanted, **stretched),
        tag("line", x1=at(LEFT), x2=at(RIGHT), y1=_height(rate), y2=_height(rate), class_="prior"),
        tag("text", f"Base rate {percent(rate)}", x="100%", y=_height(rate), dy=-6, text_anchor="end", class_="small"),
        *(mark for one in view["reliability"] for mark in _bin(one)),
    )


def _height(share: float) -> str:
    return f"{TOP + (FIELD - TOP) * (1 - share):.1f}"


def _shares() -> Iterable[Markup]:
    yield tag("text", "Share won", x=0, y=14, class_="small")
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        x = LEFT + (RIGHT - LEFT) * share
        yield tag("line", x1=at(LEFT), x2=at(RIGHT), y1=_height(share), y2=_height(share), class_="grid")
        yield tag("line", x1=at(x), x2=at(x), y1=TOP, y2=FIELD, class_="grid")
        yield tag("text", percent(share), x=0, y=_height(share), dy=4 if share < 1 else 8, class_="small")
        where = {"x": "100%", "text_anchor": "end"} if share == 1 else {"x": at(x), "text_anchor": "middle"}
        yield tag("text", percent(share), y=FIELD + 18, class_="small", **where)
    yield tag("text", "Chance given", x="50%", y=FIELD + 38, text_anchor="middle", class_="small")


def _bin(one: Plain) -> Iterable[Markup]:
    x = at(LEFT + (RIGHT - LEFT) * one["chance"])
    yield tag("line", x1=x, x2=x, y1=_height(one["low"]), y2=_height(one["high"]), class_="spread")
    yield tag("circle", cx=x, cy=_height(one["won"]), r=5, class_="dot")
