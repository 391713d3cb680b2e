"""Text layers that show one thing and say another: accents torn off their letters, fonts that do not tell their characters."""

import re
from collections.abc import Iterable

_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]+")
# A consonant that stands alone is hardly ever a word; in "acce s" it is the rest of one.
_TORN = re.compile(r"(?<= )[b-df-hj-np-tv-xz](?= )")
_UNKNOWN = re.compile("[\ufffd\ue000-\uefff]")
_TORN_SHARE = 0.006
_UNKNOWN_SHARE = 0.01
_FEWEST_WORDS = 200


def is_damaged(texts: Iterable[str]) -> bool:
    """Whether so many letters are torn off or unknown that words, and what is sought by them, will be missed."""
    text = "\n".join(texts)
    torn, unknown = len(_TORN.findall(text)), len(_UNKNOWN.findall(text))
    if not torn and not unknown:
        return False
    words = len(_WORD.findall(text))
    return words > _FEWEST_WORDS and (torn > _TORN_SHARE * words or unknown > _UNKNOWN_SHARE * len(text))
