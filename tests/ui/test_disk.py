"""A file that is written is the old one or the new one: whatever fails, and wherever the process is killed."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from deepfacedrawing.rendering import UserError
from deepfacedrawing.ui.abandoned import find_abandoned
from deepfacedrawing.ui.disk import NONE, checksum, read_checksum, write_atomically
from deepfacedrawing.ui.edits import Document
from deepfacedrawing.ui.journal import Journal, read_journal
from deepfacedrawing.ui.reasons import find_reason
from deepfacedrawing.ui.sketch import RenderSettings, Sketch
from tests.ui.recovering import OTHER, STROKE

OLD, NEW = b"old " * 1000, b"new " * 1000
BEFORE, AFTER = (Document(Sketch(strokes), RenderSettings()) for strokes in ((STROKE,), (STROKE, OTHER)))


def fail(*_: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def fail_half_way(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data[: len(data) // 2])
    fail()


def die(*_: object) -> None:
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))


def die_half_way(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data[: len(data) // 2])
        file.flush()
        die()


def die_after(path: Path, target: Path) -> None:
    os.rename(path, target)
    die()


@pytest.mark.parametrize(
    ("owner", "name", "step"), [(Path, "write_bytes", fail_half_way), (os, "fsync", fail), (Path, "replace", fail)]
)
def test_a_full_disk_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, step: Callable[..., None]
) -> None:
    (tmp_path / "a").write_bytes(OLD)
    monkeypatch.setattr(owner, name, step)
    with pytest.raises(UserError, match="the disk is full"):
        write_atomically(tmp_path / "a", NEW)
    monkeypatch.undo()
    assert (tmp_path / "a").read_bytes() == OLD
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


STEPS: dict[str, tuple[Any, str, Callable[..., None], bytes]] = {
    "half": (Path, "write_bytes", die_half_way, OLD),
    "written": (os, "fsync", die, OLD),
    "synced": (Path, "replace", die, OLD),
    "moved": (Path, "replace", die_after, NEW),
}


@pytest.mark.parametrize("step", STEPS)
def test_a_kill_leaves_the_old_or_the_new_file(tmp_path: Path, step: str) -> None:
    (tmp_path / "a").write_bytes(OLD)
    kill("save_and_die", tmp_path / "a", step)
    assert (tmp_path / "a").read_bytes() == STEPS[step][3]
    strays = [path for path in tmp_path.iterdir() if path.name != "a"]
    assert len(strays) == (step != "moved")
    for path in strays:
        os.utime(path, (0, 0))
    write_atomically(tmp_path / "a", NEW)
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


@pytest.mark.parametrize("share", [0.0, 0.5, 0.999])
def test_a_kill_half_way_through_a_stroke_leaves_what_was_before(tmp_path: Path, share: float) -> None:
    path = tmp_path / "a.journal"
    kill("keep_and_die", path, str(share))
    (abandoned,) = find_abandoned(tmp_path)
    assert read_journal(abandoned.path).sketch.strokes == (STROKE,)
    again = Journal(path)
    again.record(AFTER)
    assert read_journal(path).sketch.strokes == (STROKE, OTHER)


def test_a_kill_within_the_first_stroke_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.journal").write_bytes(b'00000000 {"keep": 0, "stro')
    assert find_abandoned(tmp_path) == []
    assert not list(tmp_path.iterdir())


def kill(what: str, path: Path, step: str) -> None:
    code = f"import sys; from tests.ui import test_disk; test_disk.{what}(*sys.argv[1:])"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    assert subprocess.run([sys.executable, "-c", code, str(path), step], env=environment).returncode not in (0, 1)


def save_and_die(path: str, step: str) -> None:
    owner, name, replacement, _ = STEPS[step]
    setattr(owner, name, replacement)
    write_atomically(path, NEW)


def keep_and_die(path: str, share: str) -> None:
    journal = Journal(Path(path))
    journal.record(BEFORE)
    size = Path(path).stat().st_size
    journal.record(AFTER)
    data = Path(path).read_bytes()
    os.truncate(path, size + int(float(share) * (len(data) - size)))
    die()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sets no limit on the size of a file")
def test_a_journal_that_may_not_grow_keeps_what_it_has_and_goes_on_later(tmp_path: Path) -> None:
    import resource

    path = tmp_path / "a.journal"
    journal = Journal(path)
    journal.record(BEFORE)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 20, limits[1]))
    try:
        for _ in range(2):
            with pytest.raises(UserError, match="too large"):
                journal.record(AFTER)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert read_journal(path).sketch.strokes == (STROKE,)
    journal.record(AFTER)
    assert read_journal(path).sketch.strokes == (STROKE, OTHER)
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.journal"]


def test_a_journal_is_begun_anew_before_what_was_undone_fills_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("deepfacedrawing.ui.journal.SLACK_BYTES", 4000)
    journal = Journal(tmp_path / "a.journal")
    for document in (BEFORE, AFTER) * 40:
        journal.record(document)
        assert journal.path.stat().st_size < 6000
        assert read_journal(journal.path).sketch.strokes == document.sketch.strokes


@pytest.mark.parametrize("damage", [b"[]", b'{"keep": "x", "strokes": 1}', b'{"version": 2}', b"{}"])
def test_a_journal_of_anything_else_is_refused_kindly(tmp_path: Path, damage: bytes) -> None:
    import zlib

    text = damage + b"\n"
    (tmp_path / "a.journal").write_bytes(f"{zlib.crc32(text):08x} ".encode() + text)
    with pytest.raises(UserError, match=r"a\.journal cannot be opened"):
        read_journal(tmp_path / "a.journal")
    assert find_abandoned(tmp_path)[0].origin is None


def test_an_origin_of_any_name_is_kept(tmp_path: Path) -> None:
    origin = Path('/home/zoë/a "b" & <c>\n小.svg')
    Journal(tmp_path / "a.journal").record(Document(Sketch((STROKE,)), RenderSettings(), origin, "1"))
    assert find_abandoned(tmp_path)[0].origin == origin


def test_permissions_are_kept_and_a_protected_file_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a"
    path.write_bytes(OLD)
    path.chmod(0o600)
    write_atomically(path, NEW)
    if sys.platform != "win32":
        assert path.stat().st_mode & 0o777 == 0o600
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write anywhere
    with pytest.raises(UserError, match="no permission"):
        write_atomically(path, OLD)
    assert path.read_bytes() == NEW


def test_a_file_that_windows_keeps_for_another_program_is_told_as_such() -> None:
    error = OSError(errno.EACCES, "", "a", None, "b")
    assert str(find_reason(error)) == "no permission"
    error.winerror = 5  # type: ignore[attr-defined]
    assert str(find_reason(error)) == "another program has the file open"


def test_what_can_be_no_drawing_is_not_read_for_its_checksum(tmp_path: Path) -> None:
    path = tmp_path / "a.svg"
    assert read_checksum(path) == ""
    path.write_bytes(NEW)
    assert read_checksum(path) == checksum(NEW)
    with path.open("wb") as file:
        file.truncate(2**40)  # takes no room on the disk, but no memory has so much
    assert read_checksum(path) == NONE


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_nobody_waits_for_a_pipe(tmp_path: Path) -> None:
    path = tmp_path / "a.svg"
    os.mkfifo(path)
    assert read_checksum(path) == ""
