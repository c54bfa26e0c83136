"""Somebody who uses the window at random: draws, erases, takes back, moves sliders, opens, saves, looks."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from PyQt5.QtCore import QEvent, Qt, QTimer
from PyQt5.QtGui import QMouseEvent
from PyQt5.QtWidgets import QApplication, QSlider

from deepfacedrawing.components import COMPONENT_NAMES
from deepfacedrawing.rendering import CONTROL_NAMES, GROUPS, RendererInfo
from deepfacedrawing.samples import find_samples
from deepfacedrawing.ui.main_window import MainWindow
from deepfacedrawing.ui.project_file import read_sketch
from deepfacedrawing.ui.sketch import Point

EVENT_MS = 8
# A hand draws some 500 canvas pixels a second.
PIXELS_A_SECOND = 500.0
PAUSES_S = (0.05, 1.0)
MANY_STROKES = 150
SIZES = ((1000, 700), (1600, 1000))
SWITCHES = ("guides", "windows", "shadow", "mirror", "live")
VIEWS = ("side_by_side", "over", "face")

Waits = Iterator[Callable[[], bool]]


class RandomUser:
    """Does one thing after the other, as a seeded random generator says.

    Args:
        info: what the engine offers.
        folder: where it saves.

    Attributes:
        done: how often it did what.
    """

    def __init__(self, window: MainWindow, info: RendererInfo, folder: Path, seed: int) -> None:
        self.window, self.canvas, self._folder = window, window.workspace.canvas, folder
        self._appearances = list(info.appearances)
        self._chance = random.Random(seed)
        self._samples = [(path, read_sketch(path).strokes) for path in find_samples()]
        self._habits: dict[Callable[[], Waits], int] = {
            self._draw: 50,
            self._erase: 6,
            self._undo: 12,
            self._redo: 6,
            self._refine: 12,
            self._adjust: 5,
            self._choose_appearance: 5,
            self._choose_group: 3,
            self._open: 3,
            self._save: 4,
            self._go_back: 2,
            self._pin: 4,
            self._morph: 2,
            self._look: 6,
            self._resize: 3,
            self._switch: 3,
            self._copy: 1,
        }
        self.done: Counter[str] = Counter()
        self._steps = self._use()
        self._waits: Callable[[], bool] = lambda: True
        self._timer = QTimer(window)
        self._timer.timeout.connect(self._advance)

    def begin(self) -> None:
        """Goes on until ``stop``."""
        self._timer.start(EVENT_MS)

    def stop(self) -> None:
        """Lays the pen down."""
        self._timer.stop()
        self.canvas.cancel_stroke()

    def _advance(self) -> None:
        if self._waits():
            self._waits = next(self._steps)

    def _use(self) -> Waits:
        while True:
            habit = self._chance.choices(list(self._habits), list(self._habits.values()))[0]
            self.done[habit.__name__.lstrip("_").replace("_", " ")] += 1
            yield from habit()
            yield self._pause(*PAUSES_S)

    def _pause(self, least: float, most: float) -> Callable[[], bool]:
        end = time.monotonic() + self._chance.uniform(least, most)
        return lambda: time.monotonic() >= end

    # With the pen

    def _draw(self) -> Waits:
        """A stroke of a sample, a little off."""
        if len(self.window.document.sketch.strokes) > MANY_STROKES:
            self.window.actions_by_name["clear"].trigger()
        _, strokes = self._chance.choice(self._samples)
        yield from self._move_pen(self._chance.choice(strokes).points)

    def _erase(self) -> Waits:
        """Right across, with the other tool."""
        x, y, *_ = self._chance.choice(self._chance.choice(self._samples)[1]).points[0]
        self.window.actions_by_name["eraser"].trigger()
        yield from self._move_pen(tuple((x + 4 * step, y + 3 * step, 1.0, 0.0) for step in range(15)))
        self.window.actions_by_name["pen"].trigger()

    def _move_pen(self, points: tuple[Point, ...]) -> Waits:
        dx, dy = (self._chance.gauss(0, 4) for _ in range(2))
        kind, last = QEvent.Type.MouseButtonPress, points[0]
        for point in points:
            distance = abs(point[0] - last[0]) + abs(point[1] - last[1])
            yield self._pause(distance / PIXELS_A_SECOND, distance / PIXELS_A_SECOND)
            self._send(kind, point[0] + dx, point[1] + dy)
            kind, last = QEvent.Type.MouseMove, point
        self._send(QEvent.Type.MouseButtonRelease, last[0] + dx, last[1] + dy)

    def _send(self, kind: QEvent.Type, x: float, y: float) -> None:
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        held = none if kind == QEvent.Type.MouseButtonRelease else left
        changed = none if kind == QEvent.Type.MouseMove else left
        place, keys = self.canvas.to_widget(x, y), Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(self.canvas, QMouseEvent(QMouseEvent.Type(kind), place, changed, held, keys))

    # Edits

    def _undo(self) -> Waits:
        yield from self._repeat("undo")

    def _redo(self) -> Waits:
        yield from self._repeat("redo")

    def _repeat(self, action: str) -> Waits:
        for _ in range(self._chance.randint(1, 5)):
            self.window.actions_by_name[action].trigger()
            yield self._pause(0.05, 0.2)

    def _go_back(self) -> Waits:
        """To an edit of the last ones, by the history."""
        stack = self.window.desk.undo_stack
        self.window.desk.go_to(self._chance.randint(max(0, stack.index() - 8), stack.count()))
        yield self._pause(0.0, 0.2)

    def _refine(self) -> Waits:
        self.window.panel.show_tab("face")
        sliders = self.window.controls.sliders
        yield from self._drag(sliders.slider(self._chance.choice(("all", *COMPONENT_NAMES))))

    def _adjust(self) -> Waits:
        self.window.panel.show_tab("face")
        yield from self._drag(self.window.controls.appearance_sliders.slider(self._chance.choice(CONTROL_NAMES)))

    def _drag(self, slider: QSlider) -> Waits:
        end = self._chance.randint(slider.minimum(), slider.maximum())
        slider.setSliderDown(True)
        while slider.value() != end:
            slider.setValue(slider.value() + max(-6, min(6, end - slider.value())))
            yield self._pause(0.01, 0.03)
        slider.setSliderDown(False)

    def _choose_appearance(self) -> Waits:
        if self._chance.random() < 0.5:
            self.window.actions_by_name["surprise"].trigger()
        else:
            self.window.controls.palette_view.button(self._chance.choice(self._appearances)).click()
        yield self._pause(0.0, 0.2)

    def _choose_group(self) -> Waits:
        self.window.controls.groups.button(self._chance.choice(GROUPS)).click()
        yield self._pause(0.0, 0.2)

    def _pin(self) -> Waits:
        """A sample of the bank in the place of a component, or no longer."""
        self.window.panel.show_tab("samples")
        browser = self.window.browser
        browser.chooser.button(self._chance.choice(COMPONENT_NAMES)).click()
        yield lambda: not self.window.live_face.is_busy
        if browser.pinned.unpin.isEnabled():
            browser.pinned.unpin.click()
        elif browser.grid.rows:
            browser.grid.button(self._chance.randrange(len(browser.grid.rows))).click()
        yield self._pause(0.0, 0.5)

    def _morph(self) -> Waits:
        self.window.panel.show_tab("morph")
        yield from self._drag(self.window.morphing.panel.slider(self._chance.choice(("all", *COMPONENT_NAMES))))
        yield self._pause(0.2, 0.5)
        self.window.panel.show_tab("face")

    # Files and views

    def _open(self) -> Waits:
        saved = sorted(self._folder.glob("*.svg"))
        path = self._chance.choice([*saved, *(path for path, _ in self._samples)])
        self.window.files.open_path(path)
        yield self._pause(0.5, 1.5)

    def _save(self) -> Waits:
        self.window.files.save_to(self._folder / f"sketch{self._chance.randrange(5)}.svg")
        yield self._pause(0.0, 0.2)

    def _copy(self) -> Waits:
        self.window.actions_by_name["copy"].trigger()
        yield self._pause(0.0, 0.2)

    def _look(self) -> Waits:
        """Nearer, further, turned."""
        for _ in range(self._chance.randint(1, 4)):
            name = self._chance.choice(("zoom_in", "zoom_out", "turn_left", "turn_right"))
            self.window.actions_by_name[name].trigger()
            yield self._pause(0.05, 0.3)
        if self._chance.random() < 0.5:
            self.window.actions_by_name["fit"].trigger()

    def _resize(self) -> Waits:
        (least_width, least_height), (most_width, most_height) = SIZES
        width, height = self._chance.randint(least_width, most_width), self._chance.randint(least_height, most_height)
        self.window.resize(width, height)
        yield self._pause(0.1, 0.3)

    def _switch(self) -> Waits:
        """Something on, and off again; or another view for a while."""
        if self._chance.random() < 0.5:
            action = self.window.actions_by_name[self._chance.choice(SWITCHES)]
            action.toggle()
            yield self._pause(0.5, 2.0)
            action.toggle()
        else:
            self.window.actions_by_name[self._chance.choice(VIEWS)].trigger()
            yield self._pause(0.5, 2.0)
            self.window.actions_by_name["side_by_side"].trigger()
