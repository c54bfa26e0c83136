"""The tab of samples: bank samples and components of other drawings in the place of what is drawn."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from deepfacedrawing.components import BUNDLED_COMPONENTS, crop
from deepfacedrawing.ui import dialogs
from deepfacedrawing.ui.main_window import MainWindow
from deepfacedrawing.ui.project_file import read_sketch
from deepfacedrawing.ui.sketch import rasterise
from tests.ui.conftest import LINE, NOSE_LINE, click, draw, last_request, wait_idle, write_nose
from tests.ui.fake_renderer import FakeLoader, find_neighbours, paint_sample

WINDOWS = {component.name: component for component in BUNDLED_COMPONENTS}


def browse(window: MainWindow, component: str) -> None:
    """Shows the samples of a component."""
    window.actions_by_name["tab_samples"].trigger()
    click(window.browser.chooser.button(component))
    wait_idle(window)


def test_samples_of_the_browsed_component_are_asked_for_only_while_they_are_seen(
    window: MainWindow, loader: FakeLoader
) -> None:
    assert last_request(loader).browsed == ""
    browse(window, "nose")
    request = last_request(loader)
    assert request.browsed == "nose"
    rows = find_neighbours(request, WINDOWS["nose"])
    assert window.browser.grid.rows == rows
    pixels = window.browser.grid.button(2).pixels
    assert pixels is not None
    assert np.array_equal(pixels, paint_sample(rows[2], WINDOWS["nose"].size))
    window.panel.show_tab("face")
    wait_idle(window)
    assert last_request(loader).browsed == ""


def test_the_samples_follow_the_pen(window: MainWindow, loader: FakeLoader) -> None:
    browse(window, "nose")
    before = window.browser.grid.rows
    draw(window.workspace.canvas, *NOSE_LINE)
    wait_idle(window)
    assert window.browser.grid.rows == find_neighbours(last_request(loader), WINDOWS["nose"]) != before


def test_a_chosen_sample_is_pinned_undone_and_unpinned(window: MainWindow, loader: FakeLoader) -> None:
    browse(window, "mouth")
    row = window.browser.grid.rows[3]
    click(window.browser.grid.button(3))
    wait_idle(window)
    assert last_request(loader).pins == {"mouth": row}
    assert window.browser.chooser.button("mouth").is_pinned
    assert window.isWindowModified()
    window.undo()
    wait_idle(window)
    assert last_request(loader).pins == {}
    assert not window.browser.chooser.button("mouth").is_pinned
    window.desk.undo_stack.redo()
    click(window.browser.pinned.unpin)
    wait_idle(window)
    assert last_request(loader).pins == {}
    assert window.desk.undo_stack.count() == 2


def test_a_suggestion_pins_another_sample_each_time(window: MainWindow) -> None:
    browse(window, "left_eye")
    seen = []
    for _ in range(2):
        click(window.browser.suggest)
        seen.append(window.document.settings.pins["left_eye"])
    assert seen[0] != seen[1]


def test_a_pin_comes_back_with_the_saved_drawing(window: MainWindow, loader: FakeLoader, tmp_path: Path) -> None:
    draw(window.workspace.canvas, *LINE)
    browse(window, "nose")
    click(window.browser.grid.button(1))
    pins = dict(window.document.settings.pins)
    assert window.files.save_to(tmp_path / "pinned.svg")
    click(window.browser.pinned.unpin)
    window.files.new()
    wait_idle(window)
    assert last_request(loader).pins == {}
    window.files.open_path(tmp_path / "pinned.svg")
    wait_idle(window)
    assert last_request(loader).pins == pins
    assert window.browser.pinned.unpin.isEnabled()


def test_a_component_of_another_drawing_is_copied(
    window: MainWindow, loader: FakeLoader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, sketch = write_nose(tmp_path)
    monkeypatch.setattr(dialogs, "ask_open_path", lambda *_: path)
    draw(window.workspace.canvas, *LINE)
    own = window.document.sketch
    browse(window, "nose")
    click(window.browser.copy)
    wait_idle(window)
    copied = last_request(loader).pins["nose"]
    assert isinstance(copied, bytes)
    expected = crop(rasterise(sketch), WINDOWS["nose"], BUNDLED_COMPONENTS)
    assert np.array_equal(np.frombuffer(copied, np.uint8).reshape(expected.shape), expected)
    assert (expected < 128).any()
    assert window.document.sketch is own
    window.files.save_to(tmp_path / "mine.svg")
    settings = read_sketch(tmp_path / "mine.svg").render
    assert settings is not None
    assert settings.pins == {"nose": copied}


@pytest.mark.parametrize("name", ["", "missing.svg"])
def test_copying_from_no_drawing_changes_nothing(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(dialogs, "ask_open_path", lambda *_: tmp_path / name if name else None)
    browse(window, "nose")
    click(window.browser.copy)
    assert window.document.settings.pins == {}
    assert window.status.is_error == bool(name)
