"""DuckDB, the engine at hand: files, data frames and relations are ranked where they lie; long lists in parts that are kept."""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from os import fspath
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING, Any, Final

import winnable
from winnable.core.columns import Value
from winnable.core.errors import SourceError
from winnable.ranking.cells import ColumnKind
from winnable.ranking.dialect import DUCKDB
from winnable.ranking.plan import Plan
from winnable.ranking.statement import ORDER, rank_sql, row_sql

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb

READERS: Final = {
    ".parquet": "read_parquet",
    ".pq": "read_parquet",
    ".csv": "read_csv",
    ".tsv": "read_csv",
    ".json": "read_json",
    ".jsonl": "read_json",
    ".ndjson": "read_json",
}
PART: Final = 1_000_000  # rows that are ranked and kept at once
MOST_MEMORY: Final = "3GB"  # of a long run; what does not fit is spilled beside the parts
_NUMBERS: Final = (
    "TINYINT",
    "SMALLINT",
    "INTEGER",
    "BIGINT",
    "HUGEINT",
    "UTINYINT",
    "USMALLINT",
    "UINTEGER",
    "UBIGINT",
    "UHUGEINT",
)
_EXACT: Final = 2**53  # whole numbers below are exact as doubles
_VIEW: Final = "winnable_table"
OnProgress = Callable[[int, int], None]  # rows ranked now, rows still to rank


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A table that DuckDB can read: `sql` is what stands after FROM; `path` is set for a file."""

    connection: "duckdb.DuckDBPyConnection"
    sql: str
    columns: Mapping[str, ColumnKind]
    path: Path | None = None

    @property
    def name(self) -> str:
        """What messages call it."""
        return self.path.name if self.path is not None else "the table"


def connect(threads: int | None = None) -> "duckdb.DuckDBPyConnection":
    """A database in memory that fetches no extensions. SourceError that names the extra where DuckDB is missing."""
    try:
        import duckdb
    except ImportError as error:
        remedy = "install it with `pip install 'winnable[tables]'`"
        raise SourceError("ranking", "needs the optional extra `tables`", remedy) from error
    settings: dict[str, Any] = {"autoinstall_known_extensions": False, "preserve_insertion_order": True}
    return duckdb.connect(":memory:", config=settings | ({"threads": threads} if threads else {}))


def table_source(table: Any, connection: "duckdb.DuckDBPyConnection") -> Source:
    """A file (Parquet, CSV, JSON), a pandas or Polars data frame, an Arrow table, or columns by name, as a source."""
    path = Path(table) if isinstance(table, str | Path) else None
    if path is not None:
        sql = _file_sql(path)
    else:
        connection.register(_VIEW, _arrays(table) if isinstance(table, Mapping) else table)
        sql = _VIEW
    with _explained(path.name if path is not None else "the table"):
        described = connection.execute(f"DESCRIBE SELECT * FROM {sql}").fetchall()
    columns = {str(row[0]): _kind(str(row[1])) for row in described}
    return Source(connection=connection, sql=sql, columns=columns, path=path)


def _file_sql(path: Path) -> str:
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise SourceError(path.name, f"`{path.suffix}` is no table that can be ranked", "give Parquet, CSV, JSON or a workbook")
    if not path.is_file():
        raise SourceError(path.name, "is not there", "check the name and the folder")
    if any(mark in fspath(path) for mark in "*?["):
        raise SourceError(path.name, "has a name with *, ? or [", "give it a name without them")
    return f"{reader}({DUCKDB.text(fspath(path))})"


def _kind(declared: str) -> ColumnKind:
    return "number" if declared in (*_NUMBERS, "FLOAT", "DOUBLE") or declared.startswith("DECIMAL") else "text"


def _arrays(columns: Mapping[str, Sequence[Value]]) -> dict[str, Any]:
    """Columns as arrays: whole numbers, numbers where all cells are numbers or blank, else text."""
    import numpy as np

    arrays = {}
    for name, cells in columns.items():
        if all(isinstance(cell, float | int) and float(cell).is_integer() and abs(cell) < _EXACT for cell in cells):
            arrays[name] = np.array(cells, dtype=np.int64)
        elif all(cell is None or isinstance(cell, float | int) for cell in cells):
            arrays[name] = np.array([np.nan if cell is None else cell for cell in cells], dtype=np.float64)
        else:
            arrays[name] = np.array([None if cell is None else str(cell) for cell in cells], dtype=object)
    return arrays


@contextmanager
def _explained(file: str) -> "Iterator[None]":
    """What DuckDB says of a table or an expression, as an error of ours."""
    import duckdb

    try:
        yield
    except duckdb.Error as error:
        what = " ".join(str(error).split("\n\n")[0].split())
        raise SourceError(file, f"cannot be ranked: {what[:300]}", "check the file, and the expression of --where") from error


def sample_of(source: Source, most: int) -> dict[str, tuple[Value, ...]]:
    """The first cells of every column, to propose a mapping by."""
    with _explained(source.name):
        shown = ", ".join(
            f"CAST({DUCKDB.name(name)} AS {'DOUBLE' if kind == 'number' else 'VARCHAR'})" for name, kind in source.columns.items()
        )
        rows = source.connection.execute(f"SELECT {shown} FROM {source.sql} LIMIT {int(most)}").fetchall()
    cells = zip(*rows, strict=True) if rows else [()] * len(source.columns)
    return dict(zip(source.columns, map(tuple, cells), strict=True))


def ranked(plan: Plan, source: Source, *, where: str = "", top: int | None = None) -> "duckdb.DuckDBPyRelation":
    """The ranked table as a lazy relation of DuckDB: nothing is computed until it is read."""
    check_where(source, where)
    with _explained(source.name):
        return source.connection.sql(rank_sql(plan, DUCKDB, source.sql, where=where, top=top))


def rows_of(plan: Plan, source: Source, *, where: str = "", top: int) -> list[dict[str, Any]]:
    """The best rows, as plain data."""
    relation = ranked(plan, source, where=where, top=top)
    with _explained(source.name):
        return [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]


def check_where(source: Source, where: str) -> None:
    """SourceError where a condition is not one expression over the table's columns."""
    if not where:
        return
    statement = f"SELECT 1 FROM {source.sql} WHERE (\n{where}\n) LIMIT 0"
    with _explained("--where"):
        if len(source.connection.extract_statements(statement)) != 1:
            raise SourceError("--where", "is more than one expression", "write one condition, such as \"country = 'AT'\"")
        source.connection.execute(statement)


def cells_of(plan: Plan, source: Source, key: str) -> tuple[Mapping[str, Value], ...]:
    """The cells of every row of an id, as the ranking reads them."""
    with _explained(source.name):
        rows = source.connection.execute(row_sql(plan, DUCKDB, source.sql), [key]).fetchall()
    return tuple(dict(zip(plan.columns, row, strict=True)) for row in rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class LongRun:
    """A list that is ranked in parts into one Parquet file; finished parts stay beside it until all are there."""

    plan: Plan
    source: Source
    out: Path
    where: str = ""
    top: int | None = None
    part: int = PART

    @property
    def folder(self) -> Path:
        """Where the parts are kept."""
        return self.out.with_name(self.out.name + ".parts")

    def start(self, *, resume: bool) -> None:
        """Make the folder of parts; SourceError where there is nothing to resume, or what is there belongs to another run."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.source.connection.execute(f"SET memory_limit = '{MOST_MEMORY}'")
        self.source.connection.execute(f"SET temp_directory = {DUCKDB.text(fspath(self.folder / 'spilled'))}")
        note = self.folder / "run.json"
        if resume and note.exists():
            if json.loads(note.read_text(encoding="utf-8")) != self._fingerprint():
                what = "was begun with another table, mapping, profile or option"
                raise SourceError(self.folder.name, what, "run with the same ones, or without --resume to begin anew")
            return
        for kept in self.folder.glob("*.parquet*"):
            kept.unlink()
        note.write_text(json.dumps(self._fingerprint()), encoding="utf-8")

    def rank(self, on_progress: OnProgress) -> int:
        """Rank what is not ranked yet, then join the parts, best first. The number of rows written."""
        with _explained(self.source.name):
            rows = self._rows()
            total = self._one(f"SELECT count(*) FROM {rows}")
            paths = {first: self.folder / f"part-{first:012d}.parquet" for first in range(0, max(total, 1), self.part)}
            missing = [first for first, path in paths.items() if not path.exists()]
            for done, first in enumerate(missing, 1):
                self._copy(rank_sql(self.plan, DUCKDB, rows, where=self._of_part(first), top=self.top), paths[first])
                on_progress(done * self.part, (len(missing) - done) * self.part)
            parts = f"read_parquet({DUCKDB.text(fspath(self.folder / 'part-*.parquet'))})"
            limit = f" LIMIT {self.top}" if self.top is not None else ""
            self._copy(f"SELECT * FROM {parts} ORDER BY {ORDER}{limit}", self.out)
            written = self._one(f"SELECT count(*) FROM read_parquet({DUCKDB.text(fspath(self.out))})")
        rmtree(self.folder)
        return written

    def _rows(self) -> str:
        """The table as Parquet, whose rows have numbers: any other is copied once, with the columns that are needed."""
        if self.source.path is not None and self.source.path.suffix.lower() in (".parquet", ".pq"):
            path = self.source.path
        else:
            path = self.folder / "rows.parquet"
            if not path.exists():
                chosen = f"SELECT * FROM {self.source.sql}"
                self._copy(chosen, path)
        return f"read_parquet({DUCKDB.text(fspath(path))}, file_row_number = true)"

    def _of_part(self, first: int) -> str:
        numbered = f"file_row_number >= {first} AND file_row_number < {first + self.part}"
        return f"{numbered} AND (\n{self.where}\n)" if self.where else numbered

    def _copy(self, statement: str, path: Path) -> None:
        unfinished = path.with_name(path.name + ".unfinished")
        self.source.connection.execute(f"COPY (\n{statement}\n) TO {DUCKDB.text(fspath(unfinished))} (FORMAT parquet)")
        unfinished.replace(path)

    def _one(self, statement: str) -> int:
        found = self.source.connection.execute(statement).fetchone()
        assert found is not None
        return int(found[0])

    def _fingerprint(self) -> dict[str, Any]:
        path = self.source.path
        known = path.stat() if path is not None else None
        statement = rank_sql(self.plan, DUCKDB, "rows", where=self.where, top=self.top)
        return {
            "winnable": winnable.__version__,
            "statement": sha256(statement.encode()).hexdigest(),
            "part": self.part,
            "table": [fspath(path.resolve()), known.st_size, known.st_mtime_ns] if path is not None and known else None,
        }
