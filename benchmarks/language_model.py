"""What a misbehaving language model does to a reading: each fault is played by a real HTTP server on this machine.

A fault is survived where every true answer that can be had comes out, nothing that the document does not state, and the end is
in time: with answers, or with an error of ours that names a remedy. Beside it, with the same request on the same fault: the
usual few lines, `httpx.post` and `json.loads`, for which any exception counts as a clean end. No data is needed; --data is
ignored. At the end stands what no check of ours can see, and how little it may weigh.
"""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Any

import httpx

from setting import figure, print_setting

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.sources.language_model.endpoint import Asked, Behaviour, Endpoint, dripping, dripping_body, saying, silent
from tests.sources.language_model.test_faults import LASTING, PASSING, truth
from tests.sources.language_model.worlds import BUDGET, INJECTION, PLATFORM, PROFILE, TEXTS, TRUTH, USERS, passages, settings

from winnable.core.errors import LanguageModelError
from winnable.sources.language_model import ask, plan_of
from winnable.sources.language_model.prompts import messages_of, questions_of, written

LONGEST = 4.0  # seconds; a request may take one
TRUE = frozenset((key, answer) for key, (answer, _) in TRUTH.items())
TEXT = (*TEXTS, INJECTION)
Found = frozenset[tuple[str, Any]]
Reader = Callable[[str], Found | None]


def lying(*lies: tuple[str, str | float, str]) -> Behaviour:
    """Says what is true, and something else."""
    return saying(lambda asked: [*truth(asked), *(asked.item(*lie) for lie in lies)])


def differing(asked: Asked) -> list[dict[str, Any]]:
    return [*truth(asked), asked.item("support_hours", ("always", "office")[asked.number % 2], TEXTS[2])]


LYING: dict[str, Behaviour] = {
    "an invented quote": lying(("support_hours", "office", "Support is needed from nine to five.")),
    "a quote with another figure": lying(("support_hours", "always", BUDGET.replace("400,000", "900,000"))),
    "no quote": lying(("support_hours", "always", "")),
    "a quote of one word": lying(("support_hours", "always", "the")),
    "an unknown criterion": lying(("decision", "pursue", BUDGET)),
    "an unknown answer": lying(("support_hours", "sometimes", BUDGET)),
    "a number that is not there": lying(("end_users", 99_000, USERS)),
    "an answer about a person": lying(("role_of_contact", "decides", PLATFORM)),
    "an obedient model": lying(("support_hours", "always", INJECTION), ("turnover", 1, INJECTION)),
    "two readings that disagree": saying(differing),
}
SLOW: dict[str, Behaviour] = {"silence": silent(6.0), "slow headers": dripping, "slow body": dripping_body}


def careful(url: str) -> Found | None:
    """Winnable's reading; None where it ends with its own error."""
    given = settings(url, request_seconds=1.0)
    document = passages(*TEXT)
    try:
        answer = ask(plan_of(document, PROFILE, given), PROFILE, given)
    except LanguageModelError:
        return None
    return frozenset((e.criterion, e.answer if e.number is None else e.number) for e in answer.evidence)


def naive(url: str) -> Found | None:
    """The few lines that most would write; None where they raise."""
    messages = messages_of(written(questions_of(PROFILE)), TEXT, "abcdef0123456789")
    try:
        reply = httpx.post(f"{url}/chat/completions", json={"model": "m", "messages": messages}, timeout=1.0, trust_env=False)
        said = json.loads(reply.json()["choices"][0]["message"]["content"])["answers"]
        return frozenset((item["criterion"], item["answer"] or item["number"]) for item in said)
    except Exception:
        return None


def survives(read: Reader, behave: Behaviour, wanted: Found) -> tuple[bool, bool, float]:
    """(survived, free of untrue answers, seconds) of one reader under one fault."""
    with Endpoint(behave) as endpoint:
        start = monotonic()
        found = read(endpoint.url) or frozenset()
        seconds = monotonic() - start
    true = found <= TRUE
    return found >= wanted and true and seconds < LONGEST, true, seconds


def main() -> int:
    """Play every fault to both readers, print what happened."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="ignored")
    parser.parse_args()
    faults = [
        *((name, behave, TRUE) for name, behave in {**PASSING, **LYING}.items()),
        *((name, behave, frozenset()) for name, behave in SLOW.items()),
        *((name, behave, frozenset()) for name, (behave, _) in LASTING.items()),
    ]
    print_setting(
        "A misbehaving language model", f"{len(faults)} faults played by a server here", ("winnable", "httpx", "pydantic")
    )
    print(f"{'fault':44} winnable  seconds  naive  seconds")
    ours, theirs = [], []
    for name, behave, wanted in faults:
        ours.append(survives(careful, behave, wanted))
        theirs.append(survives(naive, behave, wanted))
        print(f"{name[:43]:44} {_mark(ours[-1]):8}  {ours[-1][2]:7.2f}  {_mark(theirs[-1]):5}  {theirs[-1][2]:7.2f}", flush=True)
    print(f"\nsurvived: winnable {_count(ours)} of {len(faults)}, the naive client {_count(theirs)} of {len(faults)}")
    print(f"not seen: a true quote for a wrong answer, said in both readings; believed with confidence {_believed():.2f}\n")
    figure("faults_survived", _count(ours) / len(faults), "exactly", 1)
    figure("faults_survived_by_the_naive_client", _count(theirs) / len(faults), "below", 1)
    figure("faults_with_untrue_answers", sum(not true for _, true, _ in ours), "exactly", 0)
    figure("faults_with_untrue_answers_of_the_naive_client", sum(not true for _, true, _ in theirs), "at least", 0)
    figure("seconds_longest", max(seconds for _, _, seconds in ours), "below", LONGEST)
    return 0


def _believed() -> float:
    """The confidence of a wrong answer whose quote stands in the document but does not bear it out."""
    with Endpoint(saying(lambda asked: [asked.item("support_hours", "office", BUDGET)])) as endpoint:
        given = settings(endpoint.url)
        return max(e.confidence for e in ask(plan_of(passages(), PROFILE, given), PROFILE, given).evidence)


def _mark(outcome: tuple[bool, bool, float]) -> str:
    survived, true, _ = outcome
    return "ok" if survived else "fails" if true else "LIES"


def _count(outcomes: list[tuple[bool, bool, float]]) -> int:
    return sum(survived for survived, _, _ in outcomes)


if __name__ == "__main__":
    sys.exit(main())
