"""New, open, save, export, and leaving the window."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PyQt5.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PyQt5.QtGui import QKeyEvent
from PyQt5.QtWidgets import QApplication

from deepfacedrawing.ui import dialogs
from deepfacedrawing.ui.abandoned import recovery_folder
from deepfacedrawing.ui.edits import Document
from deepfacedrawing.ui.export import ExportPlan
from deepfacedrawing.ui.files import path_of_drop
from deepfacedrawing.ui.journal import Journal
from deepfacedrawing.ui.main_window import MainWindow
from deepfacedrawing.ui.project_file import read_sketch, write_sketch
from deepfacedrawing.ui.reasons import REASONS
from deepfacedrawing.ui.settings import WindowSettings
from deepfacedrawing.ui.sketch import RenderSettings, Sketch, Stroke, rasterise
from tests.ui.conftest import (
    LINE,
    OTHER,
    close_window,
    draw,
    wait_until,
)
from tests.ui.fake_renderer import FakeLoader


def test_save_and_open_bring_everything_back(window: MainWindow, loader: FakeLoader, tmp_path: Path) -> None:
    draw(window.workspace.canvas, *LINE)
    window.controls.sliders.slider("nose").setValue(80)
    window.controls.palette_view.button("honey").click()
    window.controls.appearance_sliders.slider("warmth").setValue(-40)
    before, settings = window.workspace.canvas.raster(), window.document.settings
    assert window.files.save_to(tmp_path / "face.svg")
    assert not window.isWindowModified()
    assert window.windowTitle().startswith("face.svg")
    window.files.new()
    assert (window.workspace.canvas.raster() == 255).all()
    assert window.files.open_path(tmp_path / "face.svg")
    assert np.array_equal(window.workspace.canvas.raster(), before)
    assert window.document.settings == settings
    assert not window.isWindowModified()
    window.undo()
    assert window.document.path is None


def test_a_drawing_of_another_program_is_never_saved_over(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512"><circle cx="99" cy="99" r="50"/></svg>'
    (tmp_path / "a.svg").write_text(text)
    window.controls.sliders.slider("nose").setValue(80)
    settings = window.document.settings
    assert window.files.open_path(tmp_path / "a.svg")
    assert (window.document.path, window.document.settings) == (None, settings)
    assert (window.workspace.canvas.raster() < 128).any()
    proposals: list[Path] = []
    monkeypatch.setattr(dialogs, "ask_save_path", lambda _, __, proposal: proposals.append(proposal))
    assert not window.files.save()
    assert proposals == [tmp_path / "sketch.svg"]
    assert (tmp_path / "a.svg").read_text() == text


def test_the_files_opened_and_saved_last_are_remembered(window: MainWindow, tmp_path: Path) -> None:
    one, two = tmp_path / "one.svg", tmp_path / "two.svg"
    window.files.save_to(one)
    window.files.save_to(two)
    window.files.open_path(one)
    window.files.open_path(tmp_path / "missing.svg")
    assert WindowSettings().recent == (one, two)


def test_the_first_file_of_this_computer_among_what_is_dropped_counts(tmp_path: Path) -> None:
    mime = QMimeData()
    assert path_of_drop(mime) is None
    mime.setText(str(tmp_path))
    assert path_of_drop(mime) is None
    mime.setUrls([QUrl("https://example.org/a.svg")])
    assert path_of_drop(mime) is None
    names = [tmp_path / "ü 1.svg", tmp_path / "b.png"]
    mime.setUrls([QUrl("https://example.org/a.svg"), *(QUrl.fromLocalFile(str(name)) for name in names)])
    assert path_of_drop(mime) == names[0]


def test_a_recovered_drawing_is_not_saved_yet(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stroke = Stroke("pen", 3.0, ((9.0, 9.0, 1.0, 0.0),))
    recovery_folder().mkdir(parents=True)
    left_behind = Journal(recovery_folder() / "left.journal")
    left_behind.record(Document(Sketch((stroke,)), RenderSettings(), tmp_path / "a.svg"))
    monkeypatch.setattr(dialogs, "ask_about_abandoned", lambda *_: "later")
    window.files.offer_abandoned(window.recovery)
    assert window.document.sketch.is_blank
    monkeypatch.setattr(dialogs, "ask_about_abandoned", lambda *_: "recover")
    window.files.offer_abandoned(window.recovery)
    assert window.document.sketch.strokes == (stroke,)
    assert window.isWindowModified()
    assert window.windowTitle().startswith("a.svg")
    assert window.files.save()
    assert read_sketch(tmp_path / "a.svg").strokes == (stroke,)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_a_disk_that_takes_nothing_is_told_and_the_drawing_stays_unsaved(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    path = tmp_path / "a.svg"
    window.files.save_to(path)
    before = path.read_bytes()
    draw(window.workspace.canvas, *LINE)

    def fail(_: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", fail)
    assert not window.files.save()
    assert window.status.is_error
    assert str(REASONS[code]) in window.status.text
    assert window.isWindowModified()
    assert [entry.name for entry in tmp_path.glob("*.*")] == ["a.svg"]
    assert path.read_bytes() == before


def test_a_picture_is_opened_drawn_on_and_saved_beside_itself(window: MainWindow, tmp_path: Path) -> None:
    picture = np.full((512, 512), 255, np.uint8)
    picture[100:110] = 0
    Image.fromarray(picture).save(tmp_path / "a.png")
    assert window.files.open_path(tmp_path / "a.png")
    assert window.document.path is None
    draw(window.workspace.canvas, *OTHER)
    window.files.save_to(tmp_path / "a.svg")
    assert np.array_equal(rasterise(read_sketch(tmp_path / "a.svg")), window.workspace.canvas.raster())


def test_a_bad_file_is_told_and_changes_nothing(window: MainWindow, tmp_path: Path) -> None:
    draw(window.workspace.canvas, *LINE)
    for name in ("bad.svg", "bad.png", "missing.svg"):
        if not name.startswith("missing"):
            (tmp_path / name).write_text("nonsense")
        assert not window.files.open_path(tmp_path / name)
        assert name in window.status.text
        assert window.status.is_error
    assert len(window.document.sketch.strokes) == 1


def test_a_file_without_a_place_is_told(window: MainWindow, tmp_path: Path) -> None:
    draw(window.workspace.canvas, *LINE)
    assert not window.files.save_to(tmp_path / "nowhere" / "a.svg")
    assert window.status.is_error
    assert window.isWindowModified()
    assert not window.outputs.export_to(tmp_path / "nowhere" / "a.png", ExportPlan("face"))
    assert window.status.is_error


def test_saving_under_a_new_name_survives_undoing(window: MainWindow, tmp_path: Path) -> None:
    write_sketch(tmp_path / "first.svg", Sketch((Stroke("pen", 3.0, ((9.0, 9.0, 1.0, 0.0),)),)))
    window.files.open_path(tmp_path / "first.svg")
    window.files.save_to(tmp_path / "second.svg")
    window.undo()
    window.desk.undo_stack.redo()
    assert window.document.path == tmp_path / "second.svg"


def test_the_exported_face_is_the_one_shown(window: MainWindow, tmp_path: Path) -> None:
    assert window.outputs.export_to(tmp_path / "face.png", ExportPlan("face"))
    face = window.workspace.face_view.face
    assert face is not None
    assert np.array_equal(np.asarray(Image.open(tmp_path / "face.png")), face)


@pytest.mark.parametrize(("answer", "leaves"), [("cancel", False), ("discard", True), ("save", True)])
def test_unsaved_changes_are_asked_about(
    loader: FakeLoader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str, leaves: bool
) -> None:
    path = tmp_path / "kept.svg"
    monkeypatch.setattr(dialogs, "ask_save_path", lambda *_: path)
    window = MainWindow(loader)
    window.show()
    monkeypatch.setattr(dialogs, "ask_about_changes", lambda _: pytest.fail("nothing has changed yet"))
    assert window.files.may_leave()
    draw(window.workspace.canvas, *LINE)
    monkeypatch.setattr(dialogs, "ask_about_changes", lambda _: answer)
    assert window.close() == leaves
    assert path.exists() == (answer == "save")
    monkeypatch.setattr(dialogs, "ask_about_changes", lambda _: "discard")
    close_window(window)


def test_the_window_remembers_the_pen(window: MainWindow, loader: FakeLoader) -> None:
    window.pen.change(width=7.0)
    window.close()
    again = MainWindow(loader, asks=False)
    assert again.pen.pen.width == 7
    close_window(again)


def test_typing_keys_are_no_surprise_to_the_canvas(window: MainWindow) -> None:
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "a")
    QApplication.sendEvent(window.workspace.canvas, event)
    assert not window.document.sketch.strokes
    assert window.workspace.canvas.navigator.to_canvas(window.workspace.canvas.to_widget(3, 4)) == QPointF(3, 4)


def test_a_bad_file_named_at_the_start_is_still_told_when_the_model_is_loaded(
    application: QApplication, loader: FakeLoader, tmp_path: Path
) -> None:
    loader.gate.clear()
    window = MainWindow(loader, asks=False)
    window.files.open_path(tmp_path / "missing.svg")
    loader.gate.set()
    wait_until(lambda: window.workspace.face_view.face is not None)
    assert "missing.svg" in window.status.text
    close_window(window)
