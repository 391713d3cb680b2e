"""What 100 pages cost with everything that is read of them, what they cost the second time, and how large an installation is.

The whole program runs as a process of its own on one core: layout, tables, facts, signals, requirements, vectors, coverage, the
decision. Once with the model in NumPy alone, once with the extra `fast`; each with nothing kept, then again with what was kept.
Modules are compiled beforehand, as an installation by pip leaves them.
`--data` is a folder with PDF files of your own: those are taken, in order of name, until they hold 100 pages; else a request that
is made up for the purpose. Beside it runs what only takes the text out of the same files (pypdf).
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import pypdfium2

from setting import WINNABLE, Run, figure, print_setting, watched
from tender import write_tender

PAGES = 100
TIMES = 3
PYPDF = "import sys, pypdf; print(sum(len(p.extract_text()) for f in sys.argv[1:] for p in pypdf.PdfReader(f).pages))"
ONE_CORE = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def main() -> int:
    """Measure, print, and end with the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="a folder with PDF files of your own")
    parser.add_argument("--times", type=int, default=TIMES)
    options = parser.parse_args()
    os.environ.update(ONE_CORE)
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as compiled:
        os.environ["PYTHONPYCACHEPREFIX"] = compiled
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        files = _chosen(options.data) if options.data else [_made(Path(folder))]
        pages = sum(map(_pages, files))
        print_setting(
            "100 pages, everything included",
            f"{len(files)} PDF files, {pages} pages",
            ["winnable", "numpy", "onnxruntime", "pypdf"],
        )
        costs = {kind: _measured(files, Path(folder) / kind, kind, options.times) for kind in ("numpy", "fast")}
        peer = statistics.median(_ran([sys.executable, "-c", PYPDF, *files]).cpu_seconds for _ in range(options.times))
        print(f"{'pypdf, text only':44} {peer:6.2f}")
    megabytes = _installed()
    print(f"{'base installation with the model':44} {megabytes:6.0f} MB\n")
    scale = PAGES / pages
    figure("numpy_cpu_seconds_100_pages", costs["numpy"][0] * scale, "at most", 8)
    figure("fast_cpu_seconds_100_pages", costs["fast"][0] * scale, "at most", 4)
    figure("peak_mb", max(cost[1] for cost in costs.values()), "below", 400)
    figure("second_run_wall_seconds", max(cost[2] for cost in costs.values()), "below", 1)
    figure("base_install_mb", megabytes, "below", 250)
    return 0


def _measured(files: list[Path], cache: Path, kind: str, times: int) -> tuple[float, float, float]:
    """CPU seconds and peak memory of a first run, wall seconds of a second one; medians."""
    os.environ["WINNABLE_VECTORS"] = kind
    command = [*WINNABLE, "qualify", "--json", *files]
    os.environ["WINNABLE_CACHE"] = "off"
    _ran(command)  # compiles the modules
    first = [_ran(command) for _ in range(times)]
    os.environ["WINNABLE_CACHE"] = str(cache)
    _ran(command)
    second = [_ran(command) for _ in range(times)]
    cpu, peak = statistics.median(r.cpu_seconds for r in first), max(r.peak_mb for r in first)
    wall = statistics.median(r.seconds for r in second)
    print(f"{f'winnable qualify, vectors by {kind}':44} {cpu:6.2f} CPU s, {peak:4.0f} MB; again {wall:5.2f} s")
    return cpu, peak, wall


def _ran(command: list[str | Path]) -> Run:
    run = watched(command)
    if run.code != 0:
        raise SystemExit(f"exit {run.code}: {run.err[-2000:]}")
    return run


def _made(folder: Path) -> Path:
    path = folder / "request.pdf"
    write_tender(path, PAGES)
    return path


def _chosen(folder: Path) -> list[Path]:
    files: list[Path] = []
    for path in sorted(folder.glob("*.pdf")):
        if sum(map(_pages, files)) >= PAGES:
            break
        files.append(path)
    if not files:
        raise SystemExit(f"{folder} holds no PDF file")
    return files


def _pages(path: Path) -> int:
    with pypdfium2.PdfDocument(path) as document:
        return len(document)


def _installed() -> float:
    """Megabytes of what `uv sync` installs without any extra, Python itself left out."""
    root = Path(__file__).parent.parent
    uv = Path(sys.executable).with_name("uv")
    with tempfile.TemporaryDirectory() as folder:
        variables = os.environ | {"UV_PROJECT_ENVIRONMENT": folder, "UV_LINK_MODE": "copy"}
        subprocess.run([uv, "sync", "--quiet", "--locked", "--no-dev", "--no-editable"], cwd=root, env=variables, check=True)
        size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file() and not path.is_symlink())
    return size / 1e6


if __name__ == "__main__":
    sys.exit(main())
