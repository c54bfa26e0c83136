from __future__ import annotations

import numpy as np
import pytest

from deepfacedrawing.photo.strokes import MOST_STROKES, ORDER, draw_strokes
from deepfacedrawing.photo_sketch import TracedStroke
from deepfacedrawing.training.line_drawing import LineDrawing, build_line_drawing

EVERYWHERE = np.ones((512, 512), bool)


def straight(x0: float, y0: float, x1: float, y1: float) -> np.ndarray:
    count = max(2, int(np.hypot(x1 - x0, y1 - y0) / 4))
    return np.linspace((x0, y0), (x1, y1), count).astype(np.float32)


def xy(stroke: TracedStroke) -> np.ndarray:
    return np.array(stroke.points)[:, :2]


def test_a_straight_line_needs_two_points() -> None:
    (stroke,) = draw_strokes(build_line_drawing([("jaw", straight(100, 100, 300, 100))]), EVERYWHERE)
    assert stroke.tag == "jaw"
    assert [point[:2] for point in stroke.points] == [(100.0, 100.0), (300.0, 100.0)]


def test_a_circle_stays_within_the_tolerance_with_fewer_points() -> None:
    angle = np.linspace(0, 2 * np.pi, 150)
    circle = (256 + 90 * np.stack((np.cos(angle), np.sin(angle)), axis=1)).astype(np.float32)
    (stroke,) = draw_strokes(build_line_drawing([("jaw", circle)]), EVERYWHERE)
    assert 12 < len(stroke.points) < 50
    middles = (xy(stroke)[1:] + xy(stroke)[:-1]) / 2
    assert np.abs(np.hypot(*(middles - 256).T) - 90).max() < 0.9


def test_pressure_swells_gently_and_time_runs_on() -> None:
    angle = np.linspace(0, np.pi, 100)
    arc = (256 + 120 * np.stack((np.cos(angle), np.sin(angle)), axis=1)).astype(np.float32)
    (stroke,) = draw_strokes(build_line_drawing([("jaw", arc)]), EVERYWHERE)
    _, _, pressure, time_ms = np.array(stroke.points).T
    assert pressure[0] == pytest.approx(0.7)
    assert pressure.max() == pytest.approx(0.95, abs=0.01)
    assert 2 <= stroke.width * pressure.min() <= stroke.width * pressure.max() <= 3
    assert time_ms[0] == 0
    assert (np.diff(time_ms) > 0).all()
    assert 300 < time_ms[-1] < 3000


def test_lines_end_at_the_border_of_the_canvas() -> None:
    line = np.concatenate((straight(480, 300, 530, 300), straight(530, 300, 530, 340), straight(530, 340, 480, 340)))
    strokes = draw_strokes(build_line_drawing([("hair_outline", line)]), EVERYWHERE)
    assert len(strokes) == 2
    assert all(xy(stroke)[:, 0].max() == 511 for stroke in strokes)
    assert {float(y) for stroke in strokes for y in xy(stroke)[:, 1]} == {300.0, 340.0}


def test_nothing_is_drawn_along_and_beyond_the_photo_s_border() -> None:
    inside = EVERYWHERE.copy()
    inside[:100] = False
    lines = [("hair_outline", straight(50, 102, 400, 102)), ("jaw", straight(200, 40, 200, 300))]
    (stroke,) = draw_strokes(build_line_drawing(lines), inside)
    assert stroke.tag == "jaw"
    assert 100 < xy(stroke)[:, 1].min() < 112


def many_lines() -> LineDrawing:
    lines = [("detail", straight(10, y, 30 + y / 10, y)) for y in range(5, 500, 4)]
    lines += [("beard", straight(100, y, 120, y)) for y in range(5, 500, 2)]
    lines += [("clothes", straight(200, y, 240, y)) for y in range(5, 500, 2)]
    return build_line_drawing([*lines, ("jaw", straight(300, 10, 300, 400))])


def test_the_face_comes_first_and_there_are_not_too_many() -> None:
    strokes = draw_strokes(many_lines(), EVERYWHERE)
    assert len(strokes) == MOST_STROKES
    assert strokes[0].tag == "jaw"
    places = [ORDER.index(stroke.tag) for stroke in strokes]
    assert places == sorted(places)


def test_areas_that_people_shade_are_no_strokes() -> None:
    square = np.array([(100, 100), (200, 100), (200, 200), (100, 200), (100, 100)], np.float32)
    assert draw_strokes(build_line_drawing([("skin_shade", square), ("hair_shade", square)]), EVERYWHERE) == ()
