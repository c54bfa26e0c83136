"""What holds for every test: no window on the developer's screen, no process or thread left behind."""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
import time
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from deepfacedrawing.rendering import UserError
from tests.fake_engine import FakeEngine

STROKE = "pen", 4.0, ((100.0, 100.0, 1.0, 0.0), (200.0, 100.0, 1.0, 20.0))

# Before anything imports Qt. A test that wants a real window starts its own display and says so in its environment.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--update-snapshots`` writes the golden pictures anew instead of comparing with them."""
    parser.addoption("--update-snapshots", action="store_true", help="write tests/snapshots anew; look at them after")


@pytest.fixture(autouse=True)
def nothing_left_behind() -> Iterator[None]:
    """Fails a test that leaves a child process or a thread running."""
    processes = set(multiprocessing.active_children())
    threads = set(threading.enumerate())
    yield
    deadline = time.monotonic() + 2
    while _left_behind(processes, threads) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert _left_behind(processes, threads) == set()


def _left_behind(processes: set[Any], threads: set[threading.Thread]) -> set[Any]:
    running = {thread for thread in threading.enumerate() if not thread.daemon}
    return (set(multiprocessing.active_children()) - processes) | (running - threads)


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    """What every command loads in place of the real engine."""
    fake = FakeEngine()

    def load_engine(model: Path | None, device: str) -> FakeEngine:
        if device == "cuda":
            raise UserError("There is no CUDA device; use --device cpu.")
        fake.loaded_with = (model, device)
        return fake

    module: Any = types.ModuleType("deepfacedrawing.engine.face_engine")
    module.load_engine = load_engine
    monkeypatch.setitem(sys.modules, module.__name__, module)
    return fake


@pytest.fixture
def full_card(engine: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine can only be loaded on the processor."""
    module: Any = sys.modules["deepfacedrawing.engine.face_engine"]
    load = module.load_engine

    def load_engine(model: Path | None, device: str) -> FakeEngine:
        if device != "cpu":
            raise RuntimeError("CUDA error: out of memory")
        return load(model, device)

    monkeypatch.setattr(module, "load_engine", load_engine)


@pytest.fixture
def write_sketch(tmp_path: Path) -> Callable[..., Path]:
    """Writes a sketch of one stroke with settings, or a picture, and returns its path."""

    def write(name: str = "face.svg", **settings: Any) -> Path:
        from deepfacedrawing.ui import project_file, sketch

        path = tmp_path / name
        if path.suffix == ".svg":
            render = sketch.RenderSettings(**settings) if settings else None
            project_file.write_sketch(path, sketch.Sketch((sketch.Stroke(*STROKE),), render=render))
        else:
            picture = np.full((300, 200), 255, np.uint8)
            picture[100:110, 50:150] = 0
            Image.fromarray(picture).save(path)
        return path

    return write
