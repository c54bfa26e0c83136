"""``sketch_photo`` for a window, without the networks and the file that it needs."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np

from deepfacedrawing.photo_sketch import PhotoSketch, TracedStroke
from deepfacedrawing.rendering import UserError

JAW = TracedStroke("jaw", 3.0, ((100.0, 300.0, 0.7, 0.0), (250.0, 420.0, 0.9, 500.0), (400.0, 300.0, 0.8, 900.0)))


class FakePhotos:
    """One jaw, the number of faces that the file's name says, an error for none."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.gate.set()

    def __call__(self, path: Path) -> PhotoSketch:
        assert self.gate.wait(10)
        if path.stem == "0":
            raise UserError(f"No face was found in {path.name}; choose a portrait photo.")
        return PhotoSketch(np.full((512, 512, 3), (200, 30, 30), np.uint8), (JAW,), int(path.stem))
