"""Texts as the pieces of words that the embedded model was trained on: BERT's uncased WordPiece, piece for piece."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

MOST_PIECES: Final = 256  # the model was trained on no more, the marks of start and end included
_LONGEST_WORD: Final = 100  # characters; a longer word is unknown
_LONGEST_KEPT: Final = 40  # characters; longer strings hardly ever come back
_MOST_KEPT: Final = 100_000  # strings whose pieces are remembered: some 25 MB

_CHUNK = re.compile("[^\t\n\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
_IDEOGRAPHS = (
    (0x4E00, 0x9FFF),
    (0x3400, 0x4DBF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F),
    (0x2B920, 0x2CEAF),  # 2B820 in Unicode, 2B920 in the tokenizer that the model was trained with
    (0xF900, 0xFAFF),
    (0x2F800, 0x2FA1F),
)


class _Cleaning(dict[int, str]):
    """Code point -> nothing for control characters, spaces around an ideograph, all else as it is."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if code == 0xFFFD or unicodedata.category(char) in {"Cc", "Cf", "Co", "Cs"}:
            char = ""
        elif any(first <= code <= last for first, last in _IDEOGRAPHS):
            char = f" {char} "
        self[code] = char
        return char


class _Plain(dict[int, str]):
    """Code point of a decomposed text -> nothing for accents, spaces around punctuation, all else in lower case."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        category = unicodedata.category(char)
        if category == "Mn":
            plain = ""
        elif category[0] == "P" or (code < 128 and category[0] == "S"):
            plain = f" {char} "
        else:
            plain = char.lower()
        self[code] = plain
        return plain


_CLEANING = _Cleaning()
_PLAIN = _Plain()


@dataclass(frozen=True, slots=True, kw_only=True)
class WordPiece:
    """A vocabulary and the pieces of the strings met so far."""

    ids: Mapping[str, int]
    _known: dict[str, tuple[int, ...]] = field(default_factory=dict, repr=False, compare=False)

    def encode(self, text: str, most: int = MOST_PIECES) -> list[int]:
        """Ids of the pieces between the marks of start and end, cut to `most`. "[SEP]" in a text is text, never a mark."""
        pieces = [self.ids["[CLS]"]]
        for found in _CHUNK.finditer(text):
            pieces += self._pieces(found.group())
            if len(pieces) >= most:
                break
        del pieces[most - 1 :]
        pieces.append(self.ids["[SEP]"])
        return pieces

    def _pieces(self, chunk: str) -> tuple[int, ...]:
        known = self._known.get(chunk)
        if known is not None:
            return known
        pieces = tuple(piece for word in _words(chunk) for piece in self._pieces_of_word(word))
        if len(chunk) <= _LONGEST_KEPT and len(self._known) < _MOST_KEPT:
            self._known[chunk] = pieces
        return pieces

    def _pieces_of_word(self, word: str) -> Iterator[int]:
        """The longest pieces of the vocabulary from left to right; one unknown piece if any rest is not in it."""
        pieces: list[int] = []
        start = 0
        while start < len(word) <= _LONGEST_WORD:
            mark = "##" if start else ""
            ends = range(len(word), start, -1)
            end, piece = next(((end, self.ids[part]) for end in ends if (part := mark + word[start:end]) in self.ids), (0, -1))
            if piece < 0:
                break
            pieces.append(piece)
            start = end
        yield from pieces if start == len(word) else [self.ids["[UNK]"]]


def _words(chunk: str) -> list[str]:
    if chunk.isascii() and chunk.isprintable():
        return chunk.translate(_PLAIN).split()
    return unicodedata.normalize("NFD", chunk.translate(_CLEANING)).translate(_PLAIN).split()
