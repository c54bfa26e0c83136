"""main(): the window as a program."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from PyQt5.QtCore import QCoreApplication, Qt, QTimer
from PyQt5.QtWidgets import QApplication

from deepfacedrawing.ui.actions import ACTIONS, MENU_BREAKS, TOOL_BAR
from deepfacedrawing.ui.app import build_application, main
from deepfacedrawing.ui.main_window import MainWindow
from deepfacedrawing.ui.project_file import write_sketch
from deepfacedrawing.ui.settings import WindowSettings
from deepfacedrawing.ui.sketch import Sketch, Stroke
from deepfacedrawing.ui.theme import DARK, LIGHT, Theme, theme_of
from deepfacedrawing.ui.translation import install_language
from tests.ui.conftest import draw
from tests.ui.fake_renderer import FakeLoader


def test_main_opens_a_sketch_renders_it_and_ends(loader: FakeLoader, tmp_path: Path) -> None:
    write_sketch(tmp_path / "a.svg", Sketch((Stroke("pen", 3.0, ((256.0, 256.0, 1.0, 0.0),)),)))
    seen: list[str] = []

    def on_shown(window: MainWindow) -> None:
        def on_rendered() -> None:
            seen.append(window.windowTitle())
            window.close()

        window.live_face.session.rendered.connect(lambda *_: QTimer.singleShot(0, on_rendered))

    assert main(loader, tmp_path / "a.svg", asks=False, on_shown=on_shown) == 0
    assert seen[0].startswith("a.svg")
    assert loader.renderer.is_closed
    assert loader.renderer.requests[-1].sketch[256, 256] == 0


def test_an_exception_in_a_slot_is_told_and_the_drawing_lives_on(loader: FakeLoader) -> None:
    seen: list[str] = []

    def on_shown(window: MainWindow) -> None:
        draw(window.workspace.canvas, (100.0, 100.0))

        def look() -> None:
            seen.append(window.status.text)
            seen.append(str(len(window.document.sketch.strokes)))
            window.close()

        QTimer.singleShot(0, lambda: {}["missing"])
        QTimer.singleShot(10, look)

    hook = sys.excepthook
    assert main(loader, asks=False, on_shown=on_shown) == 0
    assert "KeyError" in seen[0]
    assert seen[1] == "1"
    assert sys.excepthook is hook


def test_the_theme_and_language_of_the_settings_are_shown_and_the_theme_follows(
    application: QApplication, loader: FakeLoader
) -> None:
    memory = WindowSettings()
    memory.theme, memory.language = "dark", "zh_CN"
    seen: list[tuple[Theme, str]] = []

    def look(window: MainWindow) -> None:
        seen.append((theme_of(window.palette()), QCoreApplication.translate("Actions", "File")))

    def on_shown(window: MainWindow) -> None:
        def close() -> None:
            window.close()

        look(window)
        memory.theme = "light"
        application.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
        look(window)
        QTimer.singleShot(0, close)

    assert main(loader, asks=False, on_shown=on_shown) == 0
    assert seen == [(DARK, "文件"), (LIGHT, "文件")]
    install_language(application, "en")


def test_the_plugin_path_of_opencv_is_dropped(application: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM_PLUGIN_PATH", "/somewhere/cv2/qt/plugins")
    assert build_application() is application
    assert "QT_QPA_PLATFORM_PLUGIN_PATH" not in os.environ
    monkeypatch.setenv("QT_QPA_PLATFORM_PLUGIN_PATH", "/usr/lib/qt/plugins")
    build_application()
    assert "QT_QPA_PLATFORM_PLUGIN_PATH" in os.environ


def test_no_shortcut_is_given_twice_and_the_tables_agree() -> None:
    shortcuts = [shortcut for spec in ACTIONS for shortcut in spec.shortcuts]
    assert len(shortcuts) == len(set(shortcuts))
    names = {spec.name for spec in ACTIONS}
    assert set(MENU_BREAKS) <= names
    assert {name for name in TOOL_BAR if name.strip(" -")} - {"pen_controls"} <= names
