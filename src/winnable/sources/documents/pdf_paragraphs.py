"""From segments to lines, and from lines to paragraphs, in the file's own order of reading."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from winnable.sources.documents.marks import bullet_length, is_contents_line, is_dotted, is_enumerated, is_mark
from winnable.sources.documents.pdf_headings import Look
from winnable.sources.documents.pdf_lines import BROKEN, Segment

_ENDED = re.compile(r"[.:;?!\u3002]\W*$")
# Steps from line to line, in line heights: the usual one, and the largest within a sentence.
_USUAL_PITCH = 1.15
_FARTHEST = 1.9

Line = list[Segment]


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together, from top to bottom."""

    lines: list[Segment] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines).replace(f"{BROKEN} ", "")

    @property
    def look(self) -> Look:
        first = self.lines[0]
        return Look(self.text, first.size, all(line.bold for line in self.lines), len(self.lines))


def lines_of(segments: Iterable[Segment]) -> Iterator[Line]:
    """Segments that follow each other on one line, from left to right."""
    line: Line = []
    for segment in segments:
        if line and not (segment.beside(line[-1]) and segment.left >= line[-1].right - segment.size):
            yield line
            line = []
        line.append(segment)
    if line:
        yield line


def reads_as_one(line: Line) -> bool:
    """Whether the gaps in a line mean nothing: behind a mark or number, in a table of contents, between the stretched words of a
    justified line, or narrow ones."""
    if is_mark(line[0].text):
        return len(line) == 2 or reads_as_one(line[1:])
    if is_contents_line(" ".join(segment.text for segment in line)):
        return True
    gaps = [after.left - before.right for before, after in pairwise(line)]
    stretched = len(gaps) > 1 and max(gaps) < 1.3 * min(gaps) and not any(" " in segment.text for segment in line)
    return stretched or max(gaps, default=0.0) < line[0].size


def merged(line: Line) -> Segment:
    """One segment out of those of a line; what touches is written together."""
    if len(line) == 1:
        return line[0]
    text = line[0].text
    for before, after in pairwise(line):
        text += ("" if after.left - before.right < 0.1 * before.size else " ") + after.text
    main = max(line, key=lambda segment: len(segment.text))
    right = max(segment.right for segment in line)
    return Segment(text, line[0].left, main.top, right, main.bottom, main.size, all(segment.bold for segment in line))


def paragraphs_of(lines: Iterable[Segment]) -> Iterator[Paragraph]:
    """The paragraphs that these lines make, from top to bottom."""
    lines = list(lines)
    pitch = _pitch(lines)
    paragraph = Paragraph()
    for index, line in enumerate(lines):
        if paragraph.lines and not _continues(paragraph, line, pitch, _right_edge(lines, index)):
            yield paragraph
            paragraph = Paragraph()
        paragraph.lines.append(line)
    if paragraph.lines:
        yield paragraph


def _pitch(lines: list[Segment]) -> float:
    """The usual step from one line to the next, in line heights."""
    steps = [(after.bottom - before.bottom) / before.size for before, after in pairwise(lines)]
    usual = [step for step in steps if 0.7 < step < 2.5]
    return median(usual) if len(usual) > 4 else _USUAL_PITCH


def _right_edge(lines: list[Segment], index: int) -> float:
    """Where the lines around this one end at the latest, among those that begin near its left side."""
    here = lines[index]
    near = lines[max(0, index - 6) : index + 6]
    return max(line.right for line in near if abs(line.left - here.left) < 3 * here.size)


def _continues(paragraph: Paragraph, line: Segment, pitch: float, right_edge: float) -> bool:
    last = paragraph.lines[-1]
    if last.text.endswith(BROKEN) or _turns_column(last, line):
        return True
    if last.text[-1:].isdigit() and is_contents_line(last.text):
        return False
    flows = _flows(last, line)
    if not _stands_below(paragraph, line, max(_FARTHEST * flows, _most(paragraph, pitch))) or _begins(paragraph, line):
        return False
    if flows:
        return True
    if last.bold != line.bold and (_is_short(last, right_edge) or (len(paragraph.lines) == 1 and last.bold)):
        return False
    return not _ended_early(last, line, right_edge) or (last.bold and line.bold and not _ENDED.search(last.text))


def _flows(last: Segment, line: Segment) -> bool:
    """Whether a line goes on in the middle of a sentence, by its words."""
    return line.text[:1].islower() and not _ENDED.search(last.text)


def _stands_below(paragraph: Paragraph, line: Segment, most: float) -> bool:
    """Whether a line follows the last at a step of less than `most` line heights, in letters of about the same size."""
    last = paragraph.lines[-1]
    step = (line.bottom - last.bottom) / max(last.size, line.size)
    overlaps = min(line.right, last.right) > max(line.left, last.left)
    return overlaps and 0.4 < step < most and 0.85 < line.size / last.size < 1.18


def _turns_column(last: Segment, line: Segment) -> bool:
    """Whether a sentence goes on at the top of the next column."""
    moved = line.bottom < last.top - 5 * last.size and line.left > last.right
    alike = abs(line.size - last.size) < 0.05 * last.size and line.bold == last.bold
    return moved and alike and _flows(last, line) and not is_enumerated(line.text)


def _most(paragraph: Paragraph, pitch: float) -> float:
    """The largest step that stays in the paragraph: by its own lines where it has some, else by the page's."""
    steps = [(after.bottom - before.bottom) / before.size for before, after in pairwise(paragraph.lines)]
    return 0.3 + (steps[-1] if steps else max(pitch, 1.0))


def _begins(paragraph: Paragraph, line: Segment) -> bool:
    """Whether a line begins something new by its mark: a bullet always, a number where the line before allows it."""
    if bullet_length(line.text):
        return True
    if not (is_enumerated(line.text) or is_dotted(line.text)):
        return False
    first = paragraph.lines[0]
    hangs = line.left > first.left + 0.8 * line.size
    return bool(_ENDED.search(paragraph.lines[-1].text)) or (_is_marked(first.text) and not hangs)


def _is_marked(text: str) -> bool:
    return bullet_length(text) > 0 or is_enumerated(text) or is_dotted(text)


def _is_short(line: Segment, right_edge: float) -> bool:
    return right_edge - line.right > 4 * line.size


def _ended_early(last: Segment, line: Segment, right_edge: float) -> bool:
    """Whether the next line's first word would have fitted behind the last: then the writer ended the line on purpose."""
    first_word = line.text.split(" ", 1)[0]
    width = (line.right - line.left) / max(len(line.text), 1) * (len(first_word) + 1)
    if last.right + width >= max(right_edge, line.right) - 0.5 * line.size:
        return False
    return bool(_ENDED.search(last.text)) or line.text[:1].isupper() or line.text[:1].isdigit()
