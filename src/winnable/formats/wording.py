"""How a view's figures, places and decisions read in words, for pages that people look at."""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

Plain = Mapping[str, Any]
# decision: its full name, its name within a sentence, and what it asks of the reader
DECISIONS: Final = {
    "pursue": ("Pursue", "pursue", "At this chance, winning is worth the effort."),
    "pursue_with_partner": (
        "Pursue with a partner or another technology",
        "pursue with a partner",
        "Worth the effort once the gaps are covered as named below.",
    ),
    "investigate": ("Investigate", "investigate", "Ask before you decide: the next answers are worth more than they cost."),
    "walk_away": ("Walk away", "walk away", "Your time is worth more elsewhere."),
}
VALUE_FROM: Final = {"given": "as given", "budget": "from the stated budget", "policy": "the policy's default"}
COST_FROM: Final = {"given": "as given", "policy": "the policy's default"}
COVER_KINDS: Final = {
    "partner": "Partner",
    "technology": "Another technology",
    "deployment": "Another deployment",
    "challenge": "Challenge to the buyer",
}
BLOCKER_KINDS: Final = {"final": "Rules us out", "coverable": "Rules us out unless covered"}
EFFORTS: Final = {"look_up": "look it up", "ask": "ask the buyer", "meet": "takes a meeting"}
SUPPORT: Final = {
    "native": "native",
    "configured": "by configuration",
    "extended": "by extension",
    "via_partner": "another technology or a partner",
    "not_offered": "not offered",
    None: "needs review",
}
# Control characters, marks that turn the writing direction round, and characters that nobody sees.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\uffff\ud800-\udfff\U000e0000-\U000e0fff]+"
)


def clean(value: Any) -> Any:
    """The same plain data without characters that a page cannot show or that could disguise a text."""
    if isinstance(value, str):
        return _UNSEEN.sub(" ", value)
    if isinstance(value, Mapping):
        return {key: clean(item) for key, item in value.items()}
    return [clean(item) for item in value] if isinstance(value, list | tuple) else value


def percent(share: float) -> str:
    """A share in whole percent; never 0% or 100% for what is only nearly so."""
    if 0 < share < 0.005:
        return "under 1%"
    return "over 99%" if 0.995 <= share < 1 else f"{share:.0%}"


def money(amount: float, currency: str) -> str:
    """An amount in whole units of its currency, with a space that does not break."""
    return f"{amount:,.0f}\N{NO-BREAK SPACE}{currency}".replace("-", "\N{MINUS SIGN}")


def signed(weight: float) -> str:
    """A weight in doublings with its sign; small ones with a second digit."""
    sign, size = "+" if weight >= 0 else "\N{MINUS SIGN}", abs(weight)
    return f"{sign}{size:.2f}" if 0 < size < 0.095 else f"{sign}{size:.1f}"


def times(weight: float) -> str:
    """What a weight does to the odds."""
    factor = 2.0**weight
    return f"odds \N{MULTIPLICATION SIGN}\N{NO-BREAK SPACE}{factor:.2f}"


def said(row: Plain) -> str:
    """A finding in one line: the question and its answer."""
    return f"{row['question']} {row['answer_text']}" if row["answer_text"] else str(row["question"])


def spoken(key: object) -> str:
    """A key where no text is at hand."""
    return f"{key:,.10g}" if isinstance(key, int | float) else str(key).replace("_", " ").replace("-", " ")


def place(voice: Plain, *, whole: bool = False) -> str:
    """File, page and section; the section's last heading only, unless the `whole` path is wanted."""
    headings = (voice.get("section") or "").split(" > ")
    section = " \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} ".join(headings if whole else headings[-1:])
    page = f"page {voice['page']}" if voice.get("page") else ""
    shown = "" if section == voice.get("quote") else section
    return ", ".join(part for part in (voice.get("file") or "", page, shown) if part)


def cut(text: str, room: int) -> str:
    """At most `room` columns of a text, wide letters counting two; cut between words where that is possible."""
    text = " ".join(text.split())
    if columns(text) <= room:
        return text
    kept = ""
    for letter in text:
        if columns(kept + letter) > room - 1:
            break
        kept += letter
    words = kept.rsplit(" ", 1)[0]
    return (words if len(words) > len(kept) * 0.6 else kept).rstrip(" ,;:") + "\N{HORIZONTAL ELLIPSIS}"


def columns(text: str) -> int:
    """How much room a text takes in letters of common width."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def standing_blockers(view: Plain) -> list[Plain]:
    """The final blockers whose evidence suffices: while one stands, nothing can be won."""
    return [b for b in view["decision"]["blockers"] if b["kind"] == "final" and b["sure"]]


def decision_sentence(view: Plain) -> str:
    """What stands beside the decision: the chance with its range, against the break-even."""
    chance, standing = percent(view["probability"]), len(standing_blockers(view))
    if standing:
        which = "the blocker below stands" if standing == 1 else "the blockers below stand"
        return f"It cannot be won while {which}; by fit alone the chance would be {chance}."
    low, high, enough = percent(view["range"]["low"]), percent(view["range"]["high"]), percent(view["break_even"])
    return f"The chance is {chance}, {low} to {high} as questions settle, against a break-even of {enough}."


def stakes_sentence(view: Plain) -> str:
    """What winning brings and what pursuing costs, and who says so."""
    stakes = view["stakes"]
    value, cost = money(stakes["value"], stakes["currency"]), money(stakes["cost"], stakes["currency"])
    value_from, cost_from = VALUE_FROM[stakes["value_from"]], COST_FROM[stakes["cost_from"]]
    return f"At stake: {value} of margin ({value_from}) against {cost} of pursuit ({cost_from})."


def fact_value(key: str, facts: Plain) -> str:
    """A fact's value as a person writes it; empty where the document does not state it."""
    fact = facts[key]
    if fact is None or fact["value"] is None:
        return ""
    value = fact["value"]
    if isinstance(value, list):
        return ", ".join(_named(key, item) for item in value)
    text = _named(key, value)
    currency = facts.get("currency")
    return f"{text} {currency['value']}" if key in ("budget_min", "budget_max") and currency and currency["value"] else text


def _named(key: str, value: Any) -> str:
    if isinstance(value, int | float):
        return f"{value:,.10g}"
    name = _names(key).get(str(value))
    if key in ("deadline", "questions_due", "award_due"):
        return str(value).replace("T", " ")
    return f"{name} ({value})" if name else str(value)


def place_name(code: str) -> str:
    """A country (in capitals) or a language (in small letters) by its code; other words as they are."""
    return _named("country" if code.isupper() else "languages", code)


@lru_cache(maxsize=4)
def _names(key: str) -> Mapping[str, str]:
    if key not in ("country", "languages"):
        return {}
    from babel import Locale

    english = Locale("en")
    return english.territories if key == "country" else english.languages
