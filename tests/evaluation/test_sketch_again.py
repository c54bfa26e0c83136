from __future__ import annotations

import numpy as np
import pytest

from deepfacedrawing.components import COMPONENT_NAMES
from deepfacedrawing.evaluation.sketch_again import MASKS, TRUNCATION, draw_with_care, line_distances
from tests.tiny import draw_face_lines, draw_sketch


def draw_bar(row: int, thickness: int = 3, start: int = 180, stop: int = 330) -> np.ndarray:
    """One line through the mouth's window."""
    sketch = np.full((512, 512), 255, np.uint8)
    sketch[row : row + thickness, start:stop] = 0
    return sketch


def test_the_same_lines_are_no_distance_apart() -> None:
    distances = line_distances(draw_sketch(), draw_sketch())
    assert set(distances.values()) == {0.0}
    assert {f"again_{name}" for name in COMPONENT_NAMES} < distances.keys()


def test_a_line_that_moved_is_off_by_as_much() -> None:
    distances = line_distances(draw_bar(400), draw_bar(405))
    assert distances["again_mouth"] == pytest.approx(5, abs=0.2)
    assert distances["again"] == pytest.approx(5, abs=0.2)
    assert distances["again_missing"] == pytest.approx(5, abs=0.2)


def test_windows_without_a_drawn_line_are_left_out() -> None:
    assert line_distances(draw_bar(400), draw_sketch()).keys() == {"again", "again_missing", "again_mouth"}
    assert line_distances(np.full((512, 512), 255, np.uint8), draw_sketch()) == {}


def test_a_face_without_lines_misses_them_all() -> None:
    blank = np.full((512, 512), 255, np.uint8)
    assert line_distances(draw_bar(400), blank) == dict.fromkeys(("again", "again_missing", "again_mouth"), TRUNCATION)


def test_lines_that_nobody_drew_count_apart_from_missing_ones() -> None:
    more = np.minimum(draw_bar(400), draw_bar(360))
    distances = line_distances(draw_bar(400), more)
    assert distances["again_missing"] == 0
    assert distances["again_mouth"] > 1


def test_a_thick_line_is_as_good_as_a_thin_one() -> None:
    assert line_distances(draw_bar(400, thickness=9), draw_bar(403))["again_missing"] < 1


def test_each_pixel_belongs_to_a_component() -> None:
    assert np.logical_or.reduce(list(MASKS.values())).all()
    assert not (MASKS["remainder"] & MASKS["mouth"]).any()


def test_careful_lines_are_always_the_same() -> None:
    sketch = draw_with_care(draw_face_lines())
    assert sketch.min() < 64
    np.testing.assert_array_equal(sketch, draw_with_care(draw_face_lines()))
