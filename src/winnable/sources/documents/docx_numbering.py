"""The numbers that Word shows in front of headings and items without storing them: counted here from the list definitions."""

from dataclasses import dataclass, field

from lxml import etree

from winnable.sources.documents.docx_xml import value, w

_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)
LEVELS = 9


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: how it counts ("decimal", "bullet", ...), how it is written ("%1.%2"), where it starts."""

    format: str = "decimal"
    text: str = ""
    start: int = 1


@dataclass(slots=True)
class Numbering:
    """List definitions by their ids, and how far each list has counted."""

    lists: dict[str, str] = field(default_factory=dict)
    levels: dict[tuple[str, int], Level] = field(default_factory=dict)
    starts: dict[tuple[str, int], int] = field(default_factory=dict)
    counters: dict[str, list[int]] = field(default_factory=dict)
    restarted: set[tuple[str, int]] = field(default_factory=set)

    def next(self, list_id: str, depth: int) -> str:
        """The number of the next paragraph of this list at this depth (0-8); "" for bullets and unknown lists."""
        definition = self.lists.get(list_id)
        level = self.levels.get((definition or "", depth))
        if definition is None or level is None:
            return ""
        self._count(list_id, definition, depth)
        if level.format in ("bullet", "none"):
            return ""
        return self._written(definition, level).strip().rstrip(".:").strip()

    def _count(self, list_id: str, definition: str, depth: int) -> None:
        counter = self.counters.setdefault(definition, [-1] * LEVELS)
        if (list_id, depth) in self.starts and (list_id, depth) not in self.restarted:
            self.restarted.add((list_id, depth))
            counter[depth] = -1
        start = self.starts.get((list_id, depth), self._start(definition, depth))
        counter[depth] = start if counter[depth] < 0 else counter[depth] + 1
        counter[depth + 1 :] = [-1] * (LEVELS - depth - 1)

    def _start(self, definition: str, depth: int) -> int:
        return self.levels.get((definition, depth), Level()).start

    def _written(self, definition: str, level: Level) -> str:
        text = level.text
        for depth, count in enumerate(self.counters[definition]):
            mark = f"%{depth + 1}"
            if mark in text:
                shown = self.levels.get((definition, depth), Level())
                text = text.replace(mark, counted(max(count, shown.start if count < 0 else count), shown.format))
        return text


def numbering_from(root: etree._Element) -> Numbering:
    """The definitions of numbering.xml."""
    numbering = Numbering()
    for definition in root.iterchildren(w("abstractNum")):
        for level in definition.iterchildren(w("lvl")):
            numbering.levels[(definition.get(w("abstractNumId"), ""), _integer(level.get(w("ilvl")), 0))] = _level(level)
    for entry in root.iterchildren(w("num")):
        list_id = entry.get(w("numId"), "")
        numbering.lists[list_id] = value(entry, "abstractNumId")
        for override in entry.iterchildren(w("lvlOverride")):
            if start := value(override, "startOverride"):
                numbering.starts[(list_id, _integer(override.get(w("ilvl")), 0))] = _integer(start, 1)
    return numbering


def _level(element: etree._Element) -> Level:
    return Level(value(element, "numFmt") or "decimal", value(element, "lvlText")[:100], _integer(value(element, "start"), 1))


def _integer(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else otherwise


def counted(number: int, form: str) -> str:
    """A count as the list writes it: 3, 03, c, C, iii, III."""
    if form.endswith("Letter"):
        letters = chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 50) if number > 0 else "0"
        return letters.upper() if form.startswith("upper") else letters
    if form.endswith("Roman"):
        return _roman(number).upper() if form.startswith("upper") else _roman(number)
    return f"{number:02d}" if form == "decimalZero" else str(number)


def _roman(number: int) -> str:
    written = ""
    for size, letters in _ROMAN:
        count, number = divmod(min(number, 10_000), size)
        written += letters * count
    return written
