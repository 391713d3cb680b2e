"""Questions until the final decision, in our order and in others, on closed deals that are asked again.

`--data` is a folder with the history as CSV; `--prior` names the folder in benchmarks/priors that holds the profile, with its
mapping beside it. Without it, deals are invented: answers drawn by the shipped profile's own shares. What is at stake decides
how hard a decision is, so a history is replayed at several break-even chances, those at which the policy's cost is that share of
the value; nothing is fitted, and no outcome is looked at.
"""

import argparse
import random
import resource
import sys
from dataclasses import replace
from pathlib import Path

from setting import figure, print_setting
from winnable.core.assessment import options_of, spread_of
from winnable.core.columns import ColumnMap, Use
from winnable.core.opportunity import Opportunity
from winnable.core.profile import Criterion, Profile
from winnable.core.seller import Seller
from winnable.formats.column_maps import load_column_map
from winnable.formats.history import history_of
from winnable.formats.methods import load_methods
from winnable.formats.profiles import load_profile
from winnable.formats.tables import read_table
from winnable.learning.replay import Estimate, Recorded, Replay, estimate, order_of, recorded_of, replays, saved_by, with_columns

PRIORS = Path(__file__).with_name("priors")
BREAK_EVENS = (0.2, 0.35, 0.5, 0.65)
SEED = 20261121
CRITERIA, INVENTED, ANSWERED = 60, 100, 0.85  # of the shipped profile; deals; share of questions that get an answer
NOBODY = Seller(key="nobody", name="Nobody", note="", lists={})


def main() -> int:
    """Replay the deals at each break-even and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="a folder with the history as CSV")
    parser.add_argument("--prior", default="salvirt", help="profile and mapping in benchmarks/priors")
    parser.add_argument("--most", type=int, default=2000, help="deals at most; more are sampled")
    options = parser.parse_args()
    profile, deals, told = _from_history(options.data, options.prior, options.most) if options.data else _invented()
    print_setting("Replays", f"{told}, {len(profile.criteria)} criteria", ())
    print("Mean questions until the final decision stands, 95 % interval; and until the final leaning stands; and cost\n")
    for break_even in BREAK_EVENS if options.data else (0.0,):
        _print_one(break_even, deals, profile)
    return 0


def _from_history(folder: Path, prior: str, most: int) -> tuple[Profile, list[Recorded], str]:
    (file,) = sorted(folder.glob("*.csv"))
    columns = load_column_map(PRIORS / f"{prior}.mapping.yaml")
    profile = with_columns(load_profile(PRIORS / prior), columns)
    history = history_of(read_table(file), columns)
    closed = [deal for deal, done in zip(recorded_of(history, columns, profile), history.is_closed, strict=True) if done]
    deals = closed if len(closed) <= most else random.Random(SEED).sample(closed, most)
    return profile, deals, f"{file.name}: {len(deals)} of {len(closed)} closed deals"


def _invented() -> tuple[Profile, list[Recorded], str]:
    """Deals that are as the profile says: each criterion is answered by its shares, and sometimes not at all."""
    full, chance = load_profile("liferay"), random.Random(SEED)
    kept = chance.sample([criterion.key for criterion in full.criteria], CRITERIA)
    profile = with_columns(full, ColumnMap(columns={key: Use(criterion=key) for key in kept}))
    deals = [{c.key: _drawn(c, chance) for c in profile.criteria if chance.random() < ANSWERED} for _ in range(INVENTED)]
    return profile, deals, f"{INVENTED} invented deals"


def _drawn(criterion: Criterion, chance: random.Random) -> str | float:
    options = options_of(criterion)
    return chance.choices([answer for answer, _, _ in options], [share for _, share, _ in options])[0]


def _print_one(break_even: float, deals: list[Recorded], profile: Profile) -> None:
    at_stake = profile
    if break_even:
        policy = replace(profile.policy, value=profile.policy.cost / break_even, cost_of_value=0.0)
        at_stake = replace(profile, policy=policy)
    keys = [criterion.key for criterion in profile.criteria]
    chance = random.Random(SEED)
    start = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    made = replays(
        deals,
        at_stake,
        NOBODY,
        opportunity=Opportunity(name=""),
        fixed={method.key: order_of(method, profile) for method in load_methods()} | {"largest_first": _largest_first(profile)},
        shuffled=[chance.sample(keys, len(keys)) for _ in deals],
    )
    seconds = resource.getrusage(resource.RUSAGE_SELF).ru_utime - start
    stakes = f"break-even {break_even:.0%}" if break_even else "stakes of the policy"
    print(f"{stakes} ({seconds:.1f} CPU s; {made[0].at_once:.0%} stand before anything is asked)")
    for replay in made:
        print(
            f"  {replay.order:18} {_words(estimate(replay.questions))}   leaning {_words(estimate(replay.leanings))}"
            f"   cost {estimate(replay.costs).mean:7.1f}   saved by ours {_words(saved_by(made[0], replay))}"
        )
    by_order = {replay.order: replay for replay in made}
    _figures(f"break_even_{break_even:g}" if break_even else "invented", by_order)
    print()


def _largest_first(profile: Profile) -> list[str]:
    """The best fixed order that the profile knows: what may move the odds most comes first, whatever was answered before."""
    discounts = {theme.key: theme.discount for theme in profile.themes}
    spreads = {c.key: spread_of(options_of(c))[1] * discounts[c.theme] ** 2 for c in profile.criteria}
    return sorted(spreads, key=lambda key: -spreads[key])


def _figures(name: str, made: dict[str, Replay]) -> None:
    ours = made["ours"]
    figure(f"questions_ours_{name}", estimate(ours.questions).mean, "at most", estimate(made["meddpicc"].questions).mean)
    for other in ("meddpicc", "bant", "random"):
        figure(f"questions_saved_against_{other}_{name}_low", saved_by(ours, made[other]).low, "at least", 0.0)
    for other in ("information_gain", "largest_first"):
        figure(f"questions_saved_against_{other}_{name}_high", saved_by(ours, made[other]).high, "at least", 0.0)
    cheaper = [other - mine for mine, other in zip(ours.costs, made["information_gain"].costs, strict=True)]
    print(f"  cost saved by ours against information gain: {_words(estimate(cheaper))}")
    figure(f"cost_saved_against_information_gain_{name}_high", estimate(cheaper).high, "at least", 0.0)


def _words(found: Estimate) -> str:
    return f"{found.mean:6.2f} ({found.low:.2f} to {found.high:.2f})"


if __name__ == "__main__":
    sys.exit(main())
