"""The two panes with their captions, and what shows under the ink."""

from __future__ import annotations

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from deepfacedrawing.ui.sliders import PercentSlider

CAPTION_HEIGHT, SLIDER_WIDTH = 26, 72


class UnderlayControl(QWidget):
    """Whether and how strongly something shows under the ink.

    Signals: ``toggled(bool)``; ``strength_changed(float 0…1)``, 0 while it is off.
    """

    toggled = pyqtSignal(bool)
    strength_changed = pyqtSignal(float)

    def __init__(self, title: str, tip: str, percent: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._check = QCheckBox(title)
        self._check.setChecked(True)
        self._check.setToolTip(tip)
        self._slider = PercentSlider(self.tr("Strength: {name}").format(name=title), percent)
        self._slider.setFixedWidth(SLIDER_WIDTH)
        self._check.toggled.connect(self._on_toggled)
        self._slider.valueChanged.connect(self._tell)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._check)
        row.addWidget(self._slider)

    @property
    def percent(self) -> int:
        """The strength, 0…100."""
        return self._slider.value()

    @property
    def strength(self) -> float:
        """0…1; 0 while it is off."""
        return self._slider.value() / 100 if self._check.isChecked() else 0.0

    def set_on(self, on: bool) -> None:
        """Checks the box; says so if that changes it."""
        self._check.setChecked(on)

    def set_percent(self, percent: int) -> None:
        """Moves the slider."""
        self._slider.setValue(percent)

    def _on_toggled(self, on: bool) -> None:
        self._slider.setEnabled(on)
        self.toggled.emit(on)
        self._tell()

    def _tell(self) -> None:
        self.strength_changed.emit(self.strength)


def build_pane(title: str, view: QWidget, *corner: QWidget) -> QFrame:
    """A card with a caption (and something in its corner) above a view."""
    pane = QFrame()
    pane.setProperty("card", True)
    heading = QLabel(title)
    heading.setProperty("heading", True)
    caption = QHBoxLayout()
    caption.setSpacing(14)
    caption.addWidget(heading)
    caption.addStrut(CAPTION_HEIGHT)
    caption.addStretch(1)
    for widget in corner:
        caption.addWidget(widget)
    column = QVBoxLayout(pane)
    column.setContentsMargins(10, 6, 10, 10)
    column.setSpacing(8)
    column.addLayout(caption)
    column.addWidget(view, 1)
    return pane
