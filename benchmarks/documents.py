"""How quickly PDF pages become passages, and how many cells of ruled tables are right; beside other readers in the same run.

`--data` is a folder with PDF files; text recognition is off. Speed: pages per CPU-second over all of them, layout and tables
together. Cells: where pdfplumber finds a ruled table, each of its cells with text should stand as one cell of a row on the same
page here; and on tables that are made for the purpose, whose cells are known, merged and wrapped ones among them.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pdfplumber
import pypdf
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from setting import figure, print_setting
from winnable.core.errors import SourceError
from winnable.reading.verbatim import squash
from winnable.sources.documents import read_document

SLOW_PAGES = 60  # of each file that the slow peers are given
PEER_FILES = 8
AREA_POINTS = 3.0  # a filled shape thinner than this is a line


def main() -> int:
    """Measure, print, and end with the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="a folder with PDF files")
    options = parser.parse_args()
    files = _files(options.data) if options.data else []
    print_setting("PDF: pages and cells", f"{len(files)} files", ["winnable", "pypdfium2", "pdfplumber", "pypdf"])
    if files:
        ours = _speed("winnable, layout and tables", files, _read)
        _speed("pypdf, text only", files[:PEER_FILES], _pypdf)
        _speed("pdfplumber, text and tables", files[:PEER_FILES], _pdfplumber)
        right, cells = _agreement(files)
        print(f"\ncells of pdfplumber's ruled tables found as cells: {right} of {cells}")
    made_right, made = _made()
    print(f"cells of tables made for the purpose: {made_right} of {made}\n")
    if files:
        figure("pages_per_cpu_second", ours, "at least", 200)
        figure("pages_per_cpu_second_with_tables", ours, "at least", 100)
        figure("ruled_cells_as_pdfplumber", right / cells if cells else None, "at least", 0.97)
    figure("ruled_cells_made", made_right / made, "at least", 0.97)
    return 0


def _files(folder: Path) -> list[Path]:
    found = []
    for path in sorted(folder.glob("*.pdf")):
        try:
            read_document(path, ocr=False)
        except SourceError as error:
            print(f"left out: {error}")
        else:
            found.append(path)
    return found


def _speed(name: str, files: list[Path], read: Callable[[Path], int]) -> float:
    start = time.process_time()
    pages = sum(read(path) for path in files)
    rate = pages / (time.process_time() - start)
    print(f"{name:32} {rate:8.1f} pages per CPU-second ({pages} pages)")
    return rate


def _read(path: Path) -> int:
    return read_document(path, ocr=False).pages or 0


def _pypdf(path: Path) -> int:
    pages = pypdf.PdfReader(path).pages[:SLOW_PAGES]
    return sum(1 for page in pages if page.extract_text() is not None)


def _pdfplumber(path: Path) -> int:
    with pdfplumber.open(path) as document:
        pages = document.pages[:SLOW_PAGES]
        for page in pages:
            page.extract_text()
            page.extract_tables()
        return len(pages)


def _cells_here(path: Path) -> dict[int | None, Counter[str]]:
    cells: dict[int | None, Counter[str]] = {}
    for passage in read_document(path, ocr=False).passages:
        parts = passage.text.split(" | ") if passage.kind == "row" else [passage.text]
        cells.setdefault(passage.page, Counter()).update(squash(part) for part in parts)
    return cells


def _agreement(files: list[Path]) -> tuple[int, int]:
    right = cells = 0
    for path in files:
        here = _cells_here(path)
        missed: list[str] = []
        for page, cell in _plumbed(path):
            cells += 1
            if here.get(page, Counter())[cell] > 0:
                right += 1
            else:
                missed.append(f"p. {page}: {cell[:60]}")
        if missed:
            print(f"  {path.name[:44]:44} {len(missed)} missed, such as {missed[0]}")
    return right, cells


def _plumbed(path: Path) -> Iterator[tuple[int, str]]:
    """The peer's cells with text. Left out is what the peer itself gets wrong, by three rules: sides of coloured areas that are
    not drawn as lines are no borders (a marked line is no cell); letters printed twice count once; cells with letters that do
    not stand upright or that have no known character (which it writes backwards, or as numbers) are not asked for. A cell that
    itself holds " | " counts as two, as it does among ours."""
    with pdfplumber.open(path) as document:
        for number, page in enumerate(document.pages[:SLOW_PAGES], 1):
            plain = page.filter(_is_drawn).dedupe_chars()
            turned = [(char["x0"], char["top"]) for char in plain.chars if not char["upright"]]
            for table in plain.find_tables():
                texts = table.extract()
                if len(texts) > 1 and max(map(len, texts)) > 1:
                    pairs = [
                        pair for row, line in zip(table.rows, texts, strict=True) for pair in zip(row.cells, line, strict=True)
                    ]
                    yield from (
                        (number, squash(part))
                        for box, text in pairs
                        if text and _is_plain(text, box, turned)
                        for part in text.split(" | ")
                        if squash(part)
                    )
            page.close()


def _is_drawn(thing: dict[str, Any]) -> bool:
    """Whether this is anything but a coloured area without a border."""
    area = thing["object_type"] in ("rect", "curve") and not thing.get("stroke")
    return not (area and min(thing["width"], thing["height"]) >= AREA_POINTS)


def _is_plain(text: str, box: tuple[float, ...] | None, turned: list[tuple[float, float]]) -> bool:
    return box is not None and "(cid:" not in text and not any(box[0] <= x < box[2] and box[1] <= y < box[3] for x, y in turned)


def _made() -> tuple[int, int]:
    """Tables of many shapes over several pages; each cell has words of its own."""
    styles = getSampleStyleSheet()
    wanted: list[str] = []
    story: list[object] = []
    for shape in range(24):
        columns, rows = 2 + shape % 5, 3 + shape % 7
        table = []
        for row in range(rows):
            texts = [f"T{shape} row {row} column {column} " + "word " * ((shape + row + column) % 9) for column in range(columns)]
            wanted += texts
            table.append([Paragraph(text, styles["BodyText"]) for text in texts])
        made = Table(table, repeatRows=0)
        rules = [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "TOP")]
        made.setStyle(TableStyle(rules if shape % 3 else [*rules, ("BACKGROUND", (0, 0), (-1, 0), colors.lightgrey)]))
        story += [Paragraph(f"Table {shape}", styles["Heading2"]), made, Spacer(1, 12)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tables.pdf"
        SimpleDocTemplate(str(path), pagesize=A4).build(story)
        held: Counter[str] = Counter()
        for cells in _cells_here(path).values():
            held += cells
    return sum(held[squash(text)] > 0 for text in wanted), len(wanted)


if __name__ == "__main__":
    sys.exit(main())
