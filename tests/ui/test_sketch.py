"""Strokes and their pixels."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from deepfacedrawing.ui.sketch import Sketch, Stroke, rasterise

DOT = Stroke("pen", 6.0, ((100.0, 120.0, 1.0, 0.0),))
ERASED = Stroke("eraser", 8.0, ((200.0, 180.0, 1.0, 0.0), (210.0, 330.0, 1.0, 30.0)))


def test_a_blank_sketch_is_paper() -> None:
    raster = rasterise(Sketch())
    assert raster.shape == (512, 512)
    assert raster.dtype == np.uint8
    assert (raster == 255).all()


def test_one_point_is_a_dot_of_the_pens_size() -> None:
    ink = 255 - rasterise(Sketch((DOT,))).astype(float)
    rows, columns = np.nonzero(ink)
    assert ink.sum() / 255 == pytest.approx(np.pi * 3**2, rel=0.05)
    assert (rows.mean() + 0.5, columns.mean() + 0.5) == pytest.approx((120, 100), abs=0.3)


def test_pressure_makes_a_stroke_wider() -> None:
    def ink(pressure: float) -> float:
        points = tuple((x, 100.0, pressure, 0.0) for x in (50.0, 150.0, 250.0))
        return (255 - rasterise(Sketch((Stroke("pen", 8.0, points),))).astype(float)).sum() / 255

    assert ink(1.0) == pytest.approx(2 * ink(0.5), rel=0.1)
    assert ink(0.0) > 0


def test_the_curve_goes_through_its_points_and_does_not_overshoot() -> None:
    points = ((50.0, 50.0, 1.0, 0.0), (52.0, 50.0, 1.0, 1.0), (250.0, 50.0, 1.0, 2.0), (250.0, 250.0, 1.0, 3.0))
    raster = rasterise(Sketch((Stroke("pen", 3.0, points),)))
    assert all(raster[int(y), int(x)] < 60 for x, y, _, _ in points)
    rows, columns = np.nonzero(raster < 200)
    assert rows.min() >= 20
    assert columns.min() >= 40
    assert columns.max() <= 290


def test_the_eraser_makes_paper_again() -> None:
    line = Stroke("pen", 2.0, ((100.0, 256.0, 1.0, 0.0), (300.0, 256.0, 1.0, 9.0)))
    raster = rasterise(Sketch((line, ERASED)))
    assert raster[256, 150] < 60
    assert raster[256, 205] == 255


def test_strokes_outside_the_canvas_are_clipped() -> None:
    outside = Stroke("pen", 5.0, ((-400.0, -300.0, 1.0, 0.0), (900.0, 800.0, 1.0, 1.0)))
    assert (rasterise(Sketch((outside,))) < 128).any()


def test_the_background_lies_under_the_strokes_and_is_not_changed() -> None:
    background = np.full((512, 512), 200, np.uint8)
    raster = rasterise(Sketch((DOT,), background))
    assert raster[0, 0] == 200
    assert raster[120, 100] == 0
    assert (background == 200).all()


def test_a_larger_scale_paints_the_same_drawing_with_finer_pixels() -> None:
    background = np.full((512, 512), 255, np.uint8)
    background[300:340, 300:340] = 90
    sketch = Sketch((DOT, Stroke("pen", 2.5, ((60.0, 60.0, 1.0, 0.0), (400.0, 211.0, 0.7, 9.0)))), background)
    small, large = rasterise(sketch), rasterise(sketch, 2)
    assert large.shape == (1024, 1024)
    halved = large.reshape(512, 2, 512, 2).mean((1, 3))
    assert np.abs(halved - small).mean() < 0.5


def test_strokes_are_painted_sharp_at_a_larger_scale() -> None:
    sketch = Sketch((DOT, Stroke("pen", 2.5, ((60.0, 60.0, 1.0, 0.0), (400.0, 211.0, 0.7, 9.0)))))
    painted, magnified = rasterise(sketch, 2), np.kron(rasterise(sketch), np.ones((2, 2), np.uint8))
    soft = [np.count_nonzero((picture > 8) & (picture < 247)) for picture in (painted, magnified)]
    assert soft[0] < 0.6 * soft[1]


def test_rasterise_works_without_an_application() -> None:
    code = (
        "from deepfacedrawing.ui.sketch import *; import sys\n"
        "assert rasterise(Sketch((Stroke('pen', 3.0, ((9.0, 9.0, 1.0, 0.0), (90.0, 90.0, 1.0, 0.0))),))).min() == 0\n"
        "assert 'torch' not in sys.modules"
    )
    subprocess.run(
        [sys.executable, "-c", code], check=True, env={"QT_QPA_PLATFORM": "none", "PYTHONPATH": ":".join(sys.path)}
    )
