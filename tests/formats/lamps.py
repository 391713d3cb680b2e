"""Closed deals of the lamp seller (tests/formats/base): a CSV file, and the mapping of its columns."""

import csv
from pathlib import Path

import numpy as np

MAPPING = """\
outcome: {column: Result, won: [won], lost: [lost]}
id: Id
closed: Closed
columns:
  Lamps: {criterion: lamp_count}
  Faults: {criterion: fault_reports, answers: {many: many, some: some, none: none_known}}
  Asked for: {criterion: solution_type, answers: {register: lamp_register}, otherwise: other_class}
  Money: {criterion: money, answers: {"Yes": enough, "No": little}}
  Region: {learn: category}
"""


def write_deals(folder: Path, size: int = 400, seed: int = 0, extra: dict[str, list[str]] | None = None) -> tuple[Path, Path]:
    """deals.csv and mapping.yaml. Faults weigh the other way round, money more than believed, the south buys."""
    rng = np.random.default_rng(seed)
    lamps = rng.choice([300, 800, 2500, 6000, 12000], size)
    faults = rng.choice(["many", "some", "none", ""], size, p=[0.35, 0.25, 0.25, 0.15])
    asked = rng.choice(["register", "signs"], size, p=[0.7, 0.3])
    money = rng.choice(["Yes", "No", ""], size, p=[0.4, 0.4, 0.2])
    region = rng.choice(["North", "South", "East, far"], size)
    odds = -0.8 + np.log(lamps / 2500) * 0.5 + (asked == "register") * 1.0
    for values, cell, weight in ((faults, "many", -0.9), (faults, "none", 0.9), (money, "Yes", 1.0), (money, "No", -1.0)):
        odds = odds + (values == cell) * weight
    odds = odds + (region == "South") * 1.1 - (region == "North") * 1.1
    won = rng.random(size) < 1 / (1 + np.exp(-odds))
    columns = {
        "Id": [f"D{i}" for i in range(size)],
        "Closed": [f"20{22 + i * 3 // size}-{1 + i % 12:02}-{1 + i % 28:02}" for i in range(size)],
        "Result": ["won" if w else "lost" for w in won],
        "Lamps": [str(n) for n in lamps],
        "Faults": list(faults),
        "Asked for": list(asked),
        "Money": list(money),
        "Region": list(region),
        **(extra or {}),
    }
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "deals.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))
    (folder / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    return folder / "deals.csv", folder / "mapping.yaml"
