from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from deepfacedrawing.photo.alignment import IRISES, FaceAligner
from deepfacedrawing.rendering import UserError
from tests.photo.conftest import put_on_wall

EYES = ((192, 241), (320, 241))
TOLERANCE = 5.0


def eye_errors(landmarks: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.hypot(*(landmarks[list(IRISES)] - EYES).T)


@pytest.mark.parametrize(
    ("x", "y", "scale", "degrees"),
    [
        (800, 600, 1.0, 0),
        (500, 700, 0.6, 30),
        (1100, 500, 0.6, -30),
        (300, 300, 0.3, 12),
        (1200, 800, 0.25, -20),
        (800, 600, 2.0, 5),
        (800, 600, 0.8, 90),
        (700, 600, 0.7, 170),
    ],
)
def test_faces_of_any_size_place_and_tilt_are_aligned(
    aligner: FaceAligner, face: NDArray[np.uint8], x: float, y: float, scale: float, degrees: float
) -> None:
    aligned = aligner.align(put_on_wall(face, (x, y, scale, degrees)))
    assert aligned is not None
    assert eye_errors(aligned.landmarks).max() < TOLERANCE
    assert aligned.num_faces == 1


def test_an_aligned_face_stays_as_it_is(aligner: FaceAligner, face: NDArray[np.uint8]) -> None:
    aligned = aligner.align(face)
    assert aligned is not None
    assert np.abs(aligned.rgb[100:400, 100:400].astype(int) - face[100:400, 100:400]).mean() < 8
    assert aligned.rgb.dtype == np.uint8
    assert aligned.landmarks.shape == (478, 2)


def test_the_largest_face_is_taken_and_the_others_counted(aligner: FaceAligner, face: NDArray[np.uint8]) -> None:
    photo = put_on_wall(face, (350, 500, 0.5, 0), (1150, 600, 1.2, 10))
    aligned = aligner.align(photo)
    assert aligned is not None
    assert aligned.num_faces == 2
    assert aligned.inside.all()
    assert eye_errors(aligned.landmarks).max() < TOLERANCE


def test_what_lies_beyond_the_photo_is_known_and_soft(aligner: FaceAligner, face: NDArray[np.uint8]) -> None:
    aligned = aligner.align(np.ascontiguousarray(face[100:, 90:430]))
    assert aligned is not None
    assert eye_errors(aligned.landmarks).max() < TOLERANCE
    assert not aligned.inside[:80].any()
    assert aligned.inside[150:500, 120:400].all()
    outside, inside = (aligned.rgb[rows, 150:350].astype(float) for rows in (slice(0, 60), slice(150, 400)))
    assert np.abs(np.diff(outside, axis=0)).mean() < 0.3 * np.abs(np.diff(inside, axis=0)).mean()


def test_a_wall_has_no_face(aligner: FaceAligner) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (400, 600, 3)).astype(np.uint8)
    assert aligner.align(noise) is None
    assert aligner.align(np.full((1, 1, 3), 128, np.uint8)) is None
    assert aligner.align(np.full((3, 2000, 3), 128, np.uint8)) is None


def test_a_tiny_face_is_told_from_none(aligner: FaceAligner, face: NDArray[np.uint8]) -> None:
    with pytest.raises(UserError, match="too small"):
        aligner.align(put_on_wall(face, (150, 120, 0.1, 0), size=(300, 240)))


def test_a_damaged_task_file_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "face.task"
    broken.write_bytes(b"PK nothing")
    with pytest.raises(UserError, match=r"face\.task cannot be read"):
        FaceAligner(broken)
