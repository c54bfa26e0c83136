"""Zoom, guides, views, pen and history in the real window."""

from __future__ import annotations

import numpy as np
import pytest
from PyQt5.QtCore import QEvent, QPoint, QPointF, Qt
from PyQt5.QtGui import QImage, QKeyEvent, QMouseEvent, QNativeGestureEvent, QTabletEvent, QWheelEvent
from PyQt5.QtWidgets import QApplication, QWidget

from deepfacedrawing.ui import history
from deepfacedrawing.ui.main_window import MainWindow
from deepfacedrawing.ui.sketch import rasterise
from deepfacedrawing.ui.viewport import Viewport
from tests.ui.conftest import LINE, OTHER, count_requests, draw, last_request, press_key, send_mouse, wait_idle
from tests.ui.fake_renderer import FakeLoader

NO_KEYS, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier


def wheel(view: QWidget, place: QPointF, notches: int, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
    turn = QPoint(0, 120 * notches)
    phase, buttons = Qt.ScrollPhase.NoScrollPhase, Qt.MouseButton.NoButton
    QApplication.sendEvent(view, QWheelEvent(place, place, QPoint(), turn, buttons, keys, phase, False))


def space(view: QWidget, kind: QEvent.Type) -> None:
    QApplication.sendEvent(view, QKeyEvent(kind, Qt.Key.Key_Space, NO_KEYS, " "))


def press(
    view: QWidget, kind: QMouseEvent.Type, place: QPointF, keys: Qt.KeyboardModifiers | Qt.KeyboardModifier
) -> None:
    left = Qt.MouseButton.LeftButton
    QApplication.sendEvent(view, QMouseEvent(kind, place, left, left, keys))


def drag(view: QWidget, *places: QPointF, keys: Qt.KeyboardModifiers | Qt.KeyboardModifier = NO_KEYS) -> None:
    press(view, QMouseEvent.Type.MouseButtonPress, places[0], keys)
    for place in places[1:]:
        press(view, QMouseEvent.Type.MouseMove, place, keys)
    press(view, QMouseEvent.Type.MouseButtonRelease, places[-1], keys)


def test_the_wheel_zooms_both_views_at_the_pointer(window: MainWindow) -> None:
    canvas = window.workspace.canvas
    place = canvas.to_widget(150, 200)
    wheel(canvas, place, 3)
    assert canvas.navigator.viewport.zoom == pytest.approx(1.2**3)
    assert canvas.to_widget(150, 200) == place
    assert window.workspace.face_view.navigator.viewport == canvas.navigator.viewport
    press_key(window, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert canvas.navigator.viewport == Viewport()


def test_what_is_drawn_lands_under_the_pen_when_zoomed_and_turned(window: MainWindow) -> None:
    canvas = window.workspace.canvas
    wheel(canvas, canvas.to_widget(150, 200), 2)
    wheel(canvas, canvas.to_widget(150, 200), 4, SHIFT)
    assert canvas.navigator.viewport.rotation == pytest.approx(20)
    assert window.workspace.face_view.navigator.viewport.rotation == 0
    draw(canvas, *LINE)
    (stroke,) = window.document.sketch.strokes
    assert [point[:2] for point in stroke.points] == [pytest.approx(place, abs=0.02) for place in LINE]


def test_space_and_drag_moves_the_page_and_draws_nothing(window: MainWindow) -> None:
    canvas = window.workspace.canvas
    start = canvas.to_widget(256, 256)
    space(canvas, QEvent.Type.KeyPress)
    assert canvas.cursor().shape() == Qt.CursorShape.OpenHandCursor
    drag(canvas, start, start + QPointF(40, 10), start + QPointF(60, 20))
    assert canvas.to_widget(256, 256) == start + QPointF(60, 20)
    space(canvas, QEvent.Type.KeyRelease)
    assert not window.document.sketch.strokes
    draw(canvas, *LINE)
    assert len(window.document.sketch.strokes) == 1


def test_the_middle_button_moves_and_shift_with_it_turns_the_page(window: MainWindow) -> None:
    canvas = window.workspace.canvas
    middle, none = Qt.MouseButton.MiddleButton, Qt.MouseButton.NoButton
    centre = QPointF(canvas.width() / 2, canvas.height() / 2)

    def drag_middle(start: QPointF, end: QPointF, keys: Qt.KeyboardModifier) -> None:
        for kind, place, button in (
            (QMouseEvent.Type.MouseButtonPress, start, middle),
            (QMouseEvent.Type.MouseMove, end, none),
            (QMouseEvent.Type.MouseButtonRelease, end, middle),
        ):
            QApplication.sendEvent(canvas, QMouseEvent(kind, place, button, middle, keys))

    drag_middle(centre + QPointF(100, 0), centre + QPointF(0, 100), SHIFT)
    assert canvas.navigator.viewport.rotation == pytest.approx(90)
    press_key(window, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    drag_middle(centre, centre + QPointF(30, 40), NO_KEYS)
    assert canvas.to_widget(256, 256) == centre + QPointF(30, 40)
    assert not window.document.sketch.strokes


def test_a_trackpad_pinch_zooms_and_turns_at_its_place(window: MainWindow) -> None:
    canvas = window.workspace.canvas
    place = canvas.to_widget(150, 200)
    for kind, value in (
        (Qt.NativeGestureType.ZoomNativeGesture, 0.5),
        (Qt.NativeGestureType.RotateNativeGesture, 20.0),
    ):
        event = QNativeGestureEvent(kind, place, place, place, value, 0, 0)
        QApplication.sendEvent(canvas, event)
    viewport = canvas.navigator.viewport
    assert (viewport.zoom, viewport.rotation) == (1.5, 20)
    assert canvas.to_widget(150, 200).x() == pytest.approx(place.x())
    assert canvas.to_widget(150, 200).y() == pytest.approx(place.y())


def test_a_stroke_beside_the_page_is_kept_and_clipped(window: MainWindow) -> None:
    draw(window.workspace.canvas, (-20.0, 100.0), (40.0, 120.0))
    (stroke,) = window.document.sketch.strokes
    assert stroke.points[0][0] == pytest.approx(-20, abs=0.02)
    assert (rasterise(window.document.sketch)[:, 0] < 255).any()


def test_shift_draws_a_straight_line_and_control_snaps_it(window: MainWindow) -> None:
    canvas = window.workspace.canvas
    places = [canvas.to_widget(*place) for place in ((100, 100), (150, 170), (200, 104))]
    drag(canvas, *places, keys=SHIFT)
    drag(canvas, *places, keys=Qt.KeyboardModifiers(SHIFT) | Qt.KeyboardModifier.ControlModifier)
    straight, snapped = window.document.sketch.strokes
    assert [point[:2] for point in straight.points] == [pytest.approx(p, abs=0.02) for p in ((100, 100), (200, 104))]
    assert [round(point[1], 1) for point in snapped.points] == [100, 100]
    assert np.array_equal(canvas.raster(), rasterise(window.document.sketch))


def test_the_mirror_draws_both_halves_as_one_edit(window: MainWindow) -> None:
    press_key(window, Qt.Key.Key_M)
    draw(window.workspace.canvas, *OTHER)
    press_key(window, Qt.Key.Key_M)
    draw(window.workspace.canvas, *LINE)
    left, right, single = window.document.sketch.strokes
    assert [point[0] for point in right.points] == [pytest.approx(512 - point[0]) for point in left.points]
    assert single.points[0][0] == pytest.approx(100, abs=0.02)
    window.undo()
    window.undo()
    assert not window.document.sketch.strokes


def test_smoothing_rounds_a_corner_and_reaches_the_end(window: MainWindow) -> None:
    window.pen.change(smoothing="high")
    draw(window.workspace.canvas, (100.0, 100.0), (140.0, 100.0), (140.0, 140.0))
    (stroke,) = window.document.sketch.strokes
    assert stroke.points[-1][:2] == pytest.approx((140, 140), abs=0.02)
    assert min(abs(x - 140) + abs(y - 100) for x, y, *_ in stroke.points) > 1


def test_the_pressure_curve_shapes_the_width(window: MainWindow) -> None:
    window.pen.change(pressure="firm")
    place = window.workspace.canvas.to_widget(100, 100)
    stylus, pen = QTabletEvent.TabletDevice.Stylus, QTabletEvent.PointerType.Pen
    for kind in (QEvent.Type.TabletPress, QEvent.Type.TabletRelease):
        left = Qt.MouseButton.LeftButton
        event = QTabletEvent(kind, place, place, stylus, pen, 0.5, 0, 0, 0, 0, 0, NO_KEYS, 1, left, left)
        QApplication.sendEvent(window.workspace.canvas, event)
    assert window.document.sketch.strokes[0].points[0][2] == pytest.approx(0.5**1.7, abs=0.001)


def test_guides_are_seen_and_never_rendered(window: MainWindow, loader: FakeLoader) -> None:
    before, requests = window.workspace.canvas.grab().toImage(), count_requests(window, loader)
    pictures = [before]
    for key in (Qt.Key.Key_G, Qt.Key.Key_W):
        press_key(window, key)
        pictures.append(window.workspace.canvas.grab().toImage())
        assert pictures[-1] != pictures[-2]
    assert count_requests(window, loader) == requests
    assert (window.workspace.canvas.raster() == 255).all()


def test_a_reference_is_seen_under_the_ink_and_never_rendered(window: MainWindow, loader: FakeLoader) -> None:
    requests = count_requests(window, loader)
    picture = QImage(300, 600, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.red)
    window.workspace.set_reference(picture)
    middle = window.workspace.canvas.to_widget(256, 60).toPoint()
    left = window.workspace.canvas.to_widget(40, 60).toPoint()
    shown = window.workspace.canvas.grab().toImage()
    assert shown.pixelColor(middle).green() < 200 < shown.pixelColor(left).green()
    assert window.workspace.underlays["reference"].isVisible()
    assert count_requests(window, loader) == requests


def test_the_views_show_face_canvas_or_one_over_the_other(window: MainWindow) -> None:
    workspace = window.workspace
    place = workspace.canvas.to_widget(256, 150).toPoint()
    assert workspace.canvas.isVisible()
    assert workspace.face_view.isVisible()
    press_key(window, Qt.Key.Key_F8)
    assert not workspace.canvas.isVisible()
    press_key(window, Qt.Key.Key_F7)
    assert not workspace.face_view.isVisible()
    place = workspace.canvas.to_widget(256, 150).toPoint()
    over = workspace.canvas.grab().toImage().pixelColor(place).lightness()
    press_key(window, Qt.Key.Key_F6)
    assert (
        workspace.canvas.grab().toImage().pixelColor(workspace.canvas.to_widget(256, 150).toPoint()).lightness() > over
    )


def test_the_number_keys_go_to_the_sliders(window: MainWindow) -> None:
    press_key(window, Qt.Key.Key_3)
    assert window.controls.sliders.slider("nose").hasFocus()


def test_the_history_forgets_the_oldest_faces(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "MAX_FACES", 2)
    for place in (LINE, OTHER):
        draw(window.workspace.canvas, *place)
        wait_idle(window)
    assert [window.history.thumbnail(index).isNull() for index in range(3)] == [True, False, False]
    window.undo()
    wait_idle(window)  # its face is there already and not counted twice
    draw(window.workspace.canvas, *LINE)
    wait_idle(window)
    assert [window.history.thumbnail(index).isNull() for index in range(3)] == [True, False, False]


def test_the_history_shows_each_edit_and_goes_back_with_one_render(window: MainWindow, loader: FakeLoader) -> None:
    for place in (LINE, OTHER, ((20.0, 20.0), (60.0, 60.0))):
        draw(window.workspace.canvas, *place)
        wait_idle(window)
    assert window.history.count() == 4
    assert not window.history.thumbnail(3).isNull()
    before = count_requests(window, loader)
    item = window.history.item(1)
    assert item is not None
    window.history.itemClicked.emit(item)
    assert len(window.document.sketch.strokes) == 1
    assert count_requests(window, loader) == before + 1
    assert np.array_equal(last_request(loader).sketch, window.workspace.canvas.raster())


def test_a_new_edit_takes_the_place_of_undone_ones_in_the_history(window: MainWindow) -> None:
    draw(window.workspace.canvas, *LINE)
    wait_idle(window)
    window.undo()
    window.workspace.canvas.set_tool("eraser")
    draw(window.workspace.canvas, *LINE)
    item = window.history.item(1)
    assert item is not None
    assert item.toolTip() == "erasing"
    assert window.history.count() == 2


def test_escape_forgets_the_stroke_in_progress(window: MainWindow) -> None:
    canvas = window.workspace.canvas
    press(canvas, QMouseEvent.Type.MouseButtonPress, canvas.to_widget(100, 100), NO_KEYS)
    send_mouse(canvas, QMouseEvent.Type.MouseMove, 200, 200)
    QApplication.sendEvent(canvas, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Escape, NO_KEYS))
    assert not canvas.is_drawing
    assert (canvas.raster() == 255).all()
