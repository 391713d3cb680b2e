"""The one place where HiGHS is called: a relaxation with its reduced costs, and a search among some of a block's columns."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import highspy
import numpy as np

from winnable.portfolio.programme import Block, Indexes, Numbers

Cells = tuple[Indexes, Indexes, Numbers]  # column, row and value of what is not 0


class Watch(Protocol):
    """What the caller looks at: `left` seconds may still be spent (0 stops at once), `tell` hears of value and bound."""

    def left(self) -> float:
        """Seconds that may still be spent."""
        ...

    def tell(self, value: float, bound: float) -> None:
        """Hear of the best value so far, and what no plan can exceed."""
        ...


class Patience:
    """A watch that waits for the end."""

    def left(self) -> float:
        """Any time."""
        return float("inf")

    def tell(self, value: float, bound: float) -> None:
        """Nothing to tell anybody."""


@dataclass(frozen=True, slots=True, eq=False)
class Relaxation:
    """The programme with shares of pursuits allowed: no plan is worth more than `bound`; a plan that takes a column is worth at
    most `bound` plus the column's `reduced` cost (never above 0); `prices` are by slot."""

    bound: float
    reduced: Numbers
    prices: Numbers


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """The best columns that a search came to, None where it came to none; nothing among its columns is worth above `bound`."""

    chosen: Indexes | None
    bound: float


def relax(block: Block) -> Relaxation | None:
    """Solve the relaxation; None where not even that is possible."""
    columns = np.arange(len(block.columns))
    solver = _solver(block, columns, np.array([], dtype=np.int64), whole=False)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    solution = solver.getSolution()
    reduced = np.minimum(np.array(solution.col_dual)[: len(columns)], 0.0)
    owned = len(np.unique(block.owners))
    prices = np.array(solution.row_dual)[owned : owned + len(block.slots)]
    return Relaxation(float(solver.getInfo().objective_function_value), reduced, np.maximum(prices, 0.0))


def search(
    block: Block,
    columns: Indexes,
    fixed: Indexes,
    start: Indexes | None,
    watch: Watch,
    seconds: float,
    gap: float,
    *,
    briefly: bool = False,
) -> Found:
    """The best of `columns` beside those that stay `fixed`, beginning at `start`, until proven to `gap` or time is up.

    `briefly` stays at the root of the tree: cuts, which lower the bound, and what the rounding on the way comes to.
    """
    solver = _solver(block, columns, fixed, whole=True)
    if briefly:
        solver.setOptionValue("mip_max_nodes", 1)
        solver.setOptionValue("mip_heuristic_effort", 0.0)
    solver.setOptionValue("mip_rel_gap", gap)
    solver.setOptionValue("mip_abs_gap", 1e-6)
    enough = max(watch.left() - seconds, 0.0)
    if start is not None:
        solver.setSolution(len(columns), np.arange(len(columns), dtype=np.int32), np.isin(columns, start) * 1.0)
    _interrupt_when(solver, lambda: watch.left() <= enough)
    solver.run()
    info = solver.getInfo()
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return Found(None, float("inf"))
    taken = np.array(solver.getSolution().col_value)[: len(columns)] > 0.5
    chosen = np.concatenate([fixed, columns[taken]])
    return Found(chosen if block.fits(chosen) else None, max(float(info.mip_dual_bound), block.worth(chosen)))


def _interrupt_when(solver: Any, stop: Callable[[], bool]) -> None:
    def look(event: Any) -> None:
        if stop():
            event.interrupt()

    solver.cbMipInterrupt += look
    solver.cbSimplexInterrupt += look


def _solver(block: Block, columns: Indexes, fixed: Indexes, *, whole: bool) -> Any:
    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in (("output_flag", False), ("threads", 1), ("random_seed", 0)):
        solver.setOptionValue(option, value)
    solver.passModel(_model(block, columns, fixed, whole))
    return solver


def _model(block: Block, columns: Indexes, fixed: Indexes, whole: bool) -> Any:
    """Rows: one choice an opportunity, the slots, then (where risk counts) one for each sampled outcome."""
    owners, row_of = np.unique(block.owners[columns], return_inverse=True)
    left = np.maximum(block.weeks - block.use[fixed].sum(axis=0), 0.0)
    outcomes, rows = block.payoffs.shape[1], len(owners) + len(left)
    weight, tail = block.risk.weight, block.risk.tail
    cells = [
        (np.arange(len(columns)), row_of, np.ones(len(columns))),
        _cells(block.use[columns], 0, len(owners)),
        _cells(-block.payoffs[columns], 0, rows),
    ]
    lower = np.full(rows + outcomes, -np.inf)
    lower[: len(owners)][np.isin(owners, list(block.forced))] = 1.0
    upper = np.concatenate([np.ones(len(owners)), left, block.payoffs[fixed].sum(axis=0)])
    costs, least, most = (1 - weight) * block.values[columns], np.zeros(len(columns)), np.ones(len(columns))
    if outcomes:  # the level below which the worst outcomes begin, and how far each outcome falls short of it
        cells += [_cells(np.ones((1, outcomes)), len(columns), rows), _cells(-np.eye(outcomes), len(columns) + 1, rows)]
        costs = np.concatenate([costs, [weight], np.full(outcomes, -weight / (tail * outcomes))])
        least = np.concatenate([least, [-np.inf], np.zeros(outcomes)])
        most = np.concatenate([most, np.full(outcomes + 1, np.inf)])
    model = _as_highs(cells, costs, least, most, lower, upper)
    model.offset_ = float((1 - weight) * block.values[fixed].sum())
    if whole:
        continuous = [highspy.HighsVarType.kContinuous] * (len(costs) - len(columns))
        model.integrality_ = [highspy.HighsVarType.kInteger] * len(columns) + continuous
    return model


def _cells(table: Numbers, first_column: int, first_row: int) -> Cells:
    column, row = np.nonzero(table)
    return column + first_column, row + first_row, table[column, row]


def _as_highs(cells: Sequence[Cells], costs: Numbers, least: Numbers, most: Numbers, lower: Numbers, upper: Numbers) -> Any:
    column, row, value = (np.concatenate(part) for part in zip(*cells, strict=True))
    order = np.argsort(column, kind="stable")
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(costs), len(lower)
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_cost_, model.col_lower_, model.col_upper_ = costs, least, most
    model.row_lower_, model.row_upper_ = lower, upper
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = np.searchsorted(column[order], np.arange(len(costs) + 1)).astype(np.int32)
    model.a_matrix_.index_ = row[order].astype(np.int32)
    model.a_matrix_.value_ = value[order]
    return model
