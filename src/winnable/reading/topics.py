"""What a requirement is about: security, integration, hosting and the like, by weighted words of six languages."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

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
Spoken = Mapping[str, tuple[tuple[str, float], ...]]  # the languages of a small word, with weights
_WORD = re.compile(r"\w+")


class Hint(NamedTuple):
    """A topic, how strongly a phrase speaks for it (negative: against it), and the language of the phrase."""

    topic: str
    weight: float
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicWords:
    """Phrases with their hints, the topics in the order that settles ties, and the small words that tell a language."""

    topics: tuple[str, ...]
    phrases: Phrasebook[Hint]
    spoken: Spoken


def topics_of(text: str, section: str, words: TopicWords) -> tuple[str, ...]:
    """The topics of a requirement, the main one first; () where its words and its heading name none.

    `section` is the path of headings, " > " between them; the nearest one confirms what the text hints at, and stands for
    a short item that says nothing itself.
    """
    said = topic_weights(text, words)
    headed = topic_weights(section.rpartition(" > ")[2][:HEADING], words)
    weights = {
        topic: weight + (HEADING_SHARE * max(headed.get(topic, 0.0), 0.0) if weight >= HINTED else 0.0)
        for topic, weight in said.items()
    }
    found = [topic for topic in words.topics if weights.get(topic, 0.0) >= LEAST]
    if not found and len(text) < SHORT:
        found = [topic for topic in words.topics if headed.get(topic, 0.0) >= SURE_HEADING][:1]
    return tuple(sorted(found, key=lambda topic: -weights.get(topic, 0.0)))


def topic_weights(text: str, words: TopicWords) -> dict[str, float]:
    """The weight of each topic that the text's own words speak for or against; the same words count once."""
    folded = fold(text)
    language = language_of(folded, words.spoken)
    strongest: dict[tuple[str, str, bool], float] = {}
    for start, end, hint in words.phrases.every(folded):
        if language is not None and hint.language not in (language, EVERYWHERE):
            continue
        key = (hint.topic, folded[start:end], hint.weight > 0)
        if abs(hint.weight) > abs(strongest.get(key, 0.0)):
            strongest[key] = hint.weight
    weights: dict[str, float] = {}
    for (topic, _, _), weight in strongest.items():
        weights[topic] = weights.get(topic, 0.0) + weight
    return weights


def language_of(folded: str, spoken: Spoken) -> str | None:
    """The language that most small words of a text belong to; None where there are none or another has nearly as many."""
    counts: dict[str, float] = {}
    for word in _WORD.findall(folded):
        for language, weight in spoken.get(word, ()):
            counts[language] = counts.get(language, 0.0) + weight
    first, second = [*sorted(counts, key=lambda language: -counts[language]), "", ""][:2]
    leads = counts.get(first, 0.0) >= SMALL_WORDS and counts[first] > LEAD * counts.get(second, 0.0)
    return first if leads else None


def topic_words(data: Mapping[str, Mapping[str, Mapping[float, list[str]]]], spoken: Spoken) -> TopicWords:
    """Compile topic -> language -> weight -> phrases; `spoken` gives the languages of small words, with weights."""
    entries = [
        (phrase, Hint(topic, float(weight), language))
        for topic, languages in data.items()
        for language, weighted in languages.items()
        for weight, phrases in weighted.items()
        for phrase in phrases
    ]
    known = {language for languages in data.values() for language in languages}
    return TopicWords(topics=tuple(data), phrases=Phrasebook(entries), spoken=only(spoken, known))


def only(spoken: Spoken, languages: Collection[str]) -> Spoken:
    """The small words with these languages alone."""
    return {word: tuple(pair for pair in pairs if pair[0] in languages) for word, pairs in spoken.items()}
