"""The rest of the real window on a fake renderer: sliders, appearance, live, errors."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtTest import QTest

from deepfacedrawing.components import COMPONENT_NAMES
from deepfacedrawing.rendering import CONTROL_NAMES, RendererDied, UserError
from deepfacedrawing.ui import render_session
from deepfacedrawing.ui.main_window import MainWindow
from deepfacedrawing.ui.sketch import rasterise
from tests.ui.conftest import (
    LINE,
    count_requests,
    draw,
    last_request,
    press_key,
    wait_idle,
    wait_until,
)
from tests.ui.fake_renderer import FakeLoader


def test_the_slider_all_moves_five_with_one_draft_one_face_and_one_undo(window: MainWindow, loader: FakeLoader) -> None:
    before = count_requests(window, loader)
    slider = window.controls.sliders.slider("all")
    slider.setValue(90)
    assert count_requests(window, loader) == before + 2
    assert [request.draft for request in loader.renderer.requests[before:]] == [True, False]
    assert dict(last_request(loader).refinement) == dict.fromkeys(COMPONENT_NAMES, 0.9)
    for value in (80, 70, 60):  # the rest of the same drag
        slider.setValue(value)
    assert window.desk.undo_stack.count() == 1
    window.undo()
    assert set(window.controls.sliders.refinement.values()) == {0.5}
    assert slider.value() == 50


def test_two_drags_are_two_edits_and_a_drag_back_is_none(window: MainWindow) -> None:
    nose, sliders = window.controls.sliders.slider("nose"), window.controls.sliders
    for value in (60, 70):
        nose.setValue(value)
        sliders.gesture_finished.emit()
    assert window.desk.undo_stack.count() == 2
    window.undo()
    assert window.document.settings.refinement["nose"] == 0.6
    sliders.slider("mouth").setValue(10)
    sliders.slider("mouth").setValue(50)
    assert window.desk.undo_stack.count() == 1


def test_a_double_click_resets_a_slider(window: MainWindow) -> None:
    slider = window.controls.sliders.slider("mouth")
    slider.setValue(13)
    QTest.mouseDClick(slider, Qt.MouseButton.LeftButton)  # type: ignore[call-overload]
    assert slider.value() == 50


def test_a_control_is_rendered_undone_and_reset(window: MainWindow, loader: FakeLoader) -> None:
    sliders = window.controls.appearance_sliders
    slider = sliders.slider("skin_tone")
    for value in (-10, -30, -60):  # one drag
        slider.setValue(value)
    wait_idle(window)
    assert last_request(loader).controls["skin_tone"] == -0.6
    assert window.desk.undo_stack.count() == 1
    window.undo()
    wait_idle(window)
    assert (slider.value(), last_request(loader).controls["skin_tone"]) == (0, 0.0)
    slider.setValue(45)
    QTest.mouseDClick(slider, Qt.MouseButton.LeftButton)  # type: ignore[call-overload]
    assert window.document.settings.controls["skin_tone"] == 0.0
    window.undo()
    assert slider.value() == 45


def test_controls_stay_when_another_appearance_is_chosen(window: MainWindow, loader: FakeLoader) -> None:
    window.controls.appearance_sliders.slider("light").setValue(100)
    window.controls.palette_view.button("honey").click()
    wait_idle(window)
    assert (last_request(loader).appearance, last_request(loader).controls["light"]) == ("honey", 1.0)


def test_controls_that_the_model_lacks_can_only_go_back(window: MainWindow, loader: FakeLoader) -> None:
    sliders = window.controls.appearance_sliders
    sliders.slider("warmth").setValue(20)
    window.controls.set_info(replace(loader.renderer.info, controls=("light",)))
    assert [name for name in CONTROL_NAMES if sliders.slider(name).isEnabled()] == ["warmth", "light"]
    QTest.mouseDClick(sliders.slider("warmth"), Qt.MouseButton.LeftButton)  # type: ignore[call-overload]
    assert not sliders.slider("warmth").isEnabled()


def test_the_window_fits_a_small_screen(window: MainWindow) -> None:
    assert window.minimumSizeHint().height() <= 720
    assert window.minimumSizeHint().width() <= 1280


def test_group_and_appearance_are_rendered_and_undone(window: MainWindow, loader: FakeLoader) -> None:
    window.controls.groups.button("feminine").click()
    window.controls.palette_view.button("honey").click()
    wait_idle(window)
    assert (last_request(loader).group, last_request(loader).appearance) == ("feminine", "honey")
    window.undo()
    window.undo()
    wait_idle(window)
    assert (last_request(loader).group, last_request(loader).appearance) == ("all", "neutral")
    assert window.controls.groups.button("all").isChecked()
    assert window.controls.palette_view.button("neutral").isChecked()


def test_surprise_me_picks_a_whole_number(window: MainWindow, loader: FakeLoader) -> None:
    press_key(window, Qt.Key.Key_R)
    wait_idle(window)
    assert isinstance(last_request(loader).appearance, int)


def test_without_live_only_render_now_renders(window: MainWindow, loader: FakeLoader) -> None:
    press_key(window, Qt.Key.Key_L)
    before = count_requests(window, loader)
    draw(window.workspace.canvas, *LINE)
    assert count_requests(window, loader) == before
    press_key(window, Qt.Key.Key_F5)
    wait_until(lambda: len(loader.renderer.requests) == before + 1)
    wait_idle(window)
    assert np.array_equal(last_request(loader).sketch, rasterise(window.document.sketch))


def test_the_shadow_is_seen_under_the_ink_until_it_is_switched_off(window: MainWindow, loader: FakeLoader) -> None:
    place = window.workspace.canvas.to_widget(192, 232).toPoint()
    assert window.workspace.canvas.grab().toImage().pixelColor(place).lightness() < 240
    press_key(window, Qt.Key.Key_S)
    assert window.workspace.canvas.grab().toImage().pixelColor(place).lightness() == 255
    wait_idle(window)
    assert not last_request(loader).shadow


def test_a_renderer_that_died_is_replaced_and_the_drawing_stays(
    window: MainWindow, loader: FakeLoader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(render_session, "BACK_OFF_S", 0.001)
    loader.renderer.fail_next.append(RendererDied("killed"))
    draw(window.workspace.canvas, *LINE)
    wait_until(lambda: len(loader.renderers) == 2 and bool(loader.renderer.requests))
    wait_idle(window)
    assert len(window.document.sketch.strokes) == 1
    assert np.array_equal(last_request(loader).sketch, rasterise(window.document.sketch))


def test_an_error_stands_in_the_status_bar_until_a_face_comes(window: MainWindow, loader: FakeLoader) -> None:
    loader.renderer.fail_next.append(UserError("The model has no such appearance; choose another."))
    window.live_face.render_now()
    wait_until(lambda: window.status.is_error)
    assert window.status.text == "The model has no such appearance; choose another."
    wait_idle(window)
    window.live_face.render_now()
    wait_until(lambda: not window.status.is_error)
