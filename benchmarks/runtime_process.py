"""One way to compute a face in a process of its own, which is asked in turns with the others."""

from __future__ import annotations

import multiprocessing
import os
import sys
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deepfacedrawing.rendering import RenderRequest


class Served:
    """A process that holds one runtime of ``runtime_networks.RUNTIMES``; nothing is computed while it is not asked."""

    def __init__(self) -> None:
        self.process = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"))

    def __call__(self, function: Any, *arguments: Any) -> Any:
        """What a function of this module returns there."""
        answer: Future[Any] = self.process.submit(function, *arguments)
        return answer.result()

    def close(self) -> None:
        """End the process."""
        self.process.shutdown()


held: dict[str, Any] = {}


def prepare(key: str, model: Path, folder: Path) -> None:
    """Write a runtime's files, once; they are whole or not there."""
    os.environ["NNCF_CI"] = "1"  # else it reports to its makers that it was used
    from runtime_networks import RUNTIMES

    write = RUNTIMES[key].prepare
    if write is None or (folder / key).is_dir():
        return
    partial = folder / f"{key}.partial"
    partial.mkdir(parents=True)
    write(model, partial)
    partial.rename(folder / key)


def load(key: str, model: Path, folder: Path, sketches: list[NDArray[np.uint8]], threads: int = 0) -> str:
    """Build a runtime with so many threads, 0: as many as the program's engine has; returns its name for people."""
    import torch
    from runtime_networks import RUNTIMES

    from deepfacedrawing.engine.worker import count_threads

    torch.set_num_threads(threads or count_threads(os.cpu_count() or 1))
    held["candidate"] = RUNTIMES[key].load(model, folder / key, sketches)
    return held["candidate"].name


def measure(repeats: int) -> dict[str, list[float]]:
    """Stage → milliseconds of that many calls, after a few that warm up."""
    import torch
    from machine import time_calls

    cpu = torch.device("cpu")
    calls = held["candidate"].calls.items()
    return {stage: [1000 * s for s in time_calls(call, repeats, cpu)] for stage, call in calls}


def paint(requests: list[RenderRequest]) -> list[NDArray[np.uint8]]:
    """The faces (512, 512, 3) uint8."""
    return [held["candidate"].paint(request) for request in requests]


def weigh() -> float:
    """MiB of the process."""
    from processes import measure_resident

    return measure_resident()


def is_there(package: str) -> bool:
    """Whether a package can be imported."""
    from importlib.util import find_spec

    return package in sys.modules or find_spec(package) is not None
