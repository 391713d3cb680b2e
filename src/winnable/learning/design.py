"""The columns of the regression: what a deal's answers become before weights are learned for them.

Every criterion is a block: an indicator per answer, "unknown" among them, or hats over the knots of a number, which make
its weight a piecewise-linear curve. Beside the blocks stand the prior, the profile's score (its slope says how far the
profile is to be trusted), and where there are several teams, what each team adds to both.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np

from winnable.core.odds import LN2
from winnable.learning.answers import UNKNOWN, Answers, Codes, Floats, Series

QUANTILES: Final = (0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0)
Part = Literal["prior", "slope", "answers", "number", "team", "team_slope"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Block:
    """Columns that belong together. `labels` names them; `knots` are the numbers of a curve; the last one is "unknown"."""

    key: str
    part: Part
    labels: tuple[str, ...]
    knots: tuple[float, ...] = ()
    places: Codes | None = None  # code of the series -> column within the block
    start: int = 0

    @property
    def stop(self) -> int:
        """The column after the last."""
        return self.start + len(self.labels)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Design:
    """Blocks in order, and what is subtracted from each column so that the prior stands for the middle of the history.

    `widening` is what doubt does to the odds of these deals on average: a base rate that the seller states is theirs.
    """

    blocks: tuple[Block, ...]
    centre: Floats
    widening: float

    @property
    def width(self) -> int:
        """How many columns there are."""
        return self.blocks[-1].stop

    def rows(self, answers: Answers, which: Codes) -> Floats:
        """The matrix for some deals, shape (deals, width). Divided by what doubt does to the odds, as assessments are."""
        matrix = np.zeros((len(which), self.width))
        series = {s.key: s for s in answers.series}
        for block in self.blocks:
            _fill(matrix[:, block.start : block.stop], block, series.get(block.key), answers, which)
        matrix -= self.centre
        return matrix / widenings(answers.doubt[which])[:, None]


def widenings(doubt: Floats) -> Floats:
    """`core.odds.widening` for many deals at once."""
    return np.asarray(np.sqrt(1 + np.pi * doubt * LN2 * LN2 / 8))


def design_of(answers: Answers, which: Codes) -> Design:
    """Blocks for the answers that occur among these deals; one that never differs has nothing to teach and is left out.

    Without any deal there is the profile's score alone, centred as the profile is.
    """
    blocks = [Block(key="prior", part="prior", labels=("prior",))]
    if np.ptp(answers.score[which] if len(which) else answers.score) > 0:
        blocks.append(Block(key="score", part="slope", labels=("score",)))
    for series in answers.series if len(which) else ():
        block = _number_block(series, which) if series.numbers is not None else _answer_block(series, which)
        if block is not None:
            blocks.append(block)
    blocks += _team_blocks(answers, which, with_score=len(blocks) > 1 and blocks[1].part == "slope")
    placed = tuple(_placed(blocks))
    weights = widenings(answers.doubt[which] if len(which) else answers.doubt)
    bare = Design(blocks=placed, centre=np.zeros(placed[-1].stop), widening=float(weights.mean()))
    if not len(which):
        return bare
    centre = (bare.rows(answers, which) * weights[:, None]).mean(axis=0)
    centre[0] = 0.0
    return replace(bare, centre=centre)


def _answer_block(series: Series, which: Codes) -> Block | None:
    codes = series.codes[which]
    present = np.unique(codes)
    if len(present) < 2:
        return None
    seen = [int(code) for code in present if code != UNKNOWN]
    labels = [series.labels[code] for code in seen] + [""]
    places = np.full(len(series.labels) + 1, -1, dtype=np.int64)  # an answer never seen has no column
    places[seen] = np.arange(len(seen))
    places[UNKNOWN] = len(seen)
    return Block(key=series.key, part="answers", labels=tuple(labels), places=places)


def _number_block(series: Series, which: Codes) -> Block | None:
    assert series.numbers is not None
    numbers = series.numbers[which]
    known = numbers[~np.isnan(numbers)]
    if not len(known) or (len(known) == len(numbers) and np.ptp(known) == 0):
        return None
    knots = tuple(float(knot) for knot in np.unique(np.quantile(known, QUANTILES)))
    labels = (*(f"{knot:g}" for knot in knots), "")
    return Block(key=series.key, part="number", labels=labels, knots=knots)


def _team_blocks(answers: Answers, which: Codes, with_score: bool) -> list[Block]:
    if len(np.unique(answers.teams[which])) < 2:  # nothing to share
        return []
    names = (*answers.team_names, "")
    blocks = [Block(key="team", part="team", labels=names)]
    return [*blocks, Block(key="team_slope", part="team_slope", labels=names)] if with_score else blocks


def _placed(blocks: Sequence[Block]) -> Iterator[Block]:
    start = 0
    for block in blocks:
        placed = Block(key=block.key, part=block.part, labels=block.labels, knots=block.knots, places=block.places, start=start)
        yield placed
        start = placed.stop


def _fill(target: Floats, block: Block, series: Series | None, answers: Answers, which: Codes) -> None:
    rows = np.arange(len(which))
    if block.part == "prior":
        target[:, 0] = 1.0
    elif block.part == "slope":
        target[:, 0] = LN2 * answers.score[which]
    elif block.part == "team":
        target[rows, answers.teams[which]] = 1.0  # no team is the last column
    elif block.part == "team_slope":
        target[rows, answers.teams[which]] = LN2 * answers.score[which]
    elif series is not None:
        _fill_series(target, block, series, which)


def _fill_series(target: Floats, block: Block, series: Series, which: Codes) -> None:
    rows = np.arange(len(which))
    counts = series.applies[which]
    if block.places is not None:
        places = block.places[series.codes[which]]
        seen = places >= 0
        target[rows[seen], places[seen]] = counts[seen]
        return
    assert series.numbers is not None
    numbers = series.numbers[which]
    missing = np.isnan(numbers)
    target[:, : len(block.knots)] = hats(numbers, np.array(block.knots)) * (counts * ~missing)[:, None]
    target[missing, -1] = counts[missing]


def hats(numbers: Floats, knots: Floats) -> Floats:
    """Shares of the two knots around each number, shape (numbers, knots): a weighted sum of them is a broken line."""
    inside = np.clip(np.nan_to_num(numbers, nan=knots[0]), knots[0], knots[-1])
    out = np.zeros((len(inside), len(knots)))
    if len(knots) == 1:
        out[:, 0] = 1.0
        return out
    left = np.clip(np.searchsorted(knots, inside, side="right") - 1, 0, len(knots) - 2)
    share = (inside - knots[left]) / (knots[left + 1] - knots[left])
    rows = np.arange(len(inside))
    out[rows, left] = 1 - share
    out[rows, left + 1] = share
    return out
