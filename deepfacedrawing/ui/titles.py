"""What components, groups, appearances and their controls, and samples are called in the window."""

from __future__ import annotations

from PyQt5.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from deepfacedrawing.rendering import Control

# The words that the bundled model's names of appearances, and the controls, are made of.
WORDS = (
    QT_TRANSLATE_NOOP("Appearances", "neutral"),
    QT_TRANSLATE_NOOP("Appearances", "pale"),
    QT_TRANSLATE_NOOP("Appearances", "fair"),
    QT_TRANSLATE_NOOP("Appearances", "olive"),
    QT_TRANSLATE_NOOP("Appearances", "tan"),
    QT_TRANSLATE_NOOP("Appearances", "bronze"),
    QT_TRANSLATE_NOOP("Appearances", "deep"),
    QT_TRANSLATE_NOOP("Appearances", "black"),
    QT_TRANSLATE_NOOP("Appearances", "dark"),
    QT_TRANSLATE_NOOP("Appearances", "brown"),
    QT_TRANSLATE_NOOP("Appearances", "auburn"),
    QT_TRANSLATE_NOOP("Appearances", "blond"),
    QT_TRANSLATE_NOOP("Appearances", "silver"),
)

SAMPLES = (
    QT_TRANSLATE_NOOP("Samples", "Beard"),
    QT_TRANSLATE_NOOP("Samples", "Careful man"),
    QT_TRANSLATE_NOOP("Samples", "Careful woman"),
    QT_TRANSLATE_NOOP("Samples", "Few lines"),
    QT_TRANSLATE_NOOP("Samples", "Glasses"),
    QT_TRANSLATE_NOOP("Samples", "Quick"),
    QT_TRANSLATE_NOOP("Samples", "Scribble"),
    QT_TRANSLATE_NOOP("Samples", "Smile"),
)


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


def group_title(name: str) -> str:
    """The title of a group of faces.

    Raises:
        KeyError: there is no such group.
    """
    translate = QCoreApplication.translate
    return {
        "all": translate("Groups", "All"),
        "feminine": translate("Groups", "Feminine"),
        "masculine": translate("Groups", "Masculine"),
    }[name]


def appearance_title(name: str) -> str:
    """The title of a model's appearance: its words as far as they are known, the others as they are."""
    words = name.replace("_", " ").split("-")
    return "-".join(QCoreApplication.translate("Appearances", word) for word in words).capitalize()


def sample_title(name: str) -> str:
    """The title of a sample sketch, by the stem of its file: translated where it is one of ours."""
    return QCoreApplication.translate("Samples", name.replace("_", " ").capitalize())


def control_titles(control: Control) -> tuple[str, str, str]:
    """The title of a control of the appearance, and what its low and high ends do.

    Raises:
        KeyError: there is no such control.
    """
    translate = QCoreApplication.translate
    return {
        "skin_tone": (
            translate("Controls", "Skin tone"),
            translate("Controls", "darker skin"),
            translate("Controls", "lighter skin"),
        ),
        "hair_tone": (
            translate("Controls", "Hair tone"),
            translate("Controls", "darker hair"),
            translate("Controls", "lighter hair"),
        ),
        "warmth": (
            translate("Controls", "Warmth"),
            translate("Controls", "cooler colours"),
            translate("Controls", "warmer colours"),
        ),
        "light": (
            translate("Controls", "Light"),
            translate("Controls", "soft light"),
            translate("Controls", "strong light"),
        ),
    }[control.name]
