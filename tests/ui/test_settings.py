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


def remember(*paths: Path) -> WindowSettings:
    memory = WindowSettings()
    for path in paths:
        memory.remember(path)
    memory.sync()
    return WindowSettings()


def test_recent_files_are_the_newest_first_and_each_once(tmp_path: Path) -> None:
    one, two = tmp_path / "one.svg", tmp_path / "zwei, ü 小.svg"
    for path in (one, two):
        path.touch()
    assert WindowSettings().recent == ()
    assert remember(one).recent == (one,)
    assert remember(two, one).recent == (one, two)
    assert remember(two).recent == (two, one)


def test_recent_files_that_are_gone_come_last(tmp_path: Path) -> None:
    paths = [tmp_path / f"{i}.svg" for i in range(4)]
    for path in paths[:2]:
        path.touch()
    assert remember(*paths).recent == (paths[1], paths[0], paths[3], paths[2])


def test_ten_recent_files_are_enough(tmp_path: Path) -> None:
    paths = [tmp_path / f"{i}.svg" for i in range(15)]
    for path in paths:
        path.touch()
    memory = remember(*paths)
    assert memory.recent == tuple(reversed(paths[5:]))
    memory.forget_recent()
    assert memory.recent == ()


def test_a_new_file_is_remembered_among_ten_that_are_gone(tmp_path: Path) -> None:
    gone = [tmp_path / f"{i}.svg" for i in range(10)]
    new = tmp_path / "new.svg"
    new.touch()
    assert remember(*gone, new).recent == (new, *reversed(gone[1:]))


def test_the_folder_is_that_of_the_last_file(tmp_path: Path) -> None:
    assert remember(tmp_path / "a.svg").folder == tmp_path


@pytest.mark.parametrize("value", [7, "", [""], b"x", {"a": 1}])
def test_damaged_settings_read_as_no_recent_files(value: object) -> None:
    memory = WindowSettings()
    memory.store.setValue("recent", value)
    memory.sync()
    assert all(isinstance(path, Path) for path in WindowSettings().recent)
