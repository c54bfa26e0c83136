"""What comes into the window: dropped files, a picture to draw by, a photo to start from."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PyQt5.QtCore import QMimeData, QPoint, Qt, QUrl
from PyQt5.QtGui import QDragEnterEvent, QDropEvent
from PyQt5.QtWidgets import QAction, QApplication, QMenu

from deepfacedrawing.photo_sketch import PhotoSketch, TracedStroke
from deepfacedrawing.rendering import UserError
from deepfacedrawing.ui import dialogs
from deepfacedrawing.ui.export import ExportPlan
from deepfacedrawing.ui.main_window import MainWindow
from deepfacedrawing.ui.project_file import write_sketch
from deepfacedrawing.ui.settings import WindowSettings
from deepfacedrawing.ui.sketch import Sketch, Stroke, rasterise
from tests.ui.conftest import LINE, close_window, count_requests, draw, last_request, wait_idle, wait_until
from tests.ui.fake_renderer import FakeLoader

STROKE = Stroke("pen", 3.0, ((200.0, 300.0, 1.0, 0.0), (300.0, 300.0, 1.0, 40.0)))
JAW = TracedStroke("jaw", 3.0, ((100.0, 300.0, 0.7, 0.0), (250.0, 420.0, 0.9, 500.0), (400.0, 300.0, 0.8, 900.0)))
OPEN, DRAW_BY, START = range(3)


class FakePhotos:
    """``sketch_photo`` for a window: one jaw, the number of faces that the file's name says, an error for none."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.gate.set()

    def __call__(self, path: Path) -> PhotoSketch:
        assert self.gate.wait(10)
        if path.stem == "0":
            raise UserError(f"No face was found in {path.name}; choose a portrait photo.")
        return PhotoSketch(np.full((512, 512, 3), (200, 30, 30), np.uint8), (JAW,), int(path.stem))


@pytest.fixture
def photos() -> FakePhotos:
    return FakePhotos()


@pytest.fixture
def desk(application: QApplication, loader: FakeLoader, photos: FakePhotos) -> Iterator[MainWindow]:
    """The window with a fake for photos, its first face rendered."""
    window = MainWindow(loader, asks=False, sketch_photo=photos)
    window.resize(1280, 800)
    window.show()
    wait_until(lambda: window.workspace.face_view.face is not None)
    wait_idle(window)
    yield window
    photos.gate.set()
    close_window(window)
    wait_until(lambda: all(thread.name != "photo" for thread in threading.enumerate()))


@pytest.fixture
def red(tmp_path: Path) -> Path:
    """A red picture, wider than high."""
    path = tmp_path / "red.png"
    Image.new("RGB", (600, 300), (220, 20, 20)).save(path)
    return path


@pytest.fixture
def choose(monkeypatch: pytest.MonkeyPatch) -> Callable[[int | None], None]:
    """Answers the menu of a dropped picture with the entry at a place; None closes it."""

    def answer(place: int | None) -> None:
        def exec_(menu: QMenu, _: QPoint) -> QAction | None:
            return None if place is None else menu.actions()[place]

        monkeypatch.setattr(QMenu, "exec_", exec_)

    return answer


def drop(window: MainWindow, path: Path) -> bool:
    """Drags a file over the window and drops it there; whether the window takes it."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(300, 300), copy, mime, left, none)
    enter.ignore()
    QApplication.sendEvent(window, enter)
    if enter.isAccepted():
        QApplication.sendEvent(window, QDropEvent(QPoint(300, 300), copy, mime, left, none))
        QApplication.processEvents()  # it is opened once the other program need not wait any more
    return enter.isAccepted()


def redness(window: MainWindow) -> int:
    """How red the middle of the canvas is shown, beside the ink."""
    canvas = window.workspace.canvas
    colour = canvas.grab().toImage().pixelColor(canvas.to_widget(256, 200).toPoint())
    return colour.red() - colour.green()


def test_a_dropped_sketch_is_opened(desk: MainWindow, tmp_path: Path) -> None:
    write_sketch(tmp_path / "a ü.svg", Sketch((STROKE,)))
    assert drop(desk, tmp_path / "a ü.svg")
    assert desk.document.path == tmp_path / "a ü.svg"
    assert desk.document.sketch.strokes == (STROKE,)


def test_a_dropped_file_that_cannot_be_read_is_told(desk: MainWindow, tmp_path: Path) -> None:
    draw(desk.workspace.canvas, *LINE)
    for name in ("notes.txt", "folder"):
        path = tmp_path / name
        path.mkdir() if name == "folder" else path.write_text("milk, bread")
        desk.status.show_text("")
        drop(desk, path)
        assert desk.status.is_error
        assert name in desk.status.text
    assert len(desk.document.sketch.strokes) == 1


def test_a_dropped_picture_can_be_opened_as_a_sketch(
    desk: MainWindow, red: Path, choose: Callable[[int | None], None]
) -> None:
    choose(OPEN)
    drop(desk, red)
    assert desk.document.sketch.background is not None
    assert not desk.workspace.has_reference


def test_a_dropped_picture_can_be_drawn_by(
    desk: MainWindow, loader: FakeLoader, red: Path, choose: Callable[[int | None], None]
) -> None:
    before = count_requests(desk, loader)
    choose(DRAW_BY)
    drop(desk, red)
    assert desk.workspace.has_reference
    assert desk.document.sketch.is_blank
    assert count_requests(desk, loader) == before


def test_a_dropped_photo_can_be_started_from(
    desk: MainWindow, tmp_path: Path, red: Path, choose: Callable[[int | None], None]
) -> None:
    photo = red.rename(tmp_path / "1.png")
    choose(START)
    drop(desk, photo)
    wait_until(lambda: len(desk.document.sketch.strokes) == 1)


def test_a_dropped_picture_can_be_thought_better_of(
    desk: MainWindow, red: Path, choose: Callable[[int | None], None]
) -> None:
    choose(None)
    drop(desk, red)
    assert desk.document.sketch.is_blank
    assert not desk.workspace.has_reference
    assert desk.desk.undo_stack.count() == 0


def test_unsaved_changes_are_asked_about_before_a_dropped_file_is_opened(
    loader: FakeLoader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_sketch(tmp_path / "a.svg", Sketch((STROKE,)))
    window = MainWindow(loader)
    window.show()
    draw(window.workspace.canvas, *LINE)
    own = window.document.sketch
    answers = iter(("cancel", "discard"))
    monkeypatch.setattr(dialogs, "ask_about_changes", lambda _: next(answers))
    drop(window, tmp_path / "a.svg")
    assert window.document.sketch is own
    drop(window, tmp_path / "a.svg")
    assert window.document.path == tmp_path / "a.svg"
    close_window(window)


# A picture to draw by


def test_a_reference_is_seen_and_in_nothing_that_leaves_the_window(
    desk: MainWindow, loader: FakeLoader, red: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialogs, "ask_picture_path", lambda *_: red)
    draw(desk.workspace.canvas, *LINE)
    assert redness(desk) < 10
    pixels = rasterise(desk.document.sketch)
    desk.files.save_to(tmp_path / "without.svg")
    desk.actions_by_name["reference"].trigger()
    assert redness(desk) > 40
    assert "red.png" in desk.status.text
    assert not desk.isWindowModified()
    desk.live_face.render_now()
    wait_idle(desk)
    assert np.array_equal(last_request(loader).sketch, pixels)
    desk.files.save_to(tmp_path / "with.svg")
    assert (tmp_path / "with.svg").read_bytes() == (tmp_path / "without.svg").read_bytes()
    desk.outputs.export_to(tmp_path / "sketch.png", ExportPlan("sketch"))
    assert np.array_equal(np.asarray(Image.open(tmp_path / "sketch.png").convert("L")), pixels)


def test_a_reference_can_be_hidden_and_removed(desk: MainWindow, red: Path) -> None:
    assert desk.arrivals.show_reference(red)
    assert desk.workspace.underlays["reference"].isVisible()
    desk.workspace.underlays["reference"].set_on(False)
    assert redness(desk) < 10
    desk.workspace.underlays["reference"].set_on(True)
    desk.actions_by_name["no_reference"].trigger()
    assert redness(desk) < 10
    assert not desk.workspace.has_reference
    assert not desk.workspace.underlays["reference"].isVisible()


def test_a_large_reference_is_made_smaller_and_a_bad_one_told(desk: MainWindow, tmp_path: Path) -> None:
    Image.new("RGB", (3000, 20), (220, 20, 20)).save(tmp_path / "wide.png")
    assert desk.arrivals.show_reference(tmp_path / "wide.png")
    assert WindowSettings().folder == tmp_path
    (tmp_path / "bad.png").write_text("nonsense")
    assert not desk.arrivals.show_reference(tmp_path / "bad.png")
    assert desk.status.is_error
    assert desk.workspace.has_reference


# A photo to start from


def test_a_photo_becomes_strokes_and_the_picture_to_draw_by(
    desk: MainWindow, loader: FakeLoader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialogs, "ask_picture_path", lambda *_: tmp_path / "3.jpg")
    draw(desk.workspace.canvas, *LINE)
    own, edits = desk.document.sketch, desk.desk.undo_stack.count()
    desk.actions_by_name["photo"].trigger()
    wait_until(lambda: desk.document.sketch is not own)
    assert [stroke.points for stroke in desk.document.sketch.strokes] == [JAW.points]
    assert "3" in desk.status.text  # of so many faces it took the largest
    assert desk.workspace.has_reference
    assert redness(desk) > 25
    wait_idle(desk)
    assert np.array_equal(last_request(loader).sketch, rasterise(desk.document.sketch))
    assert desk.desk.undo_stack.count() == edits + 1
    desk.undo()
    assert desk.document.sketch is own
    desk.desk.undo_stack.redo()
    desk.use_eraser()
    draw(desk.workspace.canvas, (100.0, 300.0), (110.0, 305.0))
    assert len(desk.document.sketch.strokes) == 2


def test_a_photo_without_a_face_is_told_and_changes_nothing(desk: MainWindow) -> None:
    draw(desk.workspace.canvas, *LINE)
    own = desk.document.sketch
    desk.arrivals.start_from_photo(Path("0.jpg"))
    wait_until(lambda: desk.status.is_error)
    assert desk.status.text == "No face was found in 0.jpg; choose a portrait photo."
    assert desk.document.sketch is own
    assert not desk.workspace.has_reference
    assert desk.desk.undo_stack.count() == 1


def test_one_goes_on_drawing_while_a_photo_is_worked_on_and_may_close(desk: MainWindow, photos: FakePhotos) -> None:
    photos.gate.clear()
    desk.arrivals.start_from_photo(Path("3.jpg"))
    draw(desk.workspace.canvas, *LINE)
    assert len(desk.document.sketch.strokes) == 1
    assert desk.arrivals.photo_start.is_busy
    own = desk.document.sketch
    desk.close()
    photos.gate.set()
    assert not desk.arrivals.photo_start.is_busy
    assert desk.document.sketch is own


def test_a_photo_that_comes_late_does_not_replace_another_drawing(
    desk: MainWindow, photos: FakePhotos, tmp_path: Path
) -> None:
    write_sketch(tmp_path / "a.svg", Sketch((STROKE,)))
    photos.gate.clear()
    desk.arrivals.start_from_photo(Path("1.jpg"))
    desk.files.open_path(tmp_path / "a.svg")
    assert not desk.arrivals.photo_start.is_busy
    photos.gate.set()
    assert desk.document.sketch.strokes == (STROKE,)
    assert desk.status.text == "Opened a.svg"
    photos.gate.clear()
    desk.arrivals.start_from_photo(Path("1.jpg"))
    working = desk.status.text
    desk.files.new()
    photos.gate.set()
    assert desk.status.text != working
    assert desk.document.sketch.is_blank


def test_where_photos_cannot_be_sketched_it_is_told(window: MainWindow) -> None:
    window.arrivals.start_from_photo(Path("1.jpg"))
    wait_until(lambda: window.status.is_error)
    assert window.document.sketch.is_blank
