"""From a line drawing to strokes that a person can edit: few points, on the canvas, with gentle pressure."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from deepfacedrawing.components import CANVAS_SIZE
from deepfacedrawing.photo_sketch import TracedPoint, TracedStroke
from deepfacedrawing.training.line_choice import choose_lines, is_line
from deepfacedrawing.training.line_drawing import TAGS, LineDrawing, Points

# In the order in which people draw a face; where there are too many strokes, the last ones are left out.
ORDER = (
    *("jaw", "hair_outline", "hat", "ears", "glasses", "left_eye", "right_eye", "left_iris", "right_iris"),
    *("left_brow", "right_brow", "nose", "mouth_outer", "mouth_inner", "lid_crease", "neck", "clothes"),
    *("moustache", "beard", "hair_strand", "detail"),
)
MOST_STROKES = 250
# Strokes of these are many: no more than this of each.
MOST_OF_TAG = {"moustache": 24, "beard": 60, "hair_strand": 60, "detail": 30}
WIDTH = 3.0
# Pressure at the ends of a stroke and at its middle: lines of 2.1 to 2.85 pixels.
PRESSURE = (0.7, 0.95)
# How far a point may lie from the line through those that are kept, in pixels.
TOLERANCE = 0.6
SHORTEST = 6.0
# Pixels a millisecond: a calm hand.
SPEED = 0.4
# The border of the photo is no line of the face.
EDGE = 5.0


def draw_strokes(drawing: LineDrawing, inside: NDArray[np.bool_]) -> tuple[TracedStroke, ...]:
    """The strokes of a careful drawing.

    Args:
        drawing: of an aligned face.
        inside: (512,512) bool, what the photo covers; nothing is drawn elsewhere and along its border.

    Returns:
        At most ``MOST_STROKES``, in the order of ``ORDER``; of too many of a kind, the longest.
    """
    kept = choose_lines(drawing, drawing.points.copy(), np.random.default_rng(0), roughness=0.0) & is_line(drawing)
    drawable = _drawable(inside)
    strokes = []
    for tag in ORDER:
        lines = [line for line, index, keep in zip(drawing.lines, drawing.tags, kept, strict=True)
                 if keep and TAGS[index] == tag]  # fmt: skip
        parts = [part for line in lines for part in _cut(line, drawable) if _length(part) >= SHORTEST]
        strokes += [_stroke(tag, part) for part in _choose(parts, MOST_OF_TAG.get(tag))]
    return tuple(strokes[:MOST_STROKES])


def _choose(parts: list[Points], most: int | None) -> list[Points]:
    """The longest ones, in their order."""
    if most is None or len(parts) <= most:
        return parts
    longest = sorted(range(len(parts)), key=lambda index: -_length(parts[index]))[:most]
    return [parts[index] for index in sorted(longest)]


def _drawable(inside: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Inside the photo and off its border; the canvas's own border is none."""
    return inside if inside.all() else cv2.distanceTransform(inside.astype(np.uint8), cv2.DIST_L2, 3) > EDGE


def _cut(line: Points, drawable: NDArray[np.bool_]) -> Iterator[Points]:
    """The parts of a line that lie on the canvas, up to its border, and where drawing is allowed."""
    clamped = np.clip(line, 0, CANVAS_SIZE - 1)
    columns, rows = clamped.round().astype(int).T
    on_canvas = (line == clamped).all(axis=1)
    # One point beyond, moved to the border, so that lines reach it.
    near = on_canvas | np.append(on_canvas[1:], False) | np.append(False, on_canvas[:-1])
    good = near & drawable[rows, columns]
    for run in np.split(np.arange(len(line)), np.flatnonzero(np.diff(good)) + 1):
        if good[run[0]] and len(run) > 1:
            yield clamped[run]


def _stroke(tag: str, line: Points) -> TracedStroke:
    knots = cv2.approxPolyDP(line[:, None], TOLERANCE, False)[:, 0].astype(float)
    along = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(knots, axis=0).T))))
    pressure = PRESSURE[0] + (PRESSURE[1] - PRESSURE[0]) * np.sin(np.pi * along / max(along[-1], 1e-6))
    rows = np.column_stack((knots.round(2), pressure.round(3), (along / SPEED).round(1)))
    points: tuple[TracedPoint, ...] = tuple((x, y, p, t) for x, y, p, t in rows.tolist())
    return TracedStroke(tag, WIDTH, points)


def _length(line: Points) -> float:
    return float(np.hypot(*np.diff(line, axis=0).T).sum())
