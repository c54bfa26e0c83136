"""Ink: strokes as pixels. Needs QtGui but no application, so the command line uses it too.

A stroke is painted as a sequence of runs: neighbouring curve segments of one width, in one path, so that
antialiased edges meet without beads. All runs but the last are final while the pen still moves, which is what lets
the ink follow the pen without painting the whole stroke again, and yet end up the same to the pixel.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PyQt5.QtCore import QPointF, Qt
from PyQt5.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from deepfacedrawing.components import CANVAS_SIZE, INK, PAPER
from deepfacedrawing.ui.images import enlarge, to_qimage

if TYPE_CHECKING:
    from deepfacedrawing.ui.sketch import Point, Sketch, Stroke

RUN_LENGTH = 32
WIDTH_STEP = 0.25
MIN_WIDTH = 0.5
CHECKPOINT_STROKES = 64


@dataclass(frozen=True)
class Run:
    """Segments ``first`` to ``end`` (exclusive) of a stroke; segment i joins the points i and i + 1."""

    first: int
    end: int
    width: float


def iterate_runs(points: Sequence[Point], width: float, first: int = 0) -> Iterator[Run]:
    """The runs from segment ``first`` on; one empty run for a stroke of one point."""
    last = len(points) - 1
    if last == 0:
        yield Run(0, 0, _width_of(points[0], points[0], width))
    while first < last:
        run_width = _width_of(points[first], points[first + 1], width)
        end = first + 1
        while end < last and end - first < RUN_LENGTH and _width_of(points[end], points[end + 1], width) == run_width:
            end += 1
        yield Run(first, end, run_width)
        first = end


def _width_of(start: Point, end: Point, width: float) -> float:
    """Width of a segment: proportional to the mean pressure, in steps so that runs stay long."""
    return max(MIN_WIDTH, round(width * (start[2] + end[2]) / 2 / WIDTH_STEP) * WIDTH_STEP)


def paint_run(painter: QPainter, tool: str, points: Sequence[Point], run: Run) -> None:
    """Paints one run with round caps; a run without length is a dot."""
    grey = INK if tool == "pen" else PAPER
    pen = QPen(QColor(grey, grey, grey), run.width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    start = points[run.first]
    if all(points[i][:2] == start[:2] for i in range(run.first, run.end + 1)):
        painter.drawPoint(QPointF(start[0], start[1]))
    else:
        painter.drawPath(_curve(points, run))


def _curve(points: Sequence[Point], run: Run) -> QPainterPath:
    """A smooth curve through the points of a run, also looking at the points just before and after it."""
    path = QPainterPath(QPointF(points[run.first][0], points[run.first][1]))
    for i in range(run.first, run.end):
        x0, y0 = points[i][:2]
        x1, y1 = points[i + 1][:2]
        length = math.hypot(x1 - x0, y1 - y0)
        dx0, dy0 = _handle(points, i, length)
        dx1, dy1 = _handle(points, i + 1, length)
        path.cubicTo(x0 + dx0, y0 + dy0, x1 - dx1, y1 - dy1, x1, y1)
    return path


def _handle(points: Sequence[Point], i: int, length: float) -> tuple[float, float]:
    """The Bézier handle at a point: Catmull-Rom, shortened where it would make a short segment overshoot."""
    before, after = points[max(i - 1, 0)], points[min(i + 1, len(points) - 1)]
    dx, dy = (after[0] - before[0]) / 6, (after[1] - before[1]) / 6
    size = math.hypot(dx, dy)
    factor = min(1.0, length / 3 / size) if size > 0 else 0.0
    return dx * factor, dy * factor


def _begin(image: QImage) -> QPainter:
    """A painter in canvas pixels, whatever the size of the image."""
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(image.width() / CANVAS_SIZE, image.height() / CANVAS_SIZE)
    return painter


def paint_strokes(image: QImage, strokes: Sequence[Stroke]) -> None:
    """Paints strokes onto a Grayscale8 image of the canvas, in order; a larger image has finer pixels."""
    if not strokes:
        return
    painter = _begin(image)
    for stroke in strokes:
        for run in iterate_runs(stroke.points, stroke.width):
            paint_run(painter, stroke.tool, stroke.points, run)
    painter.end()


def blank_image(sketch: Sketch, scale: int = 1) -> QImage:
    """What lies under the strokes: the opened picture, or paper; ``scale`` times the canvas."""
    if sketch.background is not None:
        return to_qimage(enlarge(sketch.background, scale))
    side = CANVAS_SIZE * scale
    image = QImage(side, side, QImage.Format.Format_Grayscale8)
    image.fill(QColor(PAPER, PAPER, PAPER))
    return image


class InkLayer:
    """The image of a sketch, kept up to date by painting only what is new; 512×512, Grayscale8."""

    def __init__(self, sketch: Sketch) -> None:
        self._sketch = sketch
        self._checkpoints: dict[int, QImage] = {}
        self._image = QImage()
        self._repaint(sketch)

    @property
    def image(self) -> QImage:
        """The strokes that are done; treat as read-only."""
        return self._image

    def set_sketch(self, sketch: Sketch) -> None:
        """Shows another sketch, from the last checkpoint that both have in common."""
        old, self._sketch = self._sketch, sketch
        shared = _shared_strokes(old, sketch)
        if sketch.background is not old.background:
            self._repaint(sketch)
        elif shared == len(old.strokes):
            self._paint_from(shared)
        else:
            start = shared - shared % CHECKPOINT_STROKES
            self._checkpoints = {count: image for count, image in self._checkpoints.items() if count <= start}
            self._image = self._checkpoints[start].copy()
            self._paint_from(start)

    def adopt(self, sketch: Sketch, image: QImage) -> None:
        """Shows a sketch that has one stroke more than the one before, and is painted already."""
        self._sketch, self._image = sketch, image
        if len(sketch.strokes) % CHECKPOINT_STROKES == 0:
            self._checkpoints[len(sketch.strokes)] = image.copy()

    @property
    def sketch(self) -> Sketch:
        """What it shows."""
        return self._sketch

    def _repaint(self, sketch: Sketch) -> None:
        self._image = blank_image(sketch)
        self._checkpoints = {0: self._image.copy()}
        self._paint_from(0)

    def _paint_from(self, start: int) -> None:
        strokes = self._sketch.strokes
        while start < len(strokes):
            end = min(len(strokes), start - start % CHECKPOINT_STROKES + CHECKPOINT_STROKES)
            paint_strokes(self._image, strokes[start:end])
            if end % CHECKPOINT_STROKES == 0:
                self._checkpoints[end] = self._image.copy()
            start = end


def _shared_strokes(one: Sketch, other: Sketch) -> int:
    """How many strokes two sketches begin with in common."""
    count = 0
    for mine, theirs in zip(one.strokes, other.strokes, strict=False):
        if mine is not theirs:
            break
        count += 1
    return count


class StrokeInk:
    """The image while the pen is down: final runs are painted once, only the last run again and again.

    ``mirror``: gives a point's counterpart where the stroke is drawn on both sides at once.
    """

    def __init__(self, under: QImage, tool: str, width: float, mirror: Callable[[Point], Point] | None = None) -> None:
        self.tool, self.width = tool, width
        self.points: list[Point] = []
        self._mirror = mirror
        self._mirrored: list[Point] = []
        self._done = under.copy()
        self._segments_done = 0
        self._image = self._done

    @property
    def image(self) -> QImage:
        """Everything below and the stroke so far; treat as read-only."""
        return self._image

    def extend(self, point: Point) -> None:
        """Adds a point and paints what it changes."""
        self.points.append(point)
        if self._mirror is not None:
            self._mirrored.append(self._mirror(point))
        *final, last = iterate_runs(self.points, self.width, self._segments_done)
        if final:
            painter = _begin(self._done)
            for run in final:
                self._paint(painter, run)
            painter.end()
            self._segments_done = last.first
        self._image = self._done.copy()
        painter = _begin(self._image)
        self._paint(painter, last)
        painter.end()

    def _paint(self, painter: QPainter, run: Run) -> None:
        paint_run(painter, self.tool, self.points, run)
        if self._mirrored:
            paint_run(painter, self.tool, self._mirrored, run)
