"""Stages of a statement, each adding columns to the one before; and sums and tables that leave out what adds nothing."""

from collections.abc import Callable, Iterable, Sequence

from winnable.ranking.dialect import Dialect, number
from winnable.ranking.plan import Plan
from winnable.ranking.terms import Effect


class Stages:
    """Common table expressions in their order, each used once, so that an engine computes them in one pass."""

    def __init__(self, plan: Plan, dialect: Dialect) -> None:
        self.plan = plan
        self.dialect = dialect
        self._parts: list[str] = []
        self._last = ""

    def add(self, name: str, columns: Sequence[tuple[str, str]], source: str = "", *, whole: bool = True) -> None:
        """A stage that adds columns; without any it is left out. `whole` keeps those of the stage before."""
        if columns:
            shown = ",\n  ".join([*(["*"] if whole else []), *(f"{expression} AS {column}" for column, expression in columns)])
            self._parts.append(f"{name} AS (\n  SELECT {shown}\n  FROM {source or self._last}\n)")
            self._last = name

    def keep(self, name: str, clause: str) -> None:
        """A stage that keeps some of the rows."""
        self._parts.append(f"{name} AS (\n  SELECT * FROM {self._last}\n  {clause}\n)")
        self._last = name

    def statement(self, columns: Sequence[tuple[str, str]], clause: str) -> str:
        """The whole statement with these columns as its result."""
        shown = ",\n  ".join(f"{expression} AS {column}" for column, expression in columns)
        stages = ",\n".join(self._parts)
        return f"WITH {stages}\nSELECT {shown}\nFROM {self._last}\n{clause}".rstrip() + "\n"


def added(parts: Iterable[str]) -> str:
    """A sum in the order given, without what is surely nothing."""
    kept = [part for part in parts if part != number(0.0)]
    return " + ".join(kept) or number(0.0)


def picked(dialect: Dialect, values: Sequence[float], j: int) -> str:
    """The value for the situation of term `j`; a literal where it is the same in all."""
    if len(set(values)) == 1:
        return number(values[0] + 0.0)
    return dialect.pick("DOUBLE", [number(value) for value in values], f"s{j}")


def either(plan: Plan, wanted: Callable[[Effect], bool]) -> str:
    """Whether any term is in a situation of the wanted kind."""
    found = []
    for j, term in enumerate(plan.terms):
        places = [str(place) for place, effect in enumerate(term.effects, 1) if wanted(effect)]
        if places:
            found.append("TRUE" if term.fixed else f"s{j} IN ({', '.join(places)})")
    return " OR ".join(found) or "FALSE"
