"""What a Word file keeps beside its body: footnotes and endnotes, which are read, and what is only counted."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from winnable.sources.documents.archive import Archive
from winnable.sources.documents.docx_xml import w

_KINDS = ("footnote", "endnote")


@dataclass(slots=True)
class Notes:
    """The notes that no reference has been met for yet, by kind and id."""

    waiting: dict[tuple[str, str], etree._Element] = field(default_factory=dict)

    def of(self, paragraph: etree._Element) -> Iterator[etree._Element]:
        """The paragraphs of the notes that a paragraph refers to; each note once, however often it is referred to."""
        for kind in _KINDS if self.waiting else ():
            for reference in paragraph.iter(w(f"{kind}Reference")):
                note = self.waiting.pop((kind, reference.get(w("id"), "")), None)
                yield from () if note is None else note.iter(w("p"))


def notes_from(archive: Archive, folder: str) -> Notes:
    """The notes of a file, without the lines that are drawn above them."""
    notes = Notes()
    for kind in _KINDS:
        root = archive.root(f"{folder}/{kind}s.xml")
        for note in () if root is None else root.iterchildren(w(kind)):
            if note.get(w("type"), "normal") == "normal":
                notes.waiting[kind, note.get(w("id"), "")] = note
    return notes


def left_out(archive: Archive, main: str) -> Iterator[str]:
    """What is in the file and not among its passages, or not as it was written."""
    body = archive.read(main)
    if any(f"<w:{change} ".encode() in body for change in ("del", "ins", "moveFrom")):
        yield "the document holds tracked changes: read as if all were accepted"
    folder = main.rpartition("/")[0]
    comments = archive.root(f"{folder}/comments.xml")
    if count := 0 if comments is None else sum(1 for _ in comments.iterchildren(w("comment"))):
        yield f"{count} comment{'' if count == 1 else 's'} in the margin {'is' if count == 1 else 'are'} not read"
    relations = archive.relations(main)
    if inserted := len(relations.of_type("aFChunk")):
        files = "a file" if inserted == 1 else f"{inserted} files"
        yield f"{files} inserted in another format: not read; open the document in Word and save it once more"
