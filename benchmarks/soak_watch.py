"""Lets somebody use the window at random, and looks at the program meanwhile."""

from __future__ import annotations

import hashlib
import multiprocessing
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from processes import Holdings, look_at
from PyQt5.QtCore import QTimer
from random_user import RandomUser

from deepfacedrawing.rendering import RendererInfo, RenderRequest, RenderResult
from deepfacedrawing.samples import find_samples
from deepfacedrawing.ui.main_window import MainWindow
from deepfacedrawing.ui.sketch import RenderSettings, Stroke

PROBE_S, LOOK_S, SHOT_S = 60.0, 5.0, 300.0
NUM_STROKES = 8
WAIT_MS = 20
CALCULATED = bytes(8 * 2**20)


class Look(NamedTuple):
    """What the processes hold, some minutes after the first face."""

    minute: float
    window: Holdings
    engine: Holdings


class Probe(NamedTuple):
    """Seconds from a stroke to its face, and those of a calculation that is always the same."""

    minute: float
    face: float
    calculation: float


class Watch:
    """Begins with the first face, and closes the window at the end.

    Args:
        folder: where drawings are saved.
        out: where pictures of the window go, if anywhere.
        complain: told what should not have happened.
    """

    def __init__(
        self,
        window: MainWindow,
        folder: Path,
        seed: int,
        minutes: float,
        out: Path | None,
        complain: Callable[[str], None],
    ) -> None:
        self.window, self._folder, self._seed, self._seconds = window, folder, seed, 60 * minutes
        self._out, self._complain = out, complain
        self.looks: list[Look] = []
        self.probes: list[Probe] = []
        self.faces, self._last, self._start = 0, 0.0, 0.0
        self._user: RandomUser | None = None
        self._timer = QTimer(window)
        self._timer.timeout.connect(self._advance)
        window.resize(1400, 900)
        session = window.live_face.session
        session.loaded.connect(self._on_loaded)
        session.rendered.connect(self._on_rendered)
        session.failed.connect(lambda error, details: complain(f"engine: {error} {details}"))

    @property
    def done(self) -> Counter[str]:
        """How often was done what."""
        return Counter() if self._user is None else self._user.done

    def _on_loaded(self, info: RendererInfo) -> None:
        if self._user is not None:
            self._complain("the engine was loaded again")
            return
        self._user = RandomUser(self.window, info, self._folder, self._seed)
        self._start, self._steps = time.monotonic(), self._watch(self._user)
        self._waits: Callable[[], bool] = lambda: not self.window.live_face.is_busy
        self._timer.start(WAIT_MS)

    def _on_rendered(self, _: RenderResult, seconds: float, request: RenderRequest) -> None:
        self.faces += 1
        if not request.draft:
            self._last = seconds

    def _advance(self) -> None:
        if not self._waits():
            return
        step = next(self._steps, None)
        if step is None:
            self._timer.stop()
            self.window.close()
        else:
            self._waits = step

    def _watch(self, user: RandomUser) -> Iterator[Callable[[], bool]]:
        next_probe = next_shot = 0.0
        while (elapsed := time.monotonic() - self._start) < self._seconds:
            if elapsed >= next_probe:
                user.stop()
                yield from self._probe(elapsed / 60)
                next_probe += PROBE_S
                user.begin()
            self._look(elapsed / 60)
            if self._out is not None and elapsed >= next_shot:
                self._out.mkdir(parents=True, exist_ok=True)
                self.window.grab().save(str(self._out / f"{elapsed / 60:02.0f}.png"))
                next_shot += SHOT_S
            yield self._pause(min(LOOK_S, self._seconds / 60))
        user.stop()
        self._look((time.monotonic() - self._start) / 60)

    def _pause(self, seconds: float) -> Callable[[], bool]:
        end = time.monotonic() + seconds
        return lambda: time.monotonic() >= end

    def _probe(self, minute: float) -> Iterator[Callable[[], bool]]:
        """The same strokes in the same sketch, under the same settings."""
        window, stack, faces = self.window, self.window.desk.undo_stack, list[float]()
        before = stack.index()
        window.panel.show_tab("face")
        window.actions_by_name["live"].setChecked(True)
        window.files.open_path(find_samples()[0])
        window.desk.change_settings(RenderSettings(), "settings")
        yield lambda: not window.live_face.is_busy
        for number in range(NUM_STROKES):
            x, y = 170.0 + 8 * number, 210.0 + 3 * number
            window.desk.draw([Stroke("pen", 3.0, ((x, y, 1.0, 0.0), (x + 20, y + 10, 1.0, 50.0)))])
            yield lambda: not window.live_face.is_busy
            faces.append(self._last)
        stack.setIndex(before)
        yield lambda: not window.live_face.is_busy
        start = time.perf_counter()
        hashlib.sha256(CALCULATED).digest()
        self.probes.append(Probe(minute, statistics.median(faces), time.perf_counter() - start))

    def _look(self, minute: float) -> None:
        engines = [child.pid or 0 for child in multiprocessing.active_children()]
        if len(engines) != 1:
            self._complain(f"{len(engines)} engines after {minute:.1f} minutes")
        if self.window.status.is_error:
            self._complain(f"status: {self.window.status.text} {self.window.status.details}")
            self.window.status.show_text("")
        own = multiprocessing.current_process().pid or 0
        self.looks.append(Look(minute, look_at(own), look_at(engines[0] if engines else 0)))
