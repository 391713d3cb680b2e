"""How long a 100-page request takes, one judgement, and `--help`; how much memory; beside pypdf on the same file.

Every program is run five times as a process of its own and the median is shown. What Python needs to start is measured too and
taken off where a figure says so. `--data` is a folder with PDF files of your own, which are measured one by one.
"""

import argparse
import statistics
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

import pypdfium2

from setting import WINNABLE, Run, figure, print_setting, watched
from tender import write_tender
from winnable.core.evidence import Evidence, Source
from winnable.core.opportunity import Opportunity
from winnable.core.profile import Criterion, Profile
from winnable.core.qualification import qualify
from winnable.core.seller import Seller
from winnable.formats.profiles import load_profile, load_seller

TIMES = 5
PAGES = 100
CRITERIA = 70
START = (sys.executable, "-c", "import winnable.cli")
PYPDF = (sys.executable, "-c", "import sys, pypdf; print(sum(len(p.extract_text()) for p in pypdf.PdfReader(sys.argv[1]).pages))")
PDFIUM = (
    sys.executable,
    "-c",
    "import sys, pypdfium2 as p; print(sum(len(x.get_textpage().get_text_range()) for x in p.PdfDocument(sys.argv[1])))",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Medians over several runs of one program."""

    cpu_seconds: float
    seconds: float
    peak_mb: float


def main() -> int:
    """Measure everything and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="a folder with PDF files of your own")
    parser.add_argument("--times", type=int, default=TIMES, help=f"runs of each program; default {TIMES}")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        tender = Path(folder) / "tender.pdf"
        write_tender(tender, PAGES)
        data = f"a request of {_described(tender)}, written by tender.py; {options.data or 'no files of yours'}"
        print_setting("Speed", data, ("winnable", "pypdfium2", "pypdf", "pydantic"))
        start = _cost(START, options.times)
        print(f"{'':60} CPU s   wall s   peak MB")
        _print_cost("start: python and import winnable", start)
        whole = _shown("winnable qualify --json, 100 pages", [*WINNABLE, "qualify", "--json", tender], options.times)
        _shown("pypdf, text of the same file", [*PYPDF, tender], options.times)
        _shown("pdfium, text of the same file", [*PDFIUM, tender], options.times)
        for path in sorted(options.data.glob("*.pdf")) if options.data else ():
            _shown(f"{path.name[:26]} ({_described(path)})", [*WINNABLE, "qualify", "--json", path], 1)
        usage = _shown("winnable --help", [*WINNABLE, "--help"], options.times)
    _print_figures(whole, start, usage)
    return 0


def _print_figures(whole: Cost, start: Cost, usage: Cost) -> None:
    full = load_profile("liferay")
    seller = load_seller("example_vendor")
    print("\none qualify() on ready evidence, half of the criteria answered; milliseconds\n")
    print("criteria    without questions    with five questions")
    taken = {
        len(profile.criteria): [_judging_ms(profile, seller, questions) for questions in (0, 5)]
        for profile in (cut(full, CRITERIA), full)
    }
    for criteria, (without, asking) in taken.items():
        print(f"{criteria:8}    {without:17.2f}    {asking:19.2f}")
    print()
    figure("cpu_seconds_100_pages_after_start", whole.cpu_seconds - start.cpu_seconds, "below", 3.0)
    figure("peak_mb_100_pages", whole.peak_mb, "below", 1024)
    figure("wall_seconds_help", usage.seconds, "below", 0.3)
    figure("ms_judging_70_criteria", taken[CRITERIA][0], "below", 1)
    figure("ms_judging_70_criteria_with_questions", taken[CRITERIA][1], "below", 20)


def _described(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as document:
        pages = len(document)
        characters = sum(page.get_textpage().count_chars() for page in document)
    return f"{pages} pages, {characters // pages} characters a page"


def _cost(command: Sequence[str | Path], times: int) -> Cost:
    runs = [_succeeded(watched(command)) for _ in range(times)]
    return Cost(
        cpu_seconds=statistics.median(run.cpu_seconds for run in runs),
        seconds=statistics.median(run.seconds for run in runs),
        peak_mb=statistics.median(run.peak_mb for run in runs),
    )


def _succeeded(run: Run) -> Run:
    if run.code != 0:
        raise SystemExit(f"exit {run.code}: {run.err}")
    return run


def _shown(name: str, command: Sequence[str | Path], times: int) -> Cost:
    cost = _cost(command, times)
    _print_cost(name, cost)
    return cost


def _print_cost(name: str, cost: Cost) -> None:
    print(f"{name:60} {cost.cpu_seconds:5.2f}   {cost.seconds:6.2f}   {cost.peak_mb:7.0f}")


def cut(profile: Profile, criteria: int) -> Profile:
    """The profile with about as many criteria, evenly chosen, and all conditions on others left out."""
    step = len(profile.criteria) / criteria
    kept = [profile.criteria[int(i * step)] for i in range(criteria)]
    keys = {criterion.key for criterion in kept}
    return replace(
        profile,
        criteria=tuple(_alone(criterion, keys) for criterion in kept),
        together=tuple(t for t in profile.together if all(keys.issuperset(row.when) for row in t.rows)),
    )


def _alone(criterion: Criterion, keys: set[str]) -> Criterion:
    scaling = criterion.scaled_by
    return replace(
        criterion,
        applies_when={k: v for k, v in criterion.applies_when.items() if k in keys},
        scaled_by=scaling if scaling and scaling.criterion in keys else None,
    )


def _judging_ms(profile: Profile, seller: Seller, questions: int, times: int = 51) -> float:
    """Median milliseconds of one judgement, after one that fills what the program remembers of a profile."""
    opportunity = Opportunity(name="benchmark", evidence=tuple(_said(c) for c in profile.criteria[::2]))
    qualify(opportunity, profile, seller, questions=questions)
    taken = []
    for _ in range(times):
        start = perf_counter()
        qualify(opportunity, profile, seller, questions=questions)
        taken.append(1000 * (perf_counter() - start))
    return statistics.median(taken)


def _said(criterion: Criterion) -> Evidence:
    """The most common answer that rules nothing out, read with some doubt."""
    source = Source(kind="document", name="benchmark")
    if criterion.curve is not None:
        number = max(criterion.curve.shares, key=lambda pair: pair[1])[0]
        return Evidence(criterion=criterion.key, source=source, confidence=0.8, number=number)
    answers = [answer for answer in criterion.answers if answer.blocker is None]
    return Evidence(criterion=criterion.key, source=source, confidence=0.8, answer=max(answers, key=lambda a: a.share).key)


if __name__ == "__main__":
    sys.exit(main())
