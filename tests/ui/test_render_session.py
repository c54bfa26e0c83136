"""One request in flight, the newest state next; the renderer may fail or die."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from PyQt5.QtCore import Qt

from deepfacedrawing.rendering import RendererDied, RenderRequest, RenderResult, UserError
from deepfacedrawing.ui import render_session
from deepfacedrawing.ui.render_session import RenderSession
from tests.ui.conftest import wait_until
from tests.ui.fake_renderer import GATE_TIMEOUT_S, FakeLoader, FakeRenderer


def _request(number: int) -> RenderRequest:
    return RenderRequest(np.full((512, 512), 255, np.uint8), appearance=number)


@pytest.fixture
def session(loader: FakeLoader, monkeypatch: pytest.MonkeyPatch) -> Iterator[RenderSession]:
    monkeypatch.setattr(render_session, "BACK_OFF_S", 0.001)
    session = RenderSession(loader)
    yield session
    session.close()


Seen = list[list[Any]]


def _start(session: RenderSession) -> tuple[Seen, Seen, Seen]:
    """What rendered, failed and busy_changed of a started session say, put down at once on the thread that says it."""
    spies: tuple[Seen, Seen, Seen] = [], [], []
    for seen, signal in zip(spies, (session.rendered, session.failed, session.busy_changed), strict=True):
        # No QSignalSpy: one that is looked at on this thread while another one adds to it may crash.
        direct = Qt.ConnectionType.DirectConnection
        signal.connect(lambda *values, seen=seen: seen.append(list(values)), direct)  # pyright: ignore[reportCallIssue]
    session.start()
    return spies


def test_newest_state_wins(session: RenderSession, loader: FakeLoader) -> None:
    rendered, _, _ = _start(session)
    wait_until(lambda: bool(loader.renderers))
    loader.renderer.gate.clear()
    session.submit(_request(0))
    assert loader.renderer.entered.acquire(timeout=GATE_TIMEOUT_S)
    for number in range(1, 6):
        session.submit(_request(number))
    loader.renderer.gate.set()
    wait_until(lambda: len(rendered) == 2)
    assert [request.appearance for request in loader.renderer.requests] == [0, 5]


def test_a_request_made_while_loading_is_rendered(session: RenderSession, loader: FakeLoader) -> None:
    loader.gate.clear()
    rendered, _, _ = _start(session)
    session.submit(_request(1))
    session.submit(_request(2))
    loader.gate.set()
    wait_until(lambda: len(rendered) == 1)
    assert [request.appearance for request in loader.renderer.requests] == [2]
    assert rendered[0][1] > 0


def test_busy_begins_and_ends(session: RenderSession) -> None:
    rendered, _, busy = _start(session)
    session.submit(_request(1))
    wait_until(lambda: len(rendered) == 1 and busy[-1:] == [[False]])
    assert busy[0] == [True]


def test_a_dead_renderer_is_replaced_and_the_newest_request_rendered(
    session: RenderSession, loader: FakeLoader
) -> None:
    rendered, failed, _ = _start(session)
    wait_until(lambda: bool(loader.renderers))
    first = loader.renderer
    first.fail_next.append(RendererDied("killed"))
    first.gate.clear()
    session.submit(_request(1))
    assert first.entered.acquire(timeout=GATE_TIMEOUT_S)
    session.submit(_request(2))
    first.gate.set()
    wait_until(lambda: len(rendered) == 1)
    assert first.is_closed
    assert len(loader.renderers) == 2
    assert [request.appearance for request in loader.renderer.requests] == [2]
    assert "started again" in str(failed[0][0])


def test_a_renderer_that_dies_again_and_again_is_given_up_until_the_next_request(
    session: RenderSession, loader: FakeLoader
) -> None:
    def build() -> object:
        renderer = original()
        renderer.fail_next.append(RendererDied("killed"))
        return renderer

    original, loader._build = loader._build, build  # type: ignore[assignment]
    rendered, failed, _ = _start(session)
    session.submit(_request(1))
    wait_until(lambda: len(failed) == render_session.MAX_DEATHS)
    assert "F5" in str(failed[-1][0])
    loader._build = original
    session.submit(_request(1))
    wait_until(lambda: len(rendered) == 1)


@pytest.mark.parametrize("error", [UserError("Mend it."), ValueError("inner")])
def test_an_error_is_told_and_the_renderer_lives_on(
    session: RenderSession, loader: FakeLoader, error: Exception
) -> None:
    rendered, failed, _ = _start(session)
    wait_until(lambda: bool(loader.renderers))
    loader.renderer.fail_next.append(error)
    session.submit(_request(1))
    wait_until(lambda: len(failed) == 1)
    assert str(error) in str(failed[0][0])
    session.submit(_request(2))
    wait_until(lambda: len(rendered) == 1)
    assert len(loader.renderers) == 1


@pytest.mark.parametrize("error", [UserError("The model file is missing."), RuntimeError("inner")])
def test_loading_that_failed_is_tried_again_with_the_next_request(
    session: RenderSession, loader: FakeLoader, error: Exception
) -> None:
    loader.fail_next.append(error)
    rendered, failed, _ = _start(session)
    wait_until(lambda: len(failed) == 1)
    assert str(error) in str(failed[0][0])
    session.submit(_request(1))
    wait_until(lambda: len(rendered) == 1)


def test_closing_ends_the_thread_and_the_renderer(session: RenderSession, loader: FakeLoader) -> None:
    rendered, _, _ = _start(session)
    session.submit(_request(1))
    wait_until(lambda: len(rendered) == 1)
    session.close()
    session.close()
    assert loader.renderer.is_closed
    assert not session._thread.is_alive()


def test_closing_ends_a_render_that_hangs(session: RenderSession, loader: FakeLoader) -> None:
    rendered, _, _ = _start(session)
    wait_until(lambda: bool(loader.renderers))
    loader.renderer.gate.clear()
    session.submit(_request(1))
    assert loader.renderer.entered.acquire(timeout=GATE_TIMEOUT_S)
    begin = time.perf_counter()
    session.close()
    assert time.perf_counter() - begin < 2
    assert not session._thread.is_alive()
    assert len(rendered) == 0


def test_closing_does_not_wait_for_a_model_that_loads(session: RenderSession, loader: FakeLoader) -> None:
    loader.gate.clear()
    _start(session)
    assert loader.entered.acquire(timeout=GATE_TIMEOUT_S)
    begin = time.perf_counter()
    session.close()
    assert time.perf_counter() - begin < 2
    loader.gate.set()  # loaded too late: closed at once
    session._thread.join(GATE_TIMEOUT_S)
    assert loader.renderer.is_closed


def test_a_renderer_that_dies_while_it_loads_is_loaded_again(session: RenderSession, loader: FakeLoader) -> None:
    loader.fail_next.append(RendererDied("killed"))
    rendered, failed, _ = _start(session)
    session.submit(_request(1))
    wait_until(lambda: len(rendered) == 1)
    assert [str(values[0]) for values in failed] == [
        "The engine stopped; it is being started again. Your drawing is safe."
    ]


def test_what_is_drawn_while_a_new_renderer_loads_is_rendered_first(session: RenderSession, loader: FakeLoader) -> None:
    rendered, _, _ = _start(session)
    wait_until(lambda: bool(loader.renderers))
    assert loader.entered.acquire(timeout=GATE_TIMEOUT_S)
    loader.renderer.fail_next.append(RendererDied("killed"))
    loader.gate.clear()
    session.submit(_request(1))
    assert loader.entered.acquire(timeout=GATE_TIMEOUT_S)
    assert not session.is_rendering  # so that the window goes on submitting
    session.submit(_request(2))
    loader.gate.set()
    wait_until(lambda: len(rendered) == 1)
    assert [request.appearance for request in loader.renderer.requests] == [2]


def test_another_model_that_dies_while_it_loads_is_left_at_that(session: RenderSession, loader: FakeLoader) -> None:
    def die() -> FakeRenderer:
        raise RendererDied("too large")

    rendered, failed, _ = _start(session)
    session.submit(_request(1))
    wait_until(lambda: len(rendered) == 1)
    session.use(die)
    wait_until(lambda: len(failed) == 1)
    assert "could not be loaded (too large)" in str(failed[0][0])
    session.submit(_request(2))
    wait_until(lambda: len(rendered) == 2)


def test_a_renderer_that_fails_twice_in_a_row_is_loaded_anew(session: RenderSession, loader: FakeLoader) -> None:
    rendered, failed, _ = _start(session)
    wait_until(lambda: bool(loader.renderers))
    for number, error in enumerate((MemoryError(), None, MemoryError(), MemoryError())):
        loader.renderer.fail_next += [error] if error else []
        session.submit(_request(number))
        wait_until(lambda expected=number + 1: len(rendered) + len(failed) == expected)
    first = loader.renderer
    session.submit(_request(9))
    wait_until(lambda: len(rendered) == 2)
    assert first.is_closed
    assert len(loader.renderers) == 2


@pytest.fixture
def aside(session: RenderSession) -> Iterator[Callable[[RenderRequest], Future[RenderResult]]]:
    """Asks as a film does, on another thread."""
    with ThreadPoolExecutor(1) as threads:
        yield lambda request: threads.submit(session.render_aside, request)
        session.close()


def test_who_waits_aside_gets_an_answer_from_the_next_renderer(
    session: RenderSession, loader: FakeLoader, aside: Callable[[RenderRequest], Future[RenderResult]]
) -> None:
    _, failed, _ = _start(session)
    wait_until(lambda: bool(loader.renderers))
    loader.renderer.fail_next.append(RendererDied("killed"))
    assert aside(_request(1)).result(GATE_TIMEOUT_S).face.any()
    wait_until(lambda: len(failed) == 1)
    assert "started again" in str(failed[0][0])
    assert [len(renderer.requests) for renderer in loader.renderers] == [1, 1]


def test_who_asks_aside_for_what_kills_every_renderer_is_told(
    session: RenderSession, loader: FakeLoader, aside: Callable[[RenderRequest], Future[RenderResult]]
) -> None:
    _start(session)
    wait_until(lambda: bool(loader.renderers))
    loader.renderer.fail_next.append(RendererDied("killed"))
    loader.fail_next += [RendererDied("killed")] * (render_session.MAX_DEATHS - 1)
    answer = aside(_request(1))
    with pytest.raises(RendererDied, match="killed"):
        answer.result(GATE_TIMEOUT_S)
    assert aside(_request(2)).result(GATE_TIMEOUT_S).face.any()


def test_closing_while_a_renderer_is_waited_for_aside_tells_so(
    session: RenderSession,
    loader: FakeLoader,
    aside: Callable[[RenderRequest], Future[RenderResult]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(render_session, "BACK_OFF_S", GATE_TIMEOUT_S)
    _, failed, _ = _start(session)
    wait_until(lambda: bool(loader.renderers))
    loader.renderer.fail_next.append(RendererDied("killed"))
    loader.fail_next.append(RendererDied("killed"))
    answer = aside(_request(1))
    wait_until(lambda: len(failed) == 2)
    session.close()
    with pytest.raises(RendererDied):
        answer.result(GATE_TIMEOUT_S)
