"""How the pen draws: size, smoothing, pressure, mirror; in the tool bar."""

from __future__ import annotations

from dataclasses import replace

from PyQt5.QtCore import QPointF, QSignalBlocker, Qt, pyqtSignal
from PyQt5.QtGui import QPainter, QPaintEvent
from PyQt5.QtWidgets import QActionGroup, QHBoxLayout, QLabel, QMenu, QSizePolicy, QSlider, QToolButton, QWidget

from deepfacedrawing.ui.icons import load_icon
from deepfacedrawing.ui.pen import PenSettings
from deepfacedrawing.ui.settings import MAX_BRUSH, MIN_BRUSH


class PenControls(QWidget):
    """Signals: ``pen_changed(PenSettings)``."""

    pen_changed = pyqtSignal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pen = PenSettings()
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setRange(MIN_BRUSH, MAX_BRUSH)
        self._slider.setPageStep(1)
        self._slider.setFixedWidth(80)
        self._slider.setAccessibleName(self.tr("Pen size"))
        self._slider.setToolTip(self.tr("Pen size ( [ and ] )"))
        self._dot = _Dot()
        self._label = QLabel()
        self._label.setMinimumWidth(self._label.fontMetrics().horizontalAdvance("8 px"))
        self._slider.valueChanged.connect(lambda width: self.change(width=float(width)))
        self._feel = QToolButton()
        self._feel.setIcon(load_icon("pen"))
        self._feel.setText(self.tr("Feel"))
        self._feel.setToolTip(self.tr("Smoothing and pressure of the pen"))
        self._feel.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self._feel.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu, self._groups = QMenu(self), dict[str, QActionGroup]()
        self._fill_menu()
        self._feel.setMenu(self._menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 0, 4, 0)
        row.setSpacing(6)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        for widget in (self._slider, self._dot, self._label, self._feel):
            row.addWidget(widget)
        self.set_pen(self._pen)

    @property
    def pen(self) -> PenSettings:
        """What is chosen."""
        return self._pen

    def set_pen(self, pen: PenSettings) -> None:
        """Shows these settings; the width within 1…8. Says so if that changes them."""
        pen = replace(pen, width=float(min(max(pen.width, MIN_BRUSH), MAX_BRUSH)))
        with QSignalBlocker(self._slider):
            self._slider.setValue(round(pen.width))
        for kind, chosen in (("smoothing", pen.smoothing), ("pressure", pen.pressure)):
            for action in self._groups[kind].actions():
                action.setChecked(action.data() == chosen)
        self._dot.set_diameter(pen.width)
        self._label.setText(f"{pen.width:g} px")
        if pen != self._pen:
            self._pen = pen
            self.pen_changed.emit(pen)

    def change(self, **values: object) -> None:
        """Some fields of the settings, by name."""
        self.set_pen(replace(self._pen, **values))

    def _fill_menu(self) -> None:
        smoothing = {"off": self.tr("Off"), "low": self.tr("Low"), "high": self.tr("High")}
        pressure = {
            "soft": self.tr("Soft: a light touch is enough"),
            "linear": self.tr("Linear"),
            "firm": self.tr("Firm: thin until pressed hard"),
            "off": self.tr("Off: always the full width"),
        }
        self._add_choices("smoothing", self.tr("Smoothing"), smoothing)
        self._add_choices("pressure", self.tr("Pressure"), pressure)

    def _add_choices(self, kind: str, title: str, choices: dict[str, str]) -> None:
        self._menu.addSection(title)
        group = QActionGroup(self._menu)
        for name, text in choices.items():
            action = self._menu.addAction(text)
            assert action is not None
            action.setCheckable(True)
            action.setData(name)
            action.triggered.connect(lambda _=False, chosen=name: self.change(**{kind: chosen}))
            group.addAction(action)
        self._groups[kind] = group


class _Dot(QWidget):
    """The pen's size as a dot."""

    def __init__(self) -> None:
        super().__init__()
        self._diameter = 1.0
        self.setFixedSize(14, 14)

    def set_diameter(self, diameter: float) -> None:
        self._diameter = diameter
        self.update()

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().windowText())
        radius = (self._diameter + 1) / 2
        painter.drawEllipse(QPointF(7, 7), radius, radius)
