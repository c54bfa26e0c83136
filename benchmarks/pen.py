"""Does the face follow the pen? A scripted pen draws a sample in the real window, with the real engine.

    python benchmarks/pen.py samples/careful_man.svg -o FOLDER [--speed 4] [--size 1280x800]

Needs a display, for example ``xvfb-run -s "-screen 0 1280x800x24"``. Writes screenshots of the window before, while the
pen is down, and after; prints how many faces came while the pen was down, and their latency.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from PyQt5.QtCore import Qt, QTimer
from PyQt5.QtGui import QMouseEvent
from PyQt5.QtWidgets import QApplication

from deepfacedrawing.engine.worker import start_engine
from deepfacedrawing.ui.app import main as run_app
from deepfacedrawing.ui.main_window import MainWindow
from deepfacedrawing.ui.project_file import read_sketch
from deepfacedrawing.ui.sketch import Stroke

EVENT_MS = 8
SHOTS = 4


class Pen:
    """Replays strokes as mouse events in their own time, divided by ``speed``, and takes the screenshots."""

    def __init__(self, window: MainWindow, strokes: tuple[Stroke, ...], out: Path, speed: float) -> None:
        self.window, self.strokes, self.out, self.speed = window, strokes, out, speed
        self.while_down: list[float] = []
        self.all: list[float] = []
        self.shots = 0
        self.moves = self._moves()
        self.timer = QTimer(window)
        self.timer.timeout.connect(self._advance)
        window.live_face.session.rendered.connect(self._on_rendered)

    def start(self) -> None:
        """Begins when the first face, of the blank canvas, is there."""
        self.timer.start(EVENT_MS)

    def _advance(self) -> None:
        if next(self.moves, None) is None:
            self.timer.stop()

    def _moves(self) -> Iterator[bool]:
        while not self.all or self.window.live_face.is_busy:
            yield True
        self._shoot("before")
        marks = {round(i * len(self.strokes) / SHOTS) for i in range(1, SHOTS)}
        for number, stroke in enumerate(self.strokes):
            began = time.monotonic()
            self._send(QMouseEvent.Type.MouseButtonPress, stroke.points[0])
            for i, point in enumerate(stroke.points[1:]):
                while (time.monotonic() - began) * 1000 * self.speed < point[3]:
                    yield True
                self._send(QMouseEvent.Type.MouseMove, point)
                if number in marks and i == len(stroke.points) // 2:
                    self._shoot("pen-down")
            self._send(QMouseEvent.Type.MouseButtonRelease, stroke.points[-1])
            yield True
        while self.window.live_face.is_busy:
            yield True
        self._shoot("after")
        self.window.close()

    def _send(self, kind: QMouseEvent.Type, point: tuple[float, float, float, float]) -> None:
        canvas, left, none = self.window.workspace.canvas, Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        held = none if kind == QMouseEvent.Type.MouseButtonRelease else left
        changed = none if kind == QMouseEvent.Type.MouseMove else left
        place = canvas.to_widget(point[0], point[1])
        QApplication.sendEvent(canvas, QMouseEvent(kind, place, changed, held, Qt.KeyboardModifier.NoModifier))

    def _on_rendered(self, _: object, latency: float) -> None:
        self.all.append(latency)
        if self.window.workspace.canvas.is_drawing:
            self.while_down.append(latency)

    def _shoot(self, name: str) -> None:
        self.window.grab().save(str(self.out / f"{self.shots}-{name}.png"))
        self.shots += 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sketch", type=Path)
    parser.add_argument("-o", "--out", type=Path, required=True)
    parser.add_argument("--speed", type=float, default=1.0)
    parser.add_argument("--size", default="1280x800")
    parser.add_argument("--model", type=Path)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    pens: list[Pen] = []

    def begin(window: MainWindow) -> None:
        window.resize(*(int(side) for side in options.size.split("x")))
        pens.append(Pen(window, read_sketch(options.sketch).strokes, options.out, options.speed))
        pens[0].start()

    run_app(partial(start_engine, options.model), asks=False, on_shown=begin)
    pen = pens[0]
    print(f"{len(pen.all)} faces, {len(pen.while_down)} of them while the pen was down")
    print(f"latency, median: {statistics.median(pen.all) * 1000:.0f} ms")


if __name__ == "__main__":
    main()
