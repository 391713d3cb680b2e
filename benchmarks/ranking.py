"""Ranking: the compiled statement beside SQL written by hand, reading and summing the columns, pandas, Polars and NumPy.

Companies are made up (`ranking_world`): 70 criteria, a fifth of the cells blank, in one Parquet file. All runs on one thread;
seconds are of the processor, the least of several runs, since other work may share the machine. By hand means: the same totals,
chances, grades and best 1,000, as one would write them for this one profile, without decisions and questions. pandas applies a
function to each row of a sample; Polars and NumPy compute chances and the best 1,000 only, over all rows, reading included,
without conditions, moved bars and what goes together. Seconds for ten million rows are reckoned from the rows at hand.
"""

import argparse
import math
import resource
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import process_time

import duckdb
import numpy as np

from ranking_world import SELLER, WORDS, made_profile, mapping, write_companies
from setting import figure, print_setting
from winnable.backends.duckdb import LongRun, connect, table_source
from winnable.core.assessment import assess, options_of, prior_of, spread_of
from winnable.core.finding import settled
from winnable.core.profile import Criterion, Profile
from winnable.ranking.dialect import DUCKDB
from winnable.ranking.plan import plan_of
from winnable.ranking.statement import rank_sql

TOP, RUNS, PANDAS_ROWS = 1000, 3, 1000


def least(work: Callable[[], object], runs: int = RUNS) -> float:
    """Seconds of the processor of the best run."""
    best = math.inf
    for _ in range(runs):
        begun = process_time()
        work()
        best = min(best, process_time() - begun)
    return best


def literal(value: float) -> str:
    return f"{value!r}::DOUBLE"


@dataclass(frozen=True, slots=True)
class ByHand:
    """What somebody would write for this very profile."""

    profile: Profile

    def discount(self, criterion: Criterion) -> float:
        return next(theme.discount for theme in self.profile.themes if theme.key == criterion.theme)

    def applies(self, criterion: Criterion) -> tuple[str, float]:
        """When a criterion counts, as SQL, and how likely that is while unknown."""
        [(key, answers)] = criterion.applies_when.items()
        words = dict(zip(("low", "medium", "high"), WORDS, strict=True))
        wanted = ", ".join(f"'{words[answer]}'" for answer in answers)
        other = next(c for c in self.profile.criteria if c.key == key)
        return f"{key} IN ({wanted})", sum(a.share for a in other.answers if a.key in answers)

    def parts(self, criterion: Criterion) -> tuple[str, str, str, str]:
        """Mean, variance, earned, attainable."""
        discount, key = self.discount(criterion), criterion.key
        mean, variance = spread_of(options_of(criterion))
        weights = [w for _, _, w in options_of(criterion)]
        worst, span = min(weights) * discount, (max(weights) - min(weights)) * discount
        weight, known = self.weight(criterion, discount), f"{key} IS NOT NULL"
        doubt = f"CASE WHEN {key} IS NULL THEN {literal(variance * discount**2)} ELSE 0 END"
        whole = f"coalesce({weight}, {literal(mean * discount)})"
        if criterion.applies_when:
            holds, chance = self.applies(criterion)
            other = next(iter(criterion.applies_when))
            unknown = variance * chance + mean * mean * chance * (1 - chance)
            rest = (
                f"{literal((1 - chance) * variance)} + {literal(chance * (1 - chance))} * ({weight} / {discount} - {mean}) ** 2"
            )
            known_part = f"{literal(chance)} * {weight} + {literal((1 - chance) * mean * discount)}"
            partly = f"coalesce({known_part}, {literal(chance * mean * discount)})"
            whole = f"CASE WHEN {holds} THEN {whole} WHEN {other} IS NULL THEN {partly} ELSE 0 END"
            either = f"CASE WHEN {key} IS NULL THEN {literal(unknown)} ELSE {rest} END * {literal(discount**2)}"
            doubt = f"CASE WHEN {holds} THEN {doubt} WHEN {other} IS NULL THEN {either} ELSE 0 END"
            known = f"{known} AND ({other} IS NULL OR {holds})"
        earned = f"CASE WHEN {known} THEN {weight} - {literal(worst)} ELSE 0 END"
        return whole, doubt, earned, f"CASE WHEN {known} THEN {literal(span)} ELSE 0 END"

    def weight(self, criterion: Criterion, discount: float) -> str:
        key = criterion.key
        if criterion.curve is None:
            pairs = zip(WORDS, criterion.answers, strict=True)
            steps = " ".join(f"WHEN '{word}' THEN {literal(a.weight * discount)}" for word, a in pairs)
            return f"CASE {key} {steps} END"
        if criterion.scaled_by is not None:
            words = dict(zip(("low", "medium", "high"), WORDS, strict=True))
            factors = " ".join(f"WHEN '{words[a]}' THEN {literal(f)}" for a, f in criterion.scaled_by.factors.items())
            key = f"({key} / CASE {criterion.scaled_by.criterion} {factors} ELSE 1 END)"
        (x0, y0), (x1, y1), (x2, y2) = ((x, y * discount) for x, y in criterion.curve.points)
        first = f"{literal(y0)} + ({key} - {x0}) * {literal((y1 - y0) / (x1 - x0))}"
        second = f"{literal(y1)} + ({key} - {x1}) * {literal((y2 - y1) / (x2 - x1))}"
        steps = f"WHEN {key} < {x0} THEN {literal(y0)} WHEN {key} < {x1} THEN {first} WHEN {key} < {x2} THEN {second}"
        return f"CASE {steps} WHEN {key} IS NOT NULL THEN {literal(y2)} END"

    def together(self) -> tuple[str, str]:
        """Both answers at once: `t10` and `t11`; 0.4 where both are high, -0.1 where the first is low."""
        low, medium, high = (f"'{word}'" for word in WORDS)
        steps10 = f"WHEN {high} THEN {literal(0.4 * 0.2 * 0.6)} WHEN {low} THEN {literal(-0.06)} WHEN {medium} THEN 0::DOUBLE"
        var10 = f"CASE t10 WHEN {high} THEN {literal((0.16 * 0.2 - 0.08**2) * 0.36)} ELSE 0 END"
        only_low = f"WHEN t10 = {low} THEN {literal(-0.06)}"
        both = f"CASE WHEN t10 = {high} AND t11 = {high} THEN {literal(0.24)} {only_low} ELSE 0 END"
        m = 0.4 * 0.04 - 0.1 * 0.5
        v = 0.16 * 0.04 + 0.01 * 0.5 - m * m
        m11 = f"CASE WHEN t11 = {high} THEN {literal((0.4 * 0.2 - 0.05) * 0.6)} ELSE {literal(-0.05 * 0.6)} END"
        v_high, v_low = 0.16 * 0.2 + 0.01 * 0.5 - 0.03**2, 0.01 * 0.5 - 0.05**2
        v11 = f"CASE WHEN t11 = {high} THEN {literal(v_high * 0.36)} ELSE {literal(v_low * 0.36)} END"
        neither = "t10 IS NULL AND t11 IS NULL"
        rest = f"WHEN t10 IS NULL THEN {m11} WHEN t11 IS NULL THEN CASE t10 {steps10} END ELSE {both} END"
        whole = f"CASE WHEN {neither} THEN {literal(m * 0.6)} {rest}"
        doubt = (
            f"CASE WHEN {neither} THEN {literal(v * 0.36)} WHEN t10 IS NULL THEN {v11} WHEN t11 IS NULL THEN {var10} ELSE 0 END"
        )
        return whole, doubt

    def sql(self, source: str) -> str:
        parts = [self.parts(criterion) for criterion in self.profile.criteria]
        whole, doubt = self.together()
        mean = " + ".join([literal(prior_of(self.profile)), *(p[0] for p in parts), whole])
        variance = " + ".join([*(p[1] for p in parts), doubt])
        earned, attainable = " + ".join(p[2] for p in parts), " + ".join(p[3] for p in parts)
        total = sum(
            (max(w) - min(w)) * self.discount(c) for c in self.profile.criteria if (w := [x for _, _, x in options_of(c)])
        )
        wide = f"sqrt(1 + {literal(math.pi * math.log(2) ** 2 / 8)} * variance)"
        sigmoid = "1 / (1 + exp(-ln(2::DOUBLE) * ({})))"
        low, high = (sigmoid.format(f"mean {sign} 1.645 * sqrt(variance)") for sign in "-+")
        return f"""
            WITH totals AS (SELECT *, {mean} AS mean, {variance} AS variance FROM {source}),
            chances AS (SELECT *, {sigmoid.format(f"mean / {wide}")} AS chance, {low} AS low, {high} AS high FROM totals),
            best AS (SELECT * FROM chances ORDER BY chance DESC, id LIMIT {TOP}),
            fits AS (SELECT *, {earned} AS earned, {attainable} AS attainable FROM best)
            SELECT id, chance, low, high, attainable / {total} AS coverage, CASE WHEN earned / attainable >= 0.7 THEN 'A'
                WHEN earned / attainable >= 0.52 THEN 'B' WHEN earned / attainable >= 0.36 THEN 'C' ELSE 'D' END AS grade
            FROM fits ORDER BY chance DESC, id"""


def reading(profile: Profile, source: str) -> str:
    """Read every column that is needed and sum it, a text by its length."""
    sums = " + ".join(f"coalesce({c.key}, 0)" if c.curve else f"coalesce(strlen({c.key}), 0)" for c in profile.criteria)
    return f"SELECT sum({sums}) FROM {source}"


def numpy_best(profile: Profile, source: str, connection: duckdb.DuckDBPyConnection) -> "np.ndarray":
    """Chances with NumPy over columns as DuckDB hands them over; conditions left out."""
    keys = ", ".join(c.key for c in profile.criteria)
    columns = connection.execute(f"SELECT {keys} FROM {source}").fetchnumpy()
    mean, variance = 0.0, 0.0
    hand = ByHand(profile)
    for criterion in profile.criteria:
        discount, (middle, doubt) = hand.discount(criterion), spread_of(options_of(criterion))
        column = columns[criterion.key]
        blank = np.ma.getmaskarray(column)
        if criterion.curve is None:
            values = np.ma.getdata(column)
            weights = np.full(len(values), middle)
            for word, answer in zip(WORDS, criterion.answers, strict=True):
                weights[(values == word) & ~blank] = answer.weight
        else:
            points = criterion.curve.points
            weights = np.interp(np.ma.getdata(column), [x for x, _ in points], [y for _, y in points])
            weights[blank] = middle
        mean = mean + weights * discount
        variance = variance + np.where(blank, doubt * discount**2, 0.0)
    return np.argsort(-(prior_of(profile) + mean) / np.sqrt(1 + math.pi * variance * math.log(2) ** 2 / 8))[:TOP]


def polars_best(profile: Profile, path: Path) -> object:
    """Chances with Polars, lazily from the file; conditions left out."""
    import polars as pl

    mean, variance = pl.lit(prior_of(profile)), pl.lit(0.0)
    hand = ByHand(profile)
    for criterion in profile.criteria:
        discount, (middle, doubt) = hand.discount(criterion), spread_of(options_of(criterion))
        column = pl.col(criterion.key)
        if criterion.curve is None:
            weight = pl.lit(None, dtype=pl.Float64)
            for word, answer in zip(WORDS, criterion.answers, strict=True):
                weight = pl.when(column == word).then(answer.weight * discount).otherwise(weight)
        else:
            (x0, y0), (x1, y1), (x2, y2) = ((x, y * discount) for x, y in criterion.curve.points)
            rising = pl.when(column < x1).then(y0 + (column - x0) * ((y1 - y0) / (x1 - x0)))
            weight = (
                pl.when(column < x0)
                .then(y0)
                .otherwise(
                    rising.when(column < x2)
                    .then(y1 + (column - x1) * ((y2 - y1) / (x2 - x1)))
                    .when(column.is_not_null())
                    .then(y2)
                )
            )
        mean = mean + weight.fill_null(middle * discount)
        variance = variance + pl.when(column.is_null()).then(doubt * discount**2).otherwise(0.0)
    scored = pl.scan_parquet(path).select("id", mean.alias("mean"), variance.alias("variance"))
    scaled = pl.col("mean") / (1 + math.pi * pl.col("variance") * math.log(2) ** 2 / 8).sqrt()
    return scored.with_columns((1 / (1 + (-math.log(2) * scaled).exp())).alias("chance")).top_k(TOP, by="chance").collect()


def pandas_seconds(profile: Profile, source: str, connection: duckdb.DuckDBPyConnection) -> float:
    """Seconds for a row by a function applied to each row of a data frame."""
    frame = connection.execute(f"SELECT * FROM {source} LIMIT {PANDAS_ROWS}").df()
    tables = {c.key: dict(zip(WORDS, (a.weight for a in c.answers), strict=True)) for c in profile.criteria if c.curve is None}
    curves = {c.key: c.curve for c in profile.criteria if c.curve is not None}
    spreads = {c.key: spread_of(options_of(c)) for c in profile.criteria}

    def chance(row: object) -> float:
        mean = variance = 0.0
        for key in spreads:
            cell = row[key]
            weight = tables[key].get(cell) if key in tables else (None if cell != cell else curves[key].weight_at(cell))
            mean += spreads[key][0] if weight is None else weight
            variance += spreads[key][1] if weight is None else 0.0
        return 1 / (1 + math.exp(-mean / math.sqrt(1 + variance)))

    return least(lambda: frame.apply(chance, axis=1)) / PANDAS_ROWS


def measure(rows: int, folder: Path) -> None:
    """All that is compared, in one run."""
    profile = made_profile()
    path = folder / f"companies-{rows}.parquet"
    if not path.exists():
        write_companies(path, rows, profile)
    connection = connect(threads=1)
    source = table_source(path, connection)
    column_map = mapping(profile)
    plan = plan_of(profile, column_map, source.columns, SELLER)
    best = rank_sql(plan, DUCKDB, source.sql, top=TOP)
    everything = (
        f"SELECT count(reason_1), sum(chance), count(question), count(decision) FROM ({rank_sql(plan, DUCKDB, source.sql)})"
    )
    by_hand = ByHand(profile).sql(source.sql)
    check(connection, best, by_hand)
    planning = least(lambda: connection.sql(best))
    seconds = {
        "compiled_top": least(lambda: connection.execute(best).fetchall()),
        "by_hand_top": least(lambda: connection.execute(by_hand).fetchall()),
        "reading": least(lambda: connection.execute(reading(profile, source.sql)).fetchall()),
        "compiled_all": least(lambda: connection.execute(everything).fetchall(), 1),
        "numpy_top": least(lambda: numpy_best(profile, source.sql, connection), 1),
    }
    try:
        seconds["polars_top"] = least(lambda: polars_best(profile, path))
    except ImportError:
        print("polars is not installed: left out")
    row = pandas_seconds(profile, source.sql, connection)
    for name, spent in seconds.items():
        print(f"{name}: {spent:.2f} CPU-s for {rows:,} rows, {rows / spent:,.0f} rows a second on one core")
    print(f"planning of the statement inside DuckDB: {planning:.2f} CPU-s; pandas: {row * 1e6:.0f} microseconds a row")
    compiled = seconds["compiled_top"]
    figure("ranking_speed_to_hand", seconds["by_hand_top"] / compiled, "at least", 0.95)
    figure("ranking_cost_to_reading", compiled / seconds["reading"], "at most", 3)
    figure("ranking_cost_to_reading_with_all_reasons", seconds["compiled_all"] / seconds["reading"], "at most", 5)
    figure("ranking_speed_to_pandas", row * rows / compiled, "at least", 50)
    figure("ranking_speed_to_numpy", seconds["numpy_top"] / compiled, "at least", 1)
    if "polars_top" in seconds:
        figure("ranking_speed_to_polars", seconds["polars_top"] / compiled, "at least", 1)
    figure("ranking_seconds_10m_top_on_2_cores_reckoned", compiled * 1e7 / rows / 2, "at most", 60)


def check(connection: duckdb.DuckDBPyConnection, best: str, by_hand: str) -> None:
    """Both rank alike, so that they did the same work."""
    ours = connection.execute(f"SELECT id, chance, low, high, coverage, grade FROM ({best})").fetchall()
    theirs = connection.execute(by_hand).fetchall()
    chances = [abs(a[1] - b[1]) for a, b in zip(ours, theirs, strict=True)]
    print(f"largest difference to the statement by hand: {max(chances):.1e} over {len(chances)} rows")
    assert max(chances) < 1e-9


def measure_single() -> None:
    """One assessment in-process, and compiling a profile of 100 criteria."""
    profile = made_profile()
    findings = {c.key: settled(c.key, 45.0 if c.curve else c.answers[i % 3].key) for i, c in enumerate(profile.criteria)}
    assess(profile, findings)
    figure("assessment_microseconds", least(lambda: [assess(profile, findings) for _ in range(200)]) / 200 * 1e6, "at most", 200)
    large = made_profile(tables=70, curves=30)
    columns = mapping(large)
    kinds = {"id": "text"} | {c.key: "number" if c.curve else "text" for c in large.criteria}
    compiled = least(lambda: rank_sql(plan_of(large, columns, kinds, SELLER), DUCKDB, "t", top=TOP))
    figure("compile_milliseconds_100_criteria", compiled * 1e3, "at most", 300)


def measure_parts(rows: int, folder: Path) -> None:
    """Streaming to Parquet in parts: seconds and memory."""
    profile = made_profile()
    source = table_source(folder / f"companies-{rows}.parquet", connect(threads=1))
    plan = plan_of(profile, mapping(profile), source.columns, SELLER)
    begun = process_time()
    run = LongRun(plan=plan, source=source, out=folder / "ranked.parquet", part=min(rows, 1_000_000))
    run.start(resume=False)
    written = run.rank(lambda *_: None)
    spent = process_time() - begun
    print(f"to Parquet, all rows with reasons, sorted: {spent:.1f} CPU-s for {written:,} rows")
    figure("ranking_memory_gb", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, "at most", 4)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--data", type=Path, help="keep the companies in this folder")
    given = parser.parse_args()
    packages = ("duckdb", "pandas", "polars", "numpy")
    print_setting("Ranking a table", f"{given.rows:,} companies made up, 70 criteria", packages)
    measure_single()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.data or Path(temporary)
        measure(given.rows, folder)
        measure_parts(given.rows, folder)


if __name__ == "__main__":
    main()
