"""What every benchmark shares: the machine that it ran on, a program run under watch, and the lines that end its output."""

import os
import platform
import resource
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from time import perf_counter
from typing import Literal

MEGABYTE = 1024 * 1024
WINNABLE = (sys.executable, "-m", "winnable")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A program that has ended. `code` is negative when a signal ended it; `peak_mb` is its largest resident memory."""

    code: int
    out: str
    err: str
    seconds: float
    cpu_seconds: float
    peak_mb: float
    timed_out: bool


def watched(command: Sequence[str | Path], *, timeout: float = 600, most_mb: int | None = None) -> Run:
    """Run a program to its end, or until the timeout kills it; `most_mb` limits its address space."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = perf_counter()
        process = subprocess.Popen(
            [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=out, stderr=err,
            preexec_fn=(lambda: _limit(most_mb)) if most_mb else None,  # noqa: PLW1509 - one thread at this moment
        )
        late = threading.Event()
        timer = threading.Timer(timeout, lambda: (late.set(), process.kill()))
        timer.start()
        _, status, used = os.wait4(process.pid, 0)
        seconds = perf_counter() - start
        timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        return Run(
            code=process.returncode, out=_text(out), err=_text(err), seconds=seconds, cpu_seconds=used.ru_utime + used.ru_stime,
            peak_mb=used.ru_maxrss * (1 if sys.platform == "darwin" else 1024) / MEGABYTE, timed_out=late.is_set(),
        )


def _limit(most_mb: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (most_mb * MEGABYTE, most_mb * MEGABYTE))


def _text(file: "tempfile._TemporaryFileWrapper[bytes]") -> str:
    file.seek(0)
    return file.read().decode("utf-8", "replace")


def print_setting(title: str, data: str, packages: Sequence[str]) -> None:
    """Print what was measured on what, with which versions."""
    print(f"{title}\ndata:     {data}")
    print(f"machine:  {_processor()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}")
    print(f"versions: Python {platform.python_version()}, {', '.join(f'{name} {_version(name)}' for name in packages)}\n")


def _processor() -> str:
    """The processor's name as the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        return next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def figure(name: str, value: float | None, sense: Literal["at least", "at most", "below", "exactly"], target: float) -> None:
    """Print one measured figure beside its target; the name has no spaces, so that the line can be split."""
    met = value is not None and {
        "at least": value >= target, "at most": value <= target, "below": value < target, "exactly": value == target,
    }[sense]
    sign = {"at least": ">=", "at most": "<=", "below": "<", "exactly": "="}[sense]
    print(f"FIGURE {name} {'none' if value is None else f'{value:.4g}'} {sign}{target:g} {'met' if met else 'missed'}")
