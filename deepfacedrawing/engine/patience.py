"""How long an engine may be silent before it counts as hung: as long as its own past says. No torch here."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType

# A face is made anew or brought up to date, with all graphs or with some still to be compiled: none takes this many
# times as long as the slowest of the others, unless the machine has other work all of a sudden.
FACTOR = 5.0
# Seconds; what a busy machine may add to the shortest load and to the shortest face.
LEAST_LOAD, LEAST_FACE = 15.0, 4.0
NUM_KNOWN, NUM_REMEMBERED = 3, 200
TICK = 0.25


@dataclass
class Patience:
    """What the processes of one model took, one process after the other, and what that allows the next answer.

    ``longest_load``, ``longest_face``: seconds as long as nothing is known, and the most in any case. A model may be of
    gigabytes, and its faces take tens of seconds on a slow processor.
    """

    longest_load: float = 300.0
    longest_face: float = 120.0
    _load: float | None = None
    _num_since_load: int = 0
    _faces: deque[float] = field(default_factory=lambda: deque(maxlen=NUM_REMEMBERED))

    @property
    def for_load(self) -> float:
        """Seconds for loading: generous the first time, then a few times what the last one took."""
        least = self.longest_load if self._load is None else max(LEAST_LOAD, FACTOR * self._load)
        return min(self.longest_load, least)

    @property
    def for_face(self) -> float:
        """Seconds for a face: generous for the first few, then a few times the slowest of the last ones.

        The first of a new process get as much again and again: if the last one was not hung but slow, as its machine
        had other work, these tell how slow, and if it had to load once more, for want of a card's memory, this one can.
        """
        if len(self._faces) < NUM_KNOWN:
            return self.longest_face
        usual = max(LEAST_FACE, FACTOR * max(self._faces))
        return min(self.longest_face, usual if self._num_since_load >= NUM_KNOWN else FACTOR * usual)

    def note_load(self, seconds: float) -> None:
        """A load took that long, also one that was ended for it: the next one may take longer."""
        self._load, self._num_since_load = seconds, 0

    def note_face(self, seconds: float) -> None:
        """A face took that long."""
        self._faces.append(seconds)
        self._num_since_load += 1


def wait_awake(wait: Callable[[float], bool], limit: float, clock: Callable[[], float] = time.monotonic) -> bool:
    """Waits until something happens, as long as ``limit`` seconds that this process could use; whether it happened.

    What neither process could use does not count: a laptop that slept, a machine that stood still while it swapped.

    Args:
        wait: waits for so many seconds at most; whether it happened.
    """
    used = 0.0
    while used < limit:
        tick, begin = min(TICK, limit - used), clock()
        if wait(tick):
            return True
        used += min(max(clock() - begin, tick), 2 * tick)
    return False


class Watchdog:
    """Calls ``expire`` on a thread of its own unless the block is left within ``limit`` seconds of ``wait_awake``."""

    def __init__(self, limit: float, expire: Callable[[], None]) -> None:
        self.has_expired = False
        self._limit, self._expire, self._left = limit, expire, threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)

    def __enter__(self) -> Watchdog:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._left.set()
        self._thread.join()

    def _watch(self) -> None:
        if not wait_awake(self._left.wait, self._limit):
            self.has_expired = True
            self._expire()
