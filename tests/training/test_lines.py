from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from skimage.morphology import skeletonize

from deepfacedrawing.rendering import UserError
from deepfacedrawing.training.classes import CLASSES
from deepfacedrawing.training.hair_flow import trace_flow
from deepfacedrawing.training.line_drawing import (
    TAGS,
    build_line_drawing,
    load_line_drawings,
    resample,
    save_line_drawings,
)
from deepfacedrawing.training.lines import extract_lines, trace_closed
from deepfacedrawing.training.photocopy import trace_skeleton

ROWS, COLUMNS = np.mgrid[:512, :512]


def disc(x: float, y: float, radius: float) -> np.ndarray:
    return np.hypot(COLUMNS - x, ROWS - y) <= radius


def test_the_border_of_a_disc_is_a_closed_circle() -> None:
    (contour,) = trace_closed(disc(256, 256, 100))
    line = resample(np.concatenate((contour, contour[:1])), smoothing=4)
    np.testing.assert_array_equal(line[0], line[-1])
    radius = np.hypot(*(line - 256).T)
    assert np.abs(radius - 100).max() < 2
    assert np.abs(np.hypot(*np.diff(line, axis=0).T) - 4).max() < 1


def test_a_drawn_ring_is_traced_as_one_closed_line() -> None:
    picture = np.zeros((512, 512), np.uint8)
    cv2.circle(picture, (200, 220), 60, 255, 1)
    (line,) = trace_skeleton(skeletonize(picture > 0))
    np.testing.assert_array_equal(line[0], line[-1])
    assert np.abs(np.hypot(*(line - (200, 220)).T) - 60).max() < 1.5


def test_a_cross_is_traced_as_four_lines() -> None:
    picture = np.zeros((64, 64), bool)
    picture[32, 5:60] = picture[5:60, 32] = True
    assert len(trace_skeleton(picture)) == 4


def test_smoothing_keeps_the_ends() -> None:
    line = np.array([(10.0, 10.0), (50.0, 30.0), (90.0, 10.0)])
    smooth = resample(line, smoothing=8, count=20)
    np.testing.assert_allclose(smooth[[0, -1]], line[[0, -1]], atol=1e-4)
    assert smooth[:, 1].max() < 29


def test_hair_flows_along_its_stripes() -> None:
    stripes = (127 + 100 * np.sin(COLUMNS[:128, :128] / 2)).astype(np.uint8)
    lines = trace_flow(stripes, np.ones((128, 128), bool))
    assert np.ptp(lines[0][:, 1]) > 60
    assert np.ptp(lines[0][:, 0]) < 6


def test_a_face_without_hair_gets_its_features_and_jaw() -> None:
    rng = np.random.default_rng(0)
    landmarks = (256 + 60 * rng.standard_normal((478, 2))).astype(np.float32)
    labels = np.where(disc(256, 280, 150), CLASSES["skin"], 0).astype(np.uint8)
    rgb = np.full((512, 512, 3), 128, np.uint8)
    drawing = extract_lines(rgb, landmarks, labels)
    drawn = {TAGS[tag] for tag in drawing.tags}
    assert {"left_eye", "right_eye", "left_brow", "right_brow", "nose", "mouth_outer", "mouth_inner", "jaw"} <= drawn
    assert "hair_outline" not in drawn


def test_a_drawing_survives_its_file(tmp_path: Path) -> None:
    line = np.array([(1.25, 2.0), (300.5, 4.0), (511.0, 500.0)], np.float32)
    first = build_line_drawing([("jaw", line), ("nose", line[:2])])
    second = build_line_drawing([("hat", line + 1)])
    save_line_drawings(tmp_path / "lines.npz", {"b": first, "a": second})
    loaded = load_line_drawings(tmp_path / "lines.npz")
    assert list(loaded) == ["b", "a"]
    for name, drawing in (("b", first), ("a", second)):
        np.testing.assert_allclose(loaded[name].points, drawing.points, atol=0.25)
        np.testing.assert_array_equal(loaded[name].offsets, drawing.offsets)
        np.testing.assert_array_equal(loaded[name].tags, drawing.tags)


def test_a_foreign_file_is_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "other.npz", weights=np.zeros(3))
    with pytest.raises(UserError, match="make them again"):
        load_line_drawings(tmp_path / "other.npz")
