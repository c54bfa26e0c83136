"""Small pictures: sketches of samples to choose from, and faces."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt5.QtGui import QColor, QFocusEvent, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PyQt5.QtWidgets import QAbstractButton, QWidget

from deepfacedrawing.ui.icons import paint_icon
from deepfacedrawing.ui.images import to_qimage

SAMPLE_SIDE, CORNER = 58, 5.0
BADGE_RADIUS, BADGE_ICON = 8.5, 11
FAINT, STRONGER = 60, 140


def build_thumbnail(pixels: NDArray[np.uint8], side: int, ratio: float) -> QPixmap:
    """A square picture of ``side`` points, sharp on a screen of ``ratio`` pixels a point.

    Args:
        pixels: (S, S) grey or (S, S, 3) RGB uint8.
    """
    pixel_side = round(side * ratio)
    keep, smooth = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    pixmap = QPixmap.fromImage(to_qimage(pixels).scaled(pixel_side, pixel_side, keep, smooth))
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


class SampleButton(QAbstractButton):
    """A small sketch to choose; checked, it bears a pin. Without a sketch it is an empty frame that takes no click.

    Signals: ``focus_lost()`` when the keyboard goes elsewhere.
    """

    focus_lost = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pixels: NDArray[np.uint8] | None = None
        self._pixmap = QPixmap()
        self.setCheckable(True)
        self.setEnabled(False)
        # A click with the mouse leaves the keyboard where it is.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedSize(SAMPLE_SIDE, SAMPLE_SIDE)

    @property
    def pixels(self) -> NDArray[np.uint8] | None:
        """The sketch that is shown: (S, S) uint8."""
        return self._pixels

    def set_pixels(self, pixels: NDArray[np.uint8] | None) -> None:
        """Shows an (S, S) uint8 sketch, or an empty frame; the same one again changes nothing."""
        if pixels is not None and self._pixels is not None and np.array_equal(pixels, self._pixels):
            return
        self._pixels, self._pixmap = pixels, QPixmap()
        self.setEnabled(pixels is not None)
        self.update()

    def focusOutEvent(self, e: QFocusEvent | None) -> None:
        super().focusOutEvent(e)
        self.focus_lost.emit()

    def sizeHint(self) -> QSize:
        return QSize(SAMPLE_SIDE, SAMPLE_SIDE)

    def paintEvent(self, e: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)
        if self._pixels is not None:
            self._paint_sketch(painter, frame, self._pixels)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(self._choose_pen())
        painter.drawRoundedRect(frame, CORNER, CORNER)
        if self.isChecked():
            self._paint_badge(painter, frame.topRight() + QPointF(-BADGE_RADIUS - 1, BADGE_RADIUS + 1))

    def _paint_sketch(self, painter: QPainter, frame: QRectF, pixels: NDArray[np.uint8]) -> None:
        if self._pixmap.isNull() or self._pixmap.devicePixelRatioF() != self.devicePixelRatioF():
            self._pixmap = build_thumbnail(pixels, SAMPLE_SIDE, self.devicePixelRatioF())
        outline = QPainterPath()
        outline.addRoundedRect(frame, CORNER, CORNER)
        painter.save()
        painter.setClipPath(outline)
        painter.drawPixmap(0, 0, self._pixmap)
        painter.restore()

    def _choose_pen(self) -> QPen:
        accent, line = self.palette().highlight().color(), QColor(self.palette().windowText().color())
        if self.isChecked() or self.hasFocus():
            return QPen(accent, 3 if self.isChecked() else 2)
        if self._pixels is None:
            line.setAlpha(FAINT)
            return QPen(line, 1, Qt.PenStyle.DotLine)
        line.setAlpha(STRONGER if self.underMouse() else FAINT)
        return QPen(line, 1.6 if self.underMouse() else 1)

    def _paint_badge(self, painter: QPainter, centre: QPointF) -> None:
        accent, on_accent = self.palette().highlight().color(), self.palette().highlightedText().color()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(accent)
        painter.drawEllipse(centre, BADGE_RADIUS, BADGE_RADIUS)
        place = QRectF(0, 0, BADGE_ICON, BADGE_ICON)
        place.moveCenter(centre)
        paint_icon(painter, "pin", on_accent.name(), place)
