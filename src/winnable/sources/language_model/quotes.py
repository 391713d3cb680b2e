"""Finds a quote in a text by its letters and digits: a model rarely copies spaces, hyphens, ligatures and marks exactly.

What is shown in the end is always the text's own stretch, never the model's copy of it.
"""

import unicodedata
from array import array
from functools import lru_cache


def span_of(quote: str, text: str) -> tuple[int, int] | None:
    """Where the first stretch of the text with the letters and digits of the quote starts and ends."""
    wanted, _ = _letters(quote)
    letters, offsets = _letters(text)
    at = letters.find(wanted) if wanted else -1
    if at < 0:
        return None
    end = offsets[at + len(wanted) - 1] + 1
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return offsets[at], end


@lru_cache(maxsize=512)
def _letters(text: str) -> tuple[str, "array[int]"]:
    """Letters and digits in their plainest form, and for each the offset of the character that it comes from."""
    letters: list[str] = []
    offsets = array("l")
    for offset, char in enumerate(text):
        plain = char.lower() if char.isascii() else unicodedata.normalize("NFKD", char.casefold()).casefold()
        for letter in plain:
            if letter.isalnum():
                letters.append(letter)
                offsets.append(offset)
    return "".join(letters), offsets
