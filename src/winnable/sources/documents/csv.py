"""Comma, semicolon or tab separated tables: one row, one passage."""

import csv
from collections.abc import Iterator

from winnable.core.errors import SourceError
from winnable.sources.documents import limits
from winnable.sources.documents.blocks import Block, Reading
from winnable.sources.documents.encodings import decode
from winnable.sources.documents.tables import text_blocks


def read_csv(data: bytes, file: str) -> Reading:
    """A row as a passage; SourceError where the bytes are no text."""
    text, warnings = decode(data, file)
    return Reading(blocks=_rows(text, file), warnings=warnings)


def _rows(text: str, file: str) -> Iterator[Block]:
    csv.field_size_limit(limits.CHARACTERS)
    try:
        yield from text_blocks(csv.reader(text.splitlines(keepends=True), delimiter=_delimiter(text)))
    except csv.Error as error:
        raise SourceError(file, f"is not a table that can be read ({error})", "save it as XLSX") from error


def _delimiter(text: str) -> str:
    first = text[:2000]
    return max(",;\t|", key=first.count)
