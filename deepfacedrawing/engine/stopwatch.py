"""How long each stage of a face takes."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

import torch

T = TypeVar("T")


class Stopwatch:
    """Seconds spent per stage; on a graphics card from when it could begin to when it is done, and without waiting."""

    def __init__(self, device: torch.device) -> None:
        self.device = device
        self._seconds: dict[str, float] = {}
        self._marks: list[tuple[str, torch.cuda.Event, torch.cuda.Event]] = []

    def time(self, stage: str, work: Callable[[], T]) -> T:
        """Does the work and adds its time to that of the stage."""
        if self.device.type == "cuda":
            begin, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
            begin.record()
            result = work()
            end.record()
            self._marks.append((stage, begin, end))
        else:
            start = time.perf_counter()
            result = work()
            self._add(stage, time.perf_counter() - start)
        return result

    def read(self) -> dict[str, float]:
        """Stage → seconds, in the order in which they began; waits for the card to be done with them."""
        for stage, begin, end in self._marks:
            end.synchronize()
            self._add(stage, begin.elapsed_time(end) / 1000)
        self._marks.clear()
        return self._seconds

    def _add(self, stage: str, seconds: float) -> None:
        self._seconds[stage] = self._seconds.get(stage, 0.0) + seconds
