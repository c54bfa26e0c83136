"""What components, groups, appearances and their controls, and samples are called in the window."""

from __future__ import annotations

from PyQt5.QtCore import QCoreApplication

from deepfacedrawing.rendering import Control

# Context → its texts, which are made of our names; those of the appearances are the words of the bundled model's.
TITLES = {
    "Components": ("Left eye", "Right eye", "Nose", "Mouth", "Remainder"),
    "Groups": ("All", "Feminine", "Masculine"),
    "Appearances": (
        *("neutral", "pale", "fair", "olive", "tan", "bronze", "deep"),
        *("black", "dark", "brown", "auburn", "blond", "silver"),
    ),
    "Controls": (
        *("Skin tone", "darker skin", "lighter skin"),
        *("Hair tone", "darker hair", "lighter hair"),
        *("Warmth", "cooler colours", "warmer colours"),
        *("Light", "soft light", "strong light"),
    ),
    "Samples": ("Beard", "Careful man", "Careful woman", "Few lines", "Glasses", "Quick", "Scribble", "Smile"),
}


def component_title(name: str) -> str:
    """The title of a component in the language of the window."""
    return _title("Components", name)


def group_title(name: str) -> str:
    """The title of a group of faces."""
    return _title("Groups", name)


def sample_title(name: str) -> str:
    """The title of a sample sketch, by the stem of its file: translated where it is one of ours."""
    return _title("Samples", name)


def control_titles(control: Control) -> tuple[str, str, str]:
    """The title of a control of the appearance, and what its low and high ends do."""
    low, high = (QCoreApplication.translate("Controls", end) for end in (control.low, control.high))
    return _title("Controls", control.name), low, high


def appearance_title(name: str) -> str:
    """The title of a model's appearance: its words as far as they are known, the others as they are."""
    words = name.replace("_", " ").split("-")
    return "-".join(QCoreApplication.translate("Appearances", word) for word in words).capitalize()


def _title(context: str, name: str) -> str:
    return QCoreApplication.translate(context, name.replace("_", " ").capitalize())
