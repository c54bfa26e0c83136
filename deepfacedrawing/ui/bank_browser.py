"""The bank browser: samples like what is drawn, and what stands in its place."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import QSize, Qt, pyqtSignal
from PyQt5.QtGui import QPixmap
from PyQt5.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from deepfacedrawing.components import COMPONENT_NAMES
from deepfacedrawing.rendering import Pin
from deepfacedrawing.ui.component_chooser import ComponentChooser
from deepfacedrawing.ui.icons import load_icon
from deepfacedrawing.ui.sample_grid import SampleGrid
from deepfacedrawing.ui.thumbnails import build_thumbnail
from deepfacedrawing.ui.titles import component_title

PINNED_SIDE = 36


class PinnedRow(QFrame):
    """What stands in the place of the drawn component, with a button that takes it away.

    Signals: ``unpin_requested()``.
    """

    unpin_requested = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture, self._text = QLabel(), QLabel()
        self._picture.setFixedSize(PINNED_SIDE, PINNED_SIDE)
        self._text.setWordWrap(True)
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.unpin = QPushButton(self.tr("Unpin"))
        self.unpin.setToolTip(self.tr("Your own lines count again"))
        self.unpin.clicked.connect(lambda: self.unpin_requested.emit())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addStrut(PINNED_SIDE)
        row.addWidget(self._picture)
        row.addWidget(self._text, 1)
        row.addWidget(self.unpin)
        self.set_pin(None, None)

    @property
    def text(self) -> str:
        """What it says of the pin."""
        return self._text.text()

    @property
    def has_picture(self) -> bool:
        """Whether it shows the pinned sketch."""
        pixmap = self._picture.pixmap()
        return pixmap is not None and not pixmap.isNull()

    def set_pin(self, pin: Pin | None, pixels: NDArray[np.uint8] | None) -> None:
        """Shows a pin, and its (S, S) uint8 sketch where that is known; None: nothing is pinned."""
        if isinstance(pin, int):
            text = self.tr("Pinned: sample {row}").format(row=pin)
        else:
            text = self.tr("Your own lines count") if pin is None else self.tr("Pinned: from a drawing")
        self._text.setText(text)
        self.unpin.setEnabled(pin is not None)
        ratio = self.devicePixelRatioF()
        self._picture.setPixmap(QPixmap() if pixels is None else build_thumbnail(pixels, PINNED_SIDE, ratio))
        self._picture.setVisible(pixels is not None)


class BankBrowser(QWidget):
    """For one component at a time: the nearest samples of the bank, live, to put in the place of what is drawn.

    Signals: ``browsed_changed(component)``; ``pin_chosen(component, Pin)``; ``unpin_chosen(component)``;
    ``copy_requested(component)``, to pin that of another drawing.
    """

    browsed_changed = pyqtSignal(str)
    pin_chosen = pyqtSignal(str, object)
    unpin_chosen = pyqtSignal(str)
    copy_requested = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._component, self._bank_size = COMPONENT_NAMES[0], 0
        self._pins: Mapping[str, Pin] = {}
        # The newest neighbours of each component and the sketches of their rows.
        self._known: dict[str, tuple[Sequence[int], Mapping[int, NDArray[np.uint8]]]] = {}
        self._title = QLabel()
        self.chooser, self.grid, self.pinned = ComponentChooser(), SampleGrid(), PinnedRow()
        self.suggest, self.copy = self._build_buttons()
        self._compose()
        self._connect()
        self.set_bank_size(0)
        self._show_component()

    def _build_buttons(self) -> tuple[QPushButton, QPushButton]:
        chance = QPushButton(load_icon("dice"), self.tr("Suggest"))
        chance.setToolTip(self.tr("Pin a random sample of the bank"))
        copy = QPushButton(load_icon("open"), self.tr("Copy from…"))
        copy.setToolTip(self.tr("Pin this component of another drawing"))
        for button in (chance, copy):
            button.setIconSize(QSize(18, 18))
        return chance, copy

    def _compose(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        buttons.addWidget(self.suggest, 1)
        buttons.addWidget(self.copy, 1)
        self._title.setProperty("quiet", True)
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for part in (self.chooser, self._title, self.grid, self.pinned):
            column.addWidget(part)
        column.addLayout(buttons)
        column.setAlignment(Qt.AlignmentFlag.AlignTop)

    def _connect(self) -> None:
        self.chooser.component_chosen.connect(self._on_component)
        self.grid.sample_chosen.connect(self._on_sample)
        self.pinned.unpin_requested.connect(lambda: self.unpin_chosen.emit(self._component))
        self.suggest.clicked.connect(lambda: self._suggest())
        self.copy.clicked.connect(lambda: self.copy_requested.emit(self._component))

    @property
    def component(self) -> str:
        """The one that is browsed."""
        return self._component

    def set_component(self, name: str) -> None:
        """Browses this component. Emits nothing."""
        self._component = name
        self._show_component()

    def set_bank_size(self, size: int) -> None:
        """How many samples there are to suggest from; 0 as long as no model is loaded."""
        self._bank_size = size
        self.suggest.setEnabled(size > 0)

    def set_pins(self, pins: Mapping[str, Pin]) -> None:
        """Shows what is pinned: component → row or crop. Emits nothing."""
        self._pins = pins
        self.chooser.set_pinned(pins.keys())
        self._show_pin()

    def set_samples(self, component: str, neighbours: Sequence[int], samples: Mapping[int, NDArray[np.uint8]]) -> None:
        """Shows a component's neighbours, nearest first, by the sketches of their rows, (S, S) uint8.

        Samples that do not belong to these neighbours, of a face that was asked for before another component was
        chosen, are passed over.
        """
        if not neighbours or not samples.keys() >= set(neighbours):
            return
        self._known[component] = neighbours, samples
        if component == self._component:
            self.grid.offer_samples(neighbours, samples)
            self._show_pin()

    def _show_component(self) -> None:
        self.chooser.set_component(self._component)
        self.grid.show_samples(*self._known.get(self._component, ((), {})))
        self._show_pin()

    def _show_pin(self) -> None:
        pin = self._pins.get(self._component)
        text = self.tr("{title}: most like your lines") if pin is None else self.tr("{title}: most like what is pinned")
        self._title.setText(text.format(title=component_title(self._component)))
        self.grid.set_pinned(pin if isinstance(pin, int) else None)
        self.pinned.set_pin(pin, self._find_pixels(pin))

    def _find_pixels(self, pin: Pin | None) -> NDArray[np.uint8] | None:
        if isinstance(pin, bytes):
            side = round(len(pin) ** 0.5)
            return np.frombuffer(pin, np.uint8).reshape(side, side)
        _, samples = self._known.get(self._component, ((), {}))
        return None if pin is None else samples.get(pin)

    def _on_component(self, name: str) -> None:
        if name != self._component:
            self.set_component(name)
            self.browsed_changed.emit(name)

    def _on_sample(self, row: int) -> None:
        if self._pins.get(self._component) == row:
            self.unpin_chosen.emit(self._component)
        else:
            self.pin_chosen.emit(self._component, row)

    def _suggest(self) -> None:
        """Asks for a random sample, another one than is pinned."""
        row = random.randrange(self._bank_size)
        is_pinned = row == self._pins.get(self._component)
        self.pin_chosen.emit(self._component, (row + 1) % self._bank_size if is_pinned else row)
