"""One synthetic face, aligned, and photos that it is put into."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from deepfacedrawing.photo.alignment import FaceAligner
from deepfacedrawing.photo.convert import LANDMARKS_NAME, find_param

FACE = Path(__file__).parents[1] / "photo.webp"


@pytest.fixture(scope="session")
def face() -> NDArray[np.uint8]:
    """(512,512,3) uint8 RGB, aligned."""
    return np.array(Image.open(FACE).convert("RGB"))


@pytest.fixture(scope="session")
def aligner() -> FaceAligner:
    return FaceAligner(find_param(LANDMARKS_NAME))


def put_on_wall(
    face: NDArray[np.uint8], *places: tuple[float, float, float, float], size: tuple[int, int] = (1600, 1200)
) -> NDArray[np.uint8]:
    """The face, middle at x, y, scaled, and turned by degrees to the left, once for each place, on a grey wall."""
    photo = np.full((size[1], size[0], 3), 140, np.uint8)
    for x, y, scale, degrees in places:
        matrix = cv2.getRotationMatrix2D((256, 256), degrees, scale)
        matrix[:, 2] += (x - 256, y - 256)
        small = cv2.GaussianBlur(face, (0, 0), max(0.5 / scale - 0.4, 0.1))
        cv2.warpAffine(small, matrix, size, dst=photo, borderMode=cv2.BORDER_TRANSPARENT)
    return photo
