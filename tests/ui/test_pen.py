"""From the hand to the points of a stroke."""

from __future__ import annotations

import math

import numpy as np
import pytest

from deepfacedrawing.ui.pen import (
    PRESSURE_CURVES,
    Hand,
    PenSettings,
    mirror_point,
    mirror_stroke,
    straighten,
)
from deepfacedrawing.ui.sketch import Point, Stroke


def draw(settings: PenSettings, places: list[tuple[float, float]], pressure: float = 1.0) -> list[Point]:
    hand = Hand(settings)
    points = [point for time, place in enumerate(places) for point in hand.move(*place, pressure, time)]
    return points + hand.lift(len(places))


def roughness(points: list[Point]) -> float:
    """Mean turn between neighbouring segments, radians."""
    steps = np.diff(np.array([point[:2] for point in points]), axis=0)
    angles = np.unwrap(np.arctan2(steps[:, 1], steps[:, 0]))
    return float(np.abs(np.diff(angles)).mean())


def trembling_line() -> list[tuple[float, float]]:
    rng = np.random.default_rng(0)
    return [(50 + 2.0 * i, 100 + float(rng.normal(0, 1.2))) for i in range(150)]


def test_without_smoothing_the_places_are_the_points() -> None:
    places = [(10.0, 10.0), (20.004, 12.0), (30.0, 30.0)]
    assert [point[:2] for point in draw(PenSettings(smoothing="off"), places)] == [(10, 10), (20.0, 12), (30, 30)]


def test_places_that_say_nothing_new_are_left_out() -> None:
    assert len(draw(PenSettings(smoothing="off"), [(10, 10), (10.1, 10.1), (10.2, 10.1)])) == 1


def test_more_smoothing_makes_smoother_lines() -> None:
    off, low, high = (roughness(draw(PenSettings(smoothing=name), trembling_line())) for name in ("off", "low", "high"))
    assert high < 0.4 * low < 0.4 * 0.6 * off


@pytest.mark.parametrize("smoothing", ["off", "low", "high"])
def test_a_stroke_begins_and_ends_where_the_pen_did(smoothing: str) -> None:
    points = draw(PenSettings(smoothing=smoothing), [(10, 10), (40, 10), (40, 60), (90, 61)])
    assert points[0][:2] == (10, 10)
    assert points[-1][:2] == (90, 61)


def test_smoothing_is_the_same_at_every_rate_of_the_tablet() -> None:
    def curve(count: int) -> list[tuple[float, float]]:
        return [(100 + 80 * math.cos(t), 100 + 80 * math.sin(t)) for t in np.linspace(0, math.pi, count)]

    slow, fast = (np.array([p[:2] for p in draw(PenSettings(smoothing="high"), curve(n))]) for n in (100, 800))
    gaps = np.linalg.norm(slow[:, None] - fast[None], axis=2).min(1)
    assert gaps.max() < 1.5


def test_the_pressure_curve_bends_between_its_ends() -> None:
    half = {name: draw(PenSettings(pressure=name), [(1, 1)], 0.5)[0][2] for name in PRESSURE_CURVES}
    assert half["firm"] < half["linear"] == 0.5 < half["soft"] < half["off"] == 1.0
    for name in ("soft", "linear", "firm"):
        assert draw(PenSettings(pressure=name), [(1, 1)], 1.7)[0][2] == 1.0
        assert draw(PenSettings(pressure=name), [(1, 1)], 0.0)[0][2] == 0.0


def test_a_straight_line_can_snap_to_fifteen_degrees() -> None:
    start, end = (100.0, 100.0, 0.4, 0.0), (200.0, 104.0, 0.9, 50.0)
    assert straighten(start, end, snap=False) == ((100, 100, 0.9, 0), (200, 104, 0.9, 50))
    assert straighten(start, end, snap=True)[1] == (pytest.approx(200.08, abs=0.01), 100, 0.9, 50)


def test_mirroring_twice_is_nothing() -> None:
    stroke = Stroke("pen", 3.0, ((10.25, 20.0, 0.5, 0.0), (300.0, 22.0, 1.0, 5.0)))
    assert mirror_point((10.25, 20.0, 0.5, 0.0)) == (501.75, 20.0, 0.5, 0.0)
    assert mirror_stroke(mirror_stroke(stroke)) == stroke
