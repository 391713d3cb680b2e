"""Views for the tests of what is rendered: made by really qualifying, on a small profile that is built in code."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from tests.core.worlds import ENTERPRISE, SELLER, WITH_PARTNER, opportunity, said

from winnable.core.capability import Capability, Coverage, Match, Requirement
from winnable.core.evidence import Evidence, Place, Source
from winnable.core.profile import Profile
from winnable.core.qualification import qualify
from winnable.core.seller import Seller
from winnable.formats.view import view_of
from winnable.reading.fact import Fact, Facts

HOSTILE = (
    "<script>alert('x')</script>",
    "[bold red]loud[/bold red]",
    "\x1b[31mred\x1b[0m\x07 \x00bell",
    "javascript:alert(1)",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }} {% raw %}",
    "</style><style>*{display:none}",
    "safe \u202egnp.exe\u202c",
    "\ud800 alone",
)
GOOD = (
    ("portal", "yes_portal"),
    ("size", 90.0),
    ("access", "direct"),
    ("complexity", "high"),
    ("price", "accepts"),
    ("awarded", "open"),
)
BAD = (
    ("portal", "none"),
    ("size", 5.0),
    ("access", "through_others"),
    ("price", "refuses"),
    ("awarded", "open"),
    ("language", "held"),
)
CAPABILITIES = (
    Capability(key="sso", group="sec", name="Single sign-on", description="d", support="native", synonyms={}, basis="b"),
    Capability(
        key="chat", group="col", name="Chat", description="d", support="via_partner", synonyms={}, basis="b", limits="no chatbot"
    ),
    Capability(key="erp", group="out", name="Ledger", description="d", support="not_offered", synonyms={}, basis="b"),
)
WORLD = replace(ENTERPRISE, capabilities=CAPABILITIES)
DECISIONS = ("pursue", "pursue_with_partner", "investigate", "walk_away")


def read(
    criterion: str, answer: str | float, quote: str, *, page: int | None = 3, section: str = "Part 1 > Scope", sure: float = 1.0
) -> Evidence:
    """Evidence with a verbatim quote and its place."""
    place = Place(file="rfp.pdf", page=page, section=section, start=0, end=len(quote))
    return said(criterion, answer, sure, Source(kind="document", name="rfp.pdf", date="2026-03-01"), quote=quote, place=place)


def view(
    *evidence: Evidence,
    name: str = "A portal",
    profile: Profile = WORLD,
    seller: Seller = SELLER,
    facts: Facts | None = None,
    pack: dict[str, Any] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """The view of what these voices lead to."""
    asked = replace(opportunity(*evidence, **more), name=name)
    return view_of(qualify(asked, profile, seller), profile, seller, facts=facts, pack=pack)


def voices(pairs: Iterable[tuple[str, str | float]]) -> list[Evidence]:
    """Each answer read in a document."""
    return [read(criterion, answer, f"The text says {answer} of {criterion}.") for criterion, answer in pairs]


def decided(decision: str) -> dict[str, Any]:
    """A view whose recommended decision is this one."""
    views = {
        "pursue": lambda: view(*voices((*GOOD, ("language", "held")))),
        "pursue_with_partner": lambda: view(*voices(GOOD), said("language", "missing", detail="eu"), seller=WITH_PARTNER),
        "investigate": lambda: view(),
        "walk_away": lambda: view(*voices(BAD), value=20_000, cost=30_000),
    }
    made = views[decision]()
    assert made["decision"]["recommended"] == decision
    return made


def ruled_out() -> dict[str, Any]:
    """A view with a final blocker."""
    return view(*voices((*GOOD[:-1], ("awarded", "closed"))))


def place(page: int | None = 4) -> Place:
    """Somewhere in the document."""
    return Place(file="rfp.pdf", page=page, section="Part 2", start=0, end=5)


def coverage(
    texts: Sequence[str] = ("Users shall sign in once.", "A chat shall be there.", "It must keep the ledger."),
) -> Coverage:
    """Three placed requirements of five mandatory ones: one met, one by a partner, one not offered."""
    matches = tuple(
        Match(
            requirement=Requirement(key=f"R-{c.key}", text=text, strength="must", place=place()),
            standing="placed",
            capability=c.key,
            support=c.support,
            confidence=0.9,
        )
        for text, c in zip(texts, CAPABILITIES, strict=True)
    )
    return Coverage(
        requirements=7, mandatory=5, matched=3, placed=3, met=1 / 3, met_range=(0.1, 0.7), gaps=matches[1:], matches=matches
    )


def facts(quote: str = "Tenders are due by 30 April 2027.") -> Facts:
    """Some facts stated, one left blank, the rest not stated."""
    other = Fact(value="TLS", confidence=0.8, quote="over TLS only", place=place(9))
    return Facts(
        country=Fact(value="NO", confidence=0.9, quote="in Norway", place=place()),
        deadline=Fact(value="2027-04-30T12:00", confidence=0.9, quote=quote, place=place()),
        budget_max=Fact(value=900_000, confidence=0.9, quote="900,000 EUR", place=place(), note="without VAT"),
        currency=Fact(value="EUR", confidence=0.9, quote="900,000 EUR", place=place()),
        user_count=Fact(value=None, confidence=0.6, quote="Users: ____", place=place(), note="left blank in the document"),
        standards=Fact(value=("WCAG", "TLS"), confidence=0.8, quote="WCAG 2.2 applies", place=place(), others=(other,)),
    )


def rich() -> dict[str, Any]:
    """A view with something in every section: blockers, covers, contested findings, gaps, facts and warnings."""
    contested = [read("portal", "yes_portal", "A portal is sought."), read("portal", "none", "No portal is wanted.", page=None)]
    document = {
        "file": "rfp.pdf",
        "kind": "pdf",
        "pages": 12,
        "passages": 80,
        "sha256": "0" * 64,
        "warnings": ["page 7 holds a picture that is not read"],
        "page_notes": [{"page": 3, "label": "iii", "languages": ["en", "fr"], "flags": ["scanned"]}],
    }
    missing = {"file": "plan.dwg", "reason": "is a drawing", "remedy": "save it as PDF"}
    return view(
        *contested,
        *voices(GOOD[1:]),
        said("language", "missing", detail="eu"),
        name="Ein Portal für das Rathaus",
        seller=WITH_PARTNER,
        facts=facts(),
        pack={"documents": [document], "unread": [missing], "notes": ["copy.pdf is the same file as rfp.pdf: read once"]},
        coverage=coverage(),
    )


def hostile(text: str) -> dict[str, Any]:
    """A view that carries a text wherever a stranger could put one."""
    document = {"file": text, "kind": "pdf", "pages": 1, "passages": 1, "sha256": "0" * 64, "warnings": [text]}
    document["page_notes"] = [{"page": 1, "label": text, "languages": [text], "flags": [text]}]
    pack = {"documents": [document], "unread": [{"file": text, "reason": text, "remedy": text}], "notes": [text]}
    seller = replace(WITH_PARTNER, name=text, note=text)
    voice = read("portal", "yes_portal", text, section=text)
    against = said("portal", "none", 1.0, Source(kind="person", name=text), detail=text)
    return view(
        voice,
        against,
        *voices(GOOD[1:]),
        name=text,
        seller=seller,
        facts=facts(text),
        pack=pack,
        coverage=coverage((text, text, text)),
        profile=replace(WORLD, name=text),
    )


def quotes(made: dict[str, Any]) -> set[str]:
    """Every quote of a view, wherever it stands."""
    found = set()

    def look(item: Any) -> None:
        if isinstance(item, dict):
            found.update({item[key] for key in ("quote", "requirement") if item.get(key)})
            for inner in item.values():
                look(inner)
        elif isinstance(item, list):
            for inner in item:
                look(inner)

    look(made)
    return found
