"""Reads documents, and packs of them, into passages: PDF, DOCX, XLSX, PPTX, HTML, Markdown, text and mail; offline, in one
process, within limits."""

from winnable.sources.documents.document import Document, read_document
from winnable.sources.documents.ocr_data import installed_languages
from winnable.sources.documents.pack import Pack, Unread, read_pack
from winnable.sources.documents.pages import PageNote

__all__ = ["Document", "Pack", "PageNote", "Unread", "installed_languages", "read_document", "read_pack"]
