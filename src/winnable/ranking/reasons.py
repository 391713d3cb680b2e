"""Why, in words: the strongest known contributions of a row, for and against, and what blocks it.

Each contribution becomes one whole number: its weight in millionths, then the place of its text. The largest such numbers are the
strongest reasons, ties go to the first text, and no engine has to sort. What is the same in every row is no reason to prefer one.
"""

from typing import Final

from winnable.ranking.dialect import Dialect, number
from winnable.ranking.plan import Plan
from winnable.ranking.stages import Stages
from winnable.ranking.terms import Term

MILLIONTHS: Final = 1_000_000
ROOM: Final = 65_536  # places for texts
_LARGEST: Final = 1e6  # doublings; a weight beyond it is as good as it
Texts = list[tuple[int, int, str]]  # term, situation, text


def reason_stages(plan: Plan, dialect: Dialect, stages: Stages) -> None:
    """Add `reason_1` to `reason_3`, `red_flag_1`, `red_flag_2` and `blockers`."""
    texts = _texts(plan)
    for kind, sign, most in (("reason", 1, 3), ("red_flag", -1, 2)):
        ranks = _ranks(plan, dialect, texts, sign)
        stages.add(f"{kind}s", [(f"{kind}_of_{j}", rank) for j, rank in ranks.items()])
        columns = [f"{kind}_of_{j}" for j in ranks]
        for turn in range(1, most + 1):
            before = f" < {kind}_rank_{turn - 1}" if turn > 1 else " > 0"
            places = [f"CASE WHEN {column}{before} AND {column} > 0 THEN {column} END" for column in columns]
            stages.add(f"{kind}s_{turn}", [(f"{kind}_rank_{turn}", f"greatest({', '.join([*places, 'NULL', 'NULL'])})")])
        shown = [(f"{kind}_{turn}", _words(plan, dialect, texts, f"{kind}_rank_{turn}")) for turn in range(1, most + 1)]
        stages.add(f"{kind}s_worded", shown)
    stages.add("blocked", [("blockers", _blockers(plan, dialect))])


def _texts(plan: Plan) -> Texts:
    """Every text that a row may be given, terms in the order of their keys; a curve has one, completed by its number."""
    found: Texts = []
    for j, term in sorted(enumerate(plan.terms), key=lambda pair: pair[1].key):
        if term.slope is not None:
            found.append((j, 0, term.text))
        elif not term.fixed:
            found += [(j, place, effect.text) for place, effect in enumerate(term.effects) if effect.weight]
    assert len(found) < ROOM
    return found


def _ranks(plan: Plan, dialect: Dialect, texts: Texts, sign: int) -> dict[int, str]:
    """By term: the rank of its contribution; 0 where it has the other sign, or none."""
    places = {(j, situation): ROOM - at for at, (j, situation, _) in enumerate(texts, 1)}
    ranks: dict[int, str] = {}
    for j, term in enumerate(plan.terms):
        if term.slope is not None:
            weight = f"{number(sign * term.slope.discount)} * q{j} * w{j}"
            micro = f"CAST(round(({weight}) * {MILLIONTHS}) AS BIGINT)"
            ranks[j] = f"CASE WHEN {micro} > 0 THEN {micro} * {ROOM} + {places[j, 0]} ELSE 0 END"
        elif not term.fixed:
            micros = [round(min(max(sign * e.weight, 0.0), _LARGEST) * MILLIONTHS) for e in term.effects]
            if any(micros):
                literals = [str(micro * ROOM + places[j, at]) if micro else "0" for at, micro in enumerate(micros)]
                ranks[j] = dialect.pick("BIGINT", literals, f"s{j}")
    return ranks


def _words(plan: Plan, dialect: Dialect, texts: Texts, rank: str) -> str:
    """The text of a rank; NULL where there is none."""
    place = f"{ROOM} - {rank} % {ROOM}"
    curves = [
        f"WHEN {at} THEN {_curve_words(plan, dialect, j, plan.terms[j])}"
        for at, (j, _, _) in enumerate(texts, 1)
        if plan.terms[j].slope is not None
    ]
    table = dialect.pick("VARCHAR", [dialect.text(text) for _, _, text in texts] or ["NULL"], f"CAST({place} AS INTEGER)")
    worded = f"CASE {place} {' '.join(curves)} ELSE {table} END" if curves else table
    return f"CASE WHEN {rank} IS NOT NULL THEN {worded} END"


def _curve_words(plan: Plan, dialect: Dialect, j: int, term: Term) -> str:
    assert term.slope is not None
    said = f"n{next(i for i, answered in enumerate(plan.answered) if answered.criterion == term.key)}"
    unit = term.slope.unit
    if unit == "share":
        shown = f"{dialect.shown('%.0f', f'100 * {said}')} || '%'"
    else:
        large = f"{dialect.shown('%.4g', f'{said} / 1000000')} || {dialect.text(f' M {unit}'.rstrip())}"
        small = f"{dialect.shown('%.10g', said)} || {dialect.text(f' {unit}'.rstrip())}"
        shown = f"CASE WHEN abs({said}) >= 1000000 THEN {large} ELSE {small} END"
    weight = dialect.shown("%+.2f", f"{number(term.slope.discount)} * q{j} * w{j}")
    return f"{dialect.text(term.text + ' ')} || {shown} || ' (' || {weight} || ')'"


def _blockers(plan: Plan, dialect: Dialect) -> str:
    """The answers that rule a row out, finally or unless something covers them."""
    found = [
        f"CASE WHEN {'TRUE' if term.fixed else f's{j} = {place}'} THEN {dialect.text(effect.text)} END"
        for j, term in enumerate(plan.terms)
        for place, effect in enumerate(term.effects, 1)
        if effect.blocker is not None
    ]
    return f"NULLIF({dialect.joined('; ', found)}, '')" if found else "CAST(NULL AS VARCHAR)"
