"""The five components as buttons with pictures; those that are pinned bear a dot."""

from __future__ import annotations

from collections.abc import Collection

from PyQt5.QtCore import QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt5.QtGui import QColor, QPainter, QPaintEvent, QPen
from PyQt5.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from deepfacedrawing.components import COMPONENT_NAMES
from deepfacedrawing.ui.icons import paint_icon
from deepfacedrawing.ui.titles import component_title

HEIGHT, ICON, CORNER, DOT = 34, 22, 6.0, 3.5


class ComponentButton(QAbstractButton):
    """A component to choose, in the colours of the palette."""

    def __init__(self, component: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._component, self._is_pinned = component, True
        self.setCheckable(True)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_pinned(False)

    @property
    def is_pinned(self) -> bool:
        """Whether it bears the dot."""
        return self._is_pinned

    def set_pinned(self, pinned: bool) -> None:
        """Shows whether something is pinned in the place of this component."""
        if pinned == self._is_pinned:
            return
        self._is_pinned = pinned
        title = component_title(self._component)
        text = self.tr("{title} (pinned)").format(title=title) if pinned else title
        self.setToolTip(text)
        self.setAccessibleName(text)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(HEIGHT + 6, HEIGHT)

    def paintEvent(self, e: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        accent, ground = palette.highlight().color(), palette.button().color()
        ink = palette.highlightedText().color() if self.isChecked() else palette.buttonText().color()
        border = QColor(palette.buttonText().color())
        border.setAlpha(120 if self.underMouse() else 60)
        is_marked = self.isChecked() or self.hasFocus()
        painter.setPen(QPen(accent if is_marked else border, 2 if self.hasFocus() else 1))
        painter.setBrush(accent if self.isChecked() else ground)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), CORNER, CORNER)
        place = QRectF(0, 0, ICON, ICON)
        place.moveCenter(QRectF(self.rect()).center())
        paint_icon(painter, self._component, ink.name(), place)
        if self._is_pinned:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink if self.isChecked() else accent)
            painter.drawEllipse(QPointF(self.width() - 3 - DOT, 3 + DOT), DOT, DOT)


class ComponentChooser(QWidget):
    """Signals: ``component_chosen(str)`` by the user."""

    component_chosen = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons = {name: ComponentButton(name) for name in COMPONENT_NAMES}
        exclusive = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for name, button in self._buttons.items():
            exclusive.addButton(button)
            button.clicked.connect(lambda _=False, chosen=name: self.component_chosen.emit(chosen))
            row.addWidget(button)

    def button(self, name: str) -> ComponentButton:
        """The button of a component."""
        return self._buttons[name]

    def set_component(self, name: str) -> None:
        """Shows which one is chosen. Emits nothing."""
        self._buttons[name].setChecked(True)

    def set_pinned(self, names: Collection[str]) -> None:
        """Marks these components, and no others."""
        for name, button in self._buttons.items():
            button.set_pinned(name in names)
