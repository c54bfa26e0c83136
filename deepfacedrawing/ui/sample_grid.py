"""Bank samples side by side, nearest first; they hold still while one aims at them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import QEvent, QSize, pyqtSignal
from PyQt5.QtGui import QResizeEvent
from PyQt5.QtWidgets import QSizePolicy, QWidget

from deepfacedrawing.ui.thumbnails import SAMPLE_SIDE, SampleButton

NUM_PLACES, COLUMNS, GAP = 10, 4, 6


class SampleGrid(QWidget):
    """As many columns as fit; its buttons stay, only what they show changes.

    Signals: ``sample_chosen(int)``, the row of the bank.
    """

    sample_chosen = pyqtSignal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: list[SampleButton] = []
        self._rows: tuple[int, ...] = ()
        self._pinned: int | None = None
        self._waiting: tuple[tuple[int, ...], Mapping[int, NDArray[np.uint8]]] | None = None
        self._has_pointer = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_samples((), {})

    @property
    def rows(self) -> tuple[int, ...]:
        """The rows that are shown, in the order of the buttons."""
        return self._rows

    def button(self, place: int) -> SampleButton:
        """The button at a place, 0 for the nearest sample."""
        return self._buttons[place]

    def offer_samples(self, rows: Sequence[int], samples: Mapping[int, NDArray[np.uint8]]) -> None:
        """Shows these at once, or as soon as neither pointer nor keyboard is on one of the present ones."""
        self._waiting = tuple(rows), samples
        self._show_waiting()

    def show_samples(self, rows: Sequence[int], samples: Mapping[int, NDArray[np.uint8]]) -> None:
        """Shows the (S, S) uint8 sketches of these rows now."""
        self._waiting, self._rows = None, tuple(rows)
        while len(self._buttons) < max(NUM_PLACES, len(rows)):
            self._add_button()
        for place, button in enumerate(self._buttons):
            button.set_pixels(samples[rows[place]] if place < len(rows) else None)
        self.set_pinned(self._pinned)

    def set_pinned(self, row: int | None) -> None:
        """Shows which one is pinned. Emits nothing."""
        self._pinned = row
        for place, button in enumerate(self._buttons):
            shown = self._rows[place] if place < len(self._rows) else None
            button.setChecked(shown is not None and shown == row)
            self._describe(button, shown)

    def _describe(self, button: SampleButton, row: int | None) -> None:
        if row is None:
            name, tip = self.tr("Empty place"), ""
        elif row == self._pinned:
            name, tip = self.tr("Sample {row} (pinned)"), self.tr("Click: your own lines count again")
        else:
            name, tip = self.tr("Sample {row}"), self.tr("Click: put this one in place of your lines")
        button.setAccessibleName(name.format(row=row))
        button.setToolTip(tip)

    def _add_button(self) -> None:
        button, place = SampleButton(self), len(self._buttons)
        button.clicked.connect(lambda: self._on_clicked(place))
        button.focus_lost.connect(self._show_waiting)
        button.show()
        self._buttons.append(button)
        self._arrange()

    def _on_clicked(self, place: int) -> None:
        self.set_pinned(self._pinned)  # the click toggled it; the owner decides
        self.sample_chosen.emit(self._rows[place])

    def _show_waiting(self) -> None:
        aimed_at = self._has_pointer or any(button.hasFocus() for button in self._buttons)
        if self._waiting is not None and not aimed_at:
            self.show_samples(*self._waiting)

    def _arrange(self) -> None:
        step = SAMPLE_SIDE + GAP
        columns = max(1, (self.width() + GAP) // step)
        for place, button in enumerate(self._buttons):
            button.move(place % columns * step, place // columns * step)
        self.setFixedHeight(-(-len(self._buttons) // columns) * step - GAP)

    def sizeHint(self) -> QSize:
        return QSize(COLUMNS * (SAMPLE_SIDE + GAP) - GAP, self.minimumHeight())

    def minimumSizeHint(self) -> QSize:
        return QSize(SAMPLE_SIDE, self.minimumHeight())

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        self._arrange()

    def enterEvent(self, a0: QEvent | None) -> None:
        self._has_pointer = True

    def leaveEvent(self, a0: QEvent | None) -> None:
        self._has_pointer = False
        self._show_waiting()
