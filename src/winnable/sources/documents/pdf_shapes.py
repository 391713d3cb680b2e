"""What is drawn on a PDF page: lines, boxes and pictures, each as the box around it."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from winnable.sources.documents import limits
from winnable.sources.documents.pdf_frame import Box, Frame

# Pieces of a path that is one box: a start and four sides.
_BOX_PIECES = 5
_FORM_DEPTH = 3
_Matrix = tuple[float, float, float, float, float, float]
_UNMOVED: _Matrix = (1, 0, 0, 1, 0, 0)


@dataclass(frozen=True, slots=True)
class Shape:
    """Left, top, right, bottom as shown; `outlined` where its border itself is drawn, not only its area coloured."""

    box: Box
    outlined: bool
    picture: bool


def shapes_of(page: pdfium.PdfPage, frame: Frame) -> list[Shape]:
    """The shapes on a page; none where there are very many: a drawing, not a table. Pictures count, for some programs draw
    borders as rows of tiny ones."""
    shapes: list[Shape] = []
    for drawn, matrix in _objects(page):
        picture = pdfium_c.FPDFPageObj_GetType(drawn) == pdfium_c.FPDF_PAGEOBJ_IMAGE
        for corners, outlined in _corners(drawn):
            box = frame.box(*_moved(corners, matrix))
            if isfinite(sum(box)):
                shapes.append(Shape(box, outlined, picture))
        if len(shapes) > limits.PAGE_RULES:
            return []
    return shapes


def _objects(page: pdfium.PdfPage) -> Iterator[tuple[Any, _Matrix]]:
    object_at, kind_of, raw = pdfium_c.FPDFPage_GetObject, pdfium_c.FPDFPageObj_GetType, page.raw
    for index in range(pdfium_c.FPDFPage_CountObjects(raw)):
        drawn = object_at(raw, index)
        if kind_of(drawn) != pdfium_c.FPDF_PAGEOBJ_TEXT:  # most objects are text
            yield from _unpacked(drawn, _UNMOVED, 0)


def _unpacked(drawn: Any, matrix: _Matrix, depth: int) -> Iterator[tuple[Any, _Matrix]]:
    """The paths and pictures of an object, also those inside of forms (drawings used as one object)."""
    kind = pdfium_c.FPDFPageObj_GetType(drawn)
    if kind in (pdfium_c.FPDF_PAGEOBJ_PATH, pdfium_c.FPDF_PAGEOBJ_IMAGE):
        yield drawn, matrix
    elif kind == pdfium_c.FPDF_PAGEOBJ_FORM and depth < _FORM_DEPTH:
        inner = _times(_matrix_of(drawn), matrix)
        for index in range(min(pdfium_c.FPDFFormObj_CountObjects(drawn), limits.PAGE_RULES)):
            yield from _unpacked(pdfium_c.FPDFFormObj_GetObject(drawn, index), inner, depth + 1)


def _corners(drawn: Any) -> Iterator[tuple[Box, bool]]:
    """Left, bottom, right, top of an object, or of each straight piece of a path that is more than a box."""
    pieces = pdfium_c.FPDFPath_CountSegments(drawn)
    if _BOX_PIECES < pieces < limits.PATH_PIECES:
        for corners in _straight_pieces(drawn, pieces):
            yield corners, True
        return
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if pdfium_c.FPDFPageObj_GetBounds(drawn, left, bottom, right, top):
        yield (left.value, bottom.value, right.value, top.value), _is_outlined(drawn)


def _is_outlined(drawn: Any) -> bool:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    return bool(pdfium_c.FPDFPath_GetDrawMode(drawn, fill, stroke) and stroke.value)


def _straight_pieces(path: Any, pieces: int) -> Iterator[Box]:
    matrix = _matrix_of(path)
    x, y = ctypes.c_float(), ctypes.c_float()
    before: tuple[float, float] | None = None
    for index in range(pieces):
        piece = pdfium_c.FPDFPath_GetPathSegment(path, index)
        pdfium_c.FPDFPathSegment_GetPoint(piece, x, y)
        point = _point((x.value, y.value), matrix)
        straight = pdfium_c.FPDFPathSegment_GetType(piece) == pdfium_c.FPDF_SEGMENT_LINETO
        if straight and before and min(abs(point[0] - before[0]), abs(point[1] - before[1])) < 1:
            yield min(point[0], before[0]), min(point[1], before[1]), max(point[0], before[0]), max(point[1], before[1])
        before = point


def _matrix_of(drawn: Any) -> _Matrix:
    matrix = pdfium_c.FS_MATRIX()
    if not pdfium_c.FPDFPageObj_GetMatrix(drawn, matrix):
        return _UNMOVED
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _point(point: tuple[float, float], matrix: _Matrix) -> tuple[float, float]:
    (x, y), (a, b, c, d, e, f) = point, matrix
    return a * x + c * y + e, b * x + d * y + f


def _times(first: _Matrix, second: _Matrix) -> _Matrix:
    """The matrix that moves by the first and then by the second."""
    a, b = _point((first[0], first[1]), (*second[:4], 0, 0))
    c, d = _point((first[2], first[3]), (*second[:4], 0, 0))
    return a, b, c, d, *_point((first[4], first[5]), second)


def _moved(corners: Box, matrix: _Matrix) -> Box:
    if matrix is _UNMOVED:
        return corners
    (left, bottom), (right, top) = _point(corners[:2], matrix), _point(corners[2:], matrix)
    return min(left, right), min(bottom, top), max(left, right), max(bottom, top)
