"""The appearance palette: one button a style, in its colours."""

from __future__ import annotations

import re
from collections.abc import Mapping

from PyQt5.QtCore import QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt5.QtGui import QColor, QPainter, QPaintEvent, QPen
from PyQt5.QtWidgets import QAbstractButton, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from deepfacedrawing.rendering import DEFAULT_APPEARANCE
from deepfacedrawing.ui.icons import load_icon
from deepfacedrawing.ui.theme import theme_of
from deepfacedrawing.ui.titles import appearance_title

COLUMNS, SIZE, GAP = 9, 26, 2
DISC, RING = 9.5, 12.0
UNKNOWN_COLOUR = "#c8ccd4"
UNKNOWN = {DEFAULT_APPEARANCE: UNKNOWN_COLOUR}
HEX_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


class SwatchButton(QAbstractButton):
    """A round button in one or two colours; a ring shows that it is chosen."""

    def __init__(self, name: str, colours: tuple[QColor, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colours = colours
        self.setCheckable(True)
        title = appearance_title(name)
        self.setToolTip(title)
        self.setAccessibleName(self.tr("Appearance: {name}").format(name=title))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        return QSize(SIZE, SIZE)

    def paintEvent(self, e: QPaintEvent | None) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        centre = QPointF(self.width() / 2, self.height() / 2)
        painter.setPen(QPen(QColor(theme.edge), 1))
        painter.setBrush(self._colours[0])
        painter.drawEllipse(centre, DISC, DISC)
        if len(self._colours) > 1:
            painter.setBrush(self._colours[1])
            disc = QRectF(centre.x() - DISC, centre.y() - DISC, 2 * DISC, 2 * DISC)
            painter.drawChord(disc, 45 * 16, 180 * 16)
        if self.isChecked() or self.hasFocus() or self.underMouse():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(
                QPen(QColor(theme.accent), 2.4) if self.isChecked() else QPen(QColor(theme.handle_edge), 1.4)
            )
            painter.drawEllipse(centre, RING, RING)


class AppearancePalette(QWidget):
    """Signals: ``appearance_chosen(str)``; ``surprise_requested()``."""

    appearance_chosen = pyqtSignal(str)
    surprise_requested = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: dict[str, SwatchButton] = {}
        self._appearance: str | int = DEFAULT_APPEARANCE
        self._grid = QGridLayout()
        self._grid.setSpacing(GAP)
        self._name = QLabel()
        self._name.setProperty("quiet", True)
        surprise = QPushButton(load_icon("dice"), self.tr("Surprise me"))
        surprise.setIconSize(QSize(20, 20))
        surprise.setToolTip(self.tr("A random appearance (R)"))
        surprise.clicked.connect(lambda: self.surprise_requested.emit())
        below = QHBoxLayout()
        below.addWidget(self._name, 1)
        below.addWidget(surprise)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(self._grid)
        column.addLayout(below)
        self.set_appearances(UNKNOWN)

    def set_appearances(self, appearances: Mapping[str, str]) -> None:
        """Shows a button for each name → swatch text with one or more ``#rrggbb``."""
        for button in self._buttons.values():
            self._grid.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = {}
        for place, (name, text) in enumerate(appearances.items()):
            colours = tuple(QColor(found) for found in HEX_COLOUR.findall(text)) or (QColor(UNKNOWN_COLOUR),)
            button = SwatchButton(name, colours, self)
            button.clicked.connect(lambda _=False, chosen=name: self._on_clicked(chosen))
            self._grid.addWidget(button, place // COLUMNS, place % COLUMNS)
            self._buttons[name] = button
        self._grid.setColumnStretch(COLUMNS, 1)
        self.set_appearance(self._appearance)

    def set_appearance(self, appearance: str | int) -> None:
        """Shows which one is chosen: a palette name, or the number of a random one. Emits nothing."""
        self._appearance = appearance
        for name, button in self._buttons.items():
            button.setChecked(name == appearance)
        surprise = self.tr("Surprise no. {number}").format(number=appearance)
        self._name.setText(surprise if isinstance(appearance, int) else appearance_title(appearance))

    def button(self, name: str) -> SwatchButton:
        """The button of a palette name."""
        return self._buttons[name]

    def _on_clicked(self, name: str) -> None:
        self.set_appearance(self._appearance)  # the click toggled it; the owner decides
        self.appearance_chosen.emit(name)
