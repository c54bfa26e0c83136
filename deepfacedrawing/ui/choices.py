"""Parts of dialogs that ask for a choice."""

from __future__ import annotations

from collections.abc import Mapping

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtWidgets import QButtonGroup, QDialogButtonBox, QHBoxLayout, QPushButton, QWidget


class ChoiceButtons(QWidget):
    """One of a few, all in sight; the arrow keys move the choice.

    Args:
        title: what is chosen, for screen readers.
        texts: name → what stands on its button.

    Signals: ``choice_changed(str)``, the name, by the user.
    """

    choice_changed = pyqtSignal(str)

    def __init__(self, title: str, texts: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._exclusive = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        self.setAccessibleName(title)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for name, text in texts.items():
            button = QPushButton(text)
            button.setCheckable(True)
            button.setAutoDefault(False)  # Return is the dialog's
            button.setAccessibleName(f"{title}: {text}")
            button.toggled.connect(lambda on, chosen=name: self.choice_changed.emit(chosen) if on else None)
            self._exclusive.addButton(button)
            self._buttons[name] = button
            row.addWidget(button, 1)
        self.choose(next(iter(texts)))

    @property
    def choice(self) -> str:
        """The name of the one that is chosen."""
        return next(name for name, button in self._buttons.items() if button.isChecked())

    def choose(self, name: str) -> None:
        """Chooses another one; says so if that changes it."""
        self._buttons[name].setChecked(True)

    def button(self, name: str) -> QPushButton:
        """The button of a choice, to disable it or to give it a tool tip."""
        return self._buttons[name]


def build_button_box(accept: str, reject: str) -> QDialogButtonBox:
    """The two buttons that end a dialog; Return presses the first from everywhere."""
    box = QDialogButtonBox()
    roles = {accept: QDialogButtonBox.ButtonRole.AcceptRole, reject: QDialogButtonBox.ButtonRole.RejectRole}
    for text, role in roles.items():
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.setDefault(text == accept)
        box.addButton(button, role)
    return box
