"""What the window remembers: every setting comes back from the disk, damaged ones as their defaults."""

from __future__ import annotations

from pathlib import Path

import pytest
from PyQt5.QtCore import QByteArray

from deepfacedrawing.ui.export import ExportChoice
from deepfacedrawing.ui.film import FilmChoice
from deepfacedrawing.ui.settings import Setting, WindowSettings

# Another value than the default for each setting, so that none is forgotten.
OTHERS: dict[str, object] = {
    "geometry": QByteArray(b"\x01\x00place"),
    "splitter": QByteArray(b"half"),
    "panels": QByteArray(b"left"),
    "theme": "dark",
    "language": "zh_CN",
    "welcomed": True,
    "brush_width": 7,
    "smoothing": "high",
    "pressure": "firm",
    "mirror": True,
    "shadow_percent": 80,
    "guides": True,
    "windows": True,
    "reference_percent": 100,
    "live": False,
    "view_mode": "over",
    "face_percent": 0,
    "export_choice": ExportChoice("both", 1024, ".webp"),
    "film_choice": FilmChoice("face", 7, ".gif"),
}
TABLE = {name: value for name, value in vars(WindowSettings).items() if isinstance(value, Setting)}


@pytest.mark.parametrize("name", TABLE)
def test_every_setting_comes_back_from_the_disk(name: str, tmp_path: Path) -> None:
    other = {**OTHERS, "folder": tmp_path}[name]
    settings = WindowSettings()
    assert getattr(settings, name) == TABLE[name].default != other
    setattr(settings, name, other)
    assert getattr(settings, name) == other
    settings.sync()
    again = getattr(WindowSettings(), name)
    assert (again, type(again)) == (other, type(other))


@pytest.mark.parametrize("name", TABLE)
def test_a_damaged_setting_reads_as_its_default(name: str) -> None:
    WindowSettings().store.setValue(name, "no such thing")
    assert getattr(WindowSettings(), name) == TABLE[name].default


def test_numbers_stay_in_their_range() -> None:
    settings = WindowSettings()
    for written, read in ((-3, 1), (99, 8), (5, 5)):
        settings.brush_width = written
        assert settings.brush_width == read
