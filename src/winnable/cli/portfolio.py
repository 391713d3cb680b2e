"""`winnable portfolio`: open opportunities and weeks of work in, a plan with the worth of one more week out."""

import json
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

from winnable.formats.wording import clean

if TYPE_CHECKING:
    from winnable.formats.capacity import CapacityFile
    from winnable.formats.plan_view import Ended, Outcome
    from winnable.portfolio.choice import OpenOpportunity, Risk
    from winnable.portfolio.planning import Plan
    from winnable.portfolio.programme import Numbers
    from winnable.portfolio.urgent import Displacement


def _risk(context: click.Context, option: click.Parameter, said: str) -> tuple[float, float]:
    """Share of the worst outcomes, and their weight."""
    kind, _, rest = said.partition(":")
    try:
        tail, weight = (0.1, 0.0) if kind == "expected" and not rest else map(float, rest.split(":"))
    except ValueError:
        tail = -1.0
    if tail < 0 or kind not in ("expected", "cvar") or not (0 < tail <= 1 and 0 <= weight <= 1):
        raise click.BadParameter(f"`{said}`: write expected, or cvar:0.1:0.5 (worst tenth, weight one half).", context, option)
    return tail, weight


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    """What was asked for."""

    risk: tuple[float, float]
    samples: int
    seed: int
    correlation: float
    seconds: float
    gap: float
    prices: int


@click.command()
@click.argument("opportunities", type=click.Path(path_type=Path))
@click.option("--capacity", "capacity_file", type=click.Path(path_type=Path), required=True, help="Teams and their weeks (YAML).")
@click.option("--periods", type=click.IntRange(1), help="Plan only for the first so many periods.")
@click.option("--urgent", metavar="FILE|KEY", help="What this would displace; it is pursued where that pays.")
@click.option("--risk", default="expected", show_default=True, callback=_risk, help="expected, or cvar:SHARE:WEIGHT.")
@click.option("--samples", type=click.IntRange(10, 2000), default=200, show_default=True, help="Sampled outcomes, for cvar.")
@click.option("--seed", type=int, default=1, show_default=True, help="Seed of the samples.")
@click.option("--correlation", type=click.FloatRange(0, 0.99), default=0.1, show_default=True, help="Of outcomes, for cvar.")
@click.option(
    "--seconds", type=click.FloatRange(0.1), default=10.0, show_default=True, help="The most for each step of the work."
)
@click.option(
    "--gap", type=click.FloatRange(0, 1), default=1e-6, show_default=True, help="Share of the worth that may be missed."
)
@click.option("--prices", type=click.IntRange(0), default=40, show_default=True, help="For how many weeks to measure the worth.")
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), help="Write the plan as one self-contained HTML file.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of the page for a person.")
@click.option("--full", is_flag=True, help="Show every row.")
def portfolio(
    opportunities: Path,
    capacity_file: Path,
    periods: int | None,
    urgent: str | None,
    html: Path | None,
    as_json: bool,
    full: bool,
    **wish: Any,
) -> None:
    """Choose what to pursue with the weeks of work that there are.

    OPPORTUNITIES is a table (.csv, .jsonl) of open opportunities, or a folder of what `winnable qualify --json` wrote.
    Ctrl-C ends the search and keeps the best plan so far.
    """
    from winnable.cli.writer import spare
    from winnable.formats.capacity import read_capacity
    from winnable.formats.open_opportunities import read_opportunities
    from winnable.formats.plan_view import plan_view

    spare(html, opportunities, capacity_file)
    capacity = read_capacity(capacity_file, periods)
    read = read_opportunities(opportunities, capacity)
    new = _urgent(urgent, read, capacity)
    view = plan_view(_planned(read, new, capacity, _Wish(**wish), as_json))
    if html is not None:
        from winnable.formats.plan_report import write_plan

        write_plan(view, html)
        click.echo(f"Plan: {clean(str(html))}", err=True)
    if as_json:
        json.dump(view, sys.stdout, ensure_ascii=False, indent=1, allow_nan=False)
        sys.stdout.write("\n")
    else:
        from winnable.cli.plan_page import print_plan

        print_plan(view, full=full)


def _urgent(urgent: str | None, read: Sequence["OpenOpportunity"], capacity: "CapacityFile") -> "tuple[OpenOpportunity, ...]":
    """The opportunities of an urgent file, or the one with this key."""
    from winnable.formats.open_opportunities import read_opportunities
    from winnable.formats.shapes import did_you_mean

    if urgent is None:
        return ()
    keys = [o.key for o in read]
    if urgent in keys:
        return tuple(o for o in read if o.key == urgent)
    if not Path(urgent).exists():
        hint = did_you_mean(urgent, keys, "Give the key of an opportunity, or a file with new ones.")
        raise click.BadParameter(f"`{urgent}` is neither an opportunity nor a file. {hint}", param_hint="--urgent")
    new = read_opportunities(Path(urgent), capacity)
    twice = sorted({o.key for o in new} & set(keys))
    if twice:
        raise click.BadParameter(f"`{twice[0]}` stands in both files: give its key instead.", param_hint="--urgent")
    return new


def _planned(
    read: "Sequence[OpenOpportunity]", new: "Sequence[OpenOpportunity]", capacity: "CapacityFile", wish: _Wish, quiet: bool
) -> "Outcome":
    """The best plan, with what is urgent where that pays for what it displaces, and the worth of a week in it."""
    from concurrent.futures import ThreadPoolExecutor

    from winnable.formats.plan_view import Outcome
    from winnable.portfolio.choice import Risk
    from winnable.portfolio.planning import AT_ONCE, plan
    from winnable.portfolio.price import prices
    from winnable.portfolio.programme import blocks_of
    from winnable.portfolio.urgent import displaced_by

    risk = Risk(tail=wish.risk[0], weight=wish.risk[1])
    urgent = {o.key for o in new}
    everything = (*(o for o in read if o.key not in urgent), *new)
    waiting = [o for o in everything if o.key not in urgent]
    draws = _draws(everything, wish) if risk.weight else {}
    displacement: Displacement | None = None
    # Threads suffice: the solver lets go of the interpreter while it works.
    with _watched(wish.seconds, quiet) as watch, ThreadPoolExecutor(AT_ONCE) as hands:
        blocks = blocks_of(waiting, capacity.capacity, risk=risk, draws=draws)
        step = watch.step("Planning")
        best = plan(blocks, step, gap=wish.gap, each=hands.map)
        if urgent:
            step = watch.step("What is urgent")
            displacement = displaced_by(
                sorted(urgent), everything, capacity.capacity, best, step, gap=wish.gap, risk=risk, draws=draws
            )
            best = displacement.plan if displacement.plan is not None and displacement.pays else best
        ended = _ended(best, wish.gap, watch.stopped, step.left())
        priced = prices(best, watch.step("One more week"), most=wish.prices)
    return Outcome(
        opportunities=everything if urgent else read,
        capacity=capacity,
        plan=best,
        prices=priced,
        ended=ended,
        risk=risk,
        worst=_worst(best, risk),
        displacement=displacement,
    )


def _ended(plan: "Plan", gap: float, stopped: bool, left: float) -> "Ended":
    if plan.gap <= gap + 1e-12:
        return "proven"
    return "interrupted" if stopped else "searched" if left > 0 else "time"


def _worst(plan: "Plan", risk: "Risk") -> float | None:
    """Mean of the worst outcomes of the plan, where they were sampled."""
    from winnable.portfolio.programme import mean_of_worst

    standing = plan.standings[0] if plan.standings else None
    if not risk.weight or standing is None or standing.chosen is None or not len(standing.chosen):
        return None
    return mean_of_worst(standing.block.payoffs[standing.chosen].sum(axis=0), risk.tail)


def _draws(opportunities: "Sequence[OpenOpportunity]", wish: _Wish) -> "dict[str, Numbers]":
    """Luck by opportunity and sampled outcome, even between 0 and 1; what all share (the market) makes them correlated."""
    from statistics import NormalDist

    import numpy as np

    chance = np.random.default_rng(wish.seed)
    market = chance.standard_normal(wish.samples)
    even = np.vectorize(NormalDist().cdf)
    share = wish.correlation
    return {o.key: even(share**0.5 * market + (1 - share) ** 0.5 * chance.standard_normal(wish.samples)) for o in opportunities}


class _Step:
    """The time that one step of the work has, until somebody stops everything."""

    def __init__(self, owner: "_Watched", name: str) -> None:
        self._owner = owner
        self._name = name
        self._end = monotonic() + owner.seconds

    def left(self) -> float:
        return 0.0 if self._owner.stopped else max(self._end - monotonic(), 0.0)

    def tell(self, value: float, bound: float) -> None:
        self._owner.tell(f"{self._name}: {value:,.0f}, at most {bound:,.0f}")


class _Watched:
    """Watches the clock and Ctrl-C; shows how far the search has come where a person looks on."""

    def __init__(self, seconds: float, quiet: bool) -> None:
        self.seconds = seconds
        self.stopped = False
        self._shown = not quiet and sys.stderr.isatty()

    def step(self, name: str) -> _Step:
        self.tell(f"{name} ... (Ctrl-C keeps the best so far)")
        return _Step(self, name)

    def tell(self, text: str) -> None:
        if self._shown:
            click.echo(f"\r\x1b[K{text}", nl=False, err=True)

    def stop(self, _number: int, _frame: FrameType | None) -> None:
        """End the search; a second Ctrl-C ends the program."""
        self.stopped = True
        signal.signal(signal.SIGINT, signal.default_int_handler)

    def close(self) -> None:
        if self._shown:
            click.echo("\r\x1b[K", nl=False, err=True)


@contextmanager
def _watched(seconds: float, quiet: bool) -> Iterator[_Watched]:
    watch = _Watched(seconds, quiet)
    before = signal.signal(signal.SIGINT, watch.stop)
    try:
        yield watch
    finally:
        signal.signal(signal.SIGINT, before)
        watch.close()
