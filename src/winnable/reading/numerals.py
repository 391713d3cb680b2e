"""Small numbers written as words or digits, in six languages: "three (3)", "deux", "zwölf"."""

import re
from typing import Final

_WORDS: Final = {
    1: "one a an un une ein eine einen einem einer uno una een single eerste",
    2: "two deux zwei zwo dos due twee both",
    3: "three trois drei tres tre drie",
    4: "four quatre vier cuatro quattro",
    5: "five cinq funf cinco cinque vijf",
    6: "six sechs seis sei zes",
    7: "seven sept sieben siete sette zeven",
    8: "eight huit acht ocho otto",
    9: "nine neuf neun nueve nove negen",
    10: "ten dix zehn diez dieci tien",
    11: "eleven onze elf once undici",
    12: "twelve douze zwolf doce dodici twaalf",
    15: "fifteen quinze funfzehn quince quindici vijftien",
    18: "eighteen dix-huit achtzehn dieciocho diciotto achttien",
    20: "twenty vingt zwanzig veinte venti twintig",
    24: "twenty-four vingt-quatre vierundzwanzig veinticuatro ventiquattro vierentwintig",
    30: "thirty trente dreissig treinta trenta dertig",
    36: "thirty-six trente-six sechsunddreissig treinta-y-seis trentasei zesendertig",
    48: "forty-eight quarante-huit achtundvierzig quarantotto achtenveertig",
    60: "sixty soixante sechzig sesenta sessanta zestig",
}
_VALUES: Final = {word: value for value, words in _WORDS.items() for word in words.split()}
NUMERAL: Final = r"(?:\d{1,3}(?:[.,]5)?|" + "|".join(sorted(map(re.escape, _VALUES), key=len, reverse=True)) + ")"


def numeral(written: str) -> int:
    """The whole number that a folded numeral stands for (halves are cut off)."""
    return _VALUES[written] if written in _VALUES else int(float(written.replace(",", ".")))
