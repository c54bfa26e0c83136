"""The sliders of the panel: refinement, one a component and one that moves them all; and the appearance's controls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PyQt5.QtCore import QObject, QSignalBlocker, Qt, pyqtSignal
from PyQt5.QtGui import QMouseEvent
from PyQt5.QtWidgets import QGridLayout, QLabel, QSlider, QWidget

from deepfacedrawing.components import COMPONENT_NAMES
from deepfacedrawing.rendering import CONTROLS, DEFAULT_REFINEMENT, Control
from deepfacedrawing.ui.faithfulness import FaithfulnessMark
from deepfacedrawing.ui.titles import component_title, control_titles

ALL = "all"
COLUMN_GAP, ROW_GAP = 7, 4


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


class LinkedSliders(QObject):
    """Rows of a grid: a slider for each component, and one that moves them all and shows their mean.

    Signals: ``moved(dict name → 0…1, slider)`` by the user; ``gesture_finished()`` when a drag ends.
    """

    moved = pyqtSignal(object, str)
    gesture_finished = pyqtSignal()

    def __init__(self, grid: QGridLayout, purpose: str, tip: str, default: float, parent: QObject) -> None:
        super().__init__(parent)
        self._default = round(100 * default)
        self._sliders: dict[str, PercentSlider] = {}
        self._values: dict[str, QLabel] = {}
        for row, name in enumerate((ALL, *COMPONENT_NAMES), 1):
            title = self.tr("All") if name == ALL else component_title(name)
            slider = PercentSlider(f"{purpose}: {title}", self._default)
            slider.setToolTip(tip)
            slider.valueChanged.connect(lambda value, moved=name: self._on_moved(moved, value))
            slider.sliderReleased.connect(self.gesture_finished)
            slider.reset_requested.connect(lambda moved=name: self._reset(moved))
            self._sliders[name], self._values[name] = slider, _add_row(grid, row, title, slider)
        self._show_values()

    @property
    def values(self) -> dict[str, float]:
        """Component name → 0…1."""
        return {name: self._sliders[name].value() / 100 for name in COMPONENT_NAMES}

    def slider(self, name: str) -> PercentSlider:
        """The slider of a component, or of ``all``."""
        return self._sliders[name]

    def set_values(self, values: Mapping[str, float]) -> None:
        """Shows these values; "all" shows their mean. Emits nothing."""
        for name in COMPONENT_NAMES:
            self._set_quietly(name, round(100 * values[name]))
        self._set_quietly(ALL, round(100 * sum(values.values()) / len(values)))
        self._show_values()

    def _set_quietly(self, name: str, value: int) -> None:
        with QSignalBlocker(self._sliders[name]):
            self._sliders[name].setValue(value)

    def _show_values(self) -> None:
        for name, label in self._values.items():
            label.setText(f"{self._sliders[name].value()} %")

    def _reset(self, name: str) -> None:
        self.gesture_finished.emit()
        self._sliders[name].setValue(self._default)
        self.gesture_finished.emit()

    def _on_moved(self, moved: str, value: int) -> None:
        values = {name: value / 100 if moved in (ALL, name) else old for name, old in self.values.items()}
        self.set_values(values)
        self.moved.emit(values, moved)


class RefinementSliders(QWidget):
    """The refinement of each component, with a mark of how far the drawn one is from the faces that the model knows.

    Signals: ``refinement_changed(dict name → 0…1, slider)`` by the user; ``gesture_finished()`` when a drag ends.
    """

    refinement_changed = pyqtSignal(object, str)
    gesture_finished = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = build_grid(self)
        label_ends(grid, self.tr("as drawn"), self.tr("refined"), reach=2)
        tip = self.tr("Left: as you drew it. Right: as real faces are. Double click: back to the middle.")
        self._rows = LinkedSliders(grid, self.tr("Refinement"), tip, DEFAULT_REFINEMENT, self)
        self._rows.moved.connect(self.refinement_changed)
        self._rows.gesture_finished.connect(self.gesture_finished)
        self._marks = {name: FaithfulnessMark(name) for name in COMPONENT_NAMES}
        for row, mark in enumerate(self._marks.values(), 2):
            grid.addWidget(mark, row, 3)

    @property
    def refinement(self) -> dict[str, float]:
        """Component name → 0…1."""
        return self._rows.values

    def slider(self, name: str) -> PercentSlider:
        """The slider of a component, or of ``all``."""
        return self._rows.slider(name)

    def mark(self, name: str) -> FaithfulnessMark:
        """The mark of a component."""
        return self._marks[name]

    def set_refinement(self, refinement: Mapping[str, float]) -> None:
        """Shows these values; "all" shows their mean. Emits nothing."""
        self._rows.set_values(refinement)

    def set_distances(self, distances: Mapping[str, float]) -> None:
        """Shows how far each component is, as ``RenderResult.distances`` has it; unknown where it is left out."""
        for name, mark in self._marks.items():
            mark.set_distance(distances.get(name))


class AppearanceSliders(QWidget):
    """Signals: ``controls_changed(dict name → −1…1, slider)`` by the user; ``gesture_finished()`` when a drag ends."""

    controls_changed = pyqtSignal(object, str)
    gesture_finished = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sliders: dict[str, PercentSlider] = {}
        self._values: dict[str, QLabel] = {}
        self._offered: Sequence[str] = ()
        grid = build_grid(self)
        for row, control in enumerate(CONTROLS):
            self._add_row(grid, row, control)
        self._show_state()

    def _add_row(self, grid: QGridLayout, row: int, control: Control) -> None:
        title, low, high = control_titles(control)
        slider = PercentSlider(self.tr("Appearance: {name}").format(name=title), 0, low=-100)
        slider.setProperty("twoSided", True)
        tip = self.tr("Left: {low}. Right: {high}. Double click: as the appearance has it.")
        slider.setToolTip(tip.format(low=low, high=high))
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


def build_grid(owner: QWidget) -> QGridLayout:
    """The layout of a widget of sliders: title, slider and value side by side."""
    grid = QGridLayout(owner)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(COLUMN_GAP)
    grid.setVerticalSpacing(ROW_GAP)
    grid.setColumnStretch(1, 1)
    return grid


def label_ends(grid: QGridLayout, low: str, high: str, reach: int = 1) -> None:
    """Says above the sliders what their ends mean; with ``reach`` 2, the high one may stand over the values."""
    for text, alignment, columns in ((low, Qt.AlignmentFlag.AlignLeft, 1), (high, Qt.AlignmentFlag.AlignRight, reach)):
        label = QLabel(text)
        label.setProperty("quiet", True)
        grid.addWidget(label, 0, 1, 1, columns, alignment)


def _add_row(grid: QGridLayout, row: int, title: str, slider: PercentSlider) -> QLabel:
    """Puts title and slider into a row, and the label for its value that is returned."""
    label, value = QLabel(title), QLabel()
    label.setBuddy(slider)
    value.setMinimumWidth(value.fontMetrics().horizontalAdvance("100 %"))
    for column, widget in enumerate((label, slider, value)):
        grid.addWidget(widget, row, column)
    grid.setAlignment(value, Qt.AlignmentFlag.AlignRight)
    return value
