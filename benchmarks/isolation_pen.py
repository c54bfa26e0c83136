"""A pen that never rests, and that knows what must be on the page."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator

from PyQt5.QtCore import QObject, Qt, QTimer
from PyQt5.QtGui import QMouseEvent
from PyQt5.QtWidgets import QApplication

from deepfacedrawing.ui.main_window import MainWindow
from deepfacedrawing.ui.sketch import Stroke

EVENT_MS = 8
MAX_EDITS, KEPT_EDITS = 40, 15
NEARBY = 0.01  # canvas pixels: as near as the way through the window's coordinates leaves a point
Places = list[tuple[float, float]]


class Pen(QObject):
    """Draws strokes by mouse events, takes some back, moves a slider now and then; goes on whatever the engine does."""

    def __init__(self, window: MainWindow, seed: int) -> None:
        super().__init__(window)
        self.window, self.chance = window, random.Random(seed)
        self.edits: list[Places | None] = []  # None is a slider
        self.num_drawn = 0
        self._moves = self._draw_on()
        self._timer = QTimer(self)
        self._timer.timeout.connect(lambda: next(self._moves))
        window.pen.change(smoothing="off")

    def start(self) -> None:
        """Begins to draw."""
        self._timer.start(EVENT_MS)

    def stop(self) -> None:
        """Finishes the stroke and rests."""
        while self.window.workspace.canvas.is_drawing:
            next(self._moves)
        self._timer.stop()

    def count_lost(self) -> int:
        """How many of the finished strokes that should be on the page are not, or not as they were drawn."""
        drawn = [places for places in self.edits if places is not None]
        there = self.window.document.sketch.strokes
        wrong = sum(not is_drawn(places, stroke) for places, stroke in zip(drawn, there, strict=False))
        return wrong + abs(len(drawn) - len(there))

    def _draw_on(self) -> Iterator[None]:
        while True:
            yield from self._draw_stroke()
            for _ in range(self.chance.randrange(20)):
                yield
            if self.chance.random() < 0.2:
                self._undo()
            if self.chance.random() < 0.2 and self.edits and self.edits[-1] is not None:
                self._slide()
            if len(self.edits) > MAX_EDITS:
                while len(self.edits) > KEPT_EDITS:
                    self._undo()
                    yield

    def _draw_stroke(self) -> Iterator[None]:
        x, y, radius = (self.chance.uniform(*ends) for ends in ((130, 380), (130, 380), (15, 80)))
        turn = self.chance.uniform(0, 6)
        count = self.chance.randrange(5, 90)
        angles, radii = [turn + i / 9 for i in range(count)], [radius + i / 4 for i in range(count)]
        places = [(x + r * math.cos(a), y + r * math.sin(a)) for a, r in zip(angles, radii, strict=True)]
        self._send(QMouseEvent.Type.MouseButtonPress, places[0])
        for place in places[1:]:
            yield
            self._send(QMouseEvent.Type.MouseMove, place)
        self.edits.append(places)
        self.num_drawn += 1
        self._send(QMouseEvent.Type.MouseButtonRelease, places[-1])
        yield

    def _undo(self) -> None:
        if self.edits:
            self.edits.pop()
            self.window.actions_by_name["undo"].trigger()

    def _slide(self) -> None:
        slider = self.window.controls.sliders.slider(self.chance.choice(("nose", "mouth", "left_eye")))
        self.edits.append(None)
        slider.setValue((slider.value() + self.chance.randrange(10, 90)) % 100)

    def _send(self, kind: QMouseEvent.Type, place: tuple[float, float]) -> None:
        canvas, left, none = self.window.workspace.canvas, Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        held = none if kind == QMouseEvent.Type.MouseButtonRelease else left
        changed = none if kind == QMouseEvent.Type.MouseMove else left
        event = QMouseEvent(kind, canvas.to_widget(*place), changed, held, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(canvas, event)


def is_drawn(places: Places, stroke: Stroke) -> bool:
    """Whether a stroke has these places and no others."""
    return len(places) == len(stroke.points) and all(
        math.dist(place, point[:2]) < NEARBY for place, point in zip(places, stroke.points, strict=True)
    )
