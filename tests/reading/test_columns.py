"""Heads of columns: found from every row of a table, and from no other text."""

from tests.reading.texts import lines

from winnable.reading.columns import head_over, is_lone_row, tops_of

TABLE = lines("Intro", "Item | Value", "Portal | 90,000", "Hosting | 9,000", "Outro", "Date | Event", "3 May | Start")


def test_each_row_knows_where_its_table_begins():
    assert tops_of(TABLE) == [-1, 1, 1, 1, -1, 5, 5]


def test_the_head_of_a_column_stands_over_its_cells():
    tops = tops_of(TABLE)
    assert head_over(TABLE, tops, 3, TABLE[3].text.index("9,000")) == "value"
    assert head_over(TABLE, tops, 6, 0) == "date"


def test_the_first_row_and_other_text_have_no_head():
    tops = tops_of(TABLE)
    assert head_over(TABLE, tops, 1, 0) == ""
    assert head_over(TABLE, tops, 0, 0) == ""


def test_a_row_beyond_the_columns_of_the_head_has_none():
    table = lines("A | B", "1 | 2 | 3")
    assert head_over(table, tops_of(table), 1, table[1].text.index("3")) == ""


def test_a_table_with_one_row_is_told_from_a_list():
    tops = tops_of(TABLE)
    assert [is_lone_row(TABLE, tops, at) for at in (2, 3, 6)] == [False, False, True]
