from __future__ import annotations

import numpy as np
import pytest

from deepfacedrawing.training import beard, landmarks
from deepfacedrawing.training.beard import find_beard, trace_beard
from deepfacedrawing.training.classes import CLASSES

ROWS, COLUMNS = np.mgrid[:512, :512]
PLACES = {50: (170, 310), 280: (342, 310), 2: (256, 330), 98: (236, 328), 97: (246, 330), 326: (266, 330)}
PLACES |= {327: (276, 328), 152: (256, 490), 187: (170, 360), 411: (342, 360)}


@pytest.fixture
def points() -> np.ndarray:
    """Landmarks of a plain face: only those that beards are found by have a place of their own."""
    points = np.full((478, 2), (256.0, 300.0), np.float32)

    def place(indices: tuple[int, ...], x: np.ndarray, y: np.ndarray) -> None:
        points[list(indices)] = np.stack((x, y), axis=1)

    angle = np.linspace(np.pi, 0, len(landmarks.JAW))
    place(landmarks.JAW, 256 + 130 * np.cos(angle), 330 + 160 * np.sin(angle))
    for indices, sign in ((landmarks.OUTER_LIP_UPPER, -1), (landmarks.OUTER_LIP_LOWER, 1)):
        along = np.linspace(-1, 1, len(indices))
        place(indices, 256 + 45 * along, 385 + sign * 10 * (1 - along**2))
    turn = np.linspace(0, 2 * np.pi, len(beard.CHIN_ZONE), endpoint=False)
    place(beard.CHIN_ZONE, 256 + 40 * np.cos(turn), 440 + 25 * np.sin(turn))
    for zone, x in ((beard.LEFT_JAW_ZONE, 170), (beard.RIGHT_JAW_ZONE, 342)):
        turn = np.linspace(0, 2 * np.pi, len(zone), endpoint=False)
        place(zone, x + 15 * np.cos(turn), 410 + 25 * np.sin(turn))
    for index, (x, y) in PLACES.items():
        points[index] = x, y
    return points


@pytest.fixture
def labels() -> np.ndarray:
    return np.where(np.hypot(COLUMNS - 256, ROWS - 330) < 200, CLASSES["skin"], 0).astype(np.uint8)


def paint(tone: int, contrast: float) -> np.ndarray:
    """Skin of one tone whose lower part has hairs of some contrast."""
    rng = np.random.default_rng(0)
    noise = 1 + contrast * rng.standard_normal((512, 512)) * (ROWS > 335)
    return np.repeat(np.clip(tone * noise, 0, 255).astype(np.uint8)[..., None], 3, axis=2)


@pytest.mark.parametrize("tone", [60, 120, 200])
def test_a_beard_is_found_on_every_skin_tone(points: np.ndarray, labels: np.ndarray, tone: int) -> None:
    density, above = find_beard(paint(tone, 0.15), points, labels)
    assert density[430:460, 230:280].mean() > 0.5
    assert density[:320].max() == 0
    lines = trace_beard(density, above, points)
    assert {tag for tag, _ in lines} >= {"beard", "beard_outline"}


def test_strokes_on_the_chin_run_down(points: np.ndarray, labels: np.ndarray) -> None:
    density, above = find_beard(paint(120, 0.15), points, labels)
    strokes = [line for tag, line in trace_beard(density, above, points) if tag == "beard" and line[0, 1] > 430]
    assert all(line[-1, 1] > line[0, 1] for line in strokes)


@pytest.mark.parametrize("shade", [1.0, 0.5])
def test_smooth_skin_has_no_beard_even_in_the_shade(points: np.ndarray, labels: np.ndarray, shade: float) -> None:
    rgb = (paint(160, 0.0) * np.where(ROWS > 335, shade, 1.0)[..., None]).astype(np.uint8)
    density, above = find_beard(rgb, points, labels)
    assert density.max() == 0
    assert trace_beard(density, above, points) == []
