"""Settings files that mean harm: nothing in them is run, and the window comes up."""

from __future__ import annotations

from pathlib import Path

import pytest
from PyQt5.QtCore import QByteArray, QSettings
from PyQt5.QtWidgets import QApplication

from deepfacedrawing.ui.main_window import MainWindow
from deepfacedrawing.ui.settings import WindowSettings
from deepfacedrawing.ui.settings_file import MAX_BYTES, read_splitter_sizes
from deepfacedrawing.ui.window_memory import restore_window
from tests.fuzz.remembered import GEOMETRY, SPLITTER, Trap


def write_trap(path: Path, trap: Path) -> bytes:
    store = QSettings(str(path), QSettings.Format.IniFormat)
    store.setValue("theme", Trap(trap))
    store.sync()
    return path.read_bytes()


@pytest.mark.parametrize(
    ("old", "new"),
    [("@V", "@V"), ("@V", r"\x40V"), ("@Var", '@V""ar'), ("@Var", "@V\\\nar"), ("@V", r"\x10040V"), ("@V", r"\100V")],
)  # fmt: skip
def test_an_object_in_the_settings_is_not_loaded(tmp_path: Path, old: str, new: str) -> None:
    path, trap = tmp_path / "a.ini", tmp_path / "sprung"
    content = write_trap(tmp_path / "made.ini", trap)
    path.write_bytes(content.replace(old.encode(), new.encode()) + b"language=zh_CN\n")
    assert WindowSettings(path).theme == "system"
    assert not trap.exists()
    is_one_line = "\n" not in new
    assert WindowSettings(path).language == ("zh_CN" if is_one_line else "system")
    assert path.with_name("a.ini.damaged").exists() != is_one_line


def test_without_the_look_at_the_file_it_would_be(tmp_path: Path) -> None:
    write_trap(tmp_path / "a.ini", tmp_path / "sprung")
    assert QSettings(str(tmp_path / "a.ini"), QSettings.Format.IniFormat).contains("theme")
    (tmp_path / "b.ini").write_bytes((tmp_path / "a.ini").read_bytes())
    QSettings(str(tmp_path / "b.ini"), QSettings.Format.IniFormat).value("theme")
    assert (tmp_path / "sprung").exists()


def test_the_users_own_file_is_looked_at_too(tmp_path: Path) -> None:
    path = Path(WindowSettings().store.fileName())
    path.parent.mkdir(parents=True)
    path.write_bytes(write_trap(tmp_path / "made.ini", tmp_path / "sprung"))
    assert WindowSettings().theme == "system"
    assert not (tmp_path / "sprung").exists()


def test_settings_of_megabytes_are_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "a.ini"
    path.write_text("[General]\ntheme=dark\n" + ";" * MAX_BYTES)
    assert WindowSettings(path).theme == "system"


@pytest.mark.parametrize("name", ["a" * 5000, "/" + "b" * 300, "\0", "/dev/null/x"])
def test_a_path_that_cannot_be_asked_for_is_not_there(tmp_path: Path, name: str) -> None:
    settings = WindowSettings(tmp_path / "a.ini")
    settings.store.setValue("folder", name)
    settings.store.setValue("recent", [name, name])
    assert settings.folder == Path.home()
    assert len(settings.recent) <= 2


@pytest.mark.parametrize("count", [0, 1, 3, 0x7FFFFFFF, -1])
def test_a_splitter_that_asks_for_memory_is_not_given_to_qt(count: int) -> None:
    state = SPLITTER[:8] + (count & 0xFFFFFFFF).to_bytes(4, "big") + SPLITTER[12:]
    assert read_splitter_sizes(state) is None
    assert read_splitter_sizes(state[:11]) is None
    assert read_splitter_sizes(SPLITTER) == [640, 640]


def test_a_window_that_was_left_wider_than_any_screen_comes_back_as_usual(
    window: MainWindow, application: QApplication
) -> None:
    memory = WindowSettings()
    wide = GEOMETRY[:-16] + b"".join(n.to_bytes(4, "big") for n in (0, 0, 0x7FFFFFF0, 0x7FFFFFF0))
    for data in (GEOMETRY, wide, wide[:30], GEOMETRY[:24] + wide[-16:] + GEOMETRY[40:]):
        memory.geometry = QByteArray(data)
        restore_window(window, memory)
        assert window.width() < 10_000
        assert window.height() < 10_000
