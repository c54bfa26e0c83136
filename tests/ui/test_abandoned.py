"""Drawings whose windows went without closing: found, taken over by one other window, or thrown away."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from deepfacedrawing.rendering import UserError
from deepfacedrawing.ui.abandoned import find_abandoned
from deepfacedrawing.ui.sketch import RenderSettings
from tests.ui.recovering import OTHER, STROKE, Desk, files, leave_behind

pytestmark = pytest.mark.usefixtures("application")


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
    abandoned.path.write_text("nonsense\n")
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
