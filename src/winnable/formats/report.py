"""A qualification as one self-contained HTML page: opens offline, prints, runs no script and fetches nothing."""

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from winnable.core.errors import InputError, Problem
from winnable.formats import plots, wording
from winnable.formats.wording import Plain

TEMPLATES: Final = Path(__file__).with_name("templates")
TOP = 5  # strengths and red flags shown before all contributions
LEAST = 0.005  # doublings; what is nearer to nothing speaks neither for nor against
SAID: Final = (  # what the template takes from `wording`, in small letters
    "percent",
    "money",
    "signed",
    "times",
    "spoken",
    "place",
    "place_name",
    "fact_value",
    "decision_sentence",
    "stakes_sentence",
    "standing_blockers",
    "DECISIONS",
    "VALUE_FROM",
    "COST_FROM",
    "SUPPORT",
    "EFFORTS",
    "COVER_KINDS",
    "BLOCKER_KINDS",
)
SMALL = 0.05  # doublings; less is not worth a card of its own


def write_report(view: Plain, path: Path) -> None:
    """Write the page of a view whole or not at all; InputError where it cannot be written."""
    write_page(report_html(view), path)


def write_page(page: str, path: Path) -> None:
    """Write a page whole or not at all; InputError where it cannot be written."""
    try:
        target = path.resolve()
        if target.exists() and not target.is_file():
            raise _unwritable(path, "this is not a file that can be replaced")
        _replace(target, page)
    except OSError as error:
        raise _unwritable(path, error.strerror or type(error).__name__) from error


def _replace(target: Path, page: str) -> None:
    beside = target.with_name(f".{target.name[:200]}.{os.getpid()}.tmp")
    try:
        beside.write_text(page, encoding="utf-8")
        beside.replace(target)
    except OSError:
        with suppress(OSError):
            beside.unlink()
        raise


def _unwritable(path: Path, why: str) -> InputError:
    problem = Problem(
        file=path.as_posix(),
        path="",
        message=f"The report cannot be written here: {why}.",
        suggestion="Name a file in a folder that exists and that you may write to.",
    )
    return InputError((problem,))


def report_html(view: Plain) -> str:
    """The page for a view; every text of the view is escaped."""
    view = wording.clean(view)
    return rendered(
        "report.html",
        view=view,
        plots=_plots(view),
        steps=plots.waterfall_steps(view),
        parts=plots.coverage_parts(view["coverage"]) if view["coverage"] else (),
        sides=_sides(view["contributions"]),
        facts=_stated_first(view["facts"]),
        blockers=_blockers(view),
        covers=_covers(view),
        aside=_aside(view),
        still_open=_still_open(view),
        contested=sorted((f for f in view["findings"] if f["state"] == "contested"), key=lambda f: -f["in_dispute"]),
        unread=[document for document in view["opportunity"]["documents"] if document["warnings"]],
    )


def rendered(template: str, **shown: Any) -> str:
    """A page of the folder of templates; every text is escaped."""
    return _template(template).render(**shown)


@lru_cache(maxsize=8)
def _template(name: str) -> Template:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals |= {word.lower(): getattr(wording, word) for word in SAID} | {"grade_words": plots.grade_words}
    return environment.get_template(name)


def _sides(contributions: Sequence[Plain]) -> list[dict[str, Any]]:
    """Strengths and red flags: a card for each that is worth one, and what the others come to."""
    sides = []
    for title, way, sign in (("Strengths", "for", 1), ("Red flags", "against", -1)):
        rows = [row for row in contributions if row["weight"] * sign > LEAST]
        cards = [row for row in rows[:TOP] if row["weight"] * sign >= SMALL]
        none = f"Nothing that was read speaks {way} it."
        sides.append({"title": title, "none": none, "cards": cards, "rest": rows[len(cards) :]})
    return sides


def _stated_first(facts: Plain) -> list[tuple[str, Plain | None]]:
    return sorted(facts.items(), key=lambda item: not wording.fact_value(item[0], facts))


def _plots(view: Plain) -> Mapping[str, str]:
    pictures = {"chance": plots.chance_plot(view), "waterfall": plots.waterfall_plot(view), "fit": plots.fit_plot(view)}
    return pictures | ({"coverage": plots.coverage_plot(view["coverage"])} if view["coverage"] else {})


def _blockers(view: Plain) -> list[dict[str, Any]]:
    """Each with its evidence; what rules us out for good and for sure comes first."""
    standing = wording.standing_blockers(view)
    ordered = sorted(view["decision"]["blockers"], key=lambda blocker: blocker not in standing)
    return [{**blocker, "evidence": _evidence_of(view, blocker)} for blocker in ordered]


def _evidence_of(view: Plain, blocker: Plain) -> Sequence[Plain]:
    return next((finding["evidence"] for finding in view["findings"] if finding["criterion"] == blocker["criterion"]), ())


def _covers(view: Plain) -> list[dict[str, Any]]:
    """The covers that the decision counts on, then those that would also do; each once a gap."""
    counted = view["decision"]["covers"]
    found = {(c["key"], c["criterion"]): {**c, "counted": True} for c in counted}
    for blocker in view["decision"]["blockers"]:
        for cover in blocker["covers"]:
            found.setdefault((cover["key"], cover["criterion"]), {**cover, "counted": False})
    return list(found.values())


def _aside(view: Plain) -> list[Plain]:
    """What was read and is not a contribution: it weighs nothing here, or lost to other evidence."""
    counted = {row["criterion"] for row in view["contributions"]}
    return [f for f in view["findings"] if f["criterion"] not in counted and (f["evidence"] or f["against"])]


def _still_open(view: Plain) -> list[tuple[str, list[str]]]:
    """Unknown questions by theme, in the profile's order."""
    unknown = [finding for finding in view["findings"] if finding["state"] == "unknown"]
    themes = view["fit"]["themes"]
    listed = [(theme["name"], [f["question"] for f in unknown if f["theme"] == theme["theme"]]) for theme in themes]
    return [(name, questions) for name, questions in listed if questions]
