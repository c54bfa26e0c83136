"""The panel beside the face: refinement, bank group, appearance and its controls."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from deepfacedrawing.components import COMPONENT_NAMES
from deepfacedrawing.rendering import DEFAULT_REFINEMENT, GROUPS, RendererInfo, RenderResult, find_group
from deepfacedrawing.ui.palette import AppearancePalette
from deepfacedrawing.ui.sketch import RenderSettings
from deepfacedrawing.ui.sliders import AppearanceSliders, RefinementSliders
from deepfacedrawing.ui.titles import group_title

SURPRISES = 1_000_000
PANEL_WIDTH = 292


class GroupButtons(QWidget):
    """Signals: ``group_chosen(str)`` by the user."""

    group_chosen = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._exclusive = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for name in GROUPS:
            button = QPushButton(group_title(name))
            button.setCheckable(True)
            button.setToolTip(self.tr("Which faces the sketch is compared with"))
            button.clicked.connect(lambda _=False, chosen=name: self.group_chosen.emit(chosen))
            self._exclusive.addButton(button)
            self._buttons[name] = button
            row.addWidget(button, 1)

    def set_group(self, group: str) -> None:
        """Shows which one is chosen. Emits nothing."""
        self._buttons[find_group(group, GROUPS)].setChecked(True)

    def set_groups(self, groups: tuple[str, ...]) -> None:
        """Enables what the model has."""
        for name, button in self._buttons.items():
            button.setEnabled(bool(find_group(name, groups)))

    def button(self, name: str) -> QPushButton:
        """The button of a group."""
        return self._buttons[name]


class ControlPanel(QWidget):
    """Shows ``RenderSettings`` and says what the user wants instead.

    Signals: ``settings_changed(RenderSettings, what changed, gesture)``: changes of one gesture are one edit.
    """

    settings_changed = pyqtSignal(object, str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = RenderSettings()
        self._gesture = 0
        self.sliders, self.groups, self.palette_view = RefinementSliders(), GroupButtons(), AppearancePalette()
        self.appearance_sliders = AppearanceSliders()
        self.sliders.refinement_changed.connect(self._on_refinement)
        self.appearance_sliders.controls_changed.connect(self._on_controls)
        for sliders in (self.sliders, self.appearance_sliders):
            sliders.gesture_finished.connect(self._next_gesture)
        self.groups.group_chosen.connect(lambda group: self._change(self.tr("group"), group=group))
        self.palette_view.appearance_chosen.connect(lambda name: self._change(self.tr("appearance"), appearance=name))
        self.palette_view.surprise_requested.connect(self.surprise)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(8)
        column.addWidget(build_card(self.tr("Refinement"), self.sliders))
        column.addWidget(build_card(self.tr("Compare with"), self.groups))
        self._appearance = build_card(self.tr("Appearance"), self.palette_view, self.appearance_sliders)
        column.addWidget(self._appearance)
        column.addStretch(1)
        self.set_settings(self._settings)

    def set_settings(self, settings: RenderSettings) -> None:
        """Shows these settings. Emits nothing."""
        self._settings = settings
        if self.sliders.refinement != settings.refinement:
            self.sliders.set_refinement(settings.refinement)
        if self.appearance_sliders.controls != settings.controls:
            self.appearance_sliders.set_controls(settings.controls)
        self.groups.set_group(settings.group)
        self.palette_view.set_appearance(settings.appearance)

    def set_info(self, info: RendererInfo) -> None:
        """Offers what the loaded model has."""
        self.groups.set_groups(info.groups)
        self.appearance_sliders.set_offered(info.controls)
        self._appearance.setVisible(bool(info.appearances))
        if info.appearances:
            self.palette_view.set_appearances(info.appearances)

    def set_result(self, result: RenderResult) -> None:
        """Shows how far each drawn component is from the faces that the model knows."""
        self.sliders.set_distances(result.distances)

    def surprise(self) -> None:
        """Asks for a random appearance, another one each time."""
        self._change(self.tr("appearance"), appearance=random.randrange(SURPRISES))

    def focus_slider(self, name: str) -> None:
        """Gives the keyboard to the refinement of a component."""
        self.sliders.slider(name).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def reset_refinement(self) -> None:
        """Asks for all sliders in the middle."""
        self._change(self.tr("refinement"), refinement=dict.fromkeys(COMPONENT_NAMES, DEFAULT_REFINEMENT))

    def _on_refinement(self, refinement: Mapping[str, float], slider: str) -> None:
        settings = replace(self._settings, refinement=refinement)
        self.settings_changed.emit(settings, self.tr("refinement"), f"{slider} {self._gesture}")

    def _on_controls(self, controls: Mapping[str, float], slider: str) -> None:
        settings = replace(self._settings, controls=controls)
        self.settings_changed.emit(settings, self.tr("appearance"), f"{slider} {self._gesture}")

    def _next_gesture(self) -> None:
        self._gesture += 1

    def _change(self, what: str, **values: object) -> None:
        self._next_gesture()
        settings = replace(self._settings, **values)
        self.groups.set_group(self._settings.group)  # the click moved the mark; the owner decides
        if settings != self._settings:
            self.settings_changed.emit(settings, what, f"{what} {self._gesture}")


def build_card(title: str, *contents: QWidget) -> QFrame:
    """A titled white card around some controls."""
    card = QFrame()
    card.setProperty("card", True)
    heading = QLabel(title)
    heading.setProperty("heading", True)
    column = QVBoxLayout(card)
    column.setContentsMargins(14, 8, 14, 10)
    column.setSpacing(6)
    column.addWidget(heading, 0, Qt.AlignmentFlag.AlignLeft)
    for content in contents:
        column.addWidget(content)
    return card
