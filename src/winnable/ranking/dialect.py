"""How one engine writes what the statement needs: names, literals, lookups. A dialect is a table of differences."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Final

from winnable.ranking.cells import BLANKS, NUMBER


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """The words of one engine. Expressions go in and come out as SQL."""

    key: str
    name: Callable[[str], str]
    text: Callable[[str], str]
    folded: Callable[[str], str]  # lower case, letter by letter, without outer blanks
    place_of: Callable[[Sequence[str], str], str]  # place of an expression in a list of literals from 1, or 0
    pick: Callable[[str, Sequence[str], str], str]  # type, literals, place from 1
    as_number: Callable[[str], str]  # a text column's number, or NULL
    finite: Callable[[str], str]
    joined: Callable[[str, Sequence[str]], str]  # texts that are not NULL, with a mark between
    shown: Callable[[str, str], str]  # printf pattern and number


def number(value: float) -> str:
    """A literal that every engine reads as this very double: with an exponent, so never as DECIMAL."""
    assert isfinite(value), value
    digits = repr(float(value))
    literal = digits if "e" in digits else f"{digits}e0"
    return f"CAST({literal} AS DOUBLE)"


def _duckdb_name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _duckdb_text(text: str) -> str:
    """A literal; the one character that cannot stand in a statement is put in by its code."""
    pieces = ["'" + piece.replace("'", "''") + "'" for piece in text.split("\0")]
    return pieces[0] if len(pieces) == 1 else f"({' || chr(0) || '.join(pieces)})"


def _duckdb_pick(kind: str, literals: Sequence[str], place: str) -> str:
    return f"list_extract(CAST([{', '.join(literals)}] AS {kind}[]), {place})"


DUCKDB: Final = Dialect(
    key="duckdb",
    name=_duckdb_name,
    text=_duckdb_text,
    folded=lambda x: f"lower(trim({x}, {_duckdb_text(BLANKS)}))",
    place_of=lambda literals, x: f"coalesce(list_position([{', '.join(literals)}], {x}), 0)",
    pick=_duckdb_pick,
    as_number=lambda x: f"CASE WHEN regexp_full_match({x}, {_duckdb_text(NUMBER)}) THEN TRY_CAST({x} AS DOUBLE) END",
    finite=lambda x: f"isfinite({x})",
    joined=lambda mark, texts: f"concat_ws({_duckdb_text(mark)}, {', '.join(texts)})",
    shown=lambda pattern, x: f"printf({_duckdb_text(pattern)}, {x})",
)
DIALECTS: Final = {DUCKDB.key: DUCKDB}
