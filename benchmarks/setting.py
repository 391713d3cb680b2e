"""What every benchmark shares: the machine that it ran on, a program run under watch, and the lines that end its output."""

import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

WATCH = Path(__file__).with_name("watch.py")
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


def watched(command: Sequence[str | Path], *, timeout: float = 600, most_mb: int = 0) -> Run:
    """Run a program to its end, or until the timeout kills it; `most_mb` limits its address space."""
    with tempfile.TemporaryDirectory() as folder:
        report, out, err = (Path(folder) / name for name in ("report", "out", "err"))
        words = [sys.executable, "-I", "-S", WATCH, report, str(timeout), str(most_mb), *command]
        with out.open("wb") as to_out, err.open("wb") as to_err:
            subprocess.run(words, stdin=subprocess.DEVNULL, stdout=to_out, stderr=to_err, check=True)
        texts = {name: path.read_bytes().decode("utf-8", "replace") for name, path in (("out", out), ("err", err))}
        return Run(**json.loads(report.read_bytes()), **texts)


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
    met = (
        value is not None
        and {"at least": value >= target, "at most": value <= target, "below": value < target, "exactly": value == target}[sense]
    )
    sign = {"at least": ">=", "at most": "<=", "below": "<", "exactly": "="}[sense]
    print(f"FIGURE {name} {'none' if value is None else f'{value:.4g}'} {sign}{target:g} {'met' if met else 'missed'}")
