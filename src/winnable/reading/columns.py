"""What stands at the head of a table's column, for rows that are one passage each."""

from collections.abc import Sequence

from winnable.reading.text import Line

_HEAD = 300  # characters of a head that are looked at: each day below is held against it, and a longer cell is no head
Tops = Sequence[int]  # for each line the index of the first row of its table; -1 outside tables


def tops_of(lines: Sequence[Line]) -> Tops:
    """Where the table of each line begins: a run of rows of one file."""
    tops: list[int] = []
    for at, line in enumerate(lines):
        if line.passage.kind != "row":
            tops.append(-1)
        elif tops and tops[-1] >= 0 and lines[at - 1].passage.file == line.passage.file:
            tops.append(tops[-1])
        else:
            tops.append(at)
    return tops


def head_over(lines: Sequence[Line], tops: Tops, at: int, position: int) -> str:
    """The folded text that heads the column of a position in the line at `at`; "" outside tables and in the first row."""
    top = tops[at]
    if top < 0 or top == at:
        return ""
    cells = lines[top].folded.split(" | ")
    column = lines[at].folded.count(" | ", 0, position)
    return cells[column][:_HEAD] if column < len(cells) else ""


def is_lone_row(lines: Sequence[Line], tops: Tops, at: int) -> bool:
    """Whether a table has no other row below its head."""
    return tops[at] == at - 1 and not (at + 1 < len(lines) and tops[at + 1] == tops[at])
