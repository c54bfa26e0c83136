"""The tool bar: some buttons have words beside their icons, as long as there is room for all of it."""

from __future__ import annotations

from PyQt5.QtCore import Qt
from PyQt5.QtGui import QResizeEvent
from PyQt5.QtWidgets import QAction, QToolBar, QToolButton, QWidget


class ToolBar(QToolBar):
    """Gives up its words before it hides buttons."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._labelled: list[QToolButton] = []
        self._whole_width = 0

    def label(self, action: QAction) -> None:
        """Shows the words of an action that is on the bar."""
        button = self.widgetForAction(action)
        if isinstance(button, QToolButton):
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            self._labelled.append(button)

    @property
    def has_labels(self) -> bool:
        """Whether there is room for the words."""
        return any(button.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonTextBesideIcon for button in self._labelled)

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        super().resizeEvent(a0)
        if self.has_labels:
            self._whole_width = self.sizeHint().width()
        fits = self.width() >= self._whole_width
        style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon if fits else Qt.ToolButtonStyle.ToolButtonIconOnly
        for button in self._labelled:
            button.setToolButtonStyle(style)
