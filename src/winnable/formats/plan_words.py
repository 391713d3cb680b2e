"""How a portfolio plan reads in words, for terminal and page."""

from typing import Final

from winnable.formats.wording import DECISIONS, Plain, money

MOST_STEPS = 4
ENDED: Final = {
    "proven": "No plan is better by more than {gap}.",
    "time": "Time was up: the best plan may be better by up to {gap}.",
    "searched": "Not proven to be the best: it may be better by up to {gap}, and more time would not change that.",
    "interrupted": "Stopped by you: this is the best so far, and the best plan may be better by up to {gap}.",
}


def worth(amount: float, view: Plain) -> str:
    """An amount in the plan's currency."""
    return money(amount, view["currency"])


def counts_sentence(view: Plain) -> str:
    """How many opportunities each decision takes."""
    counts = view["plan"]["counts"]
    total = sum(counts.values())
    parts = [f"{DECISIONS[key][1]} {count}" for key, count in counts.items() if count]
    return f"Of {total} open opportunities: {', '.join(parts)}."


def gap_sentence(view: Plain) -> str:
    """How far from the best the plan may be, and why the search ended."""
    plan = view["plan"]
    if plan["gap"] == 0:
        return "No plan that pursues what is urgent is better." if _pursued(view) else "No plan is better."
    return ENDED[plan["ended"]].format(gap=f"{max(plan['gap'], 1e-4):.2%}")


def price_words(row: Plain, view: Plain) -> str:
    """What one more week in a slot adds."""
    sure = "" if row["proven"] else f" (re-planned around that period; at most {worth(row['at_most'], view)})"
    return f"{row['team']}, {row['skill']}, period {row['period']}: +{worth(row['adds'], view)}{sure}"


def steps_words(row: Plain, view: Plain) -> list[str]:
    """What another plan does otherwise, one line a thing."""
    added = [f"would {DECISIONS[s['decision']][1]}: {s['name']} ({worth(s['expected_value'], view)})" for s in row["added"]]
    dropped = [f"gives up: {s['name']} ({worth(s['expected_value'], view)})" for s in row["dropped"]]
    changed = [f"{s['name']}: {DECISIONS[s['decision']][1]} instead of {DECISIONS[s['instead_of']][1]}" for s in row["changed"]]
    lines = [line for part in (added, dropped, changed) for line in _cut(part)]
    return [*lines, f"starts at another time: {len(row['moved'])}"] if row["moved"] else lines


def _cut(lines: list[str]) -> list[str]:
    return lines if len(lines) <= MOST_STEPS else [*lines[:MOST_STEPS], f"and {len(lines) - MOST_STEPS} more"]


def urgent_sentence(view: Plain) -> str:
    """Whether what is urgent is worth what it displaces."""
    urgent = view["urgent"]
    names = ", ".join(urgent["names"])
    if not urgent["possible"]:
        return f"{names}: cannot be done with these weeks in its time, whatever else is given up."
    if urgent["adds"] >= 0:
        return f"{names}: pursue; with what it displaces the portfolio gains {worth(urgent['adds'], view)}."
    return f"{names}: displaces more than it brings; the portfolio would lose {worth(-urgent['adds'], view)}."


def plan_heading(view: Plain) -> str:
    """What the decisions are headed by: which plan they are, where something is urgent."""
    if view["urgent"] is None:
        return "Pursue and investigate"
    return f"The plan {'with' if _pursued(view) else 'without'} {', '.join(view['urgent']['names'])}: pursue and investigate"


def _pursued(view: Plain) -> bool:
    return view["urgent"] is not None and bool(view["urgent"]["pursued"])
