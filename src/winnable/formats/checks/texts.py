"""Texts: none empty, none twice, and only languages that exist."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any, Final

from winnable.core.profile import Words
from winnable.formats.drafts import SECTIONS, Draft
from winnable.formats.shapes import required_names
from winnable.formats.yaml_files import Steps
from winnable.reading.text import fold

_ISO_639_1: Final = (
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo "
    "es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg "
    "ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn "
    "no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta "
    "te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu"
)
LANGUAGES: Final = frozenset(_ISO_639_1.split())


def check_texts(draft: Draft) -> None:
    """Empty texts, and answers or questions that say the same."""
    for name, value in draft.values.items():
        _check_filled(draft, (name,), value)
    questions: dict[str, str] = {}
    for section in SECTIONS:
        for index, item in getattr(draft, section).items():
            _check_filled(draft, (section, index), item)
    for index, criterion in draft.criteria.items():
        said: dict[str, str] = {}
        for number, answer in enumerate(criterion.answers):
            _check_once(draft, ("criteria", index, "answers", number, "text"), answer.text, answer.key, said)
        _check_once(draft, ("criteria", index, "question"), criterion.question, criterion.key, questions)


def _check_filled(draft: Draft, at: Steps, value: Any) -> None:
    if isinstance(value, str):
        if not value.strip():
            draft.report(at, "The text is empty.", "Write it.")
    elif is_dataclass(value):
        kind: Any = type(value)
        for field in fields(kind):
            part = getattr(value, field.name)
            if not isinstance(part, str) or field.name in required_names(kind):
                _check_filled(draft, (*at, field.name), part)
    elif isinstance(value, tuple):
        for number, part in enumerate(value):
            if is_dataclass(part):
                _check_filled(draft, (*at, number), part)


def _check_once(draft: Draft, steps: Steps, text: str, key: str, said: dict[str, str]) -> None:
    folded = fold(text).strip(" .?")
    if folded and folded in said:
        draft.report(steps, f"`{said[folded]}` says the same.", "Say what sets the two apart, or join them.")
    said.setdefault(folded, key)


def words_in(draft: Draft) -> Iterator[tuple[Steps, Words]]:
    """Every mapping of languages to phrases in the profile."""
    for index, criterion in draft.criteria.items():
        for number, signal in enumerate(criterion.signals):
            yield ("criteria", index, "signals", number, "phrases"), signal.phrases
    for index, solution in draft.solutions.items():
        yield ("solutions", index, "signals"), solution.signals
        yield ("solutions", index, "weak_signals"), solution.weak_signals
    for index, industry in draft.industries.items():
        yield ("industries", index, "signals"), industry.signals
    for index, capability in draft.capabilities.items():
        yield ("capabilities", index, "synonyms"), capability.synonyms


def check_languages(draft: Draft) -> None:
    """Languages are two-letter codes of ISO 639-1."""
    for at, words in words_in(draft):
        for code in words:
            if code not in LANGUAGES:
                draft.report((*at, code), f"`{code}` is not a language code.", language_meant(code))


def language_meant(code: str) -> str:
    """A suggestion for what is not a language code."""
    near = code[:2].lower()
    known = near in LANGUAGES and len(code) < 6
    return f"Did you mean `{near}`?" if known else "Use two letters of ISO 639-1: en, de, fr, es, it, nl."
