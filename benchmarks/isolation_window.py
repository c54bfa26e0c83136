"""The real window while its engine comes to harm: what the benchmark of isolation runs in a process of its own."""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from harm import HANG_S, HARMS, give_order, load_harmed, load_real
from isolation_pen import Pen
from processes import look_at
from PyQt5.QtCore import QObject, QTimer

from deepfacedrawing.engine.head_start import HeadStart
from deepfacedrawing.engine.patience import Patience
from deepfacedrawing.engine.worker import EngineProcess
from deepfacedrawing.rendering import Renderer, RenderRequest, RenderResult
from deepfacedrawing.ui.app import main as run_app
from deepfacedrawing.ui.main_window import MainWindow

TICK_MS = 20
BETWEEN_S, AGAIN_S = (0.3, 2.5), (0.3, 2.0)
GIVE_UP_S = 150.0
NUM_FIRST_FACES = 4
KILLED, KILLED_AGAIN, STOPPED = "SIGKILL", "SIGKILL, and again while it starts", "stopped for 30 s"
SIGNALS = {KILLED: signal.SIGKILL, "SIGABRT": signal.SIGABRT, KILLED_AGAIN: signal.SIGKILL, STOPPED: signal.SIGSTOP}
KINDS = (*SIGNALS, *HARMS)


@dataclass
class Case:
    """What came of one harm; seconds from it to the first sign of it and to the next face, the longest pause of the
    window meanwhile; strokes lost; engines, dead children, threads, files and MiB of the window afterwards."""

    kind: str
    began: float = 0.0
    noticed: float | None = None
    back: float | None = None
    pause: float = 0.0
    lost: int = 0
    engines: tuple[int, ...] = ()
    dead: int = 0
    threads: int = 10**6
    files: int = 10**6
    resident: float = 0.0


def list_children() -> dict[int, str]:
    """The children of this process, with the letters of their states."""
    children = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = path.read_text().rpartition(")")[2].split()[:2]
        except OSError:  # it ended meanwhile
            continue
        if int(parent) == os.getpid():
            children[int(path.parent.name)] = state
    return children


def list_engines() -> list[int]:
    """The engine's processes, also dead ones that nobody has buried: children that Python made for work."""
    return [pid for pid, state in list_children().items() if state == "Z" or "spawn_main" in read_command(pid)]


def read_command(pid: int) -> str:
    """The command line of a process."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8")
    except OSError:
        return ""


def send_signal(pid: int, number: int) -> None:
    """To an engine that may be gone already."""
    with suppress(ProcessLookupError):
        if pid in list_engines():
            os.kill(pid, number)


class Harmer(QObject):
    """Harms the engine at random moments while the pen draws, and writes down what comes of it."""

    def __init__(self, window: MainWindow, folder: Path, kinds: list[str], pen: Pen, chance: random.Random) -> None:
        super().__init__(window)
        self.window, self.folder, self.pen, self.chance = window, folder, pen, chance
        self.cases: list[Case] = []
        self.faces = 0
        self.longest_pause_between = 0.0
        self._kinds, self._case = iter(kinds), None
        self._due, self._ticked = float("inf"), time.perf_counter()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        self._timer.start(TICK_MS)
        window.live_face.session.rendered.connect(self._on_rendered)
        window.live_face.session.failed.connect(self._on_failed)

    def _tick(self) -> None:
        now = time.perf_counter()
        pause, self._ticked = now - self._ticked, now
        if self._case is not None:
            self._case.pause = max(self._case.pause, pause)
            if now - self._case.began > GIVE_UP_S:
                self._finish()
            return
        self.longest_pause_between = max(self.longest_pause_between, pause)
        self._weigh()
        if now > self._due:
            self._harm()

    def _weigh(self) -> None:
        """The least of what there is between two harms: what is under way makes it more for a moment."""
        if self.cases:
            case = self.cases[-1]
            now = look_at(os.getpid())
            case.threads, case.files = min(case.threads, now.threads), min(case.files, now.handles)
            case.resident = now.resident

    def _harm(self) -> None:
        kind = next(self._kinds, None)
        if kind is None:
            self._finish()
            return
        self._case = Case(kind, time.perf_counter())
        if kind in HARMS:
            give_order(self.folder, kind)
            return
        for engine in list_engines():
            send_signal(engine, SIGNALS[kind])
            if kind == STOPPED:
                QTimer.singleShot(round(1000 * HANG_S), partial(send_signal, engine, signal.SIGCONT))
        if kind == KILLED_AGAIN:
            QTimer.singleShot(round(1000 * self.chance.uniform(*AGAIN_S)), self._kill_again)

    def _kill_again(self) -> None:
        if self._case is not None:
            self._case.began, self._case.noticed = time.perf_counter(), None
            for engine in list_engines():
                send_signal(engine, signal.SIGKILL)

    def _on_failed(self) -> None:
        if self._case is not None and self._case.noticed is None:
            self._case.noticed = time.perf_counter() - self._case.began

    def _on_rendered(self, _: RenderResult, latency: float, request: RenderRequest) -> None:
        """Ends a case with the first face of what was drawn after the harm."""
        self.faces += 1
        now, case = time.perf_counter(), self._case
        if self.faces == NUM_FIRST_FACES:
            self._plan()
        if case is None or now - latency < case.began:
            return
        case.back, case.lost = now - case.began, self.pen.count_lost()
        children = list_children()
        case.engines, case.dead = tuple(list_engines()), list(children.values()).count("Z")
        self.cases.append(case)
        self._case = None
        self._plan()

    def _plan(self) -> None:
        self._due = time.perf_counter() + self.chance.uniform(*BETWEEN_S)

    def _finish(self) -> None:
        """Lets the last face come, and closes the window."""
        if self._case is not None:
            self.cases.append(self._case)
        self._timer.stop()
        self.pen.stop()
        tell("cases", [asdict(case) for case in self.cases])
        values = {"lost": self.pen.count_lost(), "strokes": self.pen.num_drawn, "faces": self.faces}
        tell("drawn", values | {"pause": self.longest_pause_between})
        self.window.close()


def tell(what: str, value: Any) -> None:
    """One line of JSON for the process that started this one."""
    sys.stdout.write(json.dumps([what, value]) + "\n")
    sys.stdout.flush()


def plan_kinds(count: int, chance: random.Random) -> list[str]:
    """Each kind as often as the others, in any order."""
    kinds = [KINDS[i % len(KINDS)] for i in range(count)]
    chance.shuffle(kinds)
    return kinds


def harm_and_draw(folder: Path, count: int, seed: int, window: MainWindow) -> None:
    """A pen that draws, and ``count`` harms."""
    window.resize(1280, 800)
    chance, pen = random.Random(seed), Pen(window, seed)
    Harmer(window, folder, plan_kinds(count, chance), pen, chance)
    window.live_face.session.loaded.connect(lambda _: pen.start())


def close_soon(folder: Path, way: str, window: MainWindow) -> None:
    """Closes the window while its engine is in the state that ``CLOSINGS`` names."""
    prepare, delay = CLOSINGS[way]

    def close() -> None:
        tell("closing", [time.monotonic(), list_engines()])
        window.close()

    def begin() -> None:
        Pen(window, 0).start()
        prepare(folder)
        QTimer.singleShot(round(1000 * delay), close)

    if way == LOADING:
        QTimer.singleShot(1000, begin)
    else:
        window.live_face.session.loaded.connect(lambda _: QTimer.singleShot(2000, begin))


def stop_engine(_: Path) -> None:
    """It does nothing any more, and does not end when it is asked to."""
    for engine in list_engines():
        send_signal(engine, signal.SIGSTOP)


LOADING = "stopped while it loads"
# How the engine is when the window is closed → what makes it so, and seconds until then.
CLOSINGS: dict[str, tuple[Callable[[Path], None], float]] = {
    "at work": (lambda _: None, 0.2),
    "stopped at work": (stop_engine, 0.7),
    "in a render that sleeps": (partial(give_order, order="render that sleeps for 30 s"), 0.7),
    LOADING: (stop_engine, 0.3),
}


def run(folder: Path, begin: Callable[[MainWindow], None], load: Callable[[], Renderer] = load_real) -> int:
    """The window as the program opens it, with an engine that can be told to come to harm."""
    start = partial(EngineProcess, partial(load_harmed, folder, load), Patience())
    return run_app(HeadStart(start), asks=False, on_shown=begin)


def main(folder: Path, count: int, seed: int, way: str) -> int:
    """One closing, or all the harms."""
    return run(folder, partial(close_soon, folder, way) if way else partial(harm_and_draw, folder, count, seed))
