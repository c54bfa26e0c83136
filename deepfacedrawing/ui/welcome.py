"""The first-run hint: three lines and five sketches to open, on a card over the empty canvas."""

from __future__ import annotations

from pathlib import Path

from PyQt5.QtCore import QRectF, QSize, Qt, QTimer, pyqtSignal
from PyQt5.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QShowEvent
from PyQt5.QtWidgets import (
    QAbstractButton,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from deepfacedrawing.rendering import UserError
from deepfacedrawing.samples import find_samples
from deepfacedrawing.ui.icons import load_icon
from deepfacedrawing.ui.images import to_qimage
from deepfacedrawing.ui.project_file import read_sketch
from deepfacedrawing.ui.sketch import rasterise
from deepfacedrawing.ui.theme import theme_of
from deepfacedrawing.ui.titles import sample_title

SHOWN = ("quick", "careful_woman", "smile", "careful_man", "beard")
THUMBNAIL = 76


class SampleButton(QAbstractButton):
    """A sketch as a thumbnail, blank until ``draw``; the paper is white in every theme."""

    def __init__(self, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.path, self._image = path, QImage()
        name = sample_title(path.stem)
        self.setAccessibleName(self.tr("Sample sketch: {name}").format(name=name))
        self.setToolTip(self.tr("Open the sample sketch “{name}”").format(name=name))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedSize(self.sizeHint())

    def draw(self) -> None:
        """Reads and rasterises the sketch, some 20 ms.

        Raises:
            UserError: the file cannot be read.
        """
        ratio = self.devicePixelRatioF()
        side = round(THUMBNAIL * ratio)
        whole = to_qimage(rasterise(read_sketch(self.path)))
        kept, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        self._image = whole.scaled(side, side, kept, smooth)
        self.update()

    @property
    def is_drawn(self) -> bool:
        """Whether it shows its sketch."""
        return not self._image.isNull()

    def sizeHint(self) -> QSize:
        return QSize(THUMBNAIL, THUMBNAIL)

    def paintEvent(self, e: QPaintEvent | None) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        painter.drawImage(self.rect(), self._image)
        lit = self.underMouse() or self.hasFocus()
        painter.setPen(QPen(QColor(theme.accent if lit else theme.edge), 2 if lit else 1))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))


class WelcomeCard(QFrame):
    """Signals: ``sample_chosen(Path)``; ``dismissed()`` by its own button."""

    sample_chosen = pyqtSignal(object)
    dismissed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self.setAccessibleName(self.tr("Welcome"))
        by_name = {path.stem: path for path in find_samples()}
        self._samples = [SampleButton(by_name[name], self) for name in SHOWN if name in by_name]
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 16, 14)
        column.setSpacing(4)
        column.addLayout(self._build_heading())
        for text in (
            self.tr("Draw a face here; the photo beside it follows every line."),
            self.tr("Rough is fine: “Refinement” pulls your strokes towards real faces."),
            self.tr("Everything can be undone. Or begin with one of these:"),
        ):
            label = QLabel(text)
            label.setWordWrap(True)
            column.addWidget(label)
        column.addSpacing(6)
        column.addLayout(self._build_samples())

    def showEvent(self, a0: QShowEvent | None) -> None:
        super().showEvent(a0)
        QTimer.singleShot(0, self._draw_next)

    def _build_heading(self) -> QHBoxLayout:
        heading, close = QLabel(self.tr("Welcome")), QToolButton()
        heading.setProperty("heading", True)
        close.setIcon(load_icon("close"))
        close.setProperty("flat", True)
        close.setToolTip(self.tr("Close this hint"))
        close.setAccessibleName(self.tr("Close this hint"))
        close.clicked.connect(lambda: self.dismissed.emit())
        row = QHBoxLayout()
        row.addWidget(heading, 1)
        row.addWidget(close)
        return row

    def _build_samples(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in self._samples:
            button.clicked.connect(lambda _=False, path=button.path: self.sample_chosen.emit(path))
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _draw_next(self) -> None:
        """One thumbnail at a time, so that the pen never waits for more than one."""
        waiting = [button for button in self._samples if not button.is_drawn and button.isEnabled()]
        if not waiting or not self.isVisible():
            return
        try:
            waiting[0].draw()
        except UserError:  # damaged by someone: it is told when it is opened elsewhere, not here
            waiting[0].setEnabled(False)
            waiting[0].hide()
        QTimer.singleShot(0, self._draw_next)


def lay_over(view: QWidget, card: QWidget) -> QWidget:
    """Both in one place, the card over the lower middle of the view."""
    place = QWidget()
    grid = QGridLayout(place)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.addWidget(view, 0, 0)
    holder = QVBoxLayout()
    holder.setContentsMargins(12, 12, 12, 24)
    holder.addStretch(1)
    holder.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
    grid.addLayout(holder, 0, 0)
    card.raise_()
    return place
