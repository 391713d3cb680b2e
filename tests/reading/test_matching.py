"""Requirements find the capabilities that answer them, in six languages, and say when none does."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from winnable.core.capability import Capability, Match, Requirement
from winnable.core.evidence import Place
from winnable.core.profile import Profile
from winnable.formats.matching import load_match_numbers, load_match_words, load_matcher
from winnable.formats.profiles import load_profile
from winnable.reading.match_coverage import coverage_of, matches_of
from winnable.reading.match_features import vector_features
from winnable.reading.match_words import concepts_in, mended, rooted
from winnable.reading.matching import Entry, Matcher, Vectors, catalogue_key, text_key, vectors_of_catalogue
from winnable.reading.text import fold

PLACE = Place(file="request.pdf", page=3, section="", start=0, end=10)
SHOP = (
    Entry(key="sso", name="Single sign-on", description="Staff log in once, with the identity of their organisation."),
    Entry(key="search", name="Search", description="Content and documents are found in full text."),
    Entry(key="backup", name="Backup and recovery", description="Data is saved daily and brought back after a loss."),
    Entry(key="forms", name="Online forms", description="Forms are built without code and their entries kept."),
    Entry(key="languages", name="Multilingual content", description="Content is translated and shown in several languages."),
    Entry(key="access", name="Accessibility", description="People with disabilities can use all pages."),
)
ASKED = [
    ("Users shall authenticate through our SAML identity provider.", "sso"),
    ("Les agents se connectent au moyen d'une authentification unique.", "sso"),
    ("Die Anmeldung erfolgt per Single Sign-on über Entra ID.", "sso"),
    ("El acceso se hará mediante inicio de sesión único.", "sso"),
    ("L'accesso avviene tramite autenticazione unica (SSO).", "sso"),
    ("Medewerkers loggen in met eenmalige aanmelding via SAML.", "sso"),
    ("It must be possible to look for words inside uploaded documents.", "search"),
    ("Un moteur de recherche plein texte est attendu.", "search"),
    ("Eine Volltextsuche mit Filtern ist erforderlich.", "search"),
    ("Copies of all databases are taken every night and can be restored.", "backup"),
    ("Une sauvegarde quotidienne et sa restauration sont exigées.", "backup"),
    ("Er wordt dagelijks een back-up gemaakt die kan worden teruggezet.", "backup"),
    ("Si effettuano copie di sicurezza giornaliere con ripristino.", "backup"),
    ("Citizens fill in a web form whose fields are validated.", "forms"),
    ("Los ciudadanos cumplimentan formularios electrónicos.", "forms"),
    ("Alle Texte müssen mehrsprachig gepflegt werden können.", "languages"),
    ("El sitio estará disponible en varios idiomas.", "languages"),
    ("Pages comply with WCAG 2.2 at level AA.", "access"),
    ("De website is digitoegankelijk volgens EN 301 549.", "access"),
    ("Il portale è conforme ai requisiti di accessibilità della legge Stanca.", "access"),
]
NOTHING = [
    "Bids shall be submitted in a sealed envelope before the closing date.",
    "The contractor shall maintain liability insurance for the term of the contract.",
    "Invoices are paid within thirty days of receipt, VAT included.",
    "Le candidat joint à son offre un acte d'engagement signé.",
    "Der Bieter legt mit dem Angebot drei Referenzen vor.",
    "La oferta económica se presentará en un sobre aparte.",
]


@cache
def shop(*, vectors: bool = True) -> Matcher:
    """A matcher for a small catalogue without aliases."""
    from winnable.formats.models import load_encoder

    embedded = Vectors(embed=load_encoder().embed) if vectors else None
    return Matcher(SHOP, load_match_words(), load_match_numbers(), embedded)


@cache
def liferay() -> Profile:
    return load_profile("liferay")


def requirement(text: str, **changes: object) -> Requirement:
    plain = Requirement(key=f"R-{text_key(text)[:8]}", text=text, strength="must", place=PLACE)
    return replace(plain, **changes)


def match(standing: str, *, support: str | None = None, capability: str | None = None, **changes: object) -> Match:
    asked = requirement(f"{standing} {capability}", **{k: v for k, v in changes.items() if k in {"kind", "strength"}})
    rest = {k: v for k, v in changes.items() if k not in {"kind", "strength"}}
    plain = Match(requirement=asked, standing=standing, capability=capability, support=support, confidence=0.9)
    return replace(plain, **rest)


@pytest.mark.parametrize(("text", "key"), ASKED, ids=[text[:30] for text, _ in ASKED])
@pytest.mark.parametrize("vectors", [True, False], ids=["vectors", "words"])
def test_a_requirement_meets_its_capability_in_every_language(text: str, key: str, vectors: bool) -> None:
    (ranking,) = shop(vectors=vectors).match([text])
    assert ranking.candidates[0].capability == key
    assert ranking.standing != "unrelated" or not vectors


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_not_about_the_offering_is_never_placed(text: str) -> None:
    (ranking,) = shop().match([text])
    assert ranking.standing != "placed"
    assert ranking.answered < min(other.answered for other in shop().match([text for text, _ in ASKED]))


def test_chances_fall_from_the_first_candidate_on_and_are_chances() -> None:
    for ranking in shop().match([*(text for text, _ in ASKED), *NOTHING, "", "???", "x" * 5000]):
        scores = [candidate.score for candidate in ranking.candidates]
        assert scores == sorted(scores, reverse=True)
        assert all(0 <= score <= 1 for score in (*scores, ranking.answered))


@settings(deadline=None, max_examples=25)
@given(st.permutations([*(text for text, _ in ASKED[:6]), NOTHING[0]]))
def test_a_text_is_judged_alike_in_any_company(texts: list[str]) -> None:
    together = shop(vectors=False).match(texts)
    assert together == [shop(vectors=False).match([text])[0] for text in texts]


def test_damaged_words_find_what_they_meant() -> None:
    words = load_match_words()
    assert fold(mended("une re fe rence a l’e ve nement", words)).endswith("evenement")
    assert mended("Users manage the site.", words) == "Users manage the site."


@pytest.mark.parametrize(
    ("one", "many"), [("a survey", "surveys"), ("un service web", "des services web"), ("evento", "eventos")]
)
def test_the_plural_speaks_of_the_same_concepts(one: str, many: str) -> None:
    words = load_match_words()
    assert concepts_in(rooted(fold(one)), words).keys() == concepts_in(rooted(fold(many)), words).keys() != set()


def test_an_example_brings_a_requirement_in_other_words_to_its_capability() -> None:
    """Nothing in its name or description says so; a person who knows that it answers writes one down."""
    asked = "Applicants see how far the handling of their dossier has come."
    told = tuple(
        replace(entry, examples=("Citizens see what has become of their dossier.",)) if entry.key == "forms" else entry
        for entry in SHOP
    )
    matchers = [Matcher(entries, load_match_words(), load_match_numbers(), shop()._vectors) for entries in (SHOP, told)]
    before, after = ({c.capability: c.score for c in each.match([asked])[0].candidates}["forms"] for each in matchers)
    assert after > before


def test_without_examples_the_nearest_view_stands_in() -> None:
    views = np.array([[1, 0], [0, 1], [0.6, 0.8], [0, 1]], np.float32)
    plain = Entry(key="a", name="A", description="")
    (bare,), (told,) = (
        vector_features(np.array([[1, 0]], np.float32), rows, [entry])[:, :, -1]
        for rows, entry in ((views[:3], plain), (views, replace(plain, examples=("so",))))
    )
    assert (float(bare[0]), float(told[0])) == (1.0, 0.0)


def test_known_vectors_are_served_and_new_ones_kept() -> None:
    calls: list[str] = []

    def embed(texts: list[str]) -> np.ndarray:
        calls.extend(texts)
        return np.eye(3, dtype=np.float32)[np.arange(len(texts)) % 3]

    vectors = Vectors(embed=embed, known={text_key("a"): np.ones(3, np.float32)})
    assert vectors.of(["a", "b", "b"]).shape == (3, 3)
    assert calls == ["b"]
    vectors.of(["b", "a"])
    assert calls == ["b"]


def test_words_that_settle_it_spare_the_encoder() -> None:
    asked: list[str] = []

    def embed(texts: list[str]) -> np.ndarray:
        asked.extend(texts)
        return np.zeros((len(texts), 384), np.float32)

    sure = replace(load_match_numbers(), surely_placed=0.0)
    matcher = Matcher(SHOP, load_match_words(), sure, Vectors(embed=embed))
    assert matcher.match(["Users log in by single sign-on."])[0].candidates[0].capability == "sso"
    assert asked == []


def test_a_catalogue_has_another_key_when_its_texts_change() -> None:
    changed = (replace(SHOP[0], description="Another text."), *SHOP[1:])
    assert catalogue_key(SHOP) == catalogue_key(tuple(SHOP)) != catalogue_key(changed)
    assert vectors_of_catalogue(SHOP, lambda texts: np.zeros((len(texts), 4), np.float32)).shape == (3 * len(SHOP), 4)


def test_an_empty_catalogue_answers_nothing() -> None:
    matcher = Matcher((), load_match_words(), load_match_numbers())
    assert [ranking.standing for ranking in matcher.match(["Search is required."])] == ["unrelated"]


def test_only_obligations_are_held_against_the_capabilities() -> None:
    asked = [
        requirement("The portal must offer single sign-on by SAML.", kind="contract"),
        requirement("The portal must offer single sign-on by SAML."),
    ]
    first, second = matches_of(asked, load_matcher(liferay()), liferay())
    assert (first.standing, first.candidates, first.requirement) == ("unrelated", (), asked[0])
    assert second.standing == "placed"
    assert second.capability == second.candidates[0].capability == "iam_saml"
    assert second.support == "native" or second.support == "configured"


def test_coverage_counts_mandatory_obligations_and_names_each_gap_once() -> None:
    met = [match("placed", support="native", capability=f"c{i}") for i in range(6)]
    gap = match("placed", support="not_offered", capability=liferay_gap().key)
    optional = match("placed", support="native", capability="c9", strength="may")
    aside = match("placed", support="native", capability="c8", kind="contract")
    coverage = coverage_of([*met, gap, gap, optional, aside, match("needs_review"), match("unrelated")], liferay())
    assert (coverage.requirements, coverage.mandatory, coverage.matched, coverage.placed) == (11, 10, 9, 8)
    assert coverage.met == pytest.approx(6 / 8)
    assert [each.capability for each in coverage.gaps] == [liferay_gap().key]


def liferay_gap() -> Capability:
    return next(capability for capability in liferay().capabilities if capability.support == "not_offered")


def test_few_placed_requirements_say_nothing_of_the_share_met() -> None:
    coverage = coverage_of([match("placed", support="native", capability="c")] * 4, liferay())
    assert (coverage.met, coverage.met_range) == (None, None)


@settings(deadline=None)
@given(met=st.integers(0, 40), unmet=st.integers(0, 40), still_open=st.integers(0, 20))
def test_the_range_of_the_share_met_widens_with_what_is_open(met: int, unmet: int, still_open: int) -> None:
    placed = [match("placed", support="native", capability="a")] * met + [
        match("placed", support="via_partner", capability="b")
    ] * unmet
    closed = coverage_of(placed, liferay()).met_range
    with_open = coverage_of([*placed, *[match("needs_review")] * still_open], liferay()).met_range
    if closed is None or with_open is None:
        return
    assert 0 <= with_open[0] <= with_open[1] <= 1
    assert with_open[1] - with_open[0] >= closed[1] - closed[0] - 0.02
    if still_open == 0:
        assert closed[0] - 0.1 <= met / (met + unmet) <= closed[1] + 0.1


def test_what_a_person_confirmed_narrows_the_range() -> None:
    doubtful = [match("placed", support="native", capability="a", confidence=0.75)] * 8
    low, high = coverage_of(doubtful, liferay()).met_range or (0.0, 0.0)
    sure_low, sure_high = coverage_of([replace(each, confirmed=True) for each in doubtful], liferay()).met_range or (0.0, 0.0)
    assert sure_high - sure_low < high - low
