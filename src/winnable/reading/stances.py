"""What a buyer means to do with a product that is named: replace it, integrate with it, build on it, or nothing."""

import re
from dataclasses import dataclass
from typing import Final, Literal

from winnable.reading.lexicon import Name, TermWords
from winnable.reading.phrases import Found
from winnable.reading.text import Line, sentence_at

Stance = Literal["prescribed", "replace", "integrate", "tolerate", "aside"]
# The strongest first; what is only ever an aside is no system of this tender.
STANCES: Final[tuple[str, ...]] = ("prescribed", "replace", "integrate", "tolerate", "aside")
# Lists of systems that somebody may build on; what is programmed with and looked up in is no platform.
PLATFORMS: Final = frozenset(
    {
        "portal_and_content",
        "crm_and_marketing",
        "erp_and_finance",
        "education",
        "health",
        "workplace_platforms",
        "integration_and_process",
        "commerce_and_payment",
    }
)
LEFT = 170  # characters before a name in which its sentence is looked at
RIGHT = 120  # characters behind it
MADE = 2  # words between "built on" and the product
NEXT = 3  # words that may stand between a cue and the name that it speaks of
JOINED = (130, 60)  # characters before and behind the start of a name in which a word for joining speaks of it
PREFERRED = 50  # characters between a product and the words that prefer it
_WORD = re.compile(r"\w+")
_STOP = re.compile(r"[.;:?!|]\s|\s[-\u2013]\s")
_AND = r"(?:(?:and|or|et|ou|y|o|e|und|oder|of|en)\s+)?"
_AMONG = re.compile(rf"[\s.,:(/\"“«]*(?:[\w.+#'’-]+(?:\s[\w.+#'’-]+){{0,3}}\s?[,/]\s?{_AND}|[\w.+#-]+\s{_AND}){{0,8}}[\"“«]?")
_ADDRESS = re.compile(r"://|@|^www\.|\w\.\w+/|\.(?:com|org|net|gov|io|eu)\b.")


@dataclass(frozen=True, slots=True)
class Setting:
    """A name in its sentence, with the cues around it; offsets are those of the line."""

    line: Line
    start: int
    end: int
    first: int
    last: int
    contexts: tuple[Found[str], ...]
    stances: tuple[Found[str], ...]

    def has(self, *labels: str) -> bool:
        """Whether any cue of the contexts stands in the sentence."""
        return any(cue.label in labels for cue in self.contexts)

    def leads(self, *labels: str, words: int = NEXT) -> bool:
        """Whether a cue stands right before the name, with at most so many words in between."""
        return any(cue.label in labels and self._beside(cue.end, self.start, words) for cue in self.stances)

    def follows(self, *labels: str, words: int = NEXT) -> bool:
        """Whether a cue stands right behind the name, with at most so many words in between."""
        return any(cue.label in labels and self._beside(self.end, cue.start, words) for cue in self.stances)

    @property
    def joined_before(self) -> bool:
        """Whether words for joining stand before the name: "integrate with our site built on X" speaks of that site."""
        return any(cue.label == "integrate" and cue.end <= self.start for cue in self.stances)

    @property
    def leaves(self) -> bool:
        """Whether words for moving away stand before the name, however far."""
        return any(cue.label == "leave" and cue.end <= self.start for cue in self.stances)

    def cited(self, label: str, words: int) -> bool:
        """Whether a cue of the contexts stands before the name, with at most so many words in between."""
        return any(cue.label == label and self._beside(cue.end, self.start, words) for cue in self.contexts)

    def followed(self, label: str, words: int) -> bool:
        """Whether a cue of the contexts stands behind the name, with at most so many words in between."""
        return any(cue.label == label and self._beside(self.end, cue.start, words) for cue in self.contexts)

    def among(self, label: str) -> bool:
        """Whether the name stands in a list that such a cue introduces ("tools such as A, B and C")."""
        text = self.line.text
        return any(
            cue.label == label and cue.end <= self.start and _AMONG.fullmatch(text, cue.end, self.start) is not None
            for cue in self.contexts
        )

    def _beside(self, start: int, end: int, words: int) -> bool:
        gap = self.line.folded[start:end]
        return start <= end and len(_WORD.findall(gap)) <= words and _STOP.search(gap) is None


def setting_of(line: Line, start: int, end: int, words: TermWords) -> Setting:
    """The sentence around a name, cut to what is near, and the cues in it."""
    first, last = sentence_at(line.text, start, end)
    first, last = max(first, start - LEFT), min(last, end + RIGHT)
    contexts = [cue for cue in words.contexts.find(line.folded, first, last) if cue.end <= start or cue.start >= end]
    stances = [Found(cue.start + first, cue.end + first, cue.label) for cue in words.stances.every(line.folded[first:last])]
    return Setting(line, start, end, first, last, tuple(contexts), tuple(stances))


def stance_of(setting: Setting, name: Name) -> Stance:
    """What one mention of a product says of the buyer's plans with it."""
    if _is_address(setting):
        return "aside"
    if _is_left(setting):
        return "replace"
    if name.group in PLATFORMS and is_prescribed(setting):
        return "prescribed"
    if _is_joined(setting):
        return "integrate"
    return "aside" if _is_aside(setting, name) else "tolerate"


def _is_left(setting: Setting) -> bool:
    """Whether the product goes: it is replaced, or what it holds moves out of it."""
    if setting.leads("to", words=0):
        return setting.follows("replace_before")
    if setting.leads("replace_next") or setting.follows("replace_before"):
        return True
    if setting.has("today") and any(c.label == "replace_before" and c.start >= setting.end for c in setting.stances):
        return True
    return setting.leaves and (setting.leads("from") or (setting.has("today") and not setting.leads("to")))


def is_prescribed(setting: Setting) -> bool:
    """Whether the sentence demands that what is bought be made with the product, or that the product stay."""
    if setting.has("experience", "tendering", "asks", "denied") or setting.among("examples"):
        return False
    if setting.leads("keep_next", "chosen_next") or setting.follows("keep_before"):
        return True
    if setting.has("allowed") or not (setting.has("demand", "purpose") or setting.line.passage.kind == "heading"):
        return False
    if setting.leads("reach_next", words=0) or (setting.leaves and setting.leads("to", words=0)):
        return True
    return _is_made_with(setting) and not _is_todays(setting)


def _is_made_with(setting: Setting) -> bool:
    """Whether something is built with the product, and not something that is only to be joined."""
    on = setting.leads("on", words=0) and setting.follows("kind_behind", words=0)
    made = on or setting.leads("build_next", words=MADE) or setting.leads("build_kind", words=0)
    joined = setting.follows("integrate", words=0) or setting.joined_before
    return (made or setting.follows("build_before")) and not joined


def _is_todays(setting: Setting) -> bool:
    """Whether it is what the buyer has: words about today stand before the product, or nothing is demanded before it."""
    todays = [cue for cue in setting.contexts if cue.label == "today"]
    demanded = any(cue.label == "demand" and cue.end <= setting.start for cue in setting.contexts)
    return any(cue.start < setting.start for cue in todays) or (bool(todays) and not demanded)


def _is_joined(setting: Setting) -> bool:
    """Whether what is bought shall work together with the product."""
    near = any(cue.label == "integrate" and -JOINED[0] <= cue.start - setting.start <= JOINED[1] for cue in setting.stances)
    example = setting.among("examples") and not setting.has("demand", "today")
    return near and not example and not setting.has("experience", "tendering")


def is_open(setting: Setting) -> bool:
    """Whether another product would do as well: "or equivalent"."""
    return any(cue.label == "equivalent" and 0 <= cue.start - setting.end <= 60 for cue in setting.stances)


def _is_aside(setting: Setting, name: Name) -> bool:
    """Whether a mention says nothing of the buyer's systems: how to bid, the format of a file, one of many examples."""
    if name.group == "procurement" or setting.has("tendering"):
        return True
    return (name.group == "documents" and setting.has("files")) or (setting.among("examples") and not setting.has("today"))


def _is_address(setting: Setting) -> bool:
    text = setting.line.text
    start = max(text.rfind(" ", 0, setting.start), text.rfind("\n", 0, setting.start)) + 1
    end = text.find(" ", setting.end)
    return _ADDRESS.search(text[start : len(text) if end < 0 else end]) is not None


def strongest(*stances: str) -> str:
    """What several mentions together say: a plan outweighs a mention, a mention an aside."""
    return min(stances, key=STANCES.index)


def is_preferred(setting: Setting) -> bool:
    """Whether the buyer would rather have this product than another."""
    return any(cue.label == "preferred" and -PREFERRED <= cue.start - setting.start <= PREFERRED for cue in setting.stances)
