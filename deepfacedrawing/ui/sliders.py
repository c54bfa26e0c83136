"""The sliders of the panel: refinement, one a component and one that moves them all; and the appearance's controls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PyQt5.QtCore import QSignalBlocker, Qt, pyqtSignal
from PyQt5.QtGui import QMouseEvent
from PyQt5.QtWidgets import QGridLayout, QLabel, QSlider, QWidget

from deepfacedrawing.components import COMPONENT_NAMES
from deepfacedrawing.rendering import CONTROLS, DEFAULT_REFINEMENT, Control

ALL = "all"
COLUMN_GAP, ROW_GAP = 10, 4


class PercentSlider(QSlider):
    """``low``…100; a double click goes back to its default.

    Signals: ``reset_requested()`` on a double click.
    """

    reset_requested = pyqtSignal()

    def __init__(self, name: str, value: int, low: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(low, 100)
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
        grid = _build_grid(self)
        for text, alignment in (("as drawn", Qt.AlignmentFlag.AlignLeft), ("refined", Qt.AlignmentFlag.AlignRight)):
            label = QLabel(text)
            label.setProperty("quiet", True)
            grid.addWidget(label, 0, 1, alignment)
        for row, name in enumerate((ALL, *COMPONENT_NAMES), 1):
            self._add_row(grid, row, name)

    def _add_row(self, grid: QGridLayout, row: int, name: str) -> None:
        title = name.replace("_", " ").capitalize()
        slider = PercentSlider(f"Refinement: {title}", round(100 * DEFAULT_REFINEMENT))
        slider.setToolTip("Left: as you drew it. Right: as real faces are. Double click: back to the middle.")
        slider.valueChanged.connect(lambda value, moved=name: self._on_moved(moved, value))
        slider.sliderReleased.connect(self.gesture_finished)
        slider.reset_requested.connect(lambda moved=name: self._reset(moved))
        self._sliders[name], self._values[name] = slider, _add_row(grid, row, title, slider)
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


class AppearanceSliders(QWidget):
    """Signals: ``controls_changed(dict name → −1…1, slider)`` by the user; ``gesture_finished()`` when a drag ends."""

    controls_changed = pyqtSignal(object, str)
    gesture_finished = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sliders: dict[str, PercentSlider] = {}
        self._values: dict[str, QLabel] = {}
        self._offered: Sequence[str] = ()
        grid = _build_grid(self)
        for row, control in enumerate(CONTROLS):
            self._add_row(grid, row, control)
        self._show_state()

    def _add_row(self, grid: QGridLayout, row: int, control: Control) -> None:
        title = control.name.replace("_", " ").capitalize()
        slider = PercentSlider(f"Appearance: {title}", 0, low=-100)
        slider.setProperty("twoSided", True)
        slider.setToolTip(f"Left: {control.low}. Right: {control.high}. Double click: as the appearance has it.")
        slider.valueChanged.connect(lambda _, moved=control.name: self._on_moved(moved))
        slider.sliderReleased.connect(self.gesture_finished)
        slider.reset_requested.connect(lambda moved=control.name: self._reset(moved))
        self._sliders[control.name], self._values[control.name] = slider, _add_row(grid, row, title, slider)

    @property
    def controls(self) -> dict[str, float]:
        """Control name → −1…1."""
        return {name: slider.value() / 100 for name, slider in self._sliders.items()}

    def slider(self, name: str) -> PercentSlider:
        """The slider of a control."""
        return self._sliders[name]

    def set_controls(self, controls: Mapping[str, float]) -> None:
        """Shows these values. Emits nothing."""
        for name, slider in self._sliders.items():
            with QSignalBlocker(slider):
                slider.setValue(round(100 * controls[name]))
        self._show_state()

    def set_offered(self, names: Sequence[str]) -> None:
        """Enables the controls that the model has; of the others, those that are moved, so that they can go back."""
        self._offered = names
        self._show_state()

    def _show_state(self) -> None:
        for name, slider in self._sliders.items():
            value = slider.value()
            self._values[name].setText(f"{value:+d}" if value else "0")
            slider.setEnabled(name in self._offered or value != 0)

    def _reset(self, name: str) -> None:
        self.gesture_finished.emit()
        self._sliders[name].setValue(0)
        self.gesture_finished.emit()

    def _on_moved(self, moved: str) -> None:
        self._show_state()
        self.controls_changed.emit(self.controls, moved)


def _build_grid(owner: QWidget) -> QGridLayout:
    grid = QGridLayout(owner)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(COLUMN_GAP)
    grid.setVerticalSpacing(ROW_GAP)
    grid.setColumnStretch(1, 1)
    return grid


def _add_row(grid: QGridLayout, row: int, title: str, slider: PercentSlider) -> QLabel:
    """Puts title and slider into a row, and the label for its value that is returned."""
    label, value = QLabel(title), QLabel()
    label.setBuddy(slider)
    value.setMinimumWidth(value.fontMetrics().horizontalAdvance("100 %"))
    for column, widget in enumerate((label, slider, value)):
        grid.addWidget(widget, row, column)
    grid.setAlignment(value, Qt.AlignmentFlag.AlignRight)
    return value
