"""The menus that are no table of actions: recent files, samples, theme, language."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt5.QtWidgets import QAction, QApplication, QMenu

from deepfacedrawing.samples import find_samples
from deepfacedrawing.ui import dialogs
from deepfacedrawing.ui.main_window import MainWindow
from deepfacedrawing.ui.project_file import read_sketch, write_sketch
from deepfacedrawing.ui.settings import WindowSettings
from deepfacedrawing.ui.sketch import Sketch, Stroke
from deepfacedrawing.ui.style import apply_style
from deepfacedrawing.ui.theme import DARK, LIGHT, theme_of
from tests.ui.conftest import LINE, close_window, draw, last_request, wait_idle
from tests.ui.fake_renderer import FakeLoader


@pytest.fixture(autouse=True)
def light_again(application: QApplication) -> Iterator[None]:
    """Leaves the application as light as the other tests want it."""
    yield
    apply_style(application, "light")


@pytest.fixture
def asking(application: QApplication, loader: FakeLoader, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    """A window that asks about unsaved changes."""
    window = MainWindow(loader)
    window.show()
    yield window
    monkeypatch.setattr(dialogs, "ask_about_changes", lambda _: "discard")
    close_window(window)


def menu(window: MainWindow, *titles: str) -> QMenu:
    """A menu by the titles on the way to it, filled as if it was opened."""
    bar = window.menuBar()
    assert bar is not None
    actions, found = bar.actions(), None
    for title in titles:
        (action,) = (action for action in actions if plain(action) == title)
        found = action.menu()
        assert found is not None
        found.aboutToShow.emit()
        actions = found.actions()
    assert found is not None
    return found


def plain(action: QAction) -> str:
    return action.text().replace("&", "")


def entry(owner: QMenu, text: str) -> QAction:
    (action,) = (action for action in owner.actions() if plain(action) == text)
    return action


def texts(owner: QMenu) -> list[str]:
    return [plain(action) for action in owner.actions() if not action.isSeparator()]


def write(path: Path, x: float) -> Sketch:
    sketch = Sketch((Stroke("pen", 3.0, ((x, 99.0, 1.0, 0.0),)),))
    write_sketch(path, sketch)
    return sketch


def test_there_are_no_recent_files_at_first(window: MainWindow) -> None:
    recent = menu(window, "File", "Open recent")
    assert texts(recent) == ["No files yet"]
    assert not entry(recent, "No files yet").isEnabled()


def test_recent_files_are_opened_and_forgotten(window: MainWindow, tmp_path: Path) -> None:
    for name, x in (("one.svg", 10.0), ("two.svg", 20.0)):
        write(tmp_path / name, x)
        window.files.open_path(tmp_path / name)
    recent = menu(window, "File", "Open recent")
    assert texts(recent) == ["two.svg", "one.svg", "Forget them"]
    assert entry(recent, "one.svg").toolTip() == str(tmp_path / "one.svg")
    entry(recent, "one.svg").trigger()
    assert window.document.path == tmp_path / "one.svg"
    (tmp_path / "two.svg").unlink()
    recent = menu(window, "File", "Open recent")
    assert texts(recent) == ["one.svg", "two.svg", "Forget them"]
    assert not entry(recent, "two.svg").isEnabled()
    entry(recent, "Forget them").trigger()
    assert texts(menu(window, "File", "Open recent")) == ["No files yet"]


def test_a_sample_is_opened_and_rendered_and_never_saved_over(
    window: MainWindow, loader: FakeLoader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    samples = menu(window, "File", "Open sample")
    assert len(texts(samples)) == len(find_samples()) >= 5
    path = next(path for path in find_samples() if path.stem == "careful_woman")
    entry(samples, "Careful woman").trigger()
    wait_idle(window)
    assert window.document.sketch.strokes == read_sketch(path).strokes
    assert (last_request(loader).sketch < 128).any()
    assert not window.isWindowModified()
    before = path.read_bytes()
    monkeypatch.setattr(dialogs, "ask_save_path", lambda *_: tmp_path / "mine.svg")
    draw(window.workspace.canvas, *LINE)
    assert window.files.save()
    assert window.document.path == tmp_path / "mine.svg"
    assert path.read_bytes() == before


def test_a_sample_of_the_first_steps_is_opened(window: MainWindow) -> None:
    window.actions_by_name["welcome"].trigger()
    assert window.welcome.isVisible()
    window.welcome.sample_chosen.emit(find_samples()[0])
    assert window.document.sketch.strokes == read_sketch(find_samples()[0]).strokes
    assert not window.welcome.isVisible()
    assert WindowSettings().welcomed


@pytest.mark.parametrize("place", ["recent", "sample", "open", "new"])
def test_unsaved_changes_are_asked_about_before_another_drawing_comes(
    asking: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    write(tmp_path / "one.svg", 10.0)
    asking.files.open_path(tmp_path / "one.svg")
    monkeypatch.setattr(dialogs, "ask_open_path", lambda *_: tmp_path / "one.svg")
    triggers = {
        "recent": lambda: entry(menu(asking, "File", "Open recent"), "one.svg").trigger(),
        "sample": lambda: entry(menu(asking, "File", "Open sample"), "Smile").trigger(),
        "open": asking.actions_by_name["open"].trigger,
        "new": asking.actions_by_name["new"].trigger,
    }
    draw(asking.workspace.canvas, *LINE)
    own, answers = asking.document.sketch, ["discard", "cancel"]
    monkeypatch.setattr(dialogs, "ask_about_changes", lambda _: answers.pop())
    triggers[place]()
    assert asking.document.sketch is own
    triggers[place]()
    assert asking.document.sketch is not own
    assert answers == []
    triggers[place]()  # nothing has changed now, so nothing is asked


def test_the_theme_changes_at_once_and_is_remembered(window: MainWindow) -> None:
    light = window.grab().toImage()
    themes = menu(window, "View", "Theme")
    entry(themes, "Dark").trigger()
    assert theme_of(window.palette()) == DARK
    dark = window.grab().toImage()
    place = window.panel.mapTo(window, window.panel.rect().center())
    assert dark.pixelColor(place).lightness() < 100 < light.pixelColor(place).lightness()
    page = window.workspace.canvas.mapTo(window, window.workspace.canvas.to_widget(20, 20).toPoint())
    assert dark.pixelColor(page).lightness() == 255  # paper stays paper
    assert WindowSettings().theme == "dark"
    assert entry(menu(window, "View", "Theme"), "Dark").isChecked()
    entry(themes, "Light").trigger()
    assert theme_of(window.palette()) == LIGHT
    assert window.grab().toImage() == light


def test_the_language_is_remembered_for_the_next_start(window: MainWindow, loader: FakeLoader) -> None:
    languages = menu(window, "View", "Language")
    assert [action.isChecked() for action in languages.actions()] == [True, False, False]
    languages.actions()[2].trigger()
    assert WindowSettings().language == "zh_CN"
    assert "next start" in window.status.text
    again = MainWindow(loader, asks=False)
    assert [action.isChecked() for action in menu(again, "View", "Language").actions()] == [False, False, True]
    close_window(again)
