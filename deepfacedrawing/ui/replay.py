"""The drawing drawn again, in a few seconds: what the strokes were at each frame, and the film of it."""

from __future__ import annotations

import bisect
import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from deepfacedrawing.ui.export import side_by_side
from deepfacedrawing.ui.film import HOLD_SECONDS, Compose, Film, Shot, count_frames
from deepfacedrawing.ui.images import to_array
from deepfacedrawing.ui.ink import InkLayer
from deepfacedrawing.ui.sketch import Point, RenderSettings, Sketch, Stroke

# Milliseconds: a pen that rests longer is cut to this; from one stroke to the next it takes that long.
MAX_PAUSE, BETWEEN_STROKES, DOT = 200.0, 120.0, 40.0
# Canvas pixels a millisecond, for strokes without times.
USUAL_SPEED = 0.5
RENDERS_PER_SECOND = 8


@dataclass(frozen=True)
class _Timed:
    """A stroke on the clock of the replay: when each of its points was drawn, in milliseconds."""

    stroke: Stroke
    times: tuple[float, ...]


def replay_states(sketch: Sketch, seconds: float, fps: int) -> Iterator[Sketch]:
    """The drawing as it grows, one state a frame: from what lies under the strokes to the whole.

    Strokes keep their own pace, without its long rests; those without times are drawn evenly. Strokes that are done are
    the very ones of ``sketch``. The last second shows the whole drawing.

    Raises:
        UserError: a length out of its range.
    """
    num_frames = count_frames(seconds, fps)
    return _iterate_states(sketch, max(num_frames - HOLD_SECONDS * fps, 1), num_frames)


def _iterate_states(sketch: Sketch, num_growing: int, num_frames: int) -> Iterator[Sketch]:
    strokes = _time_strokes(sketch.strokes)
    starts = [timed.times[0] for timed in strokes]
    length = strokes[-1].times[-1] if strokes else 0.0
    for frame in range(num_frames):
        if frame >= num_growing:
            yield sketch
            continue
        now = length * frame / num_growing
        begun = bisect.bisect_left(starts, now)
        done = begun - 1 if begun and strokes[begun - 1].times[-1] > now else begun
        partial = tuple(_cut(timed, now) for timed in strokes[done:begun])
        yield replace(sketch, strokes=sketch.strokes[:done] + partial)


def _time_strokes(strokes: Sequence[Stroke]) -> list[_Timed]:
    timed: list[_Timed] = []
    now = 0.0
    for stroke in strokes:
        times = tuple(itertools.accumulate(_steps(stroke.points), initial=now))
        timed.append(_Timed(stroke, times))
        now = max(times[-1], now + DOT) + BETWEEN_STROKES
    return timed


def _steps(points: Sequence[Point]) -> list[float]:
    """Milliseconds from each point to the next."""
    times = [point[3] for point in points]
    steps = [min(after - before, MAX_PAUSE) for before, after in itertools.pairwise(times)]
    if steps and min(steps) >= 0 and max(steps) > 0:
        return steps
    return [math.dist(before[:2], after[:2]) / USUAL_SPEED for before, after in itertools.pairwise(points)]


def _cut(timed: _Timed, now: float) -> Stroke:
    """The stroke up to a time within it, and on to where the pen was just then."""
    points, times = timed.stroke.points, timed.times
    end = bisect.bisect_right(times, now)
    share = (now - times[end - 1]) / (times[end] - times[end - 1])
    x, y, pressure, time = (a + (b - a) * share for a, b in zip(points[end - 1], points[end], strict=True))
    return replace(timed.stroke, points=(*points[:end], (x, y, pressure, time)))


def build_replay(
    sketch: Sketch,
    settings: RenderSettings,
    seconds: float,
    fps: int,
    compose: Compose = side_by_side,
    renders_per_second: int = RENDERS_PER_SECOND,
) -> Film:
    """A film of the drawing as it grows and the face that follows.

    Args:
        settings: how the faces are rendered, the same from the first to the last.
        renders_per_second: how many faces a second of film has at most; the last one is always that of the whole.

    Raises:
        UserError: a length out of its range.
    """
    num_frames = count_frames(seconds, fps)
    states = replay_states(sketch, seconds, fps)
    stride = -(-fps // renders_per_second)

    def iterate_shots() -> Iterator[Shot]:
        for number, (state, raster) in enumerate(_rasterise_states(states)):
            is_new_face = number % stride == 0 or state is sketch
            yield Shot(raster, settings.request(raster, shadow=False) if is_new_face else None)

    return Film(iterate_shots(), num_frames, fps, compose)


def _rasterise_states(states: Iterator[Sketch]) -> Iterator[tuple[Sketch, NDArray[np.uint8]]]:
    """Each state with its pixels, painting only what is new."""
    layer: InkLayer | None = None
    for state in states:
        if layer is None:
            layer = InkLayer(state)
        layer.set_sketch(state)
        yield state, to_array(layer.image)
