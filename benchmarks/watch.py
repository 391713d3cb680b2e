"""Runs one program and writes down what it took: `watch.py REPORT TIMEOUT MOST_MB PROGRAM...`; MOST_MB 0 sets no limit.

A program of its own, since a child is charged with the memory that its parent held when it was started: this one holds little.
"""

import json
import os
import resource
import signal
import sys
import time

MEGABYTE = 1024 * 1024


def main() -> None:
    """Run, wait or kill, and write the report as JSON."""
    report, timeout, most_mb, *program = sys.argv[1:]
    late = False
    start = time.perf_counter()
    child = os.fork()
    if child == 0:
        _become(program, int(most_mb))

    def kill(*_: object) -> None:
        nonlocal late
        late = True
        os.kill(child, signal.SIGKILL)

    signal.signal(signal.SIGALRM, kill)
    signal.setitimer(signal.ITIMER_REAL, float(timeout))
    _, status, used = os.wait4(child, 0)
    signal.setitimer(signal.ITIMER_REAL, 0)
    unit = 1 if sys.platform == "darwin" else 1024
    with open(report, "w", encoding="utf-8") as file:  # noqa: PTH123 - without pathlib this program stays small
        json.dump(
            {
                "code": os.waitstatus_to_exitcode(status),
                "seconds": time.perf_counter() - start,
                "timed_out": late,
                "cpu_seconds": used.ru_utime + used.ru_stime,
                "peak_mb": used.ru_maxrss * unit / MEGABYTE,
            },
            file,
        )


def _become(program: list[str], most_mb: int) -> None:
    if most_mb:
        resource.setrlimit(resource.RLIMIT_AS, (most_mb * MEGABYTE, most_mb * MEGABYTE))
    try:
        os.execvp(program[0], program)
    finally:
        os._exit(127)


if __name__ == "__main__":
    main()
