"""What a photo becomes for the window: its aligned face and the strokes of its line drawing, as plain values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# x and y in canvas pixels from the upper left corner, pressure 0…1, milliseconds since the stroke began.
TracedPoint = tuple[float, float, float, float]


@dataclass(frozen=True)
class TracedStroke:
    """One line of the drawing.

    ``tag``: what it outlines, such as ``left_eye`` or ``hair_strand``. ``width``: in canvas pixels at full pressure.
    ``points``: two or more, on the canvas.
    """

    tag: str
    width: float
    points: tuple[TracedPoint, ...]


@dataclass(frozen=True)
class PhotoSketch:
    """A photo turned into a sketch.

    ``photo``: (512, 512, 3) uint8 RGB, the face aligned to the canvas. ``strokes``: in the order in which a person
    might draw them. ``num_faces``: how many the photo shows; the main one was taken.
    """

    photo: NDArray[np.uint8]
    strokes: tuple[TracedStroke, ...]
    num_faces: int
