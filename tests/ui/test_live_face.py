"""Drafts while the pen moves, and the whole face once it rests."""

from __future__ import annotations

from deepfacedrawing.ui.main_window import MainWindow
from tests.ui.conftest import FakeLoader, draw, last_request, pen_down, wait_idle, wait_until


def test_drafts_follow_the_pen_and_the_whole_face_its_rest(window: MainWindow, loader: FakeLoader) -> None:
    before = len(loader.renderer.requests)
    pen_down(window.workspace.canvas, (100, 100), (120, 110))
    wait_until(lambda: len(loader.renderer.requests) > before)
    assert loader.renderer.requests[before].draft
    wait_idle(window)
    assert window.workspace.canvas.is_drawing
    assert not last_request(loader).draft
    assert last_request(loader).is_same(window.live_face.request())


def test_a_finished_stroke_is_rendered_whole_at_once(window: MainWindow, loader: FakeLoader) -> None:
    draw(window.workspace.canvas, (100, 100), (120, 110))
    wait_idle(window)
    assert not last_request(loader).draft


def test_a_slider_is_followed_by_drafts_too(window: MainWindow, loader: FakeLoader) -> None:
    before = len(loader.renderer.requests)
    window.controls.sliders.slider("nose").setValue(80)
    wait_idle(window)
    drafts = [request.draft for request in loader.renderer.requests[before:]]
    assert drafts[0]
    assert not drafts[-1]


def test_a_face_that_waited_is_made_when_the_engine_is_free(window: MainWindow, loader: FakeLoader) -> None:
    loader.renderer.gate.clear()
    before = len(loader.renderer.requests)
    window.live_face.render_now()
    wait_until(lambda: len(loader.renderer.requests) == before + 1)
    draw(window.workspace.canvas, (100, 100), (120, 110))
    window.live_face.render_now()
    window.live_face.update()
    loader.renderer.gate.set()
    wait_idle(window)
    assert last_request(loader).is_same(window.live_face.request())


def test_a_document_is_rendered_whole_once(window: MainWindow, loader: FakeLoader) -> None:
    draw(window.workspace.canvas, (100, 100), (120, 110))
    wait_idle(window)
    before = len(loader.renderer.requests)
    window.undo()
    wait_idle(window)
    assert [request.draft for request in loader.renderer.requests[before:]] == [False]
