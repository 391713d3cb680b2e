"""A passage as a language model sees it: character for character as long as the original, so that every quote is found again."""

import re
from typing import Final

from winnable.reading.text import fold

MASK: Final = "\N{FULL BLOCK}"
# Characters that nobody sees: controls, marks of writing direction, zero widths, tags. Orders can hide in them.
_UNSEEN: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e0fff]"
)
_SPACE: Final = re.compile(r"\s")
_CONTACT: Final = re.compile(
    r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}"
    r"|(?<![\w.,])(?:\+|00(?=[1-9]))\d{1,3}[ ./()-]{0,2}(?:\d[ ./()-]{0,2}){5,14}\d"
    r"|\(\d{3}\) ?\d{3}[ .-]\d{4}\b|\(0\d{1,4}\)[ -]?\d{2,4}(?:[ .-]?\d{2,4}){1,3}\b"
    r"|\b\d{3}[.-]\d{3}[.-]\d{4}\b"
    r"|(?:\b(?:tel|telephone|téléphone|telefon|telefono|teléfono|telefoon|phone|mobile|mobil|móvil|cell|fax|gsm)\b|☎)"
    r"[^\w+(]{0,4}(?:no|nr)?[^\w+(]{0,3}\(?\+?\d(?:[ ./()-]{0,3}\d){4,16}",
    re.IGNORECASE,
)
# Words by which a text speaks to a program that reads it, not to a bidder; folded, in the languages that are read.
_STEERING: Final = re.compile(
    r"\b(?:ignore|disregard|forget|override|overrule) (?:all |any |everything |the |your |my |these |of )*"
    r"(?:previous|prior|above|earlier|preceding|foregoing|system|other) "
    r"(?:\w+ )?(?:instruction|prompt|direction|order|rule|message)"
    r"|\bignor(?:ez|er|e) (?:toutes? |tous )?(?:les |vos |tes )?(?:instructions|consignes)"
    r"|\bignorier\w* (?:sie )?(?:alle |bitte )*(?:die |deine |ihre )?(?:vorherigen |vorigen |bisherigen |obigen |fruheren )?"
    r"(?:anweisungen|instruktionen|befehle|vorgaben des systems)"
    r"|\bignor(?:a|e|ad|en) (?:todas )?(?:las |tus |sus )?(?:instrucciones|ordenes) (?:anteriores|previas)"
    r"|\bignora(?:te|re)? (?:tutte )?(?:le |tue )*istruzioni"
    r"|\bnegeer (?:alle |de |je |uw )*(?:vorige |eerdere |voorgaande |bovenstaande )?(?:instructies|opdrachten)"
    r"|\b(?:note|notice|message|instructions?|attention|hint)(?: (?:for|to))?:? (?:all |any |the |every )*"
    r"(?:ai|a\.i\.|llm|language model|artificial intelligence|chatbot|gpt)s?\b"
    r"|\bas an? (?:ai|llm|language model|chatbot)\b(?! (?:system|solution|platform|tool|feature|capabilit|function|based))"
    r"|\byou are (?:now |an? )*(?:ai|assistant|language model|llm|chatbot|gpt)\b"
    r"|<\|?/?(?:system|assistant|im_start|im_end|endoftext|inst)\|?>|\[/?inst\]"
    r"|\b(?:system|assistant) ?(?:prompt|message)? ?: "
    r"(?:you|ignore|answer|respond|reply|output|set|the (?:chance|answer|decision))\b"
    r"|\b(?:system|hidden) prompt\b|\bprompt injection\b"
    r"|\{\s*\"(?:answers|decision|criterion|role)\"\s*:"
    r"|\b(?:answer|respond|reply|output|return|recommend|decide|set decision ?=) ?"
    r"(?:only )?(?:with )?[\"']?(?:pursue|walk away|walk_away)\b"
)


def shown(text: str) -> str:
    """The text with unseen characters as spaces, and e-mail addresses and telephone numbers masked; exactly as long."""
    text = _UNSEEN.sub(" ", text)
    return _CONTACT.sub(_masked, text) if _may_hold_contact(text) else text


def _may_hold_contact(text: str) -> bool:
    return "@" in text or any(char.isdigit() for char in text)


def _masked(found: re.Match[str]) -> str:
    return MASK * len(found.group())


def steers(text: str) -> bool:
    """Whether a text speaks to the program that reads it. A filter of known words: it can be evaded."""
    return _STEERING.search(" ".join(fold(_UNSEEN.sub("", _SPACE.sub(" ", text))).split())) is not None
