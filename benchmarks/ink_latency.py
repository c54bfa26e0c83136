"""Does the ink follow the pen? A synthetic pen of 200 points a second, while the engine renders on all cores.

    python benchmarks/ink_latency.py [--seconds 30] [--rate 200] [--no-live]

Needs a display, for example ``xvfb-run -s "-screen 0 1600x1000x24"``. Prints the time from when
a point was due to the paint that shows it, and how many points are missing from the drawing: 0 is right. ``--no-live``
is the baseline: the same pen without an engine at work.
"""

from __future__ import annotations

import argparse
import math
import statistics
import time
from functools import partial
from pathlib import Path

from PyQt5.QtCore import QEvent, QObject, QPointF, Qt, QTimer
from PyQt5.QtGui import QMouseEvent
from PyQt5.QtWidgets import QApplication

from deepfacedrawing.engine.worker import start_engine
from deepfacedrawing.ui.app import main as run_app
from deepfacedrawing.ui.main_window import MainWindow

STROKE_POINTS = 150


class Pen(QObject):
    """Draws loops by posted events, at a steady rate, and watches the canvas paint them."""

    def __init__(self, window: MainWindow, seconds: float, rate: float) -> None:
        super().__init__(window)
        self.window, self.canvas = window, window.workspace.canvas
        self.period, self.end = 1 / rate, math.ceil(seconds * rate / STROKE_POINTS) * STROKE_POINTS
        self.sent = self.faces = self.drawn = 0
        self.start = 0.0
        self.waiting: list[float] = []
        self.latencies: list[float] = []
        self.canvas.installEventFilter(self)
        window.live_face.session.rendered.connect(self._on_rendered)
        self.timer = QTimer(self)
        self.timer.setTimerType(Qt.TimerType.PreciseTimer)
        self.timer.timeout.connect(self._advance)

    def begin(self) -> None:
        """When the first face is there, or at once without an engine."""
        self.window.pen.change(smoothing="off")
        self.start = time.perf_counter()
        self.timer.start(1)

    def _advance(self) -> None:
        """Posts the points that are due; a point's time is when it was due, so that a late timer counts too."""
        while self.sent < self.end and (due := self.start + self.sent * self.period) <= time.perf_counter():
            step = self.sent % STROKE_POINTS
            kind = QEvent.Type.MouseMove if step else QEvent.Type.MouseButtonPress
            kind = QEvent.Type.MouseButtonRelease if step == STROKE_POINTS - 1 else kind
            self._post(kind, self._place(self.sent), due)
            self.sent += 1
        if self.sent >= self.end:
            self.timer.stop()
            QTimer.singleShot(1000, self._finish)

    def _finish(self) -> None:
        self.drawn = sum(len(stroke.points) for stroke in self.window.document.sketch.strokes)
        self.window.close()

    def _place(self, number: int) -> QPointF:
        """On loops that wander over the page."""
        angle, middle = number * 0.21, number // STROKE_POINTS * 37 % 300
        return self.canvas.to_widget(106 + middle + 60 * math.cos(angle), 256 + 90 * math.sin(angle * 0.9))

    def _post(self, kind: QEvent.Type, place: QPointF, due: float) -> None:
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        held = none if kind == QEvent.Type.MouseButtonRelease else left
        changed = none if kind == QEvent.Type.MouseMove else left
        no_keys = Qt.KeyboardModifier.NoModifier
        QApplication.postEvent(self.canvas, QMouseEvent(QMouseEvent.Type(kind), place, changed, held, no_keys))
        self.waiting.append(due)

    def eventFilter(self, a0: QObject | None, a1: QEvent | None) -> bool:
        if a1 is not None and a1.type() == QEvent.Type.Paint:
            # Posted events are handled before the paint that follows them; it is done once the loop comes round again.
            shown, self.waiting = self.waiting, []
            QTimer.singleShot(0, partial(self._on_painted, shown))
        return False

    def _on_painted(self, shown: list[float]) -> None:
        now = time.perf_counter()
        self.latencies += [now - due for due in shown]

    def _on_rendered(self) -> None:
        self.faces += 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--rate", type=float, default=200.0)
    parser.add_argument("--no-live", action="store_true")
    parser.add_argument("--model", type=Path)
    options = parser.parse_args()
    pens: list[Pen] = []

    def begin(window: MainWindow) -> None:
        window.resize(1400, 900)
        pen = Pen(window, options.seconds, options.rate)
        pens.append(pen)
        window.actions_by_name["live"].setChecked(not options.no_live)
        window.live_face.session.loaded.connect(lambda _: QTimer.singleShot(1000, pen.begin))

    run_app(partial(start_engine, options.model), asks=False, on_shown=begin)
    pen = pens[0]
    times = sorted(1000 * latency for latency in pen.latencies)
    print(f"{pen.sent} points sent, {pen.sent - pen.drawn} missing; {pen.faces} faces meanwhile")
    p99 = times[int(0.99 * len(times))]
    print(f"event to paint, ms: p50 {statistics.median(times):.1f}, p99 {p99:.1f}, max {times[-1]:.1f}")


if __name__ == "__main__":
    main()
