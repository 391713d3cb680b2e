"""Reads documents into passages: PDF, DOCX, XLSX, HTML, Markdown and text; offline, in one process, within limits."""

from winnable.sources.documents.document import Document, read_document

__all__ = ["Document", "read_document"]
