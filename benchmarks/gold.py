"""Labelled texts and documents, as two benchmarks read them: gold_notices.jsonl and gold_documents.jsonl in one folder."""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DATA = Path("../shared/eval")
Label = dict[str, Any]


def options_of(description: str | None) -> argparse.Namespace:
    """Where the labels (`data`) and the full documents (`documents`) lie."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA, help=f"labels and notices; default {DATA}")
    parser.add_argument("--documents", type=Path, help="default ../rfps/documents beside the data")
    options = parser.parse_args()
    options.documents = options.documents or options.data.parent / "rfps" / "documents"
    return options


def labelled(data: Path, documents: Path) -> Iterator[tuple[Label, Path]]:
    """Each label with its file; nothing where there are no labels."""
    for name, folder in (("gold_notices.jsonl", data / "notices"), ("gold_documents.jsonl", documents)):
        lines = (data / name).read_text(encoding="utf-8").splitlines() if (data / name).is_file() else []
        for label in map(json.loads, filter(str.strip, lines)):
            yield label, folder / label["file"]
