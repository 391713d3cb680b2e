"""Reading histories: what the leak alarm says of simulated tables and of real ones, and what reading a large one costs.

`--data` is a folder with `salvirt/`, `xeducation/` and `maven_crm/`; without it there are simulated tables only. Beside the
reading in the same run: pandas on the same file, which leaves out dates, encodings and all checks.
"""

import argparse
import csv
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd

from setting import figure, print_setting
from winnable.core.columns import ColumnMap, OutcomeColumn
from winnable.formats.column_maps import load_column_map
from winnable.formats.crm_words import load_crm_words
from winnable.formats.history import history_of, read_table
from winnable.formats.profiles import load_profile
from winnable.formats.tables import Table
from winnable.learning.leaks import leaks_in
from winnable.learning.proposal import propose
from winnable.learning.quality import quality_of

PRIORS = Path(__file__).parent / "priors"
FILES = {
    "salvirt": "salvirt/Salvirt_B2B_ML_dataset.csv",
    "xeducation": "xeducation/leads.csv",
    "maven_crm": "maven_crm/sales_pipeline.csv",
}
MEANT = ColumnMap(outcome=OutcomeColumn(column="Won", won=("1",), lost=("0",)))
DRAWS = 200


def real(folder: Path) -> None:
    """Every alarm on the real tables, and what was proposed where a mapping is known."""
    words = load_crm_words()
    for name, file in FILES.items():
        table = read_table(folder / file)
        profile = load_profile(PRIORS / name if (PRIORS / name).exists() else "liferay")
        guessed = propose(table.columns, profile, words).column_map
        known = PRIORS / f"{name}.mapping.yaml"
        meant = load_column_map(known, profile, tuple(table.columns), table.file) if known.exists() else guessed
        history = history_of(table, meant)
        quality = quality_of(history, meant, blank=words.blank)
        print(
            f"{name}: {len(history):,} deals, exact duplicates {quality.exact.rows}, identical inputs {quality.identical_inputs}"
        )
        for leak in leaks_in(history, meant, blank=words.blank, late=words.late):
            print(f"  {leak.column} [{leak.kind}]: {leak.reason}")
        if known.exists():
            right = [c for c, use in meant.columns.items() if use.criterion]
            same = [c for c in right if c in guessed.columns and guessed.columns[c].criterion == meant.columns[c].criterion]
            wrong = [c for c, u in guessed.columns.items() if u.criterion and c not in same]
            print(f"  proposal: {len(same)} of {len(right)} criteria found, {len(wrong)} wrong")


def simulated(count: int, seed: int, faith: float | None) -> set[str]:
    """Columns that alarm in a table of honest ones, beside one that tells the outcome in a share `faith` of the deals."""
    chance = random.Random(seed)
    won = [chance.random() < 0.35 for _ in range(count)]
    columns: dict[str, tuple] = {"Won": tuple(float(w) for w in won)}
    for i in range(20):
        lift = chance.uniform(0, 0.4)
        columns[f"c{i}"] = tuple(chance.choice("abc") if chance.random() > lift else ("a" if w else "b") for w in won)
    columns["n"] = tuple(chance.gauss(1.0 if w else 0.0, 1) for w in won)
    if faith is not None:
        columns["leak"] = tuple(("y" if w else "n") if chance.random() < faith else chance.choice("yn") for w in won)
    return {leak.column for leak in leaks_in(history_of(Table(file="t", columns=columns, rows=range(count)), MEANT), MEANT)}


def alarms() -> int:
    """How often honest tables alarm; prints it, and how often planted leaks are named."""
    alarmed = 0
    for count in (50, 100, 200, 500, 2_000):
        draws = DRAWS if count <= 500 else DRAWS // 10
        false = sum(bool(simulated(count, seed, None)) for seed in range(draws))
        alarmed += false
        named = {faith: sum("leak" in simulated(count, seed, faith) for seed in range(draws // 4)) for faith in (1.0, 0.9, 0.8)}
        shares = ", ".join(f"{faith:.0%} true: {hits / (draws // 4):.0%}" for faith, hits in named.items())
        print(f"{count:5} deals: false alarms in {false} of {draws} tables; leaks named: {shares}")
    return alarmed


def large(rows: int = 80_000, columns: int = 60) -> None:
    """CPU seconds and memory for a large CSV."""
    chance = random.Random(1)
    makers = (lambda: chance.choice(["Yes", "No", ""]), lambda: round(chance.gauss(50, 20), 3), lambda: chance.randrange(1000))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.csv"
        with path.open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["Won", *(f"Field {i}" for i in range(columns - 1))])
            writer.writerows([chance.randrange(2), *(makers[i % 3]() for i in range(columns - 1))] for _ in range(rows))
        start = time.process_time()
        table = read_table(path)
        done = time.process_time()
        history = history_of(table, MEANT)
        quality_of(history, MEANT)
        leaks_in(history, MEANT)
        checked = time.process_time()
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        pd.read_csv(path)
        peer = time.process_time() - checked
    print(f"{rows:,} x {columns}: read in {done - start:.1f} CPU-s (pandas {peer:.1f}), checked in {checked - done:.1f}")
    print(f"peak {memory:.0f} MB\n")
    figure("cpu_seconds_reading_80000_deals", done - start, "below", 10)
    figure("cpu_seconds_checking_80000_deals", checked - done, "below", 30)
    figure("peak_mb_80000_deals", memory, "below", 1024)


def main() -> int:
    """Print what is named where, then the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path)
    data = parser.parse_args().data
    print_setting("Histories: reading and checking", str(data or "simulated"), ["winnable", "pandas"])
    if data:
        real(data)
    alarmed = alarms()
    large()
    figure("false_alarms_in_honest_tables", alarmed, "exactly", 0)
    return 0


if __name__ == "__main__":
    sys.exit(main())
