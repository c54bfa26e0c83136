"""The window that ``crashes.py`` kills: takes back what was left, then draws, takes back and saves until it is ended.

Tells in JSON lines what it does, when it is done, and what it is just about to do. Nothing here computes faces.
"""

from __future__ import annotations

import argparse
import functools
import hashlib
import json
import math
import os
import random
import signal
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from PyQt5.QtCore import QEvent, Qt, QTimer
from PyQt5.QtGui import QMouseEvent
from PyQt5.QtWidgets import QApplication

from deepfacedrawing.components import COMPONENT_NAMES
from deepfacedrawing.rendering import RendererInfo, RenderRequest, RenderResult
from deepfacedrawing.ui import dialogs, files
from deepfacedrawing.ui.app import main as run_app
from deepfacedrawing.ui.disk import write_atomically
from deepfacedrawing.ui.edits import Document
from deepfacedrawing.ui.journal import Journal
from deepfacedrawing.ui.main_window import MainWindow
from deepfacedrawing.ui.settings import WindowSettings
from deepfacedrawing.ui.sketch import Stroke
from deepfacedrawing.ui.stroke_paths import encode_stroke

EVENT_MS = 3
# What follows a stroke, and how often.
HABITS = {"draw": 60, "undo": 12, "redo": 8, "save": 14, "slide": 6}
MAX_STROKES = 150


def tell(what: str, **values: object) -> None:
    """In one piece, and gone before anything else happens: a pipe keeps it when this process is no more."""
    os.write(1, (json.dumps({"what": what, "time": time.monotonic(), **values}) + "\n").encode())


class NoFaces:
    """A renderer that has one face for everything."""

    def __init__(self) -> None:
        self.info = RendererInfo("cpu", "none", ("all",), {"neutral": "#c99f86 #4a352a"}, (), 1, "")
        self._face = np.full((512, 512, 3), 200, np.uint8)

    def render(self, _: RenderRequest) -> RenderResult:
        nearest, far = dict.fromkeys(COMPONENT_NAMES, (0,)), dict.fromkeys(COMPONENT_NAMES, 1.0)
        return RenderResult(self._face, None, nearest, far, {"total": 0.0})

    def close(self) -> None: ...


class Aim:
    """Stops the process at the n-th time that it comes to a place in the code, for its parent to kill it there."""

    def __init__(self, place: str, times: int) -> None:
        self.place, self.times = place, times

    def pass_by(self, place: str) -> None:
        if place == self.place:
            self.times -= 1
            if self.times == 0:
                tell("at", place=place)
                os.kill(os.getpid(), signal.SIGSTOP)


class Halves:
    """A file to append to that is written in two halves."""

    def __init__(self, file: Any, aim: Aim) -> None:
        self._file, self._aim = file, aim

    def __enter__(self) -> Halves:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def tell(self) -> int:
        return self._file.tell()

    def write(self, data: bytes) -> None:
        self._aim.pass_by("keep, before")
        self._file.write(data[: len(data) // 2])
        self._file.flush()
        self._aim.pass_by("keep, half")
        self._file.write(data[len(data) // 2 :])
        self._file.flush()
        self._aim.pass_by("keep, after")


def watch_the_disk(aim: Aim) -> None:
    """Passes by ``aim`` at each step of writing, and tells what a save is about to write."""
    open_file, move, sync = Path.open, Path.replace, os.fsync

    def open_slowly(path: Path, mode: str = "r", *rest: Any, **options: Any) -> Any:
        file = open_file(path, mode, *rest, **options)
        return Halves(file, aim) if mode == "ab" else file

    def write(path: Path, data: bytes) -> None:
        with open_file(path, "wb") as file:
            aim.pass_by("save, empty")
            file.write(data[: len(data) // 2])
            file.flush()
            aim.pass_by("save, half")
            file.write(data[len(data) // 2 :])

    def fsync(handle: int) -> None:
        aim.pass_by("save, written")
        sync(handle)
        aim.pass_by("save, synced")

    def replace(path: Path, target: Path) -> None:
        move(path, target)
        aim.pass_by("save, moved")

    def save(path: Path, data: bytes) -> None:
        tell("saving", sha=hashlib.sha256(data).hexdigest())
        patches = (Path, "write_bytes", write), (Path, "replace", replace), (os, "fsync", fsync)
        kept = [getattr(owner, name) for owner, name, _ in patches]
        for owner, name, patch in patches:
            setattr(owner, name, patch)
        try:
            write_atomically(path, data)
        finally:
            for (owner, name, _), before in zip(patches, kept, strict=True):
                setattr(owner, name, before)

    if aim.place.startswith("keep"):
        Path.open = open_slowly  # type: ignore[method-assign]
    files.write_atomically = save


class Pen:
    """Draws all the time."""

    def __init__(self, window: MainWindow, path: Path, seed: int) -> None:
        self.window, self.path, self.random = window, path, random.Random(seed)
        self.canvas, self.steps = window.workspace.canvas, self._live()
        self.lifted = 0.0
        window.recovery.failed.connect(lambda error: tell("told", text=str(error)))
        window.recovery.mended.connect(lambda _: tell("mended"))
        self._watch_the_journal()
        self.timer = QTimer(window)
        self.timer.setTimerType(Qt.TimerType.PreciseTimer)
        self.timer.timeout.connect(lambda: next(self.steps))

    def begin(self) -> None:
        document, memory = self.window.document, WindowSettings()
        tell("ready", strokes=self._strokes(), path=str(document.path), recent=[str(path) for path in memory.recent])
        self.timer.start(EVENT_MS)

    def _watch_the_journal(self) -> None:
        """Tells how long after the pen was lifted its stroke was on the disk."""
        record = Journal.record

        def record_and_tell(journal: Journal, document: Document) -> None:
            record(journal, document)
            lifted, self.lifted = self.lifted, 0.0
            if lifted:
                tell("kept", after=time.monotonic() - lifted)

        Journal.record = record_and_tell  # type: ignore[method-assign]

    def _live(self) -> Iterator[None]:
        if self.window.document.path is None:
            self._save()
        while True:
            act = self.random.choices(list(HABITS), list(HABITS.values()))[0]
            if act == "draw":
                yield from self._draw()
            elif act == "save":
                self._save()
            elif act == "slide":
                self.window.controls.sliders.slider("nose").setValue(self.random.randrange(100))
            else:
                self._step_back_or_on(act)
            if len(self.window.document.sketch.strokes) > MAX_STROKES:
                tell("will", act="clear")
                self.window.desk.clear()
                tell("did", act="clear", strokes=self._strokes())
            yield

    def _draw(self) -> Iterator[None]:
        count, x, y = self.random.randrange(2, 50), self.random.uniform(60, 450), self.random.uniform(60, 450)
        turn, pace = self.random.uniform(-0.3, 0.3), self.random.uniform(2, 9)
        tell("will", act="draw")
        for number in range(count):
            x, y = x + pace * math.cos(number * turn), y + pace * math.sin(number * turn)
            self._send(QEvent.Type.MouseMove if number else QEvent.Type.MouseButtonPress, x, y)
            yield
        self.lifted = time.monotonic()
        self._send(QEvent.Type.MouseButtonRelease, x, y)
        tell("did", act="draw", strokes=self._strokes())

    def _step_back_or_on(self, act: str) -> None:
        stack = self.window.desk.undo_stack
        step = 1 if act == "redo" else 0
        # Only strokes of this window: beyond them another document would come back.
        is_stroke = stack.text(stack.index() - 1 + step) in ("stroke", "erasing")
        if is_stroke:
            tell("will", act=act)
            stack.redo() if step else stack.undo()
            tell("did", act=act, strokes=self._strokes())

    def _save(self) -> None:
        saved = self.window.files.save_to(self.path)
        status, modified = self.window.status, self.window.isWindowModified()
        tell("saved", saved=saved, error=status.text if status.is_error else "", modified=modified)

    def _send(self, kind: QEvent.Type, x: float, y: float) -> None:
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        held = none if kind == QEvent.Type.MouseButtonRelease else left
        changed = none if kind == QEvent.Type.MouseMove else left
        place, keys = self.canvas.to_widget(x, y), Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(self.canvas, QMouseEvent(QMouseEvent.Type(kind), place, changed, held, keys))

    def _strokes(self) -> list[str]:
        return [digest(stroke) for stroke in self.window.document.sketch.strokes]


@functools.lru_cache(maxsize=4 * MAX_STROKES)
def digest(stroke: Stroke) -> str:
    return f"{zlib.crc32(encode_stroke(stroke).encode()):08x}"


def after_the_offer(window: MainWindow, begin: Callable[[], None]) -> None:
    """Begins once the window has asked about what was left behind."""
    offer = window.files.offer_abandoned

    def offer_and_begin(*arguments: Any) -> None:
        offer(*arguments)
        begin()

    window.files.offer_abandoned = offer_and_begin  # type: ignore[method-assign]


def recover(*_: object) -> str:
    tell("asked")
    return "recover"


def overwrite(*_: object) -> str:
    tell("overwritten")
    return "replace"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("document", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--aim", default="")
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--look", action="store_true", help="tell what is there, save it and close the window")
    options = parser.parse_args()
    dialogs.ask_about_abandoned, dialogs.ask_about_overwriting = recover, overwrite
    watch_the_disk(Aim(options.aim, options.times))

    def on_shown(window: MainWindow) -> None:
        pen = Pen(window, options.document, options.seed)
        after_the_offer(window, lambda: look(pen) if options.look else pen.begin())

    run_app(NoFaces, options.document if options.document.exists() else None, on_shown=on_shown)


def look(pen: Pen) -> None:
    pen.begin()
    pen.timer.stop()
    pen.window.files.save_to(pen.path)
    pen.window.close()


if __name__ == "__main__":
    main()
