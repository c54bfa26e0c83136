"""The program as a user runs it: a real X11 window, the bundled engine, and a kill in the middle."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import numpy as np
import pytest

from deepfacedrawing.ui.project_file import read_sketch

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 240
SCREEN = "1600x1000x24"
# Mean difference of the means of 16×16 squares, of 255.
SAME_FACE = 0.1

pytestmark = pytest.mark.skipif(
    shutil.which("Xvfb") is None, reason="Xvfb, a screen for windows that nobody sees, is not installed"
)


@pytest.fixture
def display() -> Iterator[str]:
    """A screen of its own: ":1" or so."""
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", SCREEN, "-nolisten", "tcp"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout is not None
        yield f":{server.stdout.readline().strip()}"
        server.terminate()


@pytest.fixture
def environment(display: str, tmp_path: Path) -> dict[str, str]:
    """That of a user who starts the program for the first time."""
    unwanted = ("WAYLAND_DISPLAY", "XDG_", "QT_", "LC_", "LANG")
    variables = {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}
    folders = {name: tmp_path / name for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR")}
    for folder in folders.values():
        folder.mkdir(mode=0o700)
    own = {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "LC_ALL": "C.UTF-8"}
    return {**variables, **{name: str(folder) for name, folder in folders.items()}, **own}


class Program:
    """The running program; ``says`` reads what it tells."""

    def __init__(self, process: subprocess.Popen[str], errors: IO[str]) -> None:
        self.process, self._errors = process, errors

    def says(self, what: str) -> dict[str, Any]:
        """The next thing it tells, which must be this."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, self.complaints()
        told = json.loads(line)
        assert told["what"] == what, told
        return told

    def complaints(self) -> str:
        self._errors.seek(0)
        return self._errors.read()

    def end(self) -> int:
        """Waits until nobody of it is left to speak, the engine's process neither; its exit code."""
        assert self.process.stdout is not None
        assert self.process.stdout.read() == ""
        return self.process.wait()


@contextmanager
def start(mode: str, path: Path, environment: dict[str, str], tmp_path: Path) -> Iterator[Program]:
    command = [sys.executable, "-m", "tests.ui.drive_window", mode, str(path)]
    with (
        (tmp_path / f"{mode}.txt").open("w+") as errors,
        subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True
        ) as process,
    ):
        watchdog = threading.Timer(PATIENCE_S, process.kill)
        watchdog.start()
        try:
            yield Program(process, errors)
        finally:
            watchdog.cancel()
            process.kill()


def test_a_drawing_survives_the_death_of_its_window(environment: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "face.svg"
    with start("draw", path, environment, tmp_path) as program:
        drawn, erased, undone, saved = (program.says(what) for what in ("drawn", "erased", "undone", "saved"))
        unsaved = program.says("unsaved")
        program.process.kill()
        assert program.end() != 0
        assert "Traceback" not in program.complaints()
    assert drawn["platform"] == "xcb"
    assert erased["tools"] == ["pen", "pen", "eraser"]
    assert undone["tools"] == ["pen", "pen"]
    assert len({tuple(told["face"]) for told in (drawn, erased, undone, saved, unsaved)}) == 5
    assert (saved["nose"], list(saved["pins"]), saved["modified"]) == (0.85, ["mouth"], False)
    assert (unsaved["engines"], unsaved["modified"], unsaved["heavy"]) == (1, True, [])
    assert len(read_sketch(path).strokes) == 2

    with start("recover", path, environment, tmp_path) as program:
        asked, recovered, kept = (program.says(what) for what in ("asked", "recovered", "saved"))
        assert program.end() == 0
        assert "Traceback" not in program.complaints()
    assert asked["origin"] == str(path)
    for name in ("tools", "nose", "pins", "path", "modified", "error"):
        assert recovered[name] == unsaved[name]
    # A file keeps places to a fraction of a pixel.
    assert np.abs(np.subtract(recovered["face"], unsaved["face"])).mean() < SAME_FACE
    assert np.abs(np.subtract(saved["face"], unsaved["face"])).mean() > SAME_FACE
    assert (kept["modified"], kept["error"]) == (False, "")
    assert [stroke.tool for stroke in read_sketch(path).strokes] == ["pen"] * 4
    assert not list(Path(environment["XDG_DATA_HOME"]).rglob("*.journal"))
