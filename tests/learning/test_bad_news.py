"""How early bad news came: judged by what was known on each day, never by what was written later."""

from dataclasses import replace
from datetime import date

from tests.core.worlds import POLICY, SELLER, criterion, profile

from winnable.core.columns import ColumnMap, Use
from winnable.learning.bad_news import bad_news_of, courses_of, snapshots_of
from winnable.learning.history import History, StageChange

PROFILE = profile(
    criterion("access", ("direct", 3.0, 0.5), ("refused", -3.0, 0.5)), policy=replace(POLICY, value=120_000, worth_asking=0.0)
)
COLUMNS = ColumnMap(columns={"Access": Use(criterion="access", answers={"yes": "direct", "no": "refused"})})


def change(day: int, access: str | None = None, stage: str = "Qualification", **fields: str) -> StageChange:
    return StageChange(at=date(2026, 3, day), stage=stage, fields=({"Access": access} if access else {}) | fields)


def history(*deals: tuple[str | None, tuple[StageChange, ...]]) -> History:
    size = len(deals)
    keys = tuple(f"D{i}" for i in range(size))
    return History(
        name="deals.csv",
        keys=keys,
        outcomes=tuple(outcome for outcome, _ in deals),
        created=(None,) * size,
        closed=(date(2026, 3, 31),) * size,
        accounts=("",) * size,
        teams=("",) * size,
        owners=("",) * size,
        stages=("",) * size,
        amounts=(None,) * size,
        columns={"Access": ("no",) * size},
        changes={key: changes for key, (_, changes) in zip(keys, deals, strict=True)},
    )


def courses(*deals):
    return courses_of(history(*deals), COLUMNS, PROFILE, SELLER)


def test_days_are_counted_from_the_turn_to_the_close():
    (course,) = courses(("lost", (change(1, "yes"), change(11, "no"), change(21, "no"))))
    assert (course.ending, course.days) == ("turned", 20)


def test_a_turn_that_was_taken_back_does_not_count():
    (course,) = courses(("lost", (change(1, "yes"), change(11, "no"), change(16, "yes"), change(21, "no"))))
    assert (course.ending, course.days) == ("turned", 10)


def test_a_deal_that_was_never_to_be_pursued_is_told_apart():
    (course,) = courses(("lost", (change(1, "no"), change(21, "no"))))
    assert (course.ending, course.days) == ("never_pursued", 30)


def test_a_loss_without_a_warning_has_no_days():
    (course,) = courses(("lost", (change(1, "yes"),)))
    assert (course.ending, course.days) == ("pursued_to_the_end", None)


def test_what_the_export_holds_today_is_never_used():
    """The column says no for every deal, as it stands on the last day; on the first day nothing was known."""
    (snapshot,) = snapshots_of(history(("lost", (change(1),))), COLUMNS, PROFILE)
    assert snapshot.recorded == {}


def test_a_field_keeps_its_value_until_another_is_written():
    first, second = snapshots_of(history(("lost", (change(1, "yes"), change(2, Other="x")))), COLUMNS, PROFILE)
    assert first.recorded == second.recorded == {"access": "direct"}


def test_changes_on_the_day_of_the_close_and_open_deals_are_left_out():
    assert courses(("lost", (change(31, "no"),)), (None, (change(1, "no"),))) == ()


def test_a_stage_of_the_profile_is_known_by_its_name():
    known, other = snapshots_of(history(("won", (change(1, stage="Commit"), change(2, stage="Closing")))), COLUMNS, PROFILE)
    assert (known.stage, other.stage) == ("commit", "early")


def test_the_middle_and_the_quarters_are_days_that_occurred():
    turns = [("lost", (change(1, "yes"), change(31 - days, "no"))) for days in (2, 4, 6, 20)]
    news = bad_news_of(courses(*turns, ("lost", (change(1, "yes"),))))
    assert (news.deals, news.turned, news.pursued_to_the_end, news.warned) == (5, 4, 1, 0.8)
    assert news.days is not None
    assert (news.days.lower, news.days.median, news.days.upper) == (2, 4, 6)
    assert news.bands == ((7, 3), (30, 1), (90, 0), (None, 0))


def test_no_deal_gives_no_days():
    assert (bad_news_of(()).days, bad_news_of(()).warned) == (None, 0.0)
