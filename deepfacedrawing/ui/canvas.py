"""The canvas: takes pen, mouse and eraser, shows the ink over the shadow guidance."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import QElapsedTimer, QEvent, QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt5.QtGui import (
    QColor,
    QCursor,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QTabletEvent,
    QTransform,
)
from PyQt5.QtWidgets import QSizePolicy, QWidget

from deepfacedrawing.components import CANVAS_SIZE
from deepfacedrawing.ui.images import to_array, to_qimage
from deepfacedrawing.ui.ink import InkLayer, StrokeInk
from deepfacedrawing.ui.sketch import Sketch, Stroke

MIN_STEP = 0.35  # canvas pixels; nearer points say nothing new
PAGE_MARGIN = 8  # widget pixels
DESK, PAGE_BORDER = QColor("#e4e7ec"), QColor("#c3c8d1")


class Canvas(QWidget):
    """A 512×512 drawing, scaled to fit.

    Signals: ``stroke_finished(Stroke)`` when the pen is lifted; ``ink_changed()`` while it is down.
    """

    stroke_finished = pyqtSignal(object)
    ink_changed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layer = InkLayer(Sketch())
        self._stroke: StrokeInk | None = None
        self._clock = QElapsedTimer()
        self._tool, self._width = "pen", 3.0
        self._shadow: QImage | None = None
        self._shadow_strength = 0.5
        self._to_widget = QTransform()
        self.setAccessibleName("Canvas")
        self.setTabletTracking(True)
        self.setMinimumSize(256, 256)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._update_cursor()

    @property
    def is_drawing(self) -> bool:
        """Whether the pen is down."""
        return self._stroke is not None

    def raster(self) -> NDArray[np.uint8]:
        """What is drawn, with the stroke in progress: (512, 512) uint8, ink 0, paper 255."""
        return to_array(self._stroke.image if self._stroke else self._layer.image)

    def set_sketch(self, sketch: Sketch) -> None:
        """Shows another sketch; a stroke in progress is dropped."""
        self._stroke = None
        self._layer.set_sketch(sketch)
        self.update()

    def set_tool(self, tool: str) -> None:
        """``pen`` or ``eraser``, from the next stroke on."""
        self._tool = tool

    def set_brush_width(self, width: float) -> None:
        """In canvas pixels, from the next stroke on."""
        self._width = float(width)
        self._update_cursor()

    def set_shadow(self, shadow: NDArray[np.uint8] | None) -> None:
        """The guidance under the ink: (512, 512) uint8, 255 where there is none."""
        self._shadow = None if shadow is None else to_qimage(shadow)
        self.update()

    def set_shadow_strength(self, strength: float) -> None:
        """0 hides the guidance, 1 shows it in full."""
        self._shadow_strength = strength
        self.update()

    def cancel_stroke(self) -> None:
        """Forgets the stroke in progress."""
        self._stroke = None
        self.update()
        self.ink_changed.emit()

    def to_widget(self, x: float, y: float) -> QPointF:
        """Canvas pixels → widget coordinates."""
        return self._to_widget.map(QPointF(x, y))

    def to_canvas(self, position: QPointF) -> QPointF:
        """Widget coordinates → canvas pixels."""
        return self._to_widget.inverted()[0].map(position)

    # Strokes

    def _begin_stroke(self, position: QPointF, pressure: float, tool: str) -> None:
        self._clock.start()
        self._stroke = StrokeInk(self._layer.image, tool, self._width)
        self._extend_stroke(position, pressure)

    def _extend_stroke(self, position: QPointF, pressure: float) -> None:
        if self._stroke is None:
            return
        place = self.to_canvas(position)
        points = self._stroke.points
        # Rounded here, so that a saved and reopened drawing is the same to the pixel.
        x, y, pressure = round(place.x(), 2), round(place.y(), 2), round(min(max(pressure, 0.0), 1.0), 3)
        if points and abs(x - points[-1][0]) + abs(y - points[-1][1]) < MIN_STEP:
            return
        self._stroke.extend((x, y, pressure, float(self._clock.elapsed())))
        self._update_around(points[-4:])
        self.ink_changed.emit()

    def _finish_stroke(self) -> None:
        if self._stroke is None:
            return
        ink, self._stroke = self._stroke, None
        self.stroke_finished.emit(Stroke(ink.tool, ink.width, tuple(ink.points)))

    def _update_around(self, points: list[tuple[float, float, float, float]]) -> None:
        """Repaints only where the last points can have changed the ink."""
        xs, ys = [point[0] for point in points], [point[1] for point in points]
        margin = self._width + 0.5 * max(max(xs) - min(xs), max(ys) - min(ys)) + 2
        box = QRectF(QPointF(min(xs), min(ys)), QPointF(max(xs), max(ys))).adjusted(-margin, -margin, margin, margin)
        self.update(self._to_widget.mapRect(box).toAlignedRect())

    # Events: only translated

    def mousePressEvent(self, a0: QMouseEvent | None) -> None:
        if a0 is not None and a0.button() == Qt.MouseButton.LeftButton:
            self._begin_stroke(a0.localPos(), 1.0, self._tool)

    def mouseMoveEvent(self, a0: QMouseEvent | None) -> None:
        if a0 is not None:
            self._extend_stroke(a0.localPos(), 1.0)

    def mouseReleaseEvent(self, a0: QMouseEvent | None) -> None:
        if a0 is not None and a0.button() == Qt.MouseButton.LeftButton:
            self._extend_stroke(a0.localPos(), 1.0)
            self._finish_stroke()

    def tabletEvent(self, a0: QTabletEvent | None) -> None:
        if a0 is None:
            return
        a0.accept()  # or Qt would send the same movement again as a mouse event
        pen_is_turned = a0.pointerType() == QTabletEvent.PointerType.Eraser
        if a0.type() == QEvent.Type.TabletPress and a0.button() == Qt.MouseButton.LeftButton:
            self._begin_stroke(a0.posF(), a0.pressure(), "eraser" if pen_is_turned else self._tool)
        elif a0.type() == QEvent.Type.TabletMove:
            self._extend_stroke(a0.posF(), a0.pressure())
        elif a0.type() == QEvent.Type.TabletRelease and a0.button() == Qt.MouseButton.LeftButton:
            # The pressure has fallen to 0 by now: this place was already reported under pressure.
            self._finish_stroke()

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        side = min(self.width(), self.height()) - 2 * PAGE_MARGIN
        left, top = (self.width() - side) // 2, (self.height() - side) // 2
        self._to_widget = QTransform.fromTranslate(left, top).scale(side / CANVAS_SIZE, side / CANVAS_SIZE)
        self._update_cursor()
        super().resizeEvent(a0)

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        page = QRectF(0, 0, CANVAS_SIZE, CANVAS_SIZE)
        painter.fillRect(self.rect(), DESK)
        painter.setTransform(self._to_widget, True)
        painter.fillRect(page, Qt.GlobalColor.white)
        if self._shadow is not None and self._shadow_strength > 0:
            painter.setOpacity(self._shadow_strength)
            painter.drawImage(page, self._shadow)
            painter.setOpacity(1.0)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        painter.drawImage(page, self._stroke.image if self._stroke else self._layer.image)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        border = QPen(PAGE_BORDER, 1)
        border.setCosmetic(True)
        painter.setPen(border)
        painter.drawRect(page)

    def sizeHint(self) -> QSize:
        return QSize(CANVAS_SIZE, CANVAS_SIZE)

    def _update_cursor(self) -> None:
        """A ring as large as the brush, white and black so that it shows on any ground."""
        diameter = max(4.0, self._width * self._to_widget.m11())
        side = int(diameter) + 5
        pixmap = QPixmap(side, side)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for radius, colour in ((diameter / 2 + 1, QColor(255, 255, 255, 200)), (diameter / 2, QColor(40, 44, 52))):
            painter.setPen(QPen(colour, 1.2))
            painter.drawEllipse(QPointF(side / 2, side / 2), radius, radius)
        painter.end()
        self.setCursor(QCursor(pixmap, side // 2, side // 2))
