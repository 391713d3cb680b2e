"""Whether people's decisions beat what was recommended, and when there are too few to say."""

import pytest

from winnable.learning.overrides import ENOUGH, Taken, by_person, lines_of, overrides_of, share_of, without


def taken(
    outcome: str | None = "won", *, person: str = "p1", recommended: str = "walk_away", did: str = "pursue", key: str = "D"
):
    return Taken(key=key, date="2026-03-01", person=person, recommended=recommended, taken=did, outcome=outcome)


def test_winning_what_we_advised_against_beats_the_advice():
    found = overrides_of([taken("won")] * 8 + [taken("lost")] * 4, "", break_even=0.2)
    assert (found.says, found.overridden, found.against_us.won) == ("beat", 12, 8)
    assert found.net == pytest.approx(8 / 0.2 - 12)


def test_losing_it_falls_short():
    assert overrides_of([taken("lost")] * 30, "", break_even=0.2).says == "fell short"


def test_around_break_even_nothing_can_be_told():
    assert overrides_of([taken("won")] * 4 + [taken("lost")] * 12, "", break_even=0.25).says == "cannot be told apart"


def test_below_the_stated_number_nothing_is_said_however_well_it_went():
    found = overrides_of([taken("won")] * (ENOUGH - 1), "", break_even=0.2)
    assert (found.says, found.net) == ("too few to say", None)


def test_an_open_deal_says_nothing_yet_and_one_that_the_buyer_dropped_was_not_won():
    share = share_of([taken(None), taken("no_decision"), taken("won")])
    assert (share.won, share.ended) == (1, 2)
    assert 0 < share.low < 0.5 < share.high < 1


def test_walking_away_from_what_we_would_pursue_is_counted_and_never_judged():
    walked = [taken("walked_away", recommended="pursue", did="walk_away")] * 30
    found = overrides_of(walked, "", break_even=0.2)
    assert (found.stopped, found.overridden, found.says) == (30, 30, "too few to say")
    assert found.against_us.share is None


def test_a_partner_instead_of_going_alone_is_no_override():
    assert not taken(recommended="pursue", did="pursue_with_partner").is_override
    assert taken(recommended="investigate", did="pursue").is_override


def test_each_person_has_their_own_figures_and_nameless_lines_count_only_in_the_whole():
    log = [taken(person="p1"), taken("lost", person="p2"), taken(person="")]
    assert [(found.person, found.decisions) for found in by_person(log, 0.2)] == [("p1", 1), ("p2", 1)]
    assert overrides_of(log, "", 0.2).decisions == 3


def test_a_person_can_be_taken_out_and_the_decisions_stay():
    log = (taken(person="p1"), taken("lost", person="p2"))
    left = without(log, "p1")
    assert lines_of(log, "p1") == (log[0],)
    assert lines_of(left, "p1") == ()
    assert share_of(left) == share_of(log)
