"""From the hand to the points of a stroke: pressure curve, smoothing, straight lines. No Qt."""

from __future__ import annotations

import math
from dataclasses import dataclass

from deepfacedrawing.components import CANVAS_SIZE
from deepfacedrawing.ui.sketch import Point, Stroke

# Name → canvas pixels of the way over which the pen's path is averaged.
SMOOTHINGS = {"off": 0.0, "low": 5.0, "high": 18.0}
# Name → exponent of the pressure; "off": every stroke at full width.
PRESSURE_CURVES = {"soft": 0.6, "linear": 1.0, "firm": 1.7, "off": 0.0}
MIN_STEP = 0.35  # canvas pixels; nearer points say nothing new
CATCH_UP_STEPS = 4
SNAP_DEGREES = 15.0


@dataclass(frozen=True)
class PenSettings:
    """``width`` in canvas pixels at full pressure; ``smoothing`` of ``SMOOTHINGS``, ``pressure`` of
    ``PRESSURE_CURVES``; ``mirror``: draw both halves of the face at once."""

    width: float = 3.0
    smoothing: str = "low"
    pressure: str = "linear"
    mirror: bool = False


class Hand:
    """One stroke in the making: raw places go in, the stroke's points come out.

    Smoothing is a low-pass along the way, not in time: it is the same for every tablet's rate, and a pen that rests
    does not draw on. The pen is caught up with when it is lifted.
    """

    def __init__(self, settings: PenSettings) -> None:
        self._way = SMOOTHINGS[settings.smoothing]
        self._exponent = PRESSURE_CURVES[settings.pressure]
        self._raw: tuple[float, float] = (0.0, 0.0)
        self._smooth: tuple[float, float] | None = None
        self._last: Point | None = None

    def move(self, x: float, y: float, pressure: float, time_ms: float) -> list[Point]:
        """The next raw place in canvas pixels, pressure 0…1; returns the points to add, if any."""
        if self._smooth is None or self._way == 0:
            smooth = x, y
        else:
            part = 1 - math.exp(-math.dist(self._raw, (x, y)) / self._way)
            smooth = _between(self._smooth, (x, y), part)
        self._raw, self._smooth = (x, y), smooth
        return self._add(*smooth, self._curve(pressure), time_ms)

    def lift(self, time_ms: float) -> list[Point]:
        """The points from where the smoothed path is to where the pen was."""
        if self._smooth is None or self._last is None:
            return []
        points: list[Point] = []
        start = self._smooth
        for step in range(1, CATCH_UP_STEPS + 1):
            points += self._add(*_between(start, self._raw, step / CATCH_UP_STEPS), self._last[2], time_ms)
        return points

    def _curve(self, pressure: float) -> float:
        return min(max(pressure, 0.0), 1.0) ** self._exponent

    def _add(self, x: float, y: float, pressure: float, time_ms: float) -> list[Point]:
        # Rounded here, so that a saved and reopened drawing is the same to the pixel.
        point = round(x, 2), round(y, 2), round(pressure, 3), float(time_ms)
        if self._last is not None and abs(point[0] - self._last[0]) + abs(point[1] - self._last[1]) < MIN_STEP:
            return []
        self._last = point
        return [point]


def straighten(start: Point, end: Point, snap: bool) -> tuple[Point, Point]:
    """A straight line as the points of a stroke; ``snap``: its angle to a multiple of 15 degrees."""
    x, y = end[:2]
    if snap:
        step = math.radians(SNAP_DEGREES)
        angle = round(math.atan2(y - start[1], x - start[0]) / step) * step
        length = math.dist(start[:2], end[:2])
        x, y = start[0] + length * math.cos(angle), start[1] + length * math.sin(angle)
    pressure = max(start[2], end[2])
    return (*start[:2], pressure, start[3]), (round(x, 2), round(y, 2), pressure, end[3])


def mirror_point(point: Point) -> Point:
    """The same point on the other side of the face's axis."""
    return (round(CANVAS_SIZE - point[0], 2), *point[1:])


def mirror_stroke(stroke: Stroke) -> Stroke:
    """The same stroke on the other side of the face's axis."""
    return Stroke(stroke.tool, stroke.width, tuple(mirror_point(point) for point in stroke.points))


def _between(start: tuple[float, float], end: tuple[float, float], part: float) -> tuple[float, float]:
    return start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part
