"""Runs the real program with a hand that moves by itself, and tells as JSON lines what it sees.

``python -m tests.ui.drive_window draw SKETCH`` draws, erases, pins and saves, draws on and waits to be killed;
``recover SKETCH`` starts the program again, takes the offered drawing back, saves it and closes the window.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import QTimer
from PyQt5.QtGui import QGuiApplication
from PyQt5.QtWidgets import QApplication, QWidget

from deepfacedrawing.cli import build_parser
from deepfacedrawing.commands.app import open_window
from deepfacedrawing.ui import dialogs
from deepfacedrawing.ui.main_window import MainWindow
from tests.ui.conftest import LINE, OTHER, click, draw

Steps = Iterator[Callable[[], bool]]
ACROSS = ((200.0, 100.0), (200.0, 250.0))
UNSAVED = (((180.0, 400.0), (240.0, 420.0), (330.0, 400.0)), ((190.0, 200.0), (230.0, 190.0)))
EVERY_MS = 20
# What only the engine's process imports.
ENGINES_OWN = ("torch", "openvino", "safetensors", "deepfacedrawing.engine.face_engine")
NUM_SQUARES = 16


def tell(what: str, **values: object) -> None:
    sys.stdout.write(json.dumps({"what": what, **values}) + "\n")
    sys.stdout.flush()


def shrink(face: NDArray[np.uint8]) -> list[float]:
    """The means of 16×16 squares of a face, 0…255."""
    squares = face.reshape(NUM_SQUARES, -1, NUM_SQUARES, face.shape[1] // NUM_SQUARES, 3)
    return [round(float(mean), 2) for mean in squares.mean((1, 3)).ravel()]


def describe(window: MainWindow) -> dict[str, object]:
    """What is on the desk, and the face that is shown."""
    document, face = window.document, window.workspace.face_view.face
    return {
        "tools": [stroke.tool for stroke in document.sketch.strokes],
        "nose": document.settings.refinement["nose"],
        "pins": dict(document.settings.pins),
        "path": str(document.path),
        "modified": window.isWindowModified(),
        "error": window.status.text if window.status.is_error else "",
        "face": None if face is None else shrink(face),
    }


def is_shown(window: MainWindow) -> bool:
    """Whether the face of what is on the desk is there."""
    if window.live_face.is_busy:
        return False
    QApplication.sendPostedEvents()  # the last face may still be on its way
    return window.workspace.face_view.face is not None


def draw_and_save(window: MainWindow, path: Path) -> Steps:
    canvas, actions = window.workspace.canvas, window.actions_by_name
    draw(canvas, *LINE)  # before the engine is there
    yield lambda: is_shown(window)
    tell("drawn", platform=QGuiApplication.platformName(), **describe(window))
    draw(canvas, *OTHER)
    actions["eraser"].trigger()
    draw(canvas, *ACROSS)
    yield lambda: is_shown(window)
    tell("erased", **describe(window))
    actions["undo"].trigger()
    yield lambda: is_shown(window)
    tell("undone", **describe(window))
    actions["pen"].trigger()
    window.controls.sliders.slider("nose").setValue(85)
    actions["tab_samples"].trigger()
    click(window.browser.chooser.button("mouth"))
    yield lambda: is_shown(window) and len(window.browser.grid.rows) > 1
    click(window.browser.grid.button(1))
    yield lambda: is_shown(window)
    window.files.save_to(path)
    tell("saved", **describe(window))
    kept = list[bool]()
    window.recovery.kept.connect(lambda: kept.append(True))
    for places in UNSAVED:
        draw(canvas, *places)
        yield lambda: is_shown(window) and bool(kept)
        kept.clear()
    heavy = sorted(set(ENGINES_OWN) & set(sys.modules))
    engines = len(multiprocessing.active_children())
    tell("unsaved", pid=os.getpid(), engines=engines, heavy=heavy, **describe(window))


def recover_and_save(window: MainWindow, _: Path) -> Steps:
    yield lambda: bool(window.document.sketch.strokes) and is_shown(window)
    tell("recovered", **describe(window))
    window.files.save()
    tell("saved", **describe(window))
    window.close()


def follow(window: MainWindow, steps: Steps) -> None:
    """Takes one step after the other, each when what it waits for has come."""
    timer = QTimer(window)
    waiting = [next(steps)]

    def look() -> None:
        try:
            if waiting[0]():
                waiting[0] = next(steps)
        except StopIteration:
            timer.stop()
        except Exception:
            traceback.print_exc()
            os._exit(1)

    timer.timeout.connect(look)
    timer.start(EVERY_MS)


def answer(_: QWidget, origin: Path | None, __: float) -> str:
    tell("asked", origin=str(origin))
    return "recover"


def main(mode: str, path: str) -> int:
    dialogs.ask_about_abandoned = answer
    steps = {"draw": draw_and_save, "recover": recover_and_save}[mode]
    arguments = build_parser().parse_args(["app"])
    return open_window(arguments, on_shown=lambda window: follow(window, steps(window, Path(path))))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
