"""The library: what a Python program calls without the command line."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from winnable.backends import duckdb as engine
from winnable.core.columns import ColumnMap
from winnable.core.profile import Profile
from winnable.core.seller import Seller
from winnable.formats.column_maps import load_column_map
from winnable.formats.profiles import load_profile, load_seller
from winnable.formats.tables import is_workbook, read_table
from winnable.ranking.plan import plan_of

if TYPE_CHECKING:
    import duckdb


def rank(
    table: Any,
    profile: Profile | str | Path = "liferay",
    *,
    mapping: ColumnMap | str | Path,
    seller: Seller | str | Path = "example_vendor",
    where: str = "",
    top: int | None = None,
    connection: "duckdb.DuckDBPyConnection | None" = None,
) -> "duckdb.DuckDBPyRelation":
    """Rank a table by a profile: a lazy relation of DuckDB, one row for each of the table's (or the `top` best, best first).

    `table` is a file (Parquet, CSV, JSON, XLSX, XLS, ODS), a pandas or Polars data frame, an Arrow table, or columns by name.
    `mapping` says what its columns mean (see `winnable map`). Chances are shares; value, cost and worth are in the currency of
    the profile's policy. Needs the extra `tables`.
    """
    known = profile if isinstance(profile, Profile) else load_profile(profile)
    vendor = seller if isinstance(seller, Seller) else load_seller(seller)
    if isinstance(table, str | Path) and is_workbook(Path(table)):
        table = read_table(Path(table)).columns
    source = engine.table_source(table, connection or engine.connect())
    column_map = load_column_map(Path(mapping), known, tuple(source.columns)) if isinstance(mapping, str | Path) else mapping
    return engine.ranked(plan_of(known, column_map, source.columns, vendor), source, where=where, top=top)
