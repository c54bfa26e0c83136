"""What comes into the window: dropped files, and a picture to draw by."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PyQt5.QtCore import QMimeData, QPoint, Qt, QUrl
from PyQt5.QtGui import QDragEnterEvent, QDropEvent
from PyQt5.QtWidgets import QAction, QApplication, QMenu

from deepfacedrawing.ui import dialogs
from deepfacedrawing.ui.export import ExportPlan
from deepfacedrawing.ui.main_window import MainWindow
from deepfacedrawing.ui.project_file import write_sketch
from deepfacedrawing.ui.settings import WindowSettings
from deepfacedrawing.ui.sketch import Sketch, Stroke, rasterise
from tests.ui.conftest import LINE, close_window, count_requests, draw, last_request, redness, wait_idle, wait_until
from tests.ui.fake_renderer import FakeLoader

STROKE = Stroke("pen", 3.0, ((200.0, 300.0, 1.0, 0.0), (300.0, 300.0, 1.0, 40.0)))
OPEN, DRAW_BY, START = range(3)


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


def test_a_dropped_sketch_is_opened(photo_window: MainWindow, tmp_path: Path) -> None:
    write_sketch(tmp_path / "a ü.svg", Sketch((STROKE,)))
    assert drop(photo_window, tmp_path / "a ü.svg")
    assert photo_window.document.path == tmp_path / "a ü.svg"
    assert photo_window.document.sketch.strokes == (STROKE,)


def test_a_dropped_file_that_cannot_be_read_is_told(photo_window: MainWindow, tmp_path: Path) -> None:
    draw(photo_window.workspace.canvas, *LINE)
    for name in ("notes.txt", "folder"):
        path = tmp_path / name
        path.mkdir() if name == "folder" else path.write_text("milk, bread")
        photo_window.status.show_text("")
        drop(photo_window, path)
        assert photo_window.status.is_error
        assert name in photo_window.status.text
    assert len(photo_window.document.sketch.strokes) == 1


def test_a_dropped_picture_can_be_opened_as_a_sketch(
    photo_window: MainWindow, red: Path, choose: Callable[[int | None], None]
) -> None:
    choose(OPEN)
    drop(photo_window, red)
    assert photo_window.document.sketch.background is not None
    assert not photo_window.workspace.has_reference


def test_a_dropped_picture_can_be_drawn_by(
    photo_window: MainWindow, loader: FakeLoader, red: Path, choose: Callable[[int | None], None]
) -> None:
    before = count_requests(photo_window, loader)
    choose(DRAW_BY)
    drop(photo_window, red)
    assert photo_window.workspace.has_reference
    assert photo_window.document.sketch.is_blank
    assert count_requests(photo_window, loader) == before


def test_a_dropped_photo_can_be_started_from(
    photo_window: MainWindow, tmp_path: Path, red: Path, choose: Callable[[int | None], None]
) -> None:
    photo = red.rename(tmp_path / "1.png")
    choose(START)
    drop(photo_window, photo)
    wait_until(lambda: len(photo_window.document.sketch.strokes) == 1)


def test_a_dropped_picture_can_be_thought_better_of(
    photo_window: MainWindow, red: Path, choose: Callable[[int | None], None]
) -> None:
    choose(None)
    drop(photo_window, red)
    assert photo_window.document.sketch.is_blank
    assert not photo_window.workspace.has_reference
    assert photo_window.desk.undo_stack.count() == 0


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
    photo_window: MainWindow, loader: FakeLoader, red: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialogs, "ask_picture_path", lambda *_: red)
    draw(photo_window.workspace.canvas, *LINE)
    assert redness(photo_window) < 10
    pixels = rasterise(photo_window.document.sketch)
    photo_window.files.save_to(tmp_path / "without.svg")
    photo_window.actions_by_name["reference"].trigger()
    assert redness(photo_window) > 40
    assert "red.png" in photo_window.status.text
    assert not photo_window.isWindowModified()
    photo_window.live_face.render_now()
    wait_idle(photo_window)
    assert np.array_equal(last_request(loader).sketch, pixels)
    photo_window.files.save_to(tmp_path / "with.svg")
    assert (tmp_path / "with.svg").read_bytes() == (tmp_path / "without.svg").read_bytes()
    photo_window.outputs.export_to(tmp_path / "sketch.png", ExportPlan("sketch"))
    assert np.array_equal(np.asarray(Image.open(tmp_path / "sketch.png").convert("L")), pixels)


def test_a_reference_can_be_hidden_and_removed(photo_window: MainWindow, red: Path) -> None:
    assert photo_window.arrivals.show_reference(red)
    assert photo_window.workspace.underlays["reference"].isVisible()
    photo_window.workspace.underlays["reference"].set_on(False)
    assert redness(photo_window) < 10
    photo_window.workspace.underlays["reference"].set_on(True)
    photo_window.actions_by_name["no_reference"].trigger()
    assert redness(photo_window) < 10
    assert not photo_window.workspace.has_reference
    assert not photo_window.workspace.underlays["reference"].isVisible()


def test_a_large_reference_is_made_smaller_and_a_bad_one_told(photo_window: MainWindow, tmp_path: Path) -> None:
    Image.new("RGB", (3000, 20), (220, 20, 20)).save(tmp_path / "wide.png")
    assert photo_window.arrivals.show_reference(tmp_path / "wide.png")
    assert WindowSettings().folder == tmp_path
    (tmp_path / "bad.png").write_text("nonsense")
    assert not photo_window.arrivals.show_reference(tmp_path / "bad.png")
    assert photo_window.status.is_error
    assert photo_window.workspace.has_reference
