"""A photo becomes strokes: on a thread of its own, and in the window."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

from deepfacedrawing.photo_sketch import PhotoSketch, TracedStroke
from deepfacedrawing.rendering import UserError
from deepfacedrawing.ui import dialogs
from deepfacedrawing.ui.main_window import MainWindow
from deepfacedrawing.ui.photo_start import PhotoStart, to_strokes
from deepfacedrawing.ui.project_file import write_sketch
from deepfacedrawing.ui.sketch import Sketch, Stroke, rasterise
from tests.ui.conftest import LINE, draw, last_request, redness, wait_idle, wait_until
from tests.ui.fake_photos import JAW, FakePhotos
from tests.ui.fake_renderer import FakeLoader

POINTS = ((100.0, 100.0, 0.7, 0.0), (300.0, 100.0, 0.9, 500.0))
DRAWN = Stroke("pen", 3.0, ((200.0, 300.0, 1.0, 0.0), (300.0, 300.0, 1.0, 40.0)))


def make_sketch(num_faces: int = 1) -> PhotoSketch:
    return PhotoSketch(np.zeros((512, 512, 3), np.uint8), (TracedStroke("jaw", 3.0, POINTS),), num_faces)


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
    assert to_strokes(make_sketch()) == (Stroke("pen", 3.0, POINTS),)
    pixels = rasterise(Sketch(to_strokes(make_sketch())))
    assert pixels[100, 200] < 60
    assert pixels[110, 200] == 255


# In the window


# A photo to start from


def test_a_photo_becomes_strokes_and_the_picture_to_draw_by(
    photo_window: MainWindow, loader: FakeLoader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialogs, "ask_picture_path", lambda *_: tmp_path / "3.jpg")
    draw(photo_window.workspace.canvas, *LINE)
    own, edits = photo_window.document.sketch, photo_window.desk.undo_stack.count()
    photo_window.actions_by_name["photo"].trigger()
    wait_until(lambda: photo_window.document.sketch is not own)
    assert [stroke.points for stroke in photo_window.document.sketch.strokes] == [JAW.points]
    assert "3" in photo_window.status.text  # of so many faces it took the largest
    assert photo_window.workspace.has_reference
    assert redness(photo_window) > 25
    wait_idle(photo_window)
    assert np.array_equal(last_request(loader).sketch, rasterise(photo_window.document.sketch))
    assert photo_window.desk.undo_stack.count() == edits + 1
    photo_window.undo()
    assert photo_window.document.sketch.strokes == own.strokes
    photo_window.desk.undo_stack.redo()
    photo_window.use_eraser()
    draw(photo_window.workspace.canvas, (100.0, 300.0), (110.0, 305.0))
    assert len(photo_window.document.sketch.strokes) == 2


def test_a_photo_without_a_face_is_told_and_changes_nothing(photo_window: MainWindow) -> None:
    draw(photo_window.workspace.canvas, *LINE)
    own = photo_window.document.sketch
    photo_window.arrivals.start_from_photo(Path("0.jpg"))
    wait_until(lambda: photo_window.status.is_error)
    assert photo_window.status.text == "No face was found in 0.jpg; choose a portrait photo."
    assert photo_window.document.sketch is own
    assert not photo_window.workspace.has_reference
    assert photo_window.desk.undo_stack.count() == 1


def test_one_goes_on_drawing_while_a_photo_is_worked_on_and_may_close(
    photo_window: MainWindow, photos: FakePhotos
) -> None:
    photos.gate.clear()
    photo_window.arrivals.start_from_photo(Path("3.jpg"))
    draw(photo_window.workspace.canvas, *LINE)
    assert len(photo_window.document.sketch.strokes) == 1
    assert photo_window.arrivals.photo_start.is_busy
    own = photo_window.document.sketch
    photo_window.close()
    photos.gate.set()
    assert not photo_window.arrivals.photo_start.is_busy
    assert photo_window.document.sketch is own


def test_a_photo_that_comes_late_does_not_replace_another_drawing(
    photo_window: MainWindow, photos: FakePhotos, tmp_path: Path
) -> None:
    write_sketch(tmp_path / "a.svg", Sketch((DRAWN,)))
    photos.gate.clear()
    photo_window.arrivals.start_from_photo(Path("1.jpg"))
    photo_window.files.open_path(tmp_path / "a.svg")
    assert not photo_window.arrivals.photo_start.is_busy
    photos.gate.set()
    assert photo_window.document.sketch.strokes == (DRAWN,)
    assert photo_window.status.text == "Opened a.svg"
    photos.gate.clear()
    photo_window.arrivals.start_from_photo(Path("1.jpg"))
    working = photo_window.status.text
    photo_window.files.new()
    photos.gate.set()
    assert photo_window.status.text != working
    assert photo_window.document.sketch.is_blank


def test_where_photos_cannot_be_sketched_it_is_told(window: MainWindow) -> None:
    window.arrivals.start_from_photo(Path("1.jpg"))
    wait_until(lambda: window.status.is_error)
    assert window.document.sketch.is_blank
