"""Signals: phrases that say something, somewhere, and not everywhere."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from winnable.core.profile import Criterion, Signal, Words
from winnable.formats.checks.texts import words_in
from winnable.formats.drafts import Draft
from winnable.formats.yaml_files import Steps
from winnable.reading.text import fold

SHORTEST: Final = 3  # letters and digits of a phrase
SHORTEST_STEM: Final = 4  # of a phrase that ends in `*`
_CODE: Final = re.compile(r"[0-9]{2,8}")
_SIGNS: Final = re.compile(r"[^\W_]")
_COMMON_WORDS: Final = (
    "the and for with this that are not shall must will from have any all our your its was has may can which "
    "der die das und oder mit fur von den dem des ein eine nicht ist sind wird werden auf bei nach aus "
    "les des une pour par avec dans sur est sont que qui pas aux ses "
    "los las del una para por con que sus sobre entre "
    "gli del della dei delle per con che una sono non nel nella "
    "het een van voor met niet zijn worden door dat aan"
)
_COMMON: Final = frozenset(_COMMON_WORDS.split())


def check_signals(draft: Draft) -> None:
    """Phrases and settings of every signal."""
    for index, criterion in draft.criteria.items():
        for number, signal in enumerate(criterion.signals):
            _check_signal(draft, ("criteria", index, "signals", number), signal)
        _check_ambiguous(draft, index, criterion)
    for at, words in words_in(draft):
        if at[0] != "capabilities":  # synonyms are compared with whole requirements, so short ones do no harm
            for language, phrases in words.items():
                _check_phrases(draft, (*at, language), phrases)
    for index, solution in draft.solutions.items():
        _check_codes(draft, ("solutions", index, "codes"), solution.codes)
        _check_told(draft, ("solutions", index, "signals"), solution.signals, solution.weak_signals, solution.codes)
    for index, industry in draft.industries.items():
        _check_told(draft, ("industries", index, "signals"), industry.signals)


def _check_told(draft: Draft, steps: Steps, signals: Words, weak: Words | None = None, codes: Sequence[str] = ()) -> None:
    if not (any(signals.values()) or any((weak or {}).values()) or codes):
        draft.report(steps, "No phrase tells it.", "Add phrases by language: `en: [...]`.")


def _check_codes(draft: Draft, at: Steps, codes: Sequence[str]) -> None:
    for number, code in enumerate(codes):
        if not _CODE.fullmatch(code):
            message = f"`{code}` is not the beginning of a procurement code."
            draft.report((*at, number), message, 'Write two to eight digits in quotes: "72413".')


def _check_signal(draft: Draft, at: Steps, signal: Signal) -> None:
    if not signal.phrases and signal.pattern is None:
        draft.report(at, "The signal looks for nothing.", "Add `phrases:` by language, or a `pattern:`.")
    if signal.phrases and signal.pattern is not None:
        draft.report((*at, "pattern"), "The signal has phrases and a pattern.", "Make it two signals.")
    if not 0 < signal.confidence <= 1:
        message = f"A confidence of {signal.confidence:g} does not lie above 0 and up to 1."
        draft.report((*at, "confidence"), message, "0.4 is a hint, 0.9 is said outright.")
    if signal.negated is not None and signal.negated == signal.answer:
        draft.report((*at, "negated"), "The negation says the same as the match.", "Name another answer, or leave `negated` out.")
    _check_phrases(draft, (*at, "unless"), signal.unless, beside=True)
    _check_phrases(draft, (*at, "along"), signal.along, beside=True)


def _check_phrases(draft: Draft, at: Steps, phrases: Sequence[str], *, beside: bool = False) -> None:
    """`beside` marks phrases that only stand beside others: these may be short and common, and may be none."""
    if not phrases and not beside:
        draft.report(at, "There are no phrases.", "Add phrases, or remove the key.")
    seen: set[str] = set()
    for number, phrase in enumerate(phrases):
        folded = " ".join(fold(phrase).split())
        steps: Steps = (*at, number)
        if folded in seen:
            draft.report(steps, f"The phrase '{phrase}' stands twice; case and accents do not count.", "Keep one of the two.")
        seen.add(folded)
        if not _check_written(draft, steps, phrase, folded) or beside:
            continue
        _check_particular(draft, steps, phrase, folded)


def _check_written(draft: Draft, steps: Steps, phrase: str, folded: str) -> bool:
    if not _SIGNS.search(folded):
        draft.report(steps, f"The phrase '{phrase}' holds no word.", "Write the words to look for.")
    elif "*" in folded[:-1] or folded.endswith(" *"):
        draft.report(
            steps, f"`*` stands inside the phrase '{phrase}'.", "Only the end of the last word may be left open: integrat*."
        )
    else:
        return True
    return False


def _check_particular(draft: Draft, steps: Steps, phrase: str, folded: str) -> None:
    signs = len(_SIGNS.findall(folded))
    if folded.endswith("*") and signs < SHORTEST_STEM:
        draft.report(steps, f"'{phrase}' matches too many words.", f"Keep at least {SHORTEST_STEM} letters before `*`.")
    elif signs < SHORTEST:
        draft.report(steps, f"The phrase '{phrase}' is so short that it matches everywhere.", "Add a word beside it.")
    elif folded in _COMMON:
        draft.report(steps, f"The phrase '{phrase}' stands in every text.", "Add the words that make it particular.")


def _check_ambiguous(draft: Draft, index: int, criterion: Criterion) -> None:
    """One phrase cannot tell two answers apart."""
    first: dict[tuple[object, ...], str] = {}
    for number, signal in enumerate(criterion.signals):
        for language, place, phrase in _phrases_of(signal):
            same = (" ".join(fold(phrase).split()), signal.where, signal.unless, signal.along)
            other = first.setdefault(same, signal.answer or "")
            if signal.answer is not None and other != signal.answer:
                steps: Steps = ("criteria", index, "signals", number, "phrases", language, place)
                message = f"The phrase '{phrase}' also stands for the answer `{other}`."
                draft.report(steps, message, "Keep it where it belongs, or tell the two apart by `along` or `unless`.")


def _phrases_of(signal: Signal) -> Iterator[tuple[str, int, str]]:
    for language, phrases in signal.phrases.items():
        for place, phrase in enumerate(phrases):
            yield language, place, phrase
