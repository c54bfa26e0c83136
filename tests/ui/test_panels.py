"""The tabs beside the face: samples to pin in the place of what is drawn, and morphing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtTest import QTest
from PyQt5.QtWidgets import QWidget

from deepfacedrawing.components import BUNDLED_COMPONENTS, COMPONENT_NAMES, crop
from deepfacedrawing.rendering import RenderRequest
from deepfacedrawing.ui import desk, dialogs
from deepfacedrawing.ui.film import FilmChoice
from deepfacedrawing.ui.film_dialog import FilmDialog
from deepfacedrawing.ui.main_window import MainWindow
from deepfacedrawing.ui.project_file import read_sketch, write_sketch
from deepfacedrawing.ui.sketch import Sketch, Stroke, rasterise
from tests.ui.conftest import LINE, OTHER, count_requests, draw, last_request, wait_idle, wait_until
from tests.ui.fake_renderer import FakeLoader, find_neighbours, paint_sample

WINDOWS = {component.name: component for component in BUNDLED_COMPONENTS}
NOSE_LINE = ((256.0, 250.0), (250.0, 300.0), (262.0, 320.0))


def click(widget: QWidget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)  # type: ignore[call-overload]


def browse(window: MainWindow, component: str) -> None:
    """Shows the samples of a component."""
    window.actions_by_name["tab_samples"].trigger()
    click(window.browser.chooser.button(component))
    wait_idle(window)


def begin_morph(window: MainWindow) -> RenderRequest:
    """Draws two lines and shows the morph from now to before the last; the request of the desk as it was."""
    for places in (LINE, OTHER):
        draw(window.workspace.canvas, *places)
        wait_idle(window)
    request = window.live_face.request()
    window.actions_by_name["tab_morph"].trigger()
    wait_idle(window)
    return request


def write_other(folder: Path) -> tuple[Path, Sketch]:
    """Another drawing, with a nose."""
    points = tuple((x, y, 1.0, 10.0 * place) for place, (x, y) in enumerate(NOSE_LINE))
    sketch = Sketch((Stroke("pen", 4.0, points),))
    write_sketch(folder / "other.svg", sketch)
    return folder / "other.svg", sketch


# Samples


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
    path, sketch = write_other(tmp_path)
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


# Morphing


def test_the_morph_goes_from_now_to_the_state_before(window: MainWindow, loader: FakeLoader) -> None:
    before = begin_morph(window)
    assert last_request(loader).toward is not None
    window.morphing.panel.slider("all").setValue(60)
    window.morphing.panel.slider("nose").setValue(10)
    wait_idle(window)
    request = last_request(loader)
    assert request.morph == {**dict.fromkeys(COMPONENT_NAMES, 0.6), "nose": 0.1}
    assert np.array_equal(request.sketch, before.sketch)
    earlier = rasterise(window.document.sketch.without_last(1))
    assert request.toward is not None
    assert np.array_equal(request.toward.sketch, earlier)
    assert [end.has_face for end in window.morphing.panel.end_widgets] == [True, True]


def test_after_the_morph_the_desk_is_rendered_again(window: MainWindow, loader: FakeLoader) -> None:
    before = begin_morph(window)
    window.morphing.panel.slider("all").setValue(50)
    wait_idle(window)
    click(window.morphing.panel.close_button)
    assert window.panel.tab == "face"
    wait_idle(window)
    assert last_request(loader).is_same(before)


def test_history_shadow_and_undo_know_nothing_of_the_morph(window: MainWindow, loader: FakeLoader) -> None:
    begin_morph(window)
    place = window.workspace.canvas.to_widget(192, 232).toPoint()
    thumbnail, count = window.history.thumbnail(2).toImage(), window.desk.undo_stack.count()
    shown = window.workspace.face_view.face
    window.morphing.panel.slider("all").setValue(100)
    wait_idle(window)
    assert not last_request(loader).shadow
    assert window.workspace.canvas.grab().toImage().pixelColor(place).lightness() < 240  # the shadow is still there
    assert window.history.thumbnail(2).toImage() == thumbnail
    assert window.desk.undo_stack.count() == count
    morphed = window.workspace.face_view.face
    assert shown is not None
    assert morphed is not None
    assert not np.array_equal(shown, morphed)


def test_what_is_drawn_while_morphing_is_where_the_morph_begins(window: MainWindow, loader: FakeLoader) -> None:
    begin_morph(window)
    before = rasterise(window.document.sketch)
    draw(window.workspace.canvas, *NOSE_LINE)
    wait_idle(window)
    request = last_request(loader)
    assert request.toward is not None
    assert np.array_equal(request.sketch, rasterise(window.document.sketch))
    texts = [window.morphing.panel.end_widgets[0].list.itemText(place) for place in range(4)]
    assert texts == ["Now", "2: stroke", "1: stroke", "Start"]
    assert not np.array_equal(request.sketch, before)


def test_the_chosen_end_stays_while_one_goes_on_drawing(window: MainWindow, loader: FakeLoader) -> None:
    begin_morph(window)
    panel = window.morphing.panel
    panel.end_widgets[1].list.setCurrentIndex(2)
    panel.end_widgets[1].list.activated.emit(2)
    assert panel.end_widgets[1].list.currentText() == "Start"
    draw(window.workspace.canvas, *NOSE_LINE)
    wait_idle(window)
    assert panel.end_widgets[1].list.currentText() == "Start"
    toward = last_request(loader).toward
    assert toward is not None
    assert (toward.sketch == 255).all()


def test_a_blank_desk_morphs_to_another_file(
    window: MainWindow, loader: FakeLoader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, sketch = write_other(tmp_path)
    monkeypatch.setattr(dialogs, "ask_open_path", lambda *_: path)
    window.actions_by_name["tab_morph"].trigger()
    click(window.morphing.panel.end_widgets[1].open)
    wait_idle(window)
    assert [end.list.currentText() for end in window.morphing.panel.end_widgets] == ["Now", "other.svg"]
    toward = last_request(loader).toward
    assert toward is not None
    assert np.array_equal(toward.sketch, rasterise(sketch))
    assert window.document.sketch.is_blank
    monkeypatch.setattr(dialogs, "ask_open_path", lambda *_: tmp_path / "missing.svg")
    click(window.morphing.panel.end_widgets[0].open)
    assert window.status.is_error
    assert [end.list.currentText() for end in window.morphing.panel.end_widgets] == ["Now", "other.svg"]


def test_the_morph_knows_the_faces_of_recent_states_only(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "MAX_RECENT", 3)
    for value in range(6):
        window.controls.sliders.slider("nose").setValue(value)
        window.controls.sliders.gesture_finished.emit()
        wait_idle(window)
    assert set(window.morphing._faces) == set(window.desk.recent())
    assert list(window.desk.recent()) == [4, 5, 6]


def test_a_film_of_the_morph_is_written(
    window: MainWindow, loader: FakeLoader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin_morph(window)
    monkeypatch.setattr(FilmDialog, "exec_", lambda _: 1)
    monkeypatch.setattr(FilmDialog, "choice", FilmChoice("face", 2, ".gif"))
    monkeypatch.setattr(dialogs, "ask_save_path", lambda *_: tmp_path / "morph.gif")
    before = count_requests(window, loader)
    click(window.morphing.panel.export)
    wait_until(lambda: (tmp_path / "morph.gif").is_file() and not window.outputs.film_maker.is_running)
    amounts = [request.morph["nose"] for request in loader.renderer.requests[before:]]
    assert (amounts[0], amounts[-1]) == (0.0, 1.0)
    assert amounts == sorted(amounts)
    wait_until(lambda: "morph.gif" in window.status.text)
