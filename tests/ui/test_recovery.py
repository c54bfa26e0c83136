"""Unsaved changes on the disk: in time, for one window each, gone when they are not needed, found after a crash."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PyQt5 import sip

from deepfacedrawing.rendering import UserError
from deepfacedrawing.ui import recovery
from deepfacedrawing.ui.edits import Document
from deepfacedrawing.ui.images import write_atomically
from deepfacedrawing.ui.main_window import MainWindow
from deepfacedrawing.ui.project_file import read_origin, read_sketch
from deepfacedrawing.ui.reasons import REASONS
from deepfacedrawing.ui.recovery import Recovery, find_abandoned, recovery_folder
from deepfacedrawing.ui.sketch import RenderSettings, Sketch, Stroke
from tests.ui.conftest import LINE, draw, wait_until

STROKE = Stroke("pen", 3.0, ((1.0, 2.0, 1.0, 0.0), (9.0, 9.0, 0.5, 5.0)))
OTHER = Stroke("eraser", 5.0, ((7.0, 8.0, 1.0, 0.0),))

pytestmark = pytest.mark.usefixtures("application")


class Desk:
    """A document, and what its recovery says."""

    def __init__(self, folder: Path | None) -> None:
        self.document = Document(Sketch((STROKE,)), RenderSettings({"nose": 0.25}), Path("/somewhere/face.svg"))
        self.recovery = Recovery(lambda: self.document, folder)
        self.kept, self.failures = 0, list[str]()
        self.recovery.kept.connect(self._count)
        self.recovery.failed.connect(lambda error: self.failures.append(str(error)))

    def _count(self) -> None:
        self.kept += 1

    def close(self) -> None:
        """Also takes the Qt object apart here: left to the garbage collector, any thread might do that."""
        self.recovery.close()
        sip.delete(self.recovery)

    def change(self, *strokes: Stroke) -> None:
        self.document = replace(self.document, sketch=Sketch(strokes))
        self.recovery.note_change()

    def change_and_wait(self, *strokes: Stroke) -> None:
        before = self.kept
        self.change(*strokes)
        wait_until(lambda: self.kept > before)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "recovery"


@pytest.fixture
def desk(folder: Path) -> Iterator[Desk]:
    desk = Desk(folder)
    yield desk
    desk.close()


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.svg"))


def leave_behind(folder: Path, origin: str = "") -> None:
    """What a window leaves whose process is killed while it draws."""
    code = f"""
import os, signal
from pathlib import Path
from PyQt5.QtCore import QCoreApplication
from deepfacedrawing.ui.edits import Document
from deepfacedrawing.ui.recovery import Recovery
from deepfacedrawing.ui.sketch import RenderSettings, Sketch, Stroke
application = QCoreApplication([])
stroke = Stroke("pen", 3.0, ((1.0, 2.0, 1.0, 0.0), (9.0, 9.0, 0.5, 5.0)))
document = Document(Sketch((stroke,)), RenderSettings({{"nose": 0.25}}), Path({origin!r}) if {origin!r} else None)
recovery = Recovery(lambda: document, Path({str(folder)!r}))
recovery.kept.connect(lambda: os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM)))
recovery.note_change()
application.exec_()
"""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    assert subprocess.run([sys.executable, "-c", code], env=environment).returncode != 0


def test_a_change_is_on_the_disk_within_a_second(desk: Desk, folder: Path) -> None:
    start = time.monotonic()
    desk.change(STROKE, OTHER)
    assert not files(folder)  # the pen does not wait for the disk
    wait_until(lambda: desk.kept > 0)
    assert time.monotonic() - start < 1.0
    (path,) = files(folder)
    again = read_sketch(path)
    assert again.strokes == (STROKE, OTHER)
    assert again.render == desk.document.settings
    assert read_origin(path) == Path("/somewhere/face.svg")


def test_changes_that_follow_do_not_put_it_off(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.change(STROKE)
    remaining = desk.recovery._timer.remainingTime()
    wait_until(lambda: desk.recovery._timer.remainingTime() < remaining)
    before = desk.recovery._timer.remainingTime()
    desk.change(STROKE, OTHER)
    assert desk.recovery._timer.remainingTime() <= before
    wait_until(lambda: desk.kept == 1)


def test_the_pen_goes_on_while_the_disk_is_slow(desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gate, entered = threading.Event(), threading.Event()

    def slow(path: Path, data: bytes) -> None:
        entered.set()
        assert gate.wait(10)
        write_atomically(path, data)

    monkeypatch.setattr(recovery, "write_atomically", slow)
    desk.change(STROKE)
    wait_until(entered.is_set)
    desk.change(STROKE, OTHER)
    wait_until(lambda: desk.recovery._timer.remainingTime() < recovery.DELAY_MS / 2)
    gate.set()
    wait_until(lambda: desk.kept == 2)
    assert read_sketch(files(folder)[0]).strokes == (STROKE, OTHER)


def test_what_is_saved_leaves_nothing_until_the_next_change(desk: Desk, folder: Path) -> None:
    desk.change_and_wait(STROKE)
    desk.recovery.discard()
    assert not files(folder)
    desk.change(OTHER)
    desk.recovery.discard()
    assert not desk.recovery._timer.isActive()
    desk.change_and_wait(OTHER)
    assert len(files(folder)) == 1


def test_what_is_saved_while_it_is_written_leaves_nothing(
    desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, entered = threading.Event(), threading.Event()

    def slow(path: Path, data: bytes) -> None:
        entered.set()
        assert gate.wait(10)
        write_atomically(path, data)

    monkeypatch.setattr(recovery, "write_atomically", slow)
    desk.change(STROKE)
    wait_until(entered.is_set)
    desk.recovery.discard()
    gate.set()
    wait_until(lambda: desk.kept == 1)
    assert not files(folder)


def test_a_window_that_closes_leaves_nothing(desk: Desk, folder: Path) -> None:
    desk.change_and_wait(STROKE)
    desk.recovery.close()
    desk.recovery.close()
    assert not list(folder.iterdir())


def test_every_window_has_a_file_of_its_own(desk: Desk, folder: Path) -> None:
    other = Desk(folder)
    desk.change_and_wait(STROKE)
    other.change_and_wait(OTHER)
    assert {read_sketch(path).strokes for path in files(folder)} == {(STROKE,), (OTHER,)}
    other.close()
    assert len(files(folder)) == 1


def test_drawings_of_open_windows_are_not_abandoned(desk: Desk, folder: Path) -> None:
    desk.change_and_wait(STROKE)
    assert find_abandoned(folder) == []
    desk.change_and_wait(STROKE, OTHER)
    assert len(files(folder)) == 1


def test_a_drawing_whose_window_was_killed_is_found_and_taken_over(desk: Desk, folder: Path) -> None:
    leave_behind(folder, "/somewhere/ü.svg")
    (abandoned,) = find_abandoned(folder)
    assert abandoned.origin == Path("/somewhere/ü.svg")
    assert abandoned.modified == pytest.approx(time.time(), abs=60)
    document = desk.recovery.adopt(abandoned)
    assert document.sketch.strokes == (STROKE,)
    assert document.settings == RenderSettings({"nose": 0.25})
    assert document.path == Path("/somewhere/ü.svg")
    assert find_abandoned(folder) == []  # it is this window's now
    desk.change_and_wait(OTHER)
    assert files(folder) == [abandoned.path]
    other = Desk(folder)
    with pytest.raises(UserError, match="Another window"):
        other.recovery.adopt(abandoned)
    other.close()
    desk.recovery.close()
    assert not list(folder.iterdir())


def test_the_newest_abandoned_drawing_comes_first_and_can_be_thrown_away(folder: Path) -> None:
    for _ in range(2):
        leave_behind(folder)
    first, second = find_abandoned(folder)
    assert first.modified > second.modified
    assert first.origin is None
    (folder / f".{first.path.name}.99.part").touch()
    first.remove()
    first.remove()
    assert [found.path for found in find_abandoned(folder)] == [second.path]
    assert not [path for path in folder.iterdir() if first.path.name in path.name]


def test_a_damaged_drawing_is_told_and_kept(desk: Desk, folder: Path) -> None:
    leave_behind(folder)
    (abandoned,) = find_abandoned(folder)
    abandoned.path.write_text("nonsense")
    with pytest.raises(UserError, match="cannot be opened"):
        desk.recovery.adopt(abandoned)
    assert [found.path for found in find_abandoned(folder)] == [abandoned.path]
    desk.change_and_wait(STROKE)  # and the window goes on with its own file
    assert len(files(folder)) == 2


def test_nothing_was_abandoned_where_there_is_no_folder(folder: Path) -> None:
    assert find_abandoned(folder) == []
    assert find_abandoned() == []


def test_a_lock_without_a_drawing_is_tidied_away(folder: Path) -> None:
    leave_behind(folder)
    for path in files(folder):
        path.unlink()
    assert find_abandoned(folder) == []
    assert not list(folder.iterdir())


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_a_disk_that_fails_is_told_once_until_it_works_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def fail(_: int) -> None:
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fail)
        desk.change(STROKE)
        wait_until(lambda: len(desk.failures) == 1)
        assert str(REASONS[code]) in desk.failures[0]
        thread = desk.recovery._thread
        desk.change(STROKE, OTHER)
        wait_until(lambda: desk.recovery._thread is not thread)
    desk.change_and_wait(STROKE)
    assert len(desk.failures) == 1
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fail)
        desk.change(STROKE)
        wait_until(lambda: len(desk.failures) == 2)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    desk = Desk(tmp_path / "file" / "recovery")
    desk.change(STROKE)
    wait_until(lambda: len(desk.failures) == 1)
    assert "cannot be kept for recovery" in desk.failures[0]
    desk.close()


def test_strokes_are_put_into_words_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Stroke] = []
    encode = recovery.encode_stroke
    monkeypatch.setattr(recovery, "encode_stroke", lambda stroke: seen.append(stroke) or encode(stroke))
    desk.change_and_wait(STROKE)
    desk.change_and_wait(STROKE, OTHER)
    assert seen == [STROKE, OTHER]


def test_the_users_own_folder_is_that_of_the_program(tmp_path: Path) -> None:
    assert recovery_folder().name == "recovery"
    assert "DeepFaceDrawing" in str(recovery_folder())
    if sys.platform.startswith("linux"):
        assert tmp_path in recovery_folder().parents


def test_a_window_keeps_its_first_stroke_until_it_is_saved(window: MainWindow, tmp_path: Path) -> None:
    draw(window.workspace.canvas, *LINE)
    wait_until(lambda: bool(files(recovery_folder())))
    (kept,) = files(recovery_folder())
    wait_until(lambda: len(read_sketch(kept).strokes) == 1)
    assert window.files.save_to(tmp_path / "saved.svg")
    assert not kept.exists()
    draw(window.workspace.canvas, *LINE)
    wait_until(kept.exists)
    assert read_origin(kept) == tmp_path / "saved.svg"
