"""The engine's process, with a fake engine: no torch is loaded here, nor in the child."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
import pytest

from deepfacedrawing.engine.patience import LEAST_FACE, LEAST_LOAD, NUM_KNOWN, Patience
from deepfacedrawing.engine.worker import NICENESS, EngineError, EngineProcess
from deepfacedrawing.rendering import Renderer, RendererDied, RendererInfo, RenderRequest, RenderResult, UserError

ROOT = Path(__file__).parents[1]
STOPPABLE = pytest.mark.skipif(
    not (hasattr(signal, "SIGSTOP") and Path("/proc/self").is_dir()), reason="stops a process and looks into /proc"
)


class FakeEngine:
    """Returns the sketch as a grey face; the appearance's number orders what else happens."""

    DIE, HANG, FAIL, COMPLAIN, UNPICKLABLE = range(1, 6)

    def __init__(self) -> None:
        self.info = RendererInfo("cpu", "fake", ("all",), {"neutral": "#000000"})

    def render(self, request: RenderRequest) -> RenderResult:
        if request.appearance == self.DIE:
            os._exit(3)
        if request.appearance == self.HANG:
            threading.Event().wait()
        if request.appearance == self.FAIL:
            raise ZeroDivisionError("by nought")
        if request.appearance == self.COMPLAIN:
            raise UserError("Draw {what}.", what="something else")
        face = np.repeat(request.sketch[..., None], 3, axis=2)
        neighbours = {"nose": (lambda: 1)} if request.appearance == self.UNPICKLABLE else {"nose": (1, 2)}
        return RenderResult(face, None, neighbours, {"nose": 1.0}, {"total": 0.0})  # pyright: ignore[reportArgumentType]

    def close(self) -> None:
        pass


def load_fake() -> Renderer:
    return FakeEngine()


class ThreadedEngine(FakeEngine):
    """Its face is filled with the lowest niceness of the threads that it had when it was loaded, its own included."""

    def __init__(self) -> None:
        super().__init__()
        self.other = threading.Thread(target=threading.Event().wait, daemon=True)
        self.other.start()

    def render(self, request: RenderRequest) -> RenderResult:
        threads = (threading.get_native_id(), self.other.native_id or 0)
        niceness = min(os.getpriority(os.PRIO_PROCESS, thread) for thread in threads)
        face = np.full((512, 512, 3), niceness, np.uint8)
        return replace(super().render(request), face=face)


def load_threaded() -> Renderer:
    return ThreadedEngine()


def load_without_torch() -> Renderer:
    if "torch" in sys.modules:
        raise UserError("torch was imported")
    return FakeEngine()


def load_nothing() -> Renderer:
    raise UserError("There is no model.")


def load_badly() -> Renderer:
    raise ValueError("odd shape")


def load_for_ever() -> Renderer:
    threading.Event().wait()
    raise AssertionError("never")


def die_loading() -> Renderer:
    os._exit(4)


def request(order: int | str = "neutral") -> RenderRequest:
    sketch = np.full((512, 512), 255, np.uint8)
    sketch[100:110, 200:300] = 0
    return RenderRequest(sketch, appearance=order)


@pytest.fixture
def start() -> Iterator[Callable[..., EngineProcess]]:
    started: list[EngineProcess] = []

    def start_process(factory: Callable[[], Renderer] = load_fake, patience: Patience | None = None) -> EngineProcess:
        started.append(EngineProcess(factory, patience))
        return started[-1]

    yield start_process
    for process in started:
        process.close()


def test_a_request_goes_round(start: Callable[..., EngineProcess]) -> None:
    engine = start(load_without_torch)
    assert engine.info.model == "fake"
    result = engine.render(request())
    assert result.face.shape == (512, 512, 3)
    assert np.array_equal(result.face[..., 0], request().sketch)
    assert result.neighbours == {"nose": (1, 2)}


def test_the_processes_death_is_told_and_a_new_one_comes_back(start: Callable[..., EngineProcess]) -> None:
    engine = start()
    with pytest.raises(RendererDied, match="exit code 3"):
        engine.render(request(FakeEngine.DIE))
    with pytest.raises(RendererDied):
        engine.render(request())
    assert start().render(request()).face.any()


def test_a_hung_engine_is_ended_in_time(start: Callable[..., EngineProcess]) -> None:
    engine = start(patience=Patience(longest_face=0.5))
    began = time.monotonic()
    with pytest.raises(RendererDied, match=r"0\.5 seconds"):
        engine.render(request(FakeEngine.HANG))
    assert time.monotonic() - began < 3


def test_errors_cross_and_the_engine_lives_on(start: Callable[..., EngineProcess]) -> None:
    engine = start()
    with pytest.raises(UserError, match=r"^Draw something else\.$") as complaint:
        engine.render(request(FakeEngine.COMPLAIN))
    assert complaint.value.template == "Draw {what}."  # so that it can be translated here
    assert complaint.value not in complaint.traceback[-1].frame.f_locals.values()  # else neither is ever freed
    with pytest.raises(EngineError, match="ZeroDivisionError: by nought") as caught:
        engine.render(request(FakeEngine.FAIL))
    assert "in render" in str(caught.value.__cause__)
    with pytest.raises(EngineError, match="pickle"):
        engine.render(request(FakeEngine.UNPICKLABLE))
    assert engine.render(request()).face.any()


@pytest.mark.parametrize(
    ("factory", "error", "message"),
    [
        (load_nothing, UserError, "There is no model"),
        (load_badly, EngineError, "ValueError: odd shape"),
        (die_loading, RendererDied, "exit code 4"),
    ],
)
def test_a_failed_start_is_told(factory: Callable[[], Renderer], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        EngineProcess(factory)


def test_a_load_that_hangs_is_ended_in_time() -> None:
    with pytest.raises(RendererDied, match="1 seconds"):
        EngineProcess(load_for_ever, Patience(longest_load=1))


def test_close_wakes_a_blocked_render_and_ends_the_process(start: Callable[..., EngineProcess]) -> None:
    engine = start()
    raised: list[BaseException] = []

    def render() -> None:
        try:
            engine.render(request(FakeEngine.HANG))
        except RendererDied as error:
            raised.append(error)

    thread = threading.Thread(target=render)
    thread.start()
    began = time.monotonic()
    engine.close()
    engine.close()
    assert time.monotonic() - began < 2
    thread.join(2)
    assert not thread.is_alive()
    assert str(raised[0]) == "The engine has been closed."


def abandon_engine(pipe: Connection) -> None:
    """A parent that dies without any clean-up while its engine is in the middle of a render."""
    engine = EngineProcess(load_fake)
    threading.Thread(target=partial(engine.render, request(FakeEngine.HANG)), daemon=True).start()
    pipe.send(engine.pid)
    time.sleep(0.2)
    os._exit(0)


def state_of(pid: int) -> str:
    """The letter of ``/proc``: "T" is stopped, "Z" is dead and not yet buried; "" is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return ""


def is_running(pid: int) -> bool:
    return state_of(pid) not in ("", "Z")


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="looks the process up in /proc")
def test_the_engine_ends_with_its_parent() -> None:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    parent = context.Process(target=abandon_engine, args=(theirs,))
    parent.start()
    theirs.close()
    pid = ours.recv()
    parent.join(20)
    ours.close()
    deadline = time.monotonic() + 5
    while is_running(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not is_running(pid)


def leave_while_loading() -> None:
    """A program that ends, as it should, while its engine hangs before it is there: stopped, it hears of nothing."""
    threading.Thread(target=EngineProcess, args=(load_for_ever,), daemon=True).start()
    while not (children := multiprocessing.active_children()):
        time.sleep(0.01)
    os.kill(children[0].pid or 0, signal.SIGSTOP)
    while state_of(children[0].pid or 0) != "T":
        time.sleep(0.01)
    print(children[0].pid)  # noqa: T201


@STOPPABLE
def test_a_program_that_ends_does_not_wait_for_an_engine_that_hangs_while_loading() -> None:
    command = [sys.executable, "-c", "from tests.test_worker import leave_while_loading as leave; leave()"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True, cwd=ROOT)
    assert not is_running(int(done.stdout))


@STOPPABLE
def test_a_stopped_engine_is_ended_at_once(start: Callable[..., EngineProcess]) -> None:
    engine = start()
    os.kill(engine.pid or 0, signal.SIGSTOP)
    began = time.monotonic()
    engine.close()
    assert time.monotonic() - began < 0.5
    assert not is_running(engine.pid or 0)


def test_an_engine_whose_faces_were_quick_is_soon_missed(start: Callable[..., EngineProcess]) -> None:
    patience = Patience()
    engine = start(patience=patience)
    for _ in range(NUM_KNOWN):
        engine.render(request())
    assert patience.for_face == LEAST_FACE
    assert patience.for_load == LEAST_LOAD
    for order, error in ((FakeEngine.FAIL, EngineError), (FakeEngine.COMPLAIN, UserError)):
        with pytest.raises(error):
            engine.render(request(order))
    assert len(patience._faces) == NUM_KNOWN  # what failed says nothing of what a face takes


@pytest.mark.skipif(sys.platform != "linux", reason="priorities of threads are read as Linux gives them")
def test_all_threads_of_the_engine_give_way_to_the_window(start: Callable[..., EngineProcess]) -> None:
    face = start(load_threaded).render(request()).face
    assert face.min() == max(NICENESS, os.getpriority(os.PRIO_PROCESS, 0))
