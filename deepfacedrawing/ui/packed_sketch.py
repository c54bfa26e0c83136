"""Drawings that are only kept to be gone back to, in a tenth of the memory."""

from __future__ import annotations

import zlib
from dataclasses import replace

import numpy as np

from deepfacedrawing.components import CANVAS_SIZE
from deepfacedrawing.ui.sketch import Sketch, Stroke

FASTEST = 1
NUM_VALUES = 4


class PackedSketch:
    """A sketch whose points and background are compressed; ``unpack`` gives the same one again, to the bit."""

    def __init__(self, sketch: Sketch) -> None:
        points = np.array([point for stroke in sketch.strokes for point in stroke.points], np.float64)
        # By column, as places are near those before them.
        self._points = zlib.compress(points.reshape(-1, NUM_VALUES).T.tobytes(), FASTEST)
        self._strokes = [(stroke.tool, stroke.width, len(stroke.points)) for stroke in sketch.strokes]
        background = sketch.background
        self._background = None if background is None else zlib.compress(background.tobytes(), FASTEST)
        self._rest = replace(sketch, strokes=(), background=None)

    def unpack(self) -> Sketch:
        """The sketch."""
        columns = np.frombuffer(zlib.decompress(self._points)).reshape(NUM_VALUES, -1)
        points = iter(zip(*columns.tolist(), strict=True))
        strokes = tuple(
            Stroke(tool, width, tuple(next(points) for _ in range(count))) for tool, width, count in self._strokes
        )
        background = None
        if self._background is not None:
            pixels = np.frombuffer(zlib.decompress(self._background), np.uint8)
            background = pixels.reshape(CANVAS_SIZE, CANVAS_SIZE)
        return replace(self._rest, strokes=strokes, background=background)
