"""From what was learned to a revision of the profile: weights, curves, shares, discounts and the prior, each with its support."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from winnable.core.assessment import options_of, prior_of, spread_of
from winnable.core.odds import LN2
from winnable.core.profile import Criterion, Profile, Theme, Together
from winnable.learning.answers import UNKNOWN, Answers, Floats, Series, folded
from winnable.learning.bends import line_at
from winnable.learning.changes import (
    PRIOR,
    Change,
    Losses,
    Revision,
    Says,
    Verdict,
    chance_of_prior,
    prior_in_doublings,
    raised,
    revised,
    source_of,
)
from winnable.learning.design import widenings
from winnable.learning.learned import Learned, Stated, Task
from winnable.learning.newcomers import newcomers
from winnable.learning.posterior import logistic
from winnable.learning.revision_words import headline, number_sentence, place_words, signed, verdict_sentence
from winnable.learning.support import Lessons, Reading, Support
from winnable.learning.targets import Target, settled, spread, supports_of, target_of

LEAST: Final = 0.05  # doublings, 3.5 % of the odds: a smaller change is not worth reading
LEAST_FROM_DATA: Final = 0.1  # a change of which history says less is not its own
SAYS_MUCH: Final = 0.3  # doublings between worst and best answer: the profile says more than a little
ASIDE: Final = 0.02  # a prior that lies farther above the share won is explained
FEWEST: Final = 30  # closed deals; with fewer nothing but the prior moves
TESTED: Final = 0.5
IN_COMMON: Final = 0.5  # a discount has to bring a theme's weights so much nearer to those of the profile
LEAST_DISCOUNT: Final = 0.1
SCALES: Final = (0.3, 1.3)
ROUNDS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Plan:
    """All that history says of the profile's parts. `scale` makes up for the doubt that an assessment does not know of."""

    lessons: Lessons
    profile: Profile
    discounts: Mapping[str, float]  # theme -> its new discount
    targets: Mapping[str, Target]
    scale: float = 1.0

    def factor(self, criterion: Criterion) -> float:
        """What the learned weights of a criterion are multiplied by."""
        before = next(t.discount for t in self.profile.themes if t.key == criterion.theme)
        return self.scale * before / self.discounts[criterion.theme]

    def settled(self, target: Target) -> Criterion:
        """A criterion as history would have it."""
        return settled(target, self.lessons, self.factor(target.criterion), {c.key: c for c in self.profile.covers})

    def whole(self) -> Profile:
        """The profile with everything that history says, however little."""
        after = {key: self.settled(target) for key, target in self.targets.items()}
        return replace(
            self.profile,
            criteria=tuple(after.get(c.key, c) for c in self.profile.criteria),
            themes=tuple(replace(t, discount=self.discounts[t.key]) for t in self.profile.themes),
        )


def revise(learned: Learned, task: Task, profile: Profile, stated: Stated, history: str, digest: str = "") -> Revision:
    """What the deals of a task would change in the profile. `task` and `stated` are those that were learned from."""
    lessons = Lessons(learned, task, stated)
    plan = _discounted(_scaled(_planned(lessons, profile)))
    base = learned.won / learned.deals
    changes = [
        *_theme_changes(plan),
        *_criterion_changes(plan, base),
        *_together_changes(plan),
        *newcomers(lessons, profile, plan.scale, history, source_of(history, learned.deals, digest)),
    ]
    few = learned.deals < FEWEST
    bare = Revision(
        profile=profile.key,
        version=profile.version,
        to_version=raised(profile.version),
        history=history,
        deals=learned.deals,
        won=learned.won,
        slope=learned.slope,
        losses=Losses(base_rate=0, before=0, after=0, learned=0),
        changes=() if few else tuple(changes),
        verdicts=() if few else tuple(_verdicts(plan)),
        notes=(_few_note(learned.deals),) if few else tuple(_notes(plan)),
        digest=digest,
    )
    return _with_prior(bare, plan)


def _planned(lessons: Lessons, profile: Profile) -> _Plan:
    series = {s.key: s for s in lessons.task.answers.series if s.in_profile}
    stated = {t.key: t.discount for t in profile.themes}
    targets = {
        c.key: target_of(lessons, c, series[c.key], lessons.blocks[c.key], stated[c.theme])
        for c in profile.criteria
        if c.key in series and c.key in lessons.blocks
    }
    return _Plan(lessons=lessons, profile=profile, discounts=stated, targets=targets)


def _discounted(plan: _Plan) -> _Plan:
    """The plan with what a whole theme has in common in its discount, and the scale that then is left."""
    discounts = {t.key: _discount(plan, t) for t in plan.profile.themes}
    return _scaled(replace(plan, discounts=discounts))


def _slope_pull(lessons: Lessons, series: Sequence[Series]) -> Floats | None:
    """The pull of the slope of some criteria: what their learned weights come to for each doubling of the profile's."""
    slope = lessons.part("slope")
    which = lessons.task.which
    if slope is None or not series:
        return None
    score = np.sum([s.weights[which] * s.applies[which] for s in series], axis=0)
    score = score - score.mean()
    energy = float(score @ score)
    if energy < 1e-9:
        return None
    pull = lessons.nothing
    pull[slope.start] = 1.0
    for one in series:
        block = lessons.blocks.get(one.key)
        if block is not None:
            columns = lessons.rows[:, block.start : block.stop] * lessons.widenings[:, None]
            pull[block.start : block.stop] = score @ columns / (LN2 * energy)
    return pull


def _discount(plan: _Plan, theme: Theme) -> float:
    """A theme's discount as history has it: one number says what would else be said of each of its criteria.

    Only where most of what the theme says was put to the test: a discount moves criteria without a column too. What a
    discount cannot say (more than all, or the opposite) goes into the weights.
    """
    targets = [t for t in plan.targets.values() if t.criterion.theme == theme.key]
    pull = _slope_pull(plan.lessons, [t.series for t in targets])
    if len(targets) < 2 or pull is None or _tested(theme, plan.profile, plan.targets) < TESTED:
        return theme.discount
    reading = plan.lessons.read(pull)
    new = round(theme.discount * reading.mean * plan.scale, 2)
    if not LEAST_DISCOUNT <= new <= 1 or abs(new - theme.discount) < LEAST or reading.from_data < LEAST_FROM_DATA:
        return theme.discount
    mean, ratio = plan.lessons.learned.posterior.mean, new / theme.discount
    apart = sum(_apart(t, mean, plan.scale) for t in targets)
    return new if sum(_apart(t, mean, plan.scale / ratio) for t in targets) <= IN_COMMON * apart else theme.discount


def _apart(target: Target, mean: Floats, factor: float) -> float:
    """How far learned weights lie from those of the profile (squares, by deals)."""
    away = target.pulls[:-1] @ mean * factor - np.array(target.before[:-1], dtype=float)
    return float(target.behind.deals[:-1] @ away**2)


def _tested(theme: Theme, profile: Profile, targets: Mapping[str, Target]) -> float:
    """How much of what a theme may say (variance of its weights) lies in criteria that have a column."""
    says = {c.key: spread_of(options_of(c))[1] for c in profile.criteria if c.theme == theme.key}
    return sum(v for key, v in says.items() if key in targets) / max(sum(says.values()), 1e-12)


def _scaled(plan: _Plan) -> _Plan:
    """The plan with the scale at which the profile's own formula gives, as nearly as can be, the learned chances."""
    task = plan.lessons.task
    for _ in range(ROUNDS):
        score, doubt = _seen(plan.profile, plan.whole(), task.answers, task.which)
        slope = _slope_of(plan.lessons.chances, score, widenings(doubt))
        plan = replace(plan, scale=float(np.clip(plan.scale * slope, *SCALES)))
    return plan


def _slope_of(wanted: Floats, score: Floats, widened: Floats) -> float:
    """By how much scores are to be stretched to give the wanted chances, with whatever prior suits them best."""
    rows = LN2 * np.column_stack([np.ones_like(score), score - score.mean()]) / widened[:, None]
    weights = np.array([np.log2(wanted.mean() / (1 - wanted.mean())), 1.0])
    for _ in range(20):
        likely = logistic(rows @ weights)
        bend = (rows.T * (likely * (1 - likely))) @ rows + 1e-9 * np.eye(2)
        weights = weights - np.linalg.solve(bend, rows.T @ (likely - wanted))
    return float(weights[1]) if np.ptp(score) > 1e-9 else 1.0


def _seen(before: Profile, after: Profile, answers: Answers, which: np.ndarray) -> tuple[Floats, Floats]:
    """Score (without the prior) and doubt of deals under a changed profile, from what they are under the one before."""
    series = {s.key: s for s in answers.series}
    score, doubt = answers.score[which].copy(), answers.doubt[which].copy()
    old = {c.key: c for c in before.criteria}
    discounts = [{t.key: t.discount for t in profile.themes} for profile in (before, after)]
    for criterion in after.criteria:
        one, earlier = series.get(criterion.key), old.get(criterion.key)
        discount = discounts[1][criterion.theme]
        open_: Floats | float = 1.0
        if one is not None:
            open_ = one.applies[which] * ~one.known[which]
            score += contribution(criterion, one, which) * discount - one.weights[which] * one.applies[which]
        _, variance = spread_of(options_of(criterion))
        doubt += variance * discount**2 * open_
        if earlier is not None:
            doubt -= spread_of(options_of(earlier))[1] * discounts[0][earlier.theme] ** 2 * open_
    factors = _together_factors(before, after, discounts[0], discounts[1])
    if len(factors) == 1 and (factor := factors.pop()) != 1:
        own = np.sum([s.weights[which] * s.applies[which] for s in answers.series if s.in_profile], axis=0)
        score += (factor - 1) * (answers.score[which] - own)
    return score, np.maximum(doubt, 0.0)


def _together_factors(before: Profile, after: Profile, old: Mapping[str, float], new: Mapping[str, float]) -> set[float]:
    """By what the weights of answers that mean more together were multiplied: the same for all of them."""
    return {
        round(row.weight * new[b.theme] / (earlier.weight * old[a.theme]), 3)
        for a, b in zip(before.together, after.together, strict=True)
        for earlier, row in zip(a.rows, b.rows, strict=True)
        if earlier.weight
    }


def contribution(criterion: Criterion, series: Series, which: np.ndarray) -> Floats:
    """What a criterion adds for each deal, before the theme's discount; "still unknown" counts by its silence."""
    silence = criterion.silence or 0.0
    if criterion.curve is not None and series.numbers is not None:
        weights = np.where(series.known, line_at(criterion.curve.points, np.nan_to_num(series.numbers)), silence)
    else:
        table = {a.key: a.weight for a in criterion.answers}
        weights = np.array([*(table[label] for label in series.labels), silence])[series.codes]
    return np.asarray(weights[which] * series.applies[which])


def _theme_changes(plan: _Plan) -> Iterator[Change]:
    for theme in plan.profile.themes:
        new = plan.discounts[theme.key]
        if new == theme.discount:
            continue
        series = [t.series for t in plan.targets.values() if t.criterion.theme == theme.key]
        pull = _slope_pull(plan.lessons, series)
        assert pull is not None
        low, high = plan.lessons.read(pull).range()
        known = np.logical_or.reduce([s.known[plan.lessons.task.which] for s in series])
        support = Support(
            place="",
            before=theme.discount,
            after=new,
            low=max(low * theme.discount * plan.scale, 0.0),
            high=min(high * theme.discount * plan.scale, 1.0),
            deals=int(known.sum()),
            won=int(plan.lessons.task.won[known].sum()),
            from_data=plan.lessons.read(pull).from_data,
            taken_back_by=None,
        )
        moved = np.sum([s.weights * s.applies for s in series], axis=0)[plan.lessons.task.which] * (new / theme.discount - 1)
        sentence = (
            f"{theme.name}: {len(series)} criteria together weigh {new:g} of what they say, not {theme.discount:g}, "
            f"by {support.deals:,} deals (between {support.low:.2f} and {support.high:.2f} with 90 %)."
        )
        supports = (replace(support, sentence=sentence),)
        yield Change(
            key=f"theme.{theme.key}",
            kind="theme",
            sentence=sentence,
            weight=float(moved.std()),
            shift=float(moved.mean()),
            supports=supports,
            value=new,
        )


def _criterion_changes(plan: _Plan, base: float) -> Iterator[Change]:
    for target in plan.targets.values():
        after = plan.settled(target)
        supports = supports_of(target, plan.lessons, after, plan.factor(target.criterion))
        change = _criterion_change(plan, target, after, supports, base)
        heard = any(s.from_data >= LEAST_FROM_DATA for s in supports if s.deals)
        if heard and (change.weight >= LEAST or any(_is_far(s) for s in supports)):
            yield change


def _is_far(support: Support) -> bool:
    """Whether one number surely moves, and far enough to be read of, though few deals may have it."""
    return support.is_sure and support.deals > 0 and abs(support.after - (support.before or 0.0)) >= LEAST


def _criterion_change(plan: _Plan, target: Target, after: Criterion, supports: tuple[Support, ...], base: float) -> Change:
    before, which = target.criterion, plan.lessons.task.which
    moved = contribution(after, target.series, which) - contribution(before, target.series, which)
    moved = moved * plan.discounts[before.theme]
    told = tuple(replace(s, sentence=number_sentence(place_words(before, s.place), s, base)) for s in supports)
    return Change(
        key=before.key,
        kind="criterion",
        sentence=headline(before, after, supports, base),
        weight=float(moved.std()),
        shift=float(moved.mean()),
        supports=told,
        weights={a.key: a.weight for a in after.answers},
        shares={a.key: a.share for a in after.answers},
        points=after.curve.points if after.curve else (),
        bands=after.curve.shares if after.curve else (),
        silence=after.silence,
    )


def _together_changes(plan: _Plan) -> Iterator[Change]:
    """What answers mean together has no columns of its own: it counts as far as the whole score is confirmed."""
    slope = plan.lessons.part("slope")
    answered = {s.key for s in plan.lessons.task.answers.series}
    if slope is None:
        return
    pull = plan.lessons.nothing
    pull[slope.start] = 1.0
    reading = plan.lessons.read(pull)
    discounts = {t.key: t.discount for t in plan.profile.themes}
    for together in plan.profile.together:
        factor = reading.mean * plan.scale * discounts[together.theme] / plan.discounts[together.theme]
        rows = tuple(round(row.weight * factor, 2) for row in together.rows)
        far = max(abs(new - row.weight) for new, row in zip(rows, together.rows, strict=True)) >= LEAST
        if far and {key for row in together.rows for key in row.when} <= answered and reading.from_data >= LEAST_FROM_DATA:
            yield _together_change(together, rows, reading, plan)


def _together_change(together: Together, rows: tuple[float, ...], reading: Reading, plan: _Plan) -> Change:
    low, high = reading.range()
    supports = tuple(
        Support(
            place=str(i),
            before=row.weight,
            after=new,
            low=min(low * row.weight, high * row.weight),
            high=max(low * row.weight, high * row.weight),
            deals=plan.lessons.learned.deals,
            won=plan.lessons.learned.won,
            from_data=reading.from_data,
            taken_back_by=None,
            sentence=f"{signed(row.weight)} becomes {signed(new)}, as the whole score does.",
        )
        for i, (row, new) in enumerate(zip(together.rows, rows, strict=True), start=1)
    )
    sentence = f"{together.text} It counts by {reading.mean:.2f}, as far as history confirms the profile's score."
    return Change(key=together.key, kind="together", sentence=sentence, weight=0.0, supports=supports, rows=rows)


def _verdicts(plan: _Plan) -> Iterator[Verdict]:
    """Every criterion that the profile says more than a little of, and how it stands before history."""
    for target in plan.targets.values():
        criterion = target.criterion
        least, most = spread(criterion)
        pull = _slope_pull(plan.lessons, [target.series])
        if pull is None or most - least < SAYS_MUCH:
            continue
        reading = plan.lessons.read(pull)
        low, high = reading.range()
        says = _says(low, high)
        deals = int(target.behind.deals[:-1].sum())
        yield Verdict(
            key=criterion.key,
            says=says,
            deals=deals,
            slope=reading.mean,
            low=low,
            high=high,
            sentence=verdict_sentence(criterion.question, says, deals, reading.mean),
        )


def _says(low: float, high: float) -> Says:
    if high < 0:
        return "contradicted"
    if low > 0:
        return "supported"
    return "undecided" if high >= 1 else "unsupported"


def _few_note(deals: int) -> str:
    return (
        f"{deals:,} closed deals are too few to learn from: it takes {FEWEST}. No weight is changed; "
        "only the prior moves, as far as so few deals can move it."
    )


def _notes(plan: _Plan) -> Iterator[str]:
    learned, lessons = plan.lessons.learned, plan.lessons
    if not lessons.tell_apart:
        yield "These deals hold no sign that the columns tell won from lost: the base rate is the answer, until more deals do."
    mute = [c.key for c in plan.profile.criteria if c.key not in plan.targets]
    if mute:
        some = ", ".join(mute[:8]) + (f" and {len(mute) - 8} more" if len(mute) > 8 else "")
        yield f"History says nothing of {len(mute)} criteria, which stay as they are: {some}."
    if mute and learned.slope is not None and learned.slope < 0.7:
        share = max(learned.slope, 0.0)
        yield f"Of the criteria that it does know, it confirms {share:.0%}: trust those that it does not know no further."
    yield from _team_notes(lessons)


def _team_notes(lessons: Lessons) -> Iterator[str]:
    block = lessons.part("team")
    for i, name in enumerate(block.labels if block else ()):
        pull = lessons.nothing
        assert block is not None
        pull[block.start + i] = 1 / LN2
        reading = lessons.read(pull)
        low, high = reading.range()
        if name and not low <= 0 <= high and abs(reading.mean) >= LEAST:
            what = f"{signed(reading.mean)} doublings, between {signed(low)} and {signed(high)} with 90 %"
            more = "more" if reading.mean > 0 else "less"
            yield f"Team {name} wins {more} than its deals explain ({what}): a profile cannot say that."


def _with_prior(revision: Revision, plan: _Plan) -> Revision:
    """The revision with the prior under which the history's mean chance is what was learned, and with its losses."""
    lessons, task = plan.lessons, plan.lessons.task
    wanted = lessons.chances
    answers = _mapped(task.answers, revision)
    after, whole = (revised(plan.profile, revision, keys) for keys in (None, [c.key for c in revision.changes]))
    seen, seen_whole = (_seen(plan.profile, one, answers, task.which) for one in (after, whole))
    doublings = _prior_for(float(wanted.mean()), seen[0], widenings(seen[1]))
    chance = round(chance_of_prior(after, doublings), 4)
    with_all = round(chance_of_prior(whole, _prior_for(float(wanted.mean()), seen_whole[0], widenings(seen_whole[1]))), 4)
    pull = lessons.nothing
    pull[0] = 1 / LN2
    reading = lessons.read(pull)
    low, high = (chance_of_prior(after, doublings + way * 1.645 * reading.deviation) for way in (-1, 1))
    support = Support(
        place="",
        before=plan.profile.prior.chance,
        after=chance,
        low=low,
        high=high,
        deals=lessons.learned.deals,
        won=lessons.learned.won,
        from_data=reading.from_data,
        taken_back_by=None,
    )
    sentence = (
        f"The prior: {support.before:.1%} becomes {chance:.1%}; {support.won:,} of {support.deals:,} deals were won "
        f"({support.won / support.deals:.1%}); between {low:.1%} and {high:.1%} with 90 %."
    )
    if chance > support.won / support.deals + ASIDE and any(c.silence for c in after.criteria):
        sentence += " It lies above the share won, since what is still unknown now counts against a deal."
    supports = (replace(support, sentence=sentence),)
    prior = Change(key=PRIOR, kind="prior", sentence=sentence, weight=0.0, supports=supports, value=chance, with_all=with_all)
    changes = sorted((c for c in revision.changes), key=lambda c: -c.weight)
    moved = max(abs(c - plan.profile.prior.chance) for c in (chance, with_all)) >= 0.0005
    done = replace(revision, changes=((prior, *changes) if moved else tuple(changes)))
    return replace(done, losses=_losses(done, plan, wanted, seen, chance if moved else plan.profile.prior.chance, after))


def _mapped(answers: Answers, revision: Revision) -> Answers:
    """The answers with those that columns give to their new criteria, by the map lines that go with them."""
    columns = {s.key: s for s in answers.series if not s.in_profile}
    new = (_answered(columns[c.column], c) for c in revision.changes if c.kind == "new")
    return replace(answers, series=(*answers.series, *new))


def _answered(series: Series, change: Change) -> Series:
    criterion, use = change.new, change.use
    assert criterion is not None
    assert use is not None
    if criterion.curve is not None:
        return replace(series, key=criterion.key, kind="curve")
    keys = [a.key for a in criterion.answers]
    named = {folded(value): answer for value, answer in use.answers.items()}
    codes = [keys.index(named.get(folded(label), use.otherwise or "")) for label in series.labels]
    return replace(series, key=criterion.key, kind="answers", labels=tuple(keys), codes=np.array([*codes, UNKNOWN])[series.codes])


def _prior_for(mean: float, score: Floats, widened: Floats) -> float:
    """The prior in doublings that gives the history this mean chance."""
    low, high = -60.0, 60.0
    for _ in range(60):
        middle = (low + high) / 2
        if float(logistic(LN2 * (middle + score) / widened).mean()) < mean:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _losses(
    revision: Revision, plan: _Plan, learned: Floats, seen: tuple[Floats, Floats], chance: float, after: Profile
) -> Losses:
    task, profile = plan.lessons.task, plan.profile
    score, doubt = seen
    now = logistic(LN2 * (prior_in_doublings(after, chance) + score) / widenings(doubt))
    which = task.which
    was = logistic(LN2 * (prior_of(profile) + task.answers.score[which]) / widenings(task.answers.doubt[which]))
    base = np.full(len(which), revision.won / revision.deals)
    before, after_, best, flat = (_loss(p, task.won) for p in (was, now, learned, base))
    return Losses(base_rate=flat, before=before, after=after_, learned=best)


def _loss(likely: Floats, won: Floats) -> float:
    sure = np.clip(np.where(won > 0, likely, 1 - likely), 1e-9, 1.0)
    return float(-np.log(sure).mean())
