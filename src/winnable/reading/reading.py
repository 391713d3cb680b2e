"""Everything that is read of one opportunity's documents: facts, evidence, demands, coverage."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from winnable.core.evidence import Evidence, Passage, Place, Source
from winnable.core.opportunity import Budget
from winnable.core.profile import Profile
from winnable.reading.classifier import Classifier
from winnable.reading.fact import Fact, Facts, listed
from winnable.reading.facts import read_changing, read_facts
from winnable.reading.ledger import read_ledger
from winnable.reading.ledger_words import LedgerWords
from winnable.reading.lexicon import Lexicon
from winnable.reading.match_coverage import coverage_of, matches_of
from winnable.reading.matching import Matcher
from winnable.reading.mentions import MentionWords
from winnable.reading.needs import NeedBook, needs_book, read_needs
from winnable.reading.pack import Role, parts_of, superseding
from winnable.reading.phrases import Phrasebook
from winnable.reading.result import Reading
from winnable.reading.signals import SignalBook, book_of, read_signals, text_of
from winnable.reading.text import fold, lines_of
from winnable.reading.topics import TopicWords, topics_of
from winnable.reading.verbatim import Raw, stands, verified, verified_facts

# Who is counted: a number of employees says nothing of how many dealers there are.
COUNTED = {
    "employee_count": (
        "employee",
        "staff",
        "mitarbeit",
        "beschaftigte",
        "agents",
        "salari",
        "collaborateur",
        "emplead",
        "dipendenti",
        "medewerk",
    ),
    "student_count": ("student", "etudiant", "estudiant", "alumn", "studierende", "studenti", "pupil", "learner"),
    "customer_count": (
        "customer",
        "client",
        "citizen",
        "resident",
        "member",
        "subscriber",
        "kund",
        "burger",
        "ciudadan",
        "usager",
        "cittadin",
        "klant",
        "inwoner",
        "user",
    ),
    "partner_agent_count": (
        "partner",
        "dealer",
        "agent",
        "broker",
        "reseller",
        "distribut",
        "handler",
        "concessionnaire",
        "handelaar",
        "authorit",
    ),
    "supplier_count": ("supplier", "vendor", "lieferant", "fournisseur", "proveedor", "fornitor", "leverancier"),
}
AUDIENCES = frozenset({"b2b", "b2e", "b2c", "b2b2c", "g2c", "g2b"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A profile's signals and the lexicon, compiled once; reads any number of opportunities."""

    profile: Profile
    lexicon: Lexicon
    mentions: MentionWords
    signals: SignalBook
    needs: NeedBook
    ledger: LedgerWords
    classifier: Classifier
    topics: TopicWords
    matcher: Matcher
    roles: Phrasebook[Role]

    def read(self, passages: Sequence[Passage], raw: Raw | None = None) -> Reading:
        """Read the passages of all documents of one opportunity, in the order in which the documents were given.

        With `raw`, every quote is held against the files' own text, and what is not found there is dropped.
        """
        lines = lines_of(passages)
        source = Source(kind="document", name=" and ".join(dict.fromkeys(p.file for p in passages)))
        facts, demands = read_facts(passages, self.lexicon)
        parts = parts_of(passages, self.roles)
        facts = superseding(facts, parts, lambda file: read_changing([p for p in passages if p.file == file], self.lexicon))
        text = text_of(lines, self.mentions, facts.title.quote if facts.title else "")
        needs = read_needs(text, self.needs, self.mentions, self.profile, source, facts.buyer, _languages(facts))
        signals = read_signals(text, self.signals, self.mentions, source)
        facts = replace(facts, industry=needs.industry, solution_types=needs.solution_types, audience=_audience(signals))
        evidence = (*needs.evidence, *signals, *self._sizes(facts, source))
        requirements = read_ledger(
            lines,
            self.ledger,
            classify=lambda texts: self.classifier.chances(texts).tolist(),
            topics_of=lambda said, section: topics_of(said, section, self.topics),
        )
        if raw is not None:
            facts = verified_facts(facts, raw)
            evidence = tuple(found for e in evidence if (found := verified(e, raw)) is not None)
            demands = tuple(asked for d in demands if (asked := verified(d, raw)) is not None)
            requirements = tuple(r for r in requirements if stands(r.text, r.place, raw))
        ledger = matches_of(requirements, self.matcher, self.profile)
        return Reading(
            parts=parts,
            facts=facts,
            evidence=evidence,
            demands=demands,
            ledger=ledger,
            coverage=coverage_of(ledger, self.profile) if ledger else None,
            budget=_budget(facts, source),
        )

    def _sizes(self, facts: Facts, source: Source) -> tuple[Evidence, ...]:
        """A stated number of users answers the size question that fits the solution: staff for an intranet, and so on."""
        if facts.user_count is None or facts.user_count.value is None or facts.solution_types is None:
            return ()
        measures = {
            s.size_measure for s in self.profile.solutions if s.size_measure and s.reported == facts.solution_types.value[0]
        }
        numeric = {c.key for c in self.profile.criteria if c.curve is not None}
        users = facts.user_count
        said = fold(users.quote)
        measures = {key for key in measures if any(word in said for word in COUNTED.get(key, ()))}
        return tuple(
            Evidence(
                criterion=key,
                source=source,
                confidence=users.confidence,
                number=float(users.value),
                quote=users.quote,
                place=users.place,
            )
            for key in sorted(measures & numeric)
        )


def reader_of(
    profile: Profile,
    lexicon: Lexicon,
    mentions: MentionWords,
    ledger: LedgerWords,
    classifier: Classifier,
    topics: TopicWords,
    matcher: Matcher,
    roles: Phrasebook[Role],
) -> Reader:
    """Compile everything that reading needs for one profile; `matcher` holds texts against its capabilities."""
    return Reader(
        profile=profile,
        lexicon=lexicon,
        mentions=mentions,
        signals=book_of(profile),
        needs=needs_book(profile),
        ledger=ledger,
        classifier=classifier,
        topics=topics,
        matcher=matcher,
        roles=roles,
    )


def _audience(evidence: Sequence[Evidence]) -> Fact | None:
    """Who is served (B2B, B2E, G2C, B2C), from the signals of the criterion that asks for it; the surest first."""
    best: dict[str, Fact] = {}
    for voice in sorted(evidence, key=lambda e: -e.confidence):
        if voice.criterion == "audience_model" and voice.answer in AUDIENCES and voice.place is not None:
            name = voice.answer.upper()
            best.setdefault(name, Fact(value=name, confidence=voice.confidence, quote=voice.quote, place=voice.place))
    return listed(tuple(best.values()))


def _languages(facts: Facts) -> tuple[str, ...]:
    return tuple(facts.languages.value or ()) if facts.languages else ()


def _budget(facts: Facts, source: Source) -> Budget | None:
    stated: Fact | None = facts.budget_max or facts.budget_min
    if stated is None or stated.value is None or facts.currency is None:
        return None
    place: Place | None = stated.place
    return Budget(
        amount=float(stated.value),
        currency=str(facts.currency.value),
        source=source,
        confidence=stated.confidence,
        quote=stated.quote,
        place=place,
    )
