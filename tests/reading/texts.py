"""Short ways of making passages for tests."""

from winnable.core.evidence import Passage
from winnable.formats.lexicons import load_lexicon
from winnable.reading.fact import Facts
from winnable.reading.facts import read_facts
from winnable.reading.text import Line, lines_of

LEXICON = load_lexicon()


def passages(*texts: str, file: str = "rfp.md") -> tuple[Passage, ...]:
    """One passage a text: `# ` starts a heading, ` | ` makes a table row, `- ` an item."""
    made: list[Passage] = []
    section = ""
    for text in texts:
        if text.startswith("# "):
            section = text[2:]
            made.append(Passage(text=section, file=file, page=None, section=section, kind="heading"))
        elif " | " in text:
            made.append(Passage(text=text, file=file, page=None, section=section, kind="row"))
        elif text.startswith("- "):
            made.append(Passage(text=text[2:], file=file, page=None, section=section, kind="item"))
        else:
            made.append(Passage(text=text, file=file, page=None, section=section))
    return tuple(made)


def lines(*texts: str) -> tuple[Line, ...]:
    return lines_of(passages(*texts))


def facts(*texts: str) -> Facts:
    return read_facts(passages(*texts), LEXICON)[0]
