"""Runs patterns in a process of its own, which a watchdog ends: a pattern that runs away can hold up nothing else."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Final

SECONDS: Final = 1.0  # for all texts of one pattern
MOST_RUNAWAYS: Final = 3  # each costs SECONDS; after that many the rest waits until they are mended

_CHILD: Final = """
import faulthandler, json, re, sys
trials, seconds = json.load(sys.stdin)
for trial in trials:
    faulthandler.dump_traceback_later(seconds, exit=True)
    pattern, found = re.compile(trial["pattern"]), []
    for text in trial["texts"]:
        match = pattern.search(text)
        found.append(None if match is None else (match.groupdict().get("n") or match.group()))
    faulthandler.cancel_dump_traceback_later()
    print(json.dumps([text and text[:80] for text in found]), flush=True)
"""


@dataclass(frozen=True, slots=True)
class Trial:
    """A pattern and the texts to run it on."""

    pattern: str
    texts: tuple[str, ...]


Outcome = tuple[str | None, ...] | None


def try_out(trials: Sequence[Trial], seconds: float = SECONDS) -> list[Outcome]:
    """For each trial, what was matched in each text; None for a pattern that took longer than `seconds`.

    Once MOST_RUNAWAYS patterns ran away, the rest counts as having matched nothing wrong: it is run again next time.
    """
    outcomes: list[Outcome] = []
    for _ in range(MOST_RUNAWAYS):
        if len(outcomes) == len(trials):
            break
        outcomes += _run(trials[len(outcomes) :], seconds)
        if len(outcomes) < len(trials):
            outcomes.append(None)
    return outcomes + [_untried(trial) for trial in trials[len(outcomes) :]]


def _run(trials: Sequence[Trial], seconds: float) -> list[Outcome]:
    """Outcomes up to the first pattern that runs away."""
    work = json.dumps([[asdict(trial) for trial in trials], seconds])
    command = [sys.executable, "-I", "-S", "-c", _CHILD]
    done = subprocess.run(command, input=work, capture_output=True, text=True, check=False)  # noqa: S603 - our own program
    return [tuple(json.loads(line)) for line in done.stdout.splitlines()]


def _untried(trial: Trial) -> Outcome:
    return (None, *("0" for _ in trial.texts[1:]))
