"""Replays of a history as plain data: what the terminal, JSON and HTML show."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import winnable
from winnable.formats.plots import Interval, intervals_plot
from winnable.formats.report import rendered
from winnable.formats.wording import clean, percent
from winnable.learning.bad_news import BadNews, Course, bad_news_of
from winnable.learning.replay import Replay, estimate, saved_by

VERSION: Final = 1
ORDERS: Final = {
    "ours": "Our order: worth of the answer for its cost",
    "information_gain": "Information gain",
    "random": "Random order",
}
Plain = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """Everything that is shown of one history."""

    history: str
    profile: str
    version: str
    closed: int
    criteria: int
    replays: tuple[Replay, ...]
    courses: tuple[Course, ...]
    names: Mapping[str, str]  # of the methods with a fixed order
    notes: tuple[str, ...]


def replay_view(replayed: Replayed) -> Plain:
    """The published form of replays."""
    replays = replayed.replays
    return {
        "schema_version": VERSION,
        "winnable_version": winnable.__version__,
        "history": replayed.history,
        "profile": {"key": replayed.profile, "version": replayed.version},
        "closed": replayed.closed,
        "replayed": len(replays[0].questions),
        "criteria": replayed.criteria,
        "at_once": replays[0].at_once,
        "orders": [_order(replay, replays[0], replayed.names) for replay in replays],
        "bad_news": _bad_news(replayed.courses),
        "notes": list(replayed.notes),
    }


def _order(replay: Replay, ours: Replay, names: Mapping[str, str]) -> Plain:
    return {
        "order": replay.order,
        "name": ORDERS.get(replay.order) or f"{names[replay.order]}, its fixed order",
        "questions": asdict(estimate(replay.questions)),
        "leaning": asdict(estimate(replay.leanings)),
        "cost": asdict(estimate(replay.costs)),
        "saved_by_ours": None if replay is ours else asdict(saved_by(ours, replay)),
    }


def _bad_news(courses: Sequence[Course]) -> Plain | None:
    """Lost deals beside won ones, where the same turn is a false alarm; None without a stage history."""
    if not courses:
        return None
    lost = [course for course in courses if course.outcome in ("lost", "no_decision")]
    won = [course for course in courses if course.outcome == "won"]
    return {"lost": _counted(bad_news_of(lost)), "won": _counted(bad_news_of(won))}


def _counted(news: BadNews) -> Plain:
    return asdict(news) | {"warned": news.warned}


def order_words(order: Mapping[str, Any]) -> str:
    """One order's questions with their interval."""
    asked = order["questions"]
    return f"{asked['mean']:.2f} ({max(asked['low'], 0.0):.2f} to {asked['high']:.2f})"


def saved_words(order: Mapping[str, Any]) -> str:
    """Whether ours saves questions against this order, or whether that cannot be told."""
    saved = order["saved_by_ours"]
    if saved is None:
        return ""
    if saved["low"] > 0:
        return f"ours asks {saved['mean']:.2f} fewer ({saved['low']:.2f} to {saved['high']:.2f}) a deal"
    if saved["high"] < 0:
        return f"ours asks {-saved['mean']:.2f} more ({-saved['high']:.2f} to {-saved['low']:.2f}) a deal"
    interval = f"{-saved['mean']:+.2f} ({-saved['high']:+.2f} to {-saved['low']:+.2f})"
    return f"cannot be told apart: ours asks {interval} a deal"


def news_words(news: Mapping[str, Any], kind: str) -> str:
    """How the deals of one outcome went, in one sentence."""
    if not news["deals"]:
        return f"No {kind} deal has a stage history with fields."
    false = "a false alarm" if kind == "won" else "a warning"
    days = news["days"]
    early = (
        f"; it turned {days['median']} days before the close in the middle (half of them {days['lower']} to {days['upper']})"
        if days
        else ""
    )
    return (
        f"{news['deals']} {kind} deals: {percent(news['warned'])} ended with {false} ({news['turned']} turned from pursuing, "
        f"{news['never_pursued']} were never to be pursued), {news['pursued_to_the_end']} were pursued to the end{early}."
    )


def band_rows(news: Mapping[str, Any]) -> list[tuple[str, int, int]]:
    """Days before the close, with how many lost and how many won deals turned then."""
    lost, won = news["lost"]["bands"], news["won"]["bands"]
    names, least = [], 0
    for most, _ in lost:
        names.append(f"{least} to {most}" if most is not None else f"{least} and more")
        least = (most or 0) + 1
    return [(name, then[1], false[1]) for name, then, false in zip(names, lost, won, strict=True)]


def replay_html(view: Plain) -> str:
    """The replays as one self-contained page."""
    made = clean(view)
    rows = [Interval(label=order["name"], **order["questions"]) for order in made["orders"]]
    return rendered(
        "replay.html",
        made=made,
        plot=intervals_plot("questions", "Questions until the final decision stands", rows, "questions"),
        order_words=order_words,
        saved_words=saved_words,
        news_words=news_words,
        band_rows=band_rows,
    )
