"""The dialog behind "Details…": all that is known about an error, to read and to copy."""

from __future__ import annotations

from PyQt5.QtCore import QSize, Qt
from PyQt5.QtGui import QFontDatabase
from PyQt5.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from deepfacedrawing.ui.icons import draw_icon
from deepfacedrawing.ui.theme import theme_of

SIZE = QSize(760, 420)
ICON_SIZE = 32


class DetailsDialog(QDialog):
    """Shows it with ``open()``, which does not wait: the window behind goes on rendering.

    Args:
        sentence: what the status bar says.
        details: lines of text, such as a traceback.
    """

    def __init__(self, sentence: str, details: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sentence, self._details = sentence, details
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Details"))
        text = QPlainTextEdit(details)
        text.setReadOnly(True)
        text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        text.setAccessibleName(self.tr("Details"))
        column = QVBoxLayout(self)
        column.addLayout(self._build_heading())
        column.addWidget(text, 1)
        column.addWidget(self._build_buttons())
        self.resize(SIZE)

    def copy(self) -> None:
        """Puts sentence and details on the clipboard."""
        clipboard = QApplication.clipboard()
        if clipboard is not None:
            clipboard.setText(f"{self._sentence}\n\n{self._details}")

    def _build_heading(self) -> QHBoxLayout:
        icon, label = QLabel(), QLabel(self._sentence)
        icon.setPixmap(draw_icon("warning", ICON_SIZE, theme_of(self.palette()).error))
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(icon)
        row.addWidget(label, 1)
        return row

    def _build_buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        copy = box.addButton(self.tr("Copy"), QDialogButtonBox.ButtonRole.ActionRole)
        if copy is not None:
            copy.clicked.connect(self.copy)
        box.rejected.connect(self.reject)
        return box
