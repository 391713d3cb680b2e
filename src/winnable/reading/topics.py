"""What a requirement is about: security, integration, hosting and the like, by words of six languages.

Most topics are told by weighted words; four of them by a learned line over groups of words, the weights of all topics and the
nearest heading (decision record 14).
"""

import math
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from winnable.reading.phrases import Phrasebook
from winnable.reading.text import fold

LEAST = 2.0  # weight that makes a topic
HEADING_SHARE = 0.5  # of a heading's weight, added to what the text says itself
HINTED = 1.0  # weight of the text alone from which a heading adds anything
SHORT = 60  # characters: a shorter item takes the topic of its heading where its own words say nothing
SURE_HEADING = 3.0
HEADING = 90  # characters of the nearest heading that are looked at
SMALL_WORDS, LEAD = 1.5, 1.5  # weight of small words that settles a language, and times as much as of the next
EVERYWHERE = "en"  # its terms of art stand in texts of every language
LIKELY = 0.35  # chance from which a line names its topic
AGAINST: Final = "not_"  # begins the name of a group whose phrases take their words away from the topic
Spoken = Mapping[str, tuple[tuple[str, float], ...]]  # the languages of a small word, with weights
_WORD = re.compile(r"\w+")
_USUAL_LENGTH: Final = 4.5  # logarithm of the characters of a usual sentence
_OTHER_CUE, _OTHER_WEIGHT = 0.4, 0.25  # how much less the groups and the weights of other topics count
_MOST_KEPT: Final = 512  # headings whose topics are kept: those of a long document


class Hint(NamedTuple):
    """A topic, how strongly a phrase speaks for it (negative: against it), and the language of the phrase."""

    topic: str
    weight: float
    language: str


class TopicCue(NamedTuple):
    """A group of phrases of one topic, and the language of the phrase."""

    topic: str
    name: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicLine:
    """Learned weights of the features of a topic, as log odds; `base` is added once."""

    base: float
    weights: Mapping[str, float]

    def chance(self, features: Mapping[str, float]) -> float:
        """The chance (0 to 1) that a text with these features has the topic."""
        total = self.base + sum(self.weights.get(name, 0.0) * value for name, value in features.items())
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TopicWords:
    """Phrases with their hints, the topics in the order that settles ties, the groups of phrases that the lines of some topics
    weigh, and the small words that tell a language."""

    topics: tuple[str, ...]
    phrases: Phrasebook[Hint]
    cues: Phrasebook[TopicCue]
    lines: Mapping[str, TopicLine]
    spoken: Spoken


@dataclass(frozen=True, slots=True)
class Said:
    """What a text says itself: the weight of each topic, and how many different phrases of each group it holds."""

    weights: Mapping[str, float]
    cues: Mapping[tuple[str, str], int]


def topics_of(text: str, section: str, words: TopicWords) -> tuple[str, ...]:
    """The topics of a requirement, the main one first; () where its words and its heading name none.

    `section` is the path of headings, " > " between them; the nearest one confirms what the text hints at, and stands for
    a short item that says nothing itself.
    """
    said, headed = said_in(text, words), headed_by(section, words)
    weights = {
        topic: weight + (HEADING_SHARE * max(headed.weights.get(topic, 0.0), 0.0) if weight >= HINTED else 0.0)
        for topic, weight in said.weights.items()
    }
    for topic, line in words.lines.items():
        named = line.chance(features_of(topic, text, said, headed)) >= LIKELY
        weights[topic] = max(weights.get(topic, 0.0), LEAST) if named else 0.0
    found = [topic for topic in words.topics if weights.get(topic, 0.0) >= LEAST]
    if not found and len(text) < SHORT:
        found = [topic for topic in words.topics if headed.weights.get(topic, 0.0) >= SURE_HEADING][:1]
    return tuple(sorted(found, key=lambda topic: -weights.get(topic, 0.0)))


def features_of(topic: str, text: str, said: Said, headed: Said) -> dict[str, float]:
    """What the line of a topic weighs: its own groups in the text and in the heading, how many of them there are, the listed
    weights, the same of the other topics, and the length of the text."""
    features = {"length": math.log1p(len(text)) - _USUAL_LENGTH, "listed": _between(said.weights.get(topic, 0.0), -3, 5) / 2}
    features["listed in heading"] = _between(headed.weights.get(topic, 0.0), 0, 2) / 2
    for (of, name), count in said.cues.items():
        if of != topic:
            features[f"{of}: {name}"] = _OTHER_CUE
            continue
        features[name] = 1.0
        if count > 1:
            features[f"{name} twice"] = 1.0
    features.update({f"{name} in heading": 1.0 for of, name in headed.cues if of == topic})
    features.update({f"{of}: listed": _OTHER_WEIGHT * _between(w, -2, 4) for of, w in said.weights.items() if of != topic})
    groups = _groups(topic, said)
    features.update({f"{least} groups": 1.0 for least in (1, 2, 3) if groups >= least})
    if groups and _groups(topic, headed):
        features["confirmed"] = 1.0
    return features


def _groups(topic: str, said: Said) -> int:
    return sum(of == topic and not name.startswith(AGAINST) for of, name in said.cues)


def _between(value: float, least: float, most: float) -> float:
    return max(least, min(most, value))


def headed_by(section: str, words: TopicWords) -> Said:
    """What the nearest heading of a path says."""
    return _heading(section.rpartition(" > ")[2][:HEADING], words)


@lru_cache(maxsize=_MOST_KEPT)
def _heading(heading: str, words: TopicWords) -> Said:
    return said_in(heading, words)


def said_in(text: str, words: TopicWords) -> Said:
    """The topics that the text's own words speak for or against, and the groups of phrases that it holds."""
    folded = fold(text)
    language = language_of(folded, words.spoken)
    hints = [hit for hit in words.phrases.every(folded) if language is None or hit.label.language in (language, EVERYWHERE)]
    cues = [hit for hit in words.cues.every(folded) if language is None or hit.label.language in (language, EVERYWHERE)]
    return Said(_weights(folded, hints), _cues(folded, cues))


def _weights(folded: str, hits: Iterable[tuple[int, int, Hint]]) -> dict[str, float]:
    """The weight of each topic; the same words count once."""
    strongest: dict[tuple[str, str, bool], float] = {}
    for start, end, hint in hits:
        key = (hint.topic, folded[start:end], hint.weight > 0)
        if abs(hint.weight) > abs(strongest.get(key, 0.0)):
            strongest[key] = hint.weight
    weights: dict[str, float] = {}
    for (topic, _, _), weight in strongest.items():
        weights[topic] = weights.get(topic, 0.0) + weight
    return weights


def _cues(folded: str, hits: Collection[tuple[int, int, TopicCue]]) -> dict[tuple[str, str], int]:
    """How many different phrases of each group stand in the text, but for those within a phrase against their topic."""
    taken = [(start, end, cue.topic) for start, end, cue in hits if cue.name.startswith(AGAINST)]
    phrases: dict[tuple[str, str], set[str]] = {}
    for start, end, cue in hits:
        within = any(topic == cue.topic and first <= start and end <= last for first, last, topic in taken)
        if cue.name.startswith(AGAINST) or not within:
            phrases.setdefault((cue.topic, cue.name), set()).add(folded[start:end])
    return {key: len(found) for key, found in phrases.items()}


def language_of(folded: str, spoken: Spoken) -> str | None:
    """The language that most small words of a text belong to; None where there are none or another has nearly as many."""
    counts: dict[str, float] = {}
    for word in _WORD.findall(folded):
        for language, weight in spoken.get(word, ()):
            counts[language] = counts.get(language, 0.0) + weight
    first, second = [*sorted(counts, key=lambda language: -counts[language]), "", ""][:2]
    leads = counts.get(first, 0.0) >= SMALL_WORDS and counts[first] > LEAD * counts.get(second, 0.0)
    return first if leads else None


def topic_words(
    data: Mapping[str, Mapping[str, Mapping[float, list[str]]]],
    cues: Mapping[str, Mapping[str, Mapping[str, list[str]]]],
    lines: Mapping[str, TopicLine],
    spoken: Spoken,
) -> TopicWords:
    """Compile topic -> language -> weight -> phrases, and topic -> group -> language -> phrases; `spoken` gives the languages of
    small words, with weights."""
    entries = [
        (phrase, Hint(topic, float(weight), language))
        for topic, languages in data.items()
        for language, weighted in languages.items()
        for weight, phrases in weighted.items()
        for phrase in phrases
    ]
    known = {language for languages in data.values() for language in languages}
    groups = [
        (phrase, TopicCue(topic, name, language))
        for topic, listed in cues.items()
        for name, languages in listed.items()
        for language, phrases in languages.items()
        for phrase in phrases
    ]
    return TopicWords(
        topics=tuple(data), phrases=Phrasebook(entries), cues=Phrasebook(groups), lines=lines, spoken=only(spoken, known)
    )


def only(spoken: Spoken, languages: Collection[str]) -> Spoken:
    """The small words with these languages alone."""
    return {word: tuple(pair for pair in pairs if pair[0] in languages) for word, pairs in spoken.items()}
