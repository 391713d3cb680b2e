"""Changes single values in the text of a YAML file; comments, layout and everything else stay as they are."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

import yaml

from winnable.formats.yaml_files import Steps

_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Pairs = Sequence[tuple[float, float]]


def number_text(number: float) -> str:
    """A number so that every YAML library reads the same: no exponent, no superfluous digits."""
    text = format(Decimal(repr(float(number))), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def quoted(text: str) -> str:
    """A text in double quotes."""
    return json.dumps(text, ensure_ascii=False)


def pairs_text(pairs: Pairs) -> str:
    """Points or bands in one line."""
    return "[" + ", ".join(_pair_text(pair) for pair in pairs) + "]"


def _pair_text(pair: tuple[float, float]) -> str:
    return f"[{number_text(pair[0])}, {number_text(pair[1])}]"


@dataclass(slots=True)
class TextEdits:
    """Changes to one file, gathered first and made at once. Steps name values of the text as it was (`YamlFile`)."""

    text: str
    _root: Any = None
    _spans: list[tuple[int, int, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._root = yaml.compose(self.text, Loader=_LOADER)

    def done(self) -> str:
        """The text with all changes."""
        text = self.text
        for start, end, new in sorted(self._spans, key=lambda span: (span[0], span[1]))[::-1]:
            text = text[:start] + new + text[end:]
        return text

    def set_number(self, steps: Steps, number: float) -> None:
        """Another number in place of one."""
        self._replace(self._node(steps), number_text(number))

    def set_text(self, steps: Steps, text: str) -> None:
        """Another text in place of one, in the quotes that it had."""
        node = self._node(steps)
        plain = not node.style and yaml.safe_load(text) == text
        self._spans.append((node.start_mark.index, self._end(node), text if plain else quoted(text)))

    def keys(self, steps: Steps) -> list[str]:
        """The keys of a mapping, as they stand in the file."""
        return [key.value for key, _ in self._node(steps).value]

    def set_value(self, steps: Steps, value: str) -> None:
        """Another value, written in one line, in place of a whole one."""
        node = self._node(steps)
        self._spans.append((node.start_mark.index, self._end(node), value))

    def set_pairs(self, steps: Steps, pairs: Pairs) -> None:
        """Other points or bands in a list; lines of those that stay keep what stands beside them."""
        node = self._node(steps)
        old = [tuple(float(part.value) for part in item.value) for item in node.value]
        if [x for x, _ in old] == [x for x, _ in pairs]:
            for i, ((_, before), (_, after)) in enumerate(zip(old, pairs, strict=True)):
                if before != after:
                    self.set_number((*steps, i, 1), after)
        elif node.flow_style or not all(item.flow_style for item in node.value):
            start, end = node.start_mark.index, self._end(node)
            self._spans.append((start, end, pairs_text(pairs)))
        else:
            self._set_lines(node, steps, pairs)

    def _set_lines(self, node: Any, steps: Steps, pairs: Pairs) -> None:
        """A list of one pair a line: lines go, come, or get another second number."""
        old = {float(item.value[0].value): i for i, item in enumerate(node.value)}
        wanted = dict(pairs)
        dash = " " * node.start_mark.column + "- "
        places = [self._line_start(item.start_mark.index) for item in node.value]
        places.append(self._line_end(self._end(node.value[-1])))
        for x, i in old.items():
            if x not in wanted:
                self._spans.append((places[i], places[i + 1], ""))
            elif float(node.value[i].value[1].value) != wanted[x]:
                self.set_number((*steps, i, 1), wanted[x])
        before = sorted(old)
        for x, weight in pairs:
            if x not in old:
                at = places[sum(1 for known in before if known < x)]
                self._insert(at, f"{dash}{_pair_text((x, weight))}\n")

    def insert_key(self, before: Steps, key: str, value: str) -> None:
        """A key of a mapping, in front of another one, in its layout."""
        mapping, name = self._node(before[:-1]), before[-1]
        node = next(key_node for key_node, _ in mapping.value if key_node.value == name)
        mark = node.start_mark
        end = ", " if mapping.flow_style else "\n" + " " * mark.column
        self._insert(mark.index, f"{key}: {value}{end}")

    def append(self, steps: Steps, value: str) -> None:
        """One more item at the end of a list."""
        node = self._node(steps)
        if not node.value:
            self._replace(node, f"[{value}]")
        elif node.flow_style:
            self._insert(self._end(node.value[-1]), f", {value}")
        else:
            indent = " " * node.start_mark.column
            self._insert(self._line_end(self._end(node.value[-1])), f"{indent}- {value}\n")

    def _node(self, steps: Steps) -> Any:
        node = self._root
        for step in steps:
            node = node.value[step] if isinstance(step, int) else next(v for key, v in node.value if key.value == step)
        return node

    def _replace(self, node: Any, new: str) -> None:
        self._spans.append((node.start_mark.index, node.end_mark.index, new))

    def _insert(self, at: int, new: str) -> None:
        if new.endswith("\n") and at == len(self.text) and not self.text.endswith("\n"):
            new = "\n" + new.removesuffix("\n")  # the last line has no end
        self._spans.append((at, at, new))

    def _end(self, node: Any) -> int:
        """Where a value really ends: a block ends with its last item, not at what follows it."""
        while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
            node = node.value[-1][1] if isinstance(node, yaml.MappingNode) else node.value[-1]
        return len(self.text[: node.end_mark.index].rstrip())

    def _line_start(self, index: int) -> int:
        return self.text.rfind("\n", 0, index) + 1

    def _line_end(self, index: int) -> int:
        """Behind the end of a line."""
        end = self.text.find("\n", index)
        return len(self.text) if end < 0 else end + 1
