"""Where things are on a page as it is shown."""

from dataclasses import dataclass

import pypdfium2 as pdfium

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Frame:
    """How the page's own coordinates become those of the page as shown: rotated clockwise by 0, 90, 180 or 270 degrees."""

    left: float
    bottom: float
    right: float
    top: float
    rotation: int

    @property
    def height(self) -> float:
        upright = self.rotation in (0, 180)
        return self.top - self.bottom if upright else self.right - self.left

    @property
    def width(self) -> float:
        upright = self.rotation in (0, 180)
        return self.right - self.left if upright else self.top - self.bottom

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """Left, top, right, bottom as shown, counted from the top left corner."""
        if self.rotation == 0:
            return left - self.left, self.top - top, right - self.left, self.top - bottom
        if self.rotation == 90:
            return bottom - self.bottom, left - self.left, top - self.bottom, right - self.left
        if self.rotation == 180:
            return self.right - right, bottom - self.bottom, self.right - left, top - self.bottom
        return self.top - top, self.right - right, self.top - bottom, self.right - left


def frame_of(page: pdfium.PdfPage) -> Frame:
    """Where the text of a page may stand: its box, and how it is turned."""
    left, bottom, right, top = page.get_bbox()
    return Frame(left, bottom, right, top, page.get_rotation())
