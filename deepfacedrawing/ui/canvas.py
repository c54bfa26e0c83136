"""The canvas: takes pen, mouse and eraser, shows the ink over whatever helps to draw."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import QElapsedTimer, QEvent, QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt5.QtGui import (
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTabletEvent,
)
from PyQt5.QtWidgets import QSizePolicy, QWidget

from deepfacedrawing.components import BUNDLED_COMPONENTS, CANVAS_SIZE, Component
from deepfacedrawing.ui.guides import paint_average_face, paint_axis, paint_windows
from deepfacedrawing.ui.images import to_array, to_qimage
from deepfacedrawing.ui.ink import InkLayer, StrokeInk
from deepfacedrawing.ui.navigator import Navigator
from deepfacedrawing.ui.page import (
    GRABBING,
    PAGE,
    Underlay,
    begin_painting,
    build_ring,
    find_changes,
    fit_to_page,
    paint_border,
)
from deepfacedrawing.ui.pen import Hand, PenSettings, mirror_point, mirror_stroke, straighten
from deepfacedrawing.ui.sketch import Point, Sketch, Stroke


class Canvas(QWidget):
    """A 512×512 drawing, zoomed, moved and turned at will.

    Signals: ``stroke_finished(tuple of Stroke)`` when the pen is lifted; ``ink_changed()`` while it is down.
    """

    stroke_finished = pyqtSignal(tuple)
    ink_changed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layer = InkLayer(Sketch())
        self._stroke: StrokeInk | None = None
        self._drawn: tuple[Stroke, QImage] | None = None  # the last stroke, and all ink with it
        self._hand = Hand(PenSettings())
        self._is_straight = False
        self._clock = QElapsedTimer()
        self._tool, self._pen = "pen", PenSettings()
        self._underlays = {"reference": Underlay(), "shadow": Underlay(), "face": Underlay()}
        self._shadow: NDArray[np.uint8] | None = None
        self._guides, self._windows = frozenset[str](), BUNDLED_COMPONENTS
        self.navigator = Navigator(self, rotates=True)
        self.navigator.viewport_changed.connect(self._on_viewport)
        self.navigator.grabbing_changed.connect(self._on_grabbing)
        self.navigator.gesture_started.connect(self.cancel_stroke)
        self.setAccessibleName(self.tr("Canvas"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # or what lies behind would be painted too
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
        return to_array(self._ink())

    def set_sketch(self, sketch: Sketch) -> None:
        """Shows another sketch; a stroke in progress is dropped."""
        before, self._stroke = self._ink().copy(), None
        (stroke, image), self._drawn = self._drawn or (None, None), None
        old = self._layer.sketch
        if image is not None and sketch.strokes == (*old.strokes, stroke) and sketch.background is old.background:
            self._layer.adopt(sketch, image)
        else:
            self._layer.set_sketch(sketch)
        if self._layer.image != before:
            self.update()

    def set_tool(self, tool: str) -> None:
        """``pen`` or ``eraser``, from the next stroke on."""
        self._tool = tool

    def set_pen(self, pen: PenSettings) -> None:
        """From the next stroke on."""
        self._pen = pen
        self._update_cursor()
        self.update()

    def set_shadow(self, shadow: NDArray[np.uint8] | None) -> None:
        """The guidance under the ink: (512, 512) uint8, 255 where there is none."""
        old, self._shadow = self._shadow, shadow
        self._underlays["shadow"].image = None if shadow is None else to_qimage(shadow)
        if old is None or shadow is None:
            self.update()
        elif (box := find_changes(old, shadow)) is not None:
            self.update(self.navigator.transform().mapRect(box).toAlignedRect())

    def set_face(self, face: NDArray[np.uint8] | None) -> None:
        """The face under the ink: (512, 512, 3) uint8 RGB."""
        self._set_underlay("face", None if face is None else to_qimage(face))

    def set_reference(self, picture: QImage | None) -> None:
        """A picture of any size to draw by, fitted to the page."""
        self._set_underlay("reference", picture)

    def set_strength(self, underlay: str, strength: float) -> None:
        """How strongly ``shadow``, ``face`` or ``reference`` show: 0…1."""
        self._underlays[underlay].strength = strength
        self.update()

    def set_windows(self, components: tuple[Component, ...]) -> None:
        """Those that ``windows`` shows."""
        self._windows = components
        self.update()

    def set_guides(self, names: frozenset[str]) -> None:
        """Which are shown: ``guides``, an average face, and ``windows``."""
        self._guides = names
        self.update()

    def cancel_stroke(self) -> None:
        """Forgets the stroke in progress."""
        if self._stroke is not None:
            self._stroke = None
            self.update()
            self.ink_changed.emit()

    def to_widget(self, x: float, y: float) -> QPointF:
        """Canvas pixels → widget coordinates."""
        return self.navigator.transform().map(QPointF(x, y))

    # Strokes

    def _begin_stroke(self, position: QPointF, pressure: float, tool: str, keys: Qt.KeyboardModifiers) -> None:
        self._clock.start()
        self._is_straight = bool(keys & Qt.KeyboardModifier.ShiftModifier)
        pen = PenSettings(self._pen.width, "off", self._pen.pressure) if self._is_straight else self._pen
        self._hand = Hand(pen)
        self._stroke = self._new_ink(tool)
        self._extend_stroke(position, pressure, keys)

    def _new_ink(self, tool: str) -> StrokeInk:
        return StrokeInk(self._layer.image, tool, self._pen.width, mirror_point if self._pen.mirror else None)

    def _extend_stroke(self, position: QPointF, pressure: float, keys: Qt.KeyboardModifiers) -> None:
        if self._stroke is None:
            return
        place = self.navigator.to_canvas(position)
        points = self._hand.move(place.x(), place.y(), pressure, self._clock.elapsed())
        if self._is_straight and points and self._stroke.points:
            self._straighten(points[-1], bool(keys & Qt.KeyboardModifier.ControlModifier))
        else:
            self._add(points)

    def _add(self, points: list[Point]) -> None:
        if self._stroke is None or not points:
            return
        for point in points:
            self._stroke.extend(point)
        self._update_around(self._stroke.points[-3 - len(points) :])
        self.ink_changed.emit()

    def _straighten(self, end: Point, snap: bool) -> None:
        """The stroke anew, as a line from its start."""
        assert self._stroke is not None
        old = self._stroke
        self._stroke = self._new_ink(old.tool)
        for point in straighten(old.points[0], end, snap):
            self._stroke.extend(point)
        self._update_around([*old.points, *self._stroke.points])
        self.ink_changed.emit()

    def _finish_stroke(self) -> None:
        if self._stroke is None:
            return
        if not self._is_straight:
            self._add(self._hand.lift(self._clock.elapsed()))
        ink, self._stroke = self._stroke, None
        stroke = Stroke(ink.tool, ink.width, tuple(ink.points))
        self._drawn = None if self._pen.mirror else (stroke, ink.image)
        self.stroke_finished.emit((stroke, mirror_stroke(stroke)) if self._pen.mirror else (stroke,))

    def _update_around(self, points: list[Point]) -> None:
        """Repaints only where the last points can have changed the ink."""
        sides = [points, [mirror_point(point) for point in points]] if self._pen.mirror else [points]
        for side in sides:
            xs, ys = [point[0] for point in side], [point[1] for point in side]
            margin = self._pen.width + 0.5 * max(max(xs) - min(xs), max(ys) - min(ys)) + 2
            box = QRectF(QPointF(min(xs), min(ys)), QPointF(max(xs), max(ys)))
            box.adjust(-margin, -margin, margin, margin)
            self.update(self.navigator.transform().mapRect(box).toAlignedRect())

    # Events: only translated

    def mousePressEvent(self, a0: QMouseEvent | None) -> None:
        if a0 is not None and a0.button() == Qt.MouseButton.LeftButton:
            self._begin_stroke(a0.localPos(), 1.0, self._tool, a0.modifiers())

    def mouseMoveEvent(self, a0: QMouseEvent | None) -> None:
        if a0 is not None:
            self._extend_stroke(a0.localPos(), 1.0, a0.modifiers())

    def mouseReleaseEvent(self, a0: QMouseEvent | None) -> None:
        if a0 is not None and a0.button() == Qt.MouseButton.LeftButton:
            self._extend_stroke(a0.localPos(), 1.0, a0.modifiers())
            self._finish_stroke()

    def tabletEvent(self, a0: QTabletEvent | None) -> None:
        if a0 is None:
            return
        a0.accept()  # or Qt would send the same movement again as a mouse event
        pen_is_turned = a0.pointerType() == QTabletEvent.PointerType.Eraser
        if a0.type() == QEvent.Type.TabletPress and a0.button() == Qt.MouseButton.LeftButton:
            self._begin_stroke(a0.posF(), a0.pressure(), "eraser" if pen_is_turned else self._tool, a0.modifiers())
        elif a0.type() == QEvent.Type.TabletMove:
            self._extend_stroke(a0.posF(), a0.pressure(), a0.modifiers())
        elif a0.type() == QEvent.Type.TabletRelease and a0.button() == Qt.MouseButton.LeftButton:
            # The pressure has fallen to 0 by now: this place was already reported under pressure.
            self._finish_stroke()

    def keyPressEvent(self, a0: QKeyEvent | None) -> None:
        if a0 is not None and a0.key() == Qt.Key.Key_Escape and self.is_drawing:
            self.cancel_stroke()
        else:
            super().keyPressEvent(a0)

    def enterEvent(self, a0: QEvent | None) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)  # so that the space bar moves the page under the pen
        super().enterEvent(a0)

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        super().resizeEvent(a0)
        self.navigator.viewport_changed.emit(self.navigator.viewport)  # the same place, at another scale

    def sizeHint(self) -> QSize:
        return QSize(CANVAS_SIZE, CANVAS_SIZE)

    # Painting

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        painter = begin_painting(self)
        painter.setTransform(self.navigator.transform())
        painter.fillRect(PAGE, Qt.GlobalColor.white)
        for underlay in self._underlays.values():
            if underlay.image is not None and underlay.strength > 0:
                painter.setOpacity(underlay.strength)
                painter.drawImage(fit_to_page(underlay.image), underlay.image)
        painter.setOpacity(1.0)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        painter.drawImage(PAGE, self._ink())
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        self._paint_guides(painter)
        paint_border(painter, self)

    def _paint_guides(self, painter: QPainter) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if "guides" in self._guides:
            paint_average_face(painter)
        if "windows" in self._guides:
            paint_windows(painter, self._windows)
        if self._pen.mirror:
            paint_axis(painter)

    def _ink(self) -> QImage:
        return self._stroke.image if self._stroke else self._layer.image

    def _set_underlay(self, name: str, image: QImage | None) -> None:
        self._underlays[name].image = image
        self.update()

    def _on_viewport(self) -> None:
        self._update_cursor()
        self.update()

    def _on_grabbing(self, state: str) -> None:
        if state:
            self.setCursor(GRABBING[state])
        else:
            self._update_cursor()

    def _update_cursor(self) -> None:
        """A ring as large as the brush, white and black so that it shows on any ground."""
        scale = self.navigator.viewport.scale(self.width(), self.height())
        self.setCursor(build_ring(max(4.0, self._pen.width * scale)))
