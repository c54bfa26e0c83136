"""The refinement sliders: one a component, and one that moves them all."""

from __future__ import annotations

from collections.abc import Mapping

from PyQt5.QtCore import QSignalBlocker, Qt, pyqtSignal
from PyQt5.QtGui import QMouseEvent
from PyQt5.QtWidgets import QGridLayout, QLabel, QSlider, QWidget

from deepfacedrawing.components import COMPONENT_NAMES
from deepfacedrawing.rendering import DEFAULT_REFINEMENT

ALL = "all"


class PercentSlider(QSlider):
    """0…100; a double click goes back to its default.

    Signals: ``reset_requested()`` on a double click.
    """

    reset_requested = pyqtSignal()

    def __init__(self, name: str, value: int, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(0, 100)
        self.setPageStep(10)
        self.setValue(value)
        self.setAccessibleName(name)

    def mouseDoubleClickEvent(self, a0: QMouseEvent | None) -> None:
        self.reset_requested.emit()


class RefinementSliders(QWidget):
    """Signals: ``refinement_changed(dict name → 0…1, slider)`` by the user; ``gesture_finished()`` when a drag ends."""

    refinement_changed = pyqtSignal(object, str)
    gesture_finished = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sliders: dict[str, PercentSlider] = {}
        self._values: dict[str, QLabel] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for text, alignment in (("as drawn", Qt.AlignmentFlag.AlignLeft), ("refined", Qt.AlignmentFlag.AlignRight)):
            label = QLabel(text)
            label.setProperty("quiet", True)
            grid.addWidget(label, 0, 1, alignment)
        for row, name in enumerate((ALL, *COMPONENT_NAMES), 1):
            self._add_row(grid, row, name)

    def _add_row(self, grid: QGridLayout, row: int, name: str) -> None:
        label = QLabel(name.replace("_", " ").capitalize())
        slider = PercentSlider(f"Refinement: {label.text()}", round(100 * DEFAULT_REFINEMENT))
        slider.setToolTip("Left: as you drew it. Right: as real faces are. Double click: back to the middle.")
        slider.valueChanged.connect(lambda value, moved=name: self._on_moved(moved, value))
        slider.sliderReleased.connect(self.gesture_finished)
        slider.reset_requested.connect(lambda moved=name: self._reset(moved))
        label.setBuddy(slider)
        value = QLabel()
        value.setMinimumWidth(value.fontMetrics().horizontalAdvance("100 %"))
        self._sliders[name], self._values[name] = slider, value
        for column, widget in enumerate((label, slider, value)):
            grid.addWidget(widget, row, column)
        grid.setAlignment(value, Qt.AlignmentFlag.AlignRight)
        self._show_values()

    @property
    def refinement(self) -> dict[str, float]:
        """Component name → 0…1."""
        return {name: self._sliders[name].value() / 100 for name in COMPONENT_NAMES}

    def slider(self, name: str) -> PercentSlider:
        """The slider of a component, or of ``all``."""
        return self._sliders[name]

    def set_refinement(self, refinement: Mapping[str, float]) -> None:
        """Shows these values; "all" shows their mean. Emits nothing."""
        for name in COMPONENT_NAMES:
            self._set_quietly(name, round(100 * refinement[name]))
        self._set_quietly(ALL, round(100 * sum(refinement.values()) / len(refinement)))
        self._show_values()

    def _set_quietly(self, name: str, value: int) -> None:
        with QSignalBlocker(self._sliders[name]):
            self._sliders[name].setValue(value)

    def _show_values(self) -> None:
        for name, label in self._values.items():
            label.setText(f"{self._sliders[name].value()} %")

    def _reset(self, name: str) -> None:
        self.gesture_finished.emit()
        self._sliders[name].setValue(round(100 * DEFAULT_REFINEMENT))
        self.gesture_finished.emit()

    def _on_moved(self, moved: str, value: int) -> None:
        refinement = {name: value / 100 if moved in (ALL, name) else old for name, old in self.refinement.items()}
        self.set_refinement(refinement)
        self.refinement_changed.emit(refinement, moved)
