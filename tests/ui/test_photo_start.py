from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

from deepfacedrawing.photo_sketch import PhotoSketch, TracedStroke
from deepfacedrawing.rendering import UserError
from deepfacedrawing.ui.photo_start import PhotoStart, to_strokes
from deepfacedrawing.ui.sketch import Sketch, Stroke, rasterise
from tests.ui.conftest import wait_until

LINE = ((100.0, 100.0, 0.7, 0.0), (300.0, 100.0, 0.9, 500.0))


def make_sketch(num_faces: int = 1) -> PhotoSketch:
    return PhotoSketch(np.zeros((512, 512, 3), np.uint8), (TracedStroke("jaw", 3.0, LINE),), num_faces)


class Listener:
    """Writes down what a ``PhotoStart`` says, and on which thread."""

    def __init__(self, photo_start: PhotoStart) -> None:
        self.sketches: list[PhotoSketch] = []
        self.failures: list[str] = []
        self.busy: list[bool] = []
        self.threads: set[threading.Thread] = set()
        photo_start.sketched.connect(self._on_sketched)
        photo_start.failed.connect(lambda error, _: self.failures.append(str(error)))
        photo_start.busy_changed.connect(self.busy.append)

    def _on_sketched(self, sketch: PhotoSketch) -> None:
        self.threads.add(threading.current_thread())
        self.sketches.append(sketch)


class Gate:
    """Sketches photos of the name ``slow`` only when opened."""

    def __init__(self) -> None:
        self.opened, self.entered = threading.Event(), threading.Event()
        self.finished = threading.Event()

    def __call__(self, path: Path) -> PhotoSketch:
        if path.name != "slow":
            return make_sketch(num_faces=2)
        self.entered.set()
        assert self.opened.wait(10)
        self.finished.set()
        return make_sketch()


def test_a_photo_is_sketched_on_another_thread_and_told_on_ours() -> None:
    workers = []

    def sketch(path: Path) -> PhotoSketch:
        workers.append((threading.current_thread(), path))
        return make_sketch()

    photo_start = PhotoStart(sketch)
    listener = Listener(photo_start)
    photo_start.start(Path("me.jpg"))
    assert photo_start.is_busy
    wait_until(lambda: bool(listener.sketches))
    assert not photo_start.is_busy
    assert listener.busy == [True, False]
    assert listener.threads == {threading.current_thread()}
    assert workers[0][0] is not threading.current_thread()
    assert workers[0][1] == Path("me.jpg")


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (UserError("No face was found in me.jpg."), "No face was found in me.jpg."),
        (MemoryError("full"), "The photo me.jpg could not be sketched (full); try another one."),
    ],
)
def test_failures_are_told_in_a_sentence(error: Exception, message: str) -> None:
    def fail(_path: Path) -> PhotoSketch:
        raise error

    photo_start = PhotoStart(fail)
    listener = Listener(photo_start)
    photo_start.start(Path("me.jpg"))
    wait_until(lambda: bool(listener.failures))
    assert listener.failures == [message]
    assert listener.busy == [True, False]


def test_the_newest_photo_wins() -> None:
    gate = Gate()
    photo_start = PhotoStart(gate)
    listener = Listener(photo_start)
    photo_start.start(Path("slow"))
    assert gate.entered.wait(10)
    photo_start.start(Path("quick"))
    wait_until(lambda: bool(listener.sketches))
    gate.opened.set()
    wait_until(gate.finished.is_set)
    assert [sketch.num_faces for sketch in listener.sketches] == [2]
    assert listener.busy == [True, False]


@pytest.mark.parametrize("end", ["cancel", "close"])
def test_a_forgotten_photo_is_never_told(end: str) -> None:
    gate = Gate()
    photo_start = PhotoStart(gate)
    listener = Listener(photo_start)
    photo_start.start(Path("slow"))
    assert gate.entered.wait(10)
    getattr(photo_start, end)()
    assert not photo_start.is_busy
    gate.opened.set()
    wait_until(gate.finished.is_set)
    photo_start.close()
    assert listener.sketches == []
    assert listener.busy == ([True, False] if end == "cancel" else [True])


def test_traced_strokes_are_pen_strokes() -> None:
    assert to_strokes(make_sketch()) == (Stroke("pen", 3.0, LINE),)
    pixels = rasterise(Sketch(to_strokes(make_sketch())))
    assert pixels[100, 200] < 60
    assert pixels[110, 200] == 255
