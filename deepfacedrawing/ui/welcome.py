"""The first-run hint: three lines and five sketches to open, on a card over the empty canvas."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PyQt5.QtCore import QRectF, QSize, Qt, QTimer, pyqtSignal
from PyQt5.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QShowEvent
from PyQt5.QtWidgets import (
    QAbstractButton,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
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
THUMBNAIL, SMALLEST_THUMBNAIL, GAP = 76, 32, 8
MARGIN = 16
# Before the first thumbnail: the window is painted by then and answers the pen.
FIRST_PAUSE_MS = 100
# The card takes the width that it can have before the space beside it gets any.
WIDE = 1000


class SampleButton(QAbstractButton):
    """A sketch as a thumbnail, blank until ``draw``; the paper is white in every theme."""

    def __init__(self, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.path, self._image = path, QImage()
        name = sample_title(path.stem)
        self.setAccessibleName(self.tr("Sample sketch: {name}").format(name=name))
        self.setToolTip(self.tr("Open the sample sketch “{name}”").format(name=name))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setMaximumSize(self.sizeHint())
        self.setSizePolicy(_height_follows_width())

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

    def minimumSizeHint(self) -> QSize:
        return QSize(SMALLEST_THUMBNAIL, SMALLEST_THUMBNAIL)

    def heightForWidth(self, a0: int) -> int:
        return a0

    def paintEvent(self, e: QPaintEvent | None) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        painter.drawImage(self.rect(), self._image)
        lit = self.underMouse() or self.hasFocus()
        painter.setPen(QPen(QColor(theme.accent if lit else theme.edge), 2 if lit else 1))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))


class _Lines(QScrollArea):
    """Lines of text that wrap; as high as they are, or what there is room for, and the rest is scrolled to."""

    def __init__(self, texts: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._page = QWidget()
        column = QVBoxLayout(self._page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for text in texts:
            label = QLabel(text)
            label.setWordWrap(True)
            column.addWidget(label)
        self.setWidget(self._page)
        self.setWidgetResizable(True)
        for part in (self._page, self.viewport()):
            if part is not None:
                part.setAutoFillBackground(False)  # the card shows through
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(_height_follows_width())

    def heightForWidth(self, a0: int) -> int:
        return self._page.heightForWidth(a0)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._page.minimumSizeHint().width(), self.fontMetrics().lineSpacing())


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
        column.setContentsMargins(MARGIN, 8, MARGIN, 10)
        self.setMaximumWidth(len(SHOWN) * (THUMBNAIL + GAP) - GAP + 2 * MARGIN)
        column.setSpacing(4)
        column.addLayout(self._build_heading())
        texts = (
            self.tr("Draw a face here; the photo beside it follows every line."),
            self.tr("Rough is fine: “Refinement” pulls it towards real faces."),
            self.tr("Everything can be undone. Or begin with one of these:"),
        )
        column.addWidget(_Lines(texts), 1)
        column.addSpacing(6)
        column.addLayout(self._build_samples())

    def showEvent(self, a0: QShowEvent | None) -> None:
        super().showEvent(a0)
        QTimer.singleShot(FIRST_PAUSE_MS, self._draw_next)

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
        row.setSpacing(GAP)
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


def _height_follows_width() -> QSizePolicy:
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
    policy.setHeightForWidth(True)
    return policy


def lay_over(view: QWidget, card: QWidget) -> QWidget:
    """Both in one place, the card over the lower middle of the view, as narrow as the view asks for."""
    place = QWidget()
    grid = QGridLayout(place)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.addWidget(view, 0, 0)
    row, holder = QHBoxLayout(), QVBoxLayout()
    row.addStretch(1)
    row.addWidget(card, WIDE)
    row.addStretch(1)
    holder.setContentsMargins(8, 6, 8, 8)
    holder.addStretch(1)
    holder.addLayout(row)
    grid.addLayout(holder, 0, 0)
    card.raise_()
    return place
