"""What is to be built and for whom: solution types and the buyer's industry, weighed by where the words stand."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import exp

from winnable.core.evidence import Evidence, Place, Source
from winnable.core.profile import Industry, Profile, SolutionType, Words
from winnable.reading.fact import Fact
from winnable.reading.mentions import MentionWords, polarity
from winnable.reading.phrases import Found, Phrasebook
from winnable.reading.signals import MOST_HEARD, Text
from winnable.reading.text import fold, quote_span

OUT_OF_SCOPE = "out-of-scope"
WEAK = 0.3  # a feature of a solution, against its name
TITLED = 0.6  # the same, where a title says it
FADING = 0.55  # each further passage that says the same counts this much of the one before
LISTED = 0.35  # a solution is listed beside the strongest one from this share of its score
LEAST = 0.5  # below this score nothing was said of what is to be built
CODED = 3.0  # what a stated procurement code weighs: nearly as much as a title
SILENT = 0.65  # how sure it is that no software is bought where nothing digital is named
UNNAMED = 0.3  # a hint that something else is bought, where software is named but nothing that we know
UNNAMED_AT_LENGTH = 0.6  # more than a hint, where a whole document names none of it
LONG = 8000  # characters of a whole document
ENOUGH = 120  # characters in which something digital would have been named
READ = {"en", "de", "fr", "es", "it", "nl"}
_CODE = re.compile(r"\b(\d{8})(?:-\d)?\b")


@dataclass(frozen=True, slots=True)
class NeedBook:
    """Names and features of the profile's solution types and industries, ready to match."""

    solutions: Phrasebook[tuple[str, float]]
    industries: Phrasebook[str]


@dataclass(frozen=True, slots=True)
class Needs:
    """What is to be built, and the buyer's industry, as facts and as evidence."""

    solution_types: Fact | None
    industry: Fact | None
    evidence: tuple[Evidence, ...]


@dataclass(slots=True)
class _Score:
    """One candidate's passages: how much each says, and where the best of them stands."""

    passages: dict[int, tuple[float, int, int]]

    def add(self, index: int, weight: float, start: int, end: int) -> None:
        if weight > self.passages.get(index, (0.0, 0, 0))[0]:
            self.passages[index] = (weight, start, end)

    @property
    def total(self) -> float:
        total, factor = 0.0, 1.0
        for weight, _, _ in sorted(self.passages.values(), reverse=True)[:6]:
            total, factor = total + factor * weight, factor * FADING
        return total

    @property
    def best(self) -> tuple[int, int, int]:
        index = max(self.passages, key=lambda i: (self.passages[i][0], -i))
        return index, self.passages[index][1], self.passages[index][2]


def needs_book(profile: Profile) -> NeedBook:
    """Compile the signals of solution types and industries."""
    solutions = [(p, (s.key, 1.0)) for s in profile.solutions for p in _all(s.signals)]
    solutions += [(p, (s.key, WEAK)) for s in profile.solutions for p in _all(s.weak_signals)]
    industries = [(p, i.key) for i in profile.industries for p in _all(i.signals)]
    return NeedBook(solutions=Phrasebook(solutions), industries=Phrasebook(industries))


def read_needs(
    text: Text,
    book: NeedBook,
    words: MentionWords,
    profile: Profile,
    source: Source,
    buyer: Fact | None,
    languages: Iterable[str],
) -> Needs:
    """Solution types and industry with their evidence. `languages` are those that the text is written in."""
    solutions = _scores(text, _meant(text, book.solutions.every_among(text.words), words))
    _add_codes(solutions, text, profile)
    industries = _scores(text, ((f.start, f.end, (f.label, 1.0)) for f in book.industries.every_among(text.words)))
    if buyer is not None:
        _add_buyer(industries, book, buyer, text)
    evidence = [
        *(_solution_evidence(text, solutions, profile, source) or _answerable(_silence(text, words, source, languages), profile)),
        *_industry_evidence(text, industries, profile, source),
    ]
    return Needs(
        solution_types=_solution_fact(text, solutions, profile),
        industry=_industry_fact(text, industries, profile),
        evidence=tuple(evidence),
    )


def _all(words: Words) -> Iterable[str]:
    return (phrase for phrases in words.values() for phrase in phrases)


def _meant(
    text: Text, found: Iterable[Found[tuple[str, float]]], words: MentionWords
) -> Iterable[tuple[int, int, tuple[str, float]]]:
    heard: Counter[str] = Counter()
    for hit in found:
        heard[hit.label[0]] += 1
        if heard[hit.label[0]] > MOST_HEARD:
            continue
        place = text.locate(hit.start, hit.end)
        if place is not None and polarity(text.lines[place[0]], place[1], place[2], words) == "needed":
            yield hit.start, hit.end, hit.label


def _scores(text: Text, hits: Iterable[tuple[int, int, tuple[str, float]]]) -> dict[str, _Score]:
    scores: dict[str, _Score] = defaultdict(lambda: _Score({}))
    for start, end, (key, strength) in hits:
        place = text.locate(start, end)
        if place is not None:
            standing = text.standing[place[0]]
            strength = TITLED if strength == WEAK and standing == 1.0 else strength
            scores[key].add(place[0], strength * _worth(standing), place[1], place[2])
    return dict(scores)


def _worth(standing: float) -> float:
    """A title says four times what an introduction says, and sixteen times what a body does."""
    return 4.0 * standing * standing if standing > 0.3 else standing


def _add_codes(scores: dict[str, _Score], text: Text, profile: Profile) -> None:
    """Procurement codes in passages that speak of CPV count for the solution type with the longest matching beginning."""
    prefixes = [(code, s.key) for s in profile.solutions for code in s.codes]
    for index, line in enumerate(text.lines):
        if "cpv" in line.folded:
            for match in _CODE.finditer(line.folded):
                known = [(len(code), key) for code, key in prefixes if match.group(1).startswith(code)]
                if known:
                    scores.setdefault(max(known)[1], _Score({})).add(index, CODED, match.start(), match.end())


def _answerable(voices: list[Evidence], profile: Profile) -> list[Evidence]:
    """Those voices whose answer the profile knows: not every profile tells classes out of scope apart."""
    known = {(c.key, answer.key) for c in profile.criteria for answer in c.answers}
    return [voice for voice in voices if (voice.criterion, voice.answer) in known]


def _silence(text: Text, words: MentionWords, source: Source, languages: Iterable[str]) -> list[Evidence]:
    """What it means that no solution type is named: without one digital word, no software is bought; with some, perhaps
    another class of it. Said of the languages that are read only."""
    described = [(i, line) for i, line in enumerate(text.lines) if text.standing[i] >= 0.6]
    if not READ.intersection(languages) or sum(len(line.folded) for _, line in described) < ENOUGH:
        return []
    digital = any(words.digital.find(line.folded) for _, line in described)
    index, line = max(described, key=lambda pair: (text.standing[pair[0]], -pair[0]))
    score = _Score({index: (1.0, 0, len(line.folded))})
    if digital:
        sure = UNNAMED_AT_LENGTH if len(text.joined) >= LONG else UNNAMED
        return [_voice(text, score, "solution_type", "other_class", sure, source, "none of the solution types is named")]
    return [
        _voice(
            text, score, "solution_type", "not_software", SILENT, source, "nothing digital is named where the need is described"
        )
    ]


def _add_buyer(scores: dict[str, _Score], book: NeedBook, buyer: Fact, text: Text) -> None:
    for found in book.industries.every(fold(str(buyer.value))):
        index = next(
            (i for i, line in enumerate(text.lines) if line.passage.file == buyer.place.file and buyer.quote in line.text), 0
        )
        at = max(text.lines[index].text.find(buyer.quote), 0)
        scores.setdefault(found.label, _Score({})).passages[index] = (6.0, at, at + max(len(buyer.quote), 1))


def _families(
    scores: Mapping[str, _Score], profile: Profile
) -> tuple[list[tuple[float, SolutionType]], list[tuple[float, SolutionType]]]:
    rated = sorted(
        ((scores[s.key].total, s) for s in profile.solutions if s.key in scores), key=lambda pair: (-pair[0], pair[1].key)
    )
    inside = [pair for pair in rated if pair[1].reported != OUT_OF_SCOPE]
    return inside, [pair for pair in rated if pair[1].reported == OUT_OF_SCOPE]


def _solution_evidence(text: Text, scores: Mapping[str, _Score], profile: Profile, source: Source) -> list[Evidence]:
    """One voice for the best solution in scope and one for the best class out of it, each as sure as it outweighs the other."""
    inside, outside = _families(scores, profile)
    voices = []
    for family, rivals in ((inside, outside), (outside, inside)):
        if family and family[0][0] >= LEAST:
            score, solution = family[0]
            share = score**2 / (score**2 + (rivals[0][0] ** 2 if rivals else 0.0))
            confidence = min((1 - exp(-score / 1.6)) * share, 0.95)
            voices.append(_voice(text, scores[solution.key], "solution_type", solution.answer, confidence, source, solution.name))
    return voices


def _industry_evidence(text: Text, scores: Mapping[str, _Score], profile: Profile, source: Source) -> list[Evidence]:
    best = _best_industry(scores, profile)
    if best is None:
        return []
    industry, confidence = best
    return [_voice(text, scores[industry.key], "industry_vertical", industry.answer, confidence, source, industry.name)]


def _voice(text: Text, score: _Score, criterion: str, answer: str, confidence: float, source: Source, detail: str) -> Evidence:
    index, start, end = score.best
    line = text.lines[index]
    left, right = quote_span(line.text, start, end)
    place = Place(file=line.passage.file, page=line.passage.page, section=line.passage.section, start=left, end=right)
    return Evidence(
        criterion=criterion,
        source=source,
        confidence=round(confidence, 3),
        answer=answer,
        quote=line.text[left:right],
        place=place,
        detail=detail,
    )


def _best_industry(scores: Mapping[str, _Score], profile: Profile) -> tuple[Industry, float] | None:
    rated = sorted(
        ((scores[i.key].total, i) for i in profile.industries if i.key in scores), key=lambda pair: (-pair[0], pair[1].key)
    )
    if not rated or rated[0][0] < LEAST:
        return None
    total = sum(score for score, _ in rated[:3])
    return rated[0][1], min((1 - exp(-rated[0][0] / 1.6)) * rated[0][0] / total, 0.95)


def _solution_fact(text: Text, scores: Mapping[str, _Score], profile: Profile) -> Fact | None:
    inside, outside = _families(scores, profile)
    rated = sorted(inside + outside[:1], key=lambda pair: -pair[0])
    if not rated or rated[0][0] < LEAST:
        return None
    listed: dict[str, Fact] = {}
    for score, solution in rated:
        if score >= max(LISTED * rated[0][0], LEAST) and len(listed) < 4:
            listed.setdefault(solution.reported, _fact(text, scores[solution.key], solution.reported, 1 - exp(-score / 1.6)))
    first = next(iter(listed.values()))
    return Fact(
        value=tuple(listed), confidence=first.confidence, quote=first.quote, place=first.place, others=tuple(listed.values())
    )


def _industry_fact(text: Text, scores: Mapping[str, _Score], profile: Profile) -> Fact | None:
    best = _best_industry(scores, profile)
    return None if best is None else _fact(text, scores[best[0].key], best[0].reported, best[1])


def _fact(text: Text, score: _Score, value: str, confidence: float) -> Fact:
    index, start, end = score.best
    line = text.lines[index]
    left, right = quote_span(line.text, start, end)
    place = Place(file=line.passage.file, page=line.passage.page, section=line.passage.section, start=left, end=right)
    return Fact(value=value, confidence=round(min(confidence, 0.95), 3), quote=line.text[left:right], place=place)
