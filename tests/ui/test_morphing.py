"""The tab of the morph: from one drawing to another in the window, and as a film."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from deepfacedrawing.components import COMPONENT_NAMES
from deepfacedrawing.rendering import RenderRequest
from deepfacedrawing.ui import desk, dialogs, morphing
from deepfacedrawing.ui.film import FilmChoice
from deepfacedrawing.ui.film_dialog import FilmDialog
from deepfacedrawing.ui.main_window import MainWindow
from deepfacedrawing.ui.sketch import Sketch, rasterise
from tests.ui.conftest import (
    LINE,
    NOSE_LINE,
    OTHER,
    click,
    count_requests,
    draw,
    last_request,
    wait_idle,
    wait_until,
    write_nose,
)
from tests.ui.fake_renderer import GATE_TIMEOUT_S, FakeLoader


def begin_morph(window: MainWindow) -> RenderRequest:
    """Draws two lines and shows the morph from now to before the last; the request of the desk as it was."""
    for places in (LINE, OTHER):
        draw(window.workspace.canvas, *places)
        wait_idle(window)
    request = window.live_face.request()
    window.actions_by_name["tab_morph"].trigger()
    wait_idle(window)
    return request


def make_film(window: MainWindow, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exports the morph as it is."""
    monkeypatch.setattr(FilmDialog, "exec_", lambda _: 1)
    monkeypatch.setattr(FilmDialog, "choice", FilmChoice("face", 2, path.suffix))
    monkeypatch.setattr(dialogs, "ask_save_path", lambda *_: path)
    click(window.morphing.panel.export)
    wait_until(lambda: path.is_file() and not window.outputs.film_maker.is_running)


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
    path, sketch = write_nose(tmp_path)
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
    before = count_requests(window, loader)
    make_film(window, tmp_path / "morph.gif", monkeypatch)
    amounts = [request.morph["nose"] for request in loader.renderer.requests[before:]]
    assert (amounts[0], amounts[-1]) == (0.0, 1.0)
    assert amounts == sorted(amounts)
    wait_until(lambda: "morph.gif" in window.status.text)


def test_the_film_goes_as_far_as_the_sliders_of_each_component(
    window: MainWindow, loader: FakeLoader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin_morph(window)
    window.morphing.panel.slider("all").setValue(60)
    window.morphing.panel.slider("nose").setValue(10)
    wait_idle(window)
    shown = last_request(loader)
    make_film(window, tmp_path / "morph.gif", monkeypatch)
    assert last_request(loader).morph == shown.morph == {**dict.fromkeys(COMPONENT_NAMES, 0.6), "nose": 0.1}


def test_a_late_face_of_the_morph_is_not_taken_for_that_of_the_desk(window: MainWindow, loader: FakeLoader) -> None:
    begin_morph(window)
    thumbnail = window.history.thumbnail(2).toImage()
    own = window.morphing._faces[2]
    while loader.renderer.entered.acquire(blocking=False):
        pass
    loader.renderer.gate.clear()
    window.morphing.panel.slider("all").setValue(100)
    assert loader.renderer.entered.acquire(timeout=GATE_TIMEOUT_S)
    window.actions_by_name["live"].setChecked(False)  # no face of the desk comes after it
    shown = window.workspace.face_view.face
    click(window.morphing.panel.close_button)
    loader.renderer.gate.set()
    wait_idle(window)
    assert window.workspace.face_view.face is shown
    assert window.history.thumbnail(2).toImage() == thumbnail
    assert window.morphing._faces[2] is own


def test_a_slider_does_not_rasterise_the_drawings_again(
    window: MainWindow, loader: FakeLoader, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin_morph(window)
    rasterised = list[Sketch]()
    monkeypatch.setattr(morphing, "rasterise", lambda sketch: rasterised.append(sketch) or rasterise(sketch))
    for value in (20, 40, 60):
        window.morphing.panel.slider("all").setValue(value)
    assert rasterised == []
    draw(window.workspace.canvas, *NOSE_LINE)
    wait_idle(window)
    assert rasterised == [window.document.sketch]
    assert np.array_equal(last_request(loader).sketch, rasterise(window.document.sketch))
