"""The table of shortcuts, made from the table of actions, and what can be done with pen and mouse."""

from __future__ import annotations

import re
from dataclasses import dataclass

from PyQt5.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Qt
from PyQt5.QtGui import QKeySequence
from PyQt5.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from deepfacedrawing.ui.actions import ACTIONS, MENUS


@dataclass(frozen=True)
class Gesture:
    """``keys``: what the hand does. ``text``: what it is for."""

    keys: str
    text: str


GESTURES = (
    Gesture(QT_TRANSLATE_NOOP("Gestures", "Space + drag"), QT_TRANSLATE_NOOP("Gestures", "Move the page")),
    Gesture(QT_TRANSLATE_NOOP("Gestures", "Middle button + drag"), QT_TRANSLATE_NOOP("Gestures", "Move the page")),
    Gesture(QT_TRANSLATE_NOOP("Gestures", "Space + Shift + drag"), QT_TRANSLATE_NOOP("Gestures", "Turn the page")),
    Gesture(QT_TRANSLATE_NOOP("Gestures", "Wheel"), QT_TRANSLATE_NOOP("Gestures", "Zoom at the pointer")),
    Gesture(QT_TRANSLATE_NOOP("Gestures", "Shift + wheel"), QT_TRANSLATE_NOOP("Gestures", "Turn the page")),
    Gesture(QT_TRANSLATE_NOOP("Gestures", "Pinch"), QT_TRANSLATE_NOOP("Gestures", "Zoom and turn the page")),
    Gesture(QT_TRANSLATE_NOOP("Gestures", "Shift + drag"), QT_TRANSLATE_NOOP("Gestures", "A straight line")),
    Gesture(
        QT_TRANSLATE_NOOP("Gestures", "Ctrl + Shift + drag"),
        QT_TRANSLATE_NOOP("Gestures", "A straight line in steps of an angle"),
    ),
    Gesture(QT_TRANSLATE_NOOP("Gestures", "Back end of the pen"), QT_TRANSLATE_NOOP("Gestures", "Erase")),
    Gesture(QT_TRANSLATE_NOOP("Gestures", "Click"), QT_TRANSLATE_NOOP("Gestures", "A dot")),
    Gesture(
        QT_TRANSLATE_NOOP("Gestures", "Double click on a slider"), QT_TRANSLATE_NOOP("Gestures", "Back to its middle")
    ),
    Gesture(QT_TRANSLATE_NOOP("Gestures", "Drop a file"), QT_TRANSLATE_NOOP("Gestures", "Open it")),
)
# What underlines a letter in a menu: before it, or after the word in scripts without letters.
MNEMONIC = re.compile(r"\(&\w\)|&")
MAX_HEIGHT, MARGIN = 720, 24

# What it is called, and the ways in which it is done; a titled list of these.
Row = tuple[str, tuple[str, ...]]
Section = tuple[str, list[Row]]


class ShortcutsDialog(QDialog):
    """Shows both in two columns."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        sections = [(_title(menu), list_shortcuts(menu)) for menu in MENUS]
        sections.append((self.tr("Pen and mouse"), list_gestures()))
        table = QWidget()
        columns = QHBoxLayout(table)
        columns.setSpacing(36)
        for side in split_evenly([section for section in sections if section[1]]):
            columns.addLayout(_build_column(side))
        area = QScrollArea()
        area.setWidget(table)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setMinimumWidth(table.sizeHint().width() + MARGIN)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(area)
        column.addWidget(buttons)
        height = table.sizeHint().height() + buttons.sizeHint().height() + 2 * MARGIN
        self.resize(area.minimumWidth() + MARGIN, min(height, MAX_HEIGHT))


def list_shortcuts(menu: str) -> list[Row]:
    """What an action of this menu is called, and its keys as this system writes them."""
    rows = []
    for spec in ACTIONS:
        if spec.menu == menu and spec.shortcuts:
            native = QKeySequence.SequenceFormat.NativeText
            keys = tuple(QKeySequence(keys).toString(native) for keys in spec.shortcuts)
            text = QCoreApplication.translate("Actions", spec.text)
            rows.append((MNEMONIC.sub("", text).rstrip("…"), keys))
    return rows


def list_gestures() -> list[Row]:
    """What a gesture does, and how it is made."""
    translate = QCoreApplication.translate
    return [(translate("Gestures", gesture.text), (translate("Gestures", gesture.keys),)) for gesture in GESTURES]


def split_evenly(sections: list[Section]) -> tuple[list[Section], list[Section]]:
    """Two columns, in order, as near in height as they can be; a heading counts as two rows."""
    sizes = [len(rows) + 2 for _, rows in sections]
    cut = min(range(len(sizes) + 1), key=lambda i: abs(sum(sizes[:i]) - sum(sizes[i:])))
    return sections[:cut], sections[cut:]


def _title(menu: str) -> str:
    return QCoreApplication.translate("Actions", menu)


def _build_column(sections: list[Section]) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(6)
    for title, rows in sections:
        heading = QLabel(title)
        heading.setProperty("heading", True)
        grid = QGridLayout()
        grid.setColumnStretch(0, 1)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(4)
        for row, (text, keys) in enumerate(rows):
            grid.addWidget(QLabel(text), row, 0)
            grid.addLayout(_build_keys(keys), row, 1)
        column.addWidget(heading)
        column.addLayout(grid)
        column.addSpacing(14)
    column.addStretch(1)
    return column


def _build_keys(keys: tuple[str, ...]) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(6)
    row.addStretch(1)
    for key in keys:
        label = QLabel(key)
        label.setProperty("key", True)
        row.addWidget(label)
    return row
