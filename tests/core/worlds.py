"""Small profiles and opportunities for the tests of the core: made by hand, or drawn by Hypothesis."""

from hypothesis import strategies as st

from winnable.core.evidence import Evidence, Source
from winnable.core.opportunity import Opportunity
from winnable.core.profile import (
    Answer,
    Cover,
    Criterion,
    Curve,
    Offering,
    Policy,
    Prior,
    Profile,
    Rationale,
    Row,
    Theme,
    Together,
)
from winnable.core.seller import Partner, Seller

WHY = Rationale(why="for the test", sources=("O",))
PERSON = Source(kind="person", name="Ann")
DOCUMENT = Source(kind="document", name="rfp.pdf")

POLICY = Policy(
    currency="EUR",
    value=200_000,
    margin_of_budget=0.5,
    cost=30_000,
    cost_of_value=0.0,
    cost_left={"research": 1.0, "early": 1.0, "goal": 1.0, "develop": 0.8, "evaluate": 0.5, "commit": 0.2},
    effort_cost={"look_up": 100, "ask": 300, "meet": 1000},
    worth_asking=0.05,
    blocker_confidence=0.7,
    contested_ratio=0.6,
    grades=(0.7, 0.5, 0.3),
    rates={"EUR": 1.0, "USD": 0.9},
    rates_date="2026-11",
    rationale=WHY,
)
SELLER = Seller(key="us", name="Us", note="made up", lists={"service_languages": ("en", "de")})


def answers(*rows: tuple[str, float, float], **more: object) -> tuple[Answer, ...]:
    """(key, weight, share) rows."""
    return tuple(Answer(key=k, text=k.replace("_", " "), weight=w, share=s, **more) for k, w, s in rows)


def criterion(key: str, *rows: tuple[str, float, float], **more: object) -> Criterion:
    fields: dict[str, object] = {
        "theme": "need",
        "question": f"{key}?",
        "stage": "early",
        "rationale": WHY,
        "answers": answers(*rows),
    }
    return Criterion(key=key, **{**fields, **more})


def profile(*criteria: Criterion, **more: object) -> Profile:
    fields: dict[str, object] = {
        "key": "tiny",
        "name": "Tiny",
        "version": "1",
        "summary": "s",
        "offering": Offering(name="Thing", vendor="Us", summary="s", names=("Thing",)),
        "prior": Prior(chance=0.25, rationale=WHY),
        "policy": POLICY,
        "themes": (
            Theme(key="need", name="Need", discount=1.0, why="w"),
            Theme(key="buyers", name="Buyers", discount=0.5, why="w"),
        ),
    }
    return Profile(criteria=criteria, **{**fields, **more})


def said(criterion: str, answer: str | float, confidence: float = 1.0, source: Source = PERSON, **more: object) -> Evidence:
    if isinstance(answer, str):
        return Evidence(criterion=criterion, answer=answer, confidence=confidence, source=source, **more)
    return Evidence(criterion=criterion, number=answer, confidence=confidence, source=source, **more)


def opportunity(*evidence: Evidence, **more: object) -> Opportunity:
    return Opportunity(name="deal", evidence=evidence, **more)


ENTERPRISE = profile(
    criterion("portal", ("yes_portal", 1.0, 0.5), ("none", -1.0, 0.5)),
    criterion("size", curve=Curve(unit="EUR", points=((0, -1.0), (100, 1.0)), shares=((25, 0.5), (75, 0.5))), answers=()),
    criterion("access", ("direct", 1.2, 0.5), ("through_others", -1.2, 0.5), theme="buyers", effort="look_up"),
    Criterion(
        key="language",
        theme="need",
        question="Language?",
        stage="early",
        rationale=WHY,
        answers=(
            Answer(key="held", text="held", weight=0.2, share=0.8),
            Answer(key="missing", text="missing", weight=-0.8, share=0.2, blocker="coverable", covers=("language_partner",)),
        ),
    ),
    Criterion(
        key="awarded",
        theme="need",
        question="Awarded?",
        stage="early",
        rationale=WHY,
        answers=(
            Answer(key="open", text="open", weight=0.05, share=0.95),
            Answer(key="closed", text="closed", weight=-0.95, share=0.05, blocker="final"),
        ),
    ),
    criterion("complexity", ("high", 0.2, 0.5), ("low", -0.2, 0.5)),
    criterion("price", ("accepts", 0.4, 0.5), ("refuses", -0.4, 0.5)),
    together=(
        Together(
            key="complex_at_its_price",
            theme="need",
            text="both",
            rationale=WHY,
            rows=(
                Row(when={"complexity": ("high",), "price": ("accepts",)}, weight=0.6),
                Row(when={"complexity": ("high",), "price": ("refuses",)}, weight=-0.6),
            ),
        ),
    ),
    covers=(
        Cover(key="language_partner", kind="partner", text="a partner", keeps=0.8, cost=2000, leaves=-0.1, match="languages"),
    ),
)
WITH_PARTNER = Seller(
    key="us",
    name="Us",
    note="made up",
    lists={"service_languages": ("en",)},
    partners=(Partner(key="p", name="Basque Ltd", languages=("eu",)),),
)

_ANSWER_SETS = {c.key: [a.key for a in c.answers] for c in ENTERPRISE.criteria}


@st.composite
def voices(draw: st.DrawFn) -> Evidence:
    """One piece of evidence on the ENTERPRISE profile."""
    key = draw(st.sampled_from(sorted(_ANSWER_SETS)))
    answer = draw(st.sampled_from(_ANSWER_SETS[key])) if _ANSWER_SETS[key] else draw(st.floats(0, 200))
    source = Source(
        kind=draw(st.sampled_from(["person", "document", "crm"])),
        name=draw(st.sampled_from(["a", "b"])),
        date=draw(st.sampled_from(["", "2026-01-01", "2026-02-01"])),
    )
    return said(key, answer, draw(st.floats(0.05, 1.0)), source, quote=draw(st.sampled_from(["", "q1", "q2"])))


many_voices = st.lists(voices(), max_size=12)


@st.composite
def centred_criteria(draw: st.DrawFn) -> Criterion:
    """A criterion whose weights are centred on its shares."""
    n = draw(st.integers(2, 4))
    raw = draw(st.lists(st.floats(0.05, 1), min_size=n, max_size=n))
    shares = [r / sum(raw) for r in raw]
    weights = draw(st.lists(st.floats(-3, 3), min_size=n, max_size=n))
    mean = sum(s * w for s, w in zip(shares, weights, strict=True))
    rows = [(f"a{i}", w - mean, s) for i, (w, s) in enumerate(zip(weights, shares, strict=True))]
    return criterion(f"c{draw(st.integers(0, 10**9))}", *rows, theme=draw(st.sampled_from(["need", "buyers"])))


centred_profiles = st.lists(centred_criteria(), min_size=1, max_size=8, unique_by=lambda c: c.key).map(lambda cs: profile(*cs))
