"""The pictures of a report as SVG: widths in percent, so that letters keep their size on a phone and on paper.

Each has a title and a description for people who hear it; nothing in it depends on colour alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, inf

from markupsafe import Markup

from winnable.formats.svg import at as _at
from winnable.formats.svg import hatch as _hatch
from winnable.formats.svg import picture as _picture
from winnable.formats.svg import tag as _tag
from winnable.formats.svg import texts as _texts
from winnable.formats.wording import Plain, percent, signed, standing_blockers

STRONGEST = 7  # contributions with a bar of their own
ROW, LINE, BAR, TOP = 60, 17, 36, 28  # a row of the waterfall, its lines, its bar; where the first row begins
FLIP = 0.6  # letters stand left of a marker that is further right
GRADE = 50  # a row of the fit


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One bar of the waterfall, from `start` to `end` in doublings of the odds; a level starts where it ends."""

    label: str
    answer: str
    start: float
    end: float

    @property
    def weight(self) -> float:
        """What the step adds."""
        return self.end - self.start

    @property
    def kind(self) -> str:
        """Whether it raises the odds, lowers them, or is a level reached."""
        return "level" if self.start == self.end else "plus" if self.weight > 0 else "minus"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One share of the requirements."""

    key: str
    label: str
    count: int
    share: float


def _anchor(share: float, edge: float = 0.2) -> str:
    return "start" if share < edge else "end" if share > 1 - edge else "middle"


def chance_plot(view: Plain) -> Markup:
    """The chance with its range, against break-even and prior, on one line from 0 to 100 %."""
    chance, low, high = view["probability"], view["range"]["low"], view["range"]["high"]
    name = "By fit alone" if standing_blockers(view) else "Chance"
    markers = sorted([(view["break_even"], "break-even", "Break-even"), (view["prior"]["probability"], "prior", "Prior")])
    if markers[1][0] <= FLIP:  # the letters stand right of their line, so the left one goes below the other
        markers.reverse()
    description = (
        f"{name} {percent(chance)}, range {percent(low)} to {percent(high)}; break-even {percent(view['break_even'])}; "
        f"prior {percent(view['prior']['probability'])}."
    )
    inside = _tag(
        "svg",
        *_scale(),
        _tag("rect", x=_at(low), y=30, width=_at(high - low), height=18, rx=3, class_="range"),
        *(mark for row, marker in enumerate(markers) for mark in _marker(*marker, 72 + 20 * row)),
        _tag("line", x1=_at(chance), x2=_at(chance), y1=24, y2=54, class_="needle"),
        _tag("circle", cx=_at(chance), cy=39, r=7, class_="dot"),
        _tag("text", f"{name} {percent(chance)}", x=_at(chance), y=16, text_anchor=_anchor(chance), class_="strong"),
        x="3%",
        width="94%",
        overflow="visible",
    )
    return _picture("chance", "Chance of winning, with its range", description, 124, inside)


def _scale() -> Iterable[Markup]:
    yield _tag("rect", x=0, y=30, width="100%", height=18, rx=3, class_="track")
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        yield _tag("line", x1=_at(tick), x2=_at(tick), y1=48, y2=104, class_="grid")
        yield _tag("text", percent(tick), x=_at(tick), y=119, text_anchor=_anchor(tick, 0.01), class_="small")


def _marker(share: float, key: str, label: str, y: int) -> Iterable[Markup]:
    anchor, aside = ("end", -6) if share > FLIP else ("start", 6)
    yield _tag("line", x1=_at(share), x2=_at(share), y1=26, y2=y + 3, class_=key)
    yield _tag("text", f"{label} {percent(share)}", x=_at(share), y=y, dx=aside, text_anchor=anchor, class_="label")


def waterfall_steps(view: Plain) -> list[Step]:
    """From the prior through the strongest contributions (the rest summed) to what is known."""
    shown, rest = view["contributions"][:STRONGEST], view["contributions"][STRONGEST:]
    named = [(row["question"], row["answer_text"], row["weight"]) for row in shown]
    if rest:
        many = f"{len(rest)} more contribution{'s' if len(rest) > 1 else ''}"
        named.append((many, "together", sum(row["weight"] for row in rest)))
    level = view["prior"]["doublings"]
    steps = [Step(label="Prior: before anything is known", answer="where every opportunity starts", start=level, end=level)]
    for label, answer, weight in named:
        steps.append(Step(label=label, answer=answer or "holds", start=level, end=level + weight))
        level += weight
    return [*steps, Step(label="What is known", answer="prior and contributions together", start=level, end=level)]


@dataclass(frozen=True, slots=True)
class _Doublings:
    """A scale from one whole doubling to another."""

    first: int
    last: int

    def at(self, level: float) -> str:
        return _at(self.share(level))

    def share(self, level: float) -> float:
        return (level - self.first) / (self.last - self.first)


def waterfall_plot(view: Plain) -> Markup:
    """How the known part of the odds comes about, one bar under another."""
    return waterfall("waterfall", "From the prior to what is known", waterfall_steps(view), "no contribution yet")


def waterfall(key: str, title: str, steps: Sequence[Step], nothing: str) -> Markup:
    """Steps between two levels, one bar under another; `nothing` is said where there are none."""
    ends = [at for step in steps for at in (step.start, step.end)]
    scale = _Doublings(floor(min(ends) - 0.1), ceil(max(ends) + 0.1))
    tops = [TOP + ROW * number for number in range(len(steps))]
    described = "; ".join(f"{step.label} {step.answer}: {signed(step.weight)}" for step in steps[1:-1]) or nothing
    return _picture(
        key,
        title,
        f"In doublings of the odds: {described}.",
        TOP + ROW * len(steps),
        _hatch("waterfall-hatch", "minus"),
        *_doubling_lines(scale, TOP + ROW * len(steps)),
        *_links(steps, tops, scale),
        *(mark for step, top in zip(steps, tops, strict=True) for mark in _bar(step, top, scale)),
    )


def _doubling_lines(scale: _Doublings, height: float) -> Iterable[Markup]:
    yield _tag("text", "\N{LEFTWARDS ARROW} lower odds", x=0, y=14, class_="small")
    yield _tag("text", "higher odds \N{RIGHTWARDS ARROW}", x="100%", y=14, text_anchor="end", class_="small")
    for level in range(scale.first, scale.last + 1):
        yield _tag("line", x1=scale.at(level), x2=scale.at(level), y1=22, y2=height, class_="grid")


def _links(steps: Sequence[Step], tops: Sequence[float], scale: _Doublings) -> Iterable[Markup]:
    """Dotted lines from the end of each bar to the start of the next."""
    for step, top in zip(steps[:-1], tops[:-1], strict=True):
        x = scale.at(step.end)
        yield _tag("line", x1=x, x2=x, y1=top + BAR, y2=top + ROW + BAR, class_="link")


def _bar(step: Step, top: float, scale: _Doublings) -> Iterable[Markup]:
    yield from _texts(step.label, 0, top + 12, "label")
    yield from _texts(step.answer, 0, top + 12 + LINE, "strong", spare=6)
    left, right = min(step.start, step.end), max(step.start, step.end)
    if step.kind == "level":
        yield _tag("circle", cx=scale.at(left), cy=top + BAR + 6, r=6, class_="dot")
        return
    width = max(scale.share(right) - scale.share(left), 0.004)
    yield _tag("text", signed(step.weight), x="100%", y=top + 12 + LINE, text_anchor="end", class_=f"strong text-{step.kind}")
    yield _tag("rect", x=scale.at(left), y=top + BAR, width=_at(width), height=12, rx=2, class_=f"bar-{step.kind}")


def fit_plot(view: Plain) -> Markup:
    """The grade of each theme and how much of its weight is known."""
    fit = view["fit"]
    rows = [("Overall", fit), *((theme["name"], theme) for theme in fit["themes"])]
    described = "; ".join(f"{name}: {grade_words(row)}, {percent(row['known'])} known" for name, row in rows)
    marks = [mark for number, (name, row) in enumerate(rows) for mark in _grade(name, row, GRADE * number)]
    return _picture("fit", "Fit by theme", described + ".", GRADE * len(rows), *marks)


def grade_words(fit: Plain) -> str:
    """The grade, or that there is none yet."""
    return f"grade {fit['grade']}" if fit["grade"] else "not enough known"


def _grade(name: str, fit: Plain, top: float) -> Iterable[Markup]:
    letter, kind = fit["grade"] or "\N{EN DASH}", fit["grade"] or "none"
    yield _tag("rect", x=1, y=top + 3, width=24, height=24, rx=6, class_=f"badge grade-{kind}")
    yield _tag("text", letter, x=13, y=top + 20, text_anchor="middle", class_=f"letter letter-{kind}")
    yield from _texts(name, 34, top + 20, "label", spare=14)
    yield _tag("text", f"{percent(fit['known'])} known", x="100%", y=top + 20, text_anchor="end", class_="small")
    yield _tag("rect", x=0, y=top + 33, width="100%", height=6, rx=3, class_="track")
    yield _tag("rect", x=0, y=top + 33, width=_at(fit["known"]), height=6, rx=3, class_="known")


def coverage_parts(coverage: Plain) -> list[Part]:
    """The mandatory requirements (all of them where none is mandatory) by what the offering makes of them."""
    mandatory = coverage["mandatory"] > 0
    listed = [match["support"] for match in coverage["matches"] if match["strength"] == "must" or not mandatory]
    total, placed = (coverage["mandatory"], coverage["placed"]) if mandatory else (coverage["requirements"], coverage["matched"])
    by_partner, missing = listed.count("via_partner"), listed.count("not_offered")
    counts = (
        ("met", "Met by the offering", placed - by_partner - missing),
        ("partner", "By partner or technology", by_partner),
        ("missing", "Not offered", missing),
        ("review", "Needs review by a person", total - placed),
    )
    return [Part(key=key, label=label, count=count, share=count / total if total else 0.0) for key, label, count in counts]


def coverage_plot(coverage: Plain) -> Markup:
    """What the offering makes of the requirements, in one bar with its legend."""
    parts = coverage_parts(coverage)
    described = "; ".join(f"{part.label}: {part.count} ({percent(part.share)})" for part in parts)
    marks = [mark for part, start in zip(parts, _starts(parts), strict=True) for mark in _segment(part, start)]
    legend = [mark for number, part in enumerate(parts) for mark in _legend(part, 48 + 24 * number)]
    hatches = (_hatch("coverage-partner", "partner"), _hatch("coverage-missing", "minus"))
    return _picture("coverage", "Coverage of the requirements", described + ".", 48 + 24 * len(parts), *hatches, *marks, *legend)


def _starts(parts: Sequence[Part]) -> list[float]:
    return [sum(part.share for part in parts[:number]) for number in range(len(parts))]


def _segment(part: Part, start: float) -> Iterable[Markup]:
    if part.count:
        yield _tag("rect", x=_at(start), y=4, width=_at(part.share), height=28, class_=f"part-{part.key}")


def _legend(part: Part, top: float) -> Iterable[Markup]:
    yield _tag("rect", x=1, y=top, width=16, height=16, rx=3, class_=f"part-{part.key}")
    yield _tag("text", f"{part.label}: {part.count}", x=26, y=top + 13, class_="label")


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A measured mean with the ends of its interval."""

    label: str
    mean: float
    low: float
    high: float


def intervals_plot(key: str, title: str, rows: Sequence[Interval], unit: str) -> Markup:
    """Means as bars from 0, one under another, each with a line for its interval."""
    most = max((row.high for row in rows if row.high < inf), default=0.0) or 1.0
    described = "; ".join(f"{row.label}: {_interval_words(row, unit)}" for row in rows)
    marks = [mark for number, row in enumerate(rows) for mark in _interval(row, GRADE * number, most, unit)]
    return _picture(key, title, described + ".", GRADE * len(rows), *marks)


def _interval_words(row: Interval, unit: str) -> str:
    return f"{row.mean:.1f} {unit} ({max(row.low, 0.0):.1f} to {row.high:.1f})"


def _interval(row: Interval, top: float, most: float, unit: str) -> Iterable[Markup]:
    yield from _texts(row.label, 0, top + 20, "label", spare=30)
    yield _tag("text", _interval_words(row, unit), x="100%", y=top + 20, text_anchor="end", class_="small")
    yield _tag("rect", x=0, y=top + 28, width="100%", height=12, rx=3, class_="track")
    yield _tag("rect", x=0, y=top + 28, width=_at(row.mean / most), height=12, rx=3, class_="known")
    yield _tag("line", x1=_at(row.low / most), x2=_at(row.high / most), y1=top + 34, y2=top + 34, class_="needle")
