"""The page that canvas and face lie on, and what is painted around it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import QPointF, QRectF, Qt
from PyQt5.QtGui import QColor, QCursor, QImage, QPainter, QPen, QPixmap
from PyQt5.QtWidgets import QWidget

from deepfacedrawing.components import CANVAS_SIZE
from deepfacedrawing.ui.theme import theme_of

PAGE = QRectF(0, 0, CANVAS_SIZE, CANVAS_SIZE)
GRABBING = {"ready": Qt.CursorShape.OpenHandCursor, "moving": Qt.CursorShape.ClosedHandCursor}


@dataclass
class Underlay:
    """A picture under the ink; ``strength`` 0…1."""

    image: QImage | None = None
    strength: float = 0.5


def begin_painting(view: QWidget) -> QPainter:
    """A painter of a view, smooth, with the desk around the page painted."""
    painter = QPainter(view)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(view.rect(), QColor(theme_of(view.palette()).desk))
    return painter


def build_ring(diameter: float) -> QCursor:
    """A cursor that shows how large the brush is, in widget pixels."""
    side = int(diameter) + 5
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for radius, colour in ((diameter / 2 + 1, QColor(255, 255, 255, 200)), (diameter / 2, QColor(40, 44, 52))):
        painter.setPen(QPen(colour, 1.2))
        painter.drawEllipse(QPointF(side / 2, side / 2), radius, radius)
    painter.end()
    return QCursor(pixmap, side // 2, side // 2)


def paint_border(painter: QPainter, view: QWidget) -> None:
    """A thin line around the page, in a painter of canvas pixels."""
    border = QPen(QColor(theme_of(view.palette()).edge), 1)
    border.setCosmetic(True)
    painter.setPen(border)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(PAGE)


def fit_to_page(image: QImage) -> QRectF:
    """Where a picture lies on the page: as large as fits, in the middle."""
    scale = CANVAS_SIZE / max(image.width(), image.height(), 1)
    width, height = image.width() * scale, image.height() * scale
    return QRectF((CANVAS_SIZE - width) / 2, (CANVAS_SIZE - height) / 2, width, height)


def find_changes(old: NDArray[np.uint8], new: NDArray[np.uint8]) -> QRectF | None:
    """The box of the pixels that differ between two (512, 512) pictures, a pixel wider; None where none does."""
    differs = old != new
    rows, columns = np.flatnonzero(differs.any(1)), np.flatnonzero(differs.any(0))
    if not len(rows):
        return None
    top, left = int(rows[0]) - 1, int(columns[0]) - 1
    return QRectF(left, top, int(columns[-1]) + 2 - left, int(rows[-1]) + 2 - top)
