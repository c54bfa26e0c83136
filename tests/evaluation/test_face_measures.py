from __future__ import annotations

import cv2
import numpy as np
import pytest

from deepfacedrawing.evaluation.face_measures import (
    FACE_PARTS,
    colour_spread,
    landmark_distance,
    landmark_spread,
    mean_pair_distance,
    skin_tone,
)
from tests.evaluation.fakes import build_landmarks

EYE_DISTANCE = 128.0


def test_a_shifted_face_is_off_by_its_shift_in_eye_distances() -> None:
    truth, moved = build_landmarks(), build_landmarks(shift=6.4)
    assert landmark_distance(truth, moved) == pytest.approx(6.4 / EYE_DISTANCE, rel=1e-4)
    assert landmark_distance(truth, truth) == 0


def test_a_part_that_moves_alone_is_told() -> None:
    truth, moved = build_landmarks(), build_landmarks()
    moved[list(FACE_PARTS["mouth"])] += (0, 12.8)
    distances = {part: landmark_distance(truth, moved, part) for part in FACE_PARTS}
    assert distances == pytest.approx(dict.fromkeys(FACE_PARTS, 0.0) | {"mouth": 0.1}, abs=1e-5)


def test_faces_that_are_all_alike_have_no_variety() -> None:
    faces = [build_landmarks(), build_landmarks(), build_landmarks()]
    assert mean_pair_distance(faces) == 0
    assert mean_pair_distance([*faces, build_landmarks(shift=10)]) == pytest.approx(10 / EYE_DISTANCE / 2, rel=1e-3)
    assert mean_pair_distance(faces[:1]) is None


@pytest.mark.parametrize(("lightness", "expected"), [(75.0, 59.0), (50.0, 0.0), (35.0, -45.0)])
def test_skin_tone_is_read_off_the_cheeks(lightness: float, expected: float) -> None:
    lab = np.full((512, 512, 3), (lightness, 10.0, 15.0), np.float32)
    rgb = (cv2.cvtColor(lab, cv2.COLOR_LAB2RGB) * 255).round().astype(np.uint8)
    # Neither hair nor background counts.
    rgb[:250] = 0
    measured, angle = skin_tone(rgb, build_landmarks())
    assert measured == pytest.approx(lightness, abs=0.6)
    assert angle == pytest.approx(expected, abs=3)


def test_spread_is_nought_for_equal_faces_and_grows_with_what_moves() -> None:
    grey, white = np.full((512, 512, 3), 119, np.uint8), np.full((512, 512, 3), 255, np.uint8)
    assert colour_spread([grey, grey]) == pytest.approx(0, abs=1e-3)
    assert colour_spread([grey, white]) == pytest.approx(25, abs=0.5)
    assert landmark_spread([build_landmarks(), build_landmarks()]) == 0
    assert landmark_spread([build_landmarks(-3.2), build_landmarks(3.2)]) == pytest.approx(3.2 / EYE_DISTANCE, rel=1e-3)
