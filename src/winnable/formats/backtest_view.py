"""A backtest as plain data, what the terminal, JSON and HTML show, and its sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from math import isfinite
from typing import Any, Final, Literal

import winnable
from winnable.core.profile import Profile
from winnable.formats.wording import money, percent
from winnable.learning.answers import Answers, Floats
from winnable.learning.backtest import Forecast, Point
from winnable.learning.leaks import Leak
from winnable.learning.learned import Learned
from winnable.learning.residuals import residuals_of
from winnable.learning.trial import ENOUGH_TO_BOOST, FEWEST, Trial, gain_of

Plain = Mapping[str, Any]
Verdict = Literal["too_few", "no_signal", "signal"]
VERSION: Final = 1
MOST_LEARNED: Final = 8  # criteria and settings that are shown
NAMES: Final = {
    "ours": "Winnable",
    "ours_boosted": "Winnable, boosted",
    "base_rate": "Base rate",
    "stage_table": "Stage table",
    "odoo": "Odoo's formula",
    "ridge": "Ridge logistic regression",
    "catboost": "CatBoost",
    "lightgbm": "LightGBM",
    "ebm": "Explainable boosting",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Backtested:
    """Everything that is shown of one history."""

    history: str
    profile: Profile
    chance: float
    leaks: tuple[Leak, ...]
    left_out: tuple[str, ...]
    answers: Answers
    won: Floats
    missing: tuple[str, ...]
    currency: str
    life_in: str  # what a half-life is counted in
    notes: tuple[str, ...]
    trial: Trial | None = None  # None: too few deals
    learned: Learned | None = None
    forecasts: tuple[Forecast, ...] = ()
    curve: tuple[Point, ...] = ()
    finished: bool = True


def backtest_view(made: Backtested) -> dict[str, Any]:
    """The published form of a backtest."""
    by_way = {forecast.way: forecast for forecast in made.forecasts}
    takeover = _takeover(made, by_way)
    chosen = "ours_boosted" if takeover["takes_over"] else "ours"
    gain = gain_of(by_way[chosen], by_way["base_rate"], made.won) if chosen in by_way else None
    verdict: Verdict = "too_few" if gain is None else "signal" if gain.is_sure else "no_signal"
    view: dict[str, Any] = {
        "schema_version": VERSION,
        "winnable_version": winnable.__version__,
        "history": made.history,
        "profile": {"key": made.profile.key, "version": made.profile.version, "name": made.profile.name},
        "deals": len(made.won),
        "won": int(made.won.sum()),
        "stated_chance": made.chance,
        "currency": made.currency,
        "leaks": [asdict(leak) for leak in made.leaks],
        "left_out": list(made.left_out),
        "verdict": verdict,
        "in_time": made.trial is not None and made.trial.in_time,
        "accounts_apart": made.trial.accounts_apart if made.trial else None,
        "chosen": chosen,
        "over_base_rate": None if gain is None else asdict(gain),
        "takeover": takeover,
        "ways": [_way(forecast) for forecast in made.forecasts],
        "reliability": [asdict(one) for one in by_way[chosen].calibration.bins] if chosen in by_way else [],
        "curve": [asdict(point) for point in made.curve],
        "learned": _learned(made),
        "missing": list(made.missing),
        "notes": list(made.notes),
        "finished": made.finished,
    }
    return {key: _plain(value) for key, value in view.items()}


def _takeover(made: Backtested, by_way: Mapping[str, Forecast]) -> dict[str, Any]:
    """Whether a boosted model was tried, and what it gained forward in time."""
    if not {"ours", "ours_boosted"} <= set(by_way):
        return {"tried": False, "takes_over": False, "why": _untried(made), "gain": None}
    gain = gain_of(by_way["ours_boosted"], by_way["ours"], made.won)
    how = f"by {gain.mean:+.4f} ({gain.mean / gain.of:+.1%}, standard error {gain.error:.4f}) on the same deals"
    why = (
        f"It lowers the log loss {how}: more than one standard error and more than 1 %, so it takes over."
        if gain.takes_over
        else f"It changes the log loss for the better {how}; taking over needs more than one standard error and 1 %."
    )
    return {"tried": True, "takes_over": gain.takes_over, "why": why, "gain": asdict(gain)}


def _untried(made: Backtested) -> str:
    if len(made.won) < ENOUGH_TO_BOOST:
        return f"It is tried from {ENOUGH_TO_BOOST:,} closed deals on; here are {len(made.won):,}."
    if made.trial is not None and not made.trial.in_time:
        return "It is tried only where deals can be put in order of time; the map names no date of closing and no `order`."
    if not made.finished:
        return "The backtest was stopped before it was tested."
    return "It needs the extra `boost`: pip install 'winnable[boost]'."


def _way(forecast: Forecast) -> dict[str, Any]:
    scores = asdict(forecast.calibration)
    del scores["bins"]
    earned = forecast.money
    brought = None if earned is None else asdict(earned) | {"share": earned.share}
    return {"way": forecast.way, "name": NAMES[forecast.way], **scores, "money": brought}


def _learned(made: Backtested) -> dict[str, Any] | None:
    if made.learned is None:
        return None
    settings = sorted(made.learned.trust, key=lambda one: -one[1])[:MOST_LEARNED]
    return {
        "slope": made.learned.slope,
        "half_life": made.learned.half_life,
        "half_life_in": made.life_in,
        "settings": [asdict(setting) | {"share": share} for setting, share in settings],
        "criteria": [asdict(one) | {"is_sure": one.is_sure} for one in residuals_of(made.learned, made.answers)[:MOST_LEARNED]],
    }


def _plain(value: Any) -> Any:
    """Numbers that JSON can write: what cannot be told is null."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return None if isinstance(value, float) and not isfinite(value) else value


def chosen_way(view: Plain) -> Plain | None:
    """The scores of the way that gives the chances."""
    return next((way for way in view["ways"] if way["way"] == view["chosen"]), None)


def verdict_words(view: Plain) -> str:
    """What the backtest comes to, in one sentence."""
    rate = percent(view["won"] / view["deals"])
    if view["verdict"] == "too_few":
        few = f"Too few to test by: {view['deals']:,} closed deals, and it takes {FEWEST}."
        return f"{few} The answer is the base rate: {rate} of these were won, and you state {percent(view['stated_chance'])}."
    chosen = chosen_way(view)
    base = next(way for way in view["ways"] if way["way"] == "base_rate")
    assert chosen is not None
    losses = f"log loss {chosen['log_loss']:.3f} against {base['log_loss']:.3f}"
    if view["verdict"] == "no_signal":
        return f"No signal is proven ({losses}): the answer is the base rate, {rate}."
    return f"These columns tell more than the base rate ({losses}, AUC {number(chosen['auc'])})."


def how_words(view: Plain) -> str:
    """How it was tested."""
    if view["verdict"] == "too_few":
        return "Nothing was tested."
    if view["in_time"]:
        how = "Forward in time: each stretch of deals is foretold from the deals closed before it."
        apart = "No deal is foretold from others of its account."
        back = (
            "Most deals are of accounts that come back, so earlier deals of an account were learned from: a new one may do worse."
        )
    else:
        how = "There is no order in time, so groups of deals are left out in turn: skill is that of a market that stands still."
        apart = "Deals of one account, or with the same answers to everything, are never parted."
        back = "Deals with the same answers to everything are never parted; those of one account are."
    if view["accounts_apart"] is None:
        alike = "" if view["in_time"] else "Deals with the same answers to everything are never parted. "
        return f"{how} {alike}The map names no account, so repeat customers cannot be kept apart."
    return f"{how} {apart if view['accounts_apart'] else back}"


def calibration_words(way: Plain) -> str:
    """Slope and intercept in words."""
    slope, level = way["slope"], way["intercept"]
    if slope is None:
        return "All chances are the same: there is no slope to tell."
    said = "about right" if 0.9 <= slope <= 1.1 else "too bold" if slope < 0.9 else "too timid"
    if abs(level) > 0.2:
        said += f", and too {'low' if level > 0 else 'high'} on the whole"
    return f"Slope {slope:.2f} (1 is right), intercept {level:+.2f} (0 is right): the chances are {said}."


def money_words(way: Plain, currency: str) -> str:
    """What following the chances would have brought."""
    if way["money"] is None:
        return "not known"
    return f"{money(way['money']['brought'], currency)}, {decided_words(way)} of what knowing the outcomes would add"


def decided_words(way: Plain) -> str:
    """The part of what knowing the outcomes would add to pursuing all, or none; 0 % is no better than that."""
    share = way["money"]["share"] if way["money"] else None
    return number(None) if share is None else f"{round(100 * share):d} %".replace("-", "\N{MINUS SIGN}")


def slope_words(learned: Plain) -> str:
    """How far history confirms the profile, and how fast old deals fade."""
    slope, life = learned["slope"], learned["half_life"]
    if slope is None:
        said = "No column answers a criterion of the profile: all was learned from the deals."
    elif slope < 0:
        said = f"The profile's score points the wrong way here (slope {slope:.2f})."
    else:
        said = f"History confirms {slope:.0%} of the profile's score."
    if life is None:
        return f"{said} Old deals count as much as new ones."
    return f"{said} A deal counts half after {life:,.0f} {learned['half_life_in']}."


def setting_words(setting: Plain) -> str:
    """A belief before the outcomes were seen."""
    if setting["width"] < 0.01:
        return "Nothing but the base rate and the profile" if setting["slope"] else "Nothing but the base rate"
    profile = "profile trusted" if setting["slope"] else "profile doubted" if setting["give"] > 0.01 else "no profile"
    fading = "" if setting["half_life"] is None else ", old deals fade"
    return f"{profile}, single answers differ by about {setting['width'] / 0.693:.2f} doublings{fading}"


def residual_words(one: Plain) -> str:
    """A criterion and its answer."""
    return f"{one['key']}: {one['label'] or 'still unknown'}"


def number(value: float | None, digits: int = 3) -> str:
    """A score; a dash where it cannot be told."""
    return "\N{EN DASH}" if value is None else f"{value:.{digits}f}"


def curve_rows(view: Plain) -> list[tuple[str, list[Plain | None]]]:
    """A row for each way, with its point for each size of `curve_sizes`."""
    found = {(point["way"], point["deals"]): point for point in view["curve"]}
    ways = list(dict.fromkeys(point["way"] for point in view["curve"]))
    return [(NAMES[way], [found.get((way, size)) for size in curve_sizes(view)]) for way in ways]


def curve_sizes(view: Plain) -> Sequence[int]:
    """The numbers of deals of the learning curves."""
    return sorted({point["deals"] for point in view["curve"]})


def missing_words(view: Plain) -> str:
    """What is not installed."""
    return f"Not installed, so not beside it: {', '.join(NAMES[way] for way in view['missing'])}." if view["missing"] else ""


def beyond(one: Plain) -> str:
    """What the difference is held against."""
    return "beyond the profile" if one["in_profile"] else "which the profile does not know"


def point_words(point: Plain | None) -> str:
    """A point of a learning curve with its interval."""
    return number(None) if point is None else f"{point['log_loss']:.3f} ({point['low']:.3f} to {point['high']:.3f})"
