"""Drawing in the real window on a fake renderer: mouse, tablet, undo."""

from __future__ import annotations

import numpy as np
import pytest
from PyQt5.QtCore import QEvent, Qt
from PyQt5.QtGui import QMouseEvent, QTabletEvent
from PyQt5.QtWidgets import QApplication

from deepfacedrawing.ui.main_window import MainWindow
from deepfacedrawing.ui.sketch import rasterise
from tests.ui.conftest import (
    LINE,
    OTHER,
    close_window,
    count_requests,
    draw,
    last_request,
    pen_down,
    press_key,
    send_mouse,
    wait_idle,
    wait_until,
)
from tests.ui.fake_renderer import FakeLoader


def test_a_stroke_is_recorded_and_rendered(window: MainWindow, loader: FakeLoader) -> None:
    draw(window.workspace.canvas, *LINE)
    (stroke,) = window.document.sketch.strokes
    assert stroke.tool == "pen"
    assert [point[:2] for point in stroke.points] == [pytest.approx(place, abs=0.02) for place in LINE]
    assert all(point[2] == 1.0 for point in stroke.points)
    wait_until(lambda: np.array_equal(last_request(loader).sketch, rasterise(window.document.sketch)))
    assert window.isWindowModified()


def test_a_click_draws_a_dot(window: MainWindow) -> None:
    draw(window.workspace.canvas, (256.0, 256.0))
    (stroke,) = window.document.sketch.strokes
    assert len(stroke.points) == 1
    assert window.workspace.canvas.raster()[256, 256] == 0


def test_the_canvas_shows_exactly_what_is_rasterised(window: MainWindow) -> None:
    rng = np.random.default_rng(3)
    for number in range(150):  # past two checkpoints, with runs longer than one
        window.pen.change(width=float(int(rng.integers(1, 9))))
        window.actions_by_name["eraser" if number % 5 == 4 else "pen"].trigger()
        steps = rng.normal(0, 12, (int(rng.integers(1, 12)) if number else 90, 2)).cumsum(0) + rng.uniform(0, 512, 2)
        pen_down(window.workspace.canvas, *map(tuple, steps.tolist()))
        during = window.workspace.canvas.raster()
        send_mouse(window.workspace.canvas, QMouseEvent.Type.MouseButtonRelease, *steps[-1].tolist())
        assert np.array_equal(during, window.workspace.canvas.raster())
    assert np.array_equal(window.workspace.canvas.raster(), rasterise(window.document.sketch))
    for _ in range(100):
        window.undo()
    assert np.array_equal(window.workspace.canvas.raster(), rasterise(window.document.sketch))
    for _ in range(40):
        window.desk.undo_stack.redo()
    assert len(window.document.sketch.strokes) == 90
    assert np.array_equal(window.workspace.canvas.raster(), rasterise(window.document.sketch))


def test_the_face_follows_while_the_pen_is_down(window: MainWindow, loader: FakeLoader) -> None:
    before = count_requests(window, loader)
    pen_down(window.workspace.canvas, *LINE)
    wait_until(lambda: len(loader.renderer.requests) > before)
    wait_idle(window)
    assert window.workspace.canvas.is_drawing
    assert np.array_equal(last_request(loader).sketch, window.workspace.canvas.raster())
    assert (last_request(loader).sketch == 0).any()
    after = len(loader.renderer.requests)
    send_mouse(window.workspace.canvas, QMouseEvent.Type.MouseButtonRelease, *LINE[-1])
    assert count_requests(window, loader) == after  # nothing changed: the face is already the right one


def test_newest_state_wins_while_a_render_is_blocked(window: MainWindow, loader: FakeLoader) -> None:
    before = count_requests(window, loader)
    loader.renderer.gate.clear()
    draw(window.workspace.canvas, (20.0, 20.0))
    wait_until(lambda: len(loader.renderer.requests) == before + 1)
    draw(window.workspace.canvas, *LINE)
    draw(window.workspace.canvas, *OTHER)
    loader.renderer.gate.set()
    assert count_requests(window, loader) == before + 2
    assert np.array_equal(last_request(loader).sketch, rasterise(window.document.sketch))


def test_nothing_is_built_for_an_engine_at_work(
    window: MainWindow, loader: FakeLoader, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = count_requests(window, loader)
    loader.renderer.gate.clear()
    draw(window.workspace.canvas, (20.0, 20.0))
    wait_until(lambda: len(loader.renderer.requests) == before + 1)
    rasters: list[object] = []
    raster = window.workspace.canvas.raster
    monkeypatch.setattr(window.workspace.canvas, "raster", lambda: rasters.append(1) or raster())
    draw(window.workspace.canvas, *LINE)
    assert not rasters
    loader.renderer.gate.set()
    wait_idle(window)
    assert len(rasters) == 1


def test_a_failed_render_is_not_repeated_for_what_changed_meanwhile(window: MainWindow, loader: FakeLoader) -> None:
    before = count_requests(window, loader)
    loader.renderer.gate.clear()
    loader.renderer.fail_next.append(ValueError("odd"))
    draw(window.workspace.canvas, (20.0, 20.0))
    wait_until(lambda: len(loader.renderer.requests) == before + 1)
    draw(window.workspace.canvas, *LINE)
    loader.renderer.gate.set()
    assert count_requests(window, loader) == before + 1
    draw(window.workspace.canvas, *OTHER)
    wait_idle(window)
    assert np.array_equal(last_request(loader).sketch, rasterise(window.document.sketch))


def test_the_pen_size_and_the_eraser_are_used(window: MainWindow) -> None:
    press_key(window, Qt.Key.Key_BracketRight)
    draw(window.workspace.canvas, *LINE)
    press_key(window, Qt.Key.Key_E)
    draw(window.workspace.canvas, *LINE)
    press_key(window, Qt.Key.Key_B)
    draw(window.workspace.canvas, *OTHER)
    assert [(stroke.tool, stroke.width) for stroke in window.document.sketch.strokes] == [
        ("pen", 4.0),
        ("eraser", 4.0),
        ("pen", 4.0),
    ]


@pytest.mark.parametrize(
    ("pointer", "tool"), [(QTabletEvent.PointerType.Pen, "pen"), (QTabletEvent.PointerType.Eraser, "eraser")]
)
def test_a_tablet_draws_with_pressure_and_its_other_end_erases(
    window: MainWindow, pointer: QTabletEvent.PointerType, tool: str
) -> None:
    kinds = (QEvent.Type.TabletPress, QEvent.Type.TabletMove, QEvent.Type.TabletMove, QEvent.Type.TabletRelease)
    for kind, place, pressure in zip(kinds, LINE, (0.2, 0.5, 0.9, 0.0), strict=True):
        where = window.workspace.canvas.to_widget(*place)
        button = Qt.MouseButton.NoButton if kind == QEvent.Type.TabletMove else Qt.MouseButton.LeftButton
        stylus, no_keys = QTabletEvent.TabletDevice.Stylus, Qt.KeyboardModifier.NoModifier
        event = QTabletEvent(
            kind, where, where, stylus, pointer, pressure, 0, 0, 0, 0, 0, no_keys, 1, button, Qt.MouseButton.LeftButton
        )
        QApplication.sendEvent(window.workspace.canvas, event)
        assert event.isAccepted()
    (stroke,) = window.document.sketch.strokes
    assert stroke.tool == tool
    assert [point[2] for point in stroke.points] == [0.2, 0.5, 0.9]


def test_one_can_draw_before_the_model_is_loaded(application: QApplication, loader: FakeLoader) -> None:
    loader.gate.clear()
    window = MainWindow(loader, asks=False)
    window.show()
    assert window.status.text == "Loading the model… you can already draw."
    draw(window.workspace.canvas, *LINE)
    assert (window.workspace.canvas.raster() == 0).any()
    loader.gate.set()
    wait_until(lambda: window.workspace.face_view.face is not None)
    assert np.array_equal(last_request(loader).sketch, rasterise(window.document.sketch))
    assert window.status.text == ""
    close_window(window)


def test_undo_and_redo_restore_the_drawing_and_render_again(window: MainWindow, loader: FakeLoader) -> None:
    draw(window.workspace.canvas, *LINE)
    one = window.workspace.canvas.raster()
    draw(window.workspace.canvas, *OTHER)
    two = window.workspace.canvas.raster()
    for key, modifiers, expected in (
        (Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier, one),
        (Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier, two),
    ):
        press_key(window, key, modifiers)
        assert np.array_equal(window.workspace.canvas.raster(), expected)
        wait_idle(window)
        wait_until(lambda wanted=expected: np.array_equal(last_request(loader).sketch, wanted))


def test_undo_while_the_pen_is_down_drops_the_stroke(window: MainWindow) -> None:
    pen_down(window.workspace.canvas, *LINE)
    window.undo()
    send_mouse(window.workspace.canvas, QMouseEvent.Type.MouseButtonRelease, *LINE[-1])
    assert not window.document.sketch.strokes
    assert (window.workspace.canvas.raster() == 255).all()


def test_a_setting_changed_while_the_pen_is_down_does_not_drop_the_stroke(window: MainWindow) -> None:
    pen_down(window.workspace.canvas, *LINE)
    press_key(window, Qt.Key.Key_R)
    send_mouse(window.workspace.canvas, QMouseEvent.Type.MouseButtonRelease, *LINE[-1])
    assert len(window.document.sketch.strokes) == 1


def test_clear_can_be_undone(window: MainWindow) -> None:
    draw(window.workspace.canvas, *LINE)
    before = window.workspace.canvas.raster()
    window.desk.clear()
    assert (window.workspace.canvas.raster() == 255).all()
    window.undo()
    assert np.array_equal(window.workspace.canvas.raster(), before)
