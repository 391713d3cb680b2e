"""What a history would change in a profile, where the truth is known."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.worlds import answers as answers_of_rows
from tests.core.worlds import criterion
from tests.learning.sold import TRUE, Sold, chances_by, changed, drawn, reweighed, sold, sold_as

from winnable.core.assessment import options_of, spread_of
from winnable.core.profile import Answer, Cover, Curve, Profile, Theme
from winnable.learning.bends import LEAST_BEND, MOST_POINTS, pooled, simplified
from winnable.learning.calibration import log_loss_of
from winnable.learning.changes import LEARNED, raised, revised


def of_truth(true: Profile, believed: Profile, size: int, seed: int = 0, unknown: float = 0.15) -> Sold:
    cells = drawn(true, size, seed, unknown)
    return sold(believed, cells, chances_by(true, cells), seed)


def loss_ahead(believed: Profile, true: Profile, seed: int, size: int = 600) -> float:
    """Expected log loss of a profile on deals that nobody has seen."""
    cells = drawn(true, size, seed + 500)
    right, said = chances_by(true, cells), chances_by(believed, cells)
    return float(-np.mean(right * np.log(said) + (1 - right) * np.log(1 - said)))


def test_weights_that_are_known_are_recovered() -> None:
    made = of_truth(TRUE, reweighed(TRUE, 0.0), 6000)
    after = {c.key: c for c in made.after.criteria}
    held = []
    for true in TRUE.criteria:
        for answer in true.answers:
            support = made.support(true.key, answer.key)
            assert after[true.key].answer(answer.key).weight == pytest.approx(answer.weight, abs=0.25)
            held.append(support.low <= answer.weight <= support.high)
    assert np.mean(held) > 0.7
    curve = after["revenue"].curve
    assert curve is not None
    for number in (20e6, 100e6, 250e6, 400e6):
        assert curve.weight_at(number) == pytest.approx(TRUE.criteria[-1].curve.weight_at(number), abs=0.35)


@pytest.mark.parametrize("size", [400, 2000])
def test_a_profile_of_wrong_signs_is_corrected(size: int) -> None:
    believed = reweighed(TRUE, -1.0)
    made = of_truth(TRUE, believed, size)
    truth = loss_ahead(TRUE, TRUE, 1)
    assert loss_ahead(believed, TRUE, 1) > truth + 0.2
    assert loss_ahead(made.after, TRUE, 1) < truth + (0.05 if size == 400 else 0.02)


@pytest.mark.parametrize("size", [20, 100, 400])
def test_a_right_profile_is_not_harmed(size: int) -> None:
    harm = [loss_ahead(of_truth(TRUE, TRUE, size, seed).after, TRUE, seed) - loss_ahead(TRUE, TRUE, seed) for seed in range(3)]
    assert np.mean(harm) < (0.03 if size == 20 else 0.015)


@pytest.mark.parametrize("by", [1.0, 0.5, -1.0])
def test_the_core_gives_the_chances_that_were_learned(by: float) -> None:
    made = of_truth(TRUE, reweighed(TRUE, by), 500)
    learned = made.learned.chances(made.task.answers, made.task.which)
    judged = chances_by(made.after, made.cells)
    assert np.abs(judged - learned).mean() < 0.025
    assert log_loss_of(judged, made.task.won) < log_loss_of(learned, made.task.won) + 0.01
    assert judged.mean() == pytest.approx(learned.mean(), abs=0.003)


def test_its_losses_are_those_of_the_core() -> None:
    made = of_truth(TRUE, reweighed(TRUE, 0.4), 300)
    losses = made.revision.losses
    assert losses.before == pytest.approx(log_loss_of(chances_by(made.believed, made.cells), made.task.won), abs=5e-4)
    assert losses.after == pytest.approx(log_loss_of(chances_by(made.written, made.cells), made.task.won), abs=5e-4)
    assert losses.after < losses.before


def test_a_threshold_moves_to_where_the_wins_begin() -> None:
    begins_at_90 = replace(
        TRUE.criteria[-1].curve,
        points=((0, -1.6), (90e6, 0), (150e6, 0.7), (300e6, 0.7)),
        shares=((20e6, 0.3), (100e6, 0.4), (250e6, 0.3)),
    )
    made = of_truth(changed(TRUE, "revenue", curve=begins_at_90), TRUE, 4000)
    change = made.revision.change("revenue")
    assert change is not None
    assert change.sentence.startswith("Your 150 M EUR threshold: your wins begin at ")
    assert 70 <= float(change.sentence.split("begin at ")[1].split(" M")[0]) <= 110


def test_a_threshold_that_holds_is_told_so() -> None:
    steeper = reweighed(TRUE, 2.0).criteria[-1].curve
    made = of_truth(changed(TRUE, "revenue", curve=steeper), changed(TRUE, "revenue", curve=TRUE.criteria[-1].curve), 6000)
    change = made.revision.change("revenue")
    assert change is not None
    assert change.sentence.startswith("Your 150 M EUR threshold")
    assert made.after.criteria[-1].curve.weight_at(20e6) < -1.2


def test_a_learned_column_has_no_threshold_that_anybody_stated() -> None:
    stated = changed(TRUE, "revenue", theme=LEARNED.key)
    believed = replace(stated, themes=(*TRUE.themes, LEARNED))
    steeper = reweighed(TRUE, 2.5).criteria[-1].curve
    change = of_truth(changed(believed, "revenue", curve=steeper), believed, 1500).revision.change("revenue")
    assert change is not None
    assert "threshold" not in change.sentence


def test_still_unknown_is_learned_where_it_happened() -> None:
    true = changed(TRUE, "price", silence=-1.5)
    made = of_truth(true, TRUE, 3000)
    assert -1.7 < made.support("price", "").after < -0.6
    assert made.support("price", "").before is None
    complete = of_truth(TRUE, reweighed(TRUE, 0.3), 400, unknown=0.0)
    assert {c.silence for c in complete.after.criteria} == {None}


def test_criteria_that_history_does_not_support_are_named() -> None:
    believed = changed(changed(TRUE, "price", weights=(1.0, -1.0)), "sponsor", weights=(-0.6, 0.4))
    true = changed(TRUE, "price", weights=(0.0, 0.0))
    says = {v.key: v for v in of_truth(true, believed, 2500).revision.verdicts}
    assert says["price"].says == "unsupported"
    assert "does not support" in says["price"].sentence
    assert says["sponsor"].says == "contradicted"
    assert says["access"].says == "supported"
    assert 0.6 < says["access"].slope < 1.4


def test_few_deals_settle_nothing() -> None:
    made = of_truth(TRUE, TRUE, 25)
    assert {v.says for v in made.revision.verdicts} <= {"undecided", "supported"}
    assert all(v.deals <= 25 for v in made.revision.verdicts)


def test_a_profile_that_says_nothing_gets_no_verdict() -> None:
    made = of_truth(TRUE, changed(TRUE, "price", weights=(0.05, -0.05)), 300)
    assert "price" not in {v.key for v in made.revision.verdicts}


def test_the_more_deals_the_more_of_a_number_is_data() -> None:
    believed = reweighed(TRUE, -1.0)
    few, many = (of_truth(TRUE, believed, size).support("access", "direct") for size in (60, 3000))
    assert 0 < few.from_data < many.from_data <= 1
    assert many.high - many.low < few.high - few.low
    assert few.deals < many.deals


def test_so_many_deals_of_the_other_kind_take_a_change_back() -> None:
    made = of_truth(TRUE, changed(TRUE, "portal", weights=(-0.3, 0.3)), 400)
    support = made.support("portal", "yes_portal")
    assert support.before is not None
    assert support.after > 0.3
    assert support.taken_back_by is not None
    more = drawn(TRUE, support.taken_back_by, 77)
    cells = {key: (*made.cells[key], *more[key]) for key in more}
    cells["portal"] = (*made.cells["portal"], *("yes_portal",) * support.taken_back_by)
    again = sold_as(made.believed, cells, np.concatenate([made.task.won, np.zeros(support.taken_back_by)]))
    portal = next(c for c in again.after.criteria if c.key == "portal")
    assert abs(portal.answer("yes_portal").weight - support.before) < 0.4 * abs(support.after - support.before)


def test_a_column_without_a_criterion_that_matters_becomes_one() -> None:
    cells = dict(drawn(TRUE, 1500))
    rng = np.random.default_rng(3)
    cells["Sales region"] = tuple(str(r) for r in rng.choice(["North", "South", "East"], 1500))
    cells["Day of month"] = tuple(float(d) for d in rng.integers(1, 29, 1500))
    lift = {"North": 1.0, "South": -1.0, "East": 0.0}
    odds = np.log2(1 / (1 / chances_by(TRUE, cells) - 1)) + [lift[r] for r in cells["Sales region"]]
    made = sold(TRUE, cells, 1 / (1 + 2**-odds))
    new = made.revision.change("sales_region")
    assert new is not None
    assert new.new is not None
    assert made.revision.change("day_of_month") is None
    weights = {a.key: a.weight for a in new.new.answers}
    assert weights["north"] > 0.5 > -0.5 > weights["south"]
    assert new.new.theme == "learned"
    assert "learned" in {t.key for t in made.after.themes}
    assert "1,500 deals of deals.csv" in new.new.rationale.why
    assert new.use.answers == {"North": "north", "South": "south", "East": "east"}
    assert "North" in new.sentence or "north" in new.sentence or "south" in new.sentence
    asked = {**cells, "sales_region": tuple(r.lower() for r in cells["Sales region"])}
    assert np.abs(chances_by(made.after, asked) - made.learned.chances(made.task.answers, made.task.which)).mean() < 0.03


def test_a_blank_of_a_new_column_counts_only_where_it_surely_does() -> None:
    cells = dict(drawn(TRUE, 1500))
    rng = np.random.default_rng(5)
    cells["Sales region"] = tuple(None if r == "" else str(r) for r in rng.choice(["North", "South", ""], 1500))
    region = {"North": 1.2, "South": -1.2, None: 0.0}
    for blank, sure in ((0.0, False), (-2.5, True)):
        region[None] = blank
        odds = np.log2(1 / (1 / chances_by(TRUE, cells) - 1)) + [region[r] for r in cells["Sales region"]]
        new = sold(TRUE, cells, 1 / (1 + 2**-odds)).revision.change("sales_region")
        assert new is not None
        assert (new.new.silence is not None) == sure
        assert any("still blank in the CRM record" in s.sentence for s in new.supports) == sure


def test_new_columns_count_in_what_is_promised() -> None:
    cells = dict(drawn(TRUE, 1500))
    rng = np.random.default_rng(3)
    cells["Sales region"] = tuple(str(r) for r in rng.choice(["North", "South", "East"], 1500))
    lift = {"North": 1.5, "South": -1.5, "East": 0.0}
    odds = np.log2(1 / (1 / chances_by(TRUE, cells) - 1)) + [lift[r] for r in cells["Sales region"]]
    made = sold(TRUE, cells, 1 / (1 + 2**-odds))
    asked = {**cells, "sales_region": tuple(r.lower() for r in cells["Sales region"])}
    judged = chances_by(made.written, asked)
    assert made.revision.losses.after == pytest.approx(log_loss_of(judged, made.task.won), abs=5e-4)
    assert judged.mean() == pytest.approx(made.learned.chances(made.task.answers, made.task.which).mean(), abs=2e-3)


def test_only_what_leaves_the_old_number_out_is_sure() -> None:
    revision = of_truth(TRUE, reweighed(TRUE, 0.7), 250).revision
    for change in revision.changes:
        apart = any(not s.low <= (s.before or 0.0) <= s.high for s in change.supports if s.deals)
        assert (change.key in revision.sure) == (apart or change.key == "prior")


def test_a_theme_that_overlaps_is_discounted() -> None:
    twins = [criterion(f"twin_{i}", ("yes_twin", 1.0, 0.5), ("no_twin", -1.0, 0.5), theme="pair") for i in range(4)]
    believed = replace(
        TRUE, themes=(*TRUE.themes, Theme(key="pair", name="Pair", discount=1.0, why="w")), criteria=(*TRUE.criteria, *twins)
    )
    rng = np.random.default_rng(8)
    cells = dict(drawn(TRUE, 3000))
    one = rng.random(3000) < 0.5
    for i in range(4):
        same = rng.random(3000) < 0.9
        cells[f"twin_{i}"] = tuple("yes_twin" if y else "no_twin" for y in np.where(same, one, ~one))
    odds = np.log2(1 / (1 / chances_by(TRUE, cells) - 1)) + np.where(one, 1.0, -1.0)
    made = sold(believed, cells, 1 / (1 + 2**-odds))
    change = made.revision.change("theme.pair")
    assert change is not None
    assert 0.15 <= change.value <= 0.55
    need = made.revision.change("theme.need")
    assert need is None or need.value > 0.85
    assert "4 criteria together" in change.sentence


def test_where_there_is_no_signal_it_says_so() -> None:
    cells = drawn(TRUE, 400)
    made = sold(reweighed(TRUE, 0.5), cells, np.full(400, 0.2), seed=3)
    assert any("the base rate is the answer" in note for note in made.revision.notes)
    assert np.abs(chances_by(made.after, cells) - 0.2).max() < 0.12


def test_criteria_without_a_column_stay_as_they_are() -> None:
    cells = {key: column for key, column in drawn(TRUE, 300).items() if key != "price"}
    made = sold(reweighed(TRUE, 0.4), cells, chances_by(TRUE, cells))
    assert made.revision.change("price") is None
    assert any("price" in note for note in made.revision.notes)


def test_some_changes_alone_leave_the_mean_chance_right() -> None:
    made = of_truth(TRUE, reweighed(TRUE, -1.0), 800)
    some = revised(made.believed, made.revision, {"access", "revenue", "prior"})
    assert chances_by(some, made.cells).mean() == pytest.approx(made.task.won.mean(), abs=0.02)
    kept = {c.key: c for c in some.criteria}
    assert kept["portal"] == next(c for c in made.believed.criteria if c.key == "portal")
    assert revised(made.believed, made.revision, {"access"}).prior == made.believed.prior


def test_a_changed_criterion_names_the_history_once() -> None:
    made = of_truth(TRUE, reweighed(TRUE, 0.3), 500)
    access = next(c for c in made.after.criteria if c.key == "access")
    assert access.rationale.sources == ("O", "history: deals.csv, 500 deals")
    later = sold_as(made.after, made.cells, made.task.won)
    again = next(c for c in revised(later.believed, later.revision).criteria if c.key == "access")
    assert sum(s.startswith("history: ") for s in again.rationale.sources) == 1


def test_a_revision_of_what_was_just_learned_changes_little() -> None:
    made = of_truth(TRUE, reweighed(TRUE, -1.0), 3000)
    later = sold_as(made.after, made.cells, made.task.won)
    assert later.revision.losses.before == pytest.approx(later.revision.losses.after, abs=0.004)


def test_a_blocker_never_speaks_for_us_and_a_cover_never_makes_it_worse() -> None:
    rows = (
        Answer(key="held", text="held", weight=0.2, share=0.6),
        Answer(key="missing", text="missing", weight=-0.8, share=0.2, blocker="coverable", covers=("partner",)),
        Answer(key="awarded", text="awarded", weight=-0.2, share=0.2, blocker="final"),
    )
    cover = Cover(key="partner", kind="partner", text="p", keeps=0.7, cost=1.0, leaves=-0.2)
    believed = replace(changed(TRUE, "complexity", answers=rows), covers=(cover,))
    true = changed(believed, "complexity", weights=(-1.0, 1.5, 1.5))
    made = of_truth(true, believed, 1500)
    weights = {a.key: a.weight for a in next(c for c in made.after.criteria if c.key == "complexity").answers}
    assert weights["awarded"] <= 0
    assert weights["missing"] <= -0.2


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10_000), size=st.integers(6, 300), by=st.sampled_from([-1.0, 0.2, 1.0, 3.0]), monotone=st.booleans())
def test_every_revision_is_a_lawful_profile(seed: int, size: int, by: float, monotone: bool) -> None:
    believed = reweighed(TRUE, by)
    if monotone:
        believed = replace(believed, criteria=tuple(replace(c, monotone=True) for c in believed.criteria))
    cells = drawn(TRUE, size, seed)
    won = np.random.default_rng(seed).integers(0, 2, size).astype(float)
    won[:2] = [0.0, 1.0]
    made = sold_as(believed, cells, won)
    assert 0 < made.after.prior.chance < 1
    for one in made.after.criteria:
        if made.revision.change(one.key) is None:
            continue
        options = options_of(one)
        assert abs(spread_of(options)[0]) <= 0.06
        assert sum(share for _, share, _ in options) == pytest.approx(1, abs=1e-9)
        weights = [w for _, w in one.curve.points] if one.curve else [a.weight for a in one.answers]
        assert max(map(abs, weights)) <= 6
        if monotone:
            assert weights in (sorted(weights), sorted(weights, reverse=True))
    for change in made.revision.changes:
        for support in change.supports:
            assert support.low <= support.after + 1e-9
            assert support.after <= support.high + 1e-9
            assert 0 <= support.from_data <= 1
            assert 0 <= support.won <= support.deals <= size


@given(st.lists(st.floats(-3, 3), min_size=2, max_size=12), st.sampled_from([1, -1]))
def test_pooled_weights_only_rise_or_only_fall(weights: list[float], direction: int) -> None:
    given_weights = np.array(weights)
    made = pooled(given_weights, np.ones(len(weights)), direction)
    assert (np.diff(made * direction) >= -1e-12).all()
    assert made.mean() == pytest.approx(given_weights.mean(), abs=1e-9)
    assert pooled(made, np.ones(len(weights)), direction) == pytest.approx(made)


@given(st.lists(st.tuples(st.integers(0, 1000), st.floats(-3, 3)), min_size=2, max_size=20, unique_by=lambda p: p[0]))
def test_a_simpler_line_keeps_its_ends_and_misses_nothing(pairs: list[tuple[int, float]]) -> None:
    points = tuple(sorted((float(x), w) for x, w in pairs))
    made = simplified(points)
    assert (made[0], made[-1]) == (points[0], points[-1])
    assert set(made) <= set(points)
    off = np.abs(np.interp([x for x, _ in points], [x for x, _ in made], [w for _, w in made]) - [w for _, w in points]).max()
    assert off <= LEAST_BEND + 1e-9 or len(made) == MOST_POINTS


@pytest.mark.parametrize(
    ("before", "after"),
    [("1.2.3", "1.3.0"), ("0.1", "0.2"), ("4", "5"), ("v2", "v3"), ("1.9.0-beta", "1.10.0"), ("draft", "draft.1")],
)
def test_the_next_version(before: str, after: str) -> None:
    assert raised(before) == after


def test_a_curve_needs_no_points_that_say_nothing() -> None:
    flat = Curve(unit="EUR", points=((0, -0.5), (150e6, 0), (300e6, 0.5)), shares=((20e6, 0.5), (280e6, 0.5)))
    true = changed(TRUE, "revenue", curve=replace(flat, points=((0, 0.0), (300e6, 0.0))))
    made = of_truth(true, changed(TRUE, "revenue", curve=flat), 4000)
    curve = next(c for c in made.after.criteria if c.key == "revenue").curve
    assert len(curve.points) <= 5
    assert abs(curve.weight_at(0)) < 0.45


def test_answers_that_nobody_gave_follow_the_others() -> None:
    believed = changed(
        TRUE,
        "complexity",
        answers=answers_of_rows(("high", 1.0, 0.3), ("middle", 0.2, 0.3), ("low", -0.8, 0.3), ("none_at_all", -1.2, 0.1)),
    )
    cells = drawn(TRUE, 800)
    made = sold(reweighed(believed, -1.0), cells, chances_by(TRUE, cells))
    support = made.support("complexity", "none_at_all")
    assert support.deals == 0
    assert support.taken_back_by is None
    assert "no deal had it" in support.sentence
    assert support.after < 0
