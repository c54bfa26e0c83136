"""Two windows, or another program, on one file: the second is told, and nobody's work is written over unasked."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from deepfacedrawing.ui import dialogs
from deepfacedrawing.ui.journal import Journal
from deepfacedrawing.ui.locks import FileClaims, build_lock, data_folder, is_held_elsewhere
from deepfacedrawing.ui.main_window import MainWindow
from deepfacedrawing.ui.project_file import read_sketch, write_sketch
from deepfacedrawing.ui.sketch import Sketch
from tests.ui.conftest import LINE, close_window, draw
from tests.ui.fake_renderer import FakeLoader
from tests.ui.recovering import OTHER, STROKE

CLAIM_AND_DIE = """
import os, signal, sys
from pathlib import Path
from deepfacedrawing.ui.locks import FileClaims
claims = FileClaims(Path(sys.argv[1]))
assert claims.claim(Path(sys.argv[2]))
os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    write_sketch(tmp_path / "face.svg", Sketch((STROKE,)))
    return tmp_path / "face.svg"


@pytest.fixture
def other(window: MainWindow) -> Iterator[MainWindow]:
    """A second window, of a user who is asked."""
    other = MainWindow(FakeLoader())
    yield other
    other.desk.undo_stack.setClean()
    close_window(other)


def test_the_second_window_is_told_and_works_on_a_copy(window: MainWindow, other: MainWindow, path: Path) -> None:
    assert window.files.open_path(path)
    link = path.with_name("link.svg")
    link.symlink_to(path)
    assert other.files.open_path(link)
    assert other.document.sketch.strokes == (STROKE,)
    assert other.document.path is None
    assert other.status.is_error
    assert "open in another window" in other.status.text
    assert not other.files.save_to(path)
    assert "face.svg is open in another window" in other.status.text
    assert other.files.save_to(path.with_name("copy.svg"))
    assert sorted(entry.name for entry in path.parent.glob("*.*")) == ["copy.svg", "face.svg", "link.svg"]


def test_a_file_is_free_once_its_window_works_on_another_one(window: MainWindow, other: MainWindow, path: Path) -> None:
    window.files.open_path(path)
    window.files.new()
    assert other.files.open_path(path)
    assert other.document.path == path
    window.undo()  # and is back on that file
    assert window.document.path == path
    assert not window.files.save()
    assert "open in another window" in window.status.text


def test_a_failed_save_under_another_name_keeps_the_own_file(window: MainWindow, other: MainWindow, path: Path) -> None:
    window.files.open_path(path)
    assert not window.files.save_to(path.parent / "nowhere" / "a.svg")
    assert other.files.open_path(path)
    assert other.document.path is None


def test_the_claim_of_a_killed_window_is_void_and_tidied(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    words = [sys.executable, "-c", CLAIM_AND_DIE, str(tmp_path / "open")]
    for name in ("a.svg", "b.svg"):
        assert subprocess.run([*words, str(tmp_path / name)], env=environment).returncode != 0
    claims = FileClaims(tmp_path / "open")
    assert claims.claim(tmp_path / "a.svg")
    claims.tidy()
    assert len(list((tmp_path / "open").iterdir())) == 1
    assert not FileClaims(tmp_path / "open").claim(tmp_path / "a.svg")
    claims.keep_only(None)
    assert not list((tmp_path / "open").iterdir())


def test_a_lock_without_a_name_is_void_after_a_second(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    path.touch()
    assert is_held_elsewhere(build_lock(path), 0)
    os.utime(path, (0, 0))
    lock = build_lock(path)
    assert not is_held_elsewhere(lock, 0)
    assert lock.isLocked()
    lock.unlock()


def test_files_can_be_opened_where_no_lock_can_be_kept(window: MainWindow, path: Path) -> None:
    data_folder().parent.mkdir(parents=True, exist_ok=True)
    data_folder().rmdir() if data_folder().is_dir() else None
    data_folder().write_text("no folder")
    assert window.files.open_path(path)
    assert window.document.path == path
    draw(window.workspace.canvas, *LINE)
    assert window.files.save()


@pytest.mark.parametrize("answer", ["replace", "save_as", "cancel"])
def test_a_file_that_another_program_changed_is_asked_about(
    other: MainWindow, path: Path, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    asked = list[str]()
    monkeypatch.setattr(dialogs, "ask_about_overwriting", lambda _, name: asked.append(name) or answer)
    monkeypatch.setattr(dialogs, "ask_save_path", lambda *_: path.with_name("mine.svg"))
    other.files.open_path(path)
    draw(other.workspace.canvas, *LINE)
    assert other.files.save()
    assert not asked  # its own changes are known
    draw(other.workspace.canvas, *LINE)
    write_sketch(path, Sketch((OTHER,)))
    assert other.files.save() == (answer != "cancel")
    assert asked == ["face.svg"]
    assert len(read_sketch(path).strokes) == (3 if answer == "replace" else 1)
    assert path.with_name("mine.svg").exists() == (answer == "save_as")
    assert other.isWindowModified() == (answer == "cancel")


def test_opening_a_file_is_no_change_to_keep(window: MainWindow, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recorded = list[object]()
    monkeypatch.setattr(Journal, "record", lambda _, document: recorded.append(document))
    window.files.open_path(path)
    window.files.save_to(path.with_name("b.svg"))
    window.recovery.close()
    assert not recorded
