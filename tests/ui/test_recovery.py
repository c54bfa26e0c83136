"""Unsaved changes on the disk: in time, for one window each, gone when they are not needed, found after a crash."""

from __future__ import annotations

import errno
import os
import sys
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from deepfacedrawing.ui import journal
from deepfacedrawing.ui.abandoned import recovery_folder
from deepfacedrawing.ui.edits import Document
from deepfacedrawing.ui.journal import Journal, read_journal, read_origin
from deepfacedrawing.ui.main_window import MainWindow
from deepfacedrawing.ui.reasons import REASONS
from deepfacedrawing.ui.sketch import RenderSettings, Stroke
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

    record = Journal.record

    def record_slowly(journal: Journal, document: Document) -> None:
        disk.entered.set()
        assert disk.gate.wait(10)
        record(journal, document)

    monkeypatch.setattr(Journal, "record", record_slowly)
    return disk


def test_a_stroke_is_on_the_disk_at_once(desk: Desk, folder: Path) -> None:
    desk.change(STROKE, OTHER)
    wait_until(lambda: desk.kept > 0)
    assert desk.recovery._timer.isActive()  # nothing had to wait for it
    (path,) = files(folder)
    again = read_journal(path)
    assert again.sketch.strokes == (STROKE, OTHER)
    assert again.settings == desk.document.settings
    assert again.path == Path("/somewhere/face.svg")


def test_the_disk_is_asked_within_a_second_whether_it_would_keep_it_without_power(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced = list[float]()
    monkeypatch.setattr(os, "fsync", lambda _: synced.append(time.monotonic()))
    start = time.monotonic()
    desk.change(STROKE)
    wait_until(lambda: bool(synced))
    assert synced[0] - start < 1.0


def test_settings_follow_within_a_second(desk: Desk, folder: Path) -> None:
    desk.change_and_wait(STROKE)
    wait_until(lambda: not desk.recovery._timer.isActive())
    desk.document = replace(desk.document, settings=RenderSettings({"mouth": 0.75}))
    start = time.monotonic()
    desk.recovery.note_change()
    wait_until(lambda: read_journal(files(folder)[0]).settings == desk.document.settings)
    assert time.monotonic() - start < 1.0


def test_the_pen_goes_on_while_the_disk_is_slow(desk: Desk, folder: Path, disk: SlowDisk) -> None:
    desk.change(STROKE)
    wait_until(disk.entered.is_set)
    desk.change(STROKE, STROKE)
    desk.change(STROKE, OTHER)
    assert desk.kept == 0
    disk.gate.set()
    wait_until(lambda: desk.kept == 2)  # the newest state, not each on the way there
    assert read_journal(files(folder)[0]).sketch.strokes == (STROKE, OTHER)


def test_a_disk_that_is_slow_to_say_that_it_is_done_keeps_no_stroke_waiting(
    desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, entered = threading.Event(), threading.Event()

    def fsync(_: int) -> None:
        entered.set()
        assert gate.wait(10)

    monkeypatch.setattr(os, "fsync", fsync)
    desk.change_and_wait(STROKE)
    wait_until(entered.is_set)
    desk.change_and_wait(STROKE, OTHER)
    assert read_journal(files(folder)[0]).sketch.strokes == (STROKE, OTHER)
    gate.set()


def test_what_is_saved_leaves_nothing_until_the_next_change(desk: Desk, folder: Path) -> None:
    desk.change_and_wait(STROKE)
    desk.recovery.discard()
    assert not files(folder)
    desk.change(OTHER)
    desk.recovery.discard()
    assert not desk.recovery._timer.isActive()
    wait_until(lambda: not files(folder))
    desk.change_and_wait(OTHER)
    assert len(files(folder)) == 1


def test_what_is_saved_while_it_is_written_leaves_nothing(desk: Desk, folder: Path, disk: SlowDisk) -> None:
    desk.change(STROKE)
    wait_until(disk.entered.is_set)
    desk.recovery.discard()
    disk.gate.set()
    wait_until(lambda: desk.kept == 1)
    wait_until(lambda: not files(folder))


def test_a_window_that_closes_leaves_nothing(desk: Desk, folder: Path) -> None:
    desk.change_and_wait(STROKE)
    desk.recovery.close()
    desk.recovery.close()
    assert not list(folder.iterdir())


def test_every_window_has_a_file_of_its_own(desk: Desk, folder: Path) -> None:
    other = Desk(folder)
    desk.change_and_wait(STROKE)
    other.change_and_wait(OTHER)
    assert {read_journal(path).sketch.strokes for path in files(folder)} == {(STROKE,), (OTHER,)}
    other.close()
    assert len(files(folder)) == 1


@pytest.mark.parametrize(("step", "code"), [("_append", errno.EROFS), ("sync", errno.ENOSPC)])
def test_a_disk_that_fails_is_told_once_until_it_works_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, step: str, code: int
) -> None:
    desk.recovery._timer.setInterval(20)

    def fail(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    mended = list[str]()
    desk.recovery.mended.connect(lambda error: mended.append(str(error)))
    with monkeypatch.context() as patch:
        patch.setattr(Journal, step, fail)
        for strokes in ((STROKE,), (STROKE, OTHER)):
            desk.change(*strokes)
            wait_until(lambda: len(desk.failures) == 1)
            wait_until(lambda: not desk.recovery._timer.isActive())
        assert str(REASONS[code]) in desk.failures[0]
        assert not mended
    desk.change_and_wait(STROKE)
    wait_until(lambda: mended == desk.failures)
    assert len(desk.failures) == 1
    with monkeypatch.context() as patch:
        patch.setattr(Journal, step, fail)
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
    encode = journal.encode_stroke
    monkeypatch.setattr(journal, "encode_stroke", lambda stroke: seen.append(stroke) or encode(stroke))
    desk.change_and_wait(STROKE)
    desk.recovery.discard()
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
    wait_until(lambda: len(read_journal(kept).sketch.strokes) == 1)
    assert window.files.save_to(tmp_path / "saved.svg")
    assert not kept.exists()
    draw(window.workspace.canvas, *LINE)
    wait_until(kept.exists)
    wait_until(lambda: read_origin(kept) == tmp_path / "saved.svg")
