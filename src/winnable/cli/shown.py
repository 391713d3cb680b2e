"""Text of others on a terminal: names and messages without characters that could command it."""

import re

_UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]+")


def shown(text: str) -> str:
    """The same text with each run of control, direction and surrogate characters as one question mark."""
    return _UNSEEN.sub("?", text)
