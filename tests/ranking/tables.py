"""Small random profiles with everything that a profile can say, and tables of cells for them, by Hypothesis."""

from dataclasses import dataclass, replace

from hypothesis import strategies as st
from tests.core.worlds import POLICY, SELLER, WHY, WITH_PARTNER, criterion, profile

from winnable.core.columns import ColumnMap, Use, Value
from winnable.core.profile import Answer, Cover, Criterion, Curve, Profile, Row, Scaling, Together
from winnable.core.seller import Seller

COVERS = (
    Cover(key="language_partner", kind="partner", text="a partner", keeps=0.8, cost=2000, leaves=-0.1, match="languages"),
    Cover(key="another_way", kind="technology", text="another", keeps=0.6, cost=500, leaves=0.2),
    Cover(key="argue", kind="challenge", text="argue", keeps=1.0, cost=0, leaves=0.0),
)
WORDS = (
    "a0",
    "A0 ",
    "\ta1\n",
    "a2",
    "A3",
    "İA1",
    "a1\u00a0",
    "",
    "  ",
    "x'; DROP TABLE t; --",
    '"a0"',
    "ﬁ Σς ß 東京",
    "a0\\",
    "%s",
    "3",
    "nan",
    "a\0B",
)
FLOATS = st.one_of(st.floats(-300, 300), st.sampled_from([0.0, -0.0, 1.0, 2.0, 3.0, 100.0, 1e308, -1e308, 5e-324]))
HOSTILE = st.one_of(FLOATS, st.sampled_from([float("nan"), float("inf"), float("-inf")]))
TEXTS = st.one_of(st.sampled_from(WORDS), st.text(st.characters(exclude_categories=("Cs",)), max_size=6))
NUMBERS_AS_TEXT = st.one_of(
    st.sampled_from(["12", " 12.5 ", "1e3", "-4", ".5", "7.", "1_0", "0x10", "inf", "nan", "", "1,5", "٣", "1e999", "+3"]),
    st.floats(-200, 200).map(str),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A profile, a mapping, and a table of cells by column."""

    profile: Profile
    seller: Seller
    columns: ColumnMap
    cells: dict[str, list[Value]]


def _answers(draw: st.DrawFn) -> tuple[Answer, ...]:
    size = draw(st.integers(2, 4))
    shares = draw(st.lists(st.floats(0.05, 1), min_size=size, max_size=size))
    made = []
    for i in range(size):
        blocker = draw(st.sampled_from([None] * 6 + ["final", "coverable"]))
        covers = (
            draw(st.sampled_from([(), ("language_partner",), ("another_way", "argue"), ("argue",)])) if blocker or i == 0 else ()
        )
        weight = draw(st.floats(-3, 3))
        text = f"it's a{i}"
        made.append(Answer(key=f"a{i}", text=text, weight=weight, share=shares[i] / sum(shares), blocker=blocker, covers=covers))
    return tuple(made)


def _curve(draw: st.DrawFn) -> Curve:
    xs = sorted(draw(st.lists(st.floats(-100, 200), min_size=2, max_size=4, unique=True)))
    points = tuple((x, draw(st.floats(-3, 3))) for x in xs)
    return Curve(unit=draw(st.sampled_from(["EUR", "share", "'%"])), points=points, shares=((xs[0], 0.5), (xs[-1], 0.5)))


@st.composite
def criteria(draw: st.DrawFn) -> list[Criterion]:
    """Criteria of which later ones may rest on earlier ones."""
    made: list[Criterion] = []
    for i in range(draw(st.integers(1, 6))):
        tables = [c for c in made if c.curve is None]
        more: dict[str, object] = {
            "theme": draw(st.sampled_from(["need", "buyers"])),
            "stage": draw(st.sampled_from(["research", "early", "commit"])),
            "effort": draw(st.sampled_from(["look_up", "ask", "meet"])),
            "silence": draw(st.sampled_from([None, None, -0.4])),
        }
        if tables and draw(st.booleans()):
            chosen = draw(st.lists(st.sampled_from(tables), min_size=1, max_size=2, unique_by=lambda c: c.key))
            more["applies_when"] = {
                c.key: tuple(draw(st.lists(st.sampled_from([a.key for a in c.answers]), min_size=1, unique=True))) for c in chosen
            }
        if draw(st.integers(0, 2)) == 0:
            if tables and draw(st.booleans()):
                other = draw(st.sampled_from(tables))
                more["scaled_by"] = Scaling(criterion=other.key, factors={"a0": 0.5, "a1": draw(st.floats(0.3, 3))})
            made.append(criterion(f"c{i}", curve=_curve(draw), **{**more, "answers": ()}))
        else:
            if draw(st.integers(0, 4)) == 0:
                more["from_budget"] = ((0.0, "a1"), (100.0, "a0"))
            made.append(criterion(f"c{i}", **{**more, "answers": _answers(draw)}))
    return made


@st.composite
def profiles(draw: st.DrawFn) -> Profile:
    """A small profile with curves, conditions, scaling, together, silence, discounts, blockers and covers."""
    made = draw(criteria())
    tables = [c for c in made if c.curve is None]
    together = []
    if len(tables) >= 2 and draw(st.booleans()):
        one, other = tables[0], tables[-1]
        rows = (
            Row(when={one.key: ("a0",), other.key: ("a0", "a1")}, weight=draw(st.floats(-1, 1))),
            Row(when={one.key: ("a1",)}, weight=draw(st.floats(-1, 1))),
        )
        together.append(Together(key="both", theme="need", text="both'", rationale=WHY, rows=rows))
    policy = replace(
        POLICY,
        worth_asking=draw(st.sampled_from([0.0, 0.05])),
        cost_of_value=draw(st.sampled_from([0.0, 0.05])),
        value=draw(st.floats(1e3, 1e6)),
    )
    return profile(*made, together=tuple(together), covers=COVERS, policy=policy)


def _use(draw: st.DrawFn, criterion: Criterion) -> tuple[Use, st.SearchStrategy[Value]]:
    """How a column answers a criterion, and cells for it."""
    kind = draw(st.sampled_from(["number", "text"]))
    factor = draw(st.sampled_from([1.0, 1.0, 1e-3, -2.0, 1e200]))
    blank = st.none()
    cells = st.one_of(blank, HOSTILE) if kind == "number" else st.one_of(blank, NUMBERS_AS_TEXT)
    if criterion.curve is not None:
        return Use(criterion=criterion.key, factor=factor), cells
    keys = [answer.key for answer in criterion.answers]
    if draw(st.integers(0, 3)) == 0:
        return Use(criterion=criterion.key, bands=((0.0, keys[0]), (50.0, keys[1])), factor=factor), cells
    otherwise = draw(st.sampled_from([None, None, keys[0]]))
    if kind == "number":
        numbers = {"1": keys[0], "2.0": keys[1], "1e2": keys[-1], "many": keys[0]}
        return Use(criterion=criterion.key, answers=numbers, otherwise=otherwise), cells
    said = {
        "A0": keys[0],
        "a1": keys[1],
        "x'; DROP TABLE t; --": keys[-1],
        "ﬁ σσ ß 東京": keys[0],
        '"a0"': keys[1],
        "A\0b": keys[0],
        " ": keys[0],
    }
    return Use(criterion=criterion.key, answers=said, otherwise=otherwise), st.one_of(blank, TEXTS)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A profile with a mapping of some of its criteria, and a few rows."""
    made = draw(profiles())
    mapped = [c for i, c in enumerate(made.criteria) if i == 0 or draw(st.integers(0, 3))]
    size = draw(st.integers(1, 12))
    cells: dict[str, list[Value]] = {"id": [f"row {i}" for i in range(size)]}
    uses: dict[str, Use] = {}
    for i, one in enumerate(mapped):
        name = draw(st.sampled_from([f"col {i}", f'co"l{i}', f"co'l{i}", f"Ünï {i}; --"]))
        uses[name], strategy = _use(draw, one)
        cells[name] = draw(st.lists(strategy, min_size=size, max_size=size))
    amount = draw(st.booleans())
    if amount:
        money = st.one_of(
            st.none(), st.sampled_from([0.0, -5.0, 50.0, 100.0, 1e308, float("nan"), float("inf")]), st.floats(1, 1e6)
        )
        cells["amount"] = draw(st.lists(money, min_size=size, max_size=size))
    seller = draw(st.sampled_from([SELLER, WITH_PARTNER]))
    if draw(st.integers(0, 3)) == 0 and made.criteria[-1].curve is None:
        seller = replace(seller, answers={made.criteria[-1].key: "a1"})
    columns = ColumnMap(id="id", amount="amount" if amount else None, columns=uses)
    return World(profile=made, seller=seller, columns=columns, cells=cells)
