"""Curves on the canvas → the points of strokes; all lines of a drawing at once, as arrays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from deepfacedrawing.components import CANVAS_SIZE
from deepfacedrawing.ui.path_data import Curves
from deepfacedrawing.ui.sketch import Point, Stroke
from deepfacedrawing.ui.svg_xml import BadContentError

SPACING = 3.0
# Points nearer to each other than this are thinned out.
LEAST_SPACING = 0.75
# What lies farther outside of the canvas is left out: no pen reaches into it from there.
MARGIN = 64.0
MAX_CURVES = 200_000
MAX_PIECES = 400_000
POINT_MS = 8.0

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Trace:
    """A line that a stroke is to follow: (N, 4) curves on the canvas; what tool and how wide it draws.

    ``pressures`` and ``times``: of equal length, spread evenly over the curves; without them the pressure is full and
    the pace even.
    """

    tool: str
    width: float
    curves: Curves
    pressures: Floats | None = None
    times: Floats | None = None


def follow(lines: Sequence[Stroke | Trace]) -> tuple[Stroke, ...]:
    """Strokes as they are, and in the place of each trace the strokes that draw what lies of it on or near the canvas.

    Points are at most 3 pixels apart.

    Raises:
        BadContentError: the traces are too long.
    """
    traces = [line for line in lines if isinstance(line, Trace)]
    drawn: dict[int, list[Stroke]] = {id(trace): [] for trace in traces}
    for number, points, positions in _flatten([trace.curves for trace in traces]):
        trace = traces[number]
        drawn[id(trace)].append(Stroke(trace.tool, trace.width, _pen_points(trace, points, positions)))
    return tuple(stroke for line in lines for stroke in ([line] if isinstance(line, Stroke) else drawn[id(line)]))


def _pen_points(trace: Trace, points: NDArray[np.complex128], positions: Floats) -> tuple[Point, ...]:
    if (points == points[0]).all():
        points, positions = points[:1], positions[:1]
    xs, ys = points.real.tolist(), points.imag.tolist()
    if trace.pressures is None or trace.times is None:
        return tuple((x, y, 1.0, POINT_MS * i) for i, (x, y) in enumerate(zip(xs, ys, strict=True)))
    where = positions * (len(trace.pressures) - 1) / len(trace.curves)
    known = np.arange(len(trace.pressures))
    pressures, times = np.interp(where, known, trace.pressures), np.interp(where, known, trace.times)
    return tuple(zip(xs, ys, pressures.round(3).tolist(), times.round(1).tolist(), strict=True))


def _flatten(lines: Sequence[Curves]) -> Iterator[tuple[int, NDArray[np.complex128], Floats]]:
    """For each part of a line: the line's number, the points, and where on its curves they lie, counted in curves."""
    if sum(map(len, lines)) > MAX_CURVES:
        raise BadContentError("its lines have too many points; simplify the drawing first")
    if not lines:
        return
    numbers = np.repeat(np.arange(len(lines)), [len(line) for line in lines])
    starts = np.concatenate([np.arange(len(line), dtype=np.float64) for line in lines])
    with np.errstate(all="ignore"):  # what overflows lies far outside
        pieces, numbers, starts, spans = _split(np.concatenate(lines), numbers, starts)
    if not len(pieces):
        return
    # A piece that does not begin where the one before it ends: another line, or what lay between was outside.
    first = np.append(True, (pieces[1:, 0] != pieces[:-1, 3]) | (numbers[1:] != numbers[:-1]))
    last = np.append(first[1:], True)
    chosen = np.stack([np.ones_like(last), last], axis=1).ravel()
    points = pieces[:, ::3].ravel()[chosen].round(2)
    positions = np.stack([starts, starts + spans], axis=1).ravel()[chosen]
    ends = np.cumsum(np.bincount(np.cumsum(first) - 1) + 1)
    kept = _thin_out(points, np.append(0, ends[:-1]), ends - 1)
    bounds = [0, *np.cumsum(kept)[ends - 1].tolist()]
    points, positions = points[kept], positions[kept]
    for number, begin, end in zip(numbers[first].tolist(), bounds[:-1], bounds[1:], strict=True):
        yield number, points[begin:end], positions[begin:end]


def _split(
    pieces: Curves, numbers: NDArray[np.intp], starts: Floats
) -> tuple[Curves, NDArray[np.intp], Floats, Floats]:
    """Halves what is long, in place, until nothing is; drops what is outside on the way."""
    spans = np.ones(len(pieces))
    while True:
        near = _is_near(pieces)
        pieces, numbers, starts, spans = pieces[near], numbers[near], starts[near], spans[near]
        if len(pieces) > MAX_PIECES:
            raise BadContentError("its lines are too long; simplify the drawing first")
        long = np.abs(np.diff(pieces, axis=1)).sum(axis=1) > SPACING
        if not long.any():
            return pieces, numbers, starts, spans
        origin = np.repeat(np.arange(len(pieces)), np.where(long, 2, 1))
        is_second = np.append(False, origin[1:] == origin[:-1])
        is_first = np.append(is_second[1:], False)
        pieces, numbers = pieces[origin], numbers[origin]
        spans = np.where(is_first | is_second, spans[origin] / 2, spans[origin])
        starts = starts[origin] + np.where(is_second, spans, 0.0)
        first_halves, second_halves = _halve(pieces[is_first])
        pieces[is_first], pieces[is_second] = first_halves, second_halves


def _is_near(pieces: Curves) -> NDArray[np.bool_]:
    low, high = -MARGIN, CANVAS_SIZE + MARGIN
    x, y = pieces.real, pieces.imag
    inside = (x.max(axis=1) >= low) & (x.min(axis=1) <= high) & (y.max(axis=1) >= low) & (y.min(axis=1) <= high)
    return inside & np.isfinite(pieces).all(axis=1)


def _halve(curves: Curves) -> tuple[Curves, Curves]:
    a, b, c, d = curves.T
    ab, bc, cd = (a + b) / 2, (b + c) / 2, (c + d) / 2
    abc, bcd = (ab + bc) / 2, (bc + cd) / 2
    middle = (abc + bcd) / 2
    return np.stack([a, ab, abc, middle], axis=1), np.stack([middle, bcd, cd, d], axis=1)


def _thin_out(points: NDArray[np.complex128], firsts: NDArray[np.intp], lasts: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Which points to keep: the ends of each line, and about one in each least spacing of the way."""
    way = np.append(0.0, np.cumsum(np.abs(np.diff(points))))
    way -= np.repeat(way[firsts], lasts - firsts + 1)
    cells = np.floor(way / LEAST_SPACING)
    kept = np.append(True, cells[1:] != cells[:-1])
    kept[firsts] = kept[lasts] = True
    return kept
