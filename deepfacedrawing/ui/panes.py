"""The two panes with their captions, and the pen size in the tool bar."""

from __future__ import annotations

from PyQt5.QtCore import QPointF, Qt, pyqtSignal
from PyQt5.QtGui import QPainter, QPaintEvent
from PyQt5.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QSizePolicy, QSlider, QVBoxLayout, QWidget

from deepfacedrawing.ui.settings import MAX_BRUSH, MIN_BRUSH
from deepfacedrawing.ui.sliders import PercentSlider

CAPTION_HEIGHT = 26


class BrushSize(QWidget):
    """Signals: ``brush_changed(int)``, canvas pixels 1…8."""

    brush_changed = pyqtSignal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setRange(MIN_BRUSH, MAX_BRUSH)
        self._slider.setPageStep(1)
        self._slider.setFixedWidth(110)
        self._slider.setAccessibleName("Pen size")
        self._slider.setToolTip("Pen size ( [ and ] )")
        self._dot = _Dot()
        self._label = QLabel()
        self._label.setMinimumWidth(self._label.fontMetrics().horizontalAdvance("8 px"))
        self._slider.valueChanged.connect(self._on_moved)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 0)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        row.setSpacing(8)
        for widget in (QLabel("Size"), self._slider, self._dot, self._label):
            row.addWidget(widget)
        self._on_moved(self._slider.value())

    @property
    def width_px(self) -> int:
        """In canvas pixels."""
        return self._slider.value()

    def set_width_px(self, width: int) -> None:
        """Moves the slider, within 1…8."""
        self._slider.setValue(width)

    def _on_moved(self, width: int) -> None:
        self._dot.set_diameter(width)
        self._label.setText(f"{width} px")
        self.brush_changed.emit(width)


class _Dot(QWidget):
    """The pen's size as a dot."""

    def __init__(self) -> None:
        super().__init__()
        self._diameter = 1
        self.setFixedSize(14, 14)

    def set_diameter(self, diameter: int) -> None:
        self._diameter = diameter
        self.update()

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().color(self.foregroundRole()))
        radius = (self._diameter + 1) / 2
        painter.drawEllipse(QPointF(7, 7), radius, radius)


class ShadowControls(QWidget):
    """Signals: ``shadow_toggled(bool)``; ``strength_changed(float 0…1)``."""

    shadow_toggled = pyqtSignal(bool)
    strength_changed = pyqtSignal(float)

    def __init__(self, percent: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._check = QCheckBox("Shadow guidance")
        self._check.setChecked(True)
        self._check.setToolTip("Faces like yours, softly under the ink (G)")
        self._slider = PercentSlider("Strength of the shadow guidance", percent)
        self._slider.setFixedWidth(130)
        self._check.toggled.connect(self._on_toggled)
        self._slider.valueChanged.connect(lambda value: self.strength_changed.emit(value / 100))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self._check)
        row.addWidget(self._slider)

    @property
    def percent(self) -> int:
        """The strength, 0…100."""
        return self._slider.value()

    def set_on(self, on: bool) -> None:
        """Checks the box; says so if that changes it."""
        self._check.setChecked(on)

    def _on_toggled(self, on: bool) -> None:
        self._slider.setEnabled(on)
        self.shadow_toggled.emit(on)


def build_pane(title: str, view: QWidget, corner: QWidget | None = None) -> QFrame:
    """A card with a caption (and something in its corner) above a view."""
    pane = QFrame()
    pane.setProperty("card", True)
    heading = QLabel(title)
    heading.setProperty("heading", True)
    caption = QHBoxLayout()
    caption.addWidget(heading)
    caption.addStrut(CAPTION_HEIGHT)
    caption.addStretch(1)
    if corner is not None:
        caption.addWidget(corner)
    column = QVBoxLayout(pane)
    column.setContentsMargins(10, 6, 10, 10)
    column.setSpacing(8)
    column.addLayout(caption)
    column.addWidget(view, 1)
    return pane
