"""Columns without a criterion that proved to matter, as new criteria of the theme `learned`."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from winnable.core.columns import Use
from winnable.core.odds import LN2
from winnable.core.profile import Answer, Criterion, Curve, Profile, Rationale
from winnable.learning.answers import Floats, Series
from winnable.learning.bends import line_at, simplified
from winnable.learning.changes import LEARNED, Change
from winnable.learning.design import Block
from winnable.learning.revision_words import BLANK, OTHER, number_sentence, signed, value_words
from winnable.learning.support import Behind, Lessons, Reading, Support
from winnable.learning.targets import HEAVIEST, rounded_shares

LEAST_SPREAD: Final = 0.15  # doublings by which a column moves deals (deviation)
FEWEST: Final = 10  # deals without which a value is none of its own
MOST_ANSWERS: Final = 8
LONGEST: Final = 40  # characters of a key
_TWO_FACED: Final = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Place:
    """A value, or a number, of a column: its label, how its weight is pulled, and the deals at it."""

    label: str
    pull: Floats
    reading: Reading
    deals: int
    won: int
    row: Floats


def newcomers(lessons: Lessons, profile: Profile, scale: float, history: str, source: str) -> Iterator[Change]:
    """A change for each column that proved to matter; its keys are those of no other criterion."""
    taken = {c.key for c in profile.criteria} | {t.key for t in profile.together}
    for series in lessons.task.answers.series:
        block = lessons.blocks.get(series.key)
        if series.in_profile or block is None:
            continue
        if _learned_already(profile, series.column) or not _proved(lessons, block):
            continue
        places = _places(lessons, block)
        key = _free(key_of(series.key), taken)
        taken.add(key)
        yield (
            _of_number(lessons, series, places, key, scale, (history, source))
            if series.kind == "number"
            else _of_category(lessons, series, places, key, scale, (history, source))
        )


def _learned_already(profile: Profile, column: str) -> bool:
    """Whether an earlier history gave a column its criterion."""
    same = {key_of(column), question_of(column)}
    return any(c.theme == LEARNED.key and {c.key, c.question} & same for c in profile.criteria)


def question_of(column: str) -> str:
    """What the criterion of a column asks, until a person says what it means."""
    return f"What does the column {column} say?"


def _places(lessons: Lessons, block: Block) -> list[_Place]:
    """The places of a column, centred by how common they are; the last is "still unknown"."""
    columns = lessons.rows[:, block.start : block.stop] * lessons.widenings[:, None]
    shares = columns + lessons.learned.design.centre[block.start : block.stop]
    behind: Behind = lessons.behind(shares.T)
    known = behind.deals[:-1]
    middle = lessons.nothing
    middle[block.start : block.stop - 1] = known / max(known.sum(), 1e-12) / LN2
    places = []
    for i, label in enumerate(block.labels):
        pull = -middle
        pull[block.start + i] += 1 / LN2
        deals, won = round(float(behind.deals[i])), round(float(behind.won[i]))
        places.append(_Place(label=label, pull=pull, reading=lessons.read(pull), deals=deals, won=won, row=behind.rows[i]))
    return places


def _proved(lessons: Lessons, block: Block) -> bool:
    """Whether a column moves deals far enough, and at least as far as it is unsure by how much."""
    place = slice(block.start, block.stop)
    columns = lessons.rows[:, place] * lessons.widenings[:, None] / LN2
    posterior = lessons.learned.posterior
    moved = float(np.mean((columns @ posterior.mean[place]) ** 2))
    doubt = float(np.mean(np.einsum("ij,ij->i", columns @ posterior.covariance[place, place], columns)))
    return moved >= max(LEAST_SPREAD**2, doubt)


def _of_category(
    lessons: Lessons, series: Series, places: list[_Place], key: str, scale: float, history: tuple[str, str]
) -> Change:
    own = [p for p in places[:-1] if p.deals >= FEWEST]
    own = sorted(own, key=lambda p: -abs(p.reading.mean) * p.deals**0.5)[:MOST_ANSWERS]
    rest = [p for p in places[:-1] if p not in own]
    taken = {OTHER}
    named: list[tuple[str, str, list[_Place]]] = []
    for place in own:
        answer = _free(key_of(place.label), taken)
        taken.add(answer)
        named.append((answer, place.label, [place]))
    named.append((OTHER, "any other value", rest))
    counts = np.array([float(sum(p.deals for p in group)) for _, _, group in named])
    shares = rounded_shares(counts)
    pulls = [_joint(group, lessons) for _, _, group in named]
    weights = np.array([float(pull @ lessons.learned.posterior.mean) for pull in pulls]) * scale
    weights = np.clip(weights - np.array(shares) @ weights, -HEAVIEST, HEAVIEST)
    answers = tuple(
        Answer(key=answer, text=text, weight=round(float(w), 2) + 0.0, share=share)
        for (answer, text, _), w, share in zip(named, weights, shares, strict=True)
    )
    supports = [
        _support(lessons, a.key, value_words(a), a.weight, group, pull, scale)
        for a, (_, _, group), pull in zip(answers, named, pulls, strict=True)
    ]
    silence, said = _silence(lessons, places[-1], scale)
    criterion = replace(_criterion(series, key, lessons, history, silence), answers=answers)
    use = Use(criterion=key, answers={label: answer for answer, label, _ in named[:-1]}, otherwise=OTHER)
    return _change(series, criterion, use, (*supports, *said))


def _of_number(
    lessons: Lessons, series: Series, places: list[_Place], key: str, scale: float, history: tuple[str, str]
) -> Change:
    numbers = [float(p.label) for p in places[:-1]]
    counts = np.array([float(p.deals) for p in places[:-1]])
    shares = rounded_shares(counts)
    points = simplified(tuple((n, p.reading.mean * scale) for n, p in zip(numbers, places, strict=False)))
    middle = float(np.array(shares) @ line_at(points, np.array(numbers)))
    points = tuple((n, round(float(np.clip(w - middle, -HEAVIEST, HEAVIEST)), 2) + 0.0) for n, w in points)
    by_number = dict(zip(numbers, places, strict=False))
    supports = [_support(lessons, f"{n:g}", f"at {n:g}", w, [by_number[n]], by_number[n].pull, scale) for n, w in points]
    silence, said = _silence(lessons, places[-1], scale)
    curve = Curve(unit=series.column, points=points, shares=tuple(zip(numbers, shares, strict=True)))
    criterion = replace(_criterion(series, key, lessons, history, silence), curve=curve)
    return _change(series, criterion, Use(criterion=key), (*supports, *said))


def _joint(group: list[_Place], lessons: Lessons) -> Floats:
    """The pull of several values taken as one, by their deals."""
    total = sum(p.deals for p in group)
    if not total:
        return lessons.nothing
    return np.asarray(np.sum([p.pull * p.deals for p in group], axis=0) / total)


def _silence(lessons: Lessons, place: _Place, scale: float) -> tuple[float | None, tuple[Support, ...]]:
    """The weight of a blank, only where it surely has one: an answer that nobody looked up says nothing."""
    if not place.deals:
        return None, ()
    weight = round(float(np.clip(place.reading.mean * scale, -HEAVIEST, HEAVIEST)), 2) + 0.0
    support = _support(lessons, "", BLANK, weight, [place], place.pull, scale)
    return (weight, (support,)) if support.is_sure else (None, ())


def _support(lessons: Lessons, place: str, text: str, after: float, group: list[_Place], pull: Floats, scale: float) -> Support:
    reading = lessons.read(pull)
    low, high = (bound * scale + after - reading.mean * scale for bound in reading.range())
    deals, won = sum(p.deals for p in group), sum(p.won for p in group)
    back = (
        lessons.taken_back_by(pull, 0.0, np.average([p.row for p in group], axis=0, weights=[p.deals for p in group]))
        if deals
        else None
    )
    support = Support(
        place=place,
        before=None,
        after=after,
        low=low,
        high=high,
        deals=deals,
        won=won,
        from_data=reading.from_data,
        taken_back_by=back,
    )
    return replace(support, sentence=number_sentence(text, support, lessons.learned.won / lessons.learned.deals))


def _criterion(series: Series, key: str, lessons: Lessons, history: tuple[str, str], silence: float | None) -> Criterion:
    learned = lessons.learned
    name, source = history
    why = f"Nobody expected it: learned from {learned.deals:,} deals of {name}, of which {learned.won:,} were won."
    rationale = Rationale(why=why, sources=(source,))
    return Criterion(
        key=key,
        theme=LEARNED.key,
        question=question_of(series.column),
        stage="early",
        effort="look_up",
        rationale=rationale,
        silence=silence,
    )


def _change(series: Series, criterion: Criterion, use: Use, supports: tuple[Support, ...]) -> Change:
    deals = np.array([s.deals for s in supports], dtype=float)
    weights = np.array([s.after for s in supports])
    mean = float(deals @ weights / max(deals.sum(), 1.0))
    spread = float(np.sqrt(deals @ (weights - mean) ** 2 / max(deals.sum(), 1.0)))
    sure = [s for s in supports if s.is_sure and s.deals] or supports
    most = max(sure, key=lambda s: abs(s.after) * s.deals**0.5)
    which = f"the value {value_words(criterion.answer(most.place))}" if criterion.answers and most.place else f"at {most.place}"
    which = which if most.place else BLANK
    what = "matters" if any(s.is_sure and s.deals for s in supports) else "may matter"
    said = f"{which} ({signed(most.after)}, {most.won:,} of {most.deals:,} won)"
    sentence = f'The column "{series.column}" has no criterion and {what}: {said}.'
    return Change(
        key=criterion.key,
        kind="new",
        sentence=sentence,
        weight=spread,
        shift=mean,
        supports=supports,
        new=criterion,
        column=series.column,
        use=use,
    )


def key_of(text: str) -> str:
    """A text as a key in snake case that no YAML library takes for anything else."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    key = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    key = key if len(key) <= LONGEST else key[: LONGEST + 1].rsplit("_", 1)[0][:LONGEST]
    return key if key and key[0].isalpha() and key not in _TWO_FACED else f"is_{key or 'blank'}"


def _free(key: str, taken: set[str]) -> str:
    number = 2
    free = key
    while free in taken:
        free, number = f"{key}_{number}", number + 1
    return free
