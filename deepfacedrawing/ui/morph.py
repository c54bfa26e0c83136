"""Morphing: from one drawing to another, as a whole or each component by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import QSignalBlocker, Qt, pyqtSignal
from PyQt5.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from deepfacedrawing.components import COMPONENT_NAMES
from deepfacedrawing.ui.icons import load_icon
from deepfacedrawing.ui.sliders import LinkedSliders, PercentSlider, build_grid, label_ends
from deepfacedrawing.ui.thumbnails import build_thumbnail

FACE_SIDE = 96


@dataclass(frozen=True, eq=False)
class MorphCandidate:
    """A drawing that a morph may begin or end with. ``face``: (512, 512, 3) uint8 RGB, None where there is none yet."""

    title: str
    face: NDArray[np.uint8] | None = None


class MorphEnd(QWidget):
    """One end of the morph: its face and a list to choose from.

    Signals: ``chosen(int)``, the place of a candidate, by the user; ``file_requested()``.
    """

    chosen = pyqtSignal(int)
    file_requested = pyqtSignal()

    def __init__(self, letter: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._letter = letter
        self._face, self.list = QLabel(), QComboBox()
        self._face.setFixedSize(FACE_SIDE, FACE_SIDE)
        self._face.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.list.setAccessibleName(self.tr("Drawing {letter}").format(letter=letter))
        self.list.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.list.activated.connect(self.chosen)
        self.open = QPushButton(load_icon("open"), self.tr("Open…"))
        tip = self.tr("Drawing {letter} from another file").format(letter=letter)
        self.open.setToolTip(tip)
        self.open.setAccessibleName(tip)
        self.open.clicked.connect(lambda: self.file_requested.emit())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._face, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.list)
        column.addWidget(self.open)

    @property
    def has_face(self) -> bool:
        """Whether a face is shown, not only the letter."""
        pixmap = self._face.pixmap()
        return pixmap is not None and not pixmap.isNull()

    def show_candidates(self, candidates: Sequence[MorphCandidate], chosen: int) -> None:
        """Lists the candidates and shows the chosen one's face. Emits nothing."""
        with QSignalBlocker(self.list):
            self.list.clear()
            self.list.addItems([candidate.title for candidate in candidates])
            self.list.setCurrentIndex(chosen)
        self.list.setToolTip(self.list.currentText())  # long titles are cut off
        face = candidates[chosen].face if candidates else None
        if face is None:
            self._face.setText(self._letter)
        else:
            self._face.setPixmap(build_thumbnail(face, FACE_SIDE, self.devicePixelRatioF()))


class MorphPanel(QWidget):
    """Two ends, a slider for all components and one for each.

    Signals: ``ends_changed(int, int)``, the places of the candidates; ``file_requested(int)``, for end 0 or 1;
    ``morph_changed(dict component → 0…1)``; ``export_requested()``; ``closed()``.
    """

    ends_changed = pyqtSignal(int, int)
    file_requested = pyqtSignal(int)
    morph_changed = pyqtSignal(object)
    export_requested = pyqtSignal()
    closed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._candidates: Sequence[MorphCandidate] = ()
        self._ends = (0, 0)
        self.end_widgets = (MorphEnd("A"), MorphEnd("B"))
        self.swap = QPushButton(load_icon("swap"), "")
        self.export = QPushButton(load_icon("export"), self.tr("Export…"))
        self.close_button = QPushButton(self.tr("Close"))
        for button, tip in (
            (self.swap, self.tr("Swap the two drawings")),
            (self.export, self.tr("Save the morph as pictures or as a film")),
            (self.close_button, self.tr("Back to the drawing as it is")),
        ):
            button.setToolTip(tip)
            button.setAccessibleName(tip)
        self._rows = self._compose()
        self._connect()
        self.set_candidates((), (0, 0))

    def _compose(self) -> LinkedSliders:
        ends = QHBoxLayout()
        ends.setSpacing(6)
        ends.addWidget(self.end_widgets[0], 1)
        ends.addWidget(self.swap, 0, Qt.AlignmentFlag.AlignVCenter)
        ends.addWidget(self.end_widgets[1], 1)
        sliders = QWidget()
        grid: QGridLayout = build_grid(sliders)
        label_ends(grid, "A", "B")
        tip = self.tr("Left: as in drawing A. Right: as in drawing B. Double click: back to A.")
        rows = LinkedSliders(grid, self.tr("Morph"), tip, 0.0, self)
        buttons = QHBoxLayout()
        buttons.addWidget(self.export, 1)
        buttons.addWidget(self.close_button, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(ends)
        column.addWidget(sliders)
        column.addLayout(buttons)
        column.setAlignment(Qt.AlignmentFlag.AlignTop)
        return rows

    def _connect(self) -> None:
        for end, widget in enumerate(self.end_widgets):
            widget.chosen.connect(lambda place, end=end: self._on_chosen(end, place))
            widget.file_requested.connect(lambda end=end: self.file_requested.emit(end))
        self.swap.clicked.connect(lambda: self._swap())
        self._rows.moved.connect(lambda values, _: self.morph_changed.emit(values))
        self.export.clicked.connect(lambda: self.export_requested.emit())
        self.close_button.clicked.connect(lambda: self.closed.emit())

    @property
    def ends(self) -> tuple[int, int]:
        """The places of the candidates that the morph begins and ends with."""
        return self._ends

    @property
    def morph(self) -> dict[str, float]:
        """Component → 0…1, how far it is from A to B."""
        return self._rows.values

    def slider(self, name: str) -> PercentSlider:
        """The slider of a component, or of ``all``."""
        return self._rows.slider(name)

    def set_candidates(self, candidates: Sequence[MorphCandidate], ends: tuple[int, int]) -> None:
        """Offers these drawings and shows which two are chosen. Emits nothing."""
        self._candidates, self._ends = candidates, ends
        for widget, place in zip(self.end_widgets, ends, strict=True):
            widget.show_candidates(candidates, place)
        for widget in (self.swap, self.export, *(self._rows.slider(name) for name in ("all", *COMPONENT_NAMES))):
            widget.setEnabled(bool(candidates))

    def set_morph(self, morph: Mapping[str, float]) -> None:
        """Shows these values. Emits nothing."""
        self._rows.set_values(morph)

    def _on_chosen(self, end: int, place: int) -> None:
        self._change_ends((place, self._ends[1]) if end == 0 else (self._ends[0], place))

    def _swap(self) -> None:
        """The same face, seen from the other end."""
        self.set_morph({name: 1 - value for name, value in self.morph.items()})
        self._change_ends((self._ends[1], self._ends[0]))

    def _change_ends(self, ends: tuple[int, int]) -> None:
        self.set_candidates(self._candidates, ends)
        self.ends_changed.emit(*ends)
