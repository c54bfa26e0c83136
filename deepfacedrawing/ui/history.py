"""The strip of small faces under the desk: one for each edit, a click goes back there."""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import QModelIndex, QRectF, QSignalBlocker, QSize, Qt, pyqtSignal
from PyQt5.QtGui import QIcon, QPainter, QPalette, QPen, QPixmap
from PyQt5.QtWidgets import (
    QFrame,
    QListView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QUndoCommand,
    QUndoStack,
    QWidget,
)

from deepfacedrawing.ui.thumbnails import build_thumbnail

THUMBNAIL, FRAME = 56, 3
# Of more states than these the faces are forgotten, oldest first: they would take more memory than all the edits.
MAX_FACES = 300


class HistoryStrip(QListWidget):
    """The states of an undo stack from the first to the newest; that of now is chosen.

    Signals: ``state_chosen(int)``: the stack's index to go to.
    """

    state_chosen = pyqtSignal(int)

    def __init__(self, stack: QUndoStack, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stack = stack
        self._commands: list[QUndoCommand | None] = []
        self._with_face: deque[QListWidgetItem] = deque()
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setIconSize(QSize(THUMBNAIL, THUMBNAIL))
        self.setGridSize(QSize(THUMBNAIL + 10, THUMBNAIL + 10))
        self.setFixedHeight(THUMBNAIL + 28)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_Thumbnails(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("strip", True)
        self.setAccessibleName(self.tr("History"))
        self.setToolTip(self.tr("Every edit; click one to go back to it"))
        self.itemClicked.connect(self._on_chosen)
        self.itemActivated.connect(self._on_chosen)
        stack.indexChanged.connect(self._on_index)
        self._on_index(stack.index())

    def set_face(self, face: NDArray[np.uint8]) -> None:
        """The face of the state of now: (512, 512, 3) uint8 RGB."""
        item = self.item(self._stack.index())
        if item is None:
            return
        item.setIcon(QIcon(build_thumbnail(face, THUMBNAIL, self.devicePixelRatioF())))
        if item not in self._with_face:
            self._with_face.append(item)
        while len(self._with_face) > MAX_FACES:
            self._with_face.popleft().setIcon(QIcon())

    def thumbnail(self, index: int) -> QPixmap:
        """The small face of a state; null where none was rendered."""
        item = self.item(index)
        return QPixmap() if item is None else item.icon().pixmap(THUMBNAIL, THUMBNAIL)

    def _on_index(self, index: int) -> None:
        count = self._stack.count() + 1
        command = self._stack.command(index - 1) if index else None
        with QSignalBlocker(self):
            # A new edit takes the place of those that were undone before it, also with as many edits as before.
            keep = count if index >= len(self._commands) or self._commands[index] is command else index
            while self.count() > keep:
                self._forget(self.takeItem(self.count() - 1))
            del self._commands[self.count() :]
            while self.count() < count:
                self._commands.append(self._stack.command(self.count() - 1) if self.count() else None)
                self.addItem(self._build_item(self.count()))
            self.setCurrentRow(index)
        item = self.item(index)
        if item is not None:
            self.scrollToItem(item)

    def _forget(self, item: QListWidgetItem | None) -> None:
        if item in self._with_face:
            self._with_face.remove(item)

    def _build_item(self, index: int) -> QListWidgetItem:
        text = self._stack.text(index - 1) if index else self.tr("Start")
        item = QListWidgetItem()
        item.setSizeHint(QSize(THUMBNAIL + 10, THUMBNAIL + 10))
        item.setToolTip(text)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, text)
        return item

    def _on_chosen(self, item: QListWidgetItem) -> None:
        self.state_chosen.emit(self.row(item))


class _Thumbnails(QStyledItemDelegate):
    """Paints a small face as it is; a frame shows which one is chosen."""

    def paint(self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        if painter is None:
            return
        frame = QRectF(option.rect).adjusted(FRAME, FRAME, -FRAME, -FRAME)
        palette, is_chosen = option.palette, bool(option.state & QStyle.StateFlag.State_Selected)
        icon = index.data(Qt.ItemDataRole.DecorationRole)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(icon, QIcon) and not icon.isNull():
            icon.paint(painter, frame.toRect())
        else:
            painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
            painter.drawText(frame, int(Qt.AlignmentFlag.AlignCenter), "…")
        role = QPalette.ColorRole.Highlight if is_chosen else QPalette.ColorRole.Mid
        painter.setPen(QPen(palette.color(role), 2.5 if is_chosen else 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(frame, 3, 3)
