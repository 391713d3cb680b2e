"""What stands in front of a heading or a list item: bullets and numbers; and what a title looks like."""

import re

# Bullets as they come out of real files: typographic ones, dashes, and the private-use code points of symbol fonts.
_BULLET = re.compile(
    r"\s*(?:[\u2022\u2023\u2043\u2219\u25a0-\u25ff\u2605\u2606\u2610-\u2612\u2666\u2713-\u2718\u2756\u2794\u27a2-\u27a4\u27bd\u2b1b-\u2b24\uf000-\uf0ff\u00b7\u2981]"
    r"\s*|[-*\u2010-\u2015\u2212]\s+|o\s+(?=\S))"
)
_IDEOGRAPH = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ENUMERATOR = re.compile(
    r"\s*(?:\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})\)|(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})\.)\s+(?=\S)"
    rf"|\s*(?:[\uff08(]\d{{1,3}}[\uff09)]|\d{{1,3}}[.\uff0e\u3001]|[\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341]{{1,3}}\u3001)\s*(?={_IDEOGRAPH.pattern})"
)
_NUMBER = re.compile(
    r"\s*(?P<number>\d{1,3}(?:\.\d{1,3}){0,6}|[A-Z](?:\.\d{1,3}){1,5}|[A-Z]|[IVX]{1,5})(?P<end>\.|\)|:|)(?:\s+|(?=[\u2013\u2014])|(?=$))"
)
_DOTTED = re.compile(rf"\s*\d{{1,3}}(?:\.\d{{1,3}}){{1,6}}\.?(?:\s+[^\Wa-z\d_]|{_IDEOGRAPH.pattern})")
# A number that touches its title, as in "1.Scope" and "1.1Scope".
_TIGHT = re.compile(r"\s*(?P<number>\d{1,3}(?:\.\d{1,3}){0,6})\.?(?=[^\W\d_a-z][^\W\d_])")
_NAMED = re.compile(
    r"\s*(?:section|article|part|chapter|annex(?:ure)?|appendix|attachment|exhibit|schedule|volume|annexe|chapitre|partie|lot|titre"
    r"|bijlage|artikel|hoofdstuk|anexo|cap[i\u00ed]tulo|secci[o\u00f3]n|cl[a\u00e1]usula|anhang|abschnitt|kapitel)"
    r"[\s\u2010-\u2015.:-]{1,4}(?P<number>\d{1,3}(?:\.\d{1,3}){0,5}|[A-Z]|[IVX]{1,5})\b",
    re.IGNORECASE,
)
_MARK_ALONE = re.compile(r"\W{1,3}|o|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]|\d{1,3}(?:\.\d{1,3}){1,5}[.)]?")
_CONTENTS = re.compile(r"(?:\.\s?){4,}|\u2026{2,}|_{4,}|(?:\u2026\s?\.?){2,}")
_CAPTION = re.compile(
    r"\s*(?:figure|fig|table|tableau|tabla|tabelle|tabel|figura|abbildung|source|note|graph|chart)\b\.?\s*(?:[\dIVX]|:)",
    re.IGNORECASE,
)
_NO_TITLE = re.compile(r"@|https?:|^[*\[\]<>{}#$%&+=/\\]")
_SENTENCE = re.compile(r"[.;,]\W*$|^[a-z]|\.\s+[A-Z]\w+.*\s\w+\s\w+")
_LETTER = re.compile(r"[^\W\d_]")


def bullet_length(text: str) -> int:
    """Characters of the bullet (and the space behind it) that the text begins with; 0 without one."""
    match = _BULLET.match(text)
    return match.end() if match else 0


def is_mark(text: str) -> bool:
    """Whether a piece of a line is nothing but a bullet or number: "\u2022", "a)", "3.2", "Section IV"."""
    return _MARK_ALONE.fullmatch(text.strip()) is not None or _NAMED.fullmatch(text.strip()) is not None


def is_enumerated(text: str) -> bool:
    """Whether the text begins as one of a list: "a)", "(iv)", "3." ."""
    return _ENUMERATOR.match(text) is not None


def is_item(text: str) -> bool:
    """Whether the text begins with a bullet or an enumerator."""
    return bullet_length(text) > 0 or is_enumerated(text)


def number_of(text: str) -> str:
    """The leading section number, as in "3.2" of "3.2 Hosting"; "" without one."""
    match = _NUMBER.match(text)
    if match and (match["end"] or "." in match["number"] or match["number"].isdigit()):
        return match["number"]
    tight = _TIGHT.match(text)
    if tight and "." in tight[0]:
        return tight["number"]
    named = _NAMED.match(text)
    return named["number"] if named else ""


def is_named(text: str) -> bool:
    """Whether the text begins as a chief part of a document does: "Chapter 3", "Annex B"."""
    return _NAMED.match(text) is not None


def depth_of(number: str) -> int:
    """How deep a section number lies: 1 for "3" and "IV", 2 for "3.2"; a trailing ".0" adds nothing."""
    parts = number.split(".")
    while len(parts) > 1 and parts[-1] == "0":
        parts.pop()
    return len(parts)


def is_contents_line(text: str) -> bool:
    """Whether the text is a line of a table of contents or of a form: dot leaders or rules to write on."""
    return _CONTENTS.search(text) is not None


def is_dotted(text: str) -> bool:
    """Whether the text begins with a number of several parts and a capital, as in "3.2 The system": a clause of its own."""
    return _DOTTED.match(text) is not None


def is_title(text: str) -> bool:
    """Whether a short text could be a heading by its words alone: letters, few words, no sentence, no caption."""
    if len(text) > 150 or is_contents_line(text) or bullet_length(text) or _CAPTION.match(text):
        return False
    bare = _NUMBER.sub("", text, count=1).rstrip()
    letters = len(_LETTER.findall(bare))
    fewest = 4 if bare == text.rstrip() else 2
    if letters < fewest or letters * 2 < len(bare.replace(" ", "")) or _NO_TITLE.search(bare):
        return False
    return len(bare.split()) <= 16 and len(_IDEOGRAPH.findall(bare)) <= 40 and not _SENTENCE.search(bare)


def is_capitals(text: str) -> bool:
    """Whether the text is written in capitals, as titles are."""
    letters = [letter for letter in text if letter.isalpha()]
    return len(letters) >= 4 and all(not letter.islower() for letter in letters) and any(map(str.isupper, letters))
