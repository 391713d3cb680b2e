"""Mutated files of every format that is read: nothing but an answer or an error of our own may come of them.

Real files are damaged in many ways from a fixed seed; each is read in a child of its own, whose processor time and largest memory
the system measures (other work on the machine does not count, a child that only waits is ended as well).
"""

import argparse
import os
import random
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

os.environ["WINNABLE_VECTORS"] = "fast"
os.environ.setdefault("OMP_NUM_THREADS", "1")

from fuzz_mutations import mutated
from fuzz_seeds import seeds_of
from setting import figure, print_setting
from winnable.core.errors import WinnableError
from winnable.core.profile import Profile
from winnable.formats.matrix_edits import read_edits
from winnable.formats.profiles import load_profile
from winnable.formats.readers import load_reader
from winnable.reading.reading import Reader
from winnable.sources.documents import Document, read_pack

LONGEST = 30  # seconds of processor time; what takes longer hangs
WAITED = 240  # seconds on the clock, for a child that waits for something
MOST_BYTES = 8 * 2**30  # address space of a child
PEAK_MB = 1024
MOST_SEED = 300_000  # bytes of a file of --data; larger ones leave time for few mutations
ZIPPED = ("docx", "xlsx", "pptx", "zip", "matrix.xlsx")
ENDINGS = {
    ".pdf": "pdf", ".docx": "docx", ".xlsx": "xlsx", ".xls": "xls", ".pptx": "pptx", ".html": "html", ".htm": "html",
    ".md": "markdown", ".csv": "csv", ".txt": "text", ".eml": "eml", ".msg": "msg", ".zip": "zip",
}  # fmt: skip
SUFFIXES = {"markdown": ".md", "text": ".txt", "matrix.xlsx": ".xlsx", "matrix.csv": ".csv", "matrix.json": ".json"}


def main() -> int:
    """Mutate, read, count; one format after another."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="a folder with documents of your own, mutated as well")
    parser.add_argument("--minutes", type=float, default=1.0, help="for each format")
    parser.add_argument("--formats", default="", help="pdf,docx,... instead of all")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    profile = load_profile("liferay")
    reader = load_reader(profile)
    seeds = seeds_of(reader, profile)
    for path in sorted(options.data.rglob("*")) if options.data else ():
        if path.suffix.lower() in ENDINGS and path.is_file() and path.stat().st_size <= MOST_SEED:
            seeds[ENDINGS[path.suffix.lower()]].append(path.read_bytes())
    chosen = options.formats.split(",") if options.formats else list(seeds)
    packages = ("winnable", "pypdfium2", "lxml", "python-calamine", "olefile")
    print_setting("Mutated files", f"made here; {options.data or 'none of yours'}; seed {options.seed}", packages)
    print(f"{'format':12} seeds  inputs   read  refused  crashes  hangs  longest s  peak MB")
    kept = Path(tempfile.mkdtemp(prefix="winnable-fuzz-"))
    counts = [_fuzzed(name, seeds[name], _call(name, reader, profile), options, kept) for name in chosen]
    for line in dict.fromkeys(line for count in counts for line in count.said):
        print(line)
    print(f"\n{sum(count.inputs for count in counts)} inputs; those that went wrong are kept in {kept}")
    figure("crashes", sum(count.crashes for count in counts), "exactly", 0)
    figure("hangs", sum(count.hangs for count in counts), "exactly", 0)
    figure("longest_seconds", max(count.longest for count in counts), "below", LONGEST)
    figure("peak_mb", max(count.peak_mb for count in counts), "below", PEAK_MB)
    return 0


@dataclass(slots=True)
class Count:
    """What came of the inputs of one format."""

    inputs: int = 0
    read: int = 0
    crashes: int = 0
    hangs: int = 0
    longest: float = 0.0
    peak_mb: float = 0.0
    said: list[str] = field(default_factory=list)


def _fuzzed(name: str, seeds: Sequence[bytes], call: Callable[[Path], object], options: argparse.Namespace, kept: Path) -> Count:
    count, ends = Count(), time.monotonic() + options.minutes * 60
    seen: set[str] = set()
    suffix = SUFFIXES.get(name, f".{name}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"input{suffix}"
        while time.monotonic() < ends:
            chance = random.Random(f"{options.seed} {name} {count.inputs}")
            data = mutated(seeds, name in ZIPPED, chance) if count.inputs else seeds[0]
            path.write_bytes(data)
            end = _read(call, path)
            _add(count, end)
            if end.wrong and end.what not in seen:
                seen.add(end.what)
                copy = kept / f"{name}-{count.inputs}{suffix}"
                copy.write_bytes(data)
                count.said.append(f"\n{copy.name}: {end.seconds:.1f} s, {end.peak_mb:.0f} MB\n{end.what}")
    refused = count.inputs - count.read - count.crashes - count.hangs
    print(
        f"{name:12} {len(seeds):5}  {count.inputs:6}  {count.read:5}  {refused:7}  "
        f"{count.crashes:7}  {count.hangs:5}  {count.longest:9.2f}  {count.peak_mb:7.0f}",
        flush=True,
    )
    return count


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """How a child ended: `what` is empty where it read the file, "refused", or the end of a traceback."""

    what: str
    hung: bool
    seconds: float
    peak_mb: float

    @property
    def wrong(self) -> bool:
        return self.what not in ("", "refused") or self.peak_mb >= PEAK_MB or self.seconds >= LONGEST


def _add(count: Count, end: End) -> None:
    count.inputs += 1
    count.read += end.what == ""
    count.hangs += end.hung
    count.crashes += end.what not in ("", "refused") and not end.hung
    count.longest = max(count.longest, end.seconds)
    count.peak_mb = max(count.peak_mb, end.peak_mb)


def _read(call: Callable[[Path], object], path: Path) -> End:
    """Fork, read, wait; the child's error comes back through a file beside the input's folder."""
    with tempfile.TemporaryFile() as report:
        child = os.fork()
        if child == 0:
            _become(call, path, report.fileno())
        late: list[int] = []

        def kill(number: int, _: object) -> None:
            late.append(number)
            os.kill(child, signal.SIGKILL)

        signal.signal(signal.SIGALRM, kill)
        signal.alarm(WAITED)
        _, status, used = os.wait4(child, 0)
        signal.alarm(0)
        report.seek(0)
        what = report.read().decode("utf-8", "replace")
    ended_by = -os.waitstatus_to_exitcode(status)
    hung = ended_by == signal.SIGXCPU or bool(late)
    if not what and ended_by:
        what = "hung" if hung else f"ended by signal {ended_by}"
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return End(what=what, hung=hung, seconds=used.ru_utime + used.ru_stime, peak_mb=used.ru_maxrss / unit)


def _become(call: Callable[[Path], object], path: Path, report: int) -> None:
    """The child: reads within its limits and never returns."""
    resource.setrlimit(resource.RLIMIT_CPU, (LONGEST + 1, LONGEST + 5))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    try:
        call(path)
    except WinnableError:
        os.write(report, b"refused")
    except BaseException as error:  # also the panics of libraries in Rust, which are no Exceptions
        frames = traceback.extract_tb(error.__traceback__)[-5:]
        lines = [f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
        os.write(report, "\n".join([*lines, f"  {type(error).__name__}: {str(error)[:200]}"]).encode("utf-8", "replace"))
    finally:
        os._exit(0)


def _call(name: str, reader: Reader, profile: Profile) -> Callable[[Path], object]:
    return partial(read_edits, profile=profile) if name.startswith("matrix") else partial(_read_documents, reader=reader)


def _read_documents(path: Path, *, reader: Reader) -> object:
    documents: Sequence[Document] = read_pack([path], ocr=False).documents
    raw = {(document.file, page): text for document in documents for page, text in document.raw.items()}
    return reader.read([passage for document in documents for passage in document.passages], raw)


if __name__ == "__main__":
    sys.exit(main())
