"""What the window remembers."""

from __future__ import annotations

from pathlib import Path

import pytest

from deepfacedrawing.ui.settings import WindowSettings

pytestmark = pytest.mark.usefixtures("application")


def remember(*paths: Path) -> WindowSettings:
    memory = WindowSettings()
    for path in paths:
        memory.remember(path)
    memory.sync()
    return WindowSettings()


def test_recent_files_are_the_newest_first_and_each_once(tmp_path: Path) -> None:
    one, two = tmp_path / "one.svg", tmp_path / "zwei, ü 小.svg"
    for path in (one, two):
        path.touch()
    assert WindowSettings().recent == ()
    assert remember(one).recent == (one,)
    assert remember(two, one).recent == (one, two)
    assert remember(two).recent == (two, one)


def test_recent_files_that_are_gone_come_last(tmp_path: Path) -> None:
    paths = [tmp_path / f"{i}.svg" for i in range(4)]
    for path in paths[:2]:
        path.touch()
    assert remember(*paths).recent == (paths[1], paths[0], paths[3], paths[2])


def test_ten_recent_files_are_enough(tmp_path: Path) -> None:
    paths = [tmp_path / f"{i}.svg" for i in range(15)]
    for path in paths:
        path.touch()
    memory = remember(*paths)
    assert memory.recent == tuple(reversed(paths[5:]))
    memory.forget_recent()
    assert memory.recent == ()


def test_a_new_file_is_remembered_among_ten_that_are_gone(tmp_path: Path) -> None:
    gone = [tmp_path / f"{i}.svg" for i in range(10)]
    new = tmp_path / "new.svg"
    new.touch()
    assert remember(*gone, new).recent == (new, *reversed(gone[1:]))


def test_the_folder_is_that_of_the_last_file(tmp_path: Path) -> None:
    assert remember(tmp_path / "a.svg").folder == tmp_path


@pytest.mark.parametrize("value", [7, "", [""], b"x", {"a": 1}])
def test_damaged_settings_read_as_no_recent_files(value: object) -> None:
    memory = WindowSettings()
    memory._store.setValue("recent", value)
    memory.sync()
    assert all(isinstance(path, Path) for path in WindowSettings().recent)
