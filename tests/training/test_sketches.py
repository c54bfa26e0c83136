from __future__ import annotations

import cv2
import numpy as np
import pytest

from deepfacedrawing.training.line_choice import choose_lines
from deepfacedrawing.training.line_drawing import AREAS, TAG_INDEX, TAGS, LineDrawing, build_line_drawing, resample
from deepfacedrawing.training.sketch_styles import choose_style
from deepfacedrawing.training.sketches import simulate_sketch


def ellipse(x: float, y: float, a: float, b: float, start: float = 0.0, stop: float = 2 * np.pi) -> np.ndarray:
    angle = np.linspace(start, stop, 60)
    return resample(np.stack((x + a * np.cos(angle), y + b * np.sin(angle)), axis=1))


def arc_pair(x: float, y: float, a: float, b: float) -> tuple[np.ndarray, np.ndarray]:
    along = np.linspace(-1, 1, 16)
    bend = b * (1 - along**2)
    return np.stack((x + a * along, y - bend), axis=1), np.stack((x + a * along, y + bend), axis=1)


@pytest.fixture
def drawing() -> LineDrawing:
    lines = [("hair_outline", ellipse(256, 200, 190, 170)), ("jaw", ellipse(256, 260, 130, 170, 0, np.pi))]
    lines += [("hair_strand", ellipse(256, 200, 160 - 8 * i, 150 - 8 * i, -2.5, -1.0)) for i in range(5)]
    for side, x in (("left", 192), ("right", 320)):
        lines += [(f"{side}_eye", part) for part in arc_pair(x, 241, 30, 10)]
        lines += [(f"{side}_brow", part) for part in arc_pair(x, 205, 38, 5)]
        lines += [(f"{side}_iris", ellipse(x, 241, 9, 9)), (f"{side}_iris", ellipse(x, 241, 4, 4))]
    lines += [("mouth_outer", part) for part in arc_pair(256, 380, 45, 14)]
    lines += [("mouth_inner", ellipse(256, 380, 40, 3, 0, np.pi)), ("nose", ellipse(256, 320, 25, 10, 0, np.pi))]
    return build_line_drawing(lines)


@pytest.mark.parametrize("roughness", [0.0, 0.3, 1.0])
def test_the_same_seed_gives_the_same_sketch(drawing: LineDrawing, roughness: float) -> None:
    before = drawing.points.copy()
    first = simulate_sketch(drawing, np.random.default_rng(5), roughness)
    second = simulate_sketch(drawing, np.random.default_rng(5), roughness)
    np.testing.assert_array_equal(first, second)
    np.testing.assert_array_equal(drawing.points, before)


def test_every_style_gives_ink_on_mostly_white_paper(drawing: LineDrawing) -> None:
    rng = np.random.default_rng(0)
    for _ in range(40):
        for picture in simulate_sketch(drawing, rng, float(rng.random())):
            assert (picture.shape, picture.dtype) == ((512, 512), np.uint8)
            assert picture.min() < 225
            assert np.median(picture[300:]) > 240


def test_a_careful_sketch_is_the_clean_one(drawing: LineDrawing) -> None:
    rough, clean = simulate_sketch(drawing, np.random.default_rng(1), 0.0)
    np.testing.assert_array_equal(rough, clean)


def test_a_rough_sketch_stays_near_the_clean_one(drawing: LineDrawing) -> None:
    rng = np.random.default_rng(3)
    near = []
    for _ in range(20):
        rough, clean = simulate_sketch(drawing, rng, 0.6)
        around = cv2.dilate((rough < 250).astype(np.uint8), np.ones((25, 25), np.uint8)) > 0
        near.append(around[clean < 128].mean())
    assert np.median(near) > 0.98


def test_rough_sketches_differ(drawing: LineDrawing) -> None:
    rng = np.random.default_rng(4)
    first, second = (simulate_sketch(drawing, rng, 0.8)[0] for _ in range(2))
    assert (first != second).mean() > 0.01


def test_an_empty_drawing_gives_blank_paper() -> None:
    for roughness in (0.0, 1.0):
        for picture in simulate_sketch(build_line_drawing([]), np.random.default_rng(0), roughness):
            assert picture.min() == 255


def test_roughness_out_of_range_is_refused(drawing: LineDrawing) -> None:
    with pytest.raises(ValueError, match="roughness"):
        simulate_sketch(drawing, np.random.default_rng(0), 1.5)


def with_glasses(drawing: LineDrawing) -> LineDrawing:
    tagged = [(TAGS[tag], line) for tag, line in zip(drawing.tags, drawing.lines, strict=True)]
    return build_line_drawing([*tagged, ("glasses", ellipse(256, 120, 110, 30))])


def test_glasses_are_always_drawn_where_the_hand_is_steady(drawing: LineDrawing) -> None:
    drawing, rng = with_glasses(drawing), np.random.default_rng(0)
    for _ in range(60):
        kept = choose_lines(drawing, drawing.points.copy(), rng, 0.3)
        if kept[drawing.tags == TAG_INDEX["jaw"]].any() and kept[drawing.tags == TAG_INDEX["left_eye"]].any():
            assert kept[drawing.tags == TAG_INDEX["glasses"]].all()


def test_areas_are_never_drawn_as_neat_lines(drawing: LineDrawing) -> None:
    shaded = build_line_drawing([(tag, ellipse(256, 256, 100, 100)) for tag in AREAS])
    assert simulate_sketch(shaded, np.random.default_rng(0), 0.0)[1].min() == 255


def test_a_beard_is_in_the_neat_sketch(drawing: LineDrawing) -> None:
    strokes = build_line_drawing([("beard", np.array(((x, 440.0), (x, 452.0)))) for x in range(200, 312, 8)])
    assert (simulate_sketch(strokes, np.random.default_rng(0), 0.0)[1][440:450, 200:312] < 128).any()


def test_some_sketches_have_no_hair_and_some_only_a_component(drawing: LineDrawing) -> None:
    rng = np.random.default_rng(0)
    kept = [choose_lines(drawing, drawing.points.copy(), rng, 0.8) for _ in range(200)]
    bald = np.mean([not k[drawing.tags == TAG_INDEX["hair_outline"]].any() for k in kept])
    faceless = np.mean([not k[drawing.tags == TAG_INDEX["jaw"]].any() for k in kept])
    assert 0.1 < bald < 0.5
    assert 0.02 < faceless < 0.3


def test_pencils_leave_greys_on_white_paper(drawing: LineDrawing) -> None:
    rng = np.random.default_rng(2)
    greys = [((s > 40) & (s < 215)).mean() for s in (simulate_sketch(drawing, rng, 0.5)[0] for _ in range(40))]
    assert max(greys) > 0.05
    assert {choose_style(rng, 0.5).skin_tone > 0 for _ in range(40)} == {True, False}
