"""Unsaved changes on the disk: in time, for one window each, gone when they are not needed, found after a crash."""

from __future__ import annotations

import errno
import os
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from deepfacedrawing.ui import recovery
from deepfacedrawing.ui.images import write_atomically
from deepfacedrawing.ui.main_window import MainWindow
from deepfacedrawing.ui.project_file import read_origin, read_sketch
from deepfacedrawing.ui.reasons import REASONS
from deepfacedrawing.ui.recovery import recovery_folder
from deepfacedrawing.ui.sketch import Stroke
from tests.ui.conftest import LINE, draw, wait_until
from tests.ui.recovering import OTHER, STROKE, Desk, files

pytestmark = pytest.mark.usefixtures("application")


@dataclass(frozen=True)
class SlowDisk:
    """Waits, once something is to be written, until it is opened."""

    gate: threading.Event
    entered: threading.Event


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> SlowDisk:
    disk = SlowDisk(threading.Event(), threading.Event())

    def write(path: Path, data: bytes) -> None:
        disk.entered.set()
        assert disk.gate.wait(10)
        write_atomically(path, data)

    monkeypatch.setattr(recovery, "write_atomically", write)
    return disk


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


def test_changes_that_follow_do_not_put_it_off(desk: Desk) -> None:
    desk.change(STROKE)
    remaining = desk.recovery._timer.remainingTime()
    wait_until(lambda: desk.recovery._timer.remainingTime() < remaining)
    before = desk.recovery._timer.remainingTime()
    desk.change(STROKE, OTHER)
    assert desk.recovery._timer.remainingTime() <= before
    wait_until(lambda: desk.kept == 1)


def test_the_pen_goes_on_while_the_disk_is_slow(desk: Desk, folder: Path, disk: SlowDisk) -> None:
    desk.change(STROKE)
    wait_until(disk.entered.is_set)
    desk.change(STROKE, OTHER)
    wait_until(lambda: desk.recovery._timer.remainingTime() < recovery.DELAY_MS / 2)
    disk.gate.set()
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


def test_what_is_saved_while_it_is_written_leaves_nothing(desk: Desk, folder: Path, disk: SlowDisk) -> None:
    desk.change(STROKE)
    wait_until(disk.entered.is_set)
    desk.recovery.discard()
    disk.gate.set()
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
