"""An engine that comes to harm when told to, which the benchmark of isolation starts in the place of the real one.

It is the real one, and what happens to it is real: this process ends in native code, its memory runs out, it sleeps.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from deepfacedrawing.engine.worker import load_face_engine
from deepfacedrawing.rendering import Renderer, RenderRequest, RenderResult

HANG_S = 30.0
ROOM, PIECE = 64 * 2**20, 2**16


class HarmedEngine:
    """Implements ``Renderer`` by another one; a file named ``order`` in the folder is one of ``HARMS``, obeyed once."""

    def __init__(self, folder: Path, load: Callable[[], Renderer]) -> None:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # what is killed on purpose leaves nothing to look into
        self._order = folder / "order"
        self._engine = load()
        self.info = self._engine.info

    def render(self, request: RenderRequest) -> RenderResult:
        """See ``Renderer``."""
        if self._order.exists():
            order = self._order.read_text()
            self._order.unlink()
            HARMS[order]()
        return self._engine.render(request)

    def close(self) -> None:
        """See ``Renderer``."""
        self._engine.close()


def load_real() -> Renderer:
    """The bundled model."""
    return load_face_engine(None, "auto", beside_window=True)


def load_harmed(folder: Path, load: Callable[[], Renderer] = load_real) -> Renderer:
    """What ``EngineProcess`` calls in its process."""
    return HarmedEngine(folder, load)


def give_order(folder: Path, order: str) -> None:
    """The next render obeys; the file is whole once it is there."""
    (folder / "order.part").write_text(order)
    (folder / "order.part").rename(folder / "order")


held: list[bytearray] = []


def fill_memory() -> None:
    """Lets the process have no more than a little memory from now on, and takes that too."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + ROOM, resource.RLIM_INFINITY))
    try:
        while True:
            held.append(bytearray(PIECE))
    except MemoryError:
        return


def fill_memory_and_be_killed() -> None:
    """As the system does it where a group of processes has reached its limit."""
    fill_memory()
    os.kill(os.getpid(), signal.SIGKILL)


def read_nowhere() -> None:
    """A segmentation fault in native code."""
    ctypes.string_at(0)


# What an engine does to itself.
HARMS: Mapping[str, Callable[[], None]] = {
    "abort in native code": os.abort,
    "invalid address in native code": read_nowhere,
    "no memory left": fill_memory,
    "no memory left, and killed for it": fill_memory_and_be_killed,
    "render that sleeps for 30 s": lambda: time.sleep(HANG_S),
}
