"""What `winnable qualify --json` wrote, read for a portfolio: the options that the core worked out, with their figures."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from winnable.core.errors import Problem

MOST_BYTES = 50_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The expected value of each open decision, and the chance, money and partner behind it."""

    name: str
    currency: str
    value: float
    cost: float
    pursue: float | None
    partner: float | None
    investigate: float | None
    keeps: float = 1.0
    partner_cost: float = 0.0


def read_figures(path: Path) -> Figures | Problem:
    """The figures of one saved qualification, or why they cannot be had."""
    try:
        if path.stat().st_size > MOST_BYTES:
            return _problem(path, f"is larger than {MOST_BYTES:,} bytes")
        return _figures(json.loads(path.read_bytes()))
    except OSError as error:
        return _problem(path, f"cannot be read ({error.strerror or error})")
    except (ValueError, RecursionError):
        return _problem(path, "is not JSON")
    except (KeyError, TypeError, AttributeError):
        return _problem(path, "is not a qualification")


def _problem(path: Path, message: str) -> Problem:
    remedy = "Save one with `winnable qualify request.pdf --json > request.json`."
    return Problem(file=path.as_posix(), path="", message=f"The file {message}.", suggestion=remedy)


def _figures(view: Mapping[str, Any]) -> Figures:
    stakes = view["stakes"]
    options = {option["decision"]: option for option in view["decision"]["options"]}
    worth = {key: float(option["expected_value"]) if option["open"] else None for key, option in options.items()}
    used = set(options["pursue_with_partner"]["covers"])
    covers = {c["key"]: c for c in view["decision"]["covers"] if c["key"] in used}
    keeps, extra = 1.0, 0.0
    for cover in covers.values():
        keeps, extra = keeps * float(cover["keeps"]), extra + float(cover["cost"])
    return Figures(
        name=str(view["opportunity"]["name"]),
        currency=str(stakes["currency"]),
        value=float(stakes["value"]),
        cost=float(stakes["cost"]),
        pursue=worth["pursue"],
        partner=worth["pursue_with_partner"],
        investigate=worth["investigate"],
        keeps=keeps,
        partner_cost=float(stakes["cost"]) + extra,
    )
