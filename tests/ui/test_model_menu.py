"""Another model while the window is open: the drawing stays, and what goes wrong is told."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PyQt5.QtWidgets import QAction, QApplication, QMenu

from deepfacedrawing.model_files import data_folder, list_models, remembered_model
from deepfacedrawing.rendering import UserError
from deepfacedrawing.ui import dialogs
from deepfacedrawing.ui.main_window import MainWindow
from deepfacedrawing.ui.model_menu import ModelMenu
from tests.ui.conftest import LINE, close_window, draw, last_request, show_window, wait_idle, wait_until
from tests.ui.fake_renderer import FakeLoader, FakeRenderer


class Models:
    """``load_model`` of a window: remembers what was asked for, and can fail."""

    def __init__(self) -> None:
        self.loaded: list[tuple[Path, FakeRenderer]] = []
        self.fail_next: list[Exception] = []

    def __call__(self, path: Path) -> FakeRenderer:
        if self.fail_next:
            raise self.fail_next.pop(0)
        renderer = FakeRenderer()
        renderer.info = replace(renderer.info, model=path.stem, path=str(path.resolve()))
        if path.stem == "bare":
            renderer.info = replace(renderer.info, groups=("all", "female"), appearances={}, controls=(), bank_size=10)
        self.loaded.append((path, renderer))
        return renderer


@pytest.fixture
def models() -> Models:
    return Models()


@pytest.fixture
def window(application: QApplication, loader: FakeLoader, models: Models) -> Iterator[MainWindow]:
    window = MainWindow(loader, asks=False, load_model=models)
    show_window(window)
    yield window
    close_window(window)


@pytest.fixture
def menu(window: MainWindow) -> ModelMenu:
    found = window.findChild(ModelMenu)
    assert isinstance(found, ModelMenu)
    return found


@pytest.fixture
def own(tmp_path: Path) -> Callable[[str], Path]:
    """Writes something that says it is a model into the user's folder."""

    def write(name: str) -> Path:
        text = json.dumps({"__metadata__": {"format": "deepfacedrawing-model"}}).encode()
        path = data_folder() / "models" / f"{name}.safetensors"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(len(text).to_bytes(8, "little") + text)
        return path

    return write


def entries(menu: QMenu) -> dict[str, QAction]:
    menu.aboutToShow.emit()
    return {action.text(): action for action in menu.actions() if not action.isSeparator()}


def choose(window: MainWindow, menu: ModelMenu, models: Models, path: Path) -> FakeRenderer:
    before = len(models.loaded)
    menu.choose(path)
    wait_until(lambda: len(models.loaded) > before and bool(models.loaded[-1][1].requests))
    wait_idle(window)
    return models.loaded[-1][1]


def test_the_menu_lists_the_models_and_marks_the_one_in_use(
    window: MainWindow, menu: ModelMenu, models: Models, own: Callable[[str], Path]
) -> None:
    path = own("original")
    assert [path for path in list_models() if path.stem == "original"] == [path]
    found = entries(menu.menu)
    assert list(found) == ["Bundled", "original", "Open &other…"]
    assert not found["original"].isChecked()
    found["original"].trigger()
    wait_until(lambda: bool(models.loaded))
    wait_idle(window)
    assert models.loaded[0][0] == path
    wait_until(lambda: entries(menu.menu)["original"].isChecked())
    assert remembered_model() == path


def test_a_model_from_elsewhere_is_listed_as_long_as_it_is_in_use(
    window: MainWindow, menu: ModelMenu, models: Models, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "mine.safetensors"
    monkeypatch.setattr(dialogs, "ask_model_path", lambda *_: None)
    menu.ask()
    assert not models.loaded
    monkeypatch.setattr(dialogs, "ask_model_path", lambda *_: path)
    entries(menu.menu)["Open &other…"].trigger()
    wait_until(lambda: bool(models.loaded))
    wait_until(lambda: "mine" in entries(menu.menu))
    assert entries(menu.menu)["mine"].isChecked()
    wait_idle(window)


def test_the_drawing_stays_and_is_rendered_with_the_new_model(
    window: MainWindow, menu: ModelMenu, models: Models, loader: FakeLoader, tmp_path: Path
) -> None:
    draw(window.workspace.canvas, *LINE)
    wait_idle(window)
    request, document = last_request(loader), window.document
    new = choose(window, menu, models, tmp_path / "other.safetensors")
    assert loader.renderer.is_closed
    assert new.requests[-1].is_same(request)
    assert window.document is document
    assert window.status.text == ""


def test_what_the_new_model_lacks_is_left_out_and_told(
    window: MainWindow, menu: ModelMenu, models: Models, tmp_path: Path
) -> None:
    settings = replace(window.document.settings, appearance="olive", group="masculine", pins={"nose": 50})
    window.desk.change_settings(settings, "appearance", "")
    wait_idle(window)
    new = choose(window, menu, models, tmp_path / "bare.safetensors")
    assert (new.requests[-1].appearance, new.requests[-1].group) == ("neutral", "all")
    assert new.requests[-1].pins == {}
    assert "does not have; they are left out" in window.status.text
    assert window.document.settings == settings
    assert window.controls.palette_view.isHidden() or not window.controls.palette_view.isVisible()
    assert not window.actions_by_name["surprise"].isEnabled()
    assert window.controls.groups.button("feminine").isEnabled()
    assert not window.controls.groups.button("masculine").isEnabled()
    window.status.show_text("")
    draw(window.workspace.canvas, *LINE)
    wait_idle(window)
    assert window.status.text == ""  # told once
    choose(window, menu, models, tmp_path / "whole.safetensors")
    assert window.controls.palette_view.isVisible()
    assert window.actions_by_name["surprise"].isEnabled()
    assert models.loaded[-1][1].requests[-1].appearance == "olive"


def test_a_model_that_cannot_be_loaded_is_told_and_the_old_one_goes_on(
    window: MainWindow, menu: ModelMenu, models: Models, loader: FakeLoader, tmp_path: Path
) -> None:
    models.fail_next.append(UserError("{path} is damaged", path="x"))
    menu.choose(tmp_path / "broken.safetensors")
    wait_until(lambda: window.status.is_error)
    assert window.status.text == "x is damaged"
    wait_idle(window)
    draw(window.workspace.canvas, *LINE)
    wait_until(lambda: len(loader.renderers) == 2)
    wait_idle(window)
    assert remembered_model() is None
    assert loader.renderer.requests
    assert not window.status.is_error


def test_without_a_way_to_load_models_there_is_no_menu(application: QApplication, loader: FakeLoader) -> None:
    window = MainWindow(loader, asks=False)
    assert window.findChild(ModelMenu) is None
    wait_idle(window)
    close_window(window)
