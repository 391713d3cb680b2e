"""What a buyer lays down about licences: none to be paid, open source only, for ever, the source code."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from winnable.reading.fact import Fact, fact_at, listed
from winnable.reading.lexicon import TermWords
from winnable.reading.stances import Setting, is_preferred, setting_of
from winnable.reading.text import Line

BEFORE = 60  # characters before a phrase in which a demand speaks of it
BEHIND = 40  # characters behind it in which it may turn out to be a library or a tool
OWNED = 150  # characters between the source code and the words that say whose it is
# What these say where the sentence does not demand it, only prefers it.
PREFERRED: Final = {"open source only": "open source preferred", "perpetual licence": "perpetual licence preferred"}
FREE: Final = frozenset({"no licence fees", "no subscription"})


def read_licence_limits(lines: Iterable[Line], words: TermWords) -> Fact | None:
    """Limits on licences, each once, what excludes a product that is paid for by year first: no licence fees, no subscription,
    no per-user licence, open source only or preferred, perpetual licence, source code ownership or escrow, public domain,
    licences provided."""
    best: dict[str, Fact] = {}
    for line in lines:
        if words.licences.found.find(line.folded):
            for fact in _limits(line, words):
                known = best.get(fact.value)
                if known is None or fact.confidence > known.confidence:
                    best[fact.value] = fact
    if "open source only" in best:
        best.pop(PREFERRED["open source only"], None)
    return listed(tuple(sorted(best.values(), key=lambda fact: fact.value not in FREE)))


def _limits(line: Line, words: TermWords) -> Iterator[Fact]:
    for found in words.licences.found.find(line.folded):
        setting = setting_of(line, found.start, found.end, words)
        cues = frozenset(cue.label for cue in words.licences.cues.every(line.folded[setting.first : setting.last]))
        for name, confidence in _named(found.label, setting, cues, words):
            yield fact_at(line, found.start, found.end, name, confidence)


def _named(label: str, setting: Setting, cues: frozenset[str], words: TermWords) -> Sequence[tuple[str, float]]:
    """The limits that a phrase states, with confidences; none where it speaks of permits, of test systems, of rights granted."""
    if "permits" in cues or setting.has("experience", "asks") or setting.line.folded[: setting.last].endswith("?"):
        return ()
    name = label.rstrip("?")
    if name == label:
        if label in FREE and "partial" in cues:
            return ()
        too = label == "no licence fees" and "subscriptions" in cues
        return ((name, 0.85), ("no subscription", 0.8)) if too else ((name, 0.85),)
    if name == "source code ownership":
        return ((name, 0.75),) if _is_owned(setting, words) else ()
    if (name == "perpetual licence" and "grants" in cues) or setting.has("denied", "allowed", "today"):
        return ()
    if is_preferred(setting) or _is_wished(setting):
        return ((PREFERRED[name], 0.7),)
    return ((name, 0.75),) if _is_demanded(setting, words) else ()


def _is_demanded(setting: Setting, words: TermWords) -> bool:
    """Whether what is bought must be so: a demand stands near, and no library or tool is meant."""
    folded = setting.line.folded
    behind = words.licences.cues.find(folded, setting.end, min(setting.last, setting.end + BEHIND))
    if any(cue.label == "loose" and cue.start - setting.end <= 2 for cue in behind):
        return False
    near = any(cue.label == "demand" and setting.start - BEFORE <= cue.start < setting.start for cue in setting.contexts)
    return near or setting.followed("demand", 1) or (setting.leads("build_next") and setting.has("purpose"))


def _is_wished(setting: Setting) -> bool:
    return any(cue.label == "wherever possible" for cue in setting.stances)


def _is_owned(setting: Setting, words: TermWords) -> bool:
    """Whether the source code goes to the buyer: words of property or delivery stand near, and the sentence demands it."""
    line = setting.line
    first, last = max(setting.first, setting.start - OWNED), min(setting.last, setting.end + OWNED)
    cues = {cue.label for cue in words.licences.cues.every(line.folded[first:last])}
    return "owned" in cues and not setting.has("denied") and (setting.has("demand") or line.passage.kind != "text")
