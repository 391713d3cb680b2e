"""The statement: a plan in the words of one engine, stage by stage, so that a statistician can check it.

cells     what is read, by our own names           sums      expected log2 odds and their variance; blockers and covers
codes     answers by code, numbers in their unit   chances   chance, range, what each decision is worth
places    the situation of each term               best      the rows that are kept, where only the best are wanted
fits ... worded                                    grade, questions, decision, reasons as text: for kept rows only
"""

from collections.abc import Callable, Sequence
from math import pi
from typing import Final

from winnable.core.assessment import ENOUGH_KNOWN
from winnable.core.decision import POINTS
from winnable.core.odds import LN2, Z90
from winnable.core.question import TOGETHER
from winnable.ranking.cells import BLANKS, Reading
from winnable.ranking.dialect import Dialect, number
from winnable.ranking.plan import MOST_BUDGET, Answered, Plan
from winnable.ranking.reasons import reason_stages
from winnable.ranking.stages import Stages, added, either, picked
from winnable.ranking.terms import Effect, Term

ORDER: Final = "worth DESC NULLS LAST, chance DESC, id"


def rank_sql(plan: Plan, dialect: Dialect, source: str, *, where: str = "", top: int | None = None) -> str:
    """One statement over `source` (what stands after FROM): all rows in their order, or the `top` best, best first."""
    stages = Stages(plan, dialect)
    stages.add("cells", _cells(plan, dialect), f"{source}\nWHERE (\n{where}\n)" if where else source, whole=False)
    stages.add("codes", [*_codes(plan, dialect), *_stakes(plan, dialect)])
    stages.add("places", _places(plan, dialect))
    stages.add("curves", [column for j, term in enumerate(plan.terms) for column in _curve(plan, dialect, j, term)])
    stages.add("sums", _sums(plan, dialect))
    stages.add("covered", _covered(plan))
    stages.add("chances", _chances())
    stages.add("values_alone", [("alone", "CASE WHEN may_alone THEN chance * value - cost END")])
    stages.add("worths", [("worth", "greatest(alone, partner)")])
    if top is not None:
        stages.keep("best", f"ORDER BY {ORDER}\nLIMIT {int(top)}")
    stages.add("fits", _fits(plan, dialect))
    _add_questions(plan, dialect, stages)
    stages.add("branches", _branches(covers=_covers(plan)))
    stages.add("gains", [("gain", _gain(covers=_covers(plan)))])
    stages.add("decisions", [("decision", _decision(plan))])
    reason_stages(plan, dialect, stages)
    return stages.statement(_output(plan, dialect), f"ORDER BY {ORDER}" if top is not None else "")


def row_sql(plan: Plan, dialect: Dialect, source: str) -> str:
    """The cells of the rows of one id (a parameter), as `rank_sql` reads them."""
    cells = ", ".join(f"{expression} AS {column}" for column, expression in _cells(plan, dialect) if column[0] == "c")
    return f"SELECT {cells}\nFROM {source}\nWHERE CAST({dialect.name(plan.id)} AS VARCHAR) = ?"


Columns = list[tuple[str, str]]  # name, expression


def _cells(plan: Plan, dialect: Dialect) -> Columns:
    """The columns of the plan, numbers as doubles and the rest as text."""
    columns = [("id", f"CAST({dialect.name(plan.id)} AS VARCHAR)")]
    if plan.name is not None:
        columns.append(("name", f"CAST({dialect.name(plan.name)} AS VARCHAR)"))
    for place, (name, kind) in enumerate(plan.columns.items()):
        columns.append((f"c{place}", f"CAST({dialect.name(name)} AS {'DOUBLE' if kind == 'number' else 'VARCHAR'})"))
    return columns


def _codes(plan: Plan, dialect: Dialect) -> Columns:
    """The answer of each criterion by code (0: unknown), or its number (NULL: unknown)."""
    return [
        (f"n{i}", f"coalesce({', '.join(_number(plan, dialect, r) for r in answered.readings)})")
        if answered.is_number
        else (f"k{i}", _first_code([_code(plan, dialect, r) for r in answered.readings]))
        for i, answered in enumerate(plan.answered)
    ]


def _first_code(codes: Sequence[str]) -> str:
    first, *others = codes
    return f"CASE WHEN {first} > 0 THEN {first} ELSE {_first_code(others)} END" if others else first


def _cell(plan: Plan, column: str) -> str:
    return f"c{list(plan.columns).index(column)}"


def _finite(plan: Plan, dialect: Dialect, column: str) -> str:
    """The finite number in a cell, or NULL."""
    cell = _cell(plan, column)
    if plan.columns[column] == "text":
        cell = dialect.as_number(f"trim({cell}, {dialect.text(BLANKS)})")
    return f"CASE WHEN {dialect.finite(cell)} THEN {cell} END"


def _number(plan: Plan, dialect: Dialect, reading: Reading) -> str:
    plain = _finite(plan, dialect, reading.column)
    if reading.factor == 1.0:
        return plain
    scaled = f"({plain}) * {number(reading.factor)}"
    return f"CASE WHEN {dialect.finite(scaled)} THEN {scaled} END"


def _code(plan: Plan, dialect: Dialect, reading: Reading) -> str:
    if reading.counts:
        said = _number(plan, dialect, reading)
        steps = " ".join(f"WHEN {said} >= {number(least)} THEN {code}" for least, code in reversed(reading.bands))
        return f"CASE {steps} ELSE 0 END"
    if reading.kind == "number":
        cell = _cell(plan, reading.column)
        if not reading.numbers:
            return f"CASE WHEN {dialect.finite(cell)} THEN {reading.otherwise} ELSE 0 END"
        place = dialect.place_of([number(value) for value, _ in reading.numbers], cell)
        codes = [str(code) for _, code in reading.numbers]
        return f"CASE WHEN {dialect.finite(cell)} THEN {_coded(dialect, reading.otherwise, codes, place)} ELSE 0 END"
    # Nothing but functions of one column: engines then look at each different text of a block once.
    cell = _cell(plan, reading.column)
    texts = [text for text, _ in reading.texts]
    coded_texts = [code for _, code in reading.texts]
    if not reading.otherwise:
        place = dialect.place_of([dialect.text(text) for text in texts], dialect.folded(cell)) if texts else "0"
        in_order = coded_texts == list(range(1, len(texts) + 1))
        return place if in_order else _coded(dialect, 0, [str(code) for code in coded_texts], place)
    place = dialect.place_of([dialect.text(text) for text in ("", *texts)], dialect.folded(cell))
    coded = _coded(dialect, reading.otherwise, ["0", *(str(code) for code in coded_texts)], place)
    return f"CASE WHEN {cell} IS NULL THEN 0 ELSE {coded} END"


def _coded(dialect: Dialect, otherwise: int, codes: Sequence[str], place: str) -> str:
    return dialect.pick("INTEGER", [str(otherwise), *codes], f"{place} + 1")


def _stakes(plan: Plan, dialect: Dialect) -> Columns:
    """Value and cost, in the policy's currency."""
    policy, value = plan.policy, number(plan.policy.value)
    if plan.amount is not None:
        stated = _finite(plan, dialect, plan.amount.column)
        budget = f"({stated}) > 0 AND ({stated}) <= {number(MOST_BUDGET)}"
        value = f"CASE WHEN {budget} THEN ({stated}) * {number(plan.amount.margin)} ELSE {value} END"
    cost = f"({number(policy.cost)} + {number(policy.cost_of_value)} * ({value})) * {number(policy.cost_left[plan.stage])}"
    return [("value", value), ("cost", cost)]


def _places(plan: Plan, dialect: Dialect) -> Columns:
    """The place of each term's situation in its tables, from 1."""
    at = {answered.criterion: i for i, answered in enumerate(plan.answered)}
    columns = []
    for j, term in enumerate(plan.terms):
        parts, stride = ["1"], 1
        for axis in reversed(term.axes):
            code = _own_code(plan.answered[at[axis.criterion]], at[axis.criterion])
            if axis.classes != tuple(range(axis.size)):
                code = dialect.pick("INTEGER", [str(place) for place in axis.classes], f"{code} + 1")
            parts.append(code if stride == 1 else f"{code} * {stride}")
            stride *= axis.size
        if not term.fixed:
            columns.append((f"s{j}", " + ".join(parts)))
    return columns


def _own_code(answered: Answered, i: int) -> str:
    return f"CASE WHEN n{i} IS NULL THEN 0 ELSE 1 END" if answered.is_number else f"k{i}"


def _curve(plan: Plan, dialect: Dialect, j: int, term: Term) -> Columns:
    """Of a term with a known number: its weight on the curve (w), the chance that it applies (q), and what it adds (x)."""
    slope = term.slope
    if slope is None:
        return []
    at = next(i for i, answered in enumerate(plan.answered) if answered.criterion == term.key)
    factor = picked(dialect, slope.factors, j)
    said = f"n{at}" if factor == number(1.0) else f"(n{at} / {factor})"
    first, last = slope.points[0], slope.points[-1]
    steps = [f"WHEN {said} < {number(first[0])} THEN {number(first[1])}"]
    for (x0, y0), (x1, y1) in zip(slope.points, slope.points[1:], strict=False):
        if x1 > x0:
            rise = f"{number(y1 - y0)} * ({said} - {number(x0)}) / {number(x1 - x0)}"
            steps.append(f"WHEN {said} < {number(x1)} THEN {number(y0)} + {rise}")
    weight = f"CASE WHEN n{at} IS NULL THEN NULL {' '.join(steps)} ELSE {number(last[1])} END"
    chance = picked(dialect, slope.chances, j)
    return [(f"w{j}", weight), (f"q{j}", chance)]


def _expected(term: Term, dialect: Dialect, j: int) -> str:
    """What a term adds to the expected log2 odds, known and unsettled together."""
    table = picked(dialect, [effect.weight + effect.mean for effect in term.effects], j)
    if term.slope is None:
        return table
    discount, known = number(term.slope.discount), f"w{j}"
    if any(chance != 1.0 for chance in term.slope.chances):
        known = f"CASE WHEN q{j} > 0 THEN q{j} * w{j} + (1 - q{j}) * {number(term.slope.mean)} ELSE 0 END"
    return f"CASE WHEN w{j} IS NULL THEN {table} ELSE {known} * {discount} END"


def _doubt(term: Term, dialect: Dialect, j: int) -> str:
    """The variance of what a term leaves unsettled."""
    table = picked(dialect, [effect.variance for effect in term.effects], j)
    if term.slope is None:
        return table
    known = number(0.0)
    if any(chance not in (0.0, 1.0) for chance in term.slope.chances):
        slope, off = term.slope, f"(w{j} - {number(term.slope.mean)})"
        open_part = f"(1 - q{j}) * {number(slope.variance)} + q{j} * (1 - q{j}) * {off} * {off}"
        known = f"CASE WHEN q{j} > 0 THEN ({open_part}) * {number(slope.discount**2)} ELSE {number(0.0)} END"
    return f"CASE WHEN w{j} IS NULL THEN {table} ELSE {known} END"


def _sums(plan: Plan, dialect: Dialect) -> Columns:
    numbered = list(enumerate(plan.terms))
    columns = [
        ("mean", added([number(plan.prior), *(_expected(term, dialect, j) for j, term in numbered)])),
        ("variance", added([_doubt(term, dialect, j) for j, term in numbered])),
        ("ruled_out", either(plan, lambda effect: effect.blocker == "final")),
        ("uncovered", either(plan, lambda effect: effect.blocker == "coverable")),
        ("beyond_cover", either(plan, lambda effect: effect.blocker == "coverable" and effect.cover is None)),
        ("lift", added([picked(dialect, [effect.lift for effect in term.effects], j) for j, term in numbered])),
    ]
    return columns + [(f"cover{i}", either(plan, _chooses(key))) for i, key in enumerate(plan.covers)]


def _chooses(key: str) -> Callable[[Effect], bool]:
    return lambda effect: effect.cover == key


def _covered(plan: Plan) -> Columns:
    """What the chosen covers keep of the value and add to the cost; each counts once, however many gaps it closes."""
    chosen = [f"cover{i}" for i in range(len(plan.covers))]
    keeps = [f"CASE WHEN {c} THEN {number(k)} ELSE 1 END" for c, (k, _) in zip(chosen, plan.covers.values(), strict=True)]
    costs = [f"CASE WHEN {c} THEN {number(k)} ELSE 0 END" for c, (_, k) in zip(chosen, plan.covers.values(), strict=True)]
    return [
        ("keeps", " * ".join([number(1.0), *keeps])),
        ("extra_cost", added(costs)),
        ("may_alone", "NOT ruled_out AND NOT uncovered"),
        ("may_partner", f"NOT ruled_out AND NOT beyond_cover AND ({' OR '.join(chosen) or 'FALSE'})"),
    ]


def _sigmoid(doublings: str) -> str:
    """Probability of log2 odds; an overflow of exp is an infinity, and its inverse 0, as it should be."""
    return f"(1 / (1 + exp(-{number(LN2)} * ({doublings}))))"


def _wide(variance: str) -> str:
    return f"sqrt(1 + {number(pi * LN2 * LN2 / 8)} * ({variance}))"


def _chances() -> Columns:
    wide, spread = _wide("variance"), f"{number(Z90)} * sqrt(variance)"
    lifted = _sigmoid(f"(mean + lift) / {wide}")
    return [
        ("chance", _sigmoid(f"mean / {wide}")),
        ("low", _sigmoid(f"mean - {spread}")),
        ("high", _sigmoid(f"mean + {spread}")),
        ("partner", f"CASE WHEN may_partner THEN {lifted} * value * keeps - cost - extra_cost END"),
    ]


def _fits(plan: Plan, dialect: Dialect) -> Columns:
    """Running sums for the grades: earned and attainable weight per theme."""
    columns = []
    for t, (key, _) in enumerate(plan.themes):
        terms = [(j, term) for j, term in enumerate(plan.terms) if term.theme == key]
        columns.append((f"earned{t}", added([_earned(term, dialect, j) for j, term in terms])))
        columns.append((f"attainable{t}", added([_attainable(term, dialect, j) for j, term in terms])))
    return columns


def _earned(term: Term, dialect: Dialect, j: int) -> str:
    if term.slope is None:
        return picked(dialect, [effect.earned for effect in term.effects], j)
    earned = f"w{j} * {number(term.slope.discount)} - {number(term.worst)}"
    return f"CASE WHEN w{j} IS NULL OR q{j} = 0 THEN 0 ELSE {earned} END"


def _attainable(term: Term, dialect: Dialect, j: int) -> str:
    if term.slope is None:
        return picked(dialect, [effect.attainable for effect in term.effects], j)
    return f"CASE WHEN w{j} IS NULL OR q{j} = 0 THEN 0 ELSE {number(term.span)} END"


def _add_questions(plan: Plan, dialect: Dialect, stages: Stages) -> None:
    """The first five of the questions that are open, and what asking them together would settle and cost."""
    by_term: dict[int, list[str]] = {}
    for rank, asking in enumerate(plan.askings, 1):
        ranks = by_term.setdefault(asking.term, ["NULL"] * len(plan.terms[asking.term].effects))
        for situation in asking.situations:
            ranks[situation] = str(rank)
    columns = {f"o{j}": dialect.pick("INTEGER", ranks, f"s{j}") for j, ranks in by_term.items() if not plan.terms[j].fixed}
    stages.add("open", list(columns.items()))
    always = [ranks[0] for j, ranks in by_term.items() if plan.terms[j].fixed]
    for turn in range(1, TOGETHER + 1):
        after = f" > p{turn - 1}" if turn > 1 else " IS NOT NULL"
        places = [f"CASE WHEN {one}{after} THEN {one} END" for one in [*columns, *always]]
        stages.add(f"asked{turn}", [(f"p{turn}", f"least({', '.join([*places, 'NULL', 'NULL'])})")])
    turns = range(1, TOGETHER + 1)
    settles = [number(asking.variance) for asking in plan.askings] or ["NULL"]
    costs = [number(asking.cost) for asking in plan.askings] or ["NULL"]
    could = added(f"coalesce({dialect.pick('DOUBLE', settles, f'p{i}')}, 0)" for i in turns)
    cost = added(f"coalesce({dialect.pick('DOUBLE', costs, f'p{i}')}, 0)" for i in turns)
    stages.add("asked", [("settled", f"least(variance, {could})"), ("asking_cost", cost)])


def _covers(plan: Plan) -> bool:
    """Whether any row can be pursued with a partner."""
    return any(effect.cover is not None for term in plan.terms for effect in term.effects)


def _branches(*, covers: bool) -> Columns:
    """What is expected after the answers, at equally likely points: alone (a) and with a partner (b)."""
    wide = _wide("variance - settled")
    columns = []
    for i, point in enumerate(POINTS):
        moved = f"mean + sqrt(settled) * {number(point)}"
        alone, lifted = _sigmoid(f"({moved}) / {wide}"), _sigmoid(f"({moved} + lift) / {wide}")
        columns.append((f"a{i}", f"CASE WHEN may_alone THEN {alone} * value - cost END"))
        if covers:
            columns.append((f"b{i}", f"CASE WHEN may_partner THEN {lifted} * value * keeps - cost - extra_cost END"))
    return columns


def _gain(*, covers: bool) -> str:
    """What it is worth to choose after the answers instead of before them, less what asking costs."""
    points, ways = range(len(POINTS)), ("a", "b") if covers else ("a",)
    after = added(f"greatest(0, {', '.join(f'{way}{i}' for way in ways)})" for i in points)
    now = ", ".join(added(f"{way}{i}" for i in points) for way in ways)
    return f"(({after}) - greatest(0, {now})) / {len(POINTS)} - (asking_cost)"


def _decision(plan: Plan) -> str:
    asks = f"gain > 0 AND gain >= {number(plan.policy.worth_asking)} * cost"
    uncertain = "uncovered AND NOT may_partner AND chance * value - cost > 0"
    return f"""CASE WHEN ruled_out THEN 'walk_away'
    WHEN {asks} THEN 'investigate'
    WHEN greatest(0, alone, partner) <= 0 THEN CASE WHEN {uncertain} THEN 'investigate' ELSE 'walk_away' END
    WHEN partner IS NULL OR alone >= partner THEN 'pursue'
    ELSE 'pursue_with_partner' END"""


def _output(plan: Plan, dialect: Dialect) -> Columns:
    themes = range(len(plan.themes))
    earned, attainable = added(f"earned{t}" for t in themes), added(f"attainable{t}" for t in themes)
    total = sum(term.span for term in plan.terms)
    grades = [
        (f"CASE WHEN {graded} IS NOT NULL THEN {dialect.text(name + ' ')} || {graded} END")
        for t, (key, name) in enumerate(plan.themes)
        if (graded := _grade(plan, f"earned{t}", f"attainable{t}", _total(plan, key)))
    ]
    questions = [dialect.text(asking.question) for asking in plan.askings]
    return [
        ("id", "id"),
        *([("name", "name")] if plan.name is not None else []),
        *((key, key) for key in ("decision", "chance", "low", "high", "worth", "value", "cost")),
        ("grade", f"({_grade(plan, f'({earned})', f'({attainable})', total)})"),
        ("coverage", f"({attainable}) / {number(total)}" if total else number(0.0)),
        ("themes", dialect.joined("; ", grades)),
        *((key, key) for key in ("reason_1", "reason_2", "reason_3", "red_flag_1", "red_flag_2")),
        ("question", dialect.pick("VARCHAR", questions or ["NULL"], "p1")),
        ("blockers", "blockers"),
    ]


def _total(plan: Plan, theme: str) -> float:
    return sum(term.span for term in plan.terms if term.theme == theme)


def _grade(plan: Plan, earned: str, attainable: str, total: float) -> str:
    """The letter where enough of the weight is known, else NULL."""
    if not total:
        return "(NULL)"
    enough = f"{attainable} / {number(total)} >= {number(ENOUGH_KNOWN)}"
    letters = " ".join(
        f"WHEN {earned} / {attainable} >= {number(least)} THEN '{letter}'"
        for letter, least in zip("ABC", plan.policy.grades, strict=True)
    )
    return f"(CASE WHEN NOT ({enough}) THEN NULL {letters} ELSE 'D' END)"
