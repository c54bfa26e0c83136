"""What the components are called in the window."""

from __future__ import annotations

from PyQt5.QtCore import QCoreApplication


def component_title(name: str) -> str:
    """The title of a component in the language of the window.

    Raises:
        KeyError: there is no such component.
    """
    translate = QCoreApplication.translate
    return {
        "left_eye": translate("Components", "Left eye"),
        "right_eye": translate("Components", "Right eye"),
        "nose": translate("Components", "Nose"),
        "mouth": translate("Components", "Mouth"),
        "remainder": translate("Components", "Remainder"),
    }[name]
